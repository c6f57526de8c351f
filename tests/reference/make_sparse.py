#!/usr/bin/env python3
"""Writes sparse.csv: Firth's penalised likelihood and the beta-binomial model of sparse tables, in 50-digit arithmetic.

Independent of copse's way: all parameters together, Newton's method with derivatives by central differences of the (penalised)
log-likelihood itself; the information of Firth's penalty is the dense matrix of all baselines and coefficients, the
beta-binomial probability is that of gamma functions. Profile intervals are found by bisection. Usage: make_sparse.py > sparse.csv
"""
import sys
from mpmath import mp, mpf, log, exp, matrix, lu_solve, inverse, sqrt, det, loggamma, binomial

mp.dps = 50
QUANTILE = mpf(1.9599639845400542355) ** 2
TABLES = {  # treated events, size; control events, size
    'lines': [(0, 116, 3, 117), (1, 44, 3, 35), (2, 208, 9, 195), (0, 130, 7, 136), (5, 151, 6, 157), (1, 98, 4, 139),
              (1, 174, 3, 177), (1, 74, 2, 39)],
    'sparse': [(0, 20, 0, 20), (1, 15, 0, 30), (0, 25, 2, 25), (3, 40, 1, 38), (10, 10, 8, 10), (0, 12, 0, 9), (2, 60, 7, 55)],
    'alike': [(4, 50, 8, 50), (5, 60, 9, 58), (3, 40, 6, 41)],
    'apart': [(40, 60, 10, 61), (5, 70, 30, 72), (22, 50, 21, 50), (12, 45, 30, 44)],
    'never': [(0, 30, 3, 31), (0, 25, 1, 25), (0, 18, 0, 20), (0, 40, 4, 42)],
    'one': [(0, 12, 5, 14)],
    # Colditz et al. 1994, with the absolute latitude
    'bcg': [(4, 123, 11, 139), (6, 306, 29, 303), (3, 231, 11, 220), (62, 13598, 248, 12867), (33, 5069, 47, 5808),
            (180, 1541, 372, 1451), (8, 2545, 10, 629), (505, 88391, 499, 87892 + 499), (29, 7499, 45, 7277),
            (17, 1716, 65, 1665), (186, 50634, 141, 27338), (5, 2498, 3, 2341), (27, 16913, 29, 17854)],
}
DESIGN = {'lines': [0.5, -1, 0.25, 2, -0.5, 1, 0, 1.5], 'bcg': [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]}


def newton(f, s, free):
    """The maximum of f over s[free]; s, and -Hessian over free."""
    h = mpf(10) ** -11
    for step in range(200):
        n = len(free)
        def move(*d):
            t = list(s)
            for j, x in d: t[free[j]] += x
            return f(t)
        v = f(s)
        up, down = [move((i, h)) for i in range(n)], [move((i, -h)) for i in range(n)]
        g = matrix([(up[i] - down[i]) / (2 * h) for i in range(n)])
        H = matrix(n, n)
        for i in range(n):
            H[i, i] = (up[i] - 2 * v + down[i]) / h ** 2
            for j in range(i):
                H[i, j] = H[j, i] = (move((i, h), (j, h)) - up[i] - up[j] + 2 * v - down[i] - down[j] +
                                     move((i, -h), (j, -h))) / (2 * h ** 2)
        d = lu_solve(-H, g)
        part = mpf(1)
        while True:
            t = list(s)
            for i in range(n): t[free[i]] += part * d[i]
            try: better = f(t) > v - mpf(10) ** -30
            except Exception: better = False
            if better or part < 1e-6: break
            part /= 2
        s = t
        if max(abs(x) for x in d) < mpf(10) ** -16: return s, -H, f(s)
    raise SystemExit('no convergence')


def firth(rows, X):
    k, p = len(rows), len(X[0])
    lines = []  # of the whole design: events, size, row
    for i, (a, n1, c, n2) in enumerate(rows):
        own = [mpf(1 if j == i else 0) for j in range(k)]
        lines += [(a, n1, own + list(X[i])), (c, n2, own + [mpf(0)] * p)]

    def parts(s):
        total, info = mpf(0), matrix(k + p, k + p)
        for x, n, z in lines:
            eta = sum(b * c for b, c in zip(z, s) if b != 0)
            risk = 1 / (1 + exp(-eta))
            total += log(binomial(n, x)) + x * log(risk) + (n - x) * log(1 - risk)
            w = n * risk * (1 - risk)
            for i in range(k + p):
                if z[i] == 0: continue
                for j in range(k + p): info[i, j] += w * z[i] * z[j]
        return total, info

    def f(s):
        total, info = parts(s)
        return total + log(det(info)) / 2

    start = [log((a + c + mpf(1) / 2) / (n1 + n2 - a - c + mpf(1) / 2)) for a, n1, c, n2 in rows] + [mpf(0)] * p
    return f, start, lambda s: parts(s), k


def beta_binomial(rows, X, measure):
    p = len(X[0])

    def lp(x, n, mu, rho):
        a, b = mu * (1 - rho) / rho, (1 - mu) * (1 - rho) / rho
        B = lambda u, v: loggamma(u) + loggamma(v) - loggamma(u + v)
        return log(binomial(n, x)) + B(x + a, n - x + b) - B(a, b)

    def risk(eta):
        m = eta if measure == 'RD' else exp(eta) if measure == 'RR' else 1 / (1 + exp(-eta))
        if not 0 < m < 1: raise ValueError
        return m

    def f(s):  # baseline (two arms), coefficients, logit of rho
        one = measure == 'PLO'
        rho = 1 / (1 + exp(-s[-1]))
        beta = s[:-1] if one else s[1:-1]
        total = mpf(0)
        for r, x in zip(rows, X):
            effect = sum(a * b for a, b in zip(x, beta))
            if one:
                total += lp(r[2], r[3], risk(effect), rho)
            else:
                total += lp(r[0], r[1], risk(s[0] + effect), rho) + lp(r[2], r[3], risk(s[0]), rho)
        return total

    q = sum(r[0] + r[2] for r in rows) / mpf(sum(r[1] + r[3] for r in rows))
    base = q if measure == 'RD' else log(q) if measure == 'RR' else log(q / (1 - q))
    return f, ([] if measure == 'PLO' else [base]) + [mpf(0)] * p + [mpf(-2)]


def interval(f, s, top, j, se):
    """Where the profile has fallen by half the chi-square quantile: secant steps from a bracket."""
    out = []
    free = [i for i in range(len(s)) if i != j]
    for sign in (-1, 1):
        at = list(s)
        def fall(x):
            nonlocal at
            at[j] = x
            try: f(at)
            except ValueError: at[0] = (max(0, -x) + min(1, 1 - x)) / 2  # a risk difference: risks inside
            at, _, v = newton(f, at, free)
            return v - top + QUANTILE / 2
        a, b = s[j], s[j] + sign * 2 * se
        fb = fall(b)
        while fb > 0:
            a, b = b, b + sign * se
            fb = fall(b)
        fa = fall(a)
        for step in range(60):
            c = b - fb * (b - a) / (fb - fa)
            fc = fall(c)
            if fc * fb < 0: a, fa = b, fb
            else: fa /= 2  # Illinois
            b, fb = c, fc
            if abs(fc) < mpf(10) ** -20: break
        out.append(b)
    return out


def say(name, model, measure, p, s, first, se, ci, log_lik, extra, rho, rho_se, lrt):
    n = lambda x: 'NA' if x is None else mp.nstr(x, 20)
    cells = [name, model, measure, str(p)]
    for j in range(2):
        cells += [n(s[first + j]), n(se[j])] if j < p else ['NA', 'NA']
    print(','.join(cells + [n(ci[0]), n(ci[1]), n(log_lik), n(extra), n(rho), n(rho_se), n(lrt)]), flush=True)


def case_firth(name, moderated=False):
    rows = TABLES[name]
    X = [[mpf(1), mpf(DESIGN[name][i])] if moderated else [mpf(1)] for i in range(len(rows))]
    f, s, parts, k = firth(rows, X)
    p = len(X[0])
    s, _, top = newton(f, s, list(range(len(s))))
    log_lik, info = parts(s)
    C = inverse(info)
    se = [sqrt(C[k + j, k + j]) for j in range(p)]
    ci = interval(f, s, top, k, se[0]) if len(rows) < 5 or name == 'sparse' else [None, None]
    null = list(s)
    j = k + p - 1
    null[j] = mpf(0)
    _, _, v = newton(f, null, [i for i in range(len(s)) if i != j])
    say(name, 'Firth', 'OR', p, s, k, se, ci, log_lik, top - log_lik, None, None, 2 * (top - v))


def case_beta(name, measure, moderated=False):
    rows = TABLES[name]
    X = [[mpf(1), mpf(DESIGN[name][i])] if moderated else [mpf(1)] for i in range(len(rows))]
    f, s = beta_binomial(rows, X, measure)
    p, first = len(X[0]), 0 if measure == 'PLO' else 1
    s, H, top = newton(f, s, list(range(len(s))))
    C = inverse(H)
    se = [sqrt(C[first + j, first + j]) for j in range(p)]
    rho = 1 / (1 + exp(-s[-1]))
    ci = interval(f, s, top, first, se[0])
    null = list(s)
    j = first + p - 1
    null[j] = mpf(0)
    _, _, v = newton(f, null, [i for i in range(len(s)) if i != j])
    say(name, 'beta-binomial', measure, p, s, first, se, ci, top, s[0] if first else None, rho,
        rho * (1 - rho) * sqrt(C[len(s) - 1, len(s) - 1]), 2 * (top - v))


print('data,model,measure,p,b0,se0,b1,se1,lower0,upper0,log_lik,extra,rho,rho_se,lrt')
for name in ('one', 'alike', 'never', 'apart', 'sparse', 'lines'):
    sys.stderr.write(name + '\n')
    case_firth(name)
case_firth('lines', True)
for name in ('sparse', 'apart'):
    for measure in ('OR', 'RR', 'RD', 'PLO'):
        sys.stderr.write(name + measure + '\n')
        case_beta(name, measure)
for measure in ('OR', 'RD'):
    sys.stderr.write('bcg ' + measure + '\n')
    case_beta('bcg', measure)
case_beta('bcg', 'OR', True)
