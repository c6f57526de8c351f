#!/bin/sh
# usage: run_valgrind.sh COPSE FILES EXIT ARGUMENTS...
# Runs the command under valgrind in an empty folder that holds the csv and yaml files of FILES: no invalid access, no use
# of a value that was never set, nothing lost, and the exit code EXIT. Of gnuplot nothing is asked.
# $VALGRIND_SHARDS: a command whose two shards are put there, too, as part1.ckpt and part2.ckpt
set -eu
here=$(cd "$(dirname "$0")" && pwd)
copse=$1 files=$2 expected=$3
shift 3
command -v valgrind >/dev/null 2>&1 || { echo "skipped: valgrind is missing"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$files"/*.csv "$files"/*.yaml "$work"
cd "$work"
for shard in 1 2; do
    # shellcheck disable=SC2086
    [ -z "${VALGRIND_SHARDS:-}" ] || "$copse" $VALGRIND_SHARDS --threads 1 --shard $shard/2 --checkpoint part$shard.ckpt
done
said=0
valgrind --quiet --suppressions="$here/openmp.supp" --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,indirect,possible \
    --errors-for-leak-kinds=definite,indirect,possible --log-file=log "$copse" "$@" >out 2>err </dev/null || said=$?
if cat log err | grep -q 'Valgrind: debuginfo reader: ensure_valid failed'; then
    echo "skipped: this valgrind cannot read this compiler's -g"
    exit 77
fi
if [ "$said" -ne "$expected" ] || [ -s log ]; then
    echo "exit code $said, expected $expected"
    cat err log
    exit 1
fi
