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
  description: State of the role instance after the task. In check mode, the predicted state, in which
    values that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    role_name:
      description: Name of the role of the instance.
      type: str
    name:
      description: Name of the role instance.
      type: str
    status:
      description: Status of the instance, for example V(ReadyRole).
      type: str
    upgrade_domain:
      description: Number of the upgrade domain.
      type: int
    fault_domain:
      description: Number of the fault domain.
      type: int
    size:
      description: Role size of the instance.
      type: str
    state_details:
      description: Details of the status.
      type: str
    ip_address:
      description: Internal IP address.
      type: str
    endpoints:
      description: Endpoints of the instance. Not returned when it has none.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the endpoint.
          type: str
        vip:
          description: Public IP address of the endpoint.
          type: str
        public_port:
          description: Public port of the endpoint.
          type: int
        local_port:
          description: Port on which the instance listens.
          type: int
        protocol:
          description: Protocol of the endpoint, V(tcp), V(udp), V(http) or V(https).
          type: str
        idle_timeout_in_minutes:
          description: Timeout of idle connections, in minutes.
          type: int
    power_state:
      description: Power state, for example V(Started) or V(Stopped).
      type: str
    host_name:
      description: Host name of the guest. Not returned before the guest has reported it.
      type: str
    remote_access_certificate_thumbprint:
      description: SHA-1 thumbprint of the Remote Desktop certificate (Windows), or MD5 fingerprint of
        the SSH host key (Linux).
      type: str
    guest_agent_status:
      description: Status of the guest agent. Not returned when there is no guest agent.
      type: dict
      contains:
        protocol_version:
          description: Version of the protocol of the guest agent.
          type: str
        timestamp:
          description: Time of the last report of the guest agent, in UTC.
          type: str
        guest_agent_version:
          description: Version of the guest agent.
          type: str
        status:
          description: Status of the guest agent.
          type: str
        formatted_message:
          description: Message of the guest agent.
          type: dict
          contains:
            language:
              description: Language of the message.
              type: str
            message:
              description: Text of the message.
              type: str
    public_ips:
      description: Instance-level public IP addresses.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the public IP address.
          type: str
        address:
          description: Public IP address.
          type: str
        idle_timeout_in_minutes:
          description: Timeout of idle connections, in minutes.
          type: int
        domain_name_label:
          description: First label of the DNS name of the address. Not returned when the address has no
            DNS name.
          type: str
        fqdns:
          description: Fully qualified domain names of the address.
          type: list
          elements: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - RebootRoleInstance
operation_ids:
  description: IDs of these requests, for M(classic.azure.operation_info). Empty in check mode.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - 9c762d54bb95b7efa795515e633d7266
missing_references:
  description: What the task refers to and that does not exist, each as a sentence. The task fails without
    it.
  returned: in check mode, when something is missing that an earlier task may create
  type: list
  elements: str
  sample:
    - there is no hosted service classic-shop
lock_waits:
  description: Operations with exclusive access to a resource that the task waited for.
  returned: when the task had to wait
  type: list
  elements: dict
  contains:
    operation_id:
      description: ID of the operation. Not returned when the service does not name it.
      type: str
    seconds:
      description: Time that the task waited, in seconds.
      type: float
error:
  description: Error response of the service.
  returned: when the service refused a request
  type: dict
  contains:
    code:
      description: Error code of the service.
      type: str
      sample: ConflictError
    message:
      description: Error message of the service.
      type: str
    status:
      description: HTTP status code.
      type: int
operation_id:
  description: ID of the request that was refused, or of the operation that failed or timed out.
  returned: on failure, when there is one
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
