#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: management_key_pair
short_description: Create and renew a management certificate and its key
version_added: 0.1.0
description:
  - Create the private key and the self-signed certificate for managing a subscription, store them in files, and renew
    them before they expire.
  - The module replaces the commands C(openssl req) and C(openssl x509) of Microsoft's guides. It does not call OpenSSL.
  - The C(.cer) file has to be uploaded to the subscription before the key pair can be used, and again after a renewal.
author:
  - the classic.azure contributors (@classic-azure)
options:
  path:
    description:
      - The path of the PEM file with the private key and the certificate, for the option C(management_certificate) of
        the other modules.
    type: path
    required: true
  cer_path:
    description:
      - The path of the file with only the certificate, in DER. The default is O(path) with the extension C(.cer).
    type: path
  pfx_path:
    description:
      - The path of a PKCS#12 file with the key and the certificate. If it is omitted, no such file is written.
      - It is encrypted with algorithms that old clients can read, so that its password offers little protection.
    type: path
  pfx_password:
    description: The password of O(pfx_path), required with it. Use an empty string for a file without a password.
    type: str
  common_name:
    description:
      - The common name of the certificate. A certificate with another common name is replaced.
      - If it is omitted, new certificates get V(classic.azure management), and existing ones keep their name.
    type: str
  key_size:
    description: The size of the RSA key in bits. A smaller key is replaced, a larger one is kept.
    type: int
    choices: [2048, 3072, 4096]
    default: 2048
  valid_for:
    description: The validity of a new certificate in days.
    type: int
    default: 365
  renew_before:
    description: Renew the key pair if the certificate is valid for fewer days than this.
    type: int
    default: 30
  backup:
    description:
      - Whether to keep a replaced key pair in the folder of O(path), under a name with its thumbprint. It is the one
        that the subscription knows, and is needed to upload the new one.
    type: bool
    default: true
  force:
    description: Whether to overwrite or delete a file with other content.
    type: bool
    default: false
  state:
    description: Whether the files should exist.
    type: str
    choices: [present, absent]
    default: present
attributes:
  check_mode:
    description: Can run in C(check_mode) and return what would be changed, without changing anything.
    support: full
  diff_mode:
    description: Returns what has changed, or in C(check_mode) would be changed, without secrets.
    support: full
  action:
    description:
      - Runs in the controller process when supported, with the same result.
      - Set the environment variable E(CLASSIC_AZURE_IN_PROCESS) to V(0), or the variable C(classic_azure_in_process) of
        the task to V(false), to turn that off.
    support: full
  async:
    description: Supports being used with the C(async) keyword.
    support: full
requirements:
  - cryptography
seealso:
  - module: classic.azure.credential_info
"""

EXAMPLES = r"""
- name: Create a management certificate
  classic.azure.management_key_pair:
    path: /etc/azure/management.pem
    common_name: Operations
    valid_for: 730

- name: Create a management certificate with a PKCS#12 file for other tools
  classic.azure.management_key_pair:
    path: /etc/azure/management.pem
    pfx_path: /etc/azure/management.pfx
    pfx_password: "{{ vault_pfx_password }}"
"""

RETURN = r"""
management_key_pair:
  description: The key pair. Null with O(state=absent). In check mode, a key pair that is still to be
    made has no thumbprint.
  returned: success
  type: dict
  contains:
    path:
      description: Path of the file with the private key and the certificate.
      type: str
    cer_path:
      description: Path of the file with the certificate alone.
      type: str
    pfx_path:
      description: Path of the PKCS#12 file. Not returned when there is none.
      type: str
    subject:
      description: Subject of the certificate.
      type: str
    thumbprint:
      description: SHA-1 thumbprint of the certificate, by which the service identifies it.
      type: str
      sample: BEA4B74BD6B915E9DD6A01FB1B8C3C1740F517F2
    thumbprint_sha256:
      description: SHA-256 thumbprint of the certificate.
      type: str
    not_before:
      description: Start of the validity, in UTC.
      type: str
      sample: '2026-11-22T10:00:00Z'
    not_after:
      description: End of the validity, in UTC.
      type: str
      sample: '2027-11-22T10:00:00Z'
    key_size:
      description: Size of the key, in bits.
      type: int
backup_file:
  description: Path of the file with the key pair that was replaced.
  returned: when a key pair was replaced and O(backup=true)
  type: str
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.key_pair import KEY_PAIR

MODULE_SPEC = KEY_PAIR


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
