# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Management certificates, which authenticate the clients of a subscription.

See docs/protocol/subscription.md#management-certificates.
"""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import delete, post
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

ADD = post("AddManagementCertificate", "public_key", "thumbprint", "data", root="SubscriptionCertificate")
DELETE = delete("DeleteManagementCertificate")

MANAGEMENT_CERTIFICATE_SCHEMA = ResourceSchema(
    kind="management certificate",
    root="SubscriptionCertificate",
    path="certificates",
    key="thumbprint",
    fields=(
        Field("public_key", "SubscriptionCertificatePublicKey"),
        Field("thumbprint", "SubscriptionCertificateThumbprint"),
        Field("data", "SubscriptionCertificateData"),
        Field("created", "Created"),
    ),
    create=ADD,
    remove=DELETE,
)
MANAGEMENT_CERTIFICATE = Resource(
    MANAGEMENT_CERTIFICATE_SCHEMA,
    FieldReader(MANAGEMENT_CERTIFICATE_SCHEMA),
    FieldPlanner(MANAGEMENT_CERTIFICATE_SCHEMA),
)
