# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A management certificate in PKCS#12: a PFX file, or inside a publishsettings file."""

from __future__ import annotations

import secrets
import ssl
import tempfile
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import facts
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_faults import (
    PASSWORD,
    check_pair,
    openssl_error,
    password_bytes,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import invalid, require
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12PrivateKeyTypes
    from cryptography.x509 import Certificate

_RC2 = (bytes.fromhex("060a2a864886f70d010c0105"), bytes.fromhex("060a2a864886f70d010c0106"))
"""The object identifiers of PBE-SHA1-RC2-128 and PBE-SHA1-RC2-40, as they stand in a file."""


@dataclass(frozen=True)
class Pkcs12Certificate:
    """A certificate in PKCS#12.

    option, path: the option that names the file, and the file. content: what is in it.
    password, password_option: the password, and its option. Without one, the file may have an empty password or none.
    """

    option: str
    path: str
    content: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)
    form: str = "pfx"
    password_option: str = PASSWORD

    def load_into(self, context: ssl.SSLContext) -> None:
        """Load certificate and key into a TLS context. Raises CredentialError with the reason if that fails.

        Python loads them from files only. The temporary file has mode 0600 and the key in it is encrypted with a
        random passphrase that is in memory only, so that nothing leaks if the process is killed in between.
        """
        key, certificate, others = self._load()
        if key is None:
            raise invalid(self.option, self.path, "it holds a certificate, but no private key")
        passphrase = secrets.token_hex(32)
        pem = _encrypted_pem(key, [certificate, *others], passphrase)
        try:
            self._load_through_file(context, pem, passphrase)
        except ssl.SSLError as error:
            check_pair(self.option, self.path, certificate, key)
            raise openssl_error(self.option, self.path, error) from None
        except OSError as error:
            rule = f"the temporary file that hands it to TLS cannot be written: {error.strerror}"
            raise invalid(self.option, self.path, rule) from None

    def certificate(self) -> Certificate:
        """Return the certificate; raises CredentialError if the file does not open or holds none."""
        return self._load()[1]

    def private_key(self) -> PrivateKeyTypes | None:
        """Return the private key, or None if there is none; raises CredentialError if the file does not open."""
        return self._load()[0]

    @staticmethod
    def _load_through_file(context: ssl.SSLContext, pem: bytes, passphrase: str) -> None:
        with tempfile.NamedTemporaryFile(prefix="classic.azure-") as file:
            file.write(pem)
            file.flush()
            context.load_cert_chain(file.name, password=passphrase)

    def _load(self) -> tuple[PrivateKeyTypes | None, Certificate, list[Certificate]]:
        require("cryptography", self.option, self.path)
        from cryptography.exceptions import InternalError, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

        password = password_bytes(self.password or "", self.password_option)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                key, certificate, others = load_key_and_certificates(self.content, password)
            certificate = certificate or next(iter(others), None)
            if certificate is not None:
                facts(certificate)
        except (ValueError, TypeError, UnsupportedAlgorithm, InternalError):
            raise self._load_error() from None
        if certificate is None:
            raise invalid(self.option, self.path, "it is PKCS#12, but holds no certificate")
        return key, certificate, others

    def _load_error(self) -> CredentialError:
        if any(name in self.content for name in _RC2) and not _reads_rc2():
            rule = (
                "it is encrypted with RC2, which the OpenSSL of the Python library cryptography cannot decrypt here; "
                "convert it: openssl pkcs12 -legacy -nodes -in old.pfx -out new.pem"
            )
        elif self.form == "publish_settings":
            rule = "the ManagementCertificate in it is not PKCS#12, or protected with a password"
        elif self.password:
            rule = f"{self.password_option} does not open it, or the file is damaged"
        else:
            rule = f"it does not open without a password; give {self.password_option}, unless the file is damaged"
        return invalid(self.option, self.path, rule)


def to_pkcs12(key: PKCS12PrivateKeyTypes, certificates: list[Certificate], password: str) -> bytes:
    """Return key, certificate and chain as PKCS#12, encrypted with PBE-SHA1-3DES and with a MAC of SHA-1.

    The Windows versions and clients of the service's time read nothing newer. The encryption is weak, so the mode of
    the file and a long password matter. With an empty password nothing is encrypted, since the library cannot; OpenSSL
    and Python read that, the Node CLI does not.
    """
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.serialization import NoEncryption, PrivateFormat, pkcs12

    old = PrivateFormat.PKCS12.encryption_builder().hmac_hash(SHA1())
    old = old.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
    encryption = old.build(password.encode("utf-8", "surrogateescape")) if password else NoEncryption()
    chain = certificates[1:] or None
    return pkcs12.serialize_key_and_certificates(None, key, certificates[0], chain, encryption)


def _encrypted_pem(key: PrivateKeyTypes, certificates: list[Certificate], passphrase: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    encryption = BestAvailableEncryption(passphrase.encode("ascii"))
    blocks = [key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)]
    return b"".join(blocks + [certificate.public_bytes(Encoding.PEM) for certificate in certificates])


def _reads_rc2() -> bool:
    """Return whether OpenSSL has its legacy provider. Wheels of cryptography before 43, which do not tell, have it."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        from cryptography.hazmat.decrepit.ciphers.algorithms import RC2
        from cryptography.hazmat.primitives.ciphers import Cipher, modes

        Cipher(RC2(bytes(16)), modes.CBC(bytes(8))).decryptor()
    except UnsupportedAlgorithm:
        return False
    except ImportError:
        return True
    return True
