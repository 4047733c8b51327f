# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures in the URLs of options: the service gets them, and nobody else reads them, by whatever channel."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import (
    CONNECTION_OPTIONS,
    module_arguments,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import SIGNED_URL
from ansible_collections.classic.azure.plugins.plugin_utils.module_call import call
from ansible_collections.classic.azure.tests.emulated import ListedProgress, Service
from ansible_collections.classic.azure.tests.module_process import MODULES, run_module, supported_internal_arguments
from ansible_collections.classic.azure.tests.unit.plugins.environment.trees import add_environments
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService

CANARY = "C4nary"
SIGNATURE = f"sv=2014-02-14&sr=b&sig={CANARY}%2B7%3D&se=2099-01-01&sp=r"
DECODED = f"{CANARY}+7="
METADATA = ("eula", "icon_uri", "privacy_uri", "small_icon_uri")
INTERNAL = supported_internal_arguments(
    {
        "_ansible_check_mode": False,
        "_ansible_diff": True,
        "_ansible_module_name": "classic.azure.module",
        "_ansible_inject_invocation": True,
        "_ansible_tracebacks_for": ["error"],
    }
)
Options = dict[str, Any]


class Shop:
    """A hosted service with a virtual machine, beside one with a storage account and nothing in it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.deployed = HostedService(service)
        self.machine = f"{service.name}m"
        service.run("hosted_service", name=self.machine, location="West US")

    def url(self, blob: str, folder: str = "vhds") -> str:
        return f"https://{self.service.name}.blob.core.windows.net/{folder}/{blob}?{SIGNATURE}"

    def add_machine(self) -> None:
        self.service.run("virtual_machine", service_name=self.machine, name="db", **self.machine_source())

    def machine_source(self) -> Options:
        return {
            "os_disk": {"media_link": self.url("db.vhd").partition("?")[0], "os": "Linux"}
            | {"remote_source_image_link": "https://elsewhere.blob.core.windows.net/vhds/base.vhd"},
            "linux": {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"},
        }


def _metadata() -> Options:
    return {name: f"https://elsewhere.example/{name}?{SIGNATURE}" for name in METADATA}


def _disk(shop: Shop) -> Options:
    return {"name": "d1", "os": "Linux", "media_link": shop.url("d1.vhd")}


def _os_image(shop: Shop) -> Options:
    return {"name": "i1", "os": "Linux", "media_link": shop.url("i1.vhd"), **_metadata()}


def _vm_image(shop: Shop) -> Options:
    return {
        "name": "v1",
        "os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": shop.url("v1.vhd")},
        "data_disk_configurations": [{"lun": 0, "media_link": shop.url("v1-0.vhd")}],
        **_metadata(),
    }


def _deployment(shop: Shop) -> Options:
    return {
        "service_name": shop.deployed.name,
        "name": "v1",
        "package_url": shop.url("shop.cspkg", "deployments"),
        "configuration": shop.deployed.configuration(),
    }


def _virtual_machine(shop: Shop) -> Options:
    return {
        "service_name": shop.machine,
        "name": "web",
        "os_disk": {
            "media_link": shop.url("web.vhd"),
            "remote_source_image_link": f"https://elsewhere.blob.core.windows.net/vhds/base.vhd?{SIGNATURE}",
            "os": "Linux",
        },
        "data_disks": [
            {"lun": 0, "source_media_link": shop.url("web-0.vhd")},
            {"lun": 1, "logical_disk_size_in_gb": 10, "media_link": shop.url("web-1.vhd")},
        ],
        "linux": {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"},
    }


def _data_disk(shop: Shop) -> Options:
    shop.add_machine()
    address = {"service_name": shop.machine, "deployment_name": shop.machine, "role_name": "db"}
    return {**address, "lun": 2, "logical_disk_size_in_gb": 10, "media_link": shop.url("db-2.vhd")}


def _data_disk_of_blob(shop: Shop) -> Options:
    without = {name: value for name, value in _data_disk(shop).items() if name != "logical_disk_size_in_gb"}
    return {**without, "source_media_link": shop.url("db-3.vhd"), "media_link": None}


TASKS: dict[str, tuple[str, Callable[[Shop], Options]]] = {
    "disk": ("disk", _disk),
    "os_image": ("os_image", _os_image),
    "vm_image": ("vm_image", _vm_image),
    "deployment": ("deployment", _deployment),
    "virtual_machine": ("virtual_machine", _virtual_machine),
    "data_disk": ("data_disk", _data_disk),
    "data_disk of a blob": ("data_disk", _data_disk_of_blob),
}
COVERED = {
    "data_disk.media_link": "data_disk",
    "data_disk.source_media_link": "data_disk of a blob",
    "deployment.package_url": "deployment",
    "disk.media_link": "disk",
    "os_image.media_link": "os_image",
    **{f"{module}.{name}": module for module in ("os_image", "vm_image") for name in METADATA},
    "virtual_machine.data_disks.media_link": "virtual_machine",
    "virtual_machine.data_disks.source_media_link": "virtual_machine",
    "virtual_machine.os_disk.media_link": "virtual_machine",
    "virtual_machine.os_disk.remote_source_image_link": "virtual_machine",
    "vm_image.data_disk_configurations.media_link": "vm_image",
    "vm_image.os_disk_configuration.media_link": "vm_image",
}
"""The options that are URLs which may carry a secret, and the task in which each of them has one."""
add_environments(TASKS, COVERED)


def module_spec_of(module: str) -> ModuleSpec:
    module_spec: ModuleSpec = import_module(f"ansible_collections.classic.azure.plugins.modules.{module}").MODULE_SPEC
    return module_spec


def test_marks_do_not_reach_ansible() -> None:
    """ansible-core and its sanity tests know no such key of an option."""
    for module in {task[0] for task in TASKS.values()}:
        assert SIGNED_URL not in str(module_arguments(module_spec_of(module)))


def _options_of(spec: Options, above: str) -> Iterator[tuple[str, Options]]:
    for name, option in spec.items():
        yield f"{above}.{name}", option
        yield from _options_of(option.get("options", {}), f"{above}.{name}")


def _all_options() -> list[tuple[str, Options]]:
    modules = sorted(path.stem for path in MODULES.glob("[a-z]*.py"))
    assert len(modules) > 30
    return [found for module in modules for found in _options_of(module_spec_of(module).argument_spec, module)]


def test_table_has_every_url_option() -> None:
    """A new option of the kind needs a task in which its signature is looked for."""
    assert {name for name, option in _all_options() if option.get(SIGNED_URL)} == set(COVERED)
    assert [name for name, option in CONNECTION_OPTIONS.items() if option.get(SIGNED_URL)] == ["endpoint"]
    for name, task in COVERED.items():
        assert TASKS[task][0] == name.partition(".")[0]


def test_options_named_like_urls_are_urls() -> None:
    """Without the kind an option would show a signature: one that is a link has to be of the kind."""
    named = {name for name, dummy in _all_options() if re.search("(link|ur[il]|eula)$", name)}
    assert named and named <= set(COVERED)


def leaks(text: object) -> bool:
    """Whether any part of a signature is in a text."""
    return CANARY in str(text)


@pytest.fixture
def shop(service: Service) -> Shop:
    return Shop(service)


def kept_by_emulator(service: Service) -> dict[str, str]:
    """What others can look at in the emulator: its journal, and what a file of its state holds."""
    saved = service.emulator.do(service.emulator.cloud.save)
    rows = [row for table in ("kept", "timers") for row in saved[table] if service.subscription_id in row]
    assert rows
    return {"journal": json.dumps(service.journal()), "state": json.dumps(rows)}


def task(name: str, shop: Shop) -> tuple[str, Options]:
    """The module of a task and its options, in which each URL has a signature."""
    module, options_of = TASKS[name]
    options = {option: value for option, value in options_of(shop).items() if value is not None}
    assert json.dumps(options).count(CANARY) == [*COVERED.values()].count(name)
    return module, options


@pytest.mark.parametrize("name", TASKS)
def test_signature_is_in_no_output(shop: Shop, name: str) -> None:
    """Check mode, the real run, and a second one, which finds nothing to do: the service returns no signature."""
    service = shop.service
    module, options = task(name, shop)
    predicted = service.run(module, check=True, **options)
    done = service.run(module, **options)
    again = service.run(module, **options)
    assert (predicted["changed"], done["changed"], again["changed"]) == (True, True, False)
    assert predicted["requests"] == done["requests"] and not again["requests"]
    returned = {"check": predicted, "result": done, "again": again, "warnings": service.warnings}
    for place, text in {**returned, "progress": service.progress, **kept_by_emulator(service)}.items():
        assert not leaks(text), place
    if name != "data_disk of a blob":  # what a disk was made of is no state of it
        assert "windows.net/" in str(done["diff"])


@pytest.mark.parametrize("name", TASKS)
def test_other_signature_changes_nothing(shop: Shop, name: str) -> None:
    module, options = task(name, shop)
    shop.service.run(module, **options)
    renewed = json.loads(json.dumps(options).replace(CANARY, "renewed"))
    if module != "deployment":  # another package is known by its address, which test_package_signature tells apart
        assert shop.service.run(module, **renewed)["changed"] is False


@pytest.mark.parametrize("name", TASKS)
def test_signature_is_sent_to_service(shop: Shop, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, options = task(name, shop)
    bodies: list[str] = []
    send = Client.send

    def noted(client: Client, verb: str, path: str, operation: str, body: Any = None, *args: Any, **more: Any) -> Any:
        bodies.append("" if body is None else xml.write(body).decode())
        return send(client, verb, path, operation, body, *args, **more)

    monkeypatch.setattr(Client, "send", noted)
    shop.service.run(module, **options)
    assert "".join(bodies).count(CANARY) == json.dumps(options).count(CANARY)


def broken(options: Options) -> Options:
    """The options with URLs that the service does not take."""
    changed: Options = json.loads(json.dumps(options).replace("https://", "ftp://"))
    return changed


def replaced(options: Options) -> Options:
    """The options with other URLs than those that were carried out."""
    changed: Options = json.loads(json.dumps(options).replace(".vhd?", "-other.vhd?"))
    return changed


@pytest.mark.parametrize("name", TASKS)
def test_signature_is_in_no_error(shop: Shop, name: str) -> None:
    """Also without the removal of known secrets from results: errors are made without them."""
    module, options = task(name, shop)
    with pytest.raises(AzureError) as refused:
        shop.service.run(module, **broken(options))
    assert not leaks([refused.value, refused.value.details])
    if module in ("disk", "os_image", "virtual_machine", "data_disk") and name != "data_disk of a blob":
        shop.service.run(module, **options)
        with pytest.raises(AzureError, match=r"-other\.vhd'") as refused:
            shop.service.run(module, **replaced(options))
        assert not leaks([refused.value, refused.value.details])


def call_in_process(module: str, options: Options) -> tuple[Options, list[str]]:
    """What a module in the controller process prints, and the lines of its progress."""
    reported = ListedProgress()
    return call(module_spec_of(module), {**INTERNAL, **options}, reported), reported


LOGGING = """
import runpy, syslog
from ansible.module_utils import basic
basic.has_journal = False
def logged(priority, text):
    with open({log!r}, "a") as file:
        file.write(text)
syslog.syslog = logged
runpy.run_path({module!r}, run_name="__main__")
"""


@pytest.mark.slow
@pytest.mark.parametrize("failure", [None, broken, lambda options: {**options, "nome": 1}], ids=["", "refused", "nome"])
@pytest.mark.parametrize("name", TASKS)
def test_both_ways_print_no_signature(shop: Shop, name: str, failure: Any, tmp_path: Path) -> None:
    """Result, diff, invocation and message, and what the module writes into the system's log."""
    module, options = task(name, shop)
    given = {**shop.service.connection, **(failure(options) if failure else options)}
    log = tmp_path / "log"
    log.write_text("")
    script = LOGGING.format(log=str(log), module=str(MODULES / f"{module}.py"))
    dummy, there, noise = run_module(module, {**given, **INTERNAL, "_ansible_check_mode": not failure}, script)
    here, progress = call_in_process(module, given)
    assert bool(here.get("failed")) is bool(there.get("failed")) is bool(failure)
    for place, text in {"here": here, "there": there, "noise": noise, "log": log.read_text()}.items():
        assert not leaks(text), place
    assert not leaks(progress)
    assert "Invoked with" in log.read_text() or there.get("failed")
    if failure is None:
        assert "?sv=2014-02-14&sr=b&sig=********&se=2099-01-01&sp=r" in json.dumps(here["invocation"])
        assert here["invocation"] == there["invocation"]


@pytest.mark.parametrize("name", TASKS)
def test_unexpected_error_shows_no_signature(shop: Shop, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug whose message and traceback quote what was sent."""
    module, options = task(name, shop)
    send = Client.send

    def fails(client: Client, verb: str, path: str, operation: str, body: Any = None, *args: Any, **more: Any) -> Any:
        if body is not None:
            raise KeyError(f"{xml.write(body).decode()} {DECODED}")
        return send(client, verb, path, operation, body, *args, **more)

    monkeypatch.setattr(Client, "send", fails)
    result, dummy = call_in_process(module, {**shop.service.connection, **options})
    assert "unexpected KeyError" in result["msg"] and result["exception"]
    assert "sig=********" in result["msg"] and not leaks(result)


@pytest.mark.slow
@pytest.mark.parametrize("here", [True, False], ids=["here", "in a process of its own"])
def test_playbook_prints_no_signature(shop: Shop, here: bool, tmp_path: Path) -> None:
    """With -vvvv, --diff and tasks that fail: output, progress on stderr, journal and state."""
    names = [name for name, (module, dummy) in TASKS.items() if module != "environment" and " " not in name]
    tasks = []
    for name in names:
        module, options = task(name, shop)
        given = {**shop.service.connection, **options}
        for wanted in (broken(given) | {"endpoint": given["endpoint"]}, given, {**given, "nome": 1}):
            tasks.append({f"classic.azure.{module}": wanted, "ignore_errors": True, "diff": True})
    variables = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": tasks}
    play["vars"] = {**variables, "classic_azure_in_process": here}
    (tmp_path / "playbook.yml").write_text(json.dumps([play]))
    program = str(Path(sys.executable).parent / "ansible-playbook")
    done = subprocess.run(
        [program, "-vvvv", "-i", "localhost,", "playbook.yml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert ("runs in the controller process" in done.stdout) is here
    assert done.stdout.count("changed: [localhost]") == len(names)
    assert done.stdout.count("fatal: [localhost]") == 2 * len(names)
    assert not leaks([done.stdout, done.stderr, *kept_by_emulator(shop.service).values()])


def test_password_of_endpoint_is_hidden(service: Service) -> None:
    given = {**service.connection, "endpoint": f"https://me:{CANARY}@127.0.0.1"}
    result, dummy = call_in_process("locations_info", given)
    assert result["failed"] and not leaks(result)
    assert result["invocation"]["module_args"]["endpoint"] == "https://me:********@127.0.0.1"


BROKEN_PROXIES = [
    "http://me:C4nary@127.0.0.1:1",
    "http://me:C4nary@[bad",
    "http://me:C4nary@127.0.0.1:port",
    "http://me:C4na/ry@127.0.0.1:1",
    "http://me:C4nary#@127.0.0.1:1",
    "http://me:C4nary?x@127.0.0.1:1",
    "http://me:C4nary%2F@127.0.0.1:99999",
    "me:C4nary@127.0.0.1:1",
    "http://me:C4nary@",
]


@pytest.mark.slow
@pytest.mark.parametrize("proxy", BROKEN_PROXIES)
def test_password_of_broken_proxy_is_hidden(service: Service, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """Of a password that no URL can hold, urllib3 quotes a part as a host."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    for name in ("NO_PROXY", "no_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    result, dummy = call_in_process("locations_info", {**service.connection, "timeout": 2})
    assert result["failed"] and "C4na" not in str(result) and "ry@" not in str(result)


@pytest.mark.parametrize("password", [CANARY, "a"])
def test_password_of_proxy_is_hidden(service: Service, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    """A bug that quotes the proxy of the environment; a password that is a usual word damages no result."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{password}@127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def fails(*args: Any, **more: Any) -> None:
        raise KeyError(f"cannot use http://me:{password}@127.0.0.1:1")

    result, dummy = call_in_process("locations_info", service.connection)
    assert "West US" in str(result["locations"]) and "*" not in json.dumps(result["locations"])
    monkeypatch.setattr(Client, "send", fails)
    result, dummy = call_in_process("locations_info", service.connection)
    assert result["msg"] == "unexpected KeyError: 'cannot use http://********@127.0.0.1:1'"
    assert f":{password}@" not in str(result)
