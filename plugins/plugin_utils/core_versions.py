# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a task's arguments into a module, and of its result back, as each ansible-core has it.

Data tags, lazy containers and vault values end on that way, and a result becomes what the executor expects of a module.
"""

from __future__ import annotations

import json
from typing import Any

from ansible.module_utils.common import json as core_json
from ansible.plugins.action import ActionBase
from ansible.vars import clean

forms: Any = core_json
cleaning: Any = clean
PROFILE = ("legacy",) if hasattr(forms, "get_module_encoder") else ()
"""That of modules which say nothing about it; ansible-core 2.18 and older have none."""


def as_module_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a task as the module would read them from its input."""
    arguments: dict[str, Any]
    if PROFILE:
        way = (*PROFILE, forms.Direction.CONTROLLER_TO_MODULE)
        arguments = json.loads(
            json.dumps(options, cls=forms.get_module_encoder(*way)), cls=forms.get_module_decoder(*way)
        )
    else:
        from ansible.parsing.ajson import AnsibleJSONEncoder

        encoder: Any = AnsibleJSONEncoder
        arguments = json.loads(json.dumps(options, cls=encoder, vault_to_text=True))
    return arguments


def as_printed(result: dict[str, Any]) -> str:
    """The result as a module prints it."""
    if PROFILE:
        return json.dumps(result, cls=forms.get_module_encoder(*PROFILE, forms.Direction.MODULE_TO_CONTROLLER))
    from ansible.module_utils.common.text.converters import jsonify

    return str(jsonify(result))


def as_returned(action: ActionBase, printed: str) -> dict[str, Any]:
    """What a module printed as an action returns it."""
    response: Any = {"stdout": printed, "stderr": "", "rc": 0}
    parsed: Any = action._parse_returned_data(response, *PROFILE)
    if isinstance(parsed, dict):
        cleaning.remove_internal_keys(parsed)
        return parsed
    parsed.remove_internal_keys()  # ansible-core 2.21 and newer
    returned: dict[str, Any] = parsed.as_result_dict(for_round_trip=True)
    return returned
