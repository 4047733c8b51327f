# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Local packages, which are uploaded once, before a request names them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    InvalidOptionError,
    ServiceError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import NoSuchAccount
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.azurite import Azurite
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService


def task_options(shop: HostedService, path: Path, **options: Any) -> dict[str, Any]:
    """What deploys a file."""
    return {
        "name": "v1",
        "package_path": str(path),
        "storage_account": shop.name,
        "configuration": shop.configuration(),
        **options,
    }


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "shop.cspkg"
    path.write_bytes(b"the shop")
    return path


def blob_writes(shop: HostedService, azurite: Azurite) -> list[str]:
    """The blobs and containers that were written so far."""
    return [each.split()[1].split("?")[0] for each in azurite.requests(shop.name) if each.split()[0] == "PUT"]


def test_upload_and_deploy_is_idempotent(make_service: Callable[..., Service], azurite: Azurite, package: Path) -> None:
    shop = HostedService(make_service(blobs=azurite.blobs))
    predicted = shop.run("deployment", check=True, **task_options(shop, package))
    assert (blob_writes(shop, azurite), shop.service.writes()) == ([], [])
    done = shop.run("deployment", **task_options(shop, package))
    assert done["requests"] == predicted["requests"] == ["CreateContainer", "PutBlob", "CreateDeployment"]
    assert done["diff"] == predicted["diff"]
    blob = f"deployments/{sha256(b'the shop').hexdigest()}.cspkg"
    assert blob_writes(shop, azurite) == ["deployments", blob]
    assert done["diff"]["after"]["package_url"].endswith(f"/{shop.name}/{blob}")
    for check in (True, False):
        assert shop.run("deployment", check=check, **task_options(shop, package))["requests"] == []
    assert shop.run("deployment", **task_options(shop, package, instances={"web": 3}))["requests"] == [
        "ChangeConfiguration"
    ]
    assert len(blob_writes(shop, azurite)) == 2


def test_changed_content_is_an_upgrade(make_service: Callable[..., Service], azurite: Azurite, package: Path) -> None:
    shop = HostedService(make_service(blobs=azurite.blobs))
    shop.run("deployment", **task_options(shop, package))
    package.write_bytes(b"the new shop")
    predicted = shop.run("deployment", check=True, **task_options(shop, package))
    done = shop.run("deployment", **task_options(shop, package))
    assert done["requests"] == predicted["requests"] == ["PutBlob", "UpgradeDeployment"]
    copy = package.rename(package.with_name("copy.cspkg"))
    staged = task_options(shop, copy, name="v2", slot="staging")
    assert shop.run("deployment", **staged)["requests"] == ["CreateDeployment"]


def test_deleted_package_is_uploaded_when_needed(
    make_service: Callable[..., Service], azurite: Azurite, package: Path
) -> None:
    """The blob is uploaded again only when an upgrade needs it."""
    shop = HostedService(make_service(blobs=azurite.blobs))
    shop.run("deployment", **task_options(shop, package))
    blob: dict[str, Any] = {
        "container": "deployments",
        "name": f"{sha256(b'the shop').hexdigest()}.cspkg",
        "state": "absent",
    }
    shop.service.run("storage_blob", storage_account=shop.name, **blob)
    assert shop.run("deployment", **task_options(shop, package, instances={"web": 3}))["requests"] == [
        "ChangeConfiguration"
    ]
    again = shop.run("deployment", **task_options(shop, package, label="The shop"))
    assert again["requests"] == ["PutBlob", "UpgradeDeployment"]


def test_delete_keeps_package(make_service: Callable[..., Service], azurite: Azurite, package: Path) -> None:
    shop = HostedService(make_service(blobs=azurite.blobs))
    shop.run("deployment", **task_options(shop, package))
    gone = task_options(shop, Path("/nosuch"), state="absent", storage_account=None)
    assert shop.run("deployment", **gone)["requests"] == ["DeleteDeployment"]
    assert len(blob_writes(shop, azurite)) == 2


@pytest.mark.parametrize("check", [True, False])
def test_package_options_are_validated(service: Service, package: Path, check: bool) -> None:
    shop = HostedService(service)
    cases: list[tuple[dict[str, Any], type[AzureError], str]] = [
        ({"storage_account": None}, InvalidOptionError, "it needs storage_account, in which the package is to be"),
        ({"package_path": "/nosuch"}, InvalidOptionError, "package_path is '/nosuch', but there is no such file"),
        ({"container": "X"}, InvalidOptionError, "container is 'X', but it must have between 3 and 63"),
        ({"storage_account": "nosuch"}, NoSuchAccount, "there is no storage account nosuch"),
    ]
    for changed, kind, rule in cases[:-1] if check else cases:
        with pytest.raises(kind, match=rule):
            shop.run("deployment", check=check, **task_options(shop, package, **changed))
    assert service.writes() == []


def test_missing_package_blob_is_refused(make_service: Callable[..., Service], azurite: Azurite) -> None:
    shop = HostedService(make_service(blobs=azurite.blobs))
    with pytest.raises(ServiceError, match="PackageUrl: there is no such blob"):
        shop.deploy()


def test_account_without_keys_skips_blob_check(make_service: Callable[..., Service], azurite: Azurite) -> None:
    """Whether a blob is there cannot be asked without a key, and so is taken for granted."""
    shop = HostedService(make_service(blobs=azurite.blobs))
    stored = shop.service.stored("storage_account", shop.name)
    assert stored
    del stored["keys"]
    shop.service.seed("storage_account", shop.name, stored)
    assert shop.deploy()["changed"] is True
    link = shop.url("base.vhd")
    assert shop.service.run("os_image", name="shop-base", media_link=link, os="Linux")["changed"] is True
