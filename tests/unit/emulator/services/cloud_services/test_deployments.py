# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments of packages, typed by hand (docs/protocol/cloud_services.md#deployments)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import (
    INCORRECT,
    NONE,
    EmulatedHostedService,
    cscfg,
    encoded,
    lock_conflict,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import NS, SERVICES, EmulatorClient

OF_A_DEPLOYMENT = [
    *("Name", "DeploymentSlot", "PrivateID", "Status", "Label", "Url", "Configuration", "RoleInstanceList"),
    *("UpgradeDomainCount", "RoleList", "SdkVersion", "Locked", "RollbackAllowed", "CreatedTime"),
    *("LastModifiedTime", "ExtendedProperties", "VirtualIPs", "LoadBalancers"),
]
WITHOUT_A_SERVICE = (404, "ResourceNotFound", "The hosted service does not exist.")
WEB = {"name": "web", "endpoints": [{"name": "http", "port": 80, "local_port": 8080, "protocol": "http"}]}


@pytest.fixture
def recorded(make_client: Callable[..., EmulatorClient]) -> EmulatedHostedService:
    """An emulator that takes as long as the service took."""
    return EmulatedHostedService(make_client("recorded"))


@pytest.fixture
def instant(client: EmulatorClient) -> EmulatedHostedService:
    return EmulatedHostedService(client)


def test_deployment_lifecycle(recorded: EmulatedHostedService) -> None:
    client = recorded.client
    made = recorded.create(more="<StartDeployment>true</StartDeployment>")
    assert (made.status, made.body, client.poll(made)) == (202, b"", "InProgress")
    early = recorded.get()
    gone = {"Url", "UpgradeDomainCount"}
    assert early.tags() == [tag for tag in OF_A_DEPLOYMENT if tag not in gone]
    assert (early.text("Status"), early.text("Locked")) == ("Deploying", "true")
    assert [early.tags(tag) for tag in ("RoleInstanceList", "RoleList", "VirtualIPs")] == [[], [], []]
    client.wait(51)
    assert client.poll(made) == "InProgress"
    client.wait(1)
    assert client.poll(made) == "Succeeded"
    returned = recorded.get("deploymentslots/PRODUCTION")
    assert returned.body == recorded.get("deployments/D1").body and returned.tags() == OF_A_DEPLOYMENT
    assert (returned.text("Name"), returned.text("DeploymentSlot")) == ("d1", "Production")
    assert (returned.text("Status"), returned.text("Locked")) == ("Running", "false")
    assert returned.text("Url") == f"http://{recorded.name}.cloudapp.net/"
    assert (returned.text("Label"), returned.text("PrivateID")) == (encoded("first"), early.text("PrivateID"))
    assert returned.text("VirtualIPs/VirtualIP/Name") == "__PseudoBackEndContractVip"
    inside = client.request("GET", f"{recorded.path}?embed-detail=true")
    assert inside.tags() == ["Url", "ServiceName", "HostedServiceProperties", "Deployments"]
    assert inside.tags("Deployments/Deployment") == OF_A_DEPLOYMENT
    going = client.request("DELETE", f"{recorded.path}/deployments/d1")
    assert (going.status, recorded.get().text("Status")) == (202, "Deleting")
    client.wait(6)
    assert (client.poll(going), recorded.get().error) == ("Succeeded", NONE)
    assert client.request("DELETE", recorded.path).status == 200


def test_instances_advance_over_time(recorded: EmulatedHostedService) -> None:
    recorded.create(text=cscfg({"web": 1}))
    recorded.client.wait(52)
    seen = []
    for dummy in range(30):
        state = recorded.states()[0].removeprefix("web_IN_0 ")
        seen += [state] if state not in seen else []
        recorded.client.wait(10)
    assert seen == [
        "CreatingVM Stopped",
        "CreatingVM Starting",
        "StartingVM Starting",
        "RoleStateUnknown Started",
        "BusyRole Started",
        "ReadyRole Started",
    ]


def test_deployment_without_start_is_suspended(recorded: EmulatedHostedService) -> None:
    recorded.create(more="")
    recorded.client.wait(52)
    assert (recorded.progress(), recorded.states()[0]) == ("Suspended", "web_IN_0 CreatingVM Stopped")
    recorded.client.wait(100)
    assert recorded.states() == ["web_IN_0 StoppedVM Stopped", "web_IN_1 StoppedVM Stopped"]


def test_start_and_suspend(recorded: EmulatedHostedService) -> None:
    recorded.create(more="")
    recorded.client.wait(152)
    begun = recorded.status("Running")
    assert (begun.status, recorded.progress()) == (202, "Starting")
    assert recorded.states()[0] == "web_IN_0 StoppedVM Stopped"
    recorded.client.wait(5)
    assert (recorded.client.poll(begun), recorded.progress()) == ("Succeeded", "Running")
    assert recorded.states()[0] == "web_IN_0 CreatingVM Starting"
    recorded.client.wait(300)
    again = recorded.status("running", "deploymentslots/production")
    assert (again.status, recorded.progress()) == (202, "Running")
    recorded.client.wait(5)
    assert recorded.states()[0] == "web_IN_0 ReadyRole Started"
    recorded.status("Suspended")
    assert recorded.progress() == "Suspending"
    recorded.client.wait(5)
    assert (recorded.progress(), recorded.states()[0]) == ("Suspended", "web_IN_0 StoppingVM Stopping")
    recorded.client.wait(60)
    assert recorded.states()[0] == "web_IN_0 StoppedVM Stopped"


@pytest.mark.parametrize("wanted", ["", "Stopped", "Deploying"])
def test_invalid_status_is_refused(instant: EmulatedHostedService, wanted: str) -> None:
    instant.create()
    assert instant.status(wanted).error == INCORRECT
    assert instant.progress() == "Running"


def test_lock_conflict_names_operation(recorded: EmulatedHostedService) -> None:
    client, made = recorded.client, recorded.create()
    responses = [
        recorded.create("d2"),
        recorded.status("Suspended"),
        recorded.configure(cscfg()),
        recorded.upgrade(),
        recorded.walk(0),
        recorded.rollback(),
        recorded.post("deployments/d1/roleinstances/web_IN_0?comp=reboot", ""),
        recorded.post("deployments/d1/roleinstances/?comp=delete", "RoleInstances", "<Name>web_IN_0</Name>"),
        client.request("DELETE", f"{recorded.path}/deployments/d1"),
        client.request("DELETE", f"{recorded.path}/deployments/d1?comp=media"),
        client.request("DELETE", f"{recorded.path}/deploymentslots/production"),
    ]
    assert [response.error for response in responses] == [lock_conflict(made)] * len(responses)
    assert recorded.create("d2", "staging").status == 202, "the other slot is free"
    client.wait(52)
    assert recorded.status("Suspended").status == 202


def test_deleting_service_locks_its_deployments(recorded: EmulatedHostedService) -> None:
    recorded.create()
    recorded.client.wait(52)
    going = recorded.client.request("DELETE", f"{recorded.path}?comp=media")
    message = f"with x-ms-requestid {going.operation_id} on this hosted service"
    for response in (recorded.create("d2", "staging"), recorded.status("Suspended"), recorded.configure(cscfg())):
        assert response.status == 409 and message in (response.text("Message") or "")


def test_slot_and_name_are_unique(instant: EmulatedHostedService) -> None:
    instant.create()
    occupied = "The specified deployment slot Production is occupied."
    assert instant.create("d2").error == (409, "ConflictError", occupied)
    assert instant.create("D1", "Staging").error[:2] == (409, "ConflictError")
    assert instant.create("d2", "Staging").status == 202
    assert instant.get("deploymentslots/staging").text("Name") == "d2"
    assert instant.create("d3", "attic").error == INCORRECT
    assert instant.get("deploymentslots/attic").error == INCORRECT


def test_missing_deployment_is_not_found(instant: EmulatedHostedService) -> None:
    client = instant.client
    assert instant.get().error == instant.get("deploymentslots/staging").error == NONE
    assert client.request("GET", f"{SERVICES}/nope/deployments/d1").error == NONE, "as recorded"
    assert client.request("GET", f"{SERVICES}/no_pe/deploymentslots/production").error == (
        (400, "BadRequest", "The hosted service name is invalid.")
    )
    unknown = (404, "ResourceNotFound", "The deployment name 'd1' does not exist.")
    assert instant.status("Running").error == instant.walk(0).error == unknown
    assert instant.status("Running", "deploymentslots/staging").error == NONE
    assert client.request("DELETE", f"{instant.path}/deployments/d1").error == NONE
    body = f"<UpdateDeploymentStatus {NS}><Status>Running</Status></UpdateDeploymentStatus>"
    assert client.request("POST", f"{SERVICES}/nope/deployments/d1/?comp=status", body).error == WITHOUT_A_SERVICE


def test_service_with_deployment_is_not_deleted(instant: EmulatedHostedService) -> None:
    instant.create()
    refused = (400, "BadRequest", "A hosted service cannot be deleted while it still contains deployments.")
    assert instant.client.request("DELETE", instant.path).error == refused
    assert instant.client.request("DELETE", f"{instant.path}?comp=media").status == 202
    assert instant.get().error == NONE


@pytest.mark.parametrize("slot", ["production", "staging"])
def test_registered_package_contents(instant: EmulatedHostedService, slot: str) -> None:
    instant.register_package({**WEB, "size": "Medium"}, {"name": "worker"}, sdk_version="2.6", upgrade_domains=2)
    signed = instant.url().replace("http:", "https:") + "?sv=2014&sig=canary"
    instant.create(slot=slot, text=cscfg({"web": 3, "worker": 1}), url=signed)
    returned, each = instant.get(), "RoleInstanceList/RoleInstance/"
    assert returned.texts(f"{each}InstanceName") == ["web_IN_0", "web_IN_1", "web_IN_2", "worker_IN_0"]
    assert returned.texts(f"{each}InstanceSize") == ["Medium", "Medium", "Medium", "Small"]
    assert returned.texts(f"{each}InstanceUpgradeDomain") == ["0", "1", "0", "0"]
    assert returned.texts(f"{each}InstanceFaultDomain") == ["0", "1", "0", "0"]
    assert (returned.text("UpgradeDomainCount"), returned.text("SdkVersion")) == ("2", "2.6")
    vip = returned.text("VirtualIPs/VirtualIP/Address")
    assert returned.text("VirtualIPs/VirtualIP/Name") == "ShopContractContract"
    inside = f"{each}InstanceEndpoints/InstanceEndpoint"
    assert returned.tags(inside) == ["Name", "Vip", "PublicPort", "LocalPort", "Protocol"]
    values = [returned.texts(f"{inside}/{tag}")[0] for tag in returned.tags(inside)]
    assert values == ["http", vip, "80", "8080", "http"] and len(returned.texts(inside)) == 3
    endpoint = "RoleList/Role/ConfigurationSets/ConfigurationSet/InputEndpoints/InputEndpoint"
    assert returned.tags(endpoint) == ["Port", "Protocol", "Vip", "VirtualIPName"]
    assert returned.body.count(b'<ConfigurationSet i:type="NetworkConfigurationSet">') == 2
    host = instant.name if slot == "production" else returned.text("PrivateID")
    assert returned.text("Url") == f"http://{host}.cloudapp.net/"
    assert instant.client.request("GET").text("CurrentCoreCount") == "7"
    assert "canary" not in str(instant.client.service.journal()) + str(instant.client.admin("GET", "state").body)


def test_registered_package_with_cycling_roles(instant: EmulatedHostedService) -> None:
    instant.register_package({"name": "web", "final_status": "CyclingRole"})
    instant.create()
    assert instant.states() == ["web_IN_0 CyclingRole Started", "web_IN_1 CyclingRole Started"]


@pytest.mark.parametrize(
    ("roles", "more", "sentence"),
    [
        ([], {}, "a package needs roles"),
        ([{}], {}, "a role needs name"),
        ([5], {}, "a role is an object"),
        ([{"name": "a"}, {"name": "A"}], {}, "each has a name of its own"),
        ([{"name": "a", "size": "Huge"}], {}, "size is 'Huge', and not one of"),
        ([{"name": "a", "size": "Basic_A1"}], {}, "size is 'Basic_A1', and not one of"),
        ([{"name": "a", "endpoints": [{"name": "e", "port": 70000}]}], {}, "port is 70000"),
        ([{"name": "a", "endpoints": [{"name": "e"}]}], {}, "an endpoint needs port"),
        ([{"name": "a", "colour": "red"}], {}, "a role has no colour"),
        ([{"name": "a"}], {"upgrade_domains": 21}, "upgrade_domains is 21"),
        ([{"name": "a"}], {"upgrade_domains": True}, "upgrade_domains of a package is True"),
    ],
)
def test_invalid_package_registration_is_refused(
    instant: EmulatedHostedService, roles: list[dict[str, object]], more: object, sentence: str
) -> None:
    assert isinstance(more, dict)
    response = instant.register_package(*roles, **more)
    assert (response.status, sentence in response.json["error"]) == (400, True)


def test_package_needs_a_subscription(client: EmulatorClient) -> None:
    response = client.admin("POST", "packages", {"url": "http://x/y", "roles": [{"name": "a"}]})
    assert (response.status, response.json["error"]) == (400, "there is no subscription ''")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://somebody.blob.core.windows.net/packages/app.cspkg", 400),
        ("https://somebody.blob.core.windows.net/packages/app.cspkg?sv=2014&sig=x", 202),
        ("http://somebody.blob.core.windows.net/packages/app.cspkg?sig=x", 400),
        ("{blobs}packages/app.cspkg", 202),
        ("ftp://{name}.blob.core.windows.net/packages/app.cspkg", 400),
        ("app.cspkg", 400),
        ("https://{name}.blob.core.windows.net.evil.example/app.cspkg", 400),
    ],
)
def test_package_url_must_be_in_subscription(instant: EmulatedHostedService, url: str, status: int) -> None:
    response = instant.create(url=url.format(blobs=instant.blobs, name=instant.name))
    assert response.status == status
    if status == 400:
        reasons = ("PackageUrl is not in a storage account of the subscription", "PackageUrl: it must be the URL")
        assert instant.client.last_entry["reason"].startswith(reasons)


ROLE = '<Role name="web"><Instances count="2"/>{}</Role>'


def configuration(inside: str, attributes: str = 'serviceName="Shop"') -> str:
    schema = "http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"
    return f'<ServiceConfiguration xmlns="{schema}" {attributes}>{inside}</ServiceConfiguration>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<x", "it cannot be read"),
        ("<ServiceConfiguration/>", "its root is"),
        (configuration(""), "each of its roles must have a name"),
        (configuration('<Role name="web"/>'), "must have <Instances"),
        (configuration('<Role name="web"><Instances count="two"/></Role>'), "must have <Instances"),
        (cscfg({"web": 0}), "role web has 0 instances"),
        (cscfg({"wrb": 2}), "the package has no role wrb, but web"),
        (cscfg({"web": 2, "more": 1}), "the package has no role more, but web"),
        (configuration(ROLE.format(""), ""), "ServiceConfiguration has no serviceName"),
        (configuration(ROLE.format(""), 'serviceName="Shop" colour="red"'), "ServiceConfiguration has an attribute"),
        (configuration(ROLE.format("<Colour/>")), "ServiceConfiguration/Role has an element"),
        (
            configuration(ROLE.format('<ConfigurationSettings><Setting name="a"/></ConfigurationSettings>')),
            "ServiceConfiguration/Role/ConfigurationSettings/Setting has no value",
        ),
        (cscfg(system='osFamily="9"'), "there is no guest operating system"),
        (cscfg(system='osFamily="2" osVersion="WA-GUEST-OS-1.0_200912-01"'), "there is no guest operating system"),
        (cscfg(more="<!---->" * 10_001), "it has more than 10000 elements"),
        (configuration(f'<Role name="web"><Instances count="{"9" * 5000}"/></Role>'), "has too many digits"),
    ],
)
def test_invalid_configuration_is_refused(instant: EmulatedHostedService, text: str, reason: str) -> None:
    instant.register_package({"name": "web"})
    assert instant.create(text=text).error == INCORRECT
    returned = instant.client.last_entry["reason"]
    assert returned.startswith("Configuration: ") and (reason in returned or reason == "it cannot be read")
    assert instant.get().error == NONE
    assert instant.create().status == 202
    assert instant.configure(text).error == INCORRECT
    assert b64decode(instant.get().text("Configuration") or "").decode() == cscfg()


def test_configuration_with_guest_os_version(instant: EmulatedHostedService) -> None:
    instant.create(text=cscfg(system='osFamily="1" osVersion="WA-GUEST-OS-1.20_201208-02"'))
    assert instant.get().text("RoleList/Role/OsVersion") == "WA-GUEST-OS-1.20_201208-02"


def test_configuration_settings_are_redacted(instant: EmulatedHostedService) -> None:
    setting = '<ConfigurationSettings><Setting name="key" value="a canary"/></ConfigurationSettings>'
    text = configuration(ROLE.format(setting))
    instant.create(text=text)
    assert b64decode(instant.get().text("Configuration") or "").decode() == text
    instant.configure(text)
    instant.upgrade(text)
    client = instant.client
    client.request("GET", f"{instant.path}?embed-detail=true")
    returned = str([client.service.journal(), client.admin("GET", "overview").json])
    assert "a canary" not in returned and encoded(text)[:60] not in returned


def test_configuration_line_endings_are_normalized(instant: EmulatedHostedService) -> None:
    instant.create(text=cscfg().replace("\n", "\r\n"))
    assert b64decode(instant.get().text("Configuration") or "").decode() == cscfg()
    instant.configure(cscfg({"web": 3}).replace("\n", "\r\n"))
    assert b64decode(instant.get().text("Configuration") or "").decode() == cscfg({"web": 3})


@pytest.mark.parametrize("data", ["!", "eA", "////"])
def test_configuration_must_be_base64(instant: EmulatedHostedService, data: str) -> None:
    inside = f"<Name>d1</Name><PackageUrl>{instant.url()}</PackageUrl><Label>eA==</Label>"
    inside += f"<Configuration>{data}</Configuration>"
    response = instant.post("deploymentslots/staging", "CreateDeployment", inside)
    assert (response.error, instant.client.last_entry["reason"]) == (
        INCORRECT,
        "CreateDeployment/Configuration is not base64 of UTF-8 text",
    )


@pytest.mark.parametrize("missing", ["Name", "PackageUrl", "Label", "Configuration"])
def test_create_requires_fields(instant: EmulatedHostedService, missing: str) -> None:
    parts = {"Name": "d1", "PackageUrl": instant.url(), "Label": "eA==", "Configuration": encoded(cscfg())}
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if tag != missing)
    response = instant.post("deploymentslots/staging", "CreateDeployment", inside)
    assert (response.error, instant.client.last_entry["reason"]) == (INCORRECT, f"{missing} is missing")


def test_configuration_certificates_must_exist(instant: EmulatedHostedService) -> None:
    named = '<Certificates><Certificate name="c" thumbprint="{}" thumbprintAlgorithm="sha1"/></Certificates>'
    text = cscfg(more=named.format("AbCd" * 10))
    message = f"The certificate with thumbprint {'abcd' * 10} was not found."
    assert instant.create(text=text).error == (400, "BadRequest", message)
    instant.client.service.seed("service_certificate", f"{instant.name}/{'ABCD' * 10}", {"thumbprint": "ABCD" * 10})
    assert instant.create(text=text).status == 202


def test_core_quota(instant: EmulatedHostedService) -> None:
    instant.register_package({"name": "web", "size": "ExtraLarge"})
    kind = "resource type 'cores count'"
    message = (
        f"The subscription policy limit for {kind} was exceeded. The limit for {kind} is 20 per subscription, "
        "the current count is {}, and the requested increment is {}."
    )
    assert instant.create(text=cscfg({"web": 3})).error == (400, "BadRequest", message.format(0, 24))
    assert instant.create(text=cscfg({"web": 2})).status == 202
    assert instant.configure(cscfg({"web": 3})).error == (400, "BadRequest", message.format(16, 8))
    instant.register_package({"name": "web", "size": "ExtraLarge"}, package="new.cspkg")
    assert instant.upgrade().status == 202, "its own cores are there for it"
    assert instant.configure(cscfg({"web": 1})).status == 202
    assert instant.create("d2", "staging").error == (400, "BadRequest", message.format(8, 16))
    assert instant.client.request("GET").text("CurrentCoreCount") == "8"


def test_role_size_must_be_offered_in_region(instant: EmulatedHostedService) -> None:
    inside = "<ServiceName>{0}</ServiceName><Label>eA==</Label><Location>Brazil South</Location>"
    other = f"{instant.name}br"
    instant.client.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside.format(other)}</CreateHostedService>")
    instant.register_package({"name": "web", "size": "Standard_D1"})
    assert instant.create().status == 202
    instant.path = f"{SERVICES}/{other}"
    assert instant.create().error == INCORRECT
    assert instant.client.last_entry["reason"] == "Brazil South does not offer the size Standard_D1 of role web"


def test_treat_warnings_as_error(instant: EmulatedHostedService) -> None:
    strictly = "<TreatWarningsAsError>true</TreatWarningsAsError>"
    assert instant.create(text=cscfg({"web": 1}), more=strictly).error == INCORRECT
    assert "role web has one instance only" in instant.client.last_entry["reason"]
    assert instant.create(text=cscfg({"web": 2}), more=strictly).status == 202


def test_failed_creation_leaves_nothing(recorded: EmulatedHostedService) -> None:
    recorded.client.service.inject_fault("fail_operation", "CreateDeployment", message="The fabric is full.")
    made = recorded.create()
    assert recorded.get().text("Status") == "Deploying"
    recorded.client.wait(52)
    returned = recorded.client.request("GET", f"operations/{made.operation_id}")
    assert (returned.text("Status"), returned.text("Error/Message")) == ("Failed", "The fabric is full.")
    assert recorded.get().error == NONE
    assert recorded.create().status == 202


@pytest.mark.parametrize("status", ["Running", "Suspended"])
def test_failed_change_restores_deployment(recorded: EmulatedHostedService, status: str) -> None:
    start = f"<StartDeployment>{str(status == 'Running').lower()}</StartDeployment>"
    recorded.create(more=start)
    recorded.client.wait(500)
    before = recorded.states()
    recorded.client.service.inject_fault("fail_operation", times=0)
    responses: list[Callable[[], object]] = [
        lambda: recorded.status("Suspended" if status == "Running" else "Running"),
        lambda: recorded.configure(cscfg({"web": 3})),
        lambda: recorded.client.request("DELETE", f"{recorded.path}/deployments/d1"),
        lambda: recorded.upgrade(mode="Manual"),
    ]
    for ask in responses:
        ask()
        assert recorded.progress() != status
        recorded.client.wait(600)
        assert (recorded.progress(), recorded.states()) == (status, before)
        assert recorded.get().text("Label") == encoded("first")


def test_recreated_deployment_ignores_old_timers(make_client: Callable[..., EmulatorClient]) -> None:
    """Timers of the first must not move the instances of the second."""
    deployed = EmulatedHostedService(make_client("seconds:5"))
    deployed.create()
    deployed.client.wait(5)
    first = deployed.get().text("PrivateID")
    deployed.client.request("DELETE", f"{deployed.path}/deployments/d1")
    deployed.client.wait(5)
    deployed.create(more="")
    deployed.client.wait(5)
    assert deployed.get().text("PrivateID") != first
    deployed.client.wait(60)
    assert deployed.states()[0] == "web_IN_0 CreatingVM Stopped"


def test_reading_the_deployment_counts_as_poll(make_client: Callable[..., EmulatorClient]) -> None:
    deployed = EmulatedHostedService(make_client("polls:2"))
    made = deployed.create()
    deployed.get("deploymentslots/Production")
    assert deployed.get().text("Status") == "Running"
    assert deployed.client.poll(made) == "Succeeded"
    assert deployed.states()[0] == "web_IN_0 ReadyRole Started"


def test_extended_property_limits(instant: EmulatedHostedService) -> None:
    pairs = "".join(f"<ExtendedProperty><Name>n{n}</Name><Value>v</Value></ExtendedProperty>" for n in range(26))
    assert instant.create(more=f"<ExtendedProperties>{pairs}</ExtendedProperties>").error == INCORRECT
    few = pairs[: len(pairs) // 26 * 24]
    few = few[: few.rindex("</ExtendedProperty>") + len("</ExtendedProperty>")]
    assert instant.create(more=f"<ExtendedProperties>{few}</ExtendedProperties>").status == 202
    two = "".join(f"<ExtendedProperty><Name>m{n}</Name><Value>w</Value></ExtendedProperty>" for n in range(3))
    assert instant.configure(cscfg(), f"<ExtendedProperties>{two}</ExtendedProperties>").error == INCORRECT
    one = "<ExtendedProperty><Name>n0</Name><Value>w</Value></ExtendedProperty>"
    assert instant.configure(cscfg(), f"<ExtendedProperties>{one}</ExtendedProperties>").status == 202
    values = instant.get().texts("ExtendedProperties/ExtendedProperty/Value")
    assert values[0] == "w" and set(values[1:]) == {"v"}
