"""Writes bias_tests.csv and data/own_tests_*.csv: p-curve of t, F, chi-square and r tests, p-uniform by KS and AD and with the critical
values of t-tests.   Usage: python3 make_bias_tests.py
From the papers' formulas at 36 digits: noncentral t by the series of incomplete beta functions (Guenther 1978), noncentral chi-square and F
by Poisson mixtures."""
import math, re
from refcore import *

mp.dps = 36
Phi = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2
phi = lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
probit = lambda p: -mp.sqrt(2) * mp.erfinv(1 - 2 * p) if p > mpf(10) ** -25 else mp.findroot(lambda x: mp.log(Phi(x)) - mp.log(p), -mp.sqrt(-2 * mp.log(p)))
ROWS = []
MIXED = ["t(88)=2.1", "r(147)=.246", "F(1,100)=9.1", "F(2,210)=4.45", "z=3.45", "chi2(1)=9.1", "r(77)=.47", "chi2(2)=8.74", "t(14)=3.1",
         "t(8)=-2.6", "F(3,40)=1.2", "z=-1.2", "t(2.5)=9", "F(4,31.5)=3.3", "chi2(3, N=90)=8.1"]
FLAT = ["t(40)=2.05", "F(1,52)=4.3", "t(23)=2.2", "z=2.0", "chi2(2)=6.3", "F(2,60)=3.4", "t(61)=2.02"]
STRONG = ["t(88)=5.1", "t(30)=4.2", "F(2,80)=21", "chi2(2)=30", "t(45)=6.6"]
SMD = [(0.62, 18, 20), (0.95, 12, 11), (0.44, 45, 50), (0.81, 15, 17), (1.3, 8, 9), (0.2, 60, 61), (0.55, 30, 28), (-0.1, 25, 24), (0.38, 70, 66), (-0.9, 14, 15), (0.5, 17, 15)]


def put(ds, check, options, name, x, rtol="1e-9"):
    ROWS.append((ds, check, options, name, num(x), rtol))


def root(f, a, b):
    """f changes sign in (a, b): a few bisections, then Anderson and Björck's method, which keeps the sign change."""
    a, b = mpf(a), mpf(b)
    fa = f(a)
    for _ in range(4):
        m = (a + b) / 2
        fm = f(m)
        if fm == 0:
            return m
        if (fm > 0) == (fa > 0):
            a, fa = m, fm
        else:
            b = m
    return mp.findroot(f, (a, b), solver="anderson", tol=mpf(10) ** -32, verify=False, maxsteps=40)


def grow(f, start, stride, way):
    near, sign = mpf(start), f(start) > 0
    for _ in range(60):
        far = start + way * stride
        if (f(far) > 0) != sign:
            return root(f, min(near, far), max(near, far))
        near, stride = far, 2 * stride


def mixture(lam, first, step):
    """sum_j Poisson(j; lam) a_j, a_0 = first, a_j = a_{j-1} + step(j - 1)."""
    w, total, a, j = mp.exp(-lam), mpf(0), first, 0
    while True:
        total += w * a
        if j > lam and w < mpf(10) ** -40:
            return total
        a += step(j)
        j += 1
        w *= lam / j


def beta_term(x, a, b):
    """I_x(a, b) - I_x(a + 1, b)"""
    return mp.exp(a * mp.log(x) + b * mp.log(1 - x) - mp.log(a) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))


def chisq_upper(x, df, lam):
    h = x / 2
    return mixture(lam / 2, mp.gammainc(df / 2, h, mp.inf, regularized=True), lambda j: mp.exp((df / 2 + j) * mp.log(h) - h - mp.loggamma(df / 2 + j + 1)))


def f_upper(f, d1, d2, lam):
    x = d1 * f / (d1 * f + d2)
    return mixture(lam / 2, mp.betainc(d2 / 2, d1 / 2, 0, 1 - x, regularized=True), lambda j: beta_term(x, d1 / 2 + j, d2 / 2))


def t_upper(t, df, d):
    """Noncentral t, t > 0: 1 - Phi(-d) - sum of half the (p_j I_x(j + 1/2, df/2) + q_j I_x(j + 1, df/2)), at more digits where d < 0."""
    with mp.workdps(36 + int(abs(d) ** 2 / 2 / 2.3 + 30)):
        x, lam = t * t / (df + t * t), d * d / 2
        total = 1 - Phi(-d)
        I, K = mp.betainc(mpf(1) / 2, df / 2, 0, x, regularized=True), mp.betainc(1, df / 2, 0, x, regularized=True)
        p, q, j = mp.exp(-lam), d / mp.sqrt(2) * mp.exp(-lam) / mp.gamma(mpf(3) / 2), 0
        tI, tK = beta_term(x, mpf(1) / 2, df / 2), beta_term(x, mpf(1), df / 2)
        while True:
            total -= (p * I + q * K) / 2
            if j > lam and abs(p) + abs(q) < mpf(10) ** (-mp.dps):
                return total
            I -= tI
            K -= tK
            tI *= x * (j + mpf(1) / 2 + df / 2) / (j + mpf(3) / 2)
            tK *= x * (j + 1 + df / 2) / (j + 2)
            j += 1
            p *= lam / j
            q *= lam / (j + mpf(1) / 2)


class Result:
    """family z, t, F or chi2 with what is beyond x: upper(x, d) two-sided for z and t."""
    cache = {}

    def __init__(self, kind, value, df1, df2, unit=None):
        x = abs(value)
        if kind == "r":
            x, kind = x * mp.sqrt(df2 / (1 - x * x)), "t"
        elif kind in ("F", "chi2") and df1 == 1:
            x, kind = mp.sqrt(x), "t" if kind == "F" else "z"
        self.kind, self.x, self.df1, self.df2, self.unit = kind, x, df1, df2, unit
        self.key = (kind, df1 if kind in ("F", "chi2") else None, df2 if kind in ("t", "F") else None)

    def upper(self, x, d):
        if self.kind == "z":
            return Phi(d - x) + Phi(-d - x)
        if self.kind == "t":
            return t_upper(x, self.df2, d) + t_upper(x, self.df2, -d)
        return chisq_upper(x, self.df1, d) if self.kind == "chi2" else f_upper(x, self.df1, self.df2, d)

    def one_sided(self, x, d):
        return Phi(d - x) if self.kind == "z" else t_upper(x, self.df2, d)

    def cut(self, p):
        key = (self.key, "cut", p)
        if key not in self.cache:
            high = mpf(2)
            while self.upper(high, mpf(0)) > p:
                high *= 2
            self.cache[key] = root(lambda x: mp.log(self.upper(x, mpf(0)) / p), mpf(10) ** -6, high)
        return self.cache[key]

    def ncp(self, power, alpha):
        key = (self.key, "ncp", power, alpha)
        if key not in self.cache:
            high = mpf(4)
            while self.upper(self.cut(alpha), high) < power:
                high *= 2
            self.cache[key] = mpf(0) if power <= alpha else root(lambda d: self.upper(self.cut(alpha), d) - power, mpf(0), high)
        return self.cache[key]


def pcurve(ds, o, results, alpha, level, sign=1):
    alpha = mpf(float(alpha))
    put_ = lambda name, x, rtol="1e-9": put(ds, "pcurve", o, name, x, rtol)
    p = [r.upper(r.x, mpf(0)) for r in results]
    sig = [r for r, x in zip(results, p) if x < alpha]
    n, half = len(sig), [r for r, x in zip(results, p) if x < alpha / 2]
    put_("significant", mpf(n))
    put_("half", mpf(len(half)))
    stouffer = lambda rs, pp: sum(probit(x) for x in pp) / mp.sqrt(len(rs))
    third = mpf(1) / 3
    at = lambda r, x, power: r.upper(x, r.ncp(power, alpha))
    tests = {"skew.z": stouffer(sig, [r.upper(r.x, mpf(0)) / alpha for r in sig]), "flat.z": -stouffer(sig, [3 * at(r, r.x, third) for r in sig])}
    if half:
        tests["skew.half_z"] = stouffer(half, [2 * r.upper(r.x, mpf(0)) / alpha for r in half])
        tests["flat.half_z"] = -stouffer(half, [at(r, r.x, third) / at(r, r.cut(alpha / 2), third) for r in half])
        tests["app_half_z"] = -stouffer(half, [at(r, r.x, third) / (3 * at(r, r.cut(alpha / 2), third)) for r in half])
    for name, x in tests.items():
        put_(name, x)
        put_(name.replace("z", "p"), Phi(x), "1e-8")
    put_("skew.binomial_p", sum(mp.binomial(n, j) for j in range(len(half), n + 1)) / mpf(2) ** n)
    mass = [mpf(1)]
    for r in sig:
        q = 3 * at(r, r.cut(alpha / 2), third)
        mass = [(mass[j] if j < len(mass) else 0) * (1 - q) + (mass[j - 1] * q if j else 0) for j in range(len(mass) + 1)]
    put_("flat.binomial_p", sum(mass[:len(half) + 1]))
    gap = lambda power: -stouffer(sig, [at(r, r.x, power) / power for r in sig])
    reach = -probit((1 - mpf(level) / 100) / 2)
    most = mpf(0.99)
    for name, t in (("power", 0), ("power_ci.lower", reach), ("power_ci.upper", -reach)) if alpha < 0.07 else ():
        put_(name, alpha if gap(alpha) <= t else most if gap(most) >= t else root(lambda x: gap(x) - t, alpha, most))
    for j in range(5):
        edge = lambda r, j: mpf(0) if j == 0 else 3 * at(r, r.cut(alpha * j / 5), third)
        put_("expected.%d" % j, sum(edge(r, j + 1) - edge(r, j) for r in sig) / n)
        put_("observed.%d" % j, mpf(sum(alpha * j / 5 <= x < alpha * (j + 1) / 5 for x in p)) / n)
    if all(r.unit for r in sig):
        def u(e):
            return sorted(1 - r.one_sided(r.x, e / r.unit) / r.one_sided(r.cut(alpha), e / r.unit) for r in sig)
        gap = lambda e: (lambda w: max(mpf(i + 1) / n - x for i, x in enumerate(w)) - max(x - mpf(i) / n for i, x in enumerate(w)))(u(e))
        e = grow(gap, mpf(0), max(r.unit for r in sig) / 7, 1 if gap(mpf(0)) < 0 else -1)
        put_("effect", sign * e, "1e-8")
        put_("distance", max(max(mpf(i + 1) / n - x, x - mpf(i) / n) for i, x in enumerate(u(e))))
    print(ds, "pcurve", flush=True)


def read_test(text):
    m = re.match(r"(\w+?)(?:\(([^)]*)\))?=(.*)", text)
    df = [mpf(float(x)) for x in m[2].split(",") if "N" not in x] if m[2] else []
    kind, value = m[1], mpf(float(m[3]))
    return Result(kind, value, df[0] if kind in ("F", "chi2") else None, df[1] if kind == "F" else df[0] if kind in ("t", "r") else None)


def distance(ds, o, side, method, sig):
    """p-uniform by KS and AD. sig: z, critical value, se. AD: the least of a fine grid, then the root of its derivative."""
    n, w = len(sig), max(b for _, _, b in sig)
    q = lambda t: sorted(Phi(t / b - z) / Phi(t / b - c) for z, c, b in sig)
    gap = lambda t: (lambda u: max(x - mpf(i) / n for i, x in enumerate(u)) - max(mpf(i + 1) / n - x for i, x in enumerate(u)))(q(t))
    e = grow(gap, mpf(0), w / 7, 1 if gap(mpf(0)) < 0 else -1)
    least = max(max(mpf(i + 1) / n - x, x - mpf(i) / n) for i, x in enumerate(q(e)))
    if method == "AD":
        fs = [tuple(map(float, x)) for x in sig]

        def rough(t):
            P = lambda x: math.erfc(-x / math.sqrt(2)) / 2
            if not all(P(t / b - c) > 1e-300 for _, c, b in fs):
                return math.inf
            u = sorted(P(t / b - z) / P(t / b - c) for z, c, b in fs)
            if not (u[0] > 0 and u[-1] < 1):
                return math.inf
            return -n - sum((2 * i + 1) * (math.log(u[i]) + math.log(1 - u[n - 1 - i])) for i in range(n)) / n

        def A2(t):
            with mp.workdps(70):
                u = q(t)
                return -n - sum((2 * i + 1) * (mp.log(u[i]) + mp.log(1 - u[n - 1 - i])) for i in range(n)) / n
        step = float(w) / 150
        best = min((float(e) + step * j for j in range(-900, 901)), key=rough)
        h = mpf(10) ** -15
        with mp.workdps(70):
            e = root(lambda t: (A2(t + h) - A2(t - h)) / h, best - step, best + step)
            least = A2(e)
    put(ds, "puniform", o, "significant", mpf(n))
    put(ds, "puniform", o, "estimate", side * e, "1e-8")
    put(ds, "puniform", o, "distance", least)


def puniform(ds, o, alpha, level, side, method, y, v, cut):
    """cut: critical values of y/se. P and ML as in make_bias_pvalues.py."""
    tail = (1 - mpf(level) / 100) / 2
    fe = side * sum(a / b for a, b in zip(y, v)) / sum(1 / b for b in v)
    sig = [(side * a / mp.sqrt(b), c, mp.sqrt(b)) for a, b, c in zip(y, v, cut) if side * a / mp.sqrt(b) > c]
    n, w = len(sig), max(b for _, _, b in sig)
    if method in ("KS", "AD"):
        return distance(ds, o, side, method, sig)
    q = lambda t: [Phi(t / b - z) / Phi(t / b - c) for z, c, b in sig]
    ll = lambda t: sum(mp.log(phi(z - t / b) / b / Phi(t / b - c)) for z, c, b in sig)
    score = lambda t: sum((z - t / b - phi(c - t / b) / Phi(t / b - c)) / b for z, c, b in sig)
    put(ds, "puniform", o, "significant", mpf(n))
    if method == "ML":
        e = grow(score, mpf(0), w / 7, 1 if score(mpf(0)) > 0 else -1)
        goal = ll(e) - probit(tail) ** 2 / 2
        low, high = grow(lambda x: ll(x) - goal, e, w / 7, -1), grow(lambda x: ll(x) - goal, e, w / 7, 1)
        for name, t in (("", mpf(0)), ("bias_", fe)):
            put(ds, "puniform", o, name + "statistic", 2 * (ll(e) - ll(t)), "1e-8")
    else:
        e = grow(lambda x: sum(q(x)) - mpf(n) / 2, mpf(0), w / 7, 1 if sum(q(mpf(0))) < mpf(n) / 2 else -1)
        F = lambda x: sum((-1) ** j * mp.binomial(n, j) * (x - j) ** n for j in range(int(mp.floor(x)) + 1)) / mp.factorial(n)
        ih = root(lambda x: F(x) - tail, mpf(10) ** -3, mpf(n) / 2)
        low, high = grow(lambda x: sum(q(x)) - ih, e, w / 7, -1), grow(lambda x: sum(q(x)) - (n - ih), e, w / 7, 1)
        for name, t in (("", mpf(0)), ("bias_", fe)):
            put(ds, "puniform", o, name + "statistic", (sum(q(t)) - mpf(n) / 2) / mp.sqrt(mpf(n) / 12), "1e-8")
    put(ds, "puniform", o, "estimate", side * e)
    put(ds, "puniform", o, "ci.lower" if side > 0 else "ci.upper", side * low)
    put(ds, "puniform", o, "ci.upper" if side > 0 else "ci.lower", side * high)


for name, tests in (("mixed", MIXED), ("flat", FLAT), ("strong", STRONG)):
    with open("data/own_tests_%s.csv" % name, "w", encoding="utf-8") as out:
        out.write("study,test,yi,vi\n")
        for i, text in enumerate(tests):
            out.write('%d,"%s",%s,1\n' % (i + 1, text, "-2" if "=-" in text else "2"))
    for alpha, level in ((0.05, 90), (0.1, 95)):
        pcurve("own_tests_" + name, "alpha=%s;level=%d;tests=own" % (alpha, level), [read_test(x) for x in tests], alpha, level)
J = lambda m: mp.gamma(m / 2) / (mp.sqrt(m / 2) * mp.gamma((m - 1) / 2))
study = []
with open("data/own_tests_smd.csv", "w", encoding="utf-8") as out:
    out.write("study,yi,vi,n1i,n2i\n")
    for i, (d, n1, n2) in enumerate(SMD):
        g = float(J(mpf(n1 + n2 - 2)) * d)
        v = float(1 / n1 + 1 / n2 + g * g / (2 * (n1 + n2)))
        out.write("%d,%r,%r,%d,%d\n" % (i + 1, g, v, n1, n2))
        study.append((mpf(g), mpf(v), mpf(n1), mpf(n2)))
y, v = [s[0] for s in study], [s[1] for s in study]
unit = [mp.sqrt(1 / s[2] + 1 / s[3]) for s in study]
results = [Result("t", a / J(n1 + n2 - 2) / u, None, n1 + n2 - 2, u) for (a, _, n1, n2), u in zip(study, unit)]
for alpha, level in ((0.05, 95), (0.1, 90)):
    pcurve("own_tests_smd", "alpha=%s;level=%d;tests=smd" % (alpha, level), results, alpha, level)
    cut = [J(n1 + n2 - 2) * r.cut(mpf(float(alpha))) * u / mp.sqrt(b) for (_, b, n1, n2), u, r in zip(study, unit, results)]
    for method in ("P", "ML", "KS", "AD"):
        puniform("own_tests_smd", "alpha=%s;level=%d;side=1;method=%s;tests=smd" % (alpha, level, method), alpha, level, 1, method, y, v, cut)
for ds, side in (("bcg", -1), ("hackshaw1998", 1), ("raudenbush1985", 1), ("smit2023_personal", 1), ("curtis1998", -1), ("curtis1998", 1), ("k3", 1), ("linde2005", 1)):
    y, v, _ = read_data(ds)
    for method in ("KS", "AD"):
        puniform(ds, "alpha=0.05;level=95;side=%d;method=%s" % (side, method), 0.05, 95, side, method, y, v, [-probit(mpf(0.05) / 2)] * len(y))
    print(ds, flush=True)
with open("bias_tests.csv", "w", encoding="utf-8") as out:
    out.write("dataset,check,options,name,value,source,rtol\n")
    for ds, check, o, name, x, rtol in ROWS:
        out.write("%s,%s,%s,%s,%s,make_bias_tests.py,%s\n" % (ds, check, o, name, x, rtol))
