# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage accounts and their keys (docs/protocol/storage.md#storage-accounts)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import listed
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import SingletonReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import FieldReadiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.registered_blobs import (
    registered_in,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_NAME
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.own_properties import (
    without_own_properties,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.placement import (
    in_affinity_group,
    location_of,
    missing_affinity_group,
    read_location,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Base64,
    Boolean,
    Internal,
    Name,
    Nillable,
    OneOf,
    Reader,
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

CUSTOM_DOMAIN_SCHEMA = Struct(
    Field("name", "Name", description="Name of the custom domain."),
    Field(
        "use_sub_domain_name",
        "UseSubDomainName",
        Boolean(),
        description="Whether the domain was verified through its asverify subdomain.",
    ),
)

# Account types that cannot be changed, neither from nor to them (docs/protocol/storage.md#account-type-changes).
IMMUTABLE_TYPES = ("Standard_ZRS", "Premium_LRS")


class StorageAccountReader(FieldReader):
    """Finds what speaks against a creation, and the disks and images without which an account cannot be deleted."""

    def missing_references(self, client: Reader, have: Values | None, want: Values) -> list[str]:
        return [] if have else missing_affinity_group(client, want)

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        return _type_blocker(client, want)

    def contents(self, client: Reader, have: Values) -> list[Reference]:
        """Return the disks and images in the account (docs/protocol/storage.md#delete-storage-account)."""
        return registered_in(client, have)

    def quota_usage(self, client: Reader, have: Values) -> dict[str, int]:
        return {"StorageAccounts": 1}

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        return without_own_properties(super().to_options(client, parents, have) or {})

    def unsupported(self, client: Reader, parents: Values, have: Values) -> list[str]:
        domains = [f"its custom domain {each['name']}" for each in have["custom_domains"] or []]
        return [*super().unsupported(client, parents, have), *domains]


def _type_blocker(client: Reader, want: Values) -> str | None:
    """Return that the location does not offer the account type, if it does not
    (docs/protocol/subscription.md#location-capabilities)."""
    name = location_of(client, want) if want.get("account_type") else None
    location = read_location(client, name) if name else None
    offered = location["storage_account_types"] if location else None
    if not location or not offered or want["account_type"] in offered:
        return None
    return f"account_type is {want['account_type']!r}, but {location['name']} offers {', '.join(offered)}"


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
        Field(
            "url",
            "Url",
            description="URL of the storage account in the management API; its host may differ from that "
            "of the endpoint.",
        ),
        Field("name", "ServiceName", NAME, description="Name of the storage account."),
        Field(
            "description",
            PROPERTIES + "Description",
            Nillable(Text(1024)),
            description="Description of the storage account.",
        ),
        Field(
            "affinity_group",
            PROPERTIES + "AffinityGroup",
            description="Affinity group of the storage account. Not returned when the account has a "
            "location of its own.",
        ),
        Field(
            "location",
            PROPERTIES + "Location",
            LOCATION_NAME,
            description="Location of the storage account. Not returned when the account is in an affinity group.",
        ),
        Field(
            "label", PROPERTIES + "Label", Base64(100), default_from="name", description="Label of the storage account."
        ),
        Field("status", PROPERTIES + "Status", description="Status of the storage account, for example V(Created)."),
        Field(
            "endpoints",
            PROPERTIES + "Endpoints",
            ListOf("Endpoint"),
            description="URLs of the blob, queue, table and file services, in this order.",
        ),
        Field("geo_replication_enabled", PROPERTIES + "GeoReplicationEnabled", Internal(Boolean())),
        Field(
            "geo_primary_region",
            PROPERTIES + "GeoPrimaryRegion",
            description="Primary location of the storage account.",
        ),
        Field(
            "status_of_primary",
            PROPERTIES + "StatusOfPrimary",
            description="Status of the primary location, for example V(Available).",
        ),
        Field(
            "geo_secondary_region",
            PROPERTIES + "GeoSecondaryRegion",
            description="Secondary location. Not returned when the account is not geo-replicated.",
        ),
        Field(
            "status_of_secondary",
            PROPERTIES + "StatusOfSecondary",
            description="Status of the secondary location, for example V(Available). Not returned when there is none.",
        ),
        Field(
            "last_geo_failover_time",
            PROPERTIES + "LastGeoFailoverTime",
            description="Time of the last failover to the secondary location, in UTC. Not returned when "
            "there was none.",
        ),
        Field(
            "creation_time",
            PROPERTIES + "CreationTime",
            description="Time at which the storage account was created, in UTC.",
        ),
        Field(
            "custom_domains",
            PROPERTIES + "CustomDomains",
            ListOf("CustomDomain", CUSTOM_DOMAIN_SCHEMA),
            description="Custom domains of the blob service.",
        ),
        Field("secondary_read_enabled", PROPERTIES + "SecondaryReadEnabled", Internal(Boolean())),
        Field(
            "secondary_endpoints",
            PROPERTIES + "SecondaryEndpoints",
            ListOf("Endpoint"),
            description="URLs of the services in the secondary location. Only returned for V(Standard_RAGRS).",
        ),
        Field(
            "account_type",
            PROPERTIES + "AccountType",
            OneOf({name: name for name in TYPES}),
            description="Type of the storage account, for example V(Standard_LRS).",
        ),
        Field(
            "extended_properties",
            "ExtendedProperties",
            NameValuePairs("ExtendedProperty", removable=True),
            description="Extended properties by name, including V(ResourceGroup) and "
            "V(ResourceLocation), which the service adds.",
        ),
        Field(
            "capabilities",
            "Capabilities",
            ListOf("Capability"),
            description="Capabilities of the storage account. Only returned when a single storage account is read.",
        ),
        Field("regenerate_key", "KeyType", Trigger(OneOf({"primary": "Primary", "secondary": "Secondary"}))),
    ),
    create=CREATE,
    changes=(UPDATE, REGENERATE),
    remove=DELETE,
)
STORAGE_ACCOUNT = Resource(
    STORAGE_ACCOUNT_SCHEMA,
    StorageAccountReader(STORAGE_ACCOUNT_SCHEMA, availability="services/storageservices/operations/isavailable"),
    StorageAccountPlanner(STORAGE_ACCOUNT_SCHEMA, required_one_of=(("location", "affinity_group"),)),
    FieldReadiness("status", transient=("Creating", "ResolvingDns")),
    ModuleOptions(wait_timeout=300),
    references=in_affinity_group,
    collections=(listed(STORAGE_ACCOUNT_SCHEMA),),
)

STORAGE_ACCOUNT_KEYS_SCHEMA = ResourceSchema(
    kind="storage account keys",
    root="StorageService",
    path="services/storageservices/{name}/keys",
    fields=(
        Field(
            "url",
            "Url",
            description="URL of the storage account in the management API; its host may differ from that "
            "of the endpoint.",
        ),
        Field("primary", "StorageServiceKeys/Primary", description="Primary access key, in base64."),
        Field("secondary", "StorageServiceKeys/Secondary", description="Secondary access key, in base64."),
    ),
)
STORAGE_ACCOUNT_KEYS = Resource(
    STORAGE_ACCOUNT_KEYS_SCHEMA,
    SingletonReader(STORAGE_ACCOUNT_KEYS_SCHEMA),
    FieldPlanner(STORAGE_ACCOUNT_KEYS_SCHEMA),
)
