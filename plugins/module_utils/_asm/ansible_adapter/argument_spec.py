# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, and the arguments of AnsibleModule that a module's spec stands for."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import CLOUDS

CONNECTION_OPTIONS = {
    "subscription_id": {"type": "str"},
    "management_certificate": {"type": "path", "aliases": ["management_cert_path"]},
    "management_key": {"type": "path"},
    "management_certificate_password": {"type": "str", "no_log": True},
    "publish_settings": {"type": "path"},
    "endpoint": {"type": "str"},
    "cloud": {"type": "str", "choices": list(CLOUDS)},
    "ca_certificate": {"type": "path"},
    "timeout": {"type": "float"},
}
EXCLUSIVE_CONNECTION_OPTIONS = (("management_certificate", "publish_settings"), ("endpoint", "cloud"))


def module_arguments(module_spec: ModuleSpec) -> dict[str, Any]:
    """Return the argument spec of a module and the rules between its options, as AnsibleModule takes them."""
    connects = module_spec.connects
    return {
        "argument_spec": {**(CONNECTION_OPTIONS if connects else {}), **module_spec.argument_spec},
        "mutually_exclusive": [*(EXCLUSIVE_CONNECTION_OPTIONS if connects else ()), *module_spec.mutually_exclusive],
        "required_one_of": list(module_spec.required_one_of),
        "required_together": list(module_spec.required_together),
        "required_if": list(module_spec.required_if),
    }
