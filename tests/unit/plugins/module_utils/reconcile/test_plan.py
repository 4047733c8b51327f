# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: a pure function, as tables."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import plan
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Base64, Text, Trigger
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, delete, post, put
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, NameValuePairs
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.xml import write

SCHEMA = ResourceSchema(
    kind="odd thing",
    root="OddThing",
    path="services/{service_name}/things",
    fields=(
        Field("name", "Name"),
        Field("label", "Properties/Label", Base64(), default_from="name"),
        Field("size", "Properties/Size"),
        Field("colour", "Properties/Colour"),
        Field("place", "Properties/Place"),
        Field("tags", "Tags", NameValuePairs("Tag")),
        Field("kick", "Kick", Trigger(Text())),
        Field("status", "Status"),
    ),
    create=post("CreateThing", "name", "label", "size", "place", "tags"),
    changes=(
        put("UpdateThing", "label", "tags", always_sent=("label",)),
        put("ResizeThing", "size", "tags"),
        put("ReplaceThing", "label", "size", "tags"),
        Action("KickThing", "POST", "Kick", ("kick",), suffix="?comp=kick&in={service_name}"),
    ),
    remove=delete("DeleteThing"),
)
THING = Resource(SCHEMA, FieldReader(SCHEMA), FieldPlanner(SCHEMA, required_one_of=(("place", "colour"),)))
HAVE = {
    "name": "a",
    "label": "old",
    "size": "1",
    "colour": "red",
    "place": "here",
    "tags": {"x": "1", "own": "y"},
    "status": "Ready",
}


def desired(**values: Any) -> dict[str, Any]:
    return {"service_name": "s/1", "name": "a", **values}


@pytest.mark.parametrize(
    ("values", "requests", "after"),
    [
        ({}, [], {}),
        ({"label": "old", "size": "1", "tags": {"x": 1}}, [], {}),
        ({"label": "new"}, [("UpdateThing", {"label": "new"})], {"label": "new"}),
        ({"size": "2"}, [("ResizeThing", {"size": "2"})], {"size": "2"}),
        (
            {"tags": {"z": "3"}},
            [("UpdateThing", {"label": "old", "tags": {"z": "3"}})],
            {"tags": {"x": "1", "own": "y", "z": "3"}},
        ),
        (
            {"label": "new", "size": "2"},
            [("ReplaceThing", {"label": "new", "size": "2"})],
            {"label": "new", "size": "2"},
        ),
        (
            {"label": "new", "size": "2", "kick": "hard"},
            [("UpdateThing", {"label": "new"}), ("ResizeThing", {"size": "2"}), ("KickThing", {"kick": "hard"})],
            {"label": "new", "size": "2"},
        ),
        ({"kick": "hard"}, [("KickThing", {"kick": "hard"})], {}),
        ({"description": "unknown"}, [], {}),
    ],
    ids=range(9),
)
def test_planned_requests_and_result(
    values: dict[str, Any], requests: list[tuple[str, dict[str, Any]]], after: dict[str, Any]
) -> None:
    todo = plan(THING, HAVE, desired(**values), "present")
    sent = [
        (step.action.operation, {name: step.values[name] for name in step.action.fields if step.values.get(name)})
        for step in todo.steps
    ]
    assert sent == requests
    assert todo.after == {**HAVE, **after}


def test_create_uses_name_as_label() -> None:
    todo = plan(THING, None, desired(place="here", tags={"x": 1}, kick="hard"), "present")
    (step,) = todo.steps
    assert step.action is SCHEMA.create
    path, body = SCHEMA.request(step)
    assert path == "services/s%2F1/things"
    assert body is not None
    assert write(body).decode().partition(">")[2] == (
        "<Name>a</Name><Label>YQ==</Label><Place>here</Place>"
        "<Tags><Tag><Name>x</Name><Value>1</Value></Tag></Tags></CreateThing>"
    )
    assert todo.after == {"name": "a", "label": "a", "place": "here", "tags": {"x": "1"}}


def test_action_path_and_query() -> None:
    (step,) = plan(THING, HAVE, desired(kick="hard"), "present").steps
    path, body = SCHEMA.request(step)
    assert path == "services/s%2F1/things/a?comp=kick&in=s%2F1"
    assert body is not None and write(body).endswith(b"><Kick>hard</Kick></Kick>")


@pytest.mark.parametrize(
    ("have", "values", "sentence"),
    [
        (None, {}, "odd thing a does not exist, and creating it needs place or colour"),
        (HAVE, {"place": "there"}, "odd thing a has place 'here', and the service cannot change that to 'there'"),
        (HAVE, {"label": "new", "place": "there"}, "odd thing a has place 'here'"),
    ],
)
def test_impossible_plan_is_refused(have: dict[str, Any] | None, values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PreconditionError, match=sentence):
        plan(THING, have, desired(**values), "present")


def test_plan_delete() -> None:
    todo = plan(THING, HAVE, desired(), "absent")
    assert ([step.action for step in todo.steps], todo.after) == ([SCHEMA.remove], None)
    assert plan(THING, None, desired(), "absent").steps == []


def test_read_only_resource_is_refused() -> None:
    schema = ResourceSchema(kind="fact", root="Fact", path="facts", fields=(Field("name", "Name"),))
    fixed = Resource(schema, FieldReader(schema), FieldPlanner(schema))
    with pytest.raises(PreconditionError, match="a fact cannot be created"):
        plan(fixed, None, {"name": "a"}, "present")
    with pytest.raises(PreconditionError, match="a fact cannot be deleted"):
        plan(fixed, {"name": "a"}, {"name": "a"}, "absent")
