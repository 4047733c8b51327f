# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS images, typed by hand (docs/protocol/compute.md#os-images)."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.emulator.catalog.platform_images import FAMILIES
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import INCORRECT
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, GROUPS, NS, EmulatorClient, Response

IMAGES = "services/images"
UNKNOWN = (404, "ResourceNotFound", "The image with the specified name does not exist.")
GUIDE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"


@pytest.fixture(autouse=True)
def _account(client: EmulatorClient) -> None:
    make_account(client, client.service.name, "<Location>West US</Location>")


def make_account(client: EmulatorClient, name: str, place: str) -> None:
    inside = f"<ServiceName>{name}</ServiceName><Label>eA==</Label>{place}"
    made = client.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
    assert made.status == 202


def link(client: EmulatorClient, blob: str = "linux.vhd") -> str:
    return f"http://{client.service.name}.blob.core.windows.net/vhds/{blob}"


def add(
    client: EmulatorClient,
    name: str = "mine",
    media_link: str = "",
    system: str = "Linux",
    more: str = "",
    label: str = "Mine",
) -> Response:
    inside = f"<Label>{label}</Label><MediaLink>{media_link or link(client)}</MediaLink><Name>{name}</Name>"
    return client.request("POST", IMAGES, f"<OSImage {NS}>{inside}<OS>{system}</OS>{more}</OSImage>")


def update(client: EmulatorClient, name: str, inside: str) -> Response:
    return client.request("PUT", f"{IMAGES}/{name}", f"<OSImage {NS}>{inside}</OSImage>")


def test_image_lifecycle(client: EmulatorClient) -> None:
    made = add(client)
    assert made.status == 200 and client.poll(made) == "Succeeded"
    assert {tag: made.text(tag) for tag in made.tags()} == {
        "Category": "User",
        "Label": "Mine",
        "Location": "West US",
        "LogicalSizeInGB": "30",
        "MediaLink": link(client),
        "Name": "mine",
        "OS": "Linux",
        "IsPremium": "false",
        "OSState": "Generalized",
        "IOType": "Standard",
    }
    assert client.request("GET", f"{IMAGES}/MINE").body == made.body
    described = "<Label>Yours</Label><Description>patched</Description><ImageFamily>Ours</ImageFamily>"
    changed = update(client, "mine", described)
    assert (changed.status, changed.text("Label"), changed.text("Description")) == (200, "Yours", "patched")
    again = update(client, "mine", f"<Label>Theirs</Label><MediaLink>{link(client, 'x')}</MediaLink><Name>y</Name>")
    assert [again.text(tag) for tag in ("Label", "ImageFamily", "MediaLink", "Name")] == [
        "Theirs",
        "Ours",
        link(client),
        "mine",
    ]
    assert client.request("GET", f"{IMAGES}/mine").body == again.body
    gone = client.request("DELETE", f"{IMAGES}/mine")
    assert (gone.status, gone.body, client.poll(gone)) == (200, b"", "Succeeded")
    for response in (
        client.request("GET", f"{IMAGES}/mine"),
        client.request("DELETE", f"{IMAGES}/mine"),
        update(client, "mine", ""),
    ):
        assert response.error == UNKNOWN


def test_delete_with_media(client: EmulatorClient) -> None:
    add(client)
    assert client.request("DELETE", f"{IMAGES}/mine?comp=media").status == 200
    assert client.request("GET", f"{IMAGES}/mine").error == UNKNOWN


def test_platform_images_are_listed(client: EmulatorClient) -> None:
    add(client)
    listed = client.request("GET", IMAGES)
    names = listed.texts("OSImage/Name")
    assert listed.root.tag.endswith("}Images") and (GUIDE in names, names[-1]) == (True, "mine")
    assert "b39f27a8b8c64d52b05eac6a62ebad85__Ubuntu-15_04-amd64-server-20150616.1-en-us-30GB" in names
    assert len(set(names)) == len(names)
    one = client.request("GET", f"{IMAGES}/{GUIDE.lower()}")
    assert (one.text("Category"), one.text("OS"), one.text("IOType")) == ("Public", "Linux", "Standard_LRS")
    assert {"West US", "North Europe"} <= set((one.text("Location") or "").split(";"))
    assert not {"MediaLink", "OSState"} & set(one.tags())
    families = listed.texts("OSImage/ImageFamily")
    for family in FAMILIES:
        assert families.count(family.family) == len(family.versions.split())
    assert families.count("Ubuntu Server 14.04 LTS") == 3


def test_platform_images_are_immutable(client: EmulatorClient) -> None:
    for response in (
        client.request("DELETE", f"{IMAGES}/{GUIDE}"),
        client.request("DELETE", f"{IMAGES}/{GUIDE}?comp=media"),
        update(client, GUIDE, "<Label>x</Label>"),
    ):
        assert response.error == INCORRECT
    assert add(client, GUIDE.upper()).status == 409


def test_image_name_and_blob_are_unique(client: EmulatorClient) -> None:
    add(client)
    assert add(client, "MINE", link(client, "other.vhd")).status == 409
    again = link(client).replace("http:", "https:")
    refused = add(client, "other", again)
    assert (refused.status, refused.text("Code")) == (409, "ConflictError")
    client.service.seed("disk", "d1", {"name": "d1", "media_link": link(client, "disk.vhd")})
    assert add(client, "other", link(client, "disk.vhd")).status == 409
    assert add(client, "other", link(client, "other.vhd")).status == 200


def test_media_link_must_be_in_subscription(client: EmulatorClient) -> None:
    for elsewhere in ("http://somebody.blob.core.windows.net/vhds/a.vhd?sig=x", "a.vhd", f"ftp://{link(client)[7:]}"):
        assert add(client, media_link=elsewhere).error == INCORRECT
        reasons = ("MediaLink is not in a storage account of the subscription", "MediaLink: it must be the URL")
        assert client.last_entry["reason"].startswith(reasons)


def test_image_location_follows_storage_account(client: EmulatorClient) -> None:
    inside = "<Name>g1</Name><Label>Zw==</Label><Location>East US</Location>"
    client.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")
    name = f"{client.service.name}g"
    make_account(client, name, "<AffinityGroup>g1</AffinityGroup>")
    made = add(client, media_link=f"https://{name}.blob.core.windows.net/vhds/a.vhd", system="windows")
    assert (made.tags()[0], made.text("AffinityGroup"), made.text("Location")) == ("AffinityGroup", "g1", None)
    assert (made.text("OS"), made.text("LogicalSizeInGB")) == ("Windows", "127")


@pytest.mark.parametrize("missing", ["Label", "MediaLink", "Name", "OS"])
def test_create_requires_fields(client: EmulatorClient, missing: str) -> None:
    parts = {"Label": "x", "MediaLink": link(client), "Name": "mine", "OS": "Linux"}
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if tag != missing)
    response = client.request("POST", IMAGES, f"<OSImage {NS}>{inside}</OSImage>")
    assert (response.error, client.last_entry["reason"]) == (INCORRECT, f"{missing} is missing")


def test_invalid_fields_are_refused(client: EmulatorClient) -> None:
    assert add(client, system="BeOS").error == INCORRECT
    assert add(client, label="x" * 101).error == INCORRECT
    assert add(client, label="x" * 100).status == 200
    assert update(client, "mine", "").error == INCORRECT
    assert client.last_entry["reason"] == "Label is missing"
    old = client.request("POST", IMAGES, f"<OSImage {NS}/>", version="2012-03-01")
    assert old.error[1] == "MissingOrIncorrectVersionHeader"


def test_addition_drops_what_comes_too_late(client: EmulatorClient) -> None:
    """The recorded addition of the .NET client: its order is not the service's, so two elements had no effect
    (docs/protocol/compute.md#os-image-bodies)."""
    more = (
        "<Eula>http://test.com</Eula><Description>test</Description><ImageFamily>test</ImageFamily>"
        "<PublishedDate>2015-04-15T00:13:20.7576850Z</PublishedDate><IsPremium>false</IsPremium>"
        "<ShowInGui>false</ShowInGui><PrivacyUri>http://test.com/</PrivacyUri><IconUri>test</IconUri>"
        "<RecommendedVMSize>Small</RecommendedVMSize><SmallIconUri>test</SmallIconUri><Language>test</Language>"
    )
    tags = add(client, more=more).tags()
    assert tags == [
        *("Category", "Label", "Location", "LogicalSizeInGB", "MediaLink", "Name", "OS", "Eula", "Description"),
        *("ImageFamily", "PublishedDate", "IsPremium", "PrivacyUri", "RecommendedVMSize", "SmallIconUri", "Language"),
        *("OSState", "IOType"),
    ]


def test_addition_keeps_all_in_the_order_of_the_service(strict_client: EmulatorClient) -> None:
    make_account(strict_client, strict_client.service.name, "<Location>West US</Location>")
    more = (
        "<ShowInGui>true</ShowInGui><PublishedDate>2015-04-15T00:13:20Z</PublishedDate><IsPremium>false</IsPremium>"
        "<IconUri>test</IconUri><PrivacyUri>http://test.com/</PrivacyUri>"
    )
    made = add(strict_client, more=more)
    assert {"ShowInGui", "IconUri", "PrivacyUri"} <= set(made.tags())


def test_images_of_the_platform_have_what_publishers_say(client: EmulatorClient) -> None:
    """docs/protocol/compute.md#platform-images: not every image has each of them, but all of them occur."""
    images = client.request("GET", IMAGES)
    tags = [{child.tag.partition("}")[2] for child in image} for image in images.root]
    for tag in ("PrivacyUri", "PricingDetailLink", "ShowInGui", "Eula", "RecommendedVMSize", "IconUri"):
        found = [tag in each for each in tags]
        assert any(found) and not all(found), tag
    for image, has in zip(images.root, tags, strict=True):
        premium = next(child.text for child in image if child.tag.endswith("IsPremium")) == "true"
        assert ("PricingDetailLink" in has) == premium
