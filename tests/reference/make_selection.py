"""Writes selection.csv (maxima of selection likelihoods, standard errors by the observed information, profile limits) and
selection_derivatives.csv (log-likelihood, gradient and Hessian at points that are no maxima). 40 digits: steps and truncation in
closed form, other weights by Gauss-Legendre panels of width 1/2 (maxima: 1, 30 digits) with 24 nodes (and finer near kinks), derivatives by central
differences, maxima by Newton's method. Nothing here is copse's way of doing it.
Usage: python3 make_selection.py [derivatives|fits]   (in this directory)"""
import csv, functools, sys
from mpmath import mp, mpf

mp.dps = 40
HALF = mpf(1) / 2
WIDTH = HALF  # of panels


def read(name):
    rows = list(csv.DictReader(open("data/%s.csv" % name)))
    column = lambda c: [mpf(float(r[c])) for r in rows] if c in rows[0] else None
    return column("yi"), column("vi"), column("ni")


def gauss(n):
    out = []
    for i in range(1, n + 1):
        x = mp.cos(mp.pi * (i - mpf(1) / 4) / (n + HALF))
        for _ in range(12):
            p0, p1 = mpf(1), x
            for j in range(2, n + 1):
                p0, p1 = p1, ((2 * j - 1) * x * p1 - (j - 1) * p0) / j
            d = n * (x * p1 - p0) / (x * x - 1)
            x -= p1 / d
        out.append((x, 2 / ((1 - x * x) * d * d)))
    return out


RULE = gauss(24)
upper = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
phi = lambda z: mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


@functools.lru_cache(None)
def quantile_upper(p):
    return -mp.sqrt(2) * mp.erfinv(2 * p - 1)


class Model:
    def __init__(self, data, kind, steps=(), side="greater", precision="", clip=None):
        y, v, n = read(data)
        sign = -1 if side == "less" else 1
        self.y, self.v, self.kind, self.two = [sign * a for a in y], v, kind, side == "two-sided"
        self.sign, self.k = sign, len(y)
        self.steps = [mpf(float(s)) for s in steps]
        c = {"": [mpf(1)] * self.k, "sei": [mp.sqrt(a) for a in v], "vi": v, "ninv": n and [1 / a for a in n], "sqrtninv": n and [1 / mp.sqrt(a) for a in n]}[precision]
        self.c = [a / max(c) for a in c]
        x = [a / mp.sqrt(b) for a, b in zip(self.y, v)]
        self.p = [2 * upper(abs(a)) if self.two else upper(a) for a in x]
        if kind in ("beta", "power"):
            low, high = (mpf(float(1e-5)), mpf(float(1 - 1e-5)))
            if kind == "beta" and len(self.steps) == 2:
                low, high = self.steps
        else:
            low, high = mpf(0), mpf(1)
        self.clip = (low, high)
        self.floor = self.steps[0] if len(self.steps) == 1 and kind not in ("beta", "stepfun", "trunc") else mpf(0)
        if kind not in ("stepfun", "trunc"):
            self.make_nodes()
        if kind == "stepfun":
            self.steps = self.steps + [mpf(1)]
            self.group = [next(j for j, s in enumerate(self.steps) if p <= s) for p in self.p]

    def make_nodes(self):
        far = mpf(38) if self.kind == "negexppow" else mpf(13)
        cuts = set()
        near = max(self.floor, self.clip[0])
        high = quantile_upper(near / 2 if self.two else near) if near > 0 else far
        q = 1 - self.clip[1]
        low = (mp.sqrt(2) * mp.erfinv(q) if q > 0 else mpf(0)) if self.two else (-quantile_upper(q) if q > 0 else -far)
        cuts |= {low, high}
        a = low
        while a < high:
            cuts.add(a)
            a += WIDTH
        for j in range(1, 14):
            for edge in ([high] if self.floor else []) + ([low] if self.two else []):
                for s in (edge - mpf(4) ** -j, edge + mpf(4) ** -j, edge + (low if low > 0 else 1) * mpf(3) ** j):
                    if low < s < high and (s - low < 1 or high - s < 1):
                        cuts.add(s)
        cuts = sorted(cuts)
        self.nodes = []
        for a, b in zip(cuts, cuts[1:]):
            for x, w in RULE:
                at, w = (a + b) / 2 + x * (b - a) / 2, w * (b - a) / 2
                p = 2 * upper(at) if self.two else upper(at)
                self.nodes.append((at, w, p))
                if self.two:
                    self.nodes.append((-at, w, p))
        self.low, self.high = low, high
        self.ends = (self.clip[1], near)

    def log_w(self, p, delta, c):
        p = min(max(p, self.clip[0]), self.clip[1])
        a = self.floor
        if self.kind == "beta":
            return (delta[0] - 1) * mp.log(p) + (delta[1] - 1) * mp.log(1 - p)
        if p <= a:
            return mpf(0)
        d = delta[0]
        if self.kind == "halfnorm":
            return -d * c * (p * p - a * a)
        if self.kind == "negexp":
            return -d * c * (p - a)
        if self.kind == "power":
            return d * c * (mp.log(1 - p) - mp.log(1 - a))
        if self.kind == "logistic":
            f = lambda t: mp.log(2) - t - mp.log(1 + mp.exp(-t))
            return f(d * c * p) - f(d * c * a)
        if self.kind == "negexppow":
            return -d * c * (p ** (1 / delta[1]) - (a ** (1 / delta[1]) if a else 0))

    def log_lik(self, mu, tau2, delta):
        mu = self.sign * mu
        total, rows = mpf(0), None
        for i in range(self.k):
            v, s = self.v[i], mp.sqrt(self.v[i] + tau2)
            sigma = mp.sqrt(v)
            if self.kind == "stepfun":
                d = [mpf(1)] + list(delta)
                A = mpf(0)
                z = [quantile_upper(t / 2 if self.two else t) * sigma for t in self.steps[:-1]]
                edges = [mp.inf] + z + ([-mp.inf] if not self.two else [mpf(0)])
                for j in range(len(d)):
                    hi, lo = edges[j], edges[j + 1]
                    part = upper((lo - mu) / s) - upper((hi - mu) / s)
                    if self.two:
                        part += upper((lo + mu) / s) - upper((hi + mu) / s)
                    A += d[j] * part
                own = mp.log(d[self.group[i]])
            elif self.kind == "trunc":
                cut = self.sign * (self.steps[0] if self.steps else mpf(0))
                A = 1 - (1 - delta[0]) * (1 - upper((cut - mu) / s))
                own = mpf(0) if self.y[i] > cut else mp.log(delta[0])
            else:
                if rows is None or self.c[i] != self.c[i - 1]:
                    rows = [(x, w * mp.exp(self.log_w(p, delta, self.c[i]))) for x, w, p in self.nodes]
                    far, near = (mp.exp(self.log_w(p, delta, self.c[i])) for p in self.ends)
                A = mp.fsum(w * mp.exp(-((x * sigma - mu) / s) ** 2 / 2) for x, w in rows) * sigma / s / mp.sqrt(2 * mp.pi)
                u = lambda x: (x * sigma - mu) / s
                A += near * upper(u(self.high))
                if self.two:
                    A += near * upper(-u(-self.high)) + far * (upper(u(-self.low)) - upper(u(self.low)))
                else:
                    A += far * upper(-u(self.low))
                own = self.log_w(self.p[i], delta, self.c[i])
            e = (self.y[i] - mu) / s
            total += own - e * e / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2 - mp.log(A)
        return total


def derivatives(f, a, hessian=True):
    h = [mpf(10) ** -9 * max(abs(c), mpf("1e-2")) for c in a]  # errors of h^2 relative, roundings of 1e-40/h^2
    q = len(a)
    at = lambda *moves: f([c + sum((s * h[j] for i, s in moves if i == j), mpf(0)) for j, c in enumerate(a)])
    f0 = f(a)
    g, H = mp.matrix(q, 1), mp.matrix(q, q)
    for i in range(q):
        up, down = at((i, 1)), at((i, -1))
        g[i] = (up - down) / (2 * h[i])
        H[i, i] = (up - 2 * f0 + down) / h[i] ** 2
        for j in range(i) if hessian else ():
            H[i, j] = H[j, i] = (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))) / (4 * h[i] * h[j])
    return f0, g, H


def maximise(f, a, tol=mpf(10) ** -13):  # of the last step: the next would be of 1e-26
    """Newton's method from close by."""
    for _ in range(40):
        f0, g, H = derivatives(f, a)
        d = mp.lu_solve(-H, g)
        t = mpf(1)
        while t > mpf(10) ** -6:
            b = [c + t * d[i] for i, c in enumerate(a)]
            try:
                if f(b) >= f0 - mpf(10) ** -30:
                    break
            except (ValueError, TypeError, ZeroDivisionError):
                pass
            t /= 2
        a = b
        if max(abs(d[i]) / max(abs(c), mpf("1e-3")) for i, c in enumerate(a)) < tol:
            break
    else:
        raise RuntimeError("no maximum")
    return a, f(a), derivatives(f, a)[2]


# data, kind, steps, side, precision, method, start (mu, tau2, deltas); tau2 None: the maximum is at 0
FITS = [
    ("hackshaw1998", "stepfun", (0.05, 0.1, 0.5), "greater", "", "ML", (0.12, 0.03, 2.4, 0.98, 0.4)),
    ("hackshaw1998", "stepfun", (0.025,), "greater", "", "ML", (0.18, 0.015, 0.5)),
    ("hackshaw1998", "stepfun", (0.025, 0.5), "greater", "", "ML", None),
    ("hackshaw1998", "stepfun", (0.05,), "two-sided", "", "ML", None),
    ("hackshaw1998", "trunc", (), "greater", "", "ML", (0.14, 0.027, 0.38)),
    ("cohen1981", "stepfun", (0.05,), "greater", "", "EE", None),
    ("preston2004", "halfnorm", (), "less", "", "EE", (-0.34, None, 3.16)),
    ("preston2004", "negexp", (), "less", "", "EE", (-0.28, None, 2.66)),
    ("preston2004", "logistic", (), "less", "", "EE", (-0.3, None, 3.34)),
    ("preston2004", "power", (), "less", "", "EE", (-0.3, None, 1.46)),
    ("preston2004", "negexp", (), "less", "sei", "EE", None),
    ("preston2004", "halfnorm", (0.05,), "less", "sei", "EE", None),
    ("preston2004", "logistic", (0.05,), "less", "sei", "EE", (-0.389, None, 5.04)),
    ("preston2004", "power", (0.05,), "less", "sei", "EE", (-0.373, None, 2.4)),
    ("preston2004", "negexppow", (), "less", "", "EE", (-0.28, None, 2.67, 1.15)),
    ("baskerville2012", "beta", (), "greater", "", "ML", (0.115, None, 0.473, 4.46)),
    ("hackshaw1998", "beta", (0.025, 0.975), "greater", "", "ML", None),
    ("baskerville2012", "negexp", (), "greater", "", "ML", None),
    ("baskerville2012", "negexppow", (), "greater", "", "ML", (0.0596, None, 9.47, 4.13)),
    ("hackshaw1998", "negexp", (), "greater", "", "ML", None),
    ("smit2023_personal", "stepfun", (0.025,), "greater", "", "ML", None),
]
PROFILES = {1, 4}  # of FITS

# data, kind, steps, side, precision, (mu, tau2, deltas)
POINTS = [
    ("hackshaw1998", "stepfun", (0.025, 0.1, 0.5), "greater", "", (0.1, 0.02, 0.7, 1.3, 0.2)),
    ("hackshaw1998", "stepfun", (0.05, 0.3), "two-sided", "", (0.2, 0.05, 0.4, 0.1)),
    ("preston2004", "stepfun", (0.1,), "less", "", (0.3, 0, 0.01)),
    ("preston2004", "trunc", (-0.2,), "less", "", (-0.2, 0.03, 0.3)),
    ("preston2004", "halfnorm", (), "less", "", (-0.1, 0.05, 2)),
    ("preston2004", "halfnorm", (0.05,), "two-sided", "sei", (-0.2, 0.02, 30)),
    ("preston2004", "negexp", (), "less", "vi", (-0.3, 0, 0)),
    ("preston2004", "negexp", (), "less", "", (-0.3, 0.4, 100)),
    ("preston2004", "negexp", (0.05,), "less", "", (-0.3, 0.1, 1000)),
    ("preston2004", "negexp", (), "two-sided", "", (-0.3, 0.1, 5)),
    ("preston2004", "logistic", (), "less", "ninv", (-0.3, 0.02, 3)),
    ("preston2004", "logistic", (0.1,), "less", "sqrtninv", (0.2, 0.2, 12)),
    ("preston2004", "power", (), "less", "", (-0.3, 0.02, 1.3)),
    ("preston2004", "power", (), "two-sided", "", (-0.3, 0.02, 0.4)),
    ("preston2004", "power", (0.05,), "less", "sei", (-0.3, 0.02, 40)),
    ("preston2004", "negexppow", (), "less", "", (-0.3, 0.02, 2, 0.3)),
    ("preston2004", "negexppow", (0.01,), "less", "", (-0.3, 0.02, 6, 4)),
    ("preston2004", "negexppow", (), "two-sided", "", (-0.3, 0.02, 2, 1.5)),
    ("preston2004", "beta", (), "less", "", (-0.3, 0.02, 0.4, 3)),
    ("preston2004", "beta", (0.02, 0.9), "less", "", (-0.3, 0.02, 2.5, 0.3)),
    ("preston2004", "beta", (), "two-sided", "", (-0.3, 0.02, 0.7, 0.4)),
    ("normand1999_md", "halfnorm", (), "less", "", (-5, 100, 3)),
    ("normand1999_md", "beta", (), "greater", "", (-20, 600, 1.5, 1.2)),
]


def name(case):
    return [case[0], case[1], " ".join("%.17g" % s for s in case[2]), case[3], case[4]]


def text(x):
    return mp.nstr(x, 20)


def labels(n, kind):
    """The first weight of a step function is 1."""
    return ["mu", "tau2"] + ["delta%d" % (j + (2 if kind == "stepfun" else 1)) for j in range(n - 2)]


def write_derivatives():
    out = csv.writer(open("selection_derivatives.csv", "w"), lineterminator="\n")
    out.writerow("dataset type steps side precision at derivative value rtol kind source".split())
    for case in POINTS:
        m = Model(*case[:5])
        point = [mpf(float(a)) for a in case[5]]
        # tau2 = 0 and delta = 0 are ends of the range, but not of the formulas
        f0, g, H = derivatives(lambda a: m.log_lik(a[0], a[1], a[2:]), point)
        tell = lambda what, value, rtol: out.writerow(name(case) + [" ".join("%.17g" % float(a) for a in point), what, text(value), rtol, "high-precision", "make_selection.py"])
        tell("", f0, "1e-11")
        for i in range(len(point)):
            tell("%d" % i, g[i], "1e-9")
            for j in range(i + 1):
                tell("%d %d" % (i, j), H[i, j], "1e-9")
        print(case, mp.nstr(f0, 12), flush=True)


def profile_limit(m, free, a, f_max, j, sign, se):
    """The other coordinates at their best; secant on the root of the drop. Deltas by their logarithm."""
    z = mp.sqrt(mp.findroot(lambda q: mp.gammainc(HALF, q / 2, regularized=True) - mpf("0.05"), mpf("3.84")))
    others = [i for i in range(len(a)) if i != j]
    state = [a[i] for i in others]

    def r(t):
        nonlocal state
        def f(b):
            full = list(b)
            full.insert(j, t)
            return free(full)
        state, value, _ = maximise(f, state, mpf(10) ** -9)
        return mp.sqrt(2 * (f_max - value)) - z

    t0, r0 = a[j], -z
    t1 = a[j] + sign * se * mpf("1.5")
    if j > 0 and t1 <= 0:
        t1 = a[j] / 3
    r1 = r(t1)
    for _ in range(60):
        t2 = t1 - r1 * (t1 - t0) / (r1 - r0)
        if j > 0 and t2 <= 0:
            t2 = t1 / 2
        t0, r0 = t1, r1
        t1, r1 = t2, r(t2)
        if abs(r1) < mpf(10) ** -13:
            return t1
    raise RuntimeError("no limit")


def write_fits():
    out = csv.writer(open("selection.csv", "w"), lineterminator="\n")
    out.writerow("dataset type steps side precision method statistic value rtol kind source".split())
    for index, case in enumerate(FITS):
        m = Model(*case[:5])
        start = case[6] or START[index]
        zero = start[1] is None
        full = (lambda a: m.log_lik(a[0], mpf(0), a[1:])) if zero else (lambda a: m.log_lik(a[0], a[1], a[2:]))
        a = [mpf(float(x)) for x in start if x is not None]
        a, top, H = maximise(full, a)
        V = mp.inverse(-H)
        tell = lambda what, value, rtol="1e-9": out.writerow(name(case) + [case[5], what, text(value), rtol, "high-precision", "make_selection.py"])
        tell("log_lik", top, "1e-11")
        if zero and case[5] == "ML":  # the boundary is a maximum
            slope = (m.log_lik(a[0], mpf(10) ** -12, a[1:]) - top) / mpf(10) ** -12
            assert slope < 0, (case, slope)
            tell("tau2", mpf(0))
        names = labels(len(a) + (1 if zero else 0), case[1])
        names = [n for n in names if not (zero and n == "tau2")]
        for i, n in enumerate(names):
            tell(n, a[i])
            tell(n + "_se", mp.sqrt(V[i, i]))
        if index in PROFILES:
            for i, n in enumerate(names):
                for sign, side in ((-1, "lower"), (1, "upper")):
                    try:
                        tell("%s_profile_%s" % (n, side), profile_limit(m, full, a, top, i, sign, mp.sqrt(V[i, i])))
                    except (RuntimeError, ValueError, ZeroDivisionError, TypeError) as e:
                        print("no limit", case, n, side, e)
        print(case[:6], mp.nstr(top, 12), [mp.nstr(x, 10) for x in a], flush=True)


START = {2: (0.077, 0.0152, 0.46, 0.15), 3: (0.212, 0.0194, 0.94), 5: (0.371, None, 0.845), 10: (-0.375, None, 3.8),
         11: (-0.379, None, 5.83), 16: (-0.027, 0.0162, 0.448, 1.43), 17: (0.341, 0.0434, 6.33), 19: (0.0049, 0.0262, 2.78), 20: (0.15, 0.015, 0.92)}
if __name__ == "__main__":
    if "fits" not in sys.argv:
        write_derivatives()
    if "derivatives" not in sys.argv:
        mp.dps, WIDTH = 30, mpf(1)
        write_fits()
