# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies of the environment: they are used, and no channel shows their passwords."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import result_of
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.proxies import without_proxy_credentials
from ansible_collections.classic.azure.plugins.modules.locations_info import MODULE_SPEC
from ansible_collections.classic.azure.tests.emulated import Service

SECRET = "s3cr3t"
NO_PROXY = ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy")


@contextmanager
def proxy(answer: bytes) -> Iterator[int]:
    """A proxy that gives this answer to each CONNECT; the port."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                with listener.accept()[0] as connection:
                    connection.recv(65536)
                    connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def failed_result(service: Service, monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    """All that a task would show that uses a proxy and fails."""
    for name in NO_PROXY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", url)
    params = {**service.connection, "endpoint": service.emulator.endpoint.replace("127.0.0.1", "localhost")}
    result = result_of(MODULE_SPEC, {"timeout": 5, **params}, service.context())
    assert result["failed"] and "exception" not in result
    return f"{result} {service.progress} {service.warnings}"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway for user:s3cr3t\r\n\r\n",
        b"\0\0\0\0",
        b"HTTP/1.1 200 OK\r\n\r\nno TLS",
    ],
)
def test_failing_proxy_is_reported_without_password(
    service: Service, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    with proxy(answer) as port:
        shown = failed_result(service, monkeypatch, f"http://user:{SECRET}@127.0.0.1:{port}")
    assert SECRET not in shown and "localhost:" in shown


@pytest.mark.parametrize(
    "url",
    [
        "http://user:s3cr3t@127.0.0.1:1",
        "http://user:s3cr3t@no-such-host.invalid:1",
        "http://user:s3cr3t@:1",
        "http://user:s3cr3t/x@127.0.0.1:1",
        "http://user:s3cr3t#x@127.0.0.1:1",
        "http://user:s3cr3t?x@127.0.0.1:1",
        "http://user:s3cr3t\\x@127.0.0.1:1",
        "http://user:s3cr3t@127.0.0.1:port",
        "http://user:s3cr3t@127.0.0.1:99999",
        "http://user:s3cr3t@[::1",
        "http://user:[s3cr3t]@127.0.0.1:1",
        "http://user:s3cr3t@h\xf6st\u2100:1",
        "user:s3cr3t@127.0.0.1:1",
        "//user:s3cr3t@127.0.0.1:1",
        "gopher://user:s3cr3t@127.0.0.1:1",
        "socks5h://user:s3cr3t@127.0.0.1:1",
        "https://user:s3cr3t@127.0.0.1:1",
        "http://user:s3cr3t@127.0.0.1:1/user:s3cr3t",
        "http://user:12/s3cr3t@127.0.0.1:1",
        "s3cr3t@",
    ],
)
def test_unusable_proxy_is_reported_without_password(
    service: Service, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """Issue 11: a URL of a proxy that cannot be used was quoted with its password."""
    assert SECRET not in failed_result(service, monkeypatch, url)


def test_every_spelling_of_a_password_is_hidden() -> None:
    proxies = {"https": "http://me:p%40ss%2Fword@host:1"}
    text = "me:p%40ss%2Fword, p@ss/word, p%40ss/word and http://me:p@ss/word@host:1 at host:1"
    hidden = without_proxy_credentials(text, proxies)
    assert "ss" not in hidden and hidden.endswith("at host:1")
