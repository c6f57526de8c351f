"""Adds to bias_copas.csv the standard errors at the points of the line.   Usage: python3 make_bias_copas_se.py, after make_bias_copas.R
Newton's method from R's maximum, and the observed information, by differences at 40 digits; rho at its bound and tau = 0 are held."""
import csv
from refcore import *

mp.dps = 40
Phi = lambda x: mp.erfc(-x / mp.sqrt(2)) / 2
bound, h = mpf(0.9999), mpf(10) ** -12


def se(y, s, g0, g1, mu, rho, tau):
    u = [g0 + g1 / b for b in s]
    lam = [mp.exp(-a * a / 2) / mp.sqrt(2 * mp.pi) / Phi(a) for a in u]
    c = [a * (a + b) for a, b in zip(lam, u)]

    def ll(p):
        total = 0
        for a, b, x, d in zip(y, s, u, c):
            sg2 = b * b / (1 - d * p[1] ** 2)
            S = sg2 + p[2] ** 2
            r = p[1] * mp.sqrt(sg2 / S)
            total += -mp.log(S) / 2 - (a - p[0]) ** 2 / (2 * S) + mp.log(Phi((x + r * (a - p[0]) / mp.sqrt(S)) / mp.sqrt(1 - r * r)))
        return total
    p = [mu, rho, tau]
    free = [0] + ([1] if abs(rho) < bound - mpf(10) ** -9 and rho != 0 else []) + ([2] if tau > mpf(10) ** -6 else [])
    if 1 not in free and rho != 0:
        p[1] = mp.sign(rho) * bound
    if 2 not in free:
        p[2] = mpf(0)

    def at(*moves):
        q = list(p)
        for i, d in moves:
            q[i] += d
        return ll(q)
    for _ in range(12):
        g = [(at((i, h)) - at((i, -h))) / (2 * h) for i in free]
        H = mp.matrix(len(free), len(free))
        f0 = at()
        for a, i in enumerate(free):
            for b, j in enumerate(free):
                H[a, b] = (at((i, h)) - 2 * f0 + at((i, -h))) / h ** 2 if i == j else \
                    (at((i, h), (j, h)) - at((i, h), (j, -h)) - at((i, -h), (j, h)) + at((i, -h), (j, -h))) / (4 * h * h)
        step = mp.lu_solve(-H, mp.matrix(g))
        for a, i in enumerate(free):
            p[i] += step[a]
        if max(abs(x) for x in step) < mpf(10) ** -14:
            break
    return mp.sqrt(((-H) ** -1)[0, 0])


rows = [r for r in csv.reader(open("bias_copas.csv", encoding="utf-8")) if not r[3].endswith(".se")]
value = {(r[0], r[3]): r[4] for r in rows}
with open("bias_copas.csv", "w", encoding="utf-8") as out:
    for r in rows:
        out.write(",".join(r) + "\n")
        if not r[3].endswith(".estimate"):
            continue
        ds, point = r[0], r[3][:-len("estimate")]
        if (ds, point + "rho") not in value:
            continue
        y, v, _ = read_data(ds)
        get = lambda name: mpf(float(value[(ds, point + name)]))
        x = se(y, [mp.sqrt(b) for b in v], get("gamma0"), get("gamma1"), get("estimate"), get("rho"), mp.sqrt(get("tau2")))
        out.write("%s,copas,,%sse,%s,make_bias_copas_se.py,1e-05\n" % (ds, point, num(x, 17)))
