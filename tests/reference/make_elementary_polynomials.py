"""The coefficients of src/base/elementary.c and of src/lanes/kernels/draw_elementary.h.

Each is the polynomial through the Chebyshev points of the interval, found with 60 digits and rounded to double; the
largest error left by it (before rounding in use) is printed beside. Usage: python3 make_elementary_polynomials.py"""
from mpmath import mp, mpf, atanh, chop, cos, exp, factorial, matrix, lu_solve, pi, sin, sqrt

mp.dps = 60


def series(coefficient, z, terms=60):
    total = mpf(0)
    for n in reversed(range(terms)):
        total = total * z + coefficient(n)
    return total


def fit(name, f, low, high, degree, weight):
    n = degree + 1
    points = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    rows = matrix(n, n)
    values = matrix(n, 1)
    for i, x in enumerate(points):
        for j in range(n):
            rows[i, j] = x**j
        values[i] = f(x)
    c = [float(a) for a in lu_solve(rows, values)]
    worst = mpf(0)
    for i in range(2001):
        x = low + (high - low) * i / 2000
        p = mpf(0)
        for a in reversed(c):
            p = p * x + mpf(a)
        worst = max(worst, abs((p - f(x)) * weight(x)))
    print(f"{name}: degree {degree}, largest error {mp.nstr(worst * 2**53, 3)} x 2^-53 of the result")
    for j, a in enumerate(c):
        print(f"    {a!r}, /* {a.hex()} */")


# log((1 + s) / (1 - s)) = 2 s + s z L(z), z = s^2; 1 + f in [sqrt(1/2), sqrt(2)], s = f / (2 + f)
s = (sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)
fit("L", lambda z: series(lambda n: mpf(2) / (2 * n + 3), z), mpf(0), s**2, 6, lambda z: z / 2)
# sin(2 pi t) = 2 pi t + t z S(z), cos(2 pi t) = 1 - z C(z), z = t^2, |t| <= 1/8
eighth = mpf(1) / 64
fit("S", lambda z: series(lambda n: (2 * pi)**(2 * n + 3) * (-1)**(n + 1) / factorial(2 * n + 3), z, 30), mpf(0), eighth,
    5, lambda z: z / (2 * pi))
fit("C", lambda z: series(lambda n: (2 * pi)**(2 * n + 2) * (-1)**n / factorial(2 * n + 2), z, 30), mpf(0), eighth,
    6, lambda z: z)
# exp(r) = 1 + r + r^2 E(r), |r| <= log(2) / 2
half = mp.log(2) / 2 * (1 + mpf(2)**-20)
fit("E", lambda r: series(lambda n: 1 / factorial(n + 2), r, 40), -half, half, 9, lambda r: r**2 / exp(r))
low = mpf(int(mp.log(2) * 2**42)) / 2**42
print("log 2 high", float(low), float(low).hex(), "low", float(mp.log(2) - low), float(mp.log(2) - low).hex())
print("2 pi - 6", float(2 * pi - 6), "sqrt 1/2 bits", float(sqrt(mpf(0.5))).hex(), "1/log 2", float(1 / mp.log(2)))
