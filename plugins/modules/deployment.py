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
        shared access signature.
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
  description:
    - The deployment as the service holds it; in check mode as it would.
    - What only the service knows of one that is still to be created, as its URL and its instances, is null.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: The name.
      type: str
    slot:
      description: V(Production) or V(Staging).
      type: str
    private_id:
      description: The identifier that the service gave it, which stays with it in a swap.
      type: str
    status:
      description: The state, as the service spells it.
      type: str
    label:
      description: The label.
      type: str
    url:
      description: Where the slot it is in answers.
      type: str
    configuration:
      description: The service configuration, with digests in the place of the values of settings, which may be secret.
      type: str
    role_instances:
      description: The instances of its roles.
      type: list
      elements: dict
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
    upgrade_status:
      description: How far an update is, if one is under way.
      type: dict
      contains:
        upgrade_type:
          description: V(Auto) or V(Manual).
          type: str
        current_upgrade_domain_state:
          description: V(Before) or V(During).
          type: str
        current_upgrade_domain:
          description: The upgrade domain that comes next, or is being updated.
          type: int
    upgrade_domain_count:
      description: The number of upgrade domains.
      type: int
    roles:
      description: Its roles.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        os_version:
          description: The version of the guest operating system.
          type: str
        role_type:
          description: The sort of the role; V(PersistentVMRole) is a virtual machine.
          type: str
        configuration_sets:
          description: What a virtual machine is configured with, by the sort of it; V(network) holds its endpoints.
          type: dict
        extensions:
          description: Its extensions.
          type: list
          elements: dict
          contains:
            reference_name:
              description: The name of the extension in the role.
              type: str
            publisher:
              description: The publisher.
              type: str
            name:
              description: The name.
              type: str
            version:
              description: The version.
              type: str
            parameters:
              description: The parameters.
              type: list
              elements: dict
              contains:
                key:
                  description: The name of the parameter.
                  type: str
                value:
                  description: Never told.
                  type: str
                type:
                  description: The sort.
                  type: str
            state:
              description: The state.
              type: str
            force_update:
              description: Whether an unchanged extension is applied again.
              type: bool
        vm_image_name:
          description: The VM image it was made from.
          type: str
        media_location:
          description: Where the disks of a VM image were put.
          type: str
        availability_set_name:
          description: The availability set.
          type: str
        data_disks:
          description: The data disks.
          type: list
          elements: dict
          contains:
            host_caching:
              description: How the host caches the disk.
              type: str
            label:
              description: The label.
              type: str
            name:
              description: The name.
              type: str
            lun:
              description: The number of the disk in the machine.
              type: int
            logical_disk_size_in_gb:
              description: The size in GB.
              type: int
            media_link:
              description: The address of the blob.
              type: str
            source_media_link:
              description: The address of the blob it was made from.
              type: str
            io_type:
              description: The sort of storage.
              type: str
        label:
          description: The label.
          type: str
        os_disk:
          description: The disk of the operating system.
          type: dict
          contains:
            host_caching:
              description: How the host caches the disk.
              type: str
            label:
              description: The label.
              type: str
            name:
              description: The name.
              type: str
            media_link:
              description: The address of the blob.
              type: str
            source_image_name:
              description: The image it was made from.
              type: str
            os:
              description: V(Linux) or V(Windows).
              type: str
            remote_source_image_link:
              description: The address of the image it was made from.
              type: str
            io_type:
              description: The sort of storage.
              type: str
            resized_size_in_gb:
              description: The size in GB after a change.
              type: int
        role_size:
          description: The role size.
          type: str
        default_winrm_certificate_thumbprint:
          description: The certificate for WinRM.
          type: str
        provision_guest_agent:
          description: Whether the agent is there.
          type: bool
        vm_image_input:
          description: What was asked of a VM image.
          type: dict
          contains:
            os_disk_configuration:
              description: Of the disk of the operating system.
              type: dict
              contains:
                resized_size_in_gb:
                  description: The size in GB after a change.
                  type: int
            data_disk_configurations:
              description: Of the data disks.
              type: list
              elements: dict
              contains:
                name:
                  description: The name.
                  type: str
                resized_size_in_gb:
                  description: The size in GB after a change.
                  type: int
        debug_settings:
          description: The diagnostics.
          type: dict
          contains:
            boot_diagnostics_enabled:
              description: Whether the start is recorded.
              type: bool
            console_screenshot_blob_uri:
              description: The address of the screenshot.
              type: str
            serial_output_blob_uri:
              description: The address of what the serial console printed.
              type: str
        license_type:
          description: The sort of licence.
          type: str
    sdk_version:
      description: The SDK that the package was made with.
      type: str
    locked:
      description: Whether an operation works on it.
      type: bool
    rollback_allowed:
      description: Whether the update that is under way can be rolled back.
      type: bool
    virtual_network_name:
      description: The virtual network.
      type: str
    created_time:
      description: When it was created, UTC.
      type: str
    last_modified_time:
      description: When it was last changed, UTC.
      type: str
    extended_properties:
      description: Names and values.
      type: dict
    dns_servers:
      description: Its DNS servers.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        address:
          description: The address.
          type: str
    persistent_vm_downtime:
      description: When its virtual machines will be down.
      type: dict
      contains:
        start_time:
          description: The beginning, UTC.
          type: str
        end_time:
          description: The end, UTC.
          type: str
        status:
          description: The state, as the service spells it.
          type: str
    extension_configuration:
      description: The extensions of its roles.
      type: dict
      contains:
        all_roles:
          description: Those of all roles.
          type: list
          elements: dict
          contains:
            id:
              description: The identifier.
              type: str
            state:
              description: The state.
              type: str
        named_roles:
          description: Those of single roles.
          type: list
          elements: dict
          contains:
            role_name:
              description: The role.
              type: str
            extensions:
              description: Its extensions.
              type: list
              elements: dict
              contains:
                id:
                  description: The identifier.
                  type: str
                state:
                  description: The state.
                  type: str
    virtual_ips:
      description: Its public addresses.
      type: list
      elements: dict
      contains:
        address:
          description: The address.
          type: str
        is_dns_programmed:
          description: Whether DNS knows it.
          type: bool
        name:
          description: The name.
          type: str
        is_reserved:
          description: Whether it is reserved.
          type: bool
        type:
          description: The sort.
          type: str
        reserved_ip_name:
          description: The name of the reserved address.
          type: str
        is_secondary_vip:
          description: Whether it is an additional address.
          type: bool
    reserved_ip_name:
      description: The name of the reserved address.
      type: str
    internal_dns_suffix:
      description: The DNS suffix inside.
      type: str
    load_balancers:
      description: Its internal load balancers.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        type:
          description: The sort.
          type: str
        subnet_name:
          description: The subnet.
          type: str
        static_virtual_network_ip_address:
          description: The fixed address.
          type: str
    virtual_network_id:
      description: The identifier of the virtual network.
      type: str
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateDeployment]
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import DEPLOYMENT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.package_deployment import (
    PackageDeployment,
)

MODULE_SPEC = resource_module(DEPLOYMENT, PackageDeployment)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
