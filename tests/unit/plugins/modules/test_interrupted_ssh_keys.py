# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that end between the request for a key's certificate and the end of its operation: the next one adds no other.

The list of certificates does not have a certificate while its operation runs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.ssh_key import (
    certificate_of_file,
    certificate_of_text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError, OperationTimeoutError
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import rsa_key
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    create_services,
    run_machine,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine_ssh_keys import (
    certificates,
    keys_of,
    last_create_request,
    linux_with_keys,
    public_key_line,
)

pytestmark = pytest.mark.slow

KEY, OTHER = rsa_key(), rsa_key(number=2)
ADD = "AddServiceCertificate"
# A key and the thumbprint of its certificate, which is to stay what it is with every version of the library.
LINE = (
    "ssh-rsa "
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQCLGN96sm5hvkIoUxQCn3FBAWO5yzVi9tYycWDZ6HhoxNKbODopccNco6+DB9ucVv5O"
    "cvTkqSNR6JX2fpWI8Su4Lh+12RvYkkZMc2Pv20ndUU2g5x5vP2lt9CQzhFuY9yc+nGVMobYmBJNtYrmnNg+GAmLcVIlx8T5F"
    "nROXmjGkNh1zueAYpx2/NLTdjWMIf94JaxUTUU2qO2yya2w773V49wO2wt0umL7LU40YQ086sBM2Kq0eIat248v4CTxAI2qw"
    "NqTwU5/aTotIjG5qMwenk5QCck0yE3CKdvEi9Nrm0w3g68A24WAu7eV7KFPTjroC144tTyQU9raBoJryMBu5"
)
THUMBPRINT = "E38408B53528EB72298490B933D0C2E873059507"


class Killed(BaseException):
    """The end of a process, which no code of the module can catch."""


@pytest.fixture
def slow_shop(make_service: Callable[..., Service]) -> Service:
    """A hosted service and a storage account where each operation takes ten seconds."""
    service = make_service("seconds:10")
    create_services(service)
    return service


def create(service: Service, key: Any = KEY, **options: Any) -> dict[str, Any]:
    return run_machine(service, linux=linux_with_keys({"public_key": public_key_line(key)}), **options)


def assert_one_certificate(service: Service, key: Any = KEY) -> None:
    """The service has one certificate, that of the key, and the machine has been given it."""
    (certificate,) = certificates(service)
    assert keys_of(service) == [key.public_key()]
    assert f"<Fingerprint>{certificate['thumbprint']}</Fingerprint>" in last_create_request(service)


def kill_after(service: Service, monkeypatch: pytest.MonkeyPatch, request: str) -> None:
    """Have the next task of the service end at its first wait after a request."""
    sleep = Service.sleep

    def killed(this: Service, seconds: float, /) -> None:
        if request in this.writes():
            monkeypatch.undo()
            raise Killed
        sleep(this, seconds)

    monkeypatch.setattr(Service, "sleep", killed)


def test_killed_task_leaves_one_certificate(slow_shop: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_after(slow_shop, monkeypatch, ADD)
    with pytest.raises(Killed):
        create(slow_shop)
    assert certificates(slow_shop) == []
    assert create(slow_shop)["changed"]
    assert slow_shop.writes().count(ADD) == 2
    assert_one_certificate(slow_shop)


@pytest.mark.parametrize("kind", ["cut_after", "cut_before", "internal_error"])
def test_lost_answer_leaves_one_certificate(slow_shop: Service, kind: str) -> None:
    """Within the task, which tries again, and for the one after it, if that was not enough."""
    slow_shop.inject_fault(kind, ADD)
    create(slow_shop)
    assert_one_certificate(slow_shop)


def test_hanging_operation_leaves_one_certificate(slow_shop: Service) -> None:
    slow_shop.inject_fault("hang_operation", ADD)
    with pytest.raises(OperationTimeoutError):
        create(slow_shop, wait_timeout=30)
    create(slow_shop)
    assert_one_certificate(slow_shop)


def test_failed_operation_leaves_one_certificate(slow_shop: Service) -> None:
    slow_shop.inject_fault("fail_operation", ADD)
    with pytest.raises(AzureError):
        create(slow_shop)
    create(slow_shop)
    assert_one_certificate(slow_shop)


def test_other_key_has_other_certificate(slow_shop: Service) -> None:
    create(slow_shop)
    create(slow_shop, key=OTHER, name="web2")
    first, second = certificates(slow_shop)
    assert first["thumbprint"] != second["thumbprint"]
    create(slow_shop, name="web3")
    assert len(certificates(slow_shop)) == 2


def test_key_always_gives_same_certificate(tmp_path: Path) -> None:
    """Whatever the comment behind it, and wherever it is from."""
    (tmp_path / "id_rsa.pub").write_text(f"{LINE} somebody@elsewhere\n")
    made = certificate_of_text(LINE)
    assert made == certificate_of_file(str(tmp_path / "id_rsa.pub"))
    assert made.thumbprint == THUMBPRINT
