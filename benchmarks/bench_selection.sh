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
LC_ALL=C
export LC_ALL
work=$(mktemp -d "${TMPDIR:-/tmp}/copse-bench.XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

[ -f "$build/CMakeCache.txt" ] || cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release >"$work/log" 2>&1 || exit 3
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" --target bench_selection >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 3; }
bench=$(cd "$build" && pwd)/bin/bench_selection

cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
echo "${cpu:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?') cores, load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo '?')"
echo "commit $(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown); times are of the processor"
data=tests/reference/data
if ! command -v Rscript >/dev/null 2>&1; then
    missing="R is missing"
elif ! Rscript -e 'suppressMessages(library(metafor))' >/dev/null 2>&1; then
    missing="R has no metafor"
else
    missing=
    Rscript benchmarks/bench_selection.R "$bench" "$data" $extent
fi
if [ -n "$missing" ]; then
    echo "metafor: skipped, $missing; seconds of processor of copse, log-likelihood:"
    for model in "stepfun greater 0.025" "stepfun greater 0.025,0.5" "trunc greater -" "halfnorm greater -" "negexp greater -" \
        "logistic greater -" "power greater -" "negexppow greater -" "beta greater -" "truncest greater -"; do
        # shellcheck disable=SC2086 # words
        echo "$model: $("$bench" "$data/hackshaw1998.csv" $model none ML fit)"
    done
fi
