# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One blob: what is known of it, and the requests that it takes (docs/protocol/storage.md#blob-requests)."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import (
    BlobRefusal,
    BlobService,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.chunks import Range

if TYPE_CHECKING:
    from azure.storage.blob import BlobProperties

Values = dict[str, Any]

TYPES = {"BlockBlob": "block", "PageBlob": "page", "AppendBlob": "append"}
HEADERS = ("content_type", "content_encoding", "content_language", "content_disposition", "cache_control")
"""What a blob says of its content when it is read."""

SHOWN = (
    "storage_account",
    "container",
    "name",
    "url",
    "type",
    "size",
    "content_md5",
    "content_type",
    "last_modified",
    "lease_state",
)
"""What of a blob results tell."""


class Blob:
    """A blob that is there or is to be. C(container_there) is known once it was looked at."""

    def __init__(self, service: BlobService, container: str, name: str) -> None:
        self.service = service
        self.container = container
        self.name = name
        self.container_there = True

    @property
    def _library(self) -> Any:
        return self.service.library.get_blob_client(self.container, self.name)

    @property
    def place(self) -> Values:
        """Where it is, as results tell it."""
        account = self.service.account
        return {
            "storage_account": account.name,
            "container": self.container,
            "name": self.name,
            "url": url_of(account.endpoint, self.container, self.name),
        }

    def look(self) -> Values | None:
        """What the service holds; None if there is no such blob."""
        try:
            found = self.service.ask("GetBlobProperties", self._library.get_blob_properties)
        except BlobRefusal as refusal:
            if refusal.code not in ("BlobNotFound", "ContainerNotFound"):
                raise
            self.container_there = refusal.code != "ContainerNotFound"
            return None
        return {**values(found), **self.place}

    def create_container(self) -> None:
        """Make its container, unless somebody else just did; private, as everything is where nothing is said."""
        container = self.service.library.get_container_client(self.container)
        try:
            self.service.write("CreateContainer", container.create_container)
        except BlobRefusal as refusal:
            if refusal.code != "ContainerAlreadyExists":
                raise

    def put(self, content: bytes, about: Values) -> None:
        """Make it a block blob of this content, at one blow."""
        self.service.write(
            "PutBlob",
            lambda: self._library.upload_blob(content, overwrite=True, validate_content=True, **_spelt(about)),
        )

    def block_ids(self) -> set[str]:
        """The blocks that it is made of, and those that were sent and not used yet."""
        try:
            used, waiting = self.service.ask("GetBlockList", lambda: self._library.get_block_list("all"))
        except BlobRefusal as refusal:
            if refusal.code != "BlobNotFound":
                raise
            return set()
        return {block.id for block in (*used, *waiting)}

    def put_block(self, block_id: str, content: bytes) -> None:
        """Send a block, to be used later."""
        self.service.write("PutBlock", lambda: self._library.stage_block(block_id, content, validate_content=True))

    def put_block_list(self, block_ids: Iterable[str], about: Values) -> None:
        """Make it a block blob of these blocks."""
        from azure.storage.blob import BlobBlock

        blocks = [BlobBlock(block_id) for block_id in block_ids]
        self.service.write("PutBlockList", lambda: self._library.commit_block_list(blocks, **_spelt(about)))

    def create_pages(self, size: int, sequence_number: int, about: Values, etag: str | None) -> None:
        """Make it a page blob of zeros, unless it is not as it was seen: with this etag, or, with None, not there."""
        from azure.core import MatchConditions

        seen = {"match_condition": MatchConditions.IfMissing} if etag is None else _unchanged(etag)
        self.service.write(
            "PutBlob",
            lambda: self._library.create_page_blob(size, sequence_number=sequence_number, **_spelt(about), **seen),
        )

    def page_ranges(self) -> list[Range]:
        """The parts of a page blob that were written."""
        found = self.service.ask("GetPageRanges", lambda: list(self._library.list_page_ranges()))
        return [(each.start, each.end + 1) for each in found]

    def put_page(self, start: int, content: bytes, sequence_number: int) -> str:
        """Write pages, unless somebody else made the blob anew; return its new etag."""
        response: dict[str, str] = self.service.write(
            "PutPage",
            lambda: self._library.upload_page(
                content, start, len(content), validate_content=True, if_sequence_number_eq=sequence_number
            ),
        )
        return response["etag"]

    def set_properties(self, about: Values, etag: str) -> None:
        """Change what it says of its content, unless it is not as it was seen."""
        settings = _spelt(about)["content_settings"]
        self.service.write("SetBlobProperties", lambda: self._library.set_http_headers(settings, **_unchanged(etag)))

    def delete(self) -> None:
        """Take it away, if it is there."""
        try:
            self.service.write("DeleteBlob", self._library.delete_blob)
        except BlobRefusal as refusal:
            if refusal.code != "BlobNotFound":
                raise


def blobs_in(service: BlobService, container: str, prefix: str | None) -> list[Values]:
    """The blobs of a container whose names begin so; none if there is no such container."""
    library = service.library.get_container_client(container)
    try:
        found = service.ask("ListBlobs", lambda: list(library.list_blobs(name_starts_with=prefix)))
    except BlobRefusal as refusal:
        if refusal.code != "ContainerNotFound":
            raise
        return []
    return [{**values(each), **Blob(service, container, each.name).place} for each in found]


def url_of(endpoint: str, container: str, name: str) -> str:
    """The address of a blob, as C(PackageUrl) and C(MediaLink) want it."""
    return f"{endpoint}{quote(container)}/{quote(name, safe='~/')}"


def values(found: BlobProperties) -> Values:
    """What the library read of a blob, as plain values."""
    reported = found.content_settings
    return {
        "type": TYPES.get(str(getattr(found.blob_type, "value", found.blob_type)), "block"),
        "size": found.size,
        "content_md5": base64.b64encode(reported.content_md5).decode("ascii") if reported.content_md5 else None,
        **{name: reported.get(name) for name in HEADERS},
        "metadata": dict(found.metadata or {}),
        "last_modified": found.last_modified.strftime("%Y-%m-%dT%H:%M:%SZ") if found.last_modified else None,
        "lease_state": found.lease.state,
        "sequence_number": found.page_blob_sequence_number,
        "etag": found.etag,
    }


def rendered(blob: Values) -> Values:
    """A blob as results tell it."""
    return {name: blob.get(name) for name in SHOWN}


def _spelt(about: Values) -> dict[str, Any]:
    """What is sent beside the content: what readers are told of it, and what was noted on it."""
    from azure.storage.blob import ContentSettings

    md5 = about.get("content_md5")
    settings = ContentSettings(
        **{name: about.get(name) for name in HEADERS}, content_md5=bytearray(base64.b64decode(md5)) if md5 else None
    )
    return {"content_settings": settings, "metadata": about.get("metadata") or None}


def _unchanged(etag: str) -> dict[str, Any]:
    """The condition that a blob is as it was seen."""
    from azure.core import MatchConditions

    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}
