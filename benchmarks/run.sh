#!/bin/sh
# Bootstrap, simulation and batch against their targets and against today's tools, in one run on this machine.
# Usage: sh benchmarks/run.sh [BUILD-DIRECTORY]      (default build/bench; made where it is not)
#   BENCH_SECONDS  of a measurement, default 0.5        BENCH_ROUNDS  of which the fastest counts, default 3
#   BENCH_STUDIES  meta-analyses of the corpus, default 1000000
# What is missing (R with metafor and boot, mpirun, an instruction set, a command) is skipped with a message.
# shellcheck disable=SC2086 # $bootstrap, $batch and the like are lists of words
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/bench}
seconds=${BENCH_SECONDS:-0.5}
rounds=${BENCH_ROUNDS:-3}
corpus_size=${BENCH_STUDIES:-1000000}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
LC_ALL=C
export LC_ALL
load=$(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo 0)

work=$(mktemp -d "${TMPDIR:-/tmp}/copse-bench.XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

note() { printf '  %s\n' "$*"; }
die() { printf 'run.sh: %s\n' "$*" >&2; exit 3; }

# ---------------------------------------------------------------------------------------------------------------- build
[ -f "$build/CMakeCache.txt" ] || cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DCOPSE_TESTS=ON >"$work/log" 2>&1 || die "cmake failed"
cmake --build "$build" --parallel "$jobs" --target copse-program bench_lanes bench_peak bench_command >"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    die "the build failed"
}
# copse-mpi is optional; where it is not there, its row says why.
no_mpi=
if ! cmake --build "$build" --target help 2>/dev/null | grep -q copse-mpi-program; then
    no_mpi="cmake found no MPI when $build was made (remove that folder once MPI is installed)"
elif ! cmake --build "$build" --parallel "$jobs" --target copse-mpi-program >"$work/log" 2>&1; then
    no_mpi="the build of copse-mpi failed: $(grep -iE 'error|No rule|undefined' "$work/log" | head -n 1)"
fi
build=$(cd "$build" && pwd) || exit 3
copse=$build/bin/copse
mpi=$build/bin/copse-mpi
cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }

# -------------------------------------------------------------------------------------------------------------- machine
cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
[ -n "$cpu" ] || cpu=$(sysctl -n machdep.cpu.brand_string 2>/dev/null || uname -m)
family=$(sed -n 's/^cpu family[[:space:]]*: //p;s/^model[[:space:]]*: /model /p' /proc/cpuinfo 2>/dev/null | head -n 2 | tr '\n' ' ')
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?')
compiler=$("$(cached CMAKE_C_COMPILER)" --version 2>/dev/null | head -n 1)
type=$(cached CMAKE_BUILD_TYPE)
flags="$(cached CMAKE_C_FLAGS) $(cached "CMAKE_C_FLAGS_$(printf %s "$type" | tr '[:lower:]' '[:upper:]')") -ffp-contract=off"
commit=$(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
[ -z "$(git status --porcelain 2>/dev/null | head -n 1)" ] || commit="$commit, with changes that are not committed"
"$build/bin/bench_peak" 0.2 >"$work/peak"
isas=$("$build/bin/bench_lanes" nonparametric DL 13 all 0.001 1 | awk '{ print $5 }' | tr '\n' ' ')

echo "machine   $cpu ${family:+(family ${family% }) }with $cores cores, $(sed -n 's/^peak clock //p' "$work/peak")"
echo "system    $(uname -sr)"
echo "compiler  $compiler, ${flags# }"
echo "commit    $commit"
echo "sets      $isas"
echo "load      $load before the start: figures per core are of processor time, those of two threads and two ranks need an idle machine"
echo

# ---------------------------------------------------------------------------------------------------------------- peers
if ! command -v Rscript >/dev/null 2>&1; then
    note "peers skipped: there is no Rscript"
elif ! Rscript -e 'library(metafor); library(boot)' >/dev/null 2>&1; then
    note "peers skipped: R lacks metafor or boot"
else
    Rscript benchmarks/peers.R datasets >"$work/peers" 2>"$work/log" || {
        note "peers skipped: peers.R failed: $(tail -n 1 "$work/log")"
        : >"$work/peers"
    }
fi
peer() { awk -v work="$1" '$2 == work { print $3 }' "$work/peers" 2>/dev/null; }

cd "$work" || exit 3 # names of files without blanks from here on

# --------------------------------------------------------------------------------------------------------------- kernels
for isa in $isas; do
    "$build/bin/bench_lanes" nonparametric REML 13 "$isa" "$seconds" "$rounds"
    "$build/bin/bench_lanes" nonparametric DL 13 "$isa" "$seconds" "$rounds"
    "$build/bin/bench_lanes" parametric REML 13 "$isa" "$seconds" "$rounds"
    "$build/bin/bench_lanes" simulate REML 20 "$isa" "$seconds" "$rounds"
done >lanes
lanes() { awk -v w="$1" -v m="$2" -v i="$3" '$2 == w && $3 == m && $5 == i { print $6 }' lanes; }

# --------------------------------------------------------------------------------------------------------------- commands
bcg="@bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg"
everything="bootstrap $bcg --quiet --seed 1"
bootstrap="$everything --quantity mu,tau2 --interval percentile" # what the peer computes
{
    printf 'copse: 1\nseed: 1\nreplicates: 1000000\nmeasure: GEN\nmu: 0.3\ntau2: 0.05\nk: 20\nvariances: [{value: ['
    awk 'BEGIN { for (i = 0; i < 20; i++) printf "%s%.17g", i ? ", " : "", exp(log(10) * (-2.5 + 2 * (i + 0.5) / 20)) }'
    printf ']}]\nmethods:\n  - {method: REML, test: knha}\n'
} >design.yaml
sed 's/{value: .*\]}/{distribution: chisq, df: 1, scale: 0.25, min: 0.009, max: 0.6}/' design.yaml >drawn.yaml
sed 's/test: knha/bootstrap: {interval: percentile, replicates: 999}/' design.yaml >resampled.yaml

has() { "$copse" "$1" --help >/dev/null 2>&1; }
# The fastest wall and processor seconds and the memory of each command, one a line.
timed() { "$build/bin/bench_command" "$@" 2>log || { tail -n 1 log >&2; return 1; }; }
# command_rate REPLICATES ARGUMENT...: replicates per second of processor time on one thread, with an empty run taken off.
command_rate() {
    replicates=$1
    shift
    timed "$rounds" "$copse" "$@" --threads 1 --replicates "$replicates" ::: "$copse" "$@" --threads 1 --replicates 8 |
        awk -v n="$replicates" 'NR == 1 { t = $2 } NR == 2 { if (t > $2) printf "%.0f\n", n / (t - $2) }'
}

number() { awk -v x="$1" 'BEGIN { if (x == "") print "-"; else if (x >= 1e6) printf "%.2f million\n", x / 1e6; else printf "%.0f\n", x }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (a == "" || b == "" || b + 0 == 0) print "-"; else printf "%.0f x\n", a / b }'; }
reached() { awk -v a="$1" -v b="$2" 'BEGIN { if (a == "" || b == "") print "-"; else print (a >= b ? "yes" : "NO") }'; }
row() { # work, set, kernels, command, peer, target
    printf '%-36s %-9s %15s %15s %13s %9s %13s %s\n' "$1" "$2" "$(number "$3")" "$(number "$4")" "$(number "$5")" \
        "$(ratio "${4:-$3}" "$5")" "$(number "$6")" "$(reached "${4:-$3}" "$6")"
}
printf '%-36s %-9s %15s %15s %13s %9s %13s %s\n' 'per second and core' set 'draw + fit' command peer ratio target reached

if has bootstrap; then run_bootstrap=1; else run_bootstrap=; note "copse bootstrap is not there: kernels alone"; fi
if has simulate; then run_simulate=1; else run_simulate=; note "copse simulate is not there: kernels alone"; fi
for isa in $isas; do
    case $isa in
    avx512) targets='7e6 25e6 4e6 3e6' ;;
    avx2) targets='4e6 - - -' ;;
    *) targets='- - - -' ;;
    esac
    target() { printf '%s\n' "$targets" | awk -v i="$1" '$i != "-" { print $i }'; }
    c=
    [ -z "$run_bootstrap" ] || c=$(command_rate 8000000 $bootstrap --method REML --isa "$isa")
    row 'bootstrap nonparametric REML k=13' "$isa" "$(lanes nonparametric REML "$isa")" "$c" "$(peer bootstrap-REML)" "$(target 1)"
    [ -z "$run_bootstrap" ] || c=$(command_rate 4000000 $everything --method REML --isa "$isa")
    [ -z "$run_bootstrap" ] || row '  every quantity and interval' "$isa" '' "$c" '' ''
    [ -z "$run_bootstrap" ] || c=$(command_rate 30000000 $bootstrap --method DL --isa "$isa")
    row 'bootstrap nonparametric DL k=13' "$isa" "$(lanes nonparametric DL "$isa")" "$c" "$(peer bootstrap-DL)" "$(target 2)"
    [ -z "$run_bootstrap" ] || c=$(command_rate 4000000 $bootstrap --kind parametric --method REML --isa "$isa")
    row 'bootstrap parametric REML k=13' "$isa" "$(lanes parametric REML "$isa")" "$c" '' "$(target 3)"
    c=
    [ -z "$run_simulate" ] || c=$(command_rate 4000000 simulate design.yaml --quiet --isa "$isa")
    row 'simulate yi, REML + knha, k=20' "$isa" "$(lanes simulate REML "$isa")" "$c" "$(peer simulate-REML-knha)" "$(target 4)"
    [ -z "$run_simulate" ] || c=$(command_rate 300000 simulate drawn.yaml --quiet --isa "$isa")
    [ -z "$run_simulate" ] || row '  sampling variances drawn, too' "$isa" '' "$c" '' ''
    [ -z "$run_simulate" ] || c=$(command_rate 8000 simulate resampled.yaml --quiet --isa "$isa")
    [ -z "$run_simulate" ] || row '  999 bootstrap replicates of each' "$isa" '' "$c" '' ''
done
awk '$2 == "bootstrap-DL-matrix" { printf "  (DL on a whole matrix of resamples at once, hand-written R: %.0f per second)\n", $3 }' peers 2>/dev/null
echo

# ----------------------------------------------------------------------------------------------------------------- batch
if has batch; then
    awk -v n="$corpus_size" 'BEGIN {
        srand(1)
        print "meta_id,yi,vi"
        for (i = 1; i <= n; i++) for (j = 0; j < 10; j++) printf "%d,%.6f,%.6f\n", i, 0.3 + 1.2 * (rand() - 0.5), exp(log(10) * (2 * rand() - 2.5))
    }' >corpus.csv
    bytes=$(wc -c <corpus.csv)
    batch="batch corpus.csv --by meta_id --yi yi --vi vi --format csv --quiet"
    timed "$rounds" "$copse" $batch --method REML --threads 1 ::: "$copse" $batch --method EE --threads 1 ::: \
        cat corpus.csv >batch.times &&
        awk -v bytes="$bytes" -v n="$corpus_size" -v peer="$(peer batch-REML)" '
        NR == 1 { t = $2; memory = $3 }
        NR == 2 { ee = $2 }
        END {
            printf "batch REML, %d meta-analyses of 10 studies, %.0f MB of CSV: %.1f MB/s and core, %.0f a second, %.0f MB of memory; target 100 MB/s: %s\n", n, bytes / 1e6, bytes / 1e6 / t, n / t, memory, (bytes / 1e6 / t >= 100 ? "reached" : "NOT reached")
            printf "  the same without estimating tau2 (EE): %.1f MB/s\n", bytes / 1e6 / ee
            if (peer != "") printf "  metafor: %.0f a second, %.1f hours for a million: %.0f x\n", peer, 1e6 / peer / 3600, n / t / peer
        }' batch.times
else
    note "batch skipped: copse batch is not there"
fi
echo

# -------------------------------------------------------------------------------------------- threads, ranks and memory
pair() { # name, then two commands: the wall time of the first over that of the second
    name=$1
    shift
    timed "$rounds" "$@" | awk -v name="$name" -v load="$load" '
        NR == 1 { one = $1 }
        NR == 2 { printf "%-44s %8.3f s  %8.3f s  %5.2f x   target 1.9: %s\n", name, one, $1, one / $1, (one / $1 >= 1.9 ? "reached" : load > 0.5 ? "not reached, but the machine was busy" : "NOT reached") }'
}
long="--method REML --replicates 20000000"
if [ "$cores" = 1 ]; then
    note "two threads and two ranks skipped: one core"
else
    printf '%-44s %10s  %10s\n' 'by the clock' one two
    [ -z "$run_bootstrap" ] || pair 'bootstrap, two threads against one' "$copse" $bootstrap $long --threads 1 ::: "$copse" $bootstrap $long --threads 2
    [ -z "$run_simulate" ] || pair 'simulate, two threads against one' "$copse" simulate design.yaml --quiet --replicates 10000000 --threads 1 ::: \
        "$copse" simulate design.yaml --quiet --replicates 10000000 --threads 2
    [ ! -s corpus.csv ] || pair 'batch, two threads against one' "$copse" $batch --method REML --threads 1 ::: "$copse" $batch --method REML --threads 2
    if ! command -v mpirun >/dev/null 2>&1; then
        note "ranks skipped: there is no mpirun"
    elif [ -n "$no_mpi" ] || [ ! -x "$mpi" ]; then
        note "ranks skipped: ${no_mpi:-$mpi is not there}"
    else
        if [ "$(id -u)" = 0 ]; then
            export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
        fi
        # long enough for the half second that mpirun takes to start, and so once only
        rounds=1
        more="--method REML --replicates 300000000 --threads 1"
        [ -z "$run_bootstrap" ] || pair 'bootstrap, two ranks against one' mpirun -n 1 "$mpi" $bootstrap $more ::: mpirun -n 2 "$mpi" $bootstrap $more
        more="design.yaml --quiet --replicates 150000000 --threads 1"
        [ -z "$run_simulate" ] || pair 'simulate, two ranks against one' mpirun -n 1 "$mpi" simulate $more ::: mpirun -n 2 "$mpi" simulate $more
    fi
fi
if [ -n "$run_bootstrap" ]; then
    timed 1 "$copse" $bootstrap --method REML --replicates 100000 ::: "$copse" $bootstrap --method REML --replicates 10000000 |
        awk 'NR == 1 { a = $3 } NR == 2 { printf "memory of bootstrap: %.0f MB for 100 thousand replicates, %.0f MB for 10 million\n", a, $3 }'
fi
if [ -n "$run_simulate" ]; then
    timed 1 "$copse" simulate design.yaml --quiet --replicates 100000 ::: "$copse" simulate design.yaml --quiet --replicates 10000000 |
        awk 'NR == 1 { a = $3 } NR == 2 { printf "memory of simulate: %.0f MB for 100 thousand replicates, %.0f MB for 10 million\n", a, $3 }'
fi
echo
cat peak lanes
