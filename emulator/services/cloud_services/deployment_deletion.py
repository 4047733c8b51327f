# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a deployment, and what goes with it."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.classic.azure.emulator.core.entities import TimedScope
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import DEPLOYMENTS, Deployment
from ansible_collections.classic.azure.emulator.services.networking import reserved_ips

DeletionHook = Callable[[TimedScope, Deployment, bool], None]
"""A function that is called before a deployment is deleted, with whether its media are deleted too."""

_hooks: list[DeletionHook] = []


def before_deletion(hook: DeletionHook) -> DeletionHook:
    """Decorate a function of a higher layer that a deployment's deletion concerns."""
    _hooks.append(hook)
    return hook


def delete_deployment(scope: TimedScope, deployment: Deployment, media: bool) -> None:
    """Delete a deployment; nothing uses its reserved IP address then. ``media`` says whether disks are deleted too."""
    for hook in _hooks:
        hook(scope, deployment, media)
    if deployment.reserved_ip_name:
        reserved_ips.mark_unused(scope, deployment.reserved_ip_name)
    DEPLOYMENTS.delete(scope, deployment.key)
