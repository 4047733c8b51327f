# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says while it waits."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ansible.utils.display import Display
from ansible_collections.classic.azure.emulator.services import load
from ansible_collections.classic.azure.plugins.module_utils._asm import services
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    CAPTURE,
    CAPTURE_AS_VM_IMAGE,
    RESTART,
    SHUTDOWN,
    START,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import RECORDED_SECONDS
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction
from ansible_collections.classic.azure.plugins.plugin_utils.progress import Progress

Plugin = Callable[..., InProcessAction]

LINES = {
    (0, "storage account shop: CreateStorageService is InProgress"): (
        "storage account shop: CreateStorageService is InProgress (after 0 s, usually takes 22 s)"
    ),
    (42.4, "vm web-1: Provisioning"): "vm web-1: Provisioning (after 42 s, usually takes 4 min)",
    (89.6, "vm web-1: StoppedVM"): "vm web-1: StoppedVM (after 90 s)",
    (600, "something\nelse  altogether"): "something else altogether (after 10 min)",
}


@pytest.mark.parametrize(("seconds", "sentence"), LINES)
def test_line_shows_state_and_durations(seconds: float, sentence: str) -> None:
    reported: list[str] = []
    moments = iter((1000.0, 1000.0 + seconds))
    Progress(reported.append, lambda: next(moments))(sentence)
    assert reported == [LINES[seconds, sentence]]


def actions() -> set[str]:
    """The names of the requests that the actions of the collection send."""
    root = Path(services.__path__[0])
    names = [".".join(path.relative_to(root).with_suffix("").parts) for path in root.rglob("*.py")]
    values = [value for name in names for value in vars(import_module(f"{services.__name__}.{name}")).values()]
    values += [inner for value in values if isinstance(value, dict) for inner in value.values()]
    return {value.operation for value in values if isinstance(value, Action)}


def test_every_estimate_is_of_a_request() -> None:
    """A mistyped name would never be found in a sentence."""
    of_other_clients = {"StartRoles", "ShutdownRoles"}
    assert {name.partition("+")[0] for name in RECORDED_SECONDS} - of_other_clients <= actions()
    assert of_other_clients <= {route.operation for route in load().routes}


@pytest.mark.parametrize(
    "action", [START, SHUTDOWN, RESTART, CAPTURE, CAPTURE_AS_VM_IMAGE], ids=lambda each: each.operation
)
def test_role_operations_show_their_estimate(action: Action) -> None:
    reported: list[str] = []
    Progress(reported.append, lambda: 0.0)(f"virtual machine web1: {action.operation} is InProgress")
    assert f"usually takes {RECORDED_SECONDS[action.operation]:.0f} s" in reported[0]


@pytest.fixture
def waiting(plugin: Plugin, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, bool]]]:
    """Runs a task that waits, and returns its lines and whether they went to stderr."""

    def waits(params: dict[str, Any], context: Context) -> dict[str, Any]:
        context.progress("it waits")
        return {"changed": False}

    def run(variables: dict[str, Any] | None = None, **attributes: Any) -> list[tuple[str, bool]]:
        action = plugin("locations_info", {}, **attributes)
        monkeypatch.setattr(type(action), "module_spec", ModuleSpec(waits, argument_spec={}))
        lines: list[tuple[str, bool]] = []
        monkeypatch.setattr(
            Display, "display", lambda self, line, *args, stderr=False, **kwargs: lines.append((line, stderr))
        )
        assert action.run(task_vars=variables or {})["changed"] is False
        return lines

    return run


def test_lines_go_to_stderr_without_callback(waiting: Callable[..., list[tuple[str, bool]]]) -> None:
    assert waiting() == [("it waits (after 0 s)", True)]


def test_progress_can_be_disabled(
    waiting: Callable[..., list[tuple[str, bool]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert waiting({"classic_azure_progress": False}) == []
    assert waiting(no_log=True) == []
    monkeypatch.setenv("CLASSIC_AZURE_PROGRESS", "0")
    assert waiting() == []
