# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task says while it waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible.utils.display import Display
from ansible_collections.classic.azure.emulator.core.latency import RECORDED
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction
from ansible_collections.classic.azure.plugins.plugin_utils.progress import USUAL, Progress

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
def test_a_line_tells_what_how_long_and_how_long_usually(seconds: float, sentence: str) -> None:
    reported: list[str] = []
    moments = iter((1000.0, 1000.0 + seconds))
    Progress(reported.append, lambda: next(moments))(sentence)
    assert reported == [LINES[seconds, sentence]]


def test_the_emulator_takes_as_long_as_users_are_told() -> None:
    common = USUAL.keys() & RECORDED.keys()
    assert common
    assert {name: USUAL[name] for name in common} == {name: RECORDED[name] for name in common}


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


def test_lines_go_where_no_callback_prints(waiting: Callable[..., list[tuple[str, bool]]]) -> None:
    assert waiting() == [("it waits (after 0 s)", True)]


def test_it_is_quiet_where_that_is_wanted(
    waiting: Callable[..., list[tuple[str, bool]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert waiting({"classic_azure_progress": False}) == []
    assert waiting(no_log=True) == []
    monkeypatch.setenv("CLASSIC_AZURE_PROGRESS", "0")
    assert waiting() == []
