# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules declare that they return: its language, its RETURN blocks, and that results are compared with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    ModuleSpec,
    ReturnValue,
)
from ansible_collections.classic.azure.tests.returned import check_declared
from ansible_collections.classic.azure.tools.generate_returns import MODULES, generated, module_spec

PATHS = sorted(MODULES.glob("*.py"))
DESCRIPTION = re.compile(r"[A-Z][^\n]*[^ .]\.")
UNWANTED = re.compile(r"\b(nobody|somebody|sort|stands?|tells?|told|thing|where)\b", re.IGNORECASE)
"""Words of descriptions that were vague: a description says what the value is."""

SPEC = ModuleSpec(
    run=lambda params, context: {},
    argument_spec={},
    returns=(
        ReturnValue(
            "disk",
            "The disk.",
            "dict",
            contains=(ReturnValue("lun", "Logical unit number.", "int"), ReturnValue("name", "Name of the disk.")),
        ),
        ReturnValue("ids", "IDs of the disks.", "list", elements="str"),
    ),
)


def all_of(values: Iterable[ReturnValue], where: str) -> Iterator[tuple[str, ReturnValue]]:
    """The values, and those in them, with the path of each."""
    for value in values:
        yield f"{where}.{value.name}", value
        yield from all_of(value.contains, f"{where}.{value.name}")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_return_block_is_the_generated_one(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == generated(path), "run make generate"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_descriptions_are_plain_sentences(path: Path) -> None:
    for where, value in all_of(module_spec(path).returns, path.stem):
        assert DESCRIPTION.fullmatch(value.description), f"{where} is described as {value.description!r}"
        assert not UNWANTED.search(value.description), f"{where} is described as {value.description!r}"
        assert not value.sample or type(value.sample).__name__ == value.type, where


def test_generator_repairs_a_wrong_line(tmp_path: Path) -> None:
    source = (MODULES / "disk_info.py").read_text(encoding="utf-8")
    changed = tmp_path / "disk_info.py"
    changed.write_text(source.replace("description: Size of the disk, in GB.", "description: Size, in MB."))
    assert changed.read_text(encoding="utf-8") != source
    assert generated(changed) == source


@pytest.mark.parametrize(
    ("result", "mistake"),
    [
        ({"changed": True, "disk": {"lun": 0, "name": None}, "ids": ["a"]}, ""),
        ({"changed": False, "disk": None}, ""),
        ({"disks": []}, "disks is not declared"),
        ({"disk": {"lun": 0, "name": "a", "size": 1}}, "disk.size is not declared"),
        ({"disk": {"lun": 0}}, "disk.name is missing"),
        ({"disk": {"lun": False, "name": "a"}}, "disk.lun is a bool, not a int"),
        ({"ids": "a"}, "ids is a str, not a list"),
        ({"ids": ["a", 1]}, "ids[1] is a int, not a str"),
    ],
)
def test_undeclared_results_are_noticed(result: dict[str, object], mistake: str) -> None:
    if not mistake:
        check_declared(SPEC, result)
        return
    with pytest.raises(AssertionError, match=re.escape(mistake)):
        check_declared(SPEC, result)
