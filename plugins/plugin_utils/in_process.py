# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action plugin of all modules, which runs them in the controller process when that is supported.

A module in a process of its own takes hundreds of milliseconds to start. Strategies load this in the main process, and
its forks, which run the tasks, inherit what is imported here.
"""

from __future__ import annotations

import os
import ssl
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

from ansible import constants
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.utils.vars import merge_hash
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    ModuleSpec,
    Progress,
    SilentProgress,
)
from ansible_collections.classic.azure.plugins.plugin_utils.core_versions import (
    as_module_arguments,
    as_printed,
    as_returned,
)
from ansible_collections.classic.azure.plugins.plugin_utils.module_call import call
from ansible_collections.classic.azure.plugins.plugin_utils.progress import DisplayedProgress
from ansible_collections.classic.azure.plugins.plugin_utils.session_cache import SessionCache
from ansible_collections.classic.azure.plugins.plugin_utils.settings import setting
from ansible_collections.classic.azure.plugins.plugin_utils.task_environment import task_environment

LIBRARIES = ("lxml.etree", "requests", "cryptography.x509", "cryptography.hazmat.primitives.serialization.pkcs12")
MISSING_LIBRARIES = []
for library in LIBRARIES:
    try:
        import_module(library)
    except ImportError:
        MISSING_LIBRARIES.append(library)

# What is initialized at first use is initialized here, once, and not in every worker: OpenSSL, Ansible's JSON profiles,
# and what requests looks up.
ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
as_module_arguments({})
as_printed({})
if not MISSING_LIBRARIES:
    import_module("requests").Request("GET", "https://localhost/").prepare()

REWRITING_CALLBACKS = ("dense",)
"""The stdout callbacks that move the cursor, by the last part of their names."""

INTERPRETER = "ansible_python_interpreter"
DISCOVERED = ("auto", "auto_legacy", "auto_silent", "auto_legacy_silent")


class InProcessAction(NormalAction):
    """Runs a module in this process, or as Ansible does in a process of its own; ``module_spec`` is the module."""

    module_spec: ClassVar[ModuleSpec]

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the result of the module, which is the same both ways."""
        variables = task_vars or {}
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        reason = self._fallback_reason(variables, environment)
        if reason:
            self._display.vvv(f"{self._task.action} runs in a process of its own: {reason}")
            normal: dict[str, Any] = super().run(tmp, task_vars)
            return normal
        self._display.vvv(f"{self._task.action} runs in the controller process")
        result = ActionBase.run(self, tmp, task_vars)
        with task_environment(environment, self._loader.get_basedir()):
            progress, sessions = self._progress(variables), SessionCache(environment)
            done = call(self.module_spec, self._module_arguments(variables), progress, sessions)
        merged: dict[str, Any] = merge_hash(result, as_returned(self, as_printed(done)))
        return merged

    def _progress(self, variables: dict[str, Any]) -> Progress:
        """Return what shows lines while the task runs: on stderr, since stdout may be the JSON of a callback.

        A callback that writes again over what it has written counts the lines of the terminal, so it gets no others.
        """
        callback = str(constants.config.get_config_value("DEFAULT_STDOUT_CALLBACK")).rpartition(".")[2]
        if (
            self._task.no_log
            or callback in REWRITING_CALLBACKS
            or not setting("progress", variables, self._templar.template)
        ):
            return SilentProgress()
        return DisplayedProgress(lambda line: self._display.display(line, stderr=True), self._display.verbosity)

    def _module_arguments(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments that the module would get."""
        arguments = dict(self._task.args)
        self._update_module_args(self._task.action, arguments, variables)
        return as_module_arguments(arguments)

    def _fallback_reason(self, variables: dict[str, Any], environment: Mapping[str, Any]) -> str | None:
        """Return why the module has to run in a process of its own; None if it need not."""
        if not setting("in_process", variables, self._templar.template):
            return "in_process is turned off"
        if self._connection.transport != "local":
            return f"its connection is {self._connection.transport}"
        if self._connection.become:
            return "it becomes another user"
        if self._task.async_val:
            return "it is asynchronous"
        if constants.config.get_config_value("DEFAULT_KEEP_REMOTE_FILES"):
            return "its files are to be kept"
        if any(str(name).startswith("PYTHON") for name in environment):
            return "its environment changes how Python starts"
        return self._other_interpreter(variables)

    def _other_interpreter(self, variables: dict[str, Any]) -> str | None:
        """Return why the interpreter of the task is another one than this; None if it is this one."""
        host = self._task.delegate_to
        host_vars = variables.get("ansible_delegated_vars", {}).get(host, {}) if host else variables
        named = {INTERPRETER: self._templar.template(host_vars[INTERPRETER])} if INTERPRETER in host_vars else {}
        wanted = str(constants.config.get_config_value("INTERPRETER_PYTHON", variables=named))
        if wanted in DISCOVERED:
            return (
                f"{', '.join(MISSING_LIBRARIES)} is not to be found here, maybe elsewhere"
                if MISSING_LIBRARIES
                else None
            )
        return None if _same_program(wanted, sys.executable) else f"its interpreter is {wanted}"


def _same_program(one: str, other: str) -> bool:
    """Return whether two paths in one folder, which stands for a virtual environment, are the same program."""
    return os.path.dirname(one) == os.path.dirname(other) and os.path.realpath(one) == os.path.realpath(other)
