"""Writes effects2_intervals.csv: confidence intervals of one proportion and of one rate, by mpmath from their definitions.

Usage: python3 make_effects2_intervals.py
kind `poisson`: the exact interval of a rate, n holding the person-time. Beta and gamma quantiles by bisection of the distribution
function, then Newton steps; the rows marked `published` are asserted to agree with the printed digits.
"""
import os
from refcore import *


def quantile(cdf, pdf, p, low, high):
    """x with cdf(x) = p, in [low, high]."""
    mp.dps = 20
    low, high = mpf(low), mpf(high)
    for _ in range(40):
        mid = (low + high) / 2
        low, high = (mid, high) if cdf(mid) < p else (low, mid)
    mp.dps = DPS
    x = (low + high) / 2
    for _ in range(5):
        x -= (cdf(x) - p) / pdf(x)
    assert abs(cdf(x) - p) < mpf(10) ** -40 * p + mpf(10) ** -45, (x, p)
    return x


def beta(p, a, b, upper=False):
    """The lower quantile of beta(a, b), or the upper one; small tails by the reflected distribution, so that digits stay."""
    if upper:
        return 1 - beta(p, b, a)
    lb = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    spread = 12 * mp.sqrt(a * b / (a + b + 1)) / (a + b)
    mean = a / (a + b)
    low = max(mpf(0), mean - spread) if a > 5 else mpf(0)
    return quantile(lambda x: mp.betainc(a, b, 0, x, regularized=True), lambda x: mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x) - lb), p, low,
                    min(mpf(1), mean + spread))


def gamma(p, a):
    low, high = max(mpf(0), a - 12 * mp.sqrt(a)), a + 12 * mp.sqrt(a) + 12
    return quantile(lambda x: mp.gammainc(a, 0, x, regularized=True), lambda x: mp.exp((a - 1) * mp.log(x) - x - mp.loggamma(a)), p, low, high)


def limits(kind, x, n, level):
    x, n, tail = mpf(x), mpf(n), (100 - mpf(level)) / 200
    z = norm_isf(tail)
    if kind == "poisson":
        return (gamma(tail, x) / n if x > 0 else mpf(0)), gamma(1 - tail, x + 1) / n
    if kind == "clopper-pearson":
        return (beta(tail, x, n - x + 1) if x > 0 else mpf(0)), (beta(tail, x + 1, n - x, True) if x < n else mpf(1))
    if kind == "jeffreys":
        h = mpf(1) / 2
        return (beta(tail, x + h, n - x + h) if x > 0 else mpf(0)), (beta(tail, x + h, n - x + h, True) if x < n else mpf(1))
    if kind == "wilson":
        m, h = x / n + z ** 2 / (2 * n), z * mp.sqrt(x / n * (1 - x / n) / n + z ** 2 / (4 * n ** 2))
        return (m - h) / (1 + z ** 2 / n) if x > 0 else mpf(0), (m + h) / (1 + z ** 2 / n)
    p = (x + z ** 2 / 2) / (n + z ** 2)
    h = z * mp.sqrt(p * (1 - p) / (n + z ** 2))
    return max(mpf(0), p - h), min(mpf(1), p + h)


NEWCOMBE = "Newcombe 1998"  # Statistics in Medicine 17:857, table I
PUBLISHED = {("wilson", 81, 263, 95): (".2553", ".3662", NEWCOMBE), ("wilson", 15, 148, 95): (".0624", ".1605", NEWCOMBE),
             ("wilson", 0, 20, 95): (".0000", ".1611", NEWCOMBE), ("wilson", 1, 29, 95): (".0061", ".1718", NEWCOMBE),
             ("clopper-pearson", 81, 263, 95): (".2527", ".3676", NEWCOMBE), ("clopper-pearson", 15, 148, 95): (".0578", ".1617", NEWCOMBE),
             ("clopper-pearson", 0, 20, 95): (".0000", ".1684", NEWCOMBE), ("clopper-pearson", 1, 29, 95): (".0009", ".1776", NEWCOMBE),
             ("poisson", 0, 1, 95): ("0.000", "3.689", "Garwood 1936"), ("poisson", 1, 1, 95): ("0.0253", "5.572", "Garwood 1936"),
             ("poisson", 10, 1, 95): ("4.795", "18.39", "Garwood 1936")}
COUNTS = [(0, 1), (1, 1), (0, 5), (1, 5), (5, 5), (3, 7), (0, 20), (1, 29), (28, 29), (15, 148), (81, 263), (20, 20), (500, 1000), (2, 100000), (99998, 100000), (2.5, 7.25),
          (0.5, 1), (1, 2)]
RATES = [(0, 1), (1, 1), (2, 1), (5, 12.5), (10, 1), (50, 1), (100, 365.25), (1000, 1), (20000, 1e6), (0.5, 2)]


def write():
    with open(os.path.join(HERE, "effects2_intervals.csv"), "w") as f:
        f.write("kind,x,n,level,lower,upper,source,rtol\n")
        for kind in ("clopper-pearson", "wilson", "agresti-coull", "jeffreys", "poisson"):
            for x, n in RATES if kind == "poisson" else COUNTS:
                for level in (95, 90, 99.9) if x * n < 1e6 else (95,):
                    lower, upper = limits(kind, x, n, level)
                    seen = PUBLISHED.get((kind, x, n, level))
                    if seen:
                        for printed, value in zip(seen, (lower, upper)):
                            assert abs(mpf("0" + printed) - value) <= mpf("0.5001") * mpf(10) ** -len(printed.split(".")[1]), (kind, x, n, printed, value)
                    # the Wald-like interval ends in a small difference of numbers of the size of its half-width
                    near = kind == "agresti-coull" and 0 < lower < upper / 100
                    f.write("%s,%s,%s,%s,%s,%s,%s,%s\n" % (kind, repr(x), repr(n), repr(level), num(lower), num(upper), seen[2] if seen else "definition", "1e-10" if near else "1e-12"))


if __name__ == "__main__":
    write()
