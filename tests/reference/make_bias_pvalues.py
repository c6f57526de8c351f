"""Writes bias_pvalues.csv: p-curve, p-uniform, p-uniform*, Copas' model at points of its grid.   Usage: python3 make_bias_pvalues.py
From the papers' formulas at 30 digits; maxima and roots are found on coarse grids in double precision first, then by mpmath."""
import math
from refcore import *

mp.dps = 30
HALF = mpf(1) / 2
Phi = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2
phi = lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
isf = lambda p: mp.sqrt(2) * mp.erfinv(1 - 2 * p) if p > mpf(10) ** -20 else mp.findroot(lambda x: mp.log(Phi(-x)) - mp.log(p), mp.sqrt(-2 * mp.log(p)))
ROWS = []


def put(ds, check, options, name, x, rtol="1e-9"):
    if ds == "large_offset" and check == "puniform":
        rtol = "1e-7"  # effects of 1e8 standard errors: the mean itself is a double
    ROWS.append((ds, check, options, name, num(x), rtol))


def bisect(f, a, b, steps=60):
    """f changes sign once in (a, b): bisection, then the secant method."""
    fa = f(a)
    for _ in range(steps):
        m = (a + b) / 2
        fm = f(m)
        if fm == 0:
            return m
        if (fm > 0) == (fa > 0):
            a = m
        else:
            b = m
    return mp.findroot(f, (a, b), solver="secant", tol=mpf(10) ** -50, verify=False)


def grow(f, start, stride, way):
    """The nearest change of sign on the way."""
    near, sign = mpf(start), f(start) > 0
    for _ in range(60):
        far = start + way * stride
        if (f(far) > 0) != sign:
            return bisect(f, min(near, far), max(near, far))
        near, stride = far, 2 * stride
    return None


def pcurve(ds, alpha, level):
    y, v, _ = read_data(ds)
    o = "alpha=%s;level=%s" % (alpha, level)
    alpha = mpf(float(alpha))
    z = [abs(a) / mp.sqrt(b) for a, b in zip(y, v)]
    s = [mp.sqrt(b) for b in v]
    whole, half = isf(alpha / 2), isf(alpha / 4)
    sig = [(a, b) for a, b in zip(z, s) if a > whole]
    S = lambda x, d: Phi(d - x) + Phi(-d - x)
    n, n2 = len(sig), sum(a > half for a, _ in sig)
    put(ds, "pcurve", o, "significant", mpf(n))
    put(ds, "pcurve", o, "half", mpf(n2))
    stouffer = lambda pp: sum(-isf(p) for p in pp) / mp.sqrt(len(pp))
    tests = {"skew.z": stouffer([S(a, 0) / alpha for a, _ in sig])}
    d33 = bisect(lambda d: S(whole, d) - mpf(1) / 3, mpf(0), mpf(20))
    tests["flat.z"] = -stouffer([S(a, d33) * 3 for a, _ in sig])
    if n2:
        tests["skew.half_z"] = stouffer([2 * S(a, 0) / alpha for a, _ in sig if a > half])
        tests["flat.half_z"] = -stouffer([S(a, d33) / S(half, d33) for a, _ in sig if a > half])
        tests["app_half_z"] = -stouffer([S(a, d33) / (3 * S(half, d33)) for a, _ in sig if a > half])
    for name, x in tests.items():
        put(ds, "pcurve", o, name, x)
        if Phi(x) > mpf(10) ** -300:
            put(ds, "pcurve", o, name.replace("z", "p"), Phi(x), "1e-8")
    binomial = lambda p, js: sum(mp.binomial(n, j) * p ** j * (1 - p) ** (n - j) for j in js)
    put(ds, "pcurve", o, "skew.binomial_p", binomial(HALF, range(n2, n + 1)))
    put(ds, "pcurve", o, "flat.binomial_p", binomial(3 * S(half, d33), range(0, n2 + 1)))
    gap = lambda d: -stouffer([S(a, d) / S(whole, d) for a, _ in sig])
    most = bisect(lambda d: S(whole, d) - mpf("0.99"), mpf(0), mpf(20))
    reach = isf((1 - mpf(level) / 100) / 2)
    for name, t in (("power", 0), ("power_ci.lower", reach), ("power_ci.upper", -reach)):
        p = alpha if gap(mpf(0)) <= t else mpf("0.99") if gap(most) >= t else S(whole, bisect(lambda d: gap(d) - t, mpf(0), most))
        put(ds, "pcurve", o, name, p)

    def distance(effect):
        u = sorted(1 - Phi(effect / b - a) / Phi(effect / b - whole) for a, b in sig)
        return max(mpf(i + 1) / n - x for i, x in enumerate(u)) - max(x - mpf(i) / n for i, x in enumerate(u)), u
    w = max(b for _, b in sig)
    way = 1 if distance(mpf(0))[0] < 0 else -1
    e = grow(lambda x: distance(x)[0], mpf(0), w / 7, way)
    positive = sum(a > 0 for a, b in zip(y, v) if abs(a) / mp.sqrt(b) > whole)
    mean = sum(a / b for a, b in zip(y, v))
    sign = (1 if mean >= 0 else -1) if 2 * positive == n else 1 if 2 * positive > n else -1
    put(ds, "pcurve", o, "effect", sign * e)
    u = distance(e)[1]
    put(ds, "pcurve", o, "distance", max(max(mpf(i + 1) / n - x, x - mpf(i) / n) for i, x in enumerate(u)))
    edge = [isf(alpha * j / 10) if j else None for j in range(6)]
    F = [3 * S(x, d33) if x is not None else mpf(0) for x in edge]
    for j in range(5):
        put(ds, "pcurve", o, "expected.%d" % j, F[j + 1] - F[j])
        put(ds, "pcurve", o, "observed.%d" % j, mpf(sum(alpha * j / 5 <= S(a, 0) < alpha * (j + 1) / 5 for a, _ in sig)) / n)


def irwin_hall(p, n):
    """Quantile, the distribution being the alternating sum."""
    mp.dps = 60 + n
    F = lambda x: sum((-1) ** j * mp.binomial(n, j) * (x - j) ** n for j in range(int(mp.floor(x)) + 1)) / mp.factorial(n)
    a, b = mpf(0), mpf(n) / 2
    for _ in range(110):
        m = (a + b) / 2
        a, b = (m, b) if F(m) < p else (a, m)
    mp.dps = 30
    return +((a + b) / 2)


def puniform(ds, alpha, level, side, method):
    y, v, _ = read_data(ds)
    o = "alpha=%s;level=%s;side=%d;method=%s" % (alpha, level, side, method)
    alpha, tail = mpf(float(alpha)), (1 - mpf(level) / 100) / 2
    c = isf(alpha / 2)
    fe = sum(a / b for a, b in zip(y, v)) / sum(1 / b for b in v) * side
    sig = [(side * a / mp.sqrt(b), mp.sqrt(b)) for a, b in zip(y, v) if side * a / mp.sqrt(b) > c]
    n, w = len(sig), max(s for _, s in sig)
    q = lambda t: [Phi(t / s - z) / Phi(t / s - c) for z, s in sig]
    ll = lambda t: sum(mp.log(phi(z - t / s) / s / Phi(t / s - c)) for z, s in sig)
    stat = {"P": lambda t: sum(q(t)), "LNP": lambda t: -sum(mp.log(x) for x in q(t)),
            "LN1MINP": lambda t: -sum(mp.log(Phi(z - t / s) - Phi(c - t / s) if t > c * s else Phi(t / s - c) - Phi(t / s - z)) - mp.log(Phi(t / s - c)) for z, s in sig), "ML": ll}[method]
    up = method in ("P", "LN1MINP")
    gamma_q = lambda p: bisect(lambda x: mp.re(mp.gammainc(n, 0, x, regularized=True)) - p, mpf(0), mpf(10 * n + 40))
    if method == "ML":
        score = lambda t: sum((z - t / s - phi(c - t / s) / Phi(t / s - c)) / s for z, s in sig)
        e = grow(score, mpf(0), w / 7, 1 if score(mpf(0)) > 0 else -1)
        t = ll(e) - isf(tail) ** 2 / 2
        low, high = grow(lambda x: ll(x) - t, e, w / 7, -1), grow(lambda x: ll(x) - t, e, w / 7, 1)
    else:
        goal, lo, hi = {"P": lambda: (mpf(n) / 2, irwin_hall(tail, n), None)}.get(method, lambda: (mpf(n), gamma_q(tail), gamma_q(1 - tail)))()
        hi = n - lo if hi is None else hi
        way = 1 if (stat(mpf(0)) < goal) == up else -1
        e = grow(lambda x: stat(x) - goal, mpf(0), w / 7, way)
        low = grow(lambda x: stat(x) - (lo if up else hi), e, w / 7, -1)
        high = grow(lambda x: stat(x) - (hi if up else lo), e, w / 7, 1)
    put(ds, "puniform", o, "significant", mpf(n))
    put(ds, "puniform", o, "estimate", side * e)
    put(ds, "puniform", o, "ci.lower" if side > 0 else "ci.upper", side * low)
    put(ds, "puniform", o, "ci.upper" if side > 0 else "ci.lower", side * high)
    for name, at, above in (("statistic", mpf(0), True), ("bias_statistic", fe, False)):
        s = stat(at)
        upper = lambda x: mp.re(mp.gammainc(n, x, mp.inf, regularized=True))
        lower = lambda x: mp.re(mp.gammainc(n, 0, x, regularized=True))
        if method == "P":
            s = (s - mpf(n) / 2) / mp.sqrt(mpf(n) / 12)
            p = Phi(s) if above else Phi(-s)
        elif method == "ML":
            s = 2 * mp.re(ll(e) - s)
            p = mp.erfc(mp.sqrt(mp.re(s) / 2))
        else:
            p = (upper if above == (method == "LNP") else lower)(s)
        s, p = mp.re(s), mp.re(p)
        put(ds, "puniform", o, name, s)
        if p > mpf(10) ** -290:
            put(ds, "puniform", o, name.replace("statistic", "p"), p, "1e-8")


def star(ds, alpha, level, side, method):
    y, v, _ = read_data(ds)
    o = "alpha=%s;level=%s;side=%d;method=%s" % (alpha, level, side, method)
    alpha, tail, k = mpf(float(alpha)), (1 - mpf(level) / 100) / 2, len(y)
    c = isf(alpha / 2)
    y = [side * a for a in y]
    cv = [c * mp.sqrt(b) for b in v]
    fy, fv, fc = [float(a) for a in y], [float(a) for a in v], [float(a) for a in cv]

    def fll(d, t2):
        """In double precision, for the coarse search."""
        total = 0.0
        for a, b, x in zip(fy, fv, fc):
            s = math.sqrt(b + t2)
            p = math.erfc((x - d) / s / math.sqrt(2)) / 2 if a > x else math.erfc((d - x) / s / math.sqrt(2)) / 2
            if p <= 0:
                return -math.inf
            total += -math.log(s) - ((a - d) / s) ** 2 / 2 - math.log(p)
        return total
    ll = lambda d, t2: sum(mp.log(phi((a - d) / mp.sqrt(b + t2)) / mp.sqrt(b + t2) / Phi((d - x if a > x else x - d) / mp.sqrt(b + t2)))
                           for a, b, x in zip(y, v, cv))
    by_d = lambda d, t2: sum(((a - d) / mp.sqrt(b + t2) - (1 if a > x else -1) * phi((x - d) / mp.sqrt(b + t2)) / Phi((d - x if a > x else x - d) / mp.sqrt(b + t2))) / mp.sqrt(b + t2)
                             for a, b, x in zip(y, v, cv))
    def by_t(d, t2):
        total = 0
        for a, b, x in zip(y, v, cv):
            S = b + t2
            h = (d - x if a > x else x - d) / mp.sqrt(S)
            total += (((a - d) ** 2 / S - 1) + h * phi(h) / Phi(h)) / (2 * S)
        return total
    span, wide = max(fy) - min(fy), math.sqrt(max(fv))
    grid_t = [0.0] + [min(fv) * 1e-3 * 1.7 ** j for j in range(60) if min(fv) * 1e-3 * 1.7 ** j < 1e4 * (span ** 2 + wide ** 2)]
    grid_d = [min(fy) - 2 * (span + wide) + j * (5 * (span + wide)) / 250 for j in range(251)]

    def best_t(d):
        return max(grid_t, key=lambda t: fll(d, t))

    def refine(f, t):
        """The maximum over t2 near a grid point, as a root of the derivative."""
        if t == 0 and f(mpf(0)) <= 0:
            return mpf(0)
        j = grid_t.index(t)
        lo, hi = mpf(grid_t[max(0, j - 1)]), mpf(grid_t[j + 1])
        return bisect(f, lo, hi, 40)

    def profile_d(d):
        t = refine(lambda x: by_t(d, x), best_t(float(d)))
        return ll(d, t)

    def d_at(t2):
        start = mpf(sum(a / (b + float(t2)) for a, b in zip(fy, fv)) / sum(1 / (b + float(t2)) for b in fv))
        return grow(lambda d: by_d(d, t2), start, mpf(wide) / 5, 1 if by_d(start, t2) > 0 else -1)
    if method == "ML":
        d0, t0 = max(((d, t) for d in grid_d for t in grid_t), key=lambda x: fll(*x))
        for _ in range(3):
            t = refine(lambda x: by_t(d_at(x), x), t0)
            d = d_at(t)
        top = ll(d, t)
        goal = top - isf(tail) ** 2 / 2
        low, high = grow(lambda x: profile_d(x) - goal, d, mpf(wide) / 3, -1), grow(lambda x: profile_d(x) - goal, d, mpf(wide) / 3, 1)
        pt = lambda x: ll(d_at(x), x) - goal
        tlow = mpf(0) if pt(mpf(0)) >= 0 else bisect(pt, mpf(0), t)
        thigh = grow(pt, t, mpf(wide) ** 2 / 3, 1)
        pm_gap = lambda x: (lambda m: sum((a - m) ** 2 / (b + x) for a, b in zip(y, v)) - (k - 1))(sum(a / (b + x) for a, b in zip(y, v)) / sum(1 / (b + x) for b in v))
        pm = mpf(0) if pm_gap(mpf(0)) <= 0 else grow(pm_gap, mpf(0), mpf(wide) ** 2 / 3, 1)
        m = sum(a / (b + pm) for a, b in zip(y, v)) / sum(1 / (b + pm) for b in v)
        put(ds, "puniform-star", o, "log_lik", top)
        for name, x, df in (("", top - profile_d(mpf(0)), 1), ("tau2_", top - ll(d_at(mpf(0)), mpf(0)), 1), ("bias_", top - ll(m, pm), 2)):
            x = 2 * x if x > mpf(10) ** -25 else mpf(0)
            put(ds, "puniform-star", o, name + "statistic", x, "1e-8")
            put(ds, "puniform-star", o, name + "p", mp.erfc(mp.sqrt(x / 2)) if df == 1 else mp.exp(-x / 2), "1e-7")
    else:
        def q(d, t2):
            s = [mp.sqrt(b + t2) for b in v]
            return [Phi((d - a) / u) / Phi((d - x) / u) if a > x else 1 - Phi((a - d) / u) / Phi((x - d) / u) for a, x, u in zip(y, cv, s)]

        def near(d, t2):
            out = []
            for a, x, b in zip(y, cv, v):
                side_, s = (1 if a > x else -1), mp.sqrt(b + t2)
                C, Z = side_ * (x - d) / s, side_ * (a - d) / s
                out.append((Phi(Z) - Phi(C)) / Phi(-C) if C > 0 else 2 * Phi(Z) - 1 if Z > 0 else (Phi(-Z) - HALF) / (Phi(-C) - HALF))
            return out
        where = lambda t2, goal: grow(lambda d: sum(q(d, t2)) - goal, mpf(sum(fy) / k), mpf(wide) / 3, -1 if sum(q(mpf(sum(fy) / k), t2)) > goal else 1)
        both = lambda t2: sum(near(where(t2, mpf(k) / 2), t2)) - mpf(k) / 2
        t = mpf(0) if both(mpf(0)) <= 0 else grow(both, mpf(0), mpf(wide) ** 2 / 3, 1)
        d = where(t, mpf(k) / 2)
        ih = irwin_hall(tail, k)
        low, high = where(t, ih), where(t, k - ih)
        at = lambda goal: mpf(0) if sum(near(d, mpf(0))) <= goal else grow(lambda x: sum(near(d, x)) - goal, mpf(0), mpf(wide) ** 2 / 3, 1)
        tlow, thigh = at(k - ih), at(ih)
        L = -sum(mp.log(2 * min(x, 1 - x)) for x in q(where(mpf(0), mpf(k) / 2), mpf(0)))
        put(ds, "puniform-star", o, "tau2_statistic", L)
        put(ds, "puniform-star", o, "tau2_p", mp.re(mp.gammainc(k, L, mp.inf, regularized=True)), "1e-8")
    put(ds, "puniform-star", o, "estimate", side * d)
    put(ds, "puniform-star", o, "tau2", t)
    put(ds, "puniform-star", o, "ci.lower" if side > 0 else "ci.upper", side * low)
    put(ds, "puniform-star", o, "ci.upper" if side > 0 else "ci.lower", side * high)
    put(ds, "puniform-star", o, "tau2_ci.lower", tlow)
    put(ds, "puniform-star", o, "tau2_ci.upper", thigh)


def copas(ds, side, points):
    """The adjusted effect at points (i, j) of the grid of 20 x 20, rho of the side's sign."""
    y, v, _ = read_data(ds)
    s, k = [mp.sqrt(b) for b in v], len(y)
    bound = mpf(0.9999)
    g1 = mpf("1.29") / (1 / min(s) - 1 / max(s))
    low0 = mpf("-0.25") - g1 / max(s)
    for i, j in points:
        u = [low0 + (2 - low0) * mpf(i) / 19 + g1 * mpf(j) / 19 / b for b in s]
        lam = [phi(x) / Phi(x) for x in u]
        c = [a * (a + x) for a, x in zip(lam, u)]

        def ll(mu, rho, tau, M):
            total = 0
            for a, b, x, d in zip(y, s, u, c):
                if M is math:
                    a, b, x, d = float(a), float(b), float(x), float(d)
                sg2 = b * b / (1 - d * rho * rho)
                S = sg2 + tau * tau
                r = rho * M.sqrt(sg2 / S)
                w = (x + r * (a - mu) / M.sqrt(S)) / M.sqrt(1 - r * r)
                p = math.erfc(-w / math.sqrt(2)) / 2 if M is math else Phi(w)
                if p <= 0:
                    return -math.inf
                total += -M.log(S) / 2 - (a - mu) ** 2 / (2 * S) + M.log(p)
            return total
        fy, fs = [float(a) for a in y], [float(a) for a in s]
        spread = max(fy) - min(fy)
        best = None
        for rho in [0.9999 * x / 12 for x in range(13)]:
            for tau in [0] + [0.05 * spread * 1.5 ** e for e in range(7)]:
                a, b = min(fy) - spread, max(fy) + spread  # concave in mu: by golden sections
                g = (math.sqrt(5) - 1) / 2
                x1, x2 = b - g * (b - a), a + g * (b - a)
                f1, f2 = ll(x1, -side * rho, tau, math), ll(x2, -side * rho, tau, math)
                for _ in range(28):
                    if f1 < f2:
                        a, x1, f1 = x1, x2, f2
                        x2 = a + g * (b - a)
                        f2 = ll(x2, -side * rho, tau, math)
                    else:
                        b, x2, f2 = x2, x1, f1
                        x1 = b - g * (b - a)
                        f1 = ll(x1, -side * rho, tau, math)
                if best is None or max(f1, f2) > best[0]:
                    best = (max(f1, f2), (a + b) / 2, -side * rho, tau)
        x = [mpf(best[1]), mpf(best[2]), mpf(best[3])]
        free = [True, 0 < abs(x[1]) < bound - mpf(10) ** -9, x[2] > 0]
        for _ in range(60):  # Newton's method in the parameters that are free
            at = lambda *z: ll(*(z + (mp,)))
            idx = [n for n in range(3) if free[n]]
            h = mpf(10) ** -8 * max(s)

            def shifted(da, na, db=0, nb=None):
                z = list(x)
                z[na] += da
                if nb is not None:
                    z[nb] += db
                return at(*z)
            mp.dps = 45
            h = mpf(10) ** -12
            f0 = at(*x)
            g_ = [(shifted(h, n) - shifted(-h, n)) / (2 * h) for n in idx]
            H = mp.matrix(len(idx), len(idx))
            for a_, n in enumerate(idx):
                for b_, m in enumerate(idx):
                    H[a_, b_] = (shifted(h, n) - 2 * f0 + shifted(-h, n)) / h ** 2 if n == m else \
                        (shifted(h, n, h, m) - shifted(h, n, -h, m) - shifted(-h, n, h, m) + shifted(-h, n, -h, m)) / (4 * h * h)
            try:
                mp.cholesky(-H)
                step = mp.lu_solve(-H, mp.matrix(g_))
            except ValueError:
                step = mp.matrix(g_) * (mpf(max(fs)) ** 2 / k)
            length = mpf(1)
            while True:
                z = list(x)
                for a_, n in enumerate(idx):
                    z[n] += length * step[a_]
                z[1] = max(-bound, min(bound, z[1]))
                z[2] = max(mpf(0), z[2])
                if at(*z) >= f0 - mpf(10) ** -20 or length < mpf(10) ** -10:
                    break
                length /= 2
            moved = max(abs(a - b) for a, b in zip(x, z))
            x = z
            d1 = (at(x[0], x[1] * (1 + mpf(10) ** -12) if x[1] else -side * mpf(10) ** -12, x[2]) - at(*x))
            free = [True, (0 < abs(x[1]) < bound) or (x[1] == 0 and d1 > 0) or (abs(x[1]) == bound and d1 < 0), x[2] > 0]
            if moved < mpf(10) ** -16:
                break
        mp.dps = 30
        put(ds, "copas", "side=%d" % side, "contour.%d.%d" % (i, j), x[0], "1e-8")
    print(ds, "copas", flush=True)


for ds in ("bcg", "hackshaw1998", "raudenbush1985", "smit2023_personal", "large_offset", "curtis1998", "k3"):
    pcurve(ds, 0.05, 95)
pcurve("bcg", 0.1, 90)
pcurve("linde2005", 0.05, 90)
print("pcurve", flush=True)
for ds, side in (("bcg", -1), ("hackshaw1998", 1), ("raudenbush1985", 1), ("smit2023_personal", 1), ("large_offset", 1), ("curtis1998", -1), ("curtis1998", 1), ("k3", 1)):
    for method in ("P", "LNP", "LN1MINP", "ML"):
        if ds == "large_offset" and method != "P" and method != "ML":
            continue
        puniform(ds, 0.05, 95, side, method)
puniform("linde2005", 0.1, 90, 1, "P")
puniform("linde2005", 0.1, 90, 1, "ML")
print("puniform", flush=True)
for ds, side in (("bcg", -1), ("hackshaw1998", 1), ("raudenbush1985", 1), ("smit2023_personal", 1), ("linde2005", 1), ("tau2_zero", 1)):
    for method in ("ML", "P"):
        star(ds, 0.05, 95, side, method)
        print(ds, method, flush=True)
copas("bcg", 1, [(0, 0), (5, 19), (10, 10), (19, 19)])
copas("hackshaw1998", -1, [(6, 17), (9, 3)])
copas("smit2023_personal", 1, [(2, 3), (12, 19)])
with open("bias_pvalues.csv", "w", encoding="utf-8") as out:
    out.write("dataset,check,options,name,value,source,rtol\n")
    for ds, check, o, name, x, rtol in ROWS:
        out.write("%s,%s,%s,%s,%s,make_bias_pvalues.py,%s\n" % (ds, check, o, name, x, rtol))
