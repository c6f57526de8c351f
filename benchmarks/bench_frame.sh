# What the scripts of this folder that compare one command or program share; they source it from the project's folder:
# a scratch folder $work that goes at the end, the number format, and the functions below.
# shellcheck shell=sh
LC_ALL=C
export LC_ALL
work=$(mktemp -d "${TMPDIR:-/tmp}/copse-bench.XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# build FOLDER TARGET: makes the target there, with no more jobs than processors; sets $bin and COPSE_DATADIR.
build() {
    [ -f "$1/CMakeCache.txt" ] || cmake -S . -B "$1" -DCMAKE_BUILD_TYPE=Release >"$work/log" 2>&1 || exit 3
    cmake --build "$1" --parallel "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" --target "$2" >"$work/log" 2>&1 ||
        { tail -n 20 "$work/log" >&2; exit 3; }
    # shellcheck disable=SC2034 # of the scripts that source this
    bin=$(cd "$1" && pwd)/bin
    COPSE_DATADIR=$(cd "$1" && pwd)/share/copse
    export COPSE_DATADIR
}

# name_machine WHAT: processor, cores, load, commit, and what the times are.
name_machine() {
    cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
    echo "${cpu:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN 2>/dev/null || echo '?') cores, load $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo '?')"
    echo "commit $(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown); $1"
}

# no_peer PACKAGE...: why R with these packages cannot be asked; nothing where it can.
no_peer() {
    command -v Rscript >/dev/null 2>&1 || { echo "R is missing"; return; }
    for package in "$@"; do
        Rscript -e "suppressMessages(library($package))" >/dev/null 2>&1 || { echo "R has no $package"; return; }
    done
}
