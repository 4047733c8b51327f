# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, and the arguments of AnsibleModule that a module's spec stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import CLOUDS
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import SIGNED_URL

CONNECTION_OPTIONS: dict[str, dict[str, Any]] = {
    "subscription_id": {"type": "str"},
    "management_certificate": {"type": "path", "aliases": ["management_cert_path"]},
    "management_key": {"type": "path"},
    "management_certificate_password": {"type": "str", "no_log": True},
    "publish_settings": {"type": "path"},
    "endpoint": {"type": "str", SIGNED_URL: True},
    "cloud": {"type": "str", "choices": list(CLOUDS)},
    "ca_certificate": {"type": "path"},
    "timeout": {"type": "float"},
}
EXCLUSIVE_CONNECTION_OPTIONS = (("management_certificate", "publish_settings"), ("endpoint", "cloud"))


def module_arguments(module_spec: ModuleSpec) -> dict[str, Any]:
    """Return the argument spec of a module and the rules between its options, as AnsibleModule takes them."""
    connects = module_spec.connects
    return {
        "argument_spec": _without_marks(_argument_spec(module_spec)),
        "mutually_exclusive": [*(EXCLUSIVE_CONNECTION_OPTIONS if connects else ()), *module_spec.mutually_exclusive],
        "required_one_of": list(module_spec.required_one_of),
        "required_together": list(module_spec.required_together),
        "required_if": list(module_spec.required_if),
    }


def signed_urls(module_spec: ModuleSpec, params: dict[str, Any]) -> list[str]:
    """Return the values of those options that are URLs which may carry a secret."""
    return list(_signed_urls(_argument_spec(module_spec), params))


def other_secrets_spec(module_spec: ModuleSpec) -> dict[str, Any]:
    """Return the argument spec with ``no_log`` only at options that are secret as they are, not at those URLs."""
    return _without_marks(_argument_spec(module_spec), no_log_urls=False)


def _argument_spec(module_spec: ModuleSpec) -> dict[str, Any]:
    return {**(CONNECTION_OPTIONS if module_spec.connects else {}), **module_spec.argument_spec}


def _without_marks(spec: dict[str, Any], no_log_urls: bool = True) -> dict[str, Any]:
    """Return a spec as AnsibleModule takes it.

    It hides URLs that may carry a secret as a whole, in its log and where the parameters are invalid.
    """
    return {name: _without_mark(option, no_log_urls) for name, option in spec.items()}


def _without_mark(option: dict[str, Any], no_log_urls: bool) -> dict[str, Any]:
    plain = {key: value for key, value in option.items() if key != SIGNED_URL}
    if option.get(SIGNED_URL) and not no_log_urls:
        plain["no_log"] = False
    if "options" in option:
        plain["options"] = _without_marks(option["options"], no_log_urls)
    return plain


def _signed_urls(spec: dict[str, Any], values: dict[str, Any]) -> Iterator[str]:
    for name, option in spec.items():
        found = values.get(name)
        for item in found if isinstance(found, list) else [found]:
            if option.get(SIGNED_URL) and isinstance(item, str):
                yield item
            elif "options" in option and isinstance(item, dict):
                yield from _signed_urls(option["options"], item)
