#!/bin/sh
# header_alone.sh C_COMPILER CXX_COMPILER|none INCLUDE_DIRECTORY HEADER
set -eu
flags="-Wall -Wextra -Werror -pedantic"
# shellcheck disable=SC2086
printf '#include <%s>\n' "$4" | "$1" -std=c11 $flags -I"$3" -x c -fsyntax-only -
[ "$2" = none ] && { echo "no C++ compiler: C++17 not tried"; exit 0; }
# shellcheck disable=SC2086
printf '#include <%s>\n' "$4" | "$2" -std=c++17 $flags -I"$3" -x c++ -fsyntax-only -
