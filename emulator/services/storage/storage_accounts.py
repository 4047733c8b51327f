# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage accounts: visible while they are made, with keys at once (docs/protocol/storage.md#storage-accounts)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, EffectScope, dump
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.storage.registered_blobs import registered_blobs
from ansible_collections.classic.azure.emulator.services.subscription.affinity_groups import OWN_PROPERTIES
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import (
    CREATE,
    DELETE,
    IMMUTABLE_TYPES,
    REGENERATE,
    STORAGE_ACCOUNT_SCHEMA,
    UPDATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Since when and until when versions know an element, and since when answers have a field
# (docs/protocol/storage.md#storage-account-versions). Since 2014-06-01 the redundancy is the account's type; before,
# two booleans said it.
ACCOUNT_TYPE_SINCE = "2014-06-01"
ELEMENT_VERSIONS = {
    "GeoReplicationEnabled": ("2012-03-01", ACCOUNT_TYPE_SINCE),
    "SecondaryReadEnabled": ("2013-11-01", ACCOUNT_TYPE_SINCE),
    "AccountType": (ACCOUNT_TYPE_SINCE, "9999"),
}
FIELD_SINCE = {
    "geo_primary_region": "2012-03-01",
    "status_of_primary": "2012-03-01",
    "geo_secondary_region": "2012-03-01",
    "status_of_secondary": "2012-03-01",
    "geo_replication_enabled": "2012-03-01",
    "creation_time": "2013-06-01",
    "custom_domains": "2013-06-01",
    "secondary_read_enabled": "2013-11-01",
    "secondary_endpoints": "2013-11-01",
    "last_geo_failover_time": "2012-03-01",
}
WRITABLE_SINCE, AVAILABILITY_SINCE = "2011-06-01", "2012-03-01"
INVALID_NAME = (
    "The name is not a valid storage account name. Storage account names must be between 3 and 24 characters in length "
    "and use numbers and lower-case letters only."
)


@dataclass
class AccountKeys:
    primary: str
    secondary: str = ""


@dataclass
class StorageAccount:
    """A storage account. The emulator's own fields: ``keys`` (None if it was seeded without), ``region``, and
    ``requested_properties``, which become its extended properties when it has been created."""

    name: str
    url: str | None = None
    description: str | None = None
    affinity_group: str | None = None
    location: str | None = None
    label: str | None = None
    status: str | None = None
    endpoints: list[str] | None = None
    geo_primary_region: str | None = None
    status_of_primary: str | None = None
    geo_secondary_region: str | None = None
    status_of_secondary: str | None = None
    creation_time: str | None = None
    custom_domains: list[dict[str, Any]] | None = None
    secondary_endpoints: list[str] | None = None
    account_type: str | None = None
    extended_properties: dict[str, str] = field(default_factory=dict)
    capabilities: list[str] | None = None
    keys: AccountKeys | None = None
    region: str | None = None
    requested_properties: dict[str, str] = field(default_factory=dict)


STORAGE_ACCOUNTS = Collection("storage_account", StorageAccount, lambda account: account.name)


def create(context: RequestContext) -> Reply:
    name = context.values["name"] or ""
    _check_name(name)
    common.check(context, STORAGE_ACCOUNT_SCHEMA.body(CREATE), required=("label",))
    where = common.place(context)
    reason = _reason_unavailable(context, name)
    if reason:
        raise conflict(reason)
    common.check_quota(context, "storage_account", "max_storage_accounts", "storage account")
    account_type = _requested_type(context) or "Standard_GRS"
    if account_type not in locations.REGIONS[where["region"]].storage:
        raise bad_request(reason=f"{where['region']} does not offer {account_type}")
    path = f"{STORAGE_ACCOUNT_SCHEMA.path}/{name}"
    account = StorageAccount(
        url=context.url(path),
        name=name,
        description=context.values["description"],
        label=context.values["label"],
        status="ResolvingDns",
        endpoints=_endpoints(name, account_type),
        creation_time=stamp(context.now),
        custom_domains=[],
        account_type=account_type,
        requested_properties=_merged_properties(context, {}),
        keys=_new_keys(context),
        **where,
    )
    STORAGE_ACCOUNTS.save(context, account)
    context.begin(storage_account_created, {"name": name}, path, on_failure=storage_account_not_created)
    return Reply(
        202, headers={"Location": f"https://{context.host}/subscriptions/{context.subscription}/storage/{name}"}
    )


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(STORAGE_ACCOUNT_SCHEMA, account_values(context, get_storage_account(context))))


def get_all(context: RequestContext) -> Reply:
    accounts = [account_values(context, account) for account in STORAGE_ACCOUNTS.all(context)]
    return Reply(200, common.render_all(STORAGE_ACCOUNT_SCHEMA, accounts, without=("capabilities",)))


def update(context: RequestContext) -> Reply:
    account = _created_account(context)
    common.check(context, STORAGE_ACCOUNT_SCHEMA.body(UPDATE))
    if context.values["description"] is not None:
        account.description = context.values["description"]
    if context.values["label"] is not None:
        account.label = context.values["label"]
    account.extended_properties = _merged_properties(context, account.extended_properties)
    account_type = _requested_type(context) or account.account_type
    if account_type != account.account_type:
        if account_type in IMMUTABLE_TYPES or account.account_type in IMMUTABLE_TYPES:
            raise bad_request(reason=f"AccountType cannot be changed from {account.account_type} to {account_type}")
        account.account_type = account_type
        _set_replication(account)
    STORAGE_ACCOUNTS.save(context, account)
    return Reply(200)


def delete(context: RequestContext) -> Reply:
    """Delete an account, unless a blob in it is a disk or image (docs/protocol/storage.md#delete-storage-account)."""
    account = _created_account(context)
    within = [name for link, name in registered_blobs(context) if context.blobs.account_of(link) == account.name]
    if within:
        raise bad_request(
            f"Storage account {account.name} has some active image(s) and/or disk(s), e.g. {within[0]}. Ensure "
            "these image(s) and/or disk(s) are removed before deleting this storage account."
        )
    STORAGE_ACCOUNTS.delete(context, account.name)
    return Reply(200)


def get_keys(context: RequestContext) -> Reply:
    account, keys = _account_with_keys(context)
    return Reply(200, _keys_document(context, account, keys))


def regenerate_key(context: RequestContext) -> Reply:
    account, keys = _account_with_keys(context)
    common.check(context, STORAGE_ACCOUNT_SCHEMA.body(REGENERATE), required=("regenerate_key",))
    which: Literal["primary", "secondary"] = context.values["regenerate_key"]
    setattr(keys, which, _new_key(context))
    STORAGE_ACCOUNTS.save(context, account)
    return Reply(200, _keys_document(context, account, keys))


def check_availability(context: RequestContext) -> Reply:
    _check_name(context.names["name"])
    return Reply(200, common.availability(_reason_unavailable(context, context.names["name"])))


def _account_with_keys(context: RequestContext) -> tuple[StorageAccount, AccountKeys]:
    """The storage account that the URL names, and its keys; one that was seeded without keys gets some now."""
    account = get_storage_account(context)
    if account.keys is None:
        account.keys = _new_keys(context)
        STORAGE_ACCOUNTS.save(context, account)
    return account, account.keys


def get_storage_account(context: RequestContext) -> StorageAccount:
    """The storage account that the URL names. Raises ErrorResponse."""
    account = STORAGE_ACCOUNTS.get(context, context.names["name"])
    if account is None:
        raise not_found(f"The storage account '{context.names['name']}' was not found.")
    return account


def _created_account(context: RequestContext) -> StorageAccount:
    """The storage account that the URL names, which is not being created any more. Raises ErrorResponse."""
    account = get_storage_account(context)
    if account.status != "Created":
        raise conflict(
            "The operation cannot be performed at this time because a conflicting operation is underway. "
            "Please retry later."
        )
    return account


def _check_name(name: str) -> None:
    if STORAGE_ACCOUNT_SCHEMA.field["name"].codec.validate(name):
        raise bad_request(INVALID_NAME)


def _reason_unavailable(context: RequestContext, name: str) -> str | None:
    """The service's reason why a name cannot be had; None if it can."""
    owner = context.store.owner("storage_account", name)
    if owner is None:
        return None
    if owner == context.subscription:
        return f"A storage account named '{name}' already exists in the subscription."
    return f"The storage account named '{name}' is already taken."


def _merged_properties(context: RequestContext, current: dict[str, str]) -> dict[str, str]:
    """The current properties with what the request adds, and without what it removes
    (docs/protocol/storage.md#extended-properties)."""
    codec = common.pairs(STORAGE_ACCOUNT_SCHEMA)
    merged = codec.merge(current, context.values["extended_properties"] or {})
    if len(set(merged) - set(OWN_PROPERTIES)) > codec.limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {codec.limit}")
    return merged


def _requested_type(context: RequestContext) -> str | None:
    """The account type that a request asks for; in older versions its two booleans stand for one."""
    account_type: str | None = context.values["account_type"]
    geo, readable = context.values["geo_replication_enabled"], context.values["secondary_read_enabled"]
    if account_type or (geo is None and readable is None):
        return account_type
    if geo is False:
        return "Standard_LRS"
    return "Standard_RAGRS" if readable else "Standard_GRS"


def account_values(context: RequestContext, account: StorageAccount) -> Value:
    """An account as the request's version shows it (docs/protocol/storage.md#storage-account-older-versions)."""
    values = dump(account)
    if account.endpoints:
        values["endpoints"] = [context.blobs.address(account.name), *account.endpoints[1:]]
    if context.version >= ACCOUNT_TYPE_SINCE:
        return values
    replicated = account.account_type in ("Standard_GRS", "Standard_RAGRS")
    values["geo_replication_enabled"] = replicated and account.status == "Created"
    values["secondary_read_enabled"] = account.account_type == "Standard_RAGRS"
    values["account_type"] = None
    if context.version < "2013-06-01" and account.status == "Created":
        values["last_geo_failover_time"] = ""
    return {name: value for name, value in values.items() if FIELD_SINCE.get(name, "") <= context.version}


def _endpoints(name: str, account_type: str) -> list[str]:
    services = ("blob",) if account_type in IMMUTABLE_TYPES else ("blob", "queue", "table", "file")
    return [f"https://{name}.{service}.core.windows.net/" for service in services]


def _set_replication(account: StorageAccount) -> None:
    """Set where the copies of an account are, by its type (docs/protocol/storage.md#storage-account-properties)."""
    account.geo_primary_region, account.status_of_primary = account.region, "Available"
    account.secondary_endpoints = None
    if account.account_type == "Standard_LRS":
        account.geo_secondary_region = account.status_of_secondary = ""
    elif account.account_type not in IMMUTABLE_TYPES:
        account.geo_secondary_region = locations.REGIONS[account.region or ""].pair
        account.status_of_secondary = "Available"
    if account.account_type == "Standard_RAGRS":
        host, services = f"{account.name}-secondary", ("blob", "queue", "table")
        account.secondary_endpoints = [f"https://{host}.{service}.core.windows.net/" for service in services]


def _new_key(context: RequestContext) -> str:
    return base64.b64encode(bytes.fromhex(context.operations.new_id(digits=128))).decode("ascii")


def _new_keys(context: RequestContext) -> AccountKeys:
    return AccountKeys(primary=_new_key(context), secondary=_new_key(context))


def _keys_document(context: RequestContext, account: StorageAccount, keys: AccountKeys) -> Element:
    root = xml.create("StorageService")
    xml.add(root, "Url", context.url(f"{STORAGE_ACCOUNT_SCHEMA.path}/{account.name}"))
    element = xml.add(root, "StorageServiceKeys")
    xml.add(element, "Primary", keys.primary)
    xml.add(element, "Secondary", keys.secondary)
    return root


@effect("storage_account_created")
def storage_account_created(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    account = STORAGE_ACCOUNTS.get(scope, facts["name"])
    if account is None:
        return
    region = account.region or ""
    account.status = "Created"
    account.capabilities = ["PersistentVMRole"]
    own = dict(zip(OWN_PROPERTIES, (f"Default-Storage-{region.replace(' ', '')}", region), strict=True))
    account.extended_properties, account.requested_properties = {**account.requested_properties, **own}, {}
    _set_replication(account)
    STORAGE_ACCOUNTS.save(scope, account)


@effect("storage_account_not_created")
def storage_account_not_created(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    """The end of a creation that failed (docs/protocol/storage.md#create-storage-account)."""
    STORAGE_ACCOUNTS.delete(EffectScope(operations, subscription, moment), facts["name"])


register_routes(
    Route(
        "CheckStorageName",
        "GET",
        f"{STORAGE_ACCOUNT_SCHEMA.path}/operations/isavailable/{{name}}",
        check_availability,
        since=AVAILABILITY_SINCE,
    ),
    Route("ListStorageServices", "GET", STORAGE_ACCOUNT_SCHEMA.path, get_all),
    Route("GetStorageService", "GET", f"{STORAGE_ACCOUNT_SCHEMA.path}/{{name}}", get),
    Route("GetStorageKeys", "GET", f"{STORAGE_ACCOUNT_SCHEMA.path}/{{name}}/keys", get_keys),
    common.route(STORAGE_ACCOUNT_SCHEMA, CREATE, create, WRITABLE_SINCE, ELEMENT_VERSIONS),
    common.route(STORAGE_ACCOUNT_SCHEMA, UPDATE, update, WRITABLE_SINCE, ELEMENT_VERSIONS),
    common.route(STORAGE_ACCOUNT_SCHEMA, REGENERATE, regenerate_key),
    common.route(STORAGE_ACCOUNT_SCHEMA, DELETE, delete, WRITABLE_SINCE),
)
