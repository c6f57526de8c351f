#!/bin/sh
# Builds with warnings as errors and runs every test of the default set. Usage: sh scripts/test.sh [CTEST OPTIONS]
set -eu
cd "$(dirname "$0")/.."

sh scripts/install-deps.sh --tests
# A new build folder is Ninja's where there is one: make starts itself again for each of its two hundred targets.
command -v ninja >/dev/null 2>&1 && export CMAKE_GENERATOR="${CMAKE_GENERATOR:-Ninja}"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
cmake -S . -B build/test -DCMAKE_BUILD_TYPE=Release -DCOPSE_WERROR=ON
cmake --build build/test --parallel "$jobs"
# One more than there are processors: some tests mostly wait.
ctest --test-dir build/test --output-on-failure --parallel "$((jobs + 1))" --label-exclude slow "$@"
