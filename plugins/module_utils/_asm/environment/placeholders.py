# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placeholders in an exported tree: variables for the values that the service does not return."""

from __future__ import annotations

import re
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import NOT_RETURNED
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

NAMING_OPTIONS = ("reference_name", "name", "key")
"""The options that tell the items of a list apart; of several the first does."""


def placeholder(variable: str) -> str:
    """Return what stands in a tree for a value: with it the option is left out while the variable is undefined."""
    return f"{{{{ {variable} | default(omit) }}}}"


class Placeholders:
    """The placeholders of one tree, each with a variable of its own."""

    def __init__(self) -> None:
        self.all: list[dict[str, str]] = []
        self._taken: set[str] = set()

    def fill(self, options: Values, resource: str, names: tuple[str, ...]) -> Values:
        """Return options with a placeholder for each value that is NOT_RETURNED.

        resource: the resource for users: "virtual machine web1 of hosted service shop".
        names: its name, after those of its parents, of which the variables are made.
        """
        filled: Values = self._filled(options, resource, names, "")
        return filled

    def _filled(self, value: Any, resource: str, names: tuple[str, ...], option: str) -> Any:
        if value is NOT_RETURNED:
            return self._placeholder(resource, names, option)
        if isinstance(value, dict):
            return {
                name: self._filled(each, resource, names, f"{option}.{name}" if option else name)
                for name, each in value.items()
            }
        if isinstance(value, list):
            return [self._filled(each, resource, (*names, *_name_of(each)), option) for each in value]
        return value

    def _placeholder(self, resource: str, names: tuple[str, ...], option: str) -> str:
        words = _identifier("_".join((*names, option.rpartition(".")[2])))
        variable, number = words, 1
        while variable in self._taken:
            number += 1
            variable = f"{words}_{number}"
        self._taken.add(variable)
        self.all.append({"resource": resource, "option": option, "variable": variable})
        return placeholder(variable)


def _name_of(item: Any) -> list[str]:
    found = [str(item[name]) for name in NAMING_OPTIONS if name in item] if isinstance(item, dict) else []
    return found[:1]


def _identifier(text: str) -> str:
    """Return the name of a variable: lower-case letters, digits and underscores of ASCII, a letter first."""
    words = re.sub("[^a-z0-9]+", "_", text.lower()).strip("_")
    return words if words[:1].isalpha() else f"azure_{words}"
