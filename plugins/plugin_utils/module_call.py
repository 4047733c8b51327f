# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a module in this process, without AnsibleModule. The result is that of AnsibleModule."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.errors import UnsupportedError
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import module_arguments
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Context,
    ModuleSpec,
    Progress,
    Sessions,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import (
    invocation_params,
    result_of,
    secret_values,
)

INTERNAL = "_ansible_"


class RedactedProgress:
    """Shows lines without secrets."""

    def __init__(self, progress: Progress, secrets: set[str]) -> None:
        self._progress = progress
        self._secrets = secrets

    def show(self, line: str, operation_id: str = "") -> None:
        self._progress.show(remove_values(line, self._secrets), operation_id)


def call(
    module_spec: ModuleSpec,
    arguments: dict[str, Any],
    progress: Progress,
    sessions: Sessions | None = None,
) -> dict[str, Any]:
    """Return what the module would print for these arguments: the options of a task, and Ansible's internal ones.

    ``progress`` shows each line about a wait, without secrets; ``sessions`` is the cache of sessions.
    """
    validated = ArgumentSpecValidator(**module_arguments(module_spec)).validate(
        {name: value for name, value in arguments.items() if not name.startswith(INTERNAL)}
    )
    is_valid = not validated.error_messages
    params = validated.validated_parameters
    secrets = secret_values(module_spec, params) if is_valid else validated._no_log_values
    warnings = [
        f"Both option {alias['option']} and its alias {alias['alias']} are set." for alias in validated._warnings
    ]
    context = Context(
        check_mode=arguments["_ansible_check_mode"],
        diff=arguments["_ansible_diff"],
        warn=warnings.append,
        progress=RedactedProgress(progress, secrets),
        sessions=sessions,
    )
    result = _result(module_spec, arguments["_ansible_module_name"], validated, context)
    if "error" not in arguments.get("_ansible_tracebacks_for", ["error"]):
        result.pop("exception", None)
    if arguments.get("_ansible_inject_invocation", True):
        result["invocation"] = {"module_args": invocation_params(module_spec, params) if is_valid else params}
    if warnings:
        result["warnings"] = list(dict.fromkeys(warnings))
    if validated._deprecations:
        result["deprecations"] = [_without_unset(deprecation) for deprecation in validated._deprecations]
    flags = {name: value for name, value in result.items() if value is None or isinstance(value, bool)}
    return {**remove_values(result, secrets), **flags}


def _result(module_spec: ModuleSpec, name: str, validated: ValidationResult, context: Context) -> dict[str, Any]:
    if validated.error_messages:
        message = validated.errors.msg
        if isinstance(validated.errors[0], UnsupportedError):
            message = f"Unsupported parameters for ({name}) module: {message}"
        return {"failed": True, "msg": message}
    if context.check_mode and not module_spec.supports_check_mode:
        return {"skipped": True, "msg": f"remote module ({name}) does not support check mode"}
    return result_of(module_spec, validated.validated_parameters, context)


def _without_unset(deprecation: dict[str, Any]) -> dict[str, Any]:
    """Return a deprecation as results have it: by version or by date."""
    return {name: value for name, value in deprecation.items() if value is not None}
