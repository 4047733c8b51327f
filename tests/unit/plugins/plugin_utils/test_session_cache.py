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
def _empty_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_cache, "SESSIONS", {})


@pytest.fixture
def count_locations(plugin: Plugin) -> Callable[..., int]:
    """Does a task, and returns how many locations it found."""

    def run(connection: dict[str, Any], **attributes: Any) -> int:
        result = plugin("locations_info", connection, **attributes).run(task_vars={})
        return len(result.get("locations", []))

    return run


def test_consecutive_tasks_share_connection(
    service: Service, count_locations: Callable[..., int], connection_count: Callable[[], int]
) -> None:
    assert [count_locations(service.connection) for dummy in range(5)] == [18] * 5
    assert connection_count() == 1


def test_session_key_includes_subscription_file_and_environment(
    service: Service,
    make_service: Callable[..., Service],
    count_locations: Callable[..., int],
    connection_count: Callable[[], int],
    tmp_path: Path,
) -> None:
    copy = tmp_path / "copy.pem"
    shutil.copy(service.connection["management_certificate"], copy)
    assert count_locations(service.connection) == 18
    assert count_locations(make_service().connection) == 18
    assert count_locations({**service.connection, "management_certificate": str(copy)}) == 18
    assert count_locations(service.connection, environment=[{"NO_PROXY": "*"}]) == 18
    assert connection_count() == 4
    os.utime(copy, (0, 0))  # the certificate is replaced between two items
    assert count_locations({**service.connection, "management_certificate": str(copy)}) == 18
    assert connection_count() == 5
    assert count_locations(service.connection) == 18
    assert connection_count() == 5


def test_refused_credential_gets_own_connection(
    service: Service, count_locations: Callable[..., int], plugin: Plugin, tmp_path: Path
) -> None:
    assert count_locations(service.connection) == 18
    pair = plugin("management_key_pair", {"path": str(tmp_path / "stranger.pem")}).run(task_vars={})
    assert pair["changed"] is True
    refused = {**service.connection, "management_certificate": str(tmp_path / "stranger.pem")}
    result = plugin("locations_info", refused).run(task_vars={})
    assert result["error"]["code"] == "ForbiddenError"


def test_cut_connection_is_reopened(
    service: Service, count_locations: Callable[..., int], connection_count: Callable[[], int]
) -> None:
    assert count_locations(service.connection) == 18
    service.inject_fault("cut_before", "ListLocations", times=1)
    assert count_locations(service.connection) == 18
    assert connection_count() >= 2


def test_interrupted_response_is_not_reused(
    service: Service, count_locations: Callable[..., int], plugin: Plugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next task does not read the response that the interrupted task left in the connection."""

    class TaskTimeout(BaseException):
        """As Ansible's own."""

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        raise TaskTimeout

    assert count_locations(service.connection) == 18
    with monkeypatch.context() as patched:
        patched.setattr("urllib3.connection.HTTPConnection.getresponse", interrupted)
        with pytest.raises(TaskTimeout):
            plugin("storage_account_info", service.connection).run(task_vars={})
    assert count_locations(service.connection) == 18


def test_sessions_are_not_shared_across_processes() -> None:
    kept_here = SessionCache({})
    kept_here.keep("key", requests.Session())
    assert kept_here.get("key") is not None
    fork = multiprocessing.get_context("fork")
    queue = fork.SimpleQueue()
    worker = fork.Process(target=lambda: queue.put(SessionCache({}).get("key") is None))
    worker.start()
    worker.join(10)
    assert queue.get() is True


def test_least_recently_used_session_is_closed() -> None:
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
