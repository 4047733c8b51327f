# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage accounts: visible while they are made, with keys from the first moment
(docs/protocol/storage.md#storage-account-status)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import (
    Reply,
    RequestContext,
    Route,
    bad_request,
    conflict,
    not_found,
)
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import (
    CREATE,
    DELETE,
    REGENERATE,
    STORAGE_ACCOUNT_SCHEMA,
    UPDATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

# docs/protocol/storage.md#storage-account-versions: since when and until when versions know an element, and in which
# field answers have it. Since 2014-06-01 the redundancy is the account's type; before, two booleans said it.
TYPED = "2014-06-01"
SPANS = {
    "GeoReplicationEnabled": ("2012-03-01", TYPED),
    "SecondaryReadEnabled": ("2013-11-01", TYPED),
    "AccountType": (TYPED, "9999"),
}
TOLD_SINCE = {
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
WRITABLE, AVAILABILITY = "2011-06-01", "2012-03-01"
UNCHANGEABLE = ("Standard_ZRS", "Premium_LRS")
BAD_NAME = (
    "The name is not a valid storage account name. Storage account names must be between 3 and 24 characters in length "
    "and use numbers and lower-case letters only."
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def create(context: RequestContext) -> Reply:
    name = context.values["name"] or ""
    _check_name(name)
    common.check(context, STORAGE_ACCOUNT_SCHEMA.body(CREATE), required=("label",))
    where = common.place(context)
    reason = _taken(context, name)
    if reason:
        raise conflict(reason)
    common.check_quota(context, "storage_account", "max_storage_accounts", "storage account")
    account_type = _account_type(context) or "Standard_GRS"
    if account_type not in locations.REGIONS[where["region"]].storage:
        raise bad_request(reason=f"{where['region']} does not offer {account_type}")
    account = {
        "url": context.url(f"services/storageservices/{name}"),
        "name": name,
        "description": context.values["description"],
        "label": context.values["label"],
        "status": "ResolvingDns",
        "endpoints": _endpoints(name, account_type),
        "creation_time": stamp(context.now),
        "custom_domains": [],
        "account_type": account_type,
        "extended_properties": {},
        "wanted_properties": _properties(context, {}),
        "keys": _new_keys(context),
        **where,
    }
    context.put("storage_account", name, account)
    path = f"services/storageservices/{name}"
    context.operations.start(
        context.subscription, context.request_id, context.operation, "storage_account_is_created", {"name": name}, path
    )
    return Reply(
        202, headers={"Location": f"https://{context.host}/subscriptions/{context.subscription}/storage/{name}"}
    )


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(STORAGE_ACCOUNT_SCHEMA, _as_told(context, known(context))))


def get_all(context: RequestContext) -> Reply:
    accounts = [_as_told(context, account) for account in context.all("storage_account")]
    return Reply(200, common.render_all(STORAGE_ACCOUNT_SCHEMA, accounts, without=("capabilities",)))


def update(context: RequestContext) -> Reply:
    account = _settled(context)
    common.check(context, STORAGE_ACCOUNT_SCHEMA.body(UPDATE))
    arguments = {name: context.values[name] for name in ("description", "label") if context.values[name] is not None}
    arguments["extended_properties"] = _properties(context, account["extended_properties"])
    account_type = _account_type(context) or account["account_type"]
    if account_type != account["account_type"]:
        if account_type in UNCHANGEABLE or account["account_type"] in UNCHANGEABLE:
            raise bad_request(reason=f"AccountType cannot be changed from {account['account_type']} to {account_type}")
        arguments.update({"account_type": account_type, **_geography(account["name"], account_type, account["region"])})
    context.put("storage_account", account["name"], {**account, **arguments})
    return Reply(200)


def delete(context: RequestContext) -> Reply:
    """Not while a blob in it is registered as a disk or an image (docs/protocol/storage.md#delete-storage-account)."""
    account = _settled(context)
    within = [name for link, name in media.registered(context) if context.blobs.account_of(link) == account["name"]]
    if within:
        raise bad_request(
            f"Storage account {account['name']} has some active image(s) and/or disk(s), e.g. {within[0]}. Ensure "
            "these image(s) and/or disk(s) are removed before deleting this storage account."
        )
    context.delete("storage_account", account["name"])
    return Reply(200)


def keys(context: RequestContext) -> Reply:
    return Reply(200, _keys_document(context, _with_keys(context)))


def regenerate(context: RequestContext) -> Reply:
    account = _with_keys(context)
    common.check(context, STORAGE_ACCOUNT_SCHEMA.body(REGENERATE), required=("regenerate_key",))
    which = context.values["regenerate_key"]
    account["keys"][which] = _new_key(context)
    context.put("storage_account", account["name"], account)
    return Reply(200, _keys_document(context, account))


def _with_keys(context: RequestContext) -> Value:
    """The storage account that the address names. One that was seeded without keys gets some now."""
    account = known(context)
    if "keys" not in account:
        account["keys"] = _new_keys(context)
        context.put("storage_account", account["name"], account)
    return account


def is_available(context: RequestContext) -> Reply:
    _check_name(context.names["name"])
    return Reply(200, common.availability(_taken(context, context.names["name"])))


def known(context: RequestContext) -> Value:
    """The storage account that the address names."""
    account = context.get("storage_account", context.names["name"])
    if account is None:
        raise not_found(f"The storage account '{context.names['name']}' was not found.")
    return account


def _settled(context: RequestContext) -> Value:
    account = known(context)
    if account["status"] != "Created":
        raise conflict(
            "The operation cannot be performed at this time because a conflicting operation is underway. "
            "Please retry later."
        )
    return account


def _check_name(name: str) -> None:
    if STORAGE_ACCOUNT_SCHEMA.field["name"].codec.validate(name):
        raise bad_request(BAD_NAME)


def _taken(context: RequestContext, name: str) -> str | None:
    owner = context.store.owner("storage_account", name)
    if owner is None:
        return None
    if owner == context.subscription:
        return f"A storage account named '{name}' already exists in the subscription."
    return f"The storage account named '{name}' is already taken."


def _properties(context: RequestContext, current: dict[str, str]) -> dict[str, str]:
    """What is held, with what the request adds and without what it takes away
    (docs/protocol/storage.md#extended-properties)."""
    codec = common.pairs(STORAGE_ACCOUNT_SCHEMA)
    merged = codec.merge(current, context.values["extended_properties"] or {})
    if len(set(merged) - {"ResourceGroup", "ResourceLocation"}) > codec.limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {codec.limit}")
    return merged


def _account_type(context: RequestContext) -> str | None:
    """The type that a request asks for; of older versions, what their two booleans mean."""
    account_type: str | None = context.values["account_type"]
    geo, readable = context.values["geo_replication_enabled"], context.values["secondary_read_enabled"]
    if account_type or (geo is None and readable is None):
        return account_type
    if geo is False:
        return "Standard_LRS"
    return "Standard_RAGRS" if readable else "Standard_GRS"


def _as_told(context: RequestContext, account: Value) -> Value:
    """An account as the version of the request knows it (docs/protocol/storage.md#storage-account-older-versions)."""
    if account.get("endpoints"):
        account = {**account, "endpoints": [context.blobs.address(account["name"]), *account["endpoints"][1:]]}
    if context.version >= TYPED:
        return account
    replicated = account["account_type"] in ("Standard_GRS", "Standard_RAGRS")
    readable = account["account_type"] == "Standard_RAGRS"
    older = {"geo_replication_enabled": replicated and account["status"] == "Created", "account_type": None}
    returned = {**account, **older, "secondary_read_enabled": readable}
    if context.version < "2013-06-01" and account["status"] == "Created":
        returned["last_geo_failover_time"] = ""
    return {name: value for name, value in returned.items() if TOLD_SINCE.get(name, "") <= context.version}


def _endpoints(name: str, account_type: str) -> list[str]:
    services = ("blob",) if account_type in UNCHANGEABLE else ("blob", "queue", "table", "file")
    return [f"https://{name}.{service}.core.windows.net/" for service in services]


def _geography(name: str, account_type: str, region: str) -> Value:
    """Where an account's copies are (docs/protocol/storage.md#storage-endpoints)."""
    where: Value = {"geo_primary_region": region, "status_of_primary": "Available"}
    where["secondary_endpoints"] = None
    if account_type == "Standard_LRS":
        where.update({"geo_secondary_region": "", "status_of_secondary": ""})
    elif account_type not in UNCHANGEABLE:
        pair = locations.REGIONS[region].pair
        where.update({"geo_secondary_region": pair, "status_of_secondary": "Available"})
    if account_type == "Standard_RAGRS":
        services = ("blob", "queue", "table")
        where["secondary_endpoints"] = [f"https://{name}-secondary.{each}.core.windows.net/" for each in services]
    return where


def _new_key(context: RequestContext) -> str:
    return base64.b64encode(bytes.fromhex(context.operations.new_id(digits=128))).decode("ascii")


def _new_keys(context: RequestContext) -> Value:
    return {"primary": _new_key(context), "secondary": _new_key(context)}


def _keys_document(context: RequestContext, account: Value) -> Element:
    root = xml.create("StorageService")
    xml.add(root, "Url", context.url(f"services/storageservices/{account['name']}"))
    current = xml.add(root, "StorageServiceKeys")
    xml.add(current, "Primary", account["keys"]["primary"])
    xml.add(current, "Secondary", account["keys"]["secondary"])
    return root


def install(operations: Operations) -> None:
    """Make known what happens to storage accounts by itself."""

    def is_created(subscription: str, facts: Value, moment: float) -> None:
        account = operations.store.get(subscription, "storage_account", facts["name"])
        if account is None:
            return
        region = account["region"]
        account["status"] = "Created"
        account["capabilities"] = ["PersistentVMRole"]
        account["extended_properties"] = {
            **account.pop("wanted_properties"),
            "ResourceGroup": f"Default-Storage-{region.replace(' ', '')}",
            "ResourceLocation": region,
        }
        account.update(_geography(account["name"], account["account_type"], region))
        operations.store.put(subscription, "storage_account", account["name"], account)

    operations.effects["storage_account_is_created"] = is_created


ROUTES = (
    Route(
        "CheckStorageName",
        "GET",
        "services/storageservices/operations/isavailable/{name}",
        is_available,
        since=AVAILABILITY,
    ),
    Route("ListStorageServices", "GET", "services/storageservices", get_all),
    Route("GetStorageService", "GET", "services/storageservices/{name}", get),
    Route("GetStorageKeys", "GET", "services/storageservices/{name}/keys", keys),
    common.route(STORAGE_ACCOUNT_SCHEMA, CREATE, create, WRITABLE, SPANS),
    common.route(STORAGE_ACCOUNT_SCHEMA, UPDATE, update, WRITABLE, SPANS),
    common.route(STORAGE_ACCOUNT_SCHEMA, REGENERATE, regenerate),
    common.route(STORAGE_ACCOUNT_SCHEMA, DELETE, delete, WRITABLE),
)
