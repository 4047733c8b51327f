# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The extensions of a virtual machine (docs/protocol/compute.md#resource-extensions)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    RESOURCE_EXTENSION_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


def merge_extensions(have: list[Values] | None, want: list[Values] | None) -> list[Values] | None:
    """Return the extensions that an update has to send, None if those that are there are what is wanted.

    The values of private parameters are not returned by the service, so private parameters are not compared.
    """
    current = {each["reference_name"]: each for each in have or []}
    changed = [each for each in want or [] if _is_changed(each, current)]
    names = {each["reference_name"] for each in changed}
    return [*(each for name, each in current.items() if name not in names), *changed] if changed else None


def _is_changed(extension: Values, current: dict[str, Values]) -> bool:
    installed = current.get(extension["reference_name"])
    if extension.get("state") == "Uninstall":
        return installed is not None
    if installed is None:
        return True
    compared = {**extension, "parameters": _public(extension) or None, "force_update": None}
    return not RESOURCE_EXTENSION_SCHEMA.matches({**installed, "parameters": _public(installed)}, compared)


def _public(extension: Values) -> list[Values]:
    return [each for each in extension.get("parameters") or [] if each.get("type") != "Private"]
