# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module environment: what it reads, plans, does side by side, leaves alone, and says of what went wrong."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.environment import EnvironmentFailedError
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import ThrottledError
from ansible_collections.classic.azure.tests.emulated import Service

Tree = dict[str, list[dict[str, Any]]]

LINUX = {"user_name": "shopkeeper", "user_password": "Canary-In-1-Coalmine"}
IMAGE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}
CONFIGURATION = {"service_name": "Shop", "roles": {"web": {"instances": 1}}}


def machine(service: Service, name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "image": IMAGE, "storage_account": service.name, "linux": LINUX, **more}


def shop(service: Service) -> Tree:
    """An affinity group with an account, a service with a deployment, and one with two machines."""
    name = service.name
    package = f"https://{name}.blob.core.windows.net/deployments/shop.cspkg"
    deployment = {"name": "v1", "package_url": package, "configuration": CONFIGURATION}
    return {
        "affinity_groups": [{"name": "shop", "location": "West US"}],
        "storage_accounts": [{"name": name, "affinity_group": "shop"}],
        "reserved_ips": [{"name": "front", "location": "West US"}],
        "hosted_services": [
            {"name": f"{name}-web", "affinity_group": "shop", "deployments": [deployment]},
            {
                "name": f"{name}-db",
                "affinity_group": "shop",
                "disks": "delete",
                "virtual_machines": [
                    machine(service, "db1", reserved_ip_name="front", endpoints=[{"name": "ssh", "local_port": 22}]),
                    machine(service, "db2"),
                ],
            },
        ],
    }


CREATIONS = Counter(
    [
        "CreateAffinityGroup",
        "CreateStorageService",
        "CreateReservedIP",
        *["CreateHostedService"] * 2,
        "CreateDeployment",
        "CreateVMDeployment",
        "AddRole",
    ]
)


def refused(service: Service, **options: Any) -> dict[str, Any]:
    """The result of a task that fails, with its message."""
    with pytest.raises(EnvironmentFailedError) as failure:
        service.run("environment", **options)
    return {**failure.value.result, "msg": str(failure.value)}


def messages(failed: dict[str, Any]) -> dict[str, str]:
    """What is wrong with each resource."""
    found: dict[str, str] = {}
    for each in failed["failed_resources"]:
        found[each["resource"]] = f"{found.get(each['resource'], '')} {each['msg']}"
    return found


def test_check_mode_predicts_everything_new(service: Service) -> None:
    predicted = service.run("environment", check=True, resources=shop(service))
    assert service.writes() == []
    done = service.run("environment", resources=shop(service))
    assert Counter(predicted["requests"]) == Counter(done["requests"]) == CREATIONS
    assert predicted["plan"] == done["plan"] and predicted["diff"] == done["diff"]
    assert predicted["summary"] == done["summary"] == {"created": 8, "changed": 0, "deleted": 0, "unchanged": 0}


def test_requests_are_in_order_sent(service: Service) -> None:
    done = service.run("environment", resources=shop(service), parallel=1)
    assert done["requests"] == service.writes()
    assert len(done["operation_ids"]) == 8


def test_second_run_reads_lists_and_services(service: Service) -> None:
    service.run("environment", resources=shop(service))
    service.pop_requests()
    again = service.run("environment", resources=shop(service))
    assert again["changed"] is False and again["plan"] == [] and again["diff"] == []
    assert again["summary"] == {"created": 0, "changed": 0, "deleted": 0, "unchanged": 8}
    assert Counter(service.pop_requests()) == Counter(
        [
            "ListAffinityGroups",
            "ListStorageServices",
            "ListReservedIPs",
            "ListHostedServices",
            *["GetHostedService"] * 2,
        ]
    )


def test_resources_are_states_in_the_form_of_the_tree(service: Service) -> None:
    found = service.run("environment", resources=shop(service))["resources"]
    assert [each["location"] for each in found["affinity_groups"]] == ["West US"]
    assert [each["status"] for each in found["storage_accounts"]] == ["Created"]
    web, db = found["hosted_services"]
    assert [each["status"] for each in web["deployments"]] == ["Running"] and web["virtual_machines"] == []
    assert [each["name"] for each in db["virtual_machines"]] == ["db1", "db2"]
    assert {each["status"] for each in db["virtual_machines"]} == {"ReadyRole"}


def test_what_others_refer_to_is_read_once(service: Service) -> None:
    service.run("environment", resources=shop(service))
    requests = Counter(service.pop_requests())
    assert requests["GetOSImage"] == 1 and requests["ListOSImages"] == 1
    assert requests["GetStorageService"] == 2  # after its creation, and for the machines


def test_one_change(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    tree["hosted_services"][1]["virtual_machines"][1]["role_size"] = "Medium"
    done = service.run("environment", resources=tree)
    title = f"virtual machine db2 of hosted service {service.name}-db"
    assert done["plan"] == [{"resource": title, "action": "change", "requests": ["UpdateRole"]}]
    assert done["summary"] == {"created": 0, "changed": 1, "deleted": 0, "unchanged": 7}
    (diff,) = done["diff"]
    assert diff["before_header"] == title
    assert (diff["before"]["role_size"], diff["after"]["role_size"]) == ("Small", "Medium")


def test_machine_of_tree_is_stopped(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    machine = next(each for each in tree["hosted_services"] if each.get("virtual_machines"))["virtual_machines"][0]
    machine["state"] = "stopped"
    service.pop_requests()
    assert service.run("environment", resources=tree)["requests"] == service.writes() == ["ShutdownRole"]
    assert service.run("environment", resources=tree)["changed"] is False


@pytest.mark.parametrize("parallel", [1, 8])
def test_deletion_is_in_order_of_needs(service: Service, parallel: int) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    service.pop_requests()
    predicted = service.run("environment", check=True, state="absent", resources=tree)
    done = service.run("environment", state="absent", resources=tree, parallel=parallel)
    sent = service.writes()
    assert Counter(sent) == Counter(done["requests"]) == Counter(predicted["requests"])
    assert parallel > 1 or sent == done["requests"]
    assert done["requests"][-1] == "DeleteAffinityGroup"
    assert done["requests"].index("DeleteStorageService") > done["requests"].index("DeleteHostedService")
    assert done["summary"] == {"created": 0, "changed": 0, "deleted": 5, "unchanged": 0}
    again = service.run("environment", state="absent", resources=tree)
    assert again["changed"] is False and again["resources"] == {name: [] for name in again["resources"]}
    assert not service.run("disk_info")["disks"]


def test_hosted_services_are_deleted_side_by_side(service: Service) -> None:
    """None needs the deletion of another one, whatever is in it."""
    tree = shop(service)
    service.run("environment", resources=tree)
    service.inject_fault("forbidden", "DeleteDeployment", times=1)
    failed = refused(service, state="absent", resources=tree)
    assert [each["resource"] for each in failed["failed_resources"]] == [f"hosted service {service.name}-web"]
    assert not [title for title in failed["not_begun"] if title.startswith("hosted service")]
    left = service.run("hosted_service_info")["hosted_services"]
    assert [each["name"] for each in left] == [f"{service.name}-web"]
    assert service.run("environment", state="absent", resources=tree)["summary"]["deleted"] == 4


def test_kept_disks_block_their_account_before_anything_is_deleted(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    tree["hosted_services"][1]["disks"] = "keep"
    service.pop_requests()
    failed = refused(service, state="absent", resources=tree)
    assert f": storage account {service.name} cannot be deleted: it contains disk" in failed["msg"]
    assert len(failed["failed_resources"]) == 1
    assert service.writes() == [] and failed["changed"] is False


def test_all_faults_are_reported_before_first_write(service: Service) -> None:
    tree, name = shop(service), service.name
    tree["storage_accounts"].append({"name": name, "affinity_group": "shop"})
    tree["hosted_services"] += [
        {"name": f"{name}-x", "location": "Wst US"},
        {"name": "under_score", "location": "West US"},
        {"name": f"{name}-y", "affinity_group": "nowhere"},
        {"name": f"{name}-z", "affinity_group": "shp"},
        {
            "name": f"{name}-east",
            "location": "East US",
            "deployments": [
                {"name": "v1", "package_url": "https://x.blob.core.windows.net/p/a?sig=s", "package_path": "a"},
            ],
            "virtual_machines": [
                machine(service, "far"),
                machine(service, "big", role_size="Huge", storage_account="elsewhere"),
                machine(service, "same", image={"name": "nope"}),
                machine(service, "later", reserved_ip_name="front"),
            ],
        },
    ]
    failed = refused(service, resources=tree)
    found = messages(failed)
    inside = f" of hosted service {name}-east"
    expected = {
        f"storage account {name}": "resources has it 2 times",
        f"hosted service {name}-x": "did you mean West US",
        "hosted service under_score": "it must have 1 to 63 letters",
        f"hosted service {name}-y": "there is no affinity group nowhere",
        f"hosted service {name}-z": "there is no affinity group shp: did you mean shop?",
        f"deployment v1{inside}": "package_url and package_path exclude each other",
        f"virtual machine far{inside}": f"storage account {name} is in West US, and the hosted service in East US",
        f"virtual machine big{inside}": "role_size is 'Huge'",
        f"virtual machine same{inside}": "there is no OS image nope",
        f"virtual machine later{inside}": f"reserved IP front is the address of deployment {name}-db",
    }
    assert {title: words in found.get(title, "") for title, words in expected.items()} == dict.fromkeys(
        expected, True
    ), found
    assert failed["msg"].startswith(f"resources has {len(failed['failed_resources'])} faults, and nothing was changed")
    assert service.writes() == []


def test_occupied_slot_ports_and_disks_within_the_tree(service: Service) -> None:
    tree, name = shop(service), service.name
    ssh = {"name": "ssh", "local_port": 22, "port": 22}
    link = f"https://{name}.blob.core.windows.net/vhds/same.vhd"
    tree["hosted_services"] += [
        {
            "name": f"{name}-slot",
            "affinity_group": "shop",
            "deployments": deepcopy(tree["hosted_services"][0]["deployments"]),
            "virtual_machines": [machine(service, "web")],
        },
        {
            "name": f"{name}-ports",
            "affinity_group": "shop",
            "virtual_machines": [machine(service, name, endpoints=[dict(ssh)]) for name in ("a", "b")],
        },
        {
            "name": f"{name}-disks",
            "affinity_group": "shop",
            "virtual_machines": [
                machine(service, "a", os_disk={"media_link": link}),
                machine(service, "b", os_disk={"media_link": link}),
            ],
        },
    ]
    found = messages(refused(service, resources=tree))
    assert found.keys() == {
        f"virtual machine web of hosted service {name}-slot",
        f"virtual machine b of hosted service {name}-ports",
        f"virtual machine b of hosted service {name}-disks",
    }


def test_service_that_cannot_be_asked_is_no_fault_of_each_resource(service: Service) -> None:
    service.inject_fault("internal_error", "ListOSImages", times=100)
    with pytest.raises(ThrottledError, match="ListOSImages"):
        service.run("environment", resources=shop(service))
    assert service.writes() == []


def test_quotas_count_the_whole_tree(service: Service) -> None:
    tree = shop(service)
    machines = tree["hosted_services"][1]["virtual_machines"]
    machines += [machine(service, f"m{number}", role_size="ExtraLarge") for number in range(3)]
    (fault,) = refused(service, resources=tree)["failed_resources"]
    assert fault["resource"] == "subscription"
    assert fault["msg"].startswith("26 more cores are needed, and the subscription has 0 of the 20")
    assert service.writes() == []


def test_failure_stops_dependents_only(service: Service) -> None:
    tree = shop(service)
    service.inject_fault("fail_operation", "CreateStorageService", times=1)
    failed = refused(service, resources=tree)
    name = service.name
    assert [each["resource"] for each in failed["failed_resources"]] == [f"storage account {name}"]
    assert failed["failed_resources"][0]["error"]["code"] and failed["operation_id"] and failed["error"]
    assert sorted(failed["not_begun"]) == [
        f"deployment v1 of hosted service {name}-web",
        f"virtual machine db1 of hosted service {name}-db",
        f"virtual machine db2 of hosted service {name}-db",
    ]
    assert failed["summary"] == {"created": 4, "changed": 0, "deleted": 0, "unchanged": 0}
    assert Counter(failed["requests"])["CreateHostedService"] == 2 and failed["changed"] is True
    done = service.run("environment", resources=tree)
    assert done["summary"]["created"] == 4 and done["failed_resources"] == []
    assert service.run("environment", resources=tree)["changed"] is False


def test_resource_that_could_not_be_changed_is_there_as_it_was(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    tree["hosted_services"][1]["virtual_machines"][1]["role_size"] = "Medium"
    service.inject_fault("fail_operation", "UpdateRole", times=1)
    failed = refused(service, resources=tree)
    sizes = [each["role_size"] for each in failed["resources"]["hosted_services"][1]["virtual_machines"]]
    assert sizes == ["Small", "Small"] and failed["summary"]["unchanged"] == 7


@pytest.mark.parametrize("parallel", [1, 3])
def test_parallel_bounds_what_is_worked_on(service: Service, parallel: int) -> None:
    """The lines tell when the work on a resource begins and ends."""
    tree = {"hosted_services": [{"name": f"{service.name}-{number}", "location": "West US"} for number in range(9)]}
    service.run("environment", resources=tree, parallel=parallel)
    running, most = 0, 0
    for line in service.progress:
        running += 1 if line.endswith(": creating") else -1 if ": created after" in line else 0
        most = max(most, running)
    assert (running, most <= parallel) == (0, True)
    assert most > 1 or parallel == 1


def test_machines_of_one_service_are_changed_one_at_a_time(service: Service) -> None:
    tree = shop(service)
    tree["hosted_services"][1]["virtual_machines"] += [machine(service, f"m{number}") for number in range(4)]
    done = service.run("environment", resources=tree)
    assert done["summary"]["created"] == 12
    statuses = {entry["status"] for entry in service.journal() if entry["method"] != "GET"}
    assert 409 not in statuses
    assert Counter(service.writes())["AddRole"] == 5


@pytest.mark.parametrize("value", [0, -1])
def test_parallel_has_to_be_positive(service: Service, value: int) -> None:
    with pytest.raises(Exception, match=f"parallel is {value}, but it must be at least 1"):
        service.run("environment", resources={}, parallel=value)
    assert service.pop_requests() == []


def test_unmanaged_is_kept_reported_or_deleted(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    fewer = deepcopy(tree)
    del fewer["hosted_services"][0]["deployments"]
    del fewer["hosted_services"][1]["virtual_machines"][1]
    extra = [
        f"deployment v1 of hosted service {service.name}-web",
        f"virtual machine db2 of hosted service {service.name}-db",
    ]
    service.pop_requests()
    assert "unmanaged" not in service.run("environment", resources=fewer)
    reported = service.run("environment", resources=fewer, unmanaged="report")
    assert reported["unmanaged"] == extra and reported["changed"] is False
    predicted = service.run("environment", check=True, resources=fewer, unmanaged="delete")
    assert service.writes() == []
    done = service.run("environment", resources=fewer, unmanaged="delete")
    assert [each["resource"] for each in done["plan"]] == [each["resource"] for each in predicted["plan"]] == extra
    assert [each["action"] for each in done["plan"]] == ["delete", "delete"]
    assert Counter(service.writes()) == Counter(["DeleteDeployment", "DeleteRole"])
    assert [each["after"] for each in done["diff"]] == [{}, {}]
    assert service.run("environment", resources=fewer, unmanaged="delete")["changed"] is False


def test_unmanaged_is_deleted_before_what_takes_its_place(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    tree["hosted_services"][0]["deployments"][0]["name"] = "v2"
    assert "deployment v1 is in the production slot" in refused(service, resources=deepcopy(tree))["msg"]
    done = service.run("environment", resources=deepcopy(tree), unmanaged="delete")
    assert done["requests"] == ["DeleteDeployment", "CreateDeployment"]


def test_absent_refuses_unmanaged_unless_told(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources=tree)
    fewer = deepcopy(tree)
    del fewer["hosted_services"][1]["virtual_machines"][1]
    failed = refused(service, state="absent", resources=fewer)
    assert "it contains virtual machine db2, which resources does not name" in failed["msg"]
    fewer["hosted_services"][1]["force"] = True
    assert service.run("environment", check=True, state="absent", resources=fewer)["summary"]["deleted"] == 5
    fewer["hosted_services"][1]["force"] = False
    assert service.run("environment", state="absent", resources=fewer, unmanaged="delete")["summary"]["deleted"] == 5


def test_pending_resources_of_an_earlier_run_are_waited_for(service: Service) -> None:
    tree = shop(service)
    service.run("environment", resources={"affinity_groups": tree["affinity_groups"]})
    service.run("storage_account", name=service.name, affinity_group="shop", wait=False)
    done = service.run("environment", resources={"storage_accounts": tree["storage_accounts"]})
    assert done["changed"] is False and done["resources"]["storage_accounts"][0]["status"] == "Created"


def test_machine_whose_deployment_is_just_being_created_is_waited_for(make_service: Callable[..., Service]) -> None:
    """A deployment shows neither its machines nor its reserved address before its operation has ended."""
    service = make_service("seconds:30", True)
    tree = shop(service)
    parts = {name: tree[name] for name in ("affinity_groups", "storage_accounts", "reserved_ips")}
    service.run(
        "environment", resources={**parts, "hosted_services": [{**tree["hosted_services"][1], "virtual_machines": []}]}
    )
    first = tree["hosted_services"][1]["virtual_machines"][0]
    service.run("virtual_machine", service_name=f"{service.name}-db", **{**deepcopy(first), "wait": False})
    done = service.run("environment", resources=tree)
    assert done["summary"]["created"] == Counter(done["requests"])["AddRole"] + 2  # the other service, its deployment
    assert Counter(done["requests"])["AddRole"] == 1 and Counter(done["requests"])["CreateVMDeployment"] == 0
    assert service.run("environment", resources=tree)["changed"] is False


def test_unfilled_placeholders_are_not_given(service: Service) -> None:
    tree: Tree = {
        "hosted_services": [{"name": service.name, "location": "West US", "label": "{{ label | default(omit) }}"}]
    }
    assert service.run("environment", resources=tree)["resources"]["hosted_services"][0]["label"] == service.name


def test_threads_end(service: Service) -> None:
    before = threading.active_count()
    service.run("environment", resources=shop(service))
    deadline = 200
    while threading.active_count() > before and deadline:
        deadline -= 1
        threading.Event().wait(0.05)
    assert threading.active_count() <= before


def test_progress_names_the_resource(service: Service) -> None:
    service.run("environment", resources=shop(service))
    title = f"virtual machine db1 of hosted service {service.name}-db"
    assert f"{title}: creating" in service.progress
    assert any(line.startswith(f"{title}: created after") for line in service.progress)
