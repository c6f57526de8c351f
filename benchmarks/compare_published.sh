#!/bin/sh
# Runs the designs of published simulation studies and sets our figures beside theirs: printed figures, exact ones where
# theory gives them, and those of an independent program (benchmarks/README.md says which are which).
# Usage: sh benchmarks/compare_published.sh [-a] [BUILD-DIRECTORY [REPLICATES]]
#   -a   every figure; without, a line for each design (NAME; NAME-part are designs of one study) and source, and the
#        figures with |z| above 3
# z is the difference over its standard error: ours (of REPLICATES, default the design's own), theirs (of the replicates
# that they had) and the rounding of what was printed. Exit code 1 where the figures disagree: see `limit` below.
set -u
all=0
[ "${1:-}" != -a ] || { all=1; shift; }
cd "$(dirname "$0")/.." || exit 3
build=${1:-}
for folder in build/bench build/release build; do
    [ -n "$build" ] || [ ! -x "$folder/bin/copse" ] || build=$folder
done
build=${build:-build/bench}
replicates=${2:-}
copse=$build/bin/copse
LC_ALL=C
export LC_ALL
[ -x "$copse" ] || { echo "compare_published.sh: $copse is not built" >&2; exit 3; }

work=$(mktemp -d "${TMPDIR:-/tmp}/copse-compare.XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

for design in benchmarks/designs/*.yaml; do
    name=$(basename "$design" .yaml)
    "$copse" simulate "$design" ${replicates:+--replicates "$replicates"} --format csv --quiet --output "$work/$name.csv" || exit 3
done

# shellcheck disable=SC2016
awk -F , -v all="$all" -v work="$work" '
function near(x) { return sprintf("%.9g", x + 0) }
function phi_tail(z) { # two-sided, good enough for a limit: Mills ratio
    return 2 * exp(-z * z / 2) / (z * 2.506628274631) * (1 - 1 / (z * z))
}
FNR == 1 {
    delete column
    for (i = 1; i <= NF; i++) column[$i] = i
    theirs = "value" in column && "half_unit" in column
    file = FILENAME
    sub(/.*\//, "", file)
    sub(/\.csv$/, "", file)
    next
}
!theirs { # a row of copse simulate --format csv
    size = $column["sizes"] != "" ? $column["sizes"] : $column["variances"]
    if ($column["parameter"] == "fits" && $column["measure"] == "replicates") made[file] = $column["value"]
    key = file SUBSEP size SUBSEP $column["k"] SUBSEP near($column["mu"]) SUBSEP near($column["tau2"]) SUBSEP \
        $column["estimator"] SUBSEP $column["test"] SUBSEP $column["parameter"] SUBSEP $column["measure"]
    value[key] = $column["value"]
    error[key] = $column["mcse"]
    next
}
{ # a reference figure
    key = $1 SUBSEP $2 SUBSEP $3 SUBSEP near($4) SUBSEP near($5) SUBSEP $6 SUBSEP $7 SUBSEP $8 SUBSEP $9
    if (!(key in value)) {
        printf "missing: %s\n", $0
        missing++
        next
    }
    n = made[$1]
    variance = error[key] * error[key]
    if ($9 == "coverage" || $9 == "rejection") { # a share near 0 or 1: no variance seen, and never less than one replicate
        if ($10 * (1 - $10) / n > variance) variance = $10 * (1 - $10) / n
        variance += 1 / (n * n)
    }
    square = variance * (1 + ($11 == "exact" ? 0 : n / $11)) + $12 * $12 / 3
    difference = value[key] - $10
    if (square > 0) z = difference / sqrt(square)
    else z = (difference < 1e-12 && difference > -1e-12) ? 0 : 99
    group = $1
    sub(/-.*/, "", group) # a study of several designs: NAME-part
    group = group ", " file
    if (!(group in count)) order[++groups] = group
    count[group]++
    sum[group] += z * z
    if (z > 3 || z < -3) beyond[group]++
    if ((z < 0 ? -z : z) > worst[group] + 0) worst[group] = z < 0 ? -z : z
    if (all || z > 3 || z < -3)
        printf "%-24s %-8s k=%-3d mu=%-5s tau2=%-9.5g %-4s %-5s %-10s %-9s ours %10.6f (%.6f)  %-11s %10.6f  z %6.2f\n", \
            $1, $2, $3, $4, $5, $6, $7, $8, $9, value[key], error[key], file, $10, z
}
END {
    print ""
    printf "%-36s %8s %12s %9s %9s\n", "design, source", "figures", "mean of z^2", "|z| > 3", "largest"
    for (g = 1; g <= groups; g++) {
        group = order[g]
        printf "%-36s %8d %12.2f %9d %9.2f\n", group, count[group], sum[group] / count[group], beyond[group], worst[group]
        # the largest of so many, by chance in one of a thousand comparisons
        limit = 3
        while (count[group] * phi_tail(limit) > 0.001) limit += 0.05
        if (worst[group] > limit) {
            printf "  disagrees: the largest of %d should not be above %.1f\n", count[group], limit
            failed = 1
        }
    }
    if (missing) printf "%d figures have no counterpart in the results\n", missing
    exit failed || missing
}' "$work"/*.csv benchmarks/published/*.csv
