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


class Pain(NamedTuple):
    """What it was, and the file and the names of its tests."""

    suffered: str
    file: str
    tests: str


PAINS = {
    1: Pain(
        "an operation that succeeded is taken for a machine that is ready",
        f"{MODULES}/test_virtual_machine.py",
        "test_an_operation_that_succeeded_is_not_a_machine_that_is_ready",
    ),
    2: Pain(
        "a failed operation is told late, and without its reason",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_a_failed_creation_is_told_with_its_reason_at_the_first_look",
    ),
    3: Pain(
        "several machines of one service at once are in each other's way",
        f"{MODULES}/test_virtual_machine.py",
        "test_five_machines_of_one_service_at_once",
    ),
    4: Pain(
        "a lock and an occupied slot, both 409, are treated alike",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_an_occupied_slot_is_refused_where_a_lock_is_waited_for",
    ),
    5: Pain(
        "deleting a machine leaves disks and leases behind",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_a_machine_with_two_data_disks_leaves_all_or_nothing",
    ),
    6: Pain(
        "deleting a machine takes others along",
        f"{MODULES}/test_virtual_machine.py",
        "test_one_of_three_is_deleted_and_two_stay_untouched",
    ),
    7: Pain(
        "a machine made again on the same day finds its old disk in the way",
        f"{MODULES}/test_virtual_machine.py",
        "test_made_again_on_the_same_day_under_the_same_name",
    ),
    8: Pain(
        "a bad password is found out when half is built",
        f"{MODULES}/test_virtual_machine.py",
        "test_a_bad_value_is_refused_before_anything_is_asked",
    ),
    9: Pain(
        "a change of one thing loses others",
        f"{MODULES}/test_virtual_machine.py",
        "test_a_change_keeps_what_the_task_does_not_mention",
    ),
    10: Pain(
        "all that can be wrong with a certificate is one error",
        "plugins/module_utils/credentials/test_credentials.py",
        "test_wrong_certificates",
    ),
    11: Pain(
        "a redirect loses body and certificate, or goes to strangers",
        "plugins/module_utils/transport/test_client.py",
        "test_a_redirect_is_followed_with_body_and_certificate test_a_redirect_to_a_stranger_is_not_followed",
    ),
    12: Pain(
        "throttling is retried for ever, or not at all",
        "plugins/module_utils/transport/test_client.py",
        "test_a_read_is_not_repeated_for_ever test_a_write_is_not_repeated_for_ever",
    ),
    13: Pain(
        "a second run changes something",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_a_second_run_writes_nothing_whatever_was_asked_for",
    ),
    14: Pain(
        "check mode writes, or tells something else",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_check_mode_writes_nothing_and_has_the_diff_of_the_real_run",
    ),
    15: Pain(
        "a swap done twice is undone",
        f"{MODULES}/test_deployment_swap.py",
        "test_a_swap_is_made_once_and_swapped_back",
    ),
    16: Pain(
        "staging is swapped before it is ready",
        f"{MODULES}/test_deployment_swap.py",
        "test_staging_that_is_not_ready_without_waiting",
    ),
    17: Pain(
        "a cached inventory is another one",
        INVENTORY,
        "test_a_cache_keeps_everything",
    ),
    18: Pain(
        "one failing service hides the whole inventory",
        INVENTORY,
        "test_a_failing_service_is_a_warning_and_a_flag",
    ),
    19: Pain(
        "SSH is looked for at port 22",
        INVENTORY,
        "test_machines_of_all_services_with_the_ports_in_front",
    ),
    20: Pain(
        "secrets are in results, diffs and logs",
        f"{MODULES}/test_virtual_machine.py",
        "test_secrets_reach_nothing",
    ),
    21: Pain(
        "a stopped machine is thought to cost nothing",
        f"{MODULES}/test_virtual_machine.py",
        "test_power_is_a_state",
    ),
    22: Pain("westus is not West US", f"{MODULES}/test_regular.py", "test_a_location_may_be_written_as_an_alias"),
    23: Pain(
        "an account is not deleted, and nobody says what is in the way",
        f"{MODULES}/test_disk.py",
        "test_an_account_with_disks_in_it_stays",
    ),
    24: Pain(
        "labels that are not ASCII are spoilt",
        f"{MODULES}/test_disk.py",
        "test_a_new_label_is_sent_with_what_cannot_change",
    ),
    25: Pain(
        "a module that is killed while it waits builds everything twice",
        f"{MODULES}/test_virtual_machine_regressions.py",
        "test_a_run_killed_while_it_waits_is_taken_up_without_a_second_machine",
    ),
}


def test_no_pain_is_without_a_test() -> None:
    assert list(PAINS) == list(range(1, 26))


@pytest.mark.parametrize("pain", PAINS.values(), ids=map(str, PAINS))
def test_the_tests_of_a_pain_are_there(pain: Pain) -> None:
    found = {node.name for node in ast.parse((HERE / pain.file).read_text()).body if isinstance(node, ast.FunctionDef)}
    assert set(pain.tests.split()) <= found
