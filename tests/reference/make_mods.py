"""Writes mods.csv (meta-regression); with --check compares with mods_metafor.csv.   Usage: python3 make_mods.py [--check]"""
import os, sys
from refcore import *
from make_pool import check

# design name: data set, columns ("1" intercept, "=level" an indicator of alloc)
DESIGNS = {"bcg_ablat": ("bcg", ("1", "ablat")), "bcg_ablat_year": ("bcg", ("1", "ablat", "year")),
           "bcg_noint": ("bcg", ("ablat",)), "bcg_alloc_cellmeans": ("bcg", ("=random", "=alternate", "=systematic")),
           "bcg_alloc_ablat": ("bcg", ("1", "=random", "=systematic", "ablat")),
           "molloy_quality_age": ("molloy2014_zcor", ("1", "quality", "meanage")), "sim1000": ("sim1000", ("1", "x1", "x2", "x3", "x4"))}
METHODS = ("EE", "REML", "ML", "DL", "HE", "SJ", "PM", "HS")


def design(name):
    ds, cols = DESIGNS[name]
    y, v, rows = read_data(ds)
    X = [[mpf(1) if c == "1" else (mpf(1) if r["alloc"] == c[1:] else mpf(0)) if c[0] == "=" else mpf(float(r[c])) for c in cols] for r in rows]
    return ds, y, v, X, cols


def f_sf(x, d1, d2):
    return mp.betainc(mpf(d2) / 2, mpf(d1) / 2, 0, mpf(d2) / (d2 + d1 * x), regularized=True)


def write():
    f = open(os.path.join(HERE, "mods.csv"), "w")
    f.write("design,dataset,method,test,level,coefficient,statistic,value,kind,source,rtol\n")
    for name in DESIGNS:
        ds, y, v, X, cols = design(name)
        k, p = len(y), len(cols)
        for me in METHODS:
            t, se_t, mx = tau2_of(me, y, v, X)
            if len(mx) > 1:
                print(name, me, "maxima", [(mp.nstr(a, 8), mp.nstr(b, 6)) for a, b in mx])
            het, vt = heterogeneity(me, y, v, X, t)

            def emit(te, co, st, val, rtol="1e-9"):
                if st in ("p", "QM_p", "QE_p"):
                    if val < mpf(10) ** -323:
                        val = mpf(0)
                    elif val < mpf(10) ** -305:
                        return
                f.write("%s,%s,%s,%s,95,%s,%s,%s,high-precision,make_mods.py,%s\n" % (name, ds, me, te, co, st, num(val), rtol))
            loose = "1e-8" if "year" in cols else "1e-9"      # X'WX has a condition number of 1e11
            for te in ("z", "knha") + (("t", "adhoc") if name in ("bcg_ablat", "bcg_noint") else ()):
                c, fit, s2w = coef_table(y, v, X, t, te, 95)
                for j, col in enumerate(cols):
                    nm = "intrcpt" if col == "1" else col.replace("=", "alloc_")
                    for st in ("estimate", "se", "statistic", "df", "p", "ci_lower", "ci_upper"):
                        val = c[j][st]
                        rt = loose
                        if st == "p" and abs(c[j]["statistic"]) > 5:
                            rt = "%.0e" % float(mpf("2e-10") * c[j]["statistic"] ** 2)
                        if st.startswith("ci") and abs(c[j]["estimate"]) + abs(val - c[j]["estimate"]) > 100 * abs(val):
                            rt = "1e-7"
                        emit(te, nm, st, val, rt)
                btt = [j for j in range(p) if cols[j] != "1"] if "1" in cols else list(range(p))
                vb = mp.matrix([[s2w * fit.S[a, b] for b in btt] for a in btt])
                bb = mp.matrix([fit.b[a] for a in btt])
                QM = (bb.T * (vb ** -1) * bb)[0, 0]
                if te == "z":
                    emit(te, "", "QM", QM, loose)
                    emit(te, "", "QM_df", len(btt))
                    emit(te, "", "QM_p", chi2_sf(QM, len(btt)), "1e-8" if QM < 100 else "1e-7")
                else:
                    QM /= len(btt)
                    emit(te, "", "QM", QM, loose)
                    emit(te, "", "QM_df", len(btt))
                    emit(te, "", "QM_df2", k - p)
                    emit(te, "", "QM_p", f_sf(QM, len(btt), k - p), "1e-8" if QM < 100 else "1e-7")
                if te == "z":
                    emit(te, "", "k", k)
                    emit(te, "", "n_coef", p)
                    emit(te, "", "tau2", t, loose)
                    emit(te, "", "tau2_se", se_t, loose)
                    for st, key in (("QE", "Q"), ("QE_df", "Q_df"), ("QE_p", "Q_p"), ("I2", "I2"), ("H2", "H2")):
                        emit(te, "", st, het[key], "1e-8" if st == "QE_p" else loose)
                    for st, val in fit_stats(me, y, v, X, t).items():
                        emit(te, "", st, val, loose)
                    if me != "EE":
                        a, b = memo(("qp", name), lambda: q_profile(y, v, X, 95))
                        emit(te, "", "tau2_ci_lower", a, loose)
                        emit(te, "", "tau2_ci_upper", b, loose)
                        if "1" in cols:
                            t0 = memo(("re", ds, me), lambda: tau2_of(me, y, v, [[mpf(1)]] * k)[0])
                            emit(te, "", "R2", max(mpf(0), 100 * (t0 - t) / t0) if t0 > 0 else mpf(0), "1e-8")
        print("done", name, flush=True)
    f.close()


if __name__ == "__main__":
    if "--check" in sys.argv:
        check(os.path.join(HERE, "mods.csv"), os.path.join(HERE, "mods_metafor.csv"), ("design", "method", "test", "coefficient", "statistic"))
    else:
        write()
