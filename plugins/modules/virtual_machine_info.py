#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: virtual_machine_info
short_description: Gather information about virtual machines
version_added: 0.1.0
description:
  - Gather information about one virtual machine, or about all virtual machines of a hosted service.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service.
    type: str
    required: true
  deployment_name:
    description:
      - The name of the deployment. If it is omitted, the virtual machines of the deployment in production are returned.
    type: str
  name:
    description: The name of the virtual machine. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.virtual_machine
"""

EXAMPLES = r"""
- name: Get the virtual machines of the shop
  classic.azure.virtual_machine_info:
    service_name: classic-shop
  register: shop

- name: Show those that are stopped but still billed
  ansible.builtin.debug:
    msg: "{{ shop.virtual_machines | selectattr('status', 'equalto', 'StoppedVM') | map(attribute='name') }}"
"""

RETURN = r"""
virtual_machines:
  description: The virtual machines that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
    service_name:
      description: The hosted service.
      type: str
    deployment_name:
      description: The deployment.
      type: str
    deployment_status:
      description: The state of the deployment.
      type: str
    status:
      description: The state of the virtual machine, V(ReadyRole) for example.
      type: str
    power_state:
      description: Whether it is V(Started), V(Stopped), or on its way.
      type: str
    billed:
      description: Whether it is billed, which it is while it has a place, even if it is stopped.
      type: bool
    state_details:
      description: What it is about, in words.
      type: str
    host_name:
      description: The name that it has for itself, once it has said so.
      type: str
    ip_address:
      description: The inner address.
      type: str
    virtual_ip:
      description: The address at which its endpoints are reached.
      type: str
    url:
      description: The address of the deployment.
      type: str
    role_size:
      description: The size.
      type: str
    availability_set_name:
      description: The availability set.
      type: str
    endpoints:
      description: The ports that are reached from outside.
      type: list
      elements: dict
      contains:
        load_balanced_endpoint_set_name:
          description: The set of endpoints of several virtual machines that share the public port.
          type: str
        local_port:
          description: The port of the virtual machine.
          type: int
        name:
          description: The name, which no other endpoint of the virtual machine has.
          type: str
        port:
          description: The public port. Without it the service chooses one, which stays.
          type: int
        load_balancer_probe:
          description: How it is found out whether a member of the set works.
          type: dict
          contains:
            path:
              description: The path that is asked for with V(http).
              type: str
            port:
              description: The port that is asked.
              type: int
            protocol:
              description: How it is asked.
              type: str
            interval_in_seconds:
              description: How often it is asked. The service makes it 15.
              type: int
            timeout_in_seconds:
              description: When no answer counts as none. The service makes it 31.
              type: int
        protocol:
          description: The protocol. Without it, V(tcp) is meant.
          type: str
        vip:
          description: The address at which it is reached.
          type: str
        enable_direct_server_return:
          description: Whether answers go by without the load balancer.
          type: bool
        endpoint_acl:
          description: Who may reach it. No rules let everybody.
          type: dict
          contains:
            rules:
              description: The rules.
              type: list
              elements: dict
              contains:
                order:
                  description: The place of the rule; the lowest is asked first.
                  type: int
                action:
                  description: What the rule does.
                  type: str
                remote_subnet:
                  description: Whom the rule is about, in CIDR notation.
                  type: str
                description:
                  description: What the rule is for.
                  type: str
        load_balancer_name:
          description: The internal load balancer that it belongs to.
          type: str
        idle_timeout_in_minutes:
          description: Minutes, from 4 to 30, after which idle connections end.
          type: int
        load_balancer_distribution:
          description: By what connections are spread, V(sourceIP) or V(sourceIPProtocol).
          type: str
        virtual_ip_name:
          description: The virtual IP, if the deployment has more than one.
          type: str
    subnet_names:
      description: The subnets.
      type: list
      elements: str
    static_virtual_network_ip_address:
      description: The address in the virtual network that is always its own.
      type: str
    public_ips:
      description: Addresses of the public cloud of its own.
      type: list
      elements: dict
      contains:
        name:
          description: The name of the address.
          type: str
        idle_timeout_in_minutes:
          description: Minutes, from 4 to 30, after which idle connections end.
          type: int
        domain_name_label:
          description: The label under which the address is found in DNS.
          type: str
    virtual_network_name:
      description: The virtual network.
      type: str
    reserved_ip_name:
      description: The reserved address that the deployment uses.
      type: str
    vm_image_name:
      description: The VM image that it was made from.
      type: str
    os_disk:
      description: The disk with the system.
      type: dict
      contains:
        host_caching:
          description: How the disk is cached.
          type: str
        label:
          description: The label.
          type: str
        name:
          description: The name of the disk.
          type: str
        media_link:
          description: The URL of the blob.
          type: str
        source_image_name:
          description: The image that it was made from.
          type: str
        os:
          description: The system.
          type: str
        remote_source_image_link:
          description: The URL of the blob that it was copied from.
          type: str
        io_type:
          description: The kind of storage.
          type: str
        resized_size_in_gb:
          description: The size that was asked for.
          type: int
    data_disks:
      description: The data disks.
      type: list
      elements: dict
      contains:
        host_caching:
          description: How the disk is cached.
          type: str
        label:
          description: The label.
          type: str
        name:
          description: The name of the disk.
          type: str
        lun:
          description: The logical unit number.
          type: int
        logical_disk_size_in_gb:
          description: The size, in GB.
          type: int
        media_link:
          description: The URL of the blob.
          type: str
        source_media_link:
          description: The URL of the blob that it was registered from, which the service does not tell.
          type: str
        io_type:
          description: The kind of storage.
          type: str
    extensions:
      description: The extensions.
      type: list
      elements: dict
      contains:
        reference_name:
          description: The name by which it is known here.
          type: str
        publisher:
          description: The publisher.
          type: str
        name:
          description: The name of the extension.
          type: str
        version:
          description: The version, V(1.*) for example.
          type: str
        parameters:
          description:
            - Its configuration. Private ones are not told by the service, so that another one alone is not seen.
          type: list
          elements: dict
          contains:
            key:
              description: The key.
              type: str
            value:
              description: The value, which is not shown.
              type: str
            type:
              description: Whether the service tells it to others.
              type: str
        state:
          description: Whether it is to run; V(Uninstall) takes it away.
          type: str
        force_update:
          description: Whether it is to be configured anew with the same configuration.
          type: bool
    provision_guest_agent:
      description: Whether the guest agent was installed.
      type: bool
    guest_agent_status:
      description: What the guest agent says.
      type: dict
      contains:
        protocol_version:
          description: The version of its protocol.
          type: str
        timestamp:
          description: When it said so.
          type: str
        guest_agent_version:
          description: Its version.
          type: str
        status:
          description: Whether it is ready.
          type: str
        formatted_message:
          description: What it says in words.
          type: dict
          contains:
            language:
              description: The language.
              type: str
            message:
              description: The words.
              type: str
    default_winrm_certificate_thumbprint:
      description: The thumbprint of the certificate that the service made for WinRM.
      type: str
    remote_access_certificate_thumbprint:
      description: The thumbprint of the certificate for remote desktop, or the fingerprint of the SSH host key.
      type: str
    upgrade_domain:
      description: The upgrade domain.
      type: int
    fault_domain:
      description: The fault domain.
      type: int
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine import VIRTUAL_MACHINE

MODULE_SPEC = info_module(VIRTUAL_MACHINE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
