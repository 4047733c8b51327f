# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that examples name: each is one that the emulator's catalogue has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.image_selection import select_image
from ansible_collections.classic.azure.tests.emulated import Service

ROOT = Path(__file__).parents[4]
CRITERIA = {
    "name": "name",
    "label": "label",
    "family": "family",
    "image_family": "family",
    "name_pattern": "name_pattern",
}
FENCED = re.compile(r"```ya?ml\n(.*?)```", re.DOTALL)


def documents() -> Iterator[tuple[str, Any]]:
    """Yield the examples of the modules, of the pages and of the playbooks, each with where it is."""
    for path in sorted((ROOT / "plugins/modules").glob("*.py")):
        module = import_module(f"ansible_collections.classic.azure.plugins.modules.{path.stem}")
        yield path.name, yaml.safe_load(module.EXAMPLES)
    for folder in ("docs/guide", "playbooks"):
        for path in sorted((ROOT / folder).rglob("*.yml")):
            yield str(path.relative_to(ROOT)), yaml.safe_load(path.read_text())
    for path in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "roles").glob("*/README.md")]):
        for number, text in enumerate(FENCED.findall(path.read_text())):
            yield f"{path.relative_to(ROOT)} {number}", yaml.safe_load(text)


def named_images(document: Any) -> Iterator[dict[str, str]]:
    """Yield the criteria for images of the platform in an example: those of new machines, and those of searches."""
    if isinstance(document, list):
        for item in document:
            yield from named_images(item)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key in ("image", "classic.azure.os_image_info") and isinstance(value, dict):
                criteria = {
                    CRITERIA[name]: text for name, text in value.items() if name in CRITERIA and "{{" not in text
                }
                if criteria:
                    yield criteria
            yield from named_images(value)


IMAGES = [(where, image) for where, document in documents() for image in named_images(document)]


@pytest.mark.parametrize(("where", "image"), IMAGES)
def test_documented_image_is_found(service: Service, where: str, image: dict[str, str]) -> None:
    assert select_image(service.run("os_image_info")["os_images"], image)["os"], where


def test_documented_images_were_looked_at() -> None:
    places = {where.partition(" ")[0] for where, image in IMAGES}
    assert {"virtual_machine.py", "os_image_info.py", "roles/environment/README.md"} <= places
