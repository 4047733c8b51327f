# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what is to what a task wants: the only place that knows check mode, diff and changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import (
    credential,
    with_environment,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    ConflictError,
    InvalidOptionError,
    LockedError,
    NotFoundError,
    PreconditionError,
    ServiceError,
    ThrottledError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import Singleton
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import Plan, check, plan
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import backoff
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import ListedName, Trigger
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import options

TRIES = 4


class Reconciler:
    """One task on one resource: reads it, plans, and carries the plan out unless in check mode."""

    def __init__(self, resource: Resource, client: Client, params: Mapping[str, Any], context: Context) -> None:
        self.resource = resource
        self.client = client
        self.context = context
        self.want = resource.normalize(dict(params))
        self.state: str = params.get("state", "present")
        self.wait: bool = params.get("wait", True)
        self.done: list[str] = []

    def run(self) -> dict[str, Any]:
        """The result of the task."""
        check(self.resource, self.want)
        have = self._read()
        todo = plan(self.resource, have, self.want, self.state)
        if not have and todo.steps:
            self._consult(thoroughly=self.context.check_mode)
            todo = plan(self.resource, have, self.want, self.state)
        if have and todo.steps and self.wait and not self.context.check_mode:
            have = self._rested(
                have, self.resource.delete_blocker if self.state == "absent" else self.resource.transient_state
            )
            todo = plan(self.resource, have, self.want, self.state)
        if self.context.check_mode:
            requests, after = (
                [*self._preliminaries(todo.steps), *(step.action.operation for step in todo.steps)],
                todo.after,
            )
        else:
            after = self._apply(have, todo)
            requests = self.done
        return self._result(have, todo, after, requests)

    def _read(self) -> Values | None:
        return self.resource.read(self.client, self.want)

    def _consult(self, thoroughly: bool) -> None:
        """Ask the service, before creation, for the lists and names that it alone knows.

        In a real run the creation itself is that question, and only a value that has to be translated is asked for.
        """
        self.want = self.resource.resolve_references(self.client, self.want)
        for field in self.resource.argument_fields:
            value = self.want.get(field.name)
            if isinstance(field.codec, ListedName) and value and (thoroughly or field.codec.is_alias(value)):
                self.want[field.name] = self._chosen(field.name, field.codec)
        if thoroughly and self.resource.availability:
            reason = self.resource.unavailable(self.client, self.want)
            if reason:
                raise PreconditionError(f"{self._this} cannot be created: {reason}")

    @property
    def _this(self) -> str:
        return f"{self.resource.kind} {self.want[self.resource.key]}"

    def _chosen(self, option: str, codec: ListedName) -> str:
        name, hint = codec.choose(self.want[option], codec.names(self.client))
        if name is None:
            raise InvalidOptionError(
                option, self.want[option], f"the service has no such {option.replace('_', ' ')}: {hint}"
            )
        return name

    def _apply(self, have: Values | None, todo: Plan) -> Values | None:
        """Carry out the plan, and return what stands then; after a lost answer or a lock, what is left of it.

        What was in the way may have done it already, as when an earlier run was killed while it waited. So may what
        the service refuses because of what is there by now, or is not.
        """
        if not todo.steps:
            return None if self.state == "absent" else self._settled(have)
        self.done += self._preliminaries(todo.steps)
        tries, seen, left, locked = 0, have, list(todo.steps), backoff(shortest=1)
        for pause in backoff(shortest=1, growth=2):
            try:
                while left:
                    self._perform(left[0], wait=self.wait or len(left) > 1)
                    self.done.append(left.pop(0).action.operation)
                break
            except (AmbiguousWriteError, ThrottledError, ConflictError, LockedError, NotFoundError) as failure:
                if isinstance(failure, LockedError):
                    self.client.wait_for_lock(failure, next(locked))
                tries += isinstance(failure, (AmbiguousWriteError, ThrottledError))
                planned, seen, before = left, self._read(), seen
                left = plan(self.resource, seen, self.want, self.state).steps
                if left and not self._may_repeat(failure, left[0].action, tries, moved=seen != before):
                    raise
                if tries:
                    self.done += [step.action.operation for step in planned[: len(planned) - len(left)]]
                self.client.clock.sleep(0 if isinstance(failure, LockedError) or not left else pause)
            except ServiceError as refusal:
                raise self._explained(refusal, seen) from refusal
        return None if self.state == "absent" else self._settled(None)

    def _preliminaries(self, steps: list[Step]) -> list[str]:
        """Do what has to be done before the steps, or in check mode only foresee it; return what it is called."""
        return []

    def _perform(self, step: Step, wait: bool) -> None:
        """Send a request, and with C(wait) see it through: what follows it needs that."""
        path, body = self.resource.request(step)
        try:
            response = self.client.send(
                step.action.verb, path, step.action.operation, body, step.action.version, patient=False
            )
        except NotFoundError:
            if step.action.verb != "DELETE":
                raise
            return
        if response.status == 202 and wait:
            self.client.wait(response.operation_id, step.action.operation, subject=self._this)

    def _may_repeat(self, failure: Exception, action: Action, tries: int, moved: bool) -> bool:
        """Whether what is left may be sent (again): never an order of which we cannot see whether it was obeyed."""
        if isinstance(failure, LockedError):
            return True
        if isinstance(failure, (ConflictError, NotFoundError)):
            return moved
        return tries < TRIES and not self.resource.is_trigger(action)

    def _explained(self, refusal: ServiceError, have: Values | None) -> Exception:
        """The refusal of a creation in better words, if the service's lists have them."""
        if refusal.status == 400 and not have:
            for field in self.resource.argument_fields:
                if isinstance(field.codec, ListedName) and self.want.get(field.name):
                    try:
                        self._chosen(field.name, field.codec)
                    except InvalidOptionError as error:
                        return error
        return refusal

    def _settled(self, have: Values | None) -> Values | None:
        """The resource as it stands; with C(wait), when it has become what was wanted."""
        if not self.wait:
            return have or self._read()
        return self._rested(have, lambda seen: self.resource.pending_reason(seen, self.want))

    def _rested(self, have: Values | None, unrest: Callable[[Values], str | None]) -> Values | None:
        """The resource when it has come to rest: when there is no word for what it still has to become."""
        first = [have] if have else []
        return self.client.until(
            lambda: first.pop() if first else self._read(),
            lambda seen: not seen or unrest(seen) is None,
            lambda seen: f"{self._this}: {seen and unrest(seen)}",
        )

    def _result(self, have: Values | None, todo: Plan, after: Values | None, requests: list[str]) -> dict[str, Any]:
        request_log = self.client.request_log
        result: dict[str, Any] = {
            "changed": bool(requests),
            "requests": requests,
            "operation_ids": request_log.operation_ids,
        }
        if request_log.lock_waits:
            result["lock_waits"] = request_log.lock_waits
        if after:
            result[self.resource.name] = self.resource.display(after)
        if self.context.diff:
            result["diff"] = {"before": self._visible(have, []), "after": self._visible(todo.after, todo.steps)}
        return result

    def _visible(self, values: Values | None, steps: list[Step]) -> Values:
        """What a diff shows: the fields that a task can ask for, and the orders that it gave."""
        rendered = self.resource.display(values) if values else {}
        orders = {
            field.name: field.codec for field in self.resource.argument_fields if isinstance(field.codec, Trigger)
        }
        for step in steps:
            arguments = [name for name in step.action.fields if name in orders and step.values.get(name) is not None]
            rendered.update({name: orders[name].display(step.values[name]) for name in arguments})
        return {
            field.name: rendered[field.name]
            for field in self.resource.diff_fields
            if rendered.get(field.name) is not None
        }


def connect(params: Mapping[str, Any], context: Context) -> Client:
    """A client for the connection options of a task."""
    found = credential(with_environment(params, os.environ))
    return Client(
        found,
        timeout=found.timeout,
        wait_timeout=params.get("wait_timeout") or 600,
        clock=context.clock,
        progress=context.progress,
        sessions=context.sessions,
    )


def client_module(work: Callable[[Client, dict[str, Any], Context], dict[str, Any]], **module_spec: Any) -> ModuleSpec:
    """The logic of a module that works with a client."""

    def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
        with closing(connect(params, context)) as client:
            return work(client, params, context)

    return ModuleSpec(run, connects=True, **module_spec)


def resource_module(resource: Resource, task: type[Reconciler] = Reconciler) -> ModuleSpec:
    """The logic of the module that creates, changes and deletes a resource; C(task) is for odd ones."""

    def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
        return task(resource, client, params, context).run()

    spec = {**_parents(resource), **options(resource.argument_fields)}
    spec[resource.key]["required"] = not resource.key_from
    if resource.states:
        usual = {"default": "present"} if "present" in resource.states else {"required": True}
        spec["state"] = {"type": "str", "choices": list(resource.states), **usual}
    spec.update(resource.extra_options)
    if resource.wait_timeout:
        spec["wait"] = {"type": "bool", "default": True}
        spec["wait_timeout"] = {"type": "int", "default": resource.wait_timeout}
    mutually_exclusive = (
        *(group for group in resource.required_one_of if len(group) > 1),
        *resource.mutually_exclusive,
    )
    either = ((resource.key, resource.key_from),) if resource.key_from else ()
    return client_module(work, argument_spec=spec, mutually_exclusive=mutually_exclusive, required_one_of=either)


def info_module(resource: Resource) -> ModuleSpec:
    """The logic of the module that tells about one resource, or about all of the kind."""

    def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
        if params.get(resource.key) is None:
            found = resource.read_all(client, params)
        else:
            check(resource, params)
            one = resource.read(client, params)
            found = [one] if one else []
        return {"changed": False, resource.plural: [resource.display(values) for values in found]}

    spec = {**_parents(resource), resource.key: {"type": "str"}, **resource.info_options}
    return client_module(work, argument_spec=spec)


def singleton_info_module(resource: Singleton) -> ModuleSpec:
    """The logic of the module that tells about something of which there is just one."""

    def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
        values = resource.read(client, params)
        if values is None:
            raise PreconditionError(
                f"there are no {resource.kind} of {' '.join(params[name] for name in resource.parents)}"
            )
        return {"changed": False, resource.name: resource.display(values)}

    return client_module(work, argument_spec=_parents(resource))


def _parents(resource: Resource) -> dict[str, Any]:
    return {parent: {"type": "str", "required": True} for parent in resource.parents}
