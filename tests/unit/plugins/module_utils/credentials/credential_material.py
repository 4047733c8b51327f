# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, certificates and files made of them, as users have them, and a TLS server that says who came."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

SUBSCRIPTION = "11111111-2222-3333-4444-55555555abcd"
OTHER_SUBSCRIPTION = "66666666-7777-8888-9999-aaaaaaaaaaaa"
PASSWORD = "C4nary-Passw0rd"
TODAY = datetime.now(timezone.utc).replace(microsecond=0)


@cache
def rsa_key(bits: int = 2048, number: int = 1) -> rsa.RSAPrivateKey:
    """The same key for the same arguments: making one is slow."""
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(number: int = 1) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def certificate(
    key: CertificateIssuerPrivateKeyTypes,
    begins: datetime = TODAY - timedelta(days=1),
    ends: datetime = TODAY + timedelta(days=100),
    name: str = "somebody",
) -> x509.Certificate:
    """A self-signed certificate as the old guide has users make it."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), begins, ends)
    return builder.sign(key, hashes.SHA256())


def pem_key(key: CertificateIssuerPrivateKeyTypes, password: str = "", form: str = "PKCS8") -> bytes:
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, getattr(PrivateFormat, form), encryption)


def pem_certificate(key: CertificateIssuerPrivateKeyTypes) -> bytes:
    return certificate(key).public_bytes(Encoding.PEM)


def der_certificate(key: CertificateIssuerPrivateKeyTypes) -> bytes:
    return certificate(key).public_bytes(Encoding.DER)


def thumbprint(key: CertificateIssuerPrivateKeyTypes) -> str:
    return hashlib.sha1(der_certificate(key)).hexdigest().upper()


def pfx(key: rsa.RSAPrivateKey, password: str = "", *, cert: x509.Certificate | None = None) -> bytes:
    """PBE-SHA1-3DES with a SHA-1 MAC, as old Windows wrote it; with few rounds, as nothing here needs to be safe."""
    legacy = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(10).hmac_hash(hashes.SHA1())
    legacy = legacy.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
    encryption = legacy.build(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(None, key, cert or certificate(key), None, encryption)


def run_script(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in a process of its own, which may be killed, change its user, or count its imports."""
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{script}"]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


def publish_settings_v1(
    blob: bytes, *subscriptions: tuple[str, str], url: str = "https://management.core.windows.net/"
) -> bytes:
    entries = "".join(f"<Subscription Id={quoteattr(i)} Name={quoteattr(name)} />" for i, name in subscriptions)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<PublishData>\n  <PublishProfile '
        f'PublishMethod="AzureServiceManagementAPI" Url={quoteattr(url)} '
        f'ManagementCertificate="{base64.b64encode(blob).decode()}">{entries}</PublishProfile></PublishData>'
    ).encode()


def publish_settings_v2(
    blob: bytes, *subscriptions: tuple[str, str], url: str = "https://management.core.windows.net"
) -> bytes:
    entries = "".join(
        f"<Subscription ServiceManagementUrl={quoteattr(url)} Id={quoteattr(i)} Name={quoteattr(name)} "
        f'ManagementCertificate="{base64.b64encode(blob).decode()}" />'
        for i, name in subscriptions
    )
    return (
        '<PublishData><PublishProfile SchemaVersion="2.0" PublishMethod="AzureServiceManagementAPI">'
        f"{entries}</PublishProfile></PublishData>"
    ).encode()


LOCALHOST = (x509.IPAddress(ipaddress.ip_address("127.0.0.1")),)


def issue_server_certificate(
    folder: Path,
    names: tuple[x509.GeneralName, ...] = LOCALHOST,
    common_name: str = "test server",
    days: tuple[int, int] = (-1, 2),
) -> tuple[Path, Path]:
    """Returns a CA certificate and a PEM with certificate and key, strict enough for Python 3.13.

    names: the subjectAltName, none if empty. days: the period of validity, from today on.
    """
    ca, server = ec_key(100), ec_key(101)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test authority")])
    ski = x509.SubjectKeyIdentifier.from_public_key(ca.public_key())
    begins, ends = TODAY - timedelta(days=1), TODAY + timedelta(days=2)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    root = (
        x509.CertificateBuilder(name, name, ca.public_key(), 1, begins, ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(ski, critical=False)
        .sign(ca, hashes.SHA256())
    )
    leaf_name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    first, last = (TODAY + timedelta(days=day) for day in days)
    builder = x509.CertificateBuilder(name, leaf_name, server.public_key(), 2, first, last).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ski), critical=False
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    leaf = builder.sign(ca, hashes.SHA256())
    (folder / "ca.pem").write_bytes(root.public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(leaf.public_bytes(Encoding.PEM) + pem_key(server))
    return folder / "ca.pem", folder / "server.pem"


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust us is no error here."""


class _ThumbprintHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        connection = self.connection
        peer = connection.getpeercert(binary_form=True) if isinstance(connection, ssl.SSLSocket) else None
        response = hashlib.sha1(peer or b"").hexdigest().upper().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def tls_server(server_pem: Path, *clients: x509.Certificate) -> Iterator[str]:
    """Serves on a free port of 127.0.0.1 whoever has one of the certificates; yields the URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_pem)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=b"".join(client.public_bytes(Encoding.DER) for client in clients))
    with _QuietServer(("127.0.0.1", 0), _ThumbprintHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
