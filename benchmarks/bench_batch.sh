#!/bin/sh
# copse batch on a made corpus: MB of input a second and core, memory at one and at eight times the corpus, threads,
# --sort, and R's metafor on its first meta-analyses (skipped where R or metafor is missing).
# Usage: sh benchmarks/bench_batch.sh COPSE [META-ANALYSES [FOLDER]]     (default 250000, $TMPDIR)
set -eu
copse=$1
count=${2:-250000}
LC_ALL=C
export LC_ALL
work=$(mktemp -d "${3:-${TMPDIR:-/tmp}}/copse-batch.XXXXXX")
trap 'rm -rf "$work"' EXIT
here=$(cd "$(dirname "$0")" && pwd)

corpus() { # corpus META-ANALYSES: ten studies each
    awk -v n="$1" 'BEGIN {
        srand(1); print "meta_id,study,yi,vi"
        for (m = 1; m <= n; m++) {
            mu = rand() - 0.5
            for (i = 1; i <= 10; i++) {
                v = exp(-6 + 5 * rand())
                printf "%d,S%d,%.9g,%.9g\n", m, i, mu + sqrt(12 * (v + 0.04)) * (rand() - 0.5), v
            }
        }
    }'
}
# Seconds of processor time, wall time and KiB of memory at the peak, of a command.
measure() { /usr/bin/time -f '%U %S %e %M' -o "$work/time" "$@"; }
show() { # show WHAT FILE
    bytes=$(wc -c <"$2")
    awk -v what="$1" -v bytes="$bytes" '{ cpu = $1 + $2
        printf "%-28s %7.1f MB  %6.2f s of processor  %6.1f MB/s per core  %6.2f s wall  %6.1f MiB peak\n",
            what, bytes / 1e6, cpu, bytes / 1e6 / cpu, $3, $4 / 1024 }' "$work/time"
}
[ -x /usr/bin/time ] || { echo "bench_batch.sh: skipped: /usr/bin/time is missing" >&2; exit 77; }

corpus "$count" >"$work/one.csv"
{ head -n 1 "$work/one.csv"; for i in 1 2 3 4 5 6 7 8; do sed -e 1d -e "s/^/$i-/" "$work/one.csv"; done; } >"$work/eight.csv"
measure "$copse" batch "$work/one.csv" --by meta_id --quiet --threads 1 -o "$work/out.csv"
show "REML, 1 thread" "$work/one.csv"
measure "$copse" batch "$work/one.csv" --by meta_id --quiet --threads 2 -o "$work/two.csv"
show "REML, 2 threads" "$work/one.csv"
cmp "$work/out.csv" "$work/two.csv"
measure "$copse" batch "$work/eight.csv" --by meta_id --quiet --threads 2 -o "$work/out.csv"
show "eight times the corpus" "$work/eight.csv"
measure "$copse" batch - --by meta_id --quiet --threads 2 -o "$work/out.csv" <"$work/eight.csv"
show "the same from a pipe" "$work/eight.csv"
TMPDIR=$work measure "$copse" batch "$work/eight.csv" --by meta_id --quiet --threads 2 --sort -o "$work/out.csv"
show "the same with --sort" "$work/eight.csv"

if command -v Rscript >/dev/null && Rscript -e 'library(metafor)' >/dev/null 2>&1; then
    head -n 2001 "$work/one.csv" >"$work/few.csv"
    measure Rscript "$here/bench_batch.R" "$work/few.csv"
    show "R, metafor, a loop" "$work/few.csv"
else
    echo "R's metafor: skipped, it is not installed"
fi
