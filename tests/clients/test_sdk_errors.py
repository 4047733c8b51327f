# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the SDK raises, and that it carries the service's own document to its last letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.services.subscription.management_certificates import certificate_values
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.clients.foreign import ERROR, FORBIDDEN, MakeService, host_of, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService
from requests import Session

REASONS = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 409: "Conflict", 501: "Not Implemented"}
CODES = {400: "BadRequest", 404: "ResourceNotFound", 409: "ConflictError"}
KINDS = {404: AzureMissingResourceHttpError, 409: AzureConflictHttpError}

NO_SERVICE = "The hosted service does not exist."
NO_GROUP = "The affinity group does not exist."
NO_CERTIFICATE = "The certificate was not found."
BAD_SERVICE = "The hosted service name is invalid."
BAD_ACCOUNT = (
    "The name is not a valid storage account name. Storage account names must be between 3 and 24 characters in length "
    "and use numbers and lower-case letters only."
)
WEST: dict[str, Any] = {"location": "West US"}


@dataclass(frozen=True)
class Case:
    """A call with what it is given, C(NAME) standing for a name of its own, and how it is refused."""

    status: int
    message: str
    call: str
    given: tuple[str, ...]
    more: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.status}-{self.call}-{self.message[:20]}"


MISSING = (
    *(Case(404, NO_SERVICE, f"{verb}_hosted_service", ("NAME",)) for verb in ("update", "delete")),
    Case(404, NO_SERVICE, "get_hosted_service_properties", ("NAME",)),
    Case(404, "No deployments were found.", "delete_deployment", ("THERE", "v1")),
    Case(404, "The storage account 'NAME' was not found.", "get_storage_account_properties", ("NAME",)),
    Case(404, "The storage account 'NAME' was not found.", "get_storage_account_keys", ("NAME",)),
    Case(404, NO_GROUP, "get_affinity_group_properties", ("NAME",)),
    Case(404, NO_GROUP, "get_affinity_group_properties", ("!NotValid$",)),
    Case(404, NO_GROUP, "delete_affinity_group", ("NAME",)),
    Case(404, NO_GROUP, "update_affinity_group", ("NAME", "label")),
    Case(404, NO_CERTIFICATE, "get_management_certificate", ("0" * 40,)),
    Case(404, NO_CERTIFICATE, "delete_management_certificate", ("0" * 40,)),
    Case(404, "The specified resource does not exist.", "get_operation_status", ("0" * 32,)),
)
TAKEN = (
    Case(409, "The specified DNS name is already taken.", "create_hosted_service", ("THERE", "label", "d", "West US")),
    Case(
        409,
        "A storage account named 'THERE' already exists in the subscription.",
        "create_storage_account",
        ("THERE", "d", "label"),
        (("location", "West US"),),
    ),
    Case(
        409,
        "An affinity group with that name already exists in the current subscription.",
        "create_affinity_group",
        ("there", "other label", "East US"),
    ),
)
WRONG = (
    Case(400, BAD_SERVICE, "create_hosted_service", ("no_good", "label", "d", "West US")),
    Case(400, BAD_SERVICE, "get_hosted_service_properties", ("no good",)),
    Case(400, BAD_SERVICE, "check_hosted_service_name_availability", ("größer",)),
    Case(400, BAD_ACCOUNT, "create_storage_account", ("NoGood", "d", "label"), (("location", "West US"),)),
    Case(400, BAD_ACCOUNT, "create_storage_account", ("größer", "d", "label"), (("location", "West US"),)),
    Case(400, BAD_ACCOUNT, "check_storage_account_name_availability", ("no",)),
    Case(400, "The affinity group name is invalid.", "delete_affinity_group", ("!NotValid$",)),
    Case(
        400,
        "The location constraint is not valid",
        "create_hosted_service",
        ("NAME", "label", "d", "Middle of Nowhere"),
    ),
    Case(400, "A parameter was incorrect", "create_hosted_service", ("NAME", "x" * 101, "d", "West US")),
    Case(400, "A parameter was incorrect", "regenerate_storage_account_keys", ("THERE", "Tertiary")),
)


@pytest.mark.parametrize("case", [*MISSING, *TAKEN, *WRONG], ids=str)
def test_error_responses_are_reported(service: Service, sms: ServiceManagementService, case: Case) -> None:
    there = f"{service.name}there"
    sms.create_hosted_service(there, "label", location="West US")
    sms.create_storage_account(there, "description", "label", location="West US")
    sms.create_affinity_group("there", "label", "West US")

    def named(text: str) -> str:
        return text.replace("NAME", service.name).replace("THERE", there)

    with pytest.raises(AzureHttpError) as refused:
        getattr(sms, case.call)(*map(named, case.given), **dict(case.more))
    assert refused.type is KINDS.get(case.status, AzureHttpError)
    assert refused.value.status_code == case.status
    document = ERROR.format(code=CODES[case.status], message=named(case.message))
    assert str(refused.value) == f"{REASONS[case.status]}\n{document}"


@pytest.mark.parametrize("call", ["update_storage_account", "delete_storage_account"])
def test_missing_account_is_not_found(service: Service, sms: ServiceManagementService, call: str) -> None:
    with pytest.raises(AzureMissingResourceHttpError, match=f"storage account '{service.name}' was not found"):
        getattr(sms, call)(service.name)


def test_names_are_globally_unique(make_lenient_service: MakeService) -> None:
    mine, yours = make_lenient_service(), make_lenient_service()
    sdk_for(mine).create_hosted_service(mine.name, "label", **WEST)
    sdk_for(mine).create_storage_account(mine.name, "description", "label", **WEST)
    with pytest.raises(AzureConflictHttpError, match="The specified DNS name is already taken."):
        sdk_for(yours).create_hosted_service(mine.name.upper(), "label", **WEST)
    with pytest.raises(AzureConflictHttpError, match=f"The storage account named '{mine.name}' is already taken."):
        sdk_for(yours).create_storage_account(mine.name, "description", "label", **WEST)


@pytest.mark.parametrize("description", ["shoes & boots", "<none>"])
def test_unescaped_text_is_malformed_xml(service: Service, sms: ServiceManagementService, description: str) -> None:
    """It puts text into its XML as it is; the service cannot read that."""
    with pytest.raises(AzureHttpError, match="InvalidXmlRequest") as refused:
        sms.create_hosted_service(service.name, "label", description, "West US")
    assert refused.value.status_code == 400
    assert service.stored("hosted_service", service.name) is None
    assert service.journal()[-1]["reason"].startswith("the body is not well-formed XML: line 1, column ")


@pytest.mark.parametrize("properties", [{"1st": "x"}, {"long": "x" * 256}, {f"p{number}": "x" for number in range(51)}])
def test_invalid_extended_properties_are_refused(
    service: Service, sms: ServiceManagementService, properties: dict[str, str]
) -> None:
    with pytest.raises(AzureHttpError, match="BadRequest"):
        sms.create_hosted_service(service.name, "label", location="West US", extended_properties=properties)
    assert service.stored("hosted_service", service.name) is None


def is_forbidden(call: Callable[[], Any]) -> bool:
    """Whether a call is answered as the service answered those that it did not know."""
    with pytest.raises(AzureHttpError) as refused:
        call()
    assert refused.type is AzureHttpError
    return refused.value.status_code == 403 and str(refused.value) == f"Forbidden\n{FORBIDDEN}"


def test_unknown_certificate_is_forbidden(service: Service, other_authority: Authority) -> None:
    sms = sdk_for(service, other_authority.management_certificate)
    assert is_forbidden(sms.list_locations)
    assert is_forbidden(lambda: sms.create_hosted_service(service.name, "label", location="West US"))
    assert service.stored("hosted_service", service.name) is None
    assert service.journal()[-1]["thumbprint"] == other_authority.thumbprint


def test_certificate_of_another_subscription_is_forbidden(service: Service, other_authority: Authority) -> None:
    """A certificate opens only the subscription that it was added to."""
    cloud, emulator = service.emulator.cloud, service.emulator
    theirs = emulator.do(cloud.add_subscription, [certificate_values(other_authority.management_cer.read_bytes(), 0)])
    other = Service(emulator, theirs)
    assert is_forbidden(sdk_for(other).get_subscription)
    assert is_forbidden(sdk_for(service, other_authority.management_certificate).get_subscription)
    assert sdk_for(other, other_authority.management_certificate).get_subscription().subscription_id == theirs


def test_missing_certificate_is_forbidden(service: Service) -> None:
    with Session() as session:
        sms = ServiceManagementService(service.subscription_id, host=host_of(service), request_session=session)
        assert is_forbidden(sms.list_locations)
    assert service.journal()[-1]["thumbprint"] is None


def test_unknown_subscription_is_forbidden(service: Service) -> None:
    nowhere = Service(service.emulator, "00000000-0000-0000-0000-00000000000f")
    assert is_forbidden(sdk_for(nowhere).get_subscription)


def test_list_subscriptions_is_forbidden(sms: ServiceManagementService) -> None:
    assert is_forbidden(sms.list_subscriptions)


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ("internal_error", 500, "<Code>InternalError</Code>"),
        ("too_many_requests", 503, "<Code>TooManyRequests</Code>"),
        ("html", 503, "<h1>Service Unavailable</h1>"),
    ],
)
def test_service_errors_are_raised_once(
    service: Service, sms: ServiceManagementService, fault: str, status: int, text: str
) -> None:
    service.inject_fault(fault, "ListLocations")
    with pytest.raises(AzureHttpError, match=text) as refused:
        sms.list_locations()
    assert refused.value.status_code == status
    assert sms.list_locations()


def test_unknown_path_is_not_implemented(service: Service, sms: ServiceManagementService) -> None:
    with pytest.raises(AzureHttpError) as refused:
        sms.perform_get(f"/{service.subscription_id}/services/teapots")
    document = ERROR.format(code="NotImplemented", message="GET /services/teapots is not emulated.")
    assert str(refused.value) == f"Not Implemented\n{document}"
    assert refused.value.status_code == 501
