#!/bin/sh
# usage: disk.sh DRIVER
# A disk that gets full: work without shards comes to its result and warns; a shard ends with an error. The checkpoint that
# was there stays whole, and once there is room the work goes on from it. Needs a mount namespace.
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
driver=$1
work=$(mktemp -d) || exit 99
disk=$work/disk
trap 'umount "$disk" 2>/dev/null; rm -rf "$work"' EXIT
mkdir "$disk"
cd "$work" || exit 99
fail() {
    echo "$*"
    exit 1
}
job="replicates=20000 block=64 slow=300 every=0.01 threads=2"
# shellcheck disable=SC2086
{
    "$driver" $job out=whole || fail "the run itself fails"
    mount -t tmpfs -o size=300k none "$disk" || exit 99 # the rows need 480 kB
    "$driver" $job out=some checkpoint=disk/run 2>said || fail "no result: $(cat said)"
    cmp whole some || fail "other bytes"
    grep -q '^warning: cannot write the checkpoint disk/run: No space left' said || fail "no warning: $(cat said)"
    [ "$(ls disk)" = run ] || fail "left: $(ls disk)"
    cp disk/run kept # a whole one, of the time before
    "$driver" $job out=some checkpoint=kept resume=1 || fail "the checkpoint is not whole"
    cmp whole some || fail "resumed: other bytes"
    rm disk/run

    "$driver" $job shard=1 shards=1 checkpoint=disk/part 2>said && fail "a shard on a full disk"
    [ "$(wc -l <said)" -eq 1 ] && grep -q '^cannot write the checkpoint disk/part: No space left' said || fail "$(cat said)"
    [ "$(ls disk)" = part ] || fail "left: $(ls disk)"
    "$driver" $job shard=1 shards=1 checkpoint=disk/part resume=1 2>said && fail "still no room"
    mount -o remount,size=2m "$disk" || exit 99
    "$driver" $job shard=1 shards=1 checkpoint=disk/part resume=1 || fail "there is room now"
    "$driver" $job out=some merge=disk/part || fail "merge"
    cmp whole some || fail "shard: other bytes"

    dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null # not one byte left
    "$driver" $job out=some checkpoint=disk/none 2>said && fail "begun without a place for the checkpoint"
    grep -q '^cannot write the checkpoint disk/none: No space left' said || fail "$(cat said)"
    [ ! -e disk/none ] && [ ! -e disk/none.part ] || fail "left: $(ls disk)"
}
