# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""References: how one resource names another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reference:
    """The name of a resource.

    kind: that of its schema, as "storage account". service_name: the hosted service that it belongs to, if to one.
    """

    kind: str
    name: str
    service_name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" of hosted service {self.service_name}" if self.service_name else "")

    @property
    def key(self) -> tuple[str, str, str]:
        """What is equal for two references to the same resource: the service compares names without case."""
        return self.kind, self.name.lower(), self.service_name.lower()


def references(values: dict[str, Any], **kinds: str) -> list[Reference]:
    """Return a reference for each option that names a resource and is given; ``kinds`` has the kind for each option."""
    return [Reference(kind, values[option]) for option, kind in kinds.items() if values.get(option)]
