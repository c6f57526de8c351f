"""Writes transforms.csv: back-transformations by mpmath, from the formulas as the papers write them; --check compares with
transforms_metafor.csv.

Usage: python3 make_transforms.py [--check]
Columns: transform, x, control_risk, sd, tau2, size, scale (of x, for rd and nnt; wanted events: "wanted"), value, source, rtol.
"""
import csv, os, sys
from refcore import *

Phi = lambda z: mp.erfc(-mpf(z) / mp.sqrt(2)) / 2
z_of = lambda p: -norm_isf(p)
XS = [-40, -5, -2.5, -1, -.75, -.1, -1e-3, -1e-9, 0, 1e-9, 1e-3, .1, .5, .8, 1, 1.5, 2, 2.75, 5, 12, 40]
TAU2 = [1e-8, .01, .3, 2, 30]


def normal_mean(f, mu, tau2, low=-mp.inf, high=mp.inf):
    """E f(X) over the normal distribution between low and high, on the scale z = (x - mu)/tau, cut 12 tau outside, at 25 digits."""
    with mp.workdps(25):
        tau = mp.sqrt(tau2)
        a, b = (low - mu) / tau, (high - mu) / tau
        peak = min(max(a, mpf(0)), b)
        reach = mp.sqrt(peak ** 2 + 144)
        cut = a > -reach or b < reach
        a, b = max(a, -reach), min(b, reach)
        cuts = [a + (b - a) * k / 16 for k in range(17)]
        w = lambda z: mp.exp((peak ** 2 - z ** 2) / 2)
        mass = mp.quad(w, cuts) if cut else mp.sqrt(2 * mp.pi)
        return mp.quad(lambda z: f(mu + tau * z) * w(z), cuts) / mass


def ipft(x, n):
    """Miller 1978 with the 1/2 of the double arcsine; beyond the ends 0 and 1."""
    if x <= mp.asin(mp.sqrt(1 / (n + 1))) / 2:
        return mpf(0)
    if x >= (mp.asin(mp.sqrt(n / (n + 1))) + mp.pi / 2) / 2:
        return mpf(1)
    s, c = mp.sin(2 * x), mp.cos(2 * x)
    return (1 - mp.sign(c) * mp.sqrt(max(1 - (s + (s - 1 / s) / n) ** 2, mpf(0)))) / 2


def iirft(x, t):
    return mpf(0) if x <= mp.sqrt(1 / t) / 2 else (1 / t - 8 * x ** 2 + 16 * t * x ** 4) / (16 * x ** 2 * t)


def pft(p, n):
    return (mp.asin(mp.sqrt(p * n / (n + 1))) + mp.asin(mp.sqrt((p * n + 1) / (n + 1)))) / 2


logis = lambda x: 1 / (1 + mp.exp(-x))
isin2 = lambda x: mpf(0) if x <= 0 else mpf(1) if x >= mp.pi / 2 else mp.sin(x) ** 2
iahw = lambda x: mpf(1) if x >= 1 else 1 - (1 - x) ** 3
iabt = lambda x: 1 - mp.exp(-x)
rpb = lambda d: d / mp.sqrt(d ** 2 + 4)
bis = mp.sqrt(mpf(1) / 4) / mp.npdf(0)
clip = lambda r: max(min(r, mpf(1)), mpf(-1))


def rd(x, p, scale):
    if scale.startswith("or"):
        return p * mp.exp(x) / (1 - p + p * mp.exp(x)) - p
    if scale.startswith("rr"):
        return min(p * mp.exp(x), mpf(1)) - p
    if scale.startswith("d"):
        return Phi(x + z_of(p)) - p
    return x


PLAIN = {
    "none": (lambda x: x, "identity"), "exp": (mp.exp, "exponential"), "logit": (logis, "logistic"), "tanh": (mp.tanh, "Fisher 1921"),
    "arcsin": (isin2, "arcsine"), "probit": (Phi, "normal"), "square": (lambda x: x ** 2 if x > 0 else mpf(0), "square"),
    "tanh2": (lambda x: mp.tanh(x) ** 2 if x > 0 else mpf(0), "Olkin & Finn 1995"), "ahw": (iahw, "Hakstian & Whalen 1976"), "abt": (iabt, "Bonett 2002"),
    "ve": (lambda x: 1 - mp.exp(-x), "1 - RR"), "rrtove": (lambda x: 1 - mp.exp(x), "1 - RR"), "dtocles": (lambda d: Phi(d / mp.sqrt(2)), "McGraw & Wong 1992"),
    "dtocliffd": (lambda d: 2 * Phi(d / mp.sqrt(2)) - 1, "Cliff 1993"), "dtoovl": (lambda d: 2 * Phi(-abs(d) / 2), "Reiser & Faraggi 1999"),
    "dtou1": (lambda d: (2 * Phi(abs(d) / 2) - 1) / Phi(abs(d) / 2), "Cohen 1988"), "dtou2": (lambda d: Phi(d / 2), "Cohen 1988"), "dtou3": (Phi, "Cohen 1988"),
    "dtobesd": (lambda d: (1 + rpb(d)) / 2, "Rosenthal & Rubin 1982"), "dtorpb": (rpb, "Tate 1954"), "dtorbis": (lambda d: clip(bis * rpb(d)), "Soper 1914"),
    "dtolnor.logis": (lambda d: d * mp.pi / mp.sqrt(3), "Hasselblad & Hedges 1995"), "dtolnor.norm": (lambda d: d * mpf(1.65), "Cox & Snell 1989"),
    "lnortod.logis": (lambda x: x * mp.sqrt(3) / mp.pi, "Hasselblad & Hedges 1995"), "lnortod.norm": (lambda x: x / mpf(1.65), "Cox & Snell 1989"),
    "lnortortet.pearson": (lambda x: mp.cos(mp.pi / (1 + mp.sqrt(mp.exp(x)))), "Pearson 1900"),
    "lnortortet.digby": (lambda x: (mp.exp(3 * x / 4) - 1) / (mp.exp(3 * x / 4) + 1), "Digby 1983")}
MEANS = {"exp.int": (lambda x, t: mp.exp(x + t / 2), "closed form"), "logit.int": (lambda x, t: normal_mean(logis, x, t), "quadrature"),
         "tanh.int": (lambda x, t: normal_mean(mp.tanh, x, t), "quadrature"), "arcsin.int": (lambda x, t: normal_mean(isin2, x, t, mpf(0), mp.pi / 2), "quadrature"),
         "probit.int": (lambda x, t: normal_mean(Phi, x, t), "quadrature"), "ahw.int": (lambda x, t: normal_mean(iahw, x, t, mpf(0), mpf(1)), "quadrature"),
         "abt.int": (lambda x, t: normal_mean(iabt, x, t, mpf(0)), "quadrature"), "dtocles.int": (lambda x, t: normal_mean(lambda d: Phi(d / mp.sqrt(2)), x, t), "quadrature")}


def rows():
    num_x = [mpf(float(x)) for x in XS]
    for name, (f, source) in PLAIN.items():
        for x in num_x:
            yield name, x, {}, f(x), source, 1e-12
    for x in (-1.5, -1, -.9, -.3, 0, 1e-8, .2, .5, .99, 1, 1.5):
        x = mpf(float(x))
        r = clip(x)
        yield "rpbtod", x, {}, (mp.inf * mp.sign(x) if abs(r) == 1 else 2 * r / mp.sqrt(1 - r ** 2)), "Cohen 1988", 1e-12
        q = r / bis
        yield "rtod", x, {}, 2 * q / mp.sqrt(1 - q ** 2), "Jacobs & Viechtbauer 2017", 1e-12
    for x in (-.5, 0, 1e-9, .1, .3, .5, .75, .999, 1, 1.2):
        x = mpf(float(x))
        yield "clestod", x, {}, (-mp.inf if x <= 0 else mp.inf if x >= 1 else mp.sqrt(2) * z_of(x)), "McGraw & Wong 1992", 1e-12
    for n in (1, 5, 20, 100.5, 1e4, 1e8):
        n = mpf(float(n))
        for p in (0, 1e-6, .01, .2, .5, .77, .99, 1):
            x = mpf(float(pft(mpf(float(p)), n)))
            # near the ends p goes with the square of the distance
            end = mp.atan(1 / mp.sqrt(n)) / 2
            near = min(abs(x - end), abs(mp.pi / 2 - end - x))
            yield "pft", x, {"size": n}, ipft(x, n), "Miller 1978", max(1e-12, float(1e-15 / near)) if near > 0 else 1
        for x in (-1, 0, .01, 1.7, 3):
            yield "pft", mpf(float(x)), {"size": n}, ipft(mpf(float(x)), n), "Miller 1978", 1e-12
    for t in (.5, 3, 47.25, 1e4, 1e9):
        t = mpf(float(t))
        for r in (1e-6, .001, .1, 1, 30):
            x = mpf(float((mp.sqrt(mpf(float(r))) + mp.sqrt(mpf(float(r)) + 1 / t)) / 2))
            near = x - mp.sqrt(1 / t) / 2
            yield "irft", x, {"size": t}, iirft(x, t), "Freeman & Tukey 1950", max(1e-12, float(1e-15 * x / near))
        for x in (-1, 0, .0001):
            yield "irft", mpf(float(x)), {"size": t}, iirft(mpf(float(x)), t), "Freeman & Tukey 1950", 1e-11
    for name, (f, source) in MEANS.items():
        for t in TAU2:
            t = mpf(float(t))
            for x in (-5, -1, -.1, 0, .2, .7, 1.1, 2, 4):
                x = mpf(float(x))
                if name in ("arcsin.int", "ahw.int", "abt.int") and t < mpf("0.001") and not 0 < x < (1 if name == "ahw.int" else 1.5):
                    continue    # far outside: the end of the scale, which the unit tests look at
                odd = name == "tanh.int" and x == 0
                yield name, x, {"tau2": t}, mpf(0) if odd else f(x, t), source, 1e-10
            x = mpf(float(.4))
        yield name, x, {"tau2": mpf(0)}, PLAIN[name[:-4]][0](x), "no variance", 1e-12
    for p in (1e-6, .02, .3, .5, .9, .999):
        p = mpf(float(p))
        for x in num_x:
            yield "rr", x, {"control_risk": p}, mp.exp(x) / (p * (mp.exp(x) - 1) + 1), "Grant 2014", 1e-12
            for scale in ("or", "rr", "d"):
                y = rd(x, p, scale)
                yield "rd", x, {"control_risk": p, "scale": scale}, y, "d: Furukawa & Leucht 2011", 1e-11
                if abs(x) <= 5:
                    yield "nnt", x, {"control_risk": p, "scale": scale}, mp.inf if x == 0 else -1 / y, "Altman 1998", 1e-11
                    yield "nnt", x, {"control_risk": p, "scale": scale + " wanted"}, mp.inf if x == 0 else 1 / y, "Altman 1998", 1e-11
    for x in (-.9, -.1, 0, .25):
        yield "rd", mpf(float(x)), {"scale": "rd"}, mpf(float(x)), "identity", 0
        yield "nnt", mpf(float(x)), {"scale": "rd"}, mp.inf if x == 0 else -1 / mpf(float(x)), "Altman 1998", 1e-12
    for x in num_x:
        yield "dtomd", x, {"sd": mpf(float(12.5))}, x * mpf(float(12.5)), "multiple", 1e-15


OPTIONS = ("control_risk", "sd", "tau2", "size", "scale")


def write():
    with open(os.path.join(HERE, "transforms.csv"), "w") as f:
        f.write("transform,x,%s,value,source,rtol\n" % ",".join(OPTIONS))
        for name, x, options, value, source, r in rows():
            shown = [options.get(o) for o in OPTIONS]
            shown = ["NA" if s is None else s if isinstance(s, str) else "%.17g" % s for s in shown]
            f.write("%s,%.17g,%s,%s,make_transforms.py: %s,%.0e\n" % (name, x, ",".join(shown), num(value), source, r))


def check():
    """The worst relative difference of metafor's numbers, of each transform."""
    key = lambda r: tuple(r[c] for c in ("transform", "x") + OPTIONS)
    own = {key(r): float(r["value"]) for r in csv.DictReader(open(os.path.join(HERE, "transforms.csv")))}
    worst = {}
    for r in csv.DictReader(open(os.path.join(HERE, "transforms_metafor.csv"))):
        a, b = own[key(r)], float(r["value"])
        worst[r["transform"]] = max(worst.get(r["transform"], 0), 0 if a == b else abs(a - b) / max(abs(a), abs(b)))
    for k, d in sorted(worst.items()):
        print("  %-20s %.1e" % (k, d))


if __name__ == "__main__":
    check() if "--check" in sys.argv else write()
