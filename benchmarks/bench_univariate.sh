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
LC_ALL=C
export LC_ALL
work=$(mktemp -d "${TMPDIR:-/tmp}/copse-bench.XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

[ -f "$build/CMakeCache.txt" ] || cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release >"$work/log" 2>&1 || exit 3
cmake --build "$build" --parallel "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" --target bench_univariate >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 3; }
bench=$(cd "$build" && pwd)/bin/bench_univariate

cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
echo "${cpu:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?') cores, load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo '?')"
echo "commit $(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown); columns 1 and 2 are processor time, and the factor is theirs"
"$bench" data "$work" || exit 3
if ! command -v Rscript >/dev/null 2>&1; then
    missing="R is missing"
elif ! Rscript -e 'suppressMessages({library(metafor); library(metadat)})' >/dev/null 2>&1; then
    missing="R has no metafor and metadat"
else
    missing=
    Rscript benchmarks/bench_univariate.R "$bench" "$work/studies.csv" $extent
fi
if [ -n "$missing" ]; then
    echo "metafor: skipped, $missing; seconds of processor and wall of copse:"
    # shellcheck disable=SC2046 # a list of words
    "$bench" $("$bench" cases)
fi
echo "REML, processor time a study:"
"$bench" reml-1000 reml-10000 reml-100000 reml-1000000 |
    awk '{ k = substr($1, 6); printf "  k = %-8d %6.1f ns\n", k, 1e9 * $2 / k }'
