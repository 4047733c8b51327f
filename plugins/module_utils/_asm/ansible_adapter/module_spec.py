# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The spec of a module, apart from how it is run: an argument spec and a function from parameters to a result."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Clock(Protocol):
    """The time of day and the passing of time, in seconds; the standard library's ``time`` module is one."""

    def time(self) -> float:
        """Seconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary moment."""

    def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds."""


class Sessions(Protocol):
    """A cache of sessions for later tasks, by a key that tells credentials and endpoints apart."""

    def get(self, key: Hashable, /) -> Any:
        """Return the session of the key, None if there is none."""

    def keep(self, key: Hashable, session: Any, /) -> None:
        """Put a session into the cache, which closes it later."""


class Progress(Protocol):
    """Where lines about the progress of a task are shown while it runs. Several threads may use one at once."""

    def show(self, line: str, operation_id: str = "") -> None:
        """Show a line. ``operation_id`` is that of the operation it is about, for those who want to see ids."""


class SilentProgress:
    """Shows nothing."""

    def show(self, line: str, operation_id: str = "") -> None:
        pass


def _ignore(sentence: str) -> None:
    pass


@dataclass(frozen=True)
class Context:
    """The task that a module runs for: its modes, and where it warns and shows its progress.

    warn: called with a sentence for the user.
    progress: where lines are shown while the task runs.
    clock: the time, which tests replace.
    sessions: the cache of sessions; without one the module closes the sessions that it opens.
    """

    check_mode: bool = False
    diff: bool = False
    warn: Callable[[str], None] = _ignore
    progress: Progress = field(default_factory=SilentProgress)
    clock: Clock = time
    sessions: Sessions | None = None

    def warn_of_missing(self, sentence: str) -> None:
        """Warn in check mode of what a task refers to and that does not exist."""
        self.warn(f"{sentence}; the task fails unless an earlier one creates it")


@dataclass(frozen=True)
class ReturnValue:
    """A value of a module's result, as the RETURN block documents it.

    description: sentences, in which Ansible's markup is allowed.
    type, elements: names of Ansible's types.
    contains: the values in the dict, or in each dict of the list; empty: not documented one by one.
    returned: when the result has the value, for a value that is not in another one. A dict always has all of its
        values, and those that are not known are null.
    """

    name: str
    description: str
    type: str = "str"
    elements: str = ""
    contains: tuple[ReturnValue, ...] = ()
    returned: str = "success"
    sample: Any = None


@dataclass(frozen=True)
class ModuleSpec:
    """The spec of one module.

    run: gets the validated parameters and the context, returns the result or raises AzureError.
    argument_spec, mutually_exclusive and so on: as AnsibleModule takes them, besides the marks of URLs that may carry a
        secret (``SIGNED_URL`` of the codecs).
    connects: whether the connection options belong to the argument spec.
    returns: what the result has besides ``changed`` and ``diff``.
    """

    run: Callable[[dict[str, Any], Context], dict[str, Any]]
    argument_spec: dict[str, Any]
    returns: tuple[ReturnValue, ...] = ()
    connects: bool = False
    supports_check_mode: bool = True
    mutually_exclusive: tuple[tuple[str, ...], ...] = field(default=())
    required_one_of: tuple[tuple[str, ...], ...] = field(default=())
    required_together: tuple[tuple[str, ...], ...] = field(default=())
    required_if: tuple[tuple[Any, ...], ...] = field(default=())
