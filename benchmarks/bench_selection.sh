#!/bin/sh
# Selection models: copse and metafor in process, in turn on this machine.
# Usage: sh benchmarks/bench_selection.sh [--quick] [BUILD-DIRECTORY]     (default build/bench; made where it is not)
#   --quick   leaves out the models that take metafor many seconds
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
build "$build" bench_selection
bench=$bin/bench_selection

name_machine "times are of the processor"
data=tests/reference/data
missing=$(no_peer metafor)
if [ -z "$missing" ]; then
    Rscript benchmarks/bench_selection.R "$bench" "$data" $extent
else
    echo "metafor: skipped, $missing; seconds of processor of copse, log-likelihood:"
    for model in "stepfun greater 0.025" "stepfun greater 0.025,0.5" "trunc greater -" "halfnorm greater -" "negexp greater -" \
        "logistic greater -" "power greater -" "negexppow greater -" "beta greater -" "truncest greater -"; do
        # shellcheck disable=SC2086 # words
        echo "$model: $("$bench" "$data/hackshaw1998.csv" $model none ML fit)"
    done
fi
