# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configurations of deployments: given in three ways, compared by meaning, and refused with a clear message."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    MalformedResponseError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import DEPLOYMENT
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

pytestmark = pytest.mark.slow

CANARY = "C4narySetting"
NS = cscfg.NAMESPACE
TEXT = f"""<?xml version="1.0" encoding="utf-8"?>
<!-- the shop of {CANARY} -->
<ServiceConfiguration serviceName="Shop" xmlns="{NS}" osFamily="4" osVersion="*">
  <Role name="worker">
    <Instances count="1" />
  </Role>
  <Role name="web">
    <ConfigurationSettings><!-- {CANARY} --><Setting value="Hello" name="Greeting"/></ConfigurationSettings>
    <Instances count="2"></Instances></Role>
</ServiceConfiguration>
"""


@pytest.fixture
def shop(service: Service) -> HostedService:
    return HostedService(service)


def test_configuration_text_file_and_structure_are_equivalent(shop: HostedService, tmp_path: Path) -> None:
    path = tmp_path / "shop.cscfg"
    path.write_text(f"\ufeff{TEXT}")
    ways: list[dict[str, Any]] = [
        {"configuration": TEXT},
        {"configuration": None, "configuration_path": str(path)},
        {"configuration": shop.configuration()},
    ]
    assert shop.deploy(**ways[0])["changed"] is True
    assert [shop.deploy(**way)["changed"] for way in ways] == [False, False, False]
    assert [shop.deploy(**way, instances={"web": 3})["changed"] for way in ways] == [True, False, False]
    assert shop.deploy(**ways[1])["changed"] is True
    stored = shop.service.stored("deployment", f"{shop.name}/v1")
    assert stored and stored["configuration"] == TEXT


def test_configuration_keeps_text_except_instance_counts(shop: HostedService) -> None:
    shop.deploy(configuration=TEXT, instances={"web": 3})
    stored = shop.service.stored("deployment", f"{shop.name}/v1")
    assert stored
    wanted = TEXT.split("\n", 2)[2].replace('count="2"></Instances>', 'count="3"/>').replace(" />", "/>")
    assert stored["configuration"].partition(">")[2] == wanted.partition(">")[2].rstrip()


def test_settings_and_comments_are_redacted(shop: HostedService) -> None:
    results = [shop.deploy(configuration=TEXT.replace("Hello", CANARY), check=check) for check in (True, False)]
    results.append(shop.deploy(configuration=TEXT.replace("Hello", f"{CANARY}2")))
    assert results[-1]["requests"] == ["ChangeConfiguration"]
    returned = [results, shop.deployment(), shop.service.journal(), shop.service.progress, shop.service.warnings]
    assert CANARY not in repr(returned)
    assert 'value="(hidden ' in results[-1]["diff"]["after"]["configuration"]


def test_diff_ignores_layout_of_configuration(shop: HostedService) -> None:
    """What a task gives is compared by meaning, so blanks and comments of it are no lines of a diff."""
    shop.deploy(configuration=TEXT)
    other = re.sub(r">\s+<", "><!-- other -->\r\n\r\n<", TEXT).replace('count="2"', 'count="3"')
    diff = shop.deploy(configuration=other)["diff"]
    before, after = (diff[side]["configuration"].splitlines() for side in ("before", "after"))
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ('    <Instances count="2"/>', '    <Instances count="3"/>')
    ]
    assert len(after) == 11


def error_message(shop: HostedService, **options: Any) -> str:
    """The message of a task that is refused in check mode and out of it, before anything is written."""
    sentences = []
    for check in (True, False):
        with pytest.raises(InvalidOptionError) as raised:
            shop.deploy(check=check, **options)
        sentences.append(str(raised.value))
    assert shop.service.writes() == []
    assert sentences[0] == sentences[1]
    assert "\n" not in sentences[0]
    assert CANARY not in sentences[0]
    return sentences[0]


WRONG_TEXTS = {
    "": "not well-formed XML",
    "count: 2": "not well-formed XML",
    TEXT.replace("</Role>", "", 1): r"not well-formed XML \(line \d+, column \d+\)",
    TEXT.replace("Hello", f"a&{CANARY};b"): "not well-formed XML",
    TEXT.replace('"Hello"', f'"a" {CANARY}'): "not well-formed XML",
    TEXT.replace(NS, "http://other"): "its root is {http://other}ServiceConfiguration",
    TEXT.replace("ServiceConfiguration", "Deployment"): "its root is .*Deployment",
    TEXT.replace('"worker"', '"web"'): "each of its roles must have a name of its own",
    TEXT.replace('name="web"', ""): "each of its roles must have a name of its own",
    f'<ServiceConfiguration serviceName="Shop" xmlns="{NS}"/>': "there must be one at least",
    TEXT.replace('count="1"', 'count="one"'): 'role worker must have <Instances count="a number" />',
    TEXT.replace('count="1"', 'count="²"'): 'role worker must have <Instances count="a number" />',
    TEXT.replace('count="1"', 'count="-1"'): 'role worker must have <Instances count="a number" />',
    TEXT.replace('<Instances count="1" />', ""): 'role worker must have <Instances count="a number" />',
    f"<!DOCTYPE x>{TEXT.partition('?>')[2].strip()}": "DOCTYPE",
    base64.b64encode(TEXT.encode()).decode(): "it is base64 already: give the XML itself",
    base64.encodebytes(TEXT.encode()).decode(): "it is base64 already: give the XML itself",
}


@pytest.mark.parametrize(("text", "rule"), WRONG_TEXTS.items(), ids=range(len(WRONG_TEXTS)))
def test_invalid_configuration_text_is_refused(shop: HostedService, tmp_path: Path, text: str, rule: str) -> None:
    sentence = error_message(shop, configuration=text)
    assert sentence.startswith("configuration is ")
    path = tmp_path / "shop.cscfg"
    path.write_text(text)
    assert error_message(shop, configuration=None, configuration_path=str(path)).startswith(
        f"configuration_path is '{path}'"
    )
    assert re.search(rule, sentence), sentence


ROLE = {"instances": 1}
WRONG_STRUCTURES: list[tuple[Any, str]] = [
    (5, "it must be the text of a .cscfg, or a dict with service_name, os_family, os_version, roles"),
    (["web"], "it must be the text of a .cscfg, or a dict"),
    (True, "it must be the text of a .cscfg, or a dict"),
    ({}, "there must be one at least"),
    ({"roles": {"web": ROLE}, "settings": {}}, "a configuration has no settings: it has service_name, "),
    ({"roles": ["web"]}, "roles of a configuration must be a dict"),
    ({"roles": {"web": 3}}, "role web must be a dict with instances, settings, certificates"),
    ({"roles": {"web": {"settings": {"Password": CANARY}, "count": 3}}}, "role web has no count: it has instances, "),
    ({"roles": {"web": {"settings": [CANARY]}}}, "settings of role web must be a dict"),
    ({"roles": {"web": {"certificates": "AB"}}}, "certificates of role web must be a dict"),
    ({"roles": {"web": {"settings": {"Password": {"is": CANARY}}}}}, "setting Password of role web must be a text"),
    ({"roles": {"web": {"settings": {"Password": f"{CANARY}\x01"}}}}, "All strings must be XML compatible"),
    ({"roles": {"web": {"instances": "many"}}}, 'role web must have <Instances count="a number" />'),
    ({"roles": {"web": {"instances": [1]}}}, 'role web must have <Instances count="a number" />'),
]


@pytest.mark.parametrize(("structure", "rule"), WRONG_STRUCTURES, ids=range(len(WRONG_STRUCTURES)))
def test_invalid_configuration_structure_is_refused(shop: HostedService, structure: Any, rule: str) -> None:
    sentence = error_message(shop, configuration=structure)
    assert sentence.startswith("configuration is ")
    assert rule in sentence


def test_unreadable_configuration_path_is_refused(shop: HostedService, tmp_path: Path) -> None:
    def sentence(path: Path) -> str:
        return error_message(shop, configuration=None, configuration_path=str(path))

    path = tmp_path / "shop.cscfg"
    assert sentence(path) == f"configuration_path is '{path}', but it cannot be read: No such file or directory"
    assert sentence(tmp_path) == f"configuration_path is '{tmp_path}', but it cannot be read: Is a directory"
    path.write_bytes(TEXT.encode("utf-16"))
    assert "it is not UTF-8" in sentence(path)


@pytest.mark.parametrize(
    ("instances", "rule"),
    [
        ({"wob": 3}, "the configuration has no role wob: did you mean web?"),
        ({"web": "many"}, "web must be a whole number of at least 1"),
        ({"web": None}, "web must be a whole number of at least 1"),
        ({"web": [2]}, "web must be a whole number of at least 1"),
        ({"web": 2.5}, "web must be a whole number of at least 1"),
        ({"web": 0}, "web must be a whole number of at least 1"),
        ({"web": -1}, "web must be a whole number of at least 1"),
        ({"web": True}, "web must be a whole number of at least 1"),
    ],
    ids=str,
)
@pytest.mark.parametrize("there", [True, False], ids=["there", "not there"])
def test_invalid_instance_counts_are_refused(shop: HostedService, instances: Any, rule: str, there: bool) -> None:
    if there:
        shop.deploy()
        shop.service.pop_requests()
    assert error_message(shop, instances=instances) == f"instances is {instances!r}, but {rule}"


@pytest.mark.parametrize("there", ["no XML", None])
def test_unreadable_current_configuration_is_replaced(shop: HostedService, there: str | None) -> None:
    """As one of virtual machines may have, and one that has only just begun may have none."""
    shop.deploy()
    stored = shop.service.stored("deployment", f"{shop.name}/v1")
    assert stored
    shop.service.seed("deployment", f"{shop.name}/v1", {**stored, "configuration": there})
    assert shop.deploy(check=True)["requests"] == ["ChangeConfiguration"]
    assert shop.change(check=True)["requests"] == []
    if there:
        with pytest.raises(InvalidOptionError, match="instances is {'web': 3}, but it is not well-formed XML"):
            shop.change(instances={"web": 3})


NOT_UTF8 = base64.b64encode(f"<x>{CANARY}</x>".encode("utf-16")).decode()


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        (f"<Configuration>{NOT_UTF8}</Configuration>", "configuration: it is not base64 of UTF-8 text"),
        ("<Label>plain</Label>", "label: it is not base64 of UTF-8 text"),
        ("<Locked>maybe</Locked>", "locked: 'maybe' is neither true nor false"),
        (
            "<RoleInstanceList><RoleInstance><InstanceFaultDomain>x</InstanceFaultDomain></RoleInstance>"
            "</RoleInstanceList>",
            "role_instances: fault_domain: invalid literal",
        ),
    ],
    ids=["configuration", "label", "locked", "instance"],
)
def test_malformed_response_is_not_quoted(inside: str, rule: str) -> None:
    """The message says where, and does not quote a configuration."""
    response = xml.parse(f'<Deployment xmlns="{xml.NAMESPACE}">{inside}</Deployment>'.encode())
    with pytest.raises(MalformedResponseError) as raised:
        DEPLOYMENT.schema.values(response)
    assert str(raised.value).startswith(f"the endpoint returned a deployment that cannot be read: {rule}")
    assert CANARY not in str(raised.value)
    assert NOT_UTF8 not in str(raised.value)


def test_instances_must_be_a_dict(shop: HostedService) -> None:
    with pytest.raises(ModuleFailed, match="instances"):
        shop.deploy(instances=3)


def test_configuration_from_structure() -> None:
    text = cscfg.from_structure(
        {
            "service_name": "Shop",
            "os_family": 5,
            "roles": {"web": {"settings": {"A": 1, "B": None, "C": "<&>"}, "certificates": {"Https": "AB"}}},
        }
    )
    assert text == (
        f'<ServiceConfiguration xmlns="{NS}" serviceName="Shop" osFamily="5" osVersion="*"><Role name="web">'
        '<Instances count="1"/><ConfigurationSettings><Setting name="A" value="1"/><Setting name="B" value=""/>'
        '<Setting name="C" value="&lt;&amp;&gt;"/></ConfigurationSettings><Certificates>'
        '<Certificate name="Https" thumbprint="AB" thumbprintAlgorithm="sha1"/></Certificates></Role>'
        "</ServiceConfiguration>"
    )
    assert cscfg.thumbprints(text) == ["AB"]
    assert cscfg.service_name(text) == "Shop"
    assert cscfg.instances(text) == {"web": 1}


NAMES = st.text("abcXYZ_", min_size=1, max_size=4)
ROLES = st.dictionaries(
    NAMES,
    st.fixed_dictionaries(
        {"instances": st.integers(0, 3), "settings": st.dictionaries(NAMES, st.text("ab <&'é", max_size=3), max_size=3)}
    ),
    min_size=1,
    max_size=3,
)
BLANKS = ("", " ", "\n\t")


def rewritten(text: str, chance: Random) -> str:
    """A configuration that means the same, written by somebody else."""
    root = etree.fromstring(text)
    for element in list(root.iter()):
        children = list(element)
        chance.shuffle(children)
        element[:] = children
        for node in (element, *children):
            node.tail = chance.choice(BLANKS) if node is not root else None
        element.text = chance.choice(BLANKS)
        attributes = list(element.attrib.items())
        chance.shuffle(attributes)
        element.attrib.clear()
        element.attrib.update(attributes)
        element.insert(chance.randint(0, len(children)), etree.Comment(chance.choice(("Role", " count=1 "))))
    return (
        etree.tostring(root, encoding="unicode")
        .replace("xmlns=", "xmlns:p=")
        .replace("<", "<p:")
        .replace("<p:/", "</p:")
        .replace("<p:!", "<!")
    )


@settings(deadline=None)
@given(ROLES, st.randoms(use_true_random=False))
def test_equivalent_configurations_match(roles: dict[str, Any], chance: Random) -> None:
    text = cscfg.from_structure({"roles": roles})
    other = rewritten(text, chance)
    assert cscfg.matches(text, other)
    assert cscfg.matches(other, text)
    counts = {name: role["instances"] for name, role in roles.items()}
    assert cscfg.instances(other) == counts
    assert cscfg.matches(cscfg.scaled(other, counts), text)


@settings(deadline=None)
@given(ROLES, ROLES)
def test_different_configurations_do_not_match(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert cscfg.matches(cscfg.from_structure({"roles": one}), cscfg.from_structure({"roles": other})) is (one == other)


def test_empty_elements_are_ignored() -> None:
    """The service leaves out what is empty, and another tool writes it."""
    empty = "<ConfigurationSettings/><Certificates> </Certificates>"
    assert cscfg.matches(TEXT, TEXT.replace('<Instances count="1" />', f'<Instances count="1" />{empty}'))


def test_thumbprints_are_case_insensitive() -> None:
    structures = [{"roles": {"web": {"certificates": {"Https": digits}}}} for digits in ("ab", "AB", "AC")]
    texts = [cscfg.from_structure(each) for each in structures]
    assert [cscfg.matches(texts[0], each) for each in texts] == [True, True, False]


def test_missing_configuration_matches_only_itself() -> None:
    assert cscfg.matches(None, None)
    assert not cscfg.matches(None, TEXT)
    assert not cscfg.matches(TEXT, None)
