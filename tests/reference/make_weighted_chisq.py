"""Writes weighted_chisq.csv: tails of sums of weighted chi-squares and of the noncentral chi-square, by mpmath.

Ways other than copse's contour integral, at 50 digits and more:
  ruben      Ruben's (1962) series of chi-square distribution functions, which Farebrother (1984) made an algorithm of, with
             beta the smallest weight: all terms positive, summed until what is left no longer counts; weights within a factor 15
  pairs      all df = 2: the hypoexponential distribution in closed form, sum of prod lambda_i/(lambda_i - lambda_j)
             exp(-x/(2 lambda_i)), at 400 digits, for weights of any ratio
  quad       two weights of df 1: the integral of the density of one times the tail of the other, by Gauss-Legendre panels
  poisson    noncentral: its mixture of chi-squares
Columns: kind, x, weights and df (joined by spaces; noncentral: ncp and df), lower, upper, rtol.
"""
import itertools
from refcore import *

ROWS = []


def put(kind, x, weights, df, lower, upper, rtol="1e-12"):
    if min(lower, upper) < mpf("1e-25" if kind == "ruben" else "1e-290"):
        return
    join = lambda a: " ".join("%.17g" % e for e in a)
    ROWS.append("%s,%.17g,%s,%s,%s,%s,%s\n" % (kind, x, join(weights), join(df), num(lower), num(upper), rtol))


def ruben(x, weights, df):
    """The coefficients in fixed point of 240 bits; their recurrence adds positive terms only."""
    one = 1 << 240
    fix = lambda e: int(mp.floor(mpf(e) * one + mpf(1) / 2))
    x, w, h = mpf(x), [mpf(e) for e in weights], [mpf(e) for e in df]
    beta, n = min(w), sum(h)
    c = [fix(mp.exp(sum(hi * mp.log(beta / wi) for wi, hi in zip(w, h)) / 2))]
    gamma, powers, g = [1 - beta / wi for wi in w], [mpf(1)] * len(w), []
    half, shape = x / (2 * beta), n / 2
    lower_k = mp.gammainc(shape, 0, half, regularized=True)
    upper_k = mp.gammainc(shape, half, mp.inf, regularized=True)
    step = mp.exp(shape * mp.log(half) - half - mp.loggamma(shape + 1))
    lower, upper, left, k = c[0] * lower_k, c[0] * upper_k, one - c[0], 0
    while left > mpf(10) ** -40 * max(upper, mpf(10) ** -30 * one) and k < 4000:
        k += 1
        powers = [p * e for p, e in zip(powers, gamma)]
        g.append(fix(sum(hi * p for hi, p in zip(h, powers))))
        ck = sum(a * b for a, b in zip(reversed(g), c)) // (2 * k) >> 240
        c.append(ck)
        left -= ck
        lower_k, upper_k = lower_k - step, upper_k + step
        step *= half / (shape + k)
        lower += ck * lower_k
        upper += ck * upper_k
    upper += left                     # all later tails are 1 to this accuracy
    return lower / one, upper / one


def pairs(x, weights):
    with_digits = mp.dps
    mp.dps = 400
    w = [mpf(e) for e in weights]
    upper = mpf(0)
    for i, wi in enumerate(w):
        term = mp.exp(-mpf(x) / (2 * wi))
        for j, wj in enumerate(w):
            if i != j:
                term *= wi / (wi - wj)
        upper += term
    lower = 1 - upper
    mp.dps = with_digits
    return +lower, +upper


def two(x, a, b):
    """a z1^2 + b z2^2 > x: polar coordinates give 2/pi times the integral over (0, pi/2) of exp(-x/(2 (a cos^2 + b sin^2)))."""
    x, a, b = mpf(x), mpf(a), mpf(b)
    f = lambda t: mp.exp(-x / (2 * (a * mp.cos(t) ** 2 + b * mp.sin(t) ** 2)))
    g = lambda t: -mp.expm1(-x / (2 * (a * mp.cos(t) ** 2 + b * mp.sin(t) ** 2)))
    small = mp.sqrt(min(a, b) / max(a, b))
    cuts = sorted({mpf(0), mp.pi / 2} | {mp.pi / 2 - small * 2 ** e for e in range(-6, 60) if small * 2 ** e < mp.pi / 2}
                  | {small * 2 ** e for e in range(-6, 60) if small * 2 ** e < mp.pi / 2})
    return 2 / mp.pi * mp.quad(g, cuts), 2 / mp.pi * mp.quad(f, cuts)


def noncentral(x, df, ncp):
    x, df, ncp = mpf(x), mpf(df), mpf(ncp)
    half, shape = x / 2, df / 2
    lower_k, upper_k = chi2_cdf(x, df), chi2_sf(x, df)
    step = mp.exp(shape * mp.log(half) - half - mp.loggamma(shape + 1))
    p, lower, upper = mp.exp(-ncp / 2), mpf(0), mpf(0)
    for k in itertools.count():
        lower += p * lower_k
        upper += p * upper_k
        p *= ncp / 2 / (k + 1)
        lower_k, upper_k = lower_k - step, upper_k + step
        step *= half / (shape + k + 1)
        if k > ncp and p < mpf(10) ** -400:
            return lower, upper


SETS = [([1.0], [1]), ([3.5], [7]), ([1.0, 2.0], [1, 1]), ([0.5, 1.0, 4.0], [1, 1, 1]), ([1.0, 3.0, 9.0], [1, 2, 3]),
        ([0.1 * i for i in range(1, 13)], [1] * 12), ([1e-6, 2e-6, 3e-6], [2, 1, 4]), ([1e9, 5e9, 2e10], [1, 1, 5]),
        ([0.9, 1.0, 1.1], [200, 100, 50]), ([1.0, 1.0000001], [3, 3]), ([2.0, 15.0], [0.5, 2.5])]
for weights, df in SETS:
    mean = sum(w * d for w, d in zip(weights, df))
    for f in (1e-3, 0.05, 0.3, 0.9, 1.0, 1.5, 3.0, 8.0):
        put("ruben", f * mean, weights, df, *ruben(f * mean, weights, df))
for weights in ([1.0, 1e-8], [1.0, 1e-3, 1e-6, 1e-9], [1e-12, 1.0, 1e12], [1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 1.5, 2e5, 3e5], [7.0, 7.0001]):
    for f in (1e-9, 1e-4, 0.1, 0.7, 1.0, 1.6, 4.0, 30.0):
        x = f * 2 * sum(weights)
        put("pairs", x, weights, [2] * len(weights), *pairs(x, weights))
for a, b in ((1.0, 1e-2), (1.0, 1e-5), (3.0, 4.0)):
    for x in (1e-6, 1e-2, 0.5, 1.0, 3.84, 10.0, 100.0):
        put("quad", x, [a, b], [1, 1], *two(x, a, b))
for df, ncp in ((1, 0.0), (1, 1e-5), (3, 2.0), (12, 139.9), (5, 20.0), (200, 15.0)):
    for f in (0.01, 0.2, 0.7, 1.0, 1.3, 2.5, 6.0):
        x = f * (df + ncp)
        put("noncentral", x, [ncp], [df], *noncentral(x, df, ncp))
with open(os.path.join(HERE, "weighted_chisq.csv"), "w") as out:
    out.write("kind,x,weights,df,lower,upper,rtol\n")
    out.writelines(ROWS)
print(len(ROWS))
