# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that root starts: as an ordinary user it runs machines in a folder, and writes what it saw as JSON.

It loads all that it needs while it may read it: Python can be in a folder that only root enters.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.live.provisioning import ProvisioningRecord, disk_name
from ansible_collections.classic.azure.emulator.live.world import RuntimeFailure
from ansible_collections.classic.azure.tests.emulated import reactor_thread
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper.running import (
    Machines,
    children,
    eventually,
    link,
    machine,
)
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper.test_isolation import ATTEMPTS, PYTHON_ATTEMPTS

USER = 65534


def observe(machines: Machines) -> dict[str, Any]:
    """What machines of an ordinary user do. Raises RuntimeFailure where they cannot run."""
    machines.check()
    web = machine("web", "10.0.0.4", "blue")
    custom_data = base64.b64encode(b"custom").decode()
    machines.runtime.folder.write_pending_record(web.key, ProvisioningRecord("web", "student", custom_data=custom_data))
    machines.start(web)
    other = machines.start(machine("other", "10.0.0.5", "blue"))
    keeper = machines.runtime._keeper
    assert keeper is not None
    outside = [os.getpid(), keeper.pid, *children(keeper.pid)]
    given = {"outside": outside, "host_file": __file__, "port": 1, "abstract": b"\0none"}
    escaped = [name for name, script in ATTEMPTS.items() if machines.run(web, script).status == 0] + [
        name
        for name, script in PYTHON_ATTEMPTS.items()
        if "escaped" in machines.run(web, "exec python3 -IS -", data=script.format(**given).encode()).output
    ]
    seen = {
        "ids": machines.runtime.id_count,
        "limitation": machines.runtime.limitation or "",
        "escaped": escaped,
        "student": machines.run(
            web, "echo $USER; pwd; id -un; touch own && echo writes; sudo cat /var/lib/waagent/CustomData", "student"
        ).output,
        "port": machines.run(web, "python3 -c 'import socket; socket.create_server((\"\", 80))' && echo bound").output,
        "names": machines.run(other, "grep -c -e web -e other /etc/hosts").output,
    }
    bomb = "import os, time\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        time.sleep(1)"
    machines.process(web, ["python3", "-c", bomb])
    eventually(lambda: len(children(keeper.pid)) > 1000)
    seen["beside a fork bomb"] = machines.run(other, "echo runs").output
    machines.stop(web)
    machines.do(machines.runtime.delete_disk, link("web"))
    seen["deleted"] = not (machines.folder / "disks" / disk_name(link("web"))).exists()
    machines.close()
    eventually(lambda: not any(Path(f"/proc/{number}").exists() for number in outside[1:]))
    return seen


def main() -> None:
    folder, python, keeper = sys.argv[1:]
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    tempfile.tempdir = folder
    with reactor_thread():
        machines = Machines(Path(folder) / "live", {"python": python, "keeper": Path(keeper)})
        try:
            seen = observe(machines)
        except RuntimeFailure as failure:
            seen = {"refused": str(failure)}
            machines.close()
    print(json.dumps(seen), flush=True)
    # The interpreter's end would look for modules that this user may not read.
    os._exit(0)


if __name__ == "__main__":
    main()
