# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where blobs are that disks and images are made of: in the subscription's storage accounts."""

from __future__ import annotations

import re

from ansible_collections.classic.azure.emulator.call import Call, bad_request
from ansible_collections.classic.azure.emulator.store import Value

LINK = re.compile(r"https?://([a-z0-9]{3,24})\.blob\.[^/]+/[^/]+/.+", re.IGNORECASE)


def place(call: Call, link: str) -> Value:
    """Where the account of a blob is. That the service refused other accounts in these words is a guess."""
    found = LINK.fullmatch(link)
    if found is None:
        raise bad_request(reason="MediaLink is not the URL of a blob")
    account = call.get("storage_account", found.group(1))
    if account is None:
        raise bad_request(
            f"The storage account '{found.group(1)}' was not found.", "MediaLink names no account of yours"
        )
    group = account["affinity_group"]
    return {"affinity_group": group, "location": None if group else account["region"], "account": account["name"]}


def account_of(link: str) -> str | None:
    """The account that a blob's address names."""
    found = LINK.fullmatch(link)
    return found.group(1).lower() if found else None
