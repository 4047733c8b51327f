# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""shutdown(8), reboot(8), poweroff(8) and halt(8) of machines: process 1 is asked to, now, whatever time is named."""

from __future__ import annotations

import json
import os
import socket
import sys

SOCKET = "/run/process1.socket"


def main() -> int:
    name, arguments = os.path.basename(sys.argv[0]), sys.argv[1:]
    if "--help" in arguments:
        print(f"usage: {name} [-r|-h|-P|-c] [now] [message]")
        return 0
    if name == "shutdown" and ("-c" in arguments or "-k" in arguments):
        return 0
    again = name == "reboot" or (name == "shutdown" and bool({"-r", "--reboot"} & set(arguments)))
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as channel:
        channel.connect(SOCKET)
        channel.send(json.dumps({"do": "reboot" if again else "poweroff"}).encode())
        answer = json.loads(channel.recv(65536) or b"{}")
    if "error" in answer:
        print(f"{name}: {answer['error']}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
