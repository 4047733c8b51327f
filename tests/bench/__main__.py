# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure, print tables and whether the goals are met, and write them to docs/benchmarks.md.

With names of tables as arguments, measure only those and write nothing.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from threading import Thread

from ansible import __version__ as core_version
from ansible_collections.classic.azure.emulator.tls.authority import prepare
from ansible_collections.classic.azure.tests.bench import (
    connection,
    environments,
    fleet,
    inventory,
    live,
    speed,
    tasks,
    wire,
)
from ansible_collections.classic.azure.tests.bench.place import Playground, emulator
from ansible_collections.classic.azure.tests.bench.table import ROUNDS, Table
from ansible_collections.classic.azure.tests.emulated import Service, reactor_thread, start_emulator

PAGE = Path(__file__).parents[2] / "docs/benchmarks.md"


@contextmanager
def playground(folder: Path, profile: str) -> Iterator[Playground]:
    folder.mkdir()
    with emulator(folder / "emulator", "--profile", profile) as one:
        yield Playground(folder, one)


def on(measure: Callable[[Playground], Table], profile: str = "instant") -> Callable[[Path], Table]:
    """A table about playbooks that use an emulator."""

    def measured(folder: Path) -> Table:
        with playground(folder, profile) as place:
            return measure(place)

    return measured


def in_thread(thread: Thread, measure: Callable[[Callable[[str], Service]], Table]) -> Callable[[Path], Table]:
    """A table about requests to emulators in this process, one for each latency profile."""

    def measured(folder: Path) -> Table:
        authority = prepare(folder)
        return measure(lambda profile: start_emulator(thread, authority, profile, True).new_service())

    return measured


def all_tables(thread: Thread) -> dict[str, Callable[[Path], Table]]:
    """The tables, by short name."""
    return {
        "task": on(tasks.single),
        "loop": on(tasks.loop),
        "cold": on(tasks.cold),
        "wire": in_thread(thread, wire.requests_by_module),
        "environment": on(environments.fleet, f"seconds:{fleet.SECONDS}"),
        "scale": environments.scale,
        "fleet": on(fleet.fleet, f"seconds:{fleet.SECONDS}"),
        "waiting": in_thread(thread, wire.waiting),
        "inventory": on(inventory.inventory),
        "emulator": speed.emulation,
        "imports": tasks.imports,
        "connection": on(connection.connection),
        "machines": live.machines,
        "site": live.site,
        "play": live.play,
    }


def page(tables: list[Table]) -> str:
    """All tables, as Markdown."""
    when = datetime.now(timezone.utc).date()
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
    verdicts = [f"| {goal.words} | {goal.limit:.3g} | {goal.verdict} |" for table in tables for goal in table.goals]
    return "\n".join(
        [
            "# Benchmarks",
            "",
            f"Printed by `make bench` on {when}: ansible-core {core_version}, Python {platform.python_version()}, "
            f"{machine}.",
            f"All values are medians of {ROUNDS} rounds; variants that are compared are measured alternately. The",
            "requests go to the emulator on the same machine, so network latency is not included.",
            "",
            *(f"{table.markdown()}\n" for table in tables),
            "## Goals",
            "",
            "| measure | at most | result |",
            "| --- | --: | --- |",
            *verdicts,
            "",
        ]
    )


def main(names: list[str]) -> None:
    done = []
    with reactor_thread() as thread, tempfile.TemporaryDirectory() as folder:
        tables = all_tables(thread)
        for name in names or tables:
            done.append(tables[name](Path(folder) / name))
            print(f"{done[-1].markdown()}\n", flush=True)
    for goal in (goal for table in done for goal in table.goals):
        print(f"{goal.words}: at most {goal.limit:.3g}, {goal.verdict}")
    if not names:
        PAGE.write_text(page(done))


if __name__ == "__main__":
    main(sys.argv[1:])
