# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused at once of a virtual machine that is asked for (docs/protocol/compute.md#create-vm-refusals).

Where the words are not the service's own, A parameter was incorrect is a guess, and the reason says what it was.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
from collections.abc import Iterable

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.context import (
    ErrorResponse,
    RequestContext,
    bad_request,
    conflict,
    not_found,
)
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.compute import os_images, vm_images
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    Password,
)

# docs/protocol/compute.md#vm-names: the list is documented for the successor of the API; classic clients refuse the
# first two.
RESERVED_NAMES = (
    *("administrator", "root", "admin", "user", "user1", "user2", "user3", "user4", "user5", "test", "test1", "test2"),
    *("test3", "admin1", "admin2", "adm", "1", "123", "a", "actuser", "aspnet", "backup", "console", "guest", "owner"),
    *("server", "sql", "support", "support_388945a0", "sys"),
)
BARRED_PASSWORDS = (
    *("abc@123", "P@$$w0rd", "P@ssw0rd", "P@ssword123", "Pa$$word", "pass@word1", "Password!", "Password1"),
    *("Password22", "iloveyou!"),
)
MACHINES = 50
"""In one deployment; a guess of docs/protocol/compute.md#vm-model."""


def check_new(context: RequestContext, service: Value, network: Value | None, role: Value) -> None:
    """Refuse a role that cannot be created in a service and a virtual network."""
    if not role["name"]:
        raise bad_request(reason="RoleName is missing")
    if role["role_type"] != "PersistentVMRole":
        raise bad_request(reason="RoleType is not PersistentVMRole")
    check_size(service, role["role_size"] or "Small")
    sets = role["configuration_sets"] or {}
    check_network(sets.get("network") or {}, network)
    _check_source(context, service, role)
    for disk in role["data_disks"] or []:
        check_data_disk(context, service, disk)
    check_data_disks(role["data_disks"] or [], role["role_size"] or "Small")
    _check_certificates(context, service, sets)


def check_size(service: Value, name: str) -> None:
    """Refuse a size that there is not, or not where the service is."""
    if name not in locations.REGIONS[service["region"]].machines.split():
        raise bad_request(reason=f"RoleSize is none of those that {service['region']} has for virtual machines")


def check_cores(context: RequestContext, more: int) -> None:
    used = sum(each.get("cores", 0) for each in context.all("deployment"))
    common.check_limit(context, "max_core_count", "cores", used, more)


def cores(size: str) -> int:
    """The cores of a size."""
    return next(int(each["cores"]) for each in locations.role_sizes() if each["name"] == size)


def check_network(network: Value, site: Value | None) -> None:
    """Refuse endpoints that cannot be, and subnets that there are not."""
    names = [endpoint["name"] for endpoint in network.get("input_endpoints") or []]
    if None in names or len(set(names)) != len(names):
        raise bad_request(reason="each InputEndpoint has a Name of its own")
    for endpoint in network.get("input_endpoints") or []:
        check_endpoint(endpoint)
    subnets = {subnet["name"] for subnet in (site or {}).get("subnets") or []}
    if not set(network.get("subnet_names") or []) <= subnets:
        raise bad_request(reason="SubnetNames has a subnet that the virtual network of the deployment has not")
    static = network.get("static_virtual_network_ip_address")
    if static and not network.get("subnet_names"):
        raise bad_request(reason="StaticVirtualNetworkIPAddress needs SubnetNames")
    if static and not _is_address(static):
        raise bad_request(reason="StaticVirtualNetworkIPAddress is no address")


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def check_endpoint(endpoint: Value) -> None:
    """Refuse an endpoint that cannot be."""
    for name, tag in (("local_port", "LocalPort"), ("port", "Port")):
        port = endpoint[name]
        if not (port is None and name == "port") and not 1 <= (port or 0) <= 65535:
            raise bad_request(reason=f"{tag} of {endpoint['name']} is not from 1 to 65535")
    if (endpoint["protocol"] or "").lower() not in ("tcp", "udp"):
        raise bad_request(reason=f"Protocol of {endpoint['name']} is neither tcp nor udp")
    rules = (endpoint["endpoint_acl"] or {}).get("rules") or []
    if len(rules) > 50:
        raise bad_request(reason=f"EndpointAcl of {endpoint['name']} has more than 50 rules")
    if not all(rule["order"] is not None and rule["action"] and rule["remote_subnet"] for rule in rules):
        raise bad_request(reason=f"a rule of {endpoint['name']} has no Order, Action or RemoteSubnet")


def _check_source(context: RequestContext, service: Value, role: Value) -> None:
    """Where the system comes from: an image, a VM image, a disk, a blob."""
    disk = role["os_disk"] or {}
    if disk.get("io_type"):
        raise bad_request(
            "IOType is implicitly determined from the MediaLink. "
            "This should not be explicitly specified in the request."
        )
    generalized = bool(disk.get("source_image_name") or disk.get("remote_source_image_link"))
    if role["vm_image_name"]:
        image = vm_images.find(context, role["vm_image_name"])
        if image is None:
            raise not_found("The image with the specified name does not exist.")
        generalized = image["os_disk_configuration"]["os_state"] == "Generalized"
    elif disk.get("source_image_name"):
        _check_image(context, service, disk)
    elif disk.get("name") and not disk.get("media_link"):
        check_free(context, disk["name"])
    elif not disk.get("media_link") or not disk.get("os"):
        raise bad_request(reason="OSVirtualHardDisk has no SourceImageName, no DiskName, and no MediaLink with OS")
    else:
        _check_target(context, service, disk)
    if generalized:
        check_provisioning(role)


def _check_image(context: RequestContext, service: Value, disk: Value) -> None:
    image = os_images.find(context, disk["source_image_name"])
    if image is None:
        raise not_found("The image with the specified name does not exist.")
    locations = (image.get("location") or service["region"]).split(";")
    if service["region"] not in locations:
        there, here = image["location"], service["affinity_group"] or service["region"]
        raise bad_request(
            f"The location or affinity group {there} of the storage account where the source image {image['name']} "
            "resides is not in the same location or affinity group as the specified cloud service. "
            "The source image must reside in a storage account that has the same affinity group or location as the "
            f"cloud service {here}."
        )
    _check_target(context, service, disk)
    source, target = (
        context.blobs.account_of(image.get("media_link") or ""),
        context.blobs.account_of(disk["media_link"]),
    )
    if source and source != target:
        raise bad_request(
            "The disk's VHD must be in the same account as the VHD of the source image (source account: "
            f"{source}.blob.core.windows.net, target account: {target}.blob.core.windows.net)."
        )


def _check_target(context: RequestContext, service: Value, disk: Value) -> None:
    if not disk.get("media_link"):
        raise bad_request(reason="MediaLink is missing")
    check_link(context, service, disk["media_link"])
    if disk.get("name") and context.get("disk", disk["name"]):
        raise conflict(f"A disk with name {disk['name']} already exists.")


def check_link(context: RequestContext, service: Value, link: str) -> None:
    """Refuse a blob that is somewhere else, or something already."""
    media.place(context, link, exists=False)
    account = context.get("storage_account", context.blobs.account_of(link) or "") or {}
    if account["region"] != service["region"]:
        raise bad_request(reason="MediaLink is in an account in another location than the hosted service")
    media.refuse_if_registered(context, link)


def check_free(context: RequestContext, name: str) -> Value:
    """The disk of a name, which has to be there and free."""
    disk = context.get("disk", name)
    if disk is None:
        raise not_found("The disk with the specified name does not exist.")
    owner = disk.get("attached_to")
    if owner:
        raise bad_request(
            f"A disk with name {name} is currently in use by virtual machine {owner['role_name']} running within "
            f"hosted service {owner['hosted_service_name']}, deployment {owner['deployment_name']}."
        )
    return disk


def check_data_disk(context: RequestContext, service: Value, disk: Value) -> None:
    """Refuse a disk that is neither made, nor one that is there, nor a blob that is there."""
    if disk["logical_disk_size_in_gb"] is not None:
        if not 1 <= disk["logical_disk_size_in_gb"] <= 1023 or not disk["media_link"]:
            raise bad_request(reason="a new disk has MediaLink, and a LogicalDiskSizeInGB from 1 to 1023")
        check_link(context, service, disk["media_link"])
    elif disk["name"]:
        check_free(context, disk["name"])
    elif disk["source_media_link"] or disk["media_link"]:
        check_link(context, service, disk["source_media_link"] or disk["media_link"])
    else:
        raise bad_request(reason="a data disk has LogicalDiskSizeInGB, DiskName or SourceMediaLink")


def check_data_disks(disks: Iterable[Value], size: str) -> None:
    """Refuse more disks than a size can have, and two in one place."""
    luns = [disk["lun"] or 0 for disk in disks]
    most = next(int(each["max_data_disk_count"]) for each in locations.role_sizes() if each["name"] == size)
    if len(set(luns)) != len(luns):
        raise conflict("The specified LUN is in use.")
    if len(luns) > most or any(not 0 <= lun < max(most, 16) for lun in luns):
        raise bad_request(reason=f"a virtual machine of size {size} can have {most} data disks")


def check_provisioning(role: Value) -> None:
    """Refuse who a machine cannot be.

    That a password is not looked at that nobody can use is a guess, which lets the guide's example pass.
    """
    sets = role["configuration_sets"] or {}
    windows, linux = sets.get("windows"), sets.get("linux")
    if windows:
        computer = windows["computer_name"] or role["name"]
        if len(computer) > 15:
            raise bad_request("The computer name cannot be more than 15 characters long")
        _check_user(windows["admin_username"])
        _check_password(windows["admin_password"], 8, 123)
    elif linux:
        _check_user(linux["user_name"])
        keys = (linux["ssh"] or {}).get("public_keys")
        if linux["disable_ssh_password_authentication"] is False:
            _check_password(linux["user_password"], 6, 72)
        elif not (keys or linux["user_password"]):
            raise bad_request(reason="UserPassword is missing, and there is no key")
        if not re.fullmatch(r"[\x21-\x7e]{1,64}", linux["host_name"] or ""):
            raise bad_request(reason="HostName has 1 to 64 ASCII characters")
    else:
        raise bad_request(reason="a generalized image needs a provisioning configuration set")


def _check_user(name: str | None) -> None:
    if not name or len(name) > 64 or name.lower() in RESERVED_NAMES:
        raise bad_request(reason="the name of the user is missing, too long, or reserved")


def _check_password(password: str | None, shortest: int, longest: int) -> None:
    """That three of four kinds of characters are asked for is documented; in which words is not known."""
    text = password or ""
    if Password(shortest, longest).validate(text) or text in BARRED_PASSWORDS:
        raise bad_request("The supplied password does not meet the complexity requirements.")


def _check_certificates(context: RequestContext, service: Value, sets: Value) -> None:
    for thumbprint in _thumbprints(sets):
        if context.get("service_certificate", f"{service['name']}/{thumbprint}") is None:
            raise bad_request(f"The certificate with thumbprint {thumbprint} was not found.")


def _thumbprints(sets: Value) -> list[str]:
    linux, windows = sets.get("linux") or {}, sets.get("windows") or {}
    ssh = linux.get("ssh") or {}
    keys = [*(ssh.get("public_keys") or []), *(ssh.get("key_pairs") or [])]
    listeners = (windows.get("winrm") or {}).get("listeners") or []
    found = [key["fingerprint"] for key in keys]
    found += [setting["thumbprint"] for setting in windows.get("stored_certificate_settings") or []]
    found += [listener["certificate_thumbprint"] for listener in listeners]
    return [thumbprint for thumbprint in found if thumbprint]


def free_address(subnet: Value, static: str | None, used: set[str | None]) -> str:
    """An address of a subnet, of which the first four and the last are not given. Raises Refusal."""
    network = ipaddress.ip_network(subnet["address_prefix"], strict=False)
    if static and (ipaddress.ip_address(static) not in network or static in used):
        raise no_address()
    for host in itertools.islice(network, 4, network.num_addresses - 1):
        if not static and str(host) not in used:
            return str(host)
    if static:
        return static
    raise no_address()


def no_address() -> ErrorResponse:
    """The failure of an operation that needs an address (docs/protocol/compute.md#create-vm-refusals)."""
    return ErrorResponse(
        400,
        "Networking.DeploymentVNetAddressAllocationFailure",
        "Unable to allocate the required address spaces for the deployment in a new or predefined subnet that is "
        "contained within the specified virtual network.",
    )
