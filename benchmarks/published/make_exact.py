"""Exact figures of designs/balanced.yaml and of the cells of equal size in designs/inthout2014.yaml, to 30 digits by
quadrature over the one random quantity there is: s2, with (k - 1) s2/(v + tau2) chi-square(k - 1). Writes exact.csv.

With v the common sampling variance, tau2(s2) the estimator and q the critical value, se^2 is
    (v + tau2(s2))/k             z, t
    s2/k                         Hartung-Knapp
    max(s2, v + tau2(s2))/k      Hartung-Knapp, never narrower than Wald (adhoc)
and the mean is independent of s2, so that coverage = E[2 Phi(q se / sqrt((v + tau2)/k)) - 1]. The prediction interval, of
half width q sqrt(tau2(s2) + se^2), holds a new effect, which lies N(0, tau2 + (v + tau2)/k) from the mean, with probability
E[2 Phi(q sqrt(tau2(s2) + se^2) / sqrt(tau2 + (v + tau2)/k)) - 1].
Usage: python3 make_exact.py > exact.csv   (needs mpmath)"""
import mpmath as mp

mp.mp.dps = 30

ESTIMATORS = {
    "EE": lambda s2, v, k: mp.mpf(0),
    "DL": lambda s2, v, k: max(0, s2 - v),
    "HE": lambda s2, v, k: max(0, s2 - v),
    "REML": lambda s2, v, k: max(0, s2 - v),
    "PM": lambda s2, v, k: max(0, s2 - v),
    "EB": lambda s2, v, k: max(0, s2 - v),
    "HSk": lambda s2, v, k: max(0, s2 - v),
    "HS": lambda s2, v, k: max(0, s2 * (k - 1) / k - v),
    "ML": lambda s2, v, k: max(0, s2 * (k - 1) / k - v),
    "SJ": lambda s2, v, k: s2 * (s2 * (k - 1) / k) / (v + s2 * (k - 1) / k),
}


def t_quantile(p, df):
    cdf = lambda x: 1 - mp.betainc(df / mp.mpf(2), mp.mpf(1) / 2, 0, df / (df + x * x), regularized=True) / 2
    return mp.findroot(lambda x: cdf(x) - p, (1, 13), solver="anderson", tol=1e-25)


def expectation(f, v, tau2, k):
    """E f(s2), split where an estimator leaves 0."""
    df = mp.mpf(k - 1)
    total = v + tau2
    # s2 = total x^2 / (k - 1), x chi-distributed: smooth at 0 for every k
    density = lambda x: 2 ** (1 - df / 2) / mp.gamma(df / 2) * x ** (df - 1) * mp.exp(-x * x / 2)
    kinks = [mp.sqrt((k - 1) * v / total), mp.sqrt(k * v / total)]
    cuts = sorted(set([mp.mpf(0)] + kinks + [mp.sqrt(df) + j for j in (-2, 0, 2, 4, 7, 12)]))
    cuts = [c for c in cuts if c >= 0]
    return mp.quad(lambda x: f(total * x * x / (k - 1)) * density(x), cuts)


def row(design, size, k, tau2, method, test, quantity, measure, value):
    print(f"{design},{size},{k},0,{mp.nstr(tau2, 17)},{method},{test},{quantity},{measure},{mp.nstr(value, 15)},exact,0")


def cell(design, size, v, tau2, k, methods, statistics):
    for method, tests in methods:
        estimate = ESTIMATORS[method]
        for test in tests:
            q = t_quantile(mp.mpf("0.975"), k - 1) if test != "z" else mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))
            if test == "knha":
                square = lambda s2: s2 / k
            elif test == "adhoc":
                square = lambda s2: max(s2, v + estimate(s2, v, k)) / k
            else:
                square = lambda s2: (v + estimate(s2, v, k)) / k
            inside = lambda s2: mp.erf(q * mp.sqrt(square(s2) * k / (v + tau2) / 2))
            coverage = expectation(inside, v, tau2, k)
            if "coverage" in statistics:
                row(design, size, k, tau2, method, test, "mu", "coverage", coverage)
            if "rejection" in statistics:
                row(design, size, k, tau2, method, test, "mu", "rejection", 1 - coverage)
            if "prediction" in statistics and method != "EE":
                spread = tau2 + (v + tau2) / k
                holds = lambda s2: mp.erf(q * mp.sqrt((estimate(s2, v, k) + square(s2)) / spread / 2))
                row(design, size, k, tau2, method, test, "prediction", "coverage", expectation(holds, v, tau2, k))
            if "tau2" in statistics and method != "EE":
                bias = expectation(lambda s2: estimate(s2, v, k), v, tau2, k) - tau2
                mse = expectation(lambda s2: (estimate(s2, v, k) - tau2) ** 2, v, tau2, k)
                row(design, size, k, tau2, method, test, "tau2", "bias", bias)
                row(design, size, k, tau2, method, test, "tau2", "rmse", mp.sqrt(mse))


print("design,size,k,mu,tau2,method,test,quantity,measure,value,replicates,half_unit")
for k in (2, 3, 5, 10, 20):
    for tau2 in ("0", "0.05", "0.2"):
        all_z = [(m, ["z"]) for m in ("DL", "HE", "PM", "EB", "HSk", "HS", "ML", "EE")]
        cell("balanced", "1", mp.mpf("0.1"), mp.mpf(tau2), k,
             all_z + [("REML", ["z", "t", "knha", "adhoc"]), ("SJ", ["z", "t", "knha", "adhoc"])],
             ("coverage", "prediction", "tau2"))
    for tau2 in ("0", "0.0133333333333333333", "0.04", "0.12", "0.36"):
        cell("inthout2014", "equal", mp.mpf("0.04"), mp.mpf(tau2), k, [("DL", ["z", "knha"])], ("rejection",))
