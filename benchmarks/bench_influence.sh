#!/bin/sh
# Influence diagnostics: copse and metafor's influence() in one run on this machine.
# Usage: sh benchmarks/bench_influence.sh [BUILD-DIRECTORY]      (default build/bench; made where it is not)
#   BENCH_ROUNDS  of which the fastest counts, default 3
# Where R with metafor is missing, its column says so.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/bench}
rounds=${BENCH_ROUNDS:-3}
. benchmarks/bench_frame.sh
build "$build" copse-program
copse=$bin/copse

# k studies with two moderators, the same every time.
studies() {
    awk -v k="$1" 'BEGIN { srand(1); print "yi,vi,x,z"
        for (i = 0; i < k; i++) printf "%.6f,%.6f,%.4f,%.4f\n", 0.3 + rand() - rand(), 0.01 + 0.2 * rand(), rand(), rand() }' >"$work/k$1.csv"
}

# Seconds of the fastest of $rounds runs of a command, the whole process.
fastest() {
    best=
    i=0
    while [ "$i" -lt "$rounds" ]; do
        begin=$(date +%s%N)
        "$@" >/dev/null || exit 1
        spent=$(($(date +%s%N) - begin))
        if [ -z "$best" ] || [ "$spent" -lt "$best" ]; then best=$spent; fi
        i=$((i + 1))
    done
    awk -v n="$best" 'BEGIN { printf "%.3f", n / 1e9 }'
}

# Seconds of metafor's influence(), one run, without R's start.
metafor() {
    Rscript -e 'suppressMessages(library(metafor))' -e "d <- read.csv('$1'); r <- rma(yi, vi$2, data=d, test='knha')" \
        -e 'cat(sprintf("%.3f", system.time(influence(r))[3]))' 2>/dev/null || printf 'no metafor'
}

row() {
    printf '%-24s %10s %12s\n' "$1" "$2" "$3"
}

row "influence, REML, knha" "copse s" "metafor s"
for k in 13 100 1000 4000; do
    studies "$k"
    for mods in "" "~ x" "~ x + z"; do
        theirs="not run: k x k"
        [ "$k" -gt 100 ] || theirs=$(metafor "$work/k$k.csv" "${mods:+, mods=$mods}")
        row "k = $k${mods:+, $mods}" \
            "$(fastest "$copse" influence "$work/k$k.csv" ${mods:+--mods} ${mods:+"$mods"} -q --format csv)" "$theirs"
    done
done
