#!/bin/sh
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Has a script of /etc/init.d start when the machine boots, or not: links in /etc/rc2.d, and where others look for them.
while [ "${1-}" = -f ] || [ "${1-}" = -n ]; do shift; done
name=${1-} action=${2-}
[ -n "$name" ] && [ -n "$action" ] || { echo "usage: update-rc.d NAME defaults|enable|disable|remove" >&2; exit 1; }
case $name in */*) echo "update-rc.d: $name is no name" >&2; exit 1 ;; esac
if [ "$action" != remove ] && [ ! -e "/etc/init.d/$name" ]; then
    echo "update-rc.d: /etc/init.d/$name is not there" >&2
    exit 1
fi
for level in 0 1 2 3 4 5 6; do
    mkdir -p "/etc/rc$level.d"
    rm -f "/etc/rc$level.d"/[SK][0-9][0-9]"$name"
    case $action:$level in
        remove:*) ;;
        defaults:[2345]|enable:[2345]|start:[2345]) ln -s "../init.d/$name" "/etc/rc$level.d/S20$name" ;;
        *) ln -s "../init.d/$name" "/etc/rc$level.d/K80$name" ;;
    esac
done
