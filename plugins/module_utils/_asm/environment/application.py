# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The application of a plan: a job for each resource, which does what the module of the resource does."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.clients import Clients
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.executor import Job
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.planning import EnvironmentPlan, Planned
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.resource_progress import ResourceProgress

VERBS = {"create": "creating", "change": "changing", "delete": "deleting", "none": "waiting"}
"""What progress lines say of each action."""

Released = Callable[[], None]


class Application:
    """Makes the jobs that carry out plans.

    sent: the requests that the service has accepted so far, in order. operation_ids: their ids.
    """

    def __init__(self, clients: Clients, context: Context) -> None:
        self._clients = clients
        self._context = replace(context, diff=False)
        self.sent: list[str] = []
        self.operation_ids: list[str] = []

    def jobs(self, plan: EnvironmentPlan) -> list[Job | None]:
        """Return a job for each planned resource, None for one that is what it is to be."""
        due = [each for each in plan.planned if each.requests or each.is_pending]
        needed = {id(need) for each in due for need in each.needs}
        jobs: dict[int, Job] = {}
        for each in due:
            lock = _lock(each)
            jobs[id(each)] = Job(self._work(each, is_needed=id(each) in needed or lock is not None), lock=lock)
        for each in due:
            jobs[id(each)].needs = [jobs[id(need)] for need in each.needs if id(need) in jobs]
        return [jobs.get(id(each)) for each in plan.planned]

    def _work(self, planned: Planned, is_needed: bool) -> Callable[[Released], dict[str, Any]]:
        """Return the work of a job; it waits in any case for what other resources need."""
        params = dict(planned.entry.params)
        if is_needed and "wait" in params:
            params["wait"] = True
        begins_absent = planned.action == "create" and planned.outlook is not None and planned.outlook.have is None

        def work(released: Released) -> dict[str, Any]:
            client = self._clients.new(planned.own_address, params.get("wait_timeout") or 0)
            title, verb = str(planned.reference), VERBS[planned.action]
            progress = ResourceProgress(self._context.progress, client.clock, title, verb)
            progress.begin()
            try:
                kind = planned.entry.kind
                reconciler: Reconciler[Any] = kind.reconciler(kind.resource, client, params, self._context)
                reconciler.shown_as = title
                reconciler.on_accepted = self.sent.append
                reconciler.on_operations_ended = released
                result = reconciler.run(begins_absent)
            except BaseException:
                progress.end(failed=True)
                raise
            finally:
                self.operation_ids.extend(client.request_log.operation_ids)
            progress.end()
            return result

        return work


def _lock(planned: Planned) -> Hashable:
    """Return the lock of what takes one change at a time, None if that is the resource itself."""
    resource, params = planned.entry.kind.resource, planned.entry.params
    names = [str(params.get(option) or "").lower() for option in resource.serialized_by]
    return (resource.schema.kind, *names) if names else None
