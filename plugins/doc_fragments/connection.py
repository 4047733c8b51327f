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
      - The subscription to work on, a GUID.
      - With O(publish_settings) it may also be the subscription's name, or be left out where the file has just one.
      - If it is not set, the environment variable E(AZURE_SUBSCRIPTION_ID) is used,
        or E(AZURE_MANAGEMENT_SUBSCRIPTIONID).
    type: str
  management_certificate:
    description:
      - A file with the management certificate and its private key, as PEM or PKCS#12 (C(.pfx)), told apart by content.
      - Mutually exclusive with O(publish_settings). Where one of them is set, the variable of the other does not count.
      - If it is not set, the environment variable E(AZURE_CERT_PATH) is used, or E(AZURE_MANAGEMENT_CERTFILE).
    type: path
    aliases: [management_cert_path]
  management_key:
    description:
      - A PEM file with the private key, where O(management_certificate) holds the certificate alone.
      - If it is not set, the environment variable E(AZURE_KEY_PATH) is used.
    type: path
  management_certificate_password:
    description:
      - The password of an encrypted private key or PKCS#12 file.
      - If it is not set, the environment variable E(AZURE_CERT_PASSWORD) is used.
    type: str
  publish_settings:
    description:
      - A C(.publishsettings) file, of either schema. Its management certificate is used, and its endpoint unless
        O(endpoint) or O(cloud) is set.
      - Mutually exclusive with O(management_certificate).
      - If it is not set, the environment variable E(AZURE_PUBLISH_SETTINGS) is used.
    type: path
  endpoint:
    description:
      - The URL of the service, always C(https).
      - The public service was retired on 2024-08-31. The collection's own emulator is an endpoint like any other.
      - Mutually exclusive with O(cloud). Where one of them is set, the variable of the other does not count.
      - If it is not set, the environment variable E(AZURE_ENDPOINT) is used.
    type: str
  cloud:
    description:
      - One of the clouds whose endpoints are known. Without this, O(endpoint) and O(publish_settings), it is V(global).
      - If it is not set, the environment variable E(AZURE_CLOUD) is used.
    type: str
    choices: [global, china, us_government, germany]
  ca_certificate:
    description:
      - A file in PEM or DER with the authorities that may have issued the endpoint's certificate, and no others may.
      - Without it, those that C(requests) trusts are taken. There is no option that turns the check off.
      - If it is not set, the environment variable E(AZURE_CA_PATH) is used.
    type: path
  timeout:
    description:
      - Seconds that one request may take.
      - If it is not set, the environment variable E(AZURE_TIMEOUT) is used, and without that 60 seconds.
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
      - The subscription to work on, a GUID.
      - With O(publish_settings) it may also be the subscription's name, or be left out where the file has just one.
    type: str
    env:
      - name: AZURE_MANAGEMENT_SUBSCRIPTIONID
      - name: AZURE_SUBSCRIPTION_ID # the last that is set wins
  management_certificate:
    description:
      - A file with the management certificate and its private key, as PEM or PKCS#12 (C(.pfx)), told apart by content.
      - Mutually exclusive with O(publish_settings).
    type: path
    aliases: [management_cert_path]
    env:
      - name: AZURE_MANAGEMENT_CERTFILE
      - name: AZURE_CERT_PATH
  management_key:
    description: A PEM file with the private key, where O(management_certificate) holds the certificate alone.
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
      - A C(.publishsettings) file, of either schema. Its management certificate is used, and its endpoint unless
        O(endpoint) or O(cloud) is set.
      - Mutually exclusive with O(management_certificate).
    type: path
    env:
      - name: AZURE_PUBLISH_SETTINGS
  endpoint:
    description:
      - The URL of the service, always C(https).
      - The public service was retired on 2024-08-31. The collection's own emulator is an endpoint like any other.
      - Mutually exclusive with O(cloud).
    type: str
    env:
      - name: AZURE_ENDPOINT
  cloud:
    description:
      - One of the clouds whose endpoints are known. Without this, O(endpoint) and O(publish_settings), it is V(global).
    type: str
    choices: [global, china, us_government, germany]
    env:
      - name: AZURE_CLOUD
  ca_certificate:
    description:
      - A file in PEM or DER with the authorities that may have issued the endpoint's certificate, and no others may.
      - Without it, those that C(requests) trusts are taken. There is no option that turns the check off.
    type: path
    env:
      - name: AZURE_CA_PATH
  timeout:
    description: Seconds that one request may take; without it, 60.
    type: float
    env:
      - name: AZURE_TIMEOUT
requirements:
  - requests
  - lxml
  - cryptography
"""
