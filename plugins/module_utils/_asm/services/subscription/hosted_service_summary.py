# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lists of hosted services say of each: the one of the subscription, and that inside an affinity group."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_NAME
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Base64, Name, Nillable, Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, NameValuePairs

PROPERTIES = "HostedServiceProperties/"
HOSTED_SERVICE_NAME = Name(
    "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?",
    "it must have 1 to 63 letters, digits or hyphens, a letter or digit first and last",
    ignore_case=True,
)

HOSTED_SERVICE_SUMMARY = (
    Field(
        "url",
        "Url",
        description="URL of the hosted service in the management API; its host may differ from that of the endpoint.",
    ),
    Field("name", "ServiceName", HOSTED_SERVICE_NAME, description="Name of the hosted service."),
    Field(
        "description",
        PROPERTIES + "Description",
        Nillable(Text(1024)),
        description="Description of the hosted service.",
    ),
    Field(
        "affinity_group",
        PROPERTIES + "AffinityGroup",
        description="Affinity group of the hosted service. Not returned when the service has a location of its own.",
    ),
    Field(
        "location",
        PROPERTIES + "Location",
        LOCATION_NAME,
        description="Location of the hosted service. Not returned when the service is in an affinity group.",
    ),
    Field("label", PROPERTIES + "Label", Base64(100), default_from="name", description="Label of the hosted service."),
    Field("status", PROPERTIES + "Status", description="Status of the hosted service, for example V(Created)."),
    Field(
        "date_created", PROPERTIES + "DateCreated", description="Time at which the hosted service was created, in UTC."
    ),
    Field(
        "date_last_modified",
        PROPERTIES + "DateLastModified",
        description="Time of the last change, by a user or by the service, in UTC.",
    ),
    Field(
        "extended_properties",
        PROPERTIES + "ExtendedProperties",
        NameValuePairs("ExtendedProperty"),
        description="Extended properties by name, including V(ResourceGroup) and "
        "V(ResourceLocation), which the service adds.",
    ),
)
