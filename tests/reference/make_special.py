"""Writes special.csv: special functions, tails, quantiles and means at exact double arguments, by mpmath.

Usage: python3 make_special.py [SECTION...]     (all sections: about ten minutes; each writes special.csv.SECTION, which are joined once all are there)
The ways are others than copse's: beta and gamma tails by hypergeometric functions or quadrature of the density, the bivariate
normal by Plackett's integral over the correlation, noncentral F by its Poisson sum with recurrences in 50 digits and more, its
density by 1F1, the variance of the tetrachoric correlation by inverting the information matrix of its three parameters.
"""
import itertools, os, sys
from refcore import *

ROWS = []


def row(fn, args, val, rtol="1e-12"):
    if val is None or (val != 0 and not (mpf("1e-290") < abs(val) < mpf("1e290"))):
        return
    a = ["%.17g" % x for x in args] + [""] * (5 - len(args))
    ROWS.append("%s,%s,%s,%s\n" % (fn, ",".join(a), num(val), rtol))


class digits:
    def __init__(self, n):
        self.n = n

    def __enter__(self):
        self.old, mp.dps = mp.dps, self.n

    def __exit__(self, *_):
        mp.dps = self.old


NODES = {}


def nodes(n):
    if n not in NODES:
        with digits(50):
            found = []
            for i in range(1, n + 1):
                x = mp.cos(mp.pi * (i - mpf(1) / 4) / (n + mpf(1) / 2))
                for _ in range(8):
                    p0, p1 = mpf(1), x
                    for k in range(2, n + 1):
                        p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
                    slope = n * (x * p1 - p0) / (x * x - 1)
                    x -= p1 / slope
                found.append((x, 2 / ((1 - x * x) * slope * slope)))
            NODES[n] = found
    return NODES[n]


def panel(f, a, b, n):
    half, middle = (b - a) / 2, (a + b) / 2
    return half * sum(w * f(middle + half * x) for x, w in nodes(n))


def quad(f, cuts):
    """Gauss-Legendre with 40 nodes a panel; panels are halved until 24 nodes give the same to 1e-22 of the whole."""
    work = [(a, b, panel(f, a, b, 40), 0) for a, b in zip(cuts, cuts[1:])]
    whole = sum(abs(w[2]) for w in work)
    total = mpf(0)
    while work:
        a, b, fine, depth = work.pop()
        if depth > 40 or abs(fine) < mpf("1e-30") * whole or abs(panel(f, a, b, 24) - fine) <= mpf("1e-22") * whole:
            total += fine
            continue
        m = (a + b) / 2
        work += [(a, m, panel(f, a, m, 40), depth + 1), (m, b, panel(f, m, b, 40), depth + 1)]
    return total


def integral(log_f, low, high, centre, width, dps=34):
    """Of exp(log_f), which has nothing left 25 widths of the centre; Gauss-Legendre over panels of two widths."""
    with digits(dps):
        low, high = mpf(low), mpf(high)
        cuts = [centre + i * width for i in range(-26, 27, 2)]
        cuts = [low] + [c for c in cuts if low < c < high] + [high]
        if cuts[0] < centre - 30 * width:
            cuts[0] = max(low, centre - 60 * width)
        if cuts[-1] > centre + 30 * width:
            cuts[-1] = min(high, centre + 60 * width)
        return quad(lambda x: mp.exp(log_f(x)), cuts)


# ------------------------------------------------------------------------------------------ gamma functions
def gamma_functions():
    xs = [1e-300, 1e-100, 1e-10, 1e-3, 0.1, 0.5, 0.9, 0.999999, 1.000001, 1.1, 1.25, 1.5, 1.7, 1.9999, 2.0001, 2.5, 3, 5, 7.5, 9.999, 10, 10.001,
          12, 20, 33.3, 50, 100, 171.5, 500, 1e3, 1e4, 1e5, 1e6, 1e8, 1e10, 1e15, 1e50, 1e100, 1e200, 1e300]
    for x in xs:
        row("log_gamma", [x], mp.loggamma(mpf(x)))
        row("digamma", [x], mp.digamma(mpf(x)))
        row("trigamma", [x], mp.psi(1, mpf(x)))
    for x in (1.40, 1.411, 1.412, 1.46, 1.4616, 1.4616321449, 1.4616321449683622, 1.463, 1.511, 1.512, 1.53):   # near its zero, and the switch
        row("digamma", [x], mp.digamma(mpf(x)))
    for b in (1e-10, 1e-3, 0.1, 0.5, 0.75, 2.5, 3, 7.5, 9.7, 10, 10.5, 25, 99.5, 1e3, 1e5, 1e7, 1e9, 1e12, 1e15):
        for d in (1e-10, 1e-6, 1e-3, 0.1, 0.25, 0.5, 0.500001, 0.75, 1, 1.5, 2.5, 10, 1e3, 1e6):
            for a in {b + d, b * (1 + d)}:
                if a == b:
                    continue
                with digits(80):
                    v = mp.loggamma(mpf(a)) - mp.loggamma(mpf(b))
                row("log_gamma_ratio", [a, b], v)
                if d > 0.1:
                    row("log_gamma_ratio", [b, a], -v)
    for z in (-1e150, -1e100, -1e10, -1e5, -1e3, -100, -50, -40, -38, -37, -20, -12, -11.4, -11.3, -10, -7, -5, -3, -2, -1.5, -1, -0.5, -0.1,
              -1e-10, 0, 1e-10, 0.1, 0.5, 1, 2, 3, 5, 8, 10, 20, 30, 36):
        with digits(400 if z > 5 else 60):
            if z < -1e4:
                t = mpf(z)
                v = -t * t / 2 - mp.log(-t) - mp.log(2 * mp.pi) / 2 + mp.log1p(-1 / t ** 2 + 3 / t ** 4 - 15 / t ** 6 + 105 / t ** 8)
            else:
                v = mp.log(mp.erfc(-mpf(z) / mp.sqrt(2)) / 2)
        if z > -1e140:
            row("log_normal_lower", [z], v)


# ------------------------------------------------------------------------------------------------- beta, gamma
def beta_tail(a, b, x, y):
    """I_x(a, b), x + y = 1."""
    if x == 0 or y == 0:
        return mpf(0) if x == 0 else mpf(1)
    if max(a, b) <= 2000:
        with digits(450):
            if x <= y:
                return mp.betainc(a, b, 0, x, regularized=True)
            return 1 - mp.betainc(b, a, 0, y, regularized=True)
    if min(a, b) < 20:
        if b < a:
            with digits(400):
                return 1 - beta_tail(b, a, y, x)
        if b * x > 700:
            return mpf(1)
        with digits(max(mp.dps, 100) + int(b * x)):      # the terms of 2F1 alternate and are of the size of exp(b x)
            log_b = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
            return mp.exp(a * mp.log(x) - log_b) / a * mp.hyp2f1(a, 1 - b, a + 1, x)
    n = a + b
    mean, sd = a / n, mp.sqrt(a * b / n / n / (n + 1))
    f = lambda t: (a - 1) * mp.log(t) + (b - 1) * mp.log1p(-t) - log_b
    with digits(60):
        log_b = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        if x <= mean:      # the density falls from x to the left at the rate g
            g = (a - 1) / x - (b - 1) / y
            w = min(sd, 1 / g) if g > 0 else sd
            return integral(f, 0, x, x, w * 3)
        g = (b - 1) / y - (a - 1) / x
        w = min(sd, 1 / g) if g > 0 else sd
        return 1 - integral(f, x, 1, x, w * 3)


def beta():
    shapes = (1e-3, 0.03, 0.5, 1, 1.5, 7, 60, 999, 2e4, 1e6, 1e9)
    for a, b in itertools.product(shapes, shapes):
        n = a + b
        mean, sd = a / n, (a * b / n / n / (n + 1)) ** 0.5
        xs = {mean + z * sd for z in ((-30, -6, -2, -0.5, 0.1, 1, 3, 8) if min(a, b) < 1000 else (-6, -0.5, 3))} | {(a + 1) / (n + 2) * f for f in (1 - 1e-6, 1 + 1e-6)} | {mean * 1e-4}
        for x in sorted(xs):
            if not 1e-12 < x < 1 - 1e-12 and not (0 < x < 1 and a < 1000):
                continue
            lower = beta_tail(mpf(a), mpf(b), mpf(x), 1 - mpf(x))
            upper = beta_tail(mpf(b), mpf(a), 1 - mpf(x), mpf(x))
            row("beta_lower", [x, a, b], lower)
            row("beta_upper", [x, a, b], upper)
    for a, b in itertools.product((1e-3, 0.5, 1, 3, 20.5, 400, 1e4, 1e7), repeat=2):
        for p in (1e-10, 0.025, 0.5, 0.9) if max(a, b) < 1000 else (0.025, 0.9):
            if max(a, b) > 2000 and (min(a, b) < 1 or p < 1e-3):
                continue
            for upper in (False, True):
                row("beta_quantile_upper" if upper else "beta_quantile_lower", [p, a, b], beta_quantile(p, a, b, upper))


def beta_quantile(p, a, b, upper):
    """By the secant method on log of the smaller tail against log x, or log of 1 - x."""
    pl = 1 - mpf(p) if upper else mpf(p)
    a, b = mpf(a), mpf(b)
    half = beta_tail(a, b, mpf(1) / 2, mpf(1) / 2)
    mirror = half < pl
    if mirror:
        a, b, pl = b, a, 1 - pl
    tail = lambda x: beta_tail(a, b, x, 1 - x)
    small = pl < 0.5
    want = mp.log(pl if small else 1 - pl)
    g = lambda u: mp.log(tail(mp.exp(u)) if small else 1 - tail(mp.exp(u))) - want
    with digits(60):
        low, high = mpf(-700), mp.log(mpf(1) / 2)
        if (g(low) < 0) != small:
            return None
        n = a + b
        for _ in range(40 if max(a, b) < 2000 else 25):
            mid = (low + high) / 2
            if low < mp.log(a / n) < high and _ == 0:
                mid = mp.log(a / n)
            if (g(mid) < 0) == small:
                low = mid
            else:
                high = mid
            if high - low < mpf("1e-5") * mp.sqrt(n) / n:
                break
        x = mp.exp((low + high) / 2)
        log_b = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
        for _ in range(8):
            dx = (tail(x) - pl) / mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - log_b)
            x -= dx
            if abs(dx) < mpf("1e-30") * x:
                return 1 - x if mirror else x
    return None


def gamma_tail(x, a, upper):
    if a < 500:
        with digits(120):
            return mp.gammainc(a, x, mp.inf, regularized=True) if upper else mp.gammainc(a, 0, x, regularized=True)
    sd = mp.sqrt(a)
    with digits(60):
        log_g = mp.loggamma(a)
        f = lambda t: (a - 1) * mp.log(t) - t - log_g
        rate = (a - 1) / x - 1
        if x < a:
            v = integral(f, 0, x, x, 3 * min(sd, 1 / rate if rate > 0 else sd))
            return 1 - v if upper else v
        v = integral(f, x, mp.inf, x, 3 * min(sd, -1 / rate if rate < 0 else sd))
        return v if upper else 1 - v


def gamma():
    for a in (1e-3, 0.02, 0.5, 1, 1.5, 3, 10.5, 99, 499, 501, 1e3, 3e4, 1e6, 1e9):
        xs = {a + z * a ** 0.5 for z in (-30, -8, -3, -1, -0.01, 0.01, 1, 3, 8, 30)} | {a * f for f in (1e-3, 0.5, 0.84, 0.86, 1.14, 1.16, 2, 5)}
        for x in sorted(xs):
            if x <= 0:
                continue
            for upper in (False, True):
                row("gamma_upper" if upper else "gamma_lower", [x, a], gamma_tail(mpf(x), mpf(a), upper))
        if a < 0.02 or a in (1e3, 3e4, 1e9):
            continue
        for p in (1e-100, 1e-10, 0.025, 0.5, 0.975) if a < 1e3 else (0.025,):
            for upper in (False, True):
                with digits(60):
                    start = float(mp.mpf(a)) * max(1 - 1 / (9 * a) + float(norm_isf(mpf(p)) if p < 0.5 else -norm_isf(1 - mpf(p))) * (1 if upper else -1) / (9 * a) ** 0.5, 0.05) ** 3
                    x = gamma_quantile(mpf(p), mpf(a), upper, mpf(start))
                row("gamma_quantile_upper" if upper else "gamma_quantile_lower", [p, a], x)


def gamma_quantile(p, a, upper, x):
    log_g = mp.loggamma(a)
    g = lambda u: mp.log(gamma_tail(mp.exp(u), a, upper)) - mp.log(p)
    low, high = mp.log(x) - 1, mp.log(x) + 1
    rises = not upper
    while (g(low) < 0) != rises:
        low -= 3
        if low < -600:
            return None
    for _ in range(60):
        if (g(high) < 0) != rises:
            break
        high += 1
    for _ in range(22):
        mid = (low + high) / 2
        if (g(mid) < 0) == rises:
            low = mid
        else:
            high = mid
    x = mp.exp((low + high) / 2)
    for _ in range(8):
        t = gamma_tail(x, a, upper)
        dx = mp.log(t / p) * t / mp.exp(a * mp.log(x) - x - log_g) * (1 if rises else -1)
        x *= mp.exp(-dx)
        if abs(dx) < mpf("1e-30"):
            return x
    return None


# ------------------------------------------------------------------------------------------------------- 2F1
def hypergeometric():
    for n in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 33, 100, 1001, 1e5, 1e7):
        for a, c in ((0.5, (n - 2) / 2), (1, n / 2), (1, (n + 1) / 2)):
            for y in (1 - 1e-10, 0.9, 0.5, 0.2500001, 0.2499999, 0.1, 0.01, 1e-4, 1e-8, 1e-12, 1e-16, 1e-30, 1e-100):
                with digits(60 if y > 1e-20 else 260):
                    v = mp.hyp2f1(mpf(a), mpf(a), mpf(c), 1 - mpf(y)) if c < 1e4 else series(mpf(a), mpf(a), mpf(c), 1 - mpf(y))
                row("hyperg_2f1_at_1_minus", [a, a, c, y], v)
                x = 1 - y
                if 0 < x < 1 and y > 1e-13:
                    with digits(60):
                        row("hyperg_2f1", [a, a, c, x], mp.hyp2f1(mpf(a), mpf(a), mpf(c), mpf(x)) if c < 1e4 else series(mpf(a), mpf(a), mpf(c), mpf(x)))
            if c > 2 * a:
                a_, c_ = mpf(a), mpf(c)
                row("hyperg_2f1", [a, a, c, 1.0], mp.exp(mp.loggamma(c_) + mp.loggamma(c_ - 2 * a_) - 2 * mp.loggamma(c_ - a_)))
    for a, b, c in ((0.3, 2.7, 0.9), (5, 0.1, 6), (2, 3, 5.0000001), (2, 3, 6), (30, 40, 2), (0.01, 0.02, 0.03), (2.5, 1.5, 8.99), (2.5, 1.5, 9.01), (10, 10, 20), (1, 1, 2)):
        for y in (0.99, 0.5, 0.26, 0.24, 0.01, 1e-6, 1e-14):
            with digits(80):
                row("hyperg_2f1_at_1_minus", [a, b, c, y], mp.hyp2f1(mpf(a), mpf(b), mpf(c), 1 - mpf(y)))


def series(a, b, c, x):
    term = total = mpf(1)
    n = 0
    while term > total * mpf(10) ** -(mp.dps):
        term *= (a + n) * (b + n) / (c + n) / (n + 1) * x
        n += 1
        total += term
    return total


# ------------------------------------------------------------------------------------------------ bivariate normal
def phi2(h, k, rho, dps=50):
    """Plackett: P = Phi(h) Phi(k) + integral over the angle from 0 to asin(rho), in as many digits as the cancellation needs."""
    h, k, rho = mpf(h), mpf(k), mpf(rho)
    need = 40 + dps
    for _ in range(4):
        with digits(need):
            f = lambda t: mp.exp(-(h * h + k * k - 2 * h * k * mp.sin(t)) / (2 * mp.cos(t) ** 2))
            end = mp.asin(rho)
            cuts = [end * i / 8 for i in range(8)] + [end * mpf(1 - 1.0 / 2 ** i) for i in range(4, 44, 2)] + [end]
            base = (mp.erfc(-h / mp.sqrt(2)) / 2) * (mp.erfc(-k / mp.sqrt(2)) / 2)
            v = base + mp.quad(f, cuts, method="gauss-legendre") / (2 * mp.pi)
            lost = int(-mp.log10(abs(v) / base)) if v > 0 else 400
            if v > 0 and need - lost >= dps - 12:
                return +v
        if need > 400:
            return None
        need += max(lost, 0) + 10
    return None


def phi2_direct(h, k, rho):
    """Integral over x of phi(x) Phi((k - rho x)/s) by panels; for strong negative correlations and far tails."""
    with digits(34):
        h, k, rho = mpf(h), mpf(k), mpf(rho)
        s = mp.sqrt((1 - rho) * (1 + rho))
        f = lambda x: mp.exp(-x * x / 2) * mp.erfc(-(k - rho * x) / s / mp.sqrt(2)) / 2 / mp.sqrt(2 * mp.pi)
        lo = min(-abs(h), -abs(k)) - 16
        at = k / rho if rho else mpf(0)
        cuts = {lo, h} | {at + i * s / abs(rho) for i in (-14, -7, -3, 0, 3, 7, 14)} | {h - mpf(2) ** i for i in range(-8, 6)} | {mpf(i) for i in range(-40, 40, 4)}
        cuts |= {h - mpf(2) ** i for i in range(-40, -8, 4)} if s < mpf("0.01") else set()
        cuts = sorted(c for c in cuts if lo <= c <= h)
        return quad(f, cuts)


def bivariate():
    hs = (-12, -5, -2.3, -0.7, 0, 0.4, 4)
    rhos = (-0.999999, -0.99, -0.8, -0.701, -0.699, -0.3, -1e-5, 1e-5, 0.2, 0.5, 0.699, 0.701, 0.9, 0.99, 0.999999, 1 - 1e-12)
    for h, k in itertools.combinations_with_replacement(hs, 2):
        for i, rho in enumerate(rhos):
            with digits(40):
                s = 1 - mpf(rho) ** 2
                far = (mpf(h) ** 2 - 2 * mpf(rho) * h * k + mpf(k) ** 2) / s / 2 if min(h, k) < 0 else 0
            if rho < 0 and h + k < 0 and far > 600:
                continue
            v = phi2_direct(h, k, rho)
            row("bivariate_normal_lower", [h, k, rho], v)
            if i % 6 == 0 and abs(h) <= 5 and abs(k) <= 5 and abs(rho) < 0.95 and v > mpf("1e-25"):
                other = phi2(h, k, rho, 30)
                assert other is not None and abs(other / v - 1) < mpf("1e-20"), (h, k, rho, v, other)
    for h, k, rho in ((-30, -31, 0.5), (-30, -31, 0.95), (-20, -20, -0.2), (-36, 3, 0.1), (-36, 3, -0.1), (-8, 8.5, -0.99), (-8, 8.000001, -0.9999999)):
        row("bivariate_normal_lower", [h, k, rho], phi2_direct(h, k, rho))
    for h, k, rho in ((0.5, -1, 0.3), (-10, -12, 0.9), (3, 3.00001, 0.9999999), (2, -2, -0.999)):
        h_, k_, r_ = mpf(h), mpf(k), mpf(rho)
        row("bivariate_normal_density", [h, k, rho], mp.exp(-(h_ * h_ - 2 * r_ * h_ * k_ + k_ * k_) / (2 * (1 - r_ * r_))) / (2 * mp.pi * mp.sqrt(1 - r_ * r_)))


# ---------------------------------------------------------------------------------------------------- tetrachoric
def tetrachoric():
    tables = [(20, 10, 5, 30), (10, 10, 10, 10), (1, 2, 3, 4), (0.5, 10.5, 8.5, 0.5), (100, 1, 1, 100), (1, 50, 60, 2), (5, 995, 3, 9997), (900, 20, 30, 1), (1.5, 1.5, 0.5, 0.5), (1e6, 2e6, 3e6, 5e6),
              (12.5, 3.5, 0.5, 40.5), (1, 1, 1, 1e6), (40, 1e-3, 30, 60), (7, 3, 3, 7), (3, 7, 7, 3), (2, 1000, 1, 3), (1, 1, 1, 2)]
    for a, b, c, d in tables:
        n = mpf(a) + b + c + d
        with digits(45):
            h, k = norm_q((mpf(a) + b) / n), norm_q((mpf(a) + c) / n)
            g = lambda r: plackett(h, k, r) - a / n
            lo, hi = mpf("-0.9999"), mpf("0.9999")
            assert g(lo) < 0 < g(hi)
            for _ in range(14):
                mid = (lo + hi) / 2
                lo, hi = (mid, hi) if g(mid) < 0 else (lo, mid)
            r = (lo + hi) / 2
            for _ in range(6):      # Newton: the derivative is the density
                r -= g(r) / (mp.exp(-(h * h - 2 * r * h * k + k * k) / (2 * (1 - r * r))) / (2 * mp.pi * mp.sqrt(1 - r * r)))
            assert abs(g(r)) < mpf("1e-35")
            p = [mpf(a) / n, mpf(b) / n, mpf(c) / n, mpf(d) / n]
            s = mp.sqrt(1 - r * r)
            pdf = lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
            cdf = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2
            d_r = mp.exp(-(h * h - 2 * r * h * k + k * k) / (2 * s * s)) / (2 * mp.pi * s)
            d_h, d_k = pdf(h) * cdf((k - r * h) / s), pdf(k) * cdf((h - r * k) / s)
            grad = [[d_r, d_h, d_k], [-d_r, pdf(h) - d_h, -d_k], [-d_r, -d_h, pdf(k) - d_k], [d_r, -(pdf(h) - d_h), -(pdf(k) - d_k)]]
            info = mp.matrix(3, 3)
            for i in range(3):
                for j in range(3):
                    info[i, j] = n * sum(grad[m][i] * grad[m][j] / p[m] for m in range(4))
            var = (info ** -1)[0, 0]
        row("tetrachoric_r", [a, b, c, d], r if abs(r) > mpf("1e-30") else mpf(0), "1e-11")
        row("tetrachoric_variance", [a, b, c, d], var, "1e-11")


def norm_q(p):
    if p == mpf(1) / 2:
        return mpf(0)
    z = mp.sqrt(2) * mp.erfinv(2 * p - 1)
    for _ in range(3):
        z -= (mp.erfc(-z / mp.sqrt(2)) / 2 - p) / (mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi))
    return z


def plackett(h, k, rho):
    f = lambda t: mp.exp(-(h * h + k * k - 2 * h * k * mp.sin(t)) / (2 * mp.cos(t) ** 2))
    end = mp.asin(rho)
    cuts = [end * i / 4 for i in range(4)] + [end * mpf(1 - 1.0 / 2 ** i) for i in range(3, 12)] + [end]
    return mp.erfc(-h / mp.sqrt(2)) * mp.erfc(-k / mp.sqrt(2)) / 4 + mp.quad(f, cuts, method="gauss-legendre") / (2 * mp.pi)


# ---------------------------------------------------------------------------------------------------- noncentral
def nct_lower(t, df, ncp):
    """E Phi(t S - ncp), S = sqrt(chi-square(df)/df), over panels around every place where something happens."""
    with digits(34):
        t, df, ncp = mpf(t), mpf(df), mpf(ncp)
        log_c = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)
        f = lambda s: mp.exp(log_c + (df - 1) * mp.log(s) - df * s * s / 2) * mp.erfc((ncp - t * s) / mp.sqrt(2)) / 2
        sd = 1 / mp.sqrt(2 * df)
        cuts = {1 + i * sd for i in range(-40, 44, 3)} | {ncp / t + i / abs(t) for i in (-12, -6, -2, 0, 2, 6, 12)}
        # the largest value of the integrand, wherever it is, and panels around it too
        us = [mpf(10) ** (mpf(i) / 20) for i in range(-60, 41)]
        g = lambda s: log_c + (df - 1) * mp.log(s) - df * s * s / 2 + mp.log(mp.erfc((ncp - t * s) / mp.sqrt(2)))
        top = max(us, key=g)
        lo, hi = top / mpf(10) ** (mpf(1) / 20), top * mpf(10) ** (mpf(1) / 20)
        for _ in range(60):
            m1, m2 = lo + (hi - lo) / 3, hi - (hi - lo) / 3
            if g(m1) < g(m2):
                lo = m1
            else:
                hi = m2
        top = (lo + hi) / 2
        cuts |= {top + i * w for i in (-12, -6, -3, 0, 3, 6, 12) for w in (sd, 1 / abs(t))} | {top * m for m in (mpf(1) / 100, mpf(1) / 10, mpf(1) / 3, 2, 4)}
        cuts = sorted(c for c in cuts if 0 < c < max(1 + 44 * sd, 6 * top))
        return quad(f, [mpf(0)] + cuts)


def noncentral_t():
    for df in (1, 2.5, 5, 30, 1e3, 1e6):
        for ncp in (-3, 0.5, 10, 100):
            for q in (-8, -2, 0.3, 6):
                t = ncp + q * (1 + ncp * ncp / 2 / df) ** 0.5
                row("noncentral_t_lower", [t, df, ncp], nct_lower(t, df, ncp))
                row("noncentral_t_upper", [t, df, ncp], nct_lower(-t, df, -ncp))


def ncf(x, d1, d2, ncp):
    """Density, lower and upper tail from the Poisson sum, all with I_y(a + j, b) from one value by the recurrence."""
    with digits(90):
        x, d1, d2, half = mpf(x), mpf(d1), mpf(d2), mpf(ncp) / 2
        a, b, y = d1 / 2, d2 / 2, d1 * x / (d1 * x + d2)
        w = 1 - y
        sd = mp.sqrt(half)
        first, last = max(0, int(half - 60 * sd - 300)), int(half + 60 * sd + 300)
        if half < 1000:
            first = 0
        cdf = beta_tail(a + first, b, y, w)
        if cdf is None:
            return None
        mp.dps = 90
        log_kernel = (a + first) * mp.log(y) + b * mp.log(w) + mp.loggamma(a + b + first) - mp.loggamma(a + first) - mp.loggamma(b)
        kernel = mp.exp(log_kernel)
        mass = mp.exp(-half + first * mp.log(half) - mp.loggamma(first + 1))
        lower = upper = density = mpf(0)
        for j in range(first, last + 1):
            lower += mass * cdf
            upper += mass * (1 - cdf)
            density += mass * kernel
            cdf -= kernel / (a + j)
            kernel *= y * (a + b + j) / (a + j)
            mass *= half / (j + 1)
        return density / x, lower, upper


def noncentral_f():
    for d1, d2 in ((0.5, 3), (1, 5), (2, 7.5), (3, 40), (10, 10), (25, 974), (100, 1e4)):
        for ncp in (1e-6, 0.5, 12, 300):
            for f in (0.01, 0.3, 0.8, 1, 1.3, 2.5, 8):
                x = f * (d1 + ncp) / d1
                v = ncf(x, d1, d2, ncp)
                for name, value in zip(("noncentral_f_density", "noncentral_f_lower", "noncentral_f_upper"), v):
                    if value > mpf("1e-45"):       # of 90 digits less the tails' cancellation
                        row(name, [x, d1, d2, ncp], value)
                y = mpf(d1) * mpf(x) / (mpf(d1) * mpf(x) + d2)
                with digits(60):
                    a, b = mpf(d1) / 2, mpf(d2) / 2
                    kummer = mp.exp(a * mp.log(y) + b * mp.log1p(-y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b) - mpf(ncp) / 2) * mp.hyp1f1(a + b, a, mpf(ncp) / 2 * y) / mpf(x)
                assert abs(v[0] / kummer - 1) < mpf("1e-25"), (x, d1, d2, ncp)
    for d1, d2, ncp in ((5, 1e5, 1e5), (1000, 1e6, 3e4), (2, 1e7, 50)):
        for q in (-4, -1, 1, 4):
            x = (d1 + ncp) / d1 * (1 + q * (2 * (d1 + 2 * ncp) / (d1 + ncp) ** 2 + 2 / d2) ** 0.5)
            if x <= 0:
                continue
            v = ncf(x, d1, d2, ncp)
            for name, value in zip(("noncentral_f_density", "noncentral_f_lower", "noncentral_f_upper"), v or ()):
                row(name, [x, d1, d2, ncp], value)


def r2_fixed():
    for r2, n, m in ((0, 10, 1), (0, 50, 4), (0.3, 50, 4), (0.05, 30, 2), (0.9, 12, 5), (0.5, 5, 1), (0.999, 20, 3), (0.25, 300, 10), (0.6, 200, 100), (0.01, 500, 3), (1e-6, 40, 1)):
        with digits(30):
            a, b, half_n, y = mpf(n - 1) / 2, mpf(m) / 2, mpf(n) / 2, mpf(r2)
            top = mpf(0)

            def log_w(t):
                L = half_n * t / (1 - t)
                return -L + mp.log(mp.hyp1f1(a, b, L * y, maxterms=10 ** 6)) if y > 0 else -L
            start = max(1 - (1 - y) * (n - 1) / (n - m - 1), mpf(0))
            width = (1 - start) * (mp.sqrt(start / n) + mpf(2) / n)
            top = max(log_w(start), log_w(start / 2))
            cuts = [start]
            while cuts[0] > 0 and log_w(cuts[0]) > top - 70:
                cuts.insert(0, max(cuts[0] - width, mpf(0)))
            while log_w(cuts[-1]) > top - 70:
                cuts.append(min(cuts[-1] + width, (cuts[-1] + 1) / 2))
            w = lambda t: mp.exp(log_w(t) - top)
            q = lambda f: quad(f, cuts)
            mass = q(w)
            mean = q(lambda t: t * w(t)) / mass
            var = q(lambda t: (t - mean) ** 2 * w(t)) / mass
        row("r2_fixed_mean", [r2, n, m], mean, "1e-11")
        row("r2_fixed_variance", [r2, n, m], var, "1e-11")


def normal_means():
    half_pi = mp.pi / 2
    fs = {"logistic": (lambda x: 1 / (1 + mp.exp(-x)), []), "tanh": (mp.tanh, []), "exp": (mp.exp, []),
          "sine": (lambda x: mpf(0) if x < 0 else mpf(1) if x > half_pi else mp.sin(x) ** 2, [mpf(0), half_pi]),
          "clip": (lambda x: min(max(x, mpf(0)), mpf(1)), [mpf(0), mpf(1)])}
    for name, (f, kinks) in fs.items():
        for mu in (-3.2, -0.4, 0.3, 0.7, 2.9):
            for sigma in (1e-8, 1e-3, 0.1, 0.75, 2.5, 8, 100):
                if name == "exp" and sigma > 8:
                    continue
                with digits(35):
                    m, s = mpf(mu), mpf(sigma)
                    if name == "exp":
                        v = mp.exp(m + s * s / 2)
                    else:
                        centre = [(k - m) / s for k in kinks] + [(k - m) / s + i * mpf(3) / 10 for k in kinks for i in range(-12, 13)] + [(mpf(i) - m) / s for i in (-60, -30, -12, -5, -2, 0, 2, 5, 12, 30, 60)]
                        cuts = sorted({c for c in centre if abs(c) < 40} | {mpf(i) for i in (-40, -20, -12, -8, -5, -2.5, 0, 2.5, 5, 8, 12, 20, 40)})
                        v = quad(lambda z: f(m + s * z) * mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi), cuts)
                    row("normal_mean_" + name, [mu, sigma], v, "1e-10")


SECTIONS = {f.__name__: f for f in (gamma_functions, beta, gamma, hypergeometric, bivariate, tetrachoric, noncentral_t, noncentral_f, r2_fixed, normal_means)}
if __name__ == "__main__":
    target = os.path.join(HERE, "special.csv")
    for name in sys.argv[1:] or SECTIONS:
        ROWS.clear()
        SECTIONS[name]()
        with open(target + "." + name, "w") as f:
            f.writelines(ROWS)
        print(name, len(ROWS), flush=True)
    if all(os.path.exists(target + "." + n) for n in SECTIONS):
        with open(target, "w") as f:
            f.write("function,arg1,arg2,arg3,arg4,arg5,value,rtol\n")
            for n in SECTIONS:
                f.write(open(target + "." + n).read())
                os.remove(target + "." + n)
