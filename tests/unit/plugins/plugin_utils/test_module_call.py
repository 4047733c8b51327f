# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module without AnsibleModule: it answers what a process of its own answers to the same."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Context,
    ModuleSpec,
    SilentProgress,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.plugin_utils.core_versions import as_module_arguments, as_printed
from ansible_collections.classic.azure.plugins.plugin_utils.module_call import call
from ansible_collections.classic.azure.tests.emulated import ListedProgress, Service
from ansible_collections.classic.azure.tests.module_process import run_module, supported_internal_arguments

INTERNAL = supported_internal_arguments(
    {
        "_ansible_check_mode": False,
        "_ansible_diff": True,
        "_ansible_module_name": "classic.azure.module",
        "_ansible_inject_invocation": True,
        "_ansible_tracebacks_for": [],
    }
)


def module_spec_of(module: str) -> ModuleSpec:
    module_spec: ModuleSpec = import_module(f"ansible_collections.classic.azure.plugins.modules.{module}").MODULE_SPEC
    return module_spec


def call_in_process(module_spec: ModuleSpec, options: dict[str, Any]) -> dict[str, Any]:
    """What a module in this process would print."""
    given = as_module_arguments({**INTERNAL, **options})
    result: dict[str, Any] = json.loads(as_printed(call(module_spec, given, progress=SilentProgress())))
    return result


def call_module_process(module: str, options: dict[str, Any]) -> dict[str, Any]:
    """What a module in a process of its own prints, its warnings as their sentences."""
    dummy, result, noise = run_module(module, {**INTERNAL, **options})
    assert noise == ""
    if "warnings" in result:
        result["warnings"] = [
            reported if isinstance(reported, str) else reported["event"]["msg"] for reported in result["warnings"]
        ]
    return result


@pytest.mark.parametrize("secret", ["it's 7", 'a "b" \\ c', "first\n  second", "tab\tulator"])
def test_secret_is_not_in_text_of_diff(service: Service, secret: str) -> None:
    """It could not be found there where it is quoted, escaped or indented."""
    options = {"name": service.name, "location": "West US", "description": f"The #1: {secret}\nof all"}
    result = call_in_process(
        module_spec_of("hosted_service"),
        {**service.connection, **options, "management_certificate_password": secret, "_ansible_check_mode": True},
    )
    assert "description: |-\n  The #1: ********\n  of all\n" in result["diff"]["after"]


STRUCTURE = {
    "service_name": "Shop",
    "roles": {"web": {"instances": 2, "settings": {"Database": "Password=canary-7", "Debug": "true"}}},
}


def deploy_options(configuration: Any) -> dict[str, Any]:
    """Options of a task that foresees a deployment."""
    return {
        "service_name": "s1",
        "name": "true 2",
        "package_url": "https://shop.blob.core.windows.net/deployments/shop.cspkg",
        "configuration": configuration,
        "_ansible_check_mode": True,
    }


def tree_with_deployment(configuration: Any) -> dict[str, Any]:
    """The tree of an environment with a deployment."""
    taken = ("name", "package_url", "configuration")
    deployment = {name: value for name, value in deploy_options(configuration).items() if name in taken}
    return {
        "storage_accounts": [{"name": "shop", "location": "West US"}],
        "hosted_services": [{"name": "s1", "location": "West US", "deployments": [deployment]}],
    }


CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing to do": ("hosted_service", {"name": "absent", "state": "absent"}),
    "a creation foreseen": ("hosted_service", {"name": "h8", "location": "West US", "_ansible_check_mode": True}),
    "no difference asked for": ("affinity_group", {"name": "none", "state": "absent", "_ansible_diff": False}),
    "a list": ("locations_info", {}),
    "numbers and truths as text": ("hosted_service_info", {"embed_detail": "yes", "timeout": "20"}),
    "a refusal of the service": ("storage_account_key_info", {"name": "nowhere"}),
    "a refusal of ours": ("hosted_service", {"name": "h8"}),
    "a value against its rule": ("hosted_service", {"name": "-h8", "location": "West US"}),
    "an option that there is not": ("hosted_service", {"name": "h8", "nome": 1}),
    "an option that is missing": ("hosted_service", {}),
    "a type that is wrong": ("hosted_service", {"name": "h8", "timeout": "soon"}),
    "a choice that there is not": ("hosted_service", {"name": "h8", "state": "there"}),
    "options that exclude each other": ("hosted_service", {"name": "h8", "cloud": "china"}),
    "an option and its alias": ("locations_info", {"management_cert_path": "~/$HOME/nothing.pem"}),
    "a secret": ("locations_info", {"management_certificate_password": "canary-7", "endpoint": "canary-7"}),
    "a secret in a wrong option": (
        "hosted_service",
        {"management_certificate_password": "canary-7", "name": "canary-7"},
    ),
    "a structure with secrets in it": (
        "deployment",
        {"service_name": "s1", "name": "true 2", **deploy_options(STRUCTURE)},
    ),
    "a text with secrets in it": (
        "deployment",
        {"service_name": "s1", "name": "v1", **deploy_options(cscfg.from_structure(STRUCTURE))},
    ),
    "a structure that is wrong": (
        "deployment",
        {"service_name": "s1", "name": "v1", **deploy_options({"roles": ["canary-7"]})},
    ),
    "a structure and an option that there is not": ("deployment", {"nome": 1, **deploy_options(STRUCTURE)}),
    "a structure with secrets in a tree": (
        "environment",
        {"resources": tree_with_deployment(STRUCTURE), "_ansible_check_mode": True},
    ),
    "no invocation": ("locations_info", supported_internal_arguments({"_ansible_inject_invocation": False})),
    "a folder where a key pair should be": ("management_key_pair", {"path": "/"}),
}


def without_digests(result: dict[str, Any]) -> str:
    """A result as text, without the digests of settings, which are others in each process."""
    return re.sub(r"\(hidden [0-9a-f]+\)", "(hidden)", json.dumps(result))


@pytest.mark.slow
@pytest.mark.parametrize(("module", "options"), CASES.values(), ids=CASES)
def test_in_process_result_equals_module_process(
    service: Service, module: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOME", raising=False)  # the process has none, and both expand ~ and $HOME
    module_spec = module_spec_of(module)
    task_options = {**(service.connection if module_spec.connects else {}), **options}
    here, there = call_in_process(module_spec, task_options), call_module_process(module, task_options)
    if "operation_id" in there:
        assert here.pop("operation_id") != there.pop("operation_id")
        here["msg"], there["msg"] = (result["msg"].partition(", operation ")[0] for result in (here, there))
    assert without_digests(here) == without_digests(there)
    assert "canary-7" not in json.dumps(here)


def test_no_log_structure_is_redacted_as_whole(service: Service) -> None:
    result = call_in_process(module_spec_of("deployment"), {**service.connection, **deploy_options(STRUCTURE)})
    assert result["invocation"]["module_args"]["configuration"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert result["deployment"]["name"] == "true 2"
    assert 'serviceName="Shop"' in result["deployment"]["configuration"]
    assert (
        module_spec_of("deployment").argument_spec["configuration"]["no_log"] is True
    )  # as the log on the target goes by


def test_no_log_structure_in_tree_is_redacted_as_whole(service: Service) -> None:
    """Its parts are words as common as 2 and true, which are not to vanish from the result."""
    module, options = CASES["a structure with secrets in a tree"]
    result = call_in_process(module_spec_of(module), {**service.connection, **options})
    entry = result["invocation"]["module_args"]["resources"]["hosted_services"][0]["deployments"][0]
    assert entry["configuration"] == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
    assert result["plan"][-1]["resource"] == "deployment true 2 of hosted service s1"
    assert "canary-7" not in json.dumps(result)


def module_with_secret(run: Any, **module_spec: Any) -> ModuleSpec:
    """A logic that has a secret."""
    return ModuleSpec(run, argument_spec={"secret": {"type": "str", "no_log": True}}, **module_spec)


def test_secrets_are_redacted_in_all_output() -> None:
    def leaky(params: dict[str, Any], context: Context) -> dict[str, Any]:
        context.warn(f"beware of {params['secret']}")
        context.progress.show(f"waits for {params['secret']}")
        return {"changed": True, "told": {"deep": [params["secret"]]}, "word": "true"}

    reported = ListedProgress()
    result = call(module_with_secret(leaky), {"secret": "canary-7", **INTERNAL}, reported)
    assert reported == ["waits for ********"]
    assert result["warnings"] == ["beware of ********"]
    assert result["told"] == {"deep": ["VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"]}
    assert "canary-7" not in str(result)
    assert call(module_with_secret(leaky), {"secret": "True", **INTERNAL}, reported)["changed"] is True


def test_unexpected_exception_is_redacted_with_traceback(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise KeyError("a bug that knows canary-7")

    monkeypatch.setattr(Client, "send", broken)
    options = {**service.connection, "management_certificate_password": "canary-7", "_ansible_tracebacks_for": []}
    result = call_in_process(module_spec_of("locations_info"), options)
    assert result["failed"] is True
    assert result["msg"] == "unexpected KeyError: 'a bug that knows ********'"
    assert "exception" not in result
    result = call_in_process(module_spec_of("locations_info"), {**options, "_ansible_tracebacks_for": ["error"]})
    assert result["exception"].startswith("Traceback")
    assert "canary-7" not in json.dumps(result)


def test_missing_library_is_reported(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    result = call_in_process(module_spec_of("locations_info"), service.connection)
    assert "Failed to import the required Python library (requests" in result["msg"]


def test_invocation_is_returned_on_request() -> None:
    module_spec = module_with_secret(lambda params, context: {"changed": False})
    returned = call(module_spec, {"secret": "canary-7", **INTERNAL}, progress=SilentProgress())["invocation"]
    assert returned == {"module_args": {"secret": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}}
    assert "invocation" not in call(
        module_spec, {**INTERNAL, "_ansible_inject_invocation": False}, progress=SilentProgress()
    )


def test_unsupported_check_mode_skips() -> None:
    module_spec = module_with_secret(lambda params, context: {"changed": True}, supports_check_mode=False)
    result = call_in_process(module_spec, {"_ansible_check_mode": True})
    assert result["skipped"] is True
    assert result["msg"] == "remote module (classic.azure.module) does not support check mode"
    assert "changed" not in result


def test_deprecated_option_is_reported() -> None:
    spec = {"old": {"type": "str", "removed_in_version": "9.0.0", "removed_from_collection": "classic.azure"}}
    result = call_in_process(ModuleSpec(lambda params, context: {"changed": False}, argument_spec=spec), {"old": "x"})
    (reported,) = result["deprecations"]
    assert "old" in reported["msg"]
    assert (reported["version"], reported["collection_name"]) == ("9.0.0", "classic.azure")
