"""Writes log_mass.csv: log probabilities of binomial and Poisson counts at exact double arguments, by mpmath with 80 digits.

q of a binomial is the double 1 - p, as the draws have it, and p + q = 1 is not asked for beyond that: the value is that of p^x q^(n-x).
Usage: python3 make_log_mass.py"""
import os
import random
from mpmath import mp, mpf, log, loggamma

mp.dps = 80
random.seed(7)
f = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "log_mass.csv"), "w")
f.write("law,x,n,p,value\n")


def binomial(x, n, p):
    q = 1.0 - p
    x, n = mpf(x), mpf(n)
    v = loggamma(n + 1) - loggamma(x + 1) - loggamma(n - x + 1) + x * log(mpf(p)) + (n - x) * log(1 - mpf(p))
    f.write(f"binomial,{float(x)!r},{float(n)!r},{p!r},{mp.nstr(v, 20)}\n")


def poisson(x, mean):
    x = mpf(x)
    v = x * log(mpf(mean)) - mpf(mean) - loggamma(x + 1)
    f.write(f"poisson,{float(x)!r},{mean!r},,{mp.nstr(v, 20)}\n")


for n in [1, 2, 5, 15, 16, 17, 31, 100, 1000, 10**6, 10**9, 10**12, 2**53]:
    for p in [1e-6, 0.01, 0.2, 0.4375, 0.5]:
        mean = n * p
        sd = (mean * (1 - p))**0.5
        xs = {0, n, round(mean)} | {round(mean + s * sd) for s in (-5, -2.5, -1, 1, 2.5, 5, 12)}
        xs |= {int(mean * 0.8), int(mean * 1.21), int(mean * 1.23)}
        for x in sorted(x for x in xs if 0 <= x <= n):
            binomial(x, n, p)
for mean in [0.125, 3.0, 10.0, 15.5, 16.25, 40.0, 1000.5, 1e6, 1e10, 2.0**52]:
    sd = mean**0.5
    xs = {0, 1, round(mean)} | {round(mean + s * sd) for s in (-5, -2.5, -1, 1, 2.5, 5, 12)}
    xs |= {int(mean * 0.8), int(mean * 1.21), int(mean * 1.23)}
    for x in sorted(x for x in xs if x >= 0):
        poisson(x, mean)
f.close()
