# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The provisioning configuration sets of Windows and Linux, and the rules for the values in them.

See docs/protocol/compute.md#windows-provisioning, docs/protocol/compute.md#linux-provisioning and
docs/protocol/compute.md#ssh-keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    THUMBPRINT,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.time_zone import TimeZone
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Codec,
    Internal,
    Name,
    OneOf,
    Required,
    Secret,
    Text,
    Visible,
    unwritable_rule,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

RESERVED_USER_NAMES = (
    *("administrator", "root", "admin", "user", "user1", "user2", "user3", "user4", "user5", "test", "guest"),
)
CHARACTER_CLASSES = ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")
MAX_CUSTOM_DATA_BYTES = 64 * 1024


@dataclass(frozen=True)
class Password(Codec):
    """A password of ``shortest`` to ``longest`` characters, from at least three classes of characters."""

    shortest: int
    longest: int

    def validate(self, value: Any) -> str | None:
        classes = sum(bool(re.search(each, value)) for each in CHARACTER_CLASSES)
        if self.shortest <= len(value) <= self.longest and classes >= 3:
            return unwritable_rule(value) and "it must not have control characters"
        return (
            f"it must have {self.shortest} to {self.longest} characters, of three at least of lower case letters, "
            "upper case letters, digits and others"
        )


class UserName(Codec):
    """The name of an administrator (docs/protocol/compute.md#vm-names)."""

    def validate(self, value: Any) -> str | None:
        if value.lower() in RESERVED_USER_NAMES:
            return "the service does not take that name"
        return unwritable_rule(value) if 1 <= len(value) <= 64 else "it must have 1 to 64 characters"


class CustomData(Codec):
    """Text that a new virtual machine finds in a file. The wire carries its base64, which the planner makes."""

    def validate(self, value: Any) -> str | None:
        size = len(value.encode("utf-8"))
        return (
            None
            if size <= MAX_CUSTOM_DATA_BYTES
            else (f"it may have {MAX_CUSTOM_DATA_BYTES} bytes at most, and has {size}")
        )


class LocalPath(Text):
    """The path of a file on the host that runs the module."""

    kind = "path"


class PublicKey(Struct):
    """An SSH key that may log in. The wire names it by the thumbprint of a service certificate.

    A playbook gives that thumbprint, or in one of ``sources`` the key itself, of which the module makes a service
    certificate.
    """

    sources: ClassVar[dict[str, Codec]] = {
        "certificate_path": LocalPath(),
        "public_key": Visible(Text()),
        "public_key_path": Visible(LocalPath()),
    }

    def option(self) -> dict[str, Any]:
        one_of = [("fingerprint", *self.sources)]
        option = super().option()
        option["options"].update({name: codec.option() for name, codec in self.sources.items()})
        return {**option, "mutually_exclusive": one_of, "required_one_of": one_of}

    def display(self, value: Any) -> Any:
        if value is None:
            return None
        sources = {name: codec.display(value.get(name)) for name, codec in self.sources.items()}
        return {**super().display(value), **sources}


PUBLIC_KEY_SCHEMA = PublicKey(Field("fingerprint", "Fingerprint", THUMBPRINT), Field("path", "Path"))
KEY_PAIR_SCHEMA = Struct(
    Field("fingerprint", "Fingerprint", Required(THUMBPRINT)),
    Field("path", "Path", Required(Text())),
)
SSH_SCHEMA = Struct(
    Field("public_keys", "PublicKeys", ListOf("PublicKey", PUBLIC_KEY_SCHEMA)),
    Field("key_pairs", "KeyPairs", Visible(ListOf("KeyPair", KEY_PAIR_SCHEMA))),
)
HOST_NAME = Name(r"[\x21-\x7e]{1,64}", "it must have 1 to 64 ASCII characters, none blank")
CERTIFICATE_SETTING_SCHEMA = Struct(
    Field("store_location", "StoreLocation"), Field("store_name", "StoreName"), Field("thumbprint", "Thumbprint")
)
OTHER_CERTIFICATE_SETTINGS = Field(
    "stored_certificate_settings",
    "StoredCertificateSettings",
    Internal(ListOf("CertificateSetting", CERTIFICATE_SETTING_SCHEMA)),
)
"""What the .NET client writes into sets that are not for Windows, too, and the service passes over there
(docs/protocol/compute.md#configuration-sets-of-net)."""
LINUX_SCHEMA = Struct(
    Field("computer_name", "ComputerName", Internal(Text())),
    Field("enable_automatic_updates", "EnableAutomaticUpdates", Internal(Boolean())),
    Field("time_zone", "TimeZone", Internal(Text())),
    OTHER_CERTIFICATE_SETTINGS,
    Field("host_name", "HostName", HOST_NAME),
    Field("user_name", "UserName", UserName()),
    Field("user_password", "UserPassword", Secret(Password(6, 72))),
    Field("disable_ssh_password_authentication", "DisableSshPasswordAuthentication", Boolean()),
    Field("ssh", "SSH", SSH_SCHEMA),
    Field("custom_data", "CustomData", Secret(CustomData())),
)
COMPUTER_NAME = Name(
    r"(?![0-9]+$)[^\s`~!@#$%^&*()=+_\[\]{}\\|;:.'\",<>/?]{1,15}",
    "it must have 1 to 15 characters, not only digits, and none of ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : . ' "
    '" , < > / ?',
)
CREDENTIALS_SCHEMA = Struct(
    Field("domain", "Domain"), Field("username", "Username"), Field("password", "Password", Secret(Text()))
)
DOMAIN_JOIN_SCHEMA = Struct(
    Field("credentials", "Credentials", CREDENTIALS_SCHEMA),
    Field("join_domain", "JoinDomain"),
    Field("machine_object_ou", "MachineObjectOU"),
)
LISTENER_SCHEMA = Struct(
    Field("certificate_thumbprint", "CertificateThumbprint"),
    Field("protocol", "Protocol", Required(OneOf({"Http": "Http", "Https": "Https"}))),
)
COMPONENT_SETTING_SCHEMA = Struct(Field("setting_name", "SettingName"), Field("content", "Content", Secret(Text())))
UNATTEND_COMPONENT_SCHEMA = Struct(
    Field("component_name", "ComponentName"),
    Field("component_settings", "ComponentSettings", ListOf("ComponentSetting", COMPONENT_SETTING_SCHEMA)),
)
UNATTEND_PASS_SCHEMA = Struct(
    Field("pass_name", "PassName"),
    Field("components", "Components", ListOf("UnattendComponent", UNATTEND_COMPONENT_SCHEMA)),
)
WINDOWS_SCHEMA = Struct(
    Field("computer_name", "ComputerName", COMPUTER_NAME),
    Field("admin_password", "AdminPassword", Secret(Password(8, 123))),
    Field("reset_password_on_first_logon", "ResetPasswordOnFirstLogon", Boolean()),
    Field("enable_automatic_updates", "EnableAutomaticUpdates", Boolean()),
    Field("time_zone", "TimeZone", TimeZone()),
    Field("domain_join", "DomainJoin", DOMAIN_JOIN_SCHEMA),
    Field(
        "stored_certificate_settings",
        "StoredCertificateSettings",
        ListOf("CertificateSetting", CERTIFICATE_SETTING_SCHEMA),
    ),
    Field("winrm", "WinRM", Struct(Field("listeners", "Listeners", ListOf("Listener", LISTENER_SCHEMA)))),
    Field("admin_username", "AdminUsername", UserName()),
    Field("custom_data", "CustomData", Secret(CustomData())),
    Field(
        "additional_unattend_content",
        "AdditionalUnattendContent",
        Struct(Field("passes", "Passes", Visible(ListOf("UnattendPass", UNATTEND_PASS_SCHEMA)))),
    ),
    Field("host_name", "HostName", Internal(Text())),
)
