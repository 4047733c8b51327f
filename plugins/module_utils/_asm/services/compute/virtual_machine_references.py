# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a virtual machine refers to: its image, its storage account, and what speaks against using the rest.

See docs/protocol/compute.md#create-vm-refusals and docs/protocol/networking.md#virtual-network-placement.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    MissingReferenceError,
    PreconditionError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import references as named
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT,
    missing_certificates,
    slot_blocker,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    PublicKey,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.data_disk_limits import (
    data_disk_blocker,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.image_selection import select_image
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.provisioning import public_keys
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    VirtualMachineState,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import VM_IMAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import port_conflict
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.virtual_network import (
    VIRTUAL_NETWORK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.media_links import (
    accounts_of,
    blob_blocker,
    missing_account,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.registered_blobs import account_of
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_contents import (
    deployment_named,
    missing_service,
    read_contents,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.placement import (
    is_elsewhere,
    location_of,
    read_location,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import choice_hint, did_you_mean
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

ANY_OS_IMAGE = Reference("OS image", "")


def resolve(client: Reader, want: Values) -> Values:
    """Return what a creation wants with the name of the image, and with the URL of the ``folder`` for new disks.

    Raises InvalidOptionError for criteria that no image meets, PreconditionError for an image of another operating
    system than the one that the task describes, MissingReferenceError for an image or a storage account.
    """
    found, missing = dict(want), []
    image = want.get("image")
    if image and image.get("name"):
        chosen = OS_IMAGE.reader.read(client, {"name": image["name"]})
        if chosen is None:
            missing.append(("image.name", OS_IMAGE, image["name"], _similar(client, OS_IMAGE, image["name"])))
        else:
            _check_system(want, f"OS image {chosen['name']}", chosen["os"])
    elif image:
        chosen = select_image(OS_IMAGE.reader.read_all(client, {}), image)
        _check_system(want, f"OS image {chosen['name']}", chosen["os"])
        found["image"] = {**image, "name": chosen["name"]}
    if want.get("vm_image_name") and not _is_vm_image(client, want):
        missing.append(
            ("vm_image_name", VM_IMAGE, want["vm_image_name"], _similar(client, VM_IMAGE, want["vm_image_name"]))
        )
    if want.get("storage_account"):
        account = STORAGE_ACCOUNT.reader.read(client, {"name": want["storage_account"]})
        if account is None or not account["endpoints"]:
            # One that is just being created has no endpoints yet.
            hint = "" if account else _similar(client, STORAGE_ACCOUNT, want["storage_account"])
            missing.append(("storage_account", STORAGE_ACCOUNT, want["storage_account"], hint))
        endpoints = (account and account["endpoints"]) or [f"https://{want['storage_account']}.blob.core.windows.net/"]
        found["folder"] = f"{endpoints[0]}{quote(want['container'])}"
    if missing:
        sentence = "; ".join(
            f"{option} names what the service does not have: there is no {resource.schema.kind} {name}{hint}"
            for option, resource, name, hint in missing
        )
        kinds = [f"{resource.schema.kind} {name}" for _option, resource, name, _hint in missing]
        raise MissingReferenceError(sentence, kinds, want=found)
    return found


def _similar(client: Reader, resource: Resource[Values], name: str) -> str:
    """Return the end of a sentence with the names of resources that are like one that does not exist."""
    hint = did_you_mean(name, (each["name"] for each in resource.reader.read_all(client, {})))
    return f": {hint}" if hint else ""


def _is_vm_image(client: Reader, want: Values) -> bool:
    """Return whether there is the wanted VM image. Raises PreconditionError where it does not fit to the task."""
    image = VM_IMAGE.reader.read(client, {"name": want["vm_image_name"]})
    if image is None:
        return False
    disk = image["os_disk_configuration"] or {}
    if disk.get("os_state") == "Generalized":
        if not (want.get("linux") or want.get("windows")):
            raise PreconditionError(
                f"virtual machine {want['name']} is to be made from VM image {image['name']}, which is generalized and "
                "needs linux or windows"
            )
        _check_system(want, f"VM image {image['name']}", disk.get("os"))
    return True


def _check_system(want: Values, image: str, system: str | None) -> None:
    """Raise PreconditionError where a task describes another operating system than that of the image."""
    for option, other in (("linux", "Windows"), ("windows", "Linux")):
        if want.get(option) and system == other:
            raise PreconditionError(
                f"virtual machine {want['name']} is to be made from {image}, which has {other}: it takes "
                f"{other.lower()}, not {option}"
            )


def references(want: Values) -> list[Reference]:
    """Return what a virtual machine needs; an image that is chosen by other criteria than its name may be any."""
    service_name, image = want["service_name"], want.get("image") or {}
    return [
        Reference("hosted service", service_name),
        *named(want, storage_account="storage account", vm_image_name="VM image", reserved_ip_name="reserved IP"),
        *named(image, name="OS image"),
        *(Reference("disk", each) for each in _disk_names(want)),
        *([ANY_OS_IMAGE] if image and not image.get("name") else []),
        *(Reference("service certificate", each, service_name) for each in _thumbprints(want)),
        *accounts_of(link for option, link in _links(want)),
    ]


def missing_references(client: Reader, have: VirtualMachineState | None, want: Values) -> list[str]:
    """Return what a virtual machine refers to and the service does not have; see ResourceReader."""
    exists = have is not None and have.exists
    attached = [disk["name"] for disk in have["data_disks"] or []] if have is not None and exists else []
    names = [name for name in _disk_names(want, with_os_disk=not exists) if name not in attached]
    missing = [f"disk {name}" for name in names if DISK.reader.read(client, {"name": name}) is None]
    if exists:
        return missing
    service_name = want["service_name"]
    absent = missing_service(client, service_name)
    missing += absent
    missing += [] if absent else missing_certificates(client, service_name, list(_thumbprints(want)))
    reserved = want.get("reserved_ip_name")
    if reserved and RESERVED_IP.reader.read(client, {"name": reserved}) is None:
        missing.append(f"reserved IP {reserved}")
    accounts = [missing_account(client, option, link) for option, link in _links(want)]
    return [*missing, *dict.fromkeys(each for each in accounts if each)]


def creation_blocker(client: Reader, want: Values) -> str | None:
    """Return why a virtual machine cannot be created; see ResourceReader."""
    service = read_contents(client, want["service_name"])
    if service is None:
        return None
    location = location_of(client, service)
    deployments = DEPLOYMENT.reader.read_all(client, {"service_name": want["service_name"]})
    name = want.get("deployment_name")
    there = next((each for each in deployments if is_target(each, name)), None)
    slot = None if there else slot_blocker(service, "Production", name or want["service_name"])
    network_name = there["virtual_network_name"] if there else want.get("virtual_network_name")
    return (
        slot
        or _network_blocker(client, want, network_name, location)
        or (None if there else _reserved_ip_blocker(client, want, location))
        or _size_blocker(client, want.get("role_size"), location)
        or _image_blocker(client, want, location)
        or _disk_blocker(client, want, location)
        or data_disk_blocker(client, want.get("role_size") or "Small", want.get("data_disks") or [])
        or port_conflict(want.get("endpoints") or [], _other_endpoints(there, want["name"]))
    )


def update_blocker(client: Reader, have: VirtualMachineState, want: Values) -> str | None:
    """Return why a virtual machine cannot be changed; see ResourceReader."""
    service = read_contents(client, want["service_name"]) or {"deployments": []}
    location, attached = location_of(client, service), have["data_disks"] or []
    luns = {disk["lun"] for disk in attached}
    new = [disk for disk in want.get("data_disks") or [] if (disk.get("lun") or 0) not in luns]
    deployments = DEPLOYMENT.reader.read_all(client, {"service_name": want["service_name"]})
    there = deployment_named({"deployments": deployments}, have["deployment_name"])
    network_name = have["virtual_network_name"]
    return (
        _network_blocker(client, {**want, "virtual_network_name": None}, network_name, location)
        or _size_blocker(client, want.get("role_size"), location)
        or _disk_blocker(client, {"data_disks": new}, location)
        or data_disk_blocker(client, want.get("role_size") or have["role_size"], [*attached, *new])
        or port_conflict(want.get("endpoints") or [], _other_endpoints(there, have["name"]))
    )


def is_target(deployment: Values, name: str | None) -> bool:
    """Return whether a virtual machine would be added to a deployment: the one of a name, or that in production."""
    return deployment["slot"] == "Production" if name is None else bool(deployment["name"].lower() == name.lower())


def _other_endpoints(deployment: Values | None, role_name: str) -> list[Values]:
    """Return the endpoints of the other virtual machines of a deployment."""
    found: list[Values] = []
    for role in (deployment and deployment["roles"]) or []:
        if role["name"].lower() != role_name.lower():
            found += ((role["configuration_sets"] or {}).get("network") or {}).get("input_endpoints") or []
    return found


def _network_blocker(client: Reader, want: Values, name: str | None, location: str | None) -> str | None:
    """Return what is wrong with the virtual network of the deployment, or with the subnets in it."""
    subnets = want.get("subnet_names") or []
    if not name:
        return f"subnet_names is {subnets}, but its deployment is in no virtual network" if subnets else None
    if not (subnets or want.get("virtual_network_name")):
        return None
    network = VIRTUAL_NETWORK.reader.read(client, {"name": name})
    if network is None:
        known = [each["name"] for each in VIRTUAL_NETWORK.reader.read_all(client, {})]
        return f"there is no virtual network {name}: {choice_hint(name, known, 'the subscription has')}"
    there = location_of(client, network)
    if is_elsewhere(there, location):
        return f"virtual network {name} is in {there}, and the hosted service in {location}"
    known = [each["name"] for each in network["subnets"] or []]
    unknown = [each for each in subnets if each not in known]
    return f"virtual network {name} has no subnet {unknown[0]}: {choice_hint(unknown[0], known)}" if unknown else None


def _reserved_ip_blocker(client: Reader, want: Values, location: str | None) -> str | None:
    """Return why a new deployment cannot have a reserved address (docs/protocol/networking.md#reserved-ip-refusals)."""
    name = want.get("reserved_ip_name")
    reserved = RESERVED_IP.reader.read(client, {"name": name}) if name else None
    if reserved is None:
        return None
    if reserved["in_use"]:
        return (
            f"reserved IP {name} is the address of deployment {reserved['deployment_name']} of hosted service "
            f"{reserved['service_name']}"
        )
    if is_elsewhere(reserved["location"], location):
        return f"reserved IP {name} is in {reserved['location']}, and the hosted service in {location}"
    return None if want.get("endpoints") else f"reserved IP {name} needs a deployment with an endpoint"


def _size_blocker(client: Reader, size: str | None, location: str | None) -> str | None:
    """Return that a location does not offer a role size (docs/protocol/subscription.md#location-capabilities)."""
    offer = read_location(client, location) if size and location else None
    offered = (offer and offer["virtual_machine_role_sizes"]) or []
    if not offered or size in offered:
        return None
    return f"role_size is {size!r}, but {location} offers {', '.join(offered)}"


def _image_blocker(client: Reader, want: Values, location: str | None) -> str | None:
    """Return why an image cannot be used in a location, or with a storage account
    (docs/protocol/compute.md#media-link)."""
    name = (want.get("image") or {}).get("name")
    image = OS_IMAGE.reader.read(client, {"name": name}) if name else None
    if image is None:
        return None
    there = image["location"] or location_of(client, image)
    if there and location and location not in there.split(";"):
        return f"OS image {image['name']} is in {there}, and the hosted service in {location}"
    link = (want.get("os_disk") or {}).get("media_link") or f"{want.get('folder') or ''}/new.vhd"
    accounts = STORAGE_ACCOUNT.reader.read_all(client, {}) if image["media_link"] else []
    source, target = (account_of(accounts, each or "") for each in (image["media_link"], link))
    if source and target and source["name"] != target["name"]:
        return (
            f"OS image {image['name']} is in storage account {source['name']}, and the disk is to be in "
            f"{target['name']}: both have to be in one account"
        )
    return None


def _disk_blocker(client: Reader, want: Values, location: str | None) -> str | None:
    """Return why a disk cannot be attached, or be made where it is to be."""
    for name in _disk_names(want):
        owner = (DISK.reader.read(client, {"name": name}) or {}).get("attached_to")
        if owner:
            return f"disk {name} is attached to virtual machine {owner['role_name']} of {owner['hosted_service_name']}"
    links = [link for option, link in _links(want)]
    if want.get("image") or any(_is_new(disk) for disk in want.get("data_disks") or []):
        links += [f"{want['folder']}/new.vhd"] if want.get("folder") else []
    return next((reason for link in links if (reason := blob_blocker(client, link, location))), None)


def _is_new(disk: Values) -> bool:
    return disk.get("logical_disk_size_in_gb") is not None


def _disk_names(want: Values, with_os_disk: bool = True) -> list[str]:
    """Return the names of the registered disks that are to be attached."""
    os_disk = (want.get("os_disk") or {}) if with_os_disk else {}
    found = [os_disk["name"]] if os_disk.get("name") and not (want.get("image") or os_disk.get("media_link")) else []
    return found + [disk["name"] for disk in want.get("data_disks") or [] if disk.get("name") and not _is_new(disk)]


def _links(want: Values) -> list[tuple[str, str]]:
    """Return the URLs of blobs that the task gives, each with its option."""
    os_disk = want.get("os_disk") or {}
    found = [("os_disk.media_link", os_disk.get("media_link"))]
    for disk in want.get("data_disks") or []:
        if not disk.get("name") or _is_new(disk):
            link = disk.get("source_media_link") or disk.get("media_link")
            found.append(("data_disks", link))
    return [(option, link) for option, link in found if link]


def _thumbprints(want: Values) -> Iterator[str]:
    """Yield the thumbprints of the service certificates that the provisioning names."""
    key_pairs = ((want.get("linux") or {}).get("ssh") or {}).get("key_pairs") or []
    for key in (*public_keys(want), *key_pairs):
        if key.get("fingerprint") and not any(key.get(source) for source in PublicKey.sources):
            yield key["fingerprint"]
    windows = want.get("windows") or {}
    for setting in windows.get("stored_certificate_settings") or []:
        if setting.get("thumbprint"):
            yield setting["thumbprint"]
    for listener in (windows.get("winrm") or {}).get("listeners") or []:
        if listener.get("certificate_thumbprint"):
            yield listener["certificate_thumbprint"]
