# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying out many jobs side by side: each after those that it needs, and one at a time of those that share a lock."""

from __future__ import annotations

import heapq
import threading
import traceback
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError


@dataclass(eq=False)
class Job:
    """Something to do.

    work: gets a function to call when the lock is no longer needed, returns the result or raises AzureError.
    needs: the jobs that have to succeed before.
    lock: jobs with an equal lock are done one at a time, in their order; None: it needs none.
    waits_for_lock: called with the job that has the lock, when this one has to wait for it.

    result, error: what came of it. Without either it was not begun.
    """

    work: Callable[[Callable[[], None]], Any]
    needs: Sequence[Job] = ()
    lock: Hashable = None
    waits_for_lock: Callable[[Job], None] = lambda holder: None
    result: Any = None
    error: AzureError | None = None
    is_done: bool = False


class UnexpectedError(AzureError):
    """A bug in this collection. The traceback is for the developers."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"unexpected {type(error).__name__}: {error}")
        self.traceback = "".join(traceback.format_exception(error))


@dataclass
class Executor:
    """Runs jobs in ``parallel`` threads. A job that fails stops those that need it, and no others."""

    parallel: int
    _ready: list[int] = field(default_factory=list)
    _running: int = 0
    _holders: dict[Hashable, int] = field(default_factory=dict)
    _parked: dict[Hashable, deque[int]] = field(default_factory=lambda: defaultdict(deque))

    def run(self, jobs: Sequence[Job]) -> None:
        """Return when all jobs are done that can be."""
        number = {id(job): index for index, job in enumerate(jobs)}
        dependents: dict[int, list[int]] = defaultdict(list)
        missing = [len(job.needs) for job in jobs]
        for index, job in enumerate(jobs):
            for need in job.needs:
                dependents[number[id(need)]].append(index)
        self._ready = [index for index in range(len(jobs)) if not missing[index]]
        inbox: SimpleQueue[int | None] = SimpleQueue()
        events: SimpleQueue[tuple[int, bool]] = SimpleQueue()
        threads = [
            threading.Thread(target=_work, args=(jobs, inbox, events), daemon=True)
            for dummy in range(min(self.parallel, len(jobs)))
        ]
        for thread in threads:
            thread.start()
        try:
            while self._start(jobs, inbox):
                index, has_ended = events.get()
                self._release(jobs[index].lock, index)
                if not has_ended:
                    continue
                self._running -= 1
                if jobs[index].is_done:
                    for other in dependents[index]:
                        missing[other] -= 1
                        if not missing[other]:
                            heapq.heappush(self._ready, other)
        finally:
            for dummy in threads:
                inbox.put(None)

    def _start(self, jobs: Sequence[Job], inbox: SimpleQueue[int | None]) -> bool:
        """Start what can be started now; return whether anything is running."""
        while self._ready and self._running < self.parallel:
            index = heapq.heappop(self._ready)
            lock = jobs[index].lock
            if lock is not None and lock in self._holders:
                jobs[index].waits_for_lock(jobs[self._holders[lock]])
                self._parked[lock].append(index)
                continue
            if lock is not None:
                self._holders[lock] = index
            self._running += 1
            inbox.put(index)
        return self._running > 0

    def _release(self, lock: Hashable, index: int) -> None:
        """Give a lock, if the job has it, to the next one that waits for it."""
        if lock is not None and self._holders.get(lock) == index:
            del self._holders[lock]
            if self._parked[lock]:
                heapq.heappush(self._ready, self._parked[lock].popleft())


def _work(jobs: Sequence[Job], inbox: SimpleQueue[int | None], events: SimpleQueue[tuple[int, bool]]) -> None:
    """Do the jobs of the inbox; tell of each when it has released its lock, and when it has ended."""
    while (index := inbox.get()) is not None:
        job, number = jobs[index], index
        try:
            job.result = job.work(lambda number=number: events.put((number, False)))  # type: ignore[misc]
            job.is_done = True
        except AzureError as error:
            job.error = error
        except Exception as error:  # noqa: BLE001 - a bug: the other resources are not to suffer from it
            job.error = UnexpectedError(error)
        events.put((index, True))
