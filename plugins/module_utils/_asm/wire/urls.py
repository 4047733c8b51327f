# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs that others have written, read once: by urllib3, which connects to what it has read."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

PORTS = {"https": 443, "http": 80}

_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?")


class InvalidUrl(ValueError):
    """The text is no URL that is connected to; it says why, and does not quote it."""


@dataclass(frozen=True)
class Url:
    """An address to connect to. As a text it holds nothing but what was checked.

    host: in lower case, an IPv6 address in brackets. target: the path with the query, which begins with a slash.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Host and port, without the port that goes without saying."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"


def parse_url(text: str) -> Url:
    """Return the parts of an absolute ``http://`` or ``https://`` URL.

    What several parsers could read in different ways is none: user names, backslashes, blanks, anything but ASCII, and
    hosts of other characters than names in the DNS have. Raises InvalidUrl.
    """
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url as urllib3_parse_url

    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        raise InvalidUrl("a URL is written in ASCII, without blanks and backslashes")
    try:
        found = urllib3_parse_url(text)
    except LocationParseError:
        raise InvalidUrl("it cannot be read as a URL") from None
    if found.scheme not in PORTS or not found.host:
        raise InvalidUrl("it is no absolute URL")
    if found.auth is not None:
        raise InvalidUrl("it has a user name in it")
    if found.port == 0:
        raise InvalidUrl("it has the port 0")
    return Url(found.scheme, _host(found.host), found.port or PORTS[found.scheme], found.request_uri)


def _host(host: str) -> str:
    if host.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1].replace('%', ' '))}]"  # a zone is not read alike by all parsers
        except ValueError:
            raise InvalidUrl("in brackets belongs an IPv6 address") from None
    if not _HOST.fullmatch(host):
        raise InvalidUrl("it has no valid host name")
    return host
