"""Writes mu.csv: tests, intervals and prediction intervals of means and coefficients (docs/methods-mu.md).   Usage: python3 make_mu.py
The papers' formulas in 50 digits from the moments X'W^jX, where copse works in an orthonormal basis of p columns."""
import os
from refcore import *
from make_mods import DESIGNS, design as read_design

OUT = []
DL_ONLY, ML_ONLY = ("henmi-copas", "biggerstaff-tweedie"), ("pl", "pl-bartlett", "pl-skovgaard")


def emit(design, ds, method, test, pi, level, co, st, value, rtol="1e-9"):
    OUT.append("%s,%s,%s,%s,%s,%s,%s,%s,%s,high-precision,make_mu.py,%s" % (design, ds, method, test, pi, level, co, st, num(value), rtol))


def t_tail(stat, df):
    """Two-sided."""
    return 2 * norm_sf(abs(stat)) if df is None else 2 * t_sf(abs(stat), df)


def crit(level, df):
    tail = (100 - mpf(level)) / 200
    return norm_isf(tail) if df is None else t_isf(tail, df)


def names(cols):
    return ["intrcpt" if c == "1" else c.replace("=", "alloc_") for c in cols]


def tested(cols):
    return [j for j in range(len(cols)) if cols[j] != "1"]


def table(key, cols, b, V, df, level, rtol="1e-9"):
    for j, name in enumerate(names(cols)):
        se = mp.sqrt(V[j, j])
        c = crit(level, df[j])
        emit(*key, level, name, "estimate", b[j], rtol)
        emit(*key, level, name, "se", se, rtol)
        emit(*key, level, name, "statistic", b[j] / se, rtol)
        emit(*key, level, name, "df", df[j], rtol)
        p = t_tail(b[j] / se, df[j])
        if p > mpf(10) ** -300:
            emit(*key, level, name, "p", p, "1e-8")
        emit(*key, level, name, "ci_lower", b[j] - c * se, "1e-8")
        emit(*key, level, name, "ci_upper", b[j] + c * se, "1e-8")


def f_upper(x, d1, d2):
    return mp.betainc(mpf(d2) / 2, mpf(d1) / 2, 0, mpf(d2) / (d2 + d1 * x), regularized=True)


def omnibus(key, level, cols, b, V, df2, scale=mpf(1)):
    at = tested(cols)
    if not at or cols == ("1",):
        return
    m = len(at)
    Vb, bb = mp.matrix([[V[i, j] for j in at] for i in at]), mp.matrix([b[i] for i in at])
    QM = scale * (bb.T * Vb ** -1 * bb)[0, 0] / m
    emit(*key, level, "", "QM", QM)
    emit(*key, level, "", "QM_df2", df2)
    emit(*key, level, "", "QM_p", f_upper(QM, m, df2), "1e-8")


def kenward_roger(v, X, t, cols):
    """Kenward & Roger 1997 with V_i = I (the derivative by tau2), expected information of REML."""
    f = Fit([mpf(0)] * len(v), v, X, t)
    Phi, p, P1, Q11 = f.S, f.p, -f.B[1], f.B[2]
    variance = 2 / f.trPP
    L = variance * (Q11 - P1 * Phi * P1)
    A = Phi + 2 * Phi * L * Phi
    df = []
    for j in range(p):
        if p == 1:   # Partlett & Riley 2017: the adjusted variance
            df.append(2 / (variance * (A[0, 0] * P1[0, 0]) ** 2))
        else:
            th = mp.matrix(p, p)
            th[j, j] = 1 / Phi[j, j]
            df.append(2 / (variance * tr(th * Phi * P1 * Phi) ** 2))
    at = tested(cols)
    l = len(at)
    if l == 0 or (p == 1 and cols == ("1",)):
        return A, df, None, None
    Lm = mp.matrix(p, l)
    for j, i in enumerate(at):
        Lm[i, j] = 1
    th = Lm * (Lm.T * Phi * Lm) ** -1 * Lm.T
    N = th * Phi * P1 * Phi
    A1, A2 = variance * tr(N) ** 2, variance * tr(N * N)
    B = (A1 + 6 * A2) / (2 * l)
    g = ((l + 1) * A1 - (l + 4) * A2) / ((l + 2) * A2)
    den = 3 * l + 2 * (1 - g)
    c1, c2, c3 = g / den, (l - g) / den, (l + 2 - g) / den
    E = 1 / (1 - A2 / l)
    V = mpf(2) / l * (1 + c1 * B) / ((1 - c2 * B) ** 2 * (1 - c3 * B))
    rho = V / (2 * E ** 2)
    m = 4 + (l + 2) / (l * rho - 1)
    return A, df, m, m / (E * (m - 2))


def robust(v, X, t, r, kind):
    fit = Fit([mpf(0)] * len(v), v, X, t, order=1)
    k, p, S, w = fit.k, fit.p, fit.S, fit.w
    h = [w[i] * mp.fsum(X[i][a] * S[a, b] * X[i][b] for a in range(p) for b in range(p)) for i in range(k)]
    f = {"hc0": lambda i: 1, "hc1": lambda i: mpf(k) / (k - p), "hc2": lambda i: 1 / (1 - h[i]), "hc3": lambda i: 1 / (1 - h[i]) ** 2}[kind]
    c = [f(i) * (w[i] * r[i]) ** 2 for i in range(k)]
    return S * mp.matrix([[mp.fsum(c[i] * X[i][a] * X[i][b] for i in range(k)) for b in range(p)] for a in range(p)]) * S


def modified(design, ds, y, v, X, cols, method, level):
    t = tau2_of(method, y, v, X)[0]
    fit = Fit(y, v, X, t)
    k, p, b = fit.k, fit.p, fit.b
    s2 = fit.RSS / (k - p)
    key = lambda test: (design, ds, method, test, "metafor")
    c, z = crit(level, k - p), crit(level, None)
    V, df = (fit.S, [None] * p) if c * mp.sqrt(s2) < z else (s2 * fit.S, [k - p] * p)
    table(key("hk-ci"), cols, b, V, df, level)
    if cols == ("1",):
        dl = Fit(y, v, X, t if method == "EE" else tau2_of("DL", y, v, X)[0])
        narrow = c * mp.sqrt(s2 * fit.S[0, 0]) < z * mp.sqrt(dl.S[0, 0])
        table(key("hk-iqwig"), cols, b, (max(s2, 1) if narrow else s2) * fit.S, [k - p], level)
    for kind in ("hc0", "hc1", "hc2", "hc3"):
        V = robust(v, X, t, fit.r, kind)
        table(key(kind), cols, b, V, [k - p] * p, level, "1e-8" if "year" in cols else "1e-9")
        omnibus(key(kind), level, cols, b, V, k - p)
    if method == "REML":
        V, df, m, scale = kenward_roger(v, X, t, cols)
        table(key("kr"), cols, b, V, df, level, "1e-8" if "year" in cols else "1e-9")
        if m is not None:
            omnibus(key("kr"), level, cols, b, V, m, scale)


def predictions(ds, y, v, method, level):
    X = [[mpf(1)]] * len(y)
    t = tau2_of(method, y, v, X)[0]
    fit = Fit(y, v, X, t)
    k, mu, se2 = fit.k, fit.b[0], fit.S[0, 0]
    hk = fit.RSS / (k - 1) * se2
    kinds = {"t": (se2, k - 1), "hts": (se2, k - 2), "hk": (hk, k - 1), "hk-pr": (hk, k - 2), "skipka": (se2, None)}
    if method == "REML":
        A, df, m, s = kenward_roger(v, X, t, ("1",))
        kinds["kr"], kinds["kr-pr"] = (A[0, 0], df[0]), (A[0, 0], df[0] - 1)
        kinds["metafor"] = kinds["kr"]      # with the test kr
    for pi, (s2, df) in kinds.items():
        test = "kr" if pi == "metafor" else "knha"
        none = df is not None and df <= 0
        half = None if none else crit(level, df) * mp.sqrt(t + s2)
        emit(ds, ds, method, test, pi, level, "", "pi_lower", None if none else mu - half, "1e-8")
        emit(ds, ds, method, test, pi, level, "", "pi_upper", None if none else mu + half, "1e-8")
        emit(ds, ds, method, test, pi, level, "", "pi_df", None if none else df)


SETS = ("bcg", "k3", "normand1999_md", "tau2_zero", "large_offset")

if __name__ == "__main__":
    for ds in SETS:
        y, v, rows = read_data(ds)
        X = [[mpf(1)]] * len(y)
        for method in ("REML", "DL", "EE") if ds in ("bcg", "normand1999_md") else ("REML",):
            modified(ds, ds, y, v, X, ("1",), method, 95)
            if method != "EE":
                predictions(ds, y, v, method, 95)
        print(ds, flush=True)
    for name in DESIGNS:
        if name in ("bcg_ablat", "bcg_noint", "bcg_alloc_cellmeans", "bcg_alloc_ablat", "molloy_quality_age"):
            ds, y, v, X, cols = read_design(name)
            for method in ("REML",):
                modified(name, ds, y, v, X, cols, method, 95)
    with open(os.path.join(HERE, "mu.csv"), "w") as f:
        f.write("design,dataset,method,test,pi,level,coefficient,statistic,value,kind,source,rtol\n" + "\n".join(OUT) + "\n")
