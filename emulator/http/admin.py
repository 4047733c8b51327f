# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator's keeper asks over HTTPS below /emulator/, in JSON: only from the same machine.

Pages of other origins, which a browser lets send requests to this one, are refused: what they can send without asking
first has no JSON type, and tells its origin.
"""

from __future__ import annotations

import ipaddress
import json
import os
import uuid
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.context import HttpResponse
from ansible_collections.classic.azure.emulator.core.faults import KINDS
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.http.page.overview import overview
from ansible_collections.classic.azure.emulator.services.subscription.subscriptions import LIMITS

LONGEST_JOURNAL = 1000
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

Asked = dict[str, Any]


class Admin:
    """C(certificates) are what new subscriptions get, C(stop) ends the process, C(settings) are what it began with."""

    def __init__(
        self,
        cloud: Cloud,
        certificates: list[Value],
        stop: Callable[[], None],
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self.cloud = cloud
        self.certificates = certificates
        self.stop = stop
        self.settings = dict(settings or {})
        self.responses: dict[tuple[str, str], Callable[[Asked], Any]] = {
            ("GET", "status"): self._status,
            ("GET", "overview"): lambda asked: overview(cloud),
            ("GET", "journal"): self._journal,
            ("POST", "subscriptions"): self._add_subscription,
            ("POST", "packages"): lambda asked: cloud.register_package(asked.pop("subscription", ""), asked),
            ("POST", "reset"): lambda asked: cloud.reset(_needed(asked, "subscription")),
            ("POST", "seed"): self._seed,
            ("GET", "state"): lambda asked: cloud.save(),
            ("PUT", "state"): cloud.load,
            ("POST", "clock"): lambda asked: {"now": cloud.advance(float(_needed(asked, "advance")))},
            ("GET", "faults"): lambda asked: cloud.faults.as_json(),
            ("POST", "faults"): lambda asked: vars(cloud.faults.add(**asked)),
            ("DELETE", "faults"): lambda asked: cloud.faults.clear(asked.get("subscription", "")),
            ("POST", "stop"): lambda asked: stop(),
        }

    def handle(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, peer: str
    ) -> HttpResponse:
        """Answer a request to C(path), the part after /emulator/, from the address C(peer)."""
        refused = refusal(method, headers, body, peer)
        if refused:
            return _json(*refused)
        if (method, path) == ("GET", ""):
            return HttpResponse(200, PAGE_HEADERS, (files(__package__) / "page" / "index.html").read_bytes())
        response = self.responses.get((method, path))
        if response is None:
            known = ", ".join(" ".join(each) for each in self.responses)
            return _json(404, f"{method} {path} is not one of {known}")
        try:
            return _json(200, response({**query, **_read(body)}))
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            return _json(400, str(error) or type(error).__name__)

    def _status(self, asked: Asked) -> Asked:
        return {
            "pid": os.getpid(),
            "profile": self.cloud.profile.name,
            "strict": self.cloud.strict,
            "settings": self.settings,
            "now": self.cloud.clock.now(),
            "subscriptions": [each["subscription_id"] for each in self.cloud.subscriptions()],
            "fault_kinds": KINDS,
            "request_names": sorted(self.cloud.faults.operations),
        }

    def _journal(self, asked: Asked) -> list[Asked]:
        limit = int(asked["limit"]) if "limit" in asked else None
        if limit is not None and limit < 0:
            raise ValueError(f"limit is {limit}, and not a whole number from 0 on")
        subscription = asked.get("subscription")
        return self.cloud.journal.read(subscription and subscription.lower(), int(asked.get("after", 0)), limit)

    def _seed(self, asked: Asked) -> Asked:
        return {"seeded": self.cloud.seed(_needed(asked, "subscription"), _needed(asked, "values"))}

    def _add_subscription(self, asked: Asked) -> dict[str, str]:
        unknown = set(asked) - {"subscription_id", "name", "certificates", *LIMITS}
        if unknown:
            raise ValueError(f"a subscription has no {', '.join(sorted(unknown))}")
        for name in LIMITS:
            limit = asked.get(name, 0)
            if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
                raise ValueError(f"{name} is {limit!r}, and not a whole number from 0 on")
        certificates = asked.pop("certificates", self.certificates)
        for certificate in certificates:
            if not isinstance(certificate.get("thumbprint"), str):
                raise ValueError("each of the certificates has a thumbprint")
        if "subscription_id" in asked:
            asked["subscription_id"] = str(uuid.UUID(asked["subscription_id"]))
        return {"subscription_id": self.cloud.add_subscription(certificates, **asked)}


def refusal(method: str, headers: Mapping[str, str], body: bytes, peer: str) -> tuple[int, str] | None:
    """Why a request is none of the keeper's: a status and a sentence."""
    if not is_loopback(peer):
        return 403, "the emulator is kept from its own machine only"
    host = headers.get("host", "").lower()
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if name != "localhost" and not is_loopback(name.strip("[]")):
        return 403, "the emulator is kept at localhost or a loopback address only"
    if headers.get("origin", f"https://{host}").lower() != f"https://{host}":
        return 403, "pages of other origins may not keep the emulator"
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method != "GET" and (body or kind) and kind != "application/json":
        return 415, "the body must be JSON, and be sent with Content-Type: application/json"
    return None


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own, also in the IPv6 spelling of IPv4."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(known, "ipv4_mapped", None) or known).is_loopback


def _read(body: bytes) -> Asked:
    asked = json.loads(body, parse_constant=_no_number) if body else {}
    if not isinstance(asked, dict):
        raise ValueError("the body must be a JSON object")
    return asked


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _needed(asked: Asked, name: str) -> Any:
    if name not in asked:
        raise ValueError(f"{name} is missing")
    return asked[name]


def _json(status: int, response: Any) -> HttpResponse:
    returned = {"error": response} if status >= 400 else response
    headers = {"Content-Type": "application/json", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(status, headers, json.dumps(returned).encode())
