# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In which storage account a blob is."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.registered_blobs import account_of

ACCOUNTS: list[dict[str, Any]] = [
    {"name": "shop", "endpoints": ["https://shop.blob.core.windows.net/"], "custom_domains": []},
    {"name": "new", "endpoints": None, "custom_domains": None},
    {"name": "local", "endpoints": ["http://127.0.0.1:10000/local"], "custom_domains": [{"name": "blobs.example.com"}]},
]


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("https://shop.blob.core.windows.net/vhds/a.vhd", "shop"),
        ("http://SHOP.blob.core.windows.net/vhds/a.vhd?sig=x", "shop"),
        ("https://shop.blob.core.windows.net.evil.example/vhds/a.vhd", None),
        ("https://myshop.blob.core.windows.net/vhds/a.vhd", None),
        ("https://new.blob.core.windows.net/vhds/a.vhd", "new"),
        ("http://127.0.0.1:10000/local/vhds/a.vhd", "local"),
        ("http://127.0.0.1:10000/localhost/vhds/a.vhd", None),
        ("https://blobs.example.com/vhds/a.vhd", "local"),
        ("a.vhd", None),
    ],
)
def test_account_of_blob(link: str, name: str | None) -> None:
    found = account_of(ACCOUNTS, link)
    assert (found and found["name"]) == name
