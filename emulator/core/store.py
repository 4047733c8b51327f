# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the emulator: JSON values in SQLite, in memory or in a file that survives a restart.

A value has a subscription, a kind and a name. Names are compared without case, as the service does, and keep their
spelling. What is done in a transaction happens wholly or not at all, also when the process is killed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

TABLES = """
CREATE TABLE IF NOT EXISTS kept (
    subscription TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, value TEXT NOT NULL,
    PRIMARY KEY (subscription, kind, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_kind ON kept (kind, name);
CREATE INDEX IF NOT EXISTS counted ON kept (subscription, kind);
CREATE TABLE IF NOT EXISTS timers (
    number INTEGER PRIMARY KEY, due REAL NOT NULL, subscription TEXT NOT NULL,
    effect TEXT NOT NULL, facts TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS soonest ON timers (due, number);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""

APPLICATION_ID = 0x41534D31
"""The application_id that tells a file of the emulator from other databases."""

FORMAT = 1
"""The user_version of the file: it grows with changes that an older emulator could not read."""

MAGIC = b"SQLite format 3\0"
HEADER = struct.Struct(">60xi4xi28x")
"""user_version and application_id in the first 100 bytes of a file (https://www.sqlite.org/fileformat2.html#the_database_header)."""

Value = dict[str, Any]


class Timer(NamedTuple):
    """An effect that happens at a moment, in seconds since 1970: its name, and the facts that it needs."""

    due: float
    subscription: str
    effect: str
    facts: Value


ROWS: dict[str, tuple[type | tuple[type, ...], ...]] = {
    "kept": (str, str, str, dict),
    "timers": ((int, float), str, str, dict),
    "numbers": (str, int),
}
"""The tables of a dump, with the types of the values in a row."""


class UnusableState(Exception):
    """A file cannot hold the state; the text says which, why, and what helps."""


def unusable(path: Path | None, reason: str) -> UnusableState:
    """The exception for a file that may be at fault itself. It stays as it is."""
    return UnusableState(
        f"{path} cannot keep the state: {reason}: put back a copy of it, or move it away, with {path}-wal if there is "
        "one, and the emulator begins with an empty state"
    )


def check_dump(dumped: Mapping[str, Any]) -> None:
    """Raise ValueError unless ``Store.load`` can take it."""
    for table, kinds in ROWS.items():
        _check_rows(table, dumped.get(table), kinds)


def _check_rows(table: str, rows: object, kinds: tuple[type | tuple[type, ...], ...]) -> None:
    if not isinstance(rows, list):
        raise ValueError(f"a saved state has a list of {table}")
    for number, row in enumerate(rows):
        fits = isinstance(row, list) and len(row) == len(kinds)
        if not fits or not all(isinstance(value, kind) for value, kind in zip(row, kinds, strict=True)):
            raise ValueError(f"number {number} of the {table} of the saved state is not as it should be")


def _create_private(path: Path) -> bool:
    """Create the file, unless it exists, readable for nobody else: it will hold keys of storage accounts.

    Returns whether it was created. Raises UnusableState, also if there is only the file that belongs beside it.
    """
    beside = path.with_name(f"{path.name}-wal")
    try:
        if beside.exists() and not path.exists():
            raise UnusableState(
                f"{path} cannot keep the state: it is missing, and {beside}, which belongs to it, is there: "
                "put it back, or move that file away too"
            )
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return False
    except OSError as error:
        raise UnusableState(f"{path} cannot keep the state: {error.strerror}") from error
    return True


def _check_header(path: Path) -> None:
    """Raise UnusableState unless a file begins as those of the emulator do. One of something else stays untouched."""
    try:
        with path.open("r+b") as file:
            head = file.read(HEADER.size)
    except OSError as error:
        raise UnusableState(f"{path} cannot keep the state: {error.strerror}") from error
    if not head:
        raise unusable(path, "it is empty")
    if not head.startswith(MAGIC):
        raise unusable(path, "it is no state of the emulator")
    if len(head) < HEADER.size:
        raise unusable(path, "it is damaged (it ends too soon)")
    version, application_id = HEADER.unpack(head)
    if application_id != APPLICATION_ID:
        raise unusable(path, "it is a database of something else")
    if version > FORMAT:
        raise unusable(path, f"a newer emulator wrote it (format {version}, this one reads formats up to {FORMAT})")


def _value(text: object) -> Any:
    """The value that a text in the file stands for. Raises ValueError if it is none."""
    try:
        return json.loads(str(text))
    except ValueError:
        raise ValueError("it is damaged (a value in it is not JSON)") from None


class Store:
    """``path`` is a file that one process has at a time, made if it is not there, or None for memory.

    Raises UnusableState: also for a file that is damaged, or not the emulator's, which stays as it is.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._on_commit: list[Callable[[], None]] = []
        self.is_new = path is None or _create_private(path)
        if path and not self.is_new:
            _check_header(path)
        self._db = sqlite3.connect(path or ":memory:", timeout=1, isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        try:
            self._open()
        except sqlite3.Error as error:
            self._db.close()
            if path and self.is_new:
                path.unlink()
            if not isinstance(error, sqlite3.OperationalError):
                raise unusable(path, f"it is damaged ({error})") from error
            locked = "another process is using it" if "locked" in str(error) else f"{error}"
            raise UnusableState(f"{path} cannot keep the state: {locked}") from error

    def _open(self) -> None:
        """In WAL mode what is committed survives the end of the process, though perhaps not that of the machine.

        The tables are made before it is entered: so they are in the file itself, whatever becomes of the one beside it.
        """
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
        if self.is_new:
            self._db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            self._db.execute(f"PRAGMA user_version={FORMAT}")
            self._db.executescript(TABLES)
        else:
            self._check()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()

    def _check(self) -> None:
        """Raise sqlite3.DatabaseError if the file is damaged."""
        (found,) = self._db.execute("PRAGMA integrity_check(1)").fetchone()
        tables = {name for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        missing = sorted(set(ROWS) - tables)
        if found != "ok" or missing:
            raise sqlite3.DatabaseError(f"it has no {', '.join(missing)}" if missing else found.splitlines()[-1])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that is done inside, or roll it back if an exception is raised."""
        self._db.execute("BEGIN")
        self._on_commit.clear()
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        for action in self._on_commit:
            action()

    @property
    def changes(self) -> int:
        """A number that grows with every row that is changed."""
        return self._db.total_changes

    def on_commit(self, action: Callable[[], None]) -> None:
        """Have something done outside the state when the transaction is committed, and not if it is rolled back."""
        if self._db.in_transaction:
            self._on_commit.append(action)
        else:
            action()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Within a transaction, undo all that is done inside if an exception is raised."""
        self._db.execute("SAVEPOINT inner")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK TO inner")
                self._db.execute("RELEASE inner")
            raise
        self._db.execute("RELEASE inner")

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
        """The values of a kind in the order of their names; with ``below``, those whose names begin so."""
        query, arguments = "SELECT value FROM kept WHERE subscription = ? AND kind = ?", [subscription, kind]
        if below:
            first = below.lower()
            query += " AND name >= ? AND name < ?"
            arguments += [first, first[:-1] + chr(ord(first[-1]) + 1)]
        return [json.loads(value) for (value,) in self._db.execute(query, arguments)]

    def all_subscriptions(self, kind: str) -> list[Value]:
        """The values of a kind in all subscriptions."""
        return [json.loads(value) for (value,) in self._db.execute("SELECT value FROM kept WHERE kind = ?", (kind,))]

    def items(self, subscription: str, kind: str, limit: int) -> list[tuple[str, Value]]:
        """The first values of a kind, with their names."""
        rows = self._db.execute(
            "SELECT name, value FROM kept WHERE subscription = ? AND kind = ? LIMIT ?", (subscription, kind, limit)
        )
        return [(name, json.loads(value)) for name, value in rows]

    def kinds(self, subscription: str) -> list[str]:
        """The kinds that a subscription has something of."""
        rows = self._db.execute("SELECT DISTINCT kind FROM kept WHERE subscription = ? ORDER BY kind", (subscription,))
        return [kind for (kind,) in rows]

    def count(self, subscription: str, kind: str) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM kept WHERE subscription = ? AND kind = ?", (subscription, kind)
        ).fetchone()
        return int(row[0])

    def owner(self, kind: str, name: str) -> str | None:
        """The subscription that has something of a kind and name, of which there is one in all subscriptions."""
        row = self._db.execute("SELECT subscription FROM kept WHERE kind = ? AND name = ?", (kind, name)).fetchone()
        return None if row is None else str(row[0])

    def next_number(self, name: str) -> int:
        """1, 2, 3 and so on, for each name."""
        self._db.execute(
            "INSERT INTO numbers VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1", (name,)
        )
        row = self._db.execute("SELECT value FROM numbers WHERE name = ?", (name,)).fetchone()
        return int(row[0])

    def set_timer(self, due: float, subscription: str, effect: str, facts: Value) -> None:
        """Have an effect happen at a moment."""
        self._db.execute(
            "INSERT INTO timers (due, subscription, effect, facts) VALUES (?, ?, ?, ?)",
            (due, subscription, effect, json.dumps(facts)),
        )

    def take_timer(self, now: float) -> Timer | None:
        """Remove and return the first timer that is due, if there is one."""
        row = self._db.execute(
            "SELECT number, due, subscription, effect, facts FROM timers WHERE due <= ? ORDER BY due, number LIMIT 1",
            (now,),
        ).fetchone()
        if row is None:
            return None
        self._db.execute("DELETE FROM timers WHERE number = ?", row[:1])
        return Timer(row[1], row[2], row[3], json.loads(row[4]))

    def clear(self, subscription: str) -> dict[str, int]:
        """Delete all that a subscription has, but not the subscription; return how many of each kind there were."""
        rows = self._db.execute(
            "SELECT kind, count(*) FROM kept WHERE subscription = ? AND kind <> 'subscription' GROUP BY kind",
            (subscription,),
        ).fetchall()
        self._db.execute("DELETE FROM kept WHERE subscription = ? AND kind <> 'subscription'", (subscription,))
        self._db.execute("DELETE FROM timers WHERE subscription = ?", (subscription,))
        return dict(rows)

    def dump(self) -> dict[str, list[list[Any]]]:
        """The whole state, as JSON can hold it. Raises ValueError if a file has something else in it."""
        kept = [[*row[:3], _value(row[3])] for row in self._db.execute("SELECT * FROM kept")]
        timers = [
            [*row[:3], _value(row[3])]
            for row in self._db.execute("SELECT due, subscription, effect, facts FROM timers ORDER BY number")
        ]
        return {"kept": kept, "timers": timers, "numbers": list(map(list, self._db.execute("SELECT * FROM numbers")))}

    def load(self, dumped: dict[str, list[list[Any]]]) -> None:
        """Become what ``dump`` once returned. Numbers do not go back, so that none is used twice. Raises ValueError."""
        check_dump(dumped)
        self._db.execute("DELETE FROM kept")
        self._db.execute("DELETE FROM timers")
        for subscription, kind, name, value in dumped["kept"]:
            self.put(subscription, kind, name, value)
        for due, subscription, effect, facts in dumped["timers"]:
            self.set_timer(due, subscription, effect, facts)
        for name, value in dumped["numbers"]:
            self._db.execute(
                "INSERT INTO numbers VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
                (name, value),
            )

    def close(self) -> None:
        self._db.close()
