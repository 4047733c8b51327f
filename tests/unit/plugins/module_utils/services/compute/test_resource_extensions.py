# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions of a virtual machine: those that are wanted merged into those that are there."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.resource_extensions import (
    merge_extensions,
)


def extension(name: str, **values: Any) -> dict[str, Any]:
    return {"reference_name": name, "publisher": "p", "name": "n", "version": "1.*", "state": "Enable", **values}


@pytest.mark.parametrize(
    ("want", "sent"),
    [
        (None, None),
        ([extension("a", state=None)], None),
        ([extension("a", parameters=[{"key": "k", "value": "v", "type": "Private"}])], None),
        ([extension("a", version="2.*")], ["b", "a"]),
        ([extension("c")], ["a", "b", "c"]),
        ([extension("a", state="Uninstall")], ["b", "a"]),
        ([extension("c", state="Uninstall")], None),
    ],
)
def test_extensions_are_sent_only_when_changed(want: Any, sent: list[str] | None) -> None:
    have = [extension("a", parameters=None), extension("b", parameters=None)]
    found = merge_extensions(have, want)
    assert (None if found is None else [each["reference_name"] for each in found]) == sent
