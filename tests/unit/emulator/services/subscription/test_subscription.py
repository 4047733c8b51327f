# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subscription, its certificates, and lists that everybody sees
(docs/protocol/subscription.md#subscription, docs/protocol/subscription.md#management-certificates)."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import NS, Response, Wire
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


def add(wire: Wire, thumbprint: str = THUMBPRINT, data: str = DATA, public_key: str = "AAAA") -> Response:
    inside = (
        f"<{PREFIX}PublicKey>{public_key}</{PREFIX}PublicKey><{PREFIX}Thumbprint>{thumbprint}</{PREFIX}Thumbprint>"
        f"<{PREFIX}Data>{data}</{PREFIX}Data>"
    )
    return wire.ask("POST", "certificates", f"<{PREFIX} {NS}>{inside}</{PREFIX}>")


def test_a_certificate_from_beginning_to_end(wire: Wire, tmp_path: Path) -> None:
    made = add(wire)
    home = f"https://management.core.windows.net/subscriptions/{wire.service.subscription_id}"
    assert (made.status, made.headers["Location"]) == (201, f"{home}/certificates/{THUMBPRINT}")
    found = wire.ask("GET", f"certificates/{THUMBPRINT.lower()}")
    assert [tag.removeprefix(PREFIX) for tag in found.tags()] == ["PublicKey", "Thumbprint", "Data", "Created"]
    assert found.text("SubscriptionCertificateData") == DATA
    listed = wire.ask("GET", "certificates").texts("SubscriptionCertificate/SubscriptionCertificateThumbprint")
    assert listed == sorted([THUMBPRINT, wire.authority.thumbprint])
    (tmp_path / "new.pem").write_bytes(pem_certificate(rsa_key(2048, 3)) + pem_key(rsa_key(2048, 3)))
    wire.session.cert = str(tmp_path / "new.pem")
    assert wire.ask("DELETE", f"certificates/{THUMBPRINT}").status == 200
    assert wire.ask("GET", "certificates").refusal[0] == 403, "the branch one sits on is cut"
    wire.session.cert = str(wire.authority.management_certificate)
    assert wire.ask("GET", f"certificates/{THUMBPRINT}").refusal == UNKNOWN
    assert wire.ask("DELETE", f"certificates/{THUMBPRINT}").refusal == UNKNOWN


def test_a_certificate_is_added_once(wire: Wire) -> None:
    assert add(wire).status == 201
    assert add(wire, THUMBPRINT.lower()).refusal == (409, "ConflictError", "The certificate already exists.")


def test_what_is_no_certificate_is_kept_as_it_is(wire: Wire) -> None:
    """Recorded: a PKCS#12 blob was (docs/protocol/subscription.md#management-certificates)."""
    blob = base64.b64encode(pfx(rsa_key())).decode()
    assert add(wire, "A" * 40, blob).status == 201
    assert wire.ask("GET", f"certificates/{'A' * 40}").text("SubscriptionCertificateData") == blob


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
def test_a_certificate_that_is_none(wire: Wire, thumbprint: str, data: str, public_key: str) -> None:
    assert add(wire, thumbprint, data, public_key).refusal == INCORRECT
    assert len(wire.ask("GET", "certificates").tags()) == 1


def test_the_quotas_and_what_of_them_is_used(wire: Wire) -> None:
    found = wire.ask("GET")
    assert found.text("SubscriptionID") == wire.service.subscription_id
    assert (found.text("MaxHostedServices"), found.text("MaxStorageAccounts")) == ("20", "100")
    assert (found.text("CurrentNetworkSecurityGroups"), found.text("CurrentDnsServers")) == ("0", None)


def test_the_lists_are_the_same_each_time(wire: Wire) -> None:
    for path, root in (
        ("locations", "Locations"),
        ("rolesizes", "RoleSizes"),
        ("operatingsystems", "OperatingSystems"),
        ("operatingsystemfamilies", "OperatingSystemFamilies"),
    ):
        first, second = wire.ask("GET", path), wire.ask("GET", f"{path}/")
        assert first.body == second.body
        assert first.root.tag.endswith(f"}}{root}") and len(first.tags()) > 3


def test_an_old_version_is_not_told_what_regions_can_do(wire: Wire) -> None:
    known = {"Name", "DisplayName", "AvailableServices"}
    assert set(wire.ask("GET", "locations", version="2013-03-01").tags("Location")) == known
    assert set(wire.ask("GET", "locations").tags("Location")) == known | {"ComputeCapabilities", "StorageCapabilities"}
