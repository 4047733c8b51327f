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
      - The name of the deployment. If it is omitted, the virtual machines of all deployments of the hosted service are
        returned, or with O(name) the one of that name in the deployment in production.
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
  description: Virtual machines that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the virtual machine.
      type: str
    service_name:
      description: Name of the hosted service.
      type: str
    deployment_name:
      description: Name of the deployment.
      type: str
    deployment_status:
      description: Status of the deployment, for example V(Running) or V(Suspended).
      type: str
    status:
      description: Status of the virtual machine, for example V(ReadyRole) or V(StoppedDeallocated).
      type: str
    power_state:
      description: Power state, for example V(Started) or V(Stopped).
      type: str
    billed:
      description: Whether compute is billed. A virtual machine is billed until it is deallocated, even
        when it is stopped.
      type: bool
    state_details:
      description: Details of the status.
      type: str
    host_name:
      description: Host name of the guest. Not returned before the guest has reported it.
      type: str
    ip_address:
      description: Internal IP address.
      type: str
    virtual_ip:
      description: Public IP address at which the endpoints are reached.
      type: str
    url:
      description: URL of the deployment. Not returned while the deployment is being created.
      type: str
    role_size:
      description: Role size of the virtual machine.
      type: str
    availability_set_name:
      description: Name of the availability set.
      type: str
    endpoints:
      description: Input endpoints of the virtual machine.
      type: list
      elements: dict
      contains:
        load_balanced_endpoint_set_name:
          description: Name of the load-balanced set of the endpoint.
          type: str
        local_port:
          description: Port on which the virtual machine listens.
          type: int
        name:
          description: Name of the endpoint, unique within the virtual machine.
          type: str
        port:
          description: Public port of the endpoint.
          type: int
        load_balancer_probe:
          description: Health probe of the load-balanced set.
          type: dict
          contains:
            path:
              description: Path of the probe. Only returned when the protocol is V(http).
              type: str
            port:
              description: Port of the probe.
              type: int
            protocol:
              description: Protocol of the probe, V(tcp) or V(http).
              type: str
            interval_in_seconds:
              description: Interval of the probe, in seconds.
              type: int
            timeout_in_seconds:
              description: Timeout of the probe, in seconds.
              type: int
        protocol:
          description: Protocol of the endpoint, V(tcp) or V(udp).
          type: str
        vip:
          description: IP address of the endpoint.
          type: str
        enable_direct_server_return:
          description: Whether direct server return is enabled.
          type: bool
        endpoint_acl:
          description: Access control list of the endpoint. Without rules all addresses are permitted.
          type: dict
          contains:
            rules:
              description: Rules of the access control list.
              type: list
              elements: dict
              contains:
                order:
                  description: Order of the rule. The rule with the lowest order applies first.
                  type: int
                action:
                  description: Action of the rule, V(permit) or V(deny).
                  type: str
                remote_subnet:
                  description: Remote addresses to which the rule applies, in CIDR notation.
                  type: str
                description:
                  description: Description of the rule.
                  type: str
        load_balancer_name:
          description: Name of the internal load balancer of the endpoint.
          type: str
        idle_timeout_in_minutes:
          description: Timeout of idle connections, in minutes. Not returned when none was set.
          type: int
        load_balancer_distribution:
          description: Distribution of connections, V(sourceIP) or V(sourceIPProtocol). Not returned when
            none was set.
          type: str
        virtual_ip_name:
          description: Name of the virtual IP address of the endpoint, when the deployment has several.
          type: str
    subnet_names:
      description: Names of the subnets of the virtual machine.
      type: list
      elements: str
    static_virtual_network_ip_address:
      description: Static address in the virtual network.
      type: str
    public_ips:
      description: Instance-level public IP addresses.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the public IP address.
          type: str
        idle_timeout_in_minutes:
          description: Timeout of idle connections, in minutes.
          type: int
        domain_name_label:
          description: First label of the DNS name of the address.
          type: str
    virtual_network_name:
      description: Name of the virtual network. Not returned when the deployment is in none.
      type: str
    reserved_ip_name:
      description: Name of the reserved IP address of the deployment. Not returned when there is none.
      type: str
    vm_image_name:
      description: Name of the VM image from which the virtual machine was created.
      type: str
    os_disk:
      description: Operating system disk.
      type: dict
      contains:
        host_caching:
          description: Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).
          type: str
        label:
          description: Label of the disk.
          type: str
        name:
          description: Name of the disk.
          type: str
        media_link:
          description: URL of the VHD blob.
          type: str
        source_image_name:
          description: Name of the OS image from which the disk was created.
          type: str
        os:
          description: Operating system on the disk, V(Linux) or V(Windows).
          type: str
        remote_source_image_link:
          description: URL of the blob from which the disk was copied.
          type: str
        io_type:
          description: Type of the storage, for example V(Standard) or V(Provisioned).
          type: str
        resized_size_in_gb:
          description: Requested size of the disk, in GB.
          type: int
    data_disks:
      description: Data disks.
      type: list
      elements: dict
      contains:
        host_caching:
          description: Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).
          type: str
        label:
          description: Label of the disk.
          type: str
        name:
          description: Name of the disk.
          type: str
        lun:
          description: Logical unit number of the disk.
          type: int
        logical_disk_size_in_gb:
          description: Size of the disk, in GB.
          type: int
        media_link:
          description: URL of the VHD blob.
          type: str
        source_media_link:
          description: URL of the blob from which the disk was registered; never returned by the service.
          type: str
        io_type:
          description: Type of the storage, for example V(Standard) or V(Provisioned).
          type: str
    extensions:
      description: Extensions of the virtual machine.
      type: list
      elements: dict
      contains:
        reference_name:
          description: Name of the extension within the virtual machine.
          type: str
        publisher:
          description: Publisher of the extension.
          type: str
        name:
          description: Name of the extension.
          type: str
        version:
          description: Version of the extension, for example V(1.*).
          type: str
        parameters:
          description: Configuration of the extension. Private parameters are never returned.
          type: list
          elements: dict
          contains:
            key:
              description: Name of the parameter.
              type: str
            value:
              description: Value of the parameter; never shown.
              type: str
            type:
              description: Visibility of the parameter, V(Public) or V(Private).
              type: str
        state:
          description: State of the extension, V(Enable) or V(Disable).
          type: str
        force_update:
          description: Whether an unchanged configuration is applied again; never returned by the service.
          type: bool
    provision_guest_agent:
      description: Whether the guest agent was installed at creation.
      type: bool
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
    default_winrm_certificate_thumbprint:
      description: Thumbprint of the certificate that the service created for WinRM over HTTPS.
      type: str
    remote_access_certificate_thumbprint:
      description: SHA-1 thumbprint of the Remote Desktop certificate (Windows), or MD5 fingerprint of
        the SSH host key (Linux).
      type: str
    upgrade_domain:
      description: Number of the upgrade domain.
      type: int
    fault_domain:
      description: Number of the fault domain.
      type: int
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine import VIRTUAL_MACHINE

MODULE_SPEC = info_module(VIRTUAL_MACHINE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
