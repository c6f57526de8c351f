#!/bin/sh
# `copse effects --measure SMD` on a made file of a million trials, beside R's read.csv of the same file alone and beside
# metafor's escalc on what it read. The commands take turns, so that both meet the same machine (R is skipped where it
# is missing).
# Usage: sh benchmarks/bench_effects.sh COPSE [TRIALS [ROUNDS [FOLDER]]]     (default 1000000, 5, $TMPDIR)
set -eu
copse=$1
count=${2:-1000000}
rounds=${3:-5}
LC_ALL=C
export LC_ALL
work=$(mktemp -d "${4:-${TMPDIR:-/tmp}}/copse-effects.XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -x /usr/bin/time ] || { echo "bench_effects.sh: skipped: /usr/bin/time is missing" >&2; exit 77; }

awk -v n="$count" 'BEGIN {
    srand(1); print "study,m1i,sd1i,n1i,m2i,sd2i,n2i"
    for (i = 1; i <= n; i++)
        printf "Trial %d,%.2f,%.2f,%d,%.2f,%.2f,%d\n", i, 20 + 6 * (rand() - 0.5), 3 + 5 * rand(), 20 + 180 * rand(),
            19 + 6 * (rand() - 0.5), 3 + 5 * rand(), 20 + 180 * rand()
}' >"$work/trials.csv"

cat >"$work/read.R" <<'R'
file <- commandArgs(TRUE)[1]
cat(system.time(read.csv(file))[["elapsed"]], "\n")
R
cat >"$work/escalc.R" <<'R'
suppressMessages(library(metafor))
file <- commandArgs(TRUE)[1]
cat(system.time({
  d <- read.csv(file)
  d <- escalc("SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d)
})[["elapsed"]], "\n")
R
median() { sort -n "$1" | awk '{ x[NR] = $1 } END { print (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2 }'; }
turn() { # turn NAME COMMAND...: seconds on the wall
    name=$1
    shift
    /usr/bin/time -f %e -o "$work/time" "$@" >/dev/null
    cat "$work/time" >>"$work/$name"
}

has_r=no
! command -v Rscript >/dev/null || has_r=yes
for _ in $(seq "$rounds"); do
    turn csv "$copse" effects "$work/trials.csv" --measure SMD --quiet --format csv -o "$work/out.csv"
    turn json "$copse" effects "$work/trials.csv" --measure SMD --quiet --format json -o "$work/out.json"
    [ "$has_r" = no ] || Rscript "$work/read.R" "$work/trials.csv" >>"$work/read"
done
printf '%s trials, %s MB, median of %s rounds, seconds on the wall:\n' "$count" \
    "$(wc -c <"$work/trials.csv" | awk '{ printf "%.0f", $1 / 1e6 }')" "$rounds"
printf '  copse effects to CSV, read, compute and write  %6.2f\n' "$(median "$work/csv")"
printf '  copse effects to JSON                          %6.2f\n' "$(median "$work/json")"
if [ "$has_r" = yes ]; then
    printf '  R read.csv alone, without R'\''s start            %6.2f\n' "$(median "$work/read")"
    if Rscript -e 'library(metafor)' >/dev/null 2>&1; then
        printf '  R read.csv and metafor escalc, once            %6.2f\n' "$(Rscript "$work/escalc.R" "$work/trials.csv" | tr -d " ")"
    fi
else
    echo "  R: skipped, it is not installed"
fi
