"""Writes the constructed data sets of data/ and, given the file of Smit et al. 2023, its three domains.

Usage: python3 make_data.py [smit_2023_effects.csv]      (in this directory; standard library only)
The random sets come from random.Random(seed); the committed CSV files are what counts.
"""
import csv, math, os, random, sys

def put(name, yi, vi, extra=None):
    extra = extra or {}
    with open(os.path.join("data", name + ".csv"), "w") as f:
        f.write(",".join(["yi", "vi"] + list(extra)) + "\n")
        for i in range(len(yi)):
            f.write(",".join(["%.17g" % yi[i], "%.17g" % vi[i]] +
                             [("%.17g" % c[i] if not isinstance(c[i], str) else c[i]) for c in extra.values()]) + "\n")

def ll_and_score(y, v, t, reml):
    w = [1 / (x + t) for x in v]
    s = math.fsum(w)
    m = math.fsum(a * b for a, b in zip(w, y)) / s
    q = math.fsum(a * (b - m) ** 2 for a, b in zip(w, y))
    ypp = math.fsum(a * a * (b - m) ** 2 for a, b in zip(w, y))
    s2 = math.fsum(a * a for a in w)
    ll = 0.5 * math.fsum(math.log(a) for a in w) - 0.5 * q
    if reml:
        s3 = math.fsum(a ** 3 for a in w)
        trp = s - s2 / s
        trpp = s2 - 2 * s3 / s + (s2 / s) ** 2
        return ll - 0.5 * math.log(s), ypp - trp, (ypp - trp) / trpp
    return ll, ypp - s, (ypp - s) / s2

def fisher(y, v, reml):
    k = len(y); m = math.fsum(y) / k
    t = max(0.0, math.fsum((a - m) ** 2 for a in y) / (k - 1) - math.fsum(v) / k)
    for _ in range(2000):
        adj = ll_and_score(y, v, t, reml)[2]
        while t + adj < 0:
            adj /= 2
        t += adj
        if abs(adj) < 1e-12:
            break
    return t

def maxima(y, v, reml):
    grid = [0.0] + [10 ** (e / 12) for e in range(-12 * 7, 12 * 3)]
    r = [ll_and_score(y, v, t, reml) for t in grid]
    out = [(r[0][0], 0.0)] if r[0][1] <= 0 else []
    out += [(max(r[i][0], r[i + 1][0]), grid[i]) for i in range(len(grid) - 1) if r[i][1] > 0 >= r[i + 1][1]]
    return sorted(out, reverse=True)

def search_bimodal(seed, zero):
    """A data set whose global maximum (REML and ML) is not the one that Fisher scoring from the HE start finds."""
    rng = random.Random(seed)
    while True:
        n1, n2 = rng.randint(2, 4), rng.randint(3, 7)
        s1 = 10 ** rng.uniform(-3.0, -1.5)
        y = [round(rng.gauss(0, s1 * (rng.uniform(0.1, 1.2) if zero else rng.uniform(2, 10))), 4) for _ in range(n1)]
        v = [float("%.2g" % ((s1 * rng.uniform(0.7, 1.4)) ** 2)) for _ in range(n1)]
        big = rng.uniform(0.3, 1.0)
        y += [round(rng.choice([-1, 1]) * big * rng.uniform(0.9, 2.4), 3) for _ in range(n2)]
        v += [float("%.2g" % ((big * rng.uniform(0.5, 1.1)) ** 2)) for _ in range(n2)]
        ok = True
        for reml in (True, False):
            m = maxima(y, v, reml)
            if len(m) < 2 or m[0][0] - m[1][0] < 0.1 or (m[0][1] == 0) != zero:
                ok = False; break
            if m[1][1] < 20 * max(m[0][1], 1e-4):
                ok = False; break
            t = fisher(y, v, reml)
            if m[0][0] - ll_and_score(y, v, t, reml)[0] < 0.05:
                ok = False; break
        if ok:
            return y, v

put("k1", [0.37], [0.041])
put("k2", [0.1, 0.9], [0.04, 0.09])
put("k2_close", [0.30, 0.35], [0.02, 0.05])
put("k3", [-0.2, 0.35, 0.8], [0.03, 0.05, 0.02])
put("identical", [0.25] * 6, [0.01, 0.02, 0.05, 0.04, 0.03, 0.08])
put("tau2_zero", [0.11, 0.19, 0.15, 0.08, 0.22, 0.14, 0.17], [0.04, 0.09, 0.05, 0.12, 0.07, 0.03, 0.06])
put("dominating", [0.5, 0.1, -0.3, 0.9, 0.4, 1.1], [1e-8, 1.0, 0.5, 0.8, 0.3, 0.6])
rng = random.Random(11)
n = 12
put("huge_scale", [float("%.8g" % (2.5e6 + 1.2e6 * rng.gauss(0, 1))) for _ in range(n)],
    [float("%.6g" % (1e12 * 10 ** rng.uniform(-0.7, 0.3))) for _ in range(n)])
rng = random.Random(12)
put("tiny_scale", [float("%.8g" % (1.3e-7 + 1.5e-7 * rng.gauss(0, 1))) for _ in range(n)],
    [float("%.6g" % (1e-14 * 10 ** rng.uniform(-0.7, 0.3))) for _ in range(n)])
rng = random.Random(13)
put("large_offset", [1e6 + round(0.25 * rng.gauss(0, 1), 5) for _ in range(15)],
    [float("%.6g" % (0.03 * 10 ** rng.uniform(-0.6, 0.6))) for _ in range(15)])
for k, seed in ((100, 14), (1000, 15)):
    rng = random.Random(seed)
    v = [float("%.6g" % (0.02 * 10 ** rng.uniform(-0.7, 1.0))) for _ in range(k)]
    x1 = [round(rng.uniform(0, 60), 2) for _ in range(k)]
    x2 = [float(rng.randint(0, 1)) for _ in range(k)]
    x3 = [round(rng.gauss(50, 12), 1) for _ in range(k)]
    x4 = [round(rng.gauss(0, 1), 4) for _ in range(k)]
    y = [round(0.3 - 0.006 * a + 0.1 * b + 0.002 * c + 0.02 * d + rng.gauss(0, math.sqrt(0.03 + s)), 6)
         for a, b, c, d, s in zip(x1, x2, x3, x4, v)]
    put("sim%d" % k, y, v, {"x1": x1, "x2": x2, "x3": x3, "x4": x4})
rng = random.Random(16)
put("tau2_1e6", [round(rng.gauss(0, 1000), 4) for _ in range(10)], [round(rng.uniform(0.5, 2), 4) for _ in range(10)])
# tau2 about 1e-5 and 1e-10 of v: all v equal, so that DL = HE = REML = PM = EB = s^2 - v; scaled to that s^2
for name, k, rel, seed in (("tau2_1e-5", 20, 1e-5, 17), ("tau2_1e-10", 16, 1e-10, 18)):
    rng = random.Random(seed)
    z = [rng.gauss(0, 1) for _ in range(k)]
    m = math.fsum(z) / k
    s2 = math.fsum((a - m) ** 2 for a in z) / (k - 1)
    put(name, [0.4 + (a - m) * math.sqrt(0.5 * (1 + rel) / s2) for a in z], [0.5] * k)
put("bimodal", *search_bimodal(3, False))
put("bimodal_zero", *search_bimodal(4, True))

if len(sys.argv) > 1:
    rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
    for dom in ("clinical", "functional", "personal"):
        r = [x for x in rows if x["domain"] == dom]
        put("smit2023_" + dom, [float(x["yi"]) for x in r], [float(x["sei"]) ** 2 for x in r], {"role": [x["role"] for x in r]})
