# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks whose tasks run in the controller process: what only the whole of Ansible can show."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow

PATIENCE = 120  # seconds, after which a process will not do it any more
LOCAL = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}

Reconciler = dict[str, Any]
Begin = Callable[..., "subprocess.Popen[str]"]
Play = Callable[..., tuple[int, str, str]]


@pytest.fixture
def start_playbook(tmp_path: Path) -> Begin:
    """Starts a playbook with these tasks."""

    def begun(tasks: list[Reconciler], hosts: int = 1, verbosity: str = "-vvv", **play: Any) -> subprocess.Popen[str]:
        inventory = {"all": {"hosts": {f"host{number}": dict(LOCAL) for number in range(hosts)}}}
        content = [{"hosts": "all", "gather_facts": False, "tasks": tasks, **play}]
        (tmp_path / "inventory.yml").write_text(yaml.safe_dump(inventory))
        (tmp_path / "playbook.yml").write_text(yaml.safe_dump(content, sort_keys=False))
        program = Path(sys.executable).parent / "ansible-playbook"
        return subprocess.Popen(
            [program, *verbosity.split(), "-i", "inventory.yml", "playbook.yml"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_HOME": str(tmp_path / "home")},
        )

    return begun


@pytest.fixture
def run_playbook(start_playbook: Begin) -> Play:
    """Runs a playbook, and returns its exit status, what it printed and what it said on stderr."""

    def done(tasks: list[Reconciler], **how: Any) -> tuple[int, str, str]:
        process = start_playbook(tasks, **how)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out, err

    return done


def module_task(module: str, service: Service, **options: Any) -> Reconciler:
    return {f"classic.azure.{module}": {**service.connection, **options}}


@pytest.mark.parametrize("strategy", ["linear", "free", "host_pinned"])
def test_every_strategy_runs_in_process(service: Service, run_playbook: Play, strategy: str) -> None:
    tasks = [module_task("affinity_group", service, name="{{ inventory_hostname }}", location="West US")] * 2
    status, out, dummy = run_playbook(tasks, hosts=3, strategy=strategy)
    assert status == 0, out
    assert out.count("classic.azure.affinity_group runs in the controller process") == 6
    assert service.writes() == ["CreateAffinityGroup"] * 3


def test_module_defaults_stay_separate(service: Service, run_playbook: Play) -> None:
    defaults = {
        "group/classic.azure.azure": service.connection,
        "classic.azure.hosted_service": {"force": True, "location": "West US"},
        "classic.azure.affinity_group": {"location": "North Europe"},
    }
    tasks = [
        {"classic.azure.hosted_service": {"name": service.name}},
        {"classic.azure.affinity_group": {"name": "shop"}},
        {"classic.azure.locations_info": None},
    ]
    status, out, dummy = run_playbook(tasks, module_defaults=defaults)
    assert status == 0, out
    group = service.stored("affinity_group", "shop")
    assert group and group["location"] == "North Europe"


def test_environment_may_differ_per_item(
    service: Service, make_service: Callable[..., Service], run_playbook: Play
) -> None:
    other = make_service()
    common = {
        "AZURE_ENDPOINT": "endpoint",
        "AZURE_CERT_PATH": "management_certificate",
        "AZURE_CA_PATH": "ca_certificate",
    }
    variables = {name: service.connection[option] for name, option in common.items()}
    task = {
        "classic.azure.affinity_group": {"name": "shop", "location": "West US"},
        "environment": {**variables, "AZURE_SUBSCRIPTION_ID": "{{ item }}"},
        "loop": [service.subscription_id, other.subscription_id, service.subscription_id],
    }
    status, out, dummy = run_playbook([task])
    assert status == 0, out
    assert (service.writes(), other.writes()) == (["CreateAffinityGroup"], ["CreateAffinityGroup"])


def test_progress_is_printed_until_interrupted(make_service: Callable[..., Service], start_playbook: Begin) -> None:
    service = make_service("seconds:600")  # on a clock that nobody moves
    process = start_playbook(
        [module_task("storage_account", service, name=service.name, location="West US")], verbosity="-v"
    )
    assert process.stderr
    try:
        line = f"storage account {service.name}: creating, CreateStorageService"
        assert any(reported.startswith(line) for reported in process.stderr)
        # A worker that is killed while it speaks keeps the lock of Ansible's queue, and Ansible waits for it forever.
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out, dummy = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode != 0
    assert line not in out


CALLBACK = """
import json

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "{name}"

    def v2_runner_on_ok(self, result):
        print(json.dumps({{"changed": result._result["changed"]}}))
"""


@pytest.mark.parametrize("callback", ["report", "dense"])
def test_callback_of_stdout_is_not_disturbed(
    make_service: Callable[..., Service],
    run_playbook: Play,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    callback: str,
) -> None:
    """JSON on stdout is JSON alone, and the callback that moves the cursor has the terminal for itself."""
    (tmp_path / "callbacks").mkdir()
    (tmp_path / "callbacks" / f"{callback}.py").write_text(CALLBACK.format(name=callback))
    monkeypatch.setenv("ANSIBLE_CALLBACK_PLUGINS", str(tmp_path / "callbacks"))
    monkeypatch.setenv("ANSIBLE_STDOUT_CALLBACK", callback)
    service = make_service("polls:4")
    task = module_task("storage_account", service, name=service.name, location="West US")
    status, out, err = run_playbook([task], verbosity="")
    assert (status, json.loads(out)) == (0, {"changed": True})
    line = f"storage account {service.name}: creating, CreateStorageService"
    assert err.splitlines().count(line) == (0 if callback == "dense" else 1)


def test_task_timeout_does_not_affect_next_item(make_service: Callable[..., Service], run_playbook: Play) -> None:
    slow = make_service("seconds:600")
    task = {
        **module_task("storage_account", slow, name="{{ item }}", location="West US", wait="{{ item == 'waiting' }}"),
        "loop": ["first", "waiting", "last"],
        "timeout": 5,
        "ignore_errors": True,
    }
    status, out, dummy = run_playbook([task])
    assert status == 0, out
    assert [name for name in ("first", "waiting", "last") if slow.stored("storage_account", name)] == [
        "first",
        "waiting",
        "last",
    ]
    assert "failed: [host0] (item=waiting)" in out
    assert "changed: [host0] => (item=last)" in out


def test_password_is_redacted_in_output(service: Service, run_playbook: Play) -> None:
    task = {
        **module_task(
            "locations_info", service, management_certificate_password="canary-7", endpoint="https://canary-7"
        ),
        "ignore_errors": True,
    }
    status, out, err = run_playbook([task], verbosity="-vvvv")
    assert status == 0, out
    assert "********" in out
    assert "canary-7" not in out + err


CONFIGURATION = f"""<?xml version="1.0" encoding="utf-8"?>
<ServiceConfiguration serviceName="Магазин" xmlns="{cscfg.NAMESPACE}" osFamily="4" osVersion="*">
  <!-- витрина -->
  <Role name="Витрина">
    <Instances count="2" />
    <ConfigurationSettings>
      <Setting name="Приветствие" value="Здравствуйте" />
    </ConfigurationSettings>
  </Role>
  <Role name="Склад">
    <Instances count="1" />
    <ConfigurationSettings />
  </Role>
</ServiceConfiguration>
"""
DIFF_OF_CONFIGURATION = """\
--- before: deployment v1 of hosted service {name}
+++ after: deployment v1 of hosted service {name}
@@ -3,7 +3,7 @@
 configuration: |-
   <ServiceConfiguration xmlns="{namespace}" serviceName="Магазин" osFamily="4" osVersion="*">
     <Role name="Витрина">
-      <Instances count="2"/>
+      <Instances count="3"/>
       <ConfigurationSettings>
         <Setting name="Приветствие" value="(hidden ...)"/>
       </ConfigurationSettings>
"""


@pytest.mark.parametrize("here", [True, False], ids=["here", "in a process of its own"])
def test_diff_of_configuration_is_readable(service: Service, run_playbook: Play, here: bool) -> None:
    """Its lines are lines of the diff, in the alphabet they are written in; the package has its address."""
    for module in ("hosted_service", "storage_account"):
        service.run(module, name=service.name, location="West US")
    package = f"https://{service.name}.blob.core.windows.net/deployments/"
    common: dict[str, Any] = {"service_name": service.name, "name": "v1", "label": "Магазин"}
    options = {**common, "package_url": f"{package}1.cspkg", "configuration": CONFIGURATION}
    service.run("deployment", **options)
    changed = {**options, "configuration": CONFIGURATION.replace('count="2"', 'count="3"')}
    upgraded = {**options, "package_url": f"{package}2.cspkg?sv=2014-02-14&sr=b&sig=canary-7"}
    tasks = [
        {**module_task("deployment", service, **given), "check_mode": True, "diff": True}
        for given in (options, changed, upgraded, {**common, "label": None, "state": "absent"})
    ]
    status, out, err = run_playbook(tasks, verbosity="-v", vars={"classic_azure_in_process": here})
    assert status == 0, out
    diffs = re.findall(
        r"^--- before.*?\n(?=\n)", re.sub(r"\(hidden \w+\)", "(hidden ...)", out), re.DOTALL | re.MULTILINE
    )
    assert len(diffs) == 3
    assert diffs[0] == DIFF_OF_CONFIGURATION.format(name=service.name, namespace=cscfg.NAMESPACE)
    assert f"\n+package_url: {package}2.cspkg\n" in diffs[1]
    assert all(line.startswith(("-", "+++", "@@")) for line in diffs[2].splitlines())
    assert "canary-7" not in out + err and "VALUE_SPECIFIED" not in "".join(diffs)
    assert not re.search(r"\\u04|null", "".join(diffs))


@pytest.mark.parametrize("here", [True, False], ids=["here", "in a process of its own"])
@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_settings_are_redacted_in_output(service: Service, run_playbook: Play, here: bool, right: bool) -> None:
    for module in ("hosted_service", "storage_account"):
        service.run(module, name=service.name, location="West US")
    roles = {"web": {"instances": 2, "settings": {"Database": "canary-7"}}}
    options = {
        "service_name": service.name,
        "name": "v1",
        "package_url": f"https://{service.name}.blob.core.windows.net/deployments/shop.cspkg",
        "configuration": {"roles": roles if right else {"web": roles}},
    }
    task = {**module_task("deployment", service, **options), "ignore_errors": True, "diff": True}
    status, out, err = run_playbook([task], verbosity="-vvvv", vars={"classic_azure_in_process": here})
    assert status == 0, out
    assert service.writes()[2:] == (["CreateDeployment"] if right else [])
    assert ("runs in the controller process" in out) is here
    assert "canary-7" not in out + err + str(service.journal())
