#!/bin/sh
# Permutation tests of the BCG trials: copse and metafor's permutest in one run on this machine.
# Usage: sh benchmarks/bench_permute.sh [BUILD-DIRECTORY]      (default build/bench; made where it is not)
#   BENCH_ROUNDS  of which the fastest counts, default 3
# Where R with metafor is missing, its column says so.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/bench}
rounds=${BENCH_ROUNDS:-3}
. benchmarks/bench_frame.sh
build "$build" copse-program
copse=$bin/copse

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
    awk -v n="$best" 'BEGIN { printf "%.4f", n / 1e9 }'
}

permute() { fastest "$copse" permute @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --threads 1 "$@"; }

# Seconds of metafor's iterations, one run: it takes seconds.
metafor() {
    Rscript -e 'suppressMessages(library(metafor))' \
        -e 'd <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)' -e "x <- $1" \
        -e "cat(system.time(permutest(x, iter = $2, progbar = FALSE))[[3]])" 2>/dev/null
}

peer=$(no_peer metafor)

# name, permutations of copse, its seconds, metafor's model, its iterations
row() {
    printf '%-42s %12s permutations/s' "$1" "$(awk -v n="$2" -v s="$3" 'BEGIN { printf "%.3g", n / s }')"
    if [ -n "$peer" ]; then
        printf '   metafor: skipped, %s\n' "$peer"
        return
    fi
    seconds=$(metafor "$4" "$5")
    awk -v n="$2" -v s="$3" -v m="$5" -v t="$seconds" \
        'BEGIN { printf "   metafor %.3g/s   copse %.3g times as many\n", m / t, (n / s) / (m / t) }'
}

echo "one thread, whole processes, REML, k = 13; load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo '?')"
many=4000000
row "sign flips, Hartung-Knapp" $many "$(permute --permutations random --iterations $many --no-interval)" \
    'rma(yi, vi, data = d, test = "knha")' 300
row "orders of a moderator, Hartung-Knapp" $many \
    "$(permute --mods ablat --permutations random --iterations $many --no-interval)" \
    'rma(yi, vi, mods = ~ ablat, data = d, test = "knha")' 300
printf '%-42s %12s s   all 8192, p alone\n' "1000 permutations and more" "$(permute --no-interval)"
printf '%-42s %12s s   all 8192, p and interval\n' "" "$(permute)"
