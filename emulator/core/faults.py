# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: rules that say what goes wrong, with which requests, and how often.

The kinds of faults are named by when they act: before the service, instead of it, on the operation that a request
begins, or on the response.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from ansible_collections.classic.azure.emulator.core.context import HttpResponse, Request
from ansible_collections.classic.azure.emulator.core.errors import SERVICE_ERRORS, ErrorResponse, service_error

BEFORE_SERVICE = ("hang", "cut_before", "html", "proxy_page", "redirect", "redirect_away")
"""Faults in front of the service, which never sees the request."""

INSTEAD_OF_SERVICE = tuple(SERVICE_ERRORS)
"""Faults of the service: an error response instead of what is asked for."""

ON_OPERATION = ("fail_operation", "hang_operation")
"""Faults of the operation that a request begins: it fails, or it never ends."""

ON_RESPONSE = ("cut_after", "proxy_page_after", "chunked", "byte_order_mark", "regional")
"""Faults of the response to a request that is carried out (docs/protocol/general.md#response-variants)."""

PROXY_PAGE = (
    b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Sign in</title></head>'
    b"<body><p>Sign in to use the network.</p></body></html>"
)
"""What a proxy or a captive portal answers, with status 200, in the place of the service: well-formed XML."""

KINDS = (*BEFORE_SERVICE, *INSTEAD_OF_SERVICE, *ON_RESPONSE, *ON_OPERATION)


@dataclass
class Rule:
    """A fault of a kind, for requests of an operation's name and a subscription (empty: for any).

    It begins with the ``nth`` matching request, counted from 1, and takes place ``times`` times (0: always), each time
    with a ``probability``. ``message`` replaces the service's own. ``seen`` counts the requests that matched, ``done``
    those in which the fault took place. ``number`` names it.
    """

    kind: str
    operation: str = ""
    subscription: str = ""
    nth: int = 1
    times: int = 1
    probability: float = 1.0
    message: str = ""
    seen: int = 0
    done: int = 0
    number: int = 0

    def service_error(self) -> ErrorResponse | None:
        """The error response instead of the service's, if the fault is one."""
        return service_error(self.kind, self.message) if self.kind in INSTEAD_OF_SERVICE else None


OWN_FIELDS = ("seen", "done", "number")
FIELD_TYPES = {field.name: str(field.type) for field in fields(Rule) if field.name not in OWN_FIELDS}


class Faults:
    """The rules of the moment. The same seed makes the same choices.

    ``operations`` are the names of requests that rules may have.
    """

    def __init__(self, seed: int | None = None, operations: Collection[str] = ()) -> None:
        self._random = random.Random(seed)
        self.operations = operations
        self.rules: list[Rule] = []
        self._last_number = 0

    def add(self, **arguments: Any) -> Rule:
        """Add a rule. Raises ValueError for one that has an unknown kind, operation or field, or a wrong value."""
        unknown = set(arguments) - set(FIELD_TYPES)
        if unknown:
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}: it has {', '.join(FIELD_TYPES)}")
        if arguments.get("kind") not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {arguments.get('kind')!r}")
        for name, value in arguments.items():
            _check(name, value)
        operation = arguments.get("operation", "")
        if self.operations and operation and operation not in self.operations:
            close = " or ".join(get_close_matches(operation, self.operations))
            raise ValueError(f"no request is named {operation!r}{': did you mean ' if close else ''}{close}")
        self._last_number += 1
        subscription = arguments.get("subscription", "").lower()
        self.rules.append(Rule(**{**arguments, "subscription": subscription, "number": self._last_number}))
        return self.rules[-1]

    def clear(self, subscription: str = "") -> None:
        """Remove the rules of a subscription, or all of them."""
        self.rules = [rule for rule in self.rules if subscription and rule.subscription != subscription]

    def delete(self, number: int) -> None:
        """Remove one rule. Raises ValueError if there is none with this number."""
        left = [rule for rule in self.rules if rule.number != number]
        if len(left) == len(self.rules):
            raise ValueError(f"there is no fault number {number}")
        self.rules = left

    def match(self, subscription: str, operation: str) -> Rule | None:
        """The rule whose fault a request is to have, if there is one. The caller counts it in ``done`` if it has it."""
        for rule in self.rules:
            if rule.operation in ("", operation) and rule.subscription in ("", subscription):
                rule.seen += 1
                active = rule.seen >= rule.nth and (rule.times == 0 or rule.done < rule.times)
                if active and self._random.random() < rule.probability:
                    return rule
        return None

    def as_json(self) -> list[dict[str, Any]]:
        """The rules with their counts."""
        return [asdict(rule) for rule in self.rules]


def _check(name: str, value: object) -> None:
    """Raise ValueError unless a value is one that its field can have."""
    kind = FIELD_TYPES[name]
    if kind == "str" and not isinstance(value, str):
        raise ValueError(f"{name} is {value!r}, and not a text")
    least = {"nth": 1, "times": 0}
    if kind == "int" and (isinstance(value, bool) or not isinstance(value, int) or value < least[name]):
        raise ValueError(f"{name} is {value!r}, and not a whole number from {least[name]} on")
    if kind == "float" and (isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1):
        raise ValueError(f"{name} is {value!r}, and not a number between 0 and 1")


def before_service(rule: Rule, request: Request) -> HttpResponse | None:
    """The response of a fault in front of the service (docs/protocol/general.md#redirects); None if the fault is
    another one."""
    if rule.kind not in BEFORE_SERVICE:
        return None
    if rule.kind in ("hang", "cut_before"):
        return HttpResponse(0, {}, b"", rule.kind)
    if rule.kind == "html":
        return HttpResponse(
            503, {"Content-Type": "text/html"}, b"<html><body><h1>Service Unavailable</h1></body></html>"
        )
    if rule.kind == "proxy_page":
        return _proxy_page()
    host = "somewhere.example" if rule.kind == "redirect_away" else request.headers.get("host", "")
    query = urlencode(request.query)
    return HttpResponse(307, {"Location": f"https://{host}{request.path}{'?' if query else ''}{query}"}, b"")


def mutate_response(rule: Rule, response: HttpResponse) -> HttpResponse:
    """A response with its fault: with regional hosts (docs/protocol/general.md#regional-front-ends), with a mark, in
    chunks, cut off, or replaced by the page of a proxy."""
    if rule.kind in ("cut_after", "chunked"):
        return replace(response, fault=rule.kind)
    if rule.kind == "proxy_page_after":
        return _proxy_page()
    if rule.kind == "byte_order_mark" and response.body:
        return replace(response, body=b"\xef\xbb\xbf" + response.body)
    if rule.kind == "regional":
        plain, regional = "https://management.core", "https://usnorth2.management.core"
        headers = {name: value.replace(plain, regional) for name, value in response.headers.items()}
        headers["x-ms-servedbyregion"] = "usnorth2"
        headers["Server"] = "classic.azure-emulator Microsoft-HTTPAPI/2.0 Microsoft-HTTPAPI/2.0"
        return replace(response, headers=headers, body=response.body.replace(plain.encode(), regional.encode()))
    return response


def _proxy_page() -> HttpResponse:
    return HttpResponse(200, {"Content-Type": "text/html"}, PROXY_PAGE)
