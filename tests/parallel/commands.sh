#!/bin/sh
# usage: commands.sh COPSE DESIGN [COPSE-WITH-MPI MPIRUN]
# What bootstrap and simulate print is the same, byte for byte, on any number of threads, any instruction set, in any
# shards, stopped and resumed, and (with MPI) on any number of ranks.
set -eu
copse=$1 design=$2 ranked=${3:-} mpirun=${4:-}
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
wrong=0
same() { # same FILE FILE WHAT
    cmp -s "$1" "$2" || { echo "$3: other bytes"; wrong=1; }
}
on() {
    ranks=$1
    shift
    "$mpirun" --oversubscribe -n "$ranks" "$ranked" "$@"
}
if [ -n "$ranked" ]; then
    on 1 --version >said 2>&1 || { echo "skipped: mpirun does not run here: $(cat said)"; exit 77; }
fi

# every NAME COMMAND...: the command in all the ways; "rows" in it is a file that is written beside the output.
every() {
    name=$1
    shift
    "$copse" "$@" --threads 1 >whole 2>notes || { echo "$name: $(cat notes)"; exit 1; }
    [ ! -e rows ] || mv rows whole_rows
    compare() { # compare WHAT: the output in `some`, and the rows
        same whole some "$name $1"
        [ ! -e whole_rows ] || same whole_rows rows "$name $1, rows"
        rm -f rows some
    }
    if [ -n "$ranked" ]; then
        for ranks in 1 2 4; do
            on $ranks "$@" --threads 1 -o some
            compare "on $ranks ranks"
        done
        on 2 "$@" --threads 1 --checkpoint two.ckpt -o some # and its checkpoint is one as any other
        "$copse" merge two.ckpt >some
        rm two.ckpt
        compare "on 2 ranks, with a checkpoint"
    else
        for threads in 2 3 7; do
            "$copse" "$@" --threads $threads >some
            compare "on $threads threads"
        done
        for isa in baseline avx2 avx512 neon; do
            "$copse" "$@" --isa $isa >some 2>said || { grep -q 'has no' said && continue; cat said; exit 1; }
            compare "by $isa"
        done
        for shards in 1 3 7; do
            shard=$shards files=
            while [ $shard -gt 0 ]; do
                "$copse" "$@" --shard $shard/$shards --checkpoint $name.$shard --threads 2 >said
                [ ! -s said ] && [ ! -e rows ] || { echo "$name: a shard prints"; wrong=1; }
                files="$files $name.$shard"
                shard=$((shard - 1))
            done
            # shellcheck disable=SC2086
            "$copse" merge $files >some
            compare "in $shards shards"
            # shellcheck disable=SC2046
            "$copse" merge -o some $(printf '%s\n' $files | sort -R)
            compare "in $shards shards in another order"
            rm "$name".*
        done
        # Stopped by Ctrl-C's signal: a checkpoint, one line that says how to go on, and no output.
        "$copse" "$@" --threads 1 --checkpoint stopped --resume >some 2>said &
        pid=$!
        for _ in 1 2 3 4 5 6 7 8 9 10; do # early in the work
            [ ! -e stopped ] || break
            sleep 0.01
        done
        kill -INT $pid 2>/dev/null || true
        kill -TERM $pid 2>/dev/null || true # a background process of a shell has the other one ignored
        code=0
        wait $pid || code=$?
        if [ $code -eq 0 ]; then
            compare "before it could be stopped"
        elif [ $code -eq 143 ]; then # the signal came before the work began
            [ ! -s some ] || { echo "$name: output of work that never began"; wrong=1; }
        else
            [ ! -s some ] && [ "$(wc -l <said)" -eq 1 ] && grep -q 'same command with --resume' said ||
                { echo "$name stopped: $(cat said)"; wrong=1; }
        fi
        "$copse" "$@" --threads 2 --checkpoint stopped --resume >some
        compare "stopped and resumed"
        if "$copse" "$@" --seed 99 --checkpoint stopped --resume >some 2>said; then echo "$name: other seed"; wrong=1; fi
        [ "$(wc -l <said)" -eq 1 ] && grep -q 'stopped is of other work: there .*, here .*99' said ||
            { echo "$name, other seed: $(cat said)"; wrong=1; }
        rm -f stopped some
    fi
    rm -f whole_rows whole
}

every bootstrap bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --replicates 100001 --format json \
    --replicates-out rows --plot rows.gp
every strata bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --replicates 30000 --subgroup alloc \
    --kind stratified --method DL --order -year
every parametric bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --kind parametric --format csv \
    --replicates 50000
every mods bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --mods ablat --format csv \
    --replicates 20000
every simulate simulate "$design" --replicates 2000 --format csv
printf 'copse: 1\nreplicates: 600\nk: [3, 9]\ntau2: 0.1\nvariances: {value: [0.1, 0.2]}\nmethods: {method: [DL, REML],%s\n' \
    ' bootstrap: {kind: [nonparametric, parametric], interval: [percentile, bca, studentised], replicates: 59}}' >boot.yaml
every resampled simulate boot.yaml --format csv

# Work that runs on until it is good enough.
set -- bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --quantity mu --until 0.002 --replicates 20000 \
    --format json
"$copse" "$@" --threads 1 >whole
if [ -n "$ranked" ]; then
    on 2 "$@" --threads 1 -o some
else
    "$copse" "$@" --threads 3 --checkpoint until --resume >some & # killed, most times before its end
    sleep 0.1
    kill -9 $! 2>/dev/null || true
    wait $! 2>/dev/null || true
    "$copse" "$@" --threads 3 --checkpoint until --resume >some
    same whole some "--until, killed and resumed"
    "$copse" merge until >some
fi
same whole some "--until"
grep -qE '"replicates": *(20000|16777216),' whole && { echo "--until has nothing to do here, or never done"; wrong=1; }
exit $wrong
