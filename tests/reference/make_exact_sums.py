"""exact_sums.csv: sums of doubles, by rational arithmetic. Each term is rounded to a whole number of 2^-288 (to nearest,
ties to even), the sum of these is exact, and its value is rounded to the nearest double. Python's Fraction rounds half
to even in round() and correctly in float(). Numbers are hexadecimal; terms of a row stand with blanks between."""
import random
from fractions import Fraction

UNIT = Fraction(1, 2**288)


def total(terms):
    return sum((round(Fraction(x) / UNIT) for x in terms), 0) * UNIT


def number(rng, low, high):
    return rng.choice((-1, 1)) * (1 + rng.random()) * 2.0 ** rng.randint(low, high)


def rows(rng):
    yield 'empty', []
    yield 'one', [1.0]
    yield 'zeros', [0.0, -0.0, 0.0]
    yield 'cancels', [1e16, 1.0, -1e16]
    yield 'negative', [-1.0, -2.0**-60]
    yield 'largest', [1.9999999999999998 * 2.0**159] * 5 + [2.0**-288]
    yield 'unit', [2.0**-288, 2.0**-288]
    yield 'ties of a term', [2.0**-289, 3 * 2.0**-289, 5 * 2.0**-289, -(2.0**-289), 2.0**-289 + 2.0**-330]
    yield 'below the unit', [5e-324, -5e-324, 2.0**-1000, 2.0**-290]
    yield 'tie to even down', [1.0, 2.0**-53]
    yield 'tie to even up', [1.0 + 2.0**-52, 2.0**-53]
    yield 'tie broken far below', [1.0, 2.0**-53, 2.0**-288]
    yield 'tie broken below, negative', [-1.0, -(2.0**-53), -(2.0**-200)]
    yield 'all ones', [2.0**159, -(2.0**-288)]
    yield 'carry to the top', [2.0**159 - 2.0**107, 2.0**107 - 2.0**55, 2.0**55, -(2.0**-288), 2.0**-288]
    for i in range(60):
        yield f'plain {i}', [rng.gauss(0, 1) for _ in range(rng.randint(2, 40))]
        yield f'wide {i}', [number(rng, -280, 158) for _ in range(rng.randint(2, 40))]
        some = [number(rng, -100, 100) for _ in range(rng.randint(2, 15))]
        yield f'cancelling {i}', some + [-x for x in some] + [number(rng, -288, -230)]
        yield f'edge of the unit {i}', [number(rng, -345, -230) for _ in range(rng.randint(2, 30))]
        x = number(rng, -40, 40)
        yield f'near a tie {i}', [x, x * 2.0**-53, number(rng, -250, -200)]


def main():
    rng = random.Random(20260101)
    with open('exact_sums.csv', 'w', newline='\n') as out:
        out.write('name,value,terms\n')
        for name, terms in rows(rng):
            out.write(f"\"{name}\",{float(total(terms)).hex()},{' '.join(x.hex() for x in terms)}\n")


if __name__ == '__main__':
    main()
