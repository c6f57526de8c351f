#!/bin/sh
# usage: gallery.sh COPSE GALLERY
# The one command of the gallery draws every picture that its page shows, and no other. Bytes may differ: gnuplot's
# version shows in them.
set -eu
command -v gnuplot >/dev/null || { echo "skipped: gnuplot is missing"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sh "$2/rebuild.sh" "$1" "$work"
(cd "$work" && ls) >"$work.drawn"
(cd "$2" && ls ./*.svg | sed 's|^./||') >"$work.kept"
sed -n 's/^| !\[\](\([^)]*\)).*/\1/p' "$2/README.md" | LC_ALL=C sort >"$work.shown"
trap 'rm -rf "$work" "$work".*' EXIT
diff "$work.drawn" "$work.kept"
diff "$work.shown" "$work.kept"
for picture in "$work"/*.svg; do
  grep -q '</svg>' "$picture" || { echo "$picture is not whole"; exit 1; }
done
