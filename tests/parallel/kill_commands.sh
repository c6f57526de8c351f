#!/bin/sh
# usage: kill_commands.sh COPSE DESIGN
# bootstrap and simulate are killed (kill -9) at twenty random moments each and resumed each time, on other numbers of
# threads; nothing that a checkpoint held is lost on the way, and the end has the bytes of a run that was left alone. Now and
# then SIGTERM comes first: it must leave a checkpoint and a line that says how much is in it.
set -eu
copse=$1 design=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() {
    echo "$*"
    exit 1
}
random() { # a number below $1, from the kernel, so that no two runs of the test are alike
    echo $(($(od -An -N2 -tu2 /dev/urandom) % $1))
}

# after MILLISECONDS SIGNAL start|work: the command, resumed, gets the signal so long after it was started, or after it
# has taken up what the checkpoint held and begun to work (it writes the checkpoint then).
after() {
    rm -f out said
    touch mark
    "$copse" $command --checkpoint run.ckpt --resume --every 0.02 --threads $(($(random 3) + 1)) -o killed >out 2>said &
    pid=$!
    tries=0
    while [ "$3" = work ] && [ -z "$(find . -name run.ckpt -newer mark)" ] && kill -0 $pid 2>/dev/null; do
        sleep 0.01
        tries=$((tries + 1))
        [ $tries -lt 3000 ] || fail "$name: not at work after 30 seconds"
    done
    sleep "0.$(printf %03d "$1")"
    kill "-$2" $pid 2>/dev/null || true
    code=0
    wait $pid 2>/dev/null || code=$?
    [ ! -s out ] || fail "$name: printed: $(cat out)"
    if [ $code -eq 0 ]; then # done before the signal came: again from the start
        cmp whole killed || fail "$name, done before it was killed: other bytes"
        rm -f run.ckpt killed
        kept=0
        return
    fi
    [ ! -e killed ] || fail "$name: a result of a run that was killed"
    [ "$2" != 9 ] || [ ! -s said ] || fail "$name, killed, had said: $(cat said)"
}

every() { # every NAME COMMAND...
    name=$1
    shift
    command=$*
    # shellcheck disable=SC2086
    "$copse" $command --threads 2 -o whole
    rm -f run.ckpt
    kills=0 stops=0 turn=0 kept=0 most=0
    while [ $kills -lt 20 ] && [ $turn -lt 200 ]; do
        turn=$((turn + 1))
        if [ $((turn % 2)) -eq 0 ]; then after "$(random 200)" 9 start; else after "$(random 100)" 9 work; fi
        [ $code -ne 137 ] || kills=$((kills + 1))
        [ $((turn % 4)) -eq 0 ] || continue
        after "$(random 60)" TERM work
        [ $code -ne 0 ] || continue
        stops=$((stops + 1))
        [ $code -eq 1 ] && [ "$(wc -l <said)" -eq 1 ] || fail "$name, stopped: exit code $code, $(cat said)"
        now=$(sed -n 's/^copse: interrupted at \([0-9]*\) of [0-9]* replicates, kept in run.ckpt: the same command .*/\1/p' said)
        [ -n "$now" ] && [ "$now" -ge $kept ] || fail "$name: $kept replicates were there, and now: $(cat said)"
        kept=$now
        [ $most -ge $kept ] || most=$kept
    done
    [ $kills -eq 20 ] || fail "$name: only $kills of $turn runs could be killed"
    [ $most -gt 0 ] || fail "$name: nothing was ever kept in $stops stops"
    # shellcheck disable=SC2086
    "$copse" $command --checkpoint run.ckpt --resume --threads 3 -o resumed
    cmp whole resumed || fail "$name: other bytes after $kills kills"
    # shellcheck disable=SC2086
    "$copse" $command --checkpoint run.ckpt --resume --threads 1 -o resumed # it is all there by now
    cmp whole resumed || fail "$name: other bytes from the whole checkpoint"
    "$copse" merge run.ckpt -o resumed
    cmp whole resumed || fail "$name: other bytes from merge"
    left=$(find . -name 'run.ckpt*' ! -name '*.part' | sort | tr '\n' ' ')
    [ "$left" = './run.ckpt ' ] || fail "$name left behind: $left"
    echo "$name: $kills kills and $stops stops in $turn turns, at most $most replicates kept"
}

every bootstrap bootstrap @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --nested 50 --replicates 50000 \
    --format json
every simulate simulate "$design" --replicates 60000 --format csv
