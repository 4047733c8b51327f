# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports about a credential: the facts that credential_info returns, and the reason of a refusal."""

from __future__ import annotations

import ssl
from datetime import datetime, timezone
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    FACTS,
    facts,
    iso,
    key_of,
    public_key_bytes,
    thumbprint,
    validity,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import shortened
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.endpoint import CLOUDS
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

CREDENTIAL = (
    *FACTS,
    ReturnValue("expired", "Whether the certificate has expired.", "bool"),
    ReturnValue("days_left", "Whole days until the certificate expires.", "int"),
    ReturnValue("private_key", "Whether the private key of the certificate could be read.", "bool"),
    ReturnValue(
        "source",
        "Source of the certificate.",
        "dict",
        contains=(
            ReturnValue("path", "Path of the file."),
            ReturnValue("format", "Format of the file, V(pem), V(pfx), V(publish_settings) or V(der)."),
        ),
    ),
    ReturnValue("subscription_id", "ID of the subscription that tasks with these options use."),
    ReturnValue(
        "subscriptions",
        "Subscriptions in the publishsettings file, or else the one of the options.",
        "list",
        elements="dict",
        contains=(
            ReturnValue("id", "ID of the subscription."),
            ReturnValue("name", "Name of the subscription. Only returned when a publishsettings file has it."),
            ReturnValue("endpoint", "URL of the management API for the subscription."),
        ),
    ),
    ReturnValue("endpoint", "URL of the management API."),
    ReturnValue("problem", "Reason why the credential cannot be used. Not returned when it can."),
)
"""What ``describe`` returns."""


def describe(credential: Credential, now: datetime | None = None) -> dict[str, Any]:
    """Return the result of credential_info, without secrets. ``now`` is aware, by default the current time.

    ``problem`` is why the credential cannot work, or None; ``private_key`` is whether the key of the certificate can be
    read. Raises CredentialError if there is no readable certificate.
    """
    moment = now or _now()
    certificate = credential.certificate.certificate()
    not_after = validity(certificate)[1]
    return {
        **facts(certificate),
        "expired": moment > not_after,
        "days_left": (not_after - moment).days,
        "private_key": _has_private_key(credential),
        "source": {"path": credential.certificate.path, "format": credential.certificate.form},
        "subscription_id": credential.subscription_id,
        "subscriptions": _subscriptions(credential),
        "endpoint": credential.endpoint,
        "problem": _load_problem(credential) or explain_refusal(credential, moment),
    }


def explain_refusal(credential: Credential, now: datetime | None = None) -> str | None:
    """Return why the service refuses this certificate for any subscription, None if no reason is known.

    The client calls it after HTTP 403 or a TLS alert (docs/protocol/errors.md#authentication-failed).
    """
    moment = now or _now()
    try:
        certificate = credential.certificate.certificate()
    except CredentialError as error:
        return str(error)
    not_before, not_after = validity(certificate)
    which = _certificate_name(credential)
    if moment > not_after:
        return f"{which} expired on {iso(not_after)}"
    if moment < not_before:
        return f"{which} is not valid before {iso(not_before)}; here it is {iso(moment)} now"
    key_type = key_of(certificate)[0]
    return None if key_type == "RSA" else f"{which} has a key of type {key_type}, but the service takes RSA keys only"


def unknown_to_subscription(credential: Credential) -> str:
    """Return the message for a refusal of which ``explain_refusal`` does not know the reason."""
    return (
        f"{_certificate_name(credential)} is not among the management certificates of the subscription "
        f"{credential.subscription_id} at {credential.endpoint}, or there is no such subscription there; "
        "upload its .cer file to the subscription"
    )


def _certificate_name(credential: Credential) -> str:
    try:
        print_of = f" with the thumbprint {thumbprint(credential.certificate.certificate())}"
    except CredentialError:
        print_of = ""
    return f"the management certificate in {credential.certificate.path!r}{print_of}"


def _has_private_key(credential: Credential) -> bool:
    try:
        key = credential.certificate.private_key()
    except CredentialError:
        return False
    return key is not None and public_key_bytes(key.public_key()) == public_key_bytes(
        credential.certificate.certificate().public_key()
    )


def _load_problem(credential: Credential) -> str | None:
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
            "id": shortened(found.id),
            "name": shortened(found.name),
            "endpoint": shortened(found.url.rstrip("/")) or CLOUDS["global"],
        }
        for found in credential.subscriptions
    ]


def _now() -> datetime:
    return datetime.now(timezone.utc)
