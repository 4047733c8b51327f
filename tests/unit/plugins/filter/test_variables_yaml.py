# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables files: what they look like, and that they say what they were made of, evaluating nothing else."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible_collections.classic.azure.plugins.filter.variables_yaml import FilterModule
from hypothesis import given
from hypothesis import strategies as st

WRITTEN = """\
resources:
  groups:
    - name: магазин
      password: '{{ shop_password | default(omit) }}'
      lines: |-
        one
          two
      caching: None
      power: 'no'
      size: 10
      enabled: false
      evil: !unsafe "{{ lookup('pipe', 'id') }}"
      other: !unsafe "a {{ shop_password | default(omit) }}"
"""
ENTRY = {
    "name": "магазин",
    "password": "{{ shop_password | default(omit) }}",
    "lines": "one\n  two",
    "caching": "None",
    "power": "no",
    "size": 10,
    "enabled": False,
    "evil": "{{ lookup('pipe', 'id') }}",
    "other": "a {{ shop_password | default(omit) }}",
}
PLACEHOLDERS = [{"variable": "shop_password"}]


def variables_yaml(*arguments: Any) -> str:
    written: str = FilterModule().filters()["variables_yaml"](*arguments)
    return written


def loaded(text: str, folder: Path, **variables: Any) -> Any:
    """The variables of a file as Ansible gets them."""
    (folder / "vars.yml").write_bytes(text.encode("utf-8"))
    loader = DataLoader()
    # Since ansible-core 2.19 files are only templates where their reader trusts them.
    trust: dict[str, Any] = (
        {"trusted_as_template": True} if "trusted_as_template" in signature(loader.load_from_file).parameters else {}
    )
    found = loader.load_from_file(str(folder / "vars.yml"), **trust)
    return Templar(loader, variables=variables).template(found)


def test_file_can_be_reviewed() -> None:
    assert variables_yaml({"resources": {"groups": [ENTRY]}}, PLACEHOLDERS) == WRITTEN


def test_only_placeholders_are_evaluated(tmp_path: Path) -> None:
    found = loaded(WRITTEN, tmp_path, shop_password="Not-A-Real-1")
    assert found == {"resources": {"groups": [{**ENTRY, "password": "Not-A-Real-1"}]}}


@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% raw %}", "{# a #}", "{{ shop_password | default(omit) }}"])
def test_texts_of_others_stay_as_they_are(tmp_path: Path, text: str) -> None:
    written = variables_yaml({"a": {"description": text}})
    assert loaded(written, tmp_path, shop_password="Not-A-Real-1") == {"a": {"description": text}}


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="utf-8"))
    | st.sampled_from(list(ENTRY.values())),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(variables=st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), values, max_size=3))
def test_file_says_what_it_was_made_of(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, Any]) -> None:
    written = variables_yaml(variables)
    assert loaded(written, tmp_path_factory.mktemp("file")) == variables
