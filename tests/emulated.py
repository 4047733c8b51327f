# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulators in a thread of this process; their virtual clocks advance while the modules under test wait."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import requests
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.classic.azure.emulator.cloud import UNKNOWN_OPERATION, Cloud
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.http.admin import Access, Admin
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.emulator.live.hosting import LiveHosting
from ansible_collections.classic.azure.emulator.services.subscription.management_certificates import certificate_values
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import module_arguments
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Context,
    ModuleSpec,
    Sessions,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import connect
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.tests.observations import OBSERVATIONS
from ansible_collections.classic.azure.tests.returned import check_declared
from twisted.internet.threads import blockingCallFromThread

READS = ("GET",)
KEPT_SESSIONS = 50
"""So many tests keep their connections open. The emulator closes those beyond its limit, also under a client that is
connecting, and each test has a subscription, and so a session, of its own."""
ADMIN_TOKEN = "token-of-the-emulators-in-threads"


def write_der(certificate: Path, folder: Path) -> str:
    """Write the certificate of a PEM file to a DER file in the folder, and return its path."""
    der = folder / f"{certificate.stem}.cer"
    der.write_bytes(ssl.PEM_cert_to_DER_cert(certificate.read_text()))
    return str(der)


@contextmanager
def reactor_thread() -> Iterator[threading.Thread]:
    """Run Twisted's event loop, which can only be started once in a process, in a thread."""
    thread = threading.Thread(target=server.reactor.run, kwargs={"installSignalHandlers": False}, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        server.reactor.callFromThread(server.reactor.stop)
        thread.join(10)


@dataclass
class Emulator:
    """An emulator that listens on a port."""

    cloud: Cloud
    authority: Authority
    certificates: list[dict[str, Any]]
    endpoint: str
    sessions: dict[Hashable, requests.Session] = field(default_factory=dict)

    def get(self, key: Hashable, /) -> requests.Session | None:
        """Return the session of earlier modules with a credential, so that not every one needs a TLS handshake."""
        return self.sessions.get(key)

    def keep(self, key: Hashable, session: requests.Session, /) -> None:
        """Keep a session, and close that of the earliest test if there are too many."""
        self.sessions[key] = session
        if len(self.sessions) > KEPT_SESSIONS:
            self.sessions.pop(next(iter(self.sessions))).close()

    def close_sessions(self) -> None:
        for session in self.sessions.values():
            session.close()

    def new_service(self) -> Service:
        """Create a subscription in it."""
        service = Service(self, self.do(self.cloud.add_subscription, self.certificates), self)
        OBSERVATIONS.at_end.append(service.observe)
        return service

    def do(self, work: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a function in the emulator's thread, and return its result."""
        return blockingCallFromThread(server.reactor, work, *args, **kwargs)


def start_emulator(
    thread: threading.Thread,
    authority: Authority,
    profile: str,
    strict: bool,
    blobs: Blobs | None = None,
    hosting: LiveHosting | None = None,
    state: Path | None = None,
) -> Emulator:
    """Start an emulator in the running event loop."""
    assert thread.is_alive()
    cloud = Cloud(parse(profile), strict=strict, state=state, clock=VirtualClock(), blobs=blobs, hosting=hosting)
    if hosting:
        blockingCallFromThread(server.reactor, hosting.attach, cloud)
    certificates: list[dict[str, Any]] = [certificate_values(authority.management_cer.read_bytes(), 0)]
    admin = Admin(cloud, certificates, Access(ADMIN_TOKEN), stop=lambda: None)
    port = blockingCallFromThread(
        server.reactor, server.listen, Dispatcher(cloud), admin, authority.server_certificate, "127.0.0.1", 0
    )
    admin.environment = {"AZURE_ENDPOINT": f"https://127.0.0.1:{port}"}
    return Emulator(cloud, authority, certificates, f"https://127.0.0.1:{port}")


class ModuleFailed(Exception):
    """A module failed; ``result`` is what it would have returned."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__(result["msg"])
        self.result = result


class ListedProgress(list[str]):
    """The lines of progress, in a list."""

    def show(self, line: str, operation_id: str = "") -> None:
        self.append(line)


@dataclass
class Service:
    """A subscription in an emulator, and the clock of its modules: sleep advances the emulator's clock.

    ``sessions`` keeps the connections of its modules; with None each module opens its own.
    """

    emulator: Emulator
    subscription_id: str
    sessions: Sessions | None = None
    warnings: list[str] = field(default_factory=list)
    progress: ListedProgress = field(default_factory=ListedProgress)
    _observed: int = 0

    @property
    def name(self) -> str:
        """A globally unique name."""
        return f"shop{self.subscription_id[:8]}"

    @property
    def connection(self) -> dict[str, Any]:
        """The connection options of modules for this subscription."""
        return {
            "subscription_id": self.subscription_id,
            "management_certificate": str(self.emulator.authority.management_certificate),
            "endpoint": self.emulator.endpoint,
            "ca_certificate": str(self.emulator.authority.ca_certificate),
        }

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return self.emulator.cloud.clock.now()

    def sleep(self, seconds: float, /) -> None:
        self.emulator.do(self.emulator.cloud.advance, seconds)

    def context(self, check: bool = False) -> Context:
        return Context(
            check_mode=check,
            diff=True,
            warn=self.warnings.append,
            progress=self.progress,
            clock=self,
            sessions=self.sessions,
        )

    def run(self, module: str, check: bool = False, **options: Any) -> dict[str, Any]:
        """The result of a module, which has to be what it declares. Raises Failed, and AzureError as the logic did."""
        name = f"ansible_collections.classic.azure.plugins.modules.{module}"
        module_spec: ModuleSpec = import_module(name).MODULE_SPEC
        given = {**(self.connection if module_spec.connects else {}), **options}
        given = {name: value for name, value in given.items() if value is not None}
        validated = ArgumentSpecValidator(**module_arguments(module_spec)).validate(given)
        if validated.error_messages:
            raise ModuleFailed({"msg": "; ".join(validated.error_messages)})
        OBSERVATIONS.sent_by_client(self._new_operations())
        try:
            result = module_spec.run(validated.validated_parameters, self.context(check))
        except AzureError as error:
            check_declared(module_spec, error.result)
            raise
        finally:
            OBSERVATIONS.sent_by_module(module, self._new_operations())
        check_declared(module_spec, result)
        return result

    def client(self, **options: Any) -> Client:
        """Create a client as modules use it."""
        return connect({"timeout": 10.0, **self.connection, **options}, replace(self.context(), sessions=None))

    def _new_operations(self) -> list[str]:
        """The operations that were requested since the last call, known ones only."""
        entries = self.emulator.do(self.emulator.cloud.journal.read, self.subscription_id, self._observed)
        self._observed = entries[-1]["number"] if entries else self._observed
        return [entry["operation"] for entry in entries if entry["operation"] != UNKNOWN_OPERATION]

    def observe(self) -> None:
        """Note the requests so far that no module sent."""
        OBSERVATIONS.sent_by_client(self._new_operations())

    def journal(self) -> list[dict[str, Any]]:
        """The journal entries of the requests so far."""
        return list(self.emulator.do(self.emulator.cloud.journal.read, self.subscription_id))

    def pop_requests(self) -> list[str]:
        """Return the operation names of the requests so far, and clear the journal."""
        self.observe()
        names = [entry["operation"] for entry in self.journal()]
        self.emulator.do(self.emulator.cloud.journal.clear, self.subscription_id)
        return names

    def writes(self) -> list[str]:
        """The operation names of the write requests so far."""
        return [entry["operation"] for entry in self.journal() if entry["method"] not in READS]

    def inject_fault(self, kind: str, operation: str = "", **rule: Any) -> None:
        """Add a fault rule for this subscription."""
        self.emulator.do(
            self.emulator.cloud.faults.add, kind=kind, operation=operation, subscription=self.subscription_id, **rule
        )

    def seed(self, kind: str, key: str, value: dict[str, Any]) -> None:
        """Store a resource in the subscription without a request."""
        self.emulator.do(self.emulator.cloud.seed, self.subscription_id, [{"kind": kind, "name": key, "value": value}])

    def register_package(self, url: str, *roles: dict[str, Any], **more: Any) -> None:
        """Register the roles of the package at a URL."""
        package = {"url": url, "roles": list(roles), **more}
        self.emulator.do(self.emulator.cloud.register_package, self.subscription_id, package)

    def stored(self, kind: str, name: str) -> dict[str, Any] | None:
        """The resource as the emulator stores it; None if there is none."""
        found: dict[str, Any] | None = self.emulator.do(self.emulator.cloud.store.get, self.subscription_id, kind, name)
        return found
