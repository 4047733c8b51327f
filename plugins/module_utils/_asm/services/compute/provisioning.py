# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a new virtual machine is to be, and what of it can be wrong (docs/protocol/compute.md#vm-names,
docs/protocol/compute.md#windows-provisioning and docs/protocol/compute.md#linux-provisioning)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    THUMBPRINT,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role import (
    CERTIFICATE_SETTING,
    DOMAIN_JOIN,
    LISTENER,
    UNATTEND_PASS,
    Visible,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.time_zone import TimeZone
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Codec,
    Name,
    Required,
    Secret,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

RESERVED = ("administrator", "root", "admin", "user", "user1", "user2", "user3", "user4", "user5", "test", "guest")
KINDS = ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]")
CUSTOM_DATA = 64 * 1024


@dataclass(frozen=True)
class Password(Codec):
    """A password of C(shortest) to C(longest) characters of three kinds at least."""

    shortest: int
    longest: int

    def validate(self, value: Any) -> str | None:
        kinds = sum(bool(re.search(kind, value)) for kind in KINDS)
        if self.shortest <= len(value) <= self.longest and kinds >= 3:
            return None
        return (
            f"it must have {self.shortest} to {self.longest} characters, of three at least of lower case letters, "
            "upper case letters, digits and others"
        )


class UserName(Codec):
    def validate(self, value: Any) -> str | None:
        if value.lower() in RESERVED:
            return "the service does not take that name"
        return None if 1 <= len(value) <= 64 else "it must have 1 to 64 characters"


class CustomData(Codec):
    """Text that the machine finds when it is new; the wire has base64."""

    def validate(self, value: Any) -> str | None:
        size = len(value.encode("utf-8"))
        return None if size <= CUSTOM_DATA else f"it may have {CUSTOM_DATA} bytes at most, and has {size}"


class LocalPath(Text):
    """A file of ours, which the wire does not carry."""

    kind = "path"


class PublicKey(Struct):
    """Where a key that may log in comes from, in just one of several ways."""

    ways = ("fingerprint", "certificate_path", "public_key", "public_key_path")

    def option(self) -> dict[str, Any]:
        return {**super().option(), "mutually_exclusive": [self.ways], "required_one_of": [self.ways]}


PUBLIC_KEY = PublicKey(
    Field("fingerprint", "Fingerprint", THUMBPRINT),
    Field("certificate_path", "", LocalPath()),
    Field("public_key", "", Visible(Text())),
    Field("public_key_path", "", Visible(LocalPath())),
    Field("path", "Path"),
)
KEY_PAIR = Struct(
    Field("fingerprint", "Fingerprint", Required(THUMBPRINT)),
    Field("path", "Path", Required(Text())),
)
SSH = Struct(
    Field("public_keys", "PublicKeys", ListOf("PublicKey", PUBLIC_KEY)),
    Field("key_pairs", "KeyPairs", Visible(ListOf("KeyPair", KEY_PAIR))),
)
LINUX = Struct(
    Field("host_name", "HostName", Name(r"[\x21-\x7e]{1,64}", "it must have 1 to 64 ASCII characters, none blank")),
    Field("user_name", "UserName", Required(UserName())),
    Field("user_password", "UserPassword", Secret(Password(6, 72))),
    Field("disable_ssh_password_authentication", "DisableSshPasswordAuthentication", Boolean()),
    Field("ssh", "SSH", SSH),
    Field("custom_data", "CustomData", Secret(CustomData())),
)
COMPUTER_NAME = Name(
    r"(?![0-9]+$)[^\s`~!@#$%^&*()=+_\[\]{}\\|;:.'\",<>/?]{1,15}",
    "it must have 1 to 15 characters, not only digits, and none of ` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : . ' "
    '" , < > / ?',
)
WINDOWS = Struct(
    Field("computer_name", "ComputerName", COMPUTER_NAME),
    Field("admin_password", "AdminPassword", Required(Secret(Password(8, 123)))),
    Field("reset_password_on_first_logon", "ResetPasswordOnFirstLogon", Boolean()),
    Field("enable_automatic_updates", "EnableAutomaticUpdates", Boolean()),
    Field("time_zone", "TimeZone", TimeZone()),
    Field("domain_join", "DomainJoin", DOMAIN_JOIN),
    Field(
        "stored_certificate_settings",
        "StoredCertificateSettings",
        ListOf("CertificateSetting", CERTIFICATE_SETTING),
    ),
    Field("winrm", "WinRM", Struct(Field("listeners", "Listeners", ListOf("Listener", LISTENER)))),
    Field("admin_username", "AdminUsername", Required(UserName())),
    Field("custom_data", "CustomData", Secret(CustomData())),
    Field(
        "additional_unattend_content",
        "AdditionalUnattendContent",
        Struct(Field("passes", "Passes", Visible(ListOf("UnattendPass", UNATTEND_PASS)))),
    ),
)


def provisioning_set(want: Values) -> Values:
    """The configuration set, by its sort, that a task describes; none where the system is there already.

    Raises Refused for a machine that nobody could log in to.
    """
    if want.get("linux"):
        return {"linux": _linux(want)}
    if want.get("windows"):
        return {"windows": _windows(want)}
    return {}


def public_keys(want: Values) -> list[Values]:
    """The keys that may log in to a machine with Linux."""
    return ((want.get("linux") or {}).get("ssh") or {}).get("public_keys") or []


def _linux(want: Values) -> Values:
    linux = dict(want["linux"])
    linux["host_name"] = linux.get("host_name") or want["name"]
    keys = public_keys(want)
    if keys:
        home = f"/home/{linux['user_name']}"
        placed = [{**key, "path": key.get("path") or f"{home}/.ssh/authorized_keys"} for key in keys]
        linux["ssh"] = {**linux["ssh"], "public_keys": placed}
    if linux.get("disable_ssh_password_authentication") is None:
        linux["disable_ssh_password_authentication"] = not linux.get("user_password")
    by_password = linux.get("user_password") and not linux["disable_ssh_password_authentication"]
    if not (by_password or keys or want["allow_no_login"]):
        raise PreconditionError(
            f"nobody could log in to virtual machine {want['name']}: linux has neither a user_password that SSH takes "
            "nor ssh.public_keys; say allow_no_login=true if that is meant"
        )
    return _encoded(linux)


def _windows(want: Values) -> Values:
    windows = dict(want["windows"])
    windows["computer_name"] = windows.get("computer_name") or want["name"]
    rule = COMPUTER_NAME.validate(windows["computer_name"])
    if rule:
        raise PreconditionError(f"virtual machine {want['name']} needs windows.computer_name, since of its name {rule}")
    for name, default in (("reset_password_on_first_logon", False), ("enable_automatic_updates", True)):
        if windows.get(name) is None:
            windows[name] = default
    return _encoded(windows)


def _encoded(values: Values) -> Values:
    if values.get("custom_data") is not None:
        values["custom_data"] = base64.b64encode(values["custom_data"].encode("utf-8")).decode("ascii")
    return values
