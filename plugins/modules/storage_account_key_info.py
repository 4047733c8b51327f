#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: storage_account_key_info
short_description: Gather information about the keys of a storage account
version_added: 0.1.0
description:
  - Return the keys that grant access to the data of a storage account.
  - The result contains the keys in clear text. Set C(no_log=true) on the task so that Ansible does not display them.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the storage account.
    type: str
    required: true
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.storage_account
"""

EXAMPLES = r"""
- name: Get the keys
  classic.azure.storage_account_key_info:
    name: classicshop
  register: fetched
  no_log: true

- name: Use the primary key
  ansible.builtin.set_fact:
    connection_string: "AccountName=classicshop;AccountKey={{ fetched.storage_account_keys.primary }}"
  no_log: true
"""

RETURN = r"""
storage_account_keys:
  description: The storage account keys.
  returned: success
  type: dict
  contains:
    url:
      description: URL of the storage account in the management API; its host may differ from that of
        the endpoint.
      type: str
    primary:
      description: Primary access key, in base64.
      type: str
    secondary:
      description: Secondary access key, in base64.
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import singleton_info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import (
    STORAGE_ACCOUNT_KEYS,
)

MODULE_SPEC = singleton_info_module(STORAGE_ACCOUNT_KEYS)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
