# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles of a deployment in requests and responses. Most of their fields are those of a virtual machine
(docs/protocol/compute.md#role-body and docs/protocol/compute.md#role-answer)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    LINUX_SCHEMA,
    WINDOWS_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    NETWORK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Integer,
    Internal,
    OneOf,
    Required,
    Secret,
    Text,
    Visible,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    KeyedList,
    ListOf,
    Struct,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import VariantList

VIRTUAL_MACHINE_ROLE = "PersistentVMRole"
"""The type of a role that is a virtual machine; web and worker roles have none
(docs/protocol/compute.md#role-answer)."""
CACHING = OneOf({"None": "None", "ReadOnly": "ReadOnly", "ReadWrite": "ReadWrite"})

CONFIGURATION_SETS_SCHEMA = VariantList(
    "ConfigurationSet",
    "ConfigurationSetType",
    windows=("WindowsProvisioningConfiguration", WINDOWS_SCHEMA),
    linux=("LinuxProvisioningConfiguration", LINUX_SCHEMA),
    network=("NetworkConfiguration", NETWORK_SCHEMA),
)
OS_DISK_SCHEMA = Struct(
    Field("host_caching", "HostCaching", CACHING),
    Field("label", "DiskLabel"),
    Field("name", "DiskName"),
    Field("media_link", "MediaLink"),
    Field("source_image_name", "SourceImageName", Internal(Text())),
    Field("os", "OS"),
    Field("remote_source_image_link", "RemoteSourceImageLink"),
    Field("io_type", "IOType", Internal(Text())),
    Field("resized_size_in_gb", "ResizedSizeInGB", Integer()),
)
DATA_DISK_SCHEMA = Struct(
    Field("host_caching", "HostCaching", CACHING),
    Field("label", "DiskLabel"),
    Field("name", "DiskName"),
    Field("lun", "Lun", Integer()),
    Field("logical_disk_size_in_gb", "LogicalDiskSizeInGB", Integer()),
    Field("media_link", "MediaLink"),
    Field("source_media_link", "SourceMediaLink"),
    Field("io_type", "IOType", Internal(Text())),
)
RESOURCE_EXTENSION_PARAMETER_SCHEMA = Struct(
    Field("key", "Key", Visible(Required(Text()))),
    Field("value", "Value", Secret(Text())),
    Field("type", "Type", OneOf({"Public": "Public", "Private": "Private"})),
)
RESOURCE_EXTENSION_SCHEMA = Struct(
    Field("reference_name", "ReferenceName", Required(Text())),
    Field("publisher", "Publisher", Required(Text())),
    Field("name", "Name", Required(Text())),
    Field("version", "Version", Required(Text())),
    Field(
        "parameters",
        "ResourceExtensionParameterValues",
        ListOf("ResourceExtensionParameterValue", RESOURCE_EXTENSION_PARAMETER_SCHEMA),
    ),
    Field("state", "State", OneOf({"Enable": "Enable", "Disable": "Disable", "Uninstall": "Uninstall"})),
    Field("force_update", "ForceUpdate", Boolean()),
)
DISK_RESIZE_SCHEMA = Struct(Field("name", "Name"), Field("resized_size_in_gb", "ResizedSizeInGB", Integer()))
VM_IMAGE_INPUT_SCHEMA = Struct(
    Field(
        "os_disk_configuration",
        "OSDiskConfiguration",
        Struct(Field("resized_size_in_gb", "ResizedSizeInGB", Integer())),
    ),
    Field(
        "data_disk_configurations",
        "DataDiskConfigurations",
        ListOf("DataDiskConfiguration", DISK_RESIZE_SCHEMA),
    ),
)
DEBUG_SETTINGS_SCHEMA = Struct(
    Field("boot_diagnostics_enabled", "BootDiagnosticsEnabled", Boolean()),
    Field("console_screenshot_blob_uri", "ConsoleScreenshotBlobUri"),
    Field("serial_output_blob_uri", "SerialOutputBlobUri"),
)
ROLE_SCHEMA = Struct(
    Field("name", "RoleName"),
    Field("os_version", "OsVersion"),
    Field("role_type", "RoleType"),
    Field("configuration_sets", "ConfigurationSets", CONFIGURATION_SETS_SCHEMA),
    Field(
        "extensions",
        "ResourceExtensionReferences",
        KeyedList("ResourceExtensionReference", RESOURCE_EXTENSION_SCHEMA, key="reference_name"),
    ),
    Field("vm_image_name", "VMImageName"),
    Field("media_location", "MediaLocation"),
    Field("availability_set_name", "AvailabilitySetName"),
    Field("data_disks", "DataVirtualHardDisks", ListOf("DataVirtualHardDisk", DATA_DISK_SCHEMA)),
    Field("label", "Label"),
    Field("os_disk", "OSVirtualHardDisk", OS_DISK_SCHEMA),
    Field("role_size", "RoleSize"),
    Field("default_winrm_certificate_thumbprint", "DefaultWinRmCertificateThumbprint"),
    Field("provision_guest_agent", "ProvisionGuestAgent", Boolean()),
    Field("vm_image_input", "VMImageInput", VM_IMAGE_INPUT_SCHEMA),
    Field("debug_settings", "DebugSettings", DEBUG_SETTINGS_SCHEMA),
    Field("license_type", "LicenseType"),
)
