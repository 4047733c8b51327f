# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module as a process of its own, given its arguments as Ansible gives them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible.module_utils.common.parameters import PASS_VARS

MODULES = Path(__file__).parents[1] / "plugins/modules"


def known(internal: dict[str, Any]) -> dict[str, Any]:
    """Of what Ansible tells modules besides their options, that which this ansible-core tells."""
    return {name: value for name, value in internal.items() if name.removeprefix("_ansible_") in PASS_VARS}


def process(
    module: str, arguments: dict[str, Any], script: str = "", **environment: str
) -> tuple[int, dict[str, Any], str]:
    """The exit code, the result and what else was printed."""
    path = str(MODULES / f"{module}.py")
    command = [sys.executable, "-c", script] if script else [sys.executable, path]
    given = json.dumps({"ANSIBLE_MODULE_ARGS": {**arguments, **known({"_ansible_tracebacks_for": []})}})
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
    )
    return done.returncode, json.loads(done.stdout), done.stderr
