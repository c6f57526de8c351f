#!/bin/sh
# usage: filling.sh COPSE
# `copse run` on disks too small for all that it writes: exit code 3 and one line, and whatever file is there is whole,
# with nothing half-written beside it. Needs a mount namespace (root, or unprivileged user namespaces).
set -u
if [ "${2:-}" != inside ]; then
    for how in -m -rm; do
        # shellcheck disable=SC2016
        unshare $how sh -c 'd=$(mktemp -d); mount -t tmpfs -o size=64k none "$d"; r=$?; umount "$d"; rmdir "$d"; exit $r' \
            >/dev/null 2>&1 && exec unshare $how sh "$0" "$1" inside
    done
    echo "skipped: no small disk can be mounted here"
    exit 77
fi

copse=$1
work=$(mktemp -d) || exit 99
disk=$work/disk
trap 'umount "$disk" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$disk"
cd "$work" || exit 99
"$copse" run @smit2023 -o whole -q || { echo "the run itself fails"; exit 1; }
all=$(du -sk whole)
all=${all%%[!0-9]*}
wrong=0 failed=0 part=1
while [ $part -lt 16 ]; do # one sixteenth of the room, two, ...
    mount -t tmpfs -o size=$((all * part / 16))k none "$disk" || exit 99
    "$copse" run @smit2023 -o "$disk/out" -q >out 2>err
    code=$?
    case $code in
    0) ;;
    3) failed=$((failed + 1)); [ "$(wc -l <err)" -eq 1 ] || { echo "part $part: $(cat err)"; wrong=1; } ;;
    *) echo "part $part: exit code $code: $(cat err)"; wrong=1 ;;
    esac
    for file in $(cd "$disk" && find out -type f ! -name manifest.json); do # the manifest has the command line in it
        cmp -s "$disk/$file" "whole/${file#out/}" || { echo "part $part: $file is not whole"; wrong=1; }
    done
    [ $code -eq 0 ] || [ ! -e "$disk/out/manifest.json" ] || { echo "part $part: a manifest of a failed run"; wrong=1; }
    umount "$disk"
    part=$((part + 1))
done
[ $failed -gt 3 ] || { echo "only $failed runs met a full disk"; wrong=1; }

# A limit on the size of files is a failed write, too, and no death by signal.
(ulimit -f 20 && exec "$copse" run @smit2023 -o limited -q 2>err) >out 2>&1
code=$?
if [ $code -ne 3 ] || [ "$(find limited -type f | wc -l)" -ne 0 ]; then
    echo "file size limit: exit code $code: $(cat err; find limited -type f)"
    wrong=1
fi
exit $wrong
