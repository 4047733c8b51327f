# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints of the management API: those of the four clouds, and the rules for others."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import invalid, shortened
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

CLOUDS = {
    "global": "https://management.core.windows.net",
    "china": "https://management.core.chinacloudapi.cn",
    "us_government": "https://management.core.usgovcloudapi.net",
    "germany": "https://management.core.cloudapi.de",
}
"""The clouds and their endpoints (docs/protocol/general.md#hosts)."""

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?")


def endpoint_of_cloud(cloud: str) -> str:
    """Return the endpoint of one of ``CLOUDS``; raises CredentialError for any other name."""
    if cloud not in CLOUDS:
        raise invalid("cloud", cloud, f"the clouds are {', '.join(CLOUDS)}")
    return CLOUDS[cloud]


def endpoint_of_url(option: str, url: str) -> str:
    """Return ``https://host[:port]`` in lower case; raises CredentialError if that is no endpoint."""
    parts = _split(option, url)
    if parts.username is not None or parts.password is not None:
        raise CredentialError(f"{option} has a user name or a password in it, but only the certificate authenticates")
    if parts.scheme == "http":
        raise invalid(option, shortened(url), "only https:// will do, as the client certificate is part of TLS")
    if parts.scheme != "https" or not parts.netloc:
        raise invalid(option, shortened(url), f"a full URL is needed, such as {CLOUDS['global']}")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise invalid(
            option, shortened(url), "it must end after host and port; the subscription and what follows are added to it"
        )
    return f"https://{_host(option, url, parts)}{_port(option, url, parts)}"


def _split(option: str, url: str) -> SplitResult:
    if not url.isascii() or not url.isprintable() or " " in url:
        raise invalid(option, shortened(url), "a URL is written in ASCII, without spaces")
    try:
        return urlsplit(url)
    except ValueError:
        raise invalid(option, shortened(url), f"a full URL is needed, such as {CLOUDS['global']}") from None


def _host(option: str, url: str, parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host.replace('%', ' '))}]"  # a zone is not read alike by all parsers
        except ValueError:
            raise invalid(option, shortened(url), "in brackets belongs an IPv6 address") from None
    if not _HOST.fullmatch(host):
        raise invalid(option, shortened(url), "it has no valid host name")
    return host


def _port(option: str, url: str, parts: SplitResult) -> str:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise invalid(option, shortened(url), "a port is a number from 1 to 65535")
    return "" if port in (None, 443) else f":{port}"
