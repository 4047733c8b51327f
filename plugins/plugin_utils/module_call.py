# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second way to run a module's logic: without AnsibleModule, in this process. It answers as AnsibleModule would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Context,
    ModuleSpec,
    Sessions,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import (
    invocation_params,
    module_arguments,
    outcome,
    secrets,
)

INTERNAL = "_ansible_"


def call(
    module_spec: ModuleSpec,
    arguments: dict[str, Any],
    progress: Callable[[str], None],
    sessions: Sessions | None = None,
) -> dict[str, Any]:
    """What the module would print if it were given this: the options of a task, and what Ansible tells modules besides.

    C(progress) gets the sentences of a logic that waits, scrubbed; C(sessions) keeps connections for tasks to come.
    """
    validated = ArgumentSpecValidator(**module_arguments(module_spec)).validate(
        {name: value for name, value in arguments.items() if not name.startswith(INTERNAL)}
    )
    is_right = not validated.error_messages
    params = validated.validated_parameters
    hidden = secrets(module_spec, params) if is_right else validated._no_log_values
    warnings = [
        f"Both option {reported['option']} and its alias {reported['alias']} are set."
        for reported in validated._warnings
    ]
    context = Context(
        check_mode=arguments["_ansible_check_mode"],
        diff=arguments["_ansible_diff"],
        warn=warnings.append,
        progress=lambda sentence: progress(remove_values(sentence, hidden)),
        sessions=sessions,
    )
    result = _result(module_spec, arguments["_ansible_module_name"], validated, context)
    if "error" not in arguments.get("_ansible_tracebacks_for", ["error"]):
        result.pop("exception", None)
    if arguments.get("_ansible_inject_invocation", True):
        result["invocation"] = {"module_args": invocation_params(module_spec, params) if is_right else params}
    if warnings:
        result["warnings"] = list(dict.fromkeys(warnings))
    if validated._deprecations:
        result["deprecations"] = [_stated(deprecation) for deprecation in validated._deprecations]
    plain = {name: value for name, value in result.items() if value is None or isinstance(value, bool)}
    return {**remove_values(result, hidden), **plain}


def _result(module_spec: ModuleSpec, name: str, validated: ValidationResult, context: Context) -> dict[str, Any]:
    if validated.error_messages:
        fault = validated.errors.msg
        if isinstance(validated.errors[0], UnsupportedError):
            fault = f"Unsupported parameters for ({name}) module: {fault}"
        return {"failed": True, "msg": fault}
    if context.check_mode and not module_spec.supports_check_mode:
        return {"skipped": True, "msg": f"remote module ({name}) does not support check mode"}
    return outcome(module_spec, validated.validated_parameters, context)


def _stated(deprecation: dict[str, Any]) -> dict[str, Any]:
    """A deprecation as results carry it: by version or by date."""
    return {name: value for name, value in deprecation.items() if value is not None}
