# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the lines about the progress of a task are displayed, and when not."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from ansible.utils.display import Display
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction
from ansible_collections.classic.azure.plugins.plugin_utils.progress import DisplayedProgress

Plugin = Callable[..., InProcessAction]


def test_line_is_one_line() -> None:
    reported: list[str] = []
    DisplayedProgress(reported.append).show("virtual machine web1:\ncreating,  AddRole ")
    assert reported == ["virtual machine web1: creating, AddRole"]


@pytest.mark.parametrize(
    ("verbosity", "line"), [(0, "it waits"), (1, "it waits"), (2, "it waits [operation 4d1b]"), (3, None)]
)
def test_operation_id_needs_verbosity(verbosity: int, line: str | None) -> None:
    reported: list[str] = []
    DisplayedProgress(reported.append, verbosity).show("it waits", "4d1b")
    assert reported == [line or "it waits [operation 4d1b]"]


def test_lines_of_threads_are_displayed_one_by_one() -> None:
    """A display that is interrupted in the middle of a line, as by another thread, does not begin another one."""
    parts: list[str] = []

    def display(line: str) -> None:
        for part in (line, "end"):
            parts.append(part)
            time.sleep(0.001)

    progress = DisplayedProgress(display)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(progress.show, map(str, range(40))))
    assert sorted(parts[::2], key=int) == [str(number) for number in range(40)]
    assert parts[1::2] == ["end"] * 40


@pytest.fixture
def waiting(plugin: Plugin, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, bool]]]:
    """Runs a task that waits, and returns its lines and whether they went to stderr."""

    def waits(params: dict[str, Any], context: Context) -> dict[str, Any]:
        context.progress.show("it waits", "4d1b")
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
    assert waiting() == [("it waits", True)]


def test_progress_can_be_disabled(
    waiting: Callable[..., list[tuple[str, bool]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert waiting({"classic_azure_progress": False}) == []
    assert waiting(no_log=True) == []
    monkeypatch.setenv("CLASSIC_AZURE_PROGRESS", "0")
    assert waiting() == []


def test_operation_id_is_shown_with_vv(
    waiting: Callable[..., list[tuple[str, bool]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Display(), "verbosity", 2)
    assert waiting() == [("it waits [operation 4d1b]", True)]


@pytest.mark.parametrize(
    ("callback", "is_shown"),
    [("default", True), ("dense", False), ("community.general.dense", False), ("community.general.yaml", True)],
)
def test_callback_that_moves_the_cursor_gets_no_lines(
    waiting: Callable[..., list[tuple[str, bool]]], monkeypatch: pytest.MonkeyPatch, callback: str, is_shown: bool
) -> None:
    monkeypatch.setenv("ANSIBLE_STDOUT_CALLBACK", callback)
    assert bool(waiting()) is is_shown
