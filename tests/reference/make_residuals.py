"""Writes residuals.csv: residuals, hat values and BLUPs at 50 digits.   Usage: python3 make_residuals.py"""
import os
from refcore import *
from make_mods import design

WHAT = ("fitted", "raw", "hat", "se", "standard", "pearson", "deleted", "deleted_se", "studentised",
        "blup", "blup_se", "blup_lower", "blup_upper", "effect", "effect_se", "effect_lower", "effect_upper")
# data set or design of make_mods.py, methods, tests: edges that double precision finds hard, and every method once
ONE = (("dominating", ("DL", "REML", "EE"), ("z", "knha")), ("large_offset", ("DL", "SJ", "PM"), ("z", "knha")), ("k3", ("REML", "ML"), ("adhoc", "t")),
       ("tiny_scale", ("DL", "HE"), ("z",)), ("huge_scale", ("HS", "HSk"), ("knha",)), ("tau2_1e-10", ("DL",), ("z",)), ("tau2_zero", ("DL", "EB"), ("knha",)),
       ("bcg", ("REML", "PMM"), ("knha",)))
DESIGNS = (("bcg_noint", ("DL", "REML"), ("z", "knha")), ("bcg_ablat_year", ("SJ", "DL"), ("z", "knha")), ("bcg_alloc_ablat", ("PM", "HE"), ("adhoc",)),
           ("molloy_quality_age", ("ML",), ("t",)))


def at(x, f):
    """x'Sx of a fit."""
    return mp.fsum(x[a] * f.S[a, b] * x[b] for a in range(f.p) for b in range(f.p))


def scale(test, f):
    s = f.RSS / (f.k - f.p)
    return s if test == "knha" else max(s, mpf(1)) if test == "adhoc" else mpf(1)


def without(method, test, y, v, X, i):
    """y - x'b(-i), its standard error, their ratio; None where the rest tells no tau2 or no b."""
    u, w, Z = (a[:i] + a[i + 1:] for a in (y, v, X))
    if len(u) <= len(Z[0]) or mp.det(mp.matrix([[mp.fsum(z[a] * z[b] for z in Z) for b in range(len(Z[0]))] for a in range(len(Z[0]))])) == 0:
        return None, None, None
    t = tau2_of(method, u, w, Z)[0]
    f = Fit(u, w, Z, t, order=1)
    s = scale(test, f)
    d = y[i] - mp.fsum(a * b for a, b in zip(X[i], f.b))
    se = mp.sqrt(s * (v[i] + t) + s * at(X[i], f))
    return d, se, d / se


def study(method, test, level, y, v, X, i, t, f):
    s, x = scale(test, f), X[i]
    crit = crit_value(test, level, None if test == "z" else f.k - f.p)
    m, e, c = v[i] + t, f.r[i], at(x, f)
    h = c / m
    se = mp.sqrt(m * (1 - h))
    l = t / m
    b = l * y[i] + (1 - l) * (y[i] - e)
    bse, use = mp.sqrt(l * v[i] + (1 - l) ** 2 * s * c), mp.sqrt(l * v[i] + l * l * s * c)
    return ((y[i] - e, e, h, se, e / se, e / mp.sqrt(m)) + without(method, test, y, v, X, i)
            + (b, bse, b - crit * bse, b + crit * bse, l * e, use, l * e - crit * use, l * e + crit * use))


def rows(out, name, dataset, y, v, X, methods, tests):
    for me in methods:
        t = tau2_of(me, y, v, X)[0]
        f = Fit(y, v, X, t, order=1)
        for te in tests:
            level = 90 if te == "adhoc" else 95
            for i in range(len(y)):
                r = study(me, te, level, y, v, X, i, t, f)
                out.write(",".join([name, dataset, me, te, str(level), str(i + 1)] + [num(x) for x in r] + ["high-precision", "make_residuals.py"]) + "\n")


out = open(os.path.join(HERE, "residuals.csv"), "w")
out.write("design,dataset,method,test,level,study," + ",".join(WHAT) + ",kind,source\n")
for name, methods, tests in ONE:
    y, v, _ = read_data(name)
    rows(out, name, name, y, v, [[mpf(1)] for _ in y], methods, tests)
for name, methods, tests in DESIGNS:
    ds, y, v, X, _ = design(name)
    rows(out, name, ds, y, v, X, methods, tests)
out.close()
