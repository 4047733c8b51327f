# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates: what deployments and virtual machines of a hosted service can use (protocol/3 section 4)."""

from __future__ import annotations

from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.codecs import Secret, Text
from ansible_collections.classic.azure.plugins.module_utils._asm.resource import Resource, Values, delete, post
from ansible_collections.classic.azure.plugins.module_utils._asm.schema import Field

ADD = post("AddServiceCertificate", "data", "certificate_format", "password", root="CertificateFile")
DELETE = delete("DeleteServiceCertificate")


class ServiceCertificate(Resource):
    """Its address is the algorithm of its thumbprint and the thumbprint."""

    def address(self, want: Values) -> str:
        return f"{self.collection(want)}/sha1-{quote(str(want['thumbprint']).upper(), safe='')}"


SERVICE_CERTIFICATE = ServiceCertificate(
    kind="service certificate",
    root="Certificate",
    path="services/hostedservices/{service_name}/certificates",
    key="thumbprint",
    fields=(
        Field("certificate_url", "CertificateUrl"),
        Field("thumbprint", "Thumbprint"),
        Field("thumbprint_algorithm", "ThumbprintAlgorithm"),
        Field("data", "Data"),
        Field("certificate_format", "CertificateFormat"),
        Field("password", "Password", Secret(Text())),
    ),
    create=ADD,
    remove=DELETE,
    wait_timeout=300,
)
