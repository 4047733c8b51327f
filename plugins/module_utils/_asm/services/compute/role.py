# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles that are virtual machines: what requests and answers say of them (docs/protocol/compute.md#role-body and
docs/protocol/compute.md#role-answer)."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Integer,
    Internal,
    OneOf,
    Required,
    Secret,
    Text,
    Wrapped,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    KeyedList,
    ListOf,
    Struct,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import VariantList

SECRET = Secret(Text())


class Visible(Wrapped):
    """A value that is no secret, although Ansible would take it for one by its name."""

    def option(self) -> dict[str, Any] | None:
        option = self.of.option()
        return None if option is None else {**option, "no_log": False}


ACL_RULE = Struct(
    Field("order", "Order", Required(Integer())),
    Field("action", "Action", Required(OneOf({"permit": "permit", "deny": "deny"}))),
    Field("remote_subnet", "RemoteSubnet", Required(Text())),
    Field("description", "Description"),
)
PROBE = Struct(
    Field("path", "Path"),
    Field("port", "Port", Required(Integer())),
    Field("protocol", "Protocol", Required(OneOf({"tcp": "tcp", "http": "http"}))),
    Field("interval_in_seconds", "IntervalInSeconds", Integer()),
    Field("timeout_in_seconds", "TimeoutInSeconds", Integer()),
)
ENDPOINT = Struct(
    Field("load_balanced_endpoint_set_name", "LoadBalancedEndpointSetName"),
    Field("local_port", "LocalPort", Required(Integer())),
    Field("name", "Name", Required(Text())),
    Field("port", "Port", Integer()),
    Field("load_balancer_probe", "LoadBalancerProbe", PROBE),
    Field("protocol", "Protocol", OneOf({"tcp": "tcp", "udp": "udp"})),
    Field("vip", "Vip", Internal(Text())),
    Field("enable_direct_server_return", "EnableDirectServerReturn", Boolean()),
    Field("endpoint_acl", "EndpointAcl", Struct(Field("rules", "Rules", ListOf("Rule", ACL_RULE)))),
    Field("load_balancer_name", "LoadBalancerName"),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
    Field("load_balancer_distribution", "LoadBalancerDistribution"),
    Field("virtual_ip_name", "VirtualIPName"),
)
IP_CONFIGURATION = Struct(
    Field("subnet_name", "SubnetName"),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress"),
)
NETWORK_INTERFACE = Struct(
    Field("name", "Name"),
    Field("ip_configurations", "IPConfigurations", ListOf("IPConfiguration", IP_CONFIGURATION)),
    Field("network_security_group", "NetworkSecurityGroup"),
    Field("ip_forwarding", "IPForwarding"),
)
PUBLIC_IP = Struct(
    Field("name", "Name", Required(Text())),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
    Field("domain_name_label", "DomainNameLabel"),
)
NETWORK = Struct(
    Field("input_endpoints", "InputEndpoints", KeyedList("InputEndpoint", ENDPOINT)),
    Field("subnet_names", "SubnetNames", ListOf("SubnetName")),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress"),
    Field("public_ips", "PublicIPs", KeyedList("PublicIP", PUBLIC_IP)),
    Field("network_interfaces", "NetworkInterfaces", KeyedList("NetworkInterface", NETWORK_INTERFACE)),
    Field("network_security_group", "NetworkSecurityGroup"),
    Field("ip_forwarding", "IPForwarding"),
)
SSH_KEY = Struct(
    Field("fingerprint", "Fingerprint", Required(Text())),
    Field("path", "Path", Required(Text())),
)
CACHING = OneOf({"None": "None", "ReadOnly": "ReadOnly", "ReadWrite": "ReadWrite"})
SSH = Struct(
    Field("public_keys", "PublicKeys", ListOf("PublicKey", SSH_KEY)),
    Field("key_pairs", "KeyPairs", Visible(ListOf("KeyPair", SSH_KEY))),
)
LINUX = Struct(
    Field("host_name", "HostName"),
    Field("user_name", "UserName"),
    Field("user_password", "UserPassword", SECRET),
    Field("disable_ssh_password_authentication", "DisableSshPasswordAuthentication", Boolean()),
    Field("ssh", "SSH", SSH),
    Field("custom_data", "CustomData", SECRET),
)
DOMAIN_JOIN = Struct(
    Field(
        "credentials",
        "Credentials",
        Struct(Field("domain", "Domain"), Field("username", "Username"), Field("password", "Password", SECRET)),
    ),
    Field("join_domain", "JoinDomain"),
    Field("machine_object_ou", "MachineObjectOU"),
)
CERTIFICATE_SETTING = Struct(
    Field("store_location", "StoreLocation"), Field("store_name", "StoreName"), Field("thumbprint", "Thumbprint")
)
LISTENER = Struct(
    Field("certificate_thumbprint", "CertificateThumbprint"),
    Field("protocol", "Protocol", Required(OneOf({"Http": "Http", "Https": "Https"}))),
)
COMPONENT_SETTING = Struct(Field("setting_name", "SettingName"), Field("content", "Content", SECRET))
UNATTEND_COMPONENT = Struct(
    Field("component_name", "ComponentName"),
    Field("component_settings", "ComponentSettings", ListOf("ComponentSetting", COMPONENT_SETTING)),
)
UNATTEND_PASS = Struct(
    Field("pass_name", "PassName"),
    Field("components", "Components", ListOf("UnattendComponent", UNATTEND_COMPONENT)),
)
WINDOWS = Struct(
    Field("computer_name", "ComputerName"),
    Field("admin_password", "AdminPassword", SECRET),
    Field("reset_password_on_first_logon", "ResetPasswordOnFirstLogon", Boolean()),
    Field("enable_automatic_updates", "EnableAutomaticUpdates", Boolean()),
    Field("time_zone", "TimeZone"),
    Field("domain_join", "DomainJoin", DOMAIN_JOIN),
    Field(
        "stored_certificate_settings",
        "StoredCertificateSettings",
        ListOf("CertificateSetting", CERTIFICATE_SETTING),
    ),
    Field("winrm", "WinRM", Struct(Field("listeners", "Listeners", ListOf("Listener", LISTENER)))),
    Field("admin_username", "AdminUsername"),
    Field("custom_data", "CustomData", SECRET),
    Field(
        "additional_unattend_content",
        "AdditionalUnattendContent",
        Struct(Field("passes", "Passes", ListOf("UnattendPass", UNATTEND_PASS))),
    ),
)
CONFIGURATION_SETS = VariantList(
    "ConfigurationSet",
    "ConfigurationSetType",
    windows=("WindowsProvisioningConfiguration", WINDOWS),
    linux=("LinuxProvisioningConfiguration", LINUX),
    network=("NetworkConfiguration", NETWORK),
)
OS_DISK = Struct(
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
DATA_DISK = Struct(
    Field("host_caching", "HostCaching", CACHING),
    Field("label", "DiskLabel"),
    Field("name", "DiskName"),
    Field("lun", "Lun", Integer()),
    Field("logical_disk_size_in_gb", "LogicalDiskSizeInGB", Integer()),
    Field("media_link", "MediaLink"),
    Field("source_media_link", "SourceMediaLink"),
    Field("io_type", "IOType", Internal(Text())),
)
EXTENSION_PARAMETER = Struct(
    Field("key", "Key", Visible(Required(Text()))),
    Field("value", "Value", SECRET),
    Field("type", "Type", OneOf({"Public": "Public", "Private": "Private"})),
)
EXTENSION = Struct(
    Field("reference_name", "ReferenceName", Required(Text())),
    Field("publisher", "Publisher", Required(Text())),
    Field("name", "Name", Required(Text())),
    Field("version", "Version", Required(Text())),
    Field(
        "parameters",
        "ResourceExtensionParameterValues",
        ListOf("ResourceExtensionParameterValue", EXTENSION_PARAMETER),
    ),
    Field("state", "State", OneOf({"Enable": "Enable", "Disable": "Disable", "Uninstall": "Uninstall"})),
    Field("force_update", "ForceUpdate", Boolean()),
)
DISK_RESIZE = Struct(Field("name", "Name"), Field("resized_size_in_gb", "ResizedSizeInGB", Integer()))
VM_IMAGE_INPUT = Struct(
    Field(
        "os_disk_configuration",
        "OSDiskConfiguration",
        Struct(Field("resized_size_in_gb", "ResizedSizeInGB", Integer())),
    ),
    Field(
        "data_disk_configurations",
        "DataDiskConfigurations",
        ListOf("DataDiskConfiguration", DISK_RESIZE),
    ),
)
DEBUG_SETTINGS = Struct(
    Field("boot_diagnostics_enabled", "BootDiagnosticsEnabled", Boolean()),
    Field("console_screenshot_blob_uri", "ConsoleScreenshotBlobUri"),
    Field("serial_output_blob_uri", "SerialOutputBlobUri"),
)
ROLE = Struct(
    Field("name", "RoleName"),
    Field("os_version", "OsVersion"),
    Field("role_type", "RoleType"),
    Field("configuration_sets", "ConfigurationSets", CONFIGURATION_SETS),
    Field(
        "extensions",
        "ResourceExtensionReferences",
        KeyedList("ResourceExtensionReference", EXTENSION, key="reference_name"),
    ),
    Field("vm_image_name", "VMImageName"),
    Field("media_location", "MediaLocation"),
    Field("availability_set_name", "AvailabilitySetName"),
    Field("data_disks", "DataVirtualHardDisks", ListOf("DataVirtualHardDisk", DATA_DISK)),
    Field("label", "Label"),
    Field("os_disk", "OSVirtualHardDisk", OS_DISK),
    Field("role_size", "RoleSize"),
    Field("default_winrm_certificate_thumbprint", "DefaultWinRmCertificateThumbprint"),
    Field("provision_guest_agent", "ProvisionGuestAgent", Boolean()),
    Field("vm_image_input", "VMImageInput", VM_IMAGE_INPUT),
    Field("debug_settings", "DebugSettings", DEBUG_SETTINGS),
    Field("license_type", "LicenseType"),
)
