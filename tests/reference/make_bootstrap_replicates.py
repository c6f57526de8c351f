#!/usr/bin/env python3
"""Replicates of every kind of bootstrap, made from nothing but the addresses of docs/methods-random.md and the formulas of
docs/methods-bootstrap.md: Philox4x32-10, the draws, the data set, and a REML fit by scanning and bisection. Shares no code
with copse.  Usage: python3 make_bootstrap_replicates.py > bootstrap_replicates.csv   (this directory; no packages)"""
import csv, math

SEED = 20260101
MASK = 0xFFFFFFFF


def philox(seed, stream, replicate, draw, sub=0):
    c = [replicate & MASK, replicate >> 32, draw, sub]
    k = [seed, stream]
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ c[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def below(stream, b, draw, word, n):
    sub = 0
    while True:
        product = philox(SEED, stream, b, draw, sub)[word] * n
        if (product & MASK) >= (1 << 32) % n:
            return product >> 32
        sub += 1


def counts(stream, b, draw, n):
    c = [0] * n
    for j in range(n):
        c[below(stream, b, draw + j // 4, j % 4, n)] += 1
    return c


def uniforms(stream, b, draw, n):
    u = []
    for j in range(n):
        w = philox(SEED, stream, b, draw + j // 2)
        bits = w[2 * (j % 2)] | w[2 * (j % 2) + 1] << 32
        u.append((2 * (bits >> 12) + 1) / 2.0 ** 53)
    return u


def normals(stream, b, draw, n):
    u = uniforms(stream, b, draw, n + n % 2)
    z = []
    for j in range(0, n, 2):
        r = math.sqrt(-2 * math.log(u[j]))
        z += [r * math.cos(2 * math.pi * u[j + 1]), r * math.sin(2 * math.pi * u[j + 1])]
    return z[:n]


def solve(A, b):
    n = len(b)
    M = [A[i][:] + [b[i]] for i in range(n)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(M[r][i]))
        M[i], M[p] = M[p], M[i]
        for r in range(n):
            if r != i:
                f = M[r][i] / M[i][i]
                M[r] = [x - f * y for x, y in zip(M[r], M[i])]
    return [M[i][n] / M[i][i] for i in range(n)]


def inverse(A):
    n = len(A)
    columns = [solve(A, [1.0 if i == j else 0.0 for i in range(n)]) for j in range(n)]
    return [[columns[j][i] for j in range(n)] for i in range(n)]


def point(y, v, X, n, t2):
    """beta, (X'WX)^-1, log likelihood and score of REML at tau2; study i counts n[i] times."""
    p, rows = len(X[0]), range(len(y))
    w = [1 / (v[i] + t2) for i in rows]
    A = [[math.fsum(n[i] * w[i] * X[i][a] * X[i][c] for i in rows) for c in range(p)] for a in range(p)]
    V = inverse(A)
    beta = solve(A, [math.fsum(n[i] * w[i] * X[i][a] * y[i] for i in rows) for a in range(p)])
    r = [y[i] - math.fsum(X[i][a] * beta[a] for a in range(p)) for i in rows]
    h = [w[i] * w[i] * math.fsum(X[i][a] * V[a][c] * X[i][c] for a in range(p) for c in range(p)) for i in rows]
    score = 0.5 * math.fsum(n[i] * (w[i] ** 2 * r[i] ** 2 - w[i] + h[i]) for i in rows)
    det = 1.0
    M = [row[:] for row in A]
    for i in range(p):
        det *= M[i][i]
        for q in range(i + 1, p):
            f = M[q][i] / M[i][i]
            M[q] = [x - f * z for x, z in zip(M[q], M[i])]
    logl = 0.5 * (math.fsum(n[i] * (math.log(w[i]) - w[i] * r[i] ** 2) for i in rows) - math.log(det))
    return beta, V, logl, score


def reml(y, v, X, n):
    f = lambda t2: point(y, v, X, n, t2)[3]
    grid = [0.0] + [10 ** (-6 + 10 * i / 400) for i in range(401)]
    s = [f(g) for g in grid]
    maxima = [0.0] if s[0] <= 0 else []
    for a, b, sa, sb in zip(grid, grid[1:], s, s[1:]):
        if sa > 0 >= sb:
            for _ in range(200):
                m = (a + b) / 2
                a, b = (m, b) if f(m) > 0 else (a, m)
            maxima.append((a + b) / 2)
    return max(maxima, key=lambda t2: point(y, v, X, n, t2)[2])


def fit(y, v, X=None, n=None):
    """tau2, coefficients, Hartung-Knapp standard errors, Q."""
    n = n or [1] * len(y)
    keep = [i for i in range(len(y)) if n[i] > 0]
    y, v, n = [y[i] for i in keep], [v[i] for i in keep], [n[i] for i in keep]
    X = [X[i] for i in keep] if X else [[1.0]] * len(y)
    t2, p = reml(y, v, X, n), len(X[0])
    beta, V, _, _ = point(y, v, X, n, t2)
    res = lambda b, i: y[i] - math.fsum(X[i][a] * b[a] for a in range(p))
    q = math.fsum(n[i] * res(beta, i) ** 2 / (v[i] + t2) for i in range(len(y))) / (math.fsum(n) - p)
    fixed = point(y, v, X, n, 0.0)[0]
    Q = math.fsum(n[i] * res(fixed, i) ** 2 / v[i] for i in range(len(y)))
    return t2, beta, [math.sqrt(q * V[a][a]) for a in range(p)], Q


def between(fits):
    w = [1 / s[2][0] ** 2 for s in fits]
    mean = math.fsum(a * s[1][0] for a, s in zip(w, fits)) / math.fsum(w)
    return math.fsum(a * (s[1][0] - mean) ** 2 for a, s in zip(w, fits))


data = list(csv.DictReader(open("data/bcg.csv")))
Y, V = [float(r["yi"]) for r in data], [float(r["vi"]) for r in data]
ALLOC = [r["alloc"] for r in data]
LEVELS = list(dict.fromkeys(ALLOC))
GROUP = [LEVELS.index(a) for a in ALLOC]
ABLAT = [[1.0, float(r["ablat"])] for r in data]
K = len(Y)
PARTS = [[i for i in range(K) if GROUP[i] == g] for g in range(len(LEVELS))]


def strata_counts(stream, b, base=0):
    n, draw = [0] * K, base
    for part in PARTS:
        for i, c in zip(part, counts(stream, b, draw, len(part))):
            n[i] = c
        draw += (len(part) + 3) // 4
    return n


def inner(n, parts, b, m, size):
    """Nested replicate m: every part's rows, repeated as they stand, are drawn again."""
    out, draw = [0] * K, m * size
    for part in parts:
        rows = [i for i in part for _ in range(n[i])]
        for position, c in enumerate(counts(3, b, draw, len(rows))):
            out[rows[position]] += c
        draw += (len(rows) + 3) // 4
    return out


def wild(kind, b):
    t2, beta, _, _ = fit(Y, V)
    w = [1 / (v + t2) for v in V]
    r = [(y - beta[0]) / math.sqrt(1 - a / math.fsum(w)) for y, a in zip(Y, w)]
    s5 = math.sqrt(5)
    weight = {
        "rademacher": lambda u: -1 if u < 0.5 else 1,
        "mammen": lambda u: -(s5 - 1) / 2 if u < (s5 + 1) / (2 * s5) else (s5 + 1) / 2,
        "webb": lambda u: [-math.sqrt(1.5), -1, -math.sqrt(0.5), math.sqrt(0.5), 1, math.sqrt(1.5)][int(6 * u)],
    }[kind]
    return [beta[0] + e * weight(u) for e, u in zip(r, uniforms(0, b, 0, K))]


def write(kind, b, name, x):
    print("%s,%d,%s,%.17g" % (kind, b, name, x))


def simple(kind, b, y=None, n=None, X=None):
    t2, beta, se, Q = fit(y or Y, V, X, n)
    write(kind, b, "tau2", t2)
    for j, c in enumerate(beta):
        write(kind, b, "coef%d" % j, c)
    write(kind, b, "Q", Q)
    return beta, se


print("kind,replicate,quantity,value")
for b in (0, 5, 77, 4294967296 + 9):
    z = lambda: normals(0, b, 0, K)
    beta, se = simple("nonparametric", b, n=counts(0, b, 0, K))
    write("nonparametric", b, "t0", (beta[0] - fit(Y, V)[1][0]) / se[0])
    simple("stratified", b, n=strata_counts(0, b))
    c = counts(0, b, 0, len(LEVELS))
    simple("cluster", b, n=[c[g] for g in GROUP])
    t2, m, _, _ = fit(Y, V)
    simple("parametric", b, y=[m[0] + math.sqrt(t2 + v) * e for v, e in zip(V, z())])
    e = [-math.log(u) for u in uniforms(0, b, 0, K)]
    simple("bayesian", b, n=[K * x / math.fsum(e) for x in e])
    for kind in ("rademacher", "mammen", "webb"):
        simple(kind, b, y=wild(kind, b))
    simple("moderator", b, n=counts(0, b, 0, K), X=ABLAT)
    # levels by themselves, redrawn within strata so that none is empty
    n = strata_counts(0, b)
    fits = [fit([Y[i] for i in p], [V[i] for i in p], n=[n[i] for i in p]) for p in PARTS]
    if all(f[2][0] > 1e-9 for f in fits): # else a standard error is 0
        write("levels", b, "level0", fits[0][1][0])
        write("levels", b, "diff", fits[1][1][0] - fits[0][1][0])
        write("levels", b, "QB", between(fits))
    # nested: 5 inner replicates
    n, t0 = counts(0, b, 0, K), fit(Y, V)
    outer = fit(Y, V, n=n)
    inside = [fit(Y, V, n=inner(n, [range(K)], b, m, (K + 3) // 4))[0] - outer[0] for m in range(5)]
    mean = math.fsum(inside) / 5
    sd = math.sqrt(math.fsum((x - mean) ** 2 for x in inside) / 4)
    if sd > 1e-9:
        write("nested", b, "t_tau2", (outer[0] - t0[0]) / sd)
    # the null hypotheses: Q with tau2 = 0, QM without moderators
    write("null", b, "Q", fit([math.sqrt(v) * e for v, e in zip(V, normals(1, b, 0, K))], V)[3])
