# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the emulator in this process or in the background, say where it listens, and go on until stopped."""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.blobs import ACCOUNTS, Blobs
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile
from ansible_collections.classic.azure.emulator.files import replace_file
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.http.admin import Access, Admin
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.emulator.live.addresses import NoAddresses, is_loopback
from ansible_collections.classic.azure.emulator.live.hosting import LiveHosting
from ansible_collections.classic.azure.emulator.live.setup import CannotRun, LiveOptions, live_hosting
from ansible_collections.classic.azure.emulator.services.subscription.management_certificates import certificate_values
from ansible_collections.classic.azure.emulator.tls import authority
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.emulator.tls.hosts import server_hosts
from ansible_collections.classic.azure.emulator.workdir import (
    ANNOUNCEMENT,
    KNOWN_HOSTS,
    LOG,
    TOKEN,
    WorkdirLock,
    admin_token,
)
from twisted.internet.error import CannotListenError

KNOWN_HOSTS_VARIABLE = "AZURE_SSH_KNOWN_HOSTS"
"""Of the inventory plugin, where machines run."""

MODULE_VARIABLES = (
    *("AZURE_SUBSCRIPTION_ID", "AZURE_CERT_PATH", "AZURE_ENDPOINT", "AZURE_CA_PATH"),
    KNOWN_HOSTS_VARIABLE,
)


class StartupError(Exception):
    """The emulator cannot start; the text says why."""


@dataclass(frozen=True)
class Options:
    """What the emulator is started with."""

    workdir: Path
    profile: LatencyProfile
    host: str = "127.0.0.1"
    port: int = 0
    names: tuple[str, ...] = ()
    subscriptions: tuple[str, ...] = ()
    strict: bool = False
    virtual_clock: bool = False
    seed: int | None = None
    state: Path | None = None
    blob_endpoint: str | None = None
    open_admin: bool = False
    remote_admin: bool = False
    background: bool = False
    live: LiveOptions | None = None

    @property
    def settings(self) -> dict[str, object]:
        """What one who wants an emulator with other options compares."""
        return {
            "host": self.host,
            "port": self.port,
            "names": list(self.names),
            "profile": self.profile.name,
            "strict": self.strict,
            "seed": self.seed,
            "virtual_clock": self.virtual_clock,
            "state": str(self.state.resolve()) if self.state else None,
            "blob_endpoint": self.blob_endpoint,
            "open_admin": self.open_admin,
            "remote_admin": self.remote_admin,
            **(self.live.settings if self.live else {}),
        }


def start(options: Options) -> None:
    """Run the emulator until it is stopped. In the background, this process ends when the emulator listens.

    Raises StartupError, FolderInUse, UnusableState and OSError, before the emulator listens.
    """
    if options.live:
        _check_live(options)
    options.workdir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = WorkdirLock(options.workdir)
    if options.background:
        _detach(options.workdir / LOG)
    lock.write_pid()
    _run(options)


def _detach(log: Path) -> None:
    """Go on in a child, and leave the parent to print the first line that the child writes, or why it wrote none."""
    reading, writing = os.pipe()
    logged = log.stat().st_size if log.exists() else 0
    if os.fork():
        os.close(writing)
        with os.fdopen(reading) as line:
            announcement = line.readline()
        if announcement:
            _print_or_kill(announcement)
        else:
            sys.stderr.write(log.read_bytes()[logged:].decode(errors="replace"))
            sys.stderr.flush()
        os._exit(0 if announcement else 1)
    os.close(reading)
    os.setsid()
    if os.fork():
        os._exit(0)
    with open(os.devnull) as nothing, log.open("a") as output:
        os.dup2(nothing.fileno(), 0)
        os.dup2(output.fileno(), 2)
    os.dup2(writing, 1)
    os.close(writing)


def _print_or_kill(announcement: str) -> None:
    """Print what an emulator in the background announced; raise OSError if nobody will know of it, and end it."""
    try:
        os.write(1, announcement.encode())
    except OSError:
        os.kill(json.loads(announcement)["pid"], signal.SIGTERM)
        raise


def _run(options: Options) -> None:
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    folder, hosts = options.workdir.absolute(), server_hosts(options.host, options.names)
    issued = authority.prepare(folder, hosts=hosts)
    token = admin_token(folder)
    hosting = _hosting(folder, options.live) if options.live else None
    cloud = _cloud(options, issued, hosting)
    certificates = [certificate_values(issued.management_cer.read_bytes(), cloud.clock.now())]
    _add_subscriptions(cloud, certificates, options)
    access = Access(None if options.open_admin else token, hosts, options.remote_admin)
    admin = Admin(cloud, certificates, access, server.stop, options.settings)
    try:
        port = server.listen(Dispatcher(cloud), admin, issued.server_certificate, options.host, options.port)
    except CannotListenError as error:
        reason = error.socketError.strerror or error.socketError
        raise StartupError(f"{options.host}:{options.port}: {reason}") from error
    announcement = _announcement(issued, cloud, options, f"https://{_address(options.host)}:{port}", hosts)
    admin.environment = module_environment(announcement["environment"])
    line = json.dumps(announcement) + "\n"
    replace_file(folder / ANNOUNCEMENT, line.encode())
    unprinted: list[OSError] = []
    if hosting:
        server.while_running(hosting.start, hosting.close)
    server.serve(lambda: _print(line, unprinted, options.background))
    cloud.store.close()
    if unprinted:
        raise StartupError(f"the announcement cannot be printed: {unprinted[0].strerror}")


def _check_live(options: Options) -> None:
    """Raises StartupError for what does not go together with --live, or where that cannot be."""
    if sys.platform != "linux":
        raise StartupError("--live needs Linux, where each address of 127.0.0.0/8 is the machine's own")
    if options.virtual_clock:
        raise StartupError(
            "--live and --virtual-clock exclude each other, since machines do not stand still: --profile scale:60 "
            "makes what takes minutes take seconds"
        )
    if options.host != "localhost" and not is_loopback(options.host):
        raise StartupError(
            f"--live and --host {options.host} exclude each other: who may use the API could run programs here, so it "
            "listens at an address of 127.0.0.0/8 only"
        )


def _hosting(folder: Path, options: LiveOptions) -> LiveHosting:
    try:
        return live_hosting(server.reactor, folder, options)
    except CannotRun as error:
        raise StartupError(str(error)) from error


def _cloud(options: Options, issued: Authority, hosting: LiveHosting | None) -> Cloud:
    clock = VirtualClock() if options.virtual_clock else None
    blobs = Blobs()
    if options.blob_endpoint:
        blobs = Blobs(options.blob_endpoint, issued.folder / ACCOUNTS, issued.ca_certificate)
    cloud = Cloud(options.profile, options.strict, options.state, options.seed, clock, blobs, hosting)
    if hosting:
        try:
            hosting.attach(cloud)
        except NoAddresses as error:
            cloud.store.close()
            raise StartupError(str(error)) from error
    return cloud


def _add_subscriptions(cloud: Cloud, certificates: list[dict[str, Any]], options: Options) -> None:
    """Have the subscriptions that are asked for, with the certificate; those of the state, or a new one otherwise."""
    existing = [subscription["subscription_id"] for subscription in cloud.subscriptions()]
    try:
        for subscription_id in options.subscriptions or existing or [None]:
            cloud.add_subscription(certificates, subscription_id)
    except sqlite3.Error as error:
        cloud.store.close()
        raise StartupError(f"{options.state} cannot keep the state: {error}") from error


def _print(line: str, unprinted: list[OSError], in_background: bool) -> None:
    """Print the announcement; an emulator that cannot tell where it is ends."""
    try:
        os.write(1, line.encode())
    except OSError as error:
        unprinted.append(error)
        server.stop()
    if in_background:
        os.dup2(2, 1)


def _address(host: str) -> str:
    """Where clients on this machine find it."""
    known = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{known}]" if ":" in known else known


def _announcement(
    issued: Authority, cloud: Cloud, options: Options, endpoint: str, hosts: Collection[str]
) -> dict[str, Any]:
    """What clients need. The token is not in it, only its file: announcements are kept in logs."""
    subscriptions = [(each["subscription_id"], each["subscription_name"]) for each in cloud.subscriptions()]
    first = (options.subscriptions or subscriptions[0])[0]
    subscriptions.sort(key=lambda subscription: subscription[0] != first)
    settings, old_settings = issued.publish_settings(endpoint, subscriptions)
    certificate, ca = str(issued.management_certificate), str(issued.ca_certificate)
    direct = no_proxy(hosts)
    return {
        "endpoint": endpoint,
        "subscription_id": first,
        "management_certificate": certificate,
        "ca_certificate": ca,
        "publish_settings": str(settings),
        "publish_settings_1": str(old_settings),
        "admin_token_file": str(issued.folder / TOKEN),
        "hosts": list(hosts),
        "pid": os.getpid(),
        "environment": {
            "AZURE_SUBSCRIPTION_ID": first,
            "AZURE_CERT_PATH": certificate,
            "AZURE_ENDPOINT": endpoint,
            "AZURE_CA_PATH": ca,
            "AZURE_MANAGEMENT_SUBSCRIPTIONID": first,
            "AZURE_MANAGEMENT_CERTFILE": certificate,
            "REQUESTS_CA_BUNDLE": ca,
            "SSL_CERT_FILE": ca,
            "NODE_EXTRA_CA_CERTS": ca,
            "NO_PROXY": direct,
            "no_proxy": direct,
            **({KNOWN_HOSTS_VARIABLE: str(issued.folder / KNOWN_HOSTS)} if options.live else {}),
        },
    }


def module_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that the modules read, without those of other clients."""
    return {name: value for name, value in environment.items() if name in MODULE_VARIABLES}


def no_proxy(hosts: Collection[str]) -> str:
    """The value of NO_PROXY with which these hosts are reached directly, and those that are so far."""
    so_far = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if so_far.strip() == "*":
        return "*"
    return ",".join(dict.fromkeys([*filter(None, so_far.replace(" ", "").split(",")), *hosts]))
