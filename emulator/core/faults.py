# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures on demand: rules that say what is to go wrong, with which request, and how often."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from ansible_collections.classic.azure.emulator.core.context import ErrorResponse, HttpResponse, Request

# What the service says instead of doing what is asked: docs/protocol/errors.md#authentication-failed and
# docs/protocol/errors.md#common-codes, docs/protocol/operations.md#exclusive-access,
# docs/protocol/general.md#throttling.
SERVICE_ERRORS = {
    "locked": (
        409,
        "ConflictError",
        "Windows Azure is currently performing an operation on this hosted service that requires exclusive access.",
    ),
    "internal_error": (500, "InternalError", "The server encountered an internal error. Please retry the request."),
    "not_found": (404, "ResourceNotFound", "The specified resource does not exist."),
    "too_many_requests": (503, "TooManyRequests", "Too many requests received. Retry after some time."),
    "forbidden": (
        403,
        "ForbiddenError",
        "The server failed to authenticate the request. "
        "Verify that the certificate is valid and is associated with this subscription.",
    ),
}
BEFORE_SERVICE = ("hang", "cut_before", "html", "redirect", "redirect_away")
"""What happens in front of the service, which never sees the request."""

MUTATE_RESPONSE = ("cut_after", "chunked", "byte_order_mark", "regional")
"""What happens to the answer of a request that is carried out (docs/protocol/general.md#response-variants)."""

AFTER_ACCEPTANCE = ("fail_operation", "stick_operation")
"""What happens to the operation that a request begins: it fails, or it never ends."""

KINDS = (*BEFORE_SERVICE, *SERVICE_ERRORS, *MUTATE_RESPONSE, *AFTER_ACCEPTANCE)


@dataclass
class Rule:
    """What is to happen (C(kind)) to requests named C(operation) (empty: to any).

    C(nth) counts matching requests from 1, C(times) is how often it happens (0: always), C(probability) how likely.
    C(message) is said instead of the service's own words.
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

    def refusal(self) -> ErrorResponse | None:
        """The refusal that the rule asks for, if it asks for one."""
        if self.kind not in SERVICE_ERRORS:
            return None
        status, code, message = SERVICE_ERRORS[self.kind]
        return ErrorResponse(status, code, self.message or message)


COUNTED = ("seen", "done")
GIVEN = {field.name: str(field.type) for field in fields(Rule) if field.name not in COUNTED}


class Faults:
    """The rules of the moment. The same seed makes the same choices.

    C(operations) are the names of requests that rules may give.
    """

    def __init__(self, seed: int | None = None, operations: Collection[str] = ()) -> None:
        self._chance = random.Random(seed)
        self.operations = operations
        self.rules: list[Rule] = []

    def add(self, **arguments: Any) -> Rule:
        """Add a rule. Raises ValueError for one that we do not know how to carry out."""
        unknown = set(arguments) - set(GIVEN)
        if unknown:
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}: it has {', '.join(GIVEN)}")
        if arguments.get("kind") not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {arguments.get('kind')!r}")
        for name, value in arguments.items():
            _check(name, value)
        operation = arguments.get("operation", "")
        if self.operations and operation and operation not in self.operations:
            close = " or ".join(get_close_matches(operation, self.operations))
            raise ValueError(f"no request is named {operation!r}{': did you mean ' if close else ''}{close}")
        self.rules.append(Rule(**{**arguments, "subscription": arguments.get("subscription", "").lower()}))
        return self.rules[-1]

    def clear(self, subscription: str = "") -> None:
        """Forget the rules of a subscription, or all of them."""
        self.rules = [rule for rule in self.rules if subscription and rule.subscription != subscription]

    def match(self, subscription: str, operation: str) -> Rule | None:
        """The rule that hits a request, if one does."""
        for rule in self.rules:
            if rule.operation in ("", operation) and rule.subscription in ("", subscription):
                rule.seen += 1
                due = rule.seen >= rule.nth and (rule.times == 0 or rule.done < rule.times)
                if due and self._chance.random() < rule.probability:
                    rule.done += 1
                    return rule
        return None

    def returned(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self.rules]


def _check(name: str, value: object) -> None:
    """Raise ValueError unless a value is one that its field can have."""
    kind = GIVEN[name]
    if kind == "str" and not isinstance(value, str):
        raise ValueError(f"{name} is {value!r}, and not a text")
    least = {"nth": 1, "times": 0}
    if kind == "int" and (isinstance(value, bool) or not isinstance(value, int) or value < least[name]):
        raise ValueError(f"{name} is {value!r}, and not a whole number from {least[name]} on")
    if kind == "float" and (isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1):
        raise ValueError(f"{name} is {value!r}, and not a number between 0 and 1")


def before_service(rule: Rule, request: Request) -> HttpResponse | None:
    """An answer that never comes, or leads elsewhere
    (docs/protocol/general.md#redirects); None if the rule is another kind."""
    if rule.kind not in BEFORE_SERVICE:
        return None
    if rule.kind in ("hang", "cut_before"):
        return HttpResponse(0, {}, b"", rule.kind)
    if rule.kind == "html":
        return HttpResponse(
            503, {"Content-Type": "text/html"}, b"<html><body><h1>Service Unavailable</h1></body></html>"
        )
    host = "somewhere.example" if rule.kind == "redirect_away" else request.headers.get("host", "")
    query = urlencode(request.query)
    return HttpResponse(307, {"Location": f"https://{host}{request.path}{'?' if query else ''}{query}"}, b"")


def mutate_response(rule: Rule | None, sent: HttpResponse) -> HttpResponse:
    """An answer as some front ends gave it: with regional hosts
    (docs/protocol/general.md#regional-front-ends), with a mark, in chunks."""
    kind = rule.kind if rule else ""
    if kind == "byte_order_mark" and sent.body:
        return HttpResponse(sent.status, sent.headers, b"\xef\xbb\xbf" + sent.body)
    if kind == "regional":
        plain, regional = "https://management.core", "https://usnorth2.management.core"
        headers = {name: value.replace(plain, regional) for name, value in sent.headers.items()}
        headers["x-ms-servedbyregion"] = "usnorth2"
        headers["Server"] = "classic.azure-emulator Microsoft-HTTPAPI/2.0 Microsoft-HTTPAPI/2.0"
        return HttpResponse(sent.status, headers, sent.body.replace(plain.encode(), regional.encode()))
    return HttpResponse(sent.status, sent.headers, sent.body, kind if kind in ("cut_after", "chunked") else "")
