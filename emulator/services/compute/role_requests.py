# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines as requests describe them, and what is refused at once (docs/protocol/compute.md#role-body,
docs/protocol/compute.md#create-vm-refusals).

Where the words of a refusal are not the service's own, "A parameter was incorrect" is an assumption, and the reason
says what it was.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.classic.azure.emulator.catalog import locations, role_sizes
from ansible_collections.classic.azure.emulator.core.context import RequestContext
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.hosting import AuthorizedKey, Provisioning, machine_key
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEFAULT_ROLE_SIZE,
    VIRTUAL_MACHINE_ROLE,
    ConfigurationSets,
    DataDisk,
    Deployment,
    OSDisk,
    ResourceExtension,
    Role,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import (
    SERVICE_CERTIFICATES,
    HostedService,
)
from ansible_collections.classic.azure.emulator.services.compute.disks import DISKS, get_free_disk
from ansible_collections.classic.azure.emulator.services.compute.os_images import find_os_image
from ansible_collections.classic.azure.emulator.services.compute.vm_images import find_vm_image
from ansible_collections.classic.azure.emulator.services.networking.endpoints import (
    InputEndpoint,
    NetworkConfiguration,
    check_network_configuration,
    stored_configuration,
)
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import VirtualNetwork
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.emulator.services.storage.registered_blobs import refuse_registered
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    Password,
)
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate

# The list is documented for the successor of the API; classic clients refuse the first two
# (docs/protocol/compute.md#vm-names).
RESERVED_USER_NAMES = (
    *("administrator", "root", "admin", "user", "user1", "user2", "user3", "user4", "user5", "test", "test1", "test2"),
    *("test3", "admin1", "admin2", "adm", "1", "123", "a", "actuser", "aspnet", "backup", "console", "guest", "owner"),
    *("server", "sql", "support", "support_388945a0", "sys"),
)
FORBIDDEN_PASSWORDS = (
    *("abc@123", "P@$$w0rd", "P@ssw0rd", "P@ssword123", "Pa$$word", "pass@word1", "Password!", "Password1"),
    *("Password22", "iloveyou!"),
)
MAX_COMPUTER_NAME, MAX_USER_NAME = 15, 64
WINDOWS_PASSWORD_LENGTH, LINUX_PASSWORD_LENGTH = (8, 123), (6, 72)
MAX_DATA_DISK_GB = 1023
MIN_LUNS = 16
"""Logical unit numbers go at least this far, also where a size has fewer data disks."""


@dataclass
class SshKey:
    fingerprint: str | None = None
    path: str | None = None


@dataclass
class Ssh:
    public_keys: list[SshKey] = field(default_factory=list)
    key_pairs: list[SshKey] = field(default_factory=list)


@dataclass
class LinuxProvisioning:
    """How a Linux guest is to be provisioned. ``custom_data`` is base64."""

    host_name: str | None = None
    user_name: str | None = None
    user_password: str | None = field(default=None, repr=False)
    disable_ssh_password_authentication: bool | None = None
    ssh: Ssh = field(default_factory=Ssh)
    custom_data: str | None = field(default=None, repr=False)


@dataclass
class StoredCertificateSetting:
    thumbprint: str | None = None


@dataclass
class WinRMListener:
    protocol: str | None = None
    certificate_thumbprint: str | None = None


@dataclass
class WinRM:
    listeners: list[WinRMListener] = field(default_factory=list)


@dataclass
class WindowsProvisioning:
    """What the emulator checks of how a Windows guest is to be provisioned."""

    computer_name: str | None = None
    admin_username: str | None = None
    admin_password: str | None = field(default=None, repr=False)
    stored_certificate_settings: list[StoredCertificateSetting] = field(default_factory=list)
    winrm: WinRM = field(default_factory=WinRM)


@dataclass
class RequestedConfigurationSets:
    """The configuration sets of a request. The provisioning sets have secrets in them and are not kept."""

    network: NetworkConfiguration = field(default_factory=NetworkConfiguration)
    linux: LinuxProvisioning | None = None
    windows: WindowsProvisioning | None = None

    @property
    def host_name(self) -> str | None:
        """What the guest is to call itself, if the request says it."""
        return (self.windows and self.windows.computer_name) or (self.linux and self.linux.host_name) or None


@dataclass
class RequestedRole:
    """A virtual machine as a request describes it."""

    name: str = ""
    role_type: str | None = None
    configuration_sets: RequestedConfigurationSets = field(default_factory=RequestedConfigurationSets)
    extensions: list[ResourceExtension] | None = None
    vm_image_name: str | None = None
    availability_set_name: str | None = None
    data_disks: list[DataDisk] | None = None
    os_disk: OSDisk = field(default_factory=OSDisk)
    role_size: str | None = None
    provision_guest_agent: bool | None = None
    debug_settings: dict[str, Any] | None = None

    @property
    def size(self) -> str:
        return self.role_size or DEFAULT_ROLE_SIZE

    @property
    def network(self) -> NetworkConfiguration:
        return self.configuration_sets.network

    @property
    def endpoints(self) -> list[InputEndpoint]:
        return self.network.input_endpoints or []

    @property
    def host_name(self) -> str:
        """What the guest is to call itself."""
        return self.configuration_sets.host_name or self.name

    @property
    def needs_winrm_certificate(self) -> bool:
        """Whether a WinRM listener uses HTTPS with a certificate that the service makes."""
        windows = self.configuration_sets.windows
        return windows is not None and any(
            (listener.protocol or "").lower() == "https" and not listener.certificate_thumbprint
            for listener in windows.winrm.listeners
        )


@dataclass
class RoleCreation:
    """What is kept of a request until the virtual machine is created: nothing secret."""

    role: Role
    os_disk: OSDisk
    data_disks: list[DataDisk]
    host_name: str
    vm_image_name: str | None = None
    needs_winrm_certificate: bool = False


def role_creation(requested: RequestedRole) -> RoleCreation:
    role = Role(
        name=requested.name,
        os_version="",
        role_type=VIRTUAL_MACHINE_ROLE,
        configuration_sets=ConfigurationSets(stored_configuration(requested.network)),
        extensions=[stored_extension(extension) for extension in requested.extensions or []] or None,
        vm_image_name=requested.vm_image_name,
        availability_set_name=requested.availability_set_name,
        role_size=requested.size,
        provision_guest_agent=requested.provision_guest_agent,
        debug_settings=requested.debug_settings,
    )
    return RoleCreation(
        role=role,
        os_disk=requested.os_disk,
        data_disks=requested.data_disks or [],
        vm_image_name=requested.vm_image_name,
        host_name=requested.host_name,
        needs_winrm_certificate=requested.needs_winrm_certificate,
    )


def stored_extension(requested: ResourceExtension) -> ResourceExtension:
    """An extension as the service keeps it: without private parameters."""
    public = [each for each in requested.parameters or [] if (each["type"] or "").lower() == "public"]
    return replace(requested, state=requested.state or "Enable", parameters=public or None)


def check_new_role(
    context: RequestContext, service: HostedService, network: VirtualNetwork | None, requested: RequestedRole
) -> None:
    """Refuse a virtual machine that cannot be created in a hosted service and a virtual network. Raises
    ErrorResponse."""
    if not requested.name:
        raise bad_request(reason="RoleName is missing")
    if requested.role_type != VIRTUAL_MACHINE_ROLE:
        raise bad_request(reason=f"RoleType is not {VIRTUAL_MACHINE_ROLE}")
    check_size(service, requested.size)
    check_network_configuration(requested.network, network)
    _check_source(context, service, requested)
    for disk in requested.data_disks or []:
        check_data_disk(context, service, disk)
    check_data_disk_luns(requested.data_disks or [], requested.size)
    _check_certificates(context, service, requested.configuration_sets)


def check_size(service: HostedService, name: str) -> None:
    """Refuse a size that does not exist, or not in the region of the service. Raises ErrorResponse."""
    if name not in locations.REGIONS[service.region].machines.split():
        raise bad_request(reason=f"RoleSize is none of those that {service.region} has for virtual machines")


def _check_source(context: RequestContext, service: HostedService, requested: RequestedRole) -> None:
    """Check where the operating system comes from: a VM image, an OS image, a disk, or a blob."""
    disk = requested.os_disk
    if disk.io_type:
        raise bad_request(
            "IOType is implicitly determined from the MediaLink. "
            "This should not be explicitly specified in the request."
        )
    if requested.vm_image_name:
        if find_vm_image(context, requested.vm_image_name) is None:
            raise not_found("The image with the specified name does not exist.")
    elif disk.source_image_name:
        _check_os_image(context, service, disk)
    elif disk.name and not disk.media_link:
        get_free_disk(context, disk.name)
    elif not disk.media_link or not disk.os:
        raise bad_request(reason="OSVirtualHardDisk has no SourceImageName, no DiskName, and no MediaLink with OS")
    else:
        _check_new_disk(context, service, disk)
    if is_generalized(context, requested):
        check_provisioning(requested.name, requested.configuration_sets)


def is_generalized(context: RequestContext, requested: RequestedRole) -> bool:
    """Whether a virtual machine is made of an image that has to be provisioned."""
    if requested.vm_image_name:
        image = find_vm_image(context, requested.vm_image_name)
        return image is not None and image.os_disk_configuration.os_state == "Generalized"
    return bool(requested.os_disk.source_image_name or requested.os_disk.remote_source_image_link)


def _check_os_image(context: RequestContext, service: HostedService, disk: OSDisk) -> None:
    image = find_os_image(context, disk.source_image_name or "")
    if image is None:
        raise not_found("The image with the specified name does not exist.")
    if service.region not in (image.location or service.region).split(";"):
        raise bad_request(
            f"The location or affinity group {image.location} of the storage account where the source image "
            f"{image.name} resides is not in the same location or affinity group as the specified cloud service. "
            "The source image must reside in a storage account that has the same affinity group or location as the "
            f"cloud service {service.affinity_group or service.region}."
        )
    _check_new_disk(context, service, disk)
    source = context.blobs.account_of(image.media_link or "")
    target = context.blobs.account_of(disk.media_link or "")
    if source and source != target:
        raise bad_request(
            "The disk's VHD must be in the same account as the VHD of the source image (source account: "
            f"{source}.blob.core.windows.net, target account: {target}.blob.core.windows.net)."
        )


def _check_new_disk(context: RequestContext, service: HostedService, disk: OSDisk) -> None:
    if not disk.media_link:
        raise bad_request(reason="MediaLink is missing")
    _check_new_blob(context, service, disk.media_link)
    if disk.name and DISKS.get(context, disk.name):
        raise conflict(f"A disk with name {disk.name} already exists.")


def _check_new_blob(context: RequestContext, service: HostedService, link: str) -> None:
    """Refuse a blob that is to be made in another region than the service's, or that is a disk or image already."""
    account = media.check_media_link(context, link, exists=False)
    if account.region != service.region:
        raise bad_request(reason="MediaLink is in an account in another location than the hosted service")
    refuse_registered(context, link)


def check_data_disk(context: RequestContext, service: HostedService, disk: DataDisk) -> None:
    """Refuse a data disk that is neither new, nor registered, nor made of a blob. Raises ErrorResponse."""
    if disk.logical_disk_size_in_gb is not None:
        if not 1 <= disk.logical_disk_size_in_gb <= MAX_DATA_DISK_GB or not disk.media_link:
            raise bad_request(reason="a new disk has MediaLink, and a LogicalDiskSizeInGB from 1 to 1023")
        _check_new_blob(context, service, disk.media_link)
    elif disk.name:
        get_free_disk(context, disk.name)
    elif disk.source_media_link or disk.media_link:
        _check_new_blob(context, service, disk.source_media_link or disk.media_link or "")
    else:
        raise bad_request(reason="a data disk has LogicalDiskSizeInGB, DiskName or SourceMediaLink")


def check_data_disk_luns(disks: Iterable[DataDisk], size: str) -> None:
    """Refuse more data disks than a size can have, and two with one LUN. Raises ErrorResponse."""
    luns = [disk.lun or 0 for disk in disks]
    limit = next(int(each["max_data_disk_count"]) for each in role_sizes.rows() if each["name"] == size)
    if len(set(luns)) != len(luns):
        raise conflict("The specified LUN is in use.")
    if len(luns) > limit or any(not 0 <= lun < max(limit, MIN_LUNS) for lun in luns):
        raise bad_request(reason=f"a virtual machine of size {size} can have {limit} data disks")


def check_provisioning(role_name: str, sets: RequestedConfigurationSets) -> None:
    """Refuse users, passwords and names that a guest cannot have. Raises ErrorResponse.

    That a password which nobody can use is not checked is an assumption, which lets the guide's example pass.
    """
    windows, linux = sets.windows, sets.linux
    if windows:
        if len(windows.computer_name or role_name) > MAX_COMPUTER_NAME:
            raise bad_request("The computer name cannot be more than 15 characters long")
        _check_user(windows.admin_username)
        _check_password(windows.admin_password, *WINDOWS_PASSWORD_LENGTH)
    elif linux:
        _check_user(linux.user_name)
        if linux.disable_ssh_password_authentication is False:
            _check_password(linux.user_password, *LINUX_PASSWORD_LENGTH)
        elif not (linux.ssh.public_keys or linux.user_password):
            raise bad_request(reason="UserPassword is missing, and there is no key")
        if not re.fullmatch(r"[\x21-\x7e]{1,64}", linux.host_name or ""):
            raise bad_request(reason="HostName has 1 to 64 ASCII characters")
    else:
        raise bad_request(reason="a generalized image needs a provisioning configuration set")


def _check_user(name: str | None) -> None:
    if not name or len(name) > MAX_USER_NAME or name.lower() in RESERVED_USER_NAMES:
        raise bad_request(reason="the name of the user is missing, too long, or reserved")


def _check_password(password: str | None, shortest: int, longest: int) -> None:
    """That three of four kinds of characters are asked for is documented; in which words is not known."""
    text = password or ""
    if Password(shortest, longest).validate(text) or text in FORBIDDEN_PASSWORDS:
        raise bad_request("The supplied password does not meet the complexity requirements.")


def _check_certificates(context: RequestContext, service: HostedService, sets: RequestedConfigurationSets) -> None:
    for thumbprint in _thumbprints(sets):
        if SERVICE_CERTIFICATES.get(context, f"{service.name}/{thumbprint}") is None:
            raise bad_request(f"The certificate with thumbprint {thumbprint} was not found.")


def _thumbprints(sets: RequestedConfigurationSets) -> list[str]:
    """The thumbprints of all certificates that the provisioning of a guest names."""
    linux, windows = sets.linux or LinuxProvisioning(), sets.windows or WindowsProvisioning()
    found = [key.fingerprint for key in (*linux.ssh.public_keys, *linux.ssh.key_pairs)]
    found += [setting.thumbprint for setting in windows.stored_certificate_settings]
    found += [listener.certificate_thumbprint for listener in windows.winrm.listeners]
    return [thumbprint for thumbprint in found if thumbprint]


def hand_over_provisioning(
    context: RequestContext, deployment: Deployment, role_name: str, sets: RequestedConfigurationSets
) -> None:
    """Tell whatever runs machines how a Linux guest is to be provisioned, once the request is accepted: the store does
    not keep it."""
    linux = sets.linux
    if linux is None:
        return
    provisioning = Provisioning(
        host_name=linux.host_name or role_name,
        user_name=linux.user_name or "",
        password=linux.user_password,
        keys=tuple(_authorized_keys(context, deployment, linux)),
        custom_data=_decoded(linux.custom_data),
        disable_password_authentication=linux.disable_ssh_password_authentication is not False,
    )
    key, hosting = machine_key(context.subscription, deployment.key, role_name), context.operations.hosting
    context.store.on_commit(lambda: hosting.provision(key, provisioning))


def _authorized_keys(context: RequestContext, deployment: Deployment, linux: LinuxProvisioning) -> list[AuthorizedKey]:
    """The keys that may log in: those of the service certificates whose thumbprints the request has."""
    found = []
    for key in linux.ssh.public_keys:
        certificate = SERVICE_CERTIFICATES.get(context, f"{deployment.service}/{key.fingerprint}")
        line = openssh_key(base64.b64decode(certificate.data or "")) if certificate else None
        if line:
            found.append(AuthorizedKey(key.path or f"/home/{linux.user_name}/.ssh/authorized_keys", line))
    return found


def openssh_key(der: bytes) -> str | None:
    """The public key of a certificate as a line of OpenSSH; None if it is of a kind that OpenSSH has not."""
    try:
        key = load_der_x509_certificate(der).public_key()
        return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _decoded(custom_data: str | None) -> bytes | None:
    """What custom data is base64 of; None if it is not, which the service does not check (an assumption)."""
    if not custom_data:
        return None
    try:
        return base64.b64decode("".join(custom_data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
