# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: start the emulator, say where it listens, and go on until stopped."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.profile import Profile, parse

if TYPE_CHECKING:
    from ansible_collections.classic.azure.emulator.authority import Authority
    from ansible_collections.classic.azure.emulator.cloud import Cloud

DESCRIPTION = """
An emulator of the classic Azure Service Management API, with TLS and management certificates of its own. When it
listens it prints one line of JSON: the endpoint, the files that it wrote into the work folder, and the environment
variables that make the modules of classic.azure, and other clients, talk to it.
"""


LIBRARIES = ("cryptography", "lxml", "OpenSSL", "twisted")
REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements-emulator.txt"


def _profile(text: str) -> Profile:
    try:
        return parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def arguments() -> argparse.ArgumentParser:
    """The command line that the emulator understands."""
    parser = argparse.ArgumentParser(
        prog="python -m ansible_collections.classic.azure.emulator", description=DESCRIPTION
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    add("--port", type=int, default=0, help="port to listen at; 0 takes a free one (default: %(default)s)")
    add("--workdir", type=Path, required=True, help="folder for certificates and keys, made if it is not there")
    add("--subscription", action="append", metavar="ID", help="a subscription to have; may be given more than once")
    add(
        "--profile",
        type=_profile,
        default="recorded",
        help="how long operations take: instant, polls:N (done at the "
        "Nth look), seconds:S, or recorded (medians of real traffic) (default: %(default)s)",
    )
    add("--virtual-clock", action="store_true", help="let time stand still until POST /emulator/clock moves it")
    add(
        "--strict", action="store_true", help="refuse what the service silently dropped: unknown and misplaced elements"
    )
    add("--state", type=Path, metavar="FILE", help="keep the state in a file, so that it survives a restart")
    add("--seed", type=int, help="make the same ids in each run")
    add("--daemon", action="store_true", help="return when it listens, and go on in the background")
    return parser


def main() -> None:
    options = arguments().parse_args()
    _check_libraries()
    options.workdir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if options.daemon:
        _detach(options.workdir / "emulator.log")
    run(options)


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
            told = line.readline()
        sys.stdout.write(told)
        sys.stdout.flush()
        if not told:
            sys.stderr.write(log.read_bytes()[logged:].decode(errors="replace"))
            sys.stderr.flush()
        os._exit(0 if told else 1)
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
    """Start the emulator in this process, and say where it is when it listens."""
    from ansible_collections.classic.azure.emulator import authority, server
    from ansible_collections.classic.azure.emulator.admin import Admin
    from ansible_collections.classic.azure.emulator.behaviour.subscriptions import certificate_values
    from ansible_collections.classic.azure.emulator.clock import VirtualClock
    from ansible_collections.classic.azure.emulator.cloud import Cloud
    from twisted.internet.error import CannotListenError

    issued = authority.prepare(options.workdir)
    clock = VirtualClock() if options.virtual_clock else None
    cloud = Cloud(options.profile, options.strict, options.state, options.seed, clock)
    certificates = [certificate_values(issued.management_cer.read_bytes(), cloud.clock.now())]
    there = [subscription["subscription_id"] for subscription in cloud.subscriptions()]
    for subscription_id in options.subscription or there or [None]:
        cloud.add_subscription(certificates, subscription_id)
    admin = Admin(cloud, certificates, stop=server.stop, settings=_settings(options))
    try:
        port = server.listen(cloud, admin, issued.server_certificate, options.host, options.port)
    except CannotListenError as error:
        sys.exit(f"{options.host}:{options.port}: {error.socketError}")
    server.serve(lambda: _tell(issued, cloud, f"https://{options.host}:{port}"))


def _settings(options: argparse.Namespace) -> dict[str, object]:
    """What the emulator was started with, so that whoever wants another one can see that this is not it."""
    return {
        "host": options.host,
        "port": options.port,
        "profile": options.profile.name,
        "strict": options.strict,
        "seed": options.seed,
        "virtual_clock": options.virtual_clock,
        "state": str(options.state.resolve()) if options.state else None,
    }


def _tell(issued: Authority, cloud: Cloud, endpoint: str) -> None:
    subscriptions = [(each["subscription_id"], each["subscription_name"]) for each in cloud.subscriptions()]
    settings, old_settings = issued.publish_settings(endpoint, subscriptions)
    certificate, ca, subscription_id = (
        str(issued.management_certificate),
        str(issued.ca_certificate),
        subscriptions[0][0],
    )
    told = {
        "endpoint": endpoint,
        "subscription_id": subscription_id,
        "management_certificate": certificate,
        "ca_certificate": ca,
        "publish_settings": str(settings),
        "publish_settings_1": str(old_settings),
        "pid": os.getpid(),
        "environment": {
            "AZURE_SUBSCRIPTION_ID": subscription_id,
            "AZURE_CERT_PATH": certificate,
            "AZURE_ENDPOINT": endpoint,
            "AZURE_CA_PATH": ca,
            "AZURE_MANAGEMENT_SUBSCRIPTIONID": subscription_id,
            "AZURE_MANAGEMENT_CERTFILE": certificate,
            "REQUESTS_CA_BUNDLE": ca,
            "SSL_CERT_FILE": ca,
            "NODE_EXTRA_CA_CERTS": ca,
        },
    }
    (issued.folder / "emulator.json").write_text(json.dumps(told) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
