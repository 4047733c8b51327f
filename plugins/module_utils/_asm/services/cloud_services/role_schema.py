# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles of a deployment in requests and responses. Most of their fields are those of a virtual machine
(docs/protocol/compute.md#role-body and docs/protocol/compute.md#role-answer)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    LINUX_SCHEMA,
    OTHER_CERTIFICATE_SETTINGS,
    WINDOWS_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    NETWORK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    URL,
    Boolean,
    Integer,
    IntegerInRange,
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
OS = OneOf({"Linux": "Linux", "Windows": "Windows"})
CACHING = OneOf({"None": "None", "ReadOnly": "ReadOnly", "ReadWrite": "ReadWrite"})

CONFIGURATION_SETS_SCHEMA = VariantList(
    "ConfigurationSet",
    "ConfigurationSetType",
    windows=("WindowsProvisioningConfiguration", WINDOWS_SCHEMA),
    linux=("LinuxProvisioningConfiguration", LINUX_SCHEMA),
    network=("NetworkConfiguration", Struct(*NETWORK_SCHEMA.fields, OTHER_CERTIFICATE_SETTINGS)),
)
OS_DISK_SCHEMA = Struct(
    Field(
        "host_caching",
        "HostCaching",
        CACHING,
        description="Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).",
    ),
    Field("label", "DiskLabel", description="Label of the disk."),
    Field("name", "DiskName", description="Name of the disk."),
    Field("media_link", "MediaLink", URL(), description="URL of the VHD blob."),
    Field(
        "source_image_name",
        "SourceImageName",
        Internal(Text()),
        description="Name of the OS image from which the disk was created.",
    ),
    Field("os", "OS", OS, description="Operating system on the disk, V(Linux) or V(Windows)."),
    Field(
        "remote_source_image_link",
        "RemoteSourceImageLink",
        URL(),
        description="URL of the blob from which the disk was copied.",
    ),
    Field(
        "io_type",
        "IOType",
        Internal(Text()),
        description="Type of the storage, for example V(Standard) or V(Provisioned).",
    ),
    Field(
        "resized_size_in_gb",
        "ResizedSizeInGB",
        IntegerInRange(1, 1023),
        description="Requested size of the disk, in GB.",
    ),
)
DATA_DISK_SCHEMA = Struct(
    Field(
        "host_caching",
        "HostCaching",
        CACHING,
        description="Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).",
    ),
    Field("label", "DiskLabel", description="Label of the disk."),
    Field("name", "DiskName", description="Name of the disk."),
    Field("lun", "Lun", Integer(), description="Logical unit number of the disk."),
    Field("logical_disk_size_in_gb", "LogicalDiskSizeInGB", Integer(), description="Size of the disk, in GB."),
    Field("media_link", "MediaLink", URL(), description="URL of the VHD blob."),
    Field(
        "source_media_link",
        "SourceMediaLink",
        URL(),
        description="URL of the blob from which the disk was registered; never returned by the service.",
    ),
    Field(
        "io_type",
        "IOType",
        Internal(Text()),
        description="Type of the storage, for example V(Standard) or V(Provisioned).",
    ),
)
RESOURCE_EXTENSION_PARAMETER_SCHEMA = Struct(
    Field("key", "Key", Visible(Required(Text())), description="Name of the parameter."),
    Field("value", "Value", Secret(Text()), description="Value of the parameter; never shown."),
    Field(
        "type",
        "Type",
        OneOf({"Public": "Public", "Private": "Private"}),
        description="Visibility of the parameter, V(Public) or V(Private).",
    ),
)
RESOURCE_EXTENSION_SCHEMA = Struct(
    Field(
        "reference_name",
        "ReferenceName",
        Required(Text()),
        description="Name of the extension within the virtual machine.",
    ),
    Field("publisher", "Publisher", Required(Text()), description="Publisher of the extension."),
    Field("name", "Name", Required(Text()), description="Name of the extension."),
    Field("version", "Version", Required(Text()), description="Version of the extension, for example V(1.*)."),
    Field(
        "parameters",
        "ResourceExtensionParameterValues",
        ListOf("ResourceExtensionParameterValue", RESOURCE_EXTENSION_PARAMETER_SCHEMA),
        description="Configuration of the extension. Private parameters are never returned.",
    ),
    Field(
        "state",
        "State",
        OneOf({"Enable": "Enable", "Disable": "Disable", "Uninstall": "Uninstall"}),
        description="State of the extension, V(Enable) or V(Disable).",
    ),
    Field(
        "force_update",
        "ForceUpdate",
        Boolean(),
        description="Whether an unchanged configuration is applied again; never returned by the service.",
    ),
)
DISK_RESIZE_SCHEMA = Struct(
    Field("name", "Name", description="Name of the data disk in the VM image."),
    Field("resized_size_in_gb", "ResizedSizeInGB", Integer(), description="Requested size of the disk, in GB."),
)
VM_IMAGE_INPUT_SCHEMA = Struct(
    Field(
        "os_disk_configuration",
        "OSDiskConfiguration",
        Struct(
            Field("resized_size_in_gb", "ResizedSizeInGB", Integer(), description="Requested size of the disk, in GB.")
        ),
        description="Change of the operating system disk.",
    ),
    Field(
        "data_disk_configurations",
        "DataDiskConfigurations",
        ListOf("DataDiskConfiguration", DISK_RESIZE_SCHEMA),
        description="Changes of the data disks.",
    ),
)
DEBUG_SETTINGS_SCHEMA = Struct(
    Field(
        "boot_diagnostics_enabled",
        "BootDiagnosticsEnabled",
        Boolean(),
        description="Whether boot diagnostics are enabled.",
    ),
    Field(
        "console_screenshot_blob_uri",
        "ConsoleScreenshotBlobUri",
        URL(),
        description="URL of the blob with the screenshot of the console.",
    ),
    Field(
        "serial_output_blob_uri",
        "SerialOutputBlobUri",
        URL(),
        description="URL of the blob with the output of the serial console.",
    ),
)
ROLE_SCHEMA = Struct(
    Field("name", "RoleName", description="Name of the role."),
    Field("os_version", "OsVersion", description="Version of the guest operating system. Empty for virtual machines."),
    Field(
        "role_type",
        "RoleType",
        description="Type of the role. V(PersistentVMRole) is a virtual machine; not returned for "
        "web and worker roles.",
    ),
    Field(
        "configuration_sets",
        "ConfigurationSets",
        CONFIGURATION_SETS_SCHEMA,
        description="Configuration sets by type; V(network) has the endpoints and addresses of a virtual machine.",
    ),
    Field(
        "extensions",
        "ResourceExtensionReferences",
        KeyedList("ResourceExtensionReference", RESOURCE_EXTENSION_SCHEMA, key="reference_name"),
        description="Extensions of the virtual machine.",
    ),
    Field(
        "vm_image_name", "VMImageName", description="Name of the VM image from which the virtual machine was created."
    ),
    Field(
        "media_location",
        "MediaLocation",
        description="URL of the container for the disks of a virtual machine that is created from a VM image.",
    ),
    Field("availability_set_name", "AvailabilitySetName", description="Name of the availability set."),
    Field(
        "data_disks",
        "DataVirtualHardDisks",
        ListOf("DataVirtualHardDisk", DATA_DISK_SCHEMA),
        description="Data disks of the virtual machine.",
    ),
    Field("label", "Label", description="Label of the role."),
    Field("os_disk", "OSVirtualHardDisk", OS_DISK_SCHEMA, description="Operating system disk of the virtual machine."),
    Field("role_size", "RoleSize", description="Role size of the virtual machine."),
    Field(
        "default_winrm_certificate_thumbprint",
        "DefaultWinRmCertificateThumbprint",
        description="Thumbprint of the certificate that the service created for WinRM over HTTPS.",
    ),
    Field(
        "provision_guest_agent",
        "ProvisionGuestAgent",
        Boolean(),
        description="Whether the guest agent was installed at creation.",
    ),
    Field(
        "vm_image_input",
        "VMImageInput",
        VM_IMAGE_INPUT_SCHEMA,
        description="Changes of the disks of the VM image from which the virtual machine was created.",
    ),
    Field(
        "debug_settings", "DebugSettings", DEBUG_SETTINGS_SCHEMA, description="Boot diagnostics of the virtual machine."
    ),
    Field("license_type", "LicenseType", description="License type of the operating system."),
)
