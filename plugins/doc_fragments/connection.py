# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options with which every module and the inventory find the service and show who they are."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  subscription_id:
    description:
      - The ID of the subscription, a GUID.
      - With O(publish_settings), it may also be the name of the subscription, or be omitted if the file has only one.
      - If it is not set, the environment variable E(AZURE_SUBSCRIPTION_ID) is used,
        or E(AZURE_MANAGEMENT_SUBSCRIPTIONID).
    type: str
  management_certificate:
    description:
      - The path of a file with the management certificate and its private key, in PEM or PKCS#12 (C(.pfx)). The format
        is detected from the content.
      - Mutually exclusive with O(publish_settings). If one of them is set, the environment variable of the other is
        ignored.
      - If it is not set, the environment variable E(AZURE_CERT_PATH) is used, or E(AZURE_MANAGEMENT_CERTFILE).
    type: path
    aliases: [management_cert_path]
  management_key:
    description:
      - The path of a PEM file with the private key, if O(management_certificate) contains only the certificate.
      - If it is not set, the environment variable E(AZURE_KEY_PATH) is used.
    type: path
  management_certificate_password:
    description:
      - The password of an encrypted private key or PKCS#12 file.
      - If it is not set, the environment variable E(AZURE_CERT_PASSWORD) is used.
    type: str
  publish_settings:
    description:
      - The path of a C(.publishsettings) file, of either schema version. Its management certificate is used, and its
        endpoint unless O(endpoint) or O(cloud) is set.
      - Mutually exclusive with O(management_certificate).
      - If it is not set, the environment variable E(AZURE_PUBLISH_SETTINGS) is used.
    type: path
  endpoint:
    description:
      - The URL of the service, which must start with C(https).
      - The public service was retired on 2024-08-31. The emulator of this collection can be used as the endpoint.
      - Mutually exclusive with O(cloud). If one of them is set, the environment variable of the other is ignored.
      - If it is not set, the environment variable E(AZURE_ENDPOINT) is used.
    type: str
  cloud:
    description:
      - The cloud whose endpoint is used. The default is V(global), unless O(endpoint) or O(publish_settings) is set.
      - If it is not set, the environment variable E(AZURE_CLOUD) is used.
    type: str
    choices: [global, china, us_government, germany]
  ca_certificate:
    description:
      - The path of a file in PEM or DER with the certificate authorities to trust for the endpoint, and no others.
      - The default are the authorities that C(requests) trusts. Certificate validation cannot be turned off.
      - If it is not set, the environment variable E(AZURE_CA_PATH) is used.
    type: path
  timeout:
    description:
      - The timeout of one request in seconds, up to the last byte of the response.
      - If it is not set, the environment variable E(AZURE_TIMEOUT) is used. Otherwise the timeout is 60 seconds.
    type: float
requirements:
  - requests
  - lxml
  - cryptography
seealso:
  - module: classic.azure.credential_info
"""

    PLUGINS = r"""
options:
  subscription_id:
    description:
      - The ID of the subscription, a GUID.
      - With O(publish_settings), it may also be the name of the subscription, or be omitted if the file has only one.
    type: str
    env:
      - name: AZURE_MANAGEMENT_SUBSCRIPTIONID
      - name: AZURE_SUBSCRIPTION_ID # the last that is set wins
  management_certificate:
    description:
      - The path of a file with the management certificate and its private key, in PEM or PKCS#12 (C(.pfx)). The format
        is detected from the content.
      - Mutually exclusive with O(publish_settings).
    type: path
    aliases: [management_cert_path]
    env:
      - name: AZURE_MANAGEMENT_CERTFILE
      - name: AZURE_CERT_PATH
  management_key:
    description:
      - The path of a PEM file with the private key, if O(management_certificate) contains only the certificate.
    type: path
    env:
      - name: AZURE_KEY_PATH
  management_certificate_password:
    description: The password of an encrypted private key or PKCS#12 file.
    type: str
    env:
      - name: AZURE_CERT_PASSWORD
  publish_settings:
    description:
      - The path of a C(.publishsettings) file, of either schema version. Its management certificate is used, and its
        endpoint unless O(endpoint) or O(cloud) is set.
      - Mutually exclusive with O(management_certificate).
    type: path
    env:
      - name: AZURE_PUBLISH_SETTINGS
  endpoint:
    description:
      - The URL of the service, which must start with C(https).
      - The public service was retired on 2024-08-31. The emulator of this collection can be used as the endpoint.
      - Mutually exclusive with O(cloud).
    type: str
    env:
      - name: AZURE_ENDPOINT
  cloud:
    description:
      - The cloud whose endpoint is used. The default is V(global), unless O(endpoint) or O(publish_settings) is set.
    type: str
    choices: [global, china, us_government, germany]
    env:
      - name: AZURE_CLOUD
  ca_certificate:
    description:
      - The path of a file in PEM or DER with the certificate authorities to trust for the endpoint, and no others.
      - The default are the authorities that C(requests) trusts. Certificate validation cannot be turned off.
    type: path
    env:
      - name: AZURE_CA_PATH
  timeout:
    description: The timeout of one request in seconds, up to the last byte of the response. The default is 60.
    type: float
    env:
      - name: AZURE_TIMEOUT
requirements:
  - requests
  - lxml
  - cryptography
"""
