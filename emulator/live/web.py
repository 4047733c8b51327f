# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of web and worker instances: who they are, and their settings, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    Deployment,
    Release,
    RoleInstance,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from twisted.web.http import HTTPChannel, HTTPFactory, Request

SECRET_NAME = re.compile(r"passw|pwd|secret|key|token|credential|connection.?string|signature", re.IGNORECASE)
SECRET_VALUE = re.compile(
    r"(account|access)key *=|sharedaccess|(password|pwd|secret|token|sig) *=|://[^/@]*:[^/@]*@|-----BEGIN",
    re.IGNORECASE,
)
"""What tells a setting that may be a secret. The package's service definition, which could say so, is not read."""


def instance_document(deployment: Deployment, instance: RoleInstance) -> dict[str, Any]:
    """What an instance answers. ``version`` is the setting of that name, or the label of the deployment."""
    release = instance_release(deployment, instance)
    settings = public_settings(_settings(release.configuration, instance.role_name or ""))
    version = next((value for name, value in settings.items() if name.lower() == "version"), release.label)
    return {
        "service": deployment.service,
        "deployment": deployment.name,
        "label": release.label,
        "slot": deployment.slot,
        "role": instance.role_name,
        "instance": instance.name,
        "version": version,
        "package": release.package.url,
        "upgrade_domain": instance.upgrade_domain,
        "fault_domain": instance.fault_domain,
        "settings": settings,
    }


def instance_release(deployment: Deployment, instance: RoleInstance) -> Release:
    """What an instance runs: in an upgrade that is walked by hand, the old release until its domain was walked.

    A rollback that is walked shows the release that it goes back to at once. Raises LookupError for virtual machines.
    """
    update = deployment.update
    if update and update.mode == "manual" and not update.is_rollback and deployment.rollback_allowed:
        is_walked = (instance.upgrade_domain or 0) < update.next_domain
        if instance.role_name in update.roles and not is_walked:
            return update.before
    return deployment.release()


def public_settings(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings that neither by their name nor by their value may be a secret."""
    return {
        name: value
        for name, value in settings.items()
        if not SECRET_NAME.search(name) and not SECRET_VALUE.search(value)
    }


def _settings(configuration: str, role_name: str) -> dict[str, str]:
    """All settings of a role."""
    root = cscfg.parse(configuration)
    roles = [role for role in root.iter(f"{{{cscfg.NAMESPACE}}}Role") if role.get("name") == role_name]
    found = [setting for role in roles for setting in role.iter(f"{{{cscfg.NAMESPACE}}}Setting")]
    return {str(each.get("name")): str(each.get("value") or "") for each in found}


IDLE_SECONDS = 60
"""For a request, and between two of them."""


class _Answer(Request):
    """Answers any request with the document of the instance."""

    channel: Any

    def process(self) -> None:
        answer: Any = self
        body = json.dumps(self.channel.factory.document, indent=2).encode() + b"\n"
        answer.setHeader("Content-Type", "application/json")
        answer.setHeader("Server", "classic.azure-emulator")
        answer.setHeader("Content-Length", str(len(body)))
        answer.write(b"" if self.method == b"HEAD" else body)
        answer.finish()


class _Channel(HTTPChannel):
    requestFactory = _Answer
    factory: Any

    def connectionMade(self) -> None:
        super().connectionMade()
        self.factory.channels.add(self)

    def connectionLost(self, reason: Any = None) -> None:
        self.factory.channels.discard(self)
        super().connectionLost(reason)


class WebAnswer(HTTPFactory):
    """The web server of one instance, which answers each request with ``document``."""

    protocol = _Channel  # type: ignore[assignment]  # Twisted wraps the same class, for the sake of HTTP/2

    def __init__(self, document: Mapping[str, Any], reactor: Any) -> None:
        super().__init__(timeout=IDLE_SECONDS, reactor=reactor)
        self.document = document
        self.channels: set[_Channel] = set()

    def close(self) -> None:
        """Cut all connections: the instance does not run any more."""
        for channel in list(self.channels):
            transport: Any = channel.transport
            transport.abortConnection()

    def log(self, request: object) -> None:
        pass
