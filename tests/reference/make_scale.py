"""Writes scale.csv: location-scale models, maximised at 50 digits by Newton's method with numerical derivatives of the
log-likelihood (profiled over b for ML, restricted for REML), and profile limits of the last scale coefficient.
Usage: python3 make_scale.py"""
import os
from refcore import *

# name: data set, X columns, Z columns, {(link, method): start}
CASES = {
    "bcg_ablat": ("bcg", ("1", "ablat"), ("1", "ablat"), {("log", "ML"): (-4.96, 0.0386), ("log", "REML"): (-2.54, -0.00073)}),
    "bcg_alloc": ("bcg", ("1",), ("1", "=random", "=systematic"),
                  {("log", "ML"): (-3.35, 2.35, 2.1), ("log", "REML"): (-2.65, 1.7, 1.48), ("identity", "ML"): (0.035, 0.332, 0.249), ("identity", "REML"): (0.071, 0.317, 0.241)}),
    "sim100": ("sim100", ("1", "x1"), ("1", "x2"), {("log", "ML"): None, ("log", "REML"): None, ("identity", "ML"): None, ("identity", "REML"): None}),
}


def log_lik(y, v, X, Z, a, link, reml):
    tau = [mp.fsum(z * c for z, c in zip(row, a)) for row in Z]
    if link == "log":
        tau = [mp.exp(t) for t in tau]
    fit = Fit(y, [b + t for b, t in zip(v, tau)], X, mpf(0), order=1)
    k, p = fit.k, fit.p
    n = k - p if reml else k
    ll = n * mp.log(2 * mp.pi) + mp.fsum(mp.log(b + t) for b, t in zip(v, tau)) + fit.RSS
    if reml:
        M = mp.matrix([[mp.fsum(x[i] * x[j] for x in X) for j in range(p)] for i in range(p)])
        ll += mp.log(mp.det(fit.B[0])) - mp.log(mp.det(M))
    return -ll / 2, fit


def derivatives(f, a, h):
    """Central differences of order 2 with steps h: errors of h^2 relative at 50 digits."""
    q = len(a)
    at = lambda *moves: f([c + sum((s * h[j] for i, s in moves if i == j), mpf(0)) for j, c in enumerate(a)])
    f0 = f(a)
    g = mp.matrix(q, 1)
    H = mp.matrix(q, q)
    for i in range(q):
        up, down = at((i, 1)), at((i, -1))
        g[i] = (up - down) / (2 * h[i])
        H[i, i] = (up - 2 * f0 + down) / h[i] ** 2
        for j in range(i):
            H[i, j] = H[j, i] = (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1)) + at((i, -1), (j, -1))) / (4 * h[i] * h[j])
    return f0, g, H


def maximise(f, a):
    q = len(a)
    for step in range(100):
        h = [mpf(10) ** -14 * max(abs(c), mpf("1e-3")) for c in a]
        f0, g, H = derivatives(f, a, h)
        d = mp.lu_solve(-H, g) if q else mp.matrix(0, 1)
        t = mpf(1)
        while True:
            b = [c + t * d[i] for i, c in enumerate(a)]
            try:
                good = f(b) >= f0 - mpf(10) ** -30
            except (ValueError, ZeroDivisionError, TypeError):
                good = False
            if good or t < mpf(10) ** -12:
                break
            t /= 2
        a = b
        if max(abs(d[i]) / max(abs(a[i]), mpf("1e-3")) for i in range(q)) < mpf(10) ** -22:
            return a, derivatives(f, a, h)[2]
    raise AssertionError("no maximum")


def coarse(f, q):
    """A start from a coarse search, for those without one."""
    best = None
    for a0 in (-6, -4.5, -3, -2):
        for a1 in (-0.5, -0.1, 0, 0.1, 0.5):
            a = [mpf(a0), mpf(a1)]
            val = f(a)
            if best is None or val > best[0]:
                best = (val, a)
    return best[1]


def main():
    out = open(os.path.join(HERE, "scale.csv"), "w")
    out.write("model,dataset,link,method,coefficient,row,statistic,value,kind,source,rtol\n")
    for name, (ds, xs, zs, runs) in CASES.items():
        y, v, rows = read_data(ds)
        column = lambda r, c: mpf(1) if c == "1" else (mpf(1) if r["alloc"] == c[1:] else mpf(0)) if c[0] == "=" else mpf(float(r[c]))
        X, Z = [[column(r, c) for c in xs] for r in rows], [[column(r, c) for c in zs] for r in rows]
        for (link, method), start in runs.items():
            reml = method == "REML"
            f = lambda a: log_lik(y, v, X, Z, a, link, reml)[0]
            if start is None:
                if link == "log":
                    start = coarse(f, len(zs))
                else:
                    mean = mp.fsum(r[1] for r in Z) / len(Z)
                    start = [mpf("0.05"), mpf(0)]
            a, H = maximise(f, [mpf(str(c)) for c in start])
            ll, fit = log_lik(y, v, X, Z, a, link, reml)
            V = (-H) ** -1

            def emit(co, row, st, val, rtol="1e-9"):
                out.write("%s,%s,%s,%s,%s,%d,%s,%s,high-precision,make_scale.py,%s\n" % (name, ds, link, method, co, row, st, num(val), rtol))
            emit("", 0, "log_lik", ll)
            for j in range(len(xs)):
                emit("location", j, "estimate", fit.b[j])
                emit("location", j, "se", mp.sqrt(fit.S[j, j]))
            for j in range(len(zs)):
                emit("scale", j, "estimate", a[j], "1e-8")
                emit("scale", j, "se", mp.sqrt(V[j, j]), "1e-8")
            if len(zs) == 2:
                rest, drop = [len(zs) - 2], len(zs) - 1
                crit = chi2_isf(mpf("0.05"), 1)
                at = lambda c: maximise(lambda b: f(list(b) + [c]), [a[0]])[0] if False else None

                def profile(c, b0):
                    b, _ = maximise(lambda b: f([b[0], c]), [b0])
                    return f([b[0], c]), b[0]
                try:
                    p0, _ = profile(mpf(0), a[0])
                    emit("scale", 1, "lr", 2 * (ll - p0), "1e-7")
                except (AssertionError, ValueError, ZeroDivisionError, TypeError):
                    pass
                se = mp.sqrt(V[1, 1])
                for side in (-1, 1):
                    try:
                        c, b0 = a[1] + side * mpf("1.9") * se, a[0]
                        # a relative of Newton's method: sqrt(2 (ll - profile)) is nearly linear in c
                        prev = (a[1], mpf(0))
                        for _ in range(40):
                            lp, b0 = profile(c, b0)
                            r = mp.sqrt(2 * (ll - lp))
                            nxt = c + (mp.sqrt(crit) - r) * (c - prev[0]) / (r - prev[1])
                            prev = (c, r)
                            done = abs(nxt - c) < mpf(10) ** -18 * abs(se)
                            c = nxt
                            if done:
                                break
                        assert done
                        emit("scale", 1, "profile_lower" if side < 0 else "profile_upper", c, "1e-7")
                    except (AssertionError, ValueError, ZeroDivisionError, TypeError):
                        print("no profile limit for", name, link, method, side)
            print("done", name, link, method, [mp.nstr(c, 8) for c in a], mp.nstr(ll, 10), flush=True)
    out.close()


if __name__ == "__main__":
    main()
