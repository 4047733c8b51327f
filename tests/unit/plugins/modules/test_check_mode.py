# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode and the real run, in one situation each: both do the same, or both fail for the same reason.

Each module that writes has situations in which it succeeds and in which it fails. What a task refers to and what is
missing is the one difference: check mode warns of it, and the real run fails with the same words
(docs/decisions/0023-missing-references.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
WRITING_MODULES = sorted(
    path.stem for path in (ROOT / "plugins/modules").glob("*.py") if not path.stem.endswith(("_info", "__init__"))
)
LINUX_IMAGE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
CONFIGURATION: dict[str, Any] = {"service_name": "Shop", "roles": {"web": {"instances": 2}}}
ENDPOINT = {"name": "ssh", "local_port": 22, "port": 22}
LINUX = {"user_name": "shopkeeper", "user_password": "Canary-In-1-Coalmine"}
WINDOWS = {"admin_username": "shopkeeper", "admin_password": "Canary-In-1-Coalmine"}
THUMBPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"


class World:
    """The subscription of one situation. Methods that lead to it return it; everything is in West US."""

    def __init__(self, service: Service, folder: Path) -> None:
        self.service = service
        self.folder = folder
        self.name = service.name

    def run(self, module: str, check: bool = False, **options: Any) -> dict[str, Any]:
        return self.service.run(module, check=check, **options)

    def link(self, blob: str = "data.vhd", account: str = "") -> str:
        return f"https://{account or self.name}.blob.core.windows.net/vhds/{blob}"

    def account(self, location: str = "West US", name: str = "") -> World:
        self.run("storage_account", name=name or self.name, location=location)
        return self

    def hosted_service(self, location: str = "West US", name: str = "") -> World:
        self.run("hosted_service", name=name or self.name, location=location)
        return self

    def services(self) -> World:
        self.account()
        self.hosted_service()
        return self

    def group(self) -> World:
        self.run("affinity_group", name="group", location="West US")
        return self

    def disk(self, name: str = "data") -> World:
        self.run("disk", name=name, media_link=self.link(f"{name}.vhd"), os="Linux")
        return self

    def deploy(self, name: str = "v1", slot: str = "production") -> World:
        self.run("deployment", **{**self.deployment_options(), "name": name, "slot": slot})
        return self

    def deployment_options(self) -> dict[str, Any]:
        return {
            "service_name": self.name,
            "name": "v1",
            "package_url": self.link("shop.cspkg"),
            "configuration": CONFIGURATION,
        }

    def machine(self, name: str = "web1", **options: Any) -> World:
        self.run("virtual_machine", **{**self.machine_options(), "name": name, **options})
        return self

    def machine_options(self) -> dict[str, Any]:
        return {
            "service_name": self.name,
            "name": "web1",
            "image": {"name": LINUX_IMAGE},
            "storage_account": self.name,
            "linux": LINUX,
        }

    def machine_with_disk(self) -> World:
        self.services()
        self.disk()
        self.machine(data_disks=[{"name": "data", "lun": 0}])
        return self

    def network(self, location: str = "West US") -> World:
        subnets = [{"name": "front", "address_prefix": "10.1.0.0/24"}]
        network = {"name": "net", "status": "Created", "address_prefixes": ["10.1.0.0/16"], "subnets": subnets}
        self.service.seed("virtual_network", "net", {**network, "location": location})
        return self

    def reserved_ip(self, location: str = "West US") -> World:
        self.run("reserved_ip", name="address", location=location)
        return self

    def certificate(self) -> str:
        """Add a service certificate, and return its thumbprint."""
        made = self.run("management_key_pair", path=str(self.folder / "key.pem"))["management_key_pair"]
        added = self.run("service_certificate", service_name=self.name, certificate_path=made["cer_path"])
        return str(added["service_certificate"]["thumbprint"])

    def file(self) -> str:
        """Write a file, and return its path."""
        path = self.folder / "file"
        path.write_text("content")
        return str(path)


Steps = Callable[[World], Any]
Options = Callable[[World], dict[str, Any]]


def nothing(world: World) -> World:
    """Leave the subscription empty."""
    return world


@dataclass(frozen=True)
class Situation:
    """A task of a module in a state of the subscription, and what comes of it in check mode and in a real run.

    reason: what both messages say, where the task fails. missing: what check mode warns of, and the real run says.
    """

    module: str
    name: str
    prepare: Steps
    options: Options
    reason: str = ""
    missing: str = ""

    def __str__(self) -> str:
        return f"{self.module}: {self.name}"


def machine(**changes: Any) -> Options:
    """Options of virtual_machine with changes, of which None takes an option away."""
    return lambda world: {**world.machine_options(), **changes}


def environment(state: str = "present", **changes: Any) -> Options:
    """Options of environment: a virtual machine, with what it needs. ``changes`` are those of its options."""

    def options(world: World) -> dict[str, Any]:
        entry = {**world.machine_options(), **changes}
        del entry["service_name"]
        services = [{"name": world.name, "location": "West US", "disks": "delete", "virtual_machines": [entry]}]
        accounts = [{"name": world.name}] if world.service.stored("storage_account", world.name) else []
        new = [] if accounts else [{"name": world.name, "location": "West US"}]
        return {
            "state": state,
            "parallel": 1,
            "resources": {"storage_accounts": accounts or new, "hosted_services": services},
        }

    return options


def deployment(**changes: Any) -> Options:
    return lambda world: {**world.deployment_options(), **changes}


def given(**options: Any) -> Options:
    return lambda world: options


def named(**options: Any) -> Options:
    """Options with the name of the subscription's services and accounts."""
    return lambda world: {"name": world.name, **options}


def inside(**options: Any) -> Options:
    """Options for what is in the hosted service."""
    return lambda world: {"service_name": world.name, **options}


def located(module: str, options: Options) -> tuple[Situation, ...]:
    """Situations of a module with the option location."""
    spellings = ("westus", "west_us", "west-us", "West  US", "WEST US", " West US ")

    def at(location: str) -> Options:
        return lambda world: {**options(world), "location": location}

    return (
        *(Situation(module, f"location {spelling!r}", nothing, at(spelling)) for spelling in spellings),
        Situation(module, "unknown location", nothing, at("West USA"), "did you mean West US"),
        Situation(module, "location is blank", nothing, at(" "), "location is ' '"),
    )


def linked(**options: Any) -> Options:
    """Options for a disk or an image of a blob in the storage account."""
    return lambda world: {**options, "media_link": world.link()}


def on_machine(**options: Any) -> Options:
    """Options for a data disk of the virtual machine; what is callable gets the world."""
    return lambda world: {
        "service_name": world.name,
        "deployment_name": world.name,
        "role_name": "web1",
        **{name: value(world) if callable(value) else value for name, value in options.items()},
    }


def taken(module: str) -> Steps:
    """Steps after which somebody else has the name."""
    return lambda world: world.service.emulator.new_service().run(module, name=world.name, location="West US")


def two_deployments(world: World) -> World:
    world.services()
    world.deploy()
    world.deploy("v2", "staging")
    return world


def blob_of_other_account(world: World) -> World:
    """A registered blob of the same name in an account whose name has the other one at its end."""
    other = f"x{world.name}"
    world.account(name=other)
    world.run("disk", name="other", os="Linux", media_link=world.link(account=other))
    return world.account()


def package(world: World) -> World:
    world.services()
    world.deploy()
    return world


def one_machine(world: World) -> World:
    world.services()
    world.machine()
    return world


def deployed_certificate(world: World) -> dict[str, Any]:
    thumbprint = world.certificate()
    roles = {"web": {"instances": 2, "certificates": {"tls": thumbprint}}}
    return {**world.deployment_options(), "configuration": {"service_name": "Shop", "roles": roles}}


SITUATIONS = (
    # Names in use by others
    *(
        Situation(
            module,
            "name of another subscription",
            taken(module),
            named(location="West US"),
            reason,
        )
        for module, reason in (
            ("hosted_service", "A hosted service with the specified name already exists"),
            ("storage_account", "is already taken"),
        )
    ),
    # Affinity groups
    *located("affinity_group", named()),
    Situation("affinity_group", "unused", World.group, given(name="group", state="absent")),
    Situation(
        "affinity_group",
        "in use",
        lambda world: (world.group(), world.run("hosted_service", name=world.name, affinity_group="group")),
        given(name="group", state="absent"),
        "it contains hosted service shop",
    ),
    Situation(
        "affinity_group",
        "in use by an account",
        lambda world: (world.group(), world.run("storage_account", name=world.name, affinity_group="group")),
        given(name="group", state="absent"),
        "it contains storage account shop",
    ),
    # Hosted services
    *located("hosted_service", named()),
    Situation(
        "hosted_service", "missing group", nothing, named(affinity_group="group"), missing="no affinity group group"
    ),
    Situation("hosted_service", "empty", World.hosted_service, named(state="absent")),
    Situation("hosted_service", "with deployment", package, named(state="absent"), "still contains Production"),
    Situation("hosted_service", "with deployment, force", package, named(state="absent", force=True)),
    # Storage accounts
    *located("storage_account", named()),
    Situation(
        "storage_account", "missing group", nothing, named(affinity_group="group"), missing="no affinity group group"
    ),
    Situation(
        "storage_account",
        "type that is not offered",
        nothing,
        named(location="East US", account_type="Premium_LRS"),
        "account_type is 'Premium_LRS', but East US offers",
    ),
    Situation("storage_account", "empty", World.account, named(state="absent")),
    Situation(
        "storage_account",
        "with disk",
        lambda world: (world.account(), world.disk()),
        named(state="absent"),
        "it contains disk data",
    ),
    Situation(
        "storage_account", "immutable type", World.account, named(account_type="Premium_LRS"), "cannot change that"
    ),
    # Reserved addresses
    *located("reserved_ip", given(name="address")),
    Situation("reserved_ip", "unused", World.reserved_ip, given(name="address", state="absent")),
    Situation(
        "reserved_ip",
        "in use",
        lambda world: (
            world.services(),
            world.reserved_ip(),
            world.machine(endpoints=[ENDPOINT], reserved_ip_name="address"),
        ),
        given(name="address", state="absent"),
        "has to be released first",
    ),
    Situation(
        "reserved_ip",
        "for a missing service",
        World.reserved_ip,
        inside(name="address", deployment_name="v1"),
        missing="no hosted service shop",
    ),
    Situation(
        "reserved_ip",
        "new for a missing service",
        nothing,
        inside(name="address", deployment_name="v1", location="West US"),
        missing="no hosted service shop",
    ),
    Situation(
        "reserved_ip",
        "for a missing deployment",
        lambda world: (world.reserved_ip(), world.hosted_service()),
        inside(name="address", deployment_name="v1"),
        missing="no deployment v1",
    ),
    Situation(
        "reserved_ip",
        "in another location",
        lambda world: (world.reserved_ip("East US"), one_machine(world)),
        lambda world: {"name": "address", "service_name": world.name, "deployment_name": world.name},
        "it is to be in East US, and hosted service shop",
    ),
    Situation(
        "reserved_ip",
        "without endpoints",
        lambda world: (world.reserved_ip(), one_machine(world)),
        lambda world: {"name": "address", "service_name": world.name, "deployment_name": world.name},
        "has no endpoint",
    ),
    # Deployments
    Situation("deployment", "new", World.services, deployment()),
    Situation("deployment", "missing service", World.account, deployment(), missing="no hosted service shop"),
    Situation("deployment", "missing account", World.hosted_service, deployment(), missing="no storage account shop"),
    Situation("deployment", "occupied slot", package, deployment(name="v2"), "deployment v1 is in the production slot"),
    Situation("deployment", "name taken", package, deployment(slot="staging"), "moves one only by swapping"),
    Situation(
        "deployment",
        "slot of virtual machines",
        one_machine,
        deployment(),
        "is in the production slot of hosted service shop",
    ),
    Situation("deployment", "no URL", World.services, deployment(package_url="shop.cspkg"), "must be the URL"),
    Situation(
        "deployment",
        "foreign URL",
        World.services,
        deployment(package_url="https://example.com/shop.cspkg"),
        "must be in a storage account of the subscription",
    ),
    Situation(
        "deployment",
        "signed URL",
        World.services,
        deployment(package_url="https://example.com/shop.cspkg?sig=abc"),
    ),
    Situation("deployment", "no instances", World.services, deployment(instances={"web": 0}), "at least 1"),
    Situation(
        "deployment",
        "no instances in the configuration",
        World.services,
        deployment(configuration={**CONFIGURATION, "roles": {"web": {"instances": 0}}}),
        "each role must have at least 1",
    ),
    Situation(
        "deployment",
        "unknown family",
        World.services,
        deployment(configuration={**CONFIGURATION, "os_family": 9}),
        "its os_family is '9', and the service has 1, 2, 3, 4",
    ),
    Situation(
        "deployment",
        "unknown version",
        World.services,
        deployment(configuration={**CONFIGURATION, "os_version": "WA-GUEST-OS-9.9"}),
        "its os_version is 'WA-GUEST-OS-9.9'",
    ),
    Situation("deployment", "certificate", World.services, deployed_certificate),
    Situation(
        "deployment",
        "missing certificate",
        World.services,
        deployment(
            configuration={**CONFIGURATION, "roles": {"web": {"instances": 1, "certificates": {"tls": THUMBPRINT}}}}
        ),
        missing=f"no service certificate {THUMBPRINT}",
    ),
    Situation(
        "deployment",
        "missing account of a local package",
        World.hosted_service,
        lambda world: {
            **world.deployment_options(),
            "package_url": None,
            "package_path": world.file(),
            "storage_account": world.name,
        },
        missing="there is no storage account shop",
    ),
    Situation("deployment", "more instances", package, inside(name="v1", instances={"web": 3})),
    Situation("deployment", "unknown role", package, inside(name="v1", instances={"wep": 3}), "has no role wep"),
    Situation("deployment", "deletion", package, inside(name="v1", state="absent")),
    Situation(
        "deployment",
        "upgrade to unknown family",
        package,
        deployment(configuration={**CONFIGURATION, "os_family": 9}),
        "its os_family is '9'",
    ),
    Situation(
        "deployment",
        "configuration of other roles",
        package,
        lambda world: {
            "service_name": world.name,
            "name": "v1",
            "configuration": {"service_name": "Shop", "roles": {"other": {"instances": 1}}},
        },
        "the configuration has the roles other, and the package web",
    ),
    # Swaps and upgrades
    Situation("deployment_swap", "two deployments", two_deployments, inside(production="v2")),
    Situation(
        "deployment_swap", "nothing in staging", package, inside(production="v2"), missing="has nothing in staging"
    ),
    Situation(
        "deployment_swap", "another one", two_deployments, inside(production="v3"), "has deployment v2 in staging"
    ),
    Situation("deployment_upgrade", "nothing to walk", package, inside(name="v1", state="walked")),
    Situation(
        "deployment_upgrade",
        "rollback",
        lambda world: (
            package(world),
            world.run("deployment", **deployment(upgrade_mode="manual", instances={"web": 4})(world)),
        ),
        inside(name="v1", state="rolled_back"),
    ),
    Situation(
        "deployment_upgrade",
        "missing deployment",
        World.services,
        inside(name="v1", state="walked"),
        missing="has no deployment v1",
    ),
    Situation(
        "deployment_upgrade",
        "negative domain",
        package,
        inside(name="v1", state="walked", upgrade_domain=-1),
        "counted from 0",
    ),
    # Role instances
    Situation("role_instance", "reboot", package, inside(deployment_name="v1", name="web_IN_0", state="rebooted")),
    Situation("role_instance", "deletion", package, inside(deployment_name="v1", name="web_IN_0", state="absent")),
    Situation(
        "role_instance",
        "deletion of the last one",
        lambda world: (
            package(world),
            world.run("deployment", service_name=world.name, name="v1", instances={"web": 1}),
        ),
        inside(deployment_name="v1", name="web_IN_0", state="absent"),
        "it is the last instance of role web",
    ),
    Situation(
        "role_instance",
        "missing",
        package,
        inside(deployment_name="v1", name="web_IN_7", state="rebooted"),
        missing="has no instance web_IN_7",
    ),
    Situation(
        "role_instance",
        "rebuild of a virtual machine",
        one_machine,
        lambda world: {
            "service_name": world.name,
            "deployment_name": world.name,
            "name": "web1",
            "state": "rebuilt",
        },
        "is one of virtual machines",
    ),
    # Service certificates
    Situation(
        "service_certificate",
        "unused",
        World.services,
        lambda world: {"service_name": world.name, "thumbprint": world.certificate(), "state": "absent"},
    ),
    Situation(
        "service_certificate",
        "used",
        World.services,
        lambda world: {
            "service_name": world.name,
            "thumbprint": world.run("deployment", **deployed_certificate(world)) and world.certificate(),
            "state": "absent",
        },
        "it is used by deployment v1",
    ),
    Situation(
        "service_certificate",
        "missing service",
        nothing,
        lambda world: {
            "service_name": world.name,
            "certificate_path": world.run("management_key_pair", path=str(world.folder / "key.pem"))[
                "management_key_pair"
            ]["cer_path"],
        },
        missing="no hosted service shop",
    ),
    # Disks and images
    *(
        situation
        for module, options in (
            ("disk", {"name": "other"}),
            ("os_image", {"name": "other", "os": "Linux"}),
        )
        for situation in (
            Situation(
                module,
                "new",
                World.account,
                linked(**options),
            ),
            Situation(
                module,
                "missing account",
                nothing,
                linked(**options),
                missing="there is no storage account shop",
            ),
            Situation(
                module,
                "foreign link",
                World.account,
                given(**options, media_link="https://example.com/vhds/data.vhd"),
                "media_link is 'https://example.com/vhds/data.vhd', but it must be in a storage account",
            ),
            Situation(module, "no URL", World.account, given(**options, media_link="data.vhd"), "must be the URL"),
            Situation(
                module,
                "registered blob",
                lambda world: (world.account(), world.disk()),
                linked(**options),
                "disk data already",
            ),
        )
    ),
    Situation(
        "disk", "same blob of an account whose name ends alike", blob_of_other_account, linked(name="new", os="Linux")
    ),
    Situation("disk", "free", lambda world: (world.account(), world.disk()), given(name="data", state="absent")),
    Situation("disk", "attached", World.machine_with_disk, given(name="data", state="absent"), "has to be detached"),
    Situation(
        "disk",
        "resize of an attached one",
        World.machine_with_disk,
        given(name="data", logical_disk_size_in_gb=100),
        "virtual machine web1 of hosted service",
    ),
    Situation(
        "disk",
        "resize when deallocated",
        lambda world: (
            world.machine_with_disk(),
            world.run("virtual_machine", service_name=world.name, name="web1", state="deallocated"),
        ),
        given(name="data", logical_disk_size_in_gb=100),
    ),
    Situation(
        "os_image",
        "in use",
        lambda world: (
            world.services(),
            world.run("os_image", name="base", media_link=world.link("base.vhd"), os="Linux"),
            world.machine(image={"name": "base"}),
        ),
        given(name="base", state="absent"),
        "is what disk",
    ),
    Situation("os_image", "of the platform", nothing, given(name=LINUX_IMAGE, state="absent"), "category Public"),
    Situation(
        "vm_image",
        "new",
        World.account,
        lambda world: {
            "name": "base",
            "os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": world.link()},
        },
    ),
    Situation(
        "vm_image",
        "missing account",
        nothing,
        lambda world: {
            "name": "base",
            "os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": world.link()},
        },
        missing="there is no storage account shop",
    ),
    Situation(
        "vm_image",
        "registered blob",
        lambda world: (world.account(), world.disk()),
        lambda world: {
            "name": "base",
            "os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": world.link()},
        },
        "disk data already",
    ),
    *(
        Situation(
            "vm_image",
            name,
            prepare,
            lambda world: {
                "name": "base",
                "capture": {
                    "service_name": world.name,
                    "deployment_name": world.name,
                    "role_name": "web1",
                    "os_state": "Generalized",
                },
            },
            reason,
            missing,
        )
        for name, prepare, reason, missing in (
            ("capture of a missing service", nothing, "", "no hosted service shop"),
            ("capture of a missing machine", World.services, "", "no virtual machine web1"),
            ("capture of one that runs", one_machine, "has to be stopped first", ""),
            (
                "capture",
                lambda world: (
                    one_machine(world),
                    world.run("virtual_machine", service_name=world.name, name="web1", state="stopped"),
                ),
                "",
                "",
            ),
        )
    ),
    # DNS servers
    Situation("dns_server", "new", one_machine, inside(name="dns", address="10.0.0.4")),
    Situation("dns_server", "no address", one_machine, inside(name="dns", address="10"), "must be an IP address"),
    Situation("dns_server", "beside a package", package, inside(name="dns", address="10.0.0.4"), "is one of web and"),
    Situation(
        "dns_server",
        "missing deployment",
        World.services,
        inside(name="dns", address="10.0.0.4"),
        missing="has no deployment in production",
    ),
    # Data disks
    *(
        Situation(
            "data_disk",
            name,
            prepare,
            on_machine(**options),
            reason,
            missing,
        )
        for name, prepare, options, reason, missing in (
            ("new", one_machine, {"lun": 0, "logical_disk_size_in_gb": 5, "media_link": World.link}, "", ""),
            (
                "missing machine",
                World.services,
                {"lun": 0, "logical_disk_size_in_gb": 5, "media_link": World.link},
                "",
                "no virtual machine web1",
            ),
            ("missing disk", one_machine, {"lun": 0, "name": "data"}, "", "no disk data"),
            (
                "attached disk",
                World.machine_with_disk,
                {"lun": 1, "name": "data"},
                "attached to virtual machine web1",
                "",
            ),
            (
                "large lun",
                one_machine,
                {"lun": 16, "logical_disk_size_in_gb": 5, "media_link": World.link},
                "no lun 16",
                "",
            ),
            (
                "no lun",
                one_machine,
                {"lun": 64, "logical_disk_size_in_gb": 5, "media_link": World.link},
                "from 0 to 63",
                "",
            ),
            (
                "no size",
                one_machine,
                {"lun": 0, "logical_disk_size_in_gb": 0, "media_link": World.link},
                "1 to 1023",
                "",
            ),
            (
                "other location",
                lambda world: (one_machine(world), world.account("East US", "elsewhere")),
                {
                    "lun": 0,
                    "logical_disk_size_in_gb": 5,
                    "media_link": lambda world: world.link(account="elsewhere"),
                },
                "storage account elsewhere is in East US, and the hosted service in West US",
                "",
            ),
            ("detach", World.machine_with_disk, {"lun": 0, "state": "absent"}, "", ""),
        )
    ),
    # Virtual machines
    Situation("virtual_machine", "new", World.services, machine()),
    Situation("virtual_machine", "missing service", World.account, machine(), missing="no hosted service shop"),
    Situation(
        "virtual_machine",
        "missing account",
        World.hosted_service,
        machine(),
        missing="there is no storage account shop",
    ),
    Situation(
        "virtual_machine",
        "account elsewhere",
        lambda world: (world.hosted_service(), world.account("East US")),
        machine(),
        "is in East US, and the hosted service in West US",
    ),
    Situation(
        "virtual_machine",
        "missing image",
        World.services,
        machine(image={"name": "nosuch"}),
        missing="there is no OS image nosuch",
    ),
    Situation(
        "virtual_machine",
        "family with a slip",
        World.services,
        machine(image={"family": "OpenLogic 6"}),
        "did you mean",
    ),
    Situation(
        "virtual_machine",
        "windows on Linux",
        World.services,
        machine(linux=None, windows=WINDOWS),
        "which has Linux: it takes linux, not windows",
    ),
    Situation(
        "virtual_machine",
        "linux on Windows",
        World.services,
        machine(image={"name_pattern": "^a699494373c04fc0bc8f2bb1389d6106__Windows-Server-2012-R2"}),
        "which has Windows: it takes windows, not linux",
    ),
    *(
        Situation("virtual_machine", f"size {size}", World.services, machine(role_size=size))
        for size in ("small", "basic_a1", "BASIC-A1", "Basic_A1")
    ),
    Situation(
        "virtual_machine", "unknown size", World.services, machine(role_size="Smal"), "no such role size: did you mean"
    ),
    Situation(
        "virtual_machine",
        "size of other locations",
        lambda world: (world.hosted_service("East US"), world.account("East US")),
        machine(role_size="Standard_G1"),
        "role_size is 'Standard_G1', but East US offers",
    ),
    Situation(
        "virtual_machine",
        "unknown network",
        World.services,
        machine(virtual_network_name="nosuch"),
        "there is no virtual network nosuch",
    ),
    Situation(
        "virtual_machine",
        "unknown subnet",
        lambda world: (world.services(), world.network()),
        machine(virtual_network_name="net", subnet_names=["back"]),
        "virtual network net has no subnet back: it has front",
    ),
    Situation(
        "virtual_machine",
        "subnet without network",
        World.services,
        machine(subnet_names=["front"]),
        "its deployment is in no virtual network",
    ),
    Situation(
        "virtual_machine",
        "missing reserved address",
        World.services,
        machine(reserved_ip_name="address", endpoints=[ENDPOINT]),
        missing="no reserved IP address",
    ),
    Situation(
        "virtual_machine",
        "reserved address elsewhere",
        lambda world: (world.services(), world.reserved_ip("East US")),
        machine(reserved_ip_name="address", endpoints=[ENDPOINT]),
        "reserved IP address is in East US",
    ),
    Situation(
        "virtual_machine",
        "reserved address without endpoint",
        lambda world: (world.services(), world.reserved_ip()),
        machine(reserved_ip_name="address"),
        "needs a deployment with an endpoint",
    ),
    Situation(
        "virtual_machine",
        "slot with another deployment",
        one_machine,
        machine(deployment_name="other"),
        "is in the production slot",
    ),
    Situation("virtual_machine", "slot with a package", package, machine(), "takes no virtual machine"),
    Situation(
        "virtual_machine",
        "missing disk",
        World.services,
        machine(image=None, linux=None, storage_account=None, os_disk={"name": "data"}),
        missing="no disk data",
    ),
    Situation(
        "virtual_machine",
        "attached disk",
        World.machine_with_disk,
        machine(name="web2", image=None, linux=None, storage_account=None, os_disk={"name": "data"}),
        "disk data is attached to virtual machine web1",
    ),
    Situation(
        "virtual_machine",
        "missing certificate",
        World.services,
        machine(linux={**LINUX, "ssh": {"public_keys": [{"fingerprint": THUMBPRINT}]}}),
        missing=f"no service certificate {THUMBPRINT}",
    ),
    Situation(
        "virtual_machine",
        "too many disks",
        World.services,
        machine(data_disks=[{"lun": lun, "logical_disk_size_in_gb": 5} for lun in range(3)]),
        "can have 2 data disks",
    ),
    Situation(
        "virtual_machine",
        "port of another machine",
        lambda world: (world.services(), world.machine(endpoints=[ENDPOINT])),
        machine(name="web2", endpoints=[ENDPOINT]),
        "public port 22 is that of endpoint ssh",
    ),
    Situation(
        "virtual_machine",
        "data disk from nowhere",
        World.services,
        machine(data_disks=[{"lun": 0}]),
        "needs one of logical_disk_size_in_gb",
    ),
    Situation(
        "virtual_machine",
        "static address without subnet",
        World.services,
        machine(static_virtual_network_ip_address="10.1.0.9"),
        "which needs subnet_names",
    ),
    Situation(
        "virtual_machine",
        "other size",
        one_machine,
        lambda world: {"service_name": world.name, "name": "web1", "role_size": "basic-a1"},
    ),
    Situation(
        "virtual_machine",
        "other size that is not",
        one_machine,
        lambda world: {"service_name": world.name, "name": "web1", "role_size": "Basic_A9"},
        "no such role size",
    ),
    Situation(
        "virtual_machine",
        "attached disk later",
        lambda world: (world.machine_with_disk(), world.machine("web2")),
        lambda world: {"service_name": world.name, "name": "web2", "data_disks": [{"name": "data"}]},
        "disk data is attached to virtual machine web1",
    ),
    Situation(
        "virtual_machine",
        "missing disk later",
        one_machine,
        lambda world: {"service_name": world.name, "name": "web1", "data_disks": [{"name": "data"}]},
        missing="no disk data",
    ),
    Situation("virtual_machine", "only one", one_machine, inside(name="web1", state="absent"), "delete_empty"),
    Situation("virtual_machine", "deletion", one_machine, inside(name="web1", state="absent", delete_empty="service")),
    # Local files and blobs
    Situation("management_key_pair", "new", nothing, lambda world: {"path": str(world.folder / "key.pem")}),
    Situation("management_key_pair", "folder", nothing, lambda world: {"path": str(world.folder)}, "path is"),
    Situation(
        "storage_blob",
        "missing account",
        nothing,
        lambda world: {
            "storage_account": world.name,
            "container": "files",
            "name": "file",
            "path": world.file(),
        },
        missing="there is no storage account shop",
    ),
    Situation(
        "storage_blob",
        "missing file",
        World.account,
        lambda world: {
            "storage_account": world.name,
            "container": "files",
            "name": "file",
            "path": str(world.folder / "nosuch"),
        },
        "there is no such file",
    ),
    Situation("environment", "everything is new", nothing, environment()),
    Situation(
        "environment",
        "nothing to do",
        one_machine,
        lambda world: {"resources": {"storage_accounts": [{"name": world.name}]}},
    ),
    Situation("environment", "delete", one_machine, environment(state="absent")),
    Situation(
        "environment",
        "two faults",
        nothing,
        environment(static_virtual_network_ip_address="10.0.0", endpoints=[{"name": "ssh", "local_port": 0}]),
        "2 faults, and nothing was changed",
    ),
    Situation(
        "environment", "name is taken", taken("hosted_service"), environment(), "a fault, and nothing was changed"
    ),
    Situation("environment", "account elsewhere", lambda world: world.account("East US"), environment(), "in East US"),
    Situation("environment", "unmanaged", package, environment(state="absent"), "which resources does not name"),
    Situation(
        "storage_blob",
        "nothing to delete",
        nothing,
        lambda world: {"storage_account": world.name, "container": "files", "name": "file", "state": "absent"},
    ),
)


@pytest.fixture
def world(service: Service, tmp_path: Path) -> World:
    return World(service, tmp_path)


def outcome(world: World, situation: Situation, options: dict[str, Any], check: bool) -> dict[str, Any] | AzureError:
    """Return the result of the task, or the error."""
    try:
        return world.run(situation.module, check=check, **options)
    except AzureError as error:
        return error


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_check_mode_predicts_real_run(world: World, situation: Situation) -> None:
    """Check mode and the real run of one task in one state send the same requests, or fail for the same reason."""
    situation.prepare(world)
    options = situation.options(world)
    reason, missing = (
        text.replace("service shop", f"service {world.name}") for text in (situation.reason, situation.missing)
    )
    reason, missing = (text.replace("account shop", f"account {world.name}") for text in (reason, missing))
    world.service.pop_requests()
    predicted = outcome(world, situation, options, check=True)
    assert world.service.writes() == []
    done = outcome(world, situation, options, check=False)
    if reason:
        assert isinstance(predicted, AzureError) and reason in str(predicted), predicted
        assert isinstance(done, AzureError) and reason in str(done), done
    elif missing:
        assert isinstance(predicted, dict), predicted
        assert any(missing in sentence for sentence in predicted["missing_references"])
        assert any(missing in warning for warning in world.service.warnings)
        assert isinstance(done, AzureError) and missing in str(done), done
    else:
        assert isinstance(predicted, dict) and isinstance(done, dict), (predicted, done)
        assert (predicted["changed"], predicted.get("requests")) == (done["changed"], done.get("requests"))
        assert "missing_references" not in predicted


@pytest.mark.parametrize("module", WRITING_MODULES)
def test_every_writing_module_has_situations(module: str) -> None:
    """A new module needs a situation in which it succeeds and one in which it fails."""
    situations = [each for each in SITUATIONS if each.module == module]
    assert [each for each in situations if not (each.reason or each.missing)], f"{module} never succeeds in the table"
    assert [each for each in situations if each.reason or each.missing], f"{module} never fails in the table"
