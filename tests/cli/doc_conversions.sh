#!/bin/sh
# usage: doc_conversions.sh COPSE methods-convert.md
# Every conversion that `copse convert --methods` lists is in the documentation, by its name and option.
set -eu
copse=$1 document=$2
names=$("$copse" convert --methods --format csv | sed 1d | sed 's/^\([^,]*\),\([^,]*\),.*/`\1` (`--\2`)/')
[ "$(printf '%s\n' "$names" | wc -l)" -gt 40 ] || { echo "too few conversions are listed"; exit 1; }
printf '%s\n' "$names" | while IFS= read -r name; do
  grep -qF -- "| $name |" "$document" || { echo "$document says nothing of $name"; exit 1; }
done
