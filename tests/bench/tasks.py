# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time of a task that changes nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.tests.bench.place import Playground
from ansible_collections.classic.azure.tests.bench.table import Goal, Table, interleaved, milliseconds

SERVICE = {"name": "bench", "location": "West US"}
NAME = "classic.azure.hosted_service"
OURS: dict[str, Any] = {NAME: SERVICE}
PING: dict[str, Any] = {"ansible.builtin.ping": {}}
DEBUG: dict[str, Any] = {"ansible.builtin.debug": {"msg": "nothing"}}

SDK = """
from azure.servicemanagement import ServiceManagementService
import os
service = ServiceManagementService(
    os.environ["AZURE_SUBSCRIPTION_ID"], os.environ["AZURE_CERT_PATH"], os.environ["AZURE_ENDPOINT"].split("//")[1]
)
assert service.get_hosted_service_properties("bench").service_name == "bench"
"""


def single(place: Playground) -> Table:
    """Single tasks."""
    place.play([OURS])
    (place.folder / "sdk.py").write_text(SDK)
    latest: dict[str, float] = {}

    def first(task: dict[str, Any], ours: bool = True) -> Callable[[], float]:
        """A playbook with one task, minus the time of the empty playbook."""

        def measure() -> float:
            latest["one"] = place.play([task], in_process=ours)
            return latest["one"] - latest["none"]

        return measure

    def empty() -> float:
        latest["none"] = place.play([])
        return latest["none"]

    def further(task: dict[str, Any], times: int, ours: bool = True) -> Callable[[], float]:
        """The mean of further tasks in the playbook that was measured before."""
        return lambda: (place.play([task] * (1 + times), in_process=ours) - latest["one"]) / times

    found = interleaved(
        {
            "empty playbook": empty,
            f"{NAME}, in process, first task": first(OURS),
            f"{NAME}, in process": further(OURS, 20),
            f"{NAME}, separate process, first task": first(OURS, ours=False),
            f"{NAME}, separate process": further(OURS, 5, ours=False),
            "ansible.builtin.ping, first task": first(PING),
            "ansible.builtin.ping": further(PING, 5),
            "ansible.builtin.debug, first task": first(DEBUG),
            "ansible.builtin.debug": further(DEBUG, 20),
            "Microsoft's Python SDK, a process with one request": lambda: place.run("python", "sdk.py"),
        }
    )
    ping = found["ansible.builtin.ping"]
    rows = [(name, milliseconds(value), f"{value / ping:.3f}") for name, value in found.items()]
    return Table(
        "1. A task without changes",
        ("what", "ms", "x ping"),
        list(rows),
        "Each task includes a TLS handshake and one request. The first task of a playbook also includes what Ansible "
        "loads; the others are the mean of 5 or 20 further tasks. The empty playbook is subtracted.",
        [
            Goal("a task without changes, in process, x ping", found[f"{NAME}, in process"] / ping, 0.10),
            Goal("a task without changes, separate process, x ping", found[f"{NAME}, separate process"] / ping, 1.5),
        ],
    )


def loop(place: Playground) -> Table:
    """A loop over a hundred items."""
    place.play([OURS])

    def cost(task: dict[str, Any], items: int) -> Callable[[], float]:
        """Seconds for a hundred additional items of a loop."""

        def played(count: int) -> float:
            return place.play([{**task, "loop": list(range(count))}])

        return lambda: (played(1 + items) - played(1)) / items * 100

    found = interleaved(
        {
            f"{NAME}, in process": cost(OURS, 100),
            "ansible.builtin.ping": cost(PING, 10),
            "ansible.builtin.debug": cost(DEBUG, 100),
        }
    )
    ping = found["ansible.builtin.ping"]
    return Table(
        "2. A loop over 100 items without changes",
        ("what", "s", "x 100 pings"),
        [(name, f"{value:.2f}", f"{value / ping:.3f}") for name, value in found.items()],
        "The time of a loop over one item is subtracted. The ping was measured with 10 items and extrapolated to 100.",
        [
            Goal(
                "a loop over 100 items, x 100 pings",
                found[f"{NAME}, in process"] / ping,
                0.02,
                f"Ansible's own share of a loop, measured with debug, is {found['ansible.builtin.debug'] / ping:.3f}",
            )
        ],
    )


def cold(place: Playground) -> Table:
    """A single call from the command line."""
    place.play([OURS])
    words = " ".join(f"{name}='{value}'" for name, value in SERVICE.items())
    local = f"ansible_python_interpreter={sys.executable}"

    def call(module: str, arguments: str, in_process: bool = True) -> Callable[[], float]:
        command = ("ansible", "localhost", "-m", module, "-a", arguments, "-e", local)
        return lambda: place.run(*command, in_process=in_process)

    found = interleaved(
        {
            f"{NAME}, in process": call(NAME, words),
            f"{NAME}, separate process": call(NAME, words, False),
            "ansible.builtin.ping": call("ansible.builtin.ping", ""),
        }
    )
    ping = found["ansible.builtin.ping"]
    rows = [(name, milliseconds(value), f"{value / ping:.2f}") for name, value in found.items()]
    return Table("3. A call of `ansible` from the command line, total time", ("what", "ms", "x ping"), list(rows))


def imports(folder: Path) -> Table:
    """The import time of a module in a separate process."""
    folder.mkdir()
    libraries = ("requests", "lxml.etree", "cryptography.x509", "cryptography.hazmat.primitives.serialization.pkcs12")
    ours = "ansible_collections.classic.azure.plugins.modules.hosted_service"
    variants = {"the Python interpreter": "pass", "ansible.module_utils.basic": "import ansible.module_utils.basic"}
    variants["the module without libraries"] = f"import {ours}"
    variants.update({f"the module and {name}": f"import {ours}, {name}" for name in libraries})
    variants["the module and all libraries"] = f"import {ours}, {', '.join(libraries)}"
    found = interleaved({name: _process(folder, script) for name, script in variants.items()})
    rows = [(name, milliseconds(value)) for name, value in found.items()]
    return Table("9. Import time of a module in a separate process", ("imports", "ms"), list(rows))


def _process(folder: Path, script: str) -> Callable[[], float]:
    def measure() -> float:
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", script], check=True, cwd=folder)
        return time.monotonic() - began

    return measure
