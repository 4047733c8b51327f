# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action plugin as an executor makes it: with a task, a connection and a templar that are Ansible's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.loader import connection_loader
from ansible.template import Templar
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction


@pytest.fixture
def plugin(tmp_path: Path) -> Callable[..., InProcessAction]:
    """Makes the action plugin of a module for a task with these options and attributes."""

    def made(module: str, options: dict[str, Any], **attributes: Any) -> InProcessAction:
        loader, task = DataLoader(), Task()
        loader.set_basedir(str(tmp_path))
        for name, value in {"environment": [], "delegate_to": None, **attributes}.items():
            setattr(task, name, value)
        task.action, task.args = f"classic.azure.{module}", dict(options)
        kind: Any = import_module(f"ansible_collections.classic.azure.plugins.action.{module}").ActionModule
        action: InProcessAction = kind(
            task=task,
            connection=connection_loader.get("local", PlayContext(), os.devnull),
            play_context=PlayContext(),
            loader=loader,
            templar=Templar(loader=loader),
            shared_loader_obj=None,
        )
        return action

    return made
