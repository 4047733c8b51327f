# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures of connections in words: what is wrong with a server's certificate, why no answer came."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timezone
from typing import TYPE_CHECKING, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import iso, validity
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.limits import EXCHANGE, AnswerTooLong
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.proxies import without_proxy_credentials
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.urls import parse_url
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.xml import MAX_BYTES

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

Cause = TypeVar("Cause", bound=BaseException)

SHOWN = 300
"""How many characters of a library's message are shown at most."""

# Of OpenSSL's x509_vfy.h: what ssl.SSLCertVerificationError has as verify_code.
NOT_YET_VALID = 9
EXPIRED = 10
OTHER_HOST = (62, 64)


def cause_of(error: BaseException | None, kind: type[Cause]) -> Cause | None:
    """Return the exception of this kind that an exception was made of, None if there is none."""
    seen, found = list[BaseException](), [error]
    while found:
        current = found.pop(0)
        if isinstance(current, kind):
            return current
        if current is not None and current not in seen:
            seen.append(current)
            found += [current.__cause__, current.__context__, getattr(current, "inner_exception", None)]  # azure's
    return None


def reason_of(error: BaseException, proxies: Mapping[str, str]) -> str:
    """Return the message of a library's exception for the user: a line, without passwords of proxies."""
    inner = getattr(error.args[0] if error.args else error, "reason", None) or error
    quoted = inner.args[0] if len(inner.args) > 1 and isinstance(inner.args[0], str) else inner
    text = without_proxy_credentials(str(quoted), proxies)
    return _line(text)


def unusable_answer(host: str, error: BaseException, timeout: float) -> str | None:
    """Return what is wrong with an answer that this thread has begun to receive.

    None if there was no answer, or only the connection was lost. timeout: the limit of the exchange, in seconds.
    """
    from requests.exceptions import ContentDecodingError

    if cause_of(error, AnswerTooLong):
        return f"the answer of {host} has more than {MAX_BYTES // 2**20} MiB"
    if cause_of(error, ContentDecodingError):
        return f"the answer of {host} is not the service's: it is compressed, and those of the service are not"
    if EXCHANGE.has_begun_answer and cause_of(error, TimeoutError):
        return f"{host} did not complete its answer within {timeout:g} seconds"
    return None


def certificate_problem(
    url: str, error: ssl.SSLCertVerificationError, trusted: str, timeout: float, proxies: Mapping[str, str]
) -> str:
    """Return why the certificate of the server at a URL is not accepted.

    What it holds is read over another connection, to which no client certificate is presented, unless a proxy leads to
    the server. ``timeout`` is in seconds. trusted: the authorities, as messages name them.
    """
    from requests.utils import select_proxy

    netloc, code = parse_url(url).netloc, error.verify_code
    reason = _line(str(error.verify_message))
    if code not in (*OTHER_HOST, EXPIRED, NOT_YET_VALID):
        return f"the certificate of {netloc} was not issued by {trusted}: certificate verify failed: {reason}"
    certificate = None if select_proxy(url, proxies) else _certificate(url, timeout)
    problem = None
    if certificate is not None:
        with suppress(ValueError):  # of a certificate that is not read before its parts are
            problem = _wrong_host(certificate) if code in OTHER_HOST else _wrong_time(certificate)
    if problem is None and code in OTHER_HOST:
        problem = f"is not for this host: {reason}"
    elif problem is None:
        problem = f"or that of its authority {'has expired' if code == EXPIRED else 'is not valid yet'}"
    return f"the certificate of {netloc} {problem}"


def _wrong_host(certificate: Certificate) -> str:
    """Return which hosts a certificate is for."""
    from cryptography.x509 import DNSName, ExtensionNotFound, IPAddress, SubjectAlternativeName

    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return "names no host: it has no subjectAltName, and a common name does not count"
    hosts = [*names.get_values_for_type(DNSName), *map(str, names.get_values_for_type(IPAddress))]
    return f"is not for this host, but for {_line(', '.join(hosts)) or 'none'}"


def _wrong_time(certificate: Certificate) -> str | None:
    """Return how a certificate is out of its period of validity; None if it is not, but perhaps its authority's."""
    now, (not_before, not_after) = datetime.now(timezone.utc), validity(certificate)
    if now > not_after:
        return f"expired on {iso(not_after)}"
    if now < not_before:
        return f"is not valid before {iso(not_before)}; here it is {iso(now)} now"
    return None


def _certificate(url: str, timeout: float) -> Certificate | None:
    """Return the certificate that a server presents; None if it presents none, or cannot be reached."""
    from cryptography.x509 import load_pem_x509_certificate

    place = parse_url(url)
    try:
        pem = ssl.get_server_certificate((place.host.strip("[]"), place.port), timeout=timeout)
        return load_pem_x509_certificate(pem.encode("ascii"))
    except (OSError, ValueError):
        return None


def _line(text: str) -> str:
    """Return a text for a message: one line, not too long, of what can be printed."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())[:SHOWN]
