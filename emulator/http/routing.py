# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which route a request belongs to, and what is wrong with one that belongs to none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from ansible_collections.classic.azure.emulator.core.context import OLDEST_VERSION, Request, Route, segments
from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse, invalid_query

SELECTING_PARAMETERS = ("comp", "action", "resources")
"""The query parameters that tell a request from others with the same address."""


class Router:
    """Finds the route of a request."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_length: dict[int, list[Route]] = defaultdict(list)
        for route in sorted(routes, key=lambda route: route.operation):
            self._by_length[len(segments(route.path))].append(route)

    def find(self, request: Request) -> tuple[Route | None, dict[str, str]]:
        """The route of a request, and the parameters in its address.

        Of several routes with one address it is that whose root element the body has, or else any of them.
        """
        found = []
        selecting = _selecting(request.query)
        for route in self._by_length[len(request.parts)]:
            if route.method == request.method:
                names = route.match(request.parts)
                if names is not None and selecting == dict(route.query):
                    found.append((route, names))
        if len(found) > 1:
            root_name = request.document.root_name
            found.sort(key=lambda each: each[0].root != root_name)
        return found[0] if found else (None, {})

    def explain(self, request: Request) -> ErrorResponse:
        """Why a request has no route: the verb, the query, or that it is not emulated
        (docs/protocol/errors.md#unknown-request)."""
        there = [route for route in self._by_length[len(request.parts)] if route.match(request.parts) is not None]
        if any(route.method == request.method for route in there):
            return invalid_query()
        if there:
            message = "The HTTP verb specified was not recognized by the server or isn't valid for this resource."
            return ErrorResponse(400, "InvalidHttpVerb", message)
        return ErrorResponse(501, "NotImplemented", f"{request.method} /{'/'.join(request.parts)} is not emulated.")


def _selecting(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value.lower() for name, value in query.items() if name in SELECTING_PARAMETERS}


def check_version(version: str, since: str = OLDEST_VERSION) -> None:
    """Raise ErrorResponse unless a version is a date from ``since`` on.

    That a version which does not know the request is refused with the same code is an assumption.
    """
    try:
        known = len(version) == len(OLDEST_VERSION) and date.fromisoformat(version) >= date.fromisoformat(since)
    except ValueError:
        known = False
    if not known:
        message = "The versioning header is not specified or was specified incorrectly."
        reason = f"this request is known since {since}" if version else "there is no x-ms-version"
        raise ErrorResponse(400, "MissingOrIncorrectVersionHeader", message, reason)
