#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: role_instance
short_description: Reboot, reimage, rebuild or delete an instance of a role
version_added: 0.1.0
description:
  - Reboot, reimage, rebuild or delete one instance of a web or worker role.
  - Rebooting, reimaging and rebuilding are not idempotent. They are done each time the task runs, and the task always
    reports a change. Deleting an instance is idempotent.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service.
    type: str
    required: true
  deployment_name:
    description: The name of the deployment.
    type: str
    required: true
  name:
    description: The name of the instance, for example V(web_IN_0).
    type: str
    required: true
  state:
    description:
      - V(rebooted) restarts the instance, V(reimaged) reinstalls its operating system, and V(rebuilt) recreates all its
        local drives.
      - V(absent) deletes the instance, so that the role has one instance less. The other instances keep their names. A
        later task that sets the configuration or the number of instances may create an instance again.
    type: str
    choices: [rebooted, reimaged, rebuilt, absent]
    required: true
  wait_timeout:
    default: 1800
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.deployment_info
"""

EXAMPLES = r"""
- name: Reboot the first instance of the web role
  classic.azure.role_instance:
    service_name: classic-shop
    deployment_name: v2
    name: web_IN_0
    state: rebooted

- name: Delete the third instance
  classic.azure.role_instance:
    service_name: classic-shop
    deployment_name: v2
    name: web_IN_2
    state: absent
"""

RETURN = r"""
role_instance:
  description: The instance as the service tells of it.
  returned: when it exists after the task
  type: dict
  contains:
    role_name:
      description: The role.
      type: str
    name:
      description: The name.
      type: str
    status:
      description: The state, as the service spells it.
      type: str
    upgrade_domain:
      description: The upgrade domain.
      type: int
    fault_domain:
      description: The fault domain.
      type: int
    size:
      description: The role size.
      type: str
    state_details:
      description: What the role said of its state.
      type: str
    ip_address:
      description: The address inside the deployment.
      type: str
    endpoints:
      description: Its endpoints.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        vip:
          description: The public address.
          type: str
        public_port:
          description: The public port.
          type: int
        local_port:
          description: The port inside.
          type: int
        protocol:
          description: V(tcp), V(udp), V(http) or V(https).
          type: str
        idle_timeout_in_minutes:
          description: Minutes until an idle connection ends.
          type: int
    power_state:
      description: Whether it runs, for example V(Started).
      type: str
    host_name:
      description: The name of the host.
      type: str
    remote_access_certificate_thumbprint:
      description: The certificate for remote access.
      type: str
    guest_agent_status:
      description: What the agent in a virtual machine says.
      type: dict
      contains:
        protocol_version:
          description: The version of the protocol.
          type: str
        timestamp:
          description: When it was said, UTC.
          type: str
        guest_agent_version:
          description: The version of the agent.
          type: str
        status:
          description: The state, as the service spells it.
          type: str
        formatted_message:
          description: What the agent says in words.
          type: dict
          contains:
            language:
              description: The language.
              type: str
            message:
              description: The sentence.
              type: str
    public_ips:
      description: Its public addresses.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        address:
          description: The address.
          type: str
        idle_timeout_in_minutes:
          description: Minutes until an idle connection ends.
          type: int
        domain_name_label:
          description: The first part of its DNS name.
          type: str
        fqdns:
          description: Its DNS names.
          type: list
          elements: str
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [RebootRoleInstance]
operation_ids:
  description: The ids of those requests, which M(classic.azure.operation_info) takes. Empty in check mode.
  returned: success
  type: list
  elements: str
  sample: [9c762d54bb95b7efa795515e633d7266]
lock_waits:
  description: The operations that stood in the way, and how long they were waited for.
  returned: when something had to be waited for
  type: list
  elements: dict
  contains:
    operation_id:
      description: The operation in the way, if the service named it.
      type: str
    seconds:
      description: How long it was waited for.
      type: float
error:
  description: The service's refusal.
  returned: when the service refused
  type: dict
  contains:
    code:
      description: The service's word for it.
      type: str
      sample: ConflictError
    message:
      description: The service's sentence.
      type: str
    status:
      description: The HTTP status.
      type: int
operation_id:
  description: The id of the request that was refused, or of the operation that failed or was still going on.
  returned: on failure, where there is one
  type: str
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import resource_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_instance import (
    ROLE_INSTANCE,
)

MODULE_SPEC = resource_module(ROLE_INSTANCE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
