#!/bin/sh
# usage: run_case.sh [--update] COPSE CASE
# Runs the shell command in CASE/cmd, in an empty folder that holds the case's other files, with copse on the PATH, and
# compares standard output, standard error and the exit code with CASE/stdout, CASE/stderr (missing: empty) and
# CASE/exit (missing: 0). CASE/needs names programs without which the case is skipped (exit code 77).
# --update writes what came out as what is expected: read the difference before you keep it.
set -u
update=no
if [ "$1" = --update ]; then
  update=yes
  shift
fi
copse=$1
case_dir=$(cd "$2" && pwd) || exit 99
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT

if [ -f "$case_dir/needs" ]; then
  while read -r program; do
    command -v "$program" >/dev/null || { echo "skipped: $program is missing"; exit 77; }
  done <"$case_dir/needs"
fi

mkdir "$work/bin" "$work/in"
ln -s "$(cd "$(dirname "$copse")" && pwd)/$(basename "$copse")" "$work/bin/copse"
for file in "$case_dir"/*; do
  case ${file##*/} in
    cmd | stdout | stderr | exit | needs) ;;
    *) cp "$file" "$work/in" ;;
  esac
done

unset NO_COLOR COPSE_GNUPLOT
: "${COPSE_DATADIR:=$(cd "$(dirname "$copse")" && pwd)/../share/copse}"
export COPSE_DATADIR TERM=dumb LC_ALL=C PATH="$work/bin:$PATH"
(cd "$work/in" && sh "$case_dir/cmd") >"$work/stdout" 2>"$work/stderr" </dev/null
code=$?

if [ $update = yes ]; then
  for stream in stdout stderr; do
    rm -f "$case_dir/$stream"
    if [ -s "$work/$stream" ]; then cp "$work/$stream" "$case_dir/$stream"; fi
  done
  rm -f "$case_dir/exit"
  if [ $code -ne 0 ]; then echo $code >"$case_dir/exit"; fi
  exit 0
fi

wrong=0
for stream in stdout stderr; do
  expected="$case_dir/$stream"
  [ -f "$expected" ] || expected=/dev/null
  diff -u "$expected" "$work/$stream" || wrong=1
done
expected=0
[ -f "$case_dir/exit" ] && read -r expected <"$case_dir/exit"
if [ "$code" != "$expected" ]; then
  echo "exit code $code, expected $expected"
  wrong=1
fi
exit $wrong
