#!/bin/sh
# usage: full.sh COPSE
# Every command whose output goes to a full disk, or nowhere, ends with exit code 3 and one line of error.
set -u
copse=$1
[ -c /dev/full ] || { echo "skipped: no /dev/full"; exit 77; }
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
export COPSE_GNUPLOT=/nonexistent
wrong=0

judge() { # judge EXIT-CODE WHAT
    if [ "$1" -ne 3 ] || [ "$(wc -l <err)" -ne 1 ] || ! grep -q '^copse: cannot write ' err; then
        echo "$2: exit code $1, and it said: $(cat err)"
        wrong=1
    fi
}
stdout() { # standard output on the full disk, then closed
    "$copse" "$@" >/dev/full 2>err </dev/null
    judge $? "$* >/dev/full"
    "$copse" "$@" >&- 2>err </dev/null
    judge $? "$* >&-"
}
file() {
    "$copse" "$@" -o /dev/full >out 2>err </dev/null
    judge $? "$* -o /dev/full"
}

set -- @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg
for format in text markdown csv json latex; do
    stdout effects "$@" --format $format
    stdout effects --list --format $format
    stdout effects --explain SMD --format $format
    stdout pool "$@" --subgroup alloc --format $format
    stdout data --format $format
    stdout data bcg --format $format
    stdout data smit2023 --table published --format $format
    file effects "$@" --format $format
    file pool "$@" --format $format
done
stdout data bcg --export -
stdout
stdout help
stdout pool --help
stdout --version
for shell in bash zsh fish; do stdout completion $shell; done
stdout plot forest "$@" -o forest.gp
[ -s forest.gp ] || { echo "the script is gone"; wrong=1; }
exit $wrong
