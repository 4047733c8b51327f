# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage accounts and their keys (docs/protocol/storage.md#storage-accounts)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import SingletonReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import FieldReadiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_NAME
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Base64,
    Boolean,
    Internal,
    Name,
    Nillable,
    OneOf,
    Text,
    Trigger,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import (
    Action,
    Step,
    Values,
    delete,
    post,
    put,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    ListOf,
    NameValuePairs,
    Struct,
)

PROPERTIES = "StorageServiceProperties/"
TYPES = ("Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_RAGRS", "Premium_LRS")
NAME = Name("[a-z0-9]{3,24}", "it must have between 3 and 24 lower-case letters and digits, and nothing else")

CUSTOM_DOMAIN_SCHEMA = Struct(Field("name", "Name"), Field("use_sub_domain_name", "UseSubDomainName", Boolean()))

# Account types that cannot be changed, neither from nor to them (docs/protocol/storage.md#account-type-changes).
IMMUTABLE_TYPES = ("Standard_ZRS", "Premium_LRS")


class StorageAccountPlanner(FieldPlanner):
    """Refuses the changes of the account type that the service refuses."""

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        wanted = self.differences(have, want).get("account_type")
        if wanted and (wanted in IMMUTABLE_TYPES or have["account_type"] in IMMUTABLE_TYPES):
            raise self.immutable_error("account_type", have, want)
        return super().plan_update(have, want)


CREATE = post(
    "CreateStorageService",
    "name",
    "description",
    "label",
    "affinity_group",
    "location",
    "geo_replication_enabled",
    "extended_properties",
    "secondary_read_enabled",
    "account_type",
    root="CreateStorageServiceInput",
)
UPDATE = put(
    "UpdateStorageService",
    "description",
    "label",
    "geo_replication_enabled",
    "extended_properties",
    "secondary_read_enabled",
    "account_type",
    root="UpdateStorageServiceInput",
    always_sent=("label",),
)
REGENERATE = Action(
    "RegenerateStorageKeys", "POST", "RegenerateKeys", ("regenerate_key",), suffix="/keys?action=regenerate"
)
DELETE = delete("DeleteStorageService")

STORAGE_ACCOUNT_SCHEMA = ResourceSchema(
    kind="storage account",
    root="StorageService",
    path="services/storageservices",
    fields=(
        Field("url", "Url"),
        Field("name", "ServiceName", NAME),
        Field("description", PROPERTIES + "Description", Nillable(Text(1024))),
        Field("affinity_group", PROPERTIES + "AffinityGroup"),
        Field("location", PROPERTIES + "Location", LOCATION_NAME),
        Field("label", PROPERTIES + "Label", Base64(100), default_from="name"),
        Field("status", PROPERTIES + "Status"),
        Field("endpoints", PROPERTIES + "Endpoints", ListOf("Endpoint")),
        Field("geo_replication_enabled", PROPERTIES + "GeoReplicationEnabled", Internal(Boolean())),
        Field("geo_primary_region", PROPERTIES + "GeoPrimaryRegion"),
        Field("status_of_primary", PROPERTIES + "StatusOfPrimary"),
        Field("geo_secondary_region", PROPERTIES + "GeoSecondaryRegion"),
        Field("status_of_secondary", PROPERTIES + "StatusOfSecondary"),
        Field("last_geo_failover_time", PROPERTIES + "LastGeoFailoverTime"),
        Field("creation_time", PROPERTIES + "CreationTime"),
        Field("custom_domains", PROPERTIES + "CustomDomains", ListOf("CustomDomain", CUSTOM_DOMAIN_SCHEMA)),
        Field("secondary_read_enabled", PROPERTIES + "SecondaryReadEnabled", Internal(Boolean())),
        Field("secondary_endpoints", PROPERTIES + "SecondaryEndpoints", ListOf("Endpoint")),
        Field("account_type", PROPERTIES + "AccountType", OneOf({name: name for name in TYPES})),
        Field("extended_properties", "ExtendedProperties", NameValuePairs("ExtendedProperty", removable=True)),
        Field("capabilities", "Capabilities", ListOf("Capability")),
        Field("regenerate_key", "KeyType", Trigger(OneOf({"primary": "Primary", "secondary": "Secondary"}))),
    ),
    create=CREATE,
    changes=(UPDATE, REGENERATE),
    remove=DELETE,
)
STORAGE_ACCOUNT = Resource(
    STORAGE_ACCOUNT_SCHEMA,
    FieldReader(STORAGE_ACCOUNT_SCHEMA, availability="services/storageservices/operations/isavailable"),
    StorageAccountPlanner(STORAGE_ACCOUNT_SCHEMA, required_one_of=(("location", "affinity_group"),)),
    FieldReadiness("status", transient=("Creating", "ResolvingDns")),
    ModuleOptions(wait_timeout=300),
)

STORAGE_ACCOUNT_KEYS_SCHEMA = ResourceSchema(
    kind="storage account keys",
    root="StorageService",
    path="services/storageservices/{name}/keys",
    fields=(
        Field("url", "Url"),
        Field("primary", "StorageServiceKeys/Primary"),
        Field("secondary", "StorageServiceKeys/Secondary"),
    ),
)
STORAGE_ACCOUNT_KEYS = Resource(
    STORAGE_ACCOUNT_KEYS_SCHEMA,
    SingletonReader(STORAGE_ACCOUNT_KEYS_SCHEMA),
    FieldPlanner(STORAGE_ACCOUNT_KEYS_SCHEMA),
)
