#!/usr/bin/env python3
"""Writes random_baselines.csv: maximum likelihood with random baselines and effects (UM.RS), in 50-digit arithmetic.

Independent of copse's way: the linear predictors of the two arms are the variables of integration, not the random effects; the
likelihood of each arm is laid out once on a fixed grid about its own estimate, and only their bivariate normal density
depends on the parameters. Newton's method with derivatives by central differences; the ends of the profile interval of tau2
by secants. Usage: make_random_baselines.py > random_baselines.csv (a quarter of an hour)
"""
import sys
from mpmath import mp, mpf, log, exp, matrix, lu_solve, inverse, sqrt, pi, binomial

mp.dps = 50
QUANTILE = mpf('3.841458820694124032258')
TABLES = {'apart': ([(40, 60, 10, 61), (5, 70, 30, 72), (22, 50, 21, 50), (12, 45, 30, 44)], (-0.35, -0.3, 0.6, 1.72))}


def axis(x, n):
    centre, width = log(mpf(x) / (n - x)), sqrt(mpf(1) / x + mpf(1) / (n - x))
    step = width / 4
    out = []
    for j in range(-60, 61):
        eta = centre + j * step
        out.append((eta, binomial(n, x) * exp(x * eta) / (1 + exp(eta)) ** n * step))
    top = max(w for _, w in out)
    return [(e, w) for e, w in out if w > top * mpf(10) ** -24]


def log_lik(axes, s):
    beta, gamma, sigma, tau = s
    same, cross = sigma ** 2 + tau ** 2 / 4, sigma ** 2 - tau ** 2 / 4
    det = same ** 2 - cross ** 2
    p, q, norm = same / det / 2, cross / det, 1 / (2 * pi * sqrt(det))
    total = mpf(0)
    for first, second in axes:
        left = [(e - gamma - beta, w) for e, w in first]
        right = [(e - gamma, w) for e, w in second]
        outer = [(e, w * exp(-p * e * e)) for e, w in left]
        inner = [(e, w * exp(-p * e * e)) for e, w in right]
        # exp(q e f) of equal steps in f: powers of one number
        f0, df = inner[0][0], inner[1][0] - inner[0][0]
        part = mpf(0)
        for e, w in outer:
            power, ratio = exp(q * e * f0), exp(q * e * df)
            row = mpf(0)
            for _, v in inner:
                row += v * power
                power *= ratio
            part += w * row
        total += log(part * norm)
    return total


def newton(axes, start, free):
    s, h = [mpf(x) for x in start], mpf(10) ** -12
    for _ in range(40):
        n = len(free)

        def f(*d):
            t = list(s)
            for j, x in d: t[free[j]] += x
            return log_lik(axes, t)
        v = f()
        up, down = [f((j, h)) for j in range(n)], [f((j, -h)) for j in range(n)]
        G = matrix([(a - b) / (2 * h) for a, b in zip(up, down)])
        H = matrix(n, n)
        for i in range(n):
            H[i, i] = (up[i] - 2 * v + down[i]) / h ** 2
            for j in range(i):
                H[i, j] = H[j, i] = (f((i, h), (j, h)) - up[i] - up[j] + 2 * v - down[i] - down[j] + f((i, -h), (j, -h))) / (2 * h ** 2)
        d = lu_solve(-H, G)
        part = min(mpf(1), mpf(1) / 2 / max(abs(x) for x in d))
        for j in range(n): s[free[j]] += part * d[j]
        sys.stderr.write('%s %s\n' % (mp.nstr(v, 12), mp.nstr(max(abs(x) for x in d), 3)))
        if max(abs(x) for x in d) < mpf(10) ** -13: return s, -H, log_lik(axes, s)
    raise SystemExit('no convergence')


def end(axes, s, top, low, high):
    at = list(s)
    def fall(tau):
        nonlocal at
        at[3] = tau
        at, _, v = newton(axes, at, [0, 1, 2])
        return v - top + QUANTILE / 2
    a, b = mpf(low), mpf(high)
    fa, fb = fall(a), fall(b)
    for _ in range(20):
        a, fa, b = b, fb, b - fb * (b - a) / (fb - fa)
        fb = fall(b)
        if abs(fb) < mpf(10) ** -14: return b
    raise SystemExit('no end')


print('data,b0,se0,baseline,sigma2,tau2,tau2_se,log_lik,lower,upper')
for name, (rows, start) in TABLES.items():
    axes = [(axis(r[0], r[1]), axis(r[2], r[3])) for r in rows]
    s, info, top = newton(axes, start, [0, 1, 2, 3])
    V = inverse(info)
    lower, upper = end(axes, s, top, 0.62 * s[3], 0.66 * s[3]), end(axes, s, top, 2 * s[3], 2.1 * s[3])
    print(','.join([name] + [mp.nstr(x, 20) for x in (s[0], sqrt(V[0, 0]), s[1], s[2] ** 2, s[3] ** 2,
                                                    2 * s[3] * sqrt(V[3, 3]), top, lower ** 2, upper ** 2)]), flush=True)
