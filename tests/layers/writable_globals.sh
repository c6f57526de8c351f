#!/bin/sh
# writable_globals.sh LIBRARY: lists the objects' writable data and fails on any that is the library's own. Constant tables
# with pointers in them lie in .data.rel.ro, which nm marks d/D but which the loader makes read-only.
set -eu
found=$(objdump -t "$1" | awk '$0 ~ /[[:space:]]O[[:space:]]/ && $0 ~ /[[:space:]]\.(data|bss|tbss|tdata)(\.[^r][^[:space:]]*)?[[:space:]]/ && $0 !~ /__gcov|__asan|__odr_asan|__ubsan|\.data\.rel\.ro|Lubsan|_\.Lub/' |
    grep -vE '__llvm|lcov|\.LASAN|\.Lubsan' || true)
if [ -n "$found" ]; then
    echo "writable globals:"
    printf '%s\n' "$found"
    exit 1
fi
objdump -t "$1" | grep -q ' F ' || { echo "no symbols were read"; exit 1; }
