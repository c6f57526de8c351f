#!/bin/sh
# usage: kill.sh DRIVER [RUNNER...]
# A run is killed at twenty moments, resumed each time, and ends with the bytes of a run that was left alone. RUNNER stands
# before the driver (mpirun); with it, the number of ranks changes from run to run.
set -eu
driver=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
job="replicates=300007 block=256 keep=20000 slow=1500 every=0.02"
"$driver" replicates=300007 block=256 keep=20000 out=whole
random() { # a number below $1, from the kernel, so that no two runs of the test are alike
    echo $(($(od -An -N2 -tu2 /dev/urandom) % $1))
}
ranks=1
start() { # start ARGUMENTS...
    # shellcheck disable=SC2086
    if [ -n "$runner" ]; then
        exec $runner -n $ranks "$driver" $job "$@"
    else
        exec "$driver" $job "$@"
    fi
}
runner=$*
kills=0 turn=0
while [ $turn -lt 20 ]; do
    turn=$((turn + 1))
    ranks=$(($(random 4) + 1))
    start out=killed checkpoint=run.ckpt resume=1 threads=$(($(random 3) + 1)) >said 2>&1 &
    pid=$!
    pause=$(random 180)
    [ -z "$runner" ] || pause=$((pause + 300)) # the time to start
    sleep "0.$(printf %03d "$pause")"
    if [ -n "$runner" ] && [ $((turn % 2)) -eq 0 ]; then # a rank dies, not the whole run
        children=$(ps -o pid= --ppid "$pid" | tr -d ' ' | sort -R)
        for child in $children; do kill -9 "$child" 2>/dev/null && break; done
    else
        for child in $([ -z "$runner" ] || ps -o pid= --ppid "$pid"); do kill -9 "$child" 2>/dev/null || true; done
        kill -9 $pid 2>/dev/null || true
    fi
    if [ -n "$runner" ]; then # mpirun now and then waits for ever for a rank that died while it was starting
        (sleep 20; kill -9 $pid) >/dev/null 2>&1 &
        watcher=$!
    fi
    if wait $pid 2>/dev/null; then
        [ -e killed ] || { echo "ended without a result"; exit 1; }
        rm -f run.ckpt killed # it was done before it could be killed: again
    else
        kills=$((kills + 1))
        if [ -e killed ]; then # it was killed with its work done: whole, or not there
            cmp whole killed || { echo "a part of a result of a killed run"; exit 1; }
            rm -f run.ckpt killed
        fi
        if grep -E 'damaged|truncated|other work|is there already|exists' said; then exit 1; fi
    fi
    [ -z "$runner" ] || kill $watcher 2>/dev/null || true
done
ranks=3
(start out=resumed checkpoint=run.ckpt resume=1 threads=2)
cmp whole resumed || { echo "other bytes after $kills kills"; exit 1; }
left=$(find . -name 'run.ckpt*' | sort | tr '\n' ' ')
case "$left" in './run.ckpt ' | './run.ckpt ./run.ckpt.part ') ;; *) echo "left behind: $left"; exit 1 ;; esac
echo "$kills kills"
[ $kills -ge 10 ] || { echo "too few kills to say anything"; exit 1; }
