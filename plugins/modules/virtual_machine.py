#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: virtual_machine
short_description: Create, update, start, stop and delete virtual machines
version_added: 0.1.0
description:
  - Create, update, start, stop, deallocate and delete virtual machines. The first virtual machine of a hosted service
    creates the deployment, others are added to it. Deleting the last one requires O(delete_empty).
  - Settings that a task does not specify are left unchanged. The task fails with the names of the options if a change
    would need a new virtual machine.
  - Several tasks can work on virtual machines of one hosted service at the same time. The service executes one
    operation on a deployment at a time, and the module waits for the others.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service of the virtual machine, which must exist.
    type: str
    required: true
  name:
    description: The name of the virtual machine, which is also the name of its role.
    type: str
    required: true
  role_size:
    description:
      - The size, as returned by M(classic.azure.role_size_info). The service's default is V(Small).
      - Changing the size restarts the virtual machine, and changes its private address if it is not in a virtual
        network.
    type: str
  availability_set_name:
    description: The name of the availability set. It is created by the first virtual machine that uses it.
    type: str
  endpoints:
    description: The endpoints, which forward public ports to ports of the virtual machine.
    type: list
    elements: dict
    suboptions:
      load_balanced_endpoint_set_name:
        description: The name of the load-balanced set, whose endpoints on several virtual machines share a public port.
        type: str
      local_port:
        description: The local port on the virtual machine.
        type: int
        required: true
      name:
        description: The name of the endpoint, unique within the virtual machine.
        type: str
        required: true
      port:
        description: The public port. If it is omitted, the service chooses one, which does not change later.
        type: int
      load_balancer_probe:
        description: The health probe of the load-balanced set.
        type: dict
        suboptions:
          path:
            description: The path to request with protocol V(http).
            type: str
          port:
            description: The port to probe.
            type: int
            required: true
          protocol:
            description: The protocol of the probe.
            type: str
            required: true
            choices: [tcp, http]
          interval_in_seconds:
            description: The interval between probes in seconds. The service's default is 15.
            type: int
          timeout_in_seconds:
            description:
              - The time in seconds without a response after which a member is considered unavailable. The default is
                31.
            type: int
      protocol:
        description: The protocol. The default is V(tcp).
        type: str
        choices: [tcp, udp]
      enable_direct_server_return:
        description: Whether responses bypass the load balancer (direct server return).
        type: bool
      endpoint_acl:
        description: The access control list of the endpoint. Without rules, everybody has access.
        type: dict
        suboptions:
          rules:
            description: The rules of the list.
            type: list
            elements: dict
            suboptions:
              order:
                description: The order of the rule. Rules with lower numbers are evaluated first.
                type: int
                required: true
              action:
                description: Whether to permit or deny access.
                type: str
                required: true
                choices: [permit, deny]
              remote_subnet:
                description: The remote subnet to which the rule applies, in CIDR notation.
                type: str
                required: true
              description:
                description: The description of the rule.
                type: str
      load_balancer_name:
        description: The name of the internal load balancer of the endpoint.
        type: str
      idle_timeout_in_minutes:
        description: The idle timeout of connections in minutes, from 4 to 30.
        type: int
      load_balancer_distribution:
        description: How connections are distributed, V(sourceIP) or V(sourceIPProtocol).
        type: str
      virtual_ip_name:
        description: The name of the virtual IP, if the deployment has more than one.
        type: str
  subnet_names:
    description: The names of the subnets in the virtual network.
    type: list
    elements: str
  static_virtual_network_ip_address:
    description: The static private address in the virtual network.
    type: str
  public_ips:
    description: The public IP address of the virtual machine itself (instance-level public IP).
    type: list
    elements: dict
    suboptions:
      name:
        description: The name of the public IP address.
        type: str
        required: true
      idle_timeout_in_minutes:
        description: The idle timeout of connections in minutes, from 4 to 30.
        type: int
      domain_name_label:
        description: The DNS label of the public IP address.
        type: str
  virtual_network_name:
    description: The name of the virtual network of the deployment. It cannot be changed.
    type: str
  reserved_ip_name:
    description:
      - The name of the reserved IP address for a new deployment. Use M(classic.azure.reserved_ip) for existing ones.
    type: str
  vm_image_name:
    description: The name of the VM image from which the virtual machine is created, see M(classic.azure.vm_image_info).
    type: str
  os_disk:
    description: The operating system disk. Only O(os_disk.host_caching) can be changed later.
    type: dict
    suboptions:
      host_caching:
        description: The host cache mode of the disk.
        type: str
        choices: ["None", ReadOnly, ReadWrite]
      label:
        description: The label of the disk.
        type: str
      name:
        description: The name of an existing disk from which the virtual machine starts, or the name of the new disk.
        type: str
      media_link:
        description:
          - The URL at which the blob of the new disk is created. Without O(image), the URL of an existing blob with an
            operating system.
        type: str
      os:
        description: The operating system on the blob, if O(image) is not set.
        type: str
        choices: [Linux, Windows]
      remote_source_image_link:
        description:
          - The URL of another blob, which is copied to O(os_disk.media_link).
          - It may contain a shared access signature, which the service gets and results and logs do not show.
        type: str
      resized_size_in_gb:
        description: The size of the new disk in GB, larger than the size of the image.
        type: int
  data_disks:
    description:
      - The data disks. A disk is created or attached if its LUN is free. The cache mode and label of an attached disk
        can be changed. Disks that are not specified are left unchanged; use M(classic.azure.data_disk) to detach a
        disk.
    type: list
    elements: dict
    suboptions:
      host_caching:
        description: The host cache mode of the disk.
        type: str
        choices: ["None", ReadOnly, ReadWrite]
      label:
        description: The label of the disk.
        type: str
      name:
        description: The name of an existing disk to attach. The service chooses the names of new disks.
        type: str
      lun:
        description: The logical unit number (LUN).
        type: int
      logical_disk_size_in_gb:
        description: The size of a new disk in GB, at most 1023.
        type: int
      media_link:
        description:
          - The URL at which the blob of a new disk is created. The default for a new virtual machine is a blob in
            O(storage_account), for an existing one a blob beside the operating system disk.
        type: str
      source_media_link:
        description: The URL of an existing blob to register as a disk and attach.
        type: str
  extensions:
    description: The extensions of the guest agent. Extensions that are not specified are left unchanged.
    type: list
    elements: dict
    suboptions:
      reference_name:
        description: The name that identifies the extension in the virtual machine.
        type: str
        required: true
      publisher:
        description: The publisher of the extension.
        type: str
        required: true
      name:
        description: The name of the extension.
        type: str
        required: true
      version:
        description: The version, for example V(1.*).
        type: str
        required: true
      parameters:
        description:
          - The parameters of the extension. The service does not return the values of private parameters, so that a
            change of private parameters alone is not detected.
        type: list
        elements: dict
        suboptions:
          key:
            description: The key of the parameter.
            type: str
            required: true
          value:
            description: The value of the parameter in base64.
            type: str
          type:
            description: Whether the service returns the value (V(Public)) or not (V(Private)).
            type: str
            choices: [Public, Private]
      state:
        description: The state of the extension. V(Uninstall) removes it.
        type: str
        choices: [Enable, Disable, Uninstall]
      force_update:
        description: Whether to apply the configuration again even if it did not change.
        type: bool
  provision_guest_agent:
    description: Whether to install the guest agent, which extensions require.
    type: bool
  linux:
    description:
      - The provisioning configuration of a new virtual machine with Linux. The service does not return it, so it is
        ignored for an existing virtual machine.
    type: dict
    suboptions:
      host_name:
        description: The host name. The default is O(name).
        type: str
      user_name:
        description: The name of the user account, which may log in and become root. Required for a new virtual machine.
        type: str
      user_password:
        description: The password, 6 to 72 characters of at least three kinds.
        type: str
      disable_ssh_password_authentication:
        description: Whether to disable password login for SSH. The default is V(true) without O(linux.user_password).
        type: bool
      ssh:
        description: SSH keys. The service accepts them only as certificates of the hosted service.
        type: dict
        suboptions:
          public_keys:
            description:
              - The keys that are authorized to log in. Each is specified by one of C(fingerprint), C(certificate_path),
                C(public_key) and C(public_key_path). If the hosted service has no certificate with the key, one is
                added before the virtual machine is created.
            type: list
            elements: dict
            suboptions:
              fingerprint:
                description: The thumbprint of an existing certificate of the hosted service with the key.
                type: str
              certificate_path:
                description:
                  - The path of a file with a certificate in PEM or DER (C(.cer)). A private key in it is not sent.
                type: path
              public_key:
                description: An RSA key of at least 2048 bits in OpenSSH format, starting with C(ssh-rsa).
                type: str
              public_key_path:
                description: The path of a file with such a key, for example C(~/.ssh/id_rsa.pub).
                type: path
              path:
                description:
                  - The file to which the key is appended. The default is C(.ssh/authorized_keys) in the home directory
                    of O(linux.user_name).
                type: str
          key_pairs:
            description: Key pairs to install on the virtual machine, including the private keys.
            type: list
            elements: dict
            suboptions:
              fingerprint:
                description: The thumbprint of an existing certificate of the hosted service.
                type: str
                required: true
              path:
                description: The file to which the private key is written.
                type: str
                required: true
      custom_data:
        description: Custom data for provisioning, at most 64 KB of plain text. The module encodes it in base64.
        type: str
  windows:
    description:
      - The provisioning configuration of a new virtual machine with Windows. The service does not return it, so it is
        ignored for an existing virtual machine.
    type: dict
    suboptions:
      computer_name:
        description: The computer name, at most 15 characters. The default is O(name).
        type: str
      admin_password:
        description:
          - The password, 8 to 123 characters of at least three kinds. Required for a new virtual machine.
        type: str
      reset_password_on_first_logon:
        description: Whether the password has to be changed at the first logon.
        type: bool
      enable_automatic_updates:
        description: Whether to enable automatic updates. The default is V(true).
        type: bool
      time_zone:
        description: The Windows name of the time zone, for example V(W. Europe Standard Time).
        type: str
      domain_join:
        description: The Active Directory domain to join.
        type: dict
        suboptions:
          credentials:
            description: The credentials of an account that may join computers to the domain.
            type: dict
            suboptions:
              domain:
                description: The domain of the account.
                type: str
              username:
                description: The name of the account.
                type: str
              password:
                description: The password of the account.
                type: str
          join_domain:
            description: The domain to join.
            type: str
          machine_object_ou:
            description: The organizational unit for the computer account.
            type: str
      stored_certificate_settings:
        description: Certificates of the hosted service to install.
        type: list
        elements: dict
        suboptions:
          store_location:
            description: The location of the certificate store, V(LocalMachine).
            type: str
          store_name:
            description: The name of the certificate store, for example V(My).
            type: str
          thumbprint:
            description: The thumbprint of the certificate.
            type: str
      winrm:
        description: The configuration of WinRM.
        type: dict
        suboptions:
          listeners:
            description: The WinRM listeners.
            type: list
            elements: dict
            suboptions:
              certificate_thumbprint:
                description:
                  - The thumbprint of the certificate for V(Https). By default the service creates a certificate.
                type: str
              protocol:
                description: The protocol of the listener.
                type: str
                required: true
                choices: [Http, Https]
      admin_username:
        description: The name of the administrator account. Required for a new virtual machine.
        type: str
      custom_data:
        description: Custom data for provisioning, at most 64 KB of plain text. The module encodes it in base64.
        type: str
      additional_unattend_content:
        description: Additional content for the unattended setup of Windows.
        type: dict
        suboptions:
          passes:
            description: The passes of the setup.
            type: list
            elements: dict
            suboptions:
              pass_name:
                description: The name of the pass, V(oobeSystem).
                type: str
              components:
                description: The components of the pass.
                type: list
                elements: dict
                suboptions:
                  component_name:
                    description: The name of the component, V(Microsoft-Windows-Shell-Setup).
                    type: str
                  component_settings:
                    description: The settings of the component.
                    type: list
                    elements: dict
                    suboptions:
                      setting_name:
                        description: The name of the setting, V(AutoLogon) or V(FirstLogonCommands).
                        type: str
                      content:
                        description: The XML content of the setting in base64.
                        type: str
  state:
    description:
      - The state of the virtual machine. Each state except V(absent) creates the virtual machine if it does not exist.
        V(present) does not start or stop an existing one.
      - A virtual machine that is V(stopped) keeps its resources and B(is still billed). One that is V(deallocated) is
        not billed, and may get other addresses when it starts. V(stopped) is satisfied by a deallocated virtual
        machine.
      - V(restarted) is not idempotent. It restarts the virtual machine each time the task runs, or starts it.
    type: str
    choices: [present, absent, running, stopped, deallocated, restarted]
    default: present
  deployment_name:
    description:
      - The name of the deployment. The default is the deployment in production, or, for a new deployment, the name of
        the hosted service.
    type: str
  image:
    description:
      - The OS image from which the virtual machine is created. If several images match, the latest is used. For an
        existing virtual machine only O(image.name) is compared.
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
        description: A regular expression that matches in the name of the image. Case is ignored.
        type: str
  storage_account:
    description: The storage account for the blobs of new disks. The module chooses unique names for them.
    type: str
  container:
    description: The container in O(storage_account) for new disks.
    type: str
    default: vhds
  endpoints_mode:
    description: Whether endpoints that are not listed in O(endpoints) are kept (V(merge)) or removed (V(exact)).
    type: str
    choices: [merge, exact]
    default: merge
  allow_no_login:
    description: Whether to allow a new virtual machine with Linux that has neither a password for SSH nor a public key.
    type: bool
    default: false
  disks:
    description: Whether O(state=absent) keeps or deletes the disks of the virtual machine, with their blobs.
    type: str
    choices: [keep, delete]
    default: keep
  delete_empty:
    description:
      - What to delete together with the last virtual machine of a deployment. The task fails to delete the last one if
        this option is omitted.
      - With V(service), the hosted service is deleted too if it has no other deployment, also if the virtual machine
        was deleted before.
    type: str
    choices: [deployment, service]
  wait_for:
    description:
      - What to wait for with O(wait=true). With V(operation), the task waits until the operation has completed. With
        V(ready), it also waits until the virtual machine is ready.
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
- name: Create a web server
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

- name: Create another web server with an SSH key
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

- name: Add a data disk and change the size
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web1
    role_size: Medium
    data_disks:
      - lun: 0
        logical_disk_size_in_gb: 100

- name: Deallocate it, so that it is not billed
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web1
    state: deallocated

- name: Delete it with its disks, and the hosted service if it is empty
  classic.azure.virtual_machine:
    service_name: classic-shop
    name: web1
    state: absent
    disks: delete
    delete_empty: service
"""

RETURN = r"""
virtual_machine:
  description: State of the virtual machine after the task. In check mode, the predicted state, in which
    values that the service assigns may be null.
  returned: when it exists after the task
  type: dict
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
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateVMDeployment
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.ssh_keys import (
    VirtualMachineReconciler,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine import VIRTUAL_MACHINE

MODULE_SPEC = resource_module(VIRTUAL_MACHINE, VirtualMachineReconciler)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
