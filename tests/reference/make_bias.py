"""Writes bias.csv: tests of small-study effects and adjusted effects by their formulas.   Usage: python3 make_bias.py
The sets are those of data/bias_sets.csv (make_bias_metafor.R), their doubles taken as exact."""
from fractions import Fraction
from refcore import *

LEVEL = mpf("0.95")
OUT = []


def read_sets():
    sets = {}
    with open(os.path.join(HERE, "data", "bias_sets.csv"), encoding="utf-8") as f:
        for r in csv.DictReader(f):
            row = {k: (None if c == "NA" else mpf(float(c))) for k, c in r.items() if k != "set"}
            sets.setdefault(r["set"], []).append(row)
    return sets


def put(name, check, variant, quantity, value, rtol="1e-10"):
    if value is not None:
        OUT.append((name, check, variant, quantity, num(value), rtol))


# ------------------------------------------------------------------------------------------------------ regressions
def wls(y, v, X):
    """b, (X'WX)^-1 and the weighted residual sum of squares."""
    p = len(X[0])
    A, c = mp.matrix(p, p), mp.matrix(p, 1)
    for yi, vi, x in zip(y, v, X):
        for i in range(p):
            c[i] += x[i] * yi / vi
            for j in range(p):
                A[i, j] += x[i] * x[j] / vi
    S = A ** -1
    b = S * c
    q = sum((yi - sum(x[i] * b[i] for i in range(p))) ** 2 / vi for yi, vi, x in zip(y, v, X))
    return b, S, q


def t_p(t, df):
    return 2 * t_sf(abs(t), df)


def line(name, check, variant, y, v, g, mods=None, additive=False, rtol="1e-10"):
    k = len(y)
    X = [[mpf(1)] + ([m] if mods else []) + [a] for m, a in zip(mods or [None] * k, g)]
    p = len(X[0])
    if k <= p or max(g) == min(g):
        return
    b, S, q = wls(y, v, X)
    tau2 = mpf(0)
    if additive:
        tau2 = tau2_of("DL", y, v, X)[0]
        b, S, _ = wls(y, [a + tau2 for a in v], X)
    phi = mpf(1) if additive else q / (k - p)
    se = [mp.sqrt(phi * S[i, i]) for i in range(p)]
    put(name, check, variant, "slope", b[p - 1], rtol)
    put(name, check, variant, "slope_se", se[p - 1], rtol)
    put(name, check, variant, "statistic", b[p - 1] / se[p - 1], rtol)
    put(name, check, variant, "df", k - p)
    put(name, check, variant, "p", t_p(b[p - 1] / se[p - 1], k - p), "1e-9")
    put(name, check, variant, "tau2" if additive else "dispersion", tau2 if additive else phi, rtol)
    if not mods and check != "macaskill":
        put(name, check, variant, "limit", b[0], rtol)
        put(name, check, variant, "limit_se", se[0], rtol)
        put(name, check, variant, "limit_p", t_p(b[0] / se[0], k - p), "1e-9")
    return b[0], se[0], k - p


def asn(r):
    return mp.asin(mp.sqrt(r["a"] / (r["a"] + r["b"]))) - mp.asin(mp.sqrt(r["c"] / (r["c"] + r["d"])))


def regressions(name, d):
    y, v, x = ([r[c] for r in d] for c in ("y", "v", "x"))
    mods = x if all(m is not None for m in x) else None
    for m, tail in ((None, ""), (mods, ":mods")):
        if tail and not mods:
            continue
        line(name, "thompson-sharp", tail, y, v, [mp.sqrt(a) for a in v], m, True)
        if all(r["n"] is not None for r in d):
            line(name, "macaskill", "FIV" + tail, y, v, [r["n"] for r in d], m)
        if all(r["n1"] is not None for r in d):
            line(name, "pustejovsky-rodgers", tail, y, v, [mp.sqrt(1 / r["n1"] + 1 / r["n2"]) for r in d], m)
            line(name, "deeks", tail, y, [(1 / r["n1"] + 1 / r["n2"]) / 4 for r in d],
                 [mp.sqrt((1 / r["n1"] + 1 / r["n2"]) / 4) for r in d], m)
        if all(r["events"] is not None for r in d):
            u = [(r, z) for r, z in zip(d, m or y) if r["events"] > 0 and r["others"] > 0]
            e, um = [r for r, _ in u], [z for _, z in u] if m else None
            w = [1 / r["events"] + 1 / r["others"] for r in e]
            n = [r["events"] + r["others"] for r in e]
            line(name, "macaskill", "FPV" + tail, [r["y"] for r in e], w, n, um)
            line(name, "peters", tail, [r["y"] for r in e], w, [1 / a for a in n], um)
        if all(r["a"] is not None for r in d):
            u = [(r, z) for r, z in zip(d, m or y) if r["events"] > 0 and r["others"] > 0]
            e, um = [r for r, _ in u], [z for _, z in u] if m else None
            for kind in ("OR", "RR"):
                ys, vs = [], []
                for r in e:
                    a, b, c, dd = r["a"], r["b"], r["c"], r["d"]
                    n1, n2, N = a + b, c + dd, a + b + c + dd
                    if kind == "OR":
                        Z, V = a - (a + c) * n1 / N, n1 * n2 * (a + c) * (b + dd) / (N ** 2 * (N - 1))
                    else:
                        Z, V = (a * N - (a + c) * n1) / (b + dd), n1 * n2 * (a + c) / (N * (b + dd))
                    ys.append(Z / V)
                    vs.append(1 / V)
                line(name, "harbord", kind + tail, ys, vs, [mp.sqrt(s) for s in vs], um)
            va = [(1 / (r["a"] + r["b"]) + 1 / (r["c"] + r["d"])) / 4 for r in d]
            for additive in (False, True):
                line(name, "schwarzer", ("additive" if additive else "lm") + tail, [asn(r) for r in d], va,
                     [mp.sqrt(a) for a in va], m, additive)


# ------------------------------------------------------------------------------------------------------------ ranks
def sign(x):
    return (x > 0) - (x < 0)


def kendall(name, check, variant, x, y, how="exact"):
    k = len(x)
    S = sum(sign(x[i] - x[j]) * sign(y[i] - y[j]) for i in range(k) for j in range(i))
    tie = lambda z: [sum(1 for b in z if b == a) for a in set(z)]
    tx, ty, T0 = tie(x), tie(y), mpf(k * (k - 1)) / 2
    T1, T2 = (sum(mpf(t * (t - 1)) / 2 for t in tt) for tt in (tx, ty))
    ties = T1 > 0 or T2 > 0
    v0 = mpf(k * (k - 1) * (2 * k + 5)) - sum(t * (t - 1) * (2 * t + 5) for t in tx + ty)
    var = v0 / 18 + 4 * T1 * T2 / (2 * k * (k - 1))
    if k > 2:
        var += mpf(sum(t * (t - 1) * (t - 2) for t in tx) * sum(t * (t - 1) * (t - 2) for t in ty)) / (9 * k * (k - 1) * (k - 2))
    put(name, check, variant, "tau", S / mp.sqrt((T0 - T1) * (T0 - T2)))
    put(name, check, variant, "S", S)
    put(name, check, variant, "S_se", mp.sqrt(var))
    if how == "exact" and not ties and k <= 170:
        count = [1]
        for n in range(2, k + 1):
            total, sums = 0, [0]
            for c in count:
                total += c
                sums.append(total)
            size = n * (n - 1) // 2 + 1
            at = lambda i: sums[max(0, min(i, len(sums) - 1))]
            count = [at(j + 1) - at(j + 1 - n) for j in range(size)]
        q = (k * (k - 1) // 2 - abs(S)) // 2
        p = min(Fraction(1), Fraction(2 * sum(count[: q + 1]), sum(count)))
        put(name, check, variant, "p", mpf(p.numerator) / p.denominator)
    else:
        if how == "corrected":
            S = sign(S) * (abs(S) - 1)
        z = S / mp.sqrt(var)
        put(name, check, variant, "z", z)
        put(name, check, variant, "p", min(mpf(1), 2 * norm_sf(abs(z))))


def deviates(y, v):
    w = sum(1 / a for a in v)
    mu = sum(b / a for a, b in zip(v, y)) / w
    return [(b - mu) / mp.sqrt(a - 1 / w) for a, b in zip(v, y)]


def ranks(name, d):
    y, v = [r["y"] for r in d], [r["v"] for r in d]
    for how in ("exact", "normal", "corrected"):
        kendall(name, "begg", how, deviates(y, v), v, how)
    if any(r["a"] is None for r in d):
        return
    va = [(1 / (r["a"] + r["b"]) + 1 / (r["c"] + r["d"])) / 4 for r in d]
    if max(va) > min(va):
        kendall(name, "arcsine-rank", "exact", deviates([asn(r) for r in d], va), va)
    N = [r["a"] + r["b"] + r["c"] + r["d"] for r in d]
    odds = sum(r["a"] * r["d"] / n for r, n in zip(d, N)) / sum(r["b"] * r["c"] / n for r, n in zip(d, N))
    dev, inv = [], []
    for r in d:
        if r["events"] == 0 or r["others"] == 0:
            continue
        n1, n2, e = int(r["a"] + r["b"]), int(r["c"] + r["d"]), int(r["events"])
        low, high = max(0, e - n2), min(n1, e)
        m0 = m1 = m2 = mpf(0)
        w = mpf(1)
        for x in range(low, high + 1):
            m0, m1, m2 = m0 + w, m1 + w * x, m2 + w * x * x
            w *= odds * (n1 - x) * (e - x) / (mpf(x + 1) * (n2 - e + x + 1))
        mean = m1 / m0
        var = m2 / m0 - mean ** 2
        put(name, "hypergeometric", str(len(dev)), "mean", mean, "1e-11")
        put(name, "hypergeometric", str(len(dev)), "variance", var, "1e-11")
        dev.append((r["a"] - mean) / mp.sqrt(var))
        inv.append(1 / var)
    kendall(name, "counts-rank", "exact", dev, inv)


# --------------------------------------------------------------------------------------------------- adjusted effects
def pet_peese(name, d):
    y, v = [r["y"] for r in d], [r["v"] for r in d]
    if len(d) < 3:
        return
    res = {}
    for which, g in (("pet", [mp.sqrt(a) for a in v]), ("peese", v)):
        X = [[mpf(1), a] for a in g]
        b, S, q = wls(y, v, X)
        se = mp.sqrt(q / (len(d) - 2) * S[0, 0])
        res[which] = (b[0], t_p(b[0] / se, len(d) - 2))
        put(name, "pet-peese", "", which, b[0])
        put(name, "pet-peese", "", which + "_p", res[which][1], "1e-9")
    mean = sum(a / b for a, b in zip(y, v))
    put(name, "pet-peese", "", "uses_peese", int(res["pet"][1] < mpf("0.1") and res["pet"][0] * mean > 0))


def ols(x, y):
    k = len(x)
    mx, my = sum(x) / k, sum(y) / k
    sxx = sum((a - mx) ** 2 for a in x)
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y)) / sxx
    inter = my - slope * mx
    rss = sum((b - inter - slope * a) ** 2 for a, b in zip(x, y))
    return inter, slope, rss, sum((b - my) ** 2 for b in y), sxx, mx


def limit(name, d):
    """As metasens (limitmeta, radialregression) writes the paper's formulas."""
    y, v = [r["y"] for r in d], [r["v"] for r in d]
    k = len(d)
    for text in ("0", "0.01", "0.3"):
        tau2 = mpf(float(text))
        tau = mp.sqrt(tau2)
        s = [mp.sqrt(a + tau2) for a in v]
        alpha, beta, _, _, sxx, mx = ols([1 / a for a in s], [b / a for a, b in zip(s, y)])
        w = [1 / a ** 2 for a in s]
        var_b, var_a, cov = 1 / sxx, sum(w) / k / sxx, -mx / sxx
        put(name, "limit", text, "alpha", alpha)
        put(name, "limit", text, "beta", beta)
        put(name, "limit", text, "beta0", beta + tau * alpha)
        se0 = mp.sqrt(var_b + tau2 * var_a + 2 * tau * cov)
        put(name, "limit", text, "beta0_se", se0)
        put(name, "limit", text, "beta0_lower", beta + tau * alpha - norm_isf((1 - LEVEL) / 2) * se0)
        put(name, "limit", text, "beta0_p", 2 * norm_sf(abs(beta + tau * alpha) / se0), "1e-9")
        yl = [beta + mp.sqrt(tau2 / (a + tau2)) * (b - beta) for a, b in zip(v, y)]
        sl = [mp.sqrt(a) for a in v]
        _, slope, rss, tss, sxx, _ = ols([1 / a for a in sl], [b / a for a, b in zip(sl, yl)])
        put(name, "limit", text, "betalim", slope)
        put(name, "limit", text, "betalim_se", 1 / mp.sqrt(sxx))
        W = sum(1 / a for a in v)
        put(name, "limit", text, "mulim", sum(b / a for a, b in zip(v, yl)) / W)
        put(name, "limit", text, "mulim_se", 1 / mp.sqrt(W))
        put(name, "limit", text, "G2", 100 * rss / tss if tau2 > 0 else 0, "1e-9")
        mu = sum(b / a for a, b in zip(v, y)) / W
        Q = sum((b - mu) ** 2 / a for a, b in zip(v, y))
        _, _, rss, _, _, _ = ols([1 / a for a in sl], [b / a for a, b in zip(sl, y)])
        put(name, "limit", text, "Q", Q)
        put(name, "limit", text, "Q_resid", rss)
        put(name, "limit", text, "Q_small", Q - rss, "1e-9")
        put(name, "limit", text, "Q_small_p", chi2_sf(Q - rss, 1), "1e-9")
        put(name, "limit", text, "Q_resid_p", chi2_sf(rss, k - 2), "1e-9")


def lfk(name, d):
    o = sorted(range(len(d)), key=lambda i: (d[i]["y"], i))
    y, v = [d[i]["y"] for i in o], [d[i]["v"] for i in o]
    N = [100 * max(v) / a for a in v]
    z, before = [], mpf(0)
    for n in N:
        share = (before + n / 2 - mpf(1) / 2) / sum(N)
        z.append(mp.sqrt(2) * mp.erfinv(2 * share - 1))
        before += n
    j = min(range(len(z)), key=lambda i: abs(z[i]))
    u = [a - y[j] for a in y]
    put(name, "lfk", "", "index", mpf(5) / (2 * len(y)) * sum(a + (max(z) - min(z)) / (max(u) - min(u)) * b for a, b in zip(z, u)), "1e-9")


def half_even(x):
    f = mp.floor(x)
    r = x - f
    return int(f) + (1 if r > mpf(1) / 2 or (r == mpf(1) / 2 and int(f) % 2) else 0)


def pooled(y, v, method):
    t = tau2_of("DL", y, v, [[mpf(1)]] * len(y))[0] if method == "DL" and len(y) > 1 else mpf(0)
    w = [1 / (a + t) for a in v]
    return sum(a * b for a, b in zip(w, y)) / sum(w), 1 / mp.sqrt(sum(w)), t


def trimfill(name, d):
    for method in ("EE", "DL"):
        for est in ("L0", "R0", "Q0"):
            for side in ("left", "right"):
                one(name, d, method, est, side)


def one(name, d, method, est, side):
    y0, v0, k = [r["y"] for r in d], [r["v"] for r in d], len(d)
    turn = -1 if side == "right" else 1
    o = sorted(range(k), key=lambda i: (turn * y0[i], i))
    y, v = [turn * y0[i] for i in o], [v0[i] for i in o]
    m, seen, var = 0, -1, None
    for _ in range(100):
        if m == seen:
            break
        seen = m
        mu, _, _ = pooled(y[: k - m], v[: k - m], method)
        dev = [a - mu for a in y]
        r = sorted(range(k), key=lambda i: (abs(dev[i]), i))
        rank = {i: j + 1 for j, i in enumerate(r)}
        S = sum(rank[i] for i in range(k) if dev[i] > 0)
        below = [rank[i] for i in range(k) if dev[i] < 0]
        if est == "R0":
            if not below:
                return
            raw = mpf(k - max(below) - 1)
            se = mp.sqrt(2 * max(mpf(0), raw) + 2)
        else:
            raw = mpf(4 * S - k * (k + 1)) / (2 * k - 1)
            if est == "Q0":
                if 2 * k * k - 4 * S + mpf(1) / 4 < 0:
                    return
                raw = k - mpf(1) / 2 - mp.sqrt(2 * k * k - 4 * S + mpf(1) / 4)
            var = (k * (k + 1) * (2 * k + 1) + 10 * raw ** 3 + 27 * raw ** 2 + 17 * raw - 18 * k * raw ** 2 - 18 * k * raw + 6 * k ** 2 * raw) / 24
            down = (2 * k - 1) / mpf(4) if est == "L0" else mp.sqrt((k - mpf(1) / 2) ** 2 - raw * (2 * k - raw - 1)) / 2
            se = mp.sqrt(var) / down if var >= 0 else None
        m = max(0, half_even(raw))
    else:
        return
    fill = [(turn * (2 * mu - y[i]), v[i]) for i in range(k - m, k)]
    est_, se_, t = pooled(y0 + [a for a, _ in fill], v0 + [b for _, b in fill], method)
    variant = ":".join((est, side, method, "z"))
    put(name, "trimfill", variant, "missing", m)
    put(name, "trimfill", variant, "missing_se", se)
    put(name, "trimfill", variant, "estimate", est_)
    put(name, "trimfill", variant, "se", se_)
    put(name, "trimfill", variant, "tau2", t)
    if est == "R0":
        put(name, "trimfill", variant, "p", mpf(2) ** -(m + 1))
    if m:
        put(name, "trimfill", variant, "first_y", fill[0][0])
        put(name, "trimfill", variant, "last_y", fill[-1][0])


for name, d in read_sets().items():
    small = len(d) <= 60
    regressions(name, d)
    ranks(name, d)
    pet_peese(name, d)
    limit(name, d)
    lfk(name, d)
    if small:
        trimfill(name, d)
with open(os.path.join(HERE, "bias.csv"), "w", encoding="utf-8") as f:
    f.write("set,check,variant,quantity,value,rtol,kind,source\n")
    for row in OUT:
        f.write(",".join(row) + ",high-precision,make_bias.py\n")
