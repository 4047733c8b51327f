# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage accounts: visible while they are made, with keys from the first moment
(docs/protocol/storage.md#storage-account-status)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator import catalogue
from ansible_collections.classic.azure.emulator.behaviour import media, regular
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route, bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.clock import stamp
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.store import Value
from ansible_collections.classic.azure.plugins.module_utils._asm import document
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.storage_account import (
    CREATE,
    DELETE,
    REGENERATE,
    STORAGE_ACCOUNT,
    UPDATE,
)

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


def create(call: Call) -> Reply:
    name = call.values["name"] or ""
    _check_name(name)
    regular.check(call, STORAGE_ACCOUNT.body(CREATE), required=("label",))
    where = regular.place(call)
    reason = _taken(call, name)
    if reason:
        raise conflict(reason)
    regular.check_quota(call, "storage_account", "max_storage_accounts", "storage account")
    account_type = _account_type(call) or "Standard_GRS"
    if account_type not in catalogue.REGIONS[where["region"]].storage:
        raise bad_request(reason=f"{where['region']} does not offer {account_type}")
    account = {
        "url": call.url(f"services/storageservices/{name}"),
        "name": name,
        "description": call.values["description"],
        "label": call.values["label"],
        "status": "ResolvingDns",
        "endpoints": _endpoints(name, account_type),
        "creation_time": stamp(call.now),
        "custom_domains": [],
        "account_type": account_type,
        "extended_properties": {},
        "wanted_properties": _properties(call, {}),
        "keys": _new_keys(call),
        **where,
    }
    call.put("storage_account", name, account)
    path = f"services/storageservices/{name}"
    call.operations.start(
        call.subscription, call.request_id, call.operation, "storage_account_is_created", {"name": name}, path
    )
    return Reply(202, headers={"Location": f"https://{call.host}/subscriptions/{call.subscription}/storage/{name}"})


def get(call: Call) -> Reply:
    return Reply(200, regular.render(STORAGE_ACCOUNT, _as_told(call, known(call))))


def get_all(call: Call) -> Reply:
    accounts = [_as_told(call, account) for account in call.all("storage_account")]
    return Reply(200, regular.render_all(STORAGE_ACCOUNT, accounts, without=("capabilities",)))


def update(call: Call) -> Reply:
    account = _settled(call)
    regular.check(call, STORAGE_ACCOUNT.body(UPDATE))
    given = {name: call.values[name] for name in ("description", "label") if call.values[name] is not None}
    given["extended_properties"] = _properties(call, account["extended_properties"])
    account_type = _account_type(call) or account["account_type"]
    if account_type != account["account_type"]:
        if account_type in UNCHANGEABLE or account["account_type"] in UNCHANGEABLE:
            raise bad_request(reason=f"AccountType cannot be changed from {account['account_type']} to {account_type}")
        given.update({"account_type": account_type, **_geography(account["name"], account_type, account["region"])})
    call.put("storage_account", account["name"], {**account, **given})
    return Reply(200)


def delete(call: Call) -> Reply:
    """Not while a blob in it is registered as a disk or an image (docs/protocol/storage.md#delete-storage-account)."""
    account = _settled(call)
    within = [name for link, name in media.registered(call) if call.blobs.account_of(link) == account["name"]]
    if within:
        raise bad_request(
            f"Storage account {account['name']} has some active image(s) and/or disk(s), e.g. {within[0]}. Ensure "
            "these image(s) and/or disk(s) are removed before deleting this storage account."
        )
    call.delete("storage_account", account["name"])
    return Reply(200)


def keys(call: Call) -> Reply:
    return Reply(200, _keys_document(call, _with_keys(call)))


def regenerate(call: Call) -> Reply:
    account = _with_keys(call)
    regular.check(call, STORAGE_ACCOUNT.body(REGENERATE), required=("regenerate_key",))
    which = call.values["regenerate_key"]
    account["keys"][which] = _new_key(call)
    call.put("storage_account", account["name"], account)
    return Reply(200, _keys_document(call, account))


def _with_keys(call: Call) -> Value:
    """The storage account that the address names. One that was seeded without keys gets some now."""
    account = known(call)
    if "keys" not in account:
        account["keys"] = _new_keys(call)
        call.put("storage_account", account["name"], account)
    return account


def is_available(call: Call) -> Reply:
    _check_name(call.names["name"])
    return Reply(200, regular.availability(_taken(call, call.names["name"])))


def known(call: Call) -> Value:
    """The storage account that the address names."""
    account = call.get("storage_account", call.names["name"])
    if account is None:
        raise not_found(f"The storage account '{call.names['name']}' was not found.")
    return account


def _settled(call: Call) -> Value:
    account = known(call)
    if account["status"] != "Created":
        raise conflict(
            "The operation cannot be performed at this time because a conflicting operation is underway. "
            "Please retry later."
        )
    return account


def _check_name(name: str) -> None:
    if STORAGE_ACCOUNT.field["name"].codec.fault(name):
        raise bad_request(BAD_NAME)


def _taken(call: Call, name: str) -> str | None:
    owner = call.store.owner("storage_account", name)
    if owner is None:
        return None
    if owner == call.subscription:
        return f"A storage account named '{name}' already exists in the subscription."
    return f"The storage account named '{name}' is already taken."


def _properties(call: Call, held: dict[str, str]) -> dict[str, str]:
    """What is held, with what the request adds and without what it takes away
    (docs/protocol/storage.md#extended-properties)."""
    codec = regular.pairs(STORAGE_ACCOUNT)
    merged = codec.merged(held, call.values["extended_properties"] or {})
    if len(set(merged) - {"ResourceGroup", "ResourceLocation"}) > codec.limit:
        raise bad_request(reason=f"ExtendedProperties: there would be more than {codec.limit}")
    return merged


def _account_type(call: Call) -> str | None:
    """The type that a request asks for; of older versions, what their two booleans mean."""
    account_type: str | None = call.values["account_type"]
    geo, readable = call.values["geo_replication_enabled"], call.values["secondary_read_enabled"]
    if account_type or (geo is None and readable is None):
        return account_type
    if geo is False:
        return "Standard_LRS"
    return "Standard_RAGRS" if readable else "Standard_GRS"


def _as_told(call: Call, account: Value) -> Value:
    """An account as the version of the request knows it (docs/protocol/storage.md#storage-account-older-versions)."""
    if account.get("endpoints"):
        account = {**account, "endpoints": [call.blobs.address(account["name"]), *account["endpoints"][1:]]}
    if call.version >= TYPED:
        return account
    replicated = account["account_type"] in ("Standard_GRS", "Standard_RAGRS")
    readable = account["account_type"] == "Standard_RAGRS"
    older = {"geo_replication_enabled": replicated and account["status"] == "Created", "account_type": None}
    told = {**account, **older, "secondary_read_enabled": readable}
    if call.version < "2013-06-01" and account["status"] == "Created":
        told["last_geo_failover_time"] = ""
    return {name: value for name, value in told.items() if TOLD_SINCE.get(name, "") <= call.version}


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
        pair = catalogue.REGIONS[region].pair
        where.update({"geo_secondary_region": pair, "status_of_secondary": "Available"})
    if account_type == "Standard_RAGRS":
        services = ("blob", "queue", "table")
        where["secondary_endpoints"] = [f"https://{name}-secondary.{each}.core.windows.net/" for each in services]
    return where


def _new_key(call: Call) -> str:
    return base64.b64encode(bytes.fromhex(call.operations.new_id(digits=128))).decode("ascii")


def _new_keys(call: Call) -> Value:
    return {"primary": _new_key(call), "secondary": _new_key(call)}


def _keys_document(call: Call, account: Value) -> Element:
    root = document.create("StorageService")
    document.add(root, "Url", call.url(f"services/storageservices/{account['name']}"))
    held = document.add(root, "StorageServiceKeys")
    document.add(held, "Primary", account["keys"]["primary"])
    document.add(held, "Secondary", account["keys"]["secondary"])
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
    regular.route(STORAGE_ACCOUNT, CREATE, create, WRITABLE, SPANS),
    regular.route(STORAGE_ACCOUNT, UPDATE, update, WRITABLE, SPANS),
    regular.route(STORAGE_ACCOUNT, REGENERATE, regenerate),
    regular.route(STORAGE_ACCOUNT, DELETE, delete, WRITABLE),
)
