#!/usr/bin/env python3
"""Checks the bundled data sets against their codebooks and against themselves.

usage: check_datasets.py DATASETS_DIR

Needs nothing but the Python standard library. Prints one line for each failed
check and a closing line 'N passed, M failed'; exits 1 if any check failed,
2 if it was called wrongly.
"""
import csv
import io
import math
import os
import re
import sys

RISK = {"Low risk", "Some concerns", "High risk"}
ROLES = {"added", "substituted", "curriculum", "other"}
DIRECTIONS = {"higher_is_better", "lower_is_better"}
RATIOS = {"RR", "OR", "HR"}

# data set -> table -> number of rows, columns that must be there, key (unique
# when taken together), columns that must be filled, and numeric columns with
# their range: lowest, highest, 'i' for whole numbers.
ANY = (-math.inf, math.inf, "")
POSITIVE = (1e-300, math.inf, "")
COUNT = (0, math.inf, "i")
SIZE = (1, math.inf, "i")
YEAR = (1900, 2030, "i")
TABLES = {
    "bcg": {
        "bcg": dict(
            rows=13,
            columns="trial author year tpos tneg cpos cneg ablat alloc",
            key=["trial"],
            filled="trial author year tpos tneg cpos cneg ablat alloc",
            numeric=dict(trial=(1, 13, "i"), year=YEAR, tpos=COUNT, tneg=COUNT,
                         cpos=COUNT, cneg=COUNT, ablat=(0, 90, "")),
            values=dict(alloc={"random", "alternate", "systematic"}),
        ),
    },
    "smit2023": {
        "smit2023": dict(
            rows=66,
            columns="trial study year role domain construct instrument "
                    "scale_direction months arm m1i sd1i n1i m2i sd2i n2i yi "
                    "sei comparator country disorder perinatal recruitment "
                    "setting percent_women mean_age format contact duration "
                    "structure rob_randomisation rob_deviations rob_missing "
                    "rob_measurement rob_reporting rob_overall suspect",
            key=["domain", "study"],
            filled="trial study year role domain construct instrument "
                   "scale_direction months yi sei comparator disorder "
                   "perinatal rob_overall",
            numeric=dict(year=YEAR, months=(0, 60, ""), m1i=ANY, m2i=ANY,
                         sd1i=POSITIVE, sd2i=POSITIVE, n1i=SIZE, n2i=SIZE,
                         yi=(-3, 3, ""), sei=(1e-6, 1, ""),
                         percent_women=(0, 100, ""), mean_age=(15, 100, "")),
            values=dict(role=ROLES, domain={"clinical", "functional", "personal"},
                        scale_direction=DIRECTIONS, perinatal={"yes", "no"},
                        arm={"", "high support", "low support"},
                        comparator={"care as usual", "waiting list", "other control"},
                        rob_overall=RISK, rob_randomisation=RISK,
                        rob_deviations=RISK, rob_missing=RISK,
                        rob_measurement=RISK, rob_reporting=RISK),
        ),
        "published": dict(
            rows=3,
            columns="domain estimate ci_lower ci_upper I2 I2_lower I2_upper source",
            key=["domain"],
            filled="domain estimate ci_lower ci_upper I2 I2_lower I2_upper source",
            numeric=dict(estimate=ANY, ci_lower=ANY, ci_upper=ANY, I2=(0, 100, ""),
                         I2_lower=(0, 100, ""), I2_upper=(0, 100, "")),
            values=dict(domain={"clinical", "functional", "personal"}),
        ),
    },
    "peer_support": {
        "peer_support": dict(
            rows=190,
            columns="id trial_id study arm trial year role randomised population "
                    "perinatal design comparator outcome_group outcome domain "
                    "instrument direction timepoint months arm1 n1i ai m1i sd1i "
                    "arm2 n2i ci m2i sd2i effect_measure effect ci_lower "
                    "ci_upper p effect_sign measure yi sei favours_peer_sign "
                    "status suspect duplicate rob_overall note source address",
            key=["id"],
            filled="id trial_id study trial role randomised population perinatal "
                   "outcome_group outcome direction status",
            numeric=dict(id=(1, 190, "i"), year=YEAR, months=(0, 60, ""), n1i=SIZE,
                         n2i=SIZE, ai=COUNT, ci=COUNT, m1i=ANY, m2i=ANY,
                         sd1i=POSITIVE, sd2i=POSITIVE, effect=ANY, ci_lower=ANY,
                         ci_upper=ANY, yi=ANY, sei=(1e-6, math.inf, ""),
                         favours_peer_sign=(-1, 1, "i")),
            values=dict(role=ROLES, randomised={"yes", "no"},
                        perinatal={"yes", "no"}, direction=DIRECTIONS,
                        population={"serious_mental_illness", "perinatal",
                                    "depression", "suicide_risk",
                                    "eating_disorder", "substance_use",
                                    "ptsd_or_substance_use"},
                        domain={"", "clinical", "functional", "personal"},
                        arm={"", "high support", "low support"},
                        status={"reported", "derived", "statistic_only", "suspect"},
                        measure={"", "SMD", "MD"} | RATIOS,
                        effect_sign={"", "positive favours peer support", "as printed"},
                        favours_peer_sign={"", "1", "-1"},
                        rob_overall=RISK | {""}),
        ),
        "published_pools": dict(
            rows=49,
            columns="id review year outcome_group role outcome favours_peer_sign "
                    "measure estimate ci_lower ci_upper k n I2 I2_lower I2_upper p "
                    "model duplicate source_title source_address",
            key=["id"],
            filled="id review year outcome_group outcome measure estimate ci_lower "
                   "ci_upper source_title source_address",
            numeric=dict(id=(1, 49, "i"), year=YEAR, estimate=ANY, ci_lower=ANY,
                         ci_upper=ANY, k=SIZE, n=SIZE, I2=(0, 100, ""),
                         I2_lower=(0, 100, ""), I2_upper=(0, 100, "")),
            values=dict(measure={"SMD", "MD", "RR", "Hedges g", "d"},
                        role=ROLES | {"", "all"},
                        favours_peer_sign={"", "1", "-1"}),
        ),
        "trials_described": dict(
            rows=13,
            columns="trial_id trial year design n arms role outcomes_named "
                    "finding_as_described described_in numbers_available reason",
            key=["trial"],
            filled="trial year design arms role outcomes_named "
                   "finding_as_described described_in numbers_available",
            numeric=dict(year=YEAR, n=SIZE),
            values=dict(role=ROLES),
        ),
        "reviews_described": dict(
            rows=9,
            columns="review year studies designs definition finding_as_described "
                    "described_in",
            key=["review", "year"],
            filled="review year studies designs definition finding_as_described "
                   "described_in",
            numeric=dict(year=YEAR, studies=SIZE),
            values={},
        ),
    },
}
SECTIONS = ["What it is", "Source", "Licence", "Tables", "What was changed", "Cautions"]
NUMBER = re.compile(r"-?(\d+)(\.\d+)?([eE][-+]?\d+)?$")


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, good, message):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED", message)
        return bool(good)


def number(text):
    """The value of a number as the tables write it; None where empty."""
    if text == "":
        return None
    if not NUMBER.match(text):
        raise ValueError(text)
    return float(text)


def near(a, b, tolerance):
    return abs(a - b) <= tolerance


def half_unit(text):
    """Half a unit of the last printed decimal."""
    decimals = len(text.split(".")[1]) if "." in text else 0
    return 0.5 * 10.0 ** -decimals


def read_text(t, path):
    with open(path, "rb") as handle:
        raw = handle.read()
    try:
        text = raw.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        t.check(False, "%s: not valid UTF-8: %s" % (path, error))
        return None
    t.check(True, "")
    t.check(not raw.startswith(b"\xef\xbb\xbf"), path + ": begins with a byte order mark")
    t.check(b"\r" not in raw, path + ": has carriage returns")
    t.check(raw.endswith(b"\n") and not raw.endswith(b"\n\n"),
            path + ": must end with one line end")
    bad = [i for i, line in enumerate(text.split("\n"), 1) if line != line.rstrip()]
    t.check(not bad, "%s: trailing space in lines %s" % (path, bad[:5]))
    t.check("\x00" not in text and "\ufffd" not in text and "\u00a0" not in text,
            path + ": NUL, replacement character or no-break space")
    return text


def read_table(t, path):
    text = read_text(t, path)
    if text is None:
        return None, None
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        t.check(False, "%s: %s" % (path, error))
        return None, None
    header, body = lines[0], lines[1:]
    t.check(len(set(header)) == len(header), path + ": a column name occurs twice")
    ragged = [i for i, row in enumerate(body, 2) if len(row) != len(header)]
    if not t.check(not ragged, "%s: wrong number of fields in records %s" % (path, ragged[:5])):
        return None, None
    spaced = [(i, header[j]) for i, row in enumerate(body, 2)
              for j, cell in enumerate(row) if cell != cell.strip() or "\n" in cell]
    t.check(not spaced, "%s: space around a cell or line end in it: %s" % (path, spaced[:5]))
    return header, [dict(zip(header, row)) for row in body]


def codebook_columns(text):
    """table name -> columns that the codebook describes, in order."""
    tables, current = {}, None
    for line in text.split("\n"):
        heading = re.match(r"#{1,3} (.*)$", line)
        if heading:
            name = re.match(r"### (\w+)\.csv$", line)
            current = name.group(1) if name else None
            if current:
                tables[current] = []
        elif current:
            cell = re.match(r"\| `([^`]+)` \| ([^|]*) \| ([^|]*) \|$", line)
            if cell:
                tables[current].append((cell.group(1), cell.group(2).strip(), cell.group(3).strip()))
    return tables


def check_codebook(t, folder, name, headers):
    path = os.path.join(folder, "README.md")
    if not t.check(os.path.isfile(path), path + ": missing"):
        return ""
    text = read_text(t, path)
    if text is None:
        return ""
    first = text.split("\n")[0]
    t.check(re.match(r"# %s: \S.*[^.\s]$" % re.escape(name), first),
            "%s:1: the first line must be '# %s: title'" % (path, name))
    found = [s for s in re.findall(r"^## (.*)$", text, re.M) if s in SECTIONS]
    t.check(found == SECTIONS, "%s: sections %s, need %s" % (path, found, SECTIONS))
    t.check(re.search(r"https?://", text), path + ": no address of a source")
    described = codebook_columns(text)
    t.check(set(described) == set(headers),
            "%s: describes tables %s, there are %s" % (path, sorted(described), sorted(headers)))
    for table, header in headers.items():
        names = [c[0] for c in described.get(table, [])]
        t.check(names == header, "%s: columns of %s.csv: not described %s, not there %s, or another order"
                % (path, table, sorted(set(header) - set(names)), sorted(set(names) - set(header))))
        t.check(all(c[1] and c[2] for c in described.get(table, [])),
                "%s: %s.csv: a column without unit or meaning" % (path, table))
    return text


def check_table(t, path, spec, header, rows):
    t.check(len(rows) == spec["rows"], "%s: %d rows, need %d" % (path, len(rows), spec["rows"]))
    need = spec["columns"].split()
    t.check(set(need) <= set(header), "%s: missing columns %s" % (path, sorted(set(need) - set(header))))
    t.check(not any("quote" in c.lower() for c in header), path + ": has a column of quotations")
    keys = [tuple(r.get(k, "") for k in spec["key"]) for r in rows]
    twice = sorted({k for k in keys if keys.count(k) > 1})
    t.check(not twice, "%s: %s occurs twice: %s" % (path, spec["key"], twice[:3]))
    for column in spec["filled"].split():
        empty = [i for i, r in enumerate(rows, 2) if r.get(column, "") == ""]
        t.check(not empty, "%s: %s is empty in records %s" % (path, column, empty[:5]))
    for column, (low, high, kind) in spec["numeric"].items():
        wrong = []
        for i, r in enumerate(rows, 2):
            try:
                x = number(r.get(column, ""))
            except ValueError:
                wrong.append((i, r[column]))
                continue
            if x is not None and not (low <= x <= high and (kind != "i" or x == int(x))):
                wrong.append((i, r[column]))
        t.check(not wrong, "%s: %s: not a number in its range: %s" % (path, column, wrong[:5]))
    for column, legal in spec["values"].items():
        wrong = [(i, r.get(column)) for i, r in enumerate(rows, 2) if r.get(column) not in legal]
        t.check(not wrong, "%s: %s: not a legal value: %s" % (path, column, wrong[:5]))


def check_arms(t, path, rows):
    """Events within the arm; means, SDs and events come in pairs."""
    for i, r in enumerate(rows, 2):
        where = "%s: record %d" % (path, i)
        for event, size in (("ai", "n1i"), ("ci", "n2i")):
            if r.get(event, "") != "":
                t.check(r[size] != "" and number(r[event]) <= number(r[size]),
                        "%s: %s = %s of %s = %s" % (where, event, r[event], size, r[size]))
        for a, b in (("ai", "ci"), ("m1i", "m2i"), ("sd1i", "sd2i")):
            if a in r:
                t.check((r[a] == "") == (r[b] == ""), "%s: only one of %s and %s" % (where, a, b))
        for sd, mean in (("sd1i", "m1i"), ("sd2i", "m2i")):
            t.check(r[sd] == "" or r[mean] != "", "%s: %s without %s" % (where, sd, mean))


def check_g(t, path, rows, direction):
    """Hedges' g from the arm statistics, where they are all there."""
    for i, r in enumerate(rows, 2):
        cells = [r[c] for c in ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i", "yi")]
        if "" in cells or r["suspect"] or r.get("measure", "SMD") != "SMD":
            continue
        m1, s1, n1, m2, s2, n2, yi = map(number, cells)
        df = n1 + n2 - 2
        s = math.sqrt(((n1 - 1) * s1 ** 2 + (n2 - 1) * s2 ** 2) / df)
        g = (1 - 3 / (4 * df - 1)) * (m1 - m2) / s
        if r[direction] == "lower_is_better":
            g = -g
        t.check(near(g, yi, 0.006), "%s: record %d: g of the means is %.4f, yi is %s" % (path, i, g, r["yi"]))
        se = math.sqrt(1 / n1 + 1 / n2 + g * g / (2 * (n1 + n2)))
        sei = number(r["sei"])
        t.check(0.95 * se < sei < 1.05 * se,
                "%s: record %d: standard error of the means is %.4f, sei is %s" % (path, i, se, r["sei"]))


def check_interval(t, path, rows, estimate):
    for i, r in enumerate(rows, 2):
        if r["ci_lower"] == "" and r["ci_upper"] == "":
            continue
        e, low, high = (number(r[c]) for c in (estimate, "ci_lower", "ci_upper"))
        t.check(None not in (e, low, high) and low < high and low <= e <= high,
                "%s: record %d: %s outside its interval" % (path, i, estimate))


# ---- pooling, to see that the tables still give the numbers their codebooks name

def reml(y, v):
    """mu, tau2, Q and the Hartung-Knapp standard error; the score of the
    restricted likelihood is solved by bisection."""
    def pool(tau2):
        w = [1 / (x + tau2) for x in v]
        return w, sum(a * b for a, b in zip(w, y)) / sum(w)

    def score(tau2):
        w, mu = pool(tau2)
        return (sum(a * a * (b - mu) ** 2 for a, b in zip(w, y)) - sum(w)
                + sum(a * a for a in w) / sum(w))

    low, high = 0.0, 100.0
    if score(0.0) > 0:
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if score(middle) > 0 else (low, middle)
    tau2 = low
    w, mu = pool(tau2)
    se = math.sqrt(sum(a * (b - mu) ** 2 for a, b in zip(w, y)) / (len(y) - 1) / sum(w))
    w0, mu0 = pool(0.0)
    return mu, tau2, sum(a * (b - mu0) ** 2 for a, b in zip(w0, y)), se


def t_quantile_975(df):
    """The 97.5% point of Student's t: Simpson's rule and bisection."""
    c = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi)

    def area(x, n=400):
        f = [c * (1 + (x * i / n) ** 2 / df) ** (-(df + 1) / 2) for i in range(n + 1)]
        return x / n / 3 * (f[0] + f[-1] + 4 * sum(f[1:-1:2]) + 2 * sum(f[2:-1:2]))

    low, high = 1.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if area(middle) < 0.475 else (low, middle)
    return low


def check_bcg(t, path, rows):
    y, v = [], []
    for r in rows:
        a, b, c, d = (number(r[k]) for k in ("tpos", "tneg", "cpos", "cneg"))
        y.append(math.log(a / (a + b) / (c / (c + d))))
        v.append(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    mu, tau2, q, _ = reml(y, v)
    t.check(near(mu, -0.714532, 1e-6), "%s: REML mu %.6f, need -0.714532" % (path, mu))
    t.check(near(tau2, 0.313243, 1e-6), "%s: REML tau2 %.6f, need 0.313243" % (path, tau2))
    t.check(near(q, 152.2330, 1e-4), "%s: Q %.4f, need 152.2330" % (path, q))


def check_smit(t, folder, tables):
    path = os.path.join(folder, "smit2023.csv")
    rows, published = tables["smit2023"], tables["published"]
    t.check(len({r["trial"] for r in rows}) == 28, path + ": not 28 trials")
    check_arms(t, path, rows)
    check_g(t, path, rows, "scale_direction")
    check_interval(t, os.path.join(folder, "published.csv"), published, "estimate")
    for r in rows:
        label = r["trial"] + (" (%s)" % r["arm"] if r["arm"] else "")
        t.check(r["study"] == label, "%s: study %r, need %r" % (path, r["study"], label))
    t.check(sum(r["suspect"] != "" for r in rows) == 4, path + ": not 4 suspect rows")
    for p in published:
        these = [r for r in rows if r["domain"] == p["domain"]]
        y = [number(r["yi"]) for r in these]
        mu, _, q, se = reml(y, [number(r["sei"]) ** 2 for r in these])
        half = t_quantile_975(len(y) - 1) * se
        got = (mu, mu - half, mu + half, max(0.0, 100 * (q - len(y) + 1) / q))
        for x, column, unit in zip(got, ("estimate", "ci_lower", "ci_upper", "I2"),
                                   (0.005, 0.005, 0.005, 0.5)):
            t.check(near(x, number(p[column]), unit + 1e-9),
                    "%s: %s: pooled %s is %.4f, published %s" % (path, p["domain"], column, x, p[column]))


def check_peer(t, folder, tables, smit, codebook):
    path = os.path.join(folder, "peer_support.csv")
    rows = tables["peer_support"]
    check_arms(t, path, rows)
    check_g(t, path, rows, "direction")
    check_interval(t, path, rows, "effect")
    t.check([r["id"] for r in rows] == [str(i) for i in range(1, len(rows) + 1)],
            path + ": id does not count the rows")

    # one trial, one name, one label
    label, owner = {}, {}
    for r in rows:
        t.check(label.setdefault((r["trial_id"], r["arm"]), r["study"]) == r["study"],
                "%s: id %s: two labels for %s" % (path, r["id"], r["trial_id"]))
        t.check(owner.setdefault(r["study"], (r["trial_id"], r["arm"])) == (r["trial_id"], r["arm"]),
                "%s: id %s: label %s has two trials" % (path, r["id"], r["study"]))
    ids = {r["trial_id"] for r in rows}
    t.check(len(ids) == 57, "%s: %d trials, need 57" % (path, len(ids)))
    named = {}
    for r in rows:
        t.check(named.setdefault(r["trial"], r["trial_id"]) == r["trial_id"],
                "%s: id %s: the name %s has two trial_id" % (path, r["id"], r["trial"]))
    if smit:
        t.check({r["trial"] for r in smit} <= ids,
                "%s: trials of smit2023 without trial_id: %s" % (path, sorted({r["trial"] for r in smit} - ids)))

    # status, suspect, duplicate
    counts = {s: sum(r["status"] == s for r in rows)
              for s in ("reported", "derived", "statistic_only", "suspect")}
    need = dict(reported=130, derived=4, statistic_only=47, suspect=9)
    t.check(counts == need, "%s: statuses %s, need %s" % (path, counts, need))
    by_id = {r["id"]: r for r in rows}
    for r in rows:
        where = "%s: id %s" % (path, r["id"])
        t.check((r["status"] == "suspect") == (r["suspect"] != ""), where + ": suspect without a reason, or a reason without suspect")
        t.check(r["status"] != "statistic_only" or r["measure"] == "", where + ": a measure for a mere statistic")
        t.check((r["perinatal"] == "yes") == (r["population"] == "perinatal"), where + ": perinatal")
        t.check((r["measure"] == "") == (r["favours_peer_sign"] == ""), where + ": favours_peer_sign goes with measure")
        t.check((r["yi"] == "") == (r["sei"] == ""), where + ": only one of yi and sei")
        t.check(r["yi"] == "" or r["measure"] != "", where + ": yi without measure")
        if r["duplicate"]:
            other = re.match(r"id (\d+): \S", r["duplicate"])
            good = other and other.group(1) in by_id and other.group(1) != r["id"]
            if t.check(good, where + ": duplicate names no row"):
                o = by_id[other.group(1)]
                t.check(o["trial_id"] == r["trial_id"] and o["outcome_group"] == r["outcome_group"]
                        and o["duplicate"] == "", where + ": repeats a row of another trial or outcome, or a repeat")
                t.check("| %s | %s |" % (r["id"], o["id"]) in codebook, where + ": this repeat is not in the codebook")
        if r["status"] in ("reported", "derived"):
            usable = (r["yi"] or all(r[c] for c in ("ai", "n1i", "ci", "n2i"))
                      or all(r[c] for c in ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")))
            t.check(usable and r["measure"], where + ": %s but nothing to pool" % r["status"])
        if r["measure"] in ("SMD", ""):
            expect = "1" if r["measure"] else ""
        elif "+ = favours peer" in r["effect_measure"] or r["direction"] == "higher_is_better":
            expect = "1"
        else:
            expect = "-1"
        t.check(r["favours_peer_sign"] == expect, where + ": favours_peer_sign %r, need %r" % (r["favours_peer_sign"], expect))

    # the outcome groups are those of the codebook
    section = codebook.split("## Outcome groups", 1)[-1].split("\n## ", 1)[0]
    pairs = set()
    for line in section.split("\n"):
        cells = [c.strip() for c in line.strip("|").split("|")] if line.startswith("|") else []
        if len(cells) == 3:
            for outcome in re.split(r", (?![^(]*\))", cells[1]):
                pairs.add((cells[0], outcome))
    for r in rows:
        g, o = r["outcome_group"], r["outcome"]
        t.check(re.match(r"[a-z_]+$", g), "%s: id %s: outcome_group %r" % (path, r["id"], g))
        t.check(g == o or (g, o) in pairs or (g, o) == ("serious_adverse_events", "adverse_events"),
                "%s: id %s: outcome %r in group %r is not in the codebook" % (path, r["id"], o, g))

    # yi and sei against the printed effect and interval
    for r in rows:
        where = "%s: id %s" % (path, r["id"])
        if r["effect"] == "" or r["ci_lower"] == "" or not r["measure"]:
            t.check(r["yi"] == "", where + ": yi without a printed effect and interval")
            continue
        if not t.check(r["yi"] != "", where + ": no yi for a printed effect and interval"):
            continue
        e, low, high, yi, sei = (number(r[c]) for c in ("effect", "ci_lower", "ci_upper", "yi", "sei"))
        slack = half_unit(r["effect"]) * 1.02 + 1e-6
        slack_ci = (half_unit(r["ci_lower"]) + half_unit(r["ci_upper"])) / 3.92 + 1e-5
        if "metapsy-project" not in r["address"]:
            slack = slack_ci = 1e-6     # computed from the printed numbers
        if r["measure"] in RATIOS:
            if not t.check(min(e, low, high) > 0, where + ": a ratio that is not positive"):
                continue
            e, low, high = math.log(e), math.log(low), math.log(high)
        t.check(near(yi, e, slack), "%s: yi %s, effect %s" % (where, r["yi"], r["effect"]))
        t.check(near(sei, (high - low) / 3.92, slack_ci), "%s: sei %s, interval %s to %s"
                % (where, r["sei"], r["ci_lower"], r["ci_upper"]))

    # the Metapsy rows are those of smit2023
    found = 0
    for r in rows:
        row = re.search(r"metapsy-project/.*row (\d+)$", r["address"])
        t.check((row is None) == (r["domain"] == ""), "%s: id %s: domain" % (path, r["id"]))
        if row and smit and int(row.group(1)) <= len(smit):
            found += 1
            s = smit[int(row.group(1)) - 1]
            same = ("arm", "domain", "year", "role", "months", "yi", "sei", "rob_overall", "perinatal", "n1i", "n2i", "m1i", "m2i")
            wrong = [c for c in same if s[c] != r[c]]
            t.check(s["trial"] == r["trial_id"] and not wrong,
                    "%s: id %s: differs from row %s of smit2023: %s" % (path, r["id"], row.group(1), wrong))
    t.check(found == 66, "%s: %d rows of smit2023, need 66" % (path, found))
    rated = {}
    for s in smit or []:
        rated.setdefault(s["trial"], set()).add(s["rob_overall"])
    for r in rows:
        if r["domain"] == "":
            unique = rated.get(r["trial_id"], set())
            t.check(r["rob_overall"] == (next(iter(unique)) if len(unique) == 1 else ""),
                    "%s: id %s: rob_overall %r" % (path, r["id"], r["rob_overall"]))

    # months against the words
    for r in rows:
        plain = re.match(r"([\d.]+) (week|month|year|day)s?( |$)", r["timepoint"])
        if plain and "post-discharge" not in r["timepoint"]:
            x = float(plain.group(1)) * dict(week=1 / 4.345, month=1, year=12, day=1 / 30.4375)[plain.group(2)]
            t.check(r["months"] != "" and near(number(r["months"]), x, 0.0051),
                    "%s: id %s: months %r of %r" % (path, r["id"], r["months"], r["timepoint"]))
        if not re.search(r"\d", r["timepoint"]):
            t.check(r["months"] == "", "%s: id %s: months %r of %r" % (path, r["id"], r["months"], r["timepoint"]))

    path = os.path.join(folder, "published_pools.csv")
    check_interval(t, path, tables["published_pools"], "estimate")
    own = {r["outcome_group"] for r in rows}
    for r in tables["published_pools"]:
        t.check(r["outcome_group"] in own or r["outcome_group"] in codebook,
                "%s: id %s: outcome_group %r is not in the codebook" % (path, r["id"], r["outcome_group"]))
        t.check(("negative favours peer" in r["outcome"]) == (r["favours_peer_sign"] == "-1"),
                "%s: id %s: favours_peer_sign" % (path, r["id"]))
        t.check((r["I2_lower"] == "") == (r["I2_upper"] == ""), "%s: id %s: half an interval" % (path, r["id"]))
        t.check(r["measure"] != "RR" or number(r["ci_lower"]) > 0, "%s: id %s: RR not positive" % (path, r["id"]))

    path = os.path.join(folder, "trials_described.csv")
    for r in tables["trials_described"]:
        t.check(r["trial_id"] == "" or r["trial_id"] in ids, "%s: no trial %r" % (path, r["trial_id"]))
        t.check((r["numbers_available"] == "yes") == (r["reason"] == ""), "%s: %s: reason" % (path, r["trial"]))


def main(argv):
    if len(argv) != 2 or not os.path.isdir(argv[1]):
        print("usage: check_datasets.py DATASETS_DIR", file=sys.stderr)
        return 2
    t, data, codebooks = Tally(), {}, {}
    for name, tables in TABLES.items():
        folder = os.path.join(argv[1], name)
        if not t.check(os.path.isdir(folder), folder + ": missing"):
            continue
        there = {f[:-4] for f in os.listdir(folder) if f.endswith(".csv")}
        t.check(there == set(tables), "%s: tables %s, need %s" % (folder, sorted(there), sorted(tables)))
        headers, data[name] = {}, {}
        for table, spec in tables.items():
            path = os.path.join(folder, table + ".csv")
            if table not in there:
                continue
            header, rows = read_table(t, path)
            if header is None:
                continue
            headers[table] = header
            before = t.failed
            check_table(t, path, spec, header, rows)
            if t.failed == before:
                data[name][table] = rows
        codebooks[name] = check_codebook(t, folder, name, headers)
        for f in sorted(os.listdir(folder)):
            if f.endswith((".csv", ".md")):
                with open(os.path.join(folder, f), encoding="utf-8", errors="replace") as handle:
                    stray = re.search(r"(^|[\s\"'(,=`])(\.\./|/(work|home|tmp|root|mnt)/)", handle.read())
                t.check(stray is None, "%s: a path outside the project: %r"
                        % (os.path.join(folder, f), stray and stray.group(0)))
    # a data set that this script does not know: its codebook and its encoding
    for name in sorted(os.listdir(argv[1])):
        folder = os.path.join(argv[1], name)
        if name in TABLES or not os.path.isdir(folder):
            continue
        headers = {}
        for f in sorted(os.listdir(folder)):
            if f.endswith(".csv"):
                header, rows = read_table(t, os.path.join(folder, f))
                if header is not None:
                    headers[f[:-4]] = header
                    t.check(rows, os.path.join(folder, f) + ": no rows")
                    t.check(not any("quote" in c.lower() for c in header),
                            os.path.join(folder, f) + ": has a column of quotations")
        t.check(name in headers, "%s: no table %s.csv" % (folder, name))
        check_codebook(t, folder, name, headers)
    # what goes beyond one table needs sound tables
    if "bcg" in data.get("bcg", {}):
        check_bcg(t, os.path.join(argv[1], "bcg", "bcg.csv"), data["bcg"]["bcg"])
    smit = data.get("smit2023", {})
    if t.check(set(smit) == set(TABLES["smit2023"]), "smit2023: not checked further"):
        check_smit(t, os.path.join(argv[1], "smit2023"), smit)
    peer = data.get("peer_support", {})
    if t.check(set(peer) == set(TABLES["peer_support"]), "peer_support: not checked further"):
        check_peer(t, os.path.join(argv[1], "peer_support"), peer, smit.get("smit2023"),
                   codebooks.get("peer_support", ""))
    print("%d passed, %d failed" % (t.passed, t.failed))
    return 1 if t.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
