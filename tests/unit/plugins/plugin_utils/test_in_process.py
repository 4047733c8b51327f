# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin: when it runs a module in its own process, and what the module finds around it there."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.plugin_utils import in_process
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction
from ansible_collections.classic.azure.plugins.plugin_utils.task_environment import task_environment
from ansible_collections.classic.azure.tests.emulated import Service

Plugin = Callable[..., InProcessAction]
HERE = {"ansible_python_interpreter": sys.executable}


@pytest.fixture
def module_process_result(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is returned where a process of its own would have run."""
    result = {"changed": False, "way": "the other"}
    monkeypatch.setattr(NormalAction, "run", lambda *args, **kwargs: result)
    return result


def test_local_task_runs_in_process(service: Service, plugin: Plugin) -> None:
    wanted = {**service.connection, "name": service.name, "location": "West US"}
    result = plugin("hosted_service", wanted, diff=True).run(task_vars=dict(HERE))
    assert result["changed"] is True
    assert result["diff"]["after"].startswith(f"name: {service.name}\n")
    assert plugin("hosted_service", wanted, check_mode=True).run(task_vars={})["changed"] is False
    assert service.writes() == ["CreateHostedService"]


def test_failure_is_returned(service: Service, plugin: Plugin) -> None:
    result = plugin("hosted_service", {**service.connection, "name": "-"}).run(task_vars={})
    assert result["failed"] is True
    assert result["msg"].startswith("name is '-', but it must have 1 to 63")


ELSEWHERE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another interpreter": ({"ansible_python_interpreter": "/usr/bin/python9"}, {}),
    "turned off": ({"classic_azure_in_process": False}, {}),
    "turned off by a template": ({"classic_azure_in_process": "no"}, {}),
    "asynchronous": ({}, {"async_val": 10}),
    "Python is told how to start": ({}, {"environment": [{"PYTHONPATH": "/nowhere"}]}),
    "delegated to where another interpreter is": (
        {**HERE, "ansible_delegated_vars": {"far": {"ansible_python_interpreter": "/usr/bin/python9"}}},
        {"delegate_to": "far"},
    ),
}


@pytest.mark.parametrize(("variables", "attributes"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_falls_back_to_module_process(
    plugin: Plugin, module_process_result: dict[str, Any], variables: dict[str, Any], attributes: dict[str, Any]
) -> None:
    assert plugin("locations_info", {}, **attributes).run(task_vars=variables) == module_process_result


def test_interpreter_of_other_environment_falls_back(
    plugin: Plugin, module_process_result: dict[str, Any], tmp_path: Path
) -> None:
    linked = tmp_path / os.path.basename(sys.executable)
    linked.symlink_to(os.path.realpath(sys.executable))
    variables = {"ansible_python_interpreter": str(linked)}
    assert plugin("locations_info", {}).run(task_vars=variables) == module_process_result


IN_HERE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing said about an interpreter": ({}, {}),
    "an interpreter to be discovered": ({"ansible_python_interpreter": "auto_silent"}, {}),
    "the other name of this interpreter": (
        {"ansible_python_interpreter": f"{os.path.dirname(sys.executable)}/python"},
        {},
    ),
    "turned on": ({"classic_azure_in_process": True}, {}),
    "delegated to where this interpreter is": (
        {"ansible_python_interpreter": "/far/python", "ansible_delegated_vars": {"here": HERE}},
        {"delegate_to": "here"},
    ),
}


@pytest.mark.parametrize(("variables", "attributes"), IN_HERE.values(), ids=IN_HERE)
def test_eligible_task_runs_in_process(
    plugin: Plugin, module_process_result: dict[str, Any], variables: dict[str, Any], attributes: dict[str, Any]
) -> None:
    assert plugin("locations_info", {}, **attributes).run(task_vars=variables) != module_process_result


def test_other_connection_or_become_falls_back(
    plugin: Plugin, module_process_result: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for attribute, value in (("transport", "ssh"), ("become", object())):
        action = plugin("locations_info", {})
        monkeypatch.setattr(action._connection, attribute, value)
        assert action.run(task_vars={}) == module_process_result


def test_missing_library_falls_back(
    plugin: Plugin, module_process_result: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_process, "MISSING_LIBRARIES", ["requests"])
    assert plugin("locations_info", {}).run(task_vars={}) == module_process_result
    assert plugin("locations_info", {}).run(task_vars=dict(HERE)) != module_process_result


def test_keep_remote_files_falls_back(
    plugin: Plugin, module_process_result: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANSIBLE_KEEP_REMOTE_FILES", "1")
    assert plugin("locations_info", {}).run(task_vars={}) == module_process_result


def test_switch_by_environment_and_task_variable(
    plugin: Plugin, module_process_result: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLASSIC_AZURE_IN_PROCESS", "0")
    assert plugin("locations_info", {}).run(task_vars={}) == module_process_result
    assert plugin("locations_info", {}).run(task_vars={"classic_azure_in_process": True}) != module_process_result


def test_task_environment_replaces_options(service: Service, plugin: Plugin, tmp_path: Path) -> None:
    os.symlink(service.connection["management_certificate"], tmp_path / "mine.pem")
    variables = {
        "AZURE_SUBSCRIPTION_ID": service.subscription_id,
        "AZURE_ENDPOINT": service.connection["endpoint"],
        "AZURE_CA_PATH": service.connection["ca_certificate"],
        "AZURE_TIMEOUT": 20,
        "MINE": "mine.pem",
    }
    before = dict(os.environ), os.getcwd()
    given = {"management_certificate": "$MINE"}
    result = plugin("locations_info", given, environment=[{"AZURE_TIMEOUT": 1}, variables]).run(task_vars={})
    assert len(result["locations"]) == 18
    assert (dict(os.environ), os.getcwd()) == before
    assert "subscription_id" in plugin("locations_info", given).run(task_vars={})["msg"]


def test_task_environment_is_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("H8_KEPT", "before")
    monkeypatch.delenv("H8_NEW", raising=False)
    before = dict(os.environ), os.getcwd()

    def interrupted() -> None:
        with task_environment({"H8_KEPT": "inside", "H8_NEW": 1}, str(tmp_path)):
            assert (os.environ["H8_KEPT"], os.environ["H8_NEW"]) == ("inside", "1")
            assert os.getcwd() == str(tmp_path)
            warnings.warn("not for users", DeprecationWarning, stacklevel=1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (dict(os.environ), os.getcwd()) == before
    assert capsys.readouterr().err == ""


def test_interrupt_is_not_a_failure(plugin: Plugin, monkeypatch: pytest.MonkeyPatch) -> None:
    class TaskTimeout(BaseException):
        """As Ansible's own."""

    def slow(params: dict[str, Any], context: Context) -> dict[str, Any]:
        raise TaskTimeout

    action = plugin("locations_info", {})
    monkeypatch.setattr(type(action), "module_spec", ModuleSpec(slow, argument_spec={}))
    with pytest.raises(TaskTimeout):
        action.run(task_vars={})
