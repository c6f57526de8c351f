#!/usr/bin/env python3
"""Permutation tests by brute force, sharing no code with copse: every sign vector, every arrangement by itertools, random
draws from the raw Philox addresses of docs/methods-random.md, fits in closed form (EE, DL), intervals by bisection with all
permutations at every step.  Usage: python3 make_permute.py > permute.csv   (this directory; no packages)"""
import csv, itertools, math

MASK = 0xFFFFFFFF
TIE = 2.0 ** -26


def philox(seed, stream, replicate, draw, sub=0):
    c, k = [replicate & MASK, replicate >> 32, draw, sub], [seed, stream]
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def solve(A, b):
    """Gauss with pivots."""
    n = len(b)
    M = [A[i][:] + [b[i]] for i in range(n)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(M[r][i]))
        M[i], M[p] = M[p], M[i]
        for r in range(i + 1, n):
            f = M[r][i] / M[i][i]
            M[r] = [a - f * c for a, c in zip(M[r], M[i])]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (M[i][n] - math.fsum(M[i][j] * x[j] for j in range(i + 1, n))) / M[i][i]
    return x


def read(path, wanted=None):
    rows = [r for r in csv.DictReader(open(path)) if wanted is None or r["dataset"] == wanted]
    x = [[float(r[c]) for c in ("x1", "x2", "x3") if r.get(c, "NA") != "NA"] for r in rows] if wanted else None
    return [float(r["yi"]) for r in rows], [float(r["vi"]) for r in rows], x if wanted and x[0] else None


def inverse(A):
    n = len(A)
    cols = [solve([r[:] for r in A], [float(i == j) for i in range(n)]) for j in range(n)]
    return [[cols[j][i] for j in range(n)] for i in range(n)]


def wls(y, w, X):
    p = len(X[0])
    A = [[math.fsum(wi * r[a] * r[b] for wi, r in zip(w, X)) for b in range(p)] for a in range(p)]
    V = inverse(A)
    c = [math.fsum(wi * r[a] * yi for wi, r, yi in zip(w, X, y)) for a in range(p)]
    b = [math.fsum(V[a][d] * c[d] for d in range(p)) for a in range(p)]
    Q = math.fsum(wi * (yi - math.fsum(bi * xi for bi, xi in zip(b, r))) ** 2 for wi, yi, r in zip(w, y, X))
    return b, V, Q


def fit(y, v, X, method, test):
    """Statistics of the coefficients, and QM."""
    k, p = len(y), len(X[0])
    w = [1 / x for x in v]
    if method == "DL":
        b, V, Q = wls(y, w, X)
        p2 = [[math.fsum(wi * wi * r[a] * r[c] for wi, r in zip(w, X)) for c in range(p)] for a in range(p)]
        trace = math.fsum(w) - math.fsum(V[a][c] * p2[c][a] for a in range(p) for c in range(p))
        tau2 = max(0.0, (Q - (k - p)) / trace)
        w = [1 / (x + tau2) for x in v]
    b, V, Q = wls(y, w, X)
    s2 = Q / (k - p) if test == "knha" else 1.0
    t = [b[j] / math.sqrt(s2 * V[j][j]) for j in range(p)]
    ones = [j for j in range(p) if all(r[j] == 1 for r in X)]
    m = [j for j in range(p) if j not in ones]
    QM = 0.0
    if m:
        sub = inverse([[s2 * V[a][c] for c in m] for a in m])
        QM = math.fsum(b[a] * sub[i][l] * b[c] for i, a in enumerate(m) for l, c in enumerate(m))
    return t, QM


def below(seed, b, draw, word, n):
    sub = 0
    while True:
        product = philox(seed, 4, b, draw, sub)[word] * n
        if (product & MASK) >= (1 << 32) % n:
            return product >> 32
        sub += 1


def sign_sets(k, draws, seed):
    if draws is None:
        return [[-1 if b >> i & 1 else 1 for i in range(k)] for b in range(2 ** k)]
    out = [[1] * k]
    for b in range(draws):
        words = [philox(seed, 4, b, d) for d in range((k + 127) // 128)]
        out.append([-1 if words[i // 128][i % 128 // 32] >> (i % 32) & 1 else 1 for i in range(k)])
    return out


def row_orders(X, draws, seed):
    k = len(X)
    rows = sorted(map(tuple, X))
    if draws is None:
        kinds = sorted(set(rows))
        label = sorted(kinds.index(r) for r in rows)
        return [[kinds[c] for c in a] for a in sorted(set(itertools.permutations(label)))]
    out = [[tuple(r) for r in X]]
    for b in range(draws):
        a = [tuple(r) for r in X]
        for i in range(k - 1):
            last = k - 1 - i
            other = below(seed, b, i // 4, i % 4, last + 1)
            a[last], a[other] = a[other], a[last]
        out.append(a)
    return out


def statistics(y, v, X, method, test, sets):
    if X is None:
        one = [[1.0]] * len(y)
        return [fit([s * t for s, t in zip(signs, y)], v, one, method, test) for signs in sets]
    return [fit(y, v, order, method, test) for order in sets]


def count(T, t, tie, how):
    if how == "greater":
        return sum(x >= t - tie for x in T)
    if how == "less":
        return sum(x <= t + tie for x in T)
    return sum(abs(x) >= abs(t) - tie for x in T)


def limit(y, v, X, method, test, sets, j, alpha, how):
    """Bisection for the step at which p of y - b0 x_j passes alpha."""
    design = X or [[1.0]] * len(y)

    def rejected(b0):
        shifted = [yi - b0 * r[j] for yi, r in zip(y, design)]
        t = fit(shifted, v, design, method, test)[0][j]
        T = [s[0][j] for s in statistics(shifted, v, X, method, test, sets)]
        return count(T, t, 1e-11 * max(1, abs(t)), how) <= alpha * len(T) * (1 + 1e-12)

    w = [1 / x for x in v]
    b, V, _ = wls(y, w, design)
    # The estimate of the method, from which the search begins.
    k, p = len(y), len(design[0])
    inner = b[j]
    step = -1 if how == "greater" else 1
    d = 2 * math.sqrt(V[j][j])
    while rejected(inner):
        inner -= step * d / 16
    outer = inner + step * d
    while not rejected(outer):
        d *= 2
        if d > 1e6:
            return "NA"
        outer = inner + step * d
    for _ in range(46):
        middle = inner + (outer - inner) / 2
        if rejected(middle):
            outer = middle
        else:
            inner = middle
    return repr(inner)


def main():
    print("dataset,method,test,draws,seed,coefficient,two_sided,less,greater,QM,of,level,lower,upper")
    runs = [("hine1989", None, 95), ("zeros", None, 90), ("normand1999", None, 95), ("collins1985", None, 95), ("bcg", None, None),
            ("bcg_ablat6", None, 95), ("bcg_alloc10", None, 95), ("weeks8", None, 80), ("bcg_two7", None, None),
            ("bcg", 499, 95), ("sim100", 299, None), ("bcg_two7", 299, 90), ("bcg_alloc10", 199, None)]
    for name, draws, level in runs:
        for method, test in (("DL", "knha"), ("EE", "z"), ("DL", "z")):
            if name in ("bcg", "sim100"):
                y, v, X = read("data/%s.csv" % name)
            else:
                y, v, X = read("permute_data.csv", name)
            seed = 20260101
            sets = sign_sets(len(y), draws, seed) if X is None else row_orders(X, draws, seed)
            T = statistics(y, v, X, method, test, sets)
            t, QM = fit(y, v, X or [[1.0]] * len(y), method, test)
            q = count([s[1] for s in T], QM, TIE * max(1, QM), "greater") if X else "NA"
            for j in range(len(t)):
                tie = TIE * max(1, abs(t[j]))
                Tj = [s[0][j] for s in T]
                counts = [count(Tj, t[j], tie, how) for how in ("both", "less", "greater")]
                limits = ["NA", "NA"]
                if level is not None and (X is None or any(r[j] != X[0][j] for r in X)):
                    alpha = (100 - level) / 200
                    if len(sets) * alpha * (1 + 1e-12) >= 1:
                        limits = [limit(y, v, X, method, test, sets, j, alpha, how) for how in ("greater", "less")]
                print(",".join(map(str, [name, method, test, draws or "NA", seed, j, *counts, q, len(sets), level or "NA", *limits])), flush=True)


main()
