# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS images: added, relabelled, taken away with their blobs or without, and found."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    MissingReferenceError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service

NAME = "shop-base"


class Images:
    """A storage account with a disk in it, and tasks on images."""

    def __init__(self, service: Service) -> None:
        self.service = service
        service.run("storage_account", name=service.name, location="West US")
        self.link = f"https://{service.name}.blob.core.windows.net/vhds/base.vhd"
        service.pop_requests()

    def run(self, check: bool = False, **options: Any) -> dict[str, Any]:
        return self.service.run("os_image", check=check, **{"name": NAME, **options})

    def add(self, name: str = NAME, **options: Any) -> dict[str, Any]:
        link = f"https://{self.service.name}.blob.core.windows.net/vhds/{name}.vhd"
        return self.run(**{"name": name, "media_link": link, "os": "Linux", **options})

    def run_verified(self, **options: Any) -> dict[str, Any]:
        """The result of a task that did what check mode foresaw, and does nothing when it is run again."""
        self.service.pop_requests()
        returned = self.run(check=True, **options)
        assert self.service.writes() == []
        done = self.run(**options)
        for name in ("changed", "requests", "diff"):
            assert returned[name] == done[name]
        assert {name: done.get("os_image", {}).get(name) for name in done["diff"]["after"]} == done["diff"]["after"]
        assert self.service.writes() == done["requests"]
        self.service.pop_requests()
        assert (self.run(**options)["requests"], self.service.writes()) == ([], [])
        return done

    def found(self, **options: Any) -> list[str]:
        return [each["name"] for each in self.service.run("os_image_info", **options)["os_images"]]


@pytest.fixture
def images(service: Service) -> Images:
    return Images(service)


def test_add_update_delete_are_idempotent(images: Images) -> None:
    done = images.run_verified(media_link=images.link, os="Linux", image_family="The shop", show_in_gui=True)
    assert done["requests"] == ["AddOSImage"]
    made = done["os_image"]
    assert (made["label"], made["category"], made["location"], made["os"]) == (NAME, "User", "West US", "Linux")
    changed = images.run_verified(label="Base", image_family="The shop", description="new")
    assert changed["requests"] == ["UpdateOSImage"]
    after = changed["os_image"]
    assert after == {**made, "label": "Base", "description": "new"}
    assert images.run_verified(state="absent")["requests"] == ["DeleteOSImage"]
    assert images.found(name=NAME) == []


@pytest.mark.parametrize("vhd", [True, False])
def test_delete_removes_vhd_on_request(images: Images, vhd: bool) -> None:
    images.add()
    images.run(state="absent", delete_vhd=vhd)
    (entry,) = [entry for entry in images.service.journal() if entry["method"] == "DELETE"]
    assert entry["query"] == ({"comp": "media"} if vhd else {})


def seed_disk(images: Images, name: str, image: str = NAME, machine: str | None = None) -> None:
    """Have a disk be there that was made from an image."""
    owner = {"hosted_service_name": "shop", "deployment_name": "shop", "role_name": machine}
    link = f"https://{images.service.name}.blob.core.windows.net/vhds/{name}.vhd"
    disk = {"name": name, "media_link": link, "source_image_name": image, "attached_to": owner if machine else None}
    images.service.seed("disk", name, disk)
    images.service.pop_requests()


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("vhd", [True, False])
def test_image_with_disks_requires_force(images: Images, check: bool, vhd: bool) -> None:
    images.add()
    seed_disk(images, "left")
    seed_disk(images, "web1-os", NAME.upper(), "web1")
    with pytest.raises(PreconditionError) as raised:
        images.run(state="absent", delete_vhd=vhd, check=check)
    assert str(raised.value) == (
        f"OS image {NAME} is what disk left, disk web1-os of virtual machine web1 in shop were made from, and is only "
        "deleted with force=true"
    )
    assert images.service.pop_requests() == ["GetOSImage", "ListDisks"]
    assert images.run(state="absent", delete_vhd=vhd, force=True, check=check)["requests"] == ["DeleteOSImage"]
    assert images.service.pop_requests() == ["GetOSImage", *([] if check else ["DeleteOSImage", "GetOSImage"])]


def test_image_in_use_is_not_deleted(images: Images) -> None:
    images.add()
    service = images.service
    service.run("hosted_service", name=service.name, location="West US")
    login = {"host_name": "web1", "user_name": "ops", "user_password": "S3cret-pass"}
    options: dict[str, Any] = {"image": {"name": NAME}, "linux": login, "role_size": "Small", "allow_no_login": True}
    service.run("virtual_machine", service_name=service.name, name="web1", storage_account=service.name, **options)
    with pytest.raises(PreconditionError, match=rf"disk \S+ of virtual machine web1 in {service.name} were made from"):
        images.run(state="absent")


def test_disks_of_other_images_are_ignored(images: Images) -> None:
    images.add()
    seed_disk(images, "data", image=f"{NAME}-2")
    images.service.run("disk", name="plain", media_link=images.link.replace("base", "plain"))
    images.service.pop_requests()
    assert images.run(state="absent")["changed"] is True
    assert images.service.pop_requests() == ["GetOSImage", "ListDisks", "DeleteOSImage", "GetOSImage"]
    assert images.run(state="absent")["changed"] is False
    assert images.service.pop_requests() == ["GetOSImage"]


def test_update_resends_immutable_fields(images: Images) -> None:
    """As the recorded ones did (docs/protocol/compute.md#os-image-bodies)."""
    images.run(media_link=images.link, os="Linux")
    images.run(label="Base")
    sent = [entry["request"] for entry in images.service.journal() if entry["operation"] == "UpdateOSImage"]
    inside = f"<Label>Base</Label><MediaLink>{images.link}</MediaLink><Name>{NAME}</Name><OS>Linux</OS></OSImage>"
    assert [each.partition(">")[2] for each in sent] == [inside]


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("option", "other"), [("media_link", "https://x/y/z.vhd"), ("os", "Windows")])
def test_immutable_options_are_refused(images: Images, option: str, other: str, check: bool) -> None:
    images.add()
    images.service.pop_requests()
    with pytest.raises(
        PreconditionError, match=f"OS image {NAME} has {option} '.*', and the service cannot change that to '{other}'"
    ):
        images.run(check=check, **{option: other}, label="Base")
    assert images.service.writes() == []


@pytest.mark.parametrize("missing", ["media_link", "os"])
def test_create_requires_options(images: Images, missing: str) -> None:
    with pytest.raises(PreconditionError, match=f"OS image {NAME} does not exist, and creating it needs {missing}"):
        images.run(media_link=images.link if missing == "os" else None, os="Linux" if missing == "media_link" else None)


@pytest.mark.parametrize("option", ["label", "image_family"])
def test_too_long_texts_are_refused(images: Images, option: str) -> None:
    with pytest.raises(
        InvalidOptionError, match=f"{option} is 'x+', but it may have 100 characters at most, and has 101"
    ):
        images.add(**{option: "x" * 101})


def test_foreign_or_registered_media_link_is_refused(images: Images) -> None:
    with pytest.raises(MissingReferenceError, match="there is no storage account elsewhere"):
        images.add(media_link="https://elsewhere.blob.core.windows.net/vhds/x.vhd")
    images.run(media_link=images.link, os="Linux")
    with pytest.raises(ServiceError, match=f"is already registered as {NAME}"):
        images.run(name="other", media_link=images.link, os="Linux")


def test_platform_image_is_immutable(images: Images) -> None:
    (name,) = images.found(os="Linux", latest=True)
    tasks: tuple[dict[str, Any], ...] = ({"label": "Mine"}, {"state": "absent"})
    for task in tasks:
        with pytest.raises(PreconditionError, match="is one of category Public"):
            images.run(name=name, **task)


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
@pytest.mark.parametrize("task", [{}, {"label": "Base"}, {"state": "absent"}], ids=str)
def test_ambiguous_write_is_not_repeated(images: Images, fault: str, task: dict[str, str]) -> None:
    if task:
        images.add()
    operation = {"label": "UpdateOSImage", "state": "DeleteOSImage"}.get("".join(task), "AddOSImage")
    images.service.inject_fault(fault, operation)
    assert images.add(**task)["changed"] is True
    assert images.add(**task)["changed"] is False


def test_images_are_filtered(images: Images) -> None:
    images.add("one", label="Shop", published_date="2015-01-01T00:00:00Z", image_family="The shop")
    images.add("two", label="Shop", published_date="2014-01-01T00:00:00Z", image_family="the shop", os="Windows")
    images.add("three", label="Other")
    assert images.found(category="user") == ["one", "three", "two"]
    assert images.found(label="SHOP") == ["one", "two"]
    assert images.found(label="Shop", latest=True) == ["one"]
    assert images.found(image_family="The shop", os="Windows") == ["two"]
    assert images.found(category="User", name_pattern="^T") == ["three", "two"]
    assert images.found(category="User", name_pattern="w|n") == ["one", "two"]
    assert images.found(category="User", location="west us") == ["one", "three", "two"]
    assert images.found(category="User", location="West") == []
    assert images.found(category="User", latest=True) == ["one"]
    assert images.found(label="nosuch", latest=True) == []
    assert images.found(name="ONE") == ["one"]
    assert images.found(name="nosuch") == []
    everything = images.found()
    assert {"one", "two", "three"} < set(everything)
    public = images.service.run("os_image_info", category="Public", location="West Europe")["os_images"]
    assert public
    assert all("West Europe" in each["location"].split(";") for each in public)


def test_latest_image_of_family(images: Images) -> None:
    returned = images.service.run("os_image_info", category="Public")["os_images"]
    family = next(each["image_family"] for each in returned if each["image_family"])
    dates = {each["published_date"] for each in returned if each["image_family"] == family}
    (newest,) = images.service.run("os_image_info", image_family=family, latest=True)["os_images"]
    assert newest["published_date"] == max(dates)


@pytest.mark.parametrize("pattern", ["(", "*", "[a"])
def test_invalid_pattern_is_refused(images: Images, pattern: str) -> None:
    with pytest.raises(InvalidOptionError, match="name_pattern is '.*', but it is no regular expression: "):
        images.found(name_pattern=pattern)
    assert images.service.pop_requests() == []


def test_invalid_os_is_refused(images: Images) -> None:
    with pytest.raises(ModuleFailed, match="value of os must be one of"):
        images.add(os="BeOS")


def test_list_operation_has_one_name(images: Images) -> None:
    """What progress and errors call a request is what the journal calls it."""
    images.service.inject_fault("not_found", "ListOSImages")
    assert images.found() == []
    images.service.inject_fault("forbidden", "ListOSImages", message="no")
    with pytest.raises(ServiceError, match="^ListOSImages: no"):
        images.found()
