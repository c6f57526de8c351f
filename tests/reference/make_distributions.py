"""Writes distributions.csv: tails, quantiles and log-gamma differences at exact double arguments, by mpmath.

Usage: python3 make_distributions.py      (several minutes)
Functions: norm_lower(z) norm_upper(z) norm_quantile(p) [lower]; t_lower(t,df) t_upper(t,df) t_quantile_upper(p,df);
chisq_lower(q,df) chisq_upper(q,df) chisq_quantile_lower(p,df) chisq_quantile_upper(p,df);
F_upper(f,df1,df2) F_lower(f,df1,df2); lgamma_diff(a,b) = lgamma(a) - lgamma(b).
"""
import os
from refcore import *

f = open(os.path.join(HERE, "distributions.csv"), "w")
f.write("function,arg1,arg2,arg3,arg4,value,rtol\n")


def row(fn, args, val, rtol):
    if val < mpf("1e-306") and val > 0 or val > mpf("1e300"):
        return
    a = ["%.17g" % x for x in args] + [""] * (4 - len(args))
    f.write("%s,%s,%s,%s\n" % (fn, ",".join(a), num(val), rtol))
    f.flush()


def chi_log(q, df, upper):
    """Tail on the scale at hand; the smaller tail is computed directly and the other from it."""
    a, x = mpf(df) / 2, mpf(q) / 2
    old = mp.dps
    mp.dps = 60
    v = gq(a, x) if upper else gp(a, x)
    mp.dps = old
    return +v


def gp(a, x):
    if x >= a + 10 * mp.sqrt(a) + 10:
        return 1 - gq(a, x)
    s = term = mpf(1) / a                 # series x^a e^-x / Gamma(a) * sum x^n / (a (a+1) ... (a+n))
    n = a
    while term > s * mpf(10) ** -(mp.dps + 2):
        n += 1
        term *= x / n
        s += term
    return s * mp.exp(a * mp.log(x) - x - mp.loggamma(a))


def gq(a, x):
    if x < a + 10 * mp.sqrt(a) + 10:
        mp.dps += 25
        v = 1 - gp(a, x)
        mp.dps -= 25
        return +v
    tiny = mpf(10) ** -500                # Lentz continued fraction
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    h = d
    for i in range(1, 200000):
        an = -i * (i - a)
        b += 2
        d = an * d + b
        d = 1 / (d if d != 0 else tiny)
        c = b + an / c
        e = d * c
        h *= e
        if abs(e - 1) < mpf(10) ** -(mp.dps + 2):
            break
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a)) * h


def wilson_hilferty(p, df):
    z = float(norm_isf(p))
    return df * (1 - 2 / (9 * df) + z * (2 / (9 * df)) ** 0.5) ** 3


def chisq_q(p, df, upper):
    p = mpf(p)
    lp = mp.log(p)
    g = lambda x: mp.log(chi_log(x, df, upper)) - lp
    # Newton on log q with the analytic density, from a bracketed start
    lo, hi = mpf(df), mpf(df)
    up = lambda x: (g(x) > 0) == upper     # root lies above x
    while up(hi):
        hi = hi * 2 if df < 1000 else hi + 8 * mp.sqrt(2 * mpf(df))
    while not up(lo):
        lo = lo / 8 if df < 1000 else lo - 8 * mp.sqrt(2 * mpf(df))
    while (hi - lo) > mpf("1e-3") * hi * (1 if df < 1000 else mpf("0.01")):
        mid = mp.sqrt(lo * hi)
        lo, hi = (mid, hi) if up(mid) else (lo, mid)
    x = mp.sqrt(lo * hi)
    a = mpf(df) / 2
    for _ in range(12):
        t = chi_log(x, df, upper)
        dens = mp.exp((a - 1) * mp.log(x / 2) - x / 2 - mp.loggamma(a)) / 2
        dx = (mp.log(t) - lp) * t / (dens if upper else -dens)
        x += dx
        if abs(dx) < mpf("1e-35") * x:
            break
    return x


for z in (0, 1e-10, 0.1, 0.5, 1, 1.5, 1.959963984540054, 2.5758293035489004, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 35, 37):
    row("norm_upper", [z], norm_sf(mpf(z)), "1e-12")
    row("norm_lower", [-z], norm_sf(mpf(z)), "1e-12")
    if z and z < 9:
        row("norm_lower", [z], 1 - norm_sf(mpf(z)), "1e-14")
for p in (1e-300, 1e-200, 1e-100, 1e-50, 1e-30, 1e-20, 1e-16, 1e-12, 1e-8, 1e-5, 1e-4, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 0.49999, 0.975, 0.995, 0.999999, 1 - 1e-12):
    if p < 0.5:
        v = -norm_isf(mpf(p))
    else:
        v = norm_isf(1 - mpf(p))
    f.write("norm_quantile,%.17g,,,,%s,1e-12\n" % (p, num(v)))
DFT = (1, 2, 2.5, 3, 5, 10, 30, 100, 1e4, 1e8)
for df in DFT:
    for t in (0.0, 1e-6, 0.3, 1.0, 2.0, 4.0, 10.0, 35.0, 1e3, 1e8, 1e20):
        v = t_sf(mpf(t), df)
        row("t_upper", [t, df], v, "1e-10")
        if t in (0.3, 2.0):
            row("t_lower", [t, df], 1 - v, "1e-13")
        if t == 4.0:
            row("t_lower", [-t, df], v, "1e-10")
    for p in (1e-300, 1e-100, 1e-30, 1e-12, 1e-6, 0.001, 0.005, 0.025, 0.05, 0.25, 0.4):
        if df >= 1e4 and p < 1e-100:
            continue
        x = t_isf(mpf(p), df)
        assert abs(mp.log(t_sf(x, df) / mpf(p))) < mpf("1e-30")
        row("t_quantile_upper", [p, df], x, "1e-10")
    print("t", df, flush=True)
for df in (1, 2, 3, 5, 10, 12, 30, 99, 999, 1e4, 1e6):
    sd = (2 * df) ** 0.5
    qs = [df * 1e-6, df * 0.01, df * 0.5, max(df - 5 * sd, 0.001 * df), float(df), df + 2 * sd, df + 6 * sd, df + 20 * sd, df + 36 * sd + 600]
    for q in qs:
        t = "1e-10" if df < 1e4 else "1e-9"
        lo, up = chi_log(q, df, False), chi_log(q, df, True)
        if lo > mpf("1e-306"):
            row("chisq_lower", [q, df], lo, t)
        if up > mpf("1e-306"):
            row("chisq_upper", [q, df], up, t)
    for p in (1e-300, 1e-100, 1e-30, 1e-12, 1e-6, 0.005, 0.025, 0.05, 0.5, 0.975, 0.995, 1 - 1e-12):
        row("chisq_quantile_upper", [p, df], chisq_q(p, df, True), "1e-10")
        if p > 1e-13:
            row("chisq_quantile_lower", [p, df], chisq_q(p, df, False), "1e-8" if p > 0.999 else "1e-10")
    print("chisq", df, flush=True)
for d1, d2 in ((1, 1), (1, 5), (2, 10), (3, 8), (4, 995), (5, 30), (10, 3), (1, 1000), (30, 100), (2.5, 7.5)):
    for x in (0.01, 0.5, 1.0, 2.5, 4.0, 10.0, 50.0, 1000.0):
        u = mpf(d2) / (d2 + d1 * mpf(x))
        v = mp.betainc(mpf(d2) / 2, mpf(d1) / 2, 0, u, regularized=True)
        row("F_upper", [x, d1, d2], v, "1e-10")
        if x in (0.01, 2.5):
            row("F_lower", [x, d1, d2], mp.betainc(mpf(d1) / 2, mpf(d2) / 2, 0, 1 - u, regularized=True), "1e-10")
for m in (2, 3, 4, 5, 7, 10, 20, 50, 100, 1000, 10 ** 4, 10 ** 5, 10 ** 6, 10 ** 8, 10 ** 9):
    row("lgamma_diff", [m / 2, (m - 1) / 2], mp.loggamma(mpf(m) / 2) - mp.loggamma((mpf(m) - 1) / 2), "1e-12") if m != 3 else None
for a, b in ((10.0, 9.999999), (1e6, 1e6 + 0.25), (0.25, 1e-10), (171.5, 170.5)):
    row_v = mp.loggamma(mpf(a)) - mp.loggamma(mpf(b))
    f.write("lgamma_diff,%.17g,%.17g,,,%s,%s\n" % (a, b, num(row_v), "1e-9" if a == 10 else "1e-10"))
# Whole degrees of freedom up to 100 are finite sums: both parities, both sides of the largest, of where the tail of t
# goes over to a series (0.002), of where that is too long (c = 0.6) and of where chi-square's exp(-x/2) is too small.
for df in (1, 2, 3, 4, 7, 8, 9, 20, 21, 50, 99, 100, 101):
    edge = float(t_isf(mpf("0.001"), df))
    for t in (1e-5, 0.5, 0.999 * edge, 1.001 * edge, 0.999 * (df / 1.5) ** 0.5, 1.001 * (df / 1.5) ** 0.5, 9.0, 40.0, 1e5):
        v = t_sf(mpf(t), df)
        row("t_upper", [t, df], v, "1e-12")
        row("t_lower", [t, df], 1 - v, "1e-13")
    for q in (1e-6, 0.7 * df, 1.3 * df, 3.0 * df + 10, 1399.0, 1401.0):
        row("chisq_upper", [q, df], chi_log(q, df, True), "1e-12")
f.close()
