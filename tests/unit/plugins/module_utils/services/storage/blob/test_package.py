# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of deployments, by the name of their content."""

from __future__ import annotations

from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import NoSuchAccount
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.package import Package
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.services.storage.blob.conftest import (
    Account,
    random_bytes,
)


def test_package_upload_is_idempotent(account: Account, package: Path) -> None:
    content = random_bytes(1000)
    package.write_bytes(content)
    with closing(account.service.client()) as client:
        predicted = Package(client, account.name, "deployments", str(package), account.service.context(check=True))
        stored = Package(client, account.name, "deployments", str(package), account.service.context())
        assert account.blob_requests() == []
        assert predicted.store() == ["CreateContainer", "PutBlob"]
        assert account.blob_writes() == []
        assert stored.store() == ["CreateContainer", "PutBlob"]
        assert stored.store() == predicted.store() == []
    blob = f"{sha256(content).hexdigest()}.cspkg"
    assert stored.url == predicted.url == f"{account.azurite.endpoint}/{account.name}/deployments/{blob}"
    (returned,) = account.run("storage_blob_info", container="deployments")["storage_blobs"]
    assert (returned["url"], returned["type"]) == (stored.url, "block")


def test_package_requirements(account: Account, package: Path) -> None:
    context = account.service.context()
    with closing(account.service.client()) as client:
        with pytest.raises(InvalidOptionError, match="package_path is '/nosuch.cspkg', but there is no such file"):
            Package(client, account.name, "deployments", "/nosuch.cspkg", context)
        with pytest.raises(InvalidOptionError, match="container is 'X', but"):
            Package(client, account.name, "X", str(package), context)
        with pytest.raises(NoSuchAccount, match="there is no storage account nosuch"):
            Package(client, "nosuch", "deployments", str(package), context)
