#!/bin/sh
# From a fresh machine to the pooled analyses of the peer-support trials. Usage: sh scripts/demo.sh [DIRECTORY]
set -eu
cd "$(dirname "$0")/.."
results=${1:-copse-results}
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

sh scripts/install-deps.sh
echo "copse: building (about a minute the first time)" >&2
cmake -S . -B build/release -DCMAKE_BUILD_TYPE=Release -DCOPSE_TESTS=OFF >build-demo.log 2>&1 &&
    cmake --build build/release --parallel "$jobs" >>build-demo.log 2>&1 || {
    tail -n 30 build-demo.log >&2
    echo "copse: the build failed; the whole log is in $PWD/build-demo.log" >&2
    exit 3
}
rm -f build-demo.log
build/release/bin/copse run @peer_support -o "$results"
echo "
More: build/release/bin/copse help"
