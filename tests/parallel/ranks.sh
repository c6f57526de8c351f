#!/bin/sh
# usage: ranks.sh DRIVER DRIVER-WITH-MPI MPIRUN
# The bytes are the same for 1, 2 and 4 ranks; failures are told once; stopped work is resumed by another number of ranks.
set -eu
driver=$1 ranked=$2 mpirun=$3
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_NUM_THREADS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
on() { # on RANKS ARGUMENTS...
    ranks=$1
    shift
    "$mpirun" --oversubscribe -n "$ranks" "$ranked" "$@"
}
on 1 replicates=8 2>said || { echo "skipped: mpirun does not run here: $(cat said)"; exit 77; }
job="replicates=100003 block=512 keep=5000"
# shellcheck disable=SC2086
{
    "$driver" $job out=whole
    for ranks in 1 2 4; do
        on $ranks $job out=some threads=2 checkpoint=$ranks.ckpt every=0
        cmp whole some || { echo "$ranks ranks: other bytes"; exit 1; }
        [ "$(ls ./*.ckpt*)" = "./$ranks.ckpt" ] || { echo "left: $(ls ./*.ckpt*)"; exit 1; }
        "$driver" $job out=some checkpoint=$ranks.ckpt resume=1 # complete, so nothing is done again
        cmp whole some
        rm $ranks.ckpt
        on $ranks $job out=some grow=10240
        cmp whole some || { echo "$ranks ranks, grown: other bytes"; exit 1; }
    done
    for shard in 1 2 3; do on 2 $job shard=$shard shards=3 checkpoint=part$shard; done
    on 2 $job out=some merge=part2 merge=part3 merge=part1
    cmp whole some || { echo "shards of ranks: other bytes"; exit 1; }

    if on 4 $job out=stopped checkpoint=run stop=2000 slow=20000 2>said; then echo "not stopped"; exit 1; fi
    [ ! -e stopped ] && [ -e run ] && [ -e run.rank-1 ] && [ -e run.rank-3 ] || { ls; cat said; exit 1; }
    grep -q interrupted said || { cat said; exit 1; }
    if on 2 $job out=stopped checkpoint=run 2>said; then echo "begun over what is there"; exit 1; fi
    grep -q 'run exists' said || { cat said; exit 1; }
    if on 2 $job out=stopped checkpoint=run resume=1 seed=2 2>said; then echo "other seed"; exit 1; fi
    [ "$(grep -c "there 'seed: 1', here 'seed: 2'" said)" -eq 1 ] || { cat said; exit 1; }
    on 3 $job out=some checkpoint=run resume=1
    cmp whole some || { echo "resumed: other bytes"; exit 1; }
    [ "$(ls run*)" = run ] || { echo "left: $(ls run*)"; exit 1; }

    for fail in 0 512 99999; do # in a block of rank 0, of rank 1, of another
        if on 3 $job out=failed fail=$fail 2>said; then echo "the failure is lost"; exit 1; fi
        [ "$(grep -c "replicate $fail" said)" -eq 1 ] && [ ! -e failed ] || { cat said; exit 1; }
    done
}
