#!/bin/sh
# usage: run_schema.sh PYTHON VALIDATOR SCHEMAS COPSE FILES ARGUMENTS...
# Runs the command in an empty folder that holds the csv and yaml files of FILES and two reviews, and checks what it
# wrote: the JSON on standard output, or, of `run`, results.json, manifest.json and the tables, of `batch` each line.
set -eu
python=$1 validator=$2 schemas=$3 copse=$4 files=$5
shift 5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$files"/*.csv "$files"/*.yaml "$files"/../review/review.rm5 "$files"/../review/package_2.zip "$work"
cd "$work"
export COPSE_GNUPLOT=/nonexistent # pictures have no schema

if [ "$1" = run ]; then
    "$copse" "$@" -o out -q
    # the whole document again for each of its objects: not for a large one
    strict=
    [ "$(wc -c <out/results.json)" -gt 40000 ] || strict=--strict
    "$python" "$validator" $strict "$schemas/copse-results-1.schema.json" out/results.json out/manifest.json
    ! ls out/tables/*.json >/dev/null 2>&1 || "$python" "$validator" --strict "$schemas/copse-1.schema.json" out/tables/*.json
elif [ "$1" = bootstrap ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-bootstrap-1.schema.json" out.json
elif [ "$1" = permute ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-permute-1.schema.json" out.json
elif [ "$1" = influence ] || [ "$1" = cumulate ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-$1-1.schema.json" out.json
elif [ "$1" = bias ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-bias-1.schema.json" out.json
elif [ "$1" = multiverse ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-multiverse-1.schema.json" out.json
elif [ "$1" = gosh ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-gosh-1.schema.json" out.json
elif [ "$1" = batch ]; then
    "$copse" "$@" --format json -o out.json -q
    awk '{ print > sprintf("row%d.json", NR) }' out.json
    "$python" "$validator" --strict "$schemas/copse-batch-1.schema.json" row*.json
elif [ "$1 ${3-}" = "convert --list" ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-convert-list-1.schema.json" out.json
elif [ "$1 ${2-}" != "convert --methods" ] && [ "$1" = convert ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" "$schemas/copse-convert-1.schema.json" out.json # rows have the names of the file
elif [ "$1" = simulate ]; then
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-simulate-1.schema.json" out.json
else
    "$copse" "$@" --format json -o out.json -q
    "$python" "$validator" --strict "$schemas/copse-1.schema.json" out.json
fi
