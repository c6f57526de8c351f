#!/bin/sh
# usage: test_fault_driver.sh DRIVER FAULTY SHIM
# The driver passes a program that behaves, and finds each fault of one that does not.
set -u
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
for mode in good crash leak silent dumb file; do
  mkdir "$work/$mode" "$work/$mode/in"
  if "$1" "$2" "$3" "$work/$mode/in" out both -- "$mode" >"$work/said"; then found=no; else found=no; grep -q "^allocation" "$work/said" && found=yes; fi
  case $mode,$found in
    good,no | [!g]*,yes) ;; # found: a fault, not a failure of the driver
    *) echo "$mode: $(cat "$work/said")"; exit 1 ;;
  esac
done
