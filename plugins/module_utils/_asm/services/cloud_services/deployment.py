# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments of web and worker roles, from a package and a configuration (protocol/1 section 12)."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    PreconditionError,
    ProvisioningError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import FieldReadiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
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
    DEPLOYMENTS_PATH,
    HOSTED_SERVICE_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

# What the package of a deployment was cannot be read back from the service. So each deployment of ours carries a digest
# of its address, under this name, and one without it is taken for one whose package is not known.
PACKAGE = "ClassicAzurePackage"

# protocol/1 section 12.7: the states that an instance does not leave for the better by itself.
FAILED = (
    "CyclingRole",
    "FailedStartingRole",
    "FailedStartingVM",
    "ProvisioningFailed",
    "ProvisioningTimeout",
)


def package_digest(url: str) -> str:
    """What stands for a package."""
    return sha256(package_address(url).encode("utf-8")).hexdigest()


class DeploymentReader(FieldReader):
    """Lists deployments by the hosted service or the slot that holds them."""

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        """The deployments of a hosted service, or the one in the slot that is asked for."""
        service_name = quote(want["service_name"], safe="")
        if want.get("slot"):
            path = DEPLOYMENT_IN_SLOT_PATH.format(service_name=service_name, slot=want["slot"])
            response = client.get(path, "GetDeploymentBySlot")
            return [] if response is None else [self.schema.values(response)]
        service = HOSTED_SERVICE_PATH.format(service_name=service_name)
        response = client.get(f"{service}?embed-detail=true", "GetHostedService")
        found = None if response is None else xml.find(response, "Deployments")
        return [] if found is None else [self.schema.values(each) for each in found]


def normalize(want: Values, clock: Clock) -> Values:
    """Return what the task wants, with the text of the configuration and the digest of the package.

    Raises InvalidOptionError.
    """
    text = _configuration(want) if want["state"] == "present" else None
    properties = dict(want.get("extended_properties") or {})
    if PACKAGE in properties:
        raise InvalidOptionError("extended_properties", properties, f"{PACKAGE} in it is kept by this module")
    if want.get("package_url"):
        properties[PACKAGE] = package_digest(want["package_url"])
    label = want.get("label") or None
    return {**want, "label": label, "configuration": text, "extended_properties": properties or None}


class DeploymentPlanner(FieldPlanner):
    """What changes of it is spread over three requests, and some of what it is made of cannot be read back."""

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
        place = {"service_name": want["service_name"], "name": have["name"]}
        text = _scaled(want.get("configuration") or have["configuration"], want)
        wanted = {**want, **place, "configuration": text, "label": want.get("label") or have["label"]}
        steps = []
        if self._is_upgrade(have, want):
            steps.append(Step(UPGRADE, {"upgrade_mode": "auto", "force": False, **_given(wanted)}))
        elif self._is_configured_otherwise(have, wanted):
            mode = None if want.get("upgrade_mode") == "simultaneous" else want.get("upgrade_mode")
            steps.append(Step(CONFIGURE, {**wanted, "upgrade_mode": mode}))
        if want.get("status") and not self.schema.field["status"].codec.matches(have["status"], want["status"]):
            steps.append(Step(UPDATE_STATUS, {**place, "status": want["status"]}))
        return steps

    def _is_upgrade(self, have: Values, want: Values) -> bool:
        package = (want.get("extended_properties") or {}).get(PACKAGE)
        if want.get("label") not in (None, have["label"]) and package is None:
            raise PreconditionError(
                f"deployment {want['name']} gets another label only with an upgrade, which needs package_url"
            )
        changed = package is not None and package != (have["extended_properties"] or {}).get(PACKAGE)
        return changed or want.get("label") not in (None, have["label"])

    def _is_configured_otherwise(self, have: Values, wanted: Values) -> bool:
        fields = (self.schema.field["configuration"], self.schema.field["extended_properties"])
        return any(
            wanted.get(field.name) is not None and not field.codec.matches(have[field.name], wanted[field.name])
            for field in fields
        )

    def is_trigger(self, action: Action) -> bool:
        """Which package is there is seen by its digest."""
        return False

    def predict(self, step: Step, have: Values | None) -> Values:
        after, want = super().predict(step, have), step.values
        after["slot"] = after.get("slot") or (want.get("slot") and SLOT.encode(want["slot"]))
        after["status"] = after.get("status") or ("Running" if want.get("start_deployment") else "Suspended")
        return after

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        return [Step(DELETE_WITH_MEDIA if want["disks"] == "delete" else DELETE, want)]


class DeploymentReadiness(FieldReadiness):
    """A deployment is ready when its instances are, or when the task waits for no more than the operation."""

    def transient_state(self, have: Values) -> str | None:
        """An update that is walked by hand does not go on by itself, unless an operation is at it."""
        status = have.get("upgrade_status") or {}
        is_walked = (status.get("upgrade_type"), status.get("current_upgrade_domain_state")) == ("Manual", "Before")
        return None if is_walked and not have["locked"] else super().transient_state(have)

    def pending_reason(self, have: Values, want: Values) -> str | None:
        busy = self.transient_state(have)
        if want["wait_for"] == "operation":
            return busy if have["locked"] else None
        return unready(have) if have["status"] == "Running" else busy


def unready(values: Values) -> str | None:
    """What the instances still have to become. Raises NeverReady where they will not."""
    instances = values["role_instances"] or []
    for instance in instances:
        if instance["status"] in FAILED:
            raise ProvisioningError(
                f"instance {instance['name']} of deployment {values['name']} is {instance['status']}: "
                f"{instance['state_details'] or 'the service gives no reason'}"
            )
    waiting = [
        f"{instance['name']} {instance['status']}" for instance in instances if instance["status"] != "ReadyRole"
    ]
    return ", ".join(waiting) or None


def _configuration(want: Values) -> str | None:
    """The text of the configuration that the task gives in one of its ways. Raises InvalidOption."""
    arguments, path = want.get("configuration"), want.get("configuration_path")
    option, value = ("configuration_path", path) if path else ("configuration", _described(arguments))
    try:
        text = _content(path) if path else arguments
        if text is None:
            return None
        text = text if isinstance(text, str) else cscfg.made(text)
        cscfg.parse(text)
    except OSError as error:
        raise InvalidOptionError(option, value, f"it cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidOptionError(option, value, "it is not UTF-8") from None
    except ValueError as error:
        raise InvalidOptionError(option, value, str(error)) from None
    return text


def _content(path: str) -> str:
    with open(path, encoding="utf-8-sig") as file:
        return file.read()


def _described(arguments: Any) -> str:
    """What a message may tell of a configuration, whose settings may be secrets."""
    return f"a text of {len(arguments)} characters" if isinstance(arguments, str) else f"a {type(arguments).__name__}"


def _given(want: Values) -> Values:
    return {name: value for name, value in want.items() if value is not None}


def _scaled(text: str | None, want: Values) -> str | None:
    """The configuration with the numbers of instances that the task gives. Raises InvalidOption."""
    counts = want.get("instances")
    if text is None or not counts:
        return text
    for role, count in counts.items():
        if not re.fullmatch("[0-9]+", str(count)):
            raise InvalidOptionError("instances", counts, f"{role} must be a whole number")
    try:
        return cscfg.scaled(text, {role: int(count) for role, count in counts.items()})
    except ValueError as error:
        raise InvalidOptionError("instances", counts, str(error)) from None


ARGUMENTS = {name for action in (CREATE, UPGRADE, CONFIGURE, UPDATE_STATUS) for name in action.fields}
DEPLOYMENT_SCHEMA = ResourceSchema(
    kind="deployment",
    root="Deployment",
    path=DEPLOYMENTS_PATH,
    fields=DEPLOYMENT_FIELDS,
    create=CREATE,
    changes=(UPGRADE, CONFIGURE, UPDATE_STATUS),
    remove=DELETE,
    diff=tuple(field.name for field in DEPLOYMENT_FIELDS if field.name in (*ARGUMENTS, "slot")),
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
)
