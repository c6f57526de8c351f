"""Writes mu_likelihood.csv: profile likelihoods with and without corrections, Henmi & Copas, Biggerstaff & Tweedie.
Usage: python3 make_mu_likelihood.py
Constrained maxima by the score of the model without the column; Bartlett's correction by the sums of Lawley's expansion over all
parameters; Skovgaard's from the matrices S, q, i and j of Guolo (2012). 30 digits."""
import itertools
from refcore import *
from make_mods import design as read_design
import make_mu
from make_mu import emit, names

mp.dps = 30


def moments(w, X, power):
    p = len(X[0]) if X else 0
    return mp.matrix([[mp.fsum(w[i] ** power * X[i][a] * X[i][b] for i in range(len(w))) for b in range(p)] for a in range(p)])


class Model:
    def __init__(self, y, v, X):
        self.y, self.v, self.X, self.k, self.p = y, v, X, len(y), len(X[0])
        self.t, self.beta, self.ll = self.maximum(y, X)

    def fit(self, y, X, t):
        w = [1 / (a + t) for a in self.v]
        if not X[0]:
            return w, [], y
        A = moments(w, X, 1)
        b = A ** -1 * mp.matrix([mp.fsum(w[i] * X[i][a] * y[i] for i in range(self.k)) for a in range(len(X[0]))])
        return w, list(b), [y[i] - mp.fsum(X[i][a] * b[a] for a in range(len(X[0]))) for i in range(self.k)]

    def minus2(self, y, X, t):
        w, b, e = self.fit(y, X, t)
        return mp.fsum(w[i] * e[i] ** 2 - mp.log(w[i]) for i in range(self.k))

    def maximum(self, y, X):
        """tau2, coefficients, -2 log L: every sign change of the score on a grid."""
        def score(t):
            w, b, e = self.fit(y, X, t)
            return mp.fsum(w[i] ** 2 * e[i] ** 2 - w[i] for i in range(self.k))
        mp.dps = 15
        top = 4 * mp.fsum(a * a for a in self.fit(y, X, mpf(10) ** 9 * max(self.v))[2]) / self.k + max(self.v)
        grid = [mpf(0)] + [min(self.v) * mpf("1e-3") * (top / min(self.v) * 1000) ** (mpf(i) / 24) for i in range(25)]
        s = [score(t) for t in grid]
        mp.dps = 30
        at = [mpf(0)] if s[0] <= 0 else []
        for i in range(25):
            if s[i] > 0 >= s[i + 1]:
                at.append(mp.findroot(score, (grid[i], grid[i + 1]), solver="anderson", tol=mpf(10) ** -50, verify=False))
        best = min(at, key=lambda t: self.minus2(y, X, t))
        return best, self.fit(y, X, best)[1], self.minus2(y, X, best)

    def given(self, j, b):
        """The maximum with coefficient j at b: fall, tau2, all coefficients."""
        X = [x[:j] + x[j + 1:] for x in self.X]
        t, beta, ll = self.maximum([self.y[i] - b * self.X[i][j] for i in range(self.k)], X)
        return ll - self.ll, t, beta[:j] + [b] + beta[j:]

    def root(self, j, b):
        fall = max(self.given(j, b)[0], 0)
        return mp.sign(self.beta[j] - b) * mp.sqrt(fall)

    def lawley(self, free):
        """epsilon of the model in which the coefficients `free` and tau2 are estimated: E of the likelihood ratio is q + epsilon."""
        w = [1 / (a + self.t) for a in self.v]
        X = [[x[a] for a in free] for x in self.X]
        q, T = len(free) + 1, len(free)
        M = {n: moments(w, X, n) for n in (1, 2, 3)} if free else {}
        s = lambda n: mp.fsum(a ** n for a in w)

        def cumulant(index):
            """E of the derivative of log L by the parameters of index, and its derivatives by tau2, as a function of the number of those."""
            betas, taus = [i for i in index if i != T], sum(i == T for i in index)
            if len(betas) == 0:   # -sum log(v+t)/2 - sum w e^2/2
                r = taus
                c = mp.factorial(r - 1) * (-1) ** r / 2 - mp.factorial(r) * (-1) ** r / 2
                return lambda d: c * s(r + 0) if d == 0 else c * (-1) ** d * mp.rf(r, d) * s(r + d)
            if len(betas) == 2:   # -sum w x x'
                a, b = betas
                return lambda d: -(-1) ** (taus + d) * mp.factorial(taus + d) * moments(w, X, 1 + taus + d)[a, b]
            return lambda d: mpf(0)

        def k(index, by=()):
            return mpf(0) if any(i != T for i in by) else cumulant(index)(len(by))
        inverse = mp.matrix(q, q)
        if free:
            inverse[:q - 1, :q - 1] = -(M[1] ** -1)
        inverse[T, T] = 1 / k((T, T))
        eps = mpf(0)
        pairs = [(a, b) for a in range(q) for b in range(q) if inverse[a, b] != 0]
        for (r, s_), (t, u) in itertools.product(pairs, pairs):
            f = inverse[r, s_] * inverse[t, u]
            eps += f * (k((r, s_, t, u)) / 4 - k((r, s_, t), (u,)) + k((r, t), (s_, u)))
        for (r, s_), (t, u), (x, y) in itertools.product(pairs, pairs, pairs):
            f = inverse[r, s_] * inverse[t, u] * inverse[x, y]
            eps -= f * (k((r, t, x)) * (k((s_, u, y)) / 6 - k((s_, y), (u,))) + k((r, t, u)) * (k((s_, x, y)) / 4 - k((s_, y), (x,)))
                        + k((r, t), (x,)) * k((s_, y), (u,)) + k((r, t), (u,)) * k((s_, y), (x,)))
        return eps

    def skovgaard(self, j, b):
        fall, t, beta = self.given(j, b)
        p, k, X = self.p, self.k, self.X
        wh, wt = [1 / (a + self.t) for a in self.v], [1 / (a + t) for a in self.v]
        eh = [self.y[i] - mp.fsum(X[i][a] * self.beta[a] for a in range(p)) for i in range(k)]
        et = [self.y[i] - mp.fsum(X[i][a] * beta[a] for a in range(p)) for i in range(k)]
        d = mp.matrix([self.beta[a] - beta[a] for a in range(p)])

        def information(w, e, keep, observed):
            n = len(keep)
            J = mp.matrix(n + 1, n + 1)
            for a in range(n):
                for c in range(n):
                    J[a, c] = mp.fsum(w[i] * X[i][keep[a]] * X[i][keep[c]] for i in range(k))
                J[a, n] = J[n, a] = mp.fsum(w[i] ** 2 * e[i] * X[i][keep[a]] for i in range(k)) if observed else mpf(0)
            w2 = mp.fsum(a * a for a in w)
            J[n, n] = mp.fsum(w[i] ** 3 * e[i] ** 2 for i in range(k)) - w2 / 2 if observed else w2 / 2
            return J
        keep = list(range(p))
        S = information(wt, et, keep, False)
        side = moments(wt, X, 2) * d
        for a in range(p):
            S[a, p] = side[a]
        q = mp.matrix(list(moments(wt, X, 1) * d) + [mp.fsum(c - a for a, c in zip(wh, wt)) / 2])
        u = (S ** -1 * q)[j] * mp.sqrt(mp.det(information(wh, eh, keep, True))) / mp.det(information(wh, eh, keep, False)) * mp.det(S) \
            / mp.sqrt(mp.det(information(wt, et, keep[:j] + keep[j + 1:], True)))
        r = mp.sign(self.beta[j] - b) * mp.sqrt(fall)
        return r + mp.log(u / r) / r


def solve(f, start, step):
    return mp.findroot(f, (start, start + step), solver="secant", tol=mpf(10) ** -40, maxsteps=25, verify=False)


def likelihoods(design, ds, y, v, X, cols, level=95):
    m = Model(y, v, X)
    z = norm_isf((100 - mpf(level)) / 200)
    w = [1 / (a + m.t) for a in v]
    V = moments(w, X, 1) ** -1
    for j, name in enumerate(names(cols)):
        se = mp.sqrt(V[j, j])
        factor = 1 + m.lawley(list(range(m.p))) - m.lawley([a for a in range(m.p) if a != j])
        kinds = {"pl": (lambda b: m.root(j, b)), "pl-bartlett": (lambda b: m.root(j, b) / mp.sqrt(factor))}
        if m.t > 0:
            kinds["pl-skovgaard"] = lambda b: m.skovgaard(j, b)
        for test, f in kinds.items():
            key = (design, ds, "ML", test, "metafor", level, name)
            emit(*key, "estimate", m.beta[j])
            emit(*key, "statistic", f(mpf(0)), "1e-8")
            emit(*key, "p", 2 * norm_sf(abs(f(mpf(0)))), "1e-7")
            emit(*key, "ci_lower", solve(lambda b: f(b) - z, m.beta[j] - mpf("1.15") * z * se, -se / 50), "1e-8")
            emit(*key, "ci_upper", solve(lambda b: f(b) + z, m.beta[j] + mpf("1.15") * z * se, se / 50), "1e-8")


def henmi_copas(ds, y, v, level=95):
    k, w = len(y), [1 / a for a in v]
    W1 = mp.fsum(w)
    W2, W3, W4 = [mp.fsum(a ** n for a in w) / W1 for n in (2, 3, 4)]
    mu = mp.fsum(a * b for a, b in zip(w, y)) / W1
    Q = mp.fsum(a * (b - mu) ** 2 for a, b in zip(w, y))
    t = max(0, (Q - (k - 1)) / (W1 - W2))
    V = 1 + t * W2
    se = mp.sqrt(V / W1)
    EQ = lambda r: (k - 1) + t * (W1 - W2) + t ** 2 * (r ** 2 / V ** 2 - 1 / V) * (W3 - W2 ** 2)
    VQ = lambda r: (2 * (k - 1) + 4 * t * (W1 - W2) + 2 * t ** 2 * (W1 * W2 - 2 * W3 + W2 ** 2) + (r ** 2 / V ** 2 - 1 / V) *
                    (4 * t ** 2 * (W3 - W2 ** 2) + 4 * t ** 3 * (W4 - 2 * W2 * W3 + W2 ** 3)) +
                    2 * t ** 4 * (1 / V ** 2 - 2 * r ** 2 / V ** 3) * (W3 - W2 ** 2) ** 2)

    def tail(x):
        def g(r):
            R, q = mp.sqrt(V) * r, (W1 / W2 - 1) * ((r / x) ** 2 - 1) + k - 1
            return mp.gammainc(EQ(R) ** 2 / VQ(R), 0, q * EQ(R) / VQ(R), regularized=True) * mp.npdf(r)
        return mp.quad(g, [x + mpf(i) / 2 for i in range(13)] + [x + 8, x + 12])
    mp.dps = 18
    alpha = (100 - mpf(level)) / 200
    x = mp.findroot(lambda x: mp.log(tail(x) / alpha), (mpf("1"), mpf("1.2")), solver="secant", tol=mpf(10) ** -24, verify=False)
    key = (ds, ds, "DL", "henmi-copas", "metafor", level, "intrcpt")
    for st, value in (("estimate", mu), ("se", se), ("ci_lower", mu - mp.sqrt(V) * x * se), ("ci_upper", mu + mp.sqrt(V) * x * se),
                      ("p", 2 * tail(abs(mu) / se / mp.sqrt(V)))):
        emit(*key, st, value, "1e-8")
    mp.dps = 30


def biggerstaff_tweedie(ds, y, v, level=95):
    k, w = len(y), [1 / a for a in v]
    s = [mp.fsum(a ** n for a in w) for n in range(4)]
    m = mp.fsum(a * b for a, b in zip(w, y)) / s[1]
    Q = mp.fsum(a * (b - m) ** 2 for a, b in zip(w, y))
    c, d = s[1] - s[2] / s[1], s[2] - 2 * s[3] / s[1] + (s[2] / s[1]) ** 2
    raw = (Q - (k - 1)) / c
    lam = Q / (2 * (k - 1) + 4 * c * raw + 2 * d * raw ** 2)
    r = lam * Q
    mp.dps = 18
    F = mp.gammainc(r, 0, lam * (k - 1), regularized=True)
    pdf = lambda q: mp.exp(r * mp.log(lam) - mp.loggamma(r) + (r - 1) * mp.log(q) - lam * q)
    mean, sd = Q, mp.sqrt(r) / lam
    ws = []
    for a in v:
        cuts = sorted({mpf(0)} | {a * mpf(2) ** i for i in range(-2, 14)} | {max(0, (mean + i * sd - (k - 1)) / c) for i in range(-6, 40, 2)})
        ws.append(F / a + mp.quad(lambda t: c * pdf(c * t + k - 1) / (a + t), cuts))
    S, t = mp.fsum(ws), max(raw, 0)
    mu = mp.fsum(a * b for a, b in zip(ws, y)) / S
    se = mp.sqrt(mp.fsum(a * a * (b + t) for a, b in zip(ws, v))) / S
    z = norm_isf((100 - mpf(level)) / 200)
    key = (ds, ds, "DL", "biggerstaff-tweedie", "metafor", level, "intrcpt")
    for st, value in (("estimate", mu), ("se", se), ("statistic", mu / se), ("ci_lower", mu - z * se), ("ci_upper", mu + z * se)):
        emit(*key, st, value, "1e-8")
    mp.dps = 30


if __name__ == "__main__":
    for ds in ("bcg", "k3", "normand1999_md", "normand1999_smd", "hackshaw1998", "tau2_zero"):
        y, v, rows = read_data(ds)
        henmi_copas(ds, y, v)
        biggerstaff_tweedie(ds, y, v)
        print(ds, flush=True)
    print("dl done", flush=True)
    for ds in ("bcg", "normand1999_smd", "normand1999_md", "hackshaw1998", "tau2_zero"):
        y, v, rows = read_data(ds)
        likelihoods(ds, ds, y, v, [[mpf(1)]] * len(y), ("1",), 95)
        print(ds, flush=True)
    for name in ("bcg_ablat", "molloy_quality_age"):
        ds, y, v, X, cols = read_design(name)
        likelihoods(name, ds, y, v, X, cols)
    with open(os.path.join(HERE, "mu_likelihood.csv"), "w") as f:
        f.write("design,dataset,method,test,pi,level,coefficient,statistic,value,kind,source,rtol\n" +
                "\n".join(r.replace("make_mu.py", "make_mu_likelihood.py") for r in make_mu.OUT) + "\n")
