# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts in which a file is uploaded: blocks with ids that are digests of their content, and ranges of pages."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections.abc import Iterable

BLOCK = 4 * 1024 * 1024
"""The size of a block in bytes, which is also the limit of one Put Page (docs/protocol/storage.md#blob-chunks)."""

MAX_BLOCKS = 50_000
GRAIN = 64 * 1024
"""Bytes. Shorter runs of zeros are sent: leaving them out would take one more request."""

Range = tuple[int, int]
"""The offsets of the first byte and of the one after the last."""


def block_size(size: int) -> int:
    """Return the size of the blocks of a blob in bytes, with which it has MAX_BLOCKS at most."""
    return max(BLOCK, -(-size // MAX_BLOCKS))


def block_id(number: int, content: bytes) -> str:
    """Return the id of a block, which is a digest: a block with this id need not be sent again.

    All ids of a blob have to have the same length, of at most 64 bytes (docs/protocol/storage.md#blob-chunks).
    """
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode("ascii")
    return f"{number:05}{digest}"


def extents(content: bytes, grain: int = GRAIN) -> list[Range]:
    """Return the ranges of the content that are not all zero, cut at multiples of the grain."""
    starts = range(0, len(content), grain)
    pieces = ((start, content[start : start + grain]) for start in starts)
    return merge((start, start + len(piece)) for start, piece in pieces if any(piece))


def merge(ranges: Iterable[Range]) -> list[Range]:
    """Return the ranges in order, with those that touch or overlap merged, which emulators do not do."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def covers(ranges: list[Range], start: int, end: int) -> bool:
    """Return whether one of the merged ranges holds all bytes from ``start`` to ``end``."""
    index = bisect_right(ranges, start, key=lambda current: current[0]) - 1
    return index >= 0 and ranges[index][1] >= end
