# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversion of the arguments and the result of a module, as each ansible-core version does it.

Arguments lose their data tags, lazy containers and vault values; a result becomes what the executor expects.
"""

from __future__ import annotations

import json
from typing import Any

from ansible.module_utils.common import json as core_json
from ansible.plugins.action import ActionBase
from ansible.vars import clean

core_json_module: Any = core_json
clean_module: Any = clean
PROFILE = ("legacy",) if hasattr(core_json_module, "get_module_encoder") else ()
"""The serialization profile of modules that name none; ansible-core 2.18 and older have no profiles."""


def as_module_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a task as the module would read them from its input."""
    arguments: dict[str, Any]
    if PROFILE:
        profile = (*PROFILE, core_json_module.Direction.CONTROLLER_TO_MODULE)
        arguments = json.loads(
            json.dumps(options, cls=core_json_module.get_module_encoder(*profile)),
            cls=core_json_module.get_module_decoder(*profile),
        )
    else:
        from ansible.parsing.ajson import AnsibleJSONEncoder

        encoder: Any = AnsibleJSONEncoder
        arguments = json.loads(json.dumps(options, cls=encoder, vault_to_text=True))
    return arguments


def as_printed(result: dict[str, Any]) -> str:
    """Return the result as a module prints it."""
    if PROFILE:
        return json.dumps(
            result, cls=core_json_module.get_module_encoder(*PROFILE, core_json_module.Direction.MODULE_TO_CONTROLLER)
        )
    from ansible.module_utils.common.text.converters import jsonify

    return str(jsonify(result))


def as_returned(action: ActionBase, printed: str) -> dict[str, Any]:
    """Return what a module printed as an action returns it."""
    response: Any = {"stdout": printed, "stderr": "", "rc": 0}
    parsed: Any = action._parse_returned_data(response, *PROFILE)
    if isinstance(parsed, dict):
        clean_module.remove_internal_keys(parsed)
        return parsed
    parsed.remove_internal_keys()  # ansible-core 2.21 and newer
    returned: dict[str, Any] = parsed.as_result_dict(for_round_trip=True)
    return returned
