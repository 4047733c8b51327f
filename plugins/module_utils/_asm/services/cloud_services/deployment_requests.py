# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that create, change and delete deployments of web and worker roles
(docs/protocol/cloud_services.md#create-deployment, docs/protocol/cloud_services.md#upgrade,
docs/protocol/cloud_services.md#change-configuration and docs/protocol/cloud_services.md#update-deployment-status)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    DEPLOYMENT_IN_SLOT_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, delete
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf

ROLE_INSTANCES_SCHEMA = ListOf("Name")
"""The body of DeleteRoleInstances."""

CREATE = Action(
    "CreateDeployment",
    "POST",
    "CreateDeployment",
    (
        "name",
        "package_url",
        "label",
        "configuration",
        "start_deployment",
        "treat_warnings_as_error",
        "extended_properties",
    ),
    path=DEPLOYMENT_IN_SLOT_PATH,
)
UPGRADE = Action(
    "UpgradeDeployment",
    "POST",
    "UpgradeDeployment",
    (
        "upgrade_mode",
        "package_url",
        "configuration",
        "label",
        "role_to_upgrade",
        "force",
        "extended_properties",
    ),
    suffix="/?comp=upgrade",
)
CONFIGURE = Action(
    "ChangeConfiguration",
    "POST",
    "ChangeConfiguration",
    ("configuration", "treat_warnings_as_error", "upgrade_mode", "extended_properties"),
    suffix="/?comp=config",
)
UPDATE_STATUS = Action("UpdateDeploymentStatus", "POST", "UpdateDeploymentStatus", ("status",), suffix="/?comp=status")
DELETE = delete("DeleteDeployment")
DELETE_WITH_MEDIA = delete("DeleteDeployment", suffix="?comp=media")
