# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: start the emulator, say where it listens, and go on until stopped."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import uuid
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile, parse

if TYPE_CHECKING:
    from ansible_collections.classic.azure.emulator.cloud import Cloud
    from ansible_collections.classic.azure.emulator.tls.authority import Authority

DESCRIPTION = """
An emulator of the classic Azure Service Management API, with TLS and management certificates of its own. When it
listens it prints one line of JSON: the endpoint, the files that it wrote into the work folder, and the environment
variables that make the modules of classic.azure, and other clients, talk to it.
"""
EPILOG = "While it runs, a page at /emulator/ below the endpoint shows what is in it, and what is asked of it."


LOG = "emulator.log"
LIBRARIES = ("cryptography", "lxml", "OpenSSL", "twisted")
REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements-emulator.txt"


def _profile(text: str) -> LatencyProfile:
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is not between 0 and 65535")
    return port


def _subscription(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no GUID") from error


def _url(text: str) -> str:
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        raise argparse.ArgumentTypeError(f"{text!r} is no URL of a server")
    return text


def arguments() -> argparse.ArgumentParser:
    """The command line that the emulator understands."""
    parser = argparse.ArgumentParser(
        prog="python -m ansible_collections.classic.azure.emulator", description=DESCRIPTION, epilog=EPILOG
    )
    add = parser.add_argument
    add(
        "--workdir",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="folder for certificates and keys, made if it is not there",
    )
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen at (default: %(default)s)")
    add(
        "--port",
        type=_port,
        default=0,
        metavar="NUMBER",
        help="port to listen at; 0 takes a free one (default: %(default)s)",
    )
    _add_emulation_options(add)
    add("--daemon", action="store_true", help="return when it listens, and go on in the background")
    return parser


def _add_emulation_options(add: Callable[..., object]) -> None:
    add(
        "--subscription",
        type=_subscription,
        action="append",
        metavar="ID",
        help="a subscription to have (default: one with a new id); may be repeated, the first is printed",
    )
    add(
        "--profile",
        type=_profile,
        default="recorded",
        help="how long operations take: instant, polls:N (done at the "
        "Nth poll), seconds:S, or recorded (medians of real traffic) (default: %(default)s)",
    )
    add("--virtual-clock", action="store_true", help="let time stand still until POST /emulator/clock moves it")
    add(
        "--strict", action="store_true", help="refuse what the service silently dropped: unknown and misplaced elements"
    )
    add("--state", type=Path, metavar="FILE", help="keep the state in a file, so that it survives a restart")
    add("--seed", type=int, metavar="NUMBER", help="make the same ids in each run")
    add(
        "--blob-endpoint",
        type=_url,
        metavar="URL",
        help="where the blobs of all storage accounts are: a blob service with the account in its paths, such as "
        "Azurite started by azurite.js, for which the accounts stand in FOLDER/blob-accounts.json (default: nowhere)",
    )


def main() -> None:
    options = arguments().parse_args()
    _check_libraries()
    try:
        options.workdir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if options.daemon:
            _detach(options.workdir / LOG)
        run(options)
    except OSError as error:
        sys.exit(f"{error.filename or options.workdir}: {error.strerror or error}")


def _check_libraries() -> None:
    """End with a sentence where a library is missing, before anything is begun."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        sys.exit(f"{sys.executable} lacks {', '.join(missing)}: install what {REQUIREMENTS} names")


def _detach(log: Path) -> None:
    """Go on in a child, and leave the parent to print the first line that the child writes, or why it wrote none."""
    reading, writing = os.pipe()
    logged = log.stat().st_size if log.exists() else 0
    if os.fork():
        os.close(writing)
        with os.fdopen(reading) as line:
            announcement = line.readline()
        sys.stdout.write(announcement)
        sys.stdout.flush()
        if not announcement:
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


def run(options: argparse.Namespace) -> None:
    """Run the emulator in this process, and print where it is when it listens."""
    from ansible_collections.classic.azure.emulator.http import server
    from ansible_collections.classic.azure.emulator.http.admin import Admin
    from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
    from ansible_collections.classic.azure.emulator.services.subscription.management_certificates import (
        certificate_values,
    )
    from ansible_collections.classic.azure.emulator.tls import authority
    from twisted.internet.error import CannotListenError

    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
    issued = authority.prepare(options.workdir.absolute())
    cloud = _cloud(options, issued)
    certificates = [certificate_values(issued.management_cer.read_bytes(), cloud.clock.now())]
    existing = [subscription["subscription_id"] for subscription in cloud.subscriptions()]
    for subscription_id in options.subscription or existing or [None]:
        cloud.add_subscription(certificates, subscription_id)
    admin = Admin(cloud, certificates, stop=server.stop, settings=_settings(options))
    try:
        port = server.listen(Dispatcher(cloud), admin, issued.server_certificate, options.host, options.port)
    except CannotListenError as error:
        sys.exit(f"{options.host}:{options.port}: {error.socketError.strerror or error.socketError}")
    server.serve(lambda: _announce(issued, cloud, options, f"https://{_address(options.host)}:{port}"))
    cloud.store.close()


def _cloud(options: argparse.Namespace, issued: Authority) -> Cloud:
    from ansible_collections.classic.azure.emulator.cloud import Cloud
    from ansible_collections.classic.azure.emulator.core.blobs import ACCOUNTS, Blobs
    from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
    from ansible_collections.classic.azure.emulator.core.store import UnusableState

    clock = VirtualClock() if options.virtual_clock else None
    blobs = Blobs()
    if options.blob_endpoint:
        blobs = Blobs(options.blob_endpoint, issued.folder / ACCOUNTS, issued.ca_certificate)
    try:
        return Cloud(options.profile, options.strict, options.state, options.seed, clock, blobs)
    except UnusableState as error:
        sys.exit(str(error))


def _address(host: str) -> str:
    """Where clients on this machine find it: the certificate names no address that stands for all."""
    known = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{known}]" if ":" in known else known


def _settings(options: argparse.Namespace) -> dict[str, object]:
    """What the emulator was started with, so that one who wants it otherwise can see that it is another one."""
    return {
        "host": options.host,
        "port": options.port,
        "profile": options.profile.name,
        "strict": options.strict,
        "seed": options.seed,
        "virtual_clock": options.virtual_clock,
        "state": str(options.state.resolve()) if options.state else None,
        "blob_endpoint": options.blob_endpoint,
    }


def _announce(issued: Authority, cloud: Cloud, options: argparse.Namespace, endpoint: str) -> None:
    subscriptions = [(each["subscription_id"], each["subscription_name"]) for each in cloud.subscriptions()]
    first = (options.subscription or subscriptions[0])[0]
    subscriptions.sort(key=lambda subscription: subscription[0] != first)
    settings, old_settings = issued.publish_settings(endpoint, subscriptions)
    certificate, ca = str(issued.management_certificate), str(issued.ca_certificate)
    announcement = {
        "endpoint": endpoint,
        "subscription_id": first,
        "management_certificate": certificate,
        "ca_certificate": ca,
        "publish_settings": str(settings),
        "publish_settings_1": str(old_settings),
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
        },
    }
    (issued.folder / "emulator.json").write_text(json.dumps(announcement) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(announcement) + "\n")
    sys.stdout.flush()
    if options.daemon:
        os.dup2(2, 1)


if __name__ == "__main__":
    main()
