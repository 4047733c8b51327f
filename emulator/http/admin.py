# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin API: commands in JSON over HTTPS below /emulator/, for those who have the token, from the same machine.

Pages of other origins, which a browser lets send requests to this one, are refused: what they can send without a
preflight request has no JSON type, and says its origin. So are names that the server does not have, which somebody
else's DNS may lead here.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.context import HttpResponse
from ansible_collections.classic.azure.emulator.core.faults import KINDS
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.http.page.overview import overview
from ansible_collections.classic.azure.emulator.services.subscription.management_certificates import (
    certificate_der,
    certificate_values,
)
from ansible_collections.classic.azure.emulator.services.subscription.subscriptions import LIMITS
from ansible_collections.classic.azure.emulator.tls.hosts import LOCAL

PAGE_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

PAGE = files(__package__) / "page"
PAGE_FILES = frozenset(each.name for each in PAGE.iterdir() if each.name.rpartition(".")[2] in PAGE_TYPES)

TOKEN_MISSING = (
    "the admin API needs the token of the emulator, which is in the file admin-token in its work folder: "
    "send Authorization: Bearer and the token"
)

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Access:
    """Who may use the admin API: who has the ``token``, or everybody if it is None; from other machines if ``remote``.

    ``hosts`` are the names and addresses that it answers at.
    """

    token: str | None
    hosts: Collection[str] = LOCAL
    remote: bool = False


class Admin:
    """The commands of the admin API.

    ``certificates`` are those of new subscriptions, ``stop`` ends the process, ``settings`` are what it was started
    with. ``environment`` are the environment variables of clients on this machine, once it listens.
    """

    def __init__(
        self,
        cloud: Cloud,
        certificates: list[Value],
        access: Access,
        stop: Callable[[], None],
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self.cloud = cloud
        self.certificates = certificates
        self.access = access
        self.stop = stop
        self.settings = dict(settings or {})
        self.environment: Mapping[str, str] = {}
        self.commands: dict[tuple[str, str], Callable[[Arguments], Any]] = {
            ("GET", "status"): self._status,
            ("GET", "overview"): lambda arguments: overview(cloud, arguments.get("seen", "")),
            ("GET", "environment"): lambda arguments: self.environment,
            ("GET", "journal"): self._journal,
            ("POST", "subscriptions"): self._add_subscription,
            ("POST", "certificates"): self._add_certificate,
            ("POST", "packages"): lambda arguments: cloud.register_package(
                arguments.pop("subscription", ""), arguments
            ),
            ("POST", "reset"): lambda arguments: cloud.reset(_required(arguments, "subscription")),
            ("POST", "seed"): self._seed,
            ("GET", "state"): lambda arguments: cloud.save(),
            ("PUT", "state"): cloud.load,
            ("POST", "clock"): lambda arguments: {"now": cloud.advance(float(_required(arguments, "advance")))},
            ("GET", "faults"): lambda arguments: cloud.faults.as_json(),
            ("POST", "faults"): lambda arguments: vars(cloud.faults.add(**arguments)),
            ("DELETE", "faults"): self._delete_faults,
            ("POST", "stop"): lambda arguments: stop(),
        }

    def handle(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes,
        peer: str,
        local: str,
    ) -> HttpResponse:
        """Answer a request to ``path``, the part after /emulator/, from the address ``peer`` to our address ``local``.

        The page itself is for everybody; what it shows, it asks for with the token.
        """
        rejected = rejection(self.access, method, headers, body, is_loopback(peer) or peer == local)
        if rejected:
            return _json(*rejected)
        if method == "GET" and (path in PAGE_FILES or not path):
            return _page_file(path or "index.html")
        if not has_token(self.access.token, headers):
            return _json(401, TOKEN_MISSING, {"WWW-Authenticate": "Bearer"})
        command = self.commands.get((method, path))
        if command is None:
            known = ", ".join(" ".join(each) for each in self.commands)
            return _json(404, f"{method} {path} is not one of {known}")
        try:
            return _json(200, command({**query, **_parse(body)}))
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            return _json(400, str(error) or type(error).__name__)
        except sqlite3.Error as error:
            return _json(500, f"the state cannot be kept, and is what it was before: {error}")

    def _status(self, arguments: Arguments) -> Arguments:
        live = self.cloud.hosting.status()
        return {
            **({} if live is None else {"live": live}),
            "pid": os.getpid(),
            "profile": self.cloud.profile.name,
            "strict": self.cloud.strict,
            "settings": self.settings,
            "now": self.cloud.clock.now(),
            "subscriptions": [each["subscription_id"] for each in self.cloud.subscriptions()],
            "fault_kinds": KINDS,
            "request_names": sorted(self.cloud.faults.operations),
        }

    def _journal(self, arguments: Arguments) -> list[Arguments]:
        limit = int(arguments["limit"]) if "limit" in arguments else None
        if limit is not None and limit < 0:
            raise ValueError(f"limit is {limit}, and not a whole number from 0 on")
        subscription = arguments.get("subscription")
        return self.cloud.journal.read(subscription and subscription.lower(), int(arguments.get("after", 0)), limit)

    def _seed(self, arguments: Arguments) -> Arguments:
        return {"seeded": self.cloud.seed(_required(arguments, "subscription"), _required(arguments, "values"))}

    def _delete_faults(self, arguments: Arguments) -> None:
        """One, by its number, or those of a subscription, or all."""
        if "number" in arguments:
            self.cloud.faults.delete(int(arguments["number"]))
        else:
            self.cloud.faults.clear(arguments.get("subscription", ""))

    def _add_certificate(self, arguments: Arguments) -> dict[str, str]:
        """Let the holder of a certificate manage a subscription: ``data`` is its file, DER or PEM, in base64."""
        subscription = str(_required(arguments, "subscription")).lower()
        if subscription not in [each["subscription_id"] for each in self.cloud.subscriptions()]:
            raise ValueError(f"there is no subscription {subscription!r}")
        data = _required(arguments, "data")
        try:
            der = certificate_der(base64.b64decode(data, validate=True))
        except binascii.Error:
            raise ValueError("data is not base64") from None
        except ValueError as error:
            raise ValueError(f"the file is {error}") from None
        values = certificate_values(der, self.cloud.clock.now())
        self.cloud.add_subscription([values], subscription)
        return {"thumbprint": values["thumbprint"]}

    def _add_subscription(self, arguments: Arguments) -> dict[str, str]:
        unknown = set(arguments) - {"subscription_id", "name", "certificates", *LIMITS}
        if unknown:
            raise ValueError(f"a subscription has no {', '.join(sorted(unknown))}")
        for name in LIMITS:
            limit = arguments.get(name, 0)
            if isinstance(limit, bool) or not isinstance(limit, int) or limit < 0:
                raise ValueError(f"{name} is {limit!r}, and not a whole number from 0 on")
        certificates = arguments.pop("certificates", self.certificates)
        for certificate in certificates:
            if not isinstance(certificate.get("thumbprint"), str):
                raise ValueError("each of the certificates has a thumbprint")
        if "subscription_id" in arguments:
            arguments["subscription_id"] = str(uuid.UUID(arguments["subscription_id"]))
        return {"subscription_id": self.cloud.add_subscription(certificates, **arguments)}


def rejection(
    access: Access, method: str, headers: Mapping[str, str], body: bytes, is_own_machine: bool
) -> tuple[int, str] | None:
    """Why a request is rejected, whatever its command: a status and a sentence; None if it is not."""
    if not is_own_machine and not access.remote:
        return 403, "the emulator can be administered from its own machine only"
    host = headers.get("host", "").lower()
    name = (host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host).strip("[]")
    if name not in access.hosts and not is_loopback(name):
        return 403, f"the emulator can be administered at {', '.join(access.hosts)} only, or another loopback address"
    if headers.get("origin", f"https://{host}").lower() != f"https://{host}":
        return 403, "pages of other origins may not administer the emulator"
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method != "GET" and (body or media_type) and media_type != "application/json":
        return 415, "the body must be JSON, and be sent with Content-Type: application/json"
    return None


def has_token(token: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request has the token, or needs none."""
    scheme, _space, given = headers.get("authorization", "").partition(" ")
    if token is None:
        return True
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own, also in the IPv6 spelling of IPv4."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(known, "ipv4_mapped", None) or known).is_loopback


def _page_file(name: str) -> HttpResponse:
    headers = {**PAGE_HEADERS, "Content-Type": f"{PAGE_TYPES[name.rpartition('.')[2]]}; charset=utf-8"}
    return HttpResponse(200, headers, (PAGE / name).read_bytes())


def _parse(body: bytes) -> Arguments:
    arguments = json.loads(body, parse_constant=_reject_constant) if body else {}
    if not isinstance(arguments, dict):
        raise ValueError("the body must be a JSON object")
    return arguments


def _reject_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _required(arguments: Arguments, name: str) -> Any:
    if name not in arguments:
        raise ValueError(f"{name} is missing")
    return arguments[name]


def _json(status: int, content: Any, more: Mapping[str, str] | None = None) -> HttpResponse:
    document = {"error": content} if status >= 400 else content
    headers = {"Content-Type": "application/json", "X-Content-Type-Options": "nosniff", **(more or {})}
    return HttpResponse(status, headers, json.dumps(document).encode())
