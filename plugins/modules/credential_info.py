#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: credential_info
short_description: Gather information about a management certificate and whether the service accepts it
version_added: 0.1.0
description:
  - Return the certificate, the subscriptions and the endpoint that the connection options select, and whether the
    service accepts them.
  - A problem with the credential is returned as one sentence in RV(credential.problem) and does not fail the task. The
    task fails only if no certificate can be read.
author:
  - the classic.azure contributors (@classic-azure)
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.management_key_pair
"""

EXAMPLES = r"""
- name: Check the management certificate
  classic.azure.credential_info:
  register: answer

- name: Fail early enough to renew it
  ansible.builtin.assert:
    that:
      - answer.credential.accepted
      - answer.credential.days_left > 14
    fail_msg: "{{ answer.credential.problem or 'It expires on ' ~ answer.credential.not_after }}"
"""

RETURN = r"""
credential:
  description: The credential.
  returned: success
  type: dict
  contains:
    subject:
      description: Subject of the certificate.
      type: str
    issuer:
      description: Issuer of the certificate. Management certificates are usually self-signed.
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
    key_type:
      description: Type of the key. The service accepts only V(RSA).
      type: str
    key_size:
      description: Size of the key, in bits.
      type: int
    expired:
      description: Whether the certificate has expired.
      type: bool
    days_left:
      description: Whole days until the certificate expires.
      type: int
    private_key:
      description: Whether the private key of the certificate could be read.
      type: bool
    source:
      description: Source of the certificate.
      type: dict
      contains:
        path:
          description: Path of the file.
          type: str
        format:
          description: Format of the file, V(pem), V(pfx), V(publish_settings) or V(der).
          type: str
    subscription_id:
      description: ID of the subscription that tasks with these options use.
      type: str
    subscriptions:
      description: Subscriptions in the publishsettings file, or else the one of the options.
      type: list
      elements: dict
      contains:
        id:
          description: ID of the subscription.
          type: str
        name:
          description: Name of the subscription. Only returned when a publishsettings file has it.
          type: str
        endpoint:
          description: URL of the management API for the subscription.
          type: str
    endpoint:
      description: URL of the management API.
      type: str
    problem:
      description: Reason why the credential cannot be used. Not returned when it can.
      type: str
    accepted:
      description: Whether the service accepts the certificate for the subscription. Not returned when
        the service could not be asked.
      type: bool
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.credential_check import (
    CREDENTIAL_CHECK,
)

MODULE_SPEC = CREDENTIAL_CHECK


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
