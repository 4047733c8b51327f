#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: management_key_pair
short_description: Keep a management certificate and its key in files
version_added: 0.1.0
description:
  - Make the key and the self-signed certificate with which a subscription is managed, keep them in files, and renew
    them before they expire.
  - This is what the guides have users do with C(openssl req) and C(openssl x509). OpenSSL is not called.
  - The C(.cer) file has to be uploaded to the subscription before the pair is of use, and again after a renewal.
author:
  - the classic.azure contributors (@classic-azure)
options:
  path:
    description:
      - The PEM file with the private key and the certificate, as C(management_certificate) of other modules takes it.
    type: path
    required: true
  cer_path:
    description: The file with the certificate alone, in DER. Without it, O(path) with the extension C(.cer).
    type: path
  pfx_path:
    description:
      - A PKCS#12 file with the key and the certificate, where one is wanted.
      - It is encrypted as old clients can read it, so its password protects little.
    type: path
  pfx_password:
    description: The password of O(pfx_path), required with it. For a file without a password give an empty one.
    type: str
  common_name:
    description:
      - The name that the certificate bears. A pair that bears another one is replaced.
      - Without it, V(classic.azure management) is taken, and any name is left as it is.
    type: str
  key_size:
    description: The size of the RSA key in bits. A smaller key is replaced, a larger one is left.
    type: int
    choices: [2048, 3072, 4096]
    default: 2048
  valid_for:
    description: Days that a new certificate is valid.
    type: int
    default: 365
  renew_before:
    description: Make a new pair when the certificate is valid for fewer days than this.
    type: int
    default: 30
  backup:
    description:
      - Whether to keep a pair that is replaced beside O(path), under the name of its thumbprint. It is the one that the
        subscription knows, and is needed to upload its successor.
    type: bool
    default: true
  force:
    description: Whether to overwrite or delete a file that holds something else.
    type: bool
    default: false
  state:
    description: Whether the files are to be there.
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
      - Runs in the controller process where that is right, with the same result.
      - The environment variable E(CLASSIC_AZURE_IN_PROCESS) turns that off where it is V(0), and so does the variable
        C(classic_azure_in_process) of a task where it is V(false).
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
- name: Make a management certificate
  classic.azure.management_key_pair:
    path: /etc/azure/management.pem
    common_name: Operations
    valid_for: 730

- name: Make one that the portal's tools take as well
  classic.azure.management_key_pair:
    path: /etc/azure/management.pem
    pfx_path: /etc/azure/management.pfx
    pfx_password: "{{ vault_pfx_password }}"
"""

RETURN = r"""
management_key_pair:
  description: The pair; null with O(state=absent). In check mode, what is not made yet has no thumbprint.
  returned: success
  type: dict
  contains:
    path:
      description: The file with the key and the certificate.
      type: str
    cer_path:
      description: The file with the certificate alone.
      type: str
    pfx_path:
      description: The PKCS#12 file, if one is kept.
      type: str
    subject:
      description: Whom the certificate names.
      type: str
    thumbprint:
      description: The SHA-1 thumbprint, by which the service knows the certificate.
      type: str
    thumbprint_sha256:
      description: The SHA-256 thumbprint.
      type: str
    not_before:
      description: When it begins to be valid, UTC.
      type: str
    not_after:
      description: When it ceases to be valid, UTC.
      type: str
    key_size:
      description: The size of the key in bits.
      type: int
backup_file:
  description: Where the pair that was replaced is kept.
  returned: when one was replaced and O(backup=true)
  type: str
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.key_pair import KEY_PAIR

MODULE_SPEC = KEY_PAIR


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
