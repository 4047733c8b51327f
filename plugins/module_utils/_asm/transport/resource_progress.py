# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines about one resource while a task works on it: when it begins, what it waits for, when it has ended."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock, Progress

HEARTBEAT = 10.0
"""Seconds after which a wait shows that it goes on."""

SHOWN = 3
"""How many of a list that one line has shown the next ones repeat."""

ENDED = {"creating": "created", "changing": "changed", "deleting": "deleted"}

Range = tuple[float, float]


class ResourceProgress:
    """The progress of the work on one resource, in one thread; several of them can share where lines are shown.

    subject: the resource, as messages name it: ``virtual machine web1``.
    verb: what is done with it: creating, changing or deleting, or waiting if it is only waited for.
    """

    def __init__(self, progress: Progress, clock: Clock, subject: str = "", verb: str = "waiting") -> None:
        self.progress = progress
        self.clock = clock
        self.subject = subject
        self.verb = verb
        self._began = clock.monotonic()

    def of(self, subject: str, verb: str = "waiting") -> ResourceProgress:
        """Return the progress of another resource, shown at the same place."""
        return ResourceProgress(self.progress, self.clock, subject, verb)

    def begin(self) -> None:
        """Show that the work on the resource begins."""
        self._began = self.clock.monotonic()
        self.progress.show(f"{self.subject}: {self.verb}")

    def end(self, failed: bool = False) -> None:
        """Show that the work on the resource has ended, and how long it took."""
        ended = f"{self.verb} failed" if failed else ENDED.get(self.verb, "ready")
        self.progress.show(f"{self.subject}: {ended} after {round(self.clock.monotonic() - self._began)} s")

    def wait(self, words: str = "", subject: str = "") -> Wait:
        """Return a wait of the resource that begins now.

        words: what lines say before that which is waited for, instead of the verb and a comma.
        subject: instead of this one's.
        """
        return Wait(self, words or f"{self.verb},", subject or self.subject)


class Wait:
    """A wait: one line when it begins, one for each new state, and one every ``HEARTBEAT`` seconds in between."""

    def __init__(self, resource: ResourceProgress, words: str, subject: str) -> None:
        self.resource = resource
        self.words = words
        self.subject = subject
        self._state = ""
        self._usual: Range | None = None
        self._operation_id = ""
        self._since = self._last_line = resource.clock.monotonic()

    def show(self, state: str, usual: Range | None = None, operation_id: str = "", since: float | None = None) -> None:
        """Show the state of what is waited for: at once if it is new, and else if it is time for a line.

        usual: how long it usually takes, in seconds: at least and at most.
        since: when it began, by the clock; now, if it is not given.
        """
        is_new = state != self._state
        self.expect(state, usual, operation_id, since)
        if is_new:
            self._show_line("")
        else:
            self._show_heartbeat()

    def expect(
        self, state: str, usual: Range | None = None, operation_id: str = "", since: float | None = None
    ) -> None:
        """Set the state without a line: that is shown only if the wait lasts."""
        if state != self._state:
            self._since = self.resource.clock.monotonic() if since is None else since
        self._state, self._usual, self._operation_id = state, usual, operation_id

    def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds, and show lines meanwhile; not at the end, when the wait may be over."""
        clock = self.resource.clock
        while seconds > 0:
            self._show_heartbeat()
            pause = min(seconds, self._last_line + HEARTBEAT - clock.monotonic())
            clock.sleep(pause)
            seconds -= pause

    def _show_heartbeat(self) -> None:
        if self.resource.clock.monotonic() >= self._last_line + HEARTBEAT:
            self._show_line("still ")

    def _show_line(self, still: str) -> None:
        self._last_line = now = self.resource.clock.monotonic()
        passed, usual = round(now - self._since), f"usually {_duration(self._usual)}" if self._usual else ""
        state = _shortened(self._state) if still else self._state
        if passed:
            times = f"{', ' if ' ' in state else ' '}{passed} s{' of ' if usual else ''}{usual}"
        else:
            times = f" ({usual})" if usual else ""
        self.resource.progress.show(f"{self.subject}: {still}{self.words} {state}{times}", self._operation_id)


def _shortened(state: str) -> str:
    """Return the state that a heartbeat repeats: of many instances, the first ones."""
    parts = state.split(", ")
    more = len(parts) - SHOWN
    return state if more <= 1 else f"{', '.join(parts[:SHOWN])} and {more} more"


def _duration(usual: Range) -> str:
    shortest, longest = (round(seconds) for seconds in usual)
    return f"{shortest} s" if shortest == longest else f"{shortest}-{longest} s"
