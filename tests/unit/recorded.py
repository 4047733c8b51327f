# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recorded traffic of the real service, which is not part of the project: ASM_RECORDINGS says where it is."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

MISSING = "there are no recordings: ASM_RECORDINGS does not name a file of them"
DOTNET = "dotnet.jsonl"
MISSING_DOTNET = f"there is no {DOTNET} beside the file that ASM_RECORDINGS names"

# What later resources will claim. A test says so when one of these is claimed and still stands here.
LATER = frozenset(("ListResourceExtensions",))


@dataclass(frozen=True)
class Exchange:
    """A request to the real service, and its answer."""

    number: int
    scenario: str
    group: str
    operation: str
    method: str
    path: str
    request: bytes
    status: int
    headers: dict[str, str]
    response: bytes
    version: str = "2014-10-01"
    omitted: tuple[str, ...] = ()
    """Paths of elements that only items have which the recording leaves out."""

    @property
    def name(self) -> str:
        """The service's name of the request, without what its query asks for besides."""
        if self.operation in ("RoleOperation", "RolesOperation"):
            return (re.search(rb"<(\w+)Operation ", self.request) or [b"", b""])[1].decode()
        return self.operation.partition("+")[0]

    @property
    def moment(self) -> float:
        """When it was answered, in seconds since 1970."""
        return parsedate_to_datetime(self.headers["date"]).timestamp()

    def __str__(self) -> str:
        return f"{self.number}-{self.operation}-{self.status}"


def _exchange(number: int, line: dict[str, Any]) -> Exchange:
    return Exchange(
        number,
        line["test"],
        line["group"],
        line["op"],
        line["method"],
        line["path"],
        (line["req_body"] or "").encode(),
        line["status"],
        line["headers"],
        line["body"].encode(),
        line.get("x_ms_version") or "2014-10-01",
        tuple((line.get("omitted") or {}).get("only_there", ())),
    )


def exchanges() -> list[Exchange]:
    """Those of the Python SDK, in their order; none where there are no recordings."""
    return _read(_path())


def dotnet_exchanges() -> list[Exchange]:
    """Those of Microsoft's .NET clients, in their order; none where there are none beside the others."""
    return _read(_path().with_name(DOTNET))


def _path() -> Path:
    return Path(os.environ.get("ASM_RECORDINGS") or "/nonexistent/none")


def _read(path: Path) -> list[Exchange]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as lines:
        return [_exchange(number, json.loads(line)) for number, line in enumerate(lines, 1)]
