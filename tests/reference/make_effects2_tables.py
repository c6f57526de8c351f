"""Writes effects2_tables.csv: measures of 2x2 tables, matched pairs, rates, proportions and hazards, every variance type, by mpmath
from the formulas; --check compares with effects2_tables_metafor.csv.

Usage: python3 make_effects2_tables.py [--check]
The formulas are the papers' own, as they stand there; 50 digits make up for what cancels in them. Rows of one `table` are one call
(matters for to = if0all and for vtype AV). yi and vi are NA where there is no estimate with a positive, finite variance.
"""
import csv, os, sys
from refcore import *

COLUMNS = "ai bi ci di n1i n2i x1i t1i x2i t2i xi mi ni ti ri pi oei voei".split()
ZERO_ADD = "AS PHI ZPHI RTET ZTET IRSD PAS PFT IRS IRFT".split()  # escalc adds nothing to these by default


class NoEstimate(Exception):
    pass


def log(x):
    if x <= 0:
        raise NoEstimate
    return mp.log(x)


def probit(p):
    if not 0 < p < 1:
        raise NoEstimate
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


# ------------------------------------------------------------------------------------------------ 2x2 tables
def mean_risks(rows):
    """Averages of the proportions, weighted with the groups' sizes."""
    return sum(r[0] for r in rows) / sum(r[0] + r[1] for r in rows), sum(r[2] for r in rows) / sum(r[2] + r[3] for r in rows)


def log_odds_ratio(vt, c, rows):
    a, b, c, d = c
    n1, n2 = a + b, c + d
    y = log(a / b) - log(c / d) if min(a, b, c, d) > 0 else log(mpf(0))
    if vt == "AV":
        p, q = mean_risks(rows)
        return y, 1 / (p * (1 - p) * n1) + 1 / (q * (1 - q) * n2)
    if vt == "H0":
        p = (a + c) / (n1 + n2)
        return y, 1 / (p * (1 - p)) * (1 / n1 + 1 / n2)
    return y, 1 / a + 1 / b + 1 / c + 1 / d


def log_risk_ratio(vt, c, rows):
    a, b, c, d = c
    n1, n2 = a + b, c + d
    y = log(a / n1) - log(c / n2)
    if vt == "AV":
        p, q = mean_risks(rows)
        return y, (1 - p) / (p * n1) + (1 - q) / (q * n2)
    if vt == "H0":
        p = (a + c) / (n1 + n2)
        return y, (1 - p) / p * (1 / n1 + 1 / n2)
    return y, 1 / a - 1 / n1 + 1 / c - 1 / n2


def risk_difference(vt, c, rows):
    a, b, c, d = c
    n1, n2 = a + b, c + d
    p, q = a / n1, c / n2
    if vt == "AV":
        r, s = mean_risks(rows)
        return p - q, r * (1 - r) / n1 + s * (1 - s) / n2
    if vt == "H0":
        r = (a + c) / (n1 + n2)
        return p - q, r * (1 - r) * (1 / n1 + 1 / n2)
    u = 1 if vt == "UB" else 0
    return p - q, p * (1 - p) / (n1 - u) + q * (1 - q) / (n2 - u)


def peto(vt, c, rows):
    a, b, c, d = c
    n1, n2 = a + b, c + d
    n = n1 + n2
    V = (a + c) * (b + d) * (n1 / n) * (n2 / n) / (n - 1)
    return (a - (a + c) * n1 / n) / V, 1 / V


def arcsine(vt, c, rows):
    a, b, c, d = c
    return mp.asin(mp.sqrt(a / (a + b))) - mp.asin(mp.sqrt(c / (c + d))), 1 / (4 * (a + b)) + 1 / (4 * (c + d))


def probit_difference(vt, c, rows):
    a, b, c, d = c
    n1, n2 = a + b, c + d
    p, q = a / n1, c / n2
    z, w = probit(p), probit(q)
    return z - w, 2 * mp.pi * p * (1 - p) * mp.exp(z ** 2) / n1 + 2 * mp.pi * q * (1 - q) * mp.exp(w ** 2) / n2


def phi(vt, c, rows):
    """Multinomial sampling: Yule 1912, p. 603. Stratified: the delta method, derivatives by the chain rule in p1 and p2."""
    a, b, c, d = c
    n1, n2, m1, m2 = a + b, c + d, a + c, b + d
    n = n1 + n2
    r = (a * d - b * c) / mp.sqrt(n1 * n2 * m1 * m2)
    if vt == "ST":
        p, q = a / n1, c / n2
        k = mp.sqrt(n1 * n2)
        s = m1 * m2  # r = k (p - q)/sqrt(m1 m2), dm1/dp = n1, dm2/dp = -n1
        dp = k / mp.sqrt(s) - k * (p - q) / 2 * s ** mpf("-1.5") * n1 * (m2 - m1)
        dq = -k / mp.sqrt(s) - k * (p - q) / 2 * s ** mpf("-1.5") * n2 * (m2 - m1)
        return r, dp ** 2 * p * (1 - p) / n1 + dq ** 2 * q * (1 - q) / n2
    R, S, U, V = n1 / n, n2 / n, m1 / n, m2 / n
    v = 1 - r ** 2 + r * (1 + r ** 2 / 2) * (R - S) * (U - V) / mp.sqrt(R * S * U * V) \
        - mpf(3) / 4 * r ** 2 * ((R - S) ** 2 / (R * S) + (U - V) ** 2 / (U * V))
    return r, v / n


def yule_q(vt, c, rows):
    a, b, c, d = c
    o = (a / b) / (c / d)
    q = (o - 1) / (o + 1)
    return q, (1 - q ** 2) ** 2 / 4 * (1 / a + 1 / b + 1 / c + 1 / d)


def yule_y(vt, c, rows):
    a, b, c, d = c
    o = mp.sqrt((a / b) / (c / d))
    q = (o - 1) / (o + 1)
    return q, (1 - q ** 2) ** 2 / 16 * (1 / a + 1 / b + 1 / c + 1 / d)


def density2(h, k, r):
    return mp.exp(-(h ** 2 - 2 * r * h * k + k ** 2) / (2 * (1 - r ** 2))) / (2 * mp.pi * mp.sqrt(1 - r ** 2))


TETRACHORIC = {}


def tetrachoric(vt, cells, rows):
    """r by Newton steps on the quadrant's probability, whose derivative in r is the density (Plackett 1954); the variance from the
    inverse of the 3x3 information of r and both thresholds."""
    a, b, c, d = cells
    if min(cells) == 0:
        raise NoEstimate
    key = tuple(cells)
    if key in TETRACHORIC:
        return TETRACHORIC[key]
    n = a + b + c + d
    h, k = probit((a + b) / n), probit((a + c) / n)
    cdf, pdf = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2, lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
    angle = lambda u: mp.exp(-(h ** 2 - 2 * h * k * mp.sin(u) + k ** 2) / (2 * mp.cos(u) ** 2)) / (2 * mp.pi)  # t = sin(u)
    lower = lambda r: cdf(h) * cdf(k) + mp.quad(angle, mp.linspace(0, mp.asin(r), 5))
    low, high = mpf("-0.9999"), mpf("0.9999")
    mp.dps = 15
    for _ in range(22):
        mid = (low + high) / 2
        low, high = (mid, high) if lower(mid) < a / n else (low, mid)
    mp.dps = DPS
    r = (low + high) / 2
    for _ in range(4):
        r -= (lower(r) - a / n) / density2(h, k, r)
    r = mpf(0) if a * d == b * c else r
    assert abs(lower(r) - a / n) < mpf(10) ** -38, cells
    s, f = mp.sqrt(1 - r ** 2), density2(h, k, r)
    dh, dk = pdf(h) * cdf((k - r * h) / s), pdf(k) * cdf((h - r * k) / s)
    J = mp.matrix([[f, dh, dk], [-f, pdf(h) - dh, -dk], [-f, -dh, pdf(k) - dk], [f, dh - pdf(h), dk - pdf(k)]])
    W = mp.diag([n * n / x for x in cells])
    TETRACHORIC[key] = r, ((J.T * W * J) ** -1)[0, 0]
    return TETRACHORIC[key]


def fisher(coefficient):
    def z(vt, c, rows):
        r, v = coefficient(vt, c, rows)
        if abs(r) >= 1:
            raise NoEstimate
        return mp.atanh(r), v / (1 - r ** 2) ** 2
    return z


def times(measure, factor):
    def f(vt, c, rows):
        y, v = measure(vt, c, rows)
        return factor() * y, factor() ** 2 * v
    return f


# ------------------------------------------------------------------------------------------------ matched pairs
def mprd(vt, c, rows):
    a, b, c, d = c
    n = a + b + c + d
    p, q = b / n, c / n
    return (a + b) / n - (a + c) / n, p * (1 - p) / n + 2 * p * q / n + q * (1 - q) / n


def mprr(vt, c, rows):
    a, b, c, d = c
    n = a + b + c + d
    p, q = (a + b) / n, (a + c) / n
    return log(p) - log(q), (b / n + c / n) / (n * p * q)


def mpor(vt, c, rows):
    a, b, c, d = c
    n = a + b + c + d
    p, q, u, w = (a + b) / n, (a + c) / n, b / n, c / n
    return log(p / (1 - p)) - log(q / (1 - q)), (u * (1 - u) + w * (1 - w) + 2 * u * w) / (n * p * (1 - p) * q * (1 - q))


def mporc(vt, c, rows):
    return log(c[1]) - log(c[2]), 1 / c[1] + 1 / c[2]


def mppeto(vt, c, rows):
    V = (c[1] + c[2]) / 4
    return (c[1] - (c[1] + c[2]) / 2) / V, 1 / V


def mporm(vt, c, rows, raw, r, p):
    """The margins; `raw`: before a correction, r the correlation or p the proportion with the event both times."""
    y, v = log_odds_ratio(vt, c, rows)
    if r is None:
        a, b, e, f = raw
        both = p * (a + b)
        u, w, x = a - both, e - both, b - e + both  # the other cells of the table of pairs
        if min(u, w, x) < -(a + b) * mpf("0.005"):
            raise NoEstimate
        under = (both + u) * (w + x) * (both + w) * (u + x)
        if under <= 0:
            raise NoEstimate
        r = (both * x - u * w) / mp.sqrt(under)
        if abs(r) > 1:
            raise NoEstimate
    n = mp.nint(sum(c) / 2)
    s = (r * mp.sqrt(c[0] * c[1] * c[2] * c[3]) + c[0] * c[1]) / n
    delta = n ** 2 * (n * s - c[0] * c[1]) / (c[0] * c[1] * c[2] * c[3])
    if v - 2 * delta / n <= v / 2 ** 46:  # pairs that are all alike, but for the rounding of p
        raise NoEstimate
    return y, v - 2 * delta / n


# ------------------------------------------------------------------------------------------------ rates
def irr(vt, c, rows):
    x, t, y, u = c
    return log(x / t) - log(y / u), 1 / x + 1 / y


def ird(vt, c, rows):
    x, t, y, u = c
    return x / t - y / u, x / t ** 2 + y / u ** 2


def irsd(vt, c, rows):
    x, t, y, u = c
    return mp.sqrt(x / t) - mp.sqrt(y / u), 1 / (4 * t) + 1 / (4 * u)


RATE = {"IR": lambda vt, c, rows: (c[0] / c[1], c[0] / c[1] ** 2), "IRLN": lambda vt, c, rows: (log(c[0] / c[1]), 1 / c[0]),
        "IRS": lambda vt, c, rows: (mp.sqrt(c[0] / c[1]), 1 / (4 * c[1])),
        "IRFT": lambda vt, c, rows: ((mp.sqrt(c[0] / c[1]) + mp.sqrt((c[0] + 1) / c[1])) / 2, 1 / (4 * c[1]))}


# ------------------------------------------------------------------------------------------------ proportions
def proportion(measure):
    def f(vt, c, rows):
        x, n = c[0], c[0] + c[1]
        p = x / n
        q = sum(r[0] for r in rows) / sum(r[0] + r[1] for r in rows) if vt == "AV" else p
        if measure == "PR":
            return p, q * (1 - q) / (n - 1 if vt == "UB" else n)
        if measure == "PLN":
            return log(p), 1 / (q * n) - 1 / n
        if measure == "PLO":
            if not 0 < p < 1:
                raise NoEstimate
            return log(p / (1 - p)), 1 / (q * n) + 1 / ((1 - q) * n)
        if measure == "PRZ":
            return probit(p), 2 * mp.pi * p * (1 - p) * mp.exp(probit(p) ** 2) / n
        if measure == "PAS":
            return mp.asin(mp.sqrt(p)), 1 / (4 * n)
        return (mp.asin(mp.sqrt(x / (n + 1))) + mp.asin(mp.sqrt((x + 1) / (n + 1)))) / 2, 1 / (4 * n + 2)
    return f


# ------------------------------------------------------------------------------------------------ hazards
def hazard(kind, r):
    if kind == "oe":
        return r[0] / r[1], 1 / r[1]
    if kind == "sizes":
        x1, n1, x2, n2, p = r
        V = (x1 + x2) * n1 * n2 / (n1 + n2) ** 2
    else:
        x1, x2, p = r
        V = x1 * x2 / (x1 + x2)
    z = mpf(0) if abs(p) == 1 else mp.sqrt(2) * mp.erfinv(1 - abs(p)) if abs(p) > mpf("1e-10") else solve_decreasing(norm_sf, abs(p) / 2, mpf(0), mpf(60))
    return mp.sign(p) * mp.sqrt(V) * z / V, 1 / V


TABLE = {"RR": log_risk_ratio, "OR": log_odds_ratio, "RD": risk_difference, "AS": arcsine, "PETO": peto,
         "VE": lambda vt, c, rows: (lambda e: (-e[0], e[1]))(log_risk_ratio(vt, c, rows)), "PBIT": probit_difference,
         "OR2D": times(log_odds_ratio, lambda: mp.sqrt(3) / mp.pi), "OR2DN": times(log_odds_ratio, lambda: 1 / mpf("1.65")),
         "PHI": phi, "ZPHI": fisher(phi), "YUQ": yule_q, "YUY": yule_y, "RTET": tetrachoric, "ZTET": fisher(tetrachoric)}
PAIRS = {"MPRD": mprd, "MPRR": mprr, "MPOR": mpor, "MPORC": mporc, "MPPETO": mppeto}
RATES = {"IRR": irr, "IRD": ird, "IRSD": irsd}
PROPORTION = {m: proportion(m) for m in "PR PLN PLO PRZ PAS PFT".split()}
VT = {"RR": "LS AV H0", "OR": "LS AV H0", "RD": "LS UB AV H0", "VE": "LS AV H0", "OR2D": "LS AV H0", "OR2DN": "LS AV H0",
      "PHI": "CS ST LS", "ZPHI": "CS ST LS", "MPORM": "LS AV H0", "PR": "LS UB AV", "PLN": "LS AV", "PLO": "LS AV"}
SRC = {"RR": "Katz 1978", "OR": "Woolf 1955", "RD": "Fleiss & Berlin 2009", "AS": "Ruecker 2009", "PETO": "Yusuf 1985", "VE": "Hightower 1988",
       "PBIT": "Sanchez-Meca 2003", "OR2D": "Hasselblad & Hedges 1995", "OR2DN": "Cox & Snell 1989", "PHI": "Yule 1912", "ZPHI": "Yule 1912",
       "YUQ": "Yule 1912", "YUY": "Yule 1912", "RTET": "Pearson 1900; Tallis 1962", "ZTET": "Pearson 1900; Tallis 1962", "MPRD": "Newcombe 1998",
       "MPRR": "Zou 2007", "MPOR": "Zou 2007", "MPORC": "Zou 2007", "MPPETO": "Zou 2007", "MPORM": "Becker & Balagtas 1993", "IRR": "Rothman 2008",
       "IRD": "Rothman 2008", "IRSD": "Rothman 2008", "IR": "Rothman 2008", "IRLN": "Rothman 2008", "IRS": "Rothman 2008",
       "IRFT": "Freeman & Tukey 1950", "PR": "Stijnen 2010", "PLN": "Stijnen 2010", "PLO": "Stijnen 2010", "PRZ": "Sanchez-Meca 2003",
       "PAS": "Ruecker 2009", "PFT": "Freeman & Tukey 1950", "HR": "Parmar 1998; Tierney 2007"}

# Real data: R package metadat (bcg, hine1989, nielweise2007, bourassa1996 without sexes apart, hart1999, nielweise2008, pritz1997, hannum2020,
# pignon2000); pairs: Agresti 1990 (approval, 1600 voters), Fagerland et al. 2014 (21 and 161 patients), the others are made up.
BCG = [(4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619),
       (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825)]
HINE = [(2, 37, 1, 42), (4, 40, 4, 40), (6, 101, 4, 106), (7, 96, 5, 95), (7, 103, 3, 103), (11, 143, 4, 142)]
NIEL = [(0, 116, 3, 114), (1, 43, 3, 32), (2, 206, 9, 186), (0, 130, 7, 129), (5, 146, 6, 151), (1, 97, 4, 135), (1, 173, 3, 174), (1, 73, 2, 37), (1, 96, 19, 84),
        (1, 112, 2, 120), (0, 66, 7, 57), (0, 70, 1, 57), (3, 185, 5, 170), (6, 181, 11, 169), (0, 118, 0, 105), (0, 252, 1, 261), (1, 344, 3, 359), (4, 60, 1, 68)]
HANDS = [(93, 17, 130, 760), (140, 91, 305, 697), (16, 14, 43, 114), (102, 97, 597, 1898), (17, 14, 38, 80), (10, 2, 52, 170), (7, 2, 15, 169), (4, 2, 15, 38)]
EDGE = [(0, 30, 0, 28), (12, 0, 9, 0), (0, 5, 6, 0), (5, 0, 0, 6), (1, 0, 0, 1), (1, 1, 0, 2), (2, 0, 1, 1), (1, 1, 1, 1), (1, 2, 2, 1), (5, 7, 5, 7)]
WIDE = [(1000000, 999000000, 1200000, 998800000), (500000000, 500000000, 500000001, 499999999), (1, 999999999, 2, 999999998), (999999999, 1, 10, 999999990),
        (1000000, 1, 1, 1000000), (3, 2000000, 1500000, 2), (1000, 1000, 1001, 999), (0.1, 0.3, 0.7, 0.2), (5, 5000000, 5, 5000001)]
# about the places where the library changes its way to compute: z of phi at 1/2; near quantiles (PBIT, PRZ); r near 0 (RTET)
SWITCH = [(75, 25, 25, 75), (74, 26, 25, 75), (76, 24, 25, 75), (1000, 1000, 1030, 970), (1000, 1000, 1046, 954), (1000, 1000, 1050, 950), (1000, 1000, 1064, 936),
          (1000, 1000, 1100, 900), (10, 9990, 10.5, 9989.5), (10, 9990, 11, 9989), (10, 9990, 12, 9988), (100, 9900, 101, 9899), (100, 9900, 105, 9895)]
SETS = [("switch", SWITCH), ("bcg", BCG), ("hine1989", HINE), ("bourassa1996", HANDS), ("nielweise2007", NIEL), ("edge", EDGE), ("wide", WIDE)]
MATCHED = [("published", [(794, 150, 86, 570), (1, 1, 7, 12), (59, 6, 16, 80)]),
           ("made_up", [(20, 5, 12, 33), (3, 9, 2, 41), (150, 31, 29, 77), (8, 1, 6, 2), (44, 10, 10, 90), (2, 17, 21, 5), (61, 3, 1, 12), (9, 12, 4, 80)]),
           ("zeros", [(0, 5, 3, 12), (7, 0, 4, 9), (6, 3, 0, 11), (5, 2, 8, 0), (0, 0, 4, 9), (4, 6, 5, 9), (3, 0, 0, 8), (0, 3, 0, 0), (0, 0, 0, 5), (6, 0, 0, 0)]),
           ("wide", [(1000000, 1, 2, 1000000), (1, 999999, 1000001, 3), (500000000, 1, 0, 499999999), (0.2, 0.4, 0.1, 0.3), (1, 1, 0, 0), (3, 1000000, 999999, 2)])]
HART = [(9, 413, 19, 398), (8, 263, 19, 245), (3, 487, 13, 435), (6, 237, 9, 241), (7, 489, 23, 483), (20, 507, 50, 405)]
NIEL8 = [(7, 1344, 11, 1988), (8, 1600, 8, 1461), (3, 12012, 14, 10962), (6, 1536, 10, 1503), (1, 370, 1, 483), (1, 729, 8, 913), (17, 6760, 15, 6840),
         (3, 1107, 7, 1015), (2, 320, 3, 440)]
TIMES = [("hart1999", HART), ("nielweise2008", NIEL8), ("zeros", [(0, 55.5, 3, 60), (4, 80, 0, 75), (0, 12, 0, 14), (6, 50, 5, 52)]),
         ("wide", [(1, 1e-3, 2, 1e9), (1000000000, 1e6, 3, 1e-6), (5, 1e12, 6, 1e12), (100, 1000, 1000, 10000.5), (7, 0.25, 9, 0.125)])]
ONE = [("hart1999", [r[:2] for r in HART] + [r[2:] for r in HART]), ("nielweise2008", [r[:2] for r in NIEL8]),
       ("edge", [(0, 55.5), (3, 3), (1, 1e-6), (2000000000, 1e9), (5, 5.000001), (0, 1e9), (12, 0.5), (1, 365.25)])]
PRITZ = [(16, 1), (10, 2), (4, 4), (43, 15), (10, 0), (25, 17), (13, 1), (12, 0), (22, 19), (4, 1), (5, 1), (18, 5), (58, 10), (6, 4)]
PROPS = [("pritz1997", PRITZ), ("hannum2020", [(44, 28), (13, 3), (17, 16), (2, 13), (344, 235), (15, 27)]),
         ("edge", [(0, 25), (30, 0), (1, 1), (0, 1), (1, 0), (1, 999999999), (999999999, 1), (500000000, 500000001), (7, 7), (0.25, 0.5)]), ("all", [(4, 0), (9, 0)]),
         ("switch", [(515, 485), (523, 477), (524, 476), (530, 470)]),
         ("none", [(0, 4), (0, 9)])]
PIGNON = [(-1.8, 14.5), (11.8, 57.1), (-7.4, 80.6), (-5.6, 8.5), (0.4, 6.4), (1.8, 8.7), (-0.2, 5.0), (-3.9, 30.2), (0.0, 7.8), (-0.8, 125.9), (2.2, 27.9)]
LOGRANK = [(34, 120, 47, 118, -0.075), (26, 60, 18, 58, 0.2), (180, 301, 151, 249, 0.0004), (5, 20, 0, 21, 0.04), (12, 100, 30, 200, -0.9), (3, 10, 3, 10, 1), (400, 900, 450, 903, -1e-30),
           (1, 2, 1, 1, -1), (77, 400, 60, 201, 0.0123)]


def add_cells(r, where, add, to, anyzero):
    zero = any(r[i] == 0 for i in where)
    hit = {"all": True, "only0": zero, "if0all": anyzero, "none": False}[to]
    return [mpf(x) + (mpf(add) if hit and i in where else 0) for i, x in enumerate(r)]


def double_zero(family, r):
    if family == "rates":
        return r[0] == 0 and r[2] == 0
    return family in ("table", "pairs") and ((r[0] == 0 and r[2] == 0) or (r[1] == 0 and r[3] == 0))


def show(x):
    return "%d" % x if x == int(x) and abs(x) < 1e15 else "%.17g" % x


def estimate(f):
    try:
        y, v = f()
    except (NoEstimate, ZeroDivisionError):
        return None, None
    ok = not isinstance(y, mp.mpc) and not isinstance(v, mp.mpc) and mp.isfinite(y) and mp.isfinite(v) and v > mpf("1e-40")
    return (y, v) if ok else (None, None)


def write():
    out = open(os.path.join(HERE, "effects2_tables.csv"), "w")
    out.write("measure,vtype,table,add,to,drop00,%s,yi,vi,source,rtol\n" % ",".join(COLUMNS))

    def line(me, vt, name, options, cells, y, v):
        out.write("%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n" % (me, vt, name, *options, ",".join(show(cells[c]) if c in cells else "NA" for c in COLUMNS),
                                                    num(y), num(v), SRC[me], TOLERANCE.get(me, "1e-12")))

    def call(family, me, vt, f, name, rows, options, where, cols, extra=None, sums=()):
        """extra: further columns of each row; sums: (column, (i, j)) given as a sum of two cells in place of the second."""
        add, to, drop = options
        used = [r for r in rows if not (drop == "TRUE" and double_zero(family, r))]
        anyzero = any(r[i] == 0 for r in used for i in where)
        amount = (0 if me in ZERO_ADD else 0.5) if add == "NA" else add
        corrected = {r: add_cells(r, where, amount, to if to != "NA" else "only0", anyzero) for r in used}
        for i, r in enumerate(rows):
            y, v = None, None
            more = extra[i] if extra else {}
            if r in corrected:
                y, v = estimate(lambda: f(vt, corrected[r], list(corrected[q] for q in used), **({"raw": [mpf(x) for x in r], "r": more.get("ri") and mpf(more["ri"]),
                                                                                      "p": more.get("pi") and mpf(more["pi"])} if extra else {})))
            cells = dict(zip(cols, r), **more)
            for column, (k, m) in sums:
                cells[column] = r[k] + r[m]
                del cells[cols[m]]
            line(me, vt, name, options, cells, y, v)

    DEFAULT = ("NA", "NA", "NA")
    OTHERS = [(0.5, "all", "FALSE"), (0, "none", "FALSE"), (0.25, "if0all", "FALSE"), (0.5, "only0", "TRUE"), (0.5, "if0all", "TRUE")]
    T4, T4N = ("ai", "bi", "ci", "di"), (("n1i", (0, 1)), ("n2i", (2, 3)))
    for me, f in TABLE.items():
        for j, vt in enumerate(VT.get(me, "NA").split()):
            for name, rows in SETS:
                if me in ("RTET", "ZTET") and name == "wide":
                    rows = [r for r in rows if r not in (WIDE[3], WIDE[4], WIDE[5])]  # |r| above 0.9999
                call("table", me, vt, f, name, rows, DEFAULT, range(4), T4)
                for options in OTHERS if name == "edge" and (j == 0 or vt in ("AV", "ST")) else []:
                    call("table", me, vt, f, name, rows, options, range(4), T4)
                for options in OTHERS[:1] if name == "nielweise2007" and vt == "AV" else []:
                    call("table", me, vt, f, name, rows, options, range(4), T4)
            call("table", me, vt, f, "hine1989_sizes", HINE, DEFAULT, range(4), T4, sums=T4N)
    for me, f in PAIRS.items():
        for name, rows in MATCHED:
            for options in [DEFAULT] + (OTHERS if name == "zeros" else []):
                call("pairs", me, "NA", f, name, rows, options, range(4), T4)
        call("pairs", me, "NA", f, "made_up_sizes", MATCHED[1][1], DEFAULT, range(4), T4, sums=T4N)
    for vt in VT["MPORM"].split():
        for name, rows in MATCHED[:3]:
            rows = [r for r in rows if 0 < r[0] + r[1] or 0 < r[0] + r[2]]
            margins = [(a + b, c + d, a + c, b + d) for a, b, c, d in rows]
            keep = [i for i, m in enumerate(margins) if margins.index(m) == i]
            margins, rows = [margins[i] for i in keep], [rows[i] for i in keep]
            both = [{"pi": a / (a + b + c + d)} for a, b, c, d in rows]
            corr = [{"ri": [0.25, 0.5, 0.9, -0.125, 0.0625, 0.75, 0.3, 0.99][i % 8]} for i in range(len(rows))]
            for options in [DEFAULT] + (OTHERS if name == "zeros" and vt != "H0" else []):
                call("pairs", "MPORM", vt, mporm, name + "_p", margins, options, range(4), T4, both)
                call("pairs", "MPORM", vt, mporm, name + "_r", margins, options, range(4), T4, corr)
            if vt == "LS":
                call("pairs", "MPORM", vt, mporm, name + "_sizes_p", margins, DEFAULT, range(4), T4, both, T4N)
                call("pairs", "MPORM", vt, mporm, name + "_sizes_r", margins, DEFAULT, range(4), T4, corr, T4N)
    call("pairs", "MPORM", "LS", mporm, "limits", [(30, 70, 30, 70), (30, 70, 31, 69), (30, 70, 40, 60), (40, 60, 20, 80), (20, 80, 40, 60), (90, 10, 80, 20)], DEFAULT, range(4), T4,
         [{"ri": 0.99999}, {"ri": 1 - 2.0 ** -30}, {"pi": 0.3}, {"pi": 0.5}, {"pi": 0.203}, {"pi": 0.6}])
    for me, f in RATES.items():
        for name, rows in TIMES:
            for options in [DEFAULT] + (OTHERS if name == "zeros" else []):
                call("rates", me, "NA", f, name, rows, options, (0, 2), ("x1i", "t1i", "x2i", "t2i"))
    for me, f in RATE.items():
        for name, rows in ONE:
            for options in [DEFAULT] + (OTHERS[:3] if name == "edge" else []):
                call("rate", me, "NA", f, name, rows, options, (0,), ("xi", "ti"))
    for me, f in PROPORTION.items():
        for vt in VT.get(me, "NA").split():
            for name, rows in PROPS:
                for options in [DEFAULT] + (OTHERS[:3] if name not in ("hannum2020", "pritz1997", "switch") else []):
                    call("proportion", me, vt, f, name, rows, options, (0, 1), ("xi", "mi"))
            call("proportion", me, vt, f, "pritz1997_sizes", PRITZ, DEFAULT, (0, 1), ("xi", "mi"), sums=(("ni", (0, 1)),))
    for kind, cols, rows in (("oe", ("oei", "voei"), PIGNON), ("sizes", ("x1i", "n1i", "x2i", "n2i", "pi"), LOGRANK),
                             ("events", ("x1i", "x2i", "pi"), [(r[0], r[2], r[4]) for r in LOGRANK])):
        for r in rows:
            y, v = estimate(lambda: hazard(kind, [mpf(x) for x in r]))
            line("HR", "NA", kind, DEFAULT, dict(zip(cols, r)), y, v)
    out.close()


TOLERANCE = {}


def check():
    """copse's convention is that no positive variance is no estimate; metafor may give 0 there."""
    ours = list(csv.DictReader(open(os.path.join(HERE, "effects2_tables.csv"))))
    worst = {}
    for m in csv.DictReader(open(os.path.join(HERE, "effects2_tables_metafor.csv"))):
        r = ours[int(m["row"]) - 1]
        for s in ("yi", "vi"):
            if r["yi"] == "NA" or m[s] == "NA":
                bad = (r["yi"] == "NA") != (m[s] == "NA") and not (r["yi"] == "NA" and (float(m["vi"]) if m["vi"] != "NA" else 0) < 1e-15)
                d = float("inf") if bad else 0.0
            else:
                a, b = float(r[s]), float(m[s])
                d = abs(a - b) / max(abs(a), abs(b), 1e-300)
            k = (r["measure"], r["vtype"], s)
            worst[k] = max(worst.get(k, (0, 0)), (d, int(m["row"])))
    for k, (d, row) in sorted(worst.items()):
        print("  %-6s %-3s %s  %.1e  row %d" % (*k, d, row))


if __name__ == "__main__":
    check() if "--check" in sys.argv else write()
