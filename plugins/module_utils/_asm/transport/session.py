# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of requests: with a management certificate, or without one for services that authenticate by a key."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.limits import (
    EXCHANGE,
    LimitedTLSSocket,
    limited_pools,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.proxies import check_proxies

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
    The timeout of a request is the limit of the whole exchange, and no answer is longer than ``MAX_BYTES`` or
    compressed: the service compresses none (docs/protocol/general.md#response-headers). Redirects are the caller's.

    Raises AzureError if the environment names a proxy by what is no URL.
    """
    import requests
    from requests.adapters import HTTPAdapter
    from requests.utils import get_environ_proxies

    class Session(requests.Session):
        def get_redirect_target(self, resp: requests.Response) -> None:
            """Nowhere: requests would parse Location in every answer, and raise what cannot be read."""

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)
            self.poolmanager.pool_classes_by_scheme = limited_pools()

        def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
            manager = super().proxy_manager_for(proxy, ssl_context=context, **kwargs)
            if not proxy.lower().startswith("socks"):  # they have pools of their own, which connect by SOCKS
                manager.pool_classes_by_scheme = limited_pools()
            return manager

        def send(
            self, request: Any, stream: bool = False, timeout: Any = None, *args: Any, **kwargs: Any
        ) -> requests.Response:
            begin_exchange(request, timeout)
            response = super().send(request, stream, timeout, *args, **kwargs)
            refuse_compressed(response)
            return response

        def cert_verify(self, conn: Any, *args: Any) -> None:
            usual: Any = super().cert_verify
            if credential.ca_certificate:
                conn.cert_reqs = "CERT_REQUIRED"
            else:
                usual(conn, *args)

    context.sslsocket_class = LimitedTLSSocket
    session, adapter = Session(), Adapter(**options)
    for scheme in ("https://", "http://"):
        session.mount(scheme, adapter)
    session.trust_env = False
    session.headers["Accept-Encoding"] = "identity"
    session.proxies = get_environ_proxies(url)
    check_proxies(url, session.proxies)
    if not credential.ca_certificate:
        session.verify = next(filter(None, map(os.environ.get, BUNDLES)), True)
    return session


def begin_exchange(request: requests.PreparedRequest, timeout: Any) -> None:
    """Start the limits of an exchange. timeout: as requests has it, in seconds or as those to connect and to read."""
    seconds = max(timeout) if isinstance(timeout, tuple) else timeout
    EXCHANGE.begin(seconds or 0.0, int(request.headers.get("Content-Length", 0)))


def refuse_compressed(response: requests.Response) -> None:
    """Raise ContentDecodingError for an answer that is compressed: nobody knows how long it is."""
    from requests.exceptions import ContentDecodingError

    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        response.close()
        raise ContentDecodingError("the answer is compressed, which was not asked for")
