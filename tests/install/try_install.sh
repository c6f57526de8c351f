#!/bin/sh
# try_install.sh CMAKE BUILD_DIRECTORY THIS_DIRECTORY C_COMPILER
set -eu
cmake=$1 build=$2 here=$3 compiler=$4
prefix=$build/tests/install/prefix work=$build/tests/install/outside
first=$build/tests/install/first
rm -rf "$prefix" "$work" "$first"
"$cmake" --install "$build" --prefix "$first" >"$build/tests/install/log" 2>&1 || { cat "$build/tests/install/log"; exit 1; }
mv "$first" "$prefix" # what is installed may be moved

need() {
    for path in "$@"; do
        # shellcheck disable=SC2086
        ls $prefix/$path >/dev/null 2>&1 || { echo "not installed: $path"; exit 1; }
    done
}
need bin/copse 'lib*/libcopse.a' 'lib*/libcopse.so' 'lib*/libcopse-core.a' 'lib*/pkgconfig/copse.pc' include/copse/copse.h \
    'lib*/cmake/copse/copse-config.cmake' share/copse/datasets/bcg/bcg.csv share/copse/datasets/peer_support/protocol.yaml \
    share/copse/plots/forest.gp share/man/man1/copse.1 share/man/man1/copse-pool.1

# the program in its place, with nothing of the build tree in its environment
env -u COPSE_DATADIR "$prefix/bin/copse" data | grep -q smit2023 || { echo "the installed program has no data sets"; exit 1; }

mkdir -p "$work/a place"
cp -R "$prefix/bin" "$prefix/share" "$work/a place"
(cd / && env -u COPSE_DATADIR COPSE_GNUPLOT=/nonexistent "$work/a place/bin/copse" plot forest @smit2023 \
    -o "$work/a place/forest.gp" -q && test -s "$work/a place/forest.gp") || { echo "not in a folder with a space in its name"; exit 1; }
cp "$here/outside.c" "$work/outside.c"
cp "$here/CMakeLists.outside.txt" "$work/CMakeLists.txt"
library=$(dirname "$(ls -d "$prefix"/lib/pkgconfig "$prefix"/lib/*/pkgconfig 2>/dev/null | head -n 1)")
export PKG_CONFIG_PATH="$library/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
# shellcheck disable=SC2046
"$compiler" "$work/outside.c" -o "$work/by-pkgconfig" $(pkg-config --cflags copse) $(pkg-config --libs copse) -lm
# shellcheck disable=SC2046
"$compiler" "$work/outside.c" -o "$work/by-pkgconfig-static" $(pkg-config --cflags copse) "$library/libcopse.a" \
    $(pkg-config --static --libs copse | sed 's/-lcopse\( \|$\)/ /') -lm

"$cmake" -S "$work" -B "$work/build" -DCMAKE_C_COMPILER="$compiler" -Dcopse_ROOT="$prefix" >"$work/log" 2>&1 &&
    "$cmake" --build "$work/build" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

for program in by-pkgconfig by-pkgconfig-static build/with-copse build/with-copse-static build/with-copse-core \
    build/with-copse-core-static; do
    said=$(LD_LIBRARY_PATH="$library" "$work/$program") || { echo "$program fails"; exit 1; }
    case "$said" in "0.1.0 -1.3"*) ;; *) echo "$program says: $said"; exit 1 ;; esac
done
echo "installed, and six outside programs agree"
