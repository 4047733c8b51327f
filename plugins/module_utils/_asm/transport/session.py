# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of requests: with a management certificate, or without one for services that authenticate by a key."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential

if TYPE_CHECKING:
    import requests

VERSION = "2014-10-01"
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def new_session(credential: Credential) -> requests.Session:
    """Return a session that authenticates with a credential. Raises CredentialError if TLS cannot use it."""
    session = session_to(credential.endpoint, credential, credential.ssl_context())
    session.headers.update({"x-ms-version": VERSION, "User-Agent": "classic.azure", "Accept": "application/xml"})
    return session


def session_to(url: str, credential: Credential, context: ssl.SSLContext, **options: Any) -> requests.Session:
    """Return a session that connects with the TLS context, through proxies too; ``options`` are those of HTTPAdapter.

    The environment is asked for proxies and authorities here, once, and not before each request; ~/.netrc is not read.
    The server is verified by ``ca_certificate`` of the credential, which is in the context, or as requests does it.
    """
    import requests
    from requests.adapters import HTTPAdapter
    from requests.utils import get_environ_proxies

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)

        def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
            return super().proxy_manager_for(*args, ssl_context=context, **kwargs)

        def cert_verify(self, conn: Any, *args: Any) -> None:
            usual: Any = super().cert_verify
            if credential.ca_certificate:
                conn.cert_reqs = "CERT_REQUIRED"
            else:
                usual(conn, *args)

    session, adapter = requests.Session(), Adapter(**options)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    session.trust_env = False
    session.proxies = get_environ_proxies(url)
    if not credential.ca_certificate:
        session.verify = next(filter(None, map(os.environ.get, BUNDLES)), True)
    return session
