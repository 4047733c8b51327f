# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates: what deployments and virtual machines of a hosted service can use
(docs/protocol/cloud_services.md#service-certificates)."""

from __future__ import annotations

from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyResource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Name, Secret, Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values, delete
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

THUMBPRINT = Name("[0-9A-Fa-f]{40}", "it must have 40 hexadecimal digits, as a SHA-1 thumbprint has", ignore_case=True)
FILE = Struct(
    Field("file", "Data"),
    Field("certificate_format", "CertificateFormat"),
    Field("password", "Password", Secret(Text())),
)
ADD = Action("AddServiceCertificate", "POST", "CertificateFile", body=FILE)
DELETE = delete("DeleteServiceCertificate")


class ServiceCertificate(ListOnlyResource):
    """Known by its thumbprint. The answer to a request for a single one says no more than its data, so all are read."""

    def address(self, want: Values) -> str:
        return f"{self.collection(want)}/sha1-{quote(str(want['thumbprint']).upper(), safe='')}"

    def plan_create(self, want: Values) -> list[Step]:
        if not want.get("file"):
            raise PreconditionError(
                f"service certificate {want['thumbprint']} does not exist, and adding it needs certificate_path"
            )
        return super().plan_create(want)

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        return []


SERVICE_CERTIFICATE = ServiceCertificate(
    kind="service certificate",
    root="Certificate",
    path="services/hostedservices/{service_name}/certificates",
    key="thumbprint",
    key_from="certificate_path",
    fields=(
        Field("certificate_url", "CertificateUrl"),
        Field("thumbprint", "Thumbprint", THUMBPRINT),
        Field("thumbprint_algorithm", "ThumbprintAlgorithm"),
        Field("data", "Data"),
    ),
    create=ADD,
    remove=DELETE,
    wait_timeout=300,
    extra_options={
        "certificate_path": {"type": "path"},
        "private_key_path": {"type": "path"},
        "password": {"type": "str", "no_log": True},
    },
)
