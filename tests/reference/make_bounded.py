#!/usr/bin/env python3
"""Writes bounded.csv: equal-effects binomial models on the log and the identity scale, in 50-digit arithmetic.

Independent of copse's way: no barrier and no Newton. Given the effect of a study its baseline is found by bisection of the
derivative within what keeps both risks in 0 to 1; a single coefficient by bisection of the profile's derivative, two of them
by nested bisection. Standard errors: the expected information of all baselines and coefficients, arms at an end left out with
their baseline. Usage: make_bounded.py > bounded.csv
"""
import sys
from mpmath import mp, mpf, log, exp, sqrt, binomial

mp.dps = 50
TABLES = {  # treated events, size; control events, size (as in make_sparse.py)
    'lines': [(0, 116, 3, 117), (1, 44, 3, 35), (2, 208, 9, 195), (0, 130, 7, 136), (5, 151, 6, 157), (1, 98, 4, 139),
              (1, 174, 3, 177), (1, 74, 2, 39)],
    'sparse': [(0, 20, 0, 20), (1, 15, 0, 30), (0, 25, 2, 25), (3, 40, 1, 38), (10, 10, 8, 10), (0, 12, 0, 9), (2, 60, 7, 55)],
    'apart': [(40, 60, 10, 61), (5, 70, 30, 72), (22, 50, 21, 50), (12, 45, 30, 44)],
    # made up: arms with events only, in which the maximum has a risk of 1
    'full': [(20, 20, 15, 20), (18, 18, 16, 19), (11, 12, 9, 13), (30, 40, 26, 41)],
    'bcg': [(4, 123, 11, 139), (6, 306, 29, 303), (3, 231, 11, 220), (62, 13598, 248, 12867), (33, 5069, 47, 5808),
            (180, 1541, 372, 1451), (8, 2545, 10, 629), (505, 88391, 499, 88391), (29, 7499, 45, 7277),
            (17, 1716, 65, 1665), (186, 50634, 141, 27338), (5, 2498, 3, 2341), (27, 16913, 29, 17854)],
}
DESIGN = {'lines': [0.5, -1, 0.25, 2, -0.5, 1, 0, 1.5], 'full': [0, 1, 2, 4]}
TINY = mpf(10) ** -45


def risk(measure, eta):
    return exp(eta) if measure in ('RR', 'PLN') else eta


def term(measure, x, n, eta):
    """log-likelihood"""
    p = risk(measure, eta)
    return log(binomial(n, x)) + (x * log(p) if x else 0) + ((n - x) * log(1 - p) if x < n else 0)


def slope(measure, x, n, eta):
    """its derivative in eta"""
    p = risk(measure, eta)
    return ((x / p if x else 0) - ((n - x) / (1 - p) if x < n else 0)) * (p if measure in ('RR', 'PLN') else 1)


def bisect(f, low, high):
    """f falls; where it crosses 0, or an end"""
    for _ in range(170):
        m = (low + high) / 2
        if f(m) > 0: low = m
        else: high = m
    return (low + high) / 2


def study(measure, row, effect, value=True):
    """The highest log-likelihood given the effect, its derivative, risks."""
    x1, n1, x2, n2 = row
    low, high = (mpf(-60), min(mpf(0), -effect)) if measure == 'RR' else (max(mpf(0), -effect), min(mpf(1), 1 - effect))
    low, high = low + TINY, high - TINY
    a = bisect(lambda a: slope(measure, x1, n1, a + effect) + slope(measure, x2, n2, a), low, high)
    s1, s2 = slope(measure, x1, n1, a + effect), slope(measure, x2, n2, a)
    ends = [measure == 'RR' and abs(e) < 1e-30 or measure == 'RD' and (abs(e) < 1e-30 or abs(1 - e) < 1e-30) for e in (a + effect, a)]
    s = -s2 if ends[0] and not ends[1] else s1  # with the first arm held the baseline falls as the effect rises
    v = term(measure, x1, n1, a + effect) + term(measure, x2, n2, a) if value else None
    return v, s, (risk(measure, a + effect), risk(measure, a)), ends


def info(measure, n, p):
    return n * p / (1 - p) if measure in ('RR', 'PLN') else n / (p * (1 - p))


def solve(name, measure, X):
    rows = TABLES[name]
    if measure == 'RR': keep = [i for i, r in enumerate(rows) if r[0] + r[2] > 0]
    else: keep = list(range(len(rows)))
    lim = mpf(3) if measure == 'RR' else mpf(1) / 2

    def slopes(beta):
        g = [mpf(0)] * len(beta)
        for i in keep:
            s = study(measure, rows[i], sum(x * b for x, b in zip(X[i], beta)), False)[1]
            for j in range(len(beta)): g[j] += X[i][j] * s
        return g

    if len(X[0]) == 1:
        beta = [bisect(lambda b: slopes([b])[0], -lim, lim)]
    else:
        inner = lambda b1: bisect(lambda b0: slopes([b0, b1])[0], -lim, lim)
        b1 = bisect(lambda b: slopes([inner(b), b])[1], -lim / 5, lim / 5)
        beta = [inner(b1), b1]
    p = len(beta)
    A = mp.matrix(p, p)
    total, at = mpf(0), 0
    for i in keep:
        v, _, risks, ends = study(measure, rows[i], sum(x * b for x, b in zip(X[i], beta)))
        total += v
        w = [info(measure, n, q) if not e else None for n, q, e in zip((rows[i][1], rows[i][3]), risks, ends)]
        at += any(ends)
        w = w[1] if ends[0] else w[0] if ends[1] else 1 / (1 / w[0] + 1 / w[1])
        for a in range(p):
            for b in range(p): A[a, b] += w * X[i][a] * X[i][b]
    V = A ** -1
    null = sum(study(measure, rows[i], mpf(0))[0] for i in keep) if p == 1 else None
    return beta, [sqrt(V[j, j]) for j in range(p)], total, at, 2 * (total - null) if p == 1 else None


def one_group(name, measure):
    """The risk of all together."""
    rows = TABLES[name]
    x, n = sum(r[2] for r in rows), sum(r[3] for r in rows)
    p = mpf(x) / n
    eta = log(p) if measure == 'PLN' else p
    return [eta], [1 / sqrt(info(measure, n, p))], sum(term(measure, r[2], r[3], eta) for r in rows), 0, None


def say(name, measure, p, result):
    n = lambda x: 'NA' if x is None else mp.nstr(x, 20)
    beta, se, total, at, lrt = result
    cells = [name, measure, str(p)]
    for j in range(2): cells += [n(beta[j]), n(se[j])] if j < p else ['NA', 'NA']
    print(','.join(cells + [n(total), str(at), n(lrt)]), flush=True)


print('data,measure,p,b0,se0,b1,se1,log_lik,at_limit,lrt')
for name in TABLES:
    for measure in ('RR', 'RD'):
        if (name, measure) == ('sparse', 'RD'): continue  # a corner: copse refuses it
        sys.stderr.write('%s %s\n' % (name, measure))
        say(name, measure, 1, solve(name, measure, [[mpf(1)]] * len(TABLES[name])))
    for measure in ('PLN', 'PR'): say(name, measure, 1, one_group(name, measure))
for name, measure in (('full', 'RR'), ('full', 'RD')):
    sys.stderr.write('%s %s moderated\n' % (name, measure))
    mp.dps = 30
    TINY = mpf(10) ** -26
    say(name, measure, 2, solve(name, measure, [[mpf(1), mpf(x)] for x in DESIGN[name]]))
