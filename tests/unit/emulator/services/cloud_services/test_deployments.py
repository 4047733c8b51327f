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
    Deployed,
    cscfg,
    encoded,
    held_by,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import NS, SERVICES, Wire

OF_A_DEPLOYMENT = [
    *("Name", "DeploymentSlot", "PrivateID", "Status", "Label", "Url", "Configuration", "RoleInstanceList"),
    *("UpgradeDomainCount", "RoleList", "SdkVersion", "Locked", "RollbackAllowed", "CreatedTime"),
    *("LastModifiedTime", "ExtendedProperties", "VirtualIPs", "LoadBalancers"),
]
WITHOUT_A_SERVICE = (404, "ResourceNotFound", "The hosted service does not exist.")
WEB = {"name": "web", "endpoints": [{"name": "http", "port": 80, "local_port": 8080, "protocol": "http"}]}


@pytest.fixture
def recorded(open_wire: Callable[..., Wire]) -> Deployed:
    """An emulator that takes as long as the service took."""
    return Deployed(open_wire("recorded"))


@pytest.fixture
def instant(wire: Wire) -> Deployed:
    return Deployed(wire)


def test_a_deployment_from_beginning_to_end(recorded: Deployed) -> None:
    wire = recorded.wire
    made = recorded.create(more="<StartDeployment>true</StartDeployment>")
    assert (made.status, made.body, wire.poll(made)) == (202, b"", "InProgress")
    early = recorded.get()
    gone = {"Url", "UpgradeDomainCount"}
    assert early.tags() == [tag for tag in OF_A_DEPLOYMENT if tag not in gone]
    assert (early.text("Status"), early.text("Locked")) == ("Deploying", "true")
    assert [early.tags(tag) for tag in ("RoleInstanceList", "RoleList", "VirtualIPs")] == [[], [], []]
    wire.wait(51)
    assert wire.poll(made) == "InProgress"
    wire.wait(1)
    assert wire.poll(made) == "Succeeded"
    returned = recorded.get("deploymentslots/PRODUCTION")
    assert returned.body == recorded.get("deployments/D1").body and returned.tags() == OF_A_DEPLOYMENT
    assert (returned.text("Name"), returned.text("DeploymentSlot")) == ("d1", "Production")
    assert (returned.text("Status"), returned.text("Locked")) == ("Running", "false")
    assert returned.text("Url") == f"http://{recorded.name}.cloudapp.net/"
    assert (returned.text("Label"), returned.text("PrivateID")) == (encoded("first"), early.text("PrivateID"))
    assert returned.text("VirtualIPs/VirtualIP/Name") == "__PseudoBackEndContractVip"
    inside = wire.ask("GET", f"{recorded.place}?embed-detail=true")
    assert inside.tags() == ["Url", "ServiceName", "HostedServiceProperties", "Deployments"]
    assert inside.tags("Deployments/Deployment") == OF_A_DEPLOYMENT
    going = wire.ask("DELETE", f"{recorded.place}/deployments/d1")
    assert (going.status, recorded.get().text("Status")) == (202, "Deleting")
    wire.wait(6)
    assert (wire.poll(going), recorded.get().refusal) == ("Succeeded", NONE)
    assert wire.ask("DELETE", recorded.place).status == 200


def test_instances_climb_while_time_passes(recorded: Deployed) -> None:
    recorded.create(text=cscfg({"web": 1}))
    recorded.wire.wait(52)
    seen = []
    for dummy in range(30):
        state = recorded.states()[0].removeprefix("web_IN_0 ")
        seen += [state] if state not in seen else []
        recorded.wire.wait(10)
    assert seen == [
        "CreatingVM Stopped",
        "CreatingVM Starting",
        "StartingVM Starting",
        "RoleStateUnknown Started",
        "BusyRole Started",
        "ReadyRole Started",
    ]


def test_what_is_not_started_is_made_and_stops(recorded: Deployed) -> None:
    recorded.create(more="")
    recorded.wire.wait(52)
    assert (recorded.progress(), recorded.states()[0]) == ("Suspended", "web_IN_0 CreatingVM Stopped")
    recorded.wire.wait(100)
    assert recorded.states() == ["web_IN_0 StoppedVM Stopped", "web_IN_1 StoppedVM Stopped"]


def test_starting_and_suspending(recorded: Deployed) -> None:
    recorded.create(more="")
    recorded.wire.wait(152)
    begun = recorded.status("Running")
    assert (begun.status, recorded.progress()) == (202, "Starting")
    assert recorded.states()[0] == "web_IN_0 StoppedVM Stopped"
    recorded.wire.wait(5)
    assert (recorded.wire.poll(begun), recorded.progress()) == ("Succeeded", "Running")
    assert recorded.states()[0] == "web_IN_0 CreatingVM Starting"
    recorded.wire.wait(300)
    again = recorded.status("running", "deploymentslots/production")
    assert (again.status, recorded.progress()) == (202, "Running")
    recorded.wire.wait(5)
    assert recorded.states()[0] == "web_IN_0 ReadyRole Started"
    recorded.status("Suspended")
    assert recorded.progress() == "Suspending"
    recorded.wire.wait(5)
    assert (recorded.progress(), recorded.states()[0]) == ("Suspended", "web_IN_0 StoppingVM Stopping")
    recorded.wire.wait(60)
    assert recorded.states()[0] == "web_IN_0 StoppedVM Stopped"


@pytest.mark.parametrize("wanted", ["", "Stopped", "Deploying"])
def test_a_status_that_nobody_can_ask_for(instant: Deployed, wanted: str) -> None:
    instant.create()
    assert instant.status(wanted).refusal == INCORRECT
    assert instant.progress() == "Running"


def test_a_lock_names_the_operation_that_has_it(recorded: Deployed) -> None:
    wire, made = recorded.wire, recorded.create()
    asked = [
        recorded.create("d2"),
        recorded.status("Suspended"),
        recorded.configure(cscfg()),
        recorded.upgrade(),
        recorded.walk(0),
        recorded.rollback(),
        recorded.post("deployments/d1/roleinstances/web_IN_0?comp=reboot", ""),
        recorded.post("deployments/d1/roleinstances/?comp=delete", "RoleInstances", "<Name>web_IN_0</Name>"),
        wire.ask("DELETE", f"{recorded.place}/deployments/d1"),
        wire.ask("DELETE", f"{recorded.place}/deployments/d1?comp=media"),
        wire.ask("DELETE", f"{recorded.place}/deploymentslots/production"),
    ]
    assert [response.refusal for response in asked] == [held_by(made)] * len(asked)
    assert recorded.create("d2", "staging").status == 202, "the other slot is free"
    wire.wait(52)
    assert recorded.status("Suspended").status == 202


def test_while_a_service_goes_nothing_in_it_is_changed(recorded: Deployed) -> None:
    recorded.create()
    recorded.wire.wait(52)
    going = recorded.wire.ask("DELETE", f"{recorded.place}?comp=media")
    message = f"with x-ms-requestid {going.operation_id} on this hosted service"
    for response in (recorded.create("d2", "staging"), recorded.status("Suspended"), recorded.configure(cscfg())):
        assert response.status == 409 and message in (response.text("Message") or "")


def test_a_slot_has_one_deployment_and_a_service_one_of_a_name(instant: Deployed) -> None:
    instant.create()
    occupied = "The specified deployment slot Production is occupied."
    assert instant.create("d2").refusal == (409, "ConflictError", occupied)
    assert instant.create("D1", "Staging").refusal[:2] == (409, "ConflictError")
    assert instant.create("d2", "Staging").status == 202
    assert instant.get("deploymentslots/staging").text("Name") == "d2"
    assert instant.create("d3", "attic").refusal == INCORRECT
    assert instant.get("deploymentslots/attic").refusal == INCORRECT


def test_what_is_not_there(instant: Deployed) -> None:
    wire = instant.wire
    assert instant.get().refusal == instant.get("deploymentslots/staging").refusal == NONE
    assert wire.ask("GET", f"{SERVICES}/nope/deployments/d1").refusal == NONE, "as recorded"
    assert wire.ask("GET", f"{SERVICES}/no_pe/deploymentslots/production").refusal == (
        (400, "BadRequest", "The hosted service name is invalid.")
    )
    unknown = (404, "ResourceNotFound", "The deployment name 'd1' does not exist.")
    assert instant.status("Running").refusal == instant.walk(0).refusal == unknown
    assert instant.status("Running", "deploymentslots/staging").refusal == NONE
    assert wire.ask("DELETE", f"{instant.place}/deployments/d1").refusal == NONE
    body = f"<UpdateDeploymentStatus {NS}><Status>Running</Status></UpdateDeploymentStatus>"
    assert wire.ask("POST", f"{SERVICES}/nope/deployments/d1/?comp=status", body).refusal == WITHOUT_A_SERVICE


def test_a_service_with_a_deployment_stays(instant: Deployed) -> None:
    instant.create()
    kept = (400, "BadRequest", "A hosted service cannot be deleted while it still contains deployments.")
    assert instant.wire.ask("DELETE", instant.place).refusal == kept
    assert instant.wire.ask("DELETE", f"{instant.place}?comp=media").status == 202
    assert instant.get().refusal == NONE


@pytest.mark.parametrize("slot", ["production", "staging"])
def test_what_a_package_is_taught_to_contain(instant: Deployed, slot: str) -> None:
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
    assert instant.wire.ask("GET").text("CurrentCoreCount") == "7"
    assert "canary" not in str(instant.wire.service.journal()) + str(instant.wire.admin("GET", "state").body)


def test_a_package_whose_roles_never_get_ready(instant: Deployed) -> None:
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
def test_what_no_package_contains(
    instant: Deployed, roles: list[dict[str, object]], more: object, sentence: str
) -> None:
    assert isinstance(more, dict)
    response = instant.register_package(*roles, **more)
    assert (response.status, sentence in response.json["error"]) == (400, True)


def test_a_package_of_nobody(wire: Wire) -> None:
    response = wire.admin("POST", "packages", {"url": "http://x/y", "roles": [{"name": "a"}]})
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
def test_where_a_package_may_lie(instant: Deployed, url: str, status: int) -> None:
    response = instant.create(url=url.format(blobs=instant.blobs, name=instant.name))
    assert response.status == status
    if status == 400:
        assert instant.wire.entry["reason"].startswith("PackageUrl is not in a storage account of the subscription")


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
    ],
)
def test_a_configuration_that_cannot_be(instant: Deployed, text: str, reason: str) -> None:
    instant.register_package({"name": "web"})
    assert instant.create(text=text).refusal == INCORRECT
    returned = instant.wire.entry["reason"]
    assert returned.startswith("Configuration: ") and (reason in returned or reason == "it cannot be read")
    assert instant.get().refusal == NONE
    assert instant.create().status == 202
    assert instant.configure(text).refusal == INCORRECT
    assert b64decode(instant.get().text("Configuration") or "").decode() == cscfg()


def test_a_configuration_that_names_a_guest_operating_system(instant: Deployed) -> None:
    instant.create(text=cscfg(system='osFamily="1" osVersion="WA-GUEST-OS-1.20_201208-02"'))
    assert instant.get().text("RoleList/Role/OsVersion") == "WA-GUEST-OS-1.20_201208-02"


def test_the_settings_of_a_configuration_are_seen_by_its_owner_alone(instant: Deployed) -> None:
    setting = '<ConfigurationSettings><Setting name="key" value="a canary"/></ConfigurationSettings>'
    text = configuration(ROLE.format(setting))
    instant.create(text=text)
    assert b64decode(instant.get().text("Configuration") or "").decode() == text
    instant.configure(text)
    instant.upgrade(text)
    wire = instant.wire
    wire.ask("GET", f"{instant.place}?embed-detail=true")
    returned = str([wire.service.journal(), wire.admin("GET", "overview").json])
    assert "a canary" not in returned and encoded(text)[:60] not in returned


def test_the_configuration_is_told_with_plain_ends_of_lines(instant: Deployed) -> None:
    instant.create(text=cscfg().replace("\n", "\r\n"))
    assert b64decode(instant.get().text("Configuration") or "").decode() == cscfg()
    instant.configure(cscfg({"web": 3}).replace("\n", "\r\n"))
    assert b64decode(instant.get().text("Configuration") or "").decode() == cscfg({"web": 3})


@pytest.mark.parametrize("data", ["!", "eA", "////"])
def test_a_configuration_that_is_not_base64(instant: Deployed, data: str) -> None:
    inside = f"<Name>d1</Name><PackageUrl>{instant.url()}</PackageUrl><Label>eA==</Label>"
    inside += f"<Configuration>{data}</Configuration>"
    response = instant.post("deploymentslots/staging", "CreateDeployment", inside)
    assert (response.refusal, instant.wire.entry["reason"]) == (
        INCORRECT,
        "CreateDeployment/Configuration is not base64 of UTF-8 text",
    )


@pytest.mark.parametrize("missing", ["Name", "PackageUrl", "Label", "Configuration"])
def test_what_a_creation_needs(instant: Deployed, missing: str) -> None:
    parts = {"Name": "d1", "PackageUrl": instant.url(), "Label": "eA==", "Configuration": encoded(cscfg())}
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if tag != missing)
    response = instant.post("deploymentslots/staging", "CreateDeployment", inside)
    assert (response.refusal, instant.wire.entry["reason"]) == (INCORRECT, f"{missing} is missing")


def test_the_certificates_of_a_configuration_must_be_there(instant: Deployed) -> None:
    named = '<Certificates><Certificate name="c" thumbprint="{}" thumbprintAlgorithm="sha1"/></Certificates>'
    text = cscfg(more=named.format("AbCd" * 10))
    message = f"The certificate with thumbprint {'abcd' * 10} was not found."
    assert instant.create(text=text).refusal == (400, "BadRequest", message)
    instant.wire.service.seed("service_certificate", f"{instant.name}/{'ABCD' * 10}", {"thumbprint": "ABCD" * 10})
    assert instant.create(text=text).status == 202


def test_the_quota_of_cores(instant: Deployed) -> None:
    instant.register_package({"name": "web", "size": "ExtraLarge"})
    kind = "resource type 'cores count'"
    message = (
        f"The subscription policy limit for {kind} was exceeded. The limit for {kind} is 20 per subscription, "
        "the current count is {}, and the requested increment is {}."
    )
    assert instant.create(text=cscfg({"web": 3})).refusal == (400, "BadRequest", message.format(0, 24))
    assert instant.create(text=cscfg({"web": 2})).status == 202
    assert instant.configure(cscfg({"web": 3})).refusal == (400, "BadRequest", message.format(16, 8))
    instant.register_package({"name": "web", "size": "ExtraLarge"}, package="new.cspkg")
    assert instant.upgrade().status == 202, "its own cores are there for it"
    assert instant.configure(cscfg({"web": 1})).status == 202
    assert instant.create("d2", "staging").refusal == (400, "BadRequest", message.format(8, 16))
    assert instant.wire.ask("GET").text("CurrentCoreCount") == "8"


def test_a_size_that_the_region_does_not_offer(instant: Deployed) -> None:
    inside = "<ServiceName>{0}</ServiceName><Label>eA==</Label><Location>Brazil South</Location>"
    other = f"{instant.name}br"
    instant.wire.ask("POST", SERVICES, f"<CreateHostedService {NS}>{inside.format(other)}</CreateHostedService>")
    instant.register_package({"name": "web", "size": "Standard_D1"})
    assert instant.create().status == 202
    instant.place = f"{SERVICES}/{other}"
    assert instant.create().refusal == INCORRECT
    assert instant.wire.entry["reason"] == "Brazil South does not offer the size Standard_D1 of role web"


def test_warnings_are_errors_if_they_are_to_be(instant: Deployed) -> None:
    strictly = "<TreatWarningsAsError>true</TreatWarningsAsError>"
    assert instant.create(text=cscfg({"web": 1}), more=strictly).refusal == INCORRECT
    assert "role web has one instance only" in instant.wire.entry["reason"]
    assert instant.create(text=cscfg({"web": 2}), more=strictly).status == 202


def test_a_creation_that_fails_late_leaves_nothing(recorded: Deployed) -> None:
    recorded.wire.service.validate("fail_operation", "CreateDeployment", message="The fabric is full.")
    made = recorded.create()
    assert recorded.get().text("Status") == "Deploying"
    recorded.wire.wait(52)
    returned = recorded.wire.ask("GET", f"operations/{made.operation_id}")
    assert (returned.text("Status"), returned.text("Error/Message")) == ("Failed", "The fabric is full.")
    assert recorded.get().refusal == NONE
    assert recorded.create().status == 202


@pytest.mark.parametrize("status", ["Running", "Suspended"])
def test_what_fails_late_leaves_a_deployment_as_it_was(recorded: Deployed, status: str) -> None:
    start = f"<StartDeployment>{str(status == 'Running').lower()}</StartDeployment>"
    recorded.create(more=start)
    recorded.wire.wait(500)
    before = recorded.states()
    recorded.wire.service.validate("fail_operation", times=0)
    asked: list[Callable[[], object]] = [
        lambda: recorded.status("Suspended" if status == "Running" else "Running"),
        lambda: recorded.configure(cscfg({"web": 3})),
        lambda: recorded.wire.ask("DELETE", f"{recorded.place}/deployments/d1"),
        lambda: recorded.upgrade(mode="Manual"),
    ]
    for ask in asked:
        ask()
        assert recorded.progress() != status
        recorded.wire.wait(600)
        assert (recorded.progress(), recorded.states()) == (status, before)
        assert recorded.get().text("Label") == encoded("first")


def test_a_deployment_made_again_is_another_one(open_wire: Callable[..., Wire]) -> None:
    """Timers of the first must not move the instances of the second."""
    deployed = Deployed(open_wire("seconds:5"))
    deployed.create()
    deployed.wire.wait(5)
    first = deployed.get().text("PrivateID")
    deployed.wire.ask("DELETE", f"{deployed.place}/deployments/d1")
    deployed.wire.wait(5)
    deployed.create(more="")
    deployed.wire.wait(5)
    assert deployed.get().text("PrivateID") != first
    deployed.wire.wait(60)
    assert deployed.states()[0] == "web_IN_0 CreatingVM Stopped"


def test_looks_at_the_deployment_are_polls(open_wire: Callable[..., Wire]) -> None:
    deployed = Deployed(open_wire("polls:2"))
    made = deployed.create()
    deployed.get("deploymentslots/Production")
    assert deployed.get().text("Status") == "Running"
    assert deployed.wire.poll(made) == "Succeeded"
    assert deployed.states()[0] == "web_IN_0 ReadyRole Started"


def test_names_of_the_extended_properties(instant: Deployed) -> None:
    pairs = "".join(f"<ExtendedProperty><Name>n{n}</Name><Value>v</Value></ExtendedProperty>" for n in range(26))
    assert instant.create(more=f"<ExtendedProperties>{pairs}</ExtendedProperties>").refusal == INCORRECT
    few = pairs[: len(pairs) // 26 * 24]
    few = few[: few.rindex("</ExtendedProperty>") + len("</ExtendedProperty>")]
    assert instant.create(more=f"<ExtendedProperties>{few}</ExtendedProperties>").status == 202
    two = "".join(f"<ExtendedProperty><Name>m{n}</Name><Value>w</Value></ExtendedProperty>" for n in range(3))
    assert instant.configure(cscfg(), f"<ExtendedProperties>{two}</ExtendedProperties>").refusal == INCORRECT
    one = "<ExtendedProperty><Name>n0</Name><Value>w</Value></ExtendedProperty>"
    assert instant.configure(cscfg(), f"<ExtendedProperties>{one}</ExtendedProperties>").status == 202
    values = instant.get().texts("ExtendedProperties/ExtendedProperty/Value")
    assert values[0] == "w" and set(values[1:]) == {"v"}
