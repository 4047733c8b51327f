# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hosted service and a storage account to deploy to, and the tasks that do it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ansible_collections.classic.azure.tests.emulated import Service

ROLES: dict[str, dict[str, Any]] = {
    "web": {"instances": 2, "settings": {"Greeting": "Hello"}},
    "worker": {"instances": 1},
}


def is_part(values: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a dict has all the values, and dicts in it all the values of those."""
    return all(
        is_part(value, whole.get(name) or {}) if isinstance(value, dict) else whole.get(name) == value
        for name, value in values.items()
    )


class HostedService:
    """A hosted service, with a storage account of the same name."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.name = service.name
        for module in ("hosted_service", "storage_account"):
            service.run(module, name=self.name, location="West US")
        service.pop_requests()

    def url(self, package: str = "shop.cspkg") -> str:
        return f"https://{self.name}.blob.core.windows.net/deployments/{package}"

    def configuration(self, **counts: int) -> dict[str, Any]:
        """A configuration, with other numbers of instances for some roles."""
        roles = {
            name: {**role, "instances": counts.get(name, role["instances"])} for name, role in deepcopy(ROLES).items()
        }
        return {"service_name": "Shop", "roles": roles}

    def deploy(self, name: str = "v1", check: bool = False, **options: Any) -> dict[str, Any]:
        """Run the module deployment with a package and a configuration, by default in production."""
        if options.get("state") != "absent":
            defaults = {"package_url": self.url(f"{name}.cspkg"), "configuration": self.configuration()}
            options = {**defaults, **options}
        return self.change(name, check, **options)

    def change(self, name: str = "v1", check: bool = False, **options: Any) -> dict[str, Any]:
        """Run the module deployment with the given options only."""
        return self.service.run("deployment", check=check, service_name=self.name, name=name, **options)

    def run(self, module: str, check: bool = False, **options: Any) -> dict[str, Any]:
        """Run another module on the hosted service."""
        return self.service.run(module, check=check, service_name=self.name, **options)

    def run_verified(self, module: str = "deployment", repeats: bool = False, **options: Any) -> dict[str, Any]:
        """Run a task in check mode, for real and once more, and return the result of the real run.

        It asserts that check mode predicted changes, requests and diff, and that the last run changes nothing, or does
        the same again if the task is an action (``repeats``).
        """
        self.service.pop_requests()
        returned = self.run(module, check=True, **options)
        assert self.service.writes() == []
        done = self.run(module, **options)
        assert {name: returned[name] for name in ("changed", "requests", "diff")} == {
            name: done[name] for name in ("changed", "requests", "diff")
        }
        assert self.service.writes() == done["requests"]
        after = {name: value for name, value in done["diff"]["after"].items() if name != "package_url"}
        there = done.get(module) or done.get("deployment") or {}
        assert is_part(after, there)
        self.service.pop_requests()
        again = self.run(module, **options)
        assert again["requests"] == self.service.writes() == (done["requests"] if repeats else [])
        assert again["changed"] is repeats
        return done

    def deployment(self, name: str = "v1") -> dict[str, Any]:
        """The deployment as deployment_info returns it."""
        (returned,) = self.run("deployment_info", name=name)["deployments"]
        return dict(returned)

    def instances(self, name: str = "v1") -> dict[str, str]:
        """The states of the instances of a deployment."""
        return {each["name"]: each["status"] for each in self.deployment(name)["role_instances"]}

    def deployments_by_slot(self) -> dict[str, str]:
        """The names of the deployments by slot."""
        return {each["slot"]: each["name"] for each in self.run("deployment_info")["deployments"]}
