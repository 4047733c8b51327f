# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in pieces: what is empty, what is there, and what is no VHD."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob import chunks, vhd
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.chunks import Range
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.services.storage.blob.conftest import (
    MEBIBYTE,
    fixed_vhd,
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (bytes(10), []),
        (b"a", [(0, 1)]),
        (b"\0\0\0\0a", [(4, 5)]),
        (b"aaaa\0\0\0\0\0\0\0\0aaaaaaaa", [(0, 4), (12, 20)]),
        (b"a\0\0\0\0\0\0a\0\0\0\0", [(0, 8)]),
    ],
)
def test_extents(content: bytes, expected: list[Range]) -> None:
    assert chunks.extents(content, 4) == expected


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [([], []), ([(4, 8), (0, 4)], [(0, 8)]), ([(0, 9), (2, 3)], [(0, 9)]), ([(0, 4), (5, 6)], [(0, 4), (5, 6)])],
)
def test_merged(ranges: list[Range], expected: list[Range]) -> None:
    assert chunks.merge(ranges) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(0, 4, True), (1, 3, True), (0, 5, False), (4, 8, False), (6, 9, False), (8, 12, True), (20, 21, False)],
)
def test_covers(start: int, end: int, expected: bool) -> None:
    assert chunks.covers([(0, 4), (8, 12)], start, end) is expected
    assert chunks.covers([], start, end) is False


@pytest.mark.parametrize("size", [0, 1, chunks.BLOCK, 50_000 * chunks.BLOCK, 50_000 * chunks.BLOCK + 1, 10**13])
def test_block_count_stays_within_limit(size: int) -> None:
    assert -(-size // chunks.block_size(size)) <= chunks.MAX_BLOCKS
    assert (chunks.block_size(size) == chunks.BLOCK) is (size <= 50_000 * chunks.BLOCK)


def test_block_ids_are_unique_and_equal_length() -> None:
    ids = {chunks.block_id(number, content) for number in (0, 1, 49_999) for content in (b"", b"a", bytes(1000))}
    assert len(ids) == 9
    assert {len(each) for each in ids} == {49}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (fixed_vhd(bytes(MEBIBYTE)), None),
        (fixed_vhd(bytes(MEBIBYTE), original=7), None),
        (fixed_vhd(bytes(MEBIBYTE))[1:], "it has 1049087 bytes, and a fixed VHD, like the page blob that it becomes"),
        (b"", "it is no VHD"),
        (bytes(512), "it is no VHD"),
        (bytes(MEBIBYTE), "it is no VHD, since it does not end in the footer of one"),
        (b"vhdxfile" + bytes(100), "it is a VHDX, and the service takes fixed VHDs only"),
        (fixed_vhd(bytes(MEBIBYTE), kind=3), "it is a dynamic VHD, and the service takes fixed ones only"),
        (fixed_vhd(bytes(MEBIBYTE), kind=4), "it is a differencing VHD, and the service takes fixed ones only"),
        (fixed_vhd(bytes(MEBIBYTE), kind=9), "it is a VHD of type 9"),
        (fixed_vhd(bytes(MEBIBYTE), checksum=1), "the checksum of its footer is 00000001 and should be "),
        (fixed_vhd(bytes(MEBIBYTE), current=2 * MEBIBYTE), "its footer tells of a disk of 2097152 bytes, and the file"),
        (fixed_vhd(bytes(512)), "the disk in it has 512 bytes, and the service makes disks of whole mebibytes only"),
    ],
)
def test_vhd_validation(content: bytes, rule: str | None) -> None:
    returned = vhd.validate(content[:512], content[-512:], len(content))
    assert returned is None if rule is None else returned and returned.startswith(rule)
