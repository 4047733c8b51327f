# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reconciling: from the observed state to the wanted one. The only place that knows check mode, diff and changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.diff import resource_diff
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    AzureError,
    ConflictError,
    InvalidOptionError,
    LockedError,
    MissingReferenceError,
    NotAppliedError,
    NotFoundError,
    PreconditionError,
    ServiceError,
    StalledError,
    ThrottledError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import Plan, check_arguments, plan
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.quotas import (
    additional_usage,
    exceeded_quotas,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import ReadOnce
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.stall_watch import StallWatch
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import backoff
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import ListedName, Reader, Trigger
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import usual_seconds

Observed = TypeVar("Observed")

TRIES = 4
"""How often the requests of a task may get no response, or one that leaves open whether they were carried out."""
UNCERTAIN = (AmbiguousWriteError, ThrottledError)
"""Failures of a request that may have been carried out."""
SETTLING = 60
"""How long, in seconds, a state is read again that does not show yet what the service has accepted."""


@dataclass(frozen=True)
class Outlook(Generic[Observed]):
    """What a task would do: the state that it found, its plan, and the names of the requests, uploads included."""

    have: Observed | None
    plan: Plan[Observed]
    requests: list[str]


def _ignore(*_: str) -> None:
    pass


class Reconciler(Generic[Observed]):
    """One task on one resource: reads it, plans, and carries the plan out unless in check mode.

    After the last request it plans once more from the state that it reads, and succeeds only if there is nothing left
    to do. ``params`` are the parameters of the module, validated by its argument spec.

    shown_as: what progress lines call the resource, where there are several of its name; empty: as messages do.
    on_accepted: called with the name of each request that the service has accepted.
    on_operations_ended: called when the operations of the task have ended, and it only waits until the resource is
        ready.
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
        self.carried_out: list[Step] = []
        self.uncertain: list[Step] = []
        self.triggers: set[str] | None = None
        self.missing_references: list[str] = []
        self.resolved = False
        self.lock_pauses = backoff(shortest=1)
        self.shown_as = ""
        self.on_accepted: Callable[[str], None] = _ignore
        self.on_operations_ended: Callable[[], None] = _ignore

    def run(self, begins_absent: bool = False) -> dict[str, Any]:
        """Return the result of the task. Raises AzureError where it fails, with the requests that were accepted.

        begins_absent: whether it is known that there is nothing in the place of the resource; if there is something by
            now, the service refuses its creation, and then it is read.
        """
        check_arguments(self.schema, self.want)
        outer = self.client.progress
        verb = "deleting" if self.state == "absent" else "waiting"
        self.client.progress = outer.of(self.shown_as or self._subject, verb)
        try:
            if self.context.check_mode:
                outlook = self.look()
                self._check_quotas(outlook)
                return self.foreseen_result(outlook)
            have, todo = (None, self._plan(None)) if begins_absent else self._read_and_plan()
            self.triggers = {step.trigger for step in todo.steps if step.trigger}
            if todo.steps and self.state != "absent":
                self.client.progress.verb = "changing" if self._exists(have) else "creating"
            after = self._reconcile(have, list(todo.steps))
        except AzureError as error:
            error.accepted = [*self.sent, *(error.accepted or ())]
            error.operation_ids = self.client.request_log.operation_ids
            raise
        finally:
            self.client.progress = outer
        return self._result(have, todo, after, self.sent)

    def look(self) -> Outlook[Observed]:
        """Return what the task would do, in check mode, with arguments that are valid.

        Raises AzureError where the task would fail.
        """
        have, todo = self._read_and_plan()
        self.triggers = {step.trigger for step in todo.steps if step.trigger}
        if todo.steps:
            self._ask_for_blockers(have)
        return Outlook(have, todo, [*self._prepare(todo.steps), *(step.action.operation for step in todo.steps)])

    def foreseen_result(self, outlook: Outlook[Observed]) -> dict[str, Any]:
        """Return the result of the task in check mode."""
        return self._result(outlook.have, outlook.plan, outlook.plan.after, outlook.requests)

    def _check_quotas(self, outlook: Outlook[Observed]) -> None:
        """Raise PreconditionError where the quotas of the subscription do not suffice for what is planned."""
        if not outlook.plan.steps:
            return
        usage = additional_usage(self.resource.reader, self.client, outlook.have, outlook.plan.after)
        exceeded = exceeded_quotas(self.client, usage)
        if exceeded:
            raise PreconditionError(f"{self._subject}: {exceeded[0]}")

    @property
    def _subject(self) -> str:
        """The resource, as messages name it."""
        return self.schema.subject(self.want)

    def _read(self) -> Observed | None:
        return self.resource.reader.read(self.client, self.want)

    def _read_and_plan(self) -> tuple[Observed | None, Plan[Observed]]:
        """Return the state before the task, and what is to do.

        What is refused of a resource that is being created or updated, as by an earlier run that was killed, may be in
        order when that is done, so it is planned again then.
        """
        have = self._read()
        try:
            return have, self._plan(have)
        except PreconditionError:
            if self.context.check_mode or not self.wait or self.state == "absent":
                raise
        have = self._wait_until_changeable(have)
        return have, self._plan(have)

    def _exists(self, have: Observed | None) -> bool:
        return self.resource.reader.exists(have)

    def _plan(self, have: Observed | None) -> Plan[Observed]:
        """Return what is left to do, without the triggers that the task has sent."""
        todo = self._plan_with_all_triggers(have)
        if todo.steps and self.state != "absent":
            if self._exists(have):
                if self._translate_names(todo.steps):
                    todo = self._plan_with_all_triggers(have)
            elif not self.resolved:
                self._resolve_references(ask_for_all=self.context.check_mode)
                self.resolved = True
                todo = self._plan_with_all_triggers(have)
        if self.triggers is None:
            return todo
        left = [step for step in todo.steps if not step.trigger or step.trigger in self.triggers]
        return replace(todo, steps=left)

    def _plan_with_all_triggers(self, have: Observed | None) -> Plan[Observed]:
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

    def _translate_names(self, steps: list[Step]) -> bool:
        """Spell the names that an update sends as the service's lists have them; return whether any was looked up."""
        looked_up = [
            (field.name, field.codec)
            for field in self.schema.argument_fields
            if isinstance(field.codec, ListedName)
            and self.want.get(field.name)
            and any(step.values.get(field.name) for step in steps)
            and (self.context.check_mode or field.codec.is_alias(self.want[field.name]))
        ]
        self.want = {**self.want, **{name: self._listed_name(name, codec) for name, codec in looked_up}}
        return bool(looked_up)

    def _ask_for_blockers(self, have: Observed | None) -> None:
        """Raise PreconditionError where the real run would be refused, and warn of what is missing."""
        client = ReadOnce(self.client)
        if self.state != "absent":
            for missing in self.resource.reader.missing_references(client, have, self.want):
                self._warn_of_missing(f"there is no {missing}")
        reason = self._blocker(client, have)
        if reason:
            verb = "created" if not self._exists(have) else "deleted" if self.state == "absent" else "changed"
            raise PreconditionError(f"{self._subject} cannot be {verb}: {reason}")

    def _blocker(self, client: Reader, have: Observed | None) -> str | None:
        """Return why the service would refuse what is planned, None if nothing is known."""
        reader = self.resource.reader
        if have is None or not reader.exists(have):
            return None if self.state == "absent" else reader.creation_blocker(client, self.want)
        if self.state == "absent":
            return reader.deletion_blocker(client, have, self.want)
        return reader.update_blocker(client, have, self.want)

    def _listed_name(self, option: str, codec: ListedName) -> str:
        """Return the name in the service's list that the option means. Raises InvalidOptionError if there is none."""
        name, hint = codec.choose(self.want[option], codec.names(self.client))
        if name is None:
            raise InvalidOptionError(
                option, self.want[option], f"the service has no such {option.replace('_', ' ')}: {hint}"
            )
        return name

    def _reconcile(self, have: Observed | None, steps: list[Step]) -> Observed | None:
        """Send what is planned until nothing is left to do, and return the state then; without ``wait``, send it once.

        The request that got no response may have been carried out, and so may one that conflicts with what an
        earlier run had begun. Only the state tells, so what is left to do is planned from it.
        """
        if steps and self.wait:
            have = self._wait_until_changeable(have)
            steps = self._plan(have).steps
        pauses, tries = backoff(shortest=1, growth=2), 0
        while True:
            is_sent = bool(steps)
            if is_sent:
                self._accept(*self._prepare(steps))
            try:
                self._send_all(steps)
            except (AmbiguousWriteError, ThrottledError, ConflictError, LockedError, NotFoundError) as failure:
                tries += isinstance(failure, UNCERTAIN)
                have, steps = self._recover(failure, steps[0], have, tries, next(pauses))
                continue
            except ServiceError as refusal:
                raise self._clearer_error(refusal, have) from refusal
            if is_sent and (self.wait or self.state != "absent"):
                have = self._read()
            seen, have = have, self._wait_until_ready(have)
            if not steps and (not self.wait or (not is_sent and have is seen)):
                return have
            steps = self._remaining(have)
            if steps and steps[0] in self.carried_out:
                have, steps = self._wait_until_shown(steps[0])
            if not steps:
                return have

    def _send_all(self, steps: list[Step]) -> None:
        """Send the requests of steps in order, and remove each from the list that is done.

        Stops before a trigger, unless it is the first: whether that was carried out can only be seen by the state
        before it.
        """
        is_first = True
        while steps and (is_first or not steps[0].trigger):
            self._send(steps[0], wait=self.wait or len(steps) > 1)
            steps.pop(0)
            is_first = False

    def _recover(
        self, failure: AzureError, step: Step, have: Observed | None, tries: int, pause: float
    ) -> tuple[Observed | None, list[Step]]:
        """Return the state after the request of ``step`` failed, and what is left to do; ``have`` is the state before.

        Raises ``failure`` if the task cannot go on: after a conflict, if the state is what it was; after a request
        that may have been carried out, if that was the last try, or if it was a trigger of which the state shows
        nothing.
        """
        is_uncertain = isinstance(failure, UNCERTAIN)
        if isinstance(failure, LockedError):
            self.client.wait_for_lock(failure, next(self.lock_pauses), self.schema.request(step)[0])
        elif is_uncertain:
            wait = self.client.progress.wait()
            wait.show(f"finding out whether {step.action.operation} was carried out")
            wait.sleep(pause)
            if step not in (*self.carried_out, *self.uncertain):
                self.uncertain.append(step)
        seen = self._read()
        has_changed = seen != have
        if is_uncertain and step.trigger and step not in self.carried_out:
            if not has_changed:
                raise failure
            self._record(step)
        seen = self._wait_until_changeable(seen)
        left = self._remaining(seen)
        longest = 2 * usual_seconds(step.action.operation)
        if longest and step in left and step in self.uncertain:
            seen, left = self._read_until_shown(step, longest, self._read)
        may_go_on = tries < TRIES if is_uncertain else has_changed
        if left and not may_go_on and not isinstance(failure, LockedError):
            if isinstance(failure, (ConflictError, NotFoundError)):
                raise self._clearer_error(failure, seen) from failure
            raise failure
        return seen, left

    def _read_until_shown(
        self, step: Step, seconds: float, read: Callable[[], Observed | None]
    ) -> tuple[Observed | None, list[Step]]:
        """Return the state when it shows that a step has been carried out, or after so many seconds, and what is left
        to do then."""
        end = self.client.clock.monotonic() + seconds
        wait = self.client.progress.wait()
        for pause in backoff(shortest=1):
            wait.show(f"the service does not show {step.action.operation} yet")
            wait.sleep(pause)
            have = read()
            left = self._remaining(have)
            if step not in left or self.client.clock.monotonic() >= end:
                return have, left
        raise AssertionError("backoff does not end")

    def _remaining(self, have: Observed | None) -> list[Step]:
        """Return what is left to do. A request without a response that is not among it has been carried out."""
        left = self._plan(have).steps
        for step in [each for each in self.uncertain if each not in left]:
            self._record(step)
        return left

    def _record(self, step: Step) -> None:
        """Note that the service has accepted the request of a step."""
        self._accept(step.action.operation)
        self.carried_out.append(step)
        if step in self.uncertain:
            self.uncertain.remove(step)
        if self.triggers:
            self.triggers.discard(step.trigger)

    def _accept(self, *requests: str) -> None:
        for request in requests:
            self.sent.append(request)
            self.on_accepted(request)

    def _prepare(self, steps: list[Step]) -> list[str]:
        """Do what the steps need beforehand, nothing in check mode; return the names of the requests that it takes."""
        return []

    def _send(self, step: Step, wait: bool) -> None:
        """Send the request of a step; with ``wait``, return when its operation has ended.

        Raises AmbiguousWriteError if the service forgets the operation, so that the state has to tell how it ended.
        """
        path, body = self.schema.request(step)
        request = step.action.operation
        try:
            response = self.client.send(step.action.verb, path, request, body, step.action.version, patient=False)
        except NotFoundError:
            if step.action.verb != "DELETE":
                raise
            if step in self.uncertain:
                self._record(step)
            self.carried_out.append(step)
            return
        self._record(step)
        if response.status == 202 and wait:
            try:
                self.client.wait(response.operation_id, request)
            except NotFoundError as error:
                raise AmbiguousWriteError(
                    f"{self._subject}: {request} was accepted, but the service does not know its operation "
                    f"{response.operation_id}"
                ) from error

    def _clearer_error(self, refusal: ServiceError, have: Observed | None) -> Exception:
        """Return a refusal as that of the option at fault, or with the reason, if what can be read tells."""
        if refusal.status == 400:
            for field in self.schema.argument_fields:
                if isinstance(field.codec, ListedName) and self.want.get(field.name):
                    try:
                        self._listed_name(field.name, field.codec)
                    except InvalidOptionError as error:
                        return error
        reader, client, absent = self.resource.reader, ReadOnce(self.client), self.state == "absent"
        try:
            missing = [] if absent else reader.missing_references(client, have, self.want)
            reason = f"there is no {missing[0]}" if missing else self._blocker(client, have)
            if not reason and not absent and not self._exists(have):
                reason = reader.name_conflict(client, self.want)
        except InvalidOptionError as error:
            return error
        except AzureError:
            return refusal
        return refusal.because(reason) if reason else refusal

    def _wait_until_changeable(self, have: Observed | None) -> Observed | None:
        """Return the state when the resource can be created, updated, or deleted if that is wanted."""
        readiness = self.resource.readiness
        return self._wait_until_none(
            have, readiness.delete_blocker if self.state == "absent" else readiness.transient_state
        )

    def _wait_until_ready(self, have: Observed | None) -> Observed | None:
        """Return the state when the resource is ready; as it is without ``wait``, and of one that is deleted."""
        self.on_operations_ended()
        if not self.wait or self.state == "absent":
            return have
        return self._wait_until_none(have, lambda seen: self.resource.readiness.pending_reason(seen, self.want))

    def _wait_until_shown(self, step: Step) -> tuple[Observed | None, list[Step]]:
        """Return the state when it shows what the accepted request of ``step`` has changed, and what is left to do.

        Raises NotAppliedError if it does not show it for long.
        """
        have, left = self._read_until_shown(step, SETTLING, lambda: self._wait_until_ready(self._read()))
        if step in left:
            raise NotAppliedError(
                f"{self._subject}: {SETTLING} seconds after {step.action.operation}, {self._difference(have)}"
            )
        return have, left

    def _difference(self, have: Observed | None) -> str:
        """Return in which fields a state differs from the planned one, for a message."""
        if self.state == "absent":
            return "it is still there"
        todo = self._plan(have)
        current, planned = self._compared(have, []), self._compared(todo.after, todo.steps)
        names = [name for name in planned if planned[name] != current.get(name)]
        return f"{' and '.join(names) or 'it'} {'is' if len(names) < 2 else 'are'} still not what the task says"

    def is_changing(self) -> bool:
        """Return whether what is to be created or updated, or what it becomes a part of, changes by itself now."""
        if self.state == "absent":
            return False
        return self._reason_to_wait(self._read(), self.resource.readiness.transient_state) is not None

    def _reason_to_wait(self, seen: Observed | None, reason_of: Callable[[Observed], str | None]) -> str | None:
        """Return what ``reason_of`` says of a resource, or the transient state of what it would become a part of."""
        if seen is None:
            return None
        if self._exists(seen):
            return reason_of(seen)
        return None if self.state == "absent" else self.resource.readiness.parent_transient_state(seen)

    def _wait_until_none(self, have: Observed | None, reason_of: Callable[[Observed], str | None]) -> Observed | None:
        """Return the state when there is no reason left to wait; ``reason_of`` is asked while the resource exists."""
        if have is None:
            return None
        first, watch = [have], StallWatch(self.client, self.schema.address(self.want))

        def reason(seen: Observed | None) -> str | None:
            return self._reason_to_wait(seen, reason_of)

        def read() -> Observed | None:
            seen = first.pop() if first else self._read()
            if self.resource.readiness.ends_by_operation and watch.is_stalled(reason(seen)):
                raise StalledError(
                    f"{self._subject} is {reason(seen)}, and no operation of the service works on it, so that does not "
                    "change by itself: delete it, and run the task again"
                )
            return seen

        return self.client.poll_until(
            read,
            lambda seen: reason(seen) is None,
            lambda seen: str(reason(seen)),
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
            sides = self._compared(have, []), self._compared(todo.after, todo.steps)
            result["diff"] = resource_diff(self.schema.title(self.want), *sides, self.want)
        return result

    def _compared(self, have: Observed | None, steps: list[Step]) -> Values:
        """Return one side of a diff: the fields that a task can set, and the triggers that the steps send."""
        shown = self.resource.reader.display(have) if have is not None and self._exists(have) else {}
        triggers = {
            field.name: field.codec for field in self.schema.argument_fields if isinstance(field.codec, Trigger)
        }
        for step in steps:
            sent = [name for name in step.action.fields if name in triggers and step.values.get(name) is not None]
            shown.update({name: triggers[name].display(step.values[name]) for name in sent})
        return {field.name: shown[field.name] for field in self.schema.diff_fields if shown.get(field.name) is not None}
