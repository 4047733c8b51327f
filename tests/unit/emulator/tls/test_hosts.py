# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names and addresses that the certificate of a server contains."""

from __future__ import annotations

import socket

import pytest
from ansible_collections.classic.azure.emulator.tls.hosts import LOCAL, normalize_host, server_hosts


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("LocalHost", "localhost"),
        ("build-7.Example.", "build-7.example"),
        ("my_container", "my_container"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("127.0.0.2", "127.0.0.2"),
        ("[::1]", "::1"),
        ("FD00:0::0001", "fd00::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_host_has_one_spelling(text: str, spelled: str) -> None:
    assert normalize_host(text) == spelled


@pytest.mark.parametrize(
    "text", ["", "a b", "-a", "a..b", "https://here", "here:80", "a" * 64, "a." * 130, "x\ny", "*"]
)
def test_no_host_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no name or address of a host"):
        normalize_host(text)


def test_localhost_always_works() -> None:
    assert server_hosts("127.0.0.1") == LOCAL
    assert server_hosts("192.0.2.7", ["Build.example", "LOCALHOST"]) == (*LOCAL, "192.0.2.7", "build.example")


@pytest.mark.parametrize("every", ["0.0.0.0", "::"])
def test_all_addresses_mean_this_machine(every: str) -> None:
    """Its name, and the addresses that are known of it; what stands for all addresses is none of them."""
    hosts = server_hosts(every)
    assert set(LOCAL) < set(hosts) and every not in hosts
    assert normalize_host(socket.gethostname()) in hosts
