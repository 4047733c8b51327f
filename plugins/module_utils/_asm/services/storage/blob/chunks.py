# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file cut into what goes over the wire one by one: blocks with ids that name their content, and pages."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections.abc import Iterable

BLOCK = 4 * 1024 * 1024
"""Also the most that one Put Page takes (docs/protocol/storage.md#blob-chunks)."""

MOST_BLOCKS = 50_000
GRAIN = 64 * 1024
"""Zeros shorter than this are sent: a request of their own would cost more."""

Range = tuple[int, int]
"""Where something begins, and where it has ended."""


def block_size(size: int) -> int:
    """How large the blocks of a blob are, so that there are not too many."""
    return max(BLOCK, -(-size // MOST_BLOCKS))


def block_id(number: int, content: bytes) -> str:
    """The id of a block: who finds it at the service need not send the content again.

    All ids of a blob have to have the same length, of at most 64 bytes (docs/protocol/storage.md#blob-chunks).
    """
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode("ascii")
    return f"{number:05}{digest}"


def extents(content: bytes, grain: int = GRAIN) -> list[Range]:
    """The parts of the content that are not all zero, cut at multiples of the grain."""
    starts = range(0, len(content), grain)
    pieces = ((start, content[start : start + grain]) for start in starts)
    return merge((start, start + len(piece)) for start, piece in pieces if any(piece))


def merge(ranges: Iterable[Range]) -> list[Range]:
    """The ranges in their order, with those that touch or overlap made one: emulators do not merge them."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def covers(ranges: list[Range], start: int, end: int) -> bool:
    """Whether one of the merged ranges holds all from C(start) to C(end)."""
    index = bisect_right(ranges, start, key=lambda current: current[0]) - 1
    return index >= 0 and ranges[index][1] >= end
