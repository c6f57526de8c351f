#!/bin/sh
# usage: test_run_markdown.sh COPSE
# run_markdown.sh accepts a document that tells the truth and rejects one that does not.
set -u
copse=$1
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
here=$(dirname "$0")

cat >"$work/true.md" <<'END'
# Text
```
$ copse this block is not marked
```
```sh
$ copse --version
copse ...
```
```sh
$ sh not/run.sh
whatever
$ copse data \
    --format csv
name,tables,protocol,title
...

$ copse poll
copse: unknown command 'poll'; did you mean 'pool'?
$ copse data bcg --export bcg.csv --quiet
$ copse data bcg --export - --quiet
trial,author,year,tpos,tneg,cpos,cneg,ablat,alloc
1,Aronson,1948,4,119,11,128,44,random
...
13,Comstock et al,1976,27,16886,29,17825,33,systematic
```
```csv small.csv
study,yi,vi
A,0.25,0.0625
```
```sh
$ copse effects small.csv --format csv
study,row,yi,vi,sei,ci_lower,ci_upper,ni,why
A,1,0.25,0.0625,0.25,-0.23999099613501346,0.7399909961350135,,
```
END
sed -i "s/^copse \.\.\.$/$("$copse" --version)/" "$work/true.md"
sh "$here/run_markdown.sh" "$work/true.md" "$copse" || { echo "a true document is rejected"; exit 1; }

fail() {
  if sh "$here/run_markdown.sh" "$work/false.md" "$copse" >/dev/null; then
    echo "a false document is accepted: $1"
    exit 1
  fi
}
printf '```sh\n$ copse --version\ncopse 9.9.9\n```\n' >"$work/false.md"
fail "other text"
printf '```sh\n$ copse data bcg --export -\ntrial,author,year,tpos,tneg,cpos,cneg,ablat,alloc\n```\n' >"$work/false.md"
fail "lines missing at the end"
printf '```sh\n$ copse data bcg --export x.csv --quiet\nx.csv\n```\n' >"$work/false.md"
fail "a line too many"
printf '```sh\n$ copse data bcg --export -\n...\nno such last line\n```\n' >"$work/false.md"
fail "a wrong line after any lines"
printf 'no examples\n' >"$work/false.md"
sh "$here/run_markdown.sh" "$work/false.md" "$copse" >/dev/null
[ $? -eq 77 ] || { echo "a document without examples is not skipped"; exit 1; }
