# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reconciling: from the observed state to the wanted one. The only place that knows check mode, diff and changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    AzureError,
    ConflictError,
    InvalidOptionError,
    LockedError,
    MissingReferenceError,
    NotFoundError,
    PreconditionError,
    ServiceError,
    ThrottledError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import Plan, check_arguments, plan
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import backoff
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import ListedName, Trigger
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values

Observed = TypeVar("Observed")

TRIES = 4


class Reconciler(Generic[Observed]):
    """One task on one resource: reads it, plans, and carries the plan out unless in check mode.

    ``params`` are the parameters of the module, validated by its argument spec.
    """

    def __init__(
        self, resource: Resource[Observed], client: Client, params: Mapping[str, Any], context: Context
    ) -> None:
        self.resource = resource
        self.schema = resource.schema
        self.client = client
        self.context = context
        self.want = resource.options.normalize(dict(params), context.clock)
        self.state: str = params.get("state", "present")
        self.wait: bool = params.get("wait", True)
        self.sent: list[str] = []
        self.missing_references: list[str] = []

    def run(self) -> dict[str, Any]:
        """Return the result of the task. Raises AzureError where it fails."""
        check_arguments(self.schema, self.want)
        have = self._read()
        todo = self._plan(have)
        if todo.steps and not self._exists(have):
            self._resolve_references(ask_for_all=self.context.check_mode)
            todo = self._plan(have)
        elif todo.steps and self.wait and not self.context.check_mode:
            have = self._wait_until_changeable(have)
            todo = self._plan(have)
        if todo.steps and self._exists(have) and self.state != "absent":
            todo = self._with_listed_names(have, todo)
        if self.context.check_mode and todo.steps:
            self._ask_for_blockers(have)
        if self.context.check_mode:
            requests = [*self._prepare(todo.steps), *(step.action.operation for step in todo.steps)]
            return self._result(have, todo, todo.after, requests)
        after = self._apply(have, todo)
        return self._result(have, todo, after, self.sent)

    @property
    def _subject(self) -> str:
        """The resource, as messages name it."""
        return f"{self.schema.kind} {self.want[self.schema.key]}"

    def _read(self) -> Observed | None:
        return self.resource.reader.read(self.client, self.want)

    def _exists(self, have: Observed | None) -> bool:
        return self.resource.reader.exists(have)

    def _plan(self, have: Observed | None) -> Plan[Observed]:
        try:
            return plan(self.resource, have, self.want, self.state)
        except MissingReferenceError as missing:
            self._assume_reference(missing)
            return Plan(missing.steps, None)

    def _assume_reference(self, missing: MissingReferenceError) -> None:
        """Go on in check mode as if another task had created what is missing (docs/decisions/0023)."""
        if not self.context.check_mode:
            raise missing
        for sentence in missing.sentences:
            self._warn_of_missing(sentence)
        self.want = self.want if missing.want is None else missing.want

    def _warn_of_missing(self, sentence: str) -> None:
        if sentence not in self.missing_references:
            self.missing_references.append(sentence)
            self.context.warn_of_missing(f"{self._subject}: {sentence}")

    def _resolve_references(self, ask_for_all: bool) -> None:
        """Fill in, before a creation, what only the service's lists tell.

        A name that is spelt as the service would not spell it has to be translated. Any other one is checked by the
        creation itself; with ``ask_for_all``, which is check mode, by asking for the list.
        """
        try:
            self.want = self.resource.reader.resolve_references(self.client, self.want)
        except MissingReferenceError as missing:
            self._assume_reference(missing)
        for field in self.schema.argument_fields:
            value = self.want.get(field.name)
            if isinstance(field.codec, ListedName) and value and (ask_for_all or field.codec.is_alias(value)):
                self.want[field.name] = self._listed_name(field.name, field.codec)
        reason = self.resource.reader.name_conflict(self.client, self.want) if ask_for_all else None
        if reason:
            raise PreconditionError(f"{self._subject} cannot be created: {reason}")

    def _with_listed_names(self, have: Observed | None, todo: Plan[Observed]) -> Plan[Observed]:
        """Return the plan of an update with the names that it sends as the service's lists have them."""
        sent = {
            field.name: field.codec
            for field in self.schema.argument_fields
            if isinstance(field.codec, ListedName) and any(step.values.get(field.name) for step in todo.steps)
        }
        sent = {
            name: codec
            for name, codec in sent.items()
            if self.want.get(name) and (self.context.check_mode or codec.is_alias(self.want[name]))
        }
        self.want = {**self.want, **{name: self._listed_name(name, codec) for name, codec in sent.items()}}
        return self._plan(have) if sent else todo

    def _ask_for_blockers(self, have: Observed | None) -> None:
        """Raise PreconditionError where the real run would be refused, and warn of what is missing."""
        if self.state != "absent":
            for missing in self.resource.reader.missing_references(self.client, have, self.want):
                self._warn_of_missing(f"there is no {missing}")
        reason = None if self.context.is_left_to_role("blockers") else self._blocker(have)
        if reason:
            verb = "created" if not self._exists(have) else "deleted" if self.state == "absent" else "changed"
            raise PreconditionError(f"{self._subject} cannot be {verb}: {reason}")

    def _blocker(self, have: Observed | None) -> str | None:
        """Return why the service would refuse what is planned, None if nothing is known."""
        reader = self.resource.reader
        if have is None or not reader.exists(have):
            return reader.creation_blocker(self.client, self.want)
        if self.state == "absent":
            return reader.deletion_blocker(self.client, have, self.want)
        return reader.update_blocker(self.client, have, self.want)

    def _listed_name(self, option: str, codec: ListedName) -> str:
        """Return the name in the service's list that the option means. Raises InvalidOptionError if there is none."""
        name, hint = codec.choose(self.want[option], codec.names(self.client))
        if name is None:
            raise InvalidOptionError(
                option, self.want[option], f"the service has no such {option.replace('_', ' ')}: {hint}"
            )
        return name

    def _apply(self, have: Observed | None, todo: Plan[Observed]) -> Observed | None:
        """Carry out the plan and return the state after it; plan again after a lost response, a lock or a conflict.

        The request that got no response may have been carried out, and so may one that conflicts with what an
        earlier run had begun. Only the state tells, so what is left to do is planned from it.
        """
        if not todo.steps:
            return None if self.state == "absent" else self._wait_until_ready(have)
        self.sent += self._prepare(todo.steps)
        tries, seen, left, lock_pauses = 0, have, list(todo.steps), backoff(shortest=1)
        for pause in backoff(shortest=1, growth=2):
            try:
                while left:
                    self._send(left[0], wait=self.wait or len(left) > 1)
                    self.sent.append(left.pop(0).action.operation)
                break
            except (AmbiguousWriteError, ThrottledError, ConflictError, LockedError, NotFoundError) as failure:
                if isinstance(failure, LockedError):
                    self.client.wait_for_lock(failure, next(lock_pauses))
                tries += isinstance(failure, (AmbiguousWriteError, ThrottledError))
                planned, seen, before = left, self._read(), seen
                left = self._plan(seen).steps
                if left and not self._may_retry(failure, left[0].action, tries, changed=seen != before):
                    if isinstance(failure, (ConflictError, NotFoundError)):
                        raise self._clearer_error(failure, seen) from failure
                    raise
                if tries:
                    self.sent += [step.action.operation for step in planned[: len(planned) - len(left)]]
                self.client.clock.sleep(0 if isinstance(failure, LockedError) or not left else pause)
            except ServiceError as refusal:
                raise self._clearer_error(refusal, seen) from refusal
        return None if self.state == "absent" else self._wait_until_ready(None)

    def _prepare(self, steps: list[Step]) -> list[str]:
        """Do what the steps need beforehand, nothing in check mode; return the names of the requests that it takes."""
        return []

    def _send(self, step: Step, wait: bool) -> None:
        """Send the request of a step; with ``wait``, return when its operation has ended."""
        path, body = self.schema.request(step)
        try:
            response = self.client.send(
                step.action.verb, path, step.action.operation, body, step.action.version, patient=False
            )
        except NotFoundError:
            if step.action.verb != "DELETE":
                raise
            return
        if response.status == 202 and wait:
            self.client.wait(response.operation_id, step.action.operation, subject=self._subject)

    def _may_retry(self, failure: Exception, action: Action, tries: int, changed: bool) -> bool:
        """Whether to go on with ``action`` after a failure.

        After a conflict only if the state has changed since it was read before; after a lost response not with an
        action the effect of which cannot be observed.
        """
        if isinstance(failure, LockedError):
            return True
        if isinstance(failure, (ConflictError, NotFoundError)):
            return changed
        return tries < TRIES and not self.resource.planner.is_trigger(action)

    def _clearer_error(self, refusal: ServiceError, have: Observed | None) -> Exception:
        """Return a refusal as that of the option at fault, or with the reason, if what can be read tells."""
        if refusal.status == 400:
            for field in self.schema.argument_fields:
                if isinstance(field.codec, ListedName) and self.want.get(field.name):
                    try:
                        self._listed_name(field.name, field.codec)
                    except InvalidOptionError as error:
                        return error
        try:
            absent = self.state == "absent"
            missing = [] if absent else self.resource.reader.missing_references(self.client, have, self.want)
            reason = f"there is no {missing[0]}" if missing else self._blocker(have)
            if not reason and not absent and not self._exists(have):
                reason = self.resource.reader.name_conflict(self.client, self.want)
        except InvalidOptionError as error:
            return error
        except AzureError:
            return refusal
        return refusal.because(reason) if reason else refusal

    def _wait_until_changeable(self, have: Observed | None) -> Observed | None:
        """Return the state when the resource can be updated, or deleted if that is wanted."""
        readiness = self.resource.readiness
        return self._wait_until_none(
            have, readiness.delete_blocker if self.state == "absent" else readiness.transient_state
        )

    def _wait_until_ready(self, have: Observed | None) -> Observed | None:
        """Return the state when the resource is ready, without ``wait`` as it is.

        ``have`` is the state if it is known, None to read it.
        """
        if not self.wait:
            return have if self._exists(have) else self._read()
        return self._wait_until_none(have, lambda seen: self.resource.readiness.pending_reason(seen, self.want))

    def _wait_until_none(self, have: Observed | None, reason_of: Callable[[Observed], str | None]) -> Observed | None:
        """Return the state when there is no reason left to wait, or no resource."""
        first = [have] if self._exists(have) else []

        def reason(seen: Observed | None) -> str | None:
            return reason_of(seen) if seen is not None and self._exists(seen) else None

        return self.client.poll_until(
            lambda: first.pop() if first else self._read(),
            lambda seen: reason(seen) is None,
            lambda seen: f"{self._subject}: {reason(seen)}",
        )

    def _result(
        self, have: Observed | None, todo: Plan[Observed], after: Observed | None, requests: list[str]
    ) -> dict[str, Any]:
        request_log = self.client.request_log
        result: dict[str, Any] = {
            "changed": bool(requests),
            "requests": requests,
            "operation_ids": request_log.operation_ids,
        }
        if self.missing_references:
            result["missing_references"] = self.missing_references
        if request_log.lock_waits:
            result["lock_waits"] = request_log.lock_waits
        if after is not None and self._exists(after):
            result[self.schema.name] = self.resource.reader.display(after)
        if self.context.diff:
            result["diff"] = {"before": self._diff(have, []), "after": self._diff(todo.after, todo.steps)}
        return result

    def _diff(self, have: Observed | None, steps: list[Step]) -> Values:
        """Return one side of a diff: the fields that a task can set, and the triggers that the steps send."""
        shown = self.resource.reader.display(have) if have is not None and self._exists(have) else {}
        triggers = {
            field.name: field.codec for field in self.schema.argument_fields if isinstance(field.codec, Trigger)
        }
        for step in steps:
            sent = [name for name in step.action.fields if name in triggers and step.values.get(name) is not None]
            shown.update({name: triggers[name].display(step.values[name]) for name in sent})
        return {field.name: shown[field.name] for field in self.schema.diff_fields if shown.get(field.name) is not None}
