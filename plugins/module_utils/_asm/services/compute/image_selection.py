# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the service's images a task means (docs/protocol/compute.md#os-images)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import fitting
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


def select_image(images: list[Values], criteria: Values) -> str:
    """Return the name of the newest image that meets the criteria: name, label, family or name_pattern.

    Raises InvalidOptionError if there is none, or no criterion.
    """
    given = {name: text for name, text in criteria.items() if text}
    if not given:
        raise InvalidOptionError("image", criteria, "it must have name, label, family or name_pattern")
    filters = {"image_family" if name == "family" else name: text for name, text in given.items()}
    found = fitting(images, {**filters, "latest": True})
    if not found:
        raise InvalidOptionError("image", given, "the service has no such image")
    return str(found[-1]["name"])
