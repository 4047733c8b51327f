# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the module of this name, in the controller process when that is supported."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.modules.environment_info import MODULE_SPEC
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction


class ActionModule(InProcessAction):
    module_spec = MODULE_SPEC
