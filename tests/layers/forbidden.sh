#!/bin/sh
# forbidden.sh COMPILER ROOM_BUILD_DIRECTORY HEADER: that header must not compile in that room.
set -eu
compiler=$1 room=$2 header=$3
try() {
    printf '%s\nint copse_probe(void);\nint copse_probe(void) { return 0; }\n' "$1" |
        "$compiler" -std=c11 -D_XOPEN_SOURCE=700 -I"$room/forbidden" -I"$room/include" -x c -fsyntax-only - 2>&1
}
try '#include <copse/base.h>' || { echo "even an allowed include does not compile"; exit 1; }
if said=$(try "#include <$header>"); then
    echo "<$header> compiles in $room, but may not"
    exit 1
fi
case "$said" in *"may not include"* | *"No such file"* | *"file not found"*) exit 0 ;; esac
printf '%s\n' "$said"
exit 1
