# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the emulator says that blobs are, and how it asks for them."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.blobs import Blobs, signature
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.azurite import Azurite
from azure.storage.blob import generate_blob_sas

# docs/protocol/storage.md#shared-key has this test vector.
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="


def test_signature_of_known_request() -> None:
    headers = {"x-ms-version": "2015-02-21", "x-ms-date": "Thu, 02 Jul 2015 18:31:45 GMT"}
    resource = "/mystore/mystore/vhds\ncomp:list\nrestype:container"
    assert signature("GET", headers, resource, KEY) == "zd7sDZ8x4iH2ZP0Gka+vJOK4l0XScjisuik6ZI3PIx0="


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://shop.blob.core.windows.net/a/b.cspkg", "shop"),
        ("http://SHOP.blob.core.windows.net/a/b.cspkg?sig=x", "shop"),
        ("http://here:1/blobs/shop/a/b.cspkg", "shop"),
        ("https://shop.queue.core.windows.net/a", None),
        ("https://shop.blob.core.windows.net.example/a", None),
        ("https://shop.example/.blob.core.windows.net/a", None),
        ("http://here:1/other/shop/a", None),
        ("http://here:1", None),
        ("", None),
    ],
)
def test_account_of_blob_url(url: str, account: str | None) -> None:
    assert Blobs("http://here:1/blobs/").account_of(url) == account


def test_no_endpoint_sends_no_request() -> None:
    assert Blobs().exists("https://shop.blob.core.windows.net/a/b", KEY) is None
    assert Blobs().account_of("http://here:1/shop/a") is None
    assert Blobs().address("shop") == "https://shop.blob.core.windows.net/"


def test_blob_existence_is_true_false_or_unknown(
    make_service: Callable[..., Service], azurite: Azurite, tmp_path: Path
) -> None:
    """True or False when the blob service answers with authority, None when that is unknown."""
    service, path = make_service(blobs=azurite.blobs), tmp_path / "a"
    service.run("storage_account", name=service.name, location="West US")
    key = service.run("storage_account_key_info", name=service.name)["storage_account_keys"]["primary"]
    blob: dict[str, Any] = {"storage_account": service.name, "container": "files", "name": "a/b ü"}
    path.write_bytes(b"x")
    url = service.run("storage_blob", path=str(path), **blob)["storage_blob"]["url"]
    assert url.startswith(azurite.blobs.address(service.name))
    assert azurite.blobs.exists(url, key) is True
    assert azurite.blobs.exists(f"https://{service.name}.blob.core.windows.net/files/a/b%20%C3%BC", key) is True
    assert azurite.blobs.exists(f"{url}x", key) is False
    assert azurite.blobs.exists(url, KEY) is None
    signed = generate_blob_sas(
        service.name, "files", blob["name"], account_key=key, permission="r", expiry="2099-01-01", version="2021-12-02"
    )
    assert azurite.blobs.exists(f"{url}?{signed}", KEY) is True
    assert azurite.blobs.exists(f"{url}?sv=2015-04-05&sr=b&sig=wrong", key) is None
    assert azurite.blobs.exists("https://elsewhere.example/a/b", key) is None
    assert Blobs("https://127.0.0.1:1").exists("https://127.0.0.1:1/shop/a", key) is None
    assert Blobs(azurite.endpoint).exists(url, key) is None


@pytest.mark.parametrize("module", ["os_image", "disk"])
@pytest.mark.parametrize("vhd", [True, False])
def test_delete_vhd_deletes_blob(
    make_service: Callable[..., Service], azurite: Azurite, tmp_path: Path, module: str, vhd: bool
) -> None:
    service, path = make_service(blobs=azurite.blobs), tmp_path / "a.vhd"
    service.run("storage_account", name=service.name, location="West US")
    path.write_bytes(b"x")
    blob: dict[str, Any] = {"storage_account": service.name, "container": "vhds", "name": "a ü.vhd"}
    url = service.run("storage_blob", path=str(path), blob_type="block", **blob)["storage_blob"]["url"]
    service.run(module, name="mine", media_link=url, os="Linux")
    service.run(module, name="mine", state="absent", delete_vhd=vhd)
    left = service.run("storage_blob_info", **blob)["storage_blobs"]
    assert len(left) == (0 if vhd else 1)


def test_missing_blob_is_ignored_on_delete(make_service: Callable[..., Service], azurite: Azurite) -> None:
    service = make_service(blobs=azurite.blobs)
    service.run("storage_account", name=service.name, location="West US")
    link = f"https://{service.name}.blob.core.windows.net/vhds/a.vhd"
    service.seed("os_image", "mine", {"name": "mine", "category": "User", "media_link": link})
    assert service.run("os_image", name="mine", state="absent", delete_vhd=True)["requests"] == ["DeleteOSImage"]


def test_account_has_blob_endpoint(make_service: Callable[..., Service], azurite: Azurite) -> None:
    service = make_service(blobs=azurite.blobs)
    made = service.run("storage_account", name=service.name, location="West US")["storage_account"]
    assert made["endpoints"][:2] == [
        f"{azurite.endpoint}/{service.name}/",
        f"https://{service.name}.queue.core.windows.net/",
    ]


def test_account_keys_are_written_to_file(make_service: Callable[..., Service], tmp_path: Path) -> None:
    """The file is updated when an account is created, gets a new key, or is deleted; only its owner can read it."""
    path = tmp_path / "accounts.json"
    service = make_service(blobs=Blobs("http://127.0.0.1:1", path))
    service.run("storage_account", name=service.name, location="West US")

    def keys() -> dict[str, str]:
        returned: dict[str, str] = service.run("storage_account_key_info", name=service.name)["storage_account_keys"]
        return {name: value for name, value in returned.items() if name != "url"}

    assert json.loads(path.read_text()) == {service.name: keys()}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    service.run("storage_account", name=service.name, regenerate_key="primary")
    assert json.loads(path.read_text()) == {service.name: keys()}
    service.run("storage_account", name=service.name, state="absent")
    assert json.loads(path.read_text()) == {}
