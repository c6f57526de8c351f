#!/bin/sh
# clang-format (version 14), clang-tidy (one file a run: several at once give false va_list reports) and shellcheck. Usage: sh scripts/lint.sh [BUILD DIRECTORY]
set -eu
cd "$(dirname "$0")/.."
build=${1:-build/test}
status=0

git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror || status=1
git ls-files '*.sh' .ci/run | xargs shellcheck -S warning || status=1
if [ -f "$build/compile_commands.json" ]; then
    git ls-files 'src/*.c' | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 clang-tidy --quiet -p "$build" || status=1
else
    echo "no $build/compile_commands.json: run scripts/test.sh first for clang-tidy" >&2
    status=1
fi
exit $status
