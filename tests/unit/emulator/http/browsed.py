# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in a browser, and an environment for it to show."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.classic.azure.tests.emulated import ADMIN_TOKEN, Service
from playwright.sync_api import Browser, ConsoleMessage, Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
MISSING = "no Chromium for the tests of the page: apt-get install chromium"
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]

MARKUP = "<img src=x onerror=alert(1)>"
PATIENCE = 15_000
"""How long a browser waits for what a test expects, in milliseconds."""


@dataclass
class Browsed:
    """The page of an emulator in a browser. ``problems`` are the errors that the browser reported."""

    page: Page
    service: Service
    problems: list[str] = field(default_factory=list)

    def open(self, token: str = ADMIN_TOKEN) -> None:
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._note)
        self.page.on("dialog", lambda dialog: self.problems.append(f"a dialog: {dialog.message}"))
        self.page.goto(f"{self.service.emulator.endpoint}/emulator/#token={token}")

    def wait(self) -> None:
        """Wait until the page shows what is there."""
        self.page.wait_for_selector("#state.good", timeout=PATIENCE)

    def _note(self, message: ConsoleMessage) -> None:
        """Refusals of the emulator are no errors of the page."""
        if message.type == "error" and "the server responded with a status of 40" not in message.text:
            self.problems.append(message.text)


def new_page(browser: Browser, service: Service, **options: Any) -> Browsed:
    """A tab of its own, which waits for nothing longer than ``PATIENCE``."""
    context = browser.new_context(ignore_https_errors=True, **options)
    context.set_default_timeout(PATIENCE)
    return Browsed(context.new_page(), service)


def furnish(service: Service) -> None:
    """Have a subscription contain something of each kind, also names with markup."""
    url = "https://shopdata.blob.core.windows.net/packages/shop.cspkg"
    endpoint = {"name": "https", "port": 443, "local_port": 8443}
    service.register_package(url.removeprefix("https://"), {"name": "web", "endpoints": [endpoint]}, {"name": "worker"})
    subnet = {"name": "backend", "address_prefix": "10.1.2.0/24"}
    service.seed(
        "virtual_network",
        "shopnet",
        {
            "name": "shopnet",
            "status": "Created",
            "location": "West US",
            "address_prefixes": ["10.1.0.0/16"],
            "subnets": [subnet],
        },
    )
    service.seed("disk", MARKUP, {"name": MARKUP, "label": MARKUP, "media_link": f"https://{MARKUP}/x"})
    deployment = {
        "package_url": url,
        "configuration": {"service_name": "Shop", "roles": {"web": {"instances": 2}, "worker": {"instances": 1}}},
    }
    certificate = {"certificate_path": str(service.emulator.authority.management_certificate)}
    machine = {
        "image": {"family": "Ubuntu Server 14.04 LTS"},
        "role_size": "Medium",
        "storage_account": "shopdata",
        "linux": {"user_name": "shopkeeper", "user_password": "Secret-of-1-machine"},
        "virtual_network_name": "shopnet",
        "subnet_names": ["backend"],
        "endpoints": [{"name": "ssh", "protocol": "tcp", "port": 22, "local_port": 22}],
        "data_disks": [{"logical_disk_size_in_gb": 20}],
    }
    service.run(
        "environment",
        parallel=1,
        resources={
            "storage_accounts": [{"name": "shopdata", "location": "West US", "account_type": "Standard_LRS"}],
            "hosted_services": [
                {
                    "name": "classic-shop",
                    "label": "test",
                    "location": "West US",
                    "certificates": [certificate],
                    "deployments": [
                        {"name": "v1", "slot": "production", **deployment},
                        {"name": "v2", "slot": "staging", **deployment},
                    ],
                },
                {"name": "classic-shop-db", "location": "West US", "virtual_machines": [{"name": "db1", **machine}]},
            ],
        },
    )
    service.run("reserved_ip", name="shop-address", location="West US")


def many(count: int) -> list[dict[str, Any]]:
    """Seeds of so many disks."""
    return [{"kind": "disk", "name": f"disk{n}", "value": {"name": f"disk{n}", "os": "Linux"}} for n in range(count)]
