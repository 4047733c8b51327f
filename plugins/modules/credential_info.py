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
      description: Whom the certificate names.
      type: str
    issuer:
      description: Who issued it, mostly the same.
      type: str
    thumbprint:
      description: The SHA-1 thumbprint, by which the service knows the certificate.
      type: str
      sample: BEA4B74BD6B915E9DD6A01FB1B8C3C1740F517F2
    thumbprint_sha256:
      description: The SHA-256 thumbprint.
      type: str
    not_before:
      description: When it begins to be valid, UTC.
      type: str
      sample: "2026-11-22T10:00:00Z"
    not_after:
      description: When it ceases to be valid, UTC.
      type: str
    expired:
      description: Whether that has passed.
      type: bool
    days_left:
      description: Whole days until it expires.
      type: int
    key_type:
      description: The kind of key; the service takes V(RSA) only.
      type: str
    key_size:
      description: The size of the key in bits.
      type: int
    private_key:
      description: Whether the private key of the certificate could be read.
      type: bool
    source:
      description: Where the certificate was found.
      type: dict
      contains:
        path:
          description: The file.
          type: str
        format:
          description: V(pem), V(pfx), V(publish_settings) or V(der).
          type: str
    subscription_id:
      description: The subscription that tasks with these options work on.
      type: str
    subscriptions:
      description: All subscriptions that the options name.
      type: list
      elements: dict
      contains:
        id:
          description: The id.
          type: str
        name:
          description: The name, where a publishsettings file tells it.
          type: str
        endpoint:
          description: The service's URL for it.
          type: str
    endpoint:
      description: The service's URL.
      type: str
    problem:
      description: What is wrong, in one sentence; null if nothing is.
      type: str
    accepted:
      description: Whether the service took the certificate for the subscription; null if it could not be asked.
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
