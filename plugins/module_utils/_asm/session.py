# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of C(requests) that speak with a management certificate."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential

if TYPE_CHECKING:
    import requests

VERSION = "2014-10-01"
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def new_session(credential: Credential) -> requests.Session:
    """A session for one credential, through proxies too. Raises CredentialError for one that TLS cannot use.

    What the environment says of proxies and authorities is asked here, once, and not before each request.
    """
    import requests
    from requests.adapters import HTTPAdapter
    from requests.utils import get_environ_proxies

    context = credential.ssl_context()

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)

        def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
            return super().proxy_manager_for(*args, ssl_context=context, **kwargs)

    session = requests.Session()
    session.mount("https://", Adapter())
    session.trust_env = False  # nor is anything sent that stands in ~/.netrc
    session.proxies = get_environ_proxies(credential.endpoint)
    session.verify = credential.ca_certificate or next(filter(None, map(os.environ.get, BUNDLES)), True)
    session.headers.update({"x-ms-version": VERSION, "User-Agent": "classic.azure", "Accept": "application/xml"})
    return session
