# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guest agents of virtual machines report (docs/protocol/compute.md#guest-agent-status)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    READY,
    Deployment,
    FormattedMessage,
    GuestAgentStatus,
    RoleInstance,
)

PROTOCOL_VERSION, AGENT_VERSION, UNKNOWN_VERSION = "1.0", "2.6.1198.718", "Unknown"
LANGUAGE = "en-US"
RUNNING = "GuestAgent is running and accepting new configurations."


def report_agent(deployment: Deployment, instance: RoleInstance, now: float) -> None:
    """Have an instance show what its agent reports in the state that it is in, if it has an agent."""
    role = deployment.role(instance.role_name or "")
    if role is None or not role.provision_guest_agent:
        instance.guest_agent_status = None
    elif instance.status == READY:
        instance.guest_agent_status = _status(now, AGENT_VERSION, "Ready", RUNNING)
    else:
        missing = f"Status not available for role {role.name}."
        instance.guest_agent_status = _status(now, UNKNOWN_VERSION, "NotReady", missing)


def silence_agent(instance: RoleInstance) -> None:
    """Have an instance show that its agent reports no more."""
    status = instance.guest_agent_status
    if status:
        status.guest_agent_version, status.status = UNKNOWN_VERSION, "NotReady"
        text = f"VM Agent is unresponsive. Status was last reported at {status.timestamp}."
        status.formatted_message = FormattedMessage(LANGUAGE, text)


def _status(now: float, version: str, status: str, message: str) -> GuestAgentStatus:
    return GuestAgentStatus(PROTOCOL_VERSION, stamp(now), version, status, FormattedMessage(LANGUAGE, message))
