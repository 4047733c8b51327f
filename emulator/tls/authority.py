# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates of the emulator: its own authority for the server, and a management certificate for clients."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

from ansible_collections.classic.azure.emulator.files import PRIVATE, PUBLIC, replace_file
from ansible_collections.classic.azure.emulator.tls.hosts import LOCAL
from ansible_collections.classic.azure.emulator.tls.pfx import pfx
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=730)
REMAINDER = timedelta(days=1)
"""A certificate that is valid for less than this is made anew."""


@dataclass(frozen=True)
class Authority:
    """The files in the folder: what the server needs, and what its clients are given."""

    folder: Path
    thumbprint: str
    """SHA-1 of the management certificate, 40 upper-case hexadecimal digits (docs/protocol/general.md#thumbprints)."""

    @property
    def ca_certificate(self) -> Path:
        """What clients trust, in PEM."""
        return self.folder / "ca.pem"

    @property
    def server_certificate(self) -> Path:
        """The certificate of the server and its key, in PEM."""
        return self.folder / "server.pem"

    @property
    def management_certificate(self) -> Path:
        """The management certificate and its key, in PEM."""
        return self.folder / "management.pem"

    @property
    def management_cer(self) -> Path:
        """The management certificate alone, in DER."""
        return self.folder / "management.cer"

    @property
    def management_pfx(self) -> Path:
        """The management certificate and its key in PKCS#12 with a NULL password."""
        return self.folder / "management.pfx"

    def publish_settings(self, endpoint: str, subscriptions: Iterable[tuple[str, str]]) -> tuple[Path, Path]:
        """Writes a publishsettings file of schema 2.0 and one of 1.0 (docs/protocol/general.md#publish-settings), and
        returns their paths.

        ``endpoint`` is ``https://host:port``; each subscription is its id and its name.
        """
        blob = base64.b64encode(self.management_pfx.read_bytes()).decode("ascii")
        known = list(subscriptions)
        new, old = self.folder / "emulator.publishsettings", self.folder / "emulator-1.0.publishsettings"
        replace_file(new, _schema_2(endpoint, blob, known), PRIVATE)
        replace_file(old, _schema_1(endpoint, blob, known), PRIVATE)
        return new, old


def prepare(folder: Path, now: datetime | None = None, hosts: Iterable[str] = LOCAL) -> Authority:
    """Returns the authority of the folder, with every file that is missing, broken or about to expire made anew.

    The folder is made with mode 0700; one that is there keeps its mode. The key of the authority is nowhere: it signs
    one server certificate and is forgotten, so both are made together, and anew if the server has other ``hosts``:
    names and addresses as ``normalize_host`` spells them. ``now`` is aware, by default this moment.
    """
    names = [_general_name(host) for host in hosts]
    moment = now or datetime.now(timezone.utc)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_server_fit(folder / "ca.pem", folder / "server.pem", moment, names):
        _issue_server(folder / "ca.pem", folder / "server.pem", moment, names)
    pair = _pair_in(folder / "management.pem", moment) or _issue_management(folder / "management.pem", moment)
    key, certificate = pair
    der = certificate.public_bytes(Encoding.DER)
    if _content(folder / "management.cer") != der:
        replace_file(folder / "management.cer", der, PUBLIC)
    if not _is_pfx_of(certificate, _content(folder / "management.pfx")):
        replace_file(folder / "management.pfx", pfx(key, certificate), PRIVATE)
    for name in ("server.pem", "management.pem", "management.pfx"):
        (folder / name).chmod(PRIVATE)
    return Authority(folder, hashlib.sha1(der, usedforsecurity=False).hexdigest().upper())


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _is_server_fit(ca_path: Path, server_path: Path, now: datetime, wanted: list[x509.GeneralName]) -> bool:
    try:
        ca = x509.load_pem_x509_certificate(_content(ca_path))
        server = x509.load_pem_x509_certificate(_content(server_path))
        key = load_pem_private_key(_content(server_path), None)
        server.verify_directly_issued_by(ca)
        names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    ours = key.public_key() == server.public_key() and set(names) == set(wanted)
    return ours and _is_valid(ca, now) and _is_valid(server, now)


def _issue_server(ca_path: Path, server_path: Path, now: datetime, names: list[x509.GeneralName]) -> None:
    """Extensions as Python 3.13 wants them, which verifies strictly."""
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, name = _name("classic.azure emulator authority"), _name("localhost")
    ca_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    ca = (
        _builder(ca_name, ca_name, ca_key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(ca_key, SHA256())
    )
    server = (
        _builder(ca_name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ca_id), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(ca_key, SHA256())
    )
    replace_file(server_path, server.public_bytes(Encoding.PEM) + _key_pem(key), PRIVATE)
    replace_file(ca_path, ca.public_bytes(Encoding.PEM), PUBLIC)


def _pair_in(path: Path, now: datetime) -> tuple[rsa.RSAPrivateKey, x509.Certificate] | None:
    try:
        certificate = x509.load_pem_x509_certificate(_content(path))
        key = load_pem_private_key(_content(path), None)
    except (ValueError, TypeError):
        return None
    fit = isinstance(key, rsa.RSAPrivateKey) and key.public_key() == certificate.public_key()
    return (key, certificate) if fit and isinstance(key, rsa.RSAPrivateKey) and _is_valid(certificate, now) else None


def _issue_management(path: Path, now: datetime) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """RSA of 2048 bits, as the service asks for (docs/protocol/general.md#client-certificate)."""
    key = rsa.generate_private_key(65537, 2048)
    name = _name("classic.azure emulator management")
    certificate = (
        _builder(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, key_encipherment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(key, SHA256())
    )
    replace_file(path, certificate.public_bytes(Encoding.PEM) + _key_pem(key), PRIVATE)
    return key, certificate


def _is_pfx_of(certificate: x509.Certificate, blob: bytes) -> bool:
    try:
        return load_key_and_certificates(blob, b"")[1] == certificate
    except (ValueError, TypeError):
        return False


def _builder(
    issuer: x509.Name, subject: x509.Name, key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    begins, ends = now - timedelta(minutes=5), now + LIFE
    builder = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number(), begins, ends)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(**allowed: bool) -> x509.KeyUsage:
    all_uses = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**{**dict.fromkeys(all_uses.split(), False), **allowed})


def _key_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _is_valid(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc <= now and now + REMAINDER <= certificate.not_valid_after_utc


def _schema_2(endpoint: str, blob: str, subscriptions: list[tuple[str, str]]) -> bytes:
    root = ElementTree.Element("PublishData")
    method = "AzureServiceManagementAPI"
    profile = ElementTree.SubElement(root, "PublishProfile", SchemaVersion="2.0", PublishMethod=method)
    for identifier, name in subscriptions:
        attributes = {"ServiceManagementUrl": endpoint, "Id": identifier, "Name": name, "ManagementCertificate": blob}
        ElementTree.SubElement(profile, "Subscription", attributes)
    return _document(root)


def _schema_1(endpoint: str, blob: str, subscriptions: list[tuple[str, str]]) -> bytes:
    root = ElementTree.Element("PublishData")
    attributes = {"PublishMethod": "AzureServiceManagementAPI", "Url": f"{endpoint}/", "ManagementCertificate": blob}
    profile = ElementTree.SubElement(root, "PublishProfile", attributes)
    for identifier, name in subscriptions:
        ElementTree.SubElement(profile, "Subscription", Id=identifier, Name=name)
    return _document(root)


def _document(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _content(path: Path) -> bytes:
    """The content of the file, or nothing if there is none."""
    return path.read_bytes() if path.is_file() else b""
