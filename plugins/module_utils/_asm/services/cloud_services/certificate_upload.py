# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The upload of a service certificate from a local file."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.uploaded_certificate import (
    uploaded_certificate,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError, PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


class CertificateUpload(Reconciler[Values]):
    """The reconciler of a service certificate, the thumbprint of which is given or computed from its file."""

    def __init__(self, resource: Resource[Values], client: Client, params: Mapping[str, Any], context: Context) -> None:
        path, expected = params["certificate_path"], params["thumbprint"]
        for name in ("private_key_path", "password"):
            if params[name] and not path:
                raise PreconditionError(f"{name} is given, but not certificate_path, the file that it belongs to")
        if path:
            found = uploaded_certificate(path, params["private_key_path"], params["password"])
            if expected and expected.upper() != found.thumbprint:
                raise InvalidOptionError("thumbprint", expected, f"the certificate in {path!r} has {found.thumbprint}")
            file = base64.b64encode(found.content).decode("ascii")
            body = {"certificate_format": found.certificate_format, "password": found.password}
            params = {**params, "thumbprint": found.thumbprint, "file": file, **body}
        super().__init__(resource, client, params, context)
