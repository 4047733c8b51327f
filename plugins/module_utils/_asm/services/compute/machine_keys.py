# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual machine whose keys are put where it finds them: into service certificates (protocol/2 section 3.4)."""

from __future__ import annotations

import base64
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.ssh_key import (
    certificate_of_file,
    certificate_of_text,
    has_key_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.uploaded_certificate import (
    UploadedCertificate,
    certificate_alone,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    SERVICE_CERTIFICATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.provisioning import public_keys
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values

WAYS = {
    "certificate_path": certificate_alone,
    "public_key": certificate_of_text,
    "public_key_path": certificate_of_file,
}


class MachineWithKeys(Reconciler[Values]):
    """The task on a virtual machine. A key that no certificate of its service has is added to those, in one."""

    missing: tuple[UploadedCertificate, ...] = ()

    def _resolve_references(self, ask_for_all: bool) -> None:
        """As usual; then each key that is given is known by the thumbprint of a certificate. Raises CredentialError."""
        super()._resolve_references(ask_for_all)
        keys = public_keys(self.want)
        made = [next((make(key[way]) for way, make in WAYS.items() if key.get(way)), None) for key in keys]
        if not any(made):
            return
        there = SERVICE_CERTIFICATE.reader.read_all(self.client, self.want)
        known = [
            {**key, "fingerprint": self._fingerprint(certificate, there)} if certificate else key
            for key, certificate in zip(keys, made, strict=True)
        ]
        linux = self.want["linux"]
        self.want["linux"] = {**linux, "ssh": {**linux["ssh"], "public_keys": known}}

    def _fingerprint(self, certificate: UploadedCertificate, there: list[dict[str, Any]]) -> str:
        """The thumbprint of a certificate with the key: one of those that are there, or that will be."""
        for other in there:
            if has_key_of(other["data"], certificate):
                return str(other["thumbprint"])
        self.missing += (certificate,)
        data = base64.b64encode(certificate.content).decode("ascii")
        there.append({"thumbprint": certificate.thumbprint, "data": data})
        return certificate.thumbprint

    def _prepare(self, steps: list[Step]) -> list[str]:
        requests: list[str] = []
        for certificate in self.missing:
            addition = Reconciler(SERVICE_CERTIFICATE, self.client, self._asked(certificate), self.context)
            requests += addition.run()["requests"]
        return requests

    def _asked(self, certificate: UploadedCertificate) -> dict[str, Any]:
        """The task of adding a certificate, which is waited for, since the creation needs it."""
        return {
            "service_name": self.want["service_name"],
            "thumbprint": certificate.thumbprint,
            "certificate_format": certificate.certificate_format,
            "file": base64.b64encode(certificate.content).decode("ascii"),
        }
