# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments of web and worker roles, which are made of a package and a configuration
(docs/protocol/cloud_services.md#deployments)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    PreconditionError,
    ProvisioningError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Collection, Documents
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import FieldReadiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference, references
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_requests import (
    CONFIGURE,
    CREATE,
    DELETE,
    DELETE_WITH_MEDIA,
    UPDATE_STATUS,
    UPGRADE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_schema import (
    DEPLOYMENT_FIELDS,
    SLOT,
    package_address,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    DEPLOYMENT_IN_SLOT_PATH,
    DEPLOYMENT_PATH,
    DEPLOYMENTS_PATH,
    HOSTED_SERVICE_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    SERVICE_CERTIFICATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.media_links import (
    accounts_of,
    missing_account,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_contents import (
    has_virtual_machines,
    read_contents,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.operating_system import (
    OPERATING_SYSTEM,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import cores_of
from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import choice_hint
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import NOT_RETURNED, Reader, is_unset
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PACKAGE_PROPERTY = "ClassicAzurePackage"
"""The extended property that holds a digest of the package's address.

The service does not return which package a deployment was made of. A deployment without the property is one of which
the package is not known.
"""
FAILED_STATUSES = (
    "CyclingRole",
    "FailedStartingRole",
    "FailedStartingVM",
    "ProvisioningFailed",
    "ProvisioningTimeout",
)
"""The statuses that an instance does not leave for a better one by itself
(docs/protocol/cloud_services.md#instance-status)."""


KNOWN_SYSTEMS = {(family, "*") for family in "1234"}
"""The families of guest operating systems that are recorded, with the newest version: they are not looked up before a
creation (docs/protocol/subscription.md#operating-systems)."""


def package_digest(url: str) -> str:
    """Return the digest by which packages are compared."""
    return sha256(package_address(url).encode("utf-8")).hexdigest()


class DeploymentReader(FieldReader):
    """Lists deployments by the hosted service or the slot that holds them."""

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        """Return the deployments of a hosted service, or the one in the ``slot`` of ``want``."""
        if want.get("slot"):
            service_name = quote(want["service_name"], safe="")
            path = DEPLOYMENT_IN_SLOT_PATH.format(service_name=service_name, slot=want["slot"])
            response = client.get(path, "GetDeploymentBySlot", self.schema.root)
            return [] if response is None else [self.schema.values(response)]
        return [self.schema.values(each) for each in read_deployments(client, want["service_name"]) or ()]

    def resolve_references(self, client: Reader, want: Values) -> Values:
        """Return ``want``. Raises InvalidOptionError for a guest operating system that there is not."""
        family, version = cscfg.operating_system(want["configuration"])
        if (family, version) not in KNOWN_SYSTEMS:
            rule = _system_rule(client, family, version)
            if rule:
                raise InvalidOptionError(*_configuration_option(want), rule)
        return want

    def missing_references(self, client: Reader, have: Values | None, want: Values) -> list[str]:
        service_name = want["service_name"]
        if have is None and read_contents(client, service_name) is None:
            return [f"hosted service {service_name}"]
        url, missing = want.get("package_url"), []
        account = missing_account(client, "package_url", url) if url and not _is_signed(url) else None
        missing += [account] if account else []
        used = cscfg.thumbprints(want["configuration"]) if want.get("configuration") else []
        return [*missing, *missing_certificates(client, service_name, used)]

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        """Return which deployment has the slot or the name (docs/protocol/cloud_services.md#create-deployment)."""
        service = read_contents(client, want["service_name"]) or {"deployments": []}
        slot = SLOT.encode(want.get("slot") or "production")
        return slot_blocker(service, slot, want["name"])

    def update_blocker(self, client: Reader, have: Values, want: Values) -> str | None:
        role_to_upgrade, roles = want.get("role_to_upgrade"), [each["name"] for each in have["roles"] or []]
        if has_virtual_machines(have):
            return "it is a deployment of virtual machines, not of a package: see virtual_machine"
        if role_to_upgrade and role_to_upgrade not in roles:
            return f"role_to_upgrade is {role_to_upgrade!r}, but its roles are {', '.join(roles)}"
        if not want.get("configuration"):
            return None
        wanted = cscfg.instances(want["configuration"])
        if roles and not want.get("package_url") and set(wanted) != set(roles):
            return f"the configuration has the roles {', '.join(wanted)}, and the package {', '.join(roles)}"
        return _system_rule(client, *cscfg.operating_system(want["configuration"]))

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        """Return the options of a deployment of a package; none for one that virtual machines made.

        A configuration with settings, which may be secrets, is left out but for the numbers of instances.
        """
        if has_virtual_machines(have):
            return None
        regular = super().to_options(client, parents, have) or {}
        configuration = cscfg.without_secrets(have["configuration"] or "")
        properties = regular.get("extended_properties") or {}
        options = {
            "name": have["name"],
            "slot": "staging" if SLOT.matches(have["slot"], "staging") else None,
            "package_url": NOT_RETURNED,
            "configuration": NOT_RETURNED if configuration is None else configuration,
            "instances": _instances(have) if configuration is None else None,
            "label": regular.get("label"),
            "status": "suspended" if (have["status"] or "").startswith("Suspended") else None,
            "extended_properties": {name: text for name, text in properties.items() if name != PACKAGE_PROPERTY},
        }
        return {name: value for name, value in options.items() if not is_unset(value)}

    def unsupported(self, client: Reader, parents: Values, have: Values) -> list[str]:
        machines, network = has_virtual_machines(have), have["virtual_network_name"]
        secondary = [each["name"] for each in have["virtual_ips"] or [] if each["is_secondary_vip"]]
        extensions = have["extension_configuration"] or {}
        networks = [
            *(("DNS server", each["name"] or each["address"]) for each in have["dns_servers"] or []),
            *(("internal load balancer", each["name"]) for each in have["load_balancers"] or []),
        ]
        return [
            *(f"its {kind} {name}" for kind, name in networks if machines),
            *([f"its virtual network {network}, which has to exist"] if machines and network else []),
            *(f"its second virtual IP {name}" for name in secondary),
            *(["its extensions"] if extensions.get("all_roles") or extensions.get("named_roles") else []),
            *(["its slot, Staging"] if machines and have["slot"] == "Staging" else []),
            *(["its label"] if machines and have["label"] not in (None, have["name"]) else []),
            *(["its extended properties"] if machines and have["extended_properties"] else []),
            *(["its update, which is not finished"] if have["upgrade_status"] else []),
            *(["what the operation changes that is going on"] if have["locked"] else []),
        ]

    def quota_usage(self, client: Reader, have: Values) -> dict[str, int]:
        """Return the cores of the instances, as far as their sizes are known: those of a new package are not."""
        sizes = {each["role_name"]: each["size"] for each in have.get("role_instances") or []}
        counts = _instances(have) if sizes else {}
        return {"CoreCount": sum(count * cores_of(client, sizes.get(role)) for role, count in counts.items())}

    def foresee(self, documents: Documents, want: Values, after: Values | None, steps: Sequence[Step]) -> None:
        path = self.schema.address(want)
        if after is None:
            documents.remove(path)
        elif any(step.action is CREATE for step in steps):
            new = {name: after.get(name) for name in ("name", "slot", "label", "configuration")}
            roles = [{"name": name} for name in cscfg.instances(want["configuration"])]
            documents.put(path, self.schema.document({**new, "name": want["name"], "roles": roles}))


def _instances(have: Values) -> dict[str, int]:
    """Return the numbers of instances in the configuration of a deployment, by role; none if it cannot be read."""
    try:
        return cscfg.instances(have.get("configuration") or "")
    except ValueError:
        return {}


def _references(want: Values) -> list[Reference]:
    """Return the hosted service, the account that the package is or will be in, and the certificates."""
    service_name, configuration = want["service_name"], want.get("configuration")
    thumbprints = cscfg.thumbprints(configuration) if configuration else []
    return [
        Reference("hosted service", service_name),
        *references(want, storage_account="storage account"),
        *accounts_of([want.get("package_url")]),
        *(Reference("service certificate", each, service_name) for each in thumbprints),
    ]


def slot_blocker(service: Values, slot: str, name: str) -> str | None:
    """Return which deployment of a hosted service has a slot, or the name of a new deployment; None: they are free."""
    for other in service["deployments"]:
        if other["slot"] == slot:
            return f"deployment {other['name']} is in the {slot.lower()} slot of hosted service {service['name']}"
        if other["name"].lower() == name.lower():
            return (
                f"hosted service {service['name']} has a deployment {other['name']} in the {other['slot'].lower()} slot"
            )
    return None


def missing_certificates(client: Reader, service_name: str, thumbprints: list[str]) -> list[str]:
    """Return those of the certificates, for a message, that a hosted service does not have."""
    if not thumbprints:
        return []
    certificates = SERVICE_CERTIFICATE.reader.read_all(client, {"service_name": service_name})
    known = [each["thumbprint"].upper() for each in certificates]
    missing = [each for each in dict.fromkeys(thumbprints) if each.upper() not in known]
    return [f"service certificate {each} of hosted service {service_name}" for each in missing]


def _is_signed(url: str) -> bool:
    """Return whether a URL has a shared access signature, with which its account may be anybody's."""
    return "sig=" in url.partition("?")[2]


def _system_rule(client: Reader, family: str, version: str) -> str | None:
    """Return that the service has no such guest operating system
    (docs/protocol/subscription.md#operating-systems)."""
    systems = OPERATING_SYSTEM.reader.read_all(client, {})
    families = list(dict.fromkeys(str(each["family"]) for each in systems))
    versions = [each["version"] for each in systems if each["family"] == family]
    if not systems or (version in ("*", *versions) and versions):
        return None
    if not versions:
        return f"its os_family is {family!r}, and the service has {', '.join(families)}"
    hint = choice_hint(version, ["*", *versions])
    return f"its os_version is {version!r}, and family {family} has no such version: {hint}"


def read_deployment(client: Reader, service_name: str, deployment_name: str | None) -> Element | None:
    """Return the response with the deployment of a name, or with the one in production; None if there is none."""
    path = DEPLOYMENT_PATH if deployment_name else DEPLOYMENT_IN_SLOT_PATH
    values = {"service_name": service_name, "deployment_name": deployment_name or "", "slot": "Production"}
    quoted = {name: quote(value, safe="") for name, value in values.items()}
    return client.get(path.format(**quoted), "GetDeployment", "Deployment")


def read_deployments(client: Reader, service_name: str) -> list[Element] | None:
    """Return the elements of the deployments of a hosted service; None if there is no such service."""
    path = HOSTED_SERVICE_PATH.format(service_name=quote(service_name, safe=""))
    response = client.get(f"{path}?embed-detail=true", "GetHostedService", "HostedService")
    if response is None:
        return None
    found = xml.find(response, "Deployments")
    return [] if found is None else list(found)


def normalize(want: Values, clock: Clock) -> Values:
    """Return what the task wants, with the text of the configuration and the digest of the package.

    Raises InvalidOptionError.
    """
    text = _configuration(want) if want["state"] == "present" else None
    properties = dict(want.get("extended_properties") or {})
    if PACKAGE_PROPERTY in properties:
        raise InvalidOptionError("extended_properties", properties, f"{PACKAGE_PROPERTY} in it is kept by this module")
    if want.get("package_url"):
        properties[PACKAGE_PROPERTY] = package_digest(want["package_url"])
    label = want.get("label") or None
    return {**want, "label": label, "configuration": text, "extended_properties": properties or None}


class DeploymentPlanner(FieldPlanner):
    """Updates a deployment by an upgrade, which may send all of it, by its configuration, and by its status."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        for name, path in (("package_url", "package_path"), ("configuration", "configuration_path")):
            if want.get(name) is None:
                raise PreconditionError(
                    f"deployment {want['name']} does not exist, and creating it needs {name} or {path}"
                )
        wanted = {**want, "configuration": _scaled(want["configuration"], want)}
        wanted["slot"] = want.get("slot") or "production"
        wanted["start_deployment"] = want.get("status") != "suspended"
        return super().plan_create(have, wanted)

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        if want.get("slot") and not SLOT.matches(have["slot"], want["slot"]):
            raise PreconditionError(
                f"deployment {want['name']} is in {have['slot']}, and the service moves one only by swapping: "
                "see deployment_swap"
            )
        address = {"service_name": want["service_name"], "name": have["name"]}
        text = _scaled(want.get("configuration") or have["configuration"], want)
        wanted = {**want, **address, "configuration": text, "label": want.get("label") or have["label"]}
        steps = []
        if self._is_upgrade(have, want):
            steps.append(Step(UPGRADE, {"upgrade_mode": "auto", "force": False, **_without_unset(wanted)}))
        elif self._is_reconfigured(have, wanted):
            mode = None if want.get("upgrade_mode") == "simultaneous" else want.get("upgrade_mode")
            steps.append(Step(CONFIGURE, {**wanted, "upgrade_mode": mode}))
        if want.get("status") and not self.schema.field["status"].codec.matches(have["status"], want["status"]):
            steps.append(Step(UPDATE_STATUS, {**address, "status": want["status"]}))
        return steps

    def _is_upgrade(self, have: Values, want: Values) -> bool:
        package = (want.get("extended_properties") or {}).get(PACKAGE_PROPERTY)
        if want.get("label") not in (None, have["label"]) and package is None:
            raise PreconditionError(
                f"deployment {want['name']} gets another label only with an upgrade, which needs package_url"
            )
        changed = package is not None and package != (have["extended_properties"] or {}).get(PACKAGE_PROPERTY)
        return changed or want.get("label") not in (None, have["label"])

    def _is_reconfigured(self, have: Values, wanted: Values) -> bool:
        return any(
            wanted.get(name) is not None and not self.schema.field[name].codec.matches(have.get(name), wanted[name])
            for name in CONFIGURE.fields
        )

    def predict(self, step: Step, have: Values | None) -> Values:
        after, want = super().predict(step, have), step.values
        after["slot"] = after.get("slot") or (want.get("slot") and SLOT.encode(want["slot"]))
        after["status"] = after.get("status") or ("Running" if want.get("start_deployment") else "Suspended")
        return after

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        return [Step(DELETE_WITH_MEDIA if want["disks"] == "delete" else DELETE, want)]


class DeploymentReadiness(FieldReadiness):
    """A deployment is ready when its instances are, or when the task waits for no more than the operation."""

    ends_by_operation = False

    def transient_state(self, have: Values) -> str | None:
        """Return the status, unless an update waits for its next upgrade domain to be walked by hand."""
        status = have.get("upgrade_status") or {}
        is_walked = (status.get("upgrade_type"), status.get("current_upgrade_domain_state")) == (
            "Manual",
            "Before",
        )
        return None if is_walked and not have["locked"] else super().transient_state(have)

    def pending_reason(self, have: Values, want: Values) -> str | None:
        transient = self.transient_state(have)
        if want["wait_for"] == "operation":
            return transient if have["locked"] else None
        if have["status"] == "Running":
            return pending_instances(have["name"], have["role_instances"] or [])
        return transient


def pending_instances(deployment_name: str, instances: list[Values]) -> str | None:
    """Return the instances that are not ready and their statuses, None if all are.

    Raises ProvisioningError if one will never be.
    """
    for instance in instances:
        if instance["status"] in FAILED_STATUSES:
            raise ProvisioningError(
                f"instance {instance['name']} of deployment {deployment_name} is {instance['status']}: "
                f"{instance['state_details'] or 'the service gives no reason'}"
            )
    pending = [f"{each['name']} {each['status']}" for each in instances if each["status"] != "ReadyRole"]
    return ", ".join(pending) or None


def _configuration(want: Values) -> str | None:
    """Return the text of the configuration, which a task gives as a file, as its text or as a structure; None: not.

    Raises InvalidOptionError.
    """
    given, path = want.get("configuration"), want.get("configuration_path")
    option, value = _configuration_option(want)
    try:
        given = _content(path) if path else given
        if given is None:
            return None
        text = given if isinstance(given, str) else cscfg.from_structure(given)
        cscfg.check_instances(text)
    except OSError as error:
        raise InvalidOptionError(option, value, f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidOptionError(option, value, "it is not UTF-8") from None
    except ValueError as error:
        raise InvalidOptionError(option, value, str(error)) from None
    return text


def _configuration_option(want: Values) -> tuple[str, str]:
    """Return the option that gives the configuration, and its value as a message may show it."""
    path = want.get("configuration_path")
    return ("configuration_path", path) if path else ("configuration", _description(want.get("configuration")))


def _content(path: str) -> str:
    with open(path, encoding="utf-8-sig") as file:
        return file.read()


def _description(configuration: Any) -> str:
    """Return what a message may say of a configuration, the settings of which may be secrets."""
    if isinstance(configuration, str):
        return f"a text of {len(configuration)} characters"
    return f"a {type(configuration).__name__}"


def _without_unset(values: Values) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _scaled(text: str | None, want: Values) -> str | None:
    """Return the configuration with the numbers of instances that the task gives. Raises InvalidOptionError."""
    counts = want.get("instances")
    if text is None or not counts:
        return text
    for role, count in counts.items():
        if not re.fullmatch("0*[1-9][0-9]*", str(count)):
            raise InvalidOptionError("instances", counts, f"{role} must be a whole number of at least 1")
    try:
        return cscfg.scaled(text, {role: int(count) for role, count in counts.items()})
    except ValueError as error:
        raise InvalidOptionError("instances", counts, str(error)) from None


DETAILED_PATH = f"{HOSTED_SERVICE_PATH}?embed-detail=true"
DEPLOYMENT_COLLECTIONS = tuple(
    Collection(path, key, DETAILED_PATH, "GetHostedService", "HostedService", within="Deployments")
    for path, key in (
        (DEPLOYMENTS_PATH, "Name"),
        (DEPLOYMENT_IN_SLOT_PATH.removesuffix("/{slot}"), "DeploymentSlot"),
    )
)
"""A hosted service that is read with its details has its deployments, by name and by slot."""

SENT = {name for action in (CREATE, UPGRADE, CONFIGURE, UPDATE_STATUS) for name in action.fields}
DEPLOYMENT_SCHEMA = ResourceSchema(
    kind="deployment",
    root="Deployment",
    path=DEPLOYMENTS_PATH,
    fields=DEPLOYMENT_FIELDS,
    create=CREATE,
    changes=(UPGRADE, CONFIGURE, UPDATE_STATUS),
    remove=DELETE,
    diff=tuple(field.name for field in DEPLOYMENT_FIELDS if field.name in (*SENT, "slot")),
)
DEPLOYMENT_READINESS = DeploymentReadiness(
    "status",
    transient=(
        "Deploying",
        "Starting",
        "Suspending",
        "Deleting",
        "RunningTransitioning",
        "SuspendedTransitioning",
    ),
)
DEPLOYMENT = Resource(
    DEPLOYMENT_SCHEMA,
    DeploymentReader(DEPLOYMENT_SCHEMA),
    DeploymentPlanner(DEPLOYMENT_SCHEMA),
    DEPLOYMENT_READINESS,
    ModuleOptions(
        normalize=normalize,
        mutually_exclusive=(("package_url", "package_path"), ("configuration", "configuration_path")),
        wait_timeout=1800,
        extra={
            "slot": {"type": "str", "choices": list(SLOT.words)},
            "package_path": {"type": "path"},
            "storage_account": {"type": "str"},
            "container": {"type": "str", "default": "deployments"},
            "configuration_path": {"type": "path"},
            "instances": {"type": "dict"},
            "wait_for": {"type": "str", "choices": ["operation", "ready"], "default": "ready"},
            "disks": {"type": "str", "choices": ["keep", "delete"], "default": "keep"},
        },
        info={"slot": {"type": "str", "choices": list(SLOT.words)}},
    ),
    references=_references,
    collections=DEPLOYMENT_COLLECTIONS,
)
