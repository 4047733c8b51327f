# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules storage_blob and storage_blob_info: blobs with the content of local files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.diff import resource_diff
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError, PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import client_module
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import (
    FAILURE,
    MISSING_REFERENCES,
    request_names,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import (
    NoSuchAccount,
    blob_account,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob import (
    BLOB,
    Blob,
    Values,
    blobs_in,
    display,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import (
    BlobService,
    open_blob_service,
    require_library,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.local_file import (
    LocalFile,
    open_local_file,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.upload import requests_of, upload
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

CONTAINER = re.compile(r"\$root|(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*")
COMPARED = ("type", "size", "content_md5", "content_type")
DEFAULT_CONTENT_TYPE = "application/octet-stream"
DISK_SUFFIXES = (".vhd", ".vhdx")


def manage_blob(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the result of storage_blob."""
    check_names(params["container"], params["name"])
    if params["state"] == "absent":
        return _delete(client, params, context)
    with open_local_file(params["path"], "path") as file:
        blob_type = params["blob_type"]
        if blob_type == "auto":
            blob_type = "page" if PurePath(file.path).suffix.lower() in DISK_SUFFIXES else "block"
        if blob_type == "page":
            file.check_vhd()
        try:
            with _service(client, params) as service:
                blob = Blob(service, params["container"], params["name"])
                return ensure_blob(blob, file, blob_type, params["content_type"], context)
        except NoSuchAccount as missing:
            if not context.check_mode:
                raise
            context.warn_of_missing(str(missing))
            requests = requests_in_new_account(file, blob_type)
            return {"changed": True, "requests": requests, "missing_references": [str(missing)]}


def requests_in_new_account(file: LocalFile, blob_type: str) -> list[str]:
    """Return the names of the requests that upload a file to an account without containers."""
    return ["CreateContainer", *requests_of(file, blob_type, None)]


def ensure_blob(
    blob: Blob, file: LocalFile, blob_type: str, content_type: str | None, context: Context
) -> dict[str, Any]:
    """Upload a file unless the blob has its content and properties, and return the result of the module."""
    have = blob.read()
    want = {"type": blob_type, "size": file.size, "content_md5": file.md5}
    want["content_type"] = content_type or (have or {}).get("content_type") or DEFAULT_CONTENT_TYPE
    if have and have["type"] != blob_type:
        raise PreconditionError(
            f"{blob.container}/{blob.name} is a {have['type']} blob, and the service cannot make a {blob_type} blob of "
            "it: delete it first"
        )
    planned = _requests(blob, file, have, want)
    after: Values = {**(have or blob.location), **want, "last_modified": None}
    if not planned:
        after = have or {}
    elif not context.check_mode:
        _apply(blob, file, have, want, planned, context)
        after = blob.read() or {}
    title = _title(blob.service.account.name, blob.container, blob.name)
    return _result(title, have, after, planned if context.check_mode else blob.service.written, context)


def _requests(blob: Blob, file: LocalFile, have: Values | None, want: Values) -> list[str]:
    """Return the names of the requests that the change takes, each once."""
    if have and all(have[name] == want[name] for name in COMPARED):
        return []
    if have and (have["content_md5"], have["size"]) == (want["content_md5"], want["size"]):
        return ["SetBlobProperties"]
    container = [] if blob.container_exists else ["CreateContainer"]
    return [*container, *requests_of(file, want["type"], have)]


def _apply(
    blob: Blob, file: LocalFile, have: Values | None, want: Values, requests: list[str], context: Context
) -> None:
    if have and requests == ["SetBlobProperties"]:
        blob.set_properties({**have, **want}, have["etag"])
        return
    if not blob.container_exists:
        blob.create_container()
    upload(blob, file, have, want, context)


def _delete(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    title = _title(params["storage_account"], params["container"], params["name"])
    try:
        with _service(client, params) as service:
            blob = Blob(service, params["container"], params["name"])
            have = blob.read()
            if have and not context.check_mode:
                blob.delete()
            planned = ["DeleteBlob"] if have else []
            return _result(title, have, None, planned if context.check_mode else service.written, context)
    except NoSuchAccount:
        return _result(title, None, None, [], context)


def _title(storage_account: str, container: str, name: str) -> str:
    return f"blob {name} of container {container} of storage account {storage_account}"


def _result(
    title: str, have: Values | None, after: Values | None, requests: list[str], context: Context
) -> dict[str, Any]:
    result: dict[str, Any] = {"changed": bool(requests), "requests": requests}
    if after is not None:
        result["storage_blob"] = display(after)
    if context.diff:
        result["diff"] = resource_diff(title, _compared(have), _compared(after))
    return result


def _compared(blob: Values | None) -> Values:
    return {name: blob[name] for name in COMPARED} if blob else {}


def list_blobs(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the result of storage_blob_info."""
    check_names(params["container"], params["name"])
    with _service(client, params) as service:
        if params["name"] is None:
            found = blobs_in(service, params["container"], params["prefix"])
        else:
            one = Blob(service, params["container"], params["name"]).read()
            found = [one] if one else []
    return {"changed": False, "storage_blobs": [display(each) for each in found]}


@contextmanager
def _service(client: Client, params: dict[str, Any]) -> Iterator[BlobService]:
    """The blob service of the account that the options name."""
    require_library()
    account = blob_account(client, params["storage_account"], params["account_key"])
    with open_blob_service(account, client) as service:
        yield service


def check_names(container: str, name: str | None) -> None:
    """Raise InvalidOptionError for names that the service does not take (docs/protocol/storage.md#blob-names)."""
    if not CONTAINER.fullmatch(container):
        rule = "it must have between 3 and 63 lower-case letters, digits and single dashes between them"
        raise InvalidOptionError("container", container, rule)
    if name is not None and not 1 <= len(name) <= 1024:
        raise InvalidOptionError("name", name, "it must have between 1 and 1024 characters")


CONTAINER_OPTIONS = {
    "storage_account": {"type": "str", "required": True},
    "container": {"type": "str", "required": True},
    "account_key": {"type": "str", "no_log": True},
}
STORAGE_BLOB = client_module(
    manage_blob,
    argument_spec={
        **CONTAINER_OPTIONS,
        "name": {"type": "str", "required": True},
        "path": {"type": "path"},
        "blob_type": {"type": "str", "choices": ["auto", "block", "page"], "default": "auto"},
        "content_type": {"type": "str"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
    returns=(
        ReturnValue(
            "storage_blob",
            "State of the blob after the task. In check mode, the predicted state, in which values that the service "
            "assigns may be null.",
            "dict",
            contains=BLOB,
            returned="when it exists after the task",
        ),
        request_names("CreateContainer", "PutBlock", "PutBlockList"),
        MISSING_REFERENCES,
        *FAILURE,
    ),
    required_if=(("state", "present", ("path",)),),
)
STORAGE_BLOB_INFO = client_module(
    list_blobs,
    argument_spec={**CONTAINER_OPTIONS, "name": {"type": "str"}, "prefix": {"type": "str"}},
    returns=(
        ReturnValue("storage_blobs", "Blobs that were found. Empty when there are none.", "list", "dict", BLOB),
        *FAILURE,
    ),
    mutually_exclusive=(("name", "prefix"),),
)
