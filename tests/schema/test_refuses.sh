#!/bin/sh
# usage: test_refuses.sh PYTHON VALIDATOR SCHEMAS COPSE
# A pooled analysis is valid; the same with one key renamed, one number as text, one NaN or one key twice is not. So with the
# list of a review's analyses and with a converted table.
set -eu
review=$(cd "${0%/*}/../review" && pwd)/review.rm5
python=$1 validator=$2 schema=$3/copse-1.schema.json copse=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$copse" pool @smit2023 --format json -o good.json -q
said=0
"$python" "$validator" "$schema" good.json || said=$?
[ "$said" -ne 77 ] || exit 77
[ "$said" -eq 0 ] || exit 1

# refuse NAME SED: good.json with that change is one of the files that `refused` is to find wrong.
files=
refuse() {
    sed "$2" good.json >"$1.json"
    if cmp -s good.json "$1.json"; then echo "$1: nothing was changed"; exit 1; fi
    files="$files $1.json"
}
# refused: every file is found wrong, each by name.
refused() {
    # shellcheck disable=SC2086
    if "$python" "$validator" "$schema" $files 2>said; then echo "all are taken:$files"; exit 1; fi
    for file in $files; do
        grep -q "^$file: " said || { echo "$file is taken"; exit 1; }
    done
    files=
}
refuse renamed 's/"tau2":/"tausquare":/'
refuse text 's/"Q_df": *[0-9]*/"Q_df": "65"/'
refuse nan 's/"I2_Q": *[0-9.e-]*/"I2_Q": NaN/'
refuse twice 's/"command": *"pool"/"command": "pool", "command": "pool"/'
refuse method 's/"REML"/"REAL"/'
refuse level 's/"level": *95/"level": 195/'
refused

schema=$3/copse-convert-list-1.schema.json
"$copse" convert "$review" --list --format json -o good.json
"$python" "$validator" "$schema" good.json
refuse model 's/"random"/"both"/'
refuse missing 's/"measure": *"RR", *//'
refuse number 's/"studies": *16/"studies": "16"/'
refused

schema=$3/copse-convert-1.schema.json
"$copse" convert @bcg --where 'year < 1950' --format json -o good.json
"$python" "$validator" "$schema" good.json
refuse nested 's/"trial": *1,/"trial": [1],/'
refuse command 's/"convert"/"converts"/'
refused
