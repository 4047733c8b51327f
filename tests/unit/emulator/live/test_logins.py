# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may log in: what is kept of a provisioning, where, for how long, and that no password is in it."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.core.hosting import AuthorizedKey, Provisioning
from ansible_collections.classic.azure.emulator.live.logins import Login, Logins, check_password, hash_password
from ansible_collections.classic.azure.emulator.live.provisioning import LiveFolder
from ansible_collections.classic.azure.emulator.live.world import Disk
from hypothesis import given, settings
from hypothesis import strategies as st

KEY, OTHER = "subscription/shop/blue/web1", "subscription/shop/blue/web2"
LINK, COPY = "https://shop.blob.core.windows.net/vhds/web1.vhd", "https://shop.blob.core.windows.net/vhds/copy.vhd"
PASSWORD = "Canary-In-1-Coalmine"
CUSTOM_DATA = b"#!/bin/sh\necho Canary-Of-Custom-Data\n"
LINE = "ssh-rsa AAAA"


@pytest.fixture
def folder(tmp_path: Path) -> LiveFolder:
    return LiveFolder(tmp_path / "live")


@pytest.fixture
def logins(folder: LiveFolder) -> Logins:
    return Logins(folder)


def provisioning(user: str = "student", password: str | None = PASSWORD, **options: bool) -> Provisioning:
    keys = (AuthorizedKey(f"/home/{user}/.ssh/authorized_keys", LINE),)
    given: dict[str, bool] = {"disable_password_authentication": False, **options}
    return Provisioning("web1", user, password, keys, CUSTOM_DATA, **given)


def boot(logins: Logins, folder: LiveFolder, key: str = KEY, disk: Disk | None = None) -> Login:
    """What happens when a machine boots: the runtime lets the record belong to the disk, and logins are adopted."""
    disk = disk or Disk(LINK)
    folder.make()
    folder.disk(disk.media_link).mkdir(exist_ok=True)
    folder.settle_record(key, disk.media_link)
    return logins.adopt(key, disk)


def all_files(folder: LiveFolder) -> list[Path]:
    return [path for path in folder.path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("is_booted", [False, True])
def test_no_file_has_the_password(logins: Logins, folder: LiveFolder, is_booted: bool) -> None:
    logins.provision(KEY, provisioning())
    if is_booted:
        boot(logins, folder)
        logins.provisioned(LINK)
    files = all_files(folder)
    secrets = [PASSWORD.encode(), base64.b64encode(PASSWORD.encode()).rstrip(b"=")]
    if is_booted:
        secrets += [b"Canary-Of-Custom-Data", base64.b64encode(CUSTOM_DATA)]
    assert len(files) == 2
    assert not [path for path in files for secret in secrets if secret in path.read_bytes()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_nothing_secret_is_shown(logins: Logins, folder: LiveFolder) -> None:
    logins.provision(KEY, provisioning())
    record, login = folder.find_record(KEY, LINK), boot(logins, folder)
    shown = f"{provisioning()!r} {record!r} {login!r}"
    assert not [secret for secret in ("Canary", "scrypt$", "PRIVATE", "CUSTOM") if secret in shown]


def test_user_of_the_provisioning(logins: Logins, folder: LiveFolder) -> None:
    logins.provision(KEY, provisioning())
    login = boot(logins, folder)
    assert list(login.passwords) == ["student"] and login.allows_passwords
    assert check_password(PASSWORD.encode(), login.passwords["student"])
    assert logins.pending_keys(LINK) == ("student", (("/home/student/.ssh/authorized_keys", LINE),))


def test_no_passwords_where_the_provisioning_says_so(logins: Logins, folder: LiveFolder) -> None:
    logins.provision(KEY, provisioning(disable_password_authentication=True))
    assert not boot(logins, folder).allows_passwords


def test_key_without_a_password(logins: Logins, folder: LiveFolder) -> None:
    logins.provision(KEY, provisioning(password=None))
    assert boot(logins, folder).passwords == {}


def test_users_and_host_key_stay_with_the_disk(logins: Logins, folder: LiveFolder) -> None:
    """A machine that is made of the disk later, under another name, has them."""
    logins.provision(KEY, provisioning())
    told = logins.host_key_fingerprint(KEY, LINK)
    login = boot(logins, folder)
    logins.provisioned(LINK)
    assert logins.host_key_fingerprint(OTHER, LINK) == told == login.host_key.fingerprint
    assert boot(logins, folder, OTHER) == login
    assert logins.pending_keys(LINK)[1] == ()
    assert not [path for path in all_files(folder) if path.parent.name == "provisioning"]


def test_fingerprint_before_the_provisioning_and_after_it(logins: Logins, folder: LiveFolder) -> None:
    """A machine that is not provisioned has one, too."""
    told = logins.host_key_fingerprint(KEY, LINK)
    assert logins.host_key_fingerprint(KEY, LINK) == told == boot(logins, folder).host_key.fingerprint
    logins.provision(KEY, provisioning())
    anew = logins.host_key_fingerprint(KEY, LINK)
    assert anew not in (told, logins.host_key_fingerprint(OTHER, LINK))
    assert boot(logins, folder).host_key.fingerprint == anew


def test_machine_that_never_booted_leaves_nothing(logins: Logins, folder: LiveFolder) -> None:
    logins.provision(KEY, provisioning())
    logins.keep([KEY])
    assert len(all_files(folder)) == 2
    logins.keep(["another/one"])
    logins.keep([])
    assert all_files(folder) == []


def test_host_key_of_an_earlier_machine_of_the_name(logins: Logins, folder: LiveFolder) -> None:
    """One is told that never boots; then a machine of that name is made of a disk with a host key of its own."""
    of_disk = boot(logins, folder, OTHER).host_key
    logins.host_key_fingerprint(KEY, COPY)
    assert logins.host_key_fingerprint(KEY, LINK) == of_disk.fingerprint == boot(logins, folder).host_key.fingerprint


def test_copy_of_a_disk_has_its_users(logins: Logins, folder: LiveFolder) -> None:
    """But a host key of its own; and what was provisioned once is not provisioned again."""
    logins.provision(KEY, provisioning())
    login = boot(logins, folder)
    copied = boot(logins, folder, OTHER, Disk(COPY, source=LINK))
    assert copied.passwords == login.passwords and copied.host_key != login.host_key
    assert logins.pending_keys(COPY) == ("student", ())


def test_machine_that_is_provisioned_anew(logins: Logins, folder: LiveFolder) -> None:
    logins.provision(KEY, provisioning())
    boot(logins, folder)
    logins.provision(KEY, provisioning("teacher", "Other-Canary-2"))
    assert list(boot(logins, folder).passwords) == ["teacher"]


@pytest.mark.parametrize("damage", ["", "{}", "[]", "null", '{"password": 3}', "\0"])
def test_damaged_files(logins: Logins, folder: LiveFolder, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody logs in by a password, and there is another host key; the log says so."""
    logins.provision(KEY, provisioning())
    boot(logins, folder)
    for path in all_files(folder):
        path.write_text(damage)
    assert boot(logins, folder).passwords == {}
    assert "another one is made" in caplog.text


@pytest.mark.parametrize("hashed", ["", "scrypt", "scrypt$$", "scrypt$a$b", "md5$AAAA$AAAA", PASSWORD])
def test_what_is_no_hash_is_nobodys_password(hashed: str) -> None:
    assert not check_password(PASSWORD.encode(), hashed)


@settings(max_examples=15)
@given(st.text(max_size=80), st.binary(max_size=80))
def test_only_the_password_itself(password: str, tried: bytes) -> None:
    hashed = hash_password(password)
    assert check_password(password.encode(), hashed) and hashed != hash_password(password)
    assert check_password(tried, hashed) == (tried == password.encode())
