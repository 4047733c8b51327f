# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the action plugins: Ansible variables, environment variables or ansible.cfg."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ansible import constants

PLUGIN = ("action", "classic.azure.in_process")

OPTIONS: dict[str, dict[str, Any]] = {
    "in_process": {
        "description": [
            "Whether a module may run in the controller process when that is supported: for a task with a local",
            "connection and the interpreter of Ansible itself, without become and async.",
        ],
        "type": "bool",
        "default": True,
        "vars": [{"name": "classic_azure_in_process"}],
        "env": [{"name": "CLASSIC_AZURE_IN_PROCESS"}],
        "ini": [{"section": "classic_azure", "key": "in_process"}],
    },
    "progress": {
        "description": [
            "Whether a module that waits in the controller process says on stderr what it waits for, every ten seconds."
        ],
        "type": "bool",
        "default": True,
        "vars": [{"name": "classic_azure_progress"}],
        "env": [{"name": "CLASSIC_AZURE_PROGRESS"}],
        "ini": [{"section": "classic_azure", "key": "progress"}],
    },
}
"""In the form of Ansible's configuration, which finds and converts the values."""

constants.config.initialize_plugin_configuration_definitions(*PLUGIN, OPTIONS)


def setting(option: str, variables: Mapping[str, Any], template: Callable[[Any], Any]) -> bool:
    """Return the value of one of ``OPTIONS``; ``template`` renders the value of a variable."""
    names = [entry["name"] for entry in OPTIONS[option]["vars"]]
    rendered = {name: template(variables[name]) for name in names if name in variables}
    return bool(
        constants.config.get_config_value(option, plugin_type=PLUGIN[0], plugin_name=PLUGIN[1], variables=rendered)
    )
