#!/bin/sh
# All subsets: copse gosh and metafor's gosh in one run on this machine, in subsets a second and core.
# Usage: sh benchmarks/bench_gosh.sh [BUILD-DIRECTORY]      (default build/bench; made where it is not)
#   BENCH_ROUNDS  of which the fastest counts, default 3
# Times are processor times of the whole process on one thread. Where R with metafor is missing, its column says so.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/bench}
rounds=${BENCH_ROUNDS:-3}
. benchmarks/bench_frame.sh
build "$build" copse-program
copse=$bin/copse

# 25 studies whose precision differs as the trials' of a review do.
awk 'BEGIN { print "yi,vi"; for (i = 0; i < 25; i++) { v = exp(-4 + 3 * ((i * 7) % 25) / 25)
    print (0.3 + sqrt(v + 0.05) * sin(2.7 * i)) "," v } }' >"$work/k25.csv"

# Processor seconds of the fastest of $rounds runs of a command, the whole process, each repeated $1 times: those of the shell's children.
fastest() {
    repeat=$1
    shift
    best=
    i=0
    while [ "$i" -lt "$rounds" ]; do
        spent=$( (
            n=0
            while [ "$n" -lt "$repeat" ]; do
                "$@" >/dev/null || exit 1
                n=$((n + 1))
            done
            times
        ) | awk -v n="$repeat" 'NR == 2 { gsub(/[ms]/, " "); print ($1 * 60 + $2 + $3 * 60 + $4) / n }')
        [ -n "$best" ] || best=$spent
        best=$(awk -v a="$spent" -v b="$best" 'BEGIN { print a < b ? a : b }')
        i=$((i + 1))
    done
    echo "$best"
}

bcg() { fastest 40 "$copse" gosh @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --threads 1 "$@"; }
peer_support() { fastest 4 "$copse" gosh @smit2023 --where 'domain == "functional"' --threads 1 "$@"; }
many() { fastest 1 "$copse" gosh "$work/k25.csv" --all-subsets --threads 1 "$@"; }

# Processor seconds of metafor's gosh of the first K of the BCG trials.
metafor() {
    Rscript -e 'suppressMessages(library(metafor))' \
        -e 'd <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)' \
        -e "x <- rma(yi, vi, data = head(d, $2), method = '$1')" \
        -e 't <- system.time(gosh(x, progbar = FALSE)); cat(t[[1]] + t[[2]])' 2>/dev/null
}

peer=$(no_peer metafor)

# name, subsets, seconds
row() { awk -v name="$1" -v n="$2" -v s="$3" 'BEGIN { printf "%-44s %10d subsets %9.3f s %10.3g a second\n", name, n, s, n / (s > 0 ? s : 0.001) }'; }

row "BCG, all, EE" 8191 "$(bcg --method EE)"
row "BCG, all, DL" 8191 "$(bcg --method DL)"
row "BCG, all, REML" 8191 "$(bcg)"
row "BCG, all, REML, slope of latitude" 8100 "$(bcg --mods ablat)"
row "25 studies, all, EE" 33554431 "$(many --method EE)"
row "25 studies, all, DL" 33554431 "$(many --method DL)"
row "25 studies, all, REML" 33554431 "$(many)"
row "peer support, 25 trials, as it comes" 50000 "$(peer_support)"
row "peer support, 25 trials, a million" 1000000 "$(peer_support --subsets 1000000)"
if [ -z "$peer" ]; then
    row "metafor, BCG, all, EE (its shortcut)" 8191 "$(metafor EE 13)"
    row "metafor, BCG, all, DL (its shortcut)" 8191 "$(metafor DL 13)"
    row "metafor, 9 trials, all, REML" 511 "$(metafor REML 9)"
else
    echo "metafor: skipped, $peer"
fi
