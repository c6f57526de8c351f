"""Writes effects2_corr.csv: correlations, partial correlations, R squared, reliability and heterozygosity by mpmath, from the
formulas as the papers write them; --check compares with effects2_corr_metafor.csv.

Usage: python3 make_effects2_corr.py [--check]
A `table` groups the rows that are one call (averages of AV). Definitions as in metafor 5.1, but for ZR2F (README.md).
"""
import csv, os, sys
from refcore import *

COLUMNS = ("ai", "bi", "ci", "ri", "ti", "fi", "pi", "r2i", "mi", "ni")
NA = (None, None)

MOLLOY = [(109, .187), (749, .162), (55, .34), (107, .32), (72, .27), (65, 0), (174, .175), (326, .05), (58, .26), (771, .01), (56, -.09),
          (91, .37), (116, 0), (537, .15), (158, .24), (65, .04)]                                                    # dat.molloy2014
MCDANIEL = [(123, 0), (95, .06), (69, .36), (1832, .15), (78, .14), (329, .06), (153, .09), (29, .4), (29, .39), (157, .14), (149, .36),
            (92, .28), (15, .62), (15, .07), (170, .18), (19, .42), (19, .08), (68, .18), (93, .43), (80, -.04)]      # dat.mcdaniel1994, first 20
ALOE = [(218, 4.61, 4, .24), (232, 6.19, 7, .455), (156, 4.07, 6, .5), (382, -.77, 19, .327), (259, 1.16, 15, .117)]  # dat.aloe2013
MODELS = [(30, 2.5, 1, .21), (45, -1.25, 3, .4), (60, .1, 5, .05), (25, 3.2, 2, .55), (400, 6.75, 10, .33), (18, -2.1, 4, .62), (1000, .03, 2, .001),
          (77, 9.5, 6, .71), (150, -12.25, 8, .8)]
BONETT = [(103, .93, 20), (64, .91, 20), (118, .94, 20), (401, .89, 20), (215, .9, 20), (51, .89, 20), (175, .86, 20), (311, .91, 20), (492, .9, 20)]  # dat.bonett2010
ALPHAS = [(12, .55, 3), (30, -.2, 4), (250, .7, 2), (88, .999, 12), (41, 0, 8), (1500, .32, 6), (9, .81, 5), (60, .125, 40)]
GENES = [(25, 50, 25), (40, 48, 12), (10, 60, 30), (300, 420, 150), (7, 9, 3), (1, 2, 1), (81, 18, 1), (1000000, 2000001, 1000000), (5, 200, 6)]
GENES2 = [(90, 95, 30), (62, 71, 21), (14, 44, 33), (120, 240, 121), (33, 37, 10), (210, 180, 41), (15, 22, 9), (77, 103, 33)]


def sign(x):
    return (x > 0) - (x < 0)


def t_of_p(p, df):
    return sign(p) * (t_isf(abs(mpf(p)) / 2, df) if abs(p) < 1 else 0)


def r2_of_p(p, m, df):
    """R^2 with P(beta(m/2, df/2) > R^2) = p."""
    a, b = mpf(m) / 2, mpf(df) / 2
    if p == 1:
        return mpf(0)
    f = lambda z: mp.betainc(a, b, 1 / (1 + mp.exp(-z)), 1, regularized=True) - p    # z: logit of R^2
    z = bisect_secant_plain(f, mpf(-60), mpf(60))
    return 1 / (1 + mp.exp(-z))


def bisect_secant_plain(f, lo, hi):
    flo = f(lo)
    for _ in range(40):
        mid = (lo + hi) / 2
        fm = f(mid)
        if (fm > 0) == (flo > 0):
            lo = mid
        else:
            hi = mid
    return mp.findroot(f, (lo, hi), solver="anderson", tol=mpf(10) ** -90, maxsteps=100)


def hyper(a, c, x):
    """2F1(a, a; c; x): its series, which mpmath leaves for x near 1 even where c is so large that it is short."""
    if x > mpf("0.9") and c < 20:
        return mp.hyp2f1(a, a, c, x, maxterms=10 ** 6)
    term = total = mpf(1)
    k = 0
    while term > total * mpf(10) ** -(mp.dps + 5):
        term *= (a + k) ** 2 / ((c + k) * (k + 1)) * x
        total += term
        k += 1
    return total


def cor(me, vt, r, n, mean):
    if n <= 3:
        return NA
    if me == "ZCOR":
        return NA if abs(r) == 1 else (mp.atanh(r), 1 / (n - 3))
    y = r
    if me == "UCOR":
        if n <= 4:
            return NA
        y = r * hyper(mpf(1) / 2, (n - 2) / 2, 1 - r ** 2)
    v = {"LS": lambda: (1 - y ** 2) ** 2 / (n - 1), "AV": lambda: (1 - mean ** 2) ** 2 / (n - 1), "H0": lambda: (1 - r ** 2) / (n - 2),
         "H0a": lambda: (1 - r ** 2) / (n - 2), "H0b": lambda: 1 / n,
         "UB": lambda: y ** 2 - (1 - (n - 3) / (n - 2) * (1 - r ** 2) * hyper(mpf(1), n / 2, 1 - r ** 2))}[vt]()
    return y, v


def partial(me, vt, r, m, n, r2, mean):
    df = n - m - 1
    if df <= 0:
        return NA
    if me == "PCOR":
        return r, (1 - (mean if vt == "AV" else r) ** 2) ** 2 / (n - m)
    if me == "ZPCOR":
        return NA if abs(r) == 1 or df <= 1 else (mp.atanh(r), 1 / (n - m - 2))
    if r ** 2 > r2 + mpf("0.015"):
        return NA
    b = mean if vt == "AV" else r
    v = (r2 ** 2 - 2 * r2 + (r2 - b ** 2) + 1 - (r2 - b ** 2) ** 2) / n
    if me == "SPCOR":
        return r, v
    return NA if abs(r) == 1 else (mp.atanh(r), v / (1 - r ** 2) ** 2)


_fixed = {}


def fixed_variance(r2, m, n):
    """Variance of rho2 with weight exp(-L) 1F1((n-1)/2; m/2; L r2), L = n rho2/(2 (1 - rho2)), at 25 digits."""
    key = (str(r2), m, n)
    if key not in _fixed:
        full, mp.dps = mp.dps, 25
        known = {}

        def w(q):
            if q >= 1:
                return mpf(0)
            if q not in known:
                L = n * q / (1 - q) / 2
                gone = L * (1 - r2) - n * mp.log(1 + L) > 150
                known[q] = 0 if gone else mp.exp(-L) * mp.hyp1f1((n - 1) / 2, m / 2, L * r2, maxterms=10 ** 6)
            return known[q]
        guess, sd = max(r2, mpf("0.01")), 2 * mp.sqrt(max(r2, mpf("0.02")) / n) * (1 - r2)
        cuts = sorted({mpf(0), mpf(1)} | {c for c in (guess + k * sd for k in (-12, -8, -4, -2, 0, 2, 4, 8, 16, 40)) if 0 < c < 1})
        m0, m1 = mp.quad(w, cuts), mp.quad(lambda q: q * w(q), cuts)
        mean = m1 / m0
        _fixed[key] = mp.quad(lambda q: (q - mean) ** 2 * w(q), cuts) / m0
        mp.dps = full
    return _fixed[key]


def det(me, vt, r2, m, n, mean):
    if n - m - 1 <= 0:
        return NA
    if me == "R2":
        q = mean if vt in ("AV", "AV2") else r2
        v = 4 * q * (1 - q) ** 2
        return r2, v * (n - m - 1) ** 2 / ((n ** 2 - 1) * (n + 3)) if vt in ("LS2", "AV2") else v / n
    if r2 >= 1:
        return NA
    z = mp.atanh(mp.sqrt(r2))
    if me == "ZR2":
        return z, 1 / n
    if 1 - r2 < mpf("0.99999e-4"):
        return NA    # copse's limit
    v = fixed_variance(r2, m, n)
    return (r2, v) if me == "R2F" else NA if r2 == 0 else (z, v / (4 * r2 * (1 - r2) ** 2))


def alpha(me, a, m, n):
    if a >= 1 or n < (2 if me == "AHW" else mpf("2.0000001")):
        return NA
    if me == "ARAW":
        return a, 2 * m * (1 - a) ** 2 / ((m - 1) * (n - 2))
    if me == "AHW":
        return 1 - mp.cbrt(1 - a), 18 * m * (n - 1) * (1 - a) ** (mpf(2) / 3) / ((m - 1) * (9 * n - 11) ** 2)
    return -mp.log(1 - a), 2 * m / ((m - 1) * (n - 2))


def genes(a, b, c):
    if not (a > 0 and b > 0 and c > 0):
        return NA
    n = a + b + c
    p0, p1, p2 = a / n, b / n, c / n
    return mp.log(p1) - mp.log(2 * mp.sqrt(p0 * p2)), ((1 - p1) / (4 * p0 * p2) + 1 / p1) / n


def show(x):
    return "NA" if x is None else ("%d" % x) if float(x) == int(x) and 1 <= abs(x) < 1e16 or x == 0 else "%.17g" % x


SRC = {"COR": "Borenstein 2009", "UCOR": "Olkin & Pratt 1958; Hedges 1989", "ZCOR": "Fisher 1921", "PCOR": "Aloe 2014", "ZPCOR": "Fisher 1924",
       "SPCOR": "Aloe & Becker 2012", "ZSPCOR": "delta method", "R2": "Kendall & Stuart 1979", "ZR2": "Olkin & Finn 1995", "R2F": "noncentral F",
       "ZR2F": "delta method", "ARAW": "Bonett 2010", "AHW": "Hakstian & Whalen 1976", "ABT": "Bonett 2002", "REH": "Ziegler 2011"}


def exact(x):
    return mpf(float(x))


def average(rows, estimate):
    """Weighted by ni, of all rows that have an estimate."""
    pairs = [(estimate(r), exact(r["ni"])) for r in rows]
    pairs = [(y, n) for y, n in pairs if y is not None]
    return sum(y * n for y, n in pairs) / sum(n for y, n in pairs) if pairs else None


def r_of(row, df):
    """The correlation that a row gives by r, t or p."""
    if "ri" in row:
        return exact(row["ri"])
    if df <= 0:
        return None
    t = exact(row["ti"]) if "ti" in row else t_of_p(exact(row["pi"]), df)
    return t / mp.sqrt(t ** 2 + df)


def cor_call(me, vt, rows):
    def y(row):
        n = exact(row["ni"])
        r = r_of(row, n - 2)
        if r is None or me == "UCOR" and n <= 4:
            return None
        return r * hyper(mpf(1) / 2, (n - 2) / 2, 1 - r ** 2) if me == "UCOR" else r
    mean = average(rows, y) if vt == "AV" else None
    for row in rows:
        n = exact(row["ni"])
        r = r_of(row, n - 2)
        with mp.workdps(110 if vt == "UB" and r is not None and abs(r) > 0.99 else mp.dps):    # the unbiased variance of r near 1 is a difference that loses 40 digits
            both = NA if r is None else cor(me, vt, r, n, mean)
        yield both


def partial_call(me, vt, rows):
    def r(row):
        df = exact(row["ni"]) - row["mi"] - 1
        if df <= 0:
            return None
        if "ri" in row or me in ("PCOR", "ZPCOR"):
            return r_of(row, df)
        t = exact(row["ti"]) if "ti" in row else t_of_p(exact(row["pi"]), df)
        return t * mp.sqrt(1 - exact(row["r2i"])) / mp.sqrt(df)

    def usable(row):
        x = r(row)
        return None if x is None or "SPCOR" in me and x ** 2 > exact(row["r2i"]) + mpf("0.015") else x
    mean = average(rows, usable) if vt == "AV" else None
    for row in rows:
        x = r(row)
        yield NA if x is None else partial(me, vt, x, mpf(row["mi"]), exact(row["ni"]), exact(row["r2i"]) if "r2i" in row else None, mean)


def det_call(me, vt, rows):
    def q(row):
        m, df = mpf(row["mi"]), exact(row["ni"]) - row["mi"] - 1
        if df <= 0:
            return None
        if "r2i" in row:
            return exact(row["r2i"])
        if "pi" in row:
            return r2_of_p(exact(row["pi"]), m, df)
        f = exact(row["fi"])
        return m * f / (m * f + df)
    mean = average(rows, q) if vt in ("AV", "AV2") else None
    for row in rows:
        x = q(row)
        yield NA if x is None else det(me, vt, x, mpf(row["mi"]), exact(row["ni"]), mean)


def alpha_call(me, vt, rows):
    for row in rows:
        yield alpha(me, exact(row["ai"]), mpf(row["mi"]), exact(row["ni"]))


def genes_call(me, vt, rows):
    for row in rows:
        yield genes(exact(row["ai"]), exact(row["bi"]), exact(row["ci"]))


def t_from(r, df, digits=4):
    return round(float(r) * (float(df) / (1 - float(r) ** 2)) ** .5, digits)


def p_from(t, df):
    return float("%.6g" % (sign(t) * float(2 * t_sf(abs(mpf(t)), df)))) if t else 1.0


def correlation_tables():
    out = []
    for name, rows in (("molloy", MOLLOY), ("mcdaniel", MCDANIEL)):
        out.append((name, [dict(ri=r, ni=n) for n, r in rows]))
        ts = [(n, t_from(r, n - 2)) for n, r in rows]
        out.append((name + "_t", [dict(ti=t, ni=n) for n, t in ts]))
        out.append((name + "_p", [dict(pi=p_from(t, n - 2), ni=n) for n, t in ts][:9]))
    out.append(("mixed", [dict(ri=.3, ni=40), dict(ti=2.5, ni=33), dict(pi=-.04, ni=60), dict(ri=-.7, ni=12)]))
    out.append(("small", [dict(ri=.5, ni=n) for n in (1, 2, 3, 3.5, 4, 4.5, 5, 6, 7)] + [dict(ri=-.9, ni=5), dict(ri=.01, ni=5), dict(ri=.01, ni=6)]))
    out.append(("small_t", [dict(ti=1.5, ni=n) for n in (3, 4, 5, 8)] + [dict(ti=0, ni=9)]))
    out.append(("perfect", [dict(ri=1, ni=20), dict(ri=-1, ni=20), dict(ri=.5, ni=20)]))
    out.append(("extreme", [dict(ri=.999999, ni=50), dict(ri=-.99999999, ni=50), dict(ri=.9999999999999999, ni=10), dict(ri=1e-12, ni=100), dict(ri=1e-300, ni=30),
                            dict(ri=.3, ni=1000000000), dict(ri=.95, ni=5), dict(ri=.7071, ni=41), dict(ri=.7072, ni=43), dict(ri=.0001, ni=41), dict(ri=.2, ni=42),
                            dict(ri=.2, ni=41.5), dict(ri=1e-5, ni=1e7)]))
    out.append(("extreme_t", [dict(ti=1e8, ni=50), dict(ti=-1e10, ni=12), dict(ti=1e-9, ni=40), dict(ti=30, ni=6)]))
    out.append(("extreme_p", [dict(pi=1e-200, ni=500), dict(pi=-1e-30, ni=12), dict(pi=1, ni=10), dict(pi=-1, ni=10), dict(pi=.999, ni=10)]))
    return out


def partial_tables(semi):
    out = []
    for name, rows in (("aloe", ALOE), ("models", MODELS)):
        df = lambda n, m: n - m - 1
        r = lambda n, t, m, q: round(t * ((1 - q) / df(n, m)) ** .5 if semi else t / (t * t + df(n, m)) ** .5, 4)
        more = (lambda q: dict(r2i=q)) if semi else (lambda q: {})
        out.append((name, [dict(ri=r(n, t, m, q), mi=m, ni=n, **more(q)) for n, t, m, q in rows]))
        out.append((name + "_t", [dict(ti=t, mi=m, ni=n, **more(q)) for n, t, m, q in rows]))
        out.append((name + "_p", [dict(pi=p_from(t, df(n, m)), mi=m, ni=n, **more(q)) for n, t, m, q in rows]))
    q = dict(r2i=.36) if semi else {}
    out.append(("edge", [dict(ri=.3, mi=m, ni=n, **q) for m, n in ((1, 1), (1, 2), (1, 3), (1, 4), (3, 4), (3, 5), (3, 6), (9, 8), (2, 1000000))]))
    if semi:
        out.append(("sum", [dict(ri=.6, mi=1, ni=50, r2i=.36), dict(ri=.35, mi=2, ni=50, r2i=.12), dict(ri=.9, mi=2, ni=50, r2i=.1), dict(ri=0, mi=2, ni=50, r2i=0),
                            dict(ri=1, mi=2, ni=50, r2i=1), dict(ri=0, mi=2, ni=50, r2i=1), dict(ri=.5, mi=2, ni=50, r2i=1), dict(ri=-.999999, mi=2, ni=50, r2i=.9999999)]))
    else:
        out.append(("perfect", [dict(ri=1, mi=2, ni=20), dict(ri=-1, mi=2, ni=20), dict(ri=.4, mi=2, ni=20), dict(ri=.99999999, mi=2, ni=20)]))
        out.append(("extreme_t", [dict(ti=1e8, mi=3, ni=40), dict(ti=-1e-9, mi=3, ni=40)]))
    return out


def det_tables(fixed):
    out = []
    for name, rows in (("aloe", ALOE), ("models", MODELS)):
        out.append((name, [dict(r2i=q, mi=m, ni=n) for n, t, m, q in rows]))
        f = [(round(q / (1 - q) * (n - m - 1) / m, 3), m, n) for n, t, m, q in rows]
        out.append((name + "_f", [dict(fi=x, mi=m, ni=n) for x, m, n in f]))
        p = [float("%.6g" % float(mp.betainc(mpf(n - m - 1) / 2, mpf(m) / 2, 0, 1 - mpf(q), regularized=True))) for n, t, m, q in rows]
        if not fixed or name == "aloe":
            out.append((name + "_p", [dict(pi=x, mi=m, ni=n) for x, (n, t, m, q) in zip(p, rows)]))
    edge = [dict(r2i=q, mi=m, ni=n) for q, m, n in ((0, 2, 20), (1, 2, 20), (.4, 3, 4), (.4, 3, 5), (.4, 3, 3), (.5, 1, 3), (1e-9, 2, 30), (.99999, 2, 30), (.9999, 2, 30))]
    out.append(("edge", edge))
    out.append(("edge_fp", [dict(fi=0, mi=2, ni=20), dict(fi=1e6, mi=2, ni=20), dict(pi=1, mi=2, ni=20), dict(pi=1e-40, mi=3, ni=60)]))
    return out


def write():
    calls = []
    for me, vts in (("COR", ("LS", "AV", "H0", "H0a", "H0b")), ("UCOR", ("LS", "AV", "UB")), ("ZCOR", ("LS",))):
        calls += [(me, vt, name, rows, cor_call) for vt in vts for name, rows in correlation_tables()]
    for me, vts in (("PCOR", ("LS", "AV")), ("ZPCOR", ("LS",)), ("SPCOR", ("LS", "AV")), ("ZSPCOR", ("LS", "AV"))):
        calls += [(me, vt, name, rows, partial_call) for vt in vts for name, rows in partial_tables("SPCOR" in me)]
    for me, vts in (("R2", ("LS", "LS2", "AV", "AV2")), ("ZR2", ("LS",)), ("R2F", ("LS",)), ("ZR2F", ("LS",))):
        calls += [(me, vt, name, rows, det_call) for vt in vts for name, rows in det_tables(me.endswith("F"))]
    bonett = [dict(ai=a, mi=m, ni=n) for n, a, m in BONETT]
    alphas = [dict(ai=a, mi=m, ni=n) for n, a, m in ALPHAS]
    edges = [dict(ai=a, mi=m, ni=n) for a, m, n in ((1, 5, 30), (.5, 2, 1), (.5, 2, 2), (.5, 2, 3), (-5, 3, 30), (1e-12, 3, 30), (.9999999999, 3, 30), (.5, 1000, 1e9))]
    for me in ("ARAW", "AHW", "ABT"):
        calls += [(me, "LS", name, rows, alpha_call) for name, rows in (("bonett", bonett), ("alphas", alphas), ("edge", edges))]
    gene_edges = [(0, 5, 3), (5, 0, 3), (5, 3, 0), (1e300, 1e300, 1e300), (1e-300, 1e-300, 1e-300), (1e9, 2e9 + 1, 1e9), (1, 1e9, 2)]
    for name, rows in (("genes", GENES), ("genes2", GENES2), ("edge", gene_edges)):
        calls.append(("REH", "LS", name, [dict(zip(("ai", "bi", "ci"), r)) for r in rows], genes_call))
    with open(os.path.join(HERE, "effects2_corr.csv"), "w") as f:
        f.write("measure,vtype,table,add,to,drop00,%s,yi,vi,source,rtol\n" % ",".join(COLUMNS))
        for me, vt, table, rows, call in calls:
            for row, (y, v) in zip(rows, call(me, vt, rows)):
                if y is None or v is None or not v > 0 or mp.isinf(v):
                    y, v = NA
                r = "1e-10" if me in ("R2F", "ZR2F") else "1e-11" if "pi" in row else "1e-12"
                f.write("%s,%s,%s,NA,NA,NA,%s,%s,%s,make_effects2_corr.py: %s,%s\n" % (
                    me, vt, table, ",".join(show(row.get(c)) for c in COLUMNS), num(y), num(v), SRC[me], r))


def check():
    """The worst relative difference of metafor's numbers, of each measure and type."""
    key = lambda r: tuple(r[c] for c in ("measure", "vtype", "table")) + tuple("" if r[c] == "NA" else float(r[c]) for c in COLUMNS)
    own = {key(r): r for r in csv.DictReader(open(os.path.join(HERE, "effects2_corr.csv")))}
    worst = {}
    for r in csv.DictReader(open(os.path.join(HERE, "effects2_corr_metafor.csv"))):
        o = own[key(r)]
        for st in ("yi", "vi"):
            if "NA" in (r[st], o[st]):
                continue
            a, b = float(o[st]), float(r[st])
            k = (o["measure"], o["vtype"], st)
            worst[k] = max(worst.get(k, 0), 0 if a == b else abs(a - b) / max(abs(a), abs(b)))
    for k, d in sorted(worst.items()):
        print("  %-6s %-4s %s  %.1e" % (k + (d,)))


if __name__ == "__main__":
    check() if "--check" in sys.argv else write()
