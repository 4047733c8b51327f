# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live page, as far as it can be seen without a browser, and the overview that it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from ansible_collections.classic.azure.emulator.http.admin import Access, Admin
from ansible_collections.classic.azure.emulator.http.page.overview import MAX_SHOWN
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import EmulatedHostedService
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, GROUPS, NS, SERVICES, EmulatorClient


@pytest.fixture
def page(client: EmulatorClient) -> str:
    return client.send("GET", f"{client.endpoint}/emulator/", "", {}).body.decode()


@pytest.mark.parametrize("path", ["/emulator", "/emulator/", "/emulator?x=1"])
def test_page_is_served_with_security_headers(client: EmulatorClient, path: str) -> None:
    client.session.cert = None
    response = client.send("GET", f"{client.endpoint}{path}", "", {})
    assert (response.status, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ") and "connect-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy and response.headers["X-Content-Type-Options"] == "nosniff"


def test_page_calls_only_admin_routes(client: EmulatorClient, page: str) -> None:
    admin = Admin(client.service.emulator.cloud, [], Access(None), stop=lambda: None)
    calls = set(re.findall(r'\b(?:ask|go)\("(\w+)", "(\w+)"', page))
    assert calls <= set(admin.commands)
    assert {path for method, path in calls} == {"overview", "journal", "status", "clock", "faults"}
    assert len(re.findall(r"fetch\(", page)) == 1 and "fetch(`/emulator/${path}" in page


def test_page_reads_only_overview_fields(make_client: Callable[..., EmulatorClient], page: str) -> None:
    client = make_client("seconds:10")
    overview = client.admin("GET", "overview").json
    read = set(re.findall(r"\bcloud\.(\w+)", page))
    assert read <= set(overview)
    assert set(re.findall(r"\bstatus\.(\w+)", page)) <= set(client.admin("GET", "status").json)
    client.request("GET", GROUPS)
    assert set(re.findall(r"\bentry\.(\w+)", page)) <= set(client.last_entry)


def test_page_keeps_token_to_itself(page: str) -> None:
    """It comes in the fragment or is typed in, stays in the tab, leaves the address, and goes into one header."""
    script = page.partition("<script>")[2]
    assert "options.headers.Authorization = `Bearer ${token}`" in script
    assert "history.replaceState(null" in script and "localStorage" not in script and "cookie" not in script
    stored = re.findall(r"sessionStorage\.setItem\(TOKEN, (.+)\);", script)
    assert stored == ["brought", "event.target.token.value.trim()"]
    assert len(re.findall(r"sessionStorage\.getItem\(TOKEN\)", script)) == 1
    assert '<input name="token" type="password" autocomplete="off" required>' in page


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
        assert not [name for name in given if name.startswith("on")], "handlers are added by the script"


def test_page_is_self_contained_and_escapes_data(page: str) -> None:
    links = Links()
    links.feed(page)
    assert links.found == ["data:,"], "the icon, which is none"
    script = page.partition("<script>")[2].partition("</script>")[0]
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "import",
        "http:",
    ):
        assert word not in script
    assert "https:" not in page.replace("https://www.gnu.org/licenses/gpl-3.0.txt", "")
    assert "@import" not in page and "url(" not in page
    assert set(re.findall(r'\bat\("(\w+)"\)', script)) <= set(links.ids)
    assert "prefers-color-scheme: dark" in page


def test_overview_shows_resources_and_operations(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:100")
    name, known = client.service.name, client.service.subscription_id
    inside = f"<ServiceName>{name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    client.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")
    begun = client.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
    instance = {"name": "web_IN_0", "status": "ReadyRole", "password": "x"}
    deployment = {"name": "d1", "slot": "Staging", "role_instances": [instance, 5], "configuration": "x"}
    client.service.seed("deployment", f"{name}/d1", deployment)
    deleting = client.request("DELETE", f"{SERVICES}/{name}?comp=media")
    overview = client.admin("GET", "overview").json
    assert (overview["virtual"], overview["profile"], overview["strict"]) == (True, "seconds:100", False)
    (returned,) = [each for each in overview["subscriptions"] if each["id"] == known]
    assert list(returned["resources"]) == ["deployment", "hosted_service", "storage_account"]
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
    assert (returned["locks"], list(returned["resources"])) == ([], ["storage_account"])


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
    instance = {"role_name": "web", "size": "Small"}
    assert one["role_instances"] == [
        {**instance, "name": "web_IN_0", "status": "RoleStateUnknown", "power_state": "Started"},
        {**instance, "name": "web_IN_1", "status": "ReadyRole", "power_state": "Started"},
    ]
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
