#!/bin/sh
# usage: refuse.sh COPSE DESIGN
# A checkpoint that is not of this work, or is not whole, is refused by the real commands: the exit code, one line that says
# what is wrong, no output, and not a byte of the file is changed.
set -u
copse=$1 design=$2
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
LC_ALL=C
export LC_ALL
wrong=0

# refused CODE PATTERN ARGUMENTS...: on the file `it`
refused() {
    code=$1 pattern=$2
    shift 2
    cp it before
    "$copse" "$@" >out 2>said </dev/null
    came=$?
    if [ $came -ne "$code" ] || [ -s out ] || [ "$(wc -l <said)" -ne 1 ] || ! grep -q "^copse: $pattern" said; then
        echo "$*: exit code $came, not $code; it said: $(cat said)"
        wrong=1
    fi
    cmp -s it before || { echo "$*: the checkpoint is not what it was"; wrong=1; }
    if [ -e result ]; then
        echo "$*: a result"
        wrong=1
        rm result
    fi
}

# sealed FILE: with the checksum that its content has, as if it had been written so
sealed() {
    head -c -32 "$1" >content
    sha256sum content | cut -c1-64 | sed 's/../0x& /g' | tr ' ' '\n' | while read -r byte; do
        # shellcheck disable=SC2059
        [ -z "$byte" ] || printf "\\$(printf %03o "$byte")"
    done | cat content - >"$1"
}

# flipped FILE OFFSET: one bit of the byte there
flipped() {
    byte=$(od -An -tu1 -j "$2" -N 1 "$1")
    # shellcheck disable=SC2059
    printf "\\$(printf %03o $((byte ^ 4)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

every() { # every KIND COMMAND...: the command without what is other in other work
    kind=$1
    shift
    "$copse" "$@" --checkpoint good -o whole || exit 1
    bytes=$(wc -c <good)

    cp good it
    refused 2 'it exists: --resume goes on from it; to begin anew, remove it$' "$@" --checkpoint it -o result
    refused 1 "it is of other work: there '.*', here '.*77.*'$" "$@" --seed 77 --checkpoint it --resume -o result
    refused 1 'it is of the whole work, not of shard 1/2$' "$@" --shard 1/2 --checkpoint it --resume

    for length in 0 1 7 8 15 16 60 $((bytes / 2)) $((bytes - 33)) $((bytes - 32)) $((bytes - 1)); do
        head -c "$length" good >it
        if [ "$length" -eq 0 ]; then says='is not a checkpoint of copse'; else says='is truncated: '; fi
        refused 1 "it $says" "$@" --checkpoint it --resume -o result
        refused 1 "it $says" merge it -o result
    done
    cp good it
    echo more >>it
    refused 1 'it is damaged: ' "$@" --checkpoint it --resume -o result
    for offset in 0 12 20 30 60 125 130 $((bytes / 3)) $((bytes / 2)) $((bytes - 40)) $((bytes - 1)); do
        cp good it
        flipped it "$offset"
        refused 1 'it \(is not a checkpoint\|has format\|is truncated\|is damaged\)' \
            "$@" --checkpoint it --resume -o result
    done
    sed 's/0\.1\.0/0.9.7/' good >it # the first is the version
    sealed it
    refused 1 'it was written by copse 0\.9\.7, and this is copse ' "$@" --checkpoint it --resume -o result
    refused 1 'it was written by copse 0\.9\.7, and this is copse ' merge it -o result
    cp good it
    printf '\002' | dd of=it bs=1 seek=12 conv=notrunc 2>/dev/null
    refused 1 'it has format 2, ' "$@" --checkpoint it --resume -o result
    cp good it
    printf '\001\002\003\004' | dd of=it bs=1 seek=8 conv=notrunc 2>/dev/null
    refused 1 'it was written on a machine of the other byte order' "$@" --checkpoint it --resume -o result

    "$copse" "$@" --checkpoint good --resume -o result && cmp result whole || { echo "the good one is refused"; wrong=1; }
    rm result
    # Shards that do not make a whole.
    for i in 1 2 3; do "$copse" "$@" --shard $i/3 --checkpoint $i.part || exit 1; done
    cp 2.part it
    refused 1 'it is of shard 2/3, not of the whole work$' "$@" --checkpoint it --resume -o result
    refused 1 'it is of shard 2/3, not of 1/3$' "$@" --shard 1/3 --checkpoint it --resume
    refused 1 'replicates [0-9]* to [0-9]* of [0-9]* are in none of the files' merge it 1.part -o result
    refused 1 '2.part has replicates [0-9]* to [0-9]*, which are there already$' merge it 1.part 2.part 3.part -o result
    refused 3 'cannot read 9.part: ' merge it 9.part -o result
    flipped it $((bytes / 3))
    refused 1 'it is damaged: ' merge 1.part it 3.part -o result
    mv good "$kind.ckpt"
    rm -f ./*.part
}

bcg="--measure RR --ai tpos --bi tneg --ci cpos --di cneg"
# shellcheck disable=SC2086
{
    every bootstrap bootstrap @bcg $bcg --replicates 6000
    cp bootstrap.ckpt it
    refused 1 'it is of other work: ' bootstrap @bcg $bcg --replicates 6000 --method DL --checkpoint it --resume -o result
    refused 1 'it is of other work: ' bootstrap @bcg $bcg --replicates 6000 --kind wild --checkpoint it --resume -o result
    refused 1 'it is of other work: ' bootstrap @bcg $bcg --replicates 6000 --where 'year > 1950' --checkpoint it --resume \
        -o result
    refused 1 'it is of 6000 replicates, which cannot become 5000$' bootstrap @bcg $bcg --replicates 5000 --checkpoint it \
        --resume -o result
    refused 1 'it is of other work: a bootstrap, not a simulate$' simulate "$design" --replicates 600 --checkpoint it \
        --resume -o result
}
every simulate simulate "$design" --replicates 3000
cp simulate.ckpt it
sed 's/value: 0.1/value: 0.2/' "$design" >other.yaml
refused 1 "it is of other work: there '.*', here '.*'$" simulate other.yaml --replicates 3000 --checkpoint it --resume -o result
sed 's/method: EE, test: z/method: EE, test: t/' "$design" >other.yaml
refused 1 "it is of other work: there '.*', here '.*'$" simulate other.yaml --replicates 3000 --checkpoint it --resume -o result

mkdir folder
for place in folder /dev/null -; do
    # shellcheck disable=SC2086
    refused 2 "the checkpoint $place is not the name of a file" bootstrap @bcg $bcg --replicates 600 --checkpoint $place -o result
done
exit $wrong
