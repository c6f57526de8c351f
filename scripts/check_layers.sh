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
study:frame effect base|
multiverse:study frame effect bias sensitivity lanes counts model math base|
report:bias sensitivity glmm programs regression job resample lanes counts model effect frame study base|jansson.h utf8proc.h
plot:bias sensitivity job resample lanes counts model effect study frame math base|utf8proc.h sys/wait.h spawn.h
protocol:plot report multiverse bias sensitivity programs study frame job resample lanes regression glmm counts model convert effect math base|yaml.h jansson.h
cli:copse base math effect convert model glmm regression counts lanes programs bias sensitivity resample job frame formula review study multiverse report plot protocol|gsl/gsl_errno.h
'
owned='gsl/ csv.h nettle/ jansson.h utf8proc.h sys/wait.h spawn.h yaml.h iconv.h expat.h zip.h omp.h mpi.h'
wrong=0
complain() {
    echo "$1" >&2
    wrong=$((wrong + 1))
}

starts_with_any() { # starts_with_any TEXT PREFIX...
    text=$1
    shift
    for prefix in "$@"; do
        case "$text" in "$prefix"*) return 0 ;; esac
    done
    return 1
}

count=0
for file in src/*/*.[ch] src/*/*/*.[ch]; do
    [ -e "$file" ] || continue
    room=${file#src/}
    room=${room%%/*}
    row=$(printf '%s' "$table" | grep "^$room:") || { complain "$file: room $room is not in the table"; continue; }
    rooms=${row#*:}
    rooms=${rooms%%|*}
    outside=${row#*|}
    for header in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<\([^>]*\)>.*/\1/p' "$file"); do
        count=$((count + 1))
        case "$header" in
        copse/*)
            used=${header#copse/}
            used=${used%.h}
            # shellcheck disable=SC2086
            case " $room $rooms " in *" $used "*) ;; *) complain "$file: $room may not use $used" ;; esac
            ;;
        *)
            # shellcheck disable=SC2086
            if starts_with_any "$header" $owned && ! starts_with_any "$header" $outside; then
                complain "$file: <$header> belongs to another room"
            fi
            ;;
        esac
    done
    for header in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file"); do
        count=$((count + 1))
        case "$header" in */*) complain "$file: \"$header\" reaches out of its room" ;; esac
    done
done

# File names are unique in the tree, so that a name says where it is.
for name in $(ls src/*/*.c src/*/*.h 2>/dev/null | sed 's|.*/||' | sort | uniq -d); do
    complain "src: more than one file is called $name"
done

# Below report nothing prints; nothing in the library ends the process.
for room in base math effect convert model glmm regression lanes programs bias sensitivity resample job frame formula review study multiverse report plot protocol; do
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
