# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that describe an observed virtual machine, and what they cannot say."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    COMPUTER_NAME,
    HOST_NAME,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    RESOURCE_EXTENSION_PARAMETER_SCHEMA,
    RESOURCE_EXTENSION_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK, SIZE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_schema import (
    DEALLOCATED,
    VIRTUAL_MACHINE_FIELD,
    Part,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    VirtualMachineState,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import (
    DATA_DISKS,
    OS_DISK,
    VM_IMAGE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    ENDPOINT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_contents import (
    deployment_named,
    read_contents,
    takes_reserved_ip,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    NOT_RETURNED,
    Codec,
    Reader,
    is_unset,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

ENDPOINT_DEFAULTS = {"protocol": "tcp", "enable_direct_server_return": False}
PROBE_DEFAULTS = {"interval_in_seconds": 15, "timeout_in_seconds": 31}
"""What the service sets where a request does not say it (docs/protocol/networking.md#load-balancer-probes)."""
WINRM_CERTIFICATE = "default_winrm_certificate_thumbprint"
STATES = {"StoppedVM": "stopped", DEALLOCATED: "deallocated"}
"""The states that a machine keeps, by its status. One that runs is ``present``, which is the default."""
NETWORK_PARTS = {
    "network_interfaces": "its network interfaces",
    "network_security_group": "its network security group",
    "ip_forwarding": "its IP forwarding",
}
ROLE_PARTS = {"debug_settings": "its boot diagnostics", "license_type": "its license type"}


def to_options(client: Reader, have: VirtualMachineState) -> Values:
    """Return the options of a virtual machine; see ResourceReader."""
    image = _vm_image(client, have)
    options = {
        "name": have["name"],
        **{name: _regular(have, name) for name in ("role_size", "availability_set_name")},
        "endpoints": [_endpoint(each) for each in _endpoints(have) if not _unsupported_address(each)],
        **{
            name: _regular(have, name)
            for name in ("subnet_names", "static_virtual_network_ip_address", "public_ips", "virtual_network_name")
        },
        "reserved_ip_name": have["reserved_ip_name"] if _takes_reserved_ip(client, have) else None,
        "vm_image_name": have["vm_image_name"],
        "os_disk": {**_os_disk(have), **_resize(client, have)},
        "data_disks": [] if have["vm_image_name"] else _data_disks(have),
        "extensions": [_extension(each) for each in have["extensions"] or []],
        "provision_guest_agent": have["provision_guest_agent"],
        **(_provisioning(have, image) if _is_provisioned(have, image) else {}),
        "state": STATES.get(have["status"]),
        "deployment_name": None if _has_usual_deployment(have) else have["deployment_name"],
        "image": _image(have),
    }
    return {name: value for name, value in options.items() if not is_unset(value)}


def unsupported(client: Reader, have: VirtualMachineState) -> list[str]:
    """Return what of a virtual machine its options do not say; see ResourceReader."""
    network, role, image = have.part(Part.NETWORK), have.part(Part.ROLE), _vm_image(client, have)
    disk, data_disks = have["os_disk"] or {}, have["data_disks"] or []
    of_image = [each["lun"] or 0 for each in (image or {}).get(DATA_DISKS) or []]
    names = [each["reference_name"] for each in have["extensions"] or []]
    return [
        *(
            f"its endpoint {each['name']}, {reason}"
            for each in _endpoints(have)
            if (reason := _unsupported_address(each))
        ),
        *(clause for name, clause in NETWORK_PARTS.items() if network.get(name)),
        *(clause for name, clause in ROLE_PARTS.items() if role.get(name)),
        *([f"disk {disk['name']}, from which it starts and which has to exist"] if _has_registered_disk(have) else []),
        *(
            f"data disk {each['name']}, which is not of VM image {have['vm_image_name']}"
            for each in data_disks
            if have["vm_image_name"] and each["lun"] not in of_image
        ),
        *([f"private parameters of its extensions {', '.join(names)}, if they have any"] if names else []),
    ]


def _regular(have: VirtualMachineState, name: str) -> Any:
    return VIRTUAL_MACHINE_FIELD[name].codec.to_option(have[name])


def _endpoints(have: VirtualMachineState) -> list[Values]:
    return sorted(have["endpoints"] or [], key=lambda each: (each["name"].lower(), each["name"]))


def _unsupported_address(endpoint: Values) -> str:
    """Return why an endpoint cannot be made where its address is not, empty if it is at the usual address."""
    if endpoint["load_balancer_name"]:
        return f"which is behind the internal load balancer {endpoint['load_balancer_name']}"
    return f"which is at virtual IP {endpoint['virtual_ip_name']}" if endpoint["virtual_ip_name"] else ""


def _endpoint(endpoint: Values) -> Values:
    options = _without_defaults(ENDPOINT_SCHEMA.to_option(endpoint), ENDPOINT_DEFAULTS)
    if "load_balancer_probe" in options:
        options["load_balancer_probe"] = _without_defaults(options["load_balancer_probe"], PROBE_DEFAULTS)
    return options


def _without_defaults(options: Values, defaults: Values) -> Values:
    return {name: value for name, value in options.items() if name not in defaults or value != defaults[name]}


def _takes_reserved_ip(client: Reader, have: VirtualMachineState) -> bool:
    if not have["reserved_ip_name"]:
        return False
    service = read_contents(client, have["service_name"])
    deployment = deployment_named(service, have["deployment_name"]) if service else None
    return deployment is not None and takes_reserved_ip(deployment)


def _vm_image(client: Reader, have: VirtualMachineState) -> Values | None:
    name = have["vm_image_name"]
    return VM_IMAGE.reader.read(client, {"name": name}) if name else None


def _image(have: VirtualMachineState) -> Values | None:
    name = (have["os_disk"] or {}).get("source_image_name")
    return {"name": name} if name and not have["vm_image_name"] else None


def _has_registered_disk(have: VirtualMachineState) -> bool:
    """Return whether a machine starts from a disk that was not made with it, as far as that can be told."""
    disk = have["os_disk"] or {}
    made = have["vm_image_name"] or disk.get("source_image_name") or disk.get("remote_source_image_link")
    return bool(disk) and not made


def _os_disk(have: VirtualMachineState) -> Values:
    """Return the option os_disk: that of a disk that is made of an image or a copy has all that tells it."""
    if have["vm_image_name"]:
        return {}
    disk = VIRTUAL_MACHINE_FIELD["os_disk"].codec.to_option(have["os_disk"])
    if _has_registered_disk(have):
        dropped: tuple[str, ...] = ("label", "media_link", "os", "resized_size_in_gb")
    else:
        dropped = ("os", "remote_source_image_link") if _image(have) else ()
    return {name: value for name, value in disk.items() if name not in dropped}


def _resize(client: Reader, have: VirtualMachineState) -> Values:
    """Return the size of a disk that is larger than the image that it was made from."""
    image, name = _image(have), (have["os_disk"] or {}).get("name")
    if not image or not name:
        return {}
    disk, source = DISK.reader.read(client, {"name": name}), OS_IMAGE.reader.read(client, image)
    size, usual = (disk or {}).get(SIZE), (source or {}).get("logical_size_in_gb")
    return {"resized_size_in_gb": size} if size and usual and size > usual else {}


def _data_disks(have: VirtualMachineState) -> list[Values]:
    disks: list[Values] = VIRTUAL_MACHINE_FIELD["data_disks"].codec.to_option(have["data_disks"])
    return sorted(disks, key=lambda disk: int(disk["lun"]))


def _extension(extension: Values) -> Values:
    """Return an extension as the option has it. The values of its parameters may be secrets."""
    options: Values = RESOURCE_EXTENSION_SCHEMA.to_option(extension)
    if extension["parameters"]:
        options["parameters"] = [
            {**RESOURCE_EXTENSION_PARAMETER_SCHEMA.to_option({**each, "value": ""}), "value": NOT_RETURNED}
            for each in extension["parameters"]
        ]
    return _without_defaults(options, {"state": "Enable"})


def _is_provisioned(have: VirtualMachineState, image: Values | None) -> bool:
    """Return whether a machine like this one is given a user, which a disk with a system or a specialized image has."""
    if have["vm_image_name"]:
        return ((image or {}).get(OS_DISK) or {}).get("os_state") == "Generalized"
    return not _has_registered_disk(have)


def _provisioning(have: VirtualMachineState, image: Values | None) -> Values:
    """Return the option linux or windows. Of what it says the service returns the name of the host, and whether it made
    a certificate for WinRM (docs/protocol/compute.md#winrm-listeners)."""
    system = (have["os_disk"] or {}).get("os") or ((image or {}).get(OS_DISK) or {}).get("os")
    if system != "Windows":
        host = _host_name(have, "host_name", HOST_NAME)
        return {"linux": {**host, "user_name": NOT_RETURNED, "user_password": NOT_RETURNED}}
    listeners = {"winrm": {"listeners": [{"protocol": "Https"}]}} if have[WINRM_CERTIFICATE] else {}
    host = _host_name(have, "computer_name", COMPUTER_NAME)
    return {"windows": {**host, "admin_password": NOT_RETURNED, **listeners, "admin_username": NOT_RETURNED}}


def _host_name(have: VirtualMachineState, option: str, codec: Codec) -> Values:
    """Return the option for the name that the guest has, unless it is that of the machine."""
    reported = have["host_name"] or ""
    if reported.lower() != have["name"].lower() and reported and codec.validate(reported) is None:
        return {option: reported}
    return {option: NOT_RETURNED} if codec.validate(have["name"]) else {}


def _has_usual_deployment(have: VirtualMachineState) -> bool:
    """Return whether a machine without the option deployment_name would be in the deployment that it is in."""
    service = have["service_name"].lower()
    return have.deployment.get("slot") == "Production" and have["deployment_name"].lower() == service
