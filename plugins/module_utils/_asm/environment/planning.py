# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of an environment: what each of its resources needs, in which order, and everything that would be refused.

Each resource is planned as its module does it in check mode, on a snapshot in which the resources before it are
foreseen as they will be.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import Kind
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.snapshot import PlanningClient, Snapshot
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import Entry, entry_of, option_faults
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    EndpointUnreachableError,
    ForbiddenError,
    MalformedResponseError,
    MissingReferenceError,
    PreconditionError,
    ProvisioningError,
    ThrottledError,
    TLSError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import argument_errors
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.quotas import (
    additional_usage,
    exceeded_quotas,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Outlook, Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import did_you_mean
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

MISSING = "there is no "
"""How the sentences of check mode about what is missing begin."""
NO_FAULTS = (EndpointUnreachableError, TLSError, MalformedResponseError, ForbiddenError, ThrottledError)
"""Failures that say nothing of a resource: the service cannot be asked."""


@dataclass(eq=False)
class Planned:
    """A resource with its plan.

    reconciler: the task of its module, in check mode on the snapshot. needs: what has to be done before.
    contents: what has to be deleted before this, or with it, where it is to be deleted.
    outlook: what the task would do; None where it would fail, or where nobody can tell yet.
    is_unsettled: whether it, or what it becomes a part of, is just being changed, so that only later can be told what
        is left to do. unforeseen: the requests that were left then.
    """

    entry: Entry
    reconciler: Reconciler[Any]
    needs: list[Planned] = field(default_factory=list)
    contents: list[Reference] = field(default_factory=list)
    outlook: Outlook[Any] | None = None
    is_unsettled: bool = False
    unforeseen: list[str] = field(default_factory=list)

    @property
    def reference(self) -> Reference:
        """The name of the resource."""
        want, kind = self.reconciler.want, self.entry.kind
        return Reference(
            kind.resource.schema.kind, str(want[kind.resource.schema.key]), want.get(kind.parent_option) or ""
        )

    @property
    def own_address(self) -> str:
        """The address of the resource, or of the one that it belongs to."""
        want, parent = self.reconciler.want, self.entry.parent
        if parent:
            return parent.kind.resource.schema.address(parent.params)
        return self.entry.kind.resource.schema.address(want)

    @property
    def requests(self) -> list[str]:
        """The names of the requests that it takes, in order."""
        return self.outlook.requests if self.outlook else self.unforeseen

    @property
    def action(self) -> str:
        """What is done with it: create, change, delete or none."""
        if not self.requests:
            return "none"
        if self.outlook is None:
            return "change"
        if self.reconciler.state == "absent":
            return "delete"
        return "change" if self.entry.kind.resource.reader.exists(self.outlook.have) else "create"

    @property
    def is_pending(self) -> bool:
        """Whether it is still becoming what it is to be, as after an earlier run that was killed."""
        resource, have = self.entry.kind.resource, self.outlook and self.outlook.have
        if self.is_unsettled:
            return True
        if self.reconciler.state == "absent" or not resource.reader.exists(have):
            return False
        try:
            return resource.readiness.pending_reason(have, self.reconciler.want) is not None
        except ProvisioningError:
            return True


@dataclass(frozen=True)
class Fault:
    """Why a resource cannot be what the tree says. title: the resource, or what the fault is about."""

    title: str
    error: AzureError


@dataclass
class EnvironmentPlan:
    """What is to be done, in an order in which it could be done one by one.

    unmanaged: what lies in the hosted services of the tree, and is not in it, as far as that was asked for.
    """

    planned: list[Planned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unmanaged: list[Reference] = field(default_factory=list)


class EnvironmentPlanner:
    """Makes the plan of one environment.

    client, context: those of the task. unmanaged: whether to ``keep``, ``report`` or ``delete`` what is not in the
    tree.
    """

    def __init__(self, client: Client, snapshot: Snapshot, context: Context, unmanaged: str) -> None:
        self._client = client
        self._snapshot = snapshot
        self._is_check = context.check_mode
        self._context = replace(context, check_mode=True, diff=True, warn=lambda sentence: None)
        self._unmanaged = unmanaged
        self._plan = EnvironmentPlan()
        self._declared: dict[str, Reference] = {}
        self._usage: Counter[str] = Counter()

    def plan_presence(self, entries: list[Entry]) -> EnvironmentPlan:
        """Return the plan that makes the entries of a tree exist."""
        planned = self._without_duplicates(list(self._constructed(entries)))
        deletions = self._deletions(entries, {each.reference.key for each in planned})
        for each in deletions:
            self._foresee(each)
        _link(planned)
        for each in planned:
            each.needs += [other for other in deletions if other.entry.parent is each.entry.parent]
        for each in self._ordered(planned):
            self._foresee(each)
        self._check_quotas()
        return self._plan

    def plan_absence(self, entries: list[Entry], kinds: tuple[Kind, ...]) -> EnvironmentPlan:
        """Return the plan that deletes the entries of a tree: those that belong to another one with that."""
        children: dict[int, list[Reference]] = defaultdict(list)
        for entry in entries:
            if entry.parent:
                children[id(entry.parent)].append(entry.reference)
        outer = [entry for entry in entries if not entry.parent]
        deleted = []
        for kind in reversed(kinds):
            of_kind = [self._deletion(entry, children[id(entry)]) for entry in outer if entry.kind is kind]
            deleted += [each for each in of_kind if each]
        deleted = self._without_duplicates(deleted)
        earlier: list[Planned] = []
        for each in deleted:
            inside = {reference.key for reference in each.contents}
            named = [other for other in earlier if other.reference.key in inside]
            if not each.entry.kind.deletes_contents:  # which needs nothing: what is in it is deleted with it
                each.needs = named if len(named) == len(inside) else list(earlier)
            earlier.append(each)
        for each in deleted:
            self._foresee(each)
        return self._plan

    def _constructed(self, entries: list[Entry]) -> Iterator[Planned]:
        for entry in entries:
            rules = list(option_faults(entry))
            for rule in rules:
                self._add_fault(str(entry.reference), PreconditionError(rule))
            self._declared[str(entry.reference).lower()] = entry.reference
            constructed = None if rules else self._construct(entry)
            if constructed:
                self._declared[str(constructed.reference).lower()] = constructed.reference
                yield constructed

    def _construct(self, entry: Entry) -> Planned | None:
        client = PlanningClient(self._client, self._snapshot)
        try:
            return Planned(entry, entry.kind.reconciler(entry.kind.resource, client, entry.params, self._context))
        except NO_FAULTS:
            raise
        except AzureError as error:
            self._add_fault(str(entry.reference), error)
            return None

    def _deletion(self, entry: Entry, children: list[Reference]) -> Planned | None:
        """Return the deletion of an entry with all that is in it, unless something in it is not in the tree."""
        kind, params = entry.kind, {**entry.params, "state": "absent"}
        reader = kind.resource.reader
        may_delete_all = self._unmanaged == "delete" or (kind.deletes_contents and params[kind.deletes_contents])
        if kind.deletes_contents:
            params[kind.deletes_contents] = True
        deletion = self._construct(Entry(kind, params))
        have = reader.read(self._snapshot, params) if deletion else None
        if deletion is None or not reader.exists(have):
            return deletion
        deletion.contents = reader.contents(self._snapshot, have)
        declared = {reference.key for reference in children}
        unmanaged = [each for each in deletion.contents if each.key not in declared] if kind.deletes_contents else []
        self._plan.unmanaged += unmanaged
        if unmanaged and not may_delete_all:
            names = ", ".join(f"{each.kind} {each.name}" for each in unmanaged)
            self._add_fault(
                str(entry.reference),
                PreconditionError(f"it contains {names}, which resources does not name: they would be deleted with it"),
            )
        return deletion

    def _deletions(self, entries: list[Entry], declared: set[tuple[str, str, str]]) -> list[Planned]:
        """Return the deletions of what lies in resources of the tree and is not in it, if that is wanted."""
        found = []
        for entry in entries if self._unmanaged != "keep" else ():
            kinds = {kind.resource.schema.kind: kind for kind in entry.kind.children}
            have = entry.kind.resource.reader.read(self._snapshot, entry.params) if kinds else None
            if have is None:
                continue
            contents = entry.kind.resource.reader.contents(self._snapshot, have)
            unmanaged = [each for each in contents if each.key not in declared]
            self._plan.unmanaged += unmanaged
            for each in unmanaged if self._unmanaged == "delete" else ():
                kind = kinds[each.kind]
                names = {kind.resource.schema.key: each.name, "state": "absent"}
                common = {name: entry.params[name] for name in ("wait", "wait_timeout")}
                deletion = self._construct(entry_of(kind, {**names, **kind.deletion}, common, entry))
                found += [deletion] if deletion else []
        return found

    def _ordered(self, planned: list[Planned]) -> Iterator[Planned]:
        """Yield what is planned so that each comes after what it needs, and otherwise in the order of the tree."""
        numbers = {id(each): number for number, each in enumerate(planned)}
        sorter: TopologicalSorter[int] = TopologicalSorter()
        for number, each in enumerate(planned):
            sorter.add(number, *(numbers[id(need)] for need in each.needs if id(need) in numbers))
        with suppress(CycleError):  # what is not in a circle is planned all the same
            sorter.prepare()
        ready, left = list(sorter.get_ready()), set(numbers.values())
        heapq.heapify(ready)
        while ready:
            number = heapq.heappop(ready)
            left.remove(number)
            yield planned[number]
            sorter.done(number)
            for other in sorter.get_ready():
                heapq.heappush(ready, other)
        if left:
            names = " and ".join(str(planned[number].reference) for number in sorted(left))
            self._add_fault(names, PreconditionError("they need each other"))

    def _foresee(self, planned: Planned) -> None:
        """Plan a resource, and foresee in the snapshot what becomes of it."""
        self._plan.planned.append(planned)
        reconciler, reader = planned.reconciler, planned.entry.kind.resource.reader
        errors: list[AzureError] = list(argument_errors(reconciler.schema, reconciler.want))
        try:
            planned.outlook = None if errors else reconciler.look()
        except PreconditionError as error:
            planned.is_unsettled = not self._is_check and reconciler.is_changing()
            errors = [] if planned.is_unsettled else [error]
        except NO_FAULTS:
            raise
        except AzureError as error:
            errors = [error]
        for each in errors:
            self._add_fault(str(planned.reference), each)
        missing = [each for each in reconciler.missing_references if not self._is_declared(each)]
        if missing:
            self._add_fault(str(planned.reference), MissingReferenceError("; ".join(map(self._with_hint, missing))))
        outlook = planned.outlook
        if outlook is None and reconciler.state == "absent":  # so that nothing else seems to be in the way of others
            reader.foresee(self._snapshot, reconciler.want, None, [])
        if outlook and outlook.plan.steps:
            after = outlook.plan.after
            self._usage.update(additional_usage(reader, reconciler.client, outlook.have, after))
            reader.foresee(self._snapshot, reconciler.want, after, outlook.plan.steps)

    def _is_declared(self, sentence: str) -> bool:
        return sentence.lower().removeprefix(MISSING) in self._declared

    def _with_hint(self, sentence: str) -> str:
        """Return a sentence about what is missing, with names in the tree that are like it."""
        missing = sentence.removeprefix(MISSING)
        named = [each for each in self._declared.values() if missing.startswith(f"{each.kind} ")]
        hint = did_you_mean(missing.rpartition(" ")[2], {each.name for each in named if not each.service_name})
        return f"{sentence}: {hint}" if hint else sentence

    def _without_duplicates(self, planned: list[Planned]) -> list[Planned]:
        """Return the first of each name, and add a fault for those that are there more than once."""
        counts = Counter(each.reference.key for each in planned)
        for key, count in counts.items():
            if count > 1:
                reference = next(each.reference for each in planned if each.reference.key == key)
                self._add_fault(str(reference), PreconditionError(f"resources has it {count} times"))
        first = {each.reference.key: each for each in reversed(planned)}
        return [each for each in planned if first[each.reference.key] is each]

    def _check_quotas(self) -> None:
        for sentence in exceeded_quotas(self._snapshot, self._usage):
            self._add_fault("subscription", PreconditionError(sentence))

    def _add_fault(self, title: str, error: AzureError) -> None:
        self._plan.faults.append(Fault(title, error))


def _link(planned: list[Planned]) -> None:
    """Find out what each resource needs of the others, by what it refers to."""
    by_key: dict[tuple[str, str, str], Planned] = {}
    by_kind: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    for each in planned:
        own = each.reference
        by_key[own.key] = each
        by_kind[own.kind, own.service_name.lower()].append(each)
    for each in planned:
        for reference in each.entry.kind.resource.references(each.reconciler.want):
            if reference.name:
                found = [by_key[reference.key]] if reference.key in by_key else []
            else:  # any of the kind
                found = by_kind[reference.kind, reference.service_name.lower()]
            each.needs += [other for other in found if other is not each and other not in each.needs]
