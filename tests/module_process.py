# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module in its own process, with its arguments as Ansible passes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible.module_utils.common.parameters import PASS_VARS

MODULES = Path(__file__).parents[1] / "plugins/modules"


def supported_internal_arguments(internal: dict[str, Any]) -> dict[str, Any]:
    """The internal arguments that this version of ansible-core passes to modules."""
    return {name: value for name, value in internal.items() if name.removeprefix("_ansible_") in PASS_VARS}


def run_module(
    module: str, arguments: dict[str, Any], script: str = "", **environment: str
) -> tuple[int, dict[str, Any], str]:
    """Run a module, or a script in its place; return the exit code, the result and stderr."""
    path = str(MODULES / f"{module}.py")
    command = [sys.executable, "-c", script] if script else [sys.executable, path]
    given = json.dumps(
        {"ANSIBLE_MODULE_ARGS": {**arguments, **supported_internal_arguments({"_ansible_tracebacks_for": []})}}
    )
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
    )
    return done.returncode, json.loads(done.stdout), done.stderr
