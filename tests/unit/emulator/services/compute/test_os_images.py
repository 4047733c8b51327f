# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS images, typed by hand (docs/protocol/compute.md#os-images)."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.emulator.catalog.platform_images import FAMILIES
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import INCORRECT
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, GROUPS, NS, Response, Wire

IMAGES = "services/images"
UNKNOWN = (404, "ResourceNotFound", "The image with the specified name does not exist.")
GUIDE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"


@pytest.fixture(autouse=True)
def _account(wire: Wire) -> None:
    make_account(wire, wire.service.name, "<Location>West US</Location>")


def make_account(wire: Wire, name: str, place: str) -> None:
    inside = f"<ServiceName>{name}</ServiceName><Label>eA==</Label>{place}"
    made = wire.ask("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
    assert made.status == 202


def link(wire: Wire, blob: str = "linux.vhd") -> str:
    return f"http://{wire.service.name}.blob.core.windows.net/vhds/{blob}"


def add(
    wire: Wire, name: str = "mine", media_link: str = "", system: str = "Linux", more: str = "", label: str = "Mine"
) -> Response:
    inside = f"<Label>{label}</Label><MediaLink>{media_link or link(wire)}</MediaLink><Name>{name}</Name>"
    return wire.ask("POST", IMAGES, f"<OSImage {NS}>{inside}<OS>{system}</OS>{more}</OSImage>")


def update(wire: Wire, name: str, inside: str) -> Response:
    return wire.ask("PUT", f"{IMAGES}/{name}", f"<OSImage {NS}>{inside}</OSImage>")


def test_an_image_from_beginning_to_end(wire: Wire) -> None:
    made = add(wire)
    assert made.status == 200 and wire.poll(made) == "Succeeded"
    assert {tag: made.text(tag) for tag in made.tags()} == {
        "Category": "User",
        "Label": "Mine",
        "Location": "West US",
        "LogicalSizeInGB": "30",
        "MediaLink": link(wire),
        "Name": "mine",
        "OS": "Linux",
        "IsPremium": "false",
        "OSState": "Generalized",
        "IOType": "Standard",
    }
    assert wire.ask("GET", f"{IMAGES}/MINE").body == made.body
    described = "<Label>Yours</Label><Description>patched</Description><ImageFamily>Ours</ImageFamily>"
    changed = update(wire, "mine", described)
    assert (changed.status, changed.text("Label"), changed.text("Description")) == (200, "Yours", "patched")
    again = update(wire, "mine", f"<Label>Theirs</Label><MediaLink>{link(wire, 'x')}</MediaLink><Name>y</Name>")
    assert [again.text(tag) for tag in ("Label", "ImageFamily", "MediaLink", "Name")] == [
        "Theirs",
        "Ours",
        link(wire),
        "mine",
    ]
    assert wire.ask("GET", f"{IMAGES}/mine").body == again.body
    gone = wire.ask("DELETE", f"{IMAGES}/mine")
    assert (gone.status, gone.body, wire.poll(gone)) == (200, b"", "Succeeded")
    for response in (wire.ask("GET", f"{IMAGES}/mine"), wire.ask("DELETE", f"{IMAGES}/mine"), update(wire, "mine", "")):
        assert response.refusal == UNKNOWN


def test_with_media(wire: Wire) -> None:
    add(wire)
    assert wire.ask("DELETE", f"{IMAGES}/mine?comp=media").status == 200
    assert wire.ask("GET", f"{IMAGES}/mine").refusal == UNKNOWN


def test_the_platform_s_images(wire: Wire) -> None:
    add(wire)
    listed = wire.ask("GET", IMAGES)
    names = listed.texts("OSImage/Name")
    assert listed.root.tag.endswith("}Images") and (GUIDE in names, names[-1]) == (True, "mine")
    assert "b39f27a8b8c64d52b05eac6a62ebad85__Ubuntu-15_04-amd64-server-20150616.1-en-us-30GB" in names
    assert len(set(names)) == len(names)
    one = wire.ask("GET", f"{IMAGES}/{GUIDE.lower()}")
    assert (one.text("Category"), one.text("OS"), one.text("IOType")) == ("Public", "Linux", "Standard_LRS")
    assert {"West US", "North Europe"} <= set((one.text("Location") or "").split(";"))
    assert not {"MediaLink", "OSState"} & set(one.tags())
    families = listed.texts("OSImage/ImageFamily")
    for family in FAMILIES:
        assert families.count(family.family) == len(family.versions.split())
    assert families.count("Ubuntu Server 14.04 LTS") == 3


def test_the_platform_s_images_stay(wire: Wire) -> None:
    for response in (
        wire.ask("DELETE", f"{IMAGES}/{GUIDE}"),
        wire.ask("DELETE", f"{IMAGES}/{GUIDE}?comp=media"),
        update(wire, GUIDE, "<Label>x</Label>"),
    ):
        assert response.refusal == INCORRECT
    assert add(wire, GUIDE.upper()).status == 409


def test_a_name_and_a_blob_have_one_image(wire: Wire) -> None:
    add(wire)
    assert add(wire, "MINE", link(wire, "other.vhd")).status == 409
    again = link(wire).replace("http:", "https:")
    refused = add(wire, "other", again)
    assert (refused.status, refused.text("Code")) == (409, "ConflictError")
    wire.service.seed("disk", "d1", {"name": "d1", "media_link": link(wire, "disk.vhd")})
    assert add(wire, "other", link(wire, "disk.vhd")).status == 409
    assert add(wire, "other", link(wire, "other.vhd")).status == 200


def test_a_blob_of_somebody_else(wire: Wire) -> None:
    for elsewhere in ("http://somebody.blob.core.windows.net/vhds/a.vhd?sig=x", "a.vhd", f"ftp://{link(wire)[7:]}"):
        assert (add(wire, media_link=elsewhere).refusal, wire.entry["reason"]) == (
            INCORRECT,
            "MediaLink is not in a storage account of the subscription",
        )


def test_an_image_is_where_its_account_is(wire: Wire) -> None:
    inside = "<Name>g1</Name><Label>Zw==</Label><Location>East US</Location>"
    wire.ask("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")
    name = f"{wire.service.name}g"
    make_account(wire, name, "<AffinityGroup>g1</AffinityGroup>")
    made = add(wire, media_link=f"https://{name}.blob.core.windows.net/vhds/a.vhd", system="windows")
    assert (made.tags()[0], made.text("AffinityGroup"), made.text("Location")) == ("AffinityGroup", "g1", None)
    assert (made.text("OS"), made.text("LogicalSizeInGB")) == ("Windows", "127")


@pytest.mark.parametrize("missing", ["Label", "MediaLink", "Name", "OS"])
def test_what_an_image_needs(wire: Wire, missing: str) -> None:
    parts = {"Label": "x", "MediaLink": link(wire), "Name": "mine", "OS": "Linux"}
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if tag != missing)
    response = wire.ask("POST", IMAGES, f"<OSImage {NS}>{inside}</OSImage>")
    assert (response.refusal, wire.entry["reason"]) == (INCORRECT, f"{missing} is missing")


def test_what_breaks_a_rule(wire: Wire) -> None:
    assert add(wire, system="BeOS").refusal == INCORRECT
    assert add(wire, label="x" * 101).refusal == INCORRECT
    assert add(wire, label="x" * 100).status == 200
    assert update(wire, "mine", "").refusal == INCORRECT
    assert wire.entry["reason"] == "Label is missing"
    old = wire.ask("POST", IMAGES, f"<OSImage {NS}/>", version="2012-03-01")
    assert old.refusal[1] == "MissingOrIncorrectVersionHeader"
