#!/bin/sh
# usage: run_markdown.sh FILE.md COPSE
# Runs the examples of a document: in fenced blocks marked sh or console, each line that starts with "$ copse " is a
# command (a backslash at its end continues it), and the lines up to the next "$ " or the end of the block are what it
# must print, standard error included. A line "..." stands for any lines. Commands run one after the other in one empty
# folder, so a later one may read what an earlier one wrote. Other commands than copse are left alone, with their output.
# A block marked with a kind and a file's name (```yaml design.yaml) is that file, in the same folder.
set -u
document=$1
copse=$2
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/in" "$work/examples"
ln -s "$(cd "$(dirname "$copse")" && pwd)/$(basename "$copse")" "$work/bin/copse"
: "${COPSE_DATADIR:=$(cd "$(dirname "$copse")" && pwd)/../share/copse}"
unset NO_COLOR
export COPSE_DATADIR TERM=dumb LC_ALL=C PATH="$work/bin:$PATH"

# One file N.cmd and one N.expected an example; N.line is where it stands.
awk -v folder="$work/examples/" -v files="$work/in/" '
  function start() { n++; name = sprintf("%s%04d", folder, n); print NR > (name ".line"); printf "" > (name ".expected") }
  /^[ ]*```/ {
    fence = !fence
    inside = fence && /^[ ]*```(sh|console)[ ]*$/
    running = 0; continued = 0
    file = fence && NF == 2 && $2 ~ /^[A-Za-z0-9_-]+[.][a-z0-9]+$/ ? files $2 : ""
    next
  }
  file != "" { print > file; next }
  !inside { next }
  continued { print > (name ".cmd"); continued = /\\$/; next }
  /^\$ copse / { start(); running = 1; sub(/^\$ /, ""); print > (name ".cmd"); continued = /\\$/; next }
  /^\$ / { running = 0; next }
  running { print > (name ".expected") }
' "$document"

wrong=0
count=0
for cmd in "$work"/examples/*.cmd; do
  [ -f "$cmd" ] || break
  example=${cmd%.cmd}
  (cd "$work/in" && sh "$cmd") >"$example.got" 2>&1 </dev/null
  # A blank line between examples belongs to neither.
  awk -v expected="$example.expected" '
    { got[NR] = $0 }
    END {
      while ((getline line < expected) > 0) want[++m] = line
      n = NR
      while (m > 0 && want[m] == "") m--
      while (n > 0 && got[n] == "") n--
      i = 1; j = 1; star = 0
      while (i <= n) {
        if (j <= m && want[j] == "...") { star = j++; mark = i }
        else if (j <= m && want[j] == got[i]) { i++; j++ }
        else if (star) { j = star + 1; i = ++mark }
        else exit 1
      }
      while (j <= m && want[j] == "...") j++
      exit j <= m
    }' "$example.got" || {
    echo "$document:$(cat "$example.line"): $(cat "$cmd")"
    diff -u "$example.expected" "$example.got"
    wrong=1
  }
  count=$((count + 1))
done
if [ $count -eq 0 ]; then
  echo "$document has no examples"
  exit 77
fi
echo "$count examples"
exit $wrong
