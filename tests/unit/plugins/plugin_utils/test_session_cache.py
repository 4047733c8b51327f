# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections between the items of a loop: shared by those that may share one, and by nobody else."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from ansible_collections.classic.azure.plugins.plugin_utils import session_cache
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction
from ansible_collections.classic.azure.plugins.plugin_utils.session_cache import MAX_SESSIONS, SessionCache
from ansible_collections.classic.azure.tests.emulated import Service

Plugin = Callable[..., InProcessAction]


@pytest.fixture(autouse=True)
def _none_from_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_cache, "SESSIONS", {})


@pytest.fixture
def listing(plugin: Plugin) -> Callable[..., int]:
    """Does a task, and returns how many locations it found."""

    def run(connection: dict[str, Any], **attributes: Any) -> int:
        result = plugin("locations_info", connection, **attributes).run(task_vars={})
        return len(result.get("locations", []))

    return run


def test_tasks_that_follow_each_other_share_a_connection(
    service: Service, listing: Callable[..., int], opened: Callable[[], int]
) -> None:
    assert [listing(service.connection) for dummy in range(5)] == [18] * 5
    assert opened() == 1


def test_another_subscription_file_or_environment_has_a_connection_of_its_own(
    service: Service,
    start: Callable[..., Service],
    listing: Callable[..., int],
    opened: Callable[[], int],
    tmp_path: Path,
) -> None:
    copy = tmp_path / "copy.pem"
    shutil.copy(service.connection["management_certificate"], copy)
    assert listing(service.connection) == 18
    assert listing(start().connection) == 18
    assert listing({**service.connection, "management_certificate": str(copy)}) == 18
    assert listing(service.connection, environment=[{"NO_PROXY": "*"}]) == 18
    assert opened() == 4
    os.utime(copy, (0, 0))  # the certificate is replaced between two items
    assert listing({**service.connection, "management_certificate": str(copy)}) == 18
    assert opened() == 5
    assert listing(service.connection) == 18
    assert opened() == 5


def test_a_credential_that_is_refused_does_not_get_the_connection_of_another(
    service: Service, listing: Callable[..., int], plugin: Plugin, tmp_path: Path
) -> None:
    assert listing(service.connection) == 18
    pair = plugin("management_key_pair", {"path": str(tmp_path / "stranger.pem")}).run(task_vars={})
    assert pair["changed"] is True
    stranger = {**service.connection, "management_certificate": str(tmp_path / "stranger.pem")}
    result = plugin("locations_info", stranger).run(task_vars={})
    assert result["error"]["code"] == "ForbiddenError"


def test_a_connection_that_was_cut_is_opened_again(
    service: Service, listing: Callable[..., int], opened: Callable[[], int]
) -> None:
    assert listing(service.connection) == 18
    service.validate("cut_before", "ListLocations", times=1)
    assert listing(service.connection) == 18
    assert opened() >= 2


def test_a_task_that_was_interrupted_leaves_no_half_read_answer(
    service: Service, listing: Callable[..., int], plugin: Plugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    class TaskTimeout(BaseException):
        """As Ansible's own."""

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        raise TaskTimeout

    assert listing(service.connection) == 18
    with monkeypatch.context() as patched:
        patched.setattr("urllib3.connection.HTTPConnection.getresponse", interrupted)
        with pytest.raises(TaskTimeout):
            plugin("storage_account_info", service.connection).run(task_vars={})
    assert listing(service.connection) == 18


def test_no_process_uses_the_connection_of_another() -> None:
    kept_here = SessionCache({})
    kept_here.keep("key", requests.Session())
    assert kept_here.get("key") is not None
    fork = multiprocessing.get_context("fork")
    queue = fork.SimpleQueue()
    worker = fork.Process(target=lambda: queue.put(SessionCache({}).get("key") is None))
    worker.start()
    worker.join(10)
    assert queue.get() is True


def test_what_was_not_used_for_longest_is_closed_where_they_become_too_many() -> None:
    closed: list[int] = []

    class Session(requests.Session):
        def __init__(self, number: int) -> None:
            self.number = number

        def close(self) -> None:
            closed.append(self.number)

    kept = SessionCache({})
    for number in range(MAX_SESSIONS):
        kept.keep(number, Session(number))
    assert kept.get(0) is not None
    kept.keep(MAX_SESSIONS, Session(MAX_SESSIONS))
    assert closed == [1]
    assert kept.get(1) is None
