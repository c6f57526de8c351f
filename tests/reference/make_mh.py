"""Writes mh.csv; with --check compares with mh_metafor.csv.   Usage: python3 make_mh.py [--check]"""
import csv, os, sys
from mpmath import mp, mpf, log, sqrt
from refcore import *
from make_pool import check

MEASURES = {"bcg": "OR RR RD", "warfarin": "IRR IRD", "sparse": "OR RR RD", "sparse_rates": "IRR IRD", "tiny": "OR RR RD",
            "large": "OR RR RD IRR IRD", "single": "OR RR RD IRR IRD", "noevent": "OR RR RD IRR IRD"}
SOURCE = {"OR": "Robins Breslow & Greenland 1986", "RR": "Greenland & Robins 1985", "RD": "Sato 1989", "IRR": "Greenland & Robins 1985",
          "IRD": "Greenland & Robins 1985"}


def pooled(m, t):
    """Estimate and variance, from the papers' formulas, table by table; None where a sum is 0."""
    if m in ("IRR", "IRD"):
        w = [(a, b, c, d, b + d) for a, b, c, d in t]
        if m == "IRR":
            R, S = sum(a * d / T for a, b, c, d, T in w), sum(c * b / T for a, b, c, d, T in w)
            return (log(R / S), sum((a + c) * b * d / T**2 for a, b, c, d, T in w) / (R * S)) if R and S else None
        W = sum(b * d / T for a, b, c, d, T in w)
        return (sum(b * d / T * (a / b - c / d) for a, b, c, d, T in w) / W,
                sum((b * d / T)**2 * (a / b**2 + c / d**2) for a, b, c, d, T in w) / W**2)
    w = [(a, b, c, d, a + b, c + d, a + b + c + d) for a, b, c, d in t]
    if m == "OR":
        R, S = sum(a * d / N for a, b, c, d, n1, n2, N in w), sum(b * c / N for a, b, c, d, n1, n2, N in w)
        if not R or not S:
            return None
        v = (sum((a + d) * a * d / N**2 for a, b, c, d, n1, n2, N in w) / (2 * R**2)
             + sum(((a + d) * b * c + (b + c) * a * d) / N**2 for a, b, c, d, n1, n2, N in w) / (2 * R * S)
             + sum((b + c) * b * c / N**2 for a, b, c, d, n1, n2, N in w) / (2 * S**2))
        return log(R / S), v
    if m == "RR":
        R, S = sum(a * n2 / N for a, b, c, d, n1, n2, N in w), sum(c * n1 / N for a, b, c, d, n1, n2, N in w)
        return (log(R / S), sum((n1 * n2 * (a + c) - a * c * N) / N**2 for a, b, c, d, n1, n2, N in w) / (R * S)) if R and S else None
    W = sum(n1 * n2 / N for a, b, c, d, n1, n2, N in w)
    D = sum((a * n2 - c * n1) / N for a, b, c, d, n1, n2, N in w) / W
    L = sum((n1**2 * c - n2**2 * a + n1 * n2 * (n2 - n1) / 2) / N**2 for a, b, c, d, n1, n2, N in w)
    M = sum((a * (n2 - c) + c * (n1 - a)) / (2 * N) for a, b, c, d, n1, n2, N in w)
    return D, (D * L + M) / W**2


def own(m, a, b, c, d):
    """A table's own estimate and variance; None where it is left out; half an event where a cell is empty."""
    rate, h = m in ("IRR", "IRD"), mpf(1) / 2
    if (a == 0 and c == 0) or (not rate and b == 0 and d == 0):
        return None
    if a == 0 or c == 0 or (not rate and (b == 0 or d == 0)):
        a, c = a + h, c + h
        if not rate:
            b, d = b + h, d + h
    n1, n2 = a + b, c + d
    return {"OR": lambda: (log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d),
            "RR": lambda: (log(a / n1 / (c / n2)), 1 / a - 1 / n1 + 1 / c - 1 / n2),
            "RD": lambda: (a / n1 - c / n2, a * b / n1**3 + c * d / n2**3),
            "IRR": lambda: (log(a / b / (c / d)), 1 / a + 1 / c),
            "IRD": lambda: (a / b - c / d, a / b**2 + c / d**2)}[m]()


def cmh(m, t, correction):
    if m == "OR":
        e = sum(a - (a + b) * (a + c) / (a + b + c + d) for a, b, c, d in t)
        v = sum((a + b) * (c + d) * (a + c) * (b + d) / ((a + b + c + d)**2 * (a + b + c + d - 1)) for a, b, c, d in t)
    else:
        e = sum(a - (a + c) * b / (b + d) for a, b, c, d in t)
        v = sum((a + c) * b * d / (b + d)**2 for a, b, c, d in t)
    return (abs(e) - correction)**2 / v


def write():
    mp.dps = 50
    tables = {}
    for r in csv.DictReader(open(os.path.join(HERE, "data", "mh_tables.csv"))):
        tables.setdefault(r["dataset"], []).append(tuple(mpf(r[x]) for x in "abcd"))
    f = open(os.path.join(HERE, "mh.csv"), "w")
    f.write("dataset,measure,statistic,value,kind,source,rtol\n")
    for ds, measures in MEASURES.items():
        for m in measures.split():
            t, got = tables[ds], {}
            fit = pooled(m, t)
            if fit:
                y = [x for x in (own(m, *row) for row in t) if x]
                got = {"estimate": fit[0], "se": sqrt(fit[1]), "Q_df": len(y) - 1,
                       "Q": sum((e - fit[0])**2 / v for e, v in y) if len(y) > 1 else 0}
                if m in ("OR", "IRR"):
                    got.update(cmh=cmh(m, t, 0), cmh_corrected=cmh(m, t, mpf(1) / 2))
            for st in ("estimate", "se", "Q", "Q_df", "cmh", "cmh_corrected"):
                f.write('%s,%s,%s,%s,high-precision,"make_mh.py: %s",1e-11\n' % (ds, m, st, num(got[st]) if st in got else "NA", SOURCE[m]))
    f.close()


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(os.path.join(HERE, "mh.csv"), os.path.join(HERE, "mh_metafor.csv"), ("dataset", "measure", "statistic"))
    else:
        write()
