# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads of files as blobs, which continue where an interrupted one ended.

The service keeps the blocks and pages that were sent. A block is found by its id, which is a digest of its content. The
sequence number of a page blob stands for the file; each page is written on the condition that it is the same, so that
uploads of two files never mix.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.vhd import PAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.parallel import in_parallel
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.resource_progress import HEARTBEAT

MEBIBYTE = 1024 * 1024
PROGRESS_STEPS = 10
"""How many times the progress of an upload is reported at least; that of a slow one is every HEARTBEAT seconds."""


def requests_of(file: LocalFile, blob_type: str, have: Values | None) -> list[str]:
    """Return the names of the requests that upload a file, each once; ``have`` is the blob that exists."""
    if blob_type == "page":
        begun = [] if _is_begun(file, have) else ["PutBlob"]
        return [*begun, "PutPage", "SetBlobProperties"]
    return ["PutBlob"] if file.size <= BLOCK else ["PutBlock", "PutBlockList"]


def upload(blob: Blob, file: LocalFile, have: Values | None, want: Values, context: Context) -> None:
    """Upload the file as a blob with the properties ``want``. Raises PreconditionError if the file changes."""
    properties = {**(have or {}), **want}
    if want["type"] == "page":
        _upload_pages(blob, file, have, properties, context)
    elif file.size <= BLOCK:
        blob.put(b"".join(file.pieces(BLOCK)), properties)
    else:
        _upload_blocks(blob, file, properties, context)


def _upload_blocks(blob: Blob, file: LocalFile, properties: Values, context: Context) -> None:
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

    _report_progress(in_parallel(send, blocks(), PARALLEL), blob, file, context)
    blob.put_block_list(block_ids, properties)


def _upload_pages(blob: Blob, file: LocalFile, have: Values | None, properties: Values, context: Context) -> None:
    """Upload a page blob. The footer is sent last: without it the blob is no disk yet."""
    number, written, footer = sequence_number(file), list[Range](), b""
    if _is_begun(file, have):
        written = merge(blob.page_ranges())
    else:
        blob.create_pages(file.size, number, {**properties, "content_md5": None}, have["etag"] if have else None)

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

    _report_progress(in_parallel(send, pieces(), PARALLEL), blob, file, context)
    etag = blob.put_page(file.size - PAGE, footer, number)
    blob.set_properties(properties, etag)


def sequence_number(file: LocalFile) -> int:
    """Return the sequence number of a blob that is uploaded from a file: 53 bits of its MD5.

    That is as many as numbers have in JavaScript, in which an emulator is written. It is never 0, the default.
    """
    return int.from_bytes(base64.b64decode(file.md5)[:7], "big") % (2**53 - 1) + 1


def _is_begun(file: LocalFile, have: Values | None) -> bool:
    """Return whether the blob is an interrupted upload of this file."""
    return have is not None and (have["type"], have["size"], have["sequence_number"], have["content_md5"]) == (
        "page",
        file.size,
        sequence_number(file),
        None,
    )


def _report_progress(done: Iterator[int], blob: Blob, file: LocalFile, context: Context) -> None:
    """Wait for all parts, and report how many bytes of the file are done."""
    sofar, reported, last_line = 0, 0, context.clock.monotonic()
    for size in done:
        sofar += size
        steps, now = sofar * PROGRESS_STEPS // file.size, context.clock.monotonic()
        if steps > reported or now >= last_line + HEARTBEAT:
            reported, last_line = steps, now
            done_of_all = f"{sofar // MEBIBYTE} of {file.size // MEBIBYTE} MiB"
            context.progress.show(f"blob {blob.container}/{blob.name}: {done_of_all}")
