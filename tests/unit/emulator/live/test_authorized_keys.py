# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of authorized_keys files, which users and their tools write as they like."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.classic.azure.emulator.live.authorized_keys import AuthorizedKey, parse
from hypothesis import given
from hypothesis import strategies as st

KEY = b"\0\0\0\x07ssh-rsa..."
ENCODED = base64.b64encode(KEY).decode()
RSA = f"ssh-rsa {ENCODED}"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (RSA, AuthorizedKey(KEY)),
        (f"  {RSA}\tme@home with spaces", AuthorizedKey(KEY)),
        (f"ecdsa-sha2-nistp256 {ENCODED}", AuthorizedKey(KEY)),
        (f"restrict {RSA}", AuthorizedKey(KEY, None, False, False)),
        (f"restrict,pty {RSA}", AuthorizedKey(KEY, None, True, False)),
        (f"no-pty,no-agent-forwarding,no-X11-forwarding {RSA}", AuthorizedKey(KEY, None, False, True)),
        (f"no-port-forwarding {RSA}", AuthorizedKey(KEY, None, True, False)),
        (f'command="echo \\"a, b\\"",no-pty {RSA} me', AuthorizedKey(KEY, 'echo "a, b"', False)),
        (f'command="" {RSA}', AuthorizedKey(KEY, "")),
        (f'COMMAND="x" {RSA}', AuthorizedKey(KEY, "x")),
    ],
)
def test_line_with_a_key(line: str, expected: AuthorizedKey) -> None:
    assert list(parse(f"# comment\n\n{line}\n")) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "",
        f"# {RSA}",
        f"#{RSA}",
        "ssh-rsa",
        "ssh-rsa ====",
        f"ssh-rsa {ENCODED}!",
        f"cert-authority {RSA}",
        f'from="10.0.0.1" {RSA}',
        f'environment="PATH=/tmp" {RSA}',
        f'expiry-time="20200101" {RSA}',
        f"command {RSA}",
        f'command="x {RSA}',
        f'command="x",command="y" {RSA}',
        f'no-pty="x" {RSA}',
        f"no-pty, {RSA}",
        f"no-pty,,no-user-rc {RSA}",
        f"no-pty no-user-rc {RSA}",
        f"permitopen {RSA}",
    ],
)
def test_line_without_a_key_that_counts(line: str) -> None:
    assert list(parse(line)) == []


@given(st.text(st.sampled_from('abc-=",\\ \t#\nssh-rsaAAAA'), max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(each, AuthorizedKey) for each in parse(text))


@given(st.text(st.characters(blacklist_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\\", codec="utf-8")))
def test_any_command_is_kept(command: str) -> None:
    quoted = command.replace('"', '\\"')
    assert list(parse(f'command="{quoted}" {RSA}')) == [AuthorizedKey(KEY, command)]
