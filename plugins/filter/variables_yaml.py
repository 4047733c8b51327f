# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables as the text of a YAML file, in which the texts of others are not evaluated as templates."""

from __future__ import annotations

DOCUMENTATION = r"""
name: variables_yaml
short_description: Write variables as a YAML file that is safe to load
version_added: 0.1.0
description:
  - Turn variables into the text of a YAML file, in their order, with texts of several lines as literal blocks.
  - Values that come from a subscription, such as descriptions, may contain expressions that Ansible would evaluate when
    it loads the file. They are marked with C(!unsafe), so that they are not evaluated. Only the placeholders of
    M(classic.azure.environment_info) are.
author:
  - the classic.azure contributors (@classic-azure)
options:
  _input:
    description: The variables.
    type: dict
    required: true
  placeholders:
    description: RV(classic.azure.environment_info#module:placeholders).
    type: list
    elements: dict
    default: []
seealso:
  - module: classic.azure.environment_info
"""

EXAMPLES = r"""
- name: Export the subscription
  classic.azure.environment_info:
  register: exported

- name: Write the tree to a file of variables
  ansible.builtin.copy:
    content: "{{ {'environment_resources': exported.resources} | classic.azure.variables_yaml(exported.placeholders) }}"
    dest: shop.yml
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The text of the file.
  type: str
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.placeholders import placeholder

TEMPLATE_MARKS = ("{{", "{%", "{#")
OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")
"""Matches line breaks that YAML would replace by blanks or others unless they are escaped."""


class _Text(str):
    """A text in the file."""


class _UnsafeText(str):
    """A text that is not evaluated."""


class _Dumper(yaml.SafeDumper):
    """Indents lists, and writes texts as they are meant."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", str(text), _style(text))

    def represent_unsafe_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("!unsafe", str(text), _style(text) or '"')


def _style(text: str) -> str | None:
    if OTHER_BREAKS.search(text):
        return '"'
    return "|" if "\n" in text else None


_Dumper.add_representer(_Text, _Dumper.represent_text)
_Dumper.add_representer(_UnsafeText, _Dumper.represent_unsafe_text)


def variables_yaml(variables: Mapping[str, Any], placeholders: Sequence[Mapping[str, str]] = ()) -> str:
    """Return variables as the text of a YAML file. Only ``placeholders`` are templates in it."""
    known = {placeholder(each["variable"]) for each in placeholders}
    plain = _plain(variables, known)
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**16)


def _plain(value: Any, known: set[str]) -> Any:
    """Return a value of plain types, which Ansible's own are replaced by."""
    if isinstance(value, str):
        is_evaluated = any(mark in value for mark in TEMPLATE_MARKS) and value not in known
        return _UnsafeText(value) if is_evaluated else _Text(value)
    if isinstance(value, Mapping):
        return {_Text(name): _plain(each, known) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_plain(each, known) for each in value]
    return value


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filters by name."""
        return {"variables_yaml": variables_yaml}
