#!/bin/sh
# Installs what copse needs to build, run and test, where something is missing. Debian and Ubuntu are the tested systems;
# dnf, brew and pacman are a best effort. Usage: sh scripts/install-deps.sh [--tests]
set -eu

tests=no
[ "${1:-}" = "--tests" ] && tests=yes

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# need_root COMMAND...: says what is going to run; ends where nobody may run it.
need_root() {
    if [ "$(id -u)" -eq 0 ]; then
        echo "copse: $*" >&2
    elif command -v sudo >/dev/null 2>&1; then
        echo "copse: needs root rights, asks sudo for: $*" >&2
        sudo true || exit 3 # not -v, which asks for a password that an account may not have
    else
        echo "copse: some packages are missing, only root may install them, and there is no sudo here. As root run:" >&2
        echo "    $*" >&2
        echo "and then this again." >&2
        exit 3
    fi
}

# quietly COMMAND...: what it prints is shown only when it fails.
quietly() {
    log=$(mktemp)
    if "$@" >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        tail -n 30 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# True when everything is there already: then no package manager is asked at all.
have_all() {
    for program in cmake pkg-config gnuplot; do
        command -v "$program" >/dev/null 2>&1 || return 1
    done
    command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1 || return 1
    for module in gsl jansson yaml-0.1 libutf8proc nettle expat libzip; do
        pkg-config --exists "$module" || return 1
    done
    printf '#include <csv.h>\nint main(void) { return 0; }\n' | ${CC:-cc} -x c -fsyntax-only - 2>/dev/null || return 1
    [ "$tests" = no ] && return 0
    pkg-config --exists check && command -v python3 >/dev/null 2>&1
}

# A fresh container has no package lists, and a first try may meet old lists or a passing fault of the network.
apt_install() {
    need_root apt-get install -y --no-install-recommends "$@"
    set -- as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
    quietly "$@" 2>/dev/null && return 0
    quietly as_root apt-get update -q || true
    quietly "$@" || { echo "copse: apt-get could not install the packages" >&2; exit 3; }
}

install_with_apt() {
    # gnuplot-nox has the cairo terminals for PDF, SVG and PNG and needs no display.
    set -- gcc libc6-dev cmake make pkg-config libgsl-dev libcsv-dev libjansson-dev libyaml-dev \
        libutf8proc-dev nettle-dev libexpat1-dev libzip-dev fonts-dejavu-core
    command -v gnuplot >/dev/null 2>&1 || set -- "$@" gnuplot-nox
    [ "$tests" = yes ] && set -- "$@" check python3 python3-jsonschema g++ libopenmpi-dev openmpi-bin
    apt_install "$@"
}

install_with_dnf() {
    set -- gcc cmake make pkgconf gsl-devel libcsv-devel jansson-devel libyaml-devel utf8proc-devel \
        nettle-devel expat-devel libzip-devel gnuplot dejavu-sans-fonts
    [ "$tests" = yes ] && set -- "$@" check-devel python3 python3-jsonschema gcc-c++ openmpi-devel
    need_root dnf install -y "$@"
    as_root dnf install -y "$@"
}

install_with_pacman() {
    set -- gcc cmake make pkgconf gsl libcsv jansson libyaml libutf8proc nettle expat libzip gnuplot ttf-dejavu
    [ "$tests" = yes ] && set -- "$@" check python python-jsonschema openmpi
    need_root pacman -S --needed --noconfirm "$@"
    as_root pacman -S --needed --noconfirm "$@"
}

install_with_brew() { # brew refuses to run as root
    set -- cmake pkg-config gsl libcsv jansson libyaml utf8proc nettle expat libzip gnuplot libomp
    [ "$tests" = yes ] && set -- "$@" check open-mpi
    brew install "$@"
}

if have_all; then
    exit 0
fi
for manager in apt-get dnf pacman brew; do
    command -v "$manager" >/dev/null 2>&1 || continue
    case "$manager" in
    apt-get) install_with_apt ;;
    dnf) install_with_dnf ;;
    pacman) install_with_pacman ;;
    brew) install_with_brew ;;
    esac
    exit 0
done
echo "copse: no package manager known here; install a C compiler, cmake, pkg-config, gsl, libcsv, jansson," \
    "libyaml, utf8proc, nettle, expat, libzip and gnuplot, then run this again" >&2
exit 3
