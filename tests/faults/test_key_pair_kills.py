# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""management_key_pair, which writes files and sends no request: its process is killed before each change of a file."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import module_arguments
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import result_of
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.key_pair import KEY_PAIR
from ansible_collections.classic.azure.tests.faults.report import PROPERTY, MatrixCell
from ansible_collections.classic.azure.tests.module_process import supported_internal_arguments

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
IN_FULL = "CLASSIC_AZURE_FAULTS" in os.environ

KILL = """
import os, runpy, signal, sys
folder, left = os.environ["FOLDER"], int(os.environ["KILL_AT"])
def is_change(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        return str(path).startswith(folder) and flags & (os.O_WRONLY | os.O_RDWR)
    return event in ("os.rename", "os.remove", "os.chmod", "os.chown", "os.truncate")
def hook(event, arguments):
    global left
    if is_change(event, arguments):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
runpy.run_path(sys.argv.pop(), run_name="__main__")
"""
"""Runs a module, and kills the process before the change of a file that has a number, by the events of PEP 578."""


@dataclass(frozen=True)
class FileSituation:
    """A task on the files of a key pair. existing: the options with which they were made before, if they were."""

    name: str
    existing: dict[str, Any] | None
    wanted: dict[str, Any]


SITUATIONS = (
    FileSituation("create", None, {}),
    FileSituation("renew", {"valid_for": 10, "renew_before": 5}, {}),
    FileSituation("delete", {}, {"state": "absent"}),
)


def options_in(folder: Path, more: dict[str, Any]) -> dict[str, Any]:
    paths = {"path": "pair.pem", "cer_path": "pair.cer", "pfx_path": "pair.pfx"}
    return {**{name: str(folder / file) for name, file in paths.items()}, "pfx_password": "Not-A-Real-1", **more}


def run(folder: Path, more: dict[str, Any]) -> dict[str, Any]:
    """The result of the module in this process."""
    validated = ArgumentSpecValidator(**module_arguments(KEY_PAIR)).validate(options_in(folder, more))
    assert not validated.error_messages
    return result_of(KEY_PAIR, validated.validated_parameters, Context())


def run_and_kill(folder: Path, more: dict[str, Any], number: int) -> bool:
    """Whether the module was killed before its change of this number, which it did not reach otherwise."""
    internal = supported_internal_arguments({"_ansible_tracebacks_for": []})
    ended = subprocess.run(
        [sys.executable, "-c", KILL, str(ROOT / "plugins/modules/management_key_pair.py")],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": {**options_in(folder, more), **internal}}),
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "FOLDER": str(folder),
            "KILL_AT": str(number),
        },
    )
    assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    return ended.returncode != 0


def files_in(folder: Path) -> list[str]:
    """The names of all files, without thumbprints, and their modes."""
    found = [(re.sub("[0-9A-F]{20,}", "ID", path.name), path.stat().st_mode & 0o777) for path in folder.iterdir()]
    return sorted(f"{name} {mode:o}" for name, mode in found)


def prepared(folder: Path, situation: FileSituation) -> Path:
    folder.mkdir()
    if situation.existing is not None:
        assert run(folder, situation.existing)["changed"]
    return folder


def violations(situation: FileSituation, folder: Path, expected: list[str]) -> list[str]:
    """What is wrong after a killed run and a clean one: it failed, files are missing or left, or a third one changes
    something."""
    clean, third = run(folder, situation.wanted), run(folder, situation.wanted)
    found = [f"the clean run fails: {clean['msg']}"] if clean.get("failed") else []
    if third.get("failed") or third["changed"]:
        found.append(f"the third run fails or changes something: {third.get('msg', '')}")
    if files_in(folder) != expected:
        found.append(f"the files are {files_in(folder)}, not {expected}")
    return found


def kills(situation: FileSituation, folder: Path) -> Iterator[tuple[int, Path]]:
    """The folders after a run that was killed before each change of a file, with the number of the change."""
    for number in count(1) if IN_FULL else (2,):
        place = prepared(folder / f"killed{number}", situation)
        if not run_and_kill(place, situation.wanted, number):
            assert number > 1, "no change of a file was noticed"
            return
        yield number, place


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_killed_before_change_of_file(
    situation: FileSituation, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """The same task, run again, brings its files to their end, and leaves no others."""
    faultless = prepared(tmp_path / "faultless", situation)
    assert run(faultless, situation.wanted)["changed"]
    trials = [
        (number, violations(situation, place, files_in(faultless))) for number, place in kills(situation, tmp_path)
    ]
    failures = [f"change {number} of a file: {'; '.join(found)}" for number, found in trials if found]
    cell = MatrixCell("management_key_pair", situation.name, "killed", len(trials), failures, {})
    record_property(PROPERTY, json.dumps(asdict(cell)))
    assert trials
    assert not failures, "\n".join(failures)
