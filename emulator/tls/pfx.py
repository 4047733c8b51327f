# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PKCS#12 as the service put it into publishsettings files: PBE-SHA1-3DES, a MAC of SHA-1, and a NULL password.

The NULL password (no octets at all, where an empty one is two zero octets) is what the decoder of the Node CLI insists
on, and neither ``cryptography`` nor the openssl command can write it. So the structure of RFC 7292 is written here.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import Certificate

ROUNDS = 2000
"""Of the key derivation, as Windows wrote it."""

_INTEGER, _OCTETS, _NULL, _OID, _SEQUENCE, _SET, _CONTEXT, _CONTEXT_PRIMITIVE = 2, 4, 5, 6, 0x30, 0x31, 0xA0, 0x80
_DATA = bytes.fromhex("2a864886f70d010701")
_ENCRYPTED_DATA = bytes.fromhex("2a864886f70d010706")
_SHROUDED_KEY_BAG = bytes.fromhex("2a864886f70d010c0a0102")
_CERTIFICATE_BAG = bytes.fromhex("2a864886f70d010c0a0103")
_X509_CERTIFICATE = bytes.fromhex("2a864886f70d01091601")
_LOCAL_KEY_ID = bytes.fromhex("2a864886f70d010915")
_PBE_SHA1_3DES = bytes.fromhex("2a864886f70d010c0103")
_SHA1 = bytes.fromhex("2b0e03021a")


def pfx(key: RSAPrivateKey, certificate: Certificate) -> bytes:
    """Returns both as PKCS#12 that opens with the NULL password; most readers try it where the empty one is given."""
    pkcs8 = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    der = certificate.public_bytes(Encoding.DER)
    mark = _mark(hashlib.sha1(der, usedforsecurity=False).digest())
    algorithm, sealed_key = _encrypted(pkcs8)
    key_bag = _bag(_SHROUDED_KEY_BAG, _tlv(_SEQUENCE, algorithm, _tlv(_OCTETS, sealed_key)), mark)
    x509 = _tlv(_SEQUENCE, _tlv(_OID, _X509_CERTIFICATE), _tlv(_CONTEXT, _tlv(_OCTETS, der)))
    certificate_bag = _bag(_CERTIFICATE_BAG, x509, mark)
    safe = _tlv(_SEQUENCE, _plain(_tlv(_SEQUENCE, key_bag)), _sealed(_tlv(_SEQUENCE, certificate_bag)))
    return _tlv(_SEQUENCE, _tlv(_INTEGER, b"\x03"), _plain(safe), _mac(safe))


def derived(purpose: int, length: int, salt: bytes, rounds: int = ROUNDS, password: bytes = b"") -> bytes:
    """Returns ``length`` octets out of the password (UTF-16, big-endian, two zeros at the end; NULL has no octets).

    RFC 7292 appendix B.2 with SHA-1; ``purpose`` is 1 for a key, 2 for an initial vector, 3 for a MAC.
    """
    block = 64
    mixed = bytearray(_filled(salt, block) + _filled(password, block))
    result = b""
    while len(result) < length:
        digest = bytes([purpose]) * block + bytes(mixed)
        for _round in range(rounds):
            digest = hashlib.sha1(digest, usedforsecurity=False).digest()
        result += digest
        addend = int.from_bytes(_filled(digest, block)[:block], "big") + 1
        for start in range(0, len(mixed), block):
            total = (int.from_bytes(mixed[start : start + block], "big") + addend) % (1 << 8 * block)
            mixed[start : start + block] = total.to_bytes(block, "big")
    return result[:length]


def _filled(text: bytes, block: int) -> bytes:
    """The text over and over, up to a multiple of the block."""
    wanted = -(-len(text) // block) * block
    return (text * (block + 1))[:wanted]


def _encrypted(content: bytes) -> tuple[bytes, bytes]:
    """Returns the algorithm with its parameters in DER, and the content encrypted so."""
    salt = os.urandom(8)
    padding = 8 - len(content) % 8
    encryptor = Cipher(TripleDES(derived(1, 24, salt)), modes.CBC(derived(2, 8, salt))).encryptor()
    sealed = encryptor.update(content + bytes([padding]) * padding) + encryptor.finalize()
    parameters = _tlv(_SEQUENCE, _tlv(_OCTETS, salt), _tlv(_INTEGER, ROUNDS.to_bytes(2, "big")))
    return _tlv(_SEQUENCE, _tlv(_OID, _PBE_SHA1_3DES), parameters), sealed


def _plain(content: bytes) -> bytes:
    return _tlv(_SEQUENCE, _tlv(_OID, _DATA), _tlv(_CONTEXT, _tlv(_OCTETS, content)))


def _sealed(content: bytes) -> bytes:
    algorithm, sealed = _encrypted(content)
    info = _tlv(_SEQUENCE, _tlv(_OID, _DATA), algorithm, _tlv(_CONTEXT_PRIMITIVE, sealed))
    version = _tlv(_INTEGER, b"\x00")
    return _tlv(_SEQUENCE, _tlv(_OID, _ENCRYPTED_DATA), _tlv(_CONTEXT, _tlv(_SEQUENCE, version, info)))


def _bag(kind: bytes, content: bytes, attributes: bytes) -> bytes:
    return _tlv(_SEQUENCE, _tlv(_OID, kind), _tlv(_CONTEXT, content), attributes)


def _mark(digest: bytes) -> bytes:
    """The local key id, by which Windows finds the key of a certificate."""
    return _tlv(_SET, _tlv(_SEQUENCE, _tlv(_OID, _LOCAL_KEY_ID), _tlv(_SET, _tlv(_OCTETS, digest))))


def _mac(safe: bytes) -> bytes:
    salt = os.urandom(20)
    digest = hmac.new(derived(3, 20, salt), safe, "sha1").digest()
    algorithm = _tlv(_SEQUENCE, _tlv(_OID, _SHA1), _tlv(_NULL))
    info = _tlv(_SEQUENCE, algorithm, _tlv(_OCTETS, digest))
    return _tlv(_SEQUENCE, info, _tlv(_OCTETS, salt), _tlv(_INTEGER, ROUNDS.to_bytes(2, "big")))


def _tlv(tag: int, *contents: bytes) -> bytes:
    """DER: tag, length, value."""
    value = b"".join(contents)
    size = len(value)
    if size < 0x80:
        return bytes([tag, size]) + value
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + value
