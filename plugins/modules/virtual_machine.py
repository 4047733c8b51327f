#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: virtual_machine
short_description: Manage virtual machines
version_added: 0.1.0
description:
  - Create, change, start, stop and delete virtual machines. The first one of a hosted service makes the deployment,
    others are added to it, and the last one takes it away when told.
  - What a task does not mention stays as it is, whatever it is. What needs a new virtual machine is refused by name.
  - Several virtual machines of one hosted service can be asked for at once. The service does one thing at a time to a
    deployment, and what is in the way is waited for.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The hosted service that the virtual machine belongs to, which has to be there.
    type: str
    required: true
  name:
    description: The name, which is that of its role too.
    type: str
    required: true
  role_size:
    description:
      - The size, as M(classic.azure.role_size_info) names them. The service makes it V(Small) if none is given.
      - Another size means a restart, and another inner address where there is no virtual network.
    type: str
  availability_set_name:
    description: The availability set, which there is as soon as a virtual machine names it.
    type: str
  endpoints:
    description: Ports that are reached from outside.
    type: list
    elements: dict
    suboptions:
      load_balanced_endpoint_set_name:
        description: The set of endpoints of several virtual machines that share the public port.
        type: str
      local_port:
        description: The port of the virtual machine.
        type: int
        required: true
      name:
        description: The name, which no other endpoint of the virtual machine has.
        type: str
        required: true
      port:
        description: The public port. Without it the service chooses one, which stays.
        type: int
      load_balancer_probe:
        description: How it is found out whether a member of the set works.
        type: dict
        suboptions:
          path:
            description: The path that is asked for with V(http).
            type: str
          port:
            description: The port that is asked.
            type: int
            required: true
          protocol:
            description: How it is asked.
            type: str
            required: true
            choices: [tcp, http]
          interval_in_seconds:
            description: How often it is asked. The service makes it 15.
            type: int
          timeout_in_seconds:
            description: When no answer counts as none. The service makes it 31.
            type: int
      protocol:
        description: The protocol. Without it, V(tcp) is meant.
        type: str
        choices: [tcp, udp]
      enable_direct_server_return:
        description: Whether answers go by without the load balancer.
        type: bool
      endpoint_acl:
        description: Who may reach it. No rules let everybody.
        type: dict
        suboptions:
          rules:
            description: The rules.
            type: list
            elements: dict
            suboptions:
              order:
                description: The place of the rule; the lowest is asked first.
                type: int
                required: true
              action:
                description: What the rule does.
                type: str
                required: true
                choices: [permit, deny]
              remote_subnet:
                description: Whom the rule is about, in CIDR notation.
                type: str
                required: true
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
    description: The subnets of the virtual network.
    type: list
    elements: str
  static_virtual_network_ip_address:
    description: The address in the virtual network that is always to be its own.
    type: str
  public_ips:
    description: An address of the public cloud of its own.
    type: list
    elements: dict
    suboptions:
      name:
        description: The name of the address.
        type: str
        required: true
      idle_timeout_in_minutes:
        description: Minutes, from 4 to 30, after which idle connections end.
        type: int
      domain_name_label:
        description: The label under which the address is found in DNS.
        type: str
  virtual_network_name:
    description: The virtual network of the deployment, which cannot be changed.
    type: str
  reserved_ip_name:
    description: The reserved address of a new deployment; later, see M(classic.azure.reserved_ip).
    type: str
  vm_image_name:
    description: The VM image to start from, as M(classic.azure.vm_image_info) names them.
    type: str
  os_disk:
    description: The disk with the system. How it is cached can be changed, the rest cannot.
    type: dict
    suboptions:
      host_caching:
        description: How the disk is cached.
        type: str
        choices: ["None", ReadOnly, ReadWrite]
      label:
        description: The label.
        type: str
      name:
        description: The name of a registered disk to start from; or the name of the new one.
        type: str
      media_link:
        description: The URL of the blob of the new disk; without O(image), of a blob with a system that is there.
        type: str
      os:
        description: The system on the blob, where there is no O(image).
        type: str
      remote_source_image_link:
        description: The URL of a blob elsewhere that is copied to O(os_disk.media_link).
        type: str
      resized_size_in_gb:
        description: The size of the new disk, in GB, larger than that of the image.
        type: int
  data_disks:
    description:
      - Data disks. One whose LUN is free is made or attached; how one is cached and labelled can be changed; one that
        is not mentioned stays, see M(classic.azure.data_disk).
    type: list
    elements: dict
    suboptions:
      host_caching:
        description: How the disk is cached.
        type: str
        choices: ["None", ReadOnly, ReadWrite]
      label:
        description: The label.
        type: str
      name:
        description: The name of a disk that is there and is to be attached. The service names new ones.
        type: str
      lun:
        description: The logical unit number.
        type: int
      logical_disk_size_in_gb:
        description: The size of a new disk, in GB, at most 1023.
        type: int
      media_link:
        description:
          - The URL of the blob of a new disk. Without it, the disk of a new virtual machine is put where
            O(storage_account) says, and one that is added later beside the system's disk.
        type: str
      source_media_link:
        description: The URL of a blob that is there, which is registered and attached.
        type: str
  extensions:
    description: Extensions that the guest agent runs. Those that are not mentioned stay.
    type: list
    elements: dict
    suboptions:
      reference_name:
        description: The name by which it is known here.
        type: str
        required: true
      publisher:
        description: The publisher.
        type: str
        required: true
      name:
        description: The name of the extension.
        type: str
        required: true
      version:
        description: The version, V(1.*) for example.
        type: str
        required: true
      parameters:
        description:
          - Its configuration. Private ones are not told by the service, so that another one alone is not seen.
        type: list
        elements: dict
        suboptions:
          key:
            description: The key.
            type: str
            required: true
          value:
            description: The value, in base64.
            type: str
          type:
            description: Whether the service tells it to others.
            type: str
            choices: [Public, Private]
      state:
        description: Whether it is to run; V(Uninstall) takes it away.
        type: str
        choices: [Enable, Disable, Uninstall]
      force_update:
        description: Whether it is to be configured anew with the same configuration.
        type: bool
  provision_guest_agent:
    description: Whether the guest agent is installed, which extensions need.
    type: bool
  linux:
    description:
      - Who a new virtual machine with Linux is to be. It cannot be read back, so it is not looked at when the virtual
        machine is there.
    type: dict
    suboptions:
      host_name:
        description: The name that it has for itself. Without it, O(name).
        type: str
      user_name:
        description: The user who may log in and become root.
        type: str
        required: true
      user_password:
        description: The password, of 6 to 72 characters of three kinds at least.
        type: str
      disable_ssh_password_authentication:
        description: Whether SSH takes keys alone. Without it, that is so where there is no O(linux.user_password).
        type: bool
      ssh:
        description: Keys for SSH, which the service takes in certificates of the hosted service alone.
        type: dict
        suboptions:
          public_keys:
            description:
              - Keys that may log in. Each is given in one of four ways. Unless a certificate of the hosted service has
                it, one with it is added before the virtual machine is created.
            type: list
            elements: dict
            suboptions:
              fingerprint:
                description: The thumbprint of a certificate with the key, which has to be there.
                type: str
              certificate_path:
                description: A file with a certificate, as PEM or DER (C(.cer)). A private key in it stays here.
                type: path
              public_key:
                description: An RSA key of at least 2048 bits as OpenSSH spells it, beginning with C(ssh-rsa).
                type: str
              public_key_path:
                description: A file with such a key, C(~/.ssh/id_rsa.pub) for example.
                type: path
              path:
                description:
                  - The file that the key is appended to. Without it, C(.ssh/authorized_keys) in the home of
                    O(linux.user_name).
                type: str
          key_pairs:
            description: Keys that the virtual machine is given, with their private parts.
            type: list
            elements: dict
            suboptions:
              fingerprint:
                description: The thumbprint of the certificate, which has to be there.
                type: str
                required: true
              path:
                description: The file that the private key is written to.
                type: str
                required: true
      custom_data:
        description: Text of at most 64 KB that it finds when it is new. It need not be base64, that is done here.
        type: str
  windows:
    description:
      - Who a new virtual machine with Windows is to be. It cannot be read back, so it is not looked at when the
        virtual machine is there.
    type: dict
    suboptions:
      computer_name:
        description: The name that it has for itself, of at most 15 characters. Without it, O(name).
        type: str
      admin_password:
        description: The password, of 8 to 123 characters of three kinds at least.
        type: str
        required: true
      reset_password_on_first_logon:
        description: Whether the password has to be changed at once.
        type: bool
      enable_automatic_updates:
        description: Whether it updates itself. Without it, it does.
        type: bool
      time_zone:
        description: The time zone as Windows names it, V(W. Europe Standard Time) for example.
        type: str
      domain_join:
        description: The domain that it joins.
        type: dict
        suboptions:
          credentials:
            description: Who lets it join.
            type: dict
            suboptions:
              domain:
                description: The domain of the user.
                type: str
              username:
                description: The user.
                type: str
              password:
                description: The password of the user.
                type: str
          join_domain:
            description: The domain.
            type: str
          machine_object_ou:
            description: The organizational unit.
            type: str
      stored_certificate_settings:
        description: Certificates of the hosted service that it is given.
        type: list
        elements: dict
        suboptions:
          store_location:
            description: The place of the store, V(LocalMachine).
            type: str
          store_name:
            description: The store, V(My) for example.
            type: str
          thumbprint:
            description: The thumbprint of the certificate.
            type: str
      winrm:
        description: How WinRM is reached.
        type: dict
        suboptions:
          listeners:
            description: The listeners.
            type: list
            elements: dict
            suboptions:
              certificate_thumbprint:
                description: The thumbprint of the certificate. Without it the service makes one for V(Https).
                type: str
              protocol:
                description: The protocol.
                type: str
                required: true
                choices: [Http, Https]
      admin_username:
        description: The user who may do everything.
        type: str
        required: true
      custom_data:
        description: Text of at most 64 KB that it finds when it is new. It need not be base64, that is done here.
        type: str
      additional_unattend_content:
        description: What else the setup of Windows is to know.
        type: dict
        suboptions:
          passes:
            description: The passes of the setup.
            type: list
            elements: dict
            suboptions:
              pass_name:
                description: The name, V(oobeSystem).
                type: str
              components:
                description: The components.
                type: list
                elements: dict
                suboptions:
                  component_name:
                    description: The name, V(Microsoft-Windows-Shell-Setup).
                    type: str
                  component_settings:
                    description: The settings.
                    type: list
                    elements: dict
                    suboptions:
                      setting_name:
                        description: The name, V(AutoLogon) or V(FirstLogonCommands).
                        type: str
                      content:
                        description: The XML of the setting, in base64.
                        type: str
  state:
    description:
      - V(present) and V(absent) say whether it is to be there, V(running), V(stopped) and V(deallocated) how; each
        but V(absent) creates it where it is not there.
      - A V(stopped) virtual machine keeps its place and B(is billed); a V(deallocated) one is not, and may get other
        addresses. A V(deallocated) one counts as V(stopped).
      - V(restarted) restarts it each time, or starts it.
    type: str
    choices: [present, absent, running, stopped, deallocated, restarted]
    default: present
  deployment_name:
    description:
      - The deployment. Without it, the one in production is meant; a new one is named like the hosted service.
    type: str
  image:
    description:
      - The OS image to make the virtual machine from. Of several that fit, the newest is taken. Once the virtual
        machine is there only O(image.name) is looked at.
    type: dict
    suboptions:
      name:
        description: The name of the image.
        type: str
      label:
        description: The label of the image.
        type: str
      family:
        description: The family of the image.
        type: str
      name_pattern:
        description: A regular expression that is found in the name of the image, in whatever case.
        type: str
  storage_account:
    description: The storage account of new disks, which have names of their own there.
    type: str
  container:
    description: The container in O(storage_account).
    type: str
    default: vhds
  endpoints_mode:
    description: Whether endpoints that O(endpoints) does not name stay, or are taken away.
    type: str
    choices: [merge, exact]
    default: merge
  without_login:
    description: Whether a virtual machine with Linux may be made that nobody could log in to.
    type: bool
    default: false
  disks:
    description: What becomes of its disks and their blobs when it is deleted.
    type: str
    choices: [keep, delete]
    default: keep
  delete_empty:
    description: What is deleted with the last virtual machine of a deployment, which is refused unless told.
    type: str
    choices: [deployment, service]
  wait_for:
    description:
      - Whether to wait until the virtual machine can be used, or only until the service has done what it was asked
        for.
    type: str
    choices: [ready, operation]
    default: ready
  wait_timeout:
    default: 1800
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.virtual_machine_info
  - module: classic.azure.data_disk
"""

EXAMPLES = r"""
- name: Provide a web server
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web1
    role_size: Small
    image:
      family: Ubuntu Server 14.04 LTS
    storage_account: classicshop
    linux:
      user_name: shopkeeper
      user_password: "{{ shopkeeper_password }}"
    endpoints:
      - name: ssh
        local_port: 22
      - name: web
        local_port: 80
        port: 80
        load_balanced_endpoint_set_name: web
        load_balancer_probe:
          protocol: tcp
          port: 80

- name: Provide another, into which a key logs in
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web2
    image:
      family: Ubuntu Server 14.04 LTS
    storage_account: classicshop
    linux:
      user_name: shopkeeper
      ssh:
        public_keys:
          - public_key_path: ~/.ssh/id_rsa.pub

- name: Give it a disk, and another size
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web1
    role_size: Medium
    data_disks:
      - lun: 0
        logical_disk_size_in_gb: 100

- name: Stop it, and stop paying for it
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web1
    state: deallocated

- name: Take it away, with its disks, and the hosted service if nothing else is in it
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web1
    state: absent
    disks: delete
    delete_empty: service
"""

RETURN = r"""
virtual_machine:
  description: The virtual machine as the service holds it; in check mode as it would.
  returned: when it exists after the task
  type: dict
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
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateAffinityGroup]
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.ssh_keys import (
    VirtualMachineReconciler,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine import VIRTUAL_MACHINE

MODULE_SPEC = resource_module(VIRTUAL_MACHINE, VirtualMachineReconciler)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
