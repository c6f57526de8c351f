"""Writes univariate_exact.csv: whole analyses of 2,000 studies in 50-digit arithmetic (refcore.py), where metafor would need matrices of 32 MB
a step and hours. Same columns as univariate_metafor.csv. Every root is found in double precision, on a grid first, and then by secant
steps in 50 digits.   Usage: python3 make_univariate_exact.py"""
import os
import refcore
from refcore import *
from make_mods import f_sf

METHODS = ("EE", "DL", "HE", "HS", "SJ", "ML", "REML", "PM")
TESTS = ("z", "t", "knha", "adhoc")
DESIGNS = {"": lambda r: [mpf(1)],
           "~ x + g": lambda r: [mpf(1), mpf(float(r["x"])), mpf(r["g"] == "b"), mpf(r["g"] == "c")]}


def double_fit(y, v, X, t):
    """Residual sum of squares, y'PPy, sum w, tr P, log likelihoods but for constants."""
    p, k = len(X[0]), len(y)
    w = [1 / (a + t) for a in v]
    B = [[sum(w[i] * X[i][a] * X[i][b] for i in range(k)) for b in range(p)] for a in range(p)]
    B2 = [[sum(w[i] ** 2 * X[i][a] * X[i][b] for i in range(k)) for b in range(p)] for a in range(p)]
    S = (mp.matrix(B) ** -1)
    b = S * mp.matrix([sum(w[i] * X[i][a] * y[i] for i in range(k)) for a in range(p)])
    b = [float(c) for c in b]
    r = [y[i] - sum(X[i][a] * b[a] for a in range(p)) for i in range(k)]
    trP = sum(w) - float(tr(S * mp.matrix(B2)))
    return sum(a * c * c for a, c in zip(w, r)), sum((a * c) ** 2 for a, c in zip(w, r)), sum(w), trP


def root(f):
    """The one change of sign of a function that falls, f(t, True) in doubles and f(t, False) in 50 digits."""
    grid = [0.0] + [1e-6 * 1.5 ** i for i in range(48)]
    values = [f(t, True) for t in grid]
    if values[0] <= 0:
        return mpf(0)
    falls = [i for i in range(len(grid) - 1) if values[i] > 0 >= values[i + 1]]
    rises = [i for i in range(len(grid) - 1) if values[i] <= 0 < values[i + 1]]
    assert len(falls) == 1 and not rises
    lo, hi = grid[falls[0]], grid[falls[0] + 1]
    for _ in range(30):
        mid = (lo + hi) / 2
        lo, hi = (mid, hi) if f(mid, True) > 0 else (lo, mid)
    a, b = mpf(lo), mpf(hi)
    fa, fb = f(a, False), f(b, False)
    for _ in range(3):  # 1e-10, 1e-20, 1e-30
        c = b - fb * (b - a) / (fb - fa)
        a, fa, b = b, fb, c
        fb = f(b, False)
        if abs(b - a) < abs(b) * mpf(10) ** -22:
            return b
    assert abs(b - a) < abs(b) * mpf(10) ** -15
    return b


def doubles(y, v, X):
    return [float(a) for a in y], [float(a) for a in v], [[float(c) for c in x] for x in X]


def q_root(y, v, X, target):
    d = doubles(y, v, X)
    return root(lambda t, rough: double_fit(*d, float(t))[0] - float(target) if rough else Fit(y, v, X, t, order=1).RSS - target)


def all_maxima(y, v, X, reml):
    d = doubles(y, v, X)

    def score(t, rough):
        if rough:
            f = double_fit(*d, float(t))
            return f[1] - (f[3] if reml else f[2])
        f = Fit(y, v, X, t, order=2)
        return f.yPPy - (f.trP if reml else f.sw)
    t = root(score)
    return [(mpf(0), t)]


def t_tail(t, df):
    """By the hypergeometric series of the distribution function, quick where df is large (2F1(1/2, (df+1)/2; 3/2; -t^2/df))."""
    t, df = mpf(t), mpf(df)
    if t * t > 9:
        return refcore.t_sf_quad(t, df)  # its continued fraction
    density = mp.exp(mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2)) / mp.sqrt(mp.pi * df)
    return mpf(1) / 2 - t * density * mp.hyp2f1(mpf(1) / 2, (df + 1) / 2, mpf(3) / 2, -t * t / df)


def t_point(p, df):
    """Newton's steps from the normal quantile."""
    def go():
        x = norm_isf(p)
        log_density = mp.loggamma((mpf(df) + 1) / 2) - mp.loggamma(mpf(df) / 2) - mp.log(mp.pi * df) / 2
        for _ in range(7):
            x += (t_tail(x, df) - p) / mp.exp(log_density - (mpf(df) + 1) / 2 * mp.log1p(x * x / df))
        assert abs(t_tail(x, df) - p) < mpf(10) ** -40
        return x
    return memo(("t", str(p), str(df)), go)


refcore.q_root, refcore.all_maxima, refcore.t_sf, refcore.t_isf = q_root, all_maxima, t_tail, t_point


def main():
    y, v, rows = read_data("made2000")
    k, turn, tau2_0 = len(y), 0, {}
    out = open(os.path.join(HERE, "univariate_exact.csv"), "w")
    out.write("command,path,value,floor\n")
    for formula, row in DESIGNS.items():
        X = [row(r) for r in rows]
        p = len(X[0])
        profile = refcore.q_profile(y, v, X, 95)
        print("profile", [mp.nstr(t, 8) for t in profile], flush=True)
        for method in METHODS:
            t, se_t, _ = tau2_of(method, y, v, X)
            het, vt = heterogeneity(method, y, v, X, t)
            stats = fit_stats(method, y, v, X, t)
            tests = ("z", "knha") if method in ("REML", "DL") else (TESTS[turn % 4],)
            turn += 1
            if p == 1:
                tau2_0[method] = t
            for test in tests:
                head = ["pool made2000.csv%s --method %s --test %s" % (" --mods '%s'" % formula if formula else "", method, test)]

                def put(path, value, floor="0"):
                    if value is not None:
                        out.write("%s,%s,%s,%s\n" % ('"%s"' % head.pop() if head else "", path, num(value), floor))
                coef, fit, factor = coef_table(y, v, X, t, test, 95)
                for j, c in enumerate(coef):
                    floor = mp.nstr(c["se"] * mpf("1e-10"), 2)
                    for name in ("estimate", "se", "statistic", "p", "ci_lower", "ci_upper"):
                        if name != "p" or c["p"] > mpf(10) ** -300:
                            put("coefficients.%d.%s" % (j, name), c[name], floor if name in ("estimate", "ci_lower", "ci_upper") else "0")
                put("heterogeneity.tau2", t)
                put("heterogeneity.tau2_se", se_t)
                for name in ("I2", "H2", "Q", "Q_p"):
                    put("heterogeneity." + name, het[name], "1e-9" if name == "I2" else "0")
                if method != "EE":
                    for i in (0, 1):
                        put("heterogeneity.tau2_ci.%d" % i, profile[i])
                        put("heterogeneity.I2_ci.%d" % i, 100 * profile[i] / (profile[i] + vt))
                        put("heterogeneity.H2_ci.%d" % i, profile[i] / vt + 1)
                    if p == 1:
                        half = coef[0]["crit"] * mp.sqrt(coef[0]["se"] ** 2 + t)
                        put("prediction_interval.lower", coef[0]["estimate"] - half)
                        put("prediction_interval.upper", coef[0]["estimate"] + half)
                    if p > 1:
                        put("heterogeneity.R2", 100 * max(mpf(0), (tau2_0[method] - t) / tau2_0[method]), "1e-9")
                if p > 1:
                    b = mp.matrix([fit.b[a] for a in range(1, p)])
                    V = mp.matrix([[factor * fit.S[a, c] for c in range(1, p)] for a in range(1, p)])
                    QM = (b.T * V ** -1 * b)[0, 0]
                    put("heterogeneity.QM", QM if test == "z" else QM / (p - 1))
                    put("heterogeneity.QM_p", chi2_sf(QM, p - 1) if test == "z" else f_sf(QM / (p - 1), p - 1, k - p))
                for name, value in stats.items():
                    put("fit." + name, value)
            print(formula, method, flush=True)
    out.close()


main()
