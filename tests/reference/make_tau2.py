"""Writes tau2.csv: further estimators of tau2 with their standard errors, and intervals of tau2, by mpmath.

Usage: python3 make_tau2.py. Formulas: docs/methods-tau2.md, with the paper of each. Dense k x k matrices, unlike copse: P is
formed, its eigenvalues found by mp.eigsy (30 digits), and P(sum of weighted chi-squares > q) is Imhof's (1961) integral, taken along
a straight ray from the saddle point by Gauss-Legendre panels: another path than copse's, with the eigenvalues that copse does without.
Columns: dataset, design (1: intercept; x: intercept and a moderator), name, settings, level, statistic, value, rtol.
"""
import sys
from refcore import *

mp.dps = 30
OUT = []


def design(name, k, rows):
    if name == "1":
        return [[mpf(1)]] * k
    return [[mpf(1), mpf((i * 7) % 5)] for i in range(k)]


def dense(a, X):
    k, p = len(a), len(X[0])
    A = mp.diag(a)
    XM = mp.matrix([[x for x in r] for r in X])
    return A - A * XM * (XM.T * A * XM) ** -1 * XM.T * A


def form(P, y):
    n = len(y)
    return mp.fsum(y[i] * P[i, j] * y[j] for i in range(n) for j in range(n))


def trace_product(P, d1, d2):
    n = P.rows
    return mp.fsum(P[i, j] * d1[j] * P[j, i] * d2[i] for i in range(n) for j in range(n))


def moment_se(P, v, t, factor):
    s = [a + t for a in v]
    return factor * mp.sqrt(2 * trace_product(P, s, s))


def genq(a, y, v, X):
    P = dense(a, X)
    trp = tr(P)
    value = (form(P, y) - mp.fsum(P[i, i] * v[i] for i in range(len(v)))) / trp
    t = max(value, mpf(0))
    return t, moment_se(P, v, t, 1 / trp), P


def hedges(y, v, X):
    return genq([mpf(1)] * len(y), y, v, X)



def legendre(n):
    xs = []
    for i in range(1, n + 1):
        x = mp.cos(mp.pi * (i - mpf(1) / 4) / (n + mpf(1) / 2))
        for _ in range(7):
            p0, p1 = mpf(1), x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            slope = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        xs.append((x, 2 / ((1 - x * x) * slope * slope)))
    return xs


NODES = legendre(32)


def upper_tail(lam, q):
    """P(sum lam chi2_1 > q): from the saddle of exp(K - s q) along a straight ray at 60 degrees."""
    lam = [l for l in lam if l > mpf(10) ** -25 * max(lam)]
    K1 = lambda s: mp.fsum(l / (1 - 2 * s * l) for l in lam)
    hi = 1 / (2 * max(lam))
    a, b = (mpf(0), hi * (1 - mpf(10) ** -8)) if q > mp.fsum(lam) else (-mpf(len(lam)) / q, mpf(0))
    for _ in range(50):
        m = (a + b) / 2
        a, b = (m, b) if K1(m) < q else (a, m)
    c = (a + b) / 2
    width = 1 / mp.sqrt(2 * mp.fsum((l / (1 - 2 * c * l)) ** 2 for l in lam))
    if abs(c) < width / 2:
        c = min(width, hi) / 2
    e = mp.expjpi(mpf(1) / 3)

    def f(r):
        s = c + r * e
        g = mp.exp(-s * q) / s * e
        for l in lam:
            g /= mp.sqrt(1 - 2 * s * l)
        return g.imag
    total, low, high = mpf(0), mpf(0), min(width, abs(c)) / 8
    while low * q < 130:
        half, middle = (high - low) / 2, (high + low) / 2
        total += half * mp.fsum(w * f(middle + half * x) for x, w in NODES)
        low, high = high, high * 2 if high < width else high + max(width, high / 2)
    return total / mp.pi if c > 0 else 1 + total / mp.pi


def eigenvalues(P, v, t):
    n = len(v)
    r = [mp.sqrt(a + t) for a in v]
    E = mp.eigsy(mp.matrix([[r[i] * P[i, j] * r[j] for j in range(n)] for i in range(n)]), eigvals_only=True)
    return [e for e in E]


def rising_root(f, p, start):
    """t >= 0 with f(t) = p, f rising; 0 where f(0) >= p. Illinois on t."""
    lo, flo = mpf(0), f(mpf(0)) - p
    if flo >= 0:
        return mpf(0)
    hi = start
    fhi = f(hi) - p
    while fhi < 0:
        lo, flo = hi, fhi
        hi *= 4
        fhi = f(hi) - p
    side = 0
    for _ in range(80):
        x = (lo * fhi - hi * flo) / (fhi - flo)
        fx = f(x) - p
        if fx < 0:
            lo, flo = x, fx
            if side == -1:
                fhi /= 2
            side = -1
        else:
            hi, fhi = x, fx
            if side == 1:
                flo /= 2
            side = 1
        if abs(hi - lo) < mpf(10) ** -15 * hi or abs(fx) < mpf(10) ** -17:
            return x
    return x


def form_root(a, y, v, X, p):
    P = dense(a, X)
    q = form(P, y)
    return rising_root(lambda t: upper_tail(eigenvalues(P, v, t), q), p, max(v))


def modal(y, v, X, reml):
    k, p = len(y), len(X[0])

    def h(t):
        f = Fit(y, v, X, t, order=2)
        return 1 + t * (f.yPPy - (f.trP if reml else f.sw))
    ols = Fit(y, [mpf(1)] * k, X, mpf(0), order=1).RSS
    n = k - p if reml else k
    lo, hi = min(v) / (10 * k), 2 * (max(v) * (n + 1) + 2 * ols) / (n - 1)
    m = int(mp.log(hi / lo) * 8) + 1
    grid = [lo * (hi / lo) ** (mpf(i) / m) for i in range(m + 1)]
    hs = [h(t) for t in grid]
    assert hs[0] > 0 > hs[-1]
    best = None
    for i in range(m):
        if hs[i] > 0 >= hs[i + 1]:
            t = bisect_secant(h, grid[i], grid[i + 1])
            o = loglik(y, v, X, t, reml) + mp.log(t) / 2
            if best is None or o > best[0]:
                best = (o, t)
    t = best[1]
    f = Fit(y, v, X, t)
    return t, mp.sqrt(2 / ((f.trPP if reml else f.sw2) + 1 / t ** 2))


def profile(y, v, X, reml, level):
    maxima = all_maxima(y, v, X, reml)
    best, that = maxima[0]
    target = best - chi2_isf(1 - mpf(level) / 100, 1) / 2
    f = lambda t: loglik(y, v, X, t, reml) - target
    hi = 2 * max(max(v), *[m[1] for m in maxima])
    while f(hi) > 0:
        hi *= 2
    lo = min(v) * mpf(10) ** -9
    m = int(mp.log(hi / lo) * 6) + 1
    grid = [mpf(0)] + [lo * (hi / lo) ** (mpf(i) / m) for i in range(m + 1)]
    grid = sorted(grid + [that])
    fs = [f(t) for t in grid]
    lower, upper, cross = (mpf(0) if fs[0] >= 0 else None), None, 0
    for i in range(len(grid) - 1):
        if (fs[i] >= 0) != (fs[i + 1] >= 0):
            cross += 1
            r = bisect_secant(f, grid[i], grid[i + 1])
            if fs[i] < 0 and lower is None:
                lower = r
            if fs[i] >= 0:
                upper = r
    return lower, upper, cross > (2 if lower > 0 else 1)


def ncx2_upper(q, df, ncp):
    q, df, ncp = mpf(q), mpf(df), mpf(ncp)
    half, shape = q / 2, df / 2
    up = chi2_sf(q, df)
    step = mp.exp(shape * mp.log(half) - half - mp.loggamma(shape + 1))
    p, total = mp.exp(-ncp / 2), mpf(0)
    k = 0
    while True:
        total += p * up
        p *= ncp / 2 / (k + 1)
        up += step
        step *= half / (shape + k + 1)
        k += 1
        if k > ncp and p < mpf(10) ** -35:
            return total


def gamma_upper(x, shape):
    return mp.gammainc(shape, x, mp.inf, regularized=True)


def run(ds, des, heavy):
    y, v, rows = read_data(ds)
    k = len(y)
    X = design(des, k, rows)
    p = len(X[0])
    if k <= p:
        return
    zero, one = mpf(0), [mpf(1)] * k
    df = k - p
    mean = mp.fsum(y) / k
    S = mp.fsum((a - mean) ** 2 for a in y)
    f0 = Fit(y, v, X, zero)

    def emit(name, setting, level, stat, val, rtol="1e-9"):
        # a limit far below v is a difference of numbers of the size of v
        if val is not None and not isinstance(val, bool) and val > 0 and stat != "pieces":
            loss = mpf(2) ** -52 * 200 * max(v) / val
            if loss > mpf(rtol):
                rtol = "%.0e" % float(loss)
        OUT.append("%s,%s,%s,%s,%s,%s,%s,%s\n" % (ds, des, name, setting, level, stat, "1" if val is True else num(val), rtol))

    def both(name, setting, pair):
        emit(name, setting, 95, "tau2", pair[0])
        emit(name, setting, 95, "tau2_se", pair[1])

    pm = q_root(y, v, X, mpf(df))
    pm_se = mp.sqrt(mpf(2) * k * k / df) / Fit(y, v, X, pm).sw
    both("DLIT", "", (pm, pm_se))
    both("SJIT", "", (pm, pm_se))
    dl = max(zero, (f0.RSS - df) / f0.trP)
    he, he_se, Pone = hedges(y, v, X)
    both("DL2", "", genq([1 / (a + dl) for a in v], y, v, X)[:2])
    both("CA2", "", genq([1 / (a + he) for a in v], y, v, X)[:2])
    root = [mpf(float(1 / math.sqrt(float(a)))) for a in v]
    both("GENQ", "", genq([1 / mp.sqrt(a) for a in v], y, v, X)[:2])
    shift = float(mp.nstr(max(v), 3))
    both("GENQ", "shift=%r" % shift, genq([1 / (a + mpf(shift)) for a in v], y, v, X)[:2])
    given = [mpf(1 + (3 * i) % 7) for i in range(k)]
    both("GENQ", "given", genq(given, y, v, X)[:2])
    if p == 1:
        Q, C = f0.RSS, f0.trP
        t = Q ** 2 / ((2 * df + Q) * C)
        se = Q * (Q + 4 * df) / (2 * df + Q) ** 2 / C * mp.sqrt(2 * df + 4 * t * C + 2 * t * t * f0.trPP)
        both("HM", "", (t, se))
        for setting, prior, n in (("", zero, None), ("size=10", zero, 10 * k), ("prior=0.5", mpf(1) / 2, None)):
            c = mpf(1) if n is None else mpf(n - k) / (n - k + 2)
            t = max(zero, S / (k + 1) + c * (2 * k * prior - (k - 1) * mp.fsum(v)) / (mpf(k) * (k + 1)))
            both("RB", setting, (t, moment_se(Pone, v, t, mpf(1) / (k + 1))))
        t = S / (k + 1)
        both("RBp", "", (t, moment_se(Pone, v, t, mpf(1) / (k + 1))))
    for setting, start in (("start=HE", max(mpf("0.01") if False else mpf(0.01), he)), ("start=0.3", mpf(0.3))):
        a = [1 / (b + start) for b in v]
        P = dense(a, X)
        t = start * form(P, y) / df
        both("SJ", setting, (t, moment_se(P, v, t, start / df)))
    both("BMM", "", modal(y, v, X, False))
    if df >= 2:
        both("BMR", "", modal(y, v, X, True))
    for level in (95, 80) if heavy else (95,):
        alpha = (1 - mpf(level) / 100) / 2
        z = norm_isf(alpha)

        def limits(name, setting, low, high):
            emit(name, setting, level, "lower", low)
            emit(name, setting, level, "upper", high)
        G = lambda t, q=f0.RSS: (lambda E, V: gamma_upper(q * E / V, E * E / V))(df + t * f0.trP, 2 * df + 4 * t * f0.trP + 2 * t * t * f0.trPP)
        limits("BT", "", rising_root(G, alpha, max(v)), rising_root(G, 1 - alpha, max(v)))
        for reml in (False, True):
            lo, hi, pieces = profile(y, v, X, reml, level)
            limits("PL.REML" if reml else "PL.ML", "", lo, hi)
            if pieces:
                emit("PL.REML" if reml else "PL.ML", "", level, "pieces", True)
        t0 = S / k
        sj = t0 * form(dense([1 / (a + t0) for a in v], X), y) / df
        limits("SJ", "", df * sj / chi2_isf(alpha, df), df * sj / chi2_ppf(alpha, df))
        t, se, _ = tau2_of("REML", y, v, X)
        limits("Wald", "", max(zero, t - z * se), t + z * se)
        if t > 0:
            limits("Wald.log", "", t * mp.exp(-z * se / t), t * mp.exp(z * se / t))
            h = z * se / (2 * mp.sqrt(t))
            limits("Wald.sqrt", "", max(zero, mp.sqrt(t) - h) ** 2, (mp.sqrt(t) + h) ** 2)
        if p == 1 and k > 2:
            Q, H2 = f0.RSS, max(mpf(1), f0.RSS / df)
            s = mp.log(Q / df) / 2 / (mp.sqrt(2 * Q) - mp.sqrt(2 * k - 3)) if Q > k else mp.sqrt((1 - mpf(1) / (3 * (k - 2) ** 2)) / (2 * (k - 2)))
            vt = df / f0.trP
            limits("HT", "", max(zero, H2 * mp.exp(-2 * z * s) - 1) * vt, (H2 * mp.exp(2 * z * s) - 1) * vt)
        if p == 1:
            N = lambda l: ncx2_upper(f0.RSS, df, l)
            limits("NCQ", "", rising_root(N, alpha, mpf(1)) / f0.trP, rising_root(N, 1 - alpha, mpf(1)) / f0.trP)
        if k <= 16 and level == 95:
            for name, setting, a in (("GENQ", "", [1 / mp.sqrt(b) for b in v]), ("GENQ", "given", given), ("BJ", "", [1 / b for b in v])):
                limits(name, setting, form_root(a, y, v, X, alpha), form_root(a, y, v, X, 1 - alpha))
    if k <= 16:
        a = [1 / mp.sqrt(b) for b in v]
        t = form_root(a, y, v, X, mpf(1) / 2)
        P = dense(a, X)
        both("GENQM", "", (t, moment_se(P, v, t, 1 / tr(P))))


SETS = [("k2", "1"), ("k3", "1"), ("bcg", "1"), ("bcg", "x"), ("tau2_zero", "1"), ("dominating", "1"), ("huge_scale", "1"), ("tiny_scale", "1"),
        ("large_offset", "1"), ("bimodal", "1"), ("bimodal_zero", "1"), ("hackshaw1998", "1"), ("normand1999_smd", "1"), ("normand1999_md", "x"),
        ("molloy2014_zcor", "1"), ("molloy2014_zcor", "x"), ("smit2023_clinical", "1"), ("tau2_1e6", "1"), ("k3", "x")]
if __name__ == "__main__":
    for ds, des in SETS:
        run(ds, des, ds in ("bcg", "k3"))
        print(ds, des, len(OUT), flush=True)
        with open(os.path.join(HERE, "tau2.csv"), "w") as out:
            out.write("dataset,design,name,settings,level,statistic,value,rtol\n")
            out.writelines(OUT)
