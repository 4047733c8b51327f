# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The provisioning configuration of a new virtual machine: who it is and who can log in to it
(docs/protocol/compute.md#windows-provisioning and docs/protocol/compute.md#linux-provisioning)."""

from __future__ import annotations

import base64

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    COMPUTER_NAME,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


def provisioning_set(want: Values) -> Values:
    """Return the configuration set that a task describes, by its variant; none where the disk has a system already.

    Raises PreconditionError for a virtual machine that nobody could log in to.
    """
    if want.get("linux"):
        return {"linux": _linux(want)}
    if want.get("windows"):
        return {"windows": _windows(want)}
    return {}


def public_keys(want: Values) -> list[Values]:
    """Return the SSH keys that may log in to a virtual machine with Linux."""
    return ((want.get("linux") or {}).get("ssh") or {}).get("public_keys") or []


def _linux(want: Values) -> Values:
    linux = dict(want["linux"])
    _check_given(want, "linux", "user_name")
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
    _check_given(want, "windows", "admin_username", "admin_password")
    windows["computer_name"] = windows.get("computer_name") or want["name"]
    rule = COMPUTER_NAME.validate(windows["computer_name"])
    if rule:
        raise PreconditionError(f"virtual machine {want['name']} needs windows.computer_name, since of its name {rule}")
    for name, default in (("reset_password_on_first_logon", False), ("enable_automatic_updates", True)):
        if windows.get(name) is None:
            windows[name] = default
    return _encoded(windows)


def _check_given(want: Values, option: str, *names: str) -> None:
    """Raise PreconditionError for a new virtual machine that lacks one of the suboptions."""
    missing = [name for name in names if not want[option].get(name)]
    if missing:
        needed = f"{option} with {' and '.join(missing)}"
        raise PreconditionError(f"virtual machine {want['name']} does not exist, and creating it needs {needed}")


def _encoded(values: Values) -> Values:
    """Replace the custom data by their base64, which is what the wire carries."""
    if values.get("custom_data") is not None:
        values["custom_data"] = base64.b64encode(values["custom_data"].encode("utf-8")).decode("ascii")
    return values
