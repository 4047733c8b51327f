# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command ``classic-azure-emulator``: start an emulator, and administer the one that runs in a work folder."""

from __future__ import annotations

import base64
import json
import os
import shlex
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import click
from ansible_collections.classic.azure.emulator import har, startup
from ansible_collections.classic.azure.emulator.admin_client import AdminClient, AdminError, NotRunningError
from ansible_collections.classic.azure.emulator.core.faults import KINDS
from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile, parse
from ansible_collections.classic.azure.emulator.core.store import UnusableState
from ansible_collections.classic.azure.emulator.files import replace_file
from ansible_collections.classic.azure.emulator.live.setup import MACHINES, LiveOptions
from ansible_collections.classic.azure.emulator.services.subscription.management_certificates import certificate_der
from ansible_collections.classic.azure.emulator.services.subscription.subscriptions import LIMITS
from ansible_collections.classic.azure.emulator.tls.hosts import normalize_host
from ansible_collections.classic.azure.emulator.workdir import FolderInUse, default_workdir

REFUSALS = (startup.StartupError, FolderInUse, UnusableState, NotRunningError, AdminError)
SUBSCRIPTION_VARIABLES = ("AZURE_SUBSCRIPTION_ID", "AZURE_MANAGEMENT_SUBSCRIPTIONID")
PAUSE = 0.5
"""Seconds between two looks into the journal that is followed."""


class Refusal(click.ClickException):
    """One sentence on stderr, and exit status 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


class Commands(click.Group):
    """Commands, of which ``start`` is the one that options without a command belong to.

    What cannot be done is told in one sentence, with exit status 1.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] not in ctx.help_option_names:
            args = ["start", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except REFUSALS as error:
            raise Refusal(str(error)) from error
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still to be flushed goes nowhere
            sys.exit(1)
        except OSError as error:
            raise Refusal(f"{error.filename or ctx.obj or default_workdir()}: {error.strerror or error}") from error


def checked(convert: Callable[[str], object]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback for options and arguments that checks and converts the texts given with a function."""

    def callback(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        try:
            if isinstance(value, tuple):
                return tuple(convert(each) for each in value)
            return None if value is None else convert(value)
        except ValueError as error:
            raise click.BadParameter(f"{error}.", ctx, param) from error

    return callback


def _subscription_id(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise ValueError(f"{text!r} is no GUID") from None


def _url(text: str) -> str:
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        raise ValueError(f"{text!r} is no URL of a server")
    return text


def _limit(text: str) -> tuple[str, int]:
    name, _equals, number = text.partition("=")
    if name not in LIMITS or not number.isdecimal():
        raise ValueError(f"{text!r} is no NAME=NUMBER with a name of {', '.join(LIMITS)}")
    return name, int(number)


def _remember(ctx: click.Context, _param: click.Parameter, workdir: Path) -> Path:
    """Leave the folder where a sentence about a failure finds it."""
    ctx.find_root().obj = workdir
    return workdir


workdir_option = click.option(
    "--workdir",
    type=click.Path(path_type=Path, file_okay=True),
    default=default_workdir,
    show_default=str(default_workdir()),
    callback=_remember,
    help="Folder of the emulator, with its certificates and keys; start makes it if it is not there.",
)
subscription_option = click.option(
    "--subscription", callback=checked(_subscription_id), metavar="ID", help="Only this subscription."
)


@click.group(cls=Commands)
def main() -> None:
    """An emulator of the classic Azure Service Management API, with TLS and management certificates of its own.

    Options without a command are those of start.
    """


@main.command()
@workdir_option
@click.option(
    "--host",
    callback=checked(normalize_host),
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen at, which the certificate contains; 0.0.0.0 or :: for all.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to listen at.  [default: a free one]")
@click.option(
    "--name",
    "names",
    callback=checked(normalize_host),
    multiple=True,
    metavar="NAME",
    help="Another name or address of this server, for its certificate; may be repeated.",
)
@click.option(
    "--subscription",
    "subscriptions",
    callback=checked(_subscription_id),
    multiple=True,
    metavar="ID",
    help="A subscription to have; may be repeated, the first is printed.  [default: one with a new id]",
)
@click.option(
    "--profile",
    callback=checked(parse),
    default="recorded",
    show_default=True,
    metavar="PROFILE",
    help="How long operations take: instant, polls:N (done at the Nth poll), seconds:S, recorded (medians of real "
    "traffic), or scale:F (those times divided by F).",
)
@click.option("--virtual-clock", is_flag=True, help="Let time stand still until the command clock moves it.")
@click.option(
    "--strict", is_flag=True, help="Refuse what the service silently dropped: unknown and misplaced elements."
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep the state in a file, so that it survives a restart.",
)
@click.option("--seed", type=int, metavar="NUMBER", help="Make the same ids in each run.")
@click.option(
    "--blob-endpoint",
    callback=checked(_url),
    metavar="URL",
    help="Where the blobs of all storage accounts are: a blob service with the account in its paths, such as Azurite "
    "started by azurite.js, for which the accounts stand in blob-accounts.json in the folder.  [default: nowhere]",
)
@click.option(
    "--open-admin",
    is_flag=True,
    help="Let everybody on this machine use the admin API, without the token in admin-token in the folder.",
)
@click.option("--remote-admin", is_flag=True, help="Let those who have the token use the admin API from elsewhere.")
@click.option(
    "--live",
    is_flag=True,
    help="Run the machines and instances: Linux machines with SSH, web and worker instances with HTTP, at public "
    "addresses of 127.64.0.0/10, which only this machine reaches.",
)
@click.option(
    "--machines",
    type=click.Choice(MACHINES),
    help="How machines run with --live: in namespaces of Linux, or none of them.  [default: namespaces]",
)
@click.option(
    "--machine-root",
    type=click.Path(path_type=Path, file_okay=False, exists=True, resolve_path=True),
    metavar="DIR",
    help="A tree that each new machine begins with, as machine_root.sh makes one.  [default: this machine's /usr]",
)
@click.option(
    "--low-ports",
    type=click.IntRange(0, 65535 - 1023),
    metavar="N",
    help="Have the public port P be port P+N where P is below 1024, which ordinary users cannot listen at.",
)
@click.option("--background", "--daemon", is_flag=True, help="Return when it listens, and go on in the background.")
def start(
    profile: LatencyProfile,
    live: bool,
    machines: str | None,
    machine_root: Path | None,
    low_ports: int | None,
    **options: Any,
) -> None:
    """Start an emulator.

    When it listens it prints one line of JSON: the endpoint, the files that it wrote into its folder, and environment
    variables for clients. The page at /emulator/ below the endpoint shows what is in it, and what is asked of it.
    """
    if options["open_admin"] and options["remote_admin"]:
        raise click.UsageError("--open-admin and --remote-admin exclude each other: anybody could stop the emulator.")
    given = {"--machines": machines, "--machine-root": machine_root, "--low-ports": low_ports}
    useless = [name for name, value in given.items() if value is not None]
    if useless and not live:
        raise click.UsageError(f"{', '.join(useless)} says how machines run, and they do only with --live.")
    if machine_root and machines == "none":
        raise click.UsageError("--machine-root and --machines none exclude each other.")
    wanted = LiveOptions(machines or MACHINES[0], machine_root, low_ports or 0) if live else None
    startup.start(startup.Options(profile=profile, live=wanted, **options))


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, indent=2))


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


@main.command()
@workdir_option
@click.option("--json", "as_json", is_flag=True, help="All that the emulator says of itself.")
def status(workdir: Path, as_json: bool) -> None:
    """Say where the emulator is and how it was started; exit status 1 if none runs."""
    client = AdminClient(workdir)
    found = client.send("GET", "status")
    if as_json:
        _print_json({"endpoint": client.announcement["endpoint"], **found})
        return
    settings = {name: value for name, value in found["settings"].items() if value not in (None, False, [], 0)}
    lines = {
        "endpoint": client.announcement["endpoint"],
        "folder": workdir,
        "process": found["pid"],
        "time": _time(found["now"]),
        "subscriptions": ", ".join(found["subscriptions"]),
        **{name.replace("_", " "): value for name, value in settings.items()},
        **(_live_lines(found["live"]) if "live" in found else {}),
    }
    for name, value in lines.items():
        click.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")


def _live_lines(live: dict[str, Any]) -> dict[str, object]:
    """What runs and listens, for people."""
    running, stopped = [[key for key, runs in live["machines"].items() if runs is wanted] for wanted in (True, False)]
    return {
        "addresses": live["addresses"],
        "machines that run": running or "none",
        **({"machines that should run": stopped} if stopped else {}),
        "instances that answer": live["instances"] or "none",
        "public ports": live["listeners"] or "none",
        **({"amiss": "; ".join(live["failures"])} if live["failures"] else {}),
    }


@main.command()
@workdir_option
def page(workdir: Path) -> None:
    """Print the address of the page for a browser; it contains the token."""
    click.echo(AdminClient(workdir).page)


def _shell(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _dotenv(name: str, value: str) -> str:
    is_plain = value == shlex.quote(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    return f"{name}={value}" if is_plain else f'{name}="{escaped}"'


@main.command()
@workdir_option
@subscription_option
@click.option("--all", "all_variables", is_flag=True, help="Also the variables of other clients, such as the SDK.")
@click.option(
    "--format", "form", type=click.Choice(["sh", "json", "dotenv"]), default="sh", show_default=True, help="How."
)
def env(workdir: Path, subscription: str | None, all_variables: bool, form: str) -> None:
    """Print the environment variables of the modules: eval "$(classic-azure-emulator env)".

    Those of other clients (--all) make some programs, such as pip, trust the emulator's certificate authority and no
    other. NO_PROXY is what it is now, and the emulator.
    """
    client = AdminClient(workdir)
    if subscription:
        _check_subscription(client, subscription)
    hosts = client.announcement["hosts"]
    found = {**client.announcement["environment"], **dict.fromkeys(("NO_PROXY", "no_proxy"), startup.no_proxy(hosts))}
    if subscription:
        found.update(dict.fromkeys(SUBSCRIPTION_VARIABLES, subscription))
    wanted = found if all_variables else {*startup.MODULE_VARIABLES, "NO_PROXY", "no_proxy"}
    printed = {name: value for name, value in found.items() if name in wanted}
    if form == "json":
        _print_json(printed)
        return
    for name, value in printed.items():
        click.echo((_shell if form == "sh" else _dotenv)(name, value))


def _check_subscription(client: AdminClient, subscription: str) -> None:
    known = client.send("GET", "status")["subscriptions"]
    if subscription not in known:
        raise AdminError(f"the emulator has no subscription {subscription}: it has {', '.join(known)}")


@main.command()
@workdir_option
def stop(workdir: Path) -> None:
    """Stop the emulator, and wait until it has ended. Its folder and state file stay."""
    try:
        client = AdminClient(workdir)
    except NotRunningError:
        click.echo(f"no emulator runs in {workdir}", err=True)
        return
    client.stop()


@main.command()
@workdir_option
@subscription_option
def reset(workdir: Path, subscription: str | None) -> None:
    """Delete all resources, the journal and the faults of the subscriptions; print how many resources there were.

    The management certificates stay.
    """
    client = AdminClient(workdir)
    wanted = [subscription] if subscription else client.send("GET", "status")["subscriptions"]
    _print_json({each: client.send("POST", "reset", {"subscription": each}) for each in wanted})


@main.command()
@workdir_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
def save(workdir: Path, file: Path) -> None:
    """Save the whole state in FILE, or print it if that is -. It contains keys and passwords."""
    text = json.dumps(AdminClient(workdir).send("GET", "state")) + "\n"
    if str(file) == "-":
        click.echo(text, nl=False)
    else:
        replace_file(file, text.encode())


@main.command()
@workdir_option
@click.argument("file", type=click.File(encoding="utf-8"))
def load(workdir: Path, file: Any) -> None:
    """Put the state that save wrote into FILE (- for stdin) in place of the present one."""
    try:
        saved = json.load(file)
    except ValueError as error:
        raise AdminError(f"{file.name} is no saved state: it is not JSON") from error
    AdminClient(workdir).send("PUT", "state", saved)


@main.command()
@workdir_option
@click.argument("subscription_id", required=False, callback=checked(_subscription_id))
@click.option("--name", help="Its name.  [default: its id]")
@click.option(
    "--limit",
    "limits",
    callback=checked(_limit),
    multiple=True,
    metavar="NAME=NUMBER",
    help="A quota, such as max_hosted_services=3; may be repeated.",
)
def subscription(workdir: Path, subscription_id: str | None, name: str | None, limits: list[tuple[str, int]]) -> None:
    """Create a subscription, unless it exists, and print its id. The emulator's management certificate manages it."""
    wanted = {"subscription_id": subscription_id, "name": name}
    body = {**{key: value for key, value in wanted.items() if value}, **dict(limits)}
    click.echo(AdminClient(workdir).send("POST", "subscriptions", body)["subscription_id"])


@main.group()
def certificate() -> None:
    """Management certificates of the subscriptions."""


@certificate.command("add")
@workdir_option
@click.option(
    "--subscription",
    callback=checked(_subscription_id),
    metavar="ID",
    help="To this subscription.  [default: the one env prints]",
)
@click.argument("file", type=click.File("rb"))
def certificate_add(workdir: Path, subscription: str | None, file: Any) -> None:
    """Let the holder of a certificate manage a subscription, as the portal's upload of FILE.cer did (DER or PEM).

    Prints its thumbprint.
    """
    try:
        der = certificate_der(file.read())
    except ValueError as error:
        raise AdminError(f"{file.name} is {error}") from None
    client = AdminClient(workdir)
    chosen = subscription or client.announcement["subscription_id"]
    _check_subscription(client, chosen)
    data = base64.b64encode(der).decode()
    click.echo(client.send("POST", "certificates", {"subscription": chosen, "data": data})["thumbprint"])


@main.command()
@workdir_option
@click.option("--advance", type=float, metavar="SECONDS", help="Let so many seconds pass on a virtual clock first.")
def clock(workdir: Path, advance: float | None) -> None:
    """Print the time in the emulator, UTC."""
    client = AdminClient(workdir)
    asked = ("GET", "status") if advance is None else ("POST", "clock", {"advance": advance})
    click.echo(_time(client.send(*asked)["now"]))


@main.group()
def fault() -> None:
    """Failures to inject into requests."""


@fault.command("add")
@workdir_option
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS))
@click.option("--operation", metavar="NAME", help="Only requests of this name, such as CreateHostedService.")
@subscription_option
@click.option("--nth", type=int, help="From which of these requests on.  [default: 1]")
@click.option("--times", type=int, help="How many of them; 0 for all.  [default: 1]")
@click.option("--probability", type=float, help="Of each of them, 0 to 1.  [default: 1]")
@click.option("--message", help="Of the error.  [default: that of the service]")
def fault_add(workdir: Path, **rule: object) -> None:
    """Add a rule for a KIND of fault, and print it."""
    given = {name: value for name, value in rule.items() if value is not None}
    _print_json(AdminClient(workdir).send("POST", "faults", given))


@fault.command("list")
@workdir_option
def fault_list(workdir: Path) -> None:
    """Print the rules, with how many requests they have seen and how many faults they have done."""
    _print_json(AdminClient(workdir).send("GET", "faults"))


@fault.command("delete")
@workdir_option
@click.argument("number", type=int)
def fault_delete(workdir: Path, number: int) -> None:
    """Remove the rule with this NUMBER, which add and list print."""
    AdminClient(workdir).send("DELETE", "faults", {"number": number})


@fault.command("clear")
@workdir_option
@subscription_option
def fault_clear(workdir: Path, subscription: str | None) -> None:
    """Remove the rules."""
    AdminClient(workdir).send("DELETE", "faults", {"subscription": subscription} if subscription else {})


@main.command()
@workdir_option
@subscription_option
@click.option("--limit", type=click.IntRange(0), help="At most so many, the last ones.")
@click.option("--follow", is_flag=True, help="Go on with the requests to come.")
@click.option("--har", "as_har", is_flag=True, help="With bodies, as an HTTP Archive, which browsers open.")
def journal(workdir: Path, subscription: str | None, limit: int | None, follow: bool, as_har: bool) -> None:
    """Print the requests to the service, oldest first: time, status, method, path, name, and what was odd."""
    if follow and as_har:
        raise click.UsageError("--follow and --har exclude each other: an archive has an end.")
    client = AdminClient(workdir)
    entries = client.send("GET", "journal", subscription=subscription, limit=limit)
    if as_har:
        _print_json(har.archive(client.announcement["endpoint"], entries))
        return
    last = 0
    with suppress(KeyboardInterrupt):
        while True:
            for entry in entries:
                click.echo(_line(entry))
                last = entry["number"]
            if not follow:
                return
            time.sleep(PAUSE)
            entries = client.send("GET", "journal", subscription=subscription, after=last)


def _line(entry: dict[str, Any]) -> str:
    odd = [entry["fault"] and f"fault: {entry['fault']}", entry["reason"], *entry["drops"]]
    parts = [_time(entry["time"]), str(entry["status"] or "---"), entry["method"], entry["path"], entry["operation"]]
    return "  ".join([*parts, *(text for text in odd if text)])


@main.command()
@workdir_option
def hosts(workdir: Path) -> None:
    """Print lines for /etc/hosts with which the names of the certificate (start --name) lead to the emulator."""
    client = AdminClient(workdir)
    address = urlsplit(client.announcement["endpoint"]).hostname
    names = [name for name in client.send("GET", "status")["settings"]["names"] if not _is_address(name)]
    if not names:
        raise AdminError("the certificate of the emulator has no names but localhost: start it with --name")
    click.echo(f"{address} {' '.join(names)}")


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdecimal()
