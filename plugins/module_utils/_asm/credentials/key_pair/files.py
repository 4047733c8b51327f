# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a key pair: their content, and whether a file may be overwritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    der,
    public_key_bytes,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import kind_of, read
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.file_replacement import (
    PRIVATE,
    PUBLIC,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.self_signed import SelfSigned
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pem import DerCertificate, PemCertificate
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pkcs12 import Pkcs12Certificate
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12PrivateKeyTypes


class KeyPairFile(Protocol):
    """One file of a key pair, which is overwritten or deleted without ``force`` only if it has the expected content."""

    @property
    def option(self) -> str:
        """The option that names it."""

    @property
    def path(self) -> str:
        """The path of the file."""

    @property
    def mode(self) -> int:
        """The permission bits."""

    @property
    def expected_content(self) -> str:
        """The expected content in words, for messages."""

    def content(self, pair: SelfSigned) -> bytes:
        """Return the content of the file for a key pair."""

    def holds(self, pair: SelfSigned) -> bool:
        """Return whether the file has that content. Raises CredentialError if it has not the expected content."""

    def check(self) -> None:
        """Raise CredentialError if the file has not the expected content."""


@dataclass(frozen=True)
class PemFile:
    """Certificate and private key, for every client of the service."""

    path: str
    option: str = "path"
    mode: int = PRIVATE
    expected_content: str = "a certificate together with its private key, in PEM and not encrypted"

    def pair(self) -> SelfSigned:
        """Return the key pair in the file. Raises CredentialError if there is none."""
        source = PemCertificate(self.path)
        certificate, key = source.certificate(), source.private_key()
        if key is None or public_key_bytes(key.public_key()) != public_key_bytes(certificate.public_key()):
            raise CredentialError(f"{self.path!r} holds no pair")
        return SelfSigned(certificate, cast("PKCS12PrivateKeyTypes", key))

    def content(self, pair: SelfSigned) -> bytes:
        return pair.pem()

    def holds(self, pair: SelfSigned) -> bool:
        return self.pair().certificate == pair.certificate

    def check(self) -> None:
        self.pair()


@dataclass(frozen=True)
class CerFile:
    """The certificate alone in DER, for the upload to a subscription."""

    path: str
    option: str = "cer_path"
    mode: int = PUBLIC
    expected_content: str = "a certificate"

    def content(self, pair: SelfSigned) -> bytes:
        return der(pair.certificate)

    def holds(self, pair: SelfSigned) -> bool:
        return read(self.option, self.path) == self.content(pair)

    def check(self) -> None:
        content = read(self.option, self.path)
        if kind_of(content) == "pem":
            PemCertificate(self.path).certificate()
        else:
            DerCertificate(self.path, content).certificate()


@dataclass(frozen=True)
class PfxFile:
    """Certificate and private key as PKCS#12, for Windows and for publishsettings files."""

    path: str
    password: str | None = field(repr=False)
    option: str = "pfx_path"
    mode: int = PRIVATE
    expected_content: str = "PKCS#12 that pfx_password opens"

    def content(self, pair: SelfSigned) -> bytes:
        return pair.pfx(self.password or "")

    def holds(self, pair: SelfSigned) -> bool:
        source = self._source()
        return source.certificate() == pair.certificate and source.private_key() is not None

    def check(self) -> None:
        source = self._source()
        if self.password is not None:
            source.certificate()
        elif kind_of(source.content) != "pkcs12":
            raise CredentialError(f"{self.path!r} is no PKCS#12")

    def _source(self) -> Pkcs12Certificate:
        return Pkcs12Certificate(self.option, self.path, read(self.option, self.path), self.password)
