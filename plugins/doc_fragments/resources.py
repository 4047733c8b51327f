# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by "make generate".

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  resources:
    description:
      - The tree of resources. Those that belong to another one are listed below it.
      - Each entry has the options of the module of its kind. Settings that an entry does not
        have are left unchanged.
      - What M(classic.azure.environment_info) returns of a subscription can be given here.
    type: dict
    required: true
    suboptions:
      affinity_groups:
        description: The affinity groups, each with the options of M(classic.azure.affinity_group).
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: The name of the affinity group, at most 63 letters, digits and hyphens.
            type: str
            required: true
          label:
            description:
              - The label, at most 100 characters. It is plain text; the module encodes it in
                base64.
              - The default for a new affinity group is C(name).
            type: str
          description:
            description: The description, at most 1024 characters.
            type: str
          location:
            description:
              - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted
                for C(West US).
              - Required to create the affinity group. It cannot be changed.
            type: str
      storage_accounts:
        description: The storage accounts, each with the options of M(classic.azure.storage_account).
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: The name of the storage account, globally unique, 3 to 24 lower-case
              letters and digits.
            type: str
            required: true
          description:
            description: The description, at most 1024 characters.
            type: str
          affinity_group:
            description: The affinity group in which the storage account is created. It cannot
              be changed.
            type: str
          location:
            description:
              - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted
                for C(West US).
              - One of this option and C(affinity_group) is required to create the storage account.
                It cannot be changed.
            type: str
          label:
            description:
              - The label, at most 100 characters. It is plain text; the module encodes it in
                base64.
              - The default for a new storage account is C(name).
            type: str
          account_type:
            description:
              - The type of replication. The service's default for a new storage account is
                V(Standard_GRS).
              - A storage account cannot be changed from or to V(Standard_ZRS) and V(Premium_LRS).
            type: str
            choices:
              - Standard_LRS
              - Standard_ZRS
              - Standard_GRS
              - Standard_RAGRS
              - Premium_LRS
          extended_properties:
            description:
              - Names and values to store with the storage account, at most 50.
              - Properties that are not specified are left unchanged. A property whose value
                is null is removed.
            type: dict
          wait_timeout: &id001
            description: The maximum time to wait for this one, in seconds. The default is O(wait_timeout).
            type: int
          wait: &id002
            description: Whether to wait for this one. The default is O(wait).
            type: bool
      os_images:
        description: The OS images, each with the options of M(classic.azure.os_image).
        type: list
        elements: dict
        default: []
        suboptions:
          label:
            description: The label, at most 100 characters. The default for a new image is C(name).
            type: str
          media_link:
            description:
              - The URL of the page blob with the generalized disk, in a storage account of
                the subscription.
              - Required to create the image. It cannot be changed.
            type: str
          name:
            description: The name of the image.
            type: str
            required: true
          os:
            description: The operating system of the image. Required to create the image. It
              cannot be changed.
            type: str
            choices:
              - Linux
              - Windows
          eula:
            description: The URL of the license agreement.
            type: str
          description:
            description: The description of the image.
            type: str
          image_family:
            description: The image family, at most 100 characters.
            type: str
          show_in_gui:
            description: Whether the portal shows the image.
            type: bool
          published_date:
            description: The time of publication, for example V(2015-06-01T00:00:00Z).
            type: str
          is_premium:
            description: Whether the image is subject to an additional charge.
            type: bool
          icon_uri:
            description: The URL of the icon.
            type: str
          privacy_uri:
            description: The URL of the privacy policy.
            type: str
          recommended_vm_size:
            description: The recommended role size for virtual machines created from the image.
            type: str
          small_icon_uri:
            description: The URL of the small icon.
            type: str
          language:
            description: The language of the operating system.
            type: str
          delete_vhd:
            description: Whether C(state=absent) also deletes the blob.
            type: bool
            default: false
          force:
            description:
              - Whether C(state=absent) deletes the image even if disks exist that were created
                from it.
              - If it is V(false), the task fails for such an image, and the message names the
                disks and their virtual machines.
            type: bool
            default: false
      reserved_ips:
        description: The reserved IPs, each with the options of M(classic.azure.reserved_ip).
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description: The name of the reserved IP address, at most 63 characters.
            type: str
            required: true
          label:
            description: The label, at most 100 characters. The default for a new reserved IP
              address is C(name).
            type: str
          service_name:
            description:
              - The name of the hosted service of the deployment that should use the address.
              - If the address is not reserved yet, the current address of the deployment is
                reserved. Otherwise the reserved address is assigned to the deployment, and
                removed from another deployment that used it.
            type: str
          deployment_name:
            description: The name of the deployment that should use the address. It must have
              at least one endpoint.
            type: str
          location:
            description:
              - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted
                for C(West US).
              - Required to reserve an address. It cannot be changed, and must be the location
                of the deployment that uses the address.
            type: str
          virtual_ip_name:
            description:
              - The name of the virtual IP of the deployment that gets the address, if the deployment
                has more than one.
            type: str
          wait_timeout: *id001
          wait: *id002
      hosted_services:
        description: The hosted services, each with the options of M(classic.azure.hosted_service).
        type: list
        elements: dict
        default: []
        suboptions:
          name:
            description:
              - The name of the hosted service. It is also its DNS name below C(cloudapp.net)
                and therefore globally unique.
              - It consists of 1 to 63 letters, digits and hyphens, and starts and ends with
                a letter or digit.
            type: str
            required: true
          description:
            description: The description, at most 1024 characters.
            type: str
          affinity_group:
            description: The affinity group in which the hosted service is created. It cannot
              be changed.
            type: str
          location:
            description:
              - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted
                for C(West US).
              - One of this option and C(affinity_group) is required to create the hosted service.
                It cannot be changed.
            type: str
          label:
            description:
              - The label, at most 100 characters. It is plain text; the module encodes it in
                base64.
              - The default for a new hosted service is C(name).
            type: str
          extended_properties:
            description:
              - Names and values to store with the hosted service, at most 50.
              - Properties that are not specified are left unchanged, including V(ResourceGroup)
                and V(ResourceLocation), which the service adds itself. The service cannot remove
                a property.
            type: dict
          reverse_dns_fqdn:
            description:
              - The DNS name to which the IP address of the hosted service resolves, with a
                full stop at its end, for example V(classic-shop.cloudapp.net.). An empty value
                removes it.
              - The service accepts the names below C(cloudapp.net) of the hosted services of
                the subscription, and names that resolve to such a service.
            type: str
          force:
            description:
              - Whether C(state=absent) also deletes the deployments in the hosted service,
                with all their virtual machines.
              - If it is V(false), the task fails for a hosted service that has deployments,
                and the message lists them.
            type: bool
            default: false
          disks:
            description: Whether C(force=true) keeps or deletes the disks of virtual machines,
              with their blobs.
            type: str
            choices:
              - keep
              - delete
            default: keep
          wait_timeout: *id001
          wait: *id002
          certificates:
            description: The service certificates, each with the options of M(classic.azure.service_certificate).
            type: list
            elements: dict
            default: []
            suboptions:
              thumbprint:
                description: The SHA-1 thumbprint. If C(certificate_path) is set too, its certificate
                  must have this thumbprint.
                type: str
              certificate_path:
                description:
                  - The path of a file with the certificate in PEM, PKCS#12 (C(.pfx)) or DER
                    (C(.cer)). The format is detected from the content.
                  - A PEM file with a private key is converted to PKCS#12 with a random password.
                    Without a private key, only the certificate is added.
                  - Required to add a certificate. One of this option and C(thumbprint) is required.
                type: path
              private_key_path:
                description: The path of the private key in PEM, if it is not in the PEM file
                  C(certificate_path).
                type: path
              password:
                description: The password of the PKCS#12 file in C(certificate_path), or of
                  an encrypted private key in PEM.
                type: str
              wait_timeout: *id001
              wait: *id002
          deployments:
            description: The deployments, each with the options of M(classic.azure.deployment).
            type: list
            elements: dict
            default: []
            suboptions:
              name:
                description: The name of the deployment, unique within the hosted service.
                type: str
                required: true
              status:
                description: Whether the instances should run. The default for a new deployment
                  is V(running).
                type: str
                choices:
                  - running
                  - suspended
              label:
                description:
                  - The label, at most 100 characters. The default for a new deployment is C(name).
                  - The service changes the label only in an upgrade. A different label therefore
                    causes an upgrade and requires the package.
                type: str
              configuration:
                description:
                  - The service configuration, as the text of a C(.cscfg) file, or as a dictionary
                    with C(service_name), C(os_family), C(os_version) and C(roles). Each role
                    has C(instances), C(settings) (names and values) and C(certificates) (names
                    and thumbprints). The module encodes the configuration in base64.
                  - Configurations are compared by meaning. The order of roles and settings,
                    whitespace, comments, empty elements and the case of thumbprints are ignored.
                  - Settings may be secrets. Results and diffs contain digests instead of their
                    values, and the value of this option is hidden in logs and in the output
                    of C(-vvv).
                  - One of this option and C(configuration_path) is required to create the deployment.
                type: raw
              extended_properties:
                description:
                  - Names and values to store with the deployment, at most 24 besides V(ClassicAzurePackage).
                  - Properties that are not specified are left unchanged. The service cannot
                    remove a property.
                type: dict
              package_url:
                description:
                  - The URL of the package, a C(.cspkg) file. It must be in a storage account
                    of the subscription, or contain a shared access signature, which results
                    and logs do not show.
                  - One of this option and C(package_path) is required to create the deployment.
                type: str
              treat_warnings_as_error:
                description: Whether the service should treat warnings about the configuration
                  as errors.
                type: bool
              upgrade_mode:
                description:
                  - How a change is applied to the upgrade domains. With V(manual), each upgrade
                    domain has to be started with M(classic.azure.deployment_upgrade), and the
                    task does not wait for instances.
                  - The default for an upgrade is V(auto). For a change of the configuration,
                    V(simultaneous) has the same effect as V(auto).
                type: str
                choices:
                  - auto
                  - manual
                  - simultaneous
              role_to_upgrade:
                description: The name of the role to upgrade. If it is omitted, all roles are
                  upgraded.
                type: str
              force:
                description: Whether to upgrade even if instances lose local data, for example
                  when the size of a role changes.
                type: bool
              slot:
                description:
                  - The slot in which a new deployment is created. The default is V(production).
                  - An existing deployment is not moved to another slot; use M(classic.azure.deployment_swap)
                    for that.
                type: str
                choices:
                  - production
                  - staging
              package_path:
                description:
                  - The path of a package on the machine that runs the module. It is uploaded
                    to C(storage_account) under a name that is derived from its content. A package
                    that did not change is therefore neither uploaded nor deployed again.
                  - This option requires the Python library C(azure-storage-blob).
                type: path
              storage_account:
                description: The storage account to which the package in C(package_path) is
                  uploaded.
                type: str
              container:
                description: The container to which the package in C(package_path) is uploaded.
                  It is created if it does not exist.
                type: str
                default: deployments
              configuration_path:
                description: The path of a C(.cscfg) file with the service configuration.
                type: path
              instances:
                description:
                  - The number of instances of each role, by role name. They override the numbers
                    in the configuration of the task or, without one, of the deployment.
                  - If this option is omitted, the numbers in the configuration of the task
                    are used.
                type: dict
              wait_for:
                description:
                  - What to wait for with C(wait=true). With V(operation), the task waits until
                    the operation has completed; the instances may not be ready yet. With V(ready),
                    it also waits until all instances are ready. It does not wait for the instances
                    of a suspended deployment.
                  - The task fails at once if an instance is in a state that it does not leave
                    by itself, such as V(FailedStartingRole).
                type: str
                choices:
                  - operation
                  - ready
                default: ready
              wait_timeout: *id001
              wait: *id002
          virtual_machines:
            description: The virtual machines, each with the options of M(classic.azure.virtual_machine).
            type: list
            elements: dict
            default: []
            suboptions:
              name:
                description: The name of the virtual machine, which is also the name of its
                  role.
                type: str
                required: true
              role_size:
                description:
                  - The size, as returned by M(classic.azure.role_size_info). The service's
                    default is V(Small).
                  - Changing the size restarts the virtual machine, and changes its private
                    address if it is not in a virtual network.
                type: str
              availability_set_name:
                description: The name of the availability set. It is created by the first virtual
                  machine that uses it.
                type: str
              endpoints:
                description: The endpoints, which forward public ports to ports of the virtual
                  machine.
                type: list
                elements: dict
                suboptions:
                  load_balanced_endpoint_set_name:
                    description: The name of the load-balanced set, whose endpoints on several
                      virtual machines share a public port.
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
                    description: The public port. If it is omitted, the service chooses one,
                      which does not change later.
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
                        choices:
                          - tcp
                          - http
                      interval_in_seconds:
                        description: The interval between probes in seconds. The service's default
                          is 15.
                        type: int
                      timeout_in_seconds:
                        description:
                          - The time in seconds without a response after which a member is considered
                            unavailable. The default is 31.
                        type: int
                  protocol:
                    description: The protocol. The default is V(tcp).
                    type: str
                    choices:
                      - tcp
                      - udp
                  enable_direct_server_return:
                    description: Whether responses bypass the load balancer (direct server return).
                    type: bool
                  endpoint_acl:
                    description: The access control list of the endpoint. Without rules, everybody
                      has access.
                    type: dict
                    suboptions:
                      rules:
                        description: The rules of the list.
                        type: list
                        elements: dict
                        suboptions:
                          order:
                            description: The order of the rule. Rules with lower numbers are
                              evaluated first.
                            type: int
                            required: true
                          action:
                            description: Whether to permit or deny access.
                            type: str
                            required: true
                            choices:
                              - permit
                              - deny
                          remote_subnet:
                            description: The remote subnet to which the rule applies, in CIDR
                              notation.
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
                    description: The name of the virtual IP, if the deployment has more than
                      one.
                    type: str
              subnet_names:
                description: The names of the subnets in the virtual network.
                type: list
                elements: str
              static_virtual_network_ip_address:
                description: The static private address in the virtual network.
                type: str
              public_ips:
                description: The public IP address of the virtual machine itself (instance-level
                  public IP).
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
                description: The name of the virtual network of the deployment. It cannot be
                  changed.
                type: str
              reserved_ip_name:
                description:
                  - The name of the reserved IP address for a new deployment. Use M(classic.azure.reserved_ip)
                    for existing ones.
                type: str
              vm_image_name:
                description: The name of the VM image from which the virtual machine is created,
                  see M(classic.azure.vm_image_info).
                type: str
              os_disk:
                description: The operating system disk. Only C(os_disk.host_caching) can be
                  changed later.
                type: dict
                suboptions:
                  host_caching:
                    description: The host cache mode of the disk.
                    type: str
                    choices:
                      - None
                      - ReadOnly
                      - ReadWrite
                  label:
                    description: The label of the disk.
                    type: str
                  name:
                    description: The name of an existing disk from which the virtual machine
                      starts, or the name of the new disk.
                    type: str
                  media_link:
                    description:
                      - The URL at which the blob of the new disk is created. Without C(image),
                        the URL of an existing blob with an operating system.
                    type: str
                  os:
                    description: The operating system on the blob, if C(image) is not set.
                    type: str
                    choices:
                      - Linux
                      - Windows
                  remote_source_image_link:
                    description:
                      - The URL of another blob, which is copied to C(os_disk.media_link).
                      - It may contain a shared access signature, which the service gets and
                        results and logs do not show.
                    type: str
                  resized_size_in_gb:
                    description: The size of the new disk in GB, larger than the size of the
                      image.
                    type: int
              data_disks:
                description:
                  - The data disks. A disk is created or attached if its LUN is free. The cache
                    mode and label of an attached disk can be changed. Disks that are not specified
                    are left unchanged; use M(classic.azure.data_disk) to detach a disk.
                type: list
                elements: dict
                suboptions:
                  host_caching:
                    description: The host cache mode of the disk.
                    type: str
                    choices:
                      - None
                      - ReadOnly
                      - ReadWrite
                  label:
                    description: The label of the disk.
                    type: str
                  name:
                    description: The name of an existing disk to attach. The service chooses
                      the names of new disks.
                    type: str
                  lun:
                    description: The logical unit number (LUN).
                    type: int
                  logical_disk_size_in_gb:
                    description: The size of a new disk in GB, at most 1023.
                    type: int
                  media_link:
                    description:
                      - The URL at which the blob of a new disk is created. The default for
                        a new virtual machine is a blob in C(storage_account), for an existing
                        one a blob beside the operating system disk.
                    type: str
                  source_media_link:
                    description: The URL of an existing blob to register as a disk and attach.
                    type: str
              extensions:
                description: The extensions of the guest agent. Extensions that are not specified
                  are left unchanged.
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
                      - The parameters of the extension. The service does not return the values
                        of private parameters, so that a change of private parameters alone
                        is not detected.
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
                        description: Whether the service returns the value (V(Public)) or not
                          (V(Private)).
                        type: str
                        choices:
                          - Public
                          - Private
                  state:
                    description: The state of the extension. V(Uninstall) removes it.
                    type: str
                    choices:
                      - Enable
                      - Disable
                      - Uninstall
                  force_update:
                    description: Whether to apply the configuration again even if it did not
                      change.
                    type: bool
              provision_guest_agent:
                description: Whether to install the guest agent, which extensions require.
                type: bool
              linux:
                description:
                  - The provisioning configuration of a new virtual machine with Linux. The
                    service does not return it, so it is ignored for an existing virtual machine.
                type: dict
                suboptions:
                  host_name:
                    description: The host name. The default is C(name).
                    type: str
                  user_name:
                    description: The name of the user account, which may log in and become root.
                      Required for a new virtual machine.
                    type: str
                  user_password:
                    description: The password, 6 to 72 characters of at least three kinds.
                    type: str
                  disable_ssh_password_authentication:
                    description: Whether to disable password login for SSH. The default is V(true)
                      without C(linux.user_password).
                    type: bool
                  ssh:
                    description: SSH keys. The service accepts them only as certificates of
                      the hosted service.
                    type: dict
                    suboptions:
                      public_keys:
                        description:
                          - The keys that are authorized to log in. Each is specified by one
                            of C(fingerprint), C(certificate_path), C(public_key) and C(public_key_path).
                            If the hosted service has no certificate with the key, one is added
                            before the virtual machine is created.
                        type: list
                        elements: dict
                        suboptions:
                          fingerprint:
                            description: The thumbprint of an existing certificate of the hosted
                              service with the key.
                            type: str
                          certificate_path:
                            description:
                              - The path of a file with a certificate in PEM or DER (C(.cer)).
                                A private key in it is not sent.
                            type: path
                          public_key:
                            description: An RSA key of at least 2048 bits in OpenSSH format,
                              starting with C(ssh-rsa).
                            type: str
                          public_key_path:
                            description: The path of a file with such a key, for example C(~/.ssh/id_rsa.pub).
                            type: path
                          path:
                            description:
                              - The file to which the key is appended. The default is C(.ssh/authorized_keys)
                                in the home directory of C(linux.user_name).
                            type: str
                      key_pairs:
                        description: Key pairs to install on the virtual machine, including
                          the private keys.
                        type: list
                        elements: dict
                        suboptions:
                          fingerprint:
                            description: The thumbprint of an existing certificate of the hosted
                              service.
                            type: str
                            required: true
                          path:
                            description: The file to which the private key is written.
                            type: str
                            required: true
                  custom_data:
                    description: Custom data for provisioning, at most 64 KB of plain text.
                      The module encodes it in base64.
                    type: str
              windows:
                description:
                  - The provisioning configuration of a new virtual machine with Windows. The
                    service does not return it, so it is ignored for an existing virtual machine.
                type: dict
                suboptions:
                  computer_name:
                    description: The computer name, at most 15 characters. The default is C(name).
                    type: str
                  admin_password:
                    description:
                      - The password, 8 to 123 characters of at least three kinds. Required
                        for a new virtual machine.
                    type: str
                  reset_password_on_first_logon:
                    description: Whether the password has to be changed at the first logon.
                    type: bool
                  enable_automatic_updates:
                    description: Whether to enable automatic updates. The default is V(true).
                    type: bool
                  time_zone:
                    description: The Windows name of the time zone, for example V(W. Europe
                      Standard Time).
                    type: str
                  domain_join:
                    description: The Active Directory domain to join.
                    type: dict
                    suboptions:
                      credentials:
                        description: The credentials of an account that may join computers to
                          the domain.
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
                              - The thumbprint of the certificate for V(Https). By default the
                                service creates a certificate.
                            type: str
                          protocol:
                            description: The protocol of the listener.
                            type: str
                            required: true
                            choices:
                              - Http
                              - Https
                  admin_username:
                    description: The name of the administrator account. Required for a new virtual
                      machine.
                    type: str
                  custom_data:
                    description: Custom data for provisioning, at most 64 KB of plain text.
                      The module encodes it in base64.
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
              deployment_name:
                description:
                  - The name of the deployment. The default is the deployment in production,
                    or, for a new deployment, the name of the hosted service.
                type: str
              image:
                description:
                  - The OS image from which the virtual machine is created. If several images
                    match, the latest is used. For an existing virtual machine only C(image.name)
                    is compared.
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
                    description: A regular expression that matches in the name of the image.
                      Case is ignored.
                    type: str
              storage_account:
                description: The storage account for the blobs of new disks. The module chooses
                  unique names for them.
                type: str
              container:
                description: The container in C(storage_account) for new disks.
                type: str
                default: vhds
              endpoints_mode:
                description: Whether endpoints that are not listed in C(endpoints) are kept
                  (V(merge)) or removed (V(exact)).
                type: str
                choices:
                  - merge
                  - exact
                default: merge
              allow_no_login:
                description: Whether to allow a new virtual machine with Linux that has neither
                  a password for SSH nor a public key.
                type: bool
                default: false
              wait_for:
                description:
                  - What to wait for with C(wait=true). With V(operation), the task waits until
                    the operation has completed. With V(ready), it also waits until the virtual
                    machine is ready.
                type: str
                choices:
                  - ready
                  - operation
                default: ready
              wait_timeout: *id001
              state:
                description:
                  - The state of the virtual machine. Each state except V(absent) creates the
                    virtual machine if it does not exist. V(present) does not start or stop
                    an existing one.
                  - A virtual machine that is V(stopped) keeps its resources and B(is still
                    billed). One that is V(deallocated) is not billed, and may get other addresses
                    when it starts. V(stopped) is satisfied by a deallocated virtual machine.
                  - V(restarted) is not idempotent. It restarts the virtual machine each time
                    the task runs, or starts it.
                type: str
                choices:
                  - present
                  - running
                  - stopped
                  - deallocated
                default: present
              wait: *id002
"""
