# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long operations take, and that docs/protocol says the same."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.services import load
from ansible_collections.classic.azure.plugins.module_utils._asm import services
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import (
    RECORDED_RANGES,
    RECORDED_SECONDS,
    usual_range,
)

PAGE = Path(__file__).parents[5] / "docs/protocol/operations.md"
RANGE = re.compile(r"^- `(\w+)`( with `comp=media`)?: (?:median \d+, |from )?(\d+) to (\d+)", re.MULTILINE)


def actions() -> set[str]:
    """The names of the requests that the actions of the collection send."""
    root = Path(services.__path__[0])
    names = [".".join(path.relative_to(root).with_suffix("").parts) for path in root.rglob("*.py")]
    values = [value for name in names for value in vars(import_module(f"{services.__name__}.{name}")).values()]
    values += [inner for value in values if isinstance(value, dict) for inner in value.values()]
    return {value.operation for value in values if isinstance(value, Action)}


def test_every_estimate_is_of_a_request() -> None:
    """An estimate with a mistyped name would never be shown."""
    of_other_clients = {"StartRoles", "ShutdownRoles"}
    assert {name.partition("+")[0] for name in RECORDED_SECONDS} - of_other_clients <= actions()
    assert of_other_clients <= {route.operation for route in load().routes}


def test_ranges_are_those_of_the_protocol() -> None:
    timings = PAGE.read_text().split('<a id="timings"></a>')[1].split('<a id="assumed-timings"></a>')[0]
    documented = {
        f"{name}+media" if media else name: (float(shortest), float(longest))
        for name, media, shortest, longest in RANGE.findall(timings)
    }
    assert documented.pop("UpgradeDeployment") == (543, 576)  # which depends on the size
    assert documented == RECORDED_RANGES
    for name, (shortest, longest) in RECORDED_RANGES.items():
        assert shortest <= RECORDED_SECONDS[name] <= longest


@pytest.mark.parametrize(
    ("request_name", "has_media", "usual"),
    [
        ("AddRole", False, (31, 43)),
        ("DeleteDeployment", False, (6, 6)),
        ("DeleteDeployment", True, (10, 10)),
        ("DeleteHostedService", False, None),
        ("DeleteHostedService", True, (29, 151)),
        ("DeleteRole", True, (37, 37)),
        ("UpgradeDeployment", False, None),
        ("CreateHostedService", False, None),
    ],
)
def test_usual_range(request_name: str, has_media: bool, usual: tuple[float, float] | None) -> None:
    assert usual_range(request_name, has_media) == usual
