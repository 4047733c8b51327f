# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live page, as far as it can be seen without a browser, and the overview that it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.http.admin import Access, Admin
from ansible_collections.classic.azure.emulator.http.page.overview import MAX_SHOWN
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import EmulatedHostedService
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, GROUPS, NS, SERVICES, EmulatorClient

PAGE = Path(__file__).parents[4] / "emulator/http/page"
SCRIPTS = {path.name: path.read_text() for path in PAGE.glob("*.js")}
SCRIPT = "".join(SCRIPTS.values())
HTML, STYLE = (PAGE / "index.html").read_text(), (PAGE / "style.css").read_text()


@pytest.mark.parametrize("path", ["/emulator", "/emulator/", "/emulator?x=1"])
def test_page_is_served_with_security_headers(client: EmulatorClient, path: str) -> None:
    client.session.cert = None
    response = client.send("GET", f"{client.endpoint}{path}", "", {})
    assert (response.status, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response.body.decode() == HTML
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for directive in ("script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'"):
        assert directive in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", [*SCRIPTS, "style.css"])
def test_files_of_page_are_served_to_everybody(client: EmulatorClient, name: str) -> None:
    response = client.send("GET", f"{client.endpoint}/emulator/{name}", "", {})
    kind = "text/css" if name.endswith("css") else "text/javascript"
    assert (response.status, response.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    assert response.body == (PAGE / name).read_bytes()


@pytest.mark.parametrize("name", ["overview.py", "../admin.py", "__init__.py", "page/index.html", "%2e%2e/admin.py"])
def test_nothing_else_is_served(client: EmulatorClient, name: str) -> None:
    assert client.send("GET", f"{client.endpoint}/emulator/{name}", "", {}).status in (401, 403)


def test_page_calls_only_admin_routes(client: EmulatorClient) -> None:
    admin = Admin(client.service.emulator.cloud, [], Access(None), stop=lambda: None)
    calls = set(re.findall(r'\bask\("(\w+)", "(\w+)"', SCRIPT))
    assert calls <= set(admin.commands)
    reads = {"overview", "journal", "status", "environment", "state"}
    assert {path for method, path in calls if method == "GET"} == reads
    assert {path for method, path in calls if method != "GET"} == {
        *("clock", "faults", "subscriptions", "certificates", "reset", "state"),
    }
    assert len(re.findall(r"fetch\(", SCRIPT)) == 1 and "fetch(`/emulator/${path}" in SCRIPT


def test_page_reads_only_overview_fields(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:10")
    overview = client.admin("GET", "overview").json
    assert set(re.findall(r"\bcloud\.(\w+)", SCRIPT)) <= {*overview, "live"}
    assert set(re.findall(r"\bstatus\.(\w+)", SCRIPTS["actions.js"])) <= set(client.admin("GET", "status").json)
    client.request("GET", GROUPS)
    assert set(re.findall(r"\bentry\.(\w+)", SCRIPT)) <= set(client.last_entry)


def test_page_keeps_token_to_itself() -> None:
    """It comes in the fragment or is typed in, stays in the tab, leaves the address, and goes into one header."""
    assert "options.headers.Authorization = `Bearer ${token}`" in SCRIPT
    assert "history.replaceState(null" in SCRIPT and "localStorage" not in SCRIPT and "cookie" not in SCRIPT
    stored = re.findall(r"sessionStorage\.setItem\(TOKEN, (.+)\);", SCRIPT)
    assert stored == ["brought", "text.trim()"]
    assert len(re.findall(r"sessionStorage\.getItem\(TOKEN\)", SCRIPT)) == 1
    assert '<input name="token" type="password" autocomplete="off" required>' in HTML


class Links(HTMLParser):
    """All that a page refers to, and how its parts nest."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] or "" for name in ("src", "href", "action", "data", "poster") if name in given]
        self.ids += [given["id"] or ""] if "id" in given else []
        assert not [name for name in given if name.startswith("on") or name == "style"], "the policy forbids these"


def test_page_is_self_contained_and_escapes_data() -> None:
    links = Links()
    links.feed(HTML)
    parts = ["#environment", "#operations", "#faults", "#requests"]
    assert links.found == ["data:,", "/emulator/style.css", "/emulator/main.js", *parts]
    assert {part.removeprefix("#") for part in parts} <= set(links.ids)
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "http:"):
        assert word not in SCRIPT
    imported = re.findall(r'\bfrom "(.*)";', SCRIPT)
    assert len(imported) == SCRIPT.count("import ") and {name.removeprefix("./") for name in imported} <= set(SCRIPTS)
    for text in (HTML, SCRIPT, STYLE):
        assert "https:" not in text.replace("https://www.gnu.org/licenses/gpl-3.0.txt", "")
    assert "@import" not in STYLE and "url(" not in STYLE
    assert set(re.findall(r'\b(?:at|listen)\("([\w-]+)"[,)]', SCRIPT)) <= set(links.ids)


def test_overview_shows_resources_and_operations(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:100")
    name, known = client.service.name, client.service.subscription_id
    inside = f"<ServiceName>{name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    client.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")
    begun = client.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
    instance = {"name": "web_IN_0", "status": "ReadyRole", "password": "x"}
    deployment = {"name": "d1", "slot": "Staging", "role_instances": [instance], "configuration": "x"}
    client.service.seed("deployment", f"{name}/d1", deployment)
    deleting = client.request("DELETE", f"{SERVICES}/{name}?comp=media")
    overview = client.admin("GET", "overview").json
    assert (overview["virtual"], overview["profile"], overview["strict"]) == (True, "seconds:100", False)
    (returned,) = [each for each in overview["subscriptions"] if each["id"] == known]
    kinds = ["deployment", "hosted_service", "management_certificate", "storage_account"]
    assert list(returned["resources"]) == kinds
    (rendered,) = returned["resources"]["deployment"]["shown"]
    seen = [{"name": "web_IN_0", "status": "ReadyRole"}]
    assert rendered == {"key": f"{name}/d1", "name": "d1", "slot": "Staging", "role_instances": seen}
    assert returned["resources"]["hosted_service"]["shown"][0]["status"] == "Deleting"
    assert returned["locks"] == [{"of": each, "by": deleting.operation_id} for each in (name, f"{name}/d1")]
    running = {operation["id"] for operation in returned["operations"] if operation["status"] == "InProgress"}
    assert running == {begun.operation_id, deleting.operation_id}
    client.wait(100)
    (returned,) = [each for each in client.admin("GET", "overview").json["subscriptions"] if each["id"] == known]
    assert [operation["status"] for operation in returned["operations"]] == ["Succeeded"] * 3
    assert (returned["locks"], list(returned["resources"])) == ([], kinds[2:])


def test_overview_shows_slots_and_upgrade_progress(make_client: Callable[..., EmulatorClient]) -> None:
    deployed = EmulatedHostedService(make_client("recorded"))
    deployed.create()
    deployed.create("d2", "staging", more="")
    deployed.client.wait(500)
    deployed.upgrade(mode="Manual")
    deployed.client.wait(136)
    walked = deployed.walk(0)
    returned = deployed.client.admin("GET", "overview").json["subscriptions"]
    (mine,) = [each for each in returned if each["id"] == deployed.client.service.subscription_id]
    one, other = mine["resources"]["deployment"]["shown"]
    assert (one["key"], one["slot"], one["status"]) == (f"{deployed.name}/d1", "Production", "RunningTransitioning")
    assert list(one["upgrade_status"].values()) == ["Manual", "During", 0]
    names = ("role_name", "size", "power_state", "name", "status", "upgrade_domain")
    assert [[each[name] for name in names] for each in one["role_instances"]] == [
        ["web", "Small", "Started", "web_IN_0", "RoleStateUnknown", 0],
        ["web", "Small", "Started", "web_IN_1", "ReadyRole", 1],
    ]
    assert "configuration" not in one and "package" not in one
    assert (other["slot"], other["status"], other["role_instances"][0]["status"]) == (
        "Staging",
        "Suspended",
        "StoppedVM",
    )
    assert mine["locks"] == [{"of": f"{deployed.name}/d1", "by": walked.operation_id}]
    (going,) = [each for each in mine["operations"] if each["status"] == "InProgress"]
    assert (going["id"], going["name"], going["target"]) == (
        walked.operation_id,
        "WalkUpgradeDomain",
        f"{SERVICES}/{deployed.name}/deployments/d1",
    )


def test_overview_is_truncated(client: EmulatorClient) -> None:
    values = [
        {"kind": "disk", "name": f"d{number}", "value": {"name": f"d{number}"}} for number in range(MAX_SHOWN + 50)
    ]
    client.admin("POST", "seed", {"subscription": client.service.subscription_id, "values": values})
    returned = client.admin("GET", "overview").json["subscriptions"]
    (disks,) = [each["resources"]["disk"] for each in returned if each["id"] == client.service.subscription_id]
    assert (disks["count"], len(disks["shown"])) == (MAX_SHOWN + 50, MAX_SHOWN)


def test_overview_tells_only_what_changed(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:100")
    first = client.admin("GET", "overview").json
    again = client.admin("GET", f"overview?seen={first['version']}").json
    assert "subscriptions" in first and "subscriptions" not in again and again["version"] == first["version"]
    client.service.seed("disk", "d1", {"name": "d1"})
    changed = client.admin("GET", f"overview?seen={first['version']}").json
    assert "subscriptions" in changed and changed["version"] != first["version"]


def test_overview_does_what_was_due(make_client: Callable[..., EmulatorClient]) -> None:
    """Without it, the page would show an old state until somebody asks the service for something."""
    client = make_client("seconds:100")
    name = client.service.name
    inside = f"<ServiceName>{name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    client.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
    clock = client.service.emulator.cloud.clock
    assert isinstance(clock, VirtualClock)
    client.service.emulator.do(clock.set, clock.now() + 100)
    returned = client.admin("GET", "overview").json["subscriptions"]
    (mine,) = [each for each in returned if each["id"] == client.service.subscription_id]
    assert mine["resources"]["storage_account"]["shown"][0]["status"] == "Created"


SECRET = "Secret-of-the-owner"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("storage_account", {"name": "x", "keys": {"primary": SECRET}, "requested_properties": {"label": SECRET}}),
        ("deployment", {"name": "x", "configuration": SECRET, "extension_configuration": {"name": SECRET}}),
        ("deployment", {"name": "x", "roles": [{"name": "x", "extensions": [{"parameters": [{"name": SECRET}]}]}]}),
        ("disk", {"name": "x", "attached_to": {"role_name": "x", "password": SECRET}}),
        ("management_certificate", {"thumbprint": "x", "data": SECRET}),
    ],
)
def test_overview_has_no_secrets(client: EmulatorClient, kind: str, value: dict[str, Any]) -> None:
    name = f"{client.service.name}/x"
    client.service.seed(kind, name, value)
    body = client.admin("GET", "overview").body.decode()
    assert name in body and SECRET not in body
