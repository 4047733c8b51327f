# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subscription, its certificates, and lists that everybody sees (docs/protocol/subscription.md#subscription,
docs/protocol/subscription.md#management-certificates)."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import NS, EmulatorClient, Response
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    der_certificate,
    pem_certificate,
    pem_key,
    pfx,
    rsa_key,
)

INCORRECT = (400, "BadRequest", "A parameter was incorrect")
UNKNOWN = (404, "ResourceNotFound", "The certificate was not found.")
DER = der_certificate(rsa_key(2048, 3))
THUMBPRINT = hashlib.sha1(DER).hexdigest().upper()
PREFIX = "SubscriptionCertificate"
DATA = base64.b64encode(DER).decode()


def add(client: EmulatorClient, thumbprint: str = THUMBPRINT, data: str = DATA, public_key: str = "AAAA") -> Response:
    inside = (
        f"<{PREFIX}PublicKey>{public_key}</{PREFIX}PublicKey><{PREFIX}Thumbprint>{thumbprint}</{PREFIX}Thumbprint>"
        f"<{PREFIX}Data>{data}</{PREFIX}Data>"
    )
    return client.request("POST", "certificates", f"<{PREFIX} {NS}>{inside}</{PREFIX}>")


def test_certificate_lifecycle(client: EmulatorClient, tmp_path: Path) -> None:
    made = add(client)
    home = f"https://management.core.windows.net/subscriptions/{client.service.subscription_id}"
    assert (made.status, made.headers["Location"]) == (201, f"{home}/certificates/{THUMBPRINT}")
    found = client.request("GET", f"certificates/{THUMBPRINT.lower()}")
    assert [tag.removeprefix(PREFIX) for tag in found.tags()] == ["PublicKey", "Thumbprint", "Data", "Created"]
    assert found.text("SubscriptionCertificateData") == DATA
    listed = client.request("GET", "certificates").texts("SubscriptionCertificate/SubscriptionCertificateThumbprint")
    assert listed == sorted([THUMBPRINT, client.authority.thumbprint])
    (tmp_path / "new.pem").write_bytes(pem_certificate(rsa_key(2048, 3)) + pem_key(rsa_key(2048, 3)))
    client.session.cert = str(tmp_path / "new.pem")
    assert client.request("DELETE", f"certificates/{THUMBPRINT}").status == 200
    assert client.request("GET", "certificates").error[0] == 403, "the branch one sits on is cut"
    client.session.cert = str(client.authority.management_certificate)
    assert client.request("GET", f"certificates/{THUMBPRINT}").error == UNKNOWN
    assert client.request("DELETE", f"certificates/{THUMBPRINT}").error == UNKNOWN


def test_duplicate_certificate_conflicts(client: EmulatorClient) -> None:
    assert add(client).status == 201
    assert add(client, THUMBPRINT.lower()).error == (409, "ConflictError", "The certificate already exists.")


def test_non_certificate_data_is_stored_unchanged(client: EmulatorClient) -> None:
    """Recorded: a PKCS#12 blob was (docs/protocol/subscription.md#management-certificates)."""
    blob = base64.b64encode(pfx(rsa_key())).decode()
    assert add(client, "A" * 40, blob).status == 201
    assert client.request("GET", f"certificates/{'A' * 40}").text("SubscriptionCertificateData") == blob


@pytest.mark.parametrize(
    ("thumbprint", "data", "public_key"),
    [
        ("", DATA, "AAAA"),
        (THUMBPRINT, "", "AAAA"),
        (THUMBPRINT, DATA, ""),
        ("B" * 40, DATA, "AAAA"),
        (THUMBPRINT[:-1], DATA, "AAAA"),
        ("G" * 40, DATA, "AAAA"),
        (":".join(THUMBPRINT[n : n + 2] for n in range(0, 40, 2)), DATA, "AAAA"),
        (THUMBPRINT, "no base64!", "AAAA"),
    ],
    ids=range(8),
)
def test_invalid_certificate_is_refused(client: EmulatorClient, thumbprint: str, data: str, public_key: str) -> None:
    assert add(client, thumbprint, data, public_key).error == INCORRECT
    assert len(client.request("GET", "certificates").tags()) == 1


def test_quotas_and_usage(client: EmulatorClient) -> None:
    found = client.request("GET")
    assert found.text("SubscriptionID") == client.service.subscription_id
    assert (found.text("MaxHostedServices"), found.text("MaxStorageAccounts")) == ("20", "100")
    assert (found.text("CurrentNetworkSecurityGroups"), found.text("CurrentDnsServers")) == ("0", None)


def test_lists_are_stable(client: EmulatorClient) -> None:
    for path, root in (
        ("locations", "Locations"),
        ("rolesizes", "RoleSizes"),
        ("operatingsystems", "OperatingSystems"),
        ("operatingsystemfamilies", "OperatingSystemFamilies"),
    ):
        first, second = client.request("GET", path), client.request("GET", f"{path}/")
        assert first.body == second.body
        assert first.root.tag.endswith(f"}}{root}") and len(first.tags()) > 3


def test_old_version_omits_region_capabilities(client: EmulatorClient) -> None:
    known = {"Name", "DisplayName", "AvailableServices"}
    assert set(client.request("GET", "locations", version="2013-03-01").tags("Location")) == known
    assert set(client.request("GET", "locations").tags("Location")) == known | {
        "ComputeCapabilities",
        "StorageCapabilities",
    }


def test_operating_systems_are_newer_than_the_service(client: EmulatorClient) -> None:
    """docs/protocol/subscription.md#versions"""
    statuses = [
        client.request("GET", "operatingsystems", version=version).status
        for version in ("2009-10-01", "2010-03-31", "2010-04-01")
    ]
    assert statuses == [400, 400, 200]
