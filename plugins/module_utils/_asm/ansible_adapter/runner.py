# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordinary way to run a module's logic: a process of its own, through AnsibleModule."""

from __future__ import annotations

import traceback
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.parameters import _list_no_log_values, remove_values
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import CLOUDS
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError

CONNECTION = {
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
HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
EXCLUSIVE = (("management_certificate", "publish_settings"), ("endpoint", "cloud"))


def module_arguments(module_spec: ModuleSpec) -> dict[str, Any]:
    """The argument spec of a logic and the rules between its options, as AnsibleModule takes them."""
    return {
        "argument_spec": {**(CONNECTION if module_spec.connects else {}), **module_spec.argument_spec},
        "mutually_exclusive": [*(EXCLUSIVE if module_spec.connects else ()), *module_spec.mutually_exclusive],
        "required_one_of": list(module_spec.required_one_of),
        "required_together": list(module_spec.required_together),
        "required_if": list(module_spec.required_if),
    }


def secrets(module_spec: ModuleSpec, params: dict[str, Any]) -> set[str]:
    """The texts that are taken out of results wherever they stand: the values of secret options.

    But not what is in options of any type, which are secret as a whole: their parts are words as common as 1 and true.
    """
    spec = module_arguments(module_spec)["argument_spec"]
    found: set[str] = _list_no_log_values({name: spec[name] for name in spec if not _is_whole(spec[name])}, params)
    return found


def invocation_params(module_spec: ModuleSpec, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters as an invocation may show them: without the options that are secret as a whole."""
    hidden = [name for name, option in module_spec.argument_spec.items() if _is_whole(option) and params.get(name)]
    return {**params, **dict.fromkeys(hidden, HIDDEN)}


def _is_whole(option: dict[str, Any]) -> bool:
    return option.get("type") == "raw" and bool(option.get("no_log"))


def outcome(module_spec: ModuleSpec, params: dict[str, Any], context: Context) -> dict[str, Any]:
    """What a logic comes to with validated parameters: its result, or with C(failed) and C(msg) what went wrong.

    C(exception) is the traceback of a bug of ours. Nothing is scrubbed yet.
    """
    try:
        return module_spec.run(params, context)
    except AzureError as error:
        return {**error.details, "failed": True, "msg": str(error)}
    except ImportError as error:
        return {"failed": True, "msg": missing_required_lib(error.name or "unknown")}
    except Exception as error:  # noqa: BLE001 - a bug of ours: a sentence for the user, the traceback with -vvv
        sentence = f"unexpected {type(error).__name__}: {error}"
        return {"failed": True, "msg": sentence, "exception": traceback.format_exc()}


def run(module_spec: ModuleSpec) -> None:
    """Run a logic as the module that this process is."""
    module = AnsibleModule(**module_arguments(module_spec), supports_check_mode=module_spec.supports_check_mode)
    module.no_log_values = secrets(module_spec, module.params)

    def warn(sentence: str) -> None:
        module.warn(remove_values(sentence, module.no_log_values))

    result = outcome(module_spec, module.params, Context(check_mode=module.check_mode, diff=module._diff, warn=warn))
    module.params = invocation_params(module_spec, module.params)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
