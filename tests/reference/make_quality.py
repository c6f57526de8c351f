"""Writes quality.csv: the quality effects model, step by step as metan_pooling.ado has it.   Usage: python3 make_quality.py"""
from refcore import *

SETS = ["bcg", "k1", "k2", "k3", "tau2_zero", "dominating", "huge_scale", "tiny_scale", "sim100", "normand1999_smd", "smit2023_personal"]
SCORES = {"five": lambda i: 1 + (i + 1) * 7 % 5, "zeros": lambda i: (i * 3 + 2) % 4, "equal": lambda i: 3,
          "near": lambda i: 1000000 - i % 3}


def weights(v, score):
    """Doi et al. 2015: tau_i, the score made up for what it lost, and tau-hat_i, which is added to q_i/v_i."""
    k, best = len(v), max(score)
    q = [mpf(s) / best for s in score]
    if k == 1:
        return [1 / v[0]]
    tau = [(1 - a) / (b * (k - 1)) for a, b in zip(q, v)]
    made_up = q
    if min(q) < 1:
        made_up = [a + sum(q) * t / (sum(tau) * (k - 1)) for a, t in zip(q, tau)]
    hat = [sum(tau) * k * m / sum(made_up) - t for m, t in zip(made_up, tau)]
    w = [a / b + h for a, b, h in zip(q, v, hat)]
    assert abs(sum(w) / sum(1 / b for b in v) - 1) < mpf(10) ** -40 and min(w) >= -mpf(10) ** -40 * sum(w)
    return w


def rows(ds, name):
    y, v, _ = read_data(ds)
    k, X = len(y), [[mpf(1)]] * len(y)
    w = weights(v, [SCORES[name](i) for i in range(k)])
    t = tau2_of("DL", y, v, X)[0] if k > 1 else mpf(0)
    mu = sum(a * b for a, b in zip(w, y)) / sum(w)
    se = mp.sqrt(sum(a**2 * (b + t) for a, b in zip(w, v))) / sum(w)
    z = norm_isf(mpf("0.025"))
    yield "estimate", mu
    yield "se", se
    yield "statistic", mu / se
    yield "p", 2 * norm_sf(abs(mu / se))
    yield "ci_lower", mu - z * se
    yield "ci_upper", mu + z * se
    yield "weight_first", 100 * w[0] / sum(w)
    yield "weight_last", 100 * w[-1] / sum(w)


with open("quality.csv", "w") as out:
    out.write("dataset,scores,statistic,value,kind,source,rtol\n")
    for ds in SETS:
        for name in SCORES:
            if ds == "k1" and name == "zeros":
                continue
            for st, x in rows(ds, name):
                if st == "p" and x < mpf(10) ** -305:
                    continue
                out.write("%s,%s,%s,%s,high-precision,make_quality.py: Doi et al. 2015,1e-10\n" % (ds, name, st, num(x)))
