"""Writes effects2_means.csv, effects2_changes.csv and effects2_one_mean.csv: measures of means, of changes and of one mean by
mpmath, straight from the formulas; --check compares with effects2_means_metafor.csv (make_effects2_means_metafor.R).

Usage: python3 make_effects2_means.py [--check]
The rows of a `table` that share measure, vtype and correct are one call (AV, AVHO and the HO of MN average over them).
Definitions as in metafor 5.1's escalc, with papers in SRC; beyond it COHEN and GLASS, WT and LS3 of SMD.
rtol: 1e-12, or 4e-16 times the condition number of the formula where that is more.
"""
import csv, os, sys
from refcore import *

H = mpf(1) / 2


class NotComputable(Exception):
    pass


def J(m, correct=True):
    """Hedges 1981; NA for m <= 1."""
    if not correct:
        return mpf(1)
    if m <= 1:
        raise NotComputable
    return mp.exp(mp.loggamma(m / 2) - mp.log(m / 2) / 2 - mp.loggamma((m - 1) / 2))


def K(m, j):
    return 1 - (m - 2) / (m * j ** 2)


def log(x):
    if x <= 0:
        raise NotComputable
    return mp.log(x)


def phi(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def Phi(z):
    if abs(z) > 10 ** 4:
        return mpf(1) if z > 0 else mpf(0)
    return mp.erfc(-z / mp.sqrt(2)) / 2


def quantile(p):
    """z with Phi(z) = p."""
    return -norm_isf(p) if p < H else norm_isf(1 - p)


def t_of_p(p, df):
    if abs(p) == 1:
        return mpf(0)
    return mp.sign(p) * t_isf(abs(p) / 2, df)


# ---------------------------------------------------------------- two groups
def cohen(x):
    """d by the pooled SD, from whatever is there."""
    n1, n2 = x["n1i"], x["n2i"]
    m = n1 + n2 - 2
    if m <= 0:
        raise NotComputable
    u = 1 / n1 + 1 / n2
    if x.get("m1i") is not None:
        return (x["m1i"] - x["m2i"]) / mp.sqrt(((n1 - 1) * x["sd1i"] ** 2 + (n2 - 1) * x["sd2i"] ** 2) / m)
    if x.get("di") is not None:
        return x["di"]
    if x.get("ti") is not None:
        return x["ti"] * mp.sqrt(u)
    if x.get("pi") is not None:
        return t_of_p(x["pi"], m) * mp.sqrt(u)
    return mp.sqrt(m * u) * x["ri"] / mp.sqrt(1 - x["ri"] ** 2)


def standardized(vt, correct, d, m, base, per, av=None):
    j = J(m, correct)
    y = j * d
    if vt == "LS":
        v = base + y ** 2 / (2 * per)
    elif vt == "LS2":
        v = j ** 2 * (base + d ** 2 / (2 * per))
    elif vt == "LS3":
        v = base + y ** 2 / (2 * (per - mpf("3.94")))
        if per <= mpf("3.94"):
            raise NotComputable
    elif vt == "UB":
        v = base + K(m, j) * y ** 2
    elif vt == "AV":
        v = base + (av or mpf(0)) ** 2 / (2 * per)
    elif vt == "H0":
        if m <= 2:
            raise NotComputable
        v = j ** 2 * base * m / (m - 2)
    elif vt == "WT":
        v = base + K(m, J(m)) * (J(m) * d) ** 2
    return y, v


def pooled2(x):
    n1, n2 = x["n1i"], x["n2i"]
    return ((n1 - 1) * x["sd1i"] ** 2 + (n2 - 1) * x["sd2i"] ** 2) / (n1 + n2 - 2)


def two_groups(me, vt, correct, x, av):
    n1, n2, m1, m2, s1, s2 = (x.get(c) for c in ("n1i", "n2i", "m1i", "m2i", "sd1i", "sd2i"))
    n, u = n1 + n2, 1 / n1 + 1 / n2
    if me == "MD":
        return m1 - m2, (pooled2(x) * u if vt == "HO" else s1 ** 2 / n1 + s2 ** 2 / n2)
    if me in ("SMD", "COHEN"):
        return standardized(vt, correct and me == "SMD", cohen(x), n - 2, u, n, av.get("y"))
    if me in ("SMD1", "SMD1H", "GLASS") and n2 <= 1:   # one participant has no SD; metafor takes what is given
        raise NotComputable
    if me == "SMD1":
        return standardized(vt, correct, (m1 - m2) / s2, n2 - 1, u, n2, av.get("y"))
    if me == "GLASS":
        d = (m1 - m2) / s2
        return d, u + d ** 2 / (2 * (n2 - 1))
    if me == "SMD1H":
        y = J(n2 - 1, correct) * (m1 - m2) / s2
        return y, (s1 ** 2 / s2 ** 2) / (n1 - 1) + 1 / (n2 - 1) + y ** 2 / (2 * (n2 - 1))
    if me == "SMDH":
        if n1 <= 1 or n2 <= 1:
            raise NotComputable
        s = mp.sqrt((s1 ** 2 + s2 ** 2) / 2)
        y = J(n - 2, correct) * (m1 - m2) / s
        e, f = {"LS": (1, 1), "LS2": (0, 0), "LS3": (0, 1)}[vt]
        return y, (s1 ** 2 / (n1 - e) + s2 ** 2 / (n2 - e)) / s ** 2 + y ** 2 / (8 * s ** 4) * (s1 ** 4 / (n1 - f) + s2 ** 4 / (n2 - f))
    if me == "ROM":
        y = log(m1 / m2)
        if correct:
            y += H * (s1 ** 2 / (n1 * m1 ** 2) - s2 ** 2 / (n2 * m2 ** 2))
        if vt == "HO":
            return y, pooled2(x) / (n1 * m1 ** 2) + pooled2(x) / (n2 * m2 ** 2)
        if vt == "AV":
            return y, av["c1"] ** 2 / n1 + av["c2"] ** 2 / n2
        if vt == "AVHO":
            return y, av["c"] ** 2 * u
        v = s1 ** 2 / (n1 * m1 ** 2) + s2 ** 2 / (n2 * m2 ** 2)
        if vt == "LS2":
            v += s1 ** 4 / (2 * n1 ** 2 * m1 ** 4) + s2 ** 4 / (2 * n2 ** 2 * m2 ** 4)
        return y, v
    if me == "VR":
        y = log(s1 / s2)
        if correct:
            y += 1 / (2 * (n1 - 1)) - 1 / (2 * (n2 - 1))
        if vt == "LS2":
            return y, H * (n1 / (n1 - 1) ** 2 + n2 / (n2 - 1) ** 2)
        return y, 1 / (2 * (n1 - 1)) + 1 / (2 * (n2 - 1))
    if me == "CVR":
        y = log(s1 / m1) - log(s2 / m2)
        if correct:
            y += 1 / (2 * (n1 - 1)) - 1 / (2 * (n2 - 1)) + H * (s2 ** 2 / (n2 * m2 ** 2) - s1 ** 2 / (n1 * m1 ** 2))
        v = s1 ** 2 / (n1 * m1 ** 2) + s2 ** 2 / (n2 * m2 ** 2)
        if vt == "LS2":
            return y, v + s1 ** 4 / (2 * n1 ** 2 * m1 ** 4) + s2 ** 4 / (2 * n2 ** 2 * m2 ** 4) + H * (n1 / (n1 - 1) ** 2 + n2 / (n2 - 1) ** 2)
        return y, v + 1 / (2 * (n1 - 1)) + 1 / (2 * (n2 - 1))
    if me in ("RPB", "ZPB", "RBIS", "ZBIS"):
        return to_r(me, vt, cohen(x), n1, n2)
    if me in ("D2OR", "D2ORN"):
        f = mp.pi / mp.sqrt(3) if me == "D2OR" else mpf("1.65")
        d = cohen(x)
        return f * d, f ** 2 * (u + d ** 2 / (2 * n))
    if me == "CLES":
        return area(vt, x["ai"], x.get("mi") or mpf(0), n1, n2)
    if me == "CLESN":
        return area_normal(vt, x, n1, n2)


def to_r(me, vt, d, n1, n2):
    n, m = n1 + n2, n1 + n2 - 2
    h = m / n1 + m / n2
    r = d / mp.sqrt(d ** 2 + h)
    if me in ("RPB", "ZPB"):
        if vt == "CS":
            v = (1 - r ** 2) ** 2 * (n * r ** 2 / (4 * n1 * n2) + (2 - 3 * r ** 2) / (2 * n))
        else:
            v = h ** 2 / (h + d ** 2) ** 3 * (1 / n1 + 1 / n2 + d ** 2 / (2 * n))
    else:
        p1, p2 = n1 / n, n2 / n
        z = quantile(p2)
        f = phi(z)
        r = mp.sqrt(p1 * p2) / f * r
        c = max(mpf(-1), min(mpf(1), r))
        v = 1 / (n - 1) * (p1 * p2 / f ** 2 - (mpf(3) / 2 + (1 - p1 * z / f) * (1 + p2 * z / f)) * c ** 2 + c ** 4)
    if me in ("ZPB", "ZBIS"):
        if abs(r) >= 1:
            raise NotComputable
        return mp.atanh(r), v / (1 - r ** 2) ** 2
    return r, v


def area(vt, a, ties, n1, n2):
    q0, q1, q2, avg = a * (1 - a), a / (2 - a), 2 * a ** 2 / (1 + a), (n1 + n2) / 2
    if vt == "H0":
        return a, (n1 + n2 + 1) / (12 * n1 * n2)
    if vt == "MAX":
        return a, q0 / (min(n1, n2) - 1)
    if vt == "LS2":
        return a, (q0 - ties / 4 + (n1 - 1) * (q1 - a ** 2) + (n2 - 1) * (q2 - a ** 2)) / ((n1 - 1) * (n2 - 1))
    return a, q0 / ((n1 - 1) * (n2 - 1)) * (2 * avg - 1 - (3 * avg - 3) / ((2 - a) * (1 + a)))


def area_normal(vt, x, n1, n2):
    s1, s2 = x.get("sd1i"), x.get("sd2i")
    known = s1 is not None
    hetero = known and vt != "HO"
    if hetero and (n1 <= 1 or n2 <= 1):
        raise NotComputable
    if x.get("ai") in (0, 1):
        if not (hetero and vt == "H0"):
            raise NotComputable
        d = None
    elif x.get("ai") is not None:
        d = mp.sqrt(2) * quantile(x["ai"])
    elif hetero:
        d = (x["m1i"] - x["m2i"]) / mp.sqrt((s1 ** 2 + s2 ** 2) / 2)
    else:
        d = cohen(x)
    y = x["ai"] if x.get("ai") is not None else Phi(d / mp.sqrt(2))
    if not hetero:
        return y, mp.exp(-d ** 2 / 2) / (4 * mp.pi) * (1 / n1 + 1 / n2 + d ** 2 / (2 * (n1 + n2)))
    w = s1 ** 2 / (s1 ** 2 + s2 ** 2)
    if vt == "H0":
        return y, 1 / (8 * mp.pi) * (4 * w / (n1 - 1) + 4 * (1 - w) / (n2 - 1))
    e, f = {"LS": (1, 1), "LS2": (0, 0), "LS3": (0, 1)}[vt]
    return y, mp.exp(-d ** 2 / 2) / (8 * mp.pi) * (d ** 2 * w ** 2 / (n1 - f) + d ** 2 * (1 - w) ** 2 / (n2 - f) + 4 * w / (n1 - e) + 4 * (1 - w) / (n2 - e))


# ---------------------------------------------------------------- changes
def change(me, vt, correct, x, av):
    m1, m2, s1, s2, r, n = (x.get(c) for c in ("m1i", "m2i", "sd1i", "sd2i", "ri", "ni"))
    m = n - 1
    if s1 is not None and s2 is not None:
        c = s1 ** 2 + s2 ** 2 - 2 * r * s1 * s2
        s = mp.sqrt((s1 ** 2 + s2 ** 2) / 2)
        four = s1 ** 4 + s2 ** 4 + 2 * r ** 2 * s1 ** 2 * s2 ** 2
    if me == "MC":
        return m1 - m2, c / n
    if me == "SMCC":
        if m1 is not None:
            d = (m1 - m2) / mp.sqrt(c)
        elif x.get("di") is not None:
            d = x["di"]
        elif x.get("ti") is not None:
            d = x["ti"] * mp.sqrt(1 / n)
        else:
            d = t_of_p(x["pi"], m) * mp.sqrt(1 / n)
        return standardized(vt, correct, d, m, 1 / n, n)
    if me == "SMCR":
        base = 2 * (1 - r) / n
        if vt in ("UB", "H0"):
            if n <= 4:
                raise NotComputable
            base = 2 * (1 - r * mp.hyp2f1(H, H, (n - 2) / 2, 1 - r ** 2)) / n
        return standardized(vt, correct, (m1 - m2) / s1, m, base, n)
    if me == "SMCRH":
        y, e = J(m, correct) * (m1 - m2) / s1, (n if vt == "LS2" else n - 1)
        return y, c / (s1 ** 2 * e) + y ** 2 / (2 * e)
    if me in ("SMCRP", "SMCRPH"):
        y, e = J(2 * (n - 1) / (1 + r ** 2), correct) * (m1 - m2) / s, (n if vt == "LS2" else n - 1)
        if me == "SMCRP":
            return y, 2 * (1 - r) / n + y ** 2 * (1 + r ** 2) / (4 * n)
        return y, c / (s ** 2 * e) + y ** 2 * four / (8 * s ** 4 * e)
    if me == "CLESCN":
        d = (m1 - m2) / s
        return Phi(d / mp.sqrt(2)), mp.exp(-d ** 2 / 2) / (4 * mp.pi) * (c / (s ** 2 * (n - 1)) + d ** 2 * four / (8 * s ** 4 * (n - 1)))
    if me in ("ROMC", "CVRC"):
        k1, k2 = s1 / m1, s2 / m2
        v = (k1 ** 2 + k2 ** 2 - 2 * r * k1 * k2) / n
        if vt == "LS2":
            v += (k1 ** 4 + k2 ** 4 - 2 * r ** 2 * k1 ** 2 * k2 ** 2) / (2 * n ** 2)
        if me == "ROMC":
            return log(m1 / m2) + (H * (k1 ** 2 - k2 ** 2) / n if correct else 0), v
        return log(k1) - log(k2) + (H * (k2 ** 2 - k1 ** 2) / n if correct else 0), v + var_vrc(vt, r, n)
    if me == "VRC":
        return log(s1 / s2), var_vrc(vt, r, n)


def var_vrc(vt, r, n):
    return (1 - r ** 2) / (n - 1) + ((1 - r ** 4) / (n - 1) ** 2 if vt == "LS2" else 0)


# ---------------------------------------------------------------- one mean
def one_mean(me, vt, correct, x, av):
    m, s, n = x.get("mi"), x["sdi"], x["ni"]
    if me == "MN":
        return m, (av["s2"] if vt == "HO" else s ** 2) / n
    if me == "SMN":
        if n <= 1:
            raise NotComputable
        y = J(n - 1, correct) * m / s
        return y, 1 / n + y ** 2 / (2 * n)
    if me == "MNLN":
        return log(m), s ** 2 / (n * m ** 2)
    bias = 1 / (2 * (n - 1)) if correct else 0
    if me == "SDLN":
        return log(s) + bias, 1 / (2 * (n - 1))
    if me == "CVLN":
        return log(s / m) + bias, 1 / (2 * (n - 1)) + s ** 2 / (n * m ** 2)


# ---------------------------------------------------------------- averages over the rows of a call
def wmean(pairs):
    w = mp.fsum(b for _, b in pairs)
    return mp.fsum(a * b for a, b in pairs) / w if w else mpf(0)


def averages(fn, me, vt, correct, rows):
    if me in ("SMD", "SMD1") and vt == "AV":
        got = [(guarded(fn, me, "LS", correct, x, {})[0], x["n1i"] + x["n2i"]) for x in rows]
        return {"y": wmean([(y, n) for y, n in got if y is not None])}
    if me == "ROM" and vt in ("AV", "AVHO"):
        ok = [x for x in rows if x["m1i"] * x["m2i"] > 0]
        one = [(abs(x["sd1i"] / x["m1i"]), x["n1i"]) for x in ok]
        two = [(abs(x["sd2i"] / x["m2i"]), x["n2i"]) for x in ok]
        return {"c1": wmean(one), "c2": wmean(two), "c": wmean(one + two)}
    if me == "MN" and vt == "HO":
        s2 = wmean([(x["sdi"] ** 2, x["ni"] - 1) for x in rows])
        return {"s2": s2 if s2 < mpf("1.79e308") else mp.inf}
    return {}


def guarded(fn, me, vt, correct, x, av):
    """NA as escalc: an infinite or undefined estimate or variance makes both NA; so does a variance of zero (copse). Numbers
    beyond the range of doubles are NA, too."""
    try:
        y, v = fn(me, vt, correct, x, av)
    except (ZeroDivisionError, ValueError, NotComputable):
        return None, None
    for z in (y, v):
        if isinstance(z, mp.mpc) or mp.isinf(z) or mp.isnan(z) or abs(z) > mpf("1.79e308"):
            return None, None
    return (y, v) if v > mpf("5e-324") else (y, None)


LOGS = ("ROM", "VR", "CVR", "ROMC", "CVRC", "SDLN", "CVLN")


def nudged(me, x, c, eps):
    """x with one number changed by eps of it: the difference of the means instead of a mean, and not more than eps of the
    distance of a correlation or an area to its bound, since both are exact in doubles."""
    z, value = dict(x), x[c]
    step = value * eps
    if c == "m2i":
        return x
    if c == "m1i":
        step = (value - x["m2i"]) * eps
    if c in ("ri", "ai") and abs(value) > H:
        step = (1 - abs(value)) * eps
    z[c] = value + step
    return z


def condition(fn, me, vt, correct, x, av, y, v):
    """sum of |x_i d log f/d x_i| of yi and of vi; a log and its bias correction may cancel."""
    eps, out = mpf(10) ** -25, []
    for which, f in ((0, y), (1, v)):
        if which == 0 and me in LOGS:
            plain = fn(me, vt, False, x, av)[0]
            out.append((abs(plain) + abs(y - plain)) / abs(y) if y else mpf(0))
            continue
        total = mpf(0)
        for c, value in x.items():
            if value is None or value == 0 or x.get("pi") is not None:   # the quantile is of condition about 1
                continue
            if me in LOGS and c in ("m1i", "m2i"):
                continue
            g = guarded(fn, me, vt, correct, nudged(me, x, c, eps), av)[which]
            if g is not None and f:
                total += abs(g / f - 1) / eps
        out.append(total)
    return max(out)


# ---------------------------------------------------------------- data
M6 = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
NORMAND = [(55, 47, 155, 75, 64, 156), (27, 7, 31, 29, 4, 32), (64, 17, 75, 119, 29, 71), (66, 20, 18, 137, 48, 18), (14, 8, 8, 18, 11, 13), (19, 7, 57, 18, 4, 52),
           (52, 45, 34, 41, 34, 33), (21, 16, 110, 31, 27, 183), (30, 27, 60, 23, 20, 52)]   # metadat dat.normand1999
GIBSON = [(2.2, 12.73, 50, 5.2, 12.5, 54), (17.6, 24.2, 140, 34.1, 38.8, 136), (0.38, 0.56, 23, 0.23, 0.29, 19), (2.09, 5.93, 97, 2.66, 4.95, 94), (4.92, 6.05, 35, 20, 26.34, 35),
          (0.85, 4.75, 45, 2.31, 9.16, 55), (2.8, 9, 56, 4.8, 7.2, 59), (24.1, 11.8, 20, 31.8, 17.9, 20), (1.4, 3.3, 128, 2.3, 7.6, 143), (6.23, 12.2, 119, 5.71, 8.57, 100),
          (2.1, 8, 32, 5.1, 14, 33), (0.73, 1.48, 86, 0.47, 1.2, 100), (8, 32, 25, 26, 70, 24)]   # metadat dat.gibson2002, the studies with means
SMALL = [(5, 1.5, 2, 4, 1.25, 2), (5, 1.5, 2, 4, 1.25, 3), (7.5, 2, 3, 6, 1, 2), (3, 1, 1, 2, 0.5, 3), (3, 1, 3, 2, 0.5, 1), (3, 1, 2, 2, 0.5, 1), (3, 1, 1, 2, 0.5, 1), (6, 2, 4, 5.5, 1.5, 4)]
WIDE = [(1000, 1, 40, 1, 1, 40), (50, 2, 4, 10, 3, 4), (1e-6, 2e-7, 25, 4e-7, 1e-7, 30), (1.5e9, 3e8, 60, 1.2e9, 5e8, 45), (20, 10, 12, 15, 0.1, 200), (8, 0.05, 500, 7.9, 6, 9),
        (100.001, 15, 80, 100, 15, 80), (12, 3, 15, 12, 3, 15), (10, 2, 25, 10, 3, 25), (9.5, 3, 1, 8, 2, 40), (30, 10, 300, 20, 4, 3)]
SIGNS = [(10, 0, 15, 12, 3, 15), (10, 2, 15, 12, 0, 15), (10, 0, 15, 12, 0, 15), (-4, 1, 20, -6, 2, 22), (4, 1, 20, -6, 2, 22), (0, 1, 20, 6, 2, 22), (6, 1, 20, 0, 2, 22), (8, 2, 30, 7, 2.5, 28)]
RANGE = [(1e300, 2e299, 30, 9e299, 3e299, 25), (1e-300, 2e-301, 30, 9e-301, 3e-301, 25), (1, 1e300, 30, 2, 1e300, 25), (1e150, 1e149, 20, 1.1e150, 2e149, 20), (1, 1e-300, 30, 1, 2e-300, 25),
         (3e-310, 1e-310, 30, 2e-310, 1e-310, 25), (5, 2, 40, 4, 2.5, 45), (1e308, 1e307, 20, 1.2e308, 1e307, 20)]
BIG = [(10.1, 3, n - n // 2, 10, 3.1, n // 2) for n in (30, 40, 41, 42, 43, 1002, 100002, 2000000000)]
TABLES = [("normand", NORMAND), ("gibson", GIBSON), ("small", SMALL), ("wide", WIDE), ("signs", SIGNS), ("range", RANGE), ("big", BIG)]
SHORT = [("normand", NORMAND), ("small", SMALL), ("wide", WIDE)]

SIZES = [(20, 20), (31, 32), (8, 13), (57, 52), (2, 2), (2, 1), (300, 3), (1000, 1200), (15, 60), (3, 4)]
DI = [0.5, -0.31, 1.75, 0, 0.8, 2.5, -4, 0.02, 12.5, 1e-9]
TI = [2.1, -0.75, 4.5, 0, 1.5, 30.25, -8, 0.3, 2.75, 1e-7]
PI_ = [0.018, -0.018, 0.5, 1, -0.2, 0.001, -1e-12, 0.049, 1e-5, 0.9]
RI = [0.2, -0.35, 0.75, 0, 0.5, 0.9, -0.99, 0.01, 1, -0.9999999]
AI = [0.5, 0.7, 0.31, 0.95, 0.999999, 1e-9, 0.62, 0.55, 0, 1]


def rows_of(cols, rows):
    return [dict(zip(cols, (mpf(a) for a in r))) for r in rows]


def with_sizes(name, values):
    return [dict(zip(("n1i", "n2i"), map(mpf, s)), **{name: mpf(v)}) for s, v in zip(SIZES, values)]


ALTERNATIVES = [("di", with_sizes("di", DI)), ("ti", with_sizes("ti", TI)), ("pi", with_sizes("pi", PI_)), ("ri", with_sizes("ri", RI))]
ALTERNATIVES2 = [("di2", [dict(x, n1i=x["n1i"] + 3, n2i=x["n2i"] + 7) for x in ALTERNATIVES[0][1]]), ("ti2", [dict(x, n1i=x["n1i"] + 3, n2i=x["n2i"] + 7) for x in ALTERNATIVES[1][1]]),
                 ("pi2", [dict(x, n1i=x["n1i"] + 3, n2i=x["n2i"] + 7) for x in ALTERNATIVES[2][1]]), ("ri2", [dict(x, n1i=x["n1i"] + 3, n2i=x["n2i"] + 7) for x in ALTERNATIVES[3][1]])]
AREAS = with_sizes("ai", AI)
AREAS2 = [dict(x, n1i=x["n1i"] + 5, n2i=x["n2i"] + 2) for x in AREAS]
TIES = [dict(x, mi=mpf(t)) for x, t in zip(AREAS2, (0.1, 0.25, 0, 0.05, 1e-7, 0, 0.5, 0.75, 0, 0.125))]
AREA_SDS = [dict(x, sd1i=mpf(a), sd2i=mpf(b)) for x, (a, b) in zip(AREAS2, [(1, 2), (3, 3), (0.5, 4.5), (10, 1), (0, 2), (2, 0), (0, 0), (1.5, 2.5), (1, 1), (2, 3)])]
AREA_SDS2 = [dict(x, n1i=x["n1i"] + 40, n2i=x["n2i"] + 13) for x in AREA_SDS]

C6 = ("m1i", "m2i", "sd1i", "sd2i", "ri", "ni")
MORRIS = [(38.5, 30.6, 15.0, 11.6, 0.47, 20), (26.8, 23.5, 3.1, 4.1, 0.64, 50), (0.7, 0.5, 0.1, 0.1, 0.77, 9), (75.9, 53.4, 14.5, 4.4, 0.89, 10), (36.0, 35.6, 4.7, 4.6, 0.44, 14),
          (19.7, 23.1, 13.8, 14.8, 0.47, 20), (25.3, 24.9, 4.1, 3.3, 0.64, 42), (0.6, 0.6, 0.2, 0.2, 0.77, 9), (60.7, 55.7, 17.3, 17.9, 0.89, 11), (33.4, 34.8, 3.1, 6.9, 0.44, 14)]  # Morris 2008, table 1
PAIRED = [(10, 8, 3, 2.5, 0.6, 20), (12, 9, 4, 3.5, -0.5, 30), (9, 8.5, 2, 2.5, 0, 25), (5, 5, 1, 1, 0.25, 40), (100, 80, 20, 25, 0.95, 8), (3.25, 4.5, 1.25, 0.75, 0.1, 12), (7, 2, 2, 1, 0.7, 6),
          (1e-5, 2e-5, 4e-6, 5e-6, 0.3, 33), (2e7, 1.5e7, 4e6, 5e6, 0.9, 100)]
PAIRED_EDGE = [(10, 8, 3, 2.5, 1, 20), (10, 8, 3, 2.5, -1, 20), (10, 8, 2.5, 2.5, 1, 20), (10, 8, 2.5, 2.5, 0.9999999999, 20), (10, 8, 3, 2.5, 0.5, 2), (10, 8, 3, 2.5, 0.5, 3), (10, 8, 3, 2.5, 0.5, 4),
               (10, 8, 3, 2.5, 0.5, 5), (10, 8, 0, 2.5, 0.5, 20), (10, 8, 2.5, 0, 0.5, 20), (10, 8, 0, 0, 0.5, 20), (0, 8, 2, 3, 0.5, 20), (8, 0, 2, 3, 0.5, 20), (-8, 4, 2, 3, 0.5, 20),
               (-8, -4, 2, 3, 0.5, 20), (8, 4, 2, 3, 0.999, 2000000000), (8, 4, 2, 3, -0.3, 100000), (10, 9, 5, 4.5, 0.999999, 15), (8, 8, 2, 2, 1, 9), (10, 8, 3, 2.5, -0.999999, 41), (8, 7, 2, 2, 0.9, 5)]
PAIRED_RANGE = [(1e300, 9e299, 2e299, 3e299, 0.4, 25), (1e-300, 9e-301, 2e-301, 3e-301, 0.4, 25), (1, 2, 1e300, 1e300, 0.4, 25), (1e150, 1.1e150, 1e149, 2e149, -0.2, 20), (1, 1, 1e-300, 2e-300, 0.4, 25)]
CTABLES = [("morris", MORRIS), ("paired", PAIRED), ("edge", PAIRED_EDGE), ("range", PAIRED_RANGE)]
CSHORT = [("morris", MORRIS), ("paired", PAIRED), ("edge", PAIRED_EDGE)]
NI = [20, 31, 8, 57, 2, 3, 4, 300, 1000, 15]
CALT = [(c, [{"ni": mpf(n + k), c[:2]: mpf(v)} for n, v in zip(NI, vals)]) for k in (0, 9) for c, vals in (("di" + "2" * (k > 0), DI), ("ti" + "2" * (k > 0), TI), ("pi" + "2" * (k > 0), PI_))]

MN3 = ("mi", "sdi", "ni")
MTABLES = [("normand1", [r[:3] for r in NORMAND]), ("gibson2", [r[3:] for r in GIBSON]), ("edge", [(3, 1, 1), (3, 1, 2), (3, 1, 3), (0, 1, 20), (-2, 1, 20), (5, 0, 20), (0, 0, 5), (4, 4, 9), (1, 1.0000001, 30), (2, 3, 2000000000)]),
           ("range", [(1e300, 2e299, 30), (1e-300, 2e-301, 30), (1, 1e300, 30), (1, 1e-300, 30), (1e200, 1, 10), (1, 1e200, 10)])]

SRC = {"MD": "Borenstein 2009", "SMD": "Hedges 1981; 1983; White & Thomas 2005", "COHEN": "Cohen 1988; White & Thomas 2005", "GLASS": "Glass 1976; Rosenthal 1994", "SMD1": "Hedges 1981", "SMD1H": "Bonett 2008",
       "SMDH": "Bonett 2008/2009", "ROM": "Hedges 1999; Lajeunesse 2015; Nakagawa 2023", "VR": "Nakagawa 2015; Senior 2020", "CVR": "Nakagawa 2015; Senior 2020", "RPB": "Tate 1954", "ZPB": "Tate 1954", "RBIS": "Soper 1914",
       "ZBIS": "Soper 1914", "D2OR": "Hasselblad & Hedges 1995", "D2ORN": "Cox & Snell 1989", "CLES": "Newcombe 2006; Cho 2019; Bamber 1975", "CLESN": "Goddard & Hinberg 1990", "CLESCN": "Bonett 2008", "MC": "Borenstein 2009",
       "SMCC": "Gibbons 1993; Viechtbauer 2007", "SMCR": "Becker 1988; Viechtbauer 2007", "SMCRH": "Bonett 2008", "SMCRP": "Cousineau 2020", "SMCRPH": "Bonett 2008", "ROMC": "Senior 2020", "VRC": "Senior 2020", "CVRC": "Senior 2020",
       "MN": "Borenstein 2009", "SMN": "Hedges 1981", "MNLN": "Hedges 1999", "SDLN": "Nakagawa 2015", "CVLN": "Nakagawa 2015"}
CORRECTS = {"SMD", "SMDH", "SMD1", "SMD1H", "ROM", "VR", "CVR", "SMCC", "SMCR", "SMCRH", "SMCRP", "SMCRPH", "ROMC", "CVRC", "SMN", "SDLN", "CVLN"}
VT = {"MD": "LS UB HO", "SMD": "LS LS2 LS3 UB AV H0 WT", "COHEN": "LS WT", "SMD1": "LS LS2 UB AV H0", "SMDH": "LS LS2 LS3", "ROM": "LS LS2 HO AV AVHO", "VR": "LS LS2", "CVR": "LS LS2", "RPB": "ST LS CS", "ZPB": "ST LS CS",
      "CLES": "LS LS2 H0 MAX", "CLESN": "LS LS2 LS3 HO H0", "SMCC": "LS LS2 UB H0", "SMCR": "LS LS2 UB H0", "SMCRH": "LS LS2", "SMCRPH": "LS LS2", "ROMC": "LS LS2", "VRC": "LS LS2", "CVRC": "LS LS2", "MN": "LS HO"}
USES = {"VR": ("sd1i", "n1i", "sd2i", "n2i"), "SMD1": ("m1i", "n1i", "m2i", "sd2i", "n2i"), "GLASS": ("m1i", "n1i", "m2i", "sd2i", "n2i"), "SMCR": ("m1i", "m2i", "sd1i", "ri", "ni"), "VRC": ("sd1i", "sd2i", "ri", "ni"), "SDLN": ("sdi", "ni")}


def plain(me, cols, tables):
    keep = USES.get(me, cols)
    return [(name, [{c: x[c] for c in cols if c in keep} for x in rows_of(cols, rows)]) for name, rows in tables]


def tables_of(me, correct, fam):
    if fam == "changes":
        out = plain(me, C6, CTABLES if correct else CSHORT)
        return out + (CALT if me == "SMCC" else [])
    if fam == "one_mean":
        return plain(me, MN3, MTABLES)
    if me == "CLES":
        return [("area", AREAS), ("area2", AREAS2), ("ties", TIES)]
    out = plain(me, M6, TABLES if correct else SHORT)
    if me in ("SMD", "COHEN", "RPB", "ZPB", "RBIS", "ZBIS", "D2OR", "D2ORN"):
        return out + ALTERNATIVES + ALTERNATIVES2
    if me == "CLESN":
        return out + ALTERNATIVES[:3] + ALTERNATIVES2[:3] + [("area", AREAS), ("area2", AREAS2), ("area_sds", AREA_SDS), ("area_sds2", AREA_SDS2)]
    return out


FILES = [("means", M6 + ("di", "ti", "pi", "ri", "ai", "mi"), two_groups, "MD SMD SMDH SMD1 SMD1H COHEN GLASS ROM VR CVR RPB ZPB RBIS ZBIS D2OR D2ORN CLES CLESN"),
         ("changes", C6 + ("di", "ti", "pi"), change, "MC SMCC SMCR SMCRH SMCRP SMCRPH CLESCN ROMC VRC CVRC"), ("one_mean", MN3, one_mean, "MN SMN MNLN SDLN CVLN")]


def show(x):
    if x is None:
        return "NA"
    f = float(x)
    return "%d" % f if f == int(f) and abs(f) < 1e16 else "%.17g" % f


def write():
    for fam, cols, fn, measures in FILES:
        with open(os.path.join(HERE, "effects2_%s.csv" % fam), "w") as out:
            out.write("measure,vtype,correct,table,add,to,drop00,%s,yi,vi,source,rtol\n" % ",".join(cols))
            for me in measures.split():
                for vt in VT.get(me, "LS").split():
                    for correct in (True, False) if me in CORRECTS else (True,):
                        for name, rows in tables_of(me, correct, fam):
                            rows = [{c: mpf(float(v)) for c, v in x.items()} for x in rows]   # the doubles are exact
                            av = averages(fn, me, vt, correct, rows)
                            for x in rows:
                                y, v = guarded(fn, me, vt, correct, x, av)
                                r = 1e-12
                                if y is not None and v is not None:
                                    r = max(r, float(condition(fn, me, vt, correct, x, av, y, v)) * 4e-16)
                                out.write("%s,%s,%s,%s,NA,NA,NA,%s,%s,%s,make_effects2_means.py: %s,%.0e\n" % (
                                    me, vt, "TRUE" if correct else "FALSE", name, ",".join(show(x.get(c)) for c in cols), num(y), num(v), SRC[me], r))


def check():
    got = {}
    for r in csv.DictReader(open(os.path.join(HERE, "effects2_means_metafor.csv"))):
        got[r["file"], int(r["row"])] = r
    worst = {}
    for fam, _, _, _ in FILES:
        for i, r in enumerate(csv.DictReader(open(os.path.join(HERE, "effects2_%s.csv" % fam)))):
            m = got.get((fam, i + 1))
            if m is None:
                continue
            for st in ("yi", "vi"):
                if (r[st] == "NA") != (m[st] == "NA"):
                    print("NA:", fam, i + 1, st, r[st][:20], m[st][:20], ",".join(list(r.values())[:18]))
                    continue
                if r[st] == "NA":
                    continue
                a, b = float(r[st]), float(m[st])
                d = 0.0 if abs(a - b) <= 1e-15 else abs(a - b) / max(abs(a), abs(b))
                k = (r["measure"], r["vtype"], st)
                worst[k] = max(worst.get(k, 0), d)
                if d > 1e-9:
                    print("%.1e" % d, fam, i + 1, st, r[st][:20], m[st][:20], ",".join(list(r.values())[:18]))
    for k, d in sorted(worst.items()):
        print("  %-7s %-4s %s  %.1e" % (k + (d,)))


if __name__ == "__main__":
    check() if "--check" in sys.argv else write()
