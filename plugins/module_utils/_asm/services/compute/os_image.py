# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS images, from which disks of virtual machines are made (docs/protocol/compute.md#os-images)."""

from __future__ import annotations

import re

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError, PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import listed
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK, MEDIA_LINK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.media_links import (
    accounts_of,
    check_account,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.registered_blobs import registered_as
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    URL,
    Boolean,
    Integer,
    OneOf,
    Reader,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values, delete, post, put
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

# In the order in which the service reads them (docs/protocol/compute.md#os-image-bodies).
METADATA = (
    "eula",
    "description",
    "image_family",
    "show_in_gui",
    "published_date",
    "is_premium",
    "icon_uri",
    "privacy_uri",
    "recommended_vm_size",
    "small_icon_uri",
    "language",
)
ADD = post("AddOSImage", "label", "media_link", "name", "os", *METADATA, root="OSImage")
UPDATE = put(
    "UpdateOSImage",
    "label",
    "media_link",
    "name",
    "os",
    *METADATA,
    root="OSImage",
    always_sent=("label", "media_link", "name", "os"),
)
DELETE = delete("DeleteOSImage")
DELETE_WITH_MEDIA = delete("DeleteOSImage", suffix="?comp=media")


class OSImageReader(FieldReader):
    """Reads, before a deletion, also the disks that were made from the image; lists those that the filters select."""

    first = (
        *("label", "media_link", "os", "eula", "description", "image_family", "published_date", "is_premium"),
        *("show_in_gui", "privacy_uri", "icon_uri", "recommended_vm_size", "small_icon_uri", "language"),
    )

    def read(self, client: Reader, want: Values) -> Values | None:
        """Return the image; before a deletion without force also the disks that were made from it."""
        image = super().read(client, want)
        if image and want.get("state") == "absent" and not want["force"]:
            disks = DISK.reader.read_all(client, want)
            image["disks"] = [disk for disk in disks if _equal(disk["source_image_name"], image["name"])]
        return image

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        pattern(want)
        response = client.get(self.schema.collection(want), "ListOSImages", self.schema.plural_root)
        found = fitting([] if response is None else [self.schema.values(image) for image in response], want)
        return found[-1:] if want.get("latest") else found

    def resolve_references(self, client: Reader, want: Values) -> Values:
        check_account(client, "media_link", want.get("media_link"))
        return want

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        registered = registered_as(client, want.get("media_link"))
        return f"its blob is {registered} already" if registered else None

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        if not is_own(have):
            return None
        options = super().to_options(client, parents, have) or {}
        # The service returns is_premium also where nobody said it.
        return {name: value for name, value in options.items() if name != "is_premium" or value}

    def unsupported(self, client: Reader, parents: Values, have: Values) -> list[str]:
        return super().unsupported(client, parents, have) if is_own(have) else []


def is_own(have: Values) -> bool:
    """Return whether an image is the subscription's own: others cannot be changed or deleted."""
    return have["category"] in (None, "User")


def check_own(kind: str, have: Values, verb: str) -> None:
    """Raise PreconditionError for an image that is not the subscription's own."""
    if not is_own(have):
        raise PreconditionError(
            f"{kind} {have['name']} is one of category {have['category']}, and only images of the subscription, which "
            f"have category User, can be {verb}"
        )


class OSImagePlanner(FieldPlanner):
    """Deletes an image from which disks were made only with force.

    An update sends also what it cannot change, as the recorded ones did. That the service deletes an image from which
    disks were made is an assumption (docs/protocol/compute.md#os-images): they are copies.
    """

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        changed = self.differences(have, want)
        for name in ("media_link", "os"):
            if name in changed:
                raise self.immutable_error(name, have, want)
        if changed:
            check_own(self.schema.kind, have, "changed")
        return super().plan_update(have, want)

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        check_own(self.schema.kind, have, "deleted")
        if have.get("disks"):
            raise PreconditionError(
                f"OS image {want['name']} is what {', '.join(map(_describe, have['disks']))} were made from, and is "
                "only deleted with force=true"
            )
        return [Step(DELETE_WITH_MEDIA if want["delete_vhd"] else DELETE, want)]


def _account_of(want: Values) -> list[Reference]:
    """Return the storage account that the blob of an image is in."""
    return accounts_of([want.get("media_link")])


def _describe(disk: Values) -> str:
    owner = disk["attached_to"]
    where = f" of virtual machine {owner['role_name']} in {owner['hosted_service_name']}" if owner else ""
    return f"disk {disk['name']}{where}"


def fitting(images: list[Values], want: Values) -> list[Values]:
    """Return the images that the filters of the info module select, compared without case.

    With ``latest`` they are sorted by the date of publication. Raises InvalidOptionError.
    """
    names = pattern(want)
    found = [image for image in images if _fits(image, want) and names.search(image["name"])]
    return sorted(found, key=_published) if want.get("latest") else found


def pattern(want: Values) -> re.Pattern[str]:
    """Return the compiled option name_pattern. Raises InvalidOptionError."""
    text = want.get("name_pattern") or ""
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise InvalidOptionError("name_pattern", text, f"it is no regular expression: {error}") from error


def _fits(image: Values, want: Values) -> bool:
    locations = str(image["location"] or "").lower().split(";")
    same = all(_equal(image[name], want.get(name)) for name in ("os", "category", "label", "image_family"))
    return same and (not want.get("location") or want["location"].lower() in locations)


def _equal(value: str | None, wanted: str | None) -> bool:
    return wanted is None or (value or "").lower() == wanted.lower()


def _published(image: Values) -> tuple[str, str]:
    return str(image["published_date"] or ""), str(image["name"])


FILTERS = {
    "os": {"type": "str", "choices": ["Linux", "Windows"]},
    **{name: {"type": "str"} for name in ("category", "location", "label", "image_family", "name_pattern")},
    "latest": {"type": "bool", "default": False},
}

OS_IMAGE_SCHEMA = ResourceSchema(
    kind="OS image",
    root="OSImage",
    list_root="Images",
    path="services/images",
    fields=(
        Field(
            "affinity_group",
            "AffinityGroup",
            description="Affinity group of the storage account. Not returned when the account has a "
            "location of its own.",
        ),
        Field("category", "Category", description="Category of the image, for example V(User), V(Public) or V(MSDN)."),
        Field("label", "Label", Text(100), default_from="name", description="Label of the image."),
        Field(
            "location", "Location", description="Location of the image. Several locations are separated by semicolons."
        ),
        Field("logical_size_in_gb", "LogicalSizeInGB", Integer(), description="Size of the disk in the image, in GB."),
        Field(
            "media_link",
            "MediaLink",
            MEDIA_LINK,
            description="URL of the VHD blob. Only returned for images of the subscription.",
        ),
        Field("name", "Name", description="Name of the image."),
        Field(
            "os",
            "OS",
            OneOf({"Linux": "Linux", "Windows": "Windows"}),
            description="Operating system in the image, V(Linux) or V(Windows).",
        ),
        Field("eula", "Eula", URL(), description="License agreement, or its URL."),
        Field("description", "Description", description="Description of the image."),
        Field("image_family", "ImageFamily", Text(100), description="Image family."),
        Field("show_in_gui", "ShowInGui", Boolean(), description="Whether the portal lists the image."),
        Field("published_date", "PublishedDate", description="Time at which the image was published, in UTC."),
        Field("is_premium", "IsPremium", Boolean(), description="Whether the image incurs charges of its own."),
        Field("icon_uri", "IconUri", URL(), description="URL of the icon."),
        Field("privacy_uri", "PrivacyUri", URL(), description="URL of the privacy policy."),
        Field("recommended_vm_size", "RecommendedVMSize", description="Recommended role size."),
        Field("publisher_name", "PublisherName", description="Name of the publisher."),
        Field("pricing_detail_link", "PricingDetailLink", URL(), description="URL of the pricing details."),
        Field("small_icon_uri", "SmallIconUri", URL(), description="URL of the small icon."),
        Field("language", "Language", description="Language of the image."),
        Field(
            "os_state",
            "OSState",
            description="State of the operating system, V(Generalized) or V(Specialized). Only returned "
            "for images of the subscription.",
        ),
        Field("io_type", "IOType", description="Type of the storage, for example V(Standard_LRS) or V(Provisioned)."),
    ),
    create=ADD,
    changes=(UPDATE,),
    remove=DELETE,
)
OS_IMAGE = Resource(
    OS_IMAGE_SCHEMA,
    OSImageReader(OS_IMAGE_SCHEMA),
    OSImagePlanner(OS_IMAGE_SCHEMA, required_one_of=(("media_link",), ("os",))),
    options=ModuleOptions(
        extra={name: {"type": "bool", "default": False} for name in ("delete_vhd", "force")}, info=FILTERS
    ),
    references=_account_of,
    collections=(listed(OS_IMAGE_SCHEMA, "ListOSImages"),),
)
