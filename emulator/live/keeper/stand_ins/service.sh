#!/bin/sh
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a script of /etc/init.d, as Debian's command of this name does without systemd.
usage() { echo "usage: service NAME start|stop|restart|reload|status, service --status-all" >&2; exit 1; }
case ${1-} in
    --status-all)
        for script in /etc/init.d/*; do
            [ -x "$script" ] || continue
            if "$script" status >/dev/null 2>&1; then sign=+; else sign=-; fi
            echo " [ $sign ]  ${script##*/}"
        done
        exit 0 ;;
    ''|-*|*/*) usage ;;
esac
[ $# -ge 2 ] || usage
name=$1
shift
if [ ! -x "/etc/init.d/$name" ]; then
    echo "$name: unrecognized service" >&2
    exit 4
fi
cd / || exit 1
if [ "$1" = --full-restart ]; then
    "/etc/init.d/$name" stop
    set -- start
fi
exec env -i LANG="${LANG-C.UTF-8}" PATH="$PATH" TERM="${TERM-dumb}" "/etc/init.d/$name" "$@"
