"""Writes pool.csv; with --check compares it with pool_metafor.csv.   Usage: python3 make_pool.py [--check]"""
import csv, os, sys
from refcore import *

SETS = ["bcg", "k1", "k2", "k2_close", "k3", "identical", "tau2_zero", "dominating", "huge_scale", "tiny_scale", "large_offset",
        "sim100", "sim1000", "tau2_1e6", "tau2_1e-5", "tau2_1e-10", "bimodal", "bimodal_zero", "hackshaw1998",
        "normand1999_smd", "normand1999_md", "molloy2014_zcor", "smit2023_clinical", "smit2023_functional", "smit2023_personal"]
METHODS = ("EE",) + RE
FULL = {"bcg", "k2", "smit2023_personal"}          # all methods x tests, levels 90 and 99
TESTED = ("EE", "DL", "REML", "PM")                 # methods with every test on the other sets
PAPER = {"EE": "Hedges & Olkin 1985", "DL": "DerSimonian & Laird 1986", "HE": "Hedges 1983", "HS": "Hunter & Schmidt 1990",
         "HSk": "Brannick 2019", "SJ": "Sidik & Jonkman 2005", "ML": "Hardy & Thompson 1996", "REML": "Viechtbauer 2005",
         "EB": "Morris 1983", "PM": "Paule & Mandel 1982", "PMM": "Viechtbauer 2021"}
TAU = ("tau2", "tau2_ci_lower", "tau2_ci_upper", "I2", "I2_ci_lower", "I2_ci_upper")


def write(path):
    out = open(path, "w")
    out.write("dataset,method,test,level,statistic,value,kind,source,rtol\n")

    def emit(ds, me, te, lv, st, val, rtol, why):
        if st == "p" or st == "Q_p":
            if val is not None and val < mpf(10) ** -323:
                val = mpf(0)
            elif val is not None and val < mpf(10) ** -305:
                return                               # subnormal: no relative tolerance makes sense
        paper = PAPER[me]
        if st in ("se", "statistic", "p", "df", "ci_lower", "ci_upper") and te in ("knha", "adhoc"):
            paper = "Knapp & Hartung 2003"
        if st.startswith(("tau2_ci", "I2_ci", "H2_ci")):
            paper = "Viechtbauer 2007"
        if st in ("I2", "H2", "I2_Q"):
            paper = "Higgins & Thompson 2002"
        out.write("%s,%s,%s,%s,%s,%s,high-precision,make_pool.py: %s%s,%s\n" %
                  (ds, me, te, lv, st, num(val), paper, ("; " + why) if why else "", rtol))

    for ds in SETS:
        y, v, _ = read_data(ds)
        k = len(y)
        X = [[mpf(1)]] * k
        qp = {}
        for me in METHODS:
            if k == 1 and me not in ("EE", "DL", "REML", "ML"):
                continue
            t, se_t, mx = tau2_of(me, y, v, X)
            if len(mx) > 1:
                print(ds, me, "local maxima (loglik, tau2):", [(mp.nstr(a, 8), mp.nstr(b, 6)) for a, b in mx])
            het, vt = heterogeneity(me, y, v, X, t)
            fs = fit_stats(me, y, v, X, t)
            if me == "EE" and het["Q"] == 0 and k > 1:
                del het["I2"]                        # 0/0 in the definition
            if k == 1:
                fs = {} if me == "REML" else fs      # log 0 in BIC

            def tol(st, val):
                base = mpf("1e-9")
                if (st == "I2_Q" or (st == "I2" and me == "EE")) and val:
                    c = mpf(2) ** -52 * 64 * mp.sqrt(k) * het["Q"] / (het["Q"] - het["Q_df"])
                    return ("%.0e" % float(c), "cancellation Q - df") if c > base else ("1e-9", "")
                if st in TAU and val:
                    tv = val if st.startswith("tau2") else val / 100 * vt
                    c = mpf(2) ** -52 * 64 * mp.sqrt(k) * vt / tv
                    if c > base:
                        return "%.0e" % float(c), "cancellation Q - df"
                return "1e-9", ""
            tests = ("z", "t", "knha", "adhoc") if ds in FULL or me in TESTED else ("z",)
            if k == 1:
                tests = ("z",)
            for te in tests:
                for lv in ((95, 90, 99) if ds in FULL else (95,)):
                    c, f, s2w = coef_table(y, v, X, t, te, lv)
                    c = c[0]
                    cols = dict(k=k, mu=c["estimate"], **{s: c[s] for s in ("se", "statistic", "df", "p", "ci_lower", "ci_upper")})
                    if me == "EE":
                        pl = pu = None
                    else:
                        h = c["crit"] * mp.sqrt(c["se"] ** 2 + t)
                        pl, pu = c["estimate"] - h, c["estimate"] + h
                    cols.update(pi_lower=pl, pi_upper=pu)
                    if lv != 95:
                        cols = {s: cols[s] for s in ("ci_lower", "ci_upper", "pi_lower", "pi_upper")}
                    if te == "z":
                        if lv == 95:
                            cols.update(tau2=t, tau2_se=se_t)
                        if me == "EE" or k == 1:
                            ci = dict.fromkeys(("tau2_ci_lower", "tau2_ci_upper", "I2_ci_lower", "I2_ci_upper", "H2_ci_lower", "H2_ci_upper"))
                        else:
                            if lv not in qp:
                                qp[lv] = q_profile(y, v, X, lv)
                            a, b = qp[lv]
                            ci = dict(tau2_ci_lower=a, tau2_ci_upper=b, I2_ci_lower=100 * a / (a + vt), I2_ci_upper=100 * b / (b + vt),
                                      H2_ci_lower=a / vt + 1, H2_ci_upper=b / vt + 1)
                        cols.update(ci)
                        if lv == 95:
                            cols.update(het)
                            cols.update(fs)
                    for st, val in cols.items():
                        rt, why = tol(st, val)
                        # conditioning beyond tau2
                        if st == "p" and te and c["statistic"] is not None and val and val > 0:
                            cond = abs(c["statistic"]) * 2 * (abs(c["statistic"]) + 1)
                            if cond > 50:
                                rt, why = "%.0e" % float(cond * mpf("2e-11")), "tail: relative error of z times z^2"
                        if st == "Q_p" and val and val > 0 and het["Q"] > 200:
                            rt, why = "1e-8", "far tail"
                        if st in ("ci_lower", "ci_upper", "pi_lower", "pi_upper", "mu", "statistic") and val:
                            if st in ("mu", "statistic"):
                                num_, den = mp.fsum(abs(a * b) for a, b in zip(f.w, y)), abs(mp.fsum(a * b for a, b in zip(f.w, y)))
                            else:
                                num_, den = abs(c["estimate"]) + abs(val - c["estimate"]), abs(val)
                            if den > 0 and num_ / den > 100:
                                rt, why = "%.0e" % float(num_ / den * mpf("1e-11")), "value near 0 by cancellation"
                        emit(ds, me, te, lv, st, val, rt, why)
        print("done", ds, flush=True)
    out.close()


def check(a, b, keys, val="value", limit=1e-7):
    """Largest relative discrepancy between the two files, by statistic."""
    A = {tuple(r[c] for c in keys): r[val] for r in csv.DictReader(open(a))}
    B = {tuple(r[c] for c in keys): r[val] for r in csv.DictReader(open(b))}
    worst, big, n = {}, [], 0
    for key, x in A.items():
        if key not in B:
            continue
        n += 1
        z = B[key]
        if x == "NA" or z == "NA":
            d = 0.0 if x == z else float("inf")
        else:
            x_, z_ = float(x), float(z)
            d = 0.0 if x_ == z_ else abs(x_ - z_) / max(abs(x_), abs(z_))
            if x_ == 0 and abs(z_) < 1e-11:
                d = 0.0                              # metafor halves its last steps towards 0 without reaching it
        if d > worst.get(key[-1], (-1,))[0]:
            worst[key[-1]] = (d, key, x, z)
        if d > limit:
            big.append((d, key, x, z))
    print("compared", n, "of", len(A), "rows; in the other file", len(B))
    for st, w in sorted(worst.items(), key=lambda q: -q[1][0]):
        print("  %-16s %.2e  %s" % (st, w[0], " ".join(w[1][:-1])))
    print("above %g: %d" % (limit, len(big)))
    for d, key, x, z in sorted(big, key=lambda q: q[1]):
        print("  %.2e  %-60s here %s  metafor %s" % (d, " ".join(key), x[:24], z[:24]))


if __name__ == "__main__":
    p = os.path.join(HERE, "pool.csv")
    if "--check" in sys.argv:
        check(p, os.path.join(HERE, "pool_metafor.csv"), ("dataset", "method", "test", "level", "statistic"))
    else:
        write(p)
