"""Writes regression.csv: predictions, contrasts, variance inflation and standardised coefficients of the designs of make_mods.py.
Prediction i is at study i's moderators (i = 1, 2); contrast i is b_i - b_(i+1)/2 (the last: with b_1), tested against i/10.
Usage: python3 make_regression.py [--check], the latter against regression_metafor.csv."""
import sys
from make_mods import *

TERMS = {"bcg_ablat_year": (None, 0, 1), "bcg_alloc_ablat": (None, 0, 0, 1), "molloy_quality_age": (None, 0, 1), "sim1000": (None, 0, 0, 1, 1)}
FILE = os.path.join(HERE, "regression.csv")


def det(R, list_):
    return mp.det(mp.matrix([[R[a, b] for b in list_] for a in list_])) if list_ else mpf(1)


def sd(x):
    m = mp.fsum(x) / len(x)
    return mp.sqrt(mp.fsum((a - m) ** 2 for a in x) / (len(x) - 1))


def write():
    f = open(FILE, "w")
    f.write("design,dataset,method,test,part,row,statistic,value,kind,source,rtol\n")
    for name in DESIGNS:
        ds, y, v, X, cols = design(name)
        k, p = len(y), len(cols)
        loose = "1e-8" if "year" in cols else "1e-9"
        for me in ("REML", "ML", "EE"):
            t, _, _ = tau2_of(me, y, v, X)
            for te in ("z", "knha"):
                _, fit, s2w = coef_table(y, v, X, t, te, 95)
                V = s2w * fit.S
                df = None if te == "z" else k - p
                crit = norm_isf(mpf("0.025")) if df is None else t_isf(mpf("0.025"), df)
                sf = (lambda s: 2 * norm_sf(abs(s))) if df is None else (lambda s: 2 * t_sf(abs(s), df))

                def emit(part, row, st, val, rtol=loose):
                    f.write("%s,%s,%s,%s,%s,%d,%s,%s,high-precision,make_regression.py,%s\n" % (name, ds, me, te, part, row, st, num(val), rtol))
                for i in (0, 1):
                    x = mp.matrix(X[i])
                    est, var = (x.T * fit.b)[0], (x.T * V * x)[0]
                    emit("prediction", i, "estimate", est)
                    emit("prediction", i, "se", mp.sqrt(var))
                    emit("prediction", i, "ci_lower", est - crit * mp.sqrt(var), "1e-8")
                    emit("prediction", i, "ci_upper", est + crit * mp.sqrt(var), "1e-8")
                    half = crit * mp.sqrt(var + t)
                    emit("prediction", i, "pi_lower", None if me == "EE" else est - half, "1e-8")
                    emit("prediction", i, "pi_upper", None if me == "EE" else est + half, "1e-8")
                L = mp.matrix(p, p)
                for i in range(p):
                    L[i, i] += 1
                    L[i, (i + 1) % p] -= mpf(1) / 2
                d, C = L * fit.b, L * V * L.T
                for i in range(p):
                    s = (d[i] - mpf(float((i + 1) / 10))) / mp.sqrt(C[i, i])
                    emit("contrast", i, "estimate", d[i])
                    emit("contrast", i, "se", mp.sqrt(C[i, i]))
                    emit("contrast", i, "statistic", s, "1e-8")
                    if sf(s) > mpf(10) ** -300:
                        emit("contrast", i, "p", sf(s), "%.0e" % max(1e-8, 2e-9 * float(s) ** 2))
                    d[i] -= mpf(float((i + 1) / 10))
                W = (d.T * (C ** -1) * d)[0]
                if df is None:
                    emit("joint", 0, "statistic", W, "1e-4" if "year" in cols else "1e-8")
                else:
                    emit("joint", 0, "statistic", W / p, "1e-4" if "year" in cols else "1e-8")
                    emit("joint", 0, "df2", df)
                emit("joint", 0, "df", p)
                if te != "z" or name not in TERMS:
                    continue
                R = mp.matrix(p, p)
                for a in range(p):
                    for b in range(p):
                        R[a, b] = V[a, b] / mp.sqrt(V[a, a] * V[b, b])
                every = list(range(1, p))
                D = det(R, every)
                for j in every:
                    emit("vif", j, "vif", det(R, [a for a in every if a != j]) / D)
                for term in sorted(set(TERMS[name][1:])):
                    inside = [a for a in every if TERMS[name][a] == term]
                    g = det(R, inside) * det(R, [a for a in every if a not in inside]) / D
                    emit("gvif", term, "gvif", g)
                    emit("gvif", term, "scaled", g ** (mpf(1) / (2 * len(inside))))
                for j in every:
                    sx = sd([x[j] for x in X])
                    emit("standardised", j, "estimate", fit.b[j] * sx)
                    emit("standardised", j, "se", mp.sqrt(V[j, j]) * sx)
                    emit("standardised", j, "by_both", fit.b[j] * sx / sd(y))
    f.close()


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(FILE, os.path.join(HERE, "regression_metafor.csv"), ("design", "method", "test", "part", "row", "statistic"))
    else:
        write()
