"""Writes counts.csv; with --check compares with counts_metafor.csv.   Usage: python3 make_counts.py [--check]"""
import csv, os, sys
from mpmath import mp, mpf, log, sqrt, exp, findroot, pi
from refcore import *
from make_mh import pooled, own, cmh
from make_pool import check

RATES = {"hart", "nielweise_rates", "rothman2", "sparse_rates"}
PAPER = {"OR": "Robins Breslow & Greenland 1986", "RR": "Greenland & Robins 1985", "RD": "Sato 1989", "IRR": "Greenland & Robins 1985",
         "IRD": "Greenland & Robins 1985", "PETO": "Yusuf et al. 1985"}
SOURCE = {"cmh": "Mantel & Haenszel 1959", "cmh_corrected": "Mantel & Haenszel 1959", "cochran": "Cochran 1954",
          "cochran_corrected": "Cochran 1954", "breslow_day": "Breslow & Day 1980", "tarone": "Tarone 1985",
          "se_greenland": "Greenland & Robins 1985", "I2": "Higgins & Thompson 2002", "H2": "Higgins & Thompson 2002"}


def moments(t):
    """O - E and the hypergeometric variance of each table."""
    for a, b, c, d in t:
        n1, n2, m, r, N = a + b, c + d, a + c, b + d, a + b + c + d
        yield a - n1 * m / N, n1 * n2 * m * r / (N**2 * (N - 1))


def one_sided(m, a, b, c, d):
    return a + c == 0 or (m not in ("IRR", "IRD") and b + d == 0)


def peto(t):
    om = list(moments(t))
    E, V = sum(e for e, v in om), sum(v for e, v in om)
    Q = sum(e**2 / v for e, v in om if v) - E**2 / V
    return E / V, 1 / V, Q, [v for e, v in om], [(e / v, 1 / v) for e, v in om if v]


def weight(m, a, b, c, d):
    N = a + b + c + d
    return {"OR": lambda: b * c / N, "RR": lambda: c * (a + b) / N, "RD": lambda: (a + b) * (c + d) / N,
            "IRR": lambda: c * b / (b + d), "IRD": lambda: b * d / (b + d)}[m]()


def homogeneity(t, psi):
    """Breslow-Day, Tarone: the expected first cell as the root of its equation by bisection, not by the formula for it."""
    q, e, v = mpf(0), mpf(0), mpf(0)
    k = 0
    for a, b, c, d in t:
        n1, n2, m = a + b, c + d, a + c
        if m == 0 or b + d == 0:
            continue
        lo, hi = max(mpf(0), m - n2), min(n1, m)
        for _ in range(220):
            A = (lo + hi) / 2
            if A * (n2 - m + A) > psi * (n1 - A) * (m - A):
                hi = A
            else:
                lo = A
        V = 1 / (1 / A + 1 / (n1 - A) + 1 / (m - A) + 1 / (n2 - m + A))
        q, e, v, k = q + (a - A)**2 / V, e + a - A, v + V, k + 1
    return (q, q - e**2 / v, k) if k > 1 else (None, None, k)


def cochran(t, correction):
    e = sum(x for x, v in moments(t))
    v = sum((a + b) * (c + d) * (a + c) * (b + d) / (a + b + c + d)**3 for a, b, c, d in t)
    return (abs(e) - correction)**2 / v


def greenland_rd(t):
    W = sum((a + b) * (c + d) / (a + b + c + d) for a, b, c, d in t)
    return sqrt(sum((a * b * (c + d)**3 + c * d * (a + b)**3) / ((a + b) * (c + d) * (a + b + c + d)**2) for a, b, c, d in t)) / W


def statistics(m, t):
    Q = None
    if m == "PETO":
        y, v, Q, w, each = peto(t)
    else:
        y, v = pooled(m, t)
        w, each = [weight(m, *x) for x in t], [own(m, *x) for x in t if not one_sided(m, *x)]
    k, z975 = len(each), norm_isf(mpf("0.025"))
    about = sum((e - y)**2 / s for e, s in each) if k > 1 else mpf(0)
    Q = about if Q is None else Q
    se = sqrt(v)
    out = {"estimate": y, "se": se, "statistic": y / se, "p": 2 * norm_sf(abs(y / se)), "ci_lower": y - z975 * se, "ci_upper": y + z975 * se,
           "Q": Q if k > 1 else 0, "Q_df": k - 1, "Q_p": chi2_sf(Q, k - 1) if k > 1 else 1,
           "I2": max(0, 100 * (Q - (k - 1)) / Q) if k > 1 else None, "H2": Q / (k - 1) if k > 1 else None}
    ll = -(k * log(2 * pi) + sum(log(s) for e, s in each) + about) / 2
    n = max(k, 3)
    out.update(log_lik=ll, deviance=about, AIC=-2 * ll + 2, BIC=-2 * ll + log(k), AICc=-2 * ll + mpf(2 * n) / (n - 2))
    out.update(weight_first=100 * w[0] / sum(w), weight_last=100 * w[-1] / sum(w))
    half = mpf(1) / 2
    kind = "IRR" if m in ("IRR", "IRD") else "OR"
    out.update(cmh=cmh(kind, t, 0), cmh_corrected=cmh(kind, t, half))
    if kind == "OR":
        out.update(cochran=cochran(t, 0), cochran_corrected=cochran(t, half))
    if m == "OR":
        bd, tarone, informative = homogeneity(t, exp(y))
        out.update(breslow_day=bd, tarone=tarone, informative=informative)
    if m == "RD":
        out["se_greenland"] = greenland_rd(t)
    return out


def write():
    tables = {}
    for r in csv.DictReader(open(os.path.join(HERE, "data", "counts_tables.csv"))):
        tables.setdefault(r["dataset"], []).append(tuple(mpf(float(r[x])) for x in "abcd"))
    f = open(os.path.join(HERE, "counts.csv"), "w")
    f.write("dataset,measure,statistic,value,kind,source,rtol\n")
    for ds, t in tables.items():
        for m in ("IRR", "IRD") if ds in RATES else ("OR", "RR", "RD", "PETO"):
            for st, x in statistics(m, t).items():
                far = st in ("p", "Q_p") and x < mpf(10)**-20
                f.write('%s,%s,%s,%s,high-precision,"make_counts.py: %s",%s\n' % (ds, m, st, num(x), SOURCE.get(st, PAPER[m]), "1e-9" if far else "1e-10"))
    f.close()


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(os.path.join(HERE, "counts.csv"), os.path.join(HERE, "counts_metafor.csv"), ("dataset", "measure", "statistic"))
    else:
        write()
