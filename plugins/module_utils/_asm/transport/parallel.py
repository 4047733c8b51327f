# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work in parallel threads, with no more items in memory than threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_parallel(work: Callable[[Item], Done], items: Iterable[Item], parallel: int) -> Iterator[Done]:
    """Yield what ``work`` returns for the items, in the order in which it ends; ``parallel`` of them run at a time.

    The next item is taken when a thread is free. An exception is raised when the running threads have ended.
    """
    with ThreadPoolExecutor(parallel) as threads:
        running: set[Future[Done]] = set()
        for item in items:
            running.add(threads.submit(work, item))
            if len(running) == parallel:
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in ended)
        while running:
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in ended)
