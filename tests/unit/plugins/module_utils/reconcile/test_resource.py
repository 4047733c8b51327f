# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource with an observed state of its own type, which says more than whether the resource exists."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import plan
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import Planner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import ResourceReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values, delete, post, put
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

SCHEMA = ResourceSchema(
    kind="room",
    root="Room",
    path="houses/{house}/rooms",
    fields=(Field("name", "Name"), Field("colour", "Colour")),
    create=post("CreateRoom", "name", "colour"),
    changes=(put("PaintRoom", "colour"),),
    remove=delete("DeleteRoom"),
)


@dataclass(frozen=True)
class Observed:
    """A house, and the colour of the room in it; None: it has no such room."""

    house: str
    colour: str | None = None


class RoomReader(ResourceReader[Observed]):
    def read(self, client: Reader, want: Values) -> Observed | None:
        raise NotImplementedError

    def read_all(self, client: Reader, want: Values) -> list[Observed]:
        raise NotImplementedError

    def exists(self, have: Observed | None) -> bool:
        return have is not None and have.colour is not None

    def display(self, have: Observed) -> Values:
        return SCHEMA.display({"name": have.house, "colour": have.colour})


class RoomPlanner(Planner[Observed]):
    def plan_create(self, have: Observed | None, want: Values) -> list[Step]:
        if have is None:
            raise PreconditionError("there is no house")
        return [Step(SCHEMA.actions[0], {**want, "house": have.house})]

    def plan_update(self, have: Observed, want: Values) -> list[Step]:
        return [] if have.colour == want["colour"] else [Step(SCHEMA.changes[0], want)]

    def plan_delete(self, have: Observed, want: Values) -> list[Step]:
        return [Step(SCHEMA.actions[-1], want)]

    def predict(self, step: Step, have: Observed | None) -> Observed:
        return replace(have or Observed(step.values["house"]), colour=step.values["colour"])


ROOM = Resource(SCHEMA, RoomReader(), RoomPlanner(), options=ModuleOptions())
WANT = {"house": "h", "name": "kitchen", "colour": "red"}


@pytest.mark.parametrize(
    ("have", "state", "requests", "after"),
    [
        (Observed("h"), "present", ["CreateRoom"], Observed("h", "red")),
        (Observed("h", "blue"), "present", ["PaintRoom"], Observed("h", "red")),
        (Observed("h", "red"), "present", [], Observed("h", "red")),
        (Observed("h", "red"), "absent", ["DeleteRoom"], None),
        (Observed("h"), "absent", [], None),
        (None, "absent", [], None),
    ],
)
def test_plan_asks_whether_the_resource_exists(
    have: Observed | None, state: str, requests: list[str], after: Observed | None
) -> None:
    todo = plan(ROOM, have, WANT, state)
    assert [step.action.operation for step in todo.steps] == requests
    assert todo.after == after


def test_creation_gets_what_was_observed() -> None:
    with pytest.raises(PreconditionError, match="there is no house"):
        plan(ROOM, None, WANT, "present")
    assert plan(ROOM, Observed("h"), WANT, "present").steps[0].values["house"] == "h"
