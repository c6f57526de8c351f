#!/usr/bin/env python3
"""Writes glmm.csv: maxima of the likelihoods of models of counts, in 30-digit arithmetic.

Independent of copse's way: integrals over the random effects are sums over a fine fixed grid of the standard normal's own
axis (from -14 to 14 in steps of 1/8; of one group 1/24, of two random effects 1/3), not around the mode; all parameters, the trials' own
baselines among them, are found together by Newton's method with derivatives by central differences. The noncentral
hypergeometric distribution is the plain sum over all tables. Usage: make_glmm.py > glmm.csv (ten minutes)
"""
import sys
from mpmath import mp, mpf, log, exp, matrix, lu_solve, inverse, sqrt, pi, binomial, factorial

mp.dps = 30
TABLES = {  # treated events, size; control events, size
    # Niel-Weise et al. 2007 (Stijnen et al. 2010, table I), trials 1-8
    'lines': [(0, 116, 3, 117), (1, 44, 3, 35), (2, 208, 9, 195), (0, 130, 7, 136), (5, 151, 6, 157), (1, 98, 4, 139),
              (1, 174, 3, 177), (1, 74, 2, 39)],
    # made up: double-zero trials, an arm with events only
    'sparse': [(0, 20, 0, 20), (1, 15, 0, 30), (0, 25, 2, 25), (3, 40, 1, 38), (10, 10, 8, 10), (0, 12, 0, 9), (2, 60, 7, 55)],
    # one effect, no heterogeneity
    'alike': [(4, 50, 8, 50), (5, 60, 9, 58), (3, 40, 6, 41)],
    # far apart
    'apart': [(40, 60, 10, 61), (5, 70, 30, 72), (22, 50, 21, 50), (12, 45, 30, 44)],
}
RATES = {  # Niel-Weise et al. 2008 (Stijnen et al. 2010, table II), in days; and two made up
    'days': [(7, 1344, 11, 1988), (8, 1600, 8, 1461), (3, 12012, 14, 10962), (6, 1536, 10, 1503), (1, 370, 1, 483),
             (1, 729, 8, 913), (17, 6760, 15, 6840), (3, 1107, 7, 1015), (2, 320, 3, 440)],
    'few': [(0, 10.5, 2, 9.25), (3, 30, 0, 28), (0, 12, 0, 12), (4, 20.5, 9, 22), (1, 8, 6, 7.75)],
}
DESIGN = {'lines': [0.5, -1, 0.25, 2, -0.5, 1, 0, 1.5], 'days': [1, 2, 0, 4, 3, -1, 0.5, 2, -2]}


def risk(x, n, eta):
    return binomial(n, x) * exp(x * eta) / (1 + exp(eta)) ** n


def rate(x, t, eta):
    mean = t * exp(eta)
    return mean ** x * exp(-mean) / factorial(x)


class Trial:
    """The probability of a trial's counts given baseline and effect."""

    def __init__(self, model, measure, row):
        self.row, self.model, self.measure = row, model, measure
        if len(row) == 4:
            x1, n1, x2, n2 = row
            m = x1 + x2
            low, high = (max(0, m - n2), min(n1, m)) if measure == 'OR' else (0, m)
            self.terms = [(j, binomial(n1, j) * binomial(n2, m - j)) for j in range(low, high + 1)] if measure == 'OR' else []
            self.tells = model == 'UM.RS' or low < high
        else:
            self.tells = True

    def given(self, base, effect, low=0):
        """base, effect: of the arms' predictors base + effect and base + low"""
        r = self.row
        arm = rate if self.measure in ('IRR', 'IRLN') else risk
        if len(r) == 2:
            return arm(r[0], r[1], effect)
        x1, n1, x2, n2 = r
        if self.model in ('UM.FS', 'UM.RS'):
            return arm(x1, n1, base + effect) * arm(x2, n2, base + low)
        if self.model == 'CM.EL' and self.measure == 'OR':
            odds = exp(effect)
            below = sum(c * odds ** (j - x1) for j, c in self.terms)
            return [c for j, c in self.terms if j == x1][0] / below
        return risk(x1, x1 + x2, effect + log(mpf(n1) / n2))


def grid(step):
    n = int(14 / step)
    return [(mpf(i) * step, exp(-(mpf(i) * step) ** 2 / 2) * step / sqrt(2 * pi)) for i in range(-n, n + 1)]


# One group: a finer grid, as large arms are narrow beside the spread of the effects.
FINE, ONE, TWO = grid(mpf(1) / 24), grid(mpf(1) / 8), grid(mpf(1) / 3)


def log_lik(trial, s, random, cor):
    """s = (baseline, effect, scales)"""
    c = mpf(1) / 2
    if trial.model == 'UM.RS':
        total = mpf(0)
        outer = TWO
        for a, wa in outer:
            if wa < mpf(10) ** -26: continue
            base = s[0] + s[2] * a
            if not random:
                total += wa * trial.given(base, s[1])
                continue
            for b, wb in outer:
                if wa * wb < mpf(10) ** -26: continue
                u = s[3] * b + (s[4] * a if cor else 0)
                total += wa * wb * trial.given(base, s[1] + c * u, -c * u)
        return log(total)
    if not random:
        return log(trial.given(s[0], s[1]))
    if trial.model == 'UM.FS':
        return log(sum(w * trial.given(s[0], s[1] + c * s[2] * u, -c * s[2] * u) for u, w in ONE))
    nodes = FINE if trial.model == 'GLMM' else ONE
    return log(sum(w * trial.given(s[0], s[1] + s[2] * u) for u, w in nodes))


def jets(f, s):
    """value, gradient and Hessian by central differences (error about 1e-17)"""
    n, h = len(s), mpf(10) ** -8
    move = lambda *d: f([s[i] + sum(x for j, x in d if j == i) for i in range(n)])
    v = f(s)
    up = [move((i, h)) for i in range(n)]
    down = [move((i, -h)) for i in range(n)]
    g = [(up[i] - down[i]) / (2 * h) for i in range(n)]
    H = [[mpf(0)] * n for _ in range(n)]
    for i in range(n):
        H[i][i] = (up[i] - 2 * v + down[i]) / h ** 2
        for j in range(i):
            H[i][j] = H[j][i] = (move((i, h), (j, h)) - up[i] - up[j] + 2 * v - down[i] - down[j] +
                                 move((i, -h), (j, -h))) / (2 * h ** 2)
    return v, g, H


def fit(model, measure, rows, X, random, start, cor=False):
    """start: beta, common baseline, scales. Returns parameters, covariance, log-likelihood."""
    trials = [Trial(model, measure, r) for r in rows]
    keep = [i for i, t in enumerate(trials) if t.tells]
    p = len(X[0])
    own = model == 'UM.FS'
    common = 1 if model == 'UM.RS' else 0
    g = [mpf(x) for x in start]
    base = {}
    for i in keep:
        r = rows[i]
        if own:
            e = r[0] + r[2] + mpf(1) / 2
            base[i] = log(e / (r[1] + r[3])) if measure == 'IRR' else log(e / (r[1] + r[3] - e + 1))
    mp.dps = 45
    best = None
    for step in range(60):
        n = len(g)
        value, G, H = mpf(0), matrix(n, 1), matrix(n, n)
        back = {}
        for i in keep:
            effect = sum(X[i][j] * g[j] for j in range(p))
            scales = g[p + common:]
            if own or common:
                s = [base[i] if own else g[p], effect] + scales
                f = lambda q, t=trials[i]: log_lik(t, q, random, cor)
                free = list(range(len(s)))
            else:
                s = [effect] + scales
                f = lambda q, t=trials[i]: log_lik(t, [0] + list(q), random, cor)
            v, d, h = jets(f, s)
            value += v
            start_at = 1 if own else 0
            if own:
                back[i] = (d[0], h[0])
                for a in range(1, len(s)):
                    d[a] -= h[a][0] * d[0] / h[0][0]
                new = [[h[a][b] - h[a][0] * h[b][0] / h[0][0] for b in range(len(s))] for a in range(len(s))]
                h0, h = h, new
            # to parameters
            J = []  # each term's row in the parameters
            for a in range(start_at, len(s)):
                row = [mpf(0)] * n
                kind = a if (own or common) else a + 1
                if kind == 0: row[p] = mpf(1)
                elif kind == 1:
                    for j in range(p): row[j] = mpf(X[i][j])
                else: row[p + common + kind - 2] = mpf(1)
                J.append(row)
            for a in range(len(J)):
                for x in range(n):
                    if J[a][x] == 0: continue
                    G[x] += J[a][x] * d[a + start_at]
                    for b in range(len(J)):
                        for y in range(n):
                            H[x, y] += J[a][x] * J[b][y] * h[a + start_at][b + start_at]
        move = lu_solve(-H, G)
        size = max(abs(x) for x in move)
        if own:
            for i in keep:
                effect_move = sum(X[i][j] * move[j] for j in range(p))
                m = [effect_move] + list(move[p + common:])
                d0, h0 = back[i]
                m0 = -(d0 + sum(h0[a + 1] * m[a] for a in range(len(m)))) / h0[0]
                base[i] += m0 if abs(m0) < 2 else 2 * m0 / abs(m0)
                size = max(size, abs(m0))
        part = mpf(1) if max(abs(x) for x in move) < 1 else 1 / max(abs(x) for x in move)
        for j in range(n): g[j] += part * move[j]
        sys.stderr.write('  %d %s %s\n' % (step, mp.nstr(value, 12), mp.nstr(size, 3)))
        if size < mpf(10) ** -14: break
    C = inverse(-H)
    return g, C, value


def row(name, model, measure, method, g, C, value, p, common, scales):
    first = p + common + (1 if model == 'UM.RS' else 0)
    tau2 = sum(x ** 2 for x in g[first:]) if method == 'ML' else mpf(0)
    sigma2 = g[p + common] ** 2 if model == 'UM.RS' else None
    out = [name, model, measure, method, p]
    for j in range(2):
        out += [mp.nstr(g[j], 20), mp.nstr(sqrt(C[j, j]), 20)] if j < p else ['NA', 'NA']
    at_zero = tau2 < mpf(10) ** -20
    out += ['0' if at_zero else mp.nstr(tau2, 20)]
    if method == 'ML' and not at_zero:
        var = sum(4 * g[a] * g[b] * C[a, b] for a in range(first, len(g)) for b in range(first, len(g)))
        out += [mp.nstr(sqrt(var), 20)]
    else:
        out += ['NA']
    out += [mp.nstr(sigma2, 20) if sigma2 is not None else 'NA', mp.nstr(value, 22)]
    print(','.join(str(x) for x in out), flush=True)


def case(name, rows, model, measure, method, start, moderated=False, cor=False):
    sys.stderr.write('%s %s %s %s\n' % (name, model, measure, method))
    k = len(rows)
    X = [[1, DESIGN[name][i]] if moderated else [1] for i in range(k)]
    X = [[mpf(x) for x in r] for r in X]
    random = method == 'ML'
    g, C, v = fit(model, measure, rows, X, random, start, cor)
    row(name, model + ('+cor' if cor else ''), measure, method, g, C, v, len(X[0]), 1 if model == 'UM.RS' else 0, None)


# Newton's method starts near the highest maximum, which a plain grid over (beta, tau) shows; it would end in a saddle from afar.
START = {('lines', 'CM.EL'): (-1.3, 0.34), ('lines', 'CM.AL'): (-1.3, 0.33), ('sparse', 'CM.EL'): (0.33, 1.83),
         ('sparse', 'CM.AL'): (-0.16, 0.52), ('sparse', 'UM.FS'): (0.16, 1.27), ('apart', 'CM.EL'): (-0.4, 1.75),
         ('apart', 'UM.FS'): (-0.39, 1.74), ('days', 'CM.EL'): (-0.48, 0.35), ('days', 'UM.FS'): (-0.46, 0.31),
         ('few', 'CM.EL'): (-0.76, 1.3), ('few', 'UM.FS'): (-0.7, None), ('sparse', 'PLO'): (-3.25, 2.44),
         ('apart', 'PLO'): (-0.38, 0.78), ('few', 'IRLN'): (-2.23, 1.67), ('days', 'IRLN'): (-5.5, 0.56)}
print('data,model,measure,method,p,b0,se0,b1,se1,tau2,tau2_se,sigma2,log_lik')
for (name, what), (b, tau) in START.items():
    one = what in ('PLO', 'IRLN')
    rows = TABLES.get(name) or RATES[name]
    measure = what if one else 'OR' if name in TABLES else 'IRR'
    if one: rows = [(r[2], r[3]) for r in rows]
    for method in ('EE', 'ML') if tau else ('EE',): # None: Newton's method does not find the maximum from there
        case(name, rows, 'GLMM' if one else what, measure, method, [b] + ([tau] if method == 'ML' else []))
case('lines', TABLES['lines'], 'UM.FS', 'OR', 'EE', [-1.3])
for model in ('CM.EL', 'UM.FS'):
    case('lines', TABLES['lines'], model, 'OR', 'EE', [-1.3, 0], True)
    case('alike', TABLES['alike'], model, 'OR', 'EE', [-0.6])
    case('days', RATES['days'], model, 'IRR', 'EE', [-0.4, 0], True)
case('apart', TABLES['apart'], 'UM.RS', 'OR', 'EE', [-0.2, -0.3, 0.6])
case('apart', TABLES['apart'], 'UM.RS', 'OR', 'ML', [-0.35, -0.3, 0.6, 1.72])
