#!/usr/bin/env python3
"""convert.csv: the converters from their formulas, at 50 digits. Doubles are taken as exact inputs. See README.md."""
import csv
from mpmath import mp, mpf, sqrt, pi, log, exp, tanh, atanh, gamma, erfinv, betainc, diff, inf
import mpmath

mp.dps = 50
rows = []


def m(x):
    return mpf(float(x))


def root_of_tail(tail, p):
    """x > 0 with tail(x) = p < 1/2, by bisection: slow, and sure"""
    low, high = mpf(0), mpf(1)
    while tail(high) > p:
        high *= 2
    while high - low > high * mpf(10) ** -45:
        mid = (low + high) / 2
        if tail(mid) > p:
            low = mid
        else:
            high = mid
    return (low + high) / 2


def t_quantile(p, df):
    """t with P(T > t) = p; the normal one for df = inf"""
    if df == inf:
        return root_of_tail(lambda z: mpmath.erfc(z / sqrt(mpf(2))) / 2, p)
    return root_of_tail(lambda t: betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2, p)


def show(x):
    if x is None:
        return 'NA'
    if x == inf:
        return 'Inf'
    return mp.nstr(mpf(x), 20, min_fixed=-5, max_fixed=18)


def add(what, args, out, out2=None, text='', rtol='1e-12'):
    cells = ['NA' if a is None else 'Inf' if a == inf else repr(float(a)) for a in args]
    cells += ['NA'] * (6 - len(cells))
    rows.append([what, text] + cells + [show(out), show(out2), rtol])


def standard_errors():
    for lower, upper in ((-0.3, 1.2), (30.0, 34.2), (1e-8, 3e-8), (-5e6, 7e6)):
        for level in (95, 90, 99.9, 50):
            for df in (inf, 1, 4, 24, 499.5):
                q = t_quantile((100 - m(level)) / 200, m(df) if df != inf else inf)
                add('interval', (lower, upper, level, df), (m(upper) - m(lower)) / (2 * q))
                add('limit', (0.45, upper, level, df), abs(m(upper) - m(0.45)) / q)
    for p in (0.5, 0.17, 0.05, 0.008, 1e-4, 1e-12, 1e-100, 0.999):
        for df in (inf, 3, 38, 1000):
            d = m(df) if df != inf else inf
            # far out in the tail of a t with few degrees of freedom its quantile is ill-conditioned in nothing but p
            add('p', (-0.03, p, 0, df), m(0.03) / t_quantile(m(p) / 2, d), rtol='1e-11')
            if p != 0.5:
                tail = min(m(p), 1 - m(p))
                add('p', (0.03, p, 1, df), m(0.03) / t_quantile(tail, d), rtol='1e-11')
    for se, n1, n2 in ((1.37, 25, 22), (0.002, 1, 1), (4e5, 1000, 3)):
        add('difference', (se, n1, n2), m(se) / sqrt(1 / m(n1) + 1 / m(n2)))


def changes():
    for b, f in ((6.4, 7.1), (7.0, 6.9), (1e-6, 3e-6), (2e8, 2e8)):
        for r in (-1, -0.3, 0, 0.5, 0.8, 0.999999999):
            sd2 = m(b) ** 2 + m(f) ** 2 - 2 * m(r) * m(b) * m(f)
            add('change_sd', (b, f, r), sqrt(sd2))
    for b, f, c in ((6.4, 7.1, 4.5), (7.0, 6.9, 4.2), (1.0, 2.0, 1.5), (3e-7, 3e-7, 1e-9)):
        add('change_r', (b, f, c), (m(b) ** 2 + m(f) ** 2 - m(c) ** 2) / (2 * m(b) * m(f)))


def groups():
    for n1, m1, s1, n2, m2, s2 in ((30, 5.0, 2.0, 28, 6.0, 2.2), (1, 4.0, 0.0, 9, 5.0, 1.5), (100, 1e8, 1.0, 50, 1e8 + 3, 2.0),
                                   (7, -1e-3, 1e-4, 12, 2e-3, 5e-4)):
        N1, N2, M1, M2, S1, S2 = (m(x) for x in (n1, n2, m1, m2, s1, s2))
        # the Handbook's way of writing it
        sd = sqrt(((N1 - 1) * S1**2 + (N2 - 1) * S2**2 + N1 * N2 / (N1 + N2) * (M1**2 + M2**2 - 2 * M1 * M2)) / (N1 + N2 - 1))
        add('combine', (n1, m1, s1, n2, m2, s2), (N1 * M1 + N2 * M2) / (N1 + N2), sd)


def design_effects():
    for size in (1, 12.5, 29.761904761904763, 1e5):
        for icc in (0, 1e-6, 0.02, 1):
            for cv in (0, 0.4, 2):
                add('design', (size, icc, cv), 1 + ((m(cv) ** 2 + 1) * m(size) - 1) * m(icc))


SCALES = ('d', 'g', 'r', 'z', 'logor', 'logor-cox')


def convert(a, b, y, v, n1, n2):
    """by the derivative of the whole chain, not by the formulas of the chapter"""
    if n1 is None:
        k, j = mpf(4), None
    else:
        N1, N2 = m(n1), m(n2)
        k, df = (N1 + N2) ** 2 / (N1 * N2), N1 + N2 - 2
        j = gamma(df / 2) / (sqrt(df / 2) * gamma((df - 1) / 2))
    cox = mpf(float(1.65))
    to_d = {'d': lambda x: x, 'g': lambda x: x / j, 'r': lambda x: sqrt(k) * x / sqrt(1 - x * x),
            'z': lambda x: sqrt(k) * tanh(x) / sqrt(1 - tanh(x) ** 2), 'logor': lambda x: x * sqrt(mpf(3)) / pi,
            'logor-cox': lambda x: x / cox}
    from_d = {'d': lambda x: x, 'g': lambda x: x * j, 'r': lambda x: x / sqrt(x * x + k),
              'z': lambda x: atanh(x / sqrt(x * x + k)), 'logor': lambda x: x * pi / sqrt(mpf(3)), 'logor-cox': lambda x: x * cox}
    if j is None and 'g' in (a, b):
        return None
    chain = lambda x: from_d[b](to_d[a](x))
    return chain(m(y)), diff(chain, m(y)) ** 2 * m(v)


def scales():
    for a in SCALES:
        for b in SCALES:
            for y, v in ((0.5, 0.0205), (-0.87, 0.3), (0.0, 1e-3), (1e-9, 2.0)):
                for n1, n2 in ((None, None), (50, 50), (12, 90)):
                    out = convert(a, b, y, v, n1, n2)
                    if out is not None:
                        add('scale', (y, v, n1, n2), out[0], out[1], text=a + ' ' + b)


def delta():
    logit = lambda p: log(p / (1 - p))
    cases = (('exp', exp, (0.5, -40)), ('log(y)', log, (0.3, 1e9)), ('log(y / (1 - y))', logit, (0.2, 0.9)),
             ('logit', logit, (0.2, 1e-7)), ('expit', lambda x: 1 / (1 + exp(-x)), (-30, 0.4, 3)),
             ('tanh', tanh, (0.1, -2)), ('atanh', atanh, (0.99, -0.3)), ('sqrt', sqrt, (2, 1e-4)),
             ('asin(sqrt(y))', lambda x: mpmath.asin(sqrt(x)), (0.1, 0.8)), ('sin(y)^2', lambda x: mpmath.sin(x) ** 2, (0.7,)),
             ('1/y', lambda x: 1 / x, (4, -0.01)), ('-y^3 + 2*y', lambda x: -x**3 + 2 * x, (1.5, -0.2)),
             ('y^-2', lambda x: x**-2, (3,)), ('2^y', lambda x: mpf(2) ** x, (3.5,)), ('y^y', lambda x: x**x, (1.7,)),
             ('100*(1 - exp(y))', lambda x: 100 * (1 - exp(x)), (-0.4,)), ('log10', lambda x: log(x) / log(mpf(10)), (25,)),
             ('log1p', mpmath.log1p, (1e-10, 5)), ('expm1', mpmath.expm1, (1e-10, 2)), ('abs', abs, (-3,)),
             ('cos', mpmath.cos, (1,)), ('tan', mpmath.tan, (0.5,)), ('acos', mpmath.acos, (0.3,)), ('asin', mpmath.asin, (-0.4,)),
             ('atan', mpmath.atan, (2,)), ('sinh', mpmath.sinh, (1.2,)), ('cosh', mpmath.cosh, (1.2,)),
             ('asinh', mpmath.asinh, (-2.5,)), ('acosh', mpmath.acosh, (1.5,)), ('sin', mpmath.sin, (2,)),
             ('invprobit', mpmath.ncdf, (0.7, -6)), ('probit', lambda p: sqrt(mpf(2)) * erfinv(2 * p - 1), (0.3, 0.975)),
             ('y * pi / sqrt(3)', lambda x: x * pi / sqrt(mpf(3)), (0.5,)), ('exp(-(y - 1)^2 / 2)', lambda x: exp(-(x - 1)**2 / 2), (0.3,)))
    for text, f, points in cases:
        for y in points:
            add('delta', (y, 0.04), f(m(y)), diff(f, m(y)) ** 2 * m(0.04), text=text, rtol='1e-11' if 'probit' in text else '1e-12')


standard_errors()
changes()
groups()
design_effects()
scales()
delta()
with open('convert.csv', 'w', newline='') as file:
    writer = csv.writer(file, lineterminator='\n')
    writer.writerow(['what', 'text', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'out', 'out2', 'rtol'])
    writer.writerows(rows)
