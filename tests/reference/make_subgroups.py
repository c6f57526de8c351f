"""Writes subgroups.csv; with --check compares with subgroups_metafor.csv.   Usage: python3 make_subgroups.py [--check]"""
import os, sys
from refcore import *
from make_pool import check

SETS = (("smit2023_clinical", "role"), ("smit2023_functional", "role"), ("smit2023_personal", "role"), ("bcg", "alloc"))
Q_B = "Q_b = sum (mu_l - mu_bar)^2/se_l^2; mu_bar inverse-variance mean; se_l as in this method and test (R package meta; Borenstein 2009 ch. 19)"
TAU = {"separate": "tau2 estimated in each level", "common": "tau2 = residual tau2 of meta-regression on the level factor"}


def write():
    f = open(os.path.join(HERE, "subgroups.csv"), "w")
    f.write("dataset,variable,method,test,tau2_mode,subgroup,statistic,value,kind,source,rtol\n")
    got = {}
    for ds, var in SETS:
        y, v, rows = read_data(ds)
        g = [r[var] for r in rows]
        levels = list(dict.fromkeys(g))
        X = [[mpf(1) if a == l else mpf(0) for l in levels] for a in g]
        for me in ("REML", "DL"):
            tc = tau2_of(me, y, v, X)[0]
            for te in ("z", "knha"):
                for mode in ("separate", "common"):
                    mus = []

                    def emit(lv, st, val, src, rtol="1e-9"):
                        f.write('%s,%s,%s,%s,%s,%s,%s,%s,high-precision,"make_subgroups.py: %s",%s\n' % (ds, var, me, te, mode, lv, st, num(val), src, rtol))
                        got[ds, me, te, mode, lv, st] = val
                    for l in levels:
                        yl = [a for a, b in zip(y, g) if b == l]
                        vl = [a for a, b in zip(v, g) if b == l]
                        one = [[mpf(1)]] * len(yl)
                        t = tc if mode == "common" else tau2_of(me, yl, vl, one)[0]
                        c = coef_table(yl, vl, one, t, te, 95)[0][0]
                        h, _ = heterogeneity(me, yl, vl, one, t)
                        mus.append((c["estimate"], c["se"]))
                        for st, val in (("k", len(yl)), ("mu", c["estimate"]), ("se", c["se"]), ("ci_lower", c["ci_lower"]), ("ci_upper", c["ci_upper"]),
                                        ("p", c["p"]), ("tau2", t), ("Q", h["Q"]), ("Q_df", h["Q_df"]), ("Q_p", h["Q_p"]), ("I2_Q", h["I2_Q"])):
                            cond = abs(c["estimate"]) + abs(val - c["estimate"]) if st.startswith("ci") else 0
                            emit(l, st, val, TAU[mode], "1e-8" if (st == "I2_Q" or (cond and cond > 30 * abs(val)) or (st == "tau2" and 0 < t < mpf("1e-3"))) else "1e-9")
                    w = [1 / b ** 2 for _, b in mus]
                    m = mp.fsum(a * b[0] for a, b in zip(w, mus)) / mp.fsum(w)
                    q = mp.fsum(a * (b[0] - m) ** 2 for a, b in zip(w, mus))
                    emit("(between)", "Q", q, TAU[mode] + "; " + Q_B, "1e-8")
                    emit("(between)", "df", len(levels) - 1, Q_B)
                    emit("(between)", "p", chi2_sf(q, len(levels) - 1), Q_B, "1e-8")
    f.close()
    # values printed by meta 8.4
    r = lambda *k: float(got[k])
    b = ("bcg", "REML", "z", "separate")
    for l, e, lo, hi, t in (("random", .38, .22, .65, .3925), ("alternate", .58, .34, 1.01, .1326), ("systematic", .65, .32, 1.32, .4003)):
        assert (round(math.exp(r(*b, l, "mu")), 2), round(math.exp(r(*b, l, "ci_lower")), 2), round(math.exp(r(*b, l, "ci_upper")), 2), round(r(*b, l, "tau2"), 4)) == (e, lo, hi, t), l
    assert round(r(*b, "random", "Q"), 2) == 110.21
    assert (round(r(*b, "(between)", "Q"), 2), round(r(*b, "(between)", "p"), 4)) == (1.86, .3943)
    s = ("smit2023_personal", "REML", "knha", "separate")
    # printed: Q = 0.41, p = .8153; with tau2 to full precision p is .81522 (meta's tau2 stops at a change of 1e-5)
    assert round(r(*s, "(between)", "Q"), 2) == 0.41 and abs(r(*s, "(between)", "p") - .8153) < 1.5e-4
    for l, lo, hi, t in (("curriculum", .05, .32, .0017), ("other", .06, .25, 0), ("added", -.14, .40, .0802)):
        assert (round(r(*s, l, "ci_lower"), 2), round(r(*s, l, "ci_upper"), 2), round(r(*s, l, "tau2"), 4)) == (lo, hi, t), l
    print("agrees with the values printed by meta 8.4")


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(os.path.join(HERE, "subgroups.csv"), os.path.join(HERE, "subgroups_metafor.csv"), ("dataset", "method", "test", "tau2_mode", "subgroup", "statistic"))
    else:
        write()
