# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the site about the emulator name all that it has: commands, arguments, kinds of faults, options."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from pathlib import Path
from typing import Any

import click
import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.command_line import main
from ansible_collections.classic.azure.emulator.core.faults import FIELD_TYPES, KINDS
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http import admin
from ansible_collections.classic.azure.emulator.services.subscription.subscriptions import LIMITS

RST = Path(__file__).parents[4] / "docs/docsite/rst"
REFERENCE = (RST / "guide_admin_api.rst").read_text()
EMULATOR = (RST / "guide_emulator.rst").read_text()
DESCRIBED = dict(re.findall(r"^``((?:GET|POST|PUT|DELETE) \w+)``\n((?:  .*\n)+)", REFERENCE, re.M))


def commands() -> dict[tuple[str, str], Any]:
    return admin.Admin(Cloud(parse("instant")), [], admin.Access(None), stop=lambda: None).commands


def words(text: str) -> set[str]:
    return set(re.findall(r"``(\w+)``", text))


def test_reference_has_each_command() -> None:
    assert list(DESCRIBED) == [" ".join(command) for command in commands()]


def read_arguments() -> dict[str, set[str]]:
    """The names that the source of each command takes out of its arguments."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(admin.Admin)))
    methods = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    table = next(node for node in ast.walk(methods["__init__"]) if isinstance(node, ast.Dict) and len(node.keys) > 5)
    found = {}
    for key, value in zip(table.keys, table.values, strict=True):
        assert isinstance(key, ast.Tuple)
        node = methods[value.attr] if isinstance(value, ast.Attribute) and value.attr in methods else value
        found[" ".join(ast.literal_eval(key))] = {
            constant.value
            for call in ast.walk(node)
            if isinstance(call, ast.Call)
            and ast.unparse(call.func) in ("arguments.get", "arguments.pop", "_required", "int", "float")
            for constant in ast.walk(call)
            if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and constant.value
        }
    return found


@pytest.mark.parametrize(("command", "names"), read_arguments().items())
def test_reference_has_each_argument(command: str, names: set[str]) -> None:
    wanted = {"POST subscriptions": {"subscription_id", "name", *LIMITS}, "POST faults": set(FIELD_TYPES)}
    assert (names | wanted.get(command, set())) - {"limit is"} <= words(DESCRIBED[command])


def test_arguments_are_found_in_source() -> None:
    found = read_arguments()
    assert found["POST clock"] == {"advance"} and found["POST seed"] == {"subscription", "values"}


def test_page_has_each_kind_of_fault() -> None:
    table = EMULATOR[EMULATOR.index("* - kind") : EMULATOR.index("State\n-----")]
    assert words(table) == set(KINDS)


def test_page_has_each_command_of_the_command_line() -> None:
    table = EMULATOR[EMULATOR.index("* - command") : EMULATOR.index("``--help`` after")]
    named = {" ".join([*prefix, name]) for prefix, name in leaves(main)}
    assert set(re.findall(r"``(\w+(?: \w+)?)``", table)) - {"sh", "json", "dotenv"} == named


def leaves(group: click.Group, prefix: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    """The commands of a group and of those in it."""
    found = []
    for name, command in group.commands.items():
        found += leaves(command, (*prefix, name)) if isinstance(command, click.Group) else [(prefix, name)]
    return found
