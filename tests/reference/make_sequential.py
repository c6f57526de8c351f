# Group sequential boundaries in 30-digit arithmetic, for sequential.csv.  Usage: python3 make_sequential.py (this directory)
# The density of the score S(t) of the walks that have not stopped, on one Gauss-Legendre rule over each interval, look by look;
# boundaries by bisection. Rows of kind `published` are printed tables.
import mpmath as mp
mp.mp.dps = 30
N = 70  # nodes an interval
nodes = []
def legendre(n):
    out = []
    for i in range(1, n + 1):
        x = mp.cos(mp.pi * (i - mp.mpf(1) / 4) / (n + mp.mpf(1) / 2))
        for _ in range(60):
            p0, p1 = mp.mpf(1), x
            for k in range(2, n + 1):
                p0, p1 = p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k
            d = n * (x * p1 - p0) / (x * x - 1)
            step = p1 / d
            x -= step
            if abs(step) < mp.mpf(10) ** -28: break
        out.append((x, 2 / ((1 - x * x) * d * d)))
    return out
RULE = legendre(N)
upper = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
def spend(kind, e, t):
    t = min(t, mp.mpf(1))
    if kind == "obf": return 2 * upper(mp.sqrt(2) * mp.erfinv(1 - e) / mp.sqrt(t)) 
    if kind == "pocock": return e * mp.log(1 + (mp.e - 1) * t)
    return e * t
def bisect(f, a, b):
    for _ in range(90):
        c = (a + b) / 2
        if f(c) > 0: a = c
        else: b = c
    return (a + b) / 2
class Walk:
    def __init__(self, drift): self.drift, self.t, self.s, self.m = drift, mp.mpf(0), [mp.mpf(0)], [mp.mpf(1)]
    def beyond(self, t, s):
        d = t - self.t
        return sum(m * upper((s - x - self.drift * d) / mp.sqrt(d)) for x, m in zip(self.s, self.m))
    def step(self, t, intervals):
        d = t - self.t; S, M = [], []
        for a, b in intervals:
            for x, w in RULE:
                s = (a + b) / 2 + (b - a) / 2 * x
                g = sum(m * mp.npdf(s, u + self.drift * d, mp.sqrt(d)) for u, m in zip(self.s, self.m))
                S.append(s); M.append(w * (b - a) / 2 * g)
        self.t, self.s, self.m = t, S, M
def design(t, alpha, power, kind, futility):
    z = lambda p: mp.sqrt(2) * mp.erfinv(1 - 2 * p)
    a, b = mp.mpf(alpha), 1 - mp.mpf(power)
    null, plan = Walk(mp.mpf(0)), Walk(z(a / 2) + z(b))
    gone = lost = mp.mpf(0); out = []
    for x in map(mp.mpf, t):
        r = mp.sqrt(x); target = spend(kind, a / 2, x) - gone; gone += target
        c = bisect(lambda c: null.beyond(x, c * r) - target, mp.mpf(0), mp.mpf(12))
        f = mp.nan
        if futility:
            less = spend(kind, b, x) - lost; lost += less
            inside = lambda q: plan.beyond(x, -q * r) - plan.beyond(x, q * r)
            f = c if inside(c) < less else bisect(lambda q: less - inside(q), mp.mpf(0), c)
            plan.step(x, [(-c * r, -f * r), (f * r, c * r)] if f < c else [(c * r, c * r)])
        null.step(x, [(-c * r, c * r)])
        out.append((c, f))
    return out
DESIGNS = [("equal4", ("0.25","0.5","0.75","1"), "0.05", "0.9", "obf", False),
  ("uneven", ("0.15","0.4","0.75","1"), "0.05", "0.8", "obf", True),
  ("pocock", ("0.2","0.5","1"), "0.05", "0.9", "pocock", True),
  ("linear", ("0.3","0.6","0.9","1"), "0.1", "0.9", "linear", True),
  ("overshoot", ("0.35","0.8","1.4"), "0.05", "0.9", "obf", False),
  ("strict", ("0.3","0.65","1"), "0.01", "0.95", "obf", True),
  ("single", ("1",), "0.05", "0.9", "obf", False)]
PUBLISHED = [("lan_demets_5", ("0.2","0.4","0.6","0.8","1"), ("4.877","3.357","2.680","2.290","2.031")), ("lan_demets_3", ("0.3333333333333333","0.6666666666666666","1"), ("3.710","2.511","1.993"))]
SOURCE = "Lan-DeMets O'Brien-Fleming-type boundaries as gsDesign and RTSA print them"
with open("sequential.csv", "w") as o:
    o.write("design,spending,alpha,power,t,efficacy,futility,kind,source,rtol\n")
    for name, t, al, po, kind, fu in DESIGNS:
        for x, (c, f) in zip(t, design(t, al, po, kind, fu)):
            o.write(",".join([name, kind, al, po, x, mp.nstr(c, 18), "NA" if mp.isnan(f) else mp.nstr(f, 18), "high-precision", "make_sequential.py", "1e-9"]) + "\n")
    for name, t, c in PUBLISHED:
        for x, y in zip(t, c):
            o.write(",".join([name, "obf", "0.05", "0.9", x, y, "NA", "published", SOURCE, "6e-4"]) + "\n")
