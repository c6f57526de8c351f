"""aggregate.csv: several effects of one trial combined, from the formulas of copse/study.h, 50 digits (mpmath).
Usage: python3 make_aggregate.py [--check]   (this directory, after make_aggregate_metafor.R)
--check compares with aggregate_metafor.csv and prints the largest relative discrepancy."""
import csv, sys
from mpmath import mp, mpf, matrix, cholesky_solve, nstr

mp.dps = 50
GRID = [("ID", None, None)] + [("CS", r, None) for r in ("0", "0.3", "0.6", "0.95", "-0.01")] + \
       [("CAR", None, p) for p in ("0.2", "0.85")] + \
       [("CS+CAR", "0.5", "0.6"), ("CS+CAR", "0.1", "0.9"), ("CS*CAR", "0.5", "0.6"), ("CS*CAR", "0.8", "0.9")]


def number(text):  # the double that the text is
    return mpf(float(text))


def correlation(structure, rho, phi, a, b):
    if structure == "ID": return mpf(0)
    if structure == "CS": return rho
    decay = phi ** abs(a["time"] - b["time"])
    if structure == "CAR": return decay
    if structure == "CS+CAR": return rho + (1 - rho) * decay
    return decay if a["obs"] == b["obs"] else rho * decay


def combine(how, structure, rho, phi, rows):
    m = len(rows)
    V = matrix(m, m)
    for i in range(m):
        for j in range(m):
            r = mpf(1) if i == j else correlation(structure, rho, phi, rows[i], rows[j])
            V[i, j] = r * mp.sqrt(rows[i]["vi"] * rows[j]["vi"])
    if how == "gls":
        w = cholesky_solve(V, matrix([mpf(1)] * m))
    else:
        w = matrix([1 / r["vi"] if how == "weighted" else mpf(1) for r in rows])
    total = sum(w)
    y = sum(w[i] * rows[i]["yi"] for i in range(m)) / total
    v = (w.T * V * w)[0] / total ** 2
    return y, v


def data():
    sets = {}
    for r in csv.DictReader(open("data/aggregate.csv")):
        row = {"time": number(r["time"]), "obs": r["obs"], "yi": number(r["yi"]), "vi": number(r["vi"])}
        sets.setdefault(r["dataset"], {}).setdefault(r["trial"], []).append(row)
    return sets


def rows():
    for name, trials in data().items():
        for structure, rho, phi in GRID:
            r, p = (None if x is None else number(x) for x in (rho, phi))
            for how in ("mean", "weighted", "gls"):
                for trial, effects in trials.items():
                    y, v = combine(how, structure, r, p, effects)
                    yield name, how, structure, rho or "NA", phi or "NA", trial, y, v


def key(r):
    return tuple(r[c] for c in ("dataset", "combine", "structure", "trial")) + \
        tuple(None if r[c] == "NA" else float(r[c]) for c in ("rho", "phi"))


def check():
    ours = {key(r): r for r in csv.DictReader(open("aggregate.csv"))}
    worst, n = {"y": 0, "v": 0}, 0
    for r in csv.DictReader(open("aggregate_metafor.csv")):
        n += 1
        for c in worst:
            a, b = mpf(ours[key(r)][c]), number(r[c])
            worst[c] = max(worst[c], abs(a - b) / max(abs(a), mpf("1e-3")))
    print(n, "of metafor's:", ", ".join(f"{c} {nstr(x, 3)}" for c, x in worst.items()))


if "--check" in sys.argv:
    check()
else:
    with open("aggregate.csv", "w") as out:
        out.write("dataset,combine,structure,rho,phi,trial,y,v\n")
        for row in rows():
            out.write(",".join(row[:6]) + f",{nstr(row[6], 20)},{nstr(row[7], 20)}\n")
