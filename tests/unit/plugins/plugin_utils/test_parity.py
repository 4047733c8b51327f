# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the comparison of both ways of running modules overlooks, and what it does not."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.tests.parity.compare import comparable

ONE, OTHER = "0123456789abcdef" * 2, "fedcba9876543210" * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("made 2026-11-22T08:00:00Z", "made 2026-11-22T08:00:01.5+00:00"),
        ("https://127.0.0.1:4711/", "https://127.0.0.1:8080/"),
        (f"operation {ONE}, {OTHER}", f"operation {OTHER}, {ONE}"),
        (f"thumbprint {'0A' * 20}", f"thumbprint {'B1' * 20}"),
        ('"seconds": 1.0}', '"seconds": 12.1}'),
        ('"vip": "198.18.0.1"', '"vip": "198.19.2.3"'),
        ('"ip_address": "100.64.0.1"', '"ip_address": "100.127.2.3"'),
        ('"address": "23.96.0.1"', '"address": "104.41.2.3"'),
        ('"id": "b07a0310-2032-2817-957c-4ac82e9e1026"', '"id": "0b00715c-32fb-f22f-82c0-f53adbeb72c8"'),
        ('"port": 49152', '"port": 65535'),
        ('"public_port": 49152', '"public_port": 65535'),
        (f'"ClassicAzurePackage": "{ONE}{ONE}"', f'"ClassicAzurePackage": "{OTHER}{ONE}"'),
        (f"ClassicAzurePackage: '{ONE}{ONE}'", f"ClassicAzurePackage: {OTHER}{ONE}"),
        (f"thumbprint: '{'0A' * 20}'", f"thumbprint: {'B1' * 20}"),
        ("  port: 49152", "  port: 65535"),
        ("shop-web1-0-202611220825000006", "shop-web1-0-202611220901000013"),
        ("shop-web1-os-20261122082540058505.vhd", "shop-web1-os-20261122090140058505.vhd"),
        ('value="(hidden 01234567)"', 'value="(hidden fedcba98)"'),
        (f"thumbprint {'0a' * 20}", f"thumbprint {'b1' * 20}"),
        ('"data": "MIIDEDCC+/A="', '"data": "MIIC0000000="'),
        ("j123.456", "j654.321"),
        ("/tmp/ansible.abc_1/new.pem", "/tmp/ansible.x9/new.pem"),
    ],
)
def test_random_values_are_ignored(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"changed": true}', '{"changed": false}'),
        ("https://127.0.0.1:1/a", "https://127.0.0.1:1/b"),
        (f"operation {ONE}", "operation "),
        (f"{ONE}, {ONE}", f"{ONE}, {OTHER}"),
        ("(hidden 01234567), (hidden 01234567)", "(hidden 01234567), (hidden fedcba98)"),
        ("(hidden 01234567)", "a password"),
        ('"seconds": 1.0, "a"', '"seconds": 2.0, "a"'),
        ('"port": 80', '"port": 8080'),
        ('"address": "198.18.0.1"', '"address": null'),
        ('"subscription_id": "b07a0310-2032-2817-957c-4ac82e9e1026"', '"subscription_id": "0"'),
        ("shop-web1-0-202611220825000006", "shop-web2-0-202611220825000006"),
        ("a-202611220825000006, b-202611220825000006", "a-202611220825000006, b-202611220825000007"),
        (f"thumbprint {'0a' * 20}", f"thumbprint {'0A' * 20}"),
        ('"data": "MIIDEDCC+/A="', '"data": null'),
        ("thumbprint 01234567", "thumbprint fedcba98"),
    ],
)
def test_other_differences_are_detected(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)
