# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault matrix: each task of a module that writes, with each kind of fault in each of its requests.

``make test`` runs a sample: each situation once, and all kinds of faults in some. ``make faults`` runs the whole, with
CLASSIC_AZURE_FAULTS as the file that the results are written to.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ModuleSpec
from ansible_collections.classic.azure.tests.faults.invariant import violations
from ansible_collections.classic.azure.tests.faults.known_failures import KNOWN_FAILURES
from ansible_collections.classic.azure.tests.faults.report import PROPERTY, MatrixCell
from ansible_collections.classic.azure.tests.faults.situations import SITUATIONS, Situation
from ansible_collections.classic.azure.tests.faults.world import KINDS, Trial, World
from ansible_collections.classic.azure.tests.module_process import supported_internal_arguments

ROOT = Path(__file__).parents[2]
IN_FULL = "CLASSIC_AZURE_FAULTS" in os.environ
ELSEWHERE = {"management_key_pair": "test_key_pair_kills.py", "storage_blob": "test_blob_faults.py"}
"""Modules that write to something else than the management API, and the tests of their faults."""

ANYWHERE = [kind for kind in KINDS if kind != "fail_operation"]
"""The kinds of faults that each write can have: operations fail only where there are some."""

WITH_ALL_KINDS = ("service_certificate-add", "virtual_machine-delete_service")
"""The situations of the sample that have all kinds of faults."""

SAMPLE = [(situation, ANYWHERE[number % len(ANYWHERE)]) for number, situation in enumerate(SITUATIONS)]
SAMPLE += [
    (situation, kind)
    for situation, kind in product(SITUATIONS, KINDS)
    if str(situation) in WITH_ALL_KINDS and (situation, kind) not in SAMPLE
]
CELLS = list(product(SITUATIONS, KINDS)) if IN_FULL else SAMPLE
PROCESSES = ("hosted_service-create", "storage_account-regenerate_key", "virtual_machine-create_with_public_key")
"""The situations in which a real process is killed."""


def writing_modules() -> set[str]:
    """The modules that write: by the convention of Ansible, all but those that gather information."""
    return {path.stem for path in (ROOT / "plugins/modules").glob("*.py") if not path.stem.endswith("_info")}


def requests_of_modules() -> dict[str, set[str]]:
    """The operations that each module sends in the unit tests, by the table of docs/fidelity.md."""
    rows = [line.strip("|").split("|") for line in (ROOT / "docs/fidelity.md").read_text().splitlines()]
    head = next(row for row in rows if row[0].strip() == "operation")
    column = [title.strip() for title in head].index("modules")
    sent: dict[str, set[str]] = {}
    for row in rows:
        if len(row) == len(head):
            for module in re.findall("[a-z_]+", row[column]):
                sent.setdefault(module, set()).add(row[0].strip(" `"))
    return sent


def test_every_writing_module_has_situations() -> None:
    assert {situation.module for situation in SITUATIONS} | set(ELSEWHERE) == writing_modules()
    assert all((Path(__file__).parent / name).exists() for name in ELSEWHERE.values())
    assert len({str(situation) for situation in SITUATIONS}) == len(SITUATIONS)


@pytest.mark.parametrize("module", sorted(writing_modules() - set(ELSEWHERE)))
def test_every_state_and_write_is_tried(module: str, world: World) -> None:
    """Each value of ``state`` is that of a situation, and each write that the module can send is in one."""
    situations = [situation for situation in SITUATIONS if situation.module == module]
    spec: ModuleSpec = import_module(f"ansible_collections.classic.azure.plugins.modules.{module}").MODULE_SPEC
    state = spec.argument_spec.get("state", {"choices": [None]})
    assert {each.options(world.service).get("state", state.get("default")) for each in situations} == {
        *state["choices"]
    }
    if module == "environment":  # it sends what the modules of its resources send
        situations = [*SITUATIONS]
    reads = {route.operation for route in world.emulator.cloud.routes if route.method == "GET"}
    assert requests_of_modules()[module] - reads <= {name for each in situations for name in each.requests}


def test_sample_has_all_situations_and_kinds() -> None:
    assert {situation for situation, dummy in SAMPLE} == set(SITUATIONS)
    assert {kind for dummy, kind in SAMPLE} == set(KINDS)
    assert {*WITH_ALL_KINDS, *PROCESSES} <= {str(situation) for situation in SITUATIONS}


def test_known_failures_name_trials() -> None:
    assert {known.situation for known in KNOWN_FAILURES} <= {str(situation) for situation in SITUATIONS}
    assert {known.kind for known in KNOWN_FAILURES} <= set(KINDS)
    assert all(known.reason and known.operation and known.since for known in KNOWN_FAILURES)


def chosen_boundaries(world: World, situation: Situation, kind: str) -> list[int]:
    """All boundaries of the full matrix; of the sample one, which is most often that of a write."""
    boundaries = world.boundaries(situation, kind)
    if IN_FULL or not boundaries:
        return boundaries
    number = SAMPLE.index((situation, kind))
    writes = [each for each in boundaries if world.is_write(situation, each)]
    candidates = boundaries if number % 3 == 2 else writes
    return [candidates[number % len(candidates)]]


def result_of_trials(world: World, situation: Situation, kind: str, trials: list[Trial]) -> MatrixCell:
    """What was wrong in the trials of one situation and one kind of fault."""
    baseline = world.baseline(situation)
    wrong = [(trial, found) for trial in trials if (found := violations(situation, baseline, trial))]
    known = {each.operation: each for each in KNOWN_FAILURES if (each.situation, each.kind) == (str(situation), kind)}
    return MatrixCell(
        situation.module,
        situation.name,
        kind,
        len(trials),
        [f"{trial}: {'; '.join(found)}" for trial, found in wrong if trial.operation not in known],
        {each.reason: sum(trial.operation == name for trial, dummy in wrong) for name, each in known.items()},
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("situation", "kind"),
    [pytest.param(*cell, id="-".join(map(str, cell)), marks=pytest.mark.xdist_group(str(cell[0]))) for cell in CELLS],
)
def test_fault_at_request_boundary(
    world: World, situation: Situation, kind: str, record_property: Callable[[str, object], None]
) -> None:
    """A fault in one request of a task leaves nothing that the same task, run again, does not bring to its end."""
    trials = [world.try_fault(situation, kind, number) for number in chosen_boundaries(world, situation, kind)]
    cell = result_of_trials(world, situation, kind, trials)
    record_property(PROPERTY, json.dumps(asdict(cell)))
    assert not cell.failures, "\n".join(cell.failures)
    if IN_FULL:
        assert all(cell.known.values()), f"no longer fails, take it from the list: {cell.known}"


KILL = """
import os, runpy, signal, sys
from requests.adapters import HTTPAdapter
number, send = int(os.environ["KILL_AT"]), HTTPAdapter.send
def count(*args, **options):
    global number
    response = send(*args, **options)
    number -= 1
    if number == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return response
HTTPAdapter.send = count
runpy.run_path(sys.argv.pop(), run_name="__main__")
"""
"""Runs a module, and kills the process when a request of it has been answered."""


@pytest.mark.slow
@pytest.mark.parametrize("name", PROCESSES)
def test_killed_process(world: World, name: str) -> None:
    """A process is killed by SIGKILL when its first write has been answered."""
    (situation,) = [each for each in SITUATIONS if str(each) == name]
    number = next(each for each in world.boundaries(situation, "killed") if world.is_write(situation, each))

    internal = supported_internal_arguments({"_ansible_tracebacks_for": []})

    def run_and_kill(module: str, options: dict[str, object]) -> None:
        ended = subprocess.run(
            [sys.executable, "-c", KILL, str(ROOT / f"plugins/modules/{module}.py")],
            input=json.dumps({"ANSIBLE_MODULE_ARGS": {**options, **internal}}),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "KILL_AT": str(number)},
        )
        assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, ""), ended.stderr

    trial = world.try_kill(situation, number, run_and_kill)
    assert violations(situation, world.baseline(situation), trial) == []
