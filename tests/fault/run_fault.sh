#!/bin/sh
# usage: run_fault.sh DRIVER COPSE SHIM TESTS OUTPUT|- once|later|both[/STEP] ARGUMENTS
# Makes a folder with the files of tests/fault in it, and lets the driver run the command there.
# $FAULT_SHARDS: a command whose two shards are put there, too, as part1.ckpt and part2.ckpt
set -eu
driver=$1 copse=$2 shim=$3 tests=$4 output=$5 mode=$6
shift 6
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in"
cp "$tests"/*.csv "$tests"/*.yaml "$tests"/*.rm5 "$tests"/*.zip "$work/in"
for shard in 1 2; do
    # shellcheck disable=SC2086
    [ -z "${FAULT_SHARDS:-}" ] ||
        (cd "$work/in" && "$copse" $FAULT_SHARDS --threads 1 --shard $shard/2 --checkpoint part$shard.ckpt)
done
NO_COLOR=1 COPSE_GNUPLOT=/nonexistent "$driver" "$copse" "$shim" "$work/in" "$output" "$mode" -- "$@"
