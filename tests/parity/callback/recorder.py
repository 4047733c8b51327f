# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the result of each task of ours into a file of the folder RECORD_RESULTS, one line of JSON each.

The file has the name of the scenario. Of plays without a host, where nothing can fail, the file C(no_hosts) tells.
"""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: recorder
type: notification
short_description: Writes results into files
description: [Writes the result of each task of classic.azure into a file for each scenario of molecule.]
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "recorder"
    CALLBACK_NEEDS_ENABLED = True

    def _record(self, event: str, returned: Any) -> None:
        task = returned._task if hasattr(returned, "_task") else returned.task
        if not task.action.startswith("classic.azure."):
            return
        result = returned.result if hasattr(returned, "result") else returned._result
        self._write(os.environ["MOLECULE_SCENARIO_NAME"], [task.name, task.action, event, result])

    def _write(self, name: str, record: list[Any]) -> None:
        with open(os.path.join(os.environ["RECORD_RESULTS"], name), "a") as file:
            file.write(f"{json.dumps(record, default=repr)}\n")

    def v2_playbook_on_no_hosts_matched(self) -> None:
        self._write("no_hosts", [os.environ["MOLECULE_SCENARIO_NAME"]])

    def v2_runner_on_ok(self, result: Any) -> None:
        self._record("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._record("failed", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._record("skipped", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._record("unreachable", result)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._record("item ok", result)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        self._record("item failed", result)

    def v2_runner_item_on_skipped(self, result: Any) -> None:
        self._record("item skipped", result)
