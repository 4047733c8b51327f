# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: start the emulator, say where it listens, and go on until stopped."""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile, parse
from ansible_collections.classic.azure.emulator.tls.hosts import normalize_host

DESCRIPTION = """
An emulator of the classic Azure Service Management API, with TLS and management certificates of its own. When it
listens it prints one line of JSON: the endpoint, the files that it wrote into the work folder, and the environment
variables that make the modules of classic.azure, and other clients, talk to it.
"""
EPILOG = "While it runs, a page at /emulator/ below the endpoint shows what is in it, and what is asked of it."


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


def _host(text: str) -> str:
    try:
        return normalize_host(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


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
    add(
        "--host",
        type=_host,
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address to listen at, which the certificate contains; 0.0.0.0 or :: for all (default: %(default)s)",
    )
    add(
        "--name",
        dest="names",
        type=_host,
        action="append",
        default=[],
        metavar="NAME",
        help="another name or address of this server, for its certificate; may be repeated",
    )
    add(
        "--port",
        type=_port,
        default=0,
        metavar="NUMBER",
        help="port to listen at; 0 takes a free one (default: %(default)s)",
    )
    _add_emulation_options(add)
    add(
        "--open-admin",
        action="store_true",
        help="let everybody on this machine use the admin API, without the token in FOLDER/admin-token",
    )
    add("--remote-admin", action="store_true", help="let those who have the token use the admin API from elsewhere")
    add("--daemon", dest="background", action="store_true", help="return when it listens, and go on in the background")
    return parser


def _add_emulation_options(add: Callable[..., object]) -> None:
    add(
        "--subscription",
        dest="subscriptions",
        default=[],
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
    from ansible_collections.classic.azure.emulator import startup
    from ansible_collections.classic.azure.emulator.core.store import UnusableState
    from ansible_collections.classic.azure.emulator.workdir import FolderInUse

    try:
        startup.start(startup.Options(**vars(options)))
    except (startup.StartupError, FolderInUse, UnusableState) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or options.workdir}: {error.strerror or error}")


def _check_libraries() -> None:
    """End with a sentence where a library is missing, before anything is begun."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        sys.exit(f"{sys.executable} lacks {', '.join(missing)}: install what {REQUIREMENTS} names")


if __name__ == "__main__":
    main()
