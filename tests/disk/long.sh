#!/bin/sh
# usage: long.sh COPSE DESIGN
# bootstrap, simulate and batch where they cannot write: /dev/full, a folder that is not there or is read-only, a disk that
# gets full. Exit code 3 and one line; what stood there before stays; what cannot be written to is told of before the work;
# and a result that found no room can be had from the checkpoint. Needs a mount namespace.
set -u
if [ "${3:-}" != inside ]; then
    for how in -m -rm; do
        # shellcheck disable=SC2016
        unshare $how sh -c 'd=$(mktemp -d); mount -t tmpfs -o size=64k none "$d"; r=$?; umount "$d"; rmdir "$d"; exit $r' \
            >/dev/null 2>&1 && exec unshare $how sh "$0" "$1" "$2" inside
    done
    echo "skipped: no small disk can be mounted here"
    exit 77
fi

copse=$1 design=$2
work=$(mktemp -d) || exit 99
disk=$work/disk
trap 'umount "$disk" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$disk"
cd "$work" || exit 99
wrong=0
complain() {
    echo "$*"
    wrong=1
}
# fails PATTERN ARGUMENTS...: exit code 3 and one line, which has the pattern
fails() {
    pattern=$1
    shift
    "$copse" "$@" >out 2>err </dev/null
    code=$?
    [ $code -eq 3 ] && [ "$(wc -l <err)" -eq 1 ] && grep -q "^copse: $pattern" err ||
        complain "$*: exit code $code, and it said: $(cat err)"
}
bcg="bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg"
bootstrap="$bcg --replicates 20000"
simulate="simulate $design --replicates 200"
{ echo id,yi,vi; awk 'BEGIN { for (i = 0; i < 6000; i++) print int(i / 3) "," i % 7 / 10 ",0.1" }'; } >corpus.csv
batch="batch corpus.csv --by id --quiet"
full='No space left on device'
# shellcheck disable=SC2086
{
    # No room from the beginning.
    for command in "$bootstrap" "$simulate"; do
        for format in text csv json; do fails "cannot write /dev/full: $full$" $command --format $format -o /dev/full; done
        "$copse" $command >/dev/full 2>err
        [ $? -eq 3 ] && grep -q "^copse: cannot write standard output: $full$" err || complain "$command >/dev/full: $(cat err)"
        fails 'cannot write the checkpoint nowhere/it: ' $command --checkpoint nowhere/it -o result
        [ ! -e result ] || complain "$command: a result without the checkpoint that was asked for"
    done
    fails "cannot write /dev/full: $full$" $bootstrap --replicates-out /dev/full -o result
    "$copse" $bootstrap -o whole && cmp -s whole result || complain "the replicates found no room, and the result is lost, too"
    rm -f result
    ln -s /dev/full full.npy
    ln -s /dev/full full.gp
    fails "cannot write full.npy: $full$" $bootstrap --replicates-out full.npy
    fails "cannot write full.gp: $full$" $bootstrap --plot full.gp
    fails "cannot write full.gp: $full$" $simulate --nested-loop full.gp
    fails "cannot write full.gp: $full$" $simulate --coverage-plot full.gp
    fails "cannot write /dev/full: $full$" $simulate --export /dev/full
    for format in csv json; do fails "cannot write /dev/full: $full$" $batch --format $format -o /dev/full; done
    fails 'cannot write nowhere/it: ' $batch -o nowhere/it

    # Work of hours is not begun where its result could not be written.
    for option in --output --plot; do
        fails 'cannot write nowhere/it.gp: ' $bcg --replicates 100000000000000 $option nowhere/it.gp
    done
    fails 'cannot write nowhere/it.npy: ' $bcg --replicates 100000000 --nested 1000 --replicates-out nowhere/it.npy
    for option in --output --nested-loop --coverage-plot; do
        fails 'cannot write nowhere/it.gp: ' simulate $design --replicates 1000000000 $option nowhere/it.gp
    done
    fails 'cannot write disk: it is a directory' simulate $design --replicates 1000000000 --output disk
    mount -t tmpfs -o size=64k,ro none "$disk" || exit 99
    fails 'cannot write disk/it: Read-only' simulate $design --replicates 1000000000 --output disk/it
    fails 'cannot write disk/it: Read-only' $batch -o disk/it
    fails 'cannot write the checkpoint disk/it: Read-only' $simulate --checkpoint disk/it
    umount "$disk"

    # A disk that gets full. The replicates need 20000 x 8 bytes for each quantity; the corpus gives 400 kB.
    mount -t tmpfs -o size=100k none "$disk" || exit 99
    for ending in csv npy; do
        echo kept >disk/it.$ending
        fails "cannot write .*disk/it.$ending: $full (the work is kept in run.ckpt: the same command with --resume goes on" \
            $bootstrap --replicates-out disk/it.$ending --checkpoint run.ckpt -o result
        [ "$(cat disk/it.$ending)" = kept ] && [ "$(ls disk)" = it.$ending ] || complain "$ending: left: $(ls disk)"
        cmp -s whole result || complain "$ending: the result is not there"
        rm -f result
        "$copse" $bootstrap --replicates-out it.$ending --checkpoint run.ckpt --resume -o result && cmp -s whole result ||
            complain "$ending: it cannot be had from the checkpoint"
        rm -f disk/* run.ckpt result
    done
    "$copse" $bootstrap --replicates-out other.npy -o result && cmp -s it.npy other.npy || complain "other replicates"
    for format in csv json; do
        echo kept >disk/it
        fails "cannot write .*disk/it: $full$" $batch --format $format -o disk/it
        [ "$(cat disk/it)" = kept ] && [ "$(ls disk)" = it ] || complain "batch $format: left: $(ls disk)"
    done
    mkdir disk/temporary
    TMPDIR=$disk/temporary
    export TMPDIR
    dd if=/dev/zero of=disk/filler bs=1k count=70 2>/dev/null
    fails 'cannot write .*disk/temporary' batch corpus.csv --by id --sort --quiet -o sorted
    [ ! -e sorted ] && [ -z "$(ls disk/temporary)" ] || complain "batch --sort: left: $(ls disk/temporary)"
    unset TMPDIR
    fails "cannot write .*disk/it: $full$" $simulate --export disk/it
    [ "$(cat disk/it)" = kept ] || complain "simulate --export: what stood there is gone"
    rm -rf disk/*

    # The checkpoint's disk gets full: the result comes all the same, with a warning, and the checkpoint of before is good.
    "$copse" $bootstrap --checkpoint disk/run --every 0 -o result 2>err
    code=$?
    [ $code -eq 0 ] && grep -q "^copse: warning: cannot write the checkpoint disk/run: $full$" err && cmp -s whole result ||
        complain "a full disk for the checkpoint: exit code $code, $(cat err)"
    [ "$(ls disk)" = run ] || complain "left: $(ls disk)"
    cp disk/run run.ckpt
    "$copse" $bootstrap --checkpoint run.ckpt --resume -o result && cmp -s whole result || complain "the checkpoint is not good"
    rm disk/run
    # A shard is nothing but its file.
    fails "cannot write the checkpoint disk/part: $full$" $bootstrap --shard 1/1 --checkpoint disk/part --every 0
    umount "$disk"
}
exit $wrong
