# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The image of a terminal shows the commands, the tasks and the outcome of the playbook on the page."""

from __future__ import annotations

import html
import re

from ansible_collections.classic.azure.tools.generate_cast import COMMANDS, IMAGE, first_playbook


def shown() -> str:
    """The text of the image, without what separates its parts."""
    parts = re.findall(r"<text[^>]*>(.*?)</text>", IMAGE.read_text())
    return "".join(html.unescape("".join(parts)).split())


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_image_is_of_commands_and_playbook() -> None:
    tasks = re.findall(r"^    - name: (.+)$", first_playbook(), re.MULTILINE)
    assert len(tasks) == 2
    wanted = [*(f"$ {command}" for command in COMMANDS), *(f"TASK [{task}]" for task in tasks)]
    assert [text for text in wanted if squeeze(text) not in shown()] == []


def test_image_has_both_runs_and_requests() -> None:
    wanted = ("ok=2changed=2", "ok=2changed=0", "CreateHostedService", "CreateStorageService")
    assert [text for text in wanted if text not in shown()] == []


def test_image_needs_nothing_from_elsewhere() -> None:
    assert re.findall(r"url\((?!#)|href=", IMAGE.read_text()) == []
