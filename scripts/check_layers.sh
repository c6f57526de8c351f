#!/bin/sh
# Reads every include of src/ and holds it against the arrows of the house. Usage: sh scripts/check_layers.sh [SOURCE TREE]
set -eu
cd "${1:-$(dirname "$0")/..}"

# room: the rooms it may use | outside headers that it alone may include
table='
base:|omp.h
math:base|gsl/
effect:math base|
convert:effect math base|
model:math base|
glmm:model math base|
regression:model math base|
counts:model math base|
lanes:counts model math base|
programs:lanes counts model effect math base|
bias:lanes model math base|
sensitivity:lanes counts model math base|
resample:lanes counts model effect math base|
job:resample math base|mpi.h nettle/
frame:base|csv.h nettle/ iconv.h
review:frame base|expat.h zip.h
formula:frame math base|
prepare:convert frame base|
study:frame effect base|
multiverse:study frame effect bias sensitivity lanes counts model math base|
report:bias sensitivity glmm programs regression job resample lanes counts model effect frame study base|jansson.h utf8proc.h
plot:bias sensitivity job resample lanes counts model effect study frame math base|utf8proc.h sys/wait.h spawn.h
protocol:plot report multiverse bias sensitivity programs study frame job resample lanes regression glmm counts model convert effect math base|yaml.h jansson.h
cli:copse base math effect convert model glmm regression counts lanes programs bias sensitivity resample job frame formula prepare review study multiverse report plot protocol|gsl/gsl_errno.h
'
owned='gsl/ csv.h nettle/ jansson.h utf8proc.h sys/wait.h spawn.h yaml.h iconv.h expat.h zip.h omp.h mpi.h'
wrong=0
complain() {
    echo "$1" >&2
    wrong=$((wrong + 1))
}

# Each include as `FILE angled|quoted HEADER`, held against the table in one pass: a process for each include would take
# longer than the compiler.
includes=$(awk '
    /^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]/ {
        text = $0
        sub(/^[[:space:]]*#[[:space:]]*include[[:space:]]*/, "", text)
        kind = substr(text, 1, 1) == "<" ? "angled" : "quoted"
        text = substr(text, 2)
        end = match(text, /[>"]/)
        if (end > 0) print FILENAME, kind, substr(text, 1, end - 1)
    }' src/*/*.[ch] src/*/*/*.[ch] /dev/null)
count=$(printf '%s\n' "$includes" | grep -c . || true)
complaints=$(printf '%s\n' "$includes" | table=$table owned=$owned awk '
    function starts_with_any(text, prefixes, n, list, i) {
        n = split(prefixes, list, " ")
        for (i = 1; i <= n; i++)
            if (substr(text, 1, length(list[i])) == list[i]) return 1
        return 0
    }
    function complain(what) { print file ": " what }
    BEGIN {
        owned = ENVIRON["owned"]
        n = split(ENVIRON["table"], row, "\n")
        for (i = 1; i <= n; i++) {
            if (split(row[i], part, /[:|]/) < 3) continue
            rooms[part[1]] = " " part[1] " " part[2] " "
            outside[part[1]] = part[3]
        }
    }
    NF < 3 { next }
    {
        file = $1
        header = $3
        split(file, path, "/")
        room = path[2]
        if (!(room in rooms)) {
            if (!(room in said)) complain("room " room " is not in the table")
            said[room] = 1
        } else if ($2 == "quoted") {
            if (header ~ /\//) complain("\"" header "\" reaches out of its room")
        } else if (header ~ /^copse\//) {
            used = substr(header, 7)
            sub(/\.h$/, "", used)
            if (index(rooms[room], " " used " ") == 0) complain(room " may not use " used)
        } else if (starts_with_any(header, owned) && !starts_with_any(header, outside[room])) {
            complain("<" header "> belongs to another room")
        }
    }')
if [ -n "$complaints" ]; then
    printf '%s\n' "$complaints" >&2
    wrong=$((wrong + $(printf '%s\n' "$complaints" | grep -c .)))
fi

# File names are unique in the tree, so that a name says where it is.
for name in $(ls src/*/*.c src/*/*.h 2>/dev/null | sed 's|.*/||' | sort | uniq -d); do
    complain "src: more than one file is called $name"
done

# Below report nothing prints; nothing in the library ends the process.
for room in base math effect convert model glmm regression lanes programs bias sensitivity resample job frame formula prepare review study multiverse report plot protocol; do
    if grep -nE '(^|[^a-zA-Z_])(exit|_Exit|abort|quick_exit)[[:space:]]*\(' src/$room/*.c /dev/null; then
        complain "src/$room: the library may not end the process"
    fi
    if grep -nE '(^|[^a-zA-Z_])(printf|puts|putchar|perror)[[:space:]]*\(|std(out|err)([^a-zA-Z_]|$)' src/$room/*.c /dev/null |
        grep -vE '"[^"]*std(out|err)[^"]*"|//|\* '; then
        complain "src/$room: the library may not print"
    fi
done

[ "$count" -gt 0 ] || complain "no include was read: is this the source tree?"
echo "$count includes read, $wrong wrong"
[ "$wrong" -eq 0 ]
