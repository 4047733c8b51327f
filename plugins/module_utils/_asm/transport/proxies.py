# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies of the environment, whose URLs may hold a password that no message shows."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError

HIDDEN = "********"


def check_proxies(url: str, proxies: Mapping[str, str]) -> None:
    """Raise AzureError if the proxy for a URL is none: libraries quote it in full where it is used."""
    from requests.utils import select_proxy

    proxy = select_proxy(url, proxies)
    if proxy is not None and not _is_usable(proxy if "://" in proxy else f"http://{proxy}"):
        raise AzureError(
            "the proxy that the environment names (HTTPS_PROXY) is no URL such as http://user:password@host:port; it "
            "is not shown, as it may hold a password, in which special characters are written as %XX"
        )


def _is_usable(proxy: str) -> bool:
    """Return whether both parsers that requests uses find a host, and no part of a password elsewhere."""
    from urllib3.util import parse_url

    try:
        found = parse_url(proxy)
        return bool(found.host) and "@" not in found.request_uri and urlsplit(proxy).hostname is not None
    except ValueError:
        return False


def without_proxy_credentials(text: str, proxies: Mapping[str, str]) -> str:
    """Return a text without the user names and passwords of proxies, however they are written."""
    for proxy in proxies.values():
        login = proxy.rpartition("@")[0].rpartition("://")[2]
        password = login.partition(":")[2]
        for secret in (login, password):
            plain = unquote(secret)
            spellings = {secret, plain, quote(secret), quote(plain), quote(plain, safe="")} - {""}
            for spelling in sorted(spellings, key=len, reverse=True):
                text = text.replace(spelling, HIDDEN)
    return text
