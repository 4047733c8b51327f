# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One blob: its state, and the requests that change it (docs/protocol/storage.md#blob-requests)."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ReturnValue
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
"""The content headers that are stored with a blob."""

BLOB = (
    ReturnValue("storage_account", "Name of the storage account."),
    ReturnValue("container", "Name of the container."),
    ReturnValue("name", "Name of the blob."),
    ReturnValue("url", "URL of the blob, which the service accepts for a package, a disk or an image."),
    ReturnValue("type", "Type of the blob, V(block), V(page) or V(append)."),
    ReturnValue("size", "Size of the blob, in bytes.", "int"),
    ReturnValue("content_md5", "MD5 digest of the content, in base64. Other clients may not have stored one."),
    ReturnValue("content_type", "Media type of the content."),
    ReturnValue("last_modified", "Time of the last change of the blob, in UTC."),
    ReturnValue("lease_state", "State of the lease. V(leased) when a disk or an image is registered on the blob."),
)
"""A blob as results show it."""


class Blob:
    """A blob that exists or is created. ``container_exists`` is known after ``read``."""

    def __init__(self, service: BlobService, container: str, name: str) -> None:
        self.service = service
        self.container = container
        self.name = name
        self.container_exists = True

    @property
    def _library(self) -> Any:
        return self.service.library.get_blob_client(self.container, self.name)

    @property
    def location(self) -> Values:
        """The fields that name the blob, as results have them."""
        account = self.service.account
        return {
            "storage_account": account.name,
            "container": self.container,
            "name": self.name,
            "url": url_of(account.endpoint, self.container, self.name),
        }

    def read(self) -> Values | None:
        """Return the state of the blob, None if it does not exist."""
        try:
            found = self.service.ask("GetBlobProperties", self._library.get_blob_properties)
        except BlobRefusal as refusal:
            if refusal.code not in ("BlobNotFound", "ContainerNotFound"):
                raise
            self.container_exists = refusal.code != "ContainerNotFound"
            return None
        return {**state_of(found), **self.location}

    def create_container(self) -> None:
        """Create its container, private, unless it exists by now."""
        container = self.service.library.get_container_client(self.container)
        self.service.write_once(
            "CreateContainer", container.create_container, lambda refusal: refusal.code == "ContainerAlreadyExists"
        )

    def put(self, content: bytes, properties: Values) -> None:
        """Upload it as a block blob in one request."""
        self.service.write(
            "PutBlob",
            lambda: self._library.upload_blob(content, overwrite=True, validate_content=True, **_headers(properties)),
        )

    def block_ids(self) -> set[str]:
        """Return the ids of the committed blocks and of those that were sent only."""
        try:
            used, waiting = self.service.ask("GetBlockList", lambda: self._library.get_block_list("all"))
        except BlobRefusal as refusal:
            if refusal.code != "BlobNotFound":
                raise
            return set()
        return {block.id for block in (*used, *waiting)}

    def put_block(self, block_id: str, content: bytes) -> None:
        """Send a block without committing it."""
        self.service.write("PutBlock", lambda: self._library.stage_block(block_id, content, validate_content=True))

    def put_block_list(self, block_ids: Iterable[str], properties: Values) -> None:
        """Commit blocks as the content of the blob."""
        from azure.storage.blob import BlobBlock

        blocks = [BlobBlock(block_id) for block_id in block_ids]
        self.service.write("PutBlockList", lambda: self._library.commit_block_list(blocks, **_headers(properties)))

    def create_pages(self, size: int, sequence_number: int, properties: Values, etag: str | None) -> None:
        """Create a page blob of zeros, if the blob still has the etag, or, with None, if it still does not exist."""
        from azure.core import MatchConditions

        condition = {"match_condition": MatchConditions.IfMissing} if etag is None else _if_unchanged(etag)
        self.service.write(
            "PutBlob",
            lambda: self._library.create_page_blob(
                size, sequence_number=sequence_number, **_headers(properties), **condition
            ),
        )

    def page_ranges(self) -> list[Range]:
        """Return the ranges of a page blob that were written."""
        found = self.service.ask("GetPageRanges", lambda: list(self._library.list_page_ranges()))
        return [(each.start, each.end + 1) for each in found]

    def put_page(self, start: int, content: bytes, sequence_number: int) -> str:
        """Write pages, if the blob still has the sequence number; return its new etag."""
        response: dict[str, str] = self.service.write(
            "PutPage",
            lambda: self._library.upload_page(
                content, start, len(content), validate_content=True, if_sequence_number_eq=sequence_number
            ),
        )
        return response["etag"]

    def set_properties(self, properties: Values, etag: str) -> None:
        """Set the content headers, if the blob still has the etag."""
        settings = _headers(properties)["content_settings"]

        def is_done(refusal: BlobRefusal) -> bool:
            """Return whether an earlier attempt has set them, which gave the blob another etag."""
            if refusal.code != "ConditionNotMet" or refusal.attempts == 1:
                return False
            found = self.read() or {}
            return all(found.get(name) == properties[name] for name in ("content_type", "content_md5", "size"))

        self.service.write_once(
            "SetBlobProperties", lambda: self._library.set_http_headers(settings, **_if_unchanged(etag)), is_done
        )

    def delete(self) -> None:
        """Delete it, if it exists."""
        self.service.write_once("DeleteBlob", self._library.delete_blob, lambda refusal: refusal.code == "BlobNotFound")


def blobs_in(service: BlobService, container: str, prefix: str | None) -> list[Values]:
    """Return the blobs of a container whose names begin with the prefix; none if there is no such container."""
    library = service.library.get_container_client(container)
    try:
        found = service.ask("ListBlobs", lambda: list(library.list_blobs(name_starts_with=prefix)))
    except BlobRefusal as refusal:
        if refusal.code != "ContainerNotFound":
            raise
        return []
    return [{**state_of(each), **Blob(service, container, each.name).location} for each in found]


def url_of(endpoint: str, container: str, name: str) -> str:
    """Return the URL of a blob, as PackageUrl and MediaLink have it."""
    return f"{endpoint}{quote(container)}/{quote(name, safe='~/')}"


def state_of(found: BlobProperties) -> Values:
    """Return the properties that the library read as plain values."""
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


def display(blob: Values) -> Values:
    """Return the values that ``BLOB`` documents, None for those that are not known."""
    return {value.name: blob.get(value.name) for value in BLOB}


def _headers(properties: Values) -> dict[str, Any]:
    """Return the content headers and the metadata as the library takes them."""
    from azure.storage.blob import ContentSettings

    md5 = properties.get("content_md5")
    settings = ContentSettings(
        **{name: properties.get(name) for name in HEADERS},
        content_md5=bytearray(base64.b64decode(md5)) if md5 else None,
    )
    return {"content_settings": settings, "metadata": properties.get("metadata") or None}


def _if_unchanged(etag: str) -> dict[str, Any]:
    """Return the condition that a blob still has the etag, as the library takes it."""
    from azure.core import MatchConditions

    return {"etag": etag, "match_condition": MatchConditions.IfNotModified}
