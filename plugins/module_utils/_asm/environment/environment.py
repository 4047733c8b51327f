# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task on an environment: it looks at all that the tree names, plans, and carries the plan out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.application import Application
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.clients import Clients
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.executor import (
    Executor,
    Job,
    UnexpectedError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import COLLECTIONS, TREE
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.planning import (
    EnvironmentPlan,
    EnvironmentPlanner,
    Planned,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.read_ahead import ReadAhead
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.snapshot import Snapshot
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import entries
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError, InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

SUMMARY = {"create": "created", "change": "changed", "delete": "deleted", "none": "unchanged"}
"""The word of the summary for each action."""
SHOWN_FAULTS = 20
"""How many faults the message has; the result has all."""


class EnvironmentFailedError(AzureError):
    """Resources of the environment cannot be, or have not become, what the tree says; ``fields`` are of the result."""

    def __init__(self, sentence: str, fields: dict[str, Any]) -> None:
        super().__init__(sentence)
        self.fields = fields

    @property
    def details(self) -> dict[str, Any]:
        return self.fields


class Environment:
    """An environment. ``params`` are the parameters of the module: what a task wants of it."""

    def __init__(self, client: Client, params: dict[str, Any], context: Context) -> None:
        self._client = client
        self._params = params
        self._context = context
        self._clients = Clients(client, tuple(each for each in COLLECTIONS if "{" not in each.path))
        self._application = Application(self._clients, context)

    def run(self) -> dict[str, Any]:
        """Return the result of the task. Raises EnvironmentFailedError, before anything is changed if it can."""
        if self._params["parallel"] < 1:
            raise InvalidOptionError("parallel", self._params["parallel"], "it must be at least 1")
        try:
            plan = self._plan()
            if plan.faults:
                raise self._refusal(plan)
            if self._context.check_mode:
                return self._result(plan, [_foreseen(each) for each in plan.planned])
            jobs = self._application.jobs(plan)
            Executor([job for job in jobs if job], self._params["parallel"]).run()
            return self._outcome(plan, jobs)
        finally:
            self._clients.close()

    def _plan(self) -> EnvironmentPlan:
        is_absent = self._params["state"] == "absent"
        common = {name: self._params[name] for name in ("wait", "wait_timeout")}
        tree = list(entries(self._params["resources"], TREE, {**common, "state": "present"}))
        snapshot = Snapshot(self._client, COLLECTIONS)
        looks_inside = is_absent or self._params["unmanaged"] != "keep"
        ahead = ReadAhead(snapshot, self._clients.new, self._params["parallel"])
        ahead.read_resources(tree, looks_inside)
        if not is_absent:
            ahead.read_names(tree)
        planner = EnvironmentPlanner(self._client, snapshot, self._context, self._params["unmanaged"])
        return planner.plan_absence(tree, TREE) if is_absent else planner.plan_presence(tree)

    def _refusal(self, plan: EnvironmentPlan) -> EnvironmentFailedError:
        """Return the failure for a plan with faults, with all of them."""
        failed = [_failure(fault.title, fault.error) for fault in plan.faults]
        shown = [_titled(each) for each in failed[:SHOWN_FAULTS]]
        more = len(failed) - len(shown)
        count = f"{len(failed)} faults" if len(failed) > 1 else "a fault"
        return EnvironmentFailedError(
            f"resources has {count}, and nothing was changed: {'; '.join(shown)}{f'; and {more} more' if more else ''}",
            {**_first_details(failed), "changed": False, "requests": [], "failed_resources": failed},
        )

    def _outcome(self, plan: EnvironmentPlan, jobs: list[Job | None]) -> dict[str, Any]:
        """Return the result after the jobs. Raises EnvironmentFailedError if some have not succeeded."""
        for planned, job in zip(plan.planned, jobs, strict=True):
            if planned.is_unsettled and job and job.is_done:
                planned.unforeseen = job.result["requests"]
        results = [
            _foreseen(planned) if job is None else job.result for planned, job in zip(plan.planned, jobs, strict=True)
        ]
        result = self._result(plan, results)
        pairs = [(str(planned.reference), job) for planned, job in zip(plan.planned, jobs, strict=True) if job]
        failed = [_failure(title, job.error) for title, job in pairs if job.error]
        if not failed:
            return result
        tracebacks = [job.error.traceback for title, job in pairs if isinstance(job.error, UnexpectedError)]
        not_begun = [title for title, job in pairs if not job.error and not job.is_done]
        reasons = "; ".join(_titled(each) for each in failed[:SHOWN_FAULTS])
        more = f"; and {len(failed) - SHOWN_FAULTS} more" if len(failed) > SHOWN_FAULTS else ""
        waiting = f". Not begun: {', '.join(not_begun)}" if not_begun else ""
        raise EnvironmentFailedError(
            f"{len(failed)} of {len(plan.planned)} resources failed: {reasons}{more}{waiting}",
            {
                **result,
                **_first_details(failed),
                **({"exception": tracebacks[0]} if tracebacks else {}),
                "failed_resources": failed,
                "not_begun": not_begun,
            },
        )

    def _result(self, plan: EnvironmentPlan, results: list[dict[str, Any] | None]) -> dict[str, Any]:
        """Return the result; ``results`` has those of the modules, None for what did not succeed."""
        changing = [each for each in plan.planned if each.requests]
        pairs = list(zip(plan.planned, results, strict=True))
        counts = Counter(SUMMARY[_done(each, result)] for each, result in pairs if result is not None)
        foreseen = [name for each in changing for name in each.requests]
        sent = foreseen if self._context.check_mode else list(self._application.sent)
        found = {
            "changed": bool(sent),
            "plan": [
                {"resource": str(each.reference), "action": each.action, "requests": each.requests} for each in changing
            ],
            "summary": {word: counts[word] for word in SUMMARY.values()},
            "requests": sent,
            "operation_ids": self._application.operation_ids,
            "resources": _states(pairs),
            "failed_resources": [],
            "not_begun": [],
        }
        if self._params["unmanaged"] != "keep":
            found["unmanaged"] = [str(reference) for reference in plan.unmanaged]
        if self._context.diff:
            found["diff"] = [each.reconciler.foreseen_result(each.outlook)["diff"] for each in changing if each.outlook]
        return found


def _foreseen(planned: Planned) -> dict[str, Any] | None:
    """Return the state of a resource after its plan, as the result of its module has it."""
    resource, after = planned.entry.kind.resource, planned.outlook and planned.outlook.plan.after
    if planned.outlook is None:
        return None
    return {resource.schema.name: resource.reader.display(after)} if resource.reader.exists(after) else {}


def _done(planned: Planned, result: dict[str, Any]) -> str:
    """Return the action that was taken, by the result of the module: an earlier run may have done it meanwhile."""
    return "none" if result.get("requests") == [] else planned.action


def _titled(failure: dict[str, Any]) -> str:
    """Return the message of a failure with the resource in front, unless it begins with that."""
    title, message = failure["resource"], str(failure["msg"])
    return message if message.startswith(title) else f"{title}: {message}"


def _before(planned: Planned) -> dict[str, Any]:
    """Return the state of a resource when it was planned, as the result of its module has it."""
    resource, have = planned.entry.kind.resource, planned.outlook and planned.outlook.have
    return {resource.schema.name: resource.reader.display(have)} if resource.reader.exists(have) else {}


def _failure(title: str, error: AzureError) -> dict[str, Any]:
    details = error.details
    return {
        "resource": title,
        "msg": str(error),
        "error": details.get("error"),
        "operation_id": details.get("operation_id") or None,
    }


def _first_details(failed: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the first error of the service among the failures, as the module of one resource returns it."""
    refused = next((each for each in failed if each["error"] or each["operation_id"]), {})
    return {name: refused[name] for name in ("error", "operation_id") if refused.get(name)}


def _states(pairs: list[tuple[Planned, dict[str, Any] | None]]) -> dict[str, Any]:
    """Return the tree of the states of the resources that exist; of one that did not succeed the state before."""
    states: dict[str, Any] = {kind.option: [] for kind in TREE}
    nodes: dict[int, dict[str, Any]] = {}
    for planned, result in pairs:
        kind = planned.entry.kind
        state = (_before(planned) if result is None else result).get(kind.resource.schema.name)
        if state is not None:
            nodes[id(planned.entry)] = {**state, **{child.option: [] for child in kind.children}}
    for planned, dummy in pairs:
        entry = planned.entry
        if id(entry) not in nodes:
            continue
        holder = nodes.get(id(entry.parent)) if entry.parent else states
        if holder is not None:
            holder[entry.kind.option].append(nodes[id(entry)])
    return states
