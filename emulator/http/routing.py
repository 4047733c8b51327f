# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which request is asked for, and why it is none that we know."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from ansible_collections.classic.azure.emulator.core.context import OLDEST_VERSION, ErrorResponse, Request, Route

DECIDING = ("comp", "action", "resources")
"""The parameters that tell a request from its siblings at the same address."""


class Routes:
    """The requests that the emulator knows."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_length: dict[int, list[Route]] = defaultdict(list)
        for route in routes:
            self._by_length[len(route.path.split("/")) if route.path else 0].append(route)

    def find(self, request: Request, parts: tuple[str, ...]) -> tuple[Route | None, dict[str, str]]:
        """The route of a request to an address in segments, and what the route leaves open."""
        found = []
        for route in self._by_length[len(parts)]:
            if route.method == request.method:
                names = route.names(parts)
                if names is not None and _asked(request.query) == dict(route.query):
                    found.append((route, names))
        if len(found) > 1:
            root = _root(request.body)
            found.sort(key=lambda each: each[0].root != root)
        return found[0] if found else (None, {})

    def refusal(self, request: Request, parts: tuple[str, ...]) -> ErrorResponse:
        """Why there is no route: the verb, the query, or that we do not emulate it
        (docs/protocol/errors.md#unknown-request)."""
        there = [route for route in self._by_length[len(parts)] if route.names(parts) is not None]
        if any(route.method == request.method for route in there):
            message = "A required query parameter was not specified for this request or was specified incorrectly."
            return ErrorResponse(400, "MissingOrInvalidRequiredQueryParameter", message)
        if there:
            message = "The HTTP verb specified was not recognized by the server or isn't valid for this resource."
            return ErrorResponse(400, "InvalidHttpVerb", message)
        return ErrorResponse(501, "NotImplemented", f"{request.method} /{'/'.join(parts)} is not emulated.")


def _asked(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value.lower() for name, value in query.items() if name in DECIDING}


def _root(body: bytes) -> str:
    """The name of a body's root element, by which requests at one address are told apart; empty if it has none."""
    found = re.search(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)", body)
    return found[1].decode("ascii") if found else ""


def check_version(version: str, since: str = OLDEST_VERSION) -> None:
    """Raise Refusal unless it is a date, and one that has the request; that the code is the same is a guess."""
    try:
        known = len(version) == len(OLDEST_VERSION) and date.fromisoformat(version) >= date.fromisoformat(since)
    except ValueError:
        known = False
    if not known:
        message = "The versioning header is not specified or was specified incorrectly."
        reason = f"this request is known since {since}" if version else "there is no x-ms-version"
        raise ErrorResponse(400, "MissingOrIncorrectVersionHeader", message, reason)
