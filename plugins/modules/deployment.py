#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: deployment
short_description: Create, update and delete deployments of cloud service packages
version_added: 0.1.0
description:
  - Create, upgrade, configure, scale, suspend, start and delete deployments of web and worker roles in a hosted
    service.
  - The task describes the desired state, and the module sends the requests that are needed to reach it. A different
    package causes an upgrade, a different configuration or number of instances a change of the configuration, and a
    different status an update of the status.
  - The service does not return from which package a deployment was created. The module therefore stores a digest of the
    package URL (without scheme and signature) in the extended property V(ClassicAzurePackage). A deployment without
    that property, or with the digest of another URL, is upgraded if the task specifies a package.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service of the deployment.
    type: str
    required: true
  name:
    description: The name of the deployment, unique within the hosted service.
    type: str
    required: true
  slot:
    description:
      - The slot in which a new deployment is created. The default is V(production).
      - An existing deployment is not moved to another slot; use M(classic.azure.deployment_swap) for that.
    type: str
    choices: [production, staging]
  package_url:
    description:
      - The URL of the package, a C(.cspkg) file. It must be in a storage account of the subscription, or contain a
        shared access signature, which results and logs do not show.
      - One of this option and O(package_path) is required to create the deployment.
    type: str
  package_path:
    description:
      - The path of a package on the machine that runs the module. It is uploaded to O(storage_account) under a name
        that is derived from its content. A package that did not change is therefore neither uploaded nor deployed
        again.
      - This option requires the Python library C(azure-storage-blob).
    type: path
  storage_account:
    description: The storage account to which the package in O(package_path) is uploaded.
    type: str
  container:
    description: The container to which the package in O(package_path) is uploaded. It is created if it does not exist.
    type: str
    default: deployments
  configuration:
    description:
      - The service configuration, as the text of a C(.cscfg) file, or as a dictionary with C(service_name),
        C(os_family), C(os_version) and C(roles). Each role has C(instances), C(settings) (names and values) and
        C(certificates) (names and thumbprints). The module encodes the configuration in base64.
      - Configurations are compared by meaning. The order of roles and settings, whitespace, comments, empty elements
        and the case of thumbprints are ignored.
      - Settings may be secrets. Results and diffs contain digests instead of their values, and the value of this option
        is hidden in logs and in the output of C(-vvv).
      - One of this option and O(configuration_path) is required to create the deployment.
    type: raw
  configuration_path:
    description: The path of a C(.cscfg) file with the service configuration.
    type: path
  instances:
    description:
      - The number of instances of each role, by role name. They override the numbers in the configuration of the task
        or, without one, of the deployment.
      - If this option is omitted, the numbers in the configuration of the task are used.
    type: dict
  label:
    description:
      - The label, at most 100 characters. The default for a new deployment is O(name).
      - The service changes the label only in an upgrade. A different label therefore causes an upgrade and requires the
        package.
    type: str
  status:
    description: Whether the instances should run. The default for a new deployment is V(running).
    type: str
    choices: [running, suspended]
  extended_properties:
    description:
      - Names and values to store with the deployment, at most 24 besides V(ClassicAzurePackage).
      - Properties that are not specified are left unchanged. The service cannot remove a property.
    type: dict
  treat_warnings_as_error:
    description: Whether the service should treat warnings about the configuration as errors.
    type: bool
  upgrade_mode:
    description:
      - How a change is applied to the upgrade domains. With V(manual), each upgrade domain has to be started with
        M(classic.azure.deployment_upgrade), and the task does not wait for instances.
      - The default for an upgrade is V(auto). For a change of the configuration, V(simultaneous) has the same effect as
        V(auto).
    type: str
    choices: [auto, manual, simultaneous]
  role_to_upgrade:
    description: The name of the role to upgrade. If it is omitted, all roles are upgraded.
    type: str
  force:
    description: Whether to upgrade even if instances lose local data, for example when the size of a role changes.
    type: bool
  state:
    description: Whether the deployment should exist.
    type: str
    choices: [present, absent]
    default: present
  disks:
    description: Whether O(state=absent) keeps or deletes the disks of virtual machines, with their blobs.
    type: str
    choices: [keep, delete]
    default: keep
  wait_for:
    description:
      - What to wait for with O(wait=true). With V(operation), the task waits until the operation has completed; the
        instances may not be ready yet. With V(ready), it also waits until all instances are ready. It does not wait for
        the instances of a suspended deployment.
      - The task fails at once if an instance is in a state that it does not leave by itself, such as
        V(FailedStartingRole).
    type: str
    choices: [operation, ready]
    default: ready
  wait_timeout:
    default: 1800
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.deployment_info
  - module: classic.azure.deployment_swap
  - module: classic.azure.deployment_upgrade
"""

EXAMPLES = r"""
- name: Deploy the shop to staging
  classic.azure.deployment:
    service_name: classic-shop
    name: v2
    slot: staging
    package_url: https://classicshop.blob.core.windows.net/deployments/shop-2.cspkg
    configuration_path: shop.cscfg
    label: The shop 2.0

- name: Deploy a local package with an inline configuration
  classic.azure.deployment:
    service_name: classic-shop
    name: v2
    slot: staging
    package_path: build/shop.cspkg
    storage_account: classicshop
    configuration:
      service_name: Shop
      roles:
        web:
          instances: 2
          settings:
            Greeting: Hello

- name: Scale the web role
  classic.azure.deployment:
    service_name: classic-shop
    name: v2
    instances:
      web: 4

- name: Suspend the deployment
  classic.azure.deployment:
    service_name: classic-shop
    name: v2
    status: suspended

- name: Delete the deployment
  classic.azure.deployment:
    service_name: classic-shop
    name: v2
    state: absent
"""

RETURN = r"""
deployment:
  description: State of the deployment after the task. In check mode, the predicted state, in which values
    that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: Name of the deployment.
      type: str
    slot:
      description: Slot of the deployment, V(Production) or V(Staging).
      type: str
    private_id:
      description: Unique identifier of the deployment. It stays with the deployment in a swap.
      type: str
    status:
      description: Status of the deployment, for example V(Running) or V(Suspended).
      type: str
    label:
      description: Label of the deployment.
      type: str
    url:
      description: URL of the deployment. Not returned while the deployment is being created.
      type: str
    configuration:
      description: Service configuration as XML. Values of settings, which may be secret, are replaced
        by digests.
      type: str
    role_instances:
      description: Role instances of the deployment.
      type: list
      elements: dict
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
          description: SHA-1 thumbprint of the Remote Desktop certificate (Windows), or MD5 fingerprint
            of the SSH host key (Linux).
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
              description: First label of the DNS name of the address. Not returned when the address has
                no DNS name.
              type: str
            fqdns:
              description: Fully qualified domain names of the address.
              type: list
              elements: str
    upgrade_status:
      description: Progress of the current update. Not returned when there is none.
      type: dict
      contains:
        upgrade_type:
          description: Mode of the update, V(Auto) or V(Manual).
          type: str
        current_upgrade_domain_state:
          description: State of the current upgrade domain, V(Before) or V(During) its update.
          type: str
        current_upgrade_domain:
          description: Number of the upgrade domain that is being updated, or comes next.
          type: int
    upgrade_domain_count:
      description: Number of upgrade domains.
      type: int
    roles:
      description: Roles of the deployment.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the role.
          type: str
        os_version:
          description: Version of the guest operating system. Empty for virtual machines.
          type: str
        role_type:
          description: Type of the role. V(PersistentVMRole) is a virtual machine; not returned for web
            and worker roles.
          type: str
        configuration_sets:
          description: Configuration sets by type; V(network) has the endpoints and addresses of a virtual
            machine.
          type: dict
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
              description: Whether an unchanged configuration is applied again; never returned by the
                service.
              type: bool
        vm_image_name:
          description: Name of the VM image from which the virtual machine was created.
          type: str
        media_location:
          description: URL of the container for the disks of a virtual machine that is created from a
            VM image.
          type: str
        availability_set_name:
          description: Name of the availability set.
          type: str
        data_disks:
          description: Data disks of the virtual machine.
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
        label:
          description: Label of the role.
          type: str
        os_disk:
          description: Operating system disk of the virtual machine.
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
        role_size:
          description: Role size of the virtual machine.
          type: str
        default_winrm_certificate_thumbprint:
          description: Thumbprint of the certificate that the service created for WinRM over HTTPS.
          type: str
        provision_guest_agent:
          description: Whether the guest agent was installed at creation.
          type: bool
        vm_image_input:
          description: Changes of the disks of the VM image from which the virtual machine was created.
          type: dict
          contains:
            os_disk_configuration:
              description: Change of the operating system disk.
              type: dict
              contains:
                resized_size_in_gb:
                  description: Requested size of the disk, in GB.
                  type: int
            data_disk_configurations:
              description: Changes of the data disks.
              type: list
              elements: dict
              contains:
                name:
                  description: Name of the data disk in the VM image.
                  type: str
                resized_size_in_gb:
                  description: Requested size of the disk, in GB.
                  type: int
        debug_settings:
          description: Boot diagnostics of the virtual machine.
          type: dict
          contains:
            boot_diagnostics_enabled:
              description: Whether boot diagnostics are enabled.
              type: bool
            console_screenshot_blob_uri:
              description: URL of the blob with the screenshot of the console.
              type: str
            serial_output_blob_uri:
              description: URL of the blob with the output of the serial console.
              type: str
        license_type:
          description: License type of the operating system.
          type: str
    sdk_version:
      description: Version of the SDK with which the package was built.
      type: str
    locked:
      description: Whether an operation is currently changing the deployment.
      type: bool
    rollback_allowed:
      description: Whether the current update can be rolled back.
      type: bool
    virtual_network_name:
      description: Name of the virtual network. Not returned when the deployment is in none.
      type: str
    created_time:
      description: Time at which the deployment was created, in UTC.
      type: str
    last_modified_time:
      description: Time of the last change of the deployment, in UTC.
      type: str
    extended_properties:
      description: Extended properties by name.
      type: dict
    dns_servers:
      description: DNS servers of the deployment. Not returned when there are none.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the DNS server.
          type: str
        address:
          description: IP address of the DNS server.
          type: str
    persistent_vm_downtime:
      description: Planned maintenance. Not returned when there is none.
      type: dict
      contains:
        start_time:
          description: Start of the maintenance, in UTC.
          type: str
        end_time:
          description: End of the maintenance, in UTC.
          type: str
        status:
          description: Status of the maintenance.
          type: str
    extension_configuration:
      description: Extensions of web and worker roles.
      type: dict
      contains:
        all_roles:
          description: Extensions that apply to all roles.
          type: list
          elements: dict
          contains:
            id:
              description: Identifier of the extension.
              type: str
            state:
              description: State of the extension.
              type: str
        named_roles:
          description: Extensions that apply to single roles.
          type: list
          elements: dict
          contains:
            role_name:
              description: Name of the role.
              type: str
            extensions:
              description: Extensions of the role.
              type: list
              elements: dict
              contains:
                id:
                  description: Identifier of the extension.
                  type: str
                state:
                  description: State of the extension.
                  type: str
    virtual_ips:
      description: Virtual IP addresses of the deployment.
      type: list
      elements: dict
      contains:
        address:
          description: Virtual IP address.
          type: str
        is_dns_programmed:
          description: Whether the DNS name of the deployment resolves to the address.
          type: bool
        name:
          description: Name of the virtual IP address.
          type: str
        is_reserved:
          description: Whether the address is reserved.
          type: bool
        type:
          description: Type of the address. V(Private) is the address of an internal load balancer.
          type: str
        reserved_ip_name:
          description: Name of the reserved IP address. Not returned when the address is not reserved.
          type: str
        is_secondary_vip:
          description: Whether the address is an additional virtual IP address of the deployment.
          type: bool
    reserved_ip_name:
      description: Name of the reserved IP address of the deployment. Not returned when there is none.
      type: str
    internal_dns_suffix:
      description: DNS suffix of the instances within the deployment.
      type: str
    load_balancers:
      description: Internal load balancers of the deployment.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the internal load balancer.
          type: str
        type:
          description: Type of the frontend address, V(Private).
          type: str
        subnet_name:
          description: Name of the subnet of the frontend address.
          type: str
        static_virtual_network_ip_address:
          description: Static frontend address in the virtual network.
          type: str
    virtual_network_id:
      description: Unique identifier of the virtual network.
      type: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateDeployment
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import DEPLOYMENT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.package_deployment import (
    PackageDeployment,
)

MODULE_SPEC = resource_module(DEPLOYMENT, PackageDeployment)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
