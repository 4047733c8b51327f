# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a file becomes a blob: in which requests, and what need not be sent again after an upload was cut.

Blocks and pages that were sent stay with the service. A block is found again by its id, which names its content. Of
pages, the blob's sequence number says of which file they are; it is also the condition under which each is written, so
that two uploads of different files never mix.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob import Blob, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import PARALLEL
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.chunks import (
    BLOCK,
    Range,
    block_id,
    block_size,
    covers,
    extents,
    merge,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.local_file import LocalFile
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.parallel import in_parallel
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.vhd import PAGE

MEBIBYTE = 1024 * 1024
STEPS = 10
"""As often is it said how far an upload is."""


def requests_of(file: LocalFile, blob_type: str, have: Values | None) -> list[str]:
    """The requests that make a blob of a file, each once."""
    if blob_type == "page":
        begun = [] if _is_begun(file, have) else ["PutBlob"]
        return [*begun, "PutPage", "SetBlobProperties"]
    return ["PutBlob"] if file.size <= BLOCK else ["PutBlock", "PutBlockList"]


def upload(blob: Blob, file: LocalFile, have: Values | None, want: Values, progress: Callable[[str], None]) -> None:
    """Make the blob what C(want) says, of the file. Raises Refused if the file changes meanwhile."""
    about = {**(have or {}), **want}
    if want["type"] == "page":
        _upload_pages(blob, file, have, about, progress)
    elif file.size <= BLOCK:
        blob.put(b"".join(file.pieces(BLOCK)), about)
    else:
        _upload_blocks(blob, file, about, progress)


def _upload_blocks(blob: Blob, file: LocalFile, about: Values, progress: Callable[[str], None]) -> None:
    there, block_ids = blob.block_ids(), []

    def blocks() -> Iterator[tuple[str, bytes]]:
        for number, content in enumerate(file.pieces(block_size(file.size))):
            block_ids.append(block_id(number, content))
            yield block_ids[-1], content

    def send(block: tuple[str, bytes]) -> int:
        known, content = block
        if known not in there:
            blob.put_block(known, content)
        return len(content)

    _see_through(in_parallel(send, blocks(), PARALLEL), blob, file, progress)
    blob.put_block_list(block_ids, about)


def _upload_pages(
    blob: Blob, file: LocalFile, have: Values | None, about: Values, progress: Callable[[str], None]
) -> None:
    """The footer goes last: a disk without it is none."""
    number, written, footer = sequence_number(file), list[Range](), b""
    if _is_begun(file, have):
        written = merge(blob.page_ranges())
    else:
        blob.create_pages(file.size, number, {**about, "content_md5": None}, have["etag"] if have else None)

    def pieces() -> Iterator[tuple[int, bytes]]:
        nonlocal footer
        for index, content in enumerate(file.pieces(BLOCK)):
            start = index * BLOCK
            if start + len(content) == file.size:
                content, footer = content[:-PAGE], content[-PAGE:]
            yield start, content

    def send(piece: tuple[int, bytes]) -> int:
        offset, content = piece
        for start, end in extents(content):
            if not covers(written, offset + start, offset + end):
                blob.put_page(offset + start, content[start:end], number)
        return len(content)

    _see_through(in_parallel(send, pieces(), PARALLEL), blob, file, progress)
    etag = blob.put_page(file.size - PAGE, footer, number)
    blob.set_properties(about, etag)


def sequence_number(file: LocalFile) -> int:
    """What stands for a file in the sequence number of a blob: 53 bits, as many as JavaScript's numbers hold, of its
    MD5. Never 0, which all other blobs have."""
    return int.from_bytes(base64.b64decode(file.md5)[:7], "big") % (2**53 - 1) + 1


def _is_begun(file: LocalFile, have: Values | None) -> bool:
    """Whether the blob is of this file, as far as somebody came with it."""
    return have is not None and (have["type"], have["size"], have["sequence_number"], have["content_md5"]) == (
        "page",
        file.size,
        sequence_number(file),
        None,
    )


def _see_through(done: Iterator[int], blob: Blob, file: LocalFile, progress: Callable[[str], None]) -> None:
    """Take what is done until all is, and say how far it is."""
    sofar, reported = 0, 0
    for size in done:
        sofar += size
        if sofar * STEPS // file.size > reported:
            reported = sofar * STEPS // file.size
            progress(f"{blob.container}/{blob.name}: {sofar // MEBIBYTE} of {file.size // MEBIBYTE} MiB")
