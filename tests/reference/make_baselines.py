#!/usr/bin/env python3
"""Writes baselines.csv: heterogeneity with random baselines (UM.RS), in 50-digit arithmetic.

Independent of copse's way: integrals over the baselines are sums over a fixed grid of the standard normal's own axis, all
parameters (an effect for each study, mean and standard deviation of the baselines) are found together by Newton's method
with derivatives by central differences, and Wald's statistic is taken from the inverse of the whole information matrix: of
the differences between the effects, with their covariance. Usage: make_baselines.py > baselines.csv (minutes)
"""
import sys
from mpmath import mp, mpf, log, exp, matrix, lu_solve, inverse, sqrt, pi

mp.dps = 50
TABLES = {'apart': ('OR', [(40, 60, 10, 61), (5, 70, 30, 72), (22, 50, 21, 50), (12, 45, 30, 44)], (-0.4, 0.7)),
          # no events, and only events, in an arm 1
          'ends': ('OR', [(0, 20, 4, 21), (10, 10, 8, 12), (3, 40, 1, 38), (2, 60, 7, 55), (9, 33, 5, 31)], (-1.2, 1.3)),
          'rates': ('IRR', [(7, 134, 11, 198), (8, 160, 8, 146), (3, 1201, 14, 1096), (0, 15, 4, 16)], (-3, 1))}
STEP = mpf(1) / 8
GRID = [(i * STEP, exp(-(i * STEP) ** 2 / 2) * STEP / sqrt(2 * pi)) for i in range(-int(15 / STEP), int(15 / STEP) + 1)]


def arm(measure, x, n, eta):
    """but for a constant, which drops out of the tests"""
    odds = exp(eta)
    if measure == 'OR': return odds ** x / (1 + odds) ** n
    return odds ** x * exp(-n * odds)


def log_lik(measure, row, effect, mean, sd):
    """effect None: infinite, and arm 1 is left out"""
    x1, n1, x2, n2 = row
    return log(sum(w * arm(measure, x2, n2, mean + sd * u) * (1 if effect is None else arm(measure, x1, n1, mean + sd * u + effect))
                   for u, w in GRID))


def fit(measure, rows, free, start):
    """free: indices of finite effects, or None for one effect of all. Parameters, information, log-likelihood."""
    s = [mpf(x) for x in start]
    h = mpf(10) ** -12


    def whole(row, t, i):
        effect = t[0] if free is None else t[free.index(i)] if i in free else None
        return log_lik(measure, row, effect, t[-2], t[-1])

    for _ in range(60):
        n = len(s)
        G, H, value = matrix(n, 1), matrix(n, n), mpf(0)
        for i, row in enumerate(rows):
            at = [0] if free is None else [free.index(i)] if i in free else []
            at += [n - 2, n - 1]

            def f(*d):
                t = list(s)
                for j, x in d: t[j] += x
                return log_lik(measure, row, t[at[0]] if len(at) == 3 else None, t[n - 2], t[n - 1])
            v = f()
            value += v
            up, down = {a: f((a, h)) for a in at}, {a: f((a, -h)) for a in at}
            for a in at:
                G[a] += (up[a] - down[a]) / (2 * h)
                H[a, a] += (up[a] - 2 * v + down[a]) / h ** 2
                for b in at:
                    if b < a:
                        c = (f((a, h), (b, h)) - up[a] - up[b] + 2 * v - down[a] - down[b] + f((a, -h), (b, -h))) / (2 * h ** 2)
                        H[a, b] += c
                        H[b, a] += c
        d = lu_solve(-H, G)
        if (d.T * G)[0] < 0: d = G / max(abs(H[j, j]) for j in range(n))  # not concave here: uphill
        part = min(mpf(1), 1 / max(abs(x) for x in d))
        while True:
            t = [s[j] + part * d[j] for j in range(n)]
            if max(abs(x) for x in d) < mpf(10) ** -6 or part < mpf(10) ** -12: break
            if sum(whole(row, t, i) for i, row in enumerate(rows)) > value: break
            part /= 2
        s = t
        sys.stderr.write('%s %s\n' % (mp.nstr(value, 12), mp.nstr(max(abs(x) for x in d), 3)))
        if max(abs(x) for x in d) < mpf(10) ** -16: return s, -H, value
    raise SystemExit('no convergence')


print('data,measure,lrt,lrt_df,wald,wald_df')
for name, (measure, rows, (mean, sd)) in TABLES.items():
    sys.stderr.write(name + '\n')
    finite = [i for i, r in enumerate(rows) if 0 < r[0] and (measure == 'IRR' or r[0] < r[1])]
    _, _, equal = fit(measure, rows, None, [0, mean, sd])
    base = mpf(mean)
    effects = [log(mpf(rows[i][0]) / (rows[i][1] - (rows[i][0] if measure == 'OR' else 0))) - base for i in finite]
    s, info, own = fit(measure, rows, finite, effects + [base, sd])
    m = len(finite)
    V = inverse(info)
    C = matrix(m - 1, m)
    for j in range(m - 1): C[j, 0], C[j, j + 1] = -1, 1
    d = C * matrix(s[:m])
    S = C * V[0:m, 0:m] * C.T
    print(','.join([name, measure, mp.nstr(2 * (own - equal), 20), str(len(rows) - 1),
                    mp.nstr((d.T * lu_solve(S, d))[0], 20), str(m - 1)]), flush=True)
