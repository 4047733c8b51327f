# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the site about Microsoft's guide: its calls work, in their order, and the answers are those it shows."""

from __future__ import annotations

from collections.abc import Iterator
from doctest import ELLIPSIS, OutputChecker
from typing import Any

from ansible_collections.classic.azure.tests.clients.foreign import host_of
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.pages import ROOT, blocks
from azure.servicemanagement import ServiceManagementService

PAGE = ROOT / "docs/docsite/rst/guide_python_sdk.rst"


def sections() -> Iterator[tuple[str, str]]:
    """The calls of each section and the answers that are shown below them."""
    code = ""
    for block in blocks(PAGE):
        if block.language == "python" and not block.file_name:
            code = block.text
        elif block.language == "text":
            yield code, block.text


def run_sections(service: Service, until: str = "") -> Iterator[tuple[str, str]]:
    """The answers that a page shows and those that its calls got, up to the section that sends a request."""
    names: dict[str, Any] = {
        "ServiceManagementService": ServiceManagementService,
        "subscription_id": service.subscription_id,
        "certificate_path": str(service.emulator.authority.management_certificate),
        "host": host_of(service),
    }
    for code, shown in sections():
        service.pop_requests()
        exec(code, names)
        lines = (f"{entry['status']}  {entry['method']:6}  {answered(entry)}\n" for entry in service.journal())
        yield shown, "".join(lines)
        if until and until in shown:
            return


def answered(entry: dict[str, Any]) -> str:
    """The path and the name of a request, without the id of an operation."""
    path = "/operations/..." if entry["operation"] == "GetOperationStatus" else entry["path"]
    return f"{path}  {entry['operation']}"


def test_calls_get_the_answers_that_are_shown(service: Service) -> None:
    compared = list(run_sections(service))
    assert len(compared) == 14
    for shown, got in compared:
        assert shown == got


def test_operation_is_answered_as_shown(service: Service) -> None:
    (shown,) = [block.text for block in blocks(PAGE) if block.language == "xml"]
    list(run_sections(service, until="GetOperationStatus"))
    (answer,) = [entry["response"] for entry in service.journal() if entry["operation"] == "GetOperationStatus"]
    start = answer.index("<Operation")
    assert OutputChecker().check_output("".join(shown.split()), "".join(answer[start:].split()), ELLIPSIS), answer


def test_page_shows_each_playbook() -> None:
    text = PAGE.read_text()
    missing = [path.name for path in (ROOT / "docs/guide").glob("*.yml") if f":: ../guide/{path.name}\n" not in text]
    assert missing == []
