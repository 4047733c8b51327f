# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done when a disk boots for the first time: the agent's work, in a machine and with its files only."""

from __future__ import annotations

import base64
import os
import re
from html import escape

from .accounts import NoSuchUser, find_account, read_rows
from .messages import Message
from .roots import BASE_HOSTS

FIRST_USER = 1000
AGENT = "/var/lib/waagent"
BEGIN, END = "# Machines of this network", "# End of machines of this network"
OVF_ENVIRONMENT = """\
<?xml version="1.0" encoding="utf-8"?>
<Environment xmlns="http://schemas.dmtf.org/ovf/environment/1"
             xmlns:wa="http://schemas.microsoft.com/windowsazure"
             xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <wa:ProvisioningSection>
    <wa:Version>1.0</wa:Version>
    <LinuxProvisioningConfigurationSet xmlns="http://schemas.microsoft.com/windowsazure">
      <ConfigurationSetType>LinuxProvisioningConfiguration</ConfigurationSetType>
      <HostName>{host_name}</HostName>
      <UserName>{user_name}</UserName>
      <UserPassword>REDACTED</UserPassword>
      <DisableSshPasswordAuthentication>{disable_password}</DisableSshPasswordAuthentication>
{custom_data}    </LinuxProvisioningConfigurationSet>
  </wa:ProvisioningSection>
</Environment>
"""


def write_file(path: str, text: str | bytes, mode: int, owner: tuple[int, int] | None = None) -> None:
    """Replace a file. Raises OSError."""
    temporary = f"{path}.new"
    if os.path.lexists(temporary):
        os.unlink(temporary)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode(errors="surrogateescape"))
        if owner:
            os.fchown(descriptor, *owner)
        os.fchmod(descriptor, mode)
    os.replace(temporary, path)


def _append(path: str, line: str) -> None:
    try:
        with open(path, errors="surrogateescape") as file:
            text = file.read()
        mode = os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        text, mode = "", 0o640 if path.endswith("shadow") else 0o644
    if text and not text.endswith("\n"):
        text += "\n"
    write_file(path, text + line + "\n", mode)


def _set_shadow(name: str, password_hash: str) -> None:
    rows = read_rows("/etc/shadow", 9)
    row = next((row for row in rows if row[0] == name), None)
    if row is None:
        rows.append([name, password_hash, "16000", "0", "99999", "7", "", "", ""])
    else:
        row[1] = password_hash
    write_file("/etc/shadow", "".join(":".join(row) + "\n" for row in rows), 0o640 if _has_shadow_group() else 0o600)


def _has_shadow_group() -> bool:
    return any(row[0] == "shadow" for row in read_rows("/etc/group", 4))


def add_user(name: str, password_hash: str | None, has_ids: bool) -> None:
    """Make a user who may use sudo, with his home, or give him another password. Raises OSError."""
    try:
        find_account(name)
    except NoSuchUser:
        taken = {row[2] for row in (*read_rows("/etc/passwd", 7), *read_rows("/etc/group", 4))}
        number = next(number for number in range(FIRST_USER, 60000) if str(number) not in taken)
        shell = "/bin/bash" if os.path.exists("/bin/bash") else "/bin/sh"
        groups = read_rows("/etc/group", 4)
        if not any(row[0] == name for row in groups):
            _append("/etc/group", f"{name}:x:{number}:")
            _append("/etc/gshadow", f"{name}:!::")
        _append("/etc/passwd", f"{name}:x:{number}:{number}::/home/{name}:{shell}")
        _make_home(f"/home/{name}", (number, number) if has_ids else None)
    _set_shadow(name, password_hash or "!")
    groups = read_rows("/etc/group", 4)
    row = next((row for row in groups if row[0] == "sudo"), None)
    if row is None:
        groups.append(["sudo", "x", "27", name])
    elif name not in row[3].split(","):
        row[3] = ",".join(filter(None, (*row[3].split(","), name)))
    write_file("/etc/group", "".join(":".join(row) + "\n" for row in groups), 0o644)
    if os.path.isdir("/etc/sudoers.d"):
        write_file("/etc/sudoers.d/90-first-user", f"{name} ALL=(ALL) NOPASSWD:ALL\n", 0o440)


def _make_home(home: str, owner: tuple[int, int] | None) -> None:
    if os.path.lexists(home):
        return
    os.makedirs(home, 0o755)
    for folder, _folders, files in os.walk("/etc/skel"):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            target = os.path.join(home, os.path.relpath(os.path.join(folder, name), "/etc/skel"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            write_file(target, content, 0o644, owner)
    if owner:
        os.chown(home, *owner)


def set_host_name(name: str) -> None:
    """Have the files of the machine name it. Raises OSError."""
    write_file("/etc/hostname", f"{name}\n", 0o644)


def set_hosts(host_name: str, names: dict[str, str]) -> None:
    """Have /etc/hosts name the machines of the network, and leave its other lines alone. Raises OSError."""
    try:
        with open("/etc/hosts", errors="surrogateescape") as file:
            text = file.read()
    except OSError:
        text = BASE_HOSTS
    text = re.sub(rf"{BEGIN}\n.*?{END}\n", "", text, flags=re.DOTALL)
    if text and not text.endswith("\n"):
        text += "\n"
    if host_name not in names.values():
        names = {"127.0.1.1": host_name, **names}
    block = "".join(f"{address} {name}\n" for address, name in sorted(names.items()))
    write_file("/etc/hosts", f"{text}{BEGIN}\n{block}{END}\n", 0o644)


def provision(record: Message, has_ids: bool) -> None:
    """Apply a record of ``live.provisioning``. Raises OSError and NoSuchUser."""
    user_name, custom_data = record.get("user_name"), record.get("custom_data")
    if user_name:
        add_user(user_name, record.get("password_hash"), has_ids)
    os.makedirs(AGENT, 0o700, exist_ok=True)
    element = ""
    if custom_data:
        write_file(f"{AGENT}/CustomData", base64.b64decode(custom_data), 0o600)
        element = f"      <CustomData>{escape(custom_data)}</CustomData>\n"
    text = OVF_ENVIRONMENT.format(
        host_name=escape(record.get("host_name") or ""),
        user_name=escape(user_name or ""),
        disable_password="false" if record.get("has_password_login") else "true",
        custom_data=element,
    )
    write_file(f"{AGENT}/ovf-env.xml", text, 0o600)
    write_file(f"{AGENT}/provisioned", b"", 0o600)
