#!/bin/sh
# One pool of studies and what belongs to it: copse and metafor in process, in turn on this machine, and how copse's time grows with k.
# Usage: sh benchmarks/bench_univariate.sh [--quick] [BUILD-DIRECTORY]     (default build/bench; made where it is not)
#   --quick   leaves out metafor's fit of 4000 studies
# Where R with metafor is missing, copse's figures stand alone.
set -u
cd "$(dirname "$0")/.." || exit 3
extent=whole
if [ "${1:-}" = --quick ]; then
    extent=quick
    shift
fi
build=${1:-build/bench}
. benchmarks/bench_frame.sh
build "$build" bench_univariate
bench=$bin/bench_univariate

name_machine "columns 1 and 2 are processor time, and the factor is theirs"
"$bench" data "$work" || exit 3
missing=$(no_peer metafor metadat)
if [ -z "$missing" ]; then
    Rscript benchmarks/bench_univariate.R "$bench" "$work/studies.csv" $extent
else
    echo "metafor: skipped, $missing; seconds of processor and wall of copse:"
    # shellcheck disable=SC2046 # a list of words
    "$bench" $("$bench" cases)
fi
echo "REML, processor time a study:"
"$bench" reml-1000 reml-10000 reml-100000 reml-1000000 |
    awk '{ k = substr($1, 6); printf "  k = %-8d %6.1f ns\n", k, 1e9 * $2 / k }'
