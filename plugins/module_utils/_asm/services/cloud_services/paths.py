# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of hosted services, of their deployments, and of what belongs to a deployment.

Each is below the subscription, with the options that name its parents in braces
(docs/protocol/cloud_services.md#hosted-services and docs/protocol/cloud_services.md#deployments).
"""

from __future__ import annotations

HOSTED_SERVICES_PATH = "services/hostedservices"
HOSTED_SERVICE_PATH = f"{HOSTED_SERVICES_PATH}/{{service_name}}"
DEPLOYMENTS_PATH = f"{HOSTED_SERVICE_PATH}/deployments"
DEPLOYMENT_PATH = f"{DEPLOYMENTS_PATH}/{{deployment_name}}"
DEPLOYMENT_IN_SLOT_PATH = f"{HOSTED_SERVICE_PATH}/deploymentslots/{{slot}}"
ROLE_INSTANCES_PATH = f"{DEPLOYMENT_PATH}/roleinstances"
ROLES_PATH = f"{DEPLOYMENT_PATH}/roles"
ROLE_PATH = f"{ROLES_PATH}/{{role_name}}"
