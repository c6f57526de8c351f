#!/bin/sh
# usage: run_fault.sh DRIVER COPSE SHIM TESTS OUTPUT|- once|later|both ARGUMENTS
# Makes a folder with the files of tests/fault in it, and lets the driver run the command there.
set -eu
driver=$1 copse=$2 shim=$3 tests=$4 output=$5 mode=$6
shift 6
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in"
cp "$tests"/*.csv "$tests"/*.yaml "$work/in"
NO_COLOR=1 COPSE_GNUPLOT=/nonexistent "$driver" "$copse" "$shim" "$work/in" "$output" "$mode" -- "$@"
