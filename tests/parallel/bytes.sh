#!/bin/sh
# usage: bytes.sh DRIVER
# The bytes of a result are the same for any number of threads, any sharding in any order of merging, and for work that
# was stopped, or that grew.
set -eu
driver=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
same() { # same FILE WHAT
    cmp -s whole "$1" || { echo "$2: other bytes"; exit 1; }
}
for job in "replicates=100003 block=512 keep=5000" "replicates=20000 block=64" "replicates=7 block=8" \
    "replicates=30000 block=1000 keep=0"; do
    rm -f ./*
    # shellcheck disable=SC2086
    run() { "$driver" $job "$@"; }
    run out=whole threads=1
    for threads in 2 3 7; do
        run out=some threads=$threads
        same some "$job on $threads threads"
    done
    for shards in 1 3 7; do
        files=
        shard=$shards
        while [ "$shard" -gt 0 ]; do # merged in falling order, and then in rising order
            run shard=$shard shards=$shards checkpoint=$shards.$shard threads=$((shard % 3 + 1)) every=0
            files="$files merge=$shards.$shard"
            shard=$((shard - 1))
        done
        # shellcheck disable=SC2086
        run out=some $files
        same some "$job in $shards shards"
        # shellcheck disable=SC2046
        run out=some $(printf 'merge=%s ' "$shards".*)
        same some "$job in $shards shards, merged the other way"
    done
    if run out=some stop=1 every=0 threads=2 checkpoint=stopped slow=50000 2>said; then
        [ "$job" = "replicates=7 block=8" ] || { echo "$job: not stopped"; exit 1; }
    fi
    run out=some threads=3 checkpoint=stopped resume=1
    same some "$job stopped and resumed"
done
for first in 512 10240; do
    "$driver" replicates=100003 block=512 keep=500 out=whole threads=1
    "$driver" replicates=100003 block=512 keep=500 out=some threads=3 grow=$first checkpoint=grown$first
    same some "grown from $first"
done
# With a failure, it is the lowest replicate's on any number of threads.
for threads in 1 2 3 7; do
    if "$driver" fail=60000 threads=$threads 2>said; then echo "the failure is lost"; exit 1; fi
    [ "$(cat said)" = "replicate 60000" ] || { echo "$threads threads: $(cat said)"; exit 1; }
done
