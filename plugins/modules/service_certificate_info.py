#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: service_certificate_info
short_description: Gather information about certificates of a hosted service
version_added: 0.1.0
description:
  - Gather information about one service certificate, or about all of a hosted service. The service never returns
    private keys.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service.
    type: str
    required: true
  thumbprint:
    description: The SHA-1 thumbprint. If it is omitted, all certificates of the hosted service are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.service_certificate
"""

EXAMPLES = r"""
- name: List the certificates of the shop
  classic.azure.service_certificate_info:
    service_name: classic-shop
  register: certificates
"""

RETURN = r"""
service_certificates:
  description: The certificates that were asked for; none where there is none.
  returned: success
  type: list
  elements: dict
  contains:
    certificate_url:
      description: The address of the certificate at the service.
      type: str
    thumbprint:
      description: The SHA-1 thumbprint.
      type: str
    thumbprint_algorithm:
      description: V(sha1).
      type: str
    data:
      description: The certificate without its key, DER in base64.
      type: str
error:
  description: The service's refusal.
  returned: when the service refused
  type: dict
  contains:
    code:
      description: The service's word for it.
      type: str
      sample: ConflictError
    message:
      description: The service's sentence.
      type: str
    status:
      description: The HTTP status.
      type: int
operation_id:
  description: The id of the request that was refused, or of the operation that failed or was still going on.
  returned: on failure, where there is one
  type: str
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    SERVICE_CERTIFICATE,
)

MODULE_SPEC = info_module(SERVICE_CERTIFICATE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
