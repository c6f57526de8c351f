"""Writes elementary.csv: log, log1p, exp, sin and cos of whole turns at exact double arguments, by mpmath with 60 digits.

value + rest is the result to more than twice the precision of a double, so that a test can measure parts of an ulp.
Usage: python3 make_elementary.py"""
import os
import random
from mpmath import mp, mpf, cos, exp, log, pi, sin

mp.dps = 60
random.seed(20240607)
f = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "elementary.csv"), "w")
f.write("function,x,value,rest\n")


def row(name, x, y):
    value = float(y)
    f.write(f"{name},{x!r},{value!r},{float(y - mpf(value))!r}\n")


def uniform():  # as the draws make them: odd multiples of 2^-53
    return (2 * random.getrandbits(52) + 1) / 2**53


def log1p_exact(x):
    return log(1 + mpf(x)) if abs(x) > 1e-20 else mpf(x) - mpf(x)**2 / 2 + mpf(x)**3 / 3


for _ in range(220):
    row("log", u := uniform(), log(mpf(u)))
for x in [2.0**-53, 1 - 2.0**-53, 1 + 2.0**-52, 0.7071067811865475, 0.7071067811865476, 1.4142135623730951, 0.5, 2.0,
          5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1e-310, 10.0]:
    row("log", x, log(mpf(x)))
for _ in range(60):
    row("log", x := random.uniform(1, 2) * 2.0**random.randint(-1040, 1020), log(mpf(x)))
for _ in range(150):
    row("log1p", x := random.uniform(-1, 1) * 2.0**random.randint(-60, 0), log1p_exact(x))
    row("log1p", x := random.uniform(0, 1) * 2.0**random.randint(-3, 60), log1p_exact(x))
for x in [1e-300, -1e-300, 5e-324, -0.29, -0.28999999999999998, 0.41, 0.40999999999999998, -1 + 2.0**-53, 1e300]:
    row("log1p", x, log1p_exact(x))
for _ in range(100):
    row("exp", x := random.uniform(-708, 709.7), exp(mpf(x)))
    row("exp", x := random.uniform(-1, 1), exp(mpf(x)))
for x in [1e-20, -1e-20, 709.78, -708.3, 1.0, -1.0, 0.34657359027997264, -0.34657359027997264]:
    row("exp", x, exp(mpf(x)))
for u in [uniform() for _ in range(150)] + [2.0**-53, 1 - 2.0**-53, 0.125, 0.375, 0.625, 0.875, 0.25 + 2.0**-53,
                                            0.5 - 2.0**-53, 0.75 + 2.0**-53]:
    row("sin", u, sin(2 * pi * mpf(u)))
    row("cos", u, cos(2 * pi * mpf(u)))
f.close()
