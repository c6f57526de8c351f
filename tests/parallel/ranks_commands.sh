#!/bin/sh
# usage: ranks_commands.sh files|others|deaths COPSE DESIGN COPSE-WITH-MPI MPIRUN
# The real program on several ranks. files: every output file is written once and has the bytes of one process, in shards of
# ranks, too. others: commands that are not long work, and errors, speak once. deaths: a run that is stopped, or one of whose
# ranks is killed, leaves checkpoints to go on from.
set -eu
mode=$1 copse=$2 design=$3 ranked=$4 mpirun=$5
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_NUM_THREADS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
wrong=0
complain() {
    echo "$*"
    wrong=1
}
on() { # on RANKS ARGUMENTS...
    ranks=$1
    shift
    "$mpirun" --oversubscribe -n "$ranks" "$ranked" "$@"
}
on 1 --version >said 2>&1 || { echo "skipped: mpirun does not run here: $(cat said)"; exit 77; }
bcg="@bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg"
bootstrap="bootstrap $bcg --replicates 30000"
simulate="simulate $design --replicates 300"
# shellcheck disable=SC2086
files() {
    # Every file that a command writes.
    for ranks in 1 2 4; do
        case $ranks in 1) format=text ;; 2) format=csv ;; 4) format=json ;; esac
        "$copse" $bootstrap --format $format --replicates-out one.npy --plot one.gp >one
        on $ranks $bootstrap --format $format --replicates-out some.npy --plot some.gp >some
        cmp one some && cmp one.npy some.npy || complain "bootstrap, $format, on $ranks ranks"
        sed 's/some\.gp/one.gp/' some.gp | cmp one.gp - || complain "bootstrap, plot, on $ranks ranks"
        "$copse" $simulate --format $format --nested-loop one.gp --coverage-plot two.gp >one
        on $ranks $simulate --format $format --nested-loop some.gp --coverage-plot more.gp >some
        cmp one some || complain "simulate, $format, on $ranks ranks"
        sed 's/some\.gp/one.gp/' some.gp | cmp one.gp - && sed 's/more\.gp/two.gp/' more.gp | cmp two.gp - ||
            complain "simulate, plots, on $ranks ranks"
        rm -f one* some* more* two*
    done
    # Shards of ranks, and ranks that merge.
    for command in "$bootstrap" "$simulate"; do
        "$copse" $command -o one
        for shard in 1 2 3; do on $shard $command --shard $shard/3 --checkpoint $shard.part; done
        [ "$(echo ./*.part*)" = './1.part ./2.part ./3.part' ] || complain "shards of ranks left: $(echo ./*.part*)"
        "$copse" merge 3.part 1.part 2.part -o some
        on 2 merge 1.part 2.part 3.part -o more
        cmp one some && cmp one more || complain "$command, shards of ranks: other bytes"
        rm -f ./*.part one some more
    done
}
# The other commands are rank 0's alone: their output appears once, and so does an error.
# shellcheck disable=SC2086
others() {
    { echo id,yi,vi; awk 'BEGIN { for (i = 0; i < 300; i++) print int(i / 3) "," i % 7 / 10 ",0.1" }'; } >corpus.csv
    for command in "effects $bcg" "pool $bcg --format json" "batch corpus.csv --by id" "data bcg" "bootstrap --help" \
        "completion bash" "--version" "bootstrap $bcg --replay 3" "simulate $design --replay 0:3" \
        "simulate $design --replicates 2 --export -" "bootstrap $bcg --replicates 20 --export-counts -"; do
        "$copse" $command >one 2>said_one </dev/null
        on 2 $command >some 2>said </dev/null
        cmp one some && cmp said_one said || complain "copse-mpi $command: other output"
    done
    "$copse" plot forest $bcg -o one.gp >said
    on 3 plot forest $bcg -o some.gp >said
    sed 's/some\.gp/one.gp/' some.gp | cmp one.gp - || complain "copse-mpi plot"
    "$copse" run @smit2023 -q -o one.run
    on 3 run @smit2023 -q -o some.run
    diff -r one.run some.run -x manifest.json || complain "copse-mpi run"
    for command in "pool nowhere.csv" "bootstrap nowhere.csv" "bootstrap $bcg --wrong" "nothing" "merge nowhere" \
        "bootstrap $bcg -o nowhere/it" "bootstrap $bcg --checkpoint nowhere/it" "simulate nowhere.yaml" \
        "simulate $design -o nowhere/it" "batch corpus.csv --by id -o nowhere/it" \
        "bootstrap $bcg --replicates 20 -o /dev/full" "bootstrap $bcg --where year<1900"; do
        here=0 there=0
        "$copse" $command >one 2>said_one </dev/null || here=$?
        on 2 $command >some 2>said </dev/null || there=$?
        grep '^copse: ' said >told || true
        [ $here -ne 0 ] && [ $here -eq $there ] && cmp said_one told || complain "copse-mpi $command: $there: $(cat said)"
    done
}
# A rank is killed: no result, an error, and every rank's part is there to go on from, on other numbers of ranks.
# shellcheck disable=SC2086
deaths() {
    for command in "bootstrap $bcg --replicates 50000 --nested 100 --format csv" \
        "simulate $design --replicates 60000 --format csv"; do
        "$copse" $command --threads 2 -o one
        rm -f run.ckpt* some
        kills=0 turn=0
        while [ $kills -lt 1 ] && [ $turn -lt 10 ]; do
            turn=$((turn + 1))
            "$mpirun" --oversubscribe -n 3 "$ranked" $command --threads 1 --checkpoint run.ckpt --resume --every 0.05 -o some \
                >out 2>said &
            pid=$!
            waited=0
            while [ ! -e run.ckpt.rank-1 ] && [ $waited -lt 100 ] && kill -0 $pid 2>/dev/null; do
                sleep 0.05
                waited=$((waited + 1))
            done
            if [ $turn -eq 1 ]; then # first mpirun itself is asked to stop, and asks the ranks
                kill -TERM $pid 2>/dev/null || true
            else
                victim=$(ps -o pid= --ppid $pid | tr -d ' ' | sort -R | head -n 1)
                [ -z "$victim" ] || kill -9 "$victim" 2>/dev/null || true
            fi
            (sleep 30; kill -9 $pid) >/dev/null 2>&1 & # mpirun may wait for ever for a rank that died while it was starting
            watcher=$!
            code=0
            wait $pid 2>/dev/null || code=$?
            kill $watcher 2>/dev/null || true
            if [ -e some ]; then # done before the rank could be killed: again from the start
                cmp one some || complain "$command, done before a rank was killed: other bytes"
                rm -f some run.ckpt*
                continue
            fi
            [ $code -ne 0 ] || complain "$command: no result, and no error"
            [ $turn -gt 1 ] || grep -q '^copse: interrupted, kept in run.ckpt: the same command' said ||
                complain "$command, stopped: $(cat said)"
            [ $turn -eq 1 ] || kills=$((kills + 1))
            [ ! -s out ] || complain "$command: a result of a run with a dead rank"
            [ -s said ] || complain "$command: not a word about a dead rank"
        done
        [ $kills -eq 1 ] || complain "$command: no rank could be killed"
        on 2 $command --threads 1 --checkpoint run.ckpt --resume -o some
        cmp one some || complain "$command: other bytes after a dead rank"
        left=$(find . -name 'run.ckpt*' ! -name '*.part' | sort | tr '\n' ' ')
        [ "$left" = './run.ckpt ' ] || complain "$command left behind: $left"
        "$copse" merge run.ckpt | cmp one - || complain "$command: other bytes from its checkpoint"
        rm -f one some run.ckpt*
    done
}
$mode
exit $wrong
