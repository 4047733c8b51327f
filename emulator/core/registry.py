# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes and effects of all services, each registered by the module that implements it.

A module of a service calls ``register_routes`` with its routes and decorates its effects with ``effect``. Nothing else
has to be told about it: ``services.load`` imports every module in the folders of the services.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ansible_collections.classic.azure.emulator.core.context import Route, segments
from ansible_collections.classic.azure.emulator.core.operations import Effect, Operations
from ansible_collections.classic.azure.emulator.core.store import Value

Apply = Callable[[Operations, str, Value, float], None]


class RegistrationError(Exception):
    """A route or an effect cannot be registered; the text says why."""


class Registry:
    """Routes, and effects by name."""

    def __init__(self) -> None:
        self.routes: list[Route] = []
        self.effects: dict[str, Effect] = {}

    def register_routes(self, *routes: Route) -> None:
        """Add routes. Raises RegistrationError if a request could not tell one from another."""
        for route in routes:
            for other in self.routes:
                if clash(route, other):
                    raise RegistrationError(
                        f"{_described(route)} of {route.handler.__module__} clashes with "
                        f"{_described(other)} of {other.handler.__module__}"
                    )
            self.routes.append(route)

    def effect(self, name: str) -> Callable[[Apply], Effect]:
        """Make the decorated function an effect, with a name that saved states refer to it by.

        Raises RegistrationError if the name is missing, is no identifier, or is taken.
        """
        if not isinstance(name, str) or not name.isidentifier():
            raise RegistrationError(f'{name!r} is no name of an effect: decorate it with @effect("its_name")')

        def register(apply: Apply) -> Effect:
            other = self.effects.get(name)
            if other is not None:
                modules = f"{apply.__module__} is registered already, by {other.apply.__module__}"
                raise RegistrationError(f"the effect {name} of {modules}")
            self.effects[name] = Effect(name, apply)
            return self.effects[name]

        return register


def clash(one: Route, other: Route) -> bool:
    """Whether there are requests that belong to both routes: they have the same verb, query and root element."""
    if (one.method, dict(one.query), one.root) != (other.method, dict(other.query), other.root):
        return False
    parts, other_parts = segments(one.path.lower()), segments(other.path.lower())
    return len(parts) == len(other_parts) and all(_overlap(parts, other_parts))


def _overlap(parts: tuple[str, ...], other_parts: tuple[str, ...]) -> Iterator[bool]:
    for part, other in zip(parts, other_parts, strict=True):
        yield part == other or part.startswith("{") or other.startswith("{")


def _described(route: Route) -> str:
    query = "&".join("=".join(pair) for pair in route.query)
    return f"{route.operation} ({route.method} {route.path}{'?' if query else ''}{query})"


REGISTRY = Registry()
"""Where the services register."""

register_routes = REGISTRY.register_routes
effect = REGISTRY.effect
