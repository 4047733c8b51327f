# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator's keeper asks over HTTPS below /emulator/, in JSON: only from the same machine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.frontend import Sent
from ansible_collections.classic.azure.emulator.store import Value

LOOPBACK = ("127.", "::1", "::ffff:127.")


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
        self.answers: dict[tuple[str, str], Callable[[dict[str, Any]], Any]] = {
            ("GET", "status"): self._status,
            ("GET", "journal"): self._journal,
            ("POST", "subscriptions"): self._add_subscription,
            ("POST", "reset"): lambda asked: cloud.reset(asked["subscription"]),
            ("POST", "seed"): lambda asked: {"seeded": cloud.seed(asked["subscription"], asked["values"])},
            ("GET", "state"): lambda asked: cloud.save(),
            ("PUT", "state"): cloud.load,
            ("POST", "clock"): lambda asked: {"now": cloud.advance(float(asked["advance"]))},
            ("GET", "faults"): lambda asked: cloud.faults.told(),
            ("POST", "faults"): lambda asked: vars(cloud.faults.add(**asked)),
            ("DELETE", "faults"): lambda asked: cloud.faults.clear(asked.get("subscription", "")),
            ("POST", "stop"): lambda asked: stop(),
        }

    def handle(self, method: str, path: str, query: Mapping[str, str], body: bytes, peer: str) -> Sent:
        """Answer a request to C(path), the part after /emulator/, from the address C(peer)."""
        if not peer.startswith(LOOPBACK):
            return _json(403, {"error": "the emulator is kept from its own machine only"})
        if (method, path) == ("GET", ""):
            page = (files(__package__) / "page" / "index.html").read_bytes()
            return Sent(200, {"Content-Type": "text/html; charset=utf-8"}, page)
        answer = self.answers.get((method, path))
        if answer is None:
            return _json(404, {"error": f"{method} /emulator/{path} is unknown"})
        try:
            return _json(200, answer({**query, **(json.loads(body) if body else {})}))
        except (KeyError, TypeError, ValueError) as error:
            return _json(400, {"error": f"{type(error).__name__}: {error}"})

    def _status(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "profile": self.cloud.profile.name,
            "strict": self.cloud.strict,
            "settings": self.settings,
            "now": self.cloud.clock.now(),
            "subscriptions": [each["subscription_id"] for each in self.cloud.subscriptions()],
        }

    def _journal(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        return self.cloud.journal.read(asked.get("subscription"), int(asked.get("after", 0)))

    def _add_subscription(self, asked: dict[str, Any]) -> dict[str, str]:
        certificates = asked.pop("certificates", self.certificates)
        return {"subscription_id": self.cloud.add_subscription(certificates, **asked)}


def _json(status: int, answer: Any) -> Sent:
    return Sent(status, {"Content-Type": "application/json"}, json.dumps(answer).encode())
