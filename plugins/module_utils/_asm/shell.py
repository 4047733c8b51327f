# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordinary way to run a module's logic: a process of its own, through AnsibleModule."""

from __future__ import annotations

import traceback
from typing import Any

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib
from ansible.module_utils.common.parameters import remove_values

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.plugins.module_utils._asm.logic import Context, Logic


def _option(variable: str, **spec: Any) -> dict[str, Any]:
    return {"type": "str", **spec, "fallback": (env_fallback, [variable])}


CONNECTION = {
    "subscription_id": _option("AZURE_SUBSCRIPTION_ID"),
    "management_certificate": _option("AZURE_CERT_PATH", type="path", aliases=["management_cert_path"]),
    "management_key": _option("AZURE_KEY_PATH", type="path"),
    "management_certificate_password": _option("AZURE_CERT_PASSWORD", no_log=True),
    "publish_settings": _option("AZURE_PUBLISH_SETTINGS", type="path"),
    "endpoint": _option("AZURE_ENDPOINT"),
    "cloud": _option("AZURE_CLOUD", choices=["global", "china", "us_government", "germany"]),
    "ca_certificate": _option("AZURE_CA_PATH", type="path"),
    "timeout": _option("AZURE_TIMEOUT", type="int", default=60),
}
EXCLUSIVE = (("management_certificate", "publish_settings"), ("endpoint", "cloud"))


def arguments(logic: Logic) -> dict[str, Any]:
    """The argument spec of a logic and the rules between its options, as AnsibleModule takes them."""
    return {
        "argument_spec": {**(CONNECTION if logic.connects else {}), **logic.argument_spec},
        "mutually_exclusive": [*(EXCLUSIVE if logic.connects else ()), *logic.mutually_exclusive],
        "required_one_of": list(logic.required_one_of),
        "required_together": list(logic.required_together),
        "required_if": list(logic.required_if),
    }


def run(logic: Logic) -> None:
    """Run a logic as the module that this process is."""
    module = AnsibleModule(**arguments(logic), supports_check_mode=logic.supports_check_mode)

    def warn(sentence: str) -> None:
        module.warn(remove_values(sentence, module.no_log_values))

    try:
        result = logic.run(module.params, Context(check_mode=module.check_mode, diff=module._diff, warn=warn))
    except AzureError as error:
        module.fail_json(msg=str(error), **error.details)
    except ImportError as error:
        module.fail_json(msg=missing_required_lib(error.name or "unknown"))
    except Exception as error:  # a bug of ours: the user gets a sentence, and the traceback with -vvv
        module.fail_json(msg=f"unexpected {type(error).__name__}: {error}", exception=traceback.format_exc())
    else:
        module.exit_json(**result)
