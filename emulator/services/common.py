# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all services share: resources rendered as their schema has them, routes, and checks of bodies and quotas."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.context import OLDEST_VERSION, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.errors import bad_request, not_found
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import NIL, Nillable
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    ListOf,
    NameValuePairs,
    Struct,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Values = dict[str, Any]

SIZES = ("web_worker_role_sizes", "virtual_machine_role_sizes")

# Version 2013-03-01 did not tell what a region is able to do; since when versions do is a guess:
# docs/protocol/subscription.md#location-capabilities.
CAPABILITIES = "2014-01-01"


def render(resource: ResourceSchema, values: Values, without: Collection[str] = ()) -> Element:
    """The document of a single resource."""
    root = xml.create(resource.root)
    fill(root, tuple(field for field in resource.fields if field.name not in without), values)
    return root


def render_all(resource: ResourceSchema, items: Iterable[Values], without: Collection[str] = ()) -> Element:
    """The document of a list of resources."""
    fields = tuple(field for field in resource.fields if field.name not in without)
    root = xml.create(resource.plural_root)
    for values in items:
        fill(xml.add(root, resource.root), fields, values)
    return root


def fill(element: Element, fields: tuple[Field, ...], values: Values) -> None:
    """Write values into an element, and nil where the service writes nil."""
    Struct(*fields).write(element, _with_nils(fields, values))


def _with_nils(fields: tuple[Field, ...], values: Values) -> Values:
    filled = dict(values)
    for field in fields:
        value, codec = values.get(field.name), field.codec
        if value is None and isinstance(codec, Nillable):
            filled[field.name] = NIL
        elif value and isinstance(codec, ListOf) and isinstance(codec.of, Struct):
            filled[field.name] = [_with_nils(codec.of.fields, item) for item in value]
    return filled


def route(
    resource: ResourceSchema,
    action: Action,
    handler: Any,
    since: str = OLDEST_VERSION,
    spans: Mapping[str, tuple[str, str]] | None = None,
) -> Route:
    """The route of an action that the resource declares."""
    suffix, dummy, query = action.suffix.partition("?")
    path = action.path or (resource.path if action is resource.create else f"{resource.path}/{{{resource.key}}}")
    asked = tuple(part.partition("=")[::2] for part in query.split("&") if part)
    body = resource.body(action) if action.root else None
    return Route(
        action.operation,
        action.verb,
        (path + suffix).removesuffix("/"),
        handler,
        asked,
        action.root,
        body,
        since,
        spans or {},
    )


def unknown_capabilities(context: RequestContext) -> tuple[str, ...]:
    """The fields that the request's version does not know yet, of what says what a region offers."""
    return () if context.version >= CAPABILITIES else (*SIZES, "storage_account_types")


def pairs(resource: ResourceSchema) -> NameValuePairs:
    """How the resource spells its extended properties, and what their rules are."""
    codec = resource.field["extended_properties"].codec
    assert isinstance(codec, NameValuePairs)
    return codec


def check(context: RequestContext, body: Struct, required: Collection[str] = ()) -> None:
    """Raise ErrorResponse if a body lacks something or breaks a rule; the service's sentence for that is not known."""
    for field in body.fields:
        value, codec = context.values.get(field.name), field.codec
        if value in (None, "") and field.name in required:
            raise bad_request(reason=f"{field.tag} is missing")
        if value is not None and isinstance(codec, NameValuePairs):
            _check_pairs(context, field, codec)
        elif value is not None and codec.validate(value):
            raise bad_request(reason=f"{field.tag}: {codec.validate(value)}")


def _check_pairs(context: RequestContext, field: Field, codec: NameValuePairs) -> None:
    """Duplicates are refused (docs/protocol/cloud_services.md#extended-properties). The reason names no pair, since
    they may be secret."""
    arguments = None if context.arguments is None else xml.find(context.arguments, field.tag)
    value = context.values[field.name]
    if arguments is not None and len(arguments) != len(value):
        raise bad_request(reason=f"{field.tag}: a name is there twice")
    if None in value or any(codec.of.validate({"name": name, "value": text or ""}) for name, text in value.items()):
        raise bad_request(reason=f"{field.tag}: a name or value breaks the rules")
    if len(value) > codec.limit:
        raise bad_request(reason=f"{field.tag}: there are {len(value)}, and {codec.limit} is the limit")


def place(context: RequestContext) -> Values:
    """Where something is to be: the affinity group and location that the body names, of which it must name one."""
    name, location = context.values.get("affinity_group"), context.values.get("location")
    if bool(name) == bool(location):
        raise bad_request(reason="there must be one of Location and AffinityGroup")
    if name:
        group = context.get("affinity_group", name)
        if group is None:
            raise not_found("The affinity group does not exist.")
        return {"affinity_group": group["name"], "location": None, "region": group["location"]}
    region = locations.region(location or "")
    if region is None or not region.open:
        raise bad_request("The location constraint is not valid")
    return {"affinity_group": None, "location": region.name, "region": region.name}


def check_quota(context: RequestContext, kind: str, limit: str, word: str) -> None:
    """Raise ErrorResponse if one more of a kind is beyond the subscription's quota."""
    check_limit(context, limit, word, context.store.count(context.subscription, kind), 1)


def check_limit(context: RequestContext, limit: str, word: str, have: int, more: int) -> None:
    """Refuse ``more`` of something that the subscription has ``have`` of beyond its quota
    (docs/protocol/errors.md#quota-exceeded)."""
    most = (context.get("subscription", context.subscription) or {})[limit]
    if more > 0 and have + more > most:
        text = f"resource type '{word} count' was exceeded. The limit for resource type '{word} count' is {most}"
        raise bad_request(
            f"The subscription policy limit for {text} per subscription, the current count is {have}, "
            f"and the requested increment is {more}."
        )


def availability(reason: str | None) -> Element:
    """The document that says whether a name is available: not for a ``reason``
    (docs/protocol/subscription.md#name-availability)."""
    root = xml.create("AvailabilityResponse")
    xml.add(root, "Result", "false" if reason else "true")
    response = xml.add(root, "Reason", reason)
    if reason is None:
        response.set(xml.NIL, "true")
    return root
