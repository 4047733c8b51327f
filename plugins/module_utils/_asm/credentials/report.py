# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be said about a credential: to the user who asks, and to the one whom the service has just refused."""

from __future__ import annotations

import ssl
from datetime import datetime, timezone
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    facts,
    iso,
    key_of,
    public_octets,
    thumbprint,
    validity,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import rendered
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.endpoint import CLOUDS
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError


def describe(credential: Credential, now: datetime | None = None) -> dict[str, Any]:
    """Return what module ``credential_info`` tells, without secrets. ``now`` is aware, by default this moment.

    ``problem`` is the sentence why the credential cannot work, or None; ``private_key`` is whether the key that belongs
    to the certificate could be read. Raises CredentialError only if there is no readable certificate to tell about.
    """
    moment = now or _now()
    certificate = credential.certificate.certificate()
    not_after = validity(certificate)[1]
    return {
        **facts(certificate),
        "expired": moment > not_after,
        "days_left": (not_after - moment).days,
        "private_key": _holds_key(credential),
        "source": {"path": credential.certificate.path, "format": credential.certificate.form},
        "subscription_id": credential.subscription_id,
        "subscriptions": _subscriptions(credential),
        "endpoint": credential.endpoint,
        "problem": _unusable(credential) or explain_refusal(credential, moment),
    }


def explain_refusal(credential: Credential, now: datetime | None = None) -> str | None:
    """Return why the service refuses this certificate whatever the subscription, or None if nothing is to be seen.

    For the client after HTTP 403 or a TLS alert (protocol/1 section 2.1); raises nothing.
    """
    moment = now or _now()
    try:
        certificate = credential.certificate.certificate()
    except CredentialError as error:
        return str(error)
    not_before, not_after = validity(certificate)
    which = _which(credential)
    if moment > not_after:
        return f"{which} expired on {iso(not_after)}"
    if moment < not_before:
        return f"{which} is not valid before {iso(not_before)}; here it is {iso(moment)} now"
    key_type = key_of(certificate)[0]
    return None if key_type == "RSA" else f"{which} has a key of type {key_type}, but the service takes RSA keys only"


def unknown_to_subscription(credential: Credential) -> str:
    """Return the advice after a refusal for which ``explain_refusal`` sees no reason; raises nothing."""
    return (
        f"{_which(credential)} is not among the management certificates of the subscription "
        f"{credential.subscription_id} at {credential.endpoint}, or there is no such subscription there; "
        "upload its .cer file to the subscription"
    )


def _which(credential: Credential) -> str:
    try:
        print_of = f" with the thumbprint {thumbprint(credential.certificate.certificate())}"
    except CredentialError:
        print_of = ""
    return f"the management certificate in {credential.certificate.path!r}{print_of}"


def _holds_key(credential: Credential) -> bool:
    try:
        key = credential.certificate.private_key()
    except CredentialError:
        return False
    return key is not None and public_octets(key.public_key()) == public_octets(
        credential.certificate.certificate().public_key()
    )


def _unusable(credential: Credential) -> str | None:
    try:
        credential.certificate.load_into(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    except CredentialError as error:
        return str(error)
    return None


def _subscriptions(credential: Credential) -> list[dict[str, Any]]:
    if not credential.subscriptions:
        return [{"id": credential.subscription_id, "name": None, "endpoint": credential.endpoint}]
    return [
        {
            "id": rendered(found.id),
            "name": rendered(found.name),
            "endpoint": rendered(found.url.rstrip("/")) or CLOUDS["global"],
        }
        for found in credential.subscriptions
    ]


def _now() -> datetime:
    return datetime.now(timezone.utc)
