# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in Chromium: what it shows, each action, narrow and wide, dark and light, and for a screen reader."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.emulated import Service, start_emulator
from ansible_collections.classic.azure.tests.unit.emulator.http.browsed import (
    CHROMIUM,
    MARKUP,
    MISSING,
    PATIENCE,
    QUIET,
    Browsed,
    furnish,
    many,
    new_page,
)
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect, sync_playwright

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not CHROMIUM, reason=MISSING)]

expect.set_options(timeout=PATIENCE)

PICTURES = Path(os.environ.get("PAGE_PICTURES", ""))
"""Where pictures of the page are to be kept; nowhere if it is not set."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *sandbox])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def furnished(authority: Authority, event_loop_thread: threading.Thread) -> tuple[Service, dict[str, Any]]:
    """A subscription with an environment, in an emulator of its own, and the state of this emulator."""
    service = start_emulator(event_loop_thread, authority, "seconds:30", False).new_service()
    furnish(service)
    return service, service.emulator.do(service.emulator.cloud.save)


@pytest.fixture
def service(furnished: tuple[Service, dict[str, Any]]) -> Service:
    service, state = furnished
    service.emulator.do(service.emulator.cloud.faults.clear)
    service.emulator.do(service.emulator.cloud.load, state)
    return service


@pytest.fixture
def browsed(browser: Browser, service: Service) -> Iterator[Browsed]:
    """The page, wide and light. The browser must have nothing to complain about."""
    browsed = new_page(browser, service, viewport={"width": 1400, "height": 900})
    browsed.open()
    browsed.wait()
    yield browsed
    browsed.page.context.close()
    assert not browsed.problems


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_page_is_accessible_and_fits(
    browser: Browser, service: Service, width: int, scheme: Literal["light", "dark"]
) -> None:
    service.inject_fault("too_many_requests", "CreateHostedService", nth=2, probability=0.5)
    service.run("storage_account", name="morestorage", location="West US", wait=False)
    browsed = new_page(browser, service, viewport={"width": width, "height": 900}, color_scheme=scheme)
    browsed.open()
    browsed.wait()
    page = browsed.page
    assert_accessible(browsed)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_picture(browsed, f"page-{width}-{scheme}")
    page.locator("#journal summary:visible").first.click()
    page.get_by_role("button", name="db1", exact=True).click()
    assert_accessible(browsed)
    keep_picture(browsed, f"details-{width}-{scheme}", full=False)
    page.context.close()
    assert not browsed.problems


def assert_accessible(browsed: Browsed) -> None:
    found = Axe().run(browsed.page)
    assert found.violations_count == 0, found.generate_report()


def keep_picture(browsed: Browsed, name: str, full: bool = True) -> None:
    if "PAGE_PICTURES" in os.environ:
        browsed.page.screenshot(path=PICTURES / f"{name}.png", full_page=full)


def test_picture_shows_what_belongs_together(browsed: Browsed) -> None:
    shop = browsed.page.locator(".card", has=browsed.page.get_by_role("button", name="classic-shop", exact=True))
    expect(shop.locator(".lane .slot")).to_have_text(["Production", "Staging"])
    expect(shop.locator(".lane").first).to_contain_text("tcp 443")
    expect(shop.locator(".lane").first.locator(".role").first).to_contain_text("web_IN_0 ReadyRole")
    expect(shop).to_contain_text("1 service certificate")
    database = browsed.page.locator(".card", has=browsed.page.get_by_role("button", name="classic-shop-db"))
    expect(database.locator(".lane").last).to_have_text("Staging empty")
    expect(database.locator(".role")).to_contain_text("Medium · 2 disks")
    expect(database.locator(".lane").first).to_contain_text("in network shopnet")
    expect(browsed.page.locator(".virtual_network")).to_contain_text("backend 10.1.2.0/24")


def test_picture_shows_what_runs(browsed: Browsed, monkeypatch: pytest.MonkeyPatch) -> None:
    below = f"{browsed.service.subscription_id}/classic-shop"
    machine = f"{below}-db/classic-shop-db/db1"
    live = {"machines": {machine: True}, "instances": [f"{below}/v1/web_IN_0"], "failures": []}
    monkeypatch.setattr(browsed.service.emulator.cloud.hosting, "status", lambda: live)
    role = browsed.page.locator(".role", has=browsed.page.get_by_role("button", name="db1"))
    expect(role.locator(".instances")).to_have_text("ReadyRoleruns")
    expect(browsed.page.locator(".instances", has_text="runs")).to_have_count(2)
    live.update(machines={machine: False}, failures=[f"{MARKUP} cannot start"])
    expect(role.locator(".instances")).to_have_text("ReadyRoledoes not run")
    expect(browsed.page.locator("#failure-list li")).to_have_text(f"{MARKUP} cannot start")


def test_labels_are_shown_as_they_are(browsed: Browsed) -> None:
    """``test`` is valid base64, and was shown as what it would stand for."""
    assert "test" in browsed.page.locator(".hosted_service .card").first.inner_text().splitlines()


def test_names_with_markup_are_text(browsed: Browsed) -> None:
    expect(browsed.page.get_by_role("button", name=MARKUP)).to_be_visible()
    browsed.page.get_by_role("button", name=MARKUP).click()
    expect(browsed.page.locator("#details-title")).to_have_text(f"disk {MARKUP}")
    assert browsed.page.locator("img").count() == 0


def test_details_lead_to_what_belongs_together(browsed: Browsed) -> None:
    page, dialog = browsed.page, browsed.page.locator("#details")
    page.get_by_role("button", name="db1", exact=True).press("Enter")
    for text in ("Medium", "backend", "input endpoints", "10.1.2.", "https://shopdata.blob.core.windows.net/vhds/"):
        expect(dialog).to_contain_text(text)
    assert "Secret-of-1-machine" not in page.content()
    dialog.get_by_role("button", name="deployment classic-shop-db/").click()
    expect(page.locator("#details-title")).to_contain_text("deployment")
    dialog.get_by_role("button", name="virtual network shopnet").click()
    expect(dialog).to_contain_text("deployment classic-shop-db/")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()


def test_operations_name_their_resource(browsed: Browsed) -> None:
    browsed.service.run("storage_account", name="morestorage", location="West US", wait=False)
    operation = browsed.page.locator("#operation-list li", has_text="InProgress")
    expect(operation).to_contain_text("CreateStorageService")
    operation.get_by_role("button", name="morestorage").click()
    expect(browsed.page.locator("#details-title")).to_have_text("storage account morestorage")


def test_requests_are_apart(browsed: Browsed) -> None:
    browsed.service.run("affinity_group", name="near", location="West US")
    browsed.service.run("affinity_group_info")
    browsed.service.run("storage_account", name="morestorage", location="West US")
    lines = browsed.page.locator("#journal summary:visible")
    expect(lines.first).to_contain_text("morestorage")
    assert all(method == "GET" for method in shown_methods(browsed, "reads"))
    assert set(shown_methods(browsed, "polls")) == {"GET"}
    expect(lines.first).to_contain_text("GetOperationStatus")
    browsed.page.get_by_label("writes").check()
    lines.first.click()
    expect(browsed.page.locator("pre").first).to_contain_text("<ServiceName>morestorage</ServiceName>")
    browsed.page.get_by_label("filter requests").fill("no such thing")
    expect(browsed.page.locator("#no-requests")).to_be_visible()


def shown_methods(browsed: Browsed, kind: str) -> list[str]:
    browsed.page.get_by_label(kind).check()
    return browsed.page.locator("#journal summary:visible .method").all_inner_texts()


def test_faults_are_added_and_deleted(browsed: Browsed) -> None:
    page, form = browsed.page, browsed.page.locator("#fault")
    for operation in ("CreateHostedService", "DeleteHostedService"):
        form.get_by_label("kind").select_option("too_many_requests")
        form.locator("[name=operation]").fill(operation)
        form.get_by_label("from no.").fill("2")
        form.get_by_role("button", name="add fault").click()
    rules = page.locator("#fault-list li")
    expect(rules).to_have_count(2)
    expect(rules.first).to_contain_text("from request no. 2")
    page.get_by_role("button", name="delete fault too many requests of CreateHostedService").click()
    expect(rules).to_have_count(1)
    assert [rule.operation for rule in browsed.service.emulator.cloud.faults.rules] == ["DeleteHostedService"]
    form.locator("[name=operation]").fill("NoSuchRequest")
    form.get_by_role("button", name="add fault").click()
    expect(page.locator("#state")).to_contain_text("no request is named 'NoSuchRequest'")
    form.locator("[name=operation]").fill("")
    form.get_by_role("button", name="add fault").click()
    expect(rules).to_have_count(2)
    page.get_by_role("button", name="delete all").click()
    expect(rules).to_have_count(0)


def test_fault_begins_with_a_request(browsed: Browsed) -> None:
    browsed.service.run("affinity_group", name="near", location="West US")
    browsed.page.locator("#journal summary:visible", has_text="CreateAffinityGroup").click()
    browsed.page.get_by_role("button", name="fault for CreateAffinityGroup").click()
    expect(browsed.page.locator("#fault [name=operation]")).to_have_value("CreateAffinityGroup")
    expect(browsed.page.locator("#fault").get_by_label("kind")).to_be_focused()


def test_clock_moves(browsed: Browsed) -> None:
    browsed.service.run("storage_account", name="morestorage", location="West US", wait=False)
    card = browsed.page.locator(".storage_account .card", has_text="morestorage")
    expect(card).to_contain_text("ResolvingDns")
    before = browsed.service.monotonic()
    browsed.page.get_by_role("button", name="+10 min").click()
    expect(card).to_contain_text("Created")
    assert browsed.service.monotonic() - before >= 600
    browsed.page.get_by_label("seconds to advance").fill("-1")
    browsed.page.locator("#advance").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(browsed.page.locator("#state")).to_contain_text("time does not go back")


def test_subscription_is_created_and_reset(browsed: Browsed) -> None:
    page = browsed.page
    page.get_by_role("button", name="new subscription").click()
    page.get_by_label("name").fill("Second")
    page.get_by_role("button", name="create").click()
    expect(page.locator(".subscription h3").last).to_contain_text("Second")
    own = browsed.service.subscription_id
    page.get_by_role("button", name=f"reset: subscription {own}").click()
    page.get_by_role("button", name="cancel").click()
    expect(page.get_by_role("button", name="classic-shop", exact=True)).to_be_visible()
    page.get_by_role("button", name=f"reset: subscription {own}").click()
    page.get_by_role("button", name="reset", exact=True).click()
    expect(page.locator(".subscription").first.get_by_role("button", name="classic-shop")).to_have_count(0)
    assert browsed.service.stored("hosted_service", "classic-shop") is None


def test_state_is_saved_and_loaded(browsed: Browsed, tmp_path: Path) -> None:
    page, file = browsed.page, tmp_path / "state.json"
    with page.expect_download() as download:
        page.get_by_role("button", name="save state").click()
    download.value.save_as(file)
    browsed.service.run("affinity_group", name="later", location="West US")
    expect(page.locator(".affinity_group")).to_contain_text("later")
    page.locator("#load").set_input_files(file)
    page.get_by_role("button", name="load", exact=True).click()
    expect(page.locator(".affinity_group")).to_have_count(0)
    file.write_text("no JSON")
    page.locator("#load").set_input_files(file)
    expect(page.locator("#state")).to_contain_text("JSON")


def test_certificate_is_uploaded(browsed: Browsed, tmp_path: Path) -> None:
    page, own, emulator = browsed.page, browsed.service.subscription_id, browsed.service.emulator
    thumbprint = emulator.certificates[0]["thumbprint"]
    emulator.do(emulator.cloud.store.delete, own, "management_certificate", thumbprint)
    wrong = tmp_path / "wrong.cer"
    wrong.write_text("no certificate")
    page.get_by_role("button", name=f"upload certificate: subscription {own}").click()
    for file in (wrong, emulator.authority.management_certificate):
        page.locator("#certificate input").set_input_files(file)
        page.get_by_role("button", name="upload", exact=True).click()
        outcome = "the file is no certificate in DER or PEM" if file == wrong else "may manage the subscription"
        expect(page.locator("#state")).to_contain_text(outcome)
    assert browsed.service.stored("management_certificate", thumbprint)


def test_connection_is_copied(browsed: Browsed) -> None:
    page, own = browsed.page, browsed.service.subscription_id
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=f"copy connection: subscription {own}").click()
    page.get_by_role("button", name="copy", exact=True).click()
    expect(page.locator("#copied")).to_have_text("copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert f"export AZURE_SUBSCRIPTION_ID={own}" in lines
    assert f"export AZURE_ENDPOINT={browsed.service.emulator.endpoint}" in lines


def test_token_is_asked_for(browser: Browser, service: Service) -> None:
    browsed = new_page(browser, service)
    browsed.open(token="wrong")
    browsed.page.get_by_label("token").fill(" token-of-the-emulators-in-threads ")
    browsed.page.get_by_role("button", name="use").click()
    browsed.wait()
    expect(browsed.page.get_by_label("token")).to_be_hidden()
    assert browsed.page.url.endswith("/emulator/")
    browsed.page.context.close()


def test_thousand_resources_stay_in_place(browsed: Browsed) -> None:
    """A change of one of them paints one card, and neither the focus nor the place on the page is lost."""
    page, service = browsed.page, browsed.service
    seeds = many(1000)
    service.emulator.do(service.emulator.cloud.seed, service.subscription_id, seeds)
    expect(page.locator(".disk .card")).to_have_count(1003)
    page.get_by_role("button", name="disk500", exact=True).focus()
    place = page.evaluate("scrollY")
    page.evaluate(
        """() => {
          window.painted = 0;
          new MutationObserver((records) => records.forEach((each) => { window.painted += each.addedNodes.length; }))
            .observe(document.getElementById("subscriptions"), {childList: true, subtree: true});
        }"""
    )
    for name in ("disk500", "disk501"):
        service.seed("disk", name, {"name": name, "os": "Windows"})
    expect(page.locator(".disk .card", has_text="Windows")).to_have_count(2)
    assert page.evaluate("window.painted") == 2
    expect(page.get_by_role("button", name="disk500", exact=True)).to_be_focused()
    assert page.evaluate("scrollY") == place
    page.get_by_label("find a resource").fill("disk99")
    expect(page.locator(".disk .card")).to_have_count(11)
