"""Writes five_numbers.csv: means and SDs from medians, quartiles and ranges, by mpmath.

Usage: python3 make_five_numbers.py [SET...]      (half an hour; all sets, or those named)
The doubles of the data are taken as exact. Closed forms (luo/wan/shi, wan, blue, lnorm, the skewness test) at 50 digits;
fits: minima and maxima by a scan at 15 digits, then roots of the gradient at 30 digits (qe, bc, mln), means and SDs of
power-normal distributions by quadrature at 30 digits.
"""
import os
import sys
from mpmath import mp, mpf, sqrt, log, exp, pi, erfinv, ncdf, floor, inf, quad, findroot, diff, betainc, gamma

HERE = os.path.dirname(os.path.abspath(__file__))
mp.dps = 50

SETS = {  # min, q1, median, q3, max, n
    "help": (2, 4, 6, 10, 14, 20), "skewed": (2, 4, 6, 14, 20, 20), "asymmetric": (2, 6, 9, 17, 41, 30),
    "worked": (3, 8, 10, 13, 20, 20), "shares": (0.1, 0.2, 0.25, 0.5, 0.9, 50), "counts": (0, 1, 4, 9, 26, 300),
    "negative": (-3, -1, 0.5, 2, 7, 40), "left": (12, 51, 64, 70, 80, 150), "cd4": (150, 420, 600, 830, 1900, 97),
    "bounded": (0.02, 0.35, 0.7, 0.88, 0.99, 64), "micro": (5e-7, 1e-6, 2e-6, 4e-6, 9e-6, 1000),
    "tight": (100.1, 100.4, 100.5, 100.8, 101.3, 5), "fever": (27.4, 36.2, 36.6, 37.1, 40.3, 1000000),
    "tied": (1, 1, 2, 5, 30, 12), "small": (0.3, 2, 5, 8, 12.5, 6), "readme": (2, 3, 4, 5, 9, 100),
}
CASES = {"S1": (0, 2, 4), "S2": (1, 2, 3), "S3": (0, 1, 2, 3, 4)}


def qn(p):
    return sqrt(mpf(2)) * erfinv(2 * p - 1)


def phi(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def xi(n):
    return 2 * qn((n - mpf(3) / 8) / (n + mpf(1) / 4))


def eta(n):
    return 2 * qn((mpf(3) / 4 * n - mpf(1) / 8) / (n + mpf(1) / 4))


def d(text):
    return mpf(text)


def luo(x, case, n):
    if case == "S1":
        w = 4 / (4 + n ** d("0.75"))
        return w * (x[0] + x[2]) / 2 + (1 - w) * x[1]
    if case == "S2":
        w = d("0.7") + d("0.39") / n
        return w * (x[0] + x[2]) / 2 + (1 - w) * x[1]
    w1, w2 = d("2.2") / (d("2.2") + n ** d("0.75")), d("0.7") - d("0.72") / n ** d("0.55")
    return w1 * (x[0] + x[4]) / 2 + w2 * (x[1] + x[3]) / 2 + (1 - w1 - w2) * x[2]


def wan_mean(x, case):
    if case == "S1":
        return (x[0] + 2 * x[1] + x[2]) / 4
    if case == "S2":
        return (x[0] + x[1] + x[2]) / 3
    return (x[0] + 2 * x[1] + 2 * x[2] + 2 * x[3] + x[4]) / 8


def spread(x, case, n, w):
    if case == "S1":
        return (x[2] - x[0]) / xi(n)
    if case == "S2":
        return (x[2] - x[0]) / eta(n)
    return w * (x[4] - x[0]) / xi(n) + (1 - w) * (x[3] - x[1]) / eta(n)


def wan_sd(x, case, n):
    return spread(x, case, n, mpf(1) / 2)


def shi_sd(x, case, n):
    return spread(x, case, n, 1 / (1 + d("0.07") * n ** d("0.6")))


def skewness(x, case, n):
    t = lambda a, m, b: abs(a + b - 2 * m) / (b - a)
    if case == "S1":
        return t(*x), 1 / log(n + 9) + d("2.5") / (n + 1)
    if case == "S2":
        return t(*x), d("2.65") / sqrt(n) - 6 / n ** 2
    outer, inner = t(x[0], x[2], x[4]), t(x[1], x[2], x[3])
    return max(d("2.65") * log(d("0.6") * n) / sqrt(n) * outer, inner), 3 / sqrt(n) - 40 / n ** 3


def lognormal(x, case, n, back):
    y = [log(v) for v in x]
    mean, s = luo(y, case, n), shi_sd(y, case, n)
    l2 = log(n) ** 2
    z, f, a, b = {"S1": (d("1.01") + d("0.25") / l2, 1 + d("2.23") / l2, "0.565", "0.37"),
                  "S2": (1 + d("1.58") / n, 1 + d("19.2") / n ** d("1.2"), "0.57", "0.75"),
                  "S3": (1 + d("0.28") / l2, 1 + d("3.93") / n, "0.405", "0.315")}[case]
    s2, s4, a, b = s ** 2 / z, s ** 4 / f, d(a), d(b)
    if not back:
        return mean, sqrt(s2)
    m = exp(mean + s2 / 2) / (1 + a * s2 / n + b * s4 / n)
    v = exp(2 * mean + 2 * s2) / (1 + 4 * a * s2 / n + 16 * b * s4 / n) \
        - exp(2 * mean + s2) / (1 + 4 * a * s2 / n + 4 * b * s4 / n)
    return m, sqrt(v)


def ranks(case, n):
    r = (mpf(1), floor(n / 4) + 1, floor(n / 2) + 1, floor(3 * n / 4) + 1, n)
    return [r[i] for i in CASES[case]]


def blue(x, case, n):
    r = ranks(case, n)
    k, m = len(r), n + 2
    p = [v / (n + 1) for v in r]
    q = [1 - v for v in p]
    z = [qn(v) for v in p]
    d1 = [1 / phi(v) for v in z]
    d2 = [v / phi(v) ** 2 for v in z]
    d3 = [(1 + 2 * v * v) / phi(v) ** 3 for v in z]
    d4 = [v * (7 + 6 * v * v) / phi(v) ** 4 for v in z]
    alpha = [z[i] + p[i] * q[i] * d2[i] / (2 * m)
             + p[i] * q[i] / m ** 2 * ((q[i] - p[i]) * d3[i] / 3 + p[i] * q[i] * d4[i] / 8) for i in range(k)]

    def cov(i, j):
        return p[i] * q[j] * d1[i] * d1[j] / m + p[i] * q[j] / m ** 2 * (
            (q[i] - p[i]) * d2[i] * d1[j] + (q[j] - p[j]) * d1[i] * d2[j] + p[i] * q[i] * d3[i] * d1[j] / 2
            + p[j] * q[j] * d1[i] * d3[j] / 2 + p[i] * q[j] * d2[i] * d2[j] / 2)
    B = mp.matrix(k, k)
    for i in range(k):
        for j in range(k):
            B[i, j] = cov(min(i, j), max(i, j))
    A = mp.matrix([[1, a] for a in alpha])
    W = B ** -1
    beta = mp.lu_solve(A.T * W * A, A.T * W * mp.matrix(x))
    return beta[0], beta[1]


# ---------------------------------------------------------------------------------------------- quantile estimation
def gamma_tail(shape, x, upper):
    """A tail of the gamma distribution: the series of the lower one (all terms positive), or its complement."""
    term = total = 1 / shape
    k = shape
    while term > total * mpf(10) ** -(mp.dps + 2):
        k += 1
        term *= x / k
        total += term
    lower = total * exp(shape * log(x) - x - mp.loggamma(shape))
    return 1 - lower if upper else lower


def gamma_q(p, shape, upper):
    with mp.workdps(mp.dps + 12):
        return gamma_quantile(p, shape, upper)


def gamma_quantile(p, shape, upper):
    """Quantile of the gamma distribution over its shape, from the tail that is given: Newton's method on log of the tail
    against log of the quantile."""
    y = qn(1 - p if upper else p) / sqrt(shape)
    y = min(max(y, mpf(-2)), mpf(2))
    for _ in range(200):
        x = shape * exp(y)
        t = gamma_tail(shape, x, upper)
        slope = exp(shape * log(x) - x - mp.loggamma(shape)) / t * (-1 if upper else 1)
        step = (log(t) - log(p)) / slope if t > 0 else mpf(1)
        y -= max(min(step, mpf(1)), mpf(-1))
        if abs(step) < mpf(10) ** (-mp.dps / 2) / sqrt(shape):     # quadratic convergence: the error is its square
            break
    return exp(y)


def beta_q(p, a, b, upper):
    if upper:
        return 1 - beta_q(p, b, a, False)
    f = lambda y: log(betainc(a, b, 0, 1 / (1 + exp(-y)), regularized=True)) - log(p)
    lo, hi = mpf(-1), mpf(1)
    while f(lo) > 0:
        lo *= 2
    while f(hi) < 0:
        hi *= 2
    while hi - lo > mpf(1) / 100:
        mid = (lo + hi) / 2
        lo, hi = (lo, mid) if f(mid) > 0 else (mid, hi)
    y = findroot(f, (lo, hi), tol=mpf(10) ** (-2 * mp.dps + 6), maxsteps=60, verify=False)
    return 1 / (1 + exp(-y))


def tails(case, n):
    t = [(1 / n, False), (mpf(1) / 4, False), (mpf(1) / 2, False), (mpf(1) / 4, True), (1 / n, True)]
    return [t[i] for i in CASES[case]]


def shape_family(name, tail):
    if name == "log-normal":
        z = [qn(1 - p) if up else qn(p) for p, up in tail]
        return lambda u: [exp(u * v) for v in z]
    if name == "Weibull":
        t = [log(-log(p)) if up else log(-log(1 - p)) for p, up in tail]
        return lambda u: [exp(u * v) for v in t]
    return lambda u: [gamma_q(p, 1 / u ** 2, up) for p, up in tail]


def shape_moments(name, u, c):
    if name == "log-normal":
        return c * exp(u * u / 2), c * exp(u * u / 2) * sqrt(exp(u * u) - 1)
    if name == "Weibull":
        return c * gamma(1 + u), c * sqrt(gamma(1 + 2 * u) - gamma(1 + u) ** 2)
    return c, c * u


def fit_shape(name, x, tail, precise):
    """Least squares over shape and scale; the global minimum of a scan over log u, refined. None: none inside."""
    def squares(lu):
        q = family(exp(lu))
        c = sum(a * b for a, b in zip(q, x)) / sum(a * a for a in q)
        return sum((b - c * a) ** 2 for a, b in zip(q, x)), c
    mp.dps = 15
    family = shape_family(name, tail)
    lo, step, k = log(mpf("1e-5")), mpf("0.25"), 60
    if name == "gamma":                    # around the coefficient of variation
        normal = fit_normal(x, tail)
        lo, step, k = log(normal[2] / normal[1]) - mpf("2"), mpf("0.5"), 9
    value = [squares(lo + i * step)[0] for i in range(k)]
    inner = [i for i in range(1, k - 1) if value[i] <= value[i - 1] and value[i] <= value[i + 1]]
    if not inner:
        return None
    i = min(inner, key=lambda j: value[j])
    if not value[i] < value[-1]:
        return None
    mp.dps = precise
    family = shape_family(name, tail)
    slope = lambda lu: diff(lambda v: squares(v)[0], lu, h=mpf(10) ** (-precise // 3))
    a, b = lo + (i - 1) * step, lo + (i + 1) * step
    for _ in range(8):                     # golden thirds, so that the secant method starts near
        m1, m2 = a + (b - a) / 3, b - (b - a) / 3
        a, b = (a, m2) if squares(m1)[0] < squares(m2)[0] else (m1, b)
    lu = findroot(slope, (a, b), tol=mpf(10) ** (-60), maxsteps=25, verify=False)
    s, c = squares(lu)
    m, sd = shape_moments(name, exp(lu), c)
    return s, m, sd


def fit_normal(x, tail):
    z = [qn(1 - p) if up else qn(p) for p, up in tail]
    k = len(x)
    mean = sum(x) / k
    sd = sum(a * b for a, b in zip(z, x)) / sum(a * a for a in z)
    return sum((b - mean - sd * a) ** 2 for a, b in zip(z, x)), mean, sd


def fit_beta(x, tail, precise):
    def squares(t0, t1):
        share = 1 / (1 + exp(-t0))
        a, b = exp(t1) * share, exp(t1) * (1 - share)
        return sum((v - beta_q(p, a, b, up)) ** 2 for v, (p, up) in zip(x, tail))
    mp.dps = 15
    middle, sd = fit_normal(x, tail)[1:]
    centre = log(middle / (1 - middle)), log(middle * (1 - middle) / sd ** 2)
    best = min(((squares(centre[0] + i * mpf("0.4"), centre[1] + j), i, j)
                for i in range(-3, 4) for j in range(-4, 5)), key=lambda v: v[0])
    t = [centre[0] + best[1] * mpf("0.4"), centre[1] + best[2]]
    mp.dps = 20
    value, damping, e = squares(*t), mpf(1) / 100, mpf(10) ** -6
    for _ in range(200):                   # Levenberg's steps to within 1e-5
        def res(u):
            share = 1 / (1 + exp(-u[0]))
            a, b = exp(u[1]) * share, exp(u[1]) * (1 - share)
            return [v - beta_q(p, a, b, up) for v, (p, up) in zip(x, tail)]
        r = res(t)
        J = [[(m - n) / (2 * e) for m, n in zip(res([t[0] + e * (k == 0), t[1] + e * (k == 1)]),
                                                res([t[0] - e * (k == 0), t[1] - e * (k == 1)]))] for k in (0, 1)]
        while True:
            h = [[sum(p * q for p, q in zip(J[i], J[j])) * (1 + damping * (i == j)) for j in (0, 1)] for i in (0, 1)]
            g = [sum(p * q for p, q in zip(J[i], r)) for i in (0, 1)]
            det = h[0][0] * h[1][1] - h[0][1] ** 2
            move = [(h[0][1] * g[1] - h[1][1] * g[0]) / det, (h[0][1] * g[0] - h[0][0] * g[1]) / det]
            u = [t[0] + move[0], t[1] + move[1]]
            if squares(*u) < value or max(abs(m) for m in move) < mpf("1e-9"):
                break
            damping *= 5
        t, value, damping = u, squares(*u), damping / 5
        if max(abs(m) for m in move) < mpf("1e-5"):
            break
    mp.dps = precise
    e = mpf(10) ** (-precise // 4)
    for _ in range(8):                     # Newton on central differences
        f = {(i, j): squares(t[0] + i * e, t[1] + j * e) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        g = [(f[1, 0] - f[-1, 0]) / (2 * e), (f[0, 1] - f[0, -1]) / (2 * e)]
        h00 = (f[1, 0] - 2 * f[0, 0] + f[-1, 0]) / e ** 2
        h11 = (f[0, 1] - 2 * f[0, 0] + f[0, -1]) / e ** 2
        h01 = (f[1, 1] - f[1, -1] - f[-1, 1] + f[-1, -1]) / (4 * e * e)
        det = h00 * h11 - h01 ** 2
        move = [(h11 * g[0] - h01 * g[1]) / det, (h00 * g[1] - h01 * g[0]) / det]
        t = [t[0] - move[0], t[1] - move[1]]
        if max(abs(m) for m in move) < mpf(10) ** -13:
            break
    share = 1 / (1 + exp(-t[0]))
    a, b = exp(t[1]) * share, exp(t[1]) * (1 - share)
    return squares(*t), a / (a + b), sqrt(a * b / (a + b + 1)) / (a + b)


def qe(x, case, n):
    tail = tails(case, n)
    fits = {"normal": fit_normal(x, tail)}
    if x[0] >= 0:
        for name in ("log-normal", "gamma", "Weibull"):
            fits[name] = fit_shape(name, x, tail, 30)
        if x[-1] < mpf("1e-4"):            # such a beta is a gamma but for 1e-4; the two must not decide
            assert min(fits["log-normal"][0], fits["Weibull"][0]) < fits["gamma"][0] * mpf("0.99")
        elif x[-1] <= 1:
            fits["beta"] = fit_beta(x, tail, 40)
    mp.dps = 50
    name = min((k for k in fits if fits[k]), key=lambda k: fits[k][0])
    return fits[name] + (name,)


# ------------------------------------------------------------------------------------------------------ Box-Cox, MLN
def box_cox(x, lam):
    with mp.workdps(mp.dps + 80):          # (1e-6)^10 is 1e-60
        return [log(v) if lam == 0 else (v ** lam - 1) / lam for v in x]


def power_moments(lam, mu, sigma):
    if lam == 0:
        return exp(mu + sigma ** 2 / 2), exp(mu + sigma ** 2 / 2) * sqrt(exp(sigma ** 2) - 1)
    with mp.workdps(mp.dps + 80):          # 1 + lam (mu + sigma z) = base + slope z, which may be 1e-60
        base, slope = 1 + lam * mu, lam * sigma
    base, slope = +base, +slope
    bound = base / slope
    x = lambda z: abs(base + slope * z) ** (1 / lam)
    lo, hi = max(-bound, mpf(-16)), min(bound, mpf(40))
    cut = [lo + (hi - lo) * i / 8 for i in range(9)]
    mass = quad(phi, cut)
    m = quad(lambda z: phi(z) * x(z), cut) / mass
    return m, sqrt(quad(lambda z: phi(z) * (x(z) - m) ** 2, cut) / mass)


def scan(f, lo, hi, k):
    """Global minimum of f over [lo, hi]: a scan, then the root of the slope around the best inner point."""
    old, mp.dps = mp.dps, 15
    step = (mpf(hi) - lo) / k
    at = [lo + i * step for i in range(k + 1)]
    value = [f(v) for v in at]
    i = min(range(k + 1), key=lambda j: value[j])
    mp.dps = old
    if i in (0, k):
        edge, e = mpf(lo if i == 0 else hi), step / 1000
        if f(edge) <= f(edge + (e if i == 0 else -e)):
            return edge
        a, b = (edge, edge + step) if i == 0 else (edge - step, edge)
    else:
        a, b = at[i - 1], at[i + 1]
    for _ in range(12):
        m1, m2 = a + (b - a) / 3, b - (b - a) / 3
        a, b = (a, m2) if f(m1) < f(m2) else (m1, b)
    return findroot(lambda v: diff(f, v, h=mpf(10) ** (-mp.dps // 3)), (a, b), tol=mpf(10) ** (-60), maxsteps=25, verify=False)


def bc(x, case, n):
    if len(set(x[:] + [])) < len(x) and x.count(x[len(x) // 2]) > 1:
        return None
    pairs = [(0, 2)] if len(x) == 3 else [(0, 4), (1, 3)]
    mid = x[len(x) // 2]

    def f(lam):
        t = box_cox(x, lam)
        m = t[len(x) // 2]
        with mp.workdps(mp.dps + 80):
            return sum(((t[b] - m) / (m - t[a]) - 1) ** 2 for a, b in pairs)
    mp.dps = 30
    lam = max(mpf(0), scan(f, -2, 3, 301))
    with mp.workdps(110):
        t = box_cox(x, lam)
        mu, sigma = luo(t, case, n), wan_sd(t, case, n)
    r = power_moments(lam, mu, sigma) + (lam,)
    mp.dps = 50
    return r


def mln(x, case, n, jacobian):
    if len(set(x)) < len(x):
        return None
    r = ranks(case, n)
    between = [r[0] - 1] + [r[i] - r[i - 1] - 1 for i in range(1, len(r))] + [n - r[-1]]

    def interval(a, b):
        return (ncdf(b) - ncdf(a)) if a < 0 else (ncdf(-a) - ncdf(-b))

    def loglik(t, mu, sigma):
        with mp.workdps(mp.dps + 80):
            z = [(v - mu) / sigma for v in t]
        z = [+v for v in z]
        total = sum(-v * v / 2 - log(2 * pi) / 2 - log(sigma) for v in z)
        ends = [-inf] + z + [inf]
        for i, m in enumerate(between):
            if m > 0:
                total += m * log(interval(ends[i], ends[i + 1]))
        return total

    def f(lam):
        t = box_cox(x, lam)
        with mp.workdps(mp.dps + 80):
            mu, sigma = luo(t, case, n), wan_sd(t, case, n)
        total = loglik(t, mu, sigma)
        return -(total + (lam - 1) * sum(log(v) for v in x) if jacobian else total)
    mp.dps = 30
    lam = scan(f, 0, 10, 201)
    with mp.workdps(110):
        t = box_cox(x, lam)
        mu0, s0 = luo(t, case, n), wan_sd(t, case, n)
        u = [(v - mu0) / s0 for v in t]    # Newton in location and log scale, standardised by the start
    p = mp.matrix([0, 0])
    h = mpf(10) ** -8
    for _ in range(60):
        g = lambda a, b: loglik(u, a, exp(b))
        v = {(i, j): g(p[0] + i * h, p[1] + j * h) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        g0, g1 = (v[1, 0] - v[-1, 0]) / (2 * h), (v[0, 1] - v[0, -1]) / (2 * h)
        h00, h11 = (v[1, 0] - 2 * v[0, 0] + v[-1, 0]) / h ** 2, (v[0, 1] - 2 * v[0, 0] + v[0, -1]) / h ** 2
        h01 = (v[1, 1] - v[1, -1] - v[-1, 1] + v[-1, -1]) / (4 * h * h)
        det = h00 * h11 - h01 ** 2
        step = mp.matrix([(h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det])
        size = max(abs(step[0]), abs(step[1]))
        p -= step * (1 if size < 1 else 1 / (2 * size))
        if size < mpf(10) ** -14:
            break
    with mp.workdps(110):
        mu, sigma = mu0 + s0 * p[0], s0 * exp(p[1])
    r = power_moments(lam, mu, sigma) + (lam, -f(lam))
    mp.dps = 50
    return r


# ---------------------------------------------------------------------------------------------------------- the file
def num(v):
    return "NA" if v is None else mp.nstr(v, 20, strip_zeros=False)


def main():
    f = open(os.path.join(HERE, "five_numbers.csv"), "w")
    f.write("set,case,method,min,q1,median,q3,max,n,mean,sd,statistic,critical,lambda,objective,family,rtol\n")
    for name in sys.argv[1:] or SETS:
        data = SETS[name]
        for case, index in CASES.items():
            n = mpf(data[5])
            x = [mpf(data[i]) for i in index]
            shown = ["%.17g" % data[i] if i in index else "NA" for i in range(5)] + ["%.17g" % data[5]]

            def row(method, mean, sd, log_scale=False, lam=None, objective=None, family="", rtol="1e-13"):
                s = skewness([log(v) for v in x] if method.startswith("lnorm") else x, case, n)
                f.write(",".join([name, case, method] + shown + [num(mean), num(sd), num(s[0]), num(s[1]), num(lam),
                                                                 num(objective), family, rtol]) + "\n")
                f.flush()
            row("luo/wan/shi", luo(x, case, n), shi_sd(x, case, n))
            row("wan", wan_mean(x, case), wan_sd(x, case, n))
            row("blue", *blue(x, case, n), rtol="1e-12")
            positive = x[0] > 0
            if positive:
                row("lnorm", *lognormal(x, case, n, True), rtol="1e-12")
                row("lnorm log", *lognormal(x, case, n, False), rtol="1e-12")
            s, m, sd, family = qe(x, case, n)
            row("qe", m, sd, objective=s, family=family, rtol="1e-9")
            if positive:
                r = bc(x, case, n)
                if r:
                    row("bc", r[0], r[1], lam=r[2], rtol="1e-10")
                for method in ("mln", "mln jacobian"):
                    r = mln(x, case, n, method != "mln")
                    if r:
                        row(method, r[0], r[1], lam=r[2], objective=r[3], rtol="1e-9")
            print(name, case, flush=True)


main()
