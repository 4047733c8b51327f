# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task costs that finds nothing to change."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.tests.bench.place import Playground
from ansible_collections.classic.azure.tests.bench.table import Goal, Table, in_turns, milliseconds

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
    """One task after the other."""
    place.play([OURS])
    (place.folder / "sdk.py").write_text(SDK)
    latest: dict[str, float] = {}

    def first(task: dict[str, Any], ours: bool = True) -> Callable[[], float]:
        """A playbook with one task, without what the empty one costs."""

        def measure() -> float:
            latest["one"] = place.play([task], in_process=ours)
            return latest["one"] - latest["none"]

        return measure

    def empty() -> float:
        latest["none"] = place.play([])
        return latest["none"]

    def further(task: dict[str, Any], times: int, ours: bool = True) -> Callable[[], float]:
        """One of several further tasks in the playbook that was measured before."""
        return lambda: (place.play([task] * (1 + times), in_process=ours) - latest["one"]) / times

    found = in_turns(
        {
            "an empty playbook": empty,
            f"{NAME}, in process, the first": first(OURS),
            f"{NAME}, in process": further(OURS, 20),
            f"{NAME}, the ordinary way, the first": first(OURS, ours=False),
            f"{NAME}, the ordinary way": further(OURS, 5, ours=False),
            "ansible.builtin.ping, the first": first(PING),
            "ansible.builtin.ping": further(PING, 5),
            "ansible.builtin.debug, the first": first(DEBUG),
            "ansible.builtin.debug": further(DEBUG, 20),
            "Microsoft's Python SDK, a process that asks once": lambda: place.run("python", "sdk.py"),
        }
    )
    ping = found["ansible.builtin.ping"]
    rows = [(name, milliseconds(value), f"{value / ping:.3f}") for name, value in found.items()]
    return Table(
        "1. A task with nothing to do",
        ("what", "ms", "x ping"),
        list(rows),
        "Each with a TLS handshake and a request of its own. With the first task of a playbook Ansible loads what it "
        "needs; a further one is measured as the mean of 20 or 5.",
        [
            Goal("a task with nothing to do, in process, x ping", found[f"{NAME}, in process"] / ping, 0.10),
            Goal("the same the ordinary way, x ping", found[f"{NAME}, the ordinary way"] / ping, 1.5),
        ],
    )


def loop(place: Playground) -> Table:
    """A hundred items."""
    place.play([OURS])

    def cost(task: dict[str, Any], items: int) -> Callable[[], float]:
        """Seconds for a hundred items more in a loop that has one."""

        def played(count: int) -> float:
            return place.play([{**task, "loop": list(range(count))}])

        return lambda: (played(1 + items) - played(1)) / items * 100

    found = in_turns(
        {
            f"{NAME}, in process": cost(OURS, 100),
            "ansible.builtin.ping": cost(PING, 10),
            "ansible.builtin.debug": cost(DEBUG, 100),
        }
    )
    ping = found["ansible.builtin.ping"]
    return Table(
        "2. A loop over 100 items with nothing to do",
        ("what", "s", "x 100 pings"),
        [(name, f"{value:.2f}", f"{value / ping:.3f}") for name, value in found.items()],
        "Without what a loop over one item costs. Pings were measured by 10 items, and stand for ten times as many.",
        [
            Goal(
                "a loop over 100 items, x 100 pings",
                found[f"{NAME}, in process"] / ping,
                0.02,
                f"Ansible's own part of a loop, by debug, is {found['ansible.builtin.debug'] / ping:.3f}",
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

    found = in_turns(
        {
            f"{NAME}, in process": call(NAME, words),
            f"{NAME}, the ordinary way": call(NAME, words, False),
            "ansible.builtin.ping": call("ansible.builtin.ping", ""),
        }
    )
    ping = found["ansible.builtin.ping"]
    rows = [(name, milliseconds(value), f"{value / ping:.2f}") for name, value in found.items()]
    return Table("3. A call from the command line, as a whole", ("what", "ms", "x ping"), list(rows))


def imports(folder: Path) -> Table:
    """What the ordinary way loads before it does anything."""
    folder.mkdir()
    libraries = ("requests", "lxml.etree", "cryptography.x509", "cryptography.hazmat.primitives.serialization.pkcs12")
    ours = "ansible_collections.classic.azure.plugins.modules.hosted_service"
    variants = {"Python itself": "pass", "ansible.module_utils.basic": "import ansible.module_utils.basic"}
    variants["the module, which loads no library yet"] = f"import {ours}"
    variants.update({f"the module, and {name}": f"import {ours}, {name}" for name in libraries})
    variants["the module, and all of them"] = f"import {ours}, {', '.join(libraries)}"
    found = in_turns({name: _process(folder, script) for name, script in variants.items()})
    rows = [(name, milliseconds(value)) for name, value in found.items()]
    return Table("9. What a module in a process of its own loads", ("a process that imports", "ms"), list(rows))


def _process(folder: Path, script: str) -> Callable[[], float]:
    def measure() -> float:
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", script], check=True, cwd=folder)
        return time.monotonic() - began

    return measure
