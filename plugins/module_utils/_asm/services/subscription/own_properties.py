# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The extended properties that the service adds to those of the user
(docs/protocol/cloud_services.md#own-extended-properties)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

OWN_PROPERTIES = ("ResourceGroup", "ResourceLocation")


def without_own_properties(options: Values) -> Values:
    """Return options with those extended properties only that a user can have set; without the option if none is."""
    properties = options.get("extended_properties") or {}
    left = {name: value for name, value in properties.items() if name not in OWN_PROPERTIES}
    others = {name: value for name, value in options.items() if name != "extended_properties"}
    return {**others, "extended_properties": left} if left else others
