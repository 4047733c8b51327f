# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator remembers: JSON values in SQLite, in memory or in a file that survives a restart.

A value has a subscription, a kind and a name. Names are compared without case, as the service does, and keep their
spelling. A request is one transaction: it happens wholly or not at all, also when the process is killed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS kept (
    subscription TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, value TEXT NOT NULL,
    PRIMARY KEY (subscription, kind, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS world ON kept (kind, name);
CREATE TABLE IF NOT EXISTS timers (
    number INTEGER PRIMARY KEY, due REAL NOT NULL, subscription TEXT NOT NULL,
    effect TEXT NOT NULL, facts TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS soonest ON timers (due, number);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""

Value = dict[str, Any]


class Store:
    """C(path) is a file, or None for memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all that is done inside, or nothing of it if it raises."""
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def get(self, subscription: str, kind: str, name: str) -> Value | None:
        row = self._db.execute(
            "SELECT value FROM kept WHERE subscription = ? AND kind = ? AND name = ?", (subscription, kind, name)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, subscription: str, kind: str, name: str, value: Value) -> None:
        self._db.execute("REPLACE INTO kept VALUES (?, ?, ?, ?)", (subscription, kind, name, json.dumps(value)))

    def delete(self, subscription: str, kind: str, name: str) -> None:
        self._db.execute(
            "DELETE FROM kept WHERE subscription = ? AND kind = ? AND name = ?", (subscription, kind, name)
        )

    def all(self, subscription: str, kind: str, below: str = "") -> list[Value]:
        """The values of a kind in the order of their names; with C(below), those whose names begin so."""
        rows = self._db.execute(
            "SELECT value FROM kept WHERE subscription = ? AND kind = ? AND name >= ? AND name < ? || char(1114111)",
            (subscription, kind, below, below),
        )
        return [json.loads(value) for (value,) in rows]

    def all_of_world(self, kind: str) -> list[Value]:
        """The values of a kind in all subscriptions."""
        return [json.loads(value) for (value,) in self._db.execute("SELECT value FROM kept WHERE kind = ?", (kind,))]

    def count(self, subscription: str, kind: str) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM kept WHERE subscription = ? AND kind = ?", (subscription, kind)
        ).fetchone()
        return int(row[0])

    def owner(self, kind: str, name: str) -> str | None:
        """The subscription that has the name, which is unique in the world."""
        row = self._db.execute("SELECT subscription FROM kept WHERE kind = ? AND name = ?", (kind, name)).fetchone()
        return None if row is None else str(row[0])

    def next_number(self, name: str) -> int:
        """1, 2, 3 and so on, for each name."""
        row = self._db.execute(
            "INSERT INTO numbers VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        ).fetchone()
        return int(row[0])

    def set_timer(self, due: float, subscription: str, effect: str, facts: Value) -> None:
        """Have an effect happen at a moment."""
        self._db.execute(
            "INSERT INTO timers (due, subscription, effect, facts) VALUES (?, ?, ?, ?)",
            (due, subscription, effect, json.dumps(facts)),
        )

    def take_timer(self, now: float) -> tuple[float, str, str, Value] | None:
        """The next effect that is due, which is forgotten: its moment, subscription, name and facts."""
        row = self._db.execute(
            "DELETE FROM timers WHERE number = (SELECT number FROM timers WHERE due <= ? ORDER BY due, number LIMIT 1)"
            " RETURNING due, subscription, effect, facts",
            (now,),
        ).fetchone()
        return None if row is None else (row[0], row[1], row[2], json.loads(row[3]))

    def clear(self, subscription: str) -> dict[str, int]:
        """Forget all that a subscription has, but not the subscription; how many of each kind there were."""
        rows = self._db.execute(
            "SELECT kind, count(*) FROM kept WHERE subscription = ? AND kind <> 'subscription' GROUP BY kind",
            (subscription,),
        ).fetchall()
        self._db.execute("DELETE FROM kept WHERE subscription = ? AND kind <> 'subscription'", (subscription,))
        self._db.execute("DELETE FROM timers WHERE subscription = ?", (subscription,))
        return dict(rows)

    def dump(self) -> dict[str, list[list[Any]]]:
        """All of it, as JSON can hold it."""
        kept = [[*row[:3], json.loads(row[3])] for row in self._db.execute("SELECT * FROM kept")]
        timers = [
            [*row[:3], json.loads(row[3])]
            for row in self._db.execute("SELECT due, subscription, effect, facts FROM timers ORDER BY number")
        ]
        return {"kept": kept, "timers": timers}

    def load(self, dumped: dict[str, list[list[Any]]]) -> None:
        """Become what C(dump) once gave."""
        self._db.execute("DELETE FROM kept")
        self._db.execute("DELETE FROM timers")
        for subscription, kind, name, value in dumped["kept"]:
            self.put(subscription, kind, name, value)
        for due, subscription, effect, facts in dumped["timers"]:
            self.set_timer(due, subscription, effect, facts)

    def close(self) -> None:
        self._db.close()
