# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The export of a subscription: its resources as the tree that the module environment applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Clock,
    Context,
    ReturnValue,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.clients import Clients
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import (
    COLLECTIONS,
    NOT_IN_TREE,
    TREE,
    Kind,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.placeholders import Placeholders
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.read_ahead import ReadAhead
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.snapshot import Snapshot
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import entry_of
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import client_module
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import FAILURE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_NAME
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import NOT_RETURNED, Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

MEMBERSHIP = {"hosted_services": "service_name", "affinity_groups": "affinity_group"}
"""The filters by names of resources: the list of the tree that has these, and the value that names one as the place of
another resource."""
PARALLEL = 8
"""The number of requests that are sent at once."""
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Entry:
    """A resource that was observed.

    parents: the options that name what it belongs to.
    """

    resource: Resource[Any]
    have: Any
    parents: Values

    @property
    def name(self) -> str:
        """The name, as the service spells it."""
        return str(self.have[self.resource.schema.key])

    @property
    def reference(self) -> Reference:
        """What other resources, and sentences, call it."""
        return Reference(self.resource.schema.kind, self.name, *self.parents.values())

    def to_options(self, documents: Reader) -> Values | None:
        """Return its options; see ResourceReader."""
        return self.resource.reader.to_options(documents, self.parents, self.have)

    def unsupported(self, documents: Reader) -> list[str]:
        """Return sentences of what its options do not say."""
        clauses = self.resource.reader.unsupported(documents, self.parents, self.have)
        return [f"{self.reference}: the tree does not have {clause}" for clause in clauses]

    def needed(self, documents: Reader, clock: Clock) -> list[Reference]:
        """Return the resources that it needs as its options describe it."""
        options = _without_unknown(self.to_options(documents) or {})
        want = {**self.parents, **options, "state": options.get("state", "present")}
        return self.resource.references(self.resource.options.normalize(want, clock))


def _without_unknown(value: Any) -> Any:
    """Return options without those that are NOT_RETURNED."""
    if isinstance(value, dict):
        return {name: _without_unknown(each) for name, each in value.items() if each is not NOT_RETURNED}
    return [_without_unknown(each) for each in value] if isinstance(value, list) else value


class Filters:
    """What of a subscription is exported: what lies in the named hosted services, affinity groups and locations.

    Each filter that is given has to be met; without any all is exported.
    """

    def __init__(self, params: Mapping[str, Any], group_locations: Mapping[str, str]) -> None:
        self.names = {option: [name.lower() for name in params[option]] for option in MEMBERSHIP if params[option]}
        self.locations = params["locations"] or []
        self._group_locations = group_locations

    @property
    def any(self) -> bool:
        """Whether a filter is given."""
        return bool(self.names or self.locations)

    def select(self, option: str, entry: Entry) -> bool:
        """Return whether a resource, in the list ``option`` of the tree, meets the filters by itself."""
        for filtered, names in self.names.items():
            name = entry.name if option == filtered else entry.have.get(MEMBERSHIP[filtered])
            if (name or "").lower() not in names:
                return False
        if not self.locations:
            return True
        group = (entry.have.get("affinity_group") or "").lower()
        there = entry.have.get("location") or self._group_locations.get(group)
        return any(LOCATION_NAME.matches(there, wanted) for wanted in self.locations)


class Export:
    """The export of what the filters select, and of what that needs.

    After ``run``: resources: the tree. placeholders: what to fill in. unsupported: sentences of what it does not say.

    documents: what the service returns. ahead: reads much of it at once into them.
    """

    def __init__(
        self, documents: Snapshot, params: Mapping[str, Any], context: Context, ahead: ReadAhead | None = None
    ) -> None:
        self._documents = documents
        self._ahead = ahead
        self._context = context
        self._entries = {kind.option: self._read_all(kind.resource, {}) for kind in TREE}
        locations = {entry.name.lower(): entry.have["location"] for entry in self._entries["affinity_groups"]}
        self._filters = Filters(params, locations)
        self._placeholders = Placeholders()
        self.resources: Values = {}
        self.placeholders = self._placeholders.all
        self.unsupported: list[str] = []

    def run(self) -> None:
        """Read what is selected, and describe it."""
        self._warn_of_unknown_names()
        selected, needed = self._selected()
        for kind in TREE:
            entries = [entry for entry in self._entries[kind.option] if entry.reference.key in selected]
            described = [each for entry in entries if (each := self._describe(kind, entry))]
            self.resources.update({kind.option: described} if described else {})
        for resource in NOT_IN_TREE:
            for entry in self._read_all(resource, {}):
                is_selected = entry.reference.key in needed or self._filters.select("", entry)
                if is_selected and entry.to_options(self._documents):
                    self.unsupported.append(f"the tree does not have {entry.reference}")

    def _read_all(self, resource: Resource[Any], parents: Values) -> list[Entry]:
        """Return the resources of a kind in the order of their names."""
        found = [Entry(resource, have, parents) for have in resource.reader.read_all(self._documents, parents)]
        return sorted(found, key=lambda entry: (entry.name.lower(), entry.name))

    def _warn_of_unknown_names(self) -> None:
        for kind in TREE:
            known = [entry.name.lower() for entry in self._entries[kind.option]]
            for name in self._filters.names.get(kind.option, []):
                if name not in known:
                    self._context.warn(f"there is no {kind.resource.schema.kind} {name}")

    def _selected(self) -> tuple[set[Key], set[Key]]:
        """Return the keys of those entries that are exported, and of all that these need."""
        entries = {entry.reference.key: (kind, entry) for kind in TREE for entry in self._entries[kind.option]}
        waiting = [key for key, (kind, entry) in entries.items() if self._filters.select(kind.option, entry)]
        self._read_children([entries[key] for key in waiting])
        if not self._filters.any:
            return set(entries), set()
        selected, needed = set(waiting), set()
        while waiting:
            kind, entry = entries[waiting.pop()]
            within = (child for below in kind.children for child in self._children(below, kind, entry))
            for each in (entry, *within):
                needed |= {found.key for found in each.needed(self._documents, self._context.clock)}
            new = (needed & set(entries)) - selected
            selected |= new
            waiting += new
        return selected, needed

    def _read_children(self, parents: list[tuple[Kind, Entry]]) -> None:
        """Read what is in resources, several at once."""
        if self._ahead is not None:
            trees = [
                (kind, entry_of(kind, {kind.resource.schema.key: entry.name}, {}, None)) for kind, entry in parents
            ]
            below = [entry_of(child, {}, {}, parent) for kind, parent in trees for child in kind.children]
            self._ahead.read_resources(below, looks_inside=False)

    def _children(self, kind: Kind, above: Kind, parent: Entry) -> list[Entry]:
        return self._read_all(kind.resource, {kind.parent_option: parent.name})

    def _describe(self, kind: Kind, entry: Entry) -> Values | None:
        """Return the entry of the tree for a resource, with those in it; None for one that no task makes."""
        options = entry.to_options(self._documents)
        self.unsupported += entry.unsupported(self._documents)
        if options is None:
            return None
        names = (*entry.parents.values(), entry.name)
        described = self._placeholders.fill(options, str(entry.reference), names)
        for below in kind.children:
            children = self._children(below, kind, entry)
            found = [each for child in children if (each := self._describe(below, child))]
            described.update({below.option: found} if found else {})
        return described


def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the result of the module."""
    documents, clients = Snapshot(client, COLLECTIONS), Clients(client)
    export = Export(documents, params, context, ReadAhead(documents, clients.new, PARALLEL))
    try:
        export.run()
    finally:
        clients.close()
    return {
        "changed": False,
        "resources": export.resources,
        "placeholders": export.placeholders,
        "unsupported": export.unsupported,
    }


ENVIRONMENT_INFO = client_module(
    work,
    argument_spec={name: {"type": "list", "elements": "str"} for name in (*MEMBERSHIP, "locations")},
    returns=(
        ReturnValue(
            "resources",
            "Tree of the resources, as O(classic.azure.environment#module:resources) takes it, in the order of their "
            "names. It has no empty lists, no defaults, and nothing that the service adds by itself.",
            "dict",
            sample={"affinity_groups": [{"name": "shop", "location": "West US"}]},
        ),
        ReturnValue(
            "placeholders",
            "Values that the service does not return, or that are secrets. The tree has a variable in place of each, "
            "which is needed to create the resource anew.",
            "list",
            elements="dict",
            contains=(
                ReturnValue("resource", "Resource.", sample="virtual machine web1 of hosted service classic-shop"),
                ReturnValue("option", "Option of the resource.", sample="linux.user_password"),
                ReturnValue("variable", "Name of the variable.", sample="classic_shop_web1_user_password"),
            ),
        ),
        ReturnValue(
            "unsupported",
            "Sentences that name what the tree cannot describe.",
            "list",
            elements="str",
            sample=["the tree does not have virtual network corporate"],
        ),
        *FAILURE,
    ),
)
