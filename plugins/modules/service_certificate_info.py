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
  description: Service certificates that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    certificate_url:
      description: URL of the certificate in the management API.
      type: str
    thumbprint:
      description: Thumbprint of the certificate.
      type: str
    thumbprint_algorithm:
      description: Algorithm of the thumbprint, V(sha1).
      type: str
    data:
      description: Certificate without its private key, DER in base64.
      type: str
error:
  description: Error response of the service.
  returned: when the service refused a request
  type: dict
  contains:
    code:
      description: Error code of the service.
      type: str
      sample: ConflictError
    message:
      description: Error message of the service.
      type: str
    status:
      description: HTTP status code.
      type: int
operation_id:
  description: ID of the request that was refused, or of the operation that failed or timed out.
  returned: on failure, when there is one
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
