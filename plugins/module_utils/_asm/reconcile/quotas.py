# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The quotas of a subscription (docs/protocol/subscription.md#subscription)."""

from __future__ import annotations

from collections import Counter
from typing import Any, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import ResourceReader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader

Observed = TypeVar("Observed")

QUOTAS = {
    "CoreCount": "cores",
    "HostedServices": "hosted services",
    "ReservedIPs": "reserved IP addresses",
    "StorageAccounts": "storage accounts",
}
"""The words for each quota. The names are those of the elements, without ``Max`` and ``Current`` in front."""


def additional_usage(
    reader: ResourceReader[Any], client: Reader, before: Any | None, after: Any | None
) -> Counter[str]:
    """Return how much more of each quota a resource takes after a change; less is a negative number."""
    usage: Counter[str] = Counter()
    for state, sign in ((before, -1), (after, 1)):
        if state is not None and reader.exists(state):
            usage.update({name: sign * count for name, count in reader.quota_usage(client, state).items()})
    return usage


def exceeded_quotas(client: Reader, usage: Counter[str]) -> list[str]:
    """Return a sentence for each quota that additional usage would exceed. A quota that is not told is none."""
    more = {name: count for name, count in usage.items() if count > 0}
    subscription = client.get("", "GetSubscription", "Subscription") if more else None
    if subscription is None:
        return []
    sentences = []
    for name, count in more.items():
        current, maximum = (_number(xml.text(subscription, f"{part}{name}")) for part in ("Current", "Max"))
        if maximum and current + count > maximum:
            sentences.append(
                f"{count} more {QUOTAS[name]} are needed, and the subscription has {current} of the {maximum} that it "
                "may have"
            )
    return sentences


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
