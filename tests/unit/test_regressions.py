# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users of earlier tools suffered, and the tests that it became: none of it without one.

The numbers are those of the list that was drawn up from the issues of those tools, when this project began.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

HERE = Path(__file__).parent
MODULES = "plugins/modules"
INVENTORY = "plugins/inventory/test_virtual_machines.py"


class Regression(NamedTuple):
    """What it was, and the file and the names of its tests."""

    problem: str
    file: str
    tests: str


REGRESSIONS = {
    1: Regression(
        "an operation that succeeded is taken for a machine that is ready",
        f"{MODULES}/test_virtual_machine.py",
        "test_succeeded_operation_is_not_ready_machine",
    ),
    2: Regression(
        "a failed operation is told late, and without its reason",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_failed_creation_reports_reason_at_once",
    ),
    3: Regression(
        "several machines of one service at once are in each other's way",
        f"{MODULES}/test_virtual_machine.py",
        "test_five_machines_created_concurrently",
    ),
    4: Regression(
        "a lock and an occupied slot, both 409, are treated alike",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_occupied_slot_fails_while_lock_waits",
    ),
    5: Regression(
        "deleting a machine leaves disks and leases behind",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_delete_keeps_or_removes_all_disks",
    ),
    6: Regression(
        "deleting a machine takes others along",
        f"{MODULES}/test_virtual_machine.py",
        "test_delete_leaves_other_machines_untouched",
    ),
    7: Regression(
        "a machine made again on the same day finds its old disk in the way",
        f"{MODULES}/test_virtual_machine.py",
        "test_recreate_with_same_name_and_day",
    ),
    8: Regression(
        "a bad password is found out when half is built",
        f"{MODULES}/test_virtual_machine.py",
        "test_invalid_option_sends_no_request",
    ),
    9: Regression(
        "a change of one thing loses others",
        f"{MODULES}/test_virtual_machine.py",
        "test_update_preserves_unmentioned_options",
    ),
    10: Regression(
        "all that can be wrong with a certificate is one error",
        "plugins/module_utils/credentials/test_credentials.py",
        "test_wrong_certificates",
    ),
    11: Regression(
        "a redirect loses body and certificate, or goes to strangers",
        "plugins/module_utils/transport/test_client.py",
        "test_redirect_keeps_body_and_certificate test_redirect_to_foreign_host_is_refused",
    ),
    12: Regression(
        "throttling is retried for ever, or not at all",
        "plugins/module_utils/transport/test_client.py",
        "test_read_retries_are_limited test_write_retries_are_limited",
    ),
    13: Regression(
        "a second run changes something",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_second_run_is_idempotent",
    ),
    14: Regression(
        "check mode writes, or tells something else",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_check_mode_matches_real_diff",
    ),
    15: Regression(
        "a swap done twice is undone",
        f"{MODULES}/test_deployment_swap.py",
        "test_swap_is_idempotent_and_reversible",
    ),
    16: Regression(
        "staging is swapped before it is ready",
        f"{MODULES}/test_deployment_swap.py",
        "test_unready_staging_without_wait_is_refused",
    ),
    17: Regression(
        "a cached inventory is another one",
        INVENTORY,
        "test_cache_round_trip",
    ),
    18: Regression(
        "one failing service hides the whole inventory",
        INVENTORY,
        "test_failing_service_warns_and_marks_hosts_incomplete",
    ),
    19: Regression(
        "SSH is looked for at port 22",
        INVENTORY,
        "test_hosts_of_all_services_with_public_ports",
    ),
    20: Regression(
        "secrets are in results, diffs and logs",
        f"{MODULES}/test_virtual_machine.py",
        "test_secrets_are_redacted",
    ),
    21: Regression(
        "a stopped machine is thought to cost nothing",
        f"{MODULES}/test_virtual_machine.py",
        "test_power_states",
    ),
    22: Regression("westus is not West US", f"{MODULES}/test_regular.py", "test_location_aliases"),
    23: Regression(
        "an account is not deleted, and nobody says what is in the way",
        f"{MODULES}/test_disk.py",
        "test_account_with_disks_is_not_deleted",
    ),
    24: Regression(
        "labels that are not ASCII are spoilt",
        f"{MODULES}/test_disk.py",
        "test_label_update_resends_immutable_fields",
    ),
    25: Regression(
        "a module that is killed while it waits builds everything twice",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_killed_run_resumes_without_second_machine",
    ),
}


def test_all_regressions_are_listed() -> None:
    assert list(REGRESSIONS) == list(range(1, 26))


@pytest.mark.parametrize("regression", REGRESSIONS.values(), ids=map(str, REGRESSIONS))
def test_regression_tests_exist(regression: Regression) -> None:
    found = {
        node.name for node in ast.parse((HERE / regression.file).read_text()).body if isinstance(node, ast.FunctionDef)
    }
    assert set(regression.tests.split()) <= found
