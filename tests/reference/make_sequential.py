# Group sequential boundaries in 30-digit arithmetic, for sequential.csv and sequential_designs.csv.  Usage: python3 make_sequential.py (this directory)
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
def spend(kind, e, t, par=None):
    t = min(t, mp.mpf(1))
    if kind == "obf": return 2 * upper(mp.sqrt(2) * mp.erfinv(1 - e) / mp.sqrt(t)) 
    if kind == "pocock": return e * mp.log(1 + (mp.e - 1) * t)
    if kind == "power": return e * t ** mp.mpf(par)
    if kind == "hsd": return e * (1 - mp.exp(-mp.mpf(par) * t)) / (1 - mp.exp(-mp.mpf(par)))
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
def general(t, alpha, power, sides, kind, alpha_spending, beta_spending, inflation):
    """Boundaries, and the power; sides 1: Z in the direction of the effect. kind: none, nonbinding, binding."""
    z = lambda p: mp.sqrt(2) * mp.erfinv(1 - 2 * p)
    a, b, far = mp.mpf(alpha) / sides, 1 - mp.mpf(power), mp.mpf(12)
    drift = (z(a) + z(b)) * mp.sqrt(inflation)
    null, plan = Walk(mp.mpf(0)), Walk(drift)
    gone = lost = reached = mp.mpf(0); out = []
    solve = lambda f, x, y: mp.findroot(f, (x, y), solver="anderson", tol=mp.mpf(10) ** -26, verify=False, maxsteps=60)
    for x in map(mp.mpf, t):
        r = mp.sqrt(x); target = spend(alpha_spending[0], a, x, alpha_spending[1]) - gone; gone += target
        c = solve(lambda c: mp.log(null.beyond(x, c * r) / target), mp.mpf(1) / 2, mp.mpf(7))
        f = mp.nan
        if kind != "none":
            less = spend(beta_spending[0], b, x, beta_spending[1]) - lost; lost += less
            below = (lambda q: sum(plan.m) - plan.beyond(x, q * r)) if sides == 1 else (lambda q: plan.beyond(x, -q * r) - plan.beyond(x, q * r))
            f = c if below(c) < less else solve(lambda q: mp.log(below(q) / less), mp.mpf(-4) if sides == 1 else mp.mpf(10) ** -6, c)
        reached += plan.beyond(x, c * r)
        low, high = -far, c * r
        if kind == "none": inside = [(max(drift * x - far * r, -c * r if sides == 2 else low), high)]
        elif sides == 1: inside = [(f * r, high)]
        else: inside = [(-c * r, -f * r), (f * r, c * r)]
        if sides == 1: outside = [(f * r if kind == "binding" else -far * r, high)]
        else: outside = inside if kind == "binding" else [(-c * r, c * r)]
        if x < 1:
            split = lambda gaps: [(u + (v - u) * i / n, u + (v - u) * (i + 1) / n) for u, v in gaps if v > u for n in [int(mp.ceil((v - u) / r / 6))] for i in range(n)]
            null.step(x, split(outside)); plan.step(x, split(inside))
        out.append((c, f))
    return out, reached

# name, t, alpha, power, sides, futility, spending of alpha, of 1 - power
ENLARGED = [("one_sided", ("0.3", "0.6", "1"), "0.025", "0.9", 1, "none", ("obf", None), None),
  ("one_sided_nonbinding", ("0.5", "0.75", "1"), "0.025", "0.9", 1, "nonbinding", ("obf", None), ("obf", None)),
  ("one_sided_binding", ("0.5", "0.75", "1"), "0.025", "0.8", 1, "binding", ("obf", None), ("obf", None)),
  ("two_sided", ("0.2", "0.5", "0.8", "1"), "0.05", "0.9", 2, "none", ("pocock", None), None),
  ("two_sided_nonbinding", ("0.4", "0.7", "1"), "0.05", "0.9", 2, "nonbinding", ("obf", None), ("obf", None)),
  ("two_sided_binding", ("0.4", "0.65", "0.8", "1"), "0.05", "0.9", 2, "binding", ("power", "2.5"), ("power", "1.5")),
  ("gamma", ("0.3", "0.75", "1"), "0.05", "0.85", 1, "binding", ("hsd", "-4"), ("hsd", "-2"))]
THIRDS = ("0.3333333333333333", "0.6666666666666666", "1")
PRINTED = [("rtsa_futility", ("0.5", "0.75", "1"), "0.025", "0.9", 1, "nonbinding", ("obf", None), ("obf", None), "1.083", ("2.963", "2.359", "2.014"), ("0.332", "1.292", "2.014"), "vignette futility of RTSA 0.2", "1.6e-3"),
  ("gsdesign_default", THIRDS, "0.025", "0.9", 1, "nonbinding", ("hsd", "-4"), ("hsd", "-2"), "1.070", ("3.01", "2.55", "2.00"), ("-0.24", "0.94", "2.00"), "gsDesign() as its reference page prints it", "2.1e-2"),
  ("gsdesign_power", ("0.25", "0.5", "0.75", "1"), "0.025", "0.9", 1, "nonbinding", ("power", "3"), ("power", "1.5"), "1.128", ("3.36", "2.76", "2.36", "2.03"), ("-0.52", "0.53", "1.32", "2.03"), "sfPower of gsDesign as its reference page prints it", "1e-2"),
  ("rpact_2", ("0.4", "0.65", "0.8", "1"), "0.05", "0.9", 2, "binding", ("power", "2.5"), ("power", "1.5"), "1.1094363", ("2.8032117", "2.4453423", "2.2956849", "1.9878913"), ("0.3085062", "0.97461473", "1.3896954", "NA"), "rpact: test-f_design_group_sequential_beta_spending.R (2); it iterates to 1e-6", "1e-5"),
  ("rpact_4", ("0.35", "0.55", "0.8", "1"), "0.035", "0.935", 2, "binding", ("power", "1.44"), ("power", "1.35"), "NA", ("2.6641472", "2.5778904", "2.3970592", "2.2417317"), ("0.26890478", "0.80339676", "1.6440939", "NA"), "rpact: test-f_design_group_sequential_beta_spending.R (4); it iterates to 1e-6", "1e-5")]
with open("sequential_designs.csv", "w") as o:
    o.write("design,spending,parameter,futility_spending,futility_parameter,alpha,power,sides,kind_of_futility,inflation,t,efficacy,futility,kind,source,rtol\n")
    def rows(name, ts, al, po, sides, fu, sa, sb, R, c, f, kind, source, rtol):
        for x, u, v in zip(ts, c, f):
            o.write(",".join([name, sa[0], sa[1] or "NA", sb[0] if sb else "NA", sb[1] or "NA" if sb else "NA", al, po, str(sides), fu, R, x, u, v, kind, '"' + source + '"', rtol]) + "\n")
    for name, ts, al, po, sides, fu, sa, sb in ENLARGED:
        lack = lambda R: general(ts, al, po, sides, fu, sa, sb, R)[1] - mp.mpf(po)
        R = mp.findroot(lack, (mp.mpf("0.98"), mp.mpf("1.08")), solver="secant", tol=mp.mpf(10) ** -24, verify=False, maxsteps=12)
        c, f = zip(*general(ts, al, po, sides, fu, sa, sb, R)[0])
        show = lambda q: "NA" if mp.isnan(q) else mp.nstr(q, 18)
        rows(name, ts, al, po, sides, fu, sa, sb, mp.nstr(R, 18), list(map(show, c)), list(map(show, f)), "high-precision", "make_sequential.py", "1e-8")
        print(name, mp.nstr(R, 12), flush=True)
    for name, ts, al, po, sides, fu, sa, sb, R, c, f, source, rtol in PRINTED:
        rows(name, ts, al, po, sides, fu, sa, sb, R, c, f, "published", source, rtol)
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
