"""High-precision (mpmath) reference implementation of random-effects meta-analysis and meta-regression.

Written from the formulas in the papers named at each function; the doubles of data/*.csv are taken as exact.
Diagonal weights throughout, so every trace is computed from p x p matrices:
  B_j = X'W^jX, S = B_1^-1, r = y - X S X'W y, y'Py = sum w r^2, y'PPy = sum w^2 r^2,
  tr P = sum w - tr(S B_2), tr PP = sum w^2 - 2 tr(S B_3) + tr(S B_2 S B_2).
"""
import csv, math, os
from mpmath import mp, mpf

DPS = 50
mp.dps = DPS
HERE = os.path.dirname(os.path.abspath(__file__))


def read_data(name):
    with open(os.path.join(HERE, "data", name + ".csv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    y = [mpf(float(r["yi"])) for r in rows]
    v = [mpf(float(r["vi"])) for r in rows]
    return y, v, rows


def num(x, digits=20):
    """A number as printed in the reference files."""
    if x is None:
        return "NA"
    x = mpf(x)
    if mp.isinf(x):
        return "Inf" if x > 0 else "-Inf"
    if x == 0:
        return "0"
    if mp.isint(x) and abs(x) < 10 ** 15:
        return str(int(x))
    return mp.nstr(x, digits, strip_zeros=True, min_fixed=-5, max_fixed=20)


# ---------------------------------------------------------------- distributions
def norm_sf(z):
    return mp.erfc(z / mp.sqrt(2)) / 2


def norm_isf(p):
    return mp.sqrt(2) * mp.erfinv(1 - 2 * mpf(p)) if p > mpf("1e-10") else solve_decreasing(norm_sf, p, mpf(0), mpf(60))


def t_sf(t, df):
    """P(T > t), t >= 0: half the regularised incomplete beta at df/(df+t^2)."""
    df, t = mpf(df), mpf(t)
    if t == 0:
        return mpf(1) / 2
    x = df / (df + t * t)
    if df < 500:
        return mp.betainc(df / 2, mpf(1) / 2, 0, x, regularized=True) / 2
    return t_sf_quad(t, df)


def t_sf_quad(t, df):
    """For large df, where the beta series is slow: continued fraction of the incomplete beta (modified Lentz) for t^2 > 9,
    Gauss-Legendre/tanh-sinh quadrature of the density, to where it has fallen by e^-140, for smaller t."""
    lc = mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2) - mp.log(df * mp.pi) / 2
    if t * t > 9:
        x, y = df / (df + t * t), t * t / (df + t * t)
        a, b, tiny = df / 2, mpf(1) / 2, mpf(10) ** -500
        c, d = mpf(1), 1 / (1 - (a + b) * x / (a + 1))
        h = d
        for m in range(1, 10 ** 6):
            e = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / (1 + e * d)
            c = 1 + e / c
            h *= c * d
            e = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / (1 + e * d)
            c = 1 + e / c
            h *= c * d
            if abs(c * d - 1) < mpf(10) ** -(mp.dps + 2):
                break
        lb = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        return mp.exp(a * mp.log1p(-y) + b * mp.log(y) - lb) * h / a / 2
    f = lambda u: mp.exp(lc - (df + 1) / 2 * mp.log1p(u * u / df))
    pts, u, ref = [t], t, (df + 1) / 2 * mp.log1p(t * t / df)
    while (df + 1) / 2 * mp.log1p(u * u / df) - ref < 140:
        u += mpf(1) / 2
        pts.append(u)
    return mp.quad(f, pts)


def chi2_sf(q, df):
    q, a = mpf(q), mpf(df) / 2
    if q <= 0:
        return mpf(1)
    if q / 2 > a and q / 2 - a - a * mp.log(q / 2 / a) > 2000:    # below 1e-800
        return mpf(0)
    return mp.gammainc(a, q / 2, mp.inf, regularized=True)


def chi2_cdf(q, df):
    return mp.gammainc(mpf(df) / 2, 0, mpf(q) / 2, regularized=True)


def bisect_secant(f, lo, hi, coarse=30, its=60):
    """Root of f in [lo, hi], f changing sign once; bisection at 25 digits, then secant at full precision."""
    full = mp.dps
    mp.dps = 25
    flo = f(lo)
    for _ in range(its):
        mid = (lo + hi) / 2 if lo <= 0 or hi / lo < 4 else mp.sqrt(lo * hi)
        if lo == 0 and hi > 0 and _ < 200:
            mid = hi / 2 if _ < 6 else hi / 64
        fm = f(mid)
        if fm == 0:
            lo = hi = mid
            break
        if (fm > 0) == (flo > 0):
            lo = mid
        else:
            hi = mid
        if lo > 0 and (hi - lo) < mpf(10) ** -9 * hi:
            break
    mp.dps = full + 10
    a, b = +lo, +hi
    if a == b:
        b = a * (1 + mpf(10) ** -12)
    fa, fb = f(a), f(b)
    for _ in range(30):
        if fb == fa:
            break
        c = b - fb * (b - a) / (fb - fa)
        a, fa = b, fb
        b, fb = c, f(c)
        if abs(b - a) <= mpf(10) ** (-full) * abs(b) or fb == 0:
            break
    mp.dps = full
    assert lo * (1 - mpf("1e-6")) <= b <= hi * (1 + mpf("1e-6")), "secant left its bracket"
    return +b


def solve_decreasing(sf, p, lo, hi):
    """x with sf(x) = p for a decreasing positive sf, on the log scale."""
    lp = mp.log(p)
    return bisect_secant(lambda x: mp.log(sf(x)) - lp, lo, hi, its=200)


_cache = {}


def memo(key, fn):
    if key not in _cache:
        _cache[key] = fn()
    return _cache[key]


def t_isf(p, df):
    def go():
        hi = mpf(4)
        while t_sf(hi, df) > p:
            hi *= 8
        return solve_decreasing(lambda x: t_sf(x, df), p, hi * mpf(10) ** -6, hi)
    return memo(("t", str(p), str(df)), go)


def chi2_isf(p, df):
    def go():
        hi = mpf(df) + 10
        while chi2_sf(hi, df) > p:
            hi *= 2
        return bisect_secant(lambda x: chi2_sf(x, df) - p, mpf(10) ** -12, hi, its=300)
    return memo(("c", str(p), str(df)), go)


def chi2_ppf(p, df):
    def go():
        hi = mpf(df) + 10
        while chi2_cdf(hi, df) < p:
            hi *= 2
        lp = mp.log(p)
        return bisect_secant(lambda x: mp.log(chi2_cdf(x, df)) - lp, mpf(10) ** -30 * hi, hi, its=400)
    return memo(("cl", str(p), str(df)), go)


# ---------------------------------------------------------------- linear algebra of the p x p kind
def tr(a):
    return sum((a[i, i] for i in range(a.rows)), mpf(0))


class Fit:
    """Quantities at one set of weights 1/(v + t)."""

    def __init__(self, y, v, X, t, order=3):
        k, p = len(y), len(X[0])
        w = [1 / (a + t) for a in v]
        self.w, self.k, self.p = w, k, p
        ones = all(x[0] == 1 for x in X)
        B = []
        ws = w
        for j in range(order):
            M = mp.matrix(p, p)
            for a in range(p):
                for b in range(a, p):
                    if p == 1 and ones:
                        M[0, 0] = mp.fsum(ws)
                    else:
                        M[a, b] = M[b, a] = mp.fsum(ws[i] * X[i][a] * X[i][b] for i in range(k))
            B.append(M)
            ws = [c * d for c, d in zip(ws, w)] if j + 1 < order else ws
        self.B = B
        self.S = B[0] ** -1 if p > 1 else mp.matrix([[1 / B[0][0, 0]]])
        xwy = mp.matrix([mp.fsum(w[i] * X[i][a] * y[i] for i in range(k)) for a in range(p)])
        self.b = self.S * xwy
        self.r = [y[i] - mp.fsum(X[i][a] * self.b[a] for a in range(p)) for i in range(k)]
        self.RSS = mp.fsum(w[i] * self.r[i] ** 2 for i in range(k))
        self.yPPy = mp.fsum((w[i] * self.r[i]) ** 2 for i in range(k))
        self.sw = mp.fsum(w)
        if order > 1:
            self.trP = self.sw - tr(self.S * B[1])
        if order > 2:
            SB2 = self.S * B[1]
            self.sw2 = mp.fsum(c * c for c in w)
            self.trPP = self.sw2 - 2 * tr(self.S * B[2]) + tr(SB2 * SB2)


def tr_general(a, d1, d2, X):
    """tr(P D1 P D2), P = A - AX(X'AX)^-1X'A, all diagonal."""
    k, p = len(a), len(X[0])
    g = lambda c: mp.matrix([[mp.fsum(c[i] * X[i][q] * X[i][s] for i in range(k)) for s in range(p)] for q in range(p)])
    S = g(a) ** -1
    M1 = S * g([x * x * d for x, d in zip(a, d1)])
    M2 = S * g([x * x * d for x, d in zip(a, d2)])
    M3 = S * g([x ** 3 * d * e for x, d, e in zip(a, d1, d2)])
    return mp.fsum(x * x * d * e for x, d, e in zip(a, d1, d2)) - 2 * tr(M3) + tr(M1 * M2)


def loglik(y, v, X, t, reml):
    """Full log likelihood; REML with the 1/2 log|X'X| term (Harville 1974), as metafor's REMLf=TRUE."""
    f = Fit(y, v, X, t, order=1)
    k, p = f.k, f.p
    ls = mp.fsum(mp.log(a + t) for a in v)
    if not reml:
        return -mpf(k) / 2 * mp.log(2 * mp.pi) - ls / 2 - f.RSS / 2
    XX = mp.matrix([[mp.fsum(x[a] * x[b] for x in X) for b in range(p)] for a in range(p)])
    return (-mpf(k - p) / 2 * mp.log(2 * mp.pi) + mp.log(mp.det(XX)) / 2 - ls / 2
            - mp.log(mp.det(f.B[0])) / 2 - f.RSS / 2)


def all_maxima(y, v, X, reml):
    """All local maxima of the profile likelihood in tau2 >= 0, best first: (loglik, tau2)."""
    def score(t):
        f = Fit(y, v, X, t, order=2)
        return f.yPPy - (f.trP if reml else f.sw)
    k = len(y)
    full = mp.dps
    mp.dps = 25
    ols = Fit(y, [mpf(1)] * k, X, mpf(0), order=1).RSS
    top = 10 * (ols + max(v))
    low = mpf(10) ** -13 * min(v)
    per = 20 if k <= 60 else (4 if len(X[0]) == 1 else 2)
    m = int(mp.ceil(mp.log10(top / low) * per))
    q = (top / low) ** (mpf(1) / m)
    grid = [mpf(0)] + [low * q ** i for i in range(m + 1)]
    s = [score(t) for t in grid]
    mp.dps = full
    out = []
    if s[0] <= 0:
        out.append(mpf(0))
    for i in range(len(grid) - 1):
        if s[i] > 0 >= s[i + 1]:
            out.append(bisect_secant(score, grid[i], grid[i + 1]))
    assert s[-1] <= 0
    return sorted(((loglik(y, v, X, t, reml), t) for t in out), reverse=True)


def q_root(y, v, X, target):
    """tau2 >= 0 with Q(tau2) = target, 0 when Q(0) is already below (Q falls monotonically)."""
    f = lambda t: Fit(y, v, X, t, order=1).RSS - target
    if f(mpf(0)) <= 0:
        return mpf(0)
    hi = max(v)
    while f(hi) > 0:
        hi *= 16
    lo = min(v) * mpf(10) ** -14
    return bisect_secant(f, lo if f(lo) > 0 else mpf(0), hi, its=300)


RE = ("DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM")


def tau2_of(method, y, v, X):
    """tau2 and its standard error (formulas: README.md)."""
    k, p = len(y), len(X[0])
    one = [mpf(1)] * k
    zero = mpf(0)
    if method == "EE":
        return zero, None, []
    if k == 1:
        return zero, None, []
    if method in ("DL", "HS", "HSk"):
        f = Fit(y, v, X, zero)
        if method == "DL":
            t, scale = (f.RSS - (k - p)) / f.trP, 1 / f.trP
        elif method == "HS":
            t, scale = (f.RSS - k) / f.sw, 1 / f.sw
        else:
            t, scale = (mpf(k) / (k - p) * f.RSS - k) / f.sw, mpf(k) / (k - p) / f.sw
        t = max(t, zero)
        return t, scale * mp.sqrt(2 * (k - p) + 4 * t * f.trP + 2 * t * t * f.trPP), []
    if method == "HE":
        f = Fit(y, one, X, zero, order=1)
        g = mp.matrix([[mp.fsum(v[i] * X[i][a] * X[i][b] for i in range(k)) for b in range(p)] for a in range(p)])
        trPV = mp.fsum(v) - tr(f.S * g)
        t = max((f.RSS - trPV) / (k - p), zero)
        return t, mp.sqrt(2 * tr_general(one, v, v, X) + 4 * t * trPV + 2 * t * t * (k - p)) / (k - p), []
    if method == "SJ":
        m = mp.fsum(y) / k
        t0 = mp.fsum((a - m) ** 2 for a in y) / k
        if t0 == 0:
            w = [1 / a for a in v]
            return zero, zero, []
        f = Fit(y, v, X, t0, order=1)
        t = t0 * f.RSS / (k - p)
        se = t0 / (k - p) * mp.sqrt(2 * tr_general(f.w, v, v, X) + 4 * t * tr_general(f.w, v, one, X)
                                    + 2 * t * t * tr_general(f.w, one, one, X))
        return t, se, []
    if method in ("ML", "REML"):
        mx = all_maxima(y, v, X, method == "REML")
        t = mx[0][1]
        f = Fit(y, v, X, t)
        return t, mp.sqrt(2 / (f.sw2 if method == "ML" else f.trPP)), mx
    target = mpf(k - p) if method in ("EB", "PM") else chi2_isf(mpf(1) / 2, k - p)
    t = q_root(y, v, X, target)
    f = Fit(y, v, X, t, order=1)
    return t, mp.sqrt(2 * mpf(k) ** 2 / (k - p)) / f.sw, []


def typical_v(y, v, X):
    f = Fit(y, v, X, mpf(0))
    return (f.k - f.p) / f.trP


def crit_value(test, level, df):
    a = (1 - mpf(level) / 100) / 2
    return memo(("crit", str(level)), lambda: norm_isf(a)) if test == "z" else t_isf(a, df)


def coef_table(y, v, X, t, test, level):
    """Coefficients with se, statistic, df, p, limits; Knapp-Hartung and ad hoc scaling (Knapp & Hartung 2003)."""
    k, p = len(y), len(X[0])
    if k == 1:
        test = "z"
    f = Fit(y, v, X, t, order=1)
    s2w = mpf(1)
    if test in ("knha", "adhoc"):
        s2w = f.RSS / (k - p)
        if test == "adhoc":
            s2w = max(s2w, mpf(1))
    df = None if test == "z" else k - p
    crit = crit_value(test, level, df)
    out = []
    for j in range(p):
        b, se = f.b[j], mp.sqrt(s2w * f.S[j, j])
        if se == 0:
            z, pv = mp.inf * mp.sign(b), mpf(0)
        else:
            z = b / se
            pv = 2 * (norm_sf(abs(z)) if test == "z" else t_sf(abs(z), df))
        out.append(dict(estimate=b, se=se, statistic=z, df=df, p=pv, ci_lower=b - crit * se, ci_upper=b + crit * se, crit=crit))
    return out, f, s2w


def heterogeneity(method, y, v, X, t):
    k, p = len(y), len(X[0])
    if k <= p:
        return dict(I2=mpf(0), H2=mpf(1), Q=mpf(0), Q_df=k - p, Q_p=mpf(1), I2_Q=mpf(0)), None
    f = Fit(y, v, X, mpf(0))
    vt, Q = (k - p) / f.trP, f.RSS
    d = dict(Q=Q, Q_df=k - p, Q_p=chi2_sf(Q, k - p), I2_Q=max(mpf(0), 100 * (Q - (k - p)) / Q) if Q > 0 else mpf(0))
    if method == "EE":
        d["I2"] = d["I2_Q"]
        d["H2"] = Q / (k - p)
    else:
        d["I2"] = 100 * t / (t + vt)
        d["H2"] = t / vt + 1
    return d, vt


def fit_stats(method, y, v, X, t):
    """metafor's column: REML likelihood for method REML, ML likelihood for every other method."""
    k, p = len(y), len(X[0])
    q = p + (0 if method == "EE" else 1)
    reml = method == "REML"
    ll = loglik(y, v, X, t, reml)
    n = k - p if reml else k
    if reml:
        dev = -2 * ll
    elif k > p:
        dev = mp.fsum(mp.log((a + t) / a) for a in v) + Fit(y, v, X, t, order=1).RSS
    else:
        dev = mpf(0)
    m = max(n, q + 2)
    return dict(log_lik=ll, deviance=dev, AIC=-2 * ll + 2 * q,
                BIC=(-2 * ll + q * mp.log(n)) if n > 0 else -mp.inf, AICc=-2 * ll + mpf(2 * q * m) / (m - q - 1))


def q_profile(y, v, X, level):
    """Q-profile limits for tau2 (Viechtbauer 2007); both 0 when Q(0) is below the lower chi-square point."""
    k, p = len(y), len(X[0])
    a = (1 - mpf(level) / 100) / 2
    lo_c, hi_c = chi2_ppf(a, k - p), chi2_isf(a, k - p)
    return q_root(y, v, X, hi_c), q_root(y, v, X, lo_c)
