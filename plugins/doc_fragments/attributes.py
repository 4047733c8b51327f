# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules support."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description:
      - Can run in C(check_mode) and return what would be changed, without changing anything.
      - It fails where the task would be refused. What the task refers to and that does not exist is a warning, and in
        C(missing_references) of the result, since an earlier task may create it.
    support: full
  diff_mode:
    description:
      - Returns what has changed, or in C(check_mode) would be changed, in C(diff_mode).
      - Both sides are text in the form of YAML, with what the task mentions or changes, and without secrets.
    support: full
  action:
    description:
      - Runs in the controller process when supported, with the same result.
      - Set the environment variable E(CLASSIC_AZURE_IN_PROCESS) to V(0), or the variable C(classic_azure_in_process) of
        the task to V(false), to turn that off.
    support: full
  async:
    description: Supports being used with the C(async) keyword.
    support: full
  action_group:
    description: Use C(group/classic.azure.azure) in C(module_defaults) to set options for this module.
    support: full
    membership: [classic.azure.azure]
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return the same, since it changes nothing.
    support: full
  diff_mode:
    description: The module does not change anything.
    support: N/A
  action:
    description:
      - Runs in the controller process when supported, with the same result.
      - Set the environment variable E(CLASSIC_AZURE_IN_PROCESS) to V(0), or the variable C(classic_azure_in_process) of
        the task to V(false), to turn that off.
    support: full
  async:
    description: Supports being used with the C(async) keyword.
    support: full
  action_group:
    description: Use C(group/classic.azure.azure) in C(module_defaults) to set options for this module.
    support: full
    membership: [classic.azure.azure]
"""

    WAIT = r"""
options:
  wait:
    description:
      - Whether to wait until the service has completed the operations that the task started.
      - With V(false), use M(classic.azure.operation_info) with RV(operation_ids) to wait later.
    type: bool
    default: true
  wait_timeout:
    description:
      - The maximum time that the task waits, in seconds. It covers all waiting together, including the time during
        which other operations hold a lock.
      - Operations that have not completed by then continue in the service. The same task can be run again to wait for
        them.
    type: int
"""
