#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: service_certificate
short_description: Add and delete certificates of a hosted service
version_added: 0.1.0
description:
  - Add and delete service certificates, which web and worker roles and virtual machines of a hosted service can use.
  - A certificate is identified by its thumbprint, which the module calculates. An existing certificate is not added
    again.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service.
    type: str
    required: true
  certificate_path:
    description:
      - The path of a file with the certificate in PEM, PKCS#12 (C(.pfx)) or DER (C(.cer)). The format is detected from
        the content.
      - A PEM file with a private key is converted to PKCS#12 with a random password. Without a private key, only the
        certificate is added.
      - Required to add a certificate. One of this option and O(thumbprint) is required.
    type: path
  private_key_path:
    description: The path of the private key in PEM, if it is not in the PEM file O(certificate_path).
    type: path
  password:
    description: The password of the PKCS#12 file in O(certificate_path), or of an encrypted private key in PEM.
    type: str
  thumbprint:
    description: The SHA-1 thumbprint. If O(certificate_path) is set too, its certificate must have this thumbprint.
    type: str
  state:
    description: Whether the certificate should exist. A certificate that a deployment uses cannot be deleted.
    type: str
    choices: [present, absent]
    default: present
  wait_timeout:
    default: 300
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.service_certificate_info
"""

EXAMPLES = r"""
- name: Add the certificate of the shop
  classic.azure.service_certificate:
    service_name: classic-shop
    certificate_path: shop.pfx
    password: "{{ vault_shop_pfx_password }}"
  register: added

- name: Delete the certificate
  classic.azure.service_certificate:
    service_name: classic-shop
    thumbprint: "{{ added.service_certificate.thumbprint }}"
    state: absent
"""

RETURN = r"""
service_certificate:
  description: State of the service certificate after the task. In check mode, the predicted state, in
    which values that the service assigns may be null.
  returned: when it exists after the task
  type: dict
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
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - AddServiceCertificate
operation_ids:
  description: IDs of these requests, for M(classic.azure.operation_info). Empty in check mode.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - 9c762d54bb95b7efa795515e633d7266
missing_references:
  description: What the task refers to and that does not exist, each as a sentence. The task fails without
    it.
  returned: in check mode, when something is missing that an earlier task may create
  type: list
  elements: str
  sample:
    - there is no hosted service classic-shop
lock_waits:
  description: Operations with exclusive access to a resource that the task waited for.
  returned: when the task had to wait
  type: list
  elements: dict
  contains:
    operation_id:
      description: ID of the operation. Not returned when the service does not name it.
      type: str
    seconds:
      description: Time that the task waited, in seconds.
      type: float
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import resource_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.certificate_upload import (
    CertificateUpload,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    SERVICE_CERTIFICATE,
)

MODULE_SPEC = resource_module(SERVICE_CERTIFICATE, CertificateUpload)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
