# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the service's images a task means (docs/protocol/compute.md#os-images)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import fitting
from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import did_you_mean
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

FIELDS = {"family": "image_family"}
"""The fields of images that criteria name otherwise."""


def select_image(images: list[Values], criteria: Values) -> Values:
    """Return the newest image that meets the criteria: name, label, family or name_pattern.

    Raises InvalidOptionError if there is none, with those that are called alike, or if there is no criterion.
    """
    given = {name: text for name, text in criteria.items() if text}
    if not given:
        raise InvalidOptionError("image", criteria, "it must have name, label, family or name_pattern")
    filters = {FIELDS.get(name, name): text for name, text in given.items()}
    found = fitting(images, {**filters, "latest": True})
    if not found:
        raise InvalidOptionError("image", given, f"the service has no such image: {_hint(images, given)}")
    return found[-1]


def _hint(images: list[Values], given: Values) -> str:
    """Return names, labels or families that are close to the given ones, or where to find those that there are."""
    hints = []
    for criterion in given:
        field = FIELDS.get(criterion, criterion)
        if criterion != "name_pattern":
            hints.append(did_you_mean(given[criterion], {str(image[field]) for image in images if image[field]}))
    return " ".join(filter(None, hints)) or "os_image_info lists those that it has"
