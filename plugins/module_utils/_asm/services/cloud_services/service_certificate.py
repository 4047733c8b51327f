# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates, which deployments and virtual machines of a hosted service use.

See docs/protocol/cloud_services.md#service-certificates.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Documents, listed
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import (
    cscfg,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    HOSTED_SERVICE_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_contents import (
    missing_service,
    read_contents,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    NOT_RETURNED,
    Name,
    Reader,
    Secret,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values, delete
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

THUMBPRINT = Name("[0-9A-Fa-f]{40}", "it must have 40 hexadecimal digits, as a SHA-1 thumbprint has", ignore_case=True)
FILE_SCHEMA = Struct(
    Field("file", "Data"),
    Field("certificate_format", "CertificateFormat"),
    Field("password", "Password", Secret(Text())),
)
ADD = Action("AddServiceCertificate", "POST", "CertificateFile", FILE_SCHEMA)
DELETE = delete("DeleteServiceCertificate")


class ServiceCertificateSchema(ResourceSchema):
    """The schema of a service certificate, the address of which holds the algorithm of its thumbprint."""

    def address(self, values: Values) -> str:
        return f"{self.collection(values)}/sha1-{quote(str(values['thumbprint']).upper(), safe='')}"


class ServiceCertificateReader(ListOnlyReader):
    """Reads the list, since the response to a request for a single certificate holds its data only."""

    def missing_references(self, client: Reader, have: Values | None, want: Values) -> list[str]:
        return missing_service(client, want["service_name"])

    def deletion_blocker(self, client: Reader, have: Values, want: Values) -> str | None:
        """Return the deployments the configurations of which name the certificate."""
        service = read_contents(client, want["service_name"]) or {"deployments": []}
        using = [
            f"deployment {each['name']}"
            for each in service["deployments"]
            if have["thumbprint"].upper() in _thumbprints(each["configuration"])
        ]
        return f"it is used by {', '.join(using)}" if using else None

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        """Return the thumbprint; none for the certificate that the service made for WinRM."""
        if _is_of_service(client, parents, have):
            return None
        return {"certificate_path": NOT_RETURNED, "password": NOT_RETURNED, "thumbprint": have["thumbprint"]}

    def unsupported(self, client: Reader, parents: Values, have: Values) -> list[str]:
        return ["it, since the service made it for WinRM"] if _is_of_service(client, parents, have) else []

    def foresee(self, documents: Documents, want: Values, after: Values | None, steps: Sequence[Step]) -> None:
        path = f"{self.schema.collection(want)}/{want['thumbprint']}"
        if after is None:
            documents.remove(path)
        else:
            documents.put(path, self.schema.document({**after, "thumbprint": want["thumbprint"]}))


def _is_of_service(client: Reader, parents: Values, have: Values) -> bool:
    service = read_contents(client, parents["service_name"]) or {}
    return bool(service.get("default_winrm_certificate_thumbprint", "").upper() == have["thumbprint"].upper())


def _service_of(want: Values) -> list[Reference]:
    return [Reference("hosted service", want["service_name"])]


def _thumbprints(configuration: str | None) -> list[str]:
    try:
        return [each.upper() for each in cscfg.thumbprints(configuration or "")]
    except ValueError:
        return []


class ServiceCertificatePlanner(FieldPlanner):
    """Creates a certificate from a file. An existing one has the wanted thumbprint, so it is the wanted one."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        if not want.get("file"):
            raise PreconditionError(
                f"service certificate {want['thumbprint']} does not exist, and adding it needs certificate_path"
            )
        return super().plan_create(have, want)

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        return []


SERVICE_CERTIFICATE_SCHEMA = ServiceCertificateSchema(
    kind="service certificate",
    root="Certificate",
    path=f"{HOSTED_SERVICE_PATH}/certificates",
    key="thumbprint",
    fields=(
        Field("certificate_url", "CertificateUrl", description="URL of the certificate in the management API."),
        Field("thumbprint", "Thumbprint", THUMBPRINT, description="Thumbprint of the certificate."),
        Field("thumbprint_algorithm", "ThumbprintAlgorithm", description="Algorithm of the thumbprint, V(sha1)."),
        Field("data", "Data", description="Certificate without its private key, DER in base64."),
    ),
    create=ADD,
    remove=DELETE,
)
SERVICE_CERTIFICATE = Resource(
    SERVICE_CERTIFICATE_SCHEMA,
    ServiceCertificateReader(SERVICE_CERTIFICATE_SCHEMA),
    ServiceCertificatePlanner(SERVICE_CERTIFICATE_SCHEMA),
    options=ModuleOptions(
        wait_timeout=300,
        key_from="certificate_path",
        extra={
            "certificate_path": {"type": "path"},
            "private_key_path": {"type": "path"},
            "password": {"type": "str", "no_log": True},
        },
    ),
    references=_service_of,
    collections=(listed(SERVICE_CERTIFICATE_SCHEMA, "ListServiceCertificates"),),
)
