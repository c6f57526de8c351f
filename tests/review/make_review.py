#!/usr/bin/env python3
"""Writes the reviews of the tests, in the two formats that RevMan has: review.rm5 and package.zip, with the same analyses,
and archives that must be refused. Run in this folder. Results are computed here, in plain Python, by the formulas of Deeks &
Higgins 2010 (Statistical algorithms in Review Manager 5), but for analysis 1.1, whose results RevMan 5.2.11 itself stored:
analysis 4.1 of Cochrane review CD000023.pub4 (Spinks, Glasziou & Del Mar 2013, Antibiotics for sore throat), as the test
data of github.com/IEBH/revman have them. 1.2, 1.3 and 1.5 are the BCG trials of datasets/bcg. The other numbers are invented.
"""
import csv
import io
import math
import struct
import zipfile
import zlib
from xml.sax.saxutils import quoteattr, escape

Z = 1.959963984540054


def table(a, n1, c, n2, measure):
    b, d = n1 - a, n2 - c
    if 0 in (a, b, c, d):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    if measure == "OR":
        return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    if measure == "RR":
        return math.log(a * (c + d) / (c * (a + b))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return a / (a + b) - c / (c + d), a * b / (a + b) ** 3 + c * d / (c + d) ** 3


def peto(a, n1, c, n2):
    n, m = n1 + n2, a + c
    v = n1 * n2 * m * (n - m) / (n * n * (n - 1))
    return (a - n1 * m / n) / v, 1 / v


def smd(m1, s1, n1, m2, s2, n2):
    n = n1 + n2
    s = math.sqrt(((n1 - 1) * s1 * s1 + (n2 - 1) * s2 * s2) / (n - 2))
    y = (m1 - m2) / s * (1 - 3 / (4 * n - 9))
    return y, n / (n1 * n2) + y * y / (2 * (n - 3.94))


def pool(effects, random):
    w = [1 / v for _, v in effects]
    mean = sum(wi * y for wi, (y, _) in zip(w, effects)) / sum(w)
    q = sum(wi * (y - mean) ** 2 for wi, (y, _) in zip(w, effects))
    k, tau2 = len(effects), 0.0
    if random:
        tau2 = max(0.0, (q - (k - 1)) / (sum(w) - sum(x * x for x in w) / sum(w)))
        w = [1 / (v + tau2) for _, v in effects]
        mean = sum(wi * y for wi, (y, _) in zip(w, effects)) / sum(w)
    return mean, 1 / math.sqrt(sum(w)), q, tau2, w


FEVER = [("Leelarasamee 2000", 0, 369, 0, 386), ("Bennike 1951", 0, 238, 0, 268), ("Brumfitt 1957", 0, 62, 0, 59),
         ("Chapple 1956", 0, 186, 0, 97), ("De Meyere 1992", 0, 87, 0, 94), ("Dagnelie 1996", 0, 121, 0, 118),
         ("Pichichero 1987", 0, 59, 0, 58), ("Zwart 2000", 0, 358, 0, 164), ("Little 1997", 0, 454, 0, 216),
         ("Chamovitz 1954", 0, 257, 2, 109), ("Denny 1950", 2, 798, 17, 804), ("Wannamaker 1951", 5, 978, 35, 996),
         ("Siegel 1961", 0, 605, 2, 608), ("Brink 1951", 2, 277, 5, 198), ("Denny 1953", 2, 157, 1, 50),
         ("Catanzaro 1954", 26, 650, 12, 220)]
BCG = []
with open("../../datasets/bcg/bcg.csv", encoding="utf-8") as f:
    for r in csv.DictReader(f):
        t = [int(r[c]) for c in ("tpos", "tneg", "cpos", "cneg")]
        BCG.append((f"{r['author']} {r['year']}", t[0], t[0] + t[1], t[2], t[2] + t[3]))
RARE = [("Åkesson 2001", 3, 60, 1, 58), ("Müller 2004", 0, 45, 2, 47), ("Nuñez 2010", 5, 120, 9, 118),
        ("O'Brien 2012", 0, 30, 0, 31)]
MEANS = [("Åkesson 2001", "Adults", 12.5, 4.1, 30, 10.2, 3.9, 29), ("Müller 2004", "Adults", 11.0, 5.2, 44, 10.1, 4.8, 41),
         ("Nuñez 2010", "Children & <youths>", 9.4, 3.3, 60, 9.9, 3.1, 62),
         ("Müller 2004", "Children & <youths>", 10.8, 4.4, 25, 9.0, 4.0, 24),
         ("Yamada 日本 2015", "Children & <youths>", 8.1, 2.9, 18, 7.7, 3.0, 19)]
ODD = [("Åkesson 2001", "", 30.0, 10.0, 12, 21.0, 9.0, 11), ("Müller 2004", "", 28.0, 12.0, 20, 25.0, 11.0, 22),
       ("Nuñez 2010", "", 5.1, 1.2, 40, 4.0, 1.1, 38), ("O'Brien 2012", "", 26.0, 0.0, 9, 26.0, 0.0, 8)]
GIVEN = [("Åkesson 2001", math.log(0.62), 0.21), ("Müller 2004", math.log(0.81), 0.15), ("Nuñez 2010", 0.05, 0.3),
         ("Yamada 日本 2015", -0.4, 0.18)]
SLOPES = [("Åkesson 2001", 1.5, 0.4), ("Müller 2004", 0.2, 0.35), ("Nuñez 2010", 2.1, 0.9)]
OBSERVED = [("Åkesson 2001", -3.2, 6.1, 12, 60, 18, 58), ("Müller 2004", -1.1, 4.4, 9, 45, 11, 47),
            ("Nuñez 2010", 0.7, 8.05, 17, 120, 15, 118), ("O'Brien 2012", 0.0, 0.0, 0, 30, 0, 31)]
YEARS = {"Yamada 日本 2015": "2015", "O'Brien 2012": "2012a"}


def tables(rows, measure, random, estimable):
    effects = [peto(*r[1:]) if measure == "PETO" else table(*r[1:], measure) for r in rows if estimable(r)]
    return pool(effects, random)


def both(r):
    return r[1] + r[3] > 0


# id, name, type, measure as RevMan 5 has it, method, random, rows, level, swapped, results (mean, se, Q, tau2), on the scale
# of analysis, log
FEVER_RESULT = {"effect": 0.26852367541999833, "lower": 0.12006602298627175, "upper": 0.6005442877816402,
                "Q": 12.195290766294914, "tau2": 0.5084481786426333, "z": 3.2016412175438824, "I2": 50.80068105811242}
ANALYSES = [
    (1, 1, "Acute rheumatic fever within 2 months", "DICH", "RR", "MH", True, FEVER, 95, False, FEVER_RESULT, True),
    (1, 2, "Tuberculosis", "DICH", "RR", "IV", True, BCG, 95, False, tables(BCG, "RR", True, both), True),
    (1, 3, "Tuberculosis, odds", "DICH", "OR", "MH", False, BCG, 95, False, None, True),
    (1, 4, "Rare adverse events", "DICH", "PETO_OR", "PETO", False, RARE, 90, False, tables(RARE, "PETO", False, both),
     True),
    (1, 5, "No tuberculosis", "DICH", "OR", "IV", False, BCG, 95, True,
     tables([(n, n1 - a, n1, n2 - c, n2) for n, a, n1, c, n2 in BCG], "OR", False, both), True),
    (2, 1, "Depression, points", "CONT", "MD", "IV", False, MEANS, 95, False,
     pool([(m1 - m2, s1 * s1 / n1 + s2 * s2 / n2) for _, _, m1, s1, n1, m2, s2, n2 in MEANS], False), False),
    (2, 2, "Depression, any scale", "CONT", "SMD", "IV", True, ODD, 95, False,
     pool([smd(*r[2:]) for r in ODD if r[3] > 0], True), False),
    (3, 1, "Death", "IV", "Hazard Ratio", "IV", True, GIVEN, 95, False, pool([(y, s * s) for _, y, s in GIVEN], True),
     True),
    (3, 2, "Slope", "IV", "Difference of slopes", "IV", False, SLOPES, 95, False,
     pool([(y, s * s) for _, y, s in SLOPES], False), False),
    (3, 3, "Progression", "IPD", "Hazard Ratio", "EXP_O_E_VAR", False, OBSERVED, 95, False,
     pool([(o / v, 1 / v) for _, o, v, *_ in OBSERVED if v > 0], False), True),
]
COMPARISONS = {1: "Antibiotics & vaccines versus nothing", 2: "Gesprächstherapie <individual> versus usual care",
               3: "Time to event"}


def stored(result, log, level=95):
    if result is None or isinstance(result, dict):
        return result
    mean, se, q, tau2, _ = result
    f = math.exp if log else (lambda x: x)
    z = Z if level == 95 else 1.6448536269514722  # 90
    return {"effect": f(mean), "lower": f(mean - z * se), "upper": f(mean + z * se), "Q": q, "tau2": tau2, "z": abs(mean / se)}


def study_id(name):
    return "STD-" + name.replace("-", "_x002d_").replace(" ", "-")


def attributes(pairs):
    return "".join(f" {k}={quoteattr(str(v))}" for k, v in pairs)


def data_xml(kind, row, out, indent):
    common = [("STUDY_ID", study_id(row[0])), ("MODIFIED", "2016-05-03 00:41:27 +0100"), ("ORDER", len(out))]
    if kind == "DICH":
        _, a, n1, c, n2 = row
        common += [("EVENTS_1", a), ("TOTAL_1", n1), ("EVENTS_2", c), ("TOTAL_2", n2), ("O_E", "0.0"), ("VAR", "0.0"),
                   ("ESTIMABLE", "YES" if a + c else "NO"), ("EFFECT_SIZE", "0.0" if a + c == 0 else a * n2 / (c * n1) if c else "NaN"),
                   ("WEIGHT", 0 if a + c == 0 else 1)]
    elif kind == "CONT":
        _, _, m1, s1, n1, m2, s2, n2 = row
        common += [("MEAN_1", m1), ("SD_1", s1), ("TOTAL_1", n1), ("MEAN_2", m2), ("SD_2", s2), ("TOTAL_2", n2),
                   ("ESTIMABLE", "YES" if s1 else "NO")]
    elif kind == "IV":
        common += [("ESTIMATE", row[1]), ("SE", row[2]), ("TOTAL_1", 0), ("TOTAL_2", 0), ("ESTIMABLE", "YES")]
    else:
        _, o, v, a, n1, c, n2 = row
        common += [("O_E", o), ("VAR", v), ("EVENTS_1", a), ("TOTAL_1", n1), ("EVENTS_2", c), ("TOTAL_2", n2),
                   ("ESTIMABLE", "YES" if v else "NO")]
    if row[0].startswith("Müller") and kind == "CONT":
        out.append(f"{indent}<{kind}_DATA{attributes(common)}>\n{indent}  <FOOTNOTE>SDs from <I>p</I> values</FOOTNOTE>\n"
                   f"{indent}</{kind}_DATA>")
    else:
        out.append(f"{indent}<{kind}_DATA{attributes(common)}/>")


def outcome_xml(analysis, out):
    comparison, no, name, kind, measure, method, random, rows, level, swap, result, log = analysis
    grouped = kind == "CONT" and rows[0][1] != ""
    pairs = [("ID", f"CMP-{comparison:03d}.{no:02d}"), ("NO", no), ("CI_STUDY", 95), ("CI_TOTAL", level),
             ("ESTIMABLE", "YES"), ("RANDOM", "YES" if random else "NO"), ("TOTALS", "SUB" if no == 5 else "YES"),
             ("SUBGROUPS", "YES" if grouped else "NO"), ("SUBGROUP_TEST", "YES"), ("SORT_BY", "STUDY"), ("STUDIES", len(rows))]
    if kind == "DICH":
        pairs += [("METHOD", method), ("EFFECT_MEASURE", measure), ("SWAP_EVENTS", "YES" if swap else "NO")]
    elif kind == "CONT":
        pairs += [("EFFECT_MEASURE", measure), ("UNITS", "")]
    elif kind == "IV":
        pairs += [("LOG_DATA", "YES" if log else "NO")]
    else:
        pairs += [("METHOD", method)]
    r = stored(result, log, level)
    if r is not None:
        pairs += [("EFFECT_SIZE", r["effect"]), ("CI_START", r["lower"]), ("CI_END", r["upper"]), ("CHI2", r["Q"]),
                  ("TAU2", r["tau2"]), ("Z", r["z"])]
    out.append(f"    <{kind}_OUTCOME{attributes(pairs)}>")
    out.append(f"      <NAME>{escape(name)}</NAME>")
    for tag, text in (("GROUP_LABEL_1", "Treatment"), ("GROUP_LABEL_2", "Control"), ("GRAPH_LABEL_1", "Favours treatment"),
                      ("GRAPH_LABEL_2", "Favours control")):
        out.append(f"      <{tag}>{text}</{tag}>")
    if kind in ("IV", "IPD"):
        out.append(f"      <EFFECT_MEASURE>{measure}</EFFECT_MEASURE>")
    last = None
    for row in rows:
        if grouped and row[1] != last:
            if last is not None:
                out.append(f"      </{kind}_SUBGROUP>")
            last = row[1]
            number = 1 + sorted({x[1] for x in rows}).index(last)
            out.append(f"      <{kind}_SUBGROUP ID=\"CMP-{comparison:03d}.{no:02d}.{number:02d}\" NO=\"{number}\">")
            out.append(f"        <NAME>{escape(last)}</NAME>")
        data_xml(kind, row, out, "        " if grouped else "      ")
    if grouped:
        out.append(f"      </{kind}_SUBGROUP>")
    out.append(f"    </{kind}_OUTCOME>")


def review_xml():
    names = sorted({row[0] for a in ANALYSES for row in a[7]})
    out = ['<?xml version="1.0" encoding="UTF-8"?>',
           '<COCHRANE_REVIEW ID="1" REVMAN_SUB_VERSION="5.4" REVMAN_VERSION="5" STAGE="R" TYPE="INTERVENTION" VERSION_NO="1.0">',
           "<COVER_SHEET>", "  <TITLE>A review for tests:\n    many &#40;but small&#41; analyses</TITLE>", "</COVER_SHEET>",
           "<STUDIES_AND_REFERENCES>", "<STUDIES>", "<INCLUDED_STUDIES>"]
    for name in names:
        year = YEARS.get(name, name[-4:])
        out.append(f"  <STUDY DATA_SOURCE=\"PUB\"{attributes([('ID', study_id(name)), ('NAME', name), ('YEAR', year)])}>"
                   "<REFERENCE><TI>A title</TI></REFERENCE></STUDY>")
    out += ["</INCLUDED_STUDIES>", "<EXCLUDED_STUDIES/>", "</STUDIES>", "</STUDIES_AND_REFERENCES>", "<ANALYSES_AND_DATA>"]
    for comparison, title in COMPARISONS.items():
        out.append(f"  <COMPARISON ID=\"CMP-{comparison:03d}\" NO=\"{comparison}\">")
        out.append(f"    <NAME>{escape(title)}</NAME>")
        for a in ANALYSES:
            if a[0] == comparison:
                outcome_xml(a, out)
        if comparison == 3:
            out += ['    <OTHER_OUTCOME ID="CMP-003.04" NO="4">', "      <NAME>Remarks</NAME>",
                    '      <OTHER_DATA STUDY_ID="STD-Müller-2004"><P>text</P></OTHER_DATA>', "    </OTHER_OUTCOME>"]
        out.append("  </COMPARISON>")
    out += ["</ANALYSES_AND_DATA>", "</COCHRANE_REVIEW>", ""]
    return "\n".join(out)


WORDS = {"DICH": "Dichotomous", "CONT": "Continuous", "IV": "Contrast level", "IPD": "O-E and variance"}
MEASURE_WORDS = {"RR": "Risk Ratio", "OR": "Odds Ratio", "PETO_OR": "Peto Odds Ratio", "MD": "Mean Difference",
                 "SMD": "Std. Mean Difference"}
METHOD_WORDS = {"MH": "Mantel-Haenszel", "IV": "Inverse variance", "PETO": "Peto", "EXP_O_E_VAR": "Exp[(O-E) / Var]"}
SETTINGS_1 = ("Analysis group,Analysis number,Analysis name,Analysis group name,Data source,Data source eligibility,Data type,"
              "Log-scale data,Outcome,Intervention grouping,Experimental intervention,Control intervention,Subgroup by,"
              "Filter criteria,Experimental group label,Control group label,Statistical method,Effect measure,Unit of effect "
              "measure,Analysis model,Subgroup estimates,Overall estimates,Test for subgroup differences,Swap event and "
              "non-event,Study CI,Estimate CI,Experimental cases,Experimental N,Control cases,Control N,Mean,CI start,CI end,"
              "Heterogeneity Tau²,Heterogeneity Chi²,Heterogeneity df,Heterogeneity P,Heterogeneity I²,Effect Z,Effect P,"
              "Subgroup Chi²,Subgroup df,Subgroup P,Subgroup I²,Analysis ID").split(",")
SETTINGS_2 = [c for c in SETTINGS_1 if c not in ("Study CI", "Estimate CI", "Analysis ID")] + [
    "Heterogeneity estimator", "Tau² CI", "Prediction interval", "CI method", "CI/PI level", "Sort by", "Graph label (left)",
    "Graph label (right)", "Graph scale", "Show risk of bias", "PI start", "PI end", "Effect T", "ID"]
ROWS = ("Analysis group,Analysis number,Analysis name,Subgroup,Applicability,Study,Study year,GIV Mean,GIV SE,Experimental "
        "mean,Experimental SD,Experimental cases,Experimental N,Control mean,Control SD,Control cases,Control N,O-E,Variance,"
        "Weight,Mean,CI start,CI end,Footnotes").split(",")


def settings_row(a, version):
    comparison, no, name, kind, measure, method, random, rows, level, swap, result, log = a
    row = {"Analysis group": comparison, "Analysis number": no, "Analysis name": name,
           "Analysis group name": COMPARISONS[comparison], "Data source": "Custom input", "Data source eligibility": "#N/A",
           "Data type": WORDS[kind], "Log-scale data": "TRUE" if log else "FALSE", "Experimental group label": "Treatment",
           "Control group label": "Control", "Statistical method": METHOD_WORDS[method],
           "Effect measure": MEASURE_WORDS.get(measure, measure), "Analysis model": "Random effect" if random else "Fixed effect",
           "Subgroup estimates": "TRUE" if kind == "CONT" and rows[0][1] else "FALSE",
           "Overall estimates": "FALSE" if no == 5 else "TRUE", "Test for subgroup differences": "TRUE",
           "Swap event and non-event": "TRUE" if swap else "FALSE"}
    if version == 1:
        row.update({"Study CI": "95%", "Estimate CI": f"{level}%"})
    else:
        row.update({"Heterogeneity estimator": "DerSimonian and Laird", "CI method": "Wald-type", "CI/PI level": f"{level}%",
                    "Graph label (left)": "Favours treatment", "Graph label (right)": "Favours control"})
        if (comparison, no) == (3, 1):
            row.update({"Heterogeneity estimator": "Restricted maximum-likelihood", "CI method": "Hartung-Knapp-Sidik-Jonkman"})
    r = stored(result, log, level)
    if r is not None and not (version == 2 and (comparison, no) == (3, 1)):
        row.update({"Mean": r["effect"], "CI start": r["lower"], "CI end": r["upper"], "Heterogeneity Tau²": r["tau2"],
                    "Heterogeneity Chi²": r["Q"], "Effect Z": r["z"]})
    return row


def data_row(a, row):
    kind = a[3]
    out = {"Analysis group": a[0], "Analysis number": a[1], "Analysis name": a[2], "Study": row[0],
           "Study year": YEARS.get(row[0], row[0][-4:])}
    if kind == "DICH":
        names = ("Experimental cases", "Experimental N", "Control cases", "Control N")
        out.update(zip(names, row[1:]))
    elif kind == "CONT":
        out["Subgroup"] = row[1]
        names = ("Experimental mean", "Experimental SD", "Experimental N", "Control mean", "Control SD", "Control N")
        out.update(zip(names, row[2:]))
    elif kind == "IV":
        out.update({"GIV Mean": row[1], "GIV SE": row[2]})
    else:
        names = ("O-E", "Variance", "Experimental cases", "Experimental N", "Control cases", "Control N")
        out.update(zip(names, row[1:]))
    return out


def csv_text(columns, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def entry(name):
    info = zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def package(version, extra=()):
    out = io.BytesIO()
    folder = "CD000001-dataPackage/CD000001-analysis-data/CD000001-"
    with zipfile.ZipFile(out, "w") as z:
        z.writestr(entry(folder + "overall-estimates-and-settings.csv"),
                   csv_text(SETTINGS_1 if version == 1 else SETTINGS_2, [settings_row(a, version) for a in ANALYSES]))
        z.writestr(entry(folder + "data-rows.csv"), csv_text(ROWS, [data_row(a, r) for a in ANALYSES for r in a[7]]))
        z.writestr(entry(folder + "subgroup-estimates.csv"), b"Analysis group,Analysis number,Subgroup\r\n")
        for name, data in extra:
            z.writestr(entry(name), data)
    return out.getvalue()


def write(name, data):
    with open(name, "wb") as f:
        f.write(data)


def archive(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, data in entries:
            z.writestr(entry(name), data)
    return out.getvalue()


def encrypted(data):
    """Sets the flag of encryption in every header, which is all that a reader looks at before it asks for a password."""
    data = bytearray(data)
    at = 0
    while (at := data.find(b"PK\3\4", at)) >= 0:
        data[at + 6] |= 1
        at += 4
    at = 0
    while (at := data.find(b"PK\1\2", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


ROWS_NAME = "X-analysis-data/X-data-rows.csv"
SETTINGS_NAME = "X-analysis-data/X-overall-estimates-and-settings.csv"
write("review.rm5", review_xml().encode())
write("package_1.zip", package(1))
write("package_2.zip", package(2))
write("library.zip", archive(("CD000001-files/README.txt", b"x"), ("CD000001-files/CD000001-data.zip", package(1))))
# packed anew on macOS, which puts a file of its own beside each table
fork = [("__MACOSX/CD000001-analysis-data/._CD000001-" + n, b"\0\5\26\7") for n in ("data-rows.csv", "overall-estimates-and-settings.csv")]
write("macos.zip", package(1, fork + [("CD000001-dataPackage/._CD000001-data-rows.csv", b"\0\5\26\7")]))
write("bad_up.zip", package(1, [("../../evil.csv", b"x")]))
write("bad_absolute.zip", package(1, [("/etc/evil.csv", b"x")]))
write("bad_windows.zip", package(1, [("..\\evil.csv", b"x")]))
write("bad_twice.zip", package(1, [("other/CD000002-data-rows.csv", b"a\n1\n")]))
write("bad_encrypted.zip", encrypted(package(1)))
write("bad_bomb.zip", archive((ROWS_NAME, b"0" * (40 << 20)), (SETTINGS_NAME, b"x")))
write("bad_size.zip", archive((ROWS_NAME, b"0,1\n" * (17 << 20)), (SETTINGS_NAME, b"x")))
inner = archive((ROWS_NAME, b"a\n1\n"), (SETTINGS_NAME, b"x\n1\n"))
write("bad_nested.zip", archive(("a-data.zip", archive(("b-data.zip", archive(("c-data.zip", inner)))))))
write("bad_cut.zip", package(1)[:-30])
broken = bytearray(package(1))
at = broken.find(b"PK\3\4", 10)
broken[at + 300] ^= 255
write("bad_bytes.zip", bytes(broken))
write("bad_tables.zip", archive(("a.txt", b"x")))
write("bad_tests.zip", archive(("X-analysis-data/X-parameters.csv", b"a\n1\n"), ("X-analysis-data/X-data-rows.csv", b"a\n1\n")))
