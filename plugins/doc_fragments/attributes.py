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
    description: Can run in C(check_mode) and return what would be changed, without changing anything.
    support: full
  diff_mode:
    description: Returns what has changed, or in C(check_mode) would be changed, in C(diff_mode).
    support: full
  action:
    description:
      - Runs in the controller process where that is right, with the same result.
      - The environment variable E(CLASSIC_AZURE_IN_PROCESS) turns that off where it is V(0), and so does the variable
        C(classic_azure_in_process) of a task where it is V(false).
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
    description: There is nothing to compare.
    support: N/A
  action:
    description:
      - Runs in the controller process where that is right, with the same result.
      - The environment variable E(CLASSIC_AZURE_IN_PROCESS) turns that off where it is V(0), and so does the variable
        C(classic_azure_in_process) of a task where it is V(false).
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
      - Whether to wait until the service has finished what it accepted, and the result lasts.
      - Without waiting, RV(operation_ids) can be given to M(classic.azure.operation_info).
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds that the task waits at the most, for all that it waits for together, locks of other operations too.
        What is not done by then goes on by itself, and the same task run again waits for it.
    type: int
"""
