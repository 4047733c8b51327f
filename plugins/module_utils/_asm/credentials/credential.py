# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credential of a client, from the connection options: subscription, endpoint, certificate, TLS context."""

from __future__ import annotations

import math
import re
import ssl
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from os import urandom
from os.path import expanduser, expandvars
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials import publish_settings
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_faults import password_bytes
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import (
    file_identity,
    invalid,
    kind_of,
    read,
    shortened,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.endpoint import (
    CLOUDS,
    endpoint_of_cloud,
    endpoint_of_url,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.management_certificate import (
    ManagementCertificate,
    management_certificate,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pkcs12 import Pkcs12Certificate
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

__all__ = ["CLOUDS", "DEFAULT_TIMEOUT", "ENVIRONMENT", "Credential", "credential"]

ENVIRONMENT = {
    "subscription_id": ("AZURE_SUBSCRIPTION_ID", "AZURE_MANAGEMENT_SUBSCRIPTIONID"),
    "management_certificate": ("AZURE_CERT_PATH", "AZURE_MANAGEMENT_CERTFILE"),
    "management_key": ("AZURE_KEY_PATH",),
    "management_certificate_password": ("AZURE_CERT_PASSWORD",),
    "publish_settings": ("AZURE_PUBLISH_SETTINGS",),
    "endpoint": ("AZURE_ENDPOINT",),
    "cloud": ("AZURE_CLOUD",),
    "ca_certificate": ("AZURE_CA_PATH",),
    "timeout": ("AZURE_TIMEOUT",),
}
"""For each option its environment variables: those of the old module, then those of the SDK."""

EXCLUDES = {
    "management_certificate": ("publish_settings",),
    "management_key": ("publish_settings",),
    "publish_settings": ("management_certificate", "management_key", "management_certificate_password"),
    "endpoint": ("cloud",),
    "cloud": ("endpoint",),
}
"""For each option those that cannot be given with it."""

DEFAULT_TIMEOUT = 60.0
"""Seconds for one request."""

_FILES = ("management_certificate", "management_key", "publish_settings", "ca_certificate")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PEPPER = urandom(16)


@dataclass(frozen=True)
class Credential:
    """A certificate for one subscription at one endpoint.

    key: the key of its sessions in a cache; it is the same for the same files and endpoint, and holds no secret.
    """

    subscription_id: str
    endpoint: str
    certificate: ManagementCertificate
    ca_certificate: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    subscriptions: tuple[publish_settings.Subscription, ...] = ()
    key: Hashable = field(default=None, repr=False)

    def anonymous_context(self) -> ssl.SSLContext:
        """Return a TLS context that verifies the server. Raises CredentialError if ca_certificate holds no certificate.

        It is TLS 1.2 or newer. The server is verified by ``ca_certificate`` only if given, else as the system does it.
        """
        context = _server_context(self.ca_certificate)
        context.minimum_version = ssl.TLSVersion.TLSv1_2  # Debian's Python leaves that to the settings of OpenSSL
        context.hostname_checks_common_name = False  # only subjectAltName counts (RFC 9110, section 4.3.4)
        return context

    def ssl_context(self) -> ssl.SSLContext:
        """Return such a context with the client certificate. Raises CredentialError if TLS cannot use that."""
        context = self.anonymous_context()
        self.certificate.load_into(context)
        return context


def with_environment(options: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the options, with the values of environment variables for those that are not given.

    The variables of options that a given option excludes are ignored; variables that exclude each other are not
    resolved here.
    """
    arguments = {name: value for name, value in options.items() if value not in (None, "")}
    excluded = {other for name in arguments for other in EXCLUDES.get(name, ())}
    for name, variables in ENVIRONMENT.items():
        found = next((environment[variable] for variable in variables if environment.get(variable)), None)
        if found is not None and name not in excluded:
            arguments.setdefault(name, expanduser(expandvars(found)) if name in _FILES else found)
    return {**options, **arguments}


def credential(options: Mapping[str, Any]) -> Credential:
    """Return the credential that the connection options describe; an empty option counts as not given.

    Raises CredentialError for options that contradict each other, and for files that are missing or no credential.
    """
    arguments = {name: str(value) for name, value in options.items() if value not in (None, "")}
    _check_contradictions(arguments)
    found = _by_publish_settings(arguments) if "publish_settings" in arguments else _by_certificate(arguments)
    return replace(
        found, ca_certificate=arguments.get("ca_certificate"), timeout=_timeout(arguments), key=_key(arguments, found)
    )


def _check_contradictions(arguments: Mapping[str, str]) -> None:
    if "publish_settings" in arguments:
        for option in ("management_certificate", "management_key"):
            if option in arguments:
                rule = f"{_described(option)} is given too, and a publishsettings file holds certificate and key itself"
                raise invalid(_described("publish_settings"), arguments["publish_settings"], rule)
    elif "management_certificate" not in arguments:
        if "management_key" in arguments:
            rule = f"{_described('management_certificate')} is not given"
            raise invalid(_described("management_key"), arguments["management_key"], rule)
        raise CredentialError(
            f"no credential is given: set {_described('management_certificate')} together with "
            f"{_described('subscription_id')}, or {_described('publish_settings')}"
        )


def _by_certificate(arguments: Mapping[str, str]) -> Credential:
    if "subscription_id" not in arguments:
        raise CredentialError(
            f"{_described('subscription_id')} is not given, and a management certificate does not tell its subscription"
        )
    subscription_id = arguments["subscription_id"].strip()
    if not _GUID.fullmatch(subscription_id):
        rule = (
            "a subscription id is a GUID with dashes, such as 01234567-89ab-cdef-0123-456789abcdef "
            "(a subscription's name is understood only together with publish_settings)"
        )
        raise invalid("subscription_id", arguments["subscription_id"], rule)
    certificate = management_certificate(
        arguments["management_certificate"],
        arguments.get("management_key"),
        arguments.get("management_certificate_password"),
    )
    return Credential(subscription_id, _endpoint(arguments), certificate)


def _by_publish_settings(arguments: Mapping[str, str]) -> Credential:
    path, wanted = arguments["publish_settings"], arguments.get("subscription_id")
    subscriptions = publish_settings.subscriptions(path)
    subscription = publish_settings.select(path, subscriptions, wanted and wanted.strip())
    if not _GUID.fullmatch(subscription.id):
        raise invalid("publish_settings", path, f"the subscription id {shortened(subscription.id)!r} in it is no GUID")
    content = publish_settings.pkcs12_of(path, subscription)
    certificate = Pkcs12Certificate("publish_settings", path, content, form="publish_settings")
    return Credential(subscription.id, _endpoint(arguments, subscription.url), certificate, subscriptions=subscriptions)


def _endpoint(arguments: Mapping[str, str], url_in_file: str = "") -> str:
    if "endpoint" in arguments:
        return endpoint_of_url("endpoint", arguments["endpoint"])
    if "cloud" in arguments:
        return endpoint_of_cloud(arguments["cloud"])
    return endpoint_of_url("the management URL in publish_settings", url_in_file) if url_in_file else CLOUDS["global"]


def _timeout(arguments: Mapping[str, str]) -> float:
    value = arguments.get("timeout", str(DEFAULT_TIMEOUT))
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise invalid("timeout", value, "it must be a number of seconds greater than 0")
    return seconds


def _key(arguments: Mapping[str, str], found: Credential) -> Hashable:
    files = [file_identity(option, arguments[option]) for option in _FILES if option in arguments]
    password = password_bytes(arguments.get("management_certificate_password", ""))
    return found.endpoint, found.subscription_id.lower(), *files, blake2b(password, key=_PEPPER).digest()


def _described(option: str) -> str:
    return f"{option} (environment variable {ENVIRONMENT[option][0]})"


def _server_context(ca_certificate: str | None) -> ssl.SSLContext:
    if ca_certificate is None:
        return ssl.create_default_context()
    content = read("ca_certificate", ca_certificate)
    pem = kind_of(content) == "pem"
    try:
        return ssl.create_default_context(cadata=content.decode("ascii", "ignore") if pem else content)
    except (ssl.SSLError, ValueError):
        raise invalid("ca_certificate", ca_certificate, "it holds no certificate in PEM or DER") from None
