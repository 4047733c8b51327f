# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a resource: one, all of them, and what only lists of the service tell."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Documents
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    NOT_RETURNED,
    Boolean,
    Reader,
    is_unset,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Observed = TypeVar("Observed")

AVAILABILITY_SCHEMA = Struct(Field("available", "Result", Boolean()), Field("reason", "Reason"))


class ResourceReader(ABC, Generic[Observed]):
    """How the state of a resource is read from the service, and how results show it.

    ``Observed`` is the type of that state: a dict of the fields for a regular resource. It may hold more than the
    resource, and also where the resource does not exist, as when what it would become a part of is there.
    So whether there is a state says nothing: ``exists`` does.
    """

    @abstractmethod
    def read(self, client: Reader, want: Values) -> Observed | None:
        """Return what the service holds of the resource that ``want`` names; None if there is nothing."""

    @abstractmethod
    def read_all(self, client: Reader, want: Values) -> list[Observed]:
        """Return all resources below the parents that ``want`` names, in the service's order."""

    def exists(self, have: Observed | None) -> bool:
        """Return whether the resource exists in a state that was read or predicted."""
        return have is not None

    @abstractmethod
    def display(self, have: Observed) -> Values:
        """Return a state in which the resource exists as results show it: a value for each returned field."""

    def resolve_references(self, client: Reader, want: Values) -> Values:
        """Return ``want`` with what only lists of the service tell filled in; called once, before a creation.

        Raises InvalidOptionError, and MissingReferenceError for what another task may create.
        """
        return want

    def availability_request(self, want: Values) -> tuple[str, str, str] | None:
        """Return the arguments of ``Reader.get`` for what tells whether the name is available; None: nothing does."""
        return None

    def name_conflict(self, client: Reader, want: Values) -> str | None:
        """Return why the name is not available, in the service's words; None if it is, or if nothing tells."""
        return None

    def missing_references(self, client: Reader, have: Observed | None, want: Values) -> list[str]:
        """Return what ``want`` refers to by name and the service does not have, as "hosted service shop".

        Only what a module of the collection can create; where anything else is missing, that is a blocker. Asked in
        check mode, before a creation or an update, and to explain a refusal. Raises nothing for what is missing.
        """
        return []

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        """Return why the service would refuse the creation, None if nothing is known that speaks against it.

        A part of a sentence that names what is in the way: "deployment v1 is in the production slot". Asked in check
        mode, so that the usual run costs no more requests, and to explain a refusal. What ``missing_references`` tells
        is no reason.
        """
        return None

    def update_blocker(self, client: Reader, have: Observed, want: Values) -> str | None:
        """Return why the service would refuse the planned update; see ``creation_blocker``."""
        return None

    def deletion_blocker(self, client: Reader, have: Observed, want: Values) -> str | None:
        """Return why the service would refuse the deletion of what was observed; see ``creation_blocker``."""
        within = ", ".join(map(str, self.contents(client, have)))
        return f"it contains {within}" if within else None

    def contents(self, client: Reader, have: Observed) -> list[Reference]:
        """Return what has to be deleted before, or with, a resource that was observed."""
        return []

    def quota_usage(self, client: Reader, have: Observed) -> dict[str, int]:
        """Return how much a resource that was observed or predicted takes of the quotas of the subscription.

        The names are those of ``QUOTAS``.
        """
        return {}

    def foresee(self, documents: Documents, want: Values, after: Observed | None, steps: Sequence[Step]) -> None:
        """Put into ``documents`` what the service will return of the resource when ``steps`` have been taken.

        after: the predicted state; None: the resource is deleted.
        """

    def to_options(self, client: Reader, parents: Values, have: Observed) -> Values | None:
        """Return the options that describe an observed resource: with them the module would change nothing, or make
        the same where it does not exist.

        They are in the order in which the module documents them, without parents, without what is empty or the default,
        and without what the service adds by itself. NOT_RETURNED stands for secrets, and for what the
        service does not return and a creation needs. None: no task makes it, as an image of a publisher.

        parents: the options that name what it belongs to. client: for documents that are read for all resources.
        """
        return None

    def unsupported(self, client: Reader, parents: Values, have: Observed) -> list[str]:
        """Return what of an observed resource ``to_options`` does not say, each as a clause: "its custom domain
        shop.example", also where that returns None."""
        return []


class ReadOnce:
    """Reads each document once, for questions about one moment, several of which may need the same documents."""

    def __init__(self, client: Reader) -> None:
        self._client = client
        self._found: dict[str, Element | None] = {}

    def get(self, path: str, operation: str, root: str) -> Element | None:
        """Return what the client returns."""
        if path not in self._found:
            self._found[path] = self._client.get(path, operation, root)
        return self._found[path]


class FieldReader(ResourceReader[Values]):
    """Reader of a regular resource, the state of which is a dict of its fields.

    availability: the address, below the subscription, that tells whether a name is available
        (docs/protocol/subscription.md#name-availability); empty if there is none.
    first: the options that the module documents behind the key and before the others, which have the schema's order.
    """

    first: ClassVar[tuple[str, ...]] = ("label", "description", "location", "affinity_group")

    def __init__(self, schema: ResourceSchema, availability: str = "") -> None:
        self.schema = schema
        self.availability = availability

    def read(self, client: Reader, want: Values) -> Values | None:
        response = client.get(self.schema.address(want), f"Get{self.schema.root}", self.schema.root)
        return None if response is None else self.schema.values(response)

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        root = self.schema.plural_root
        response = client.get(self.schema.collection(want), f"List{root}", root)
        return [] if response is None else [self.schema.values(item) for item in response]

    def display(self, have: Values) -> Values:
        return self.schema.display(have)

    def foresee(self, documents: Documents, want: Values, after: Values | None, steps: Sequence[Step]) -> None:
        if after is None:
            documents.remove(self.schema.address(want))
        else:
            documents.put(self.schema.address({**want, **after}), self.schema.document(after))

    def availability_request(self, want: Values) -> tuple[str, str, str] | None:
        if not self.availability:
            return None
        name = quote(str(want[self.schema.key]), safe="")
        return f"{self.availability}/{name}", f"Check{self.schema.root}Name", "AvailabilityResponse"

    def name_conflict(self, client: Reader, want: Values) -> str | None:
        request = self.availability_request(want)
        response = client.get(*request) if request else None
        verdict = None if response is None else AVAILABILITY_SCHEMA.read(response)
        return None if not verdict or verdict["available"] else verdict["reason"] or "the name is not available"

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        names = [field.name for field in self.schema.argument_fields]
        order = (self.schema.key, *(name for name in self.first if name in names), *names)
        found = {name: self._to_option(self.schema.field[name], have) for name in order}
        return {name: value for name, value in found.items() if not is_unset(value)}

    def _to_option(self, field: Field, have: Values) -> Any:
        """Return the value of one option, None if it is the default or not valid as an option."""
        value = field.codec.to_option(have.get(field.name))
        if field.default_from and value == have.get(field.default_from):
            return None
        return None if is_unset(value) or self._broken_rule(field, value) else value

    def _broken_rule(self, field: Field, value: Any) -> str | None:
        return None if value is NOT_RETURNED else field.codec.validate(value)

    def unsupported(self, client: Reader, parents: Values, have: Values) -> list[str]:
        """Return the values that the option would not take."""
        found = []
        for field in self.schema.argument_fields:
            value = field.codec.to_option(have.get(field.name))
            rule = None if is_unset(value) else self._broken_rule(field, value)
            found += [f"its {field.name}, of which {rule}"] if rule else []
        return found
