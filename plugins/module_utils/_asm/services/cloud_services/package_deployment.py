# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deployment of a local package, which is uploaded as a blob before the deployment is created or upgraded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.package import Package
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values


class PackageDeployment(Reconciler[Values]):
    """The reconciler of a deployment. A local package is uploaded if a request needs it and it is not there yet."""

    def __init__(self, resource: Resource[Values], client: Client, params: Mapping[str, Any], context: Context) -> None:
        self.package = None
        path = params["package_path"]
        if path and params["state"] == "present":
            if not params["storage_account"]:
                raise InvalidOptionError(
                    "package_path", path, "it needs storage_account, in which the package is to be"
                )
            self.package = Package(client, params["storage_account"], params["container"], path, context)
            params = {**params, "package_url": self.package.url}
        super().__init__(resource, client, params, context)
        if self.package and self.package.missing_account:
            self._warn_of_missing(self.package.missing_account)

    def _prepare(self, steps: list[Step]) -> list[str]:
        needed = any("package_url" in step.action.fields for step in steps)
        return self.package.store() if self.package and needed else []
