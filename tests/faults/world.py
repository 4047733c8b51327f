# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of a module in an emulated world that is set up once and then restored before each run with a fault."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import requests
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.classic.azure.emulator.core.faults import BEFORE_SERVICE
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import module_arguments
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import result_of
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential
from ansible_collections.classic.azure.plugins.module_utils._asm.transport import client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport import session as session_module
from ansible_collections.classic.azure.tests.emulated import READS, Emulator, Service
from ansible_collections.classic.azure.tests.faults.situations import Situation

Entry = dict[str, Any]

AT_REST = 7200.0
"""Seconds on the virtual clock after which all that the service does by itself is done."""

PATIENCE = 3600.0
"""The limit of one request, in seconds of the machine's clock: no test may depend on how fast the machine is."""

TRANSIENT_KINDS = ("operation", "begun", "lock")
"""What the emulator stores of operations, which is no resource. There must be none of the last two at rest."""

MASKS = (
    (re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"), "ID"),
    (re.compile(r"\b([0-9a-f]{8}\.)?[0-9a-fA-F]{16,}\b"), "ID"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"\d{14}|\d{4}-\d\d-\d\d(-\d+)*"), "TIME"),
    (re.compile(r"\b1[4-9]\d{8}(\.\d+)?\b"), "TIME"),
    (re.compile(r"\"[A-Za-z0-9+/=]{88,}\""), '"KEY"'),
    (re.compile(r"\"(generation|boots)\": \d+"), r'"\1": "COUNT"'),
)
"""What differs between two runs that do the same: times, ids, keys, new certificates, and how often an instance was
restarted."""

ADDRESS = re.compile(r"\b(?!10\.)\d{1,3}(\.\d{1,3}){3}\b")
"""An IPv4 address that the service chose."""

KINDS: Mapping[str, str] = {
    "cut_before": "connection cut before the request is carried out",
    "cut_after": "connection cut after the request is carried out",
    "internal_error": "status 500",
    "too_many_requests": "status 503",
    "redirect": "status 307 to the same address",
    "locked": "status 409: another operation has exclusive access",
    "locked_by": "status 409: an operation with this id has exclusive access",
    "fail_operation": "the operation that the request begins fails",
    "proxy_page": "page of a proxy, status 200, before the request is carried out",
    "proxy_page_after": "page of a proxy, status 200, after the request is carried out",
    "killed": "the run is killed when the request has been answered",
}
"""The kinds of faults of the matrix."""


class Killed(BaseException):
    """The run is gone: no code of a module catches this, and what it left is what SIGKILL leaves at the service."""


NEW_SESSION = session_module.new_session


class KillableSessions:
    """The emulator's cache of sessions.

    All sessions that modules open, also those of threads, raise Killed in the place of the answer number ``kill_at``.
    """

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.kill_at = 0
        self.answers = 0
        for module in (client, session_module):
            vars(module)["new_session"] = self._new_session

    def _new_session(self, credential: Credential) -> requests.Session:
        session = NEW_SESSION(credential)
        session.hooks["response"].append(self._count)
        return session

    def get(self, key: Hashable, /) -> requests.Session | None:
        return self.emulator.get(key)

    def keep(self, key: Hashable, session: requests.Session, /) -> None:
        self.emulator.keep(key, session)

    def _count(self, response: requests.Response, *args: Any, **kwargs: Any) -> requests.Response:
        self.answers += 1
        if self.answers == self.kill_at:
            response.close()
            raise Killed
        return response

    def drop(self) -> None:
        """Close all connections, as the end of a process does."""
        self.emulator.close_sessions()
        self.emulator.sessions.clear()


@dataclass(frozen=True)
class Run:
    """One run of a module: the result that a user sees, None if it was killed, and the requests in the journal."""

    result: dict[str, Any] | None
    journal: list[Entry]

    @property
    def accepted(self) -> list[str]:
        """The operations of the writes that the service accepted."""
        return [entry["operation"] for entry in self.journal if is_accepted(entry)]

    @property
    def failed(self) -> bool:
        return bool(self.result and self.result.get("failed"))

    @property
    def faults(self) -> list[Entry]:
        """The requests in which a fault took place."""
        return [entry for entry in self.journal if entry["fault"]]


def is_write(entry: Entry) -> bool:
    return entry["method"] not in READS


def is_accepted(entry: Entry) -> bool:
    """Whether a request in the journal is a write that the service carried out or began to."""
    return is_write(entry) and 200 <= entry["status"] < 300 and entry["fault"] not in BEFORE_SERVICE


@dataclass(frozen=True)
class Baseline:
    """What a situation is without a fault: the requests of the first run, and the world at rest after the second."""

    first: Run
    second: Run
    world: list[str]

    @property
    def accepted(self) -> Counter[str]:
        return Counter(self.first.accepted)


@dataclass(frozen=True)
class Trial:
    """A fault in the first run of a task, and the runs that followed it without one.

    ``number`` is that of the request, counted from 1. ``left`` are locks, operations and timers that are left at rest.
    """

    number: int
    operation: str
    kind: str
    faulty: Run
    clean: Run
    third: Run
    world: list[str]
    left: list[str]

    def __str__(self) -> str:
        return f"request {self.number} {self.operation}, {self.kind}"


class World:
    """A subscription in an emulator of its own, which becomes what a situation needs as often as that is asked for."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.emulator = service.emulator
        self.sessions = KillableSessions(self.emulator)
        service.sessions = self.sessions
        self._empty = self.emulator.do(self.emulator.cloud.save)
        self._saved: dict[Any, dict[str, Any]] = {}
        self._baselines: dict[str, Baseline] = {}

    def restore(self, situation: Situation) -> None:
        """Become the world in which the situation begins."""
        cloud = self.emulator.cloud
        if situation.prepare not in self._saved:
            self._load(self._empty)
            situation.prepare(self.service)
            self.emulator.do(cloud.advance, AT_REST)
            self._saved[situation.prepare] = self.emulator.do(cloud.save)
        self._load(self._saved[situation.prepare])

    def baseline(self, situation: Situation) -> Baseline:
        """The situation without a fault. Raises AssertionError where that is not as it should be."""
        if str(situation) not in self._baselines:
            self.restore(situation)
            first, second = self.run(situation), self.run(situation)
            assert not first.failed and first.accepted, f"{situation}: {first.result}"
            assert first.accepted == list(situation.requests), f"{situation}: {first.accepted}"
            assert second.accepted == list(situation.orders), f"{situation}: {second.result}"
            world, left = self.at_rest()
            assert not left, f"{situation}: {left}"
            self._baselines[str(situation)] = Baseline(first, second, world)
        return self._baselines[str(situation)]

    def boundaries(self, situation: Situation, kind: str) -> list[int]:
        """The numbers of the requests of the fault-free run that can have a fault of this kind.

        A request is refused because of a lock only if it writes, an operation fails only where one is begun, and a
        request that is refused anyway is not carried out before its answer is lost. Of polls in a row that had the
        same answer, the first and the last have faults: between them neither side is in another state.
        """
        journal = self.baseline(situation).first.journal
        return [
            number
            for number, entry in enumerate(journal, 1)
            if not _is_between_equals(journal, number)
            and not (kind in ("locked", "locked_by") and not is_write(entry))
            and not (kind == "fail_operation" and entry["status"] != 202)
            and not (kind in ("cut_after", "proxy_page_after") and entry["status"] >= 300)
        ]

    def is_write(self, situation: Situation, number: int) -> bool:
        """Whether the request of this number in the fault-free run writes."""
        return is_write(self.baseline(situation).first.journal[number - 1])

    def try_fault(self, situation: Situation, kind: str, number: int) -> Trial:
        """Run the task with a fault in its request of this number, and twice without one."""
        operation = self.baseline(situation).first.journal[number - 1]["operation"]
        random.seed(f"{situation} {kind} {number}")
        self.restore(situation)
        if kind == "killed":
            self.sessions.kill_at = number
        else:
            self._inject(kind, number)
        faulty = self.run(situation)
        self.sessions.kill_at = 0
        self.emulator.do(self.emulator.cloud.faults.clear, self.service.subscription_id)
        return self._follow_up(number, operation, kind, faulty, situation)

    def try_kill(self, situation: Situation, number: int, run: Callable[[str, dict[str, Any]], None]) -> Trial:
        """Let ``run`` run the task with these options in a process that is killed at the request of this number."""
        operation = self.baseline(situation).first.journal[number - 1]["operation"]
        self.restore(situation)
        self.service.pop_requests()
        run(situation.module, self._options(situation))
        return self._follow_up(number, operation, "killed", Run(None, self.service.journal()), situation)

    def _follow_up(self, number: int, operation: str, kind: str, faulty: Run, situation: Situation) -> Trial:
        """Run the task twice without a fault, and wait until the world is at rest."""
        clean, third = self.run(situation), self.run(situation)
        return Trial(number, operation, kind, faulty, clean, third, *self.at_rest())

    def run(self, situation: Situation) -> Run:
        """Run the task once."""
        module = f"ansible_collections.classic.azure.plugins.modules.{situation.module}"
        module_spec: ModuleSpec = import_module(module).MODULE_SPEC
        validated = ArgumentSpecValidator(**module_arguments(module_spec)).validate(self._options(situation))
        assert not validated.error_messages, validated.error_messages
        self.service.pop_requests()
        self.sessions.answers = 0
        result: dict[str, Any] | None = None
        try:
            result = result_of(module_spec, validated.validated_parameters, self.service.context())
        except Killed:
            self.sessions.drop()
        return Run(result, self.service.journal())

    def _options(self, situation: Situation) -> dict[str, Any]:
        return {**self.service.connection, "timeout": PATIENCE, **situation.options(self.service)}

    def at_rest(self) -> tuple[list[str], list[str]]:
        """The resources after all has settled, without ids and times, and what of operations has not ended."""
        self.emulator.do(self.emulator.cloud.advance, AT_REST)
        saved = self.emulator.do(self.emulator.cloud.save)
        rows = [row for row in saved["kept"] if row[0] == self.service.subscription_id]
        left = [f"{kind} {name}" for dummy, kind, name, value in rows if kind in TRANSIENT_KINDS[1:]]
        left += [f"timer {timer[2]}" for timer in saved["timers"] if timer[1] == self.service.subscription_id]
        return masked([row[1:] for row in rows if row[1] not in TRANSIENT_KINDS]), left

    def _load(self, saved: dict[str, Any]) -> None:
        self.emulator.do(self.emulator.cloud.faults.clear, self.service.subscription_id)
        self.emulator.do(self.emulator.cloud.load, saved)

    def _inject(self, kind: str, number: int) -> None:
        rule: dict[str, Any] = {"nth": number}
        if kind == "locked_by":
            known = [row for row in self.emulator.do(self.emulator.cloud.save)["kept"] if row[1] == "operation"]
            holder = known[-1][2] if known else "0" * 32
            rule["message"] = (
                f"Windows Azure is currently performing an operation with x-ms-requestid {holder} on this hosted "
                "service that requires exclusive access."
            )
        self.service.inject_fault("locked" if kind == "locked_by" else kind, **rule)


def _is_between_equals(journal: list[Entry], number: int) -> bool:
    """Whether the request of a number is a read that asked and heard the same as the one before and the one after."""
    around = journal[max(0, number - 2) : number + 1]
    heard = {(entry["method"], entry["path"], entry["status"], entry["response"]) for entry in around}
    return len(around) == 3 and len(heard) == 1 and not is_write(around[1])


def masked(rows: list[Any]) -> list[str]:
    """Stored resources as sorted texts, without what differs between two runs that do the same.

    Addresses are numbered in the order in which they appear, so that the same one is the same everywhere.
    """
    texts, numbers = [], dict[str, str]()
    for row in rows:
        text = json.dumps(row, sort_keys=True)
        for pattern, replacement in MASKS:
            text = pattern.sub(replacement, text)
        texts.append(text)
    texts.sort(key=lambda text: ADDRESS.sub("ADDRESS", text))
    return [
        ADDRESS.sub(lambda match: numbers.setdefault(match[0], f"ADDRESS {len(numbers) + 1}"), text) for text in texts
    ]
