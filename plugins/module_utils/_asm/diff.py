# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diffs of resources: which values they have, and their text, in which a changed setting is a changed line.

The text is YAML, written here: PyYAML need not be there where a module runs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

Diff = dict[str, Any]
"""What a result has as its diff, or as one of several: ``before`` and ``after``, and a header for each of them."""

ALL = object()
"""As what a task mentions: everything."""
KEYS = ("lun", "order", "reference_name", "name")
"""What tells the items of a list apart: the first of these that all of them have."""
WORDS = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""Texts that YAML would take for something else."""
ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}


def resource_diff(
    title: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    mentioned: Mapping[str, Any] | None = None,
) -> Diff:
    """Return the diff of one resource, with the values that changed and those that the task mentions.

    A result has it as its diff, or a list of such ones; ``rendered`` makes the texts of it.

    title: the resource and what it belongs to, as ResourceSchema.title returns it.
    before, after: its values as results show them, without secrets; empty or None where there is no resource. Values
        are dicts, lists, texts, numbers and booleans. What is null or an empty dict or list is left out.
    mentioned: the values that the task gives, those that are None not among them; None: all values count as mentioned.
    """
    one, other = _relevant(dict(before or {}), dict(after or {}), ALL if mentioned is None else mentioned)
    return {"before_header": title, "after_header": title, "before": one or {}, "after": other or {}}


def _relevant(before: Any, after: Any, mentioned: Any) -> tuple[Any, Any]:
    """Return both values without what is neither changed nor mentioned, and without nulls."""
    if isinstance(before, dict) and isinstance(after, dict):
        kept: dict[str, tuple[Any, Any]] = {}
        for name in {**before, **after}:
            pair = before.get(name), after.get(name)
            said = mentioned.get(name) if isinstance(mentioned, Mapping) else ALL
            if pair[0] != pair[1] or said is not None:
                kept[name] = _relevant(*pair, {} if said is None else said)
        return (
            _without_nulls({name: kept[name][0] for name in before if name in kept}),
            _without_nulls({name: kept[name][1] for name in after if name in kept}),
        )
    if isinstance(before, list) and isinstance(after, list):
        for key in KEYS:
            keyed, keyed_after = _by_key(before, key), _by_key(after, key)
            if keyed is not None and keyed_after is not None and _are_in_same_order(keyed, keyed_after):
                one, other = _relevant(keyed, keyed_after, _mentioned_items(keyed, keyed_after, mentioned, key))
                return one and list(one.values()), other and list(other.values())
    return _without_nulls(before), _without_nulls(after)


def _mentioned_items(before: dict[Any, Any], after: dict[Any, Any], mentioned: Any, key: str) -> Any:
    """Return what is mentioned of the items of a list, by their keys. Of one that changed, that is the key too."""
    if mentioned is ALL:
        return ALL
    keyed = (_by_key(mentioned, key) if isinstance(mentioned, list) else None) or {}
    changed = [value for value in before if before[value] != after.get(value)]
    return {value: {**keyed.get(value, {}), key: value} for value in (*changed, *keyed)}


def _by_key(items: list[Any], key: str) -> dict[Any, Any] | None:
    """Return the items of a list by the values of a key; None unless each is a dict with a value of its own."""
    values = [item.get(key) if isinstance(item, dict) else None for item in items]
    is_keyed = all(isinstance(value, (str, int)) for value in values) and len(set(values)) == len(values)
    return dict(zip(values, items, strict=True)) if is_keyed else None


def _are_in_same_order(one: Iterable[Any], other: Iterable[Any]) -> bool:
    one, other = list(one), list(other)
    return [key for key in one if key in other] == [key for key in other if key in one]


def _without_nulls(value: Any) -> Any:
    """Return a value without what is null or empty in it; None if that leaves nothing."""
    if isinstance(value, Mapping):
        inner = {name: _without_nulls(item) for name, item in value.items()}
        return {name: item for name, item in inner.items() if item is not None} or None
    if isinstance(value, list):
        return [item for item in map(_without_nulls, value) if item is not None] or None
    return value


def rendered(diff: Any) -> Any:
    """Return a diff, or a list of them, with texts instead of values; what is a text already stays as it is."""
    if isinstance(diff, list):
        return [rendered(each) for each in diff]
    return {name: text_of(value) if isinstance(value, Mapping) else value for name, value in diff.items()}


def text_of(values: Mapping[str, Any]) -> str:
    """Return values as YAML, one on each line and each line of a text on its own, empty for none.

    Characters are written as they are, unless nobody could see them or a terminal would obey them.
    """
    return "".join(f"{line}\n" for line in _lines(values)) if values else ""


def _lines(value: Any) -> list[str]:
    """Return the lines of a dict or a list that is not empty."""
    if isinstance(value, Mapping):
        return [line for name, item in value.items() for line in _entry(f"{_scalar(str(name))}:", item)]
    lines = []
    for item in value:
        if isinstance(item, (Mapping, list)) and item:
            first, *others = _lines(_with_name_first(item))
            lines += [f"- {first}", *_indented(others)]
        else:
            lines += _entry("-", item)
    return lines


def _with_name_first(item: Any) -> Any:
    return {"name": item["name"], **item} if isinstance(item, Mapping) and "name" in item else item


def _entry(start: str, value: Any) -> list[str]:
    """Return the lines of a value after ``start``, which is its name with a colon, or a dash."""
    if isinstance(value, (Mapping, list)) and value:
        return [start, *_indented(_lines(value))]
    if isinstance(value, str) and "\n" in value:
        first, *others = _literal(value) if _is_literal(value) else _escaped_lines(value)
        return [f"{start} {first}", *_indented(others)]
    return [f"{start} {_scalar(value)}"]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _scalar(value: Any) -> str:
    """Return a value on one line."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (Mapping, list)):
        return "{}" if isinstance(value, Mapping) else "[]"
    text = str(value)
    if not text.isprintable():
        return f'"{_escaped(text)}"'
    return text if _is_plain(text) else "'{}'".format(text.replace("'", "''"))


def _is_plain(text: str) -> bool:
    """Return whether YAML reads a printable text as itself without quotes."""
    return (
        (text[:1].isalpha() or text[:1] in ("/", "_", "("))
        and text.lower() not in WORDS
        and not text.endswith((" ", ":"))
        and ": " not in text
        and " #" not in text
    )


def _is_literal(text: str) -> bool:
    """Return whether a text of several lines can be written as it is."""
    return bool(text.strip("\n")) and all(_is_visible(char) or char in "\t\n" for char in text)


def _is_visible(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _literal(text: str) -> list[str]:
    """Return the lines of a literal block."""
    indentation = "2" if text.lstrip("\n").startswith(" ") else ""
    is_ended = text.endswith("\n")
    chomping = "" if is_ended and not text.endswith("\n\n") else "+" if is_ended else "-"
    return [f"|{indentation}{chomping}", *(text[:-1] if is_ended else text).split("\n")]


def _escaped_lines(text: str) -> list[str]:
    """Return the lines of a double-quoted text, in which a backslash at the end of a line continues it on the next."""
    lines = [_escaped(line) for line in text.splitlines(keepends=True)]
    lines = [f"\\{line}" if line.startswith(" ") else line for line in lines]
    return "\\\n".join(lines).join('""').split("\n")


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(char) or (char if char.isprintable() else _code(ord(char))) for char in text)


def _code(number: int) -> str:
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
