# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys of a virtual machine, which the service takes only as service certificates
(docs/protocol/compute.md#ssh-keys)."""

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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    VirtualMachineState,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step

CERTIFICATE_FROM = {
    "certificate_path": certificate_alone,
    "public_key": certificate_of_text,
    "public_key_path": certificate_of_file,
}
"""The options that give a key, and how a certificate is made of their values."""


class VirtualMachineReconciler(Reconciler[VirtualMachineState]):
    """The task on a virtual machine. Before a creation it adds certificates for keys of which the service has none."""

    missing: tuple[UploadedCertificate, ...] = ()

    def _resolve_references(self, ask_for_all: bool) -> None:
        """Replace also each key that is given by the thumbprint of a certificate. Raises CredentialError."""
        super()._resolve_references(ask_for_all)
        keys = public_keys(self.want)
        certificates = [
            next((make(key[option]) for option, make in CERTIFICATE_FROM.items() if key.get(option)), None)
            for key in keys
        ]
        if not any(certificates):
            return
        known = SERVICE_CERTIFICATE.reader.read_all(self.client, self.want)
        with_thumbprints = [
            {**key, "fingerprint": self._thumbprint(certificate, known)} if certificate else key
            for key, certificate in zip(keys, certificates, strict=True)
        ]
        linux = self.want["linux"]
        self.want["linux"] = {**linux, "ssh": {**linux["ssh"], "public_keys": with_thumbprints}}

    def _thumbprint(self, certificate: UploadedCertificate, known: list[dict[str, Any]]) -> str:
        """Return the thumbprint of a certificate with the same key, which is added to those that are missing unless
        the service knows one."""
        for other in known:
            if has_key_of(other["data"], certificate):
                return str(other["thumbprint"])
        self.missing += (certificate,)
        data = base64.b64encode(certificate.content).decode("ascii")
        known.append({"thumbprint": certificate.thumbprint, "data": data})
        return certificate.thumbprint

    def _prepare(self, steps: list[Step]) -> list[str]:
        requests: list[str] = []
        for certificate in self.missing:
            addition = Reconciler(SERVICE_CERTIFICATE, self.client, self._parameters(certificate), self.context)
            requests += addition.run()["requests"]
        return requests

    def _parameters(self, certificate: UploadedCertificate) -> dict[str, Any]:
        """Return the parameters that add a certificate. The task waits for it, since the creation needs it."""
        return {
            "service_name": self.want["service_name"],
            "thumbprint": certificate.thumbprint,
            "certificate_format": certificate.certificate_format,
            "file": base64.b64encode(certificate.content).decode("ascii"),
        }
