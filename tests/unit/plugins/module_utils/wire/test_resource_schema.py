# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of a resource: what follows from its declaration."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import MalformedResponseError
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Integer,
    Internal,
    Trigger,
    WriteOnly,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, post, put
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

OWN_BODY = Struct(Field("size", "ResizedSize", Integer()))
RESIZE = Action("ResizeThing", "PUT", "Thing", OWN_BODY)
UPDATE = put("UpdateThing", "label", "mode", "kick")
SCHEMA = ResourceSchema(
    kind="odd entry",
    root="Entry",
    path="{shelf}/entries",
    fields=(
        Field("name", "Name"),
        Field("label", "Properties/Label"),
        Field("size", "Properties/Size", Integer()),
        Field("status", "Status"),
        Field("mode", "Mode", WriteOnly(Field("", "").codec)),
        Field("kick", "Kick", Trigger(Field("", "").codec)),
        Field("secret", "Secret", Internal(Field("", "").codec)),
    ),
    create=post("CreateThing", "name", "label"),
    changes=(UPDATE, RESIZE),
)


def test_names_follow_from_the_kind() -> None:
    assert (SCHEMA.name, SCHEMA.plural, SCHEMA.plural_root) == ("odd_entry", "odd_entrys", "Entries")


@pytest.mark.parametrize(
    ("path", "key", "values", "title"),
    [
        ("images", "name", {"name": "a"}, "odd entry a"),
        ("{service_name}/x", "name", {"service_name": "shop", "name": "a"}, "odd entry a of hosted service shop"),
        (
            "{service_name}/{deployment_name}/{role_name}/disks",
            "lun",
            {"service_name": "shop", "deployment_name": "v1", "role_name": "web", "lun": 0},
            "odd entry 0 of virtual machine web of deployment v1 of hosted service shop",
        ),
        (
            "{service_name}/{deployment_name}/x",
            "name",
            {"service_name": "shop", "deployment_name": None, "name": "a"},
            "odd entry a of hosted service shop",
        ),
        ("services", "service_name", {"service_name": "shop"}, "odd entry of hosted service shop"),
    ],
)
def test_title_names_parents(path: str, key: str, values: dict[str, Any], title: str) -> None:
    fields = (Field("name", "Name"), Field("lun", "Lun"), Field("service_name", "ServiceName"))
    assert ResourceSchema(kind="odd entry", root="A", path=path, fields=fields, key=key).title(values) == title


def test_arguments_are_what_actions_send() -> None:
    assert [field.name for field in SCHEMA.argument_fields] == ["name", "label", "size", "mode", "kick"]
    assert SCHEMA.diff_fields == SCHEMA.argument_fields


def test_arguments_and_diff_can_be_declared() -> None:
    declared = ResourceSchema(
        kind="a", root="A", path="a", fields=SCHEMA.fields, arguments=("size",), diff=("status", "name"), list_root="As"
    )
    assert [field.name for field in declared.argument_fields] == ["name", "size"]
    assert [field.name for field in declared.diff_fields] == ["status", "name"]


def test_returned_fields_exclude_write_only_fields() -> None:
    assert [field.name for field in SCHEMA.returned] == ["name", "label", "size", "status"]


def test_action_has_one_source_of_its_fields() -> None:
    assert RESIZE.fields == ("size",) and UPDATE.fields == ("label", "mode", "kick")
    assert SCHEMA.body(RESIZE) is OWN_BODY


def test_action_with_custom_body() -> None:
    path, body = SCHEMA.request(Step(RESIZE, {"shelf": "s", "name": "a b", "size": 5}))
    assert path == "s/entries/a%20b"
    assert body is not None and xml.write(body).endswith(b"><ResizedSize>5</ResizedSize></Thing>")


def test_step_document_is_sent_unchanged() -> None:
    document = xml.create("Anything")
    path, body = SCHEMA.request(Step(UPDATE, {"shelf": "s", "name": "a"}, document))
    assert (path, body) == ("s/entries/a", document)


def test_error_does_not_quote_unreadable_value() -> None:
    text = f'<Entry xmlns="{xml.NAMESPACE}"><Properties><Size>canary</Size></Properties></Entry>'
    with pytest.raises(MalformedResponseError, match="the endpoint returned a odd entry that cannot be read: size"):
        SCHEMA.values(xml.parse(text.encode()))
