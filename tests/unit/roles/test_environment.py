# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role environment: that it hands its options to the module, and what the module returned to the play."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow

README = Path(__file__).parents[3] / "roles/environment/README.md"
SECRET = "Canary-In-1-Coalmine"


def apply_role(service: Service, folder: Path, *options: str, **variables: Any) -> tuple[int, str]:
    """The exit status and the output of a playbook that applies the role, and writes what comes of it to files."""
    given = {"ansible_python_interpreter": sys.executable, "environment_connection": service.connection, **variables}
    block = {
        "block": [{"name": "Apply", "ansible.builtin.include_role": {"name": "classic.azure.environment"}}],
        "always": [
            {
                "name": "Write the requests and the result",
                "ansible.builtin.copy": {
                    "content": "{{ [environment_requests, environment_result] | to_json }}",
                    "dest": "{{ playbook_dir }}/returned.json",
                    "mode": "0644",
                },
                "check_mode": False,
            }
        ],
    }
    play = {"hosts": "localhost", "gather_facts": False, "vars": given, "tasks": [block]}
    return run_play(folder, yaml.safe_dump([play]), *options)


def run_play(folder: Path, play: str, *options: str) -> tuple[int, str]:
    """The exit status and the output of a playbook."""
    (folder / "play.yml").write_text(play)
    command = [str(Path(sys.executable).parent / "ansible-playbook"), "-i", "localhost,", "-c", "local"]
    command += ["play.yml", *options]
    environment = {**os.environ, "HOME": str(folder), "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def service_with_account(service: Service) -> Service:
    """A subscription with a storage account and a hosted service of the same name."""
    service.run("storage_account", name=service.name, location="West US")
    service.run("hosted_service", name=service.name, location="West US")
    return service


def resources_of(service: Service, **contents: Any) -> dict[str, Any]:
    return {"hosted_services": [{"name": service.name, **contents}]}


def machine_options(service: Service, **changes: Any) -> dict[str, Any]:
    linux = {"user_name": "shopkeeper", "user_password": SECRET}
    image = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}
    return {"name": "web1", "image": image, "storage_account": service.name, "linux": linux, **changes}


def returned(folder: Path) -> tuple[list[str], dict[str, Any]]:
    """The fact environment_requests and the variable environment_result after the playbook."""
    requests, result = json.loads((folder / "returned.json").read_text())
    return requests, result


def test_unready_machine_is_waited_for(service_with_account: Service, tmp_path: Path) -> None:
    """For as long as the option of the role says."""
    wanted = machine_options(service_with_account)
    service_with_account.run("virtual_machine", service_name=service_with_account.name, **wanted)
    key = f"{service_with_account.name}/{service_with_account.name}"
    deployment = service_with_account.stored("deployment", key) or {}
    for instance in deployment["role_instances"]:
        instance["status"] = "StartingVM"
    service_with_account.seed("deployment", key, deployment)
    resources = resources_of(service_with_account, virtual_machines=[wanted])
    status, reported = apply_role(
        service_with_account, tmp_path, environment_resources=resources, environment_wait_timeout=2
    )
    assert status == 2, reported
    assert "StartingVM after 2 seconds" in returned(tmp_path)[1]["msg"]


def test_unmanaged_is_reported(service_with_account: Service, tmp_path: Path) -> None:
    wanted = machine_options(service_with_account)
    service_with_account.run("virtual_machine", service_name=service_with_account.name, **wanted)
    resources = resources_of(service_with_account)
    status, reported = apply_role(
        service_with_account, tmp_path, environment_resources=resources, environment_unmanaged="report"
    )
    assert status == 0, reported
    assert returned(tmp_path)[1]["unmanaged"] == [f"virtual machine web1 of hosted service {service_with_account.name}"]


@pytest.mark.parametrize("role_size", ["Small", "Smal"])
def test_machine_password_is_redacted(service_with_account: Service, tmp_path: Path, role_size: str) -> None:
    resources = resources_of(
        service_with_account, virtual_machines=[machine_options(service_with_account, role_size=role_size)]
    )
    status, reported = apply_role(service_with_account, tmp_path, "-vvv", "--diff", environment_resources=resources)
    assert status == (0 if role_size == "Small" else 2), reported
    assert SECRET not in reported


def test_readme_example_is_idempotent(service: Service, tmp_path: Path) -> None:
    """Provided, provided again, and taken away."""
    play = README.read_text().split("```yaml\n")[2].split("```")[0]
    given = {"environment_connection": service.connection, "vault_shopkeeper_password": SECRET}
    for wanted, changed in (("present", True), ("present", False), ("absent", True), ("absent", False)):
        service.pop_requests()
        variables = json.dumps({**given, "environment_state": wanted})
        status, reported = run_play(tmp_path, play, "--extra-vars", variables)
        assert status == 0, reported
        assert ("changed=0 " not in reported) is changed, reported
        assert bool(service.writes()) is changed
    assert service.run("orphan_info")["orphans"]["disks"] == []


def whole_tree(service: Service) -> dict[str, Any]:
    """A tree in which each entry needs another one."""
    contents: dict[str, Any] = {"affinity_group": "shop", "virtual_machines": [machine_options(service)]}
    return {
        "affinity_groups": [{"name": "shop", "location": "westus"}],
        "storage_accounts": [{"name": service.name, "affinity_group": "shop"}],
        **resources_of(service, **contents, disks="delete"),
    }


def test_requests_are_in_order_sent(service: Service, tmp_path: Path) -> None:
    """Of a creation and a deletion, in check mode and for real."""
    for state in ("present", "absent"):
        in_check_mode: list[Any] = []
        for options in (["--check"], []):
            service.pop_requests()
            status, reported = apply_role(
                service,
                tmp_path,
                *options,
                environment_resources=whole_tree(service),
                environment_state=state,
                environment_parallel=1,
            )
            assert status == 0, reported
            requests, result = returned(tmp_path)
            assert requests == result["requests"]
            in_check_mode = in_check_mode or requests
        assert in_check_mode == requests == service.writes()


def test_requests_are_set_after_failure(service: Service, tmp_path: Path) -> None:
    """After a refusal there are none, and after a failure on the way those that were sent before."""
    tree = {**whole_tree(service), "storage_accounts": []}
    assert apply_role(service, tmp_path, environment_resources=tree)[0] == 2
    requests, result = returned(tmp_path)
    assert requests == service.writes() == []
    assert result["msg"].startswith("resources has a fault, and nothing was changed: ")

    service.inject_fault("forbidden", "CreateHostedService")
    assert apply_role(service, tmp_path, environment_resources=whole_tree(service))[0] == 2
    requests, result = returned(tmp_path)
    assert requests == ["CreateAffinityGroup", "CreateStorageService"]
    assert result["not_begun"] == [f"virtual machine web1 of hosted service {service.name}"]
