#!/bin/sh
# Makes a root for live machines: an unpacked Debian in which root may install packages, and has real users and groups.
#
#   machine_root.sh FOLDER [SUITE|ARCHIVE]
#
# FOLDER is then what the emulator is given as --machine-root. It is made, or has to be empty. Machines never write to
# it: each has a layer of its own over it, and all that run at a time may share it.
#
# With the name of a suite of Debian (bookworm, if none is named) mmdebstrap makes the root from packages of
# $MIRROR (that of mmdebstrap, if unset): this takes some 40 to 90 seconds and 200 MB, and needs a network, mmdebstrap, and
# root or ids in /etc/subuid and /etc/subgid with newuidmap and newgidmap (Debian's package uidmap).
#
# With an archive that tar reads (a root that mmdebstrap, debootstrap or `podman export` made; debian:bookworm-slim
# does not do: Ansible wants python3) nothing else is needed. An ordinary user without ids in /etc/subuid can only do
# this; then all files belong to one user, and packages that make users cannot be installed in machines.
#
# $PACKAGES are installed beside what every Debian has; the list below is what Ansible and people expect.
#
# Whoever runs the emulator has to be who ran this: the ids of the files are those of his machines.
set -eu

here=$(dirname "$(readlink -f "$0")")
python=${PYTHON:-python3}
packages=${PACKAGES:-acl,apt-utils,ca-certificates,curl,iproute2,iputils-ping,less,nano,openssh-client,procps,python3,python3-apt,sudo,vim-tiny}
start='import sys; sys.path.append(sys.argv.pop(1)); from keeper.unpack import main; main()'

fail() {
    echo "machine_root.sh: $1" >&2
    exit 1
}

[ $# -ge 1 ] && [ $# -le 2 ] || fail "usage: machine_root.sh FOLDER [SUITE|ARCHIVE]"
folder=$1
source=${2:-bookworm}
[ ! -e "$folder" ] || [ -d "$folder" ] || fail "$folder is no folder"
if [ -d "$folder" ] && [ -n "$(ls -A "$folder")" ]; then
    fail "$folder is not empty: name a folder that is, or that is not there yet"
fi

unpack() {
    "$python" -I -S -B -c "$start" "$here" "$folder" ||
        fail "the root cannot be unpacked to $folder"
    [ -x "$folder/usr/bin/python3" ] || [ -L "$folder/usr/bin/python3" ] ||
        fail "what was unpacked to $folder has no /usr/bin/python3, which Ansible needs: name another archive"
}

if [ -f "$source" ]; then
    case $source in
        *.gz | *.tgz) gzip -dc "$source" | unpack ;;
        *.xz) xz -dc "$source" | unpack ;;
        *.zst) zstd -dc "$source" | unpack ;;
        *) unpack <"$source" ;;
    esac
else
    case $source in
        */* | *.*) fail "there is no archive $source" ;;
    esac
    command -v mmdebstrap >/dev/null ||
        fail "mmdebstrap is missing: install it (apt install mmdebstrap uidmap), or name an archive with a root"
    archive=$(mktemp "${TMPDIR:-/tmp}/machine-root.XXXXXX")
    trap 'rm -f "$archive"' EXIT
    # shellcheck disable=SC2016 # $1 is what mmdebstrap gives its hooks
    mmdebstrap --quiet --variant=minbase --format=tar --include="$packages" \
        --aptopt='Apt::Install-Recommends "false"' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --customize-hook='rm -f "$1"/etc/hostname "$1"/etc/resolv.conf' \
        "$source" "$archive" ${MIRROR:+"$MIRROR"} || fail "mmdebstrap cannot make a root of $source"
    unpack <"$archive"
fi
echo "$folder is ready: start the emulator with --live --machine-root $folder"
