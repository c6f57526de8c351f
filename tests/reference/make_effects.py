"""Writes effects_*.csv: effect sizes and sampling variances by mpmath from the formulas; --check compares with effects_metafor.csv.

Usage: python3 make_effects.py [--check]
A `table` groups the rows that are one call (matters for to=if0all). Definitions as in metafor 5.1 (README.md).
"""
import csv, os, sys
from refcore import *

H = mpf(1) / 2
NA = (None, None)


def J(m):
    """Exact small-sample factor of Hedges 1981: Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); NA for m <= 1."""
    if m <= 1:
        return None
    return mp.exp(mp.loggamma(mpf(m) / 2) - mp.log(mpf(m) / 2) / 2 - mp.loggamma((mpf(m) - 1) / 2))


def guard(fn):
    """NA as escalc: an infinite or undefined estimate or variance makes both NA."""
    def g(*a):
        try:
            y, v = fn(*a)
        except (ZeroDivisionError, ValueError):
            return NA
        if y is None or v is None:
            return (y, v)
        for x in (y, v):
            if isinstance(x, mp.mpc) or mp.isinf(x) or mp.isnan(x):
                return NA
        return (y, v) if v >= 0 else (y, None)
    return g


def log(x):
    if x <= 0:
        raise ZeroDivisionError
    return mp.log(x)


def t2x2(measure, vt, a, b, c, d):
    n1, n2 = a + b, c + d
    n = n1 + n2
    if measure == "RR":
        return log(a / n1) - log(c / n2), 1 / a - 1 / n1 + 1 / c - 1 / n2
    if measure == "OR":
        return log(a / b) - log(c / d), 1 / a + 1 / b + 1 / c + 1 / d
    if measure == "RD":
        p, q = a / n1, c / n2
        u = 1 if vt == "UB" else 0
        return p - q, p * (1 - p) / (n1 - u) + q * (1 - q) / (n2 - u)
    if measure == "PETO":
        V = (a + c) * (b + d) * (n1 / n) * (n2 / n) / (n - 1)
        return (a - (a + c) * n1 / n) / V, 1 / V
    if measure == "AS":
        return mp.asin(mp.sqrt(a / n1)) - mp.asin(mp.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)


def rate2(measure, vt, x1, t1, x2, t2):
    return log(x1 / t1) - log(x2 / t2), 1 / x1 + 1 / x2


def prop1(measure, vt, x, m):
    n = x + m
    p = x / n
    if measure == "PR":
        return p, p * (1 - p) / (n - (1 if vt == "UB" else 0))
    if measure == "PLN":
        return log(p), 1 / x - 1 / n
    if measure == "PLO":
        return log(x / m), 1 / x + 1 / m
    if measure == "PAS":
        return mp.asin(mp.sqrt(p)), 1 / (4 * n)


def means(measure, vt, m1, s1, n1, m2, s2, n2):
    m = n1 + n2 - 2
    if measure == "MD":
        if vt == "HO":
            return m1 - m2, ((n1 - 1) * s1 ** 2 + (n2 - 1) * s2 ** 2) / m * (1 / n1 + 1 / n2)
        return m1 - m2, s1 ** 2 / n1 + s2 ** 2 / n2
    if measure == "ROM":
        y = log(m1 / m2) + H * (s1 ** 2 / (n1 * m1 ** 2) - s2 ** 2 / (n2 * m2 ** 2))
        return y, s1 ** 2 / (n1 * m1 ** 2) + s2 ** 2 / (n2 * m2 ** 2)
    j = J(m)
    if j is None:
        return NA
    if measure == "SMD":
        d = (m1 - m2) / mp.sqrt(((n1 - 1) * s1 ** 2 + (n2 - 1) * s2 ** 2) / m)
        y = j * d
        if vt == "UB":
            return y, 1 / n1 + 1 / n2 + (1 - (m - 2) / (m * j ** 2)) * y ** 2
        if vt == "LS2":
            return y, j ** 2 * (1 / n1 + 1 / n2 + d ** 2 / (2 * (n1 + n2)))
        return y, 1 / n1 + 1 / n2 + y ** 2 / (2 * (n1 + n2))
    if measure == "SMDH":
        s = (s1 ** 2 + s2 ** 2) / 2
        y = j * (m1 - m2) / mp.sqrt(s)
        return y, y ** 2 * (s1 ** 4 / (n1 - 1) + s2 ** 4 / (n2 - 1)) / (8 * s ** 2) + (s1 ** 2 / (n1 - 1) + s2 ** 2 / (n2 - 1)) / s


def corr(measure, vt, r, n):
    v = None
    if measure == "COR":
        y = r
        if n > 3:
            v = (1 - r ** 2) ** 2 / (n - 1)
    else:
        if abs(r) == 1:
            return NA
        y = H * mp.log((1 + r) / (1 - r))
        if n > 3:
            v = 1 / (n - 3)
    return y, v


T2 = [("ordinary", [(4, 119, 11, 128), (6, 300, 29, 274), (62, 13536, 248, 12619), (180, 1361, 372, 1079), (5, 2493, 3, 2338)]),
      ("zeros", [(0, 20, 5, 15), (3, 17, 0, 25), (10, 0, 7, 5), (8, 12, 9, 0), (7, 13, 4, 16)]),
      ("double", [(0, 30, 0, 28), (12, 0, 9, 0), (0, 5, 6, 0), (5, 0, 0, 6), (2, 8, 3, 9)]),
      ("small", [(1, 1, 1, 1), (1, 1, 0, 2), (2, 0, 1, 1), (1, 0, 0, 1), (1, 2, 2, 1)]),
      ("huge", [(1000000, 999000000, 1200000, 998800000), (500000000, 500000000, 500000001, 499999999), (1, 999999999, 2, 999999998),
                (0, 1000000000, 3, 999999997), (999999999, 1, 10, 999999990)]),
      ("nozero", [(1, 9, 2, 8), (15, 5, 11, 9)])]
R2 = [("ordinary", [(22, 1234.5, 13, 1100.25), (7, 310, 19, 295), (150, 98000, 130, 99500)]),
      ("zeros", [(0, 55.5, 3, 60), (4, 80, 0, 75), (0, 12, 0, 14), (6, 50, 5, 52)]),
      ("extreme", [(1, 1e-3, 2, 1e9), (1000000000, 1e6, 3, 1e-6), (5, 1e12, 6, 1e12)])]
P1 = [("ordinary", [(12, 88), (45, 5), (1, 999), (330, 670)]), ("zeros", [(0, 25), (30, 0), (4, 16)]),
      ("small", [(1, 1), (0, 1), (1, 0), (1, 2), (2, 1)]),
      ("huge", [(1000000, 999000000), (1, 999999999), (999999999, 1), (0, 1000000000)])]
M2 = [("ordinary", [(103, 5.5, 50, 100, 4.5, 50), (55, 47, 155, 75, 64, 156), (27, 7, 31, 29, 4, 32), (12.5, 3.2, 20, 9.75, 2.8, 35)]),
      ("small", [(5, 1.5, 2, 4, 1.25, 2), (5, 1.5, 2, 4, 1.25, 3), (7.5, 2, 3, 6, 1, 2), (3, 1, 1, 2, 0.5, 3), (3, 1, 1, 2, 0.5, 1), (3, 1, 2, 2, 0.5, 1)]),
      ("large_d", [(1000, 1, 40, 1, 1, 40), (50, 2, 4, 10, 3, 4), (1e-6, 2e-7, 25, 4e-7, 1e-7, 30), (1.5e9, 3e8, 60, 1.2e9, 5e8, 45)]),
      ("unequal", [(20, 10, 12, 15, 0.1, 200), (8, 0.05, 500, 7.9, 6, 9), (100.001, 15, 80, 100, 15, 80), (10, 0, 15, 12, 3, 15), (-4, 1, 20, -6, 2, 22), (4, 1, 20, -6, 2, 22),
                   (0, 1, 20, 6, 2, 22), (10, 2, 25, 10, 3, 25)]),
      ("big_n", [(10.1, 3, n - n // 2, 10, 3.1, n // 2) for n in (4, 5, 10, 30, 100, 1002, 100002, 10000002, 1000000002, 2000000000)])]
C1 = [("ordinary", [(0.187, 109), (0.162, 749), (0.34, 55), (-0.45, 32)]), ("small", [(0.5, 2), (0.5, 3), (0.5, 4), (-0.9, 5), (0.1, 1)]),
      ("extreme", [(1, 20), (-1, 20), (0, 40), (0.999999, 50), (-0.99999999, 50), (1e-12, 100), (0.3, 1000000000), (0.9999999999999999, 10)])]
VT = {"RD": ("LS", "UB"), "PR": ("LS", "UB"), "MD": ("LS", "HO"), "SMD": ("LS", "LS2", "UB")}
SRC = {"RR": "Katz 1978", "OR": "Woolf 1955", "RD": "Fleiss & Berlin 2009", "PETO": "Yusuf 1985", "AS": "Ruecker 2009", "MD": "Borenstein 2009",
       "SMD": "Hedges 1981/1982/1983", "SMDH": "Bonett 2008/2009 with n-1; metafor >= 4.6", "ROM": "Hedges 1999; Lajeunesse 2015 correction; metafor >= 5.0",
       "COR": "Borenstein 2009", "ZCOR": "Fisher 1921", "PR": "Stijnen 2010", "PLN": "Stijnen 2010", "PLO": "Stijnen 2010", "PAS": "Ruecker 2009",
       "IRR": "Rothman 2008"}


def add_cells(cells, where, zero, add, to, anyzero):
    """Adds `add` to the cells `where` by escalc's rule `to`."""
    hit = {"all": True, "only0": zero, "if0all": anyzero, "none": False}[to]
    return [c + add if hit and i in where else c for i, c in enumerate(cells)]


def write():
    def family(fname, cols, measures, fn, tables, adds, where, zeros):
        f = open(os.path.join(HERE, fname), "w")
        f.write("measure,vtype,table,add,to,drop00,%s,yi,vi,source,rtol\n" % ",".join(cols))
        for me in measures:
            for vt in VT.get(me, ("LS",)):
                for add, to, drop in (adds if where is not None else (("NA", "NA", "NA"),)):
                    if where is not None and add == "default":
                        add = 0 if me in ("AS", "PAS") else 0.5
                    elif vt != VT.get(me, ("LS",))[0]:
                        continue
                    for name, rows in tables:
                        anyz = where is not None and any(r[i] == 0 for r in rows for i in zeros)
                        if drop == "TRUE":
                            anyz = any(r[i] == 0 for r in rows if not dropped(cols, r) for i in zeros)
                        for r in rows:
                            c = [mpf(x) for x in r]
                            if drop == "TRUE" and dropped(cols, r):
                                y, v = NA
                            else:
                                if where is not None:
                                    c = add_cells(c, where, any(r[i] == 0 for i in zeros), mpf(add), to, anyz)
                                y, v = guard(fn)(me, vt, *c)
                            f.write("%s,%s,%s,%s,%s,%s,%s,%s,%s,make_effects.py: %s,%s\n" % (
                                me, vt, name, add, to, drop, ",".join(show(x) for x in r), num(y), num(v), SRC[me], rtol(me, c, y, v, vt)))
        f.close()
    std = [("default", "only0", "FALSE")]
    combos = std + [(0.5, "all", "FALSE"), (0.5, "if0all", "FALSE"), (0, "none", "FALSE"), (0.25, "only0", "FALSE"), (0.1, "all", "FALSE")]
    drops = [(0.5, "only0", "TRUE"), (0.5, "if0all", "TRUE")]
    family("effects_2x2.csv", ("ai", "bi", "ci", "di"), ("RR", "OR", "RD", "PETO", "AS"), t2x2, T2, combos + drops, (0, 1, 2, 3), (0, 1, 2, 3))
    family("effects_rates.csv", ("x1i", "t1i", "x2i", "t2i"), ("IRR",), rate2, R2, combos + drops, (0, 2), (0, 2))
    family("effects_proportions.csv", ("xi", "mi"), ("PR", "PLN", "PLO", "PAS"), prop1, P1, combos, (0, 1), (0, 1))
    family("effects_means.csv", ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"), ("MD", "SMD", "SMDH", "ROM"), means, M2, None, None, ())
    family("effects_correlations.csv", ("ri", "ni"), ("COR", "ZCOR"), corr, C1, None, None, ())
    with open(os.path.join(HERE, "effects_j.csv"), "w") as f:
        f.write("m,J,one_minus_J,source,rtol\n")
        for m in [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 20, 25, 30, 50, 99, 100, 150, 200, 343, 344, 500, 1000, 5000, 10 ** 4, 10 ** 5, 10 ** 6, 10 ** 7, 10 ** 8, 10 ** 9, 2.5, 17.3]:
            mp.dps = 70
            x = J(mpf(m))
            f.write("%s,%s,%s,make_effects.py: Hedges 1981,1e-13\n" % (show(m), num(x), num(1 - x)))
            mp.dps = DPS


def show(x):
    return ("%d" % x) if float(x) == int(x) and abs(x) < 1e16 and abs(x) >= 1 or x == 0 else "%.17g" % x


def dropped(cols, r):
    if cols[0] == "ai":
        return (r[0] == 0 and r[2] == 0) or (r[1] == 0 and r[3] == 0)
    return r[0] == 0 and r[2] == 0


def rtol(me, c, y, v, vt):
    """1e-12, wider where the value is a small difference of large ones."""
    amp = mpf(1)
    if y is not None and y != 0:
        if me in ("RR", "RD", "AS"):
            p, q = c[0] / (c[0] + c[1]), c[2] / (c[2] + c[3])
            g = {"RR": lambda x: abs(log(x)), "RD": abs, "AS": lambda x: mp.asin(mp.sqrt(x))}[me]
            amp = (g(p) + g(q) + (1 if me == "RR" else 0)) / abs(y)
            if me == "AS":
                amp += sum(1 / mp.sqrt(1 - x) for x in (p, q) if x < 1) / abs(y)
        if me == "OR":
            amp = (abs(log(c[0] / c[1])) + abs(log(c[2] / c[3])) + 1) / abs(y)
        if me == "PETO":
            amp = 2 * c[0] / abs(y * (1 / v))
        if me == "IRR":
            amp = (abs(log(c[0] / c[1])) + abs(log(c[2] / c[3])) + 1) / abs(y)
        if me in ("PLO", "PLN", "ROM"):
            amp = 1 + 1 / abs(y)
        if me in ("MD", "SMD", "SMDH"):
            amp = 1 + (abs(c[0]) + abs(c[3])) / max(abs(c[0] - c[3]), mpf("1e-300"))
    if me == "RR" and v:
        amp = max(amp, (1 / c[0] + 1 / c[2]) / v)
    if me == "PLN" and v:
        amp = max(amp, 1 / c[0] / v)
    if me == "RD" and v:
        amp = max(amp, 1 / max(mpf("1e-3"), min(p_ for p_ in (c[0] / (c[0] + c[1]), c[1] / (c[0] + c[1]), c[2] / (c[2] + c[3]), c[3] / (c[2] + c[3])) if p_ > 0)))
    if me == "PAS" and c[1] > 0:
        amp = mp.sqrt((c[0] + c[1]) / c[1])
    if me == "SMD" and vt == "UB" and v:
        amp = max(amp, mpf(1e3), y ** 2 / v)
    r = max(mpf("1e-12"), amp * mpf("1e-14"))
    return "%.0e" % float(min(r, mpf("1e-3")))


def check():
    B = {}
    for r in csv.DictReader(open(os.path.join(HERE, "effects_metafor.csv"))):
        B[tuple(r[c] for c in ("file", "row"))] = r
    worst, bad = {}, []
    for fam in ("2x2", "rates", "proportions", "means", "correlations"):
        for i, r in enumerate(csv.DictReader(open(os.path.join(HERE, "effects_%s.csv" % fam)))):
            m = B.get((fam, str(i + 1)))
            if m is None:
                continue
            for st in ("yi", "vi"):
                x, z = r[st], m[st]
                if "NA" in (x, z):
                    d = 0.0 if x == z else float("inf")
                else:
                    a, b = float(x), float(z)
                    d = 0.0 if a == b else abs(a - b) / max(abs(a), abs(b))
                k = (r["measure"], r["vtype"], st)
                worst[k] = max(worst.get(k, 0), d)
                if d > max(1e-7, float(r["rtol"])):
                    bad.append((d, fam, i + 1, st, x[:22], z[:22], ",".join(list(r.values())[:12])))
    for k, d in sorted(worst.items()):
        print("  %-5s %-4s %s  %.1e" % (k + (d,)))
    for b in bad:
        print("  %.1e %s row %d %s here %s metafor %s | %s" % b)


if __name__ == "__main__":
    check() if "--check" in sys.argv else write()
