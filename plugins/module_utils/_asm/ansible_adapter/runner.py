# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a module in a process of its own, through AnsibleModule; parts of it serve the other way to run one."""

from __future__ import annotations

import base64
import os
import re
import traceback
from html import escape
from typing import Any
from urllib.parse import unquote

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.parameters import _list_no_log_values, remove_values
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import (
    module_arguments,
    other_secrets_spec,
    signed_urls,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import with_environment
from ansible_collections.classic.azure.plugins.module_utils._asm.diff import rendered
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import url_secrets

HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
CREDENTIAL_CONTENT = re.compile("PRIVATE KEY-----|ManagementCertificate=")
MIN_PIECE = 16
"""Shorter pieces of a credential file are usual words; a line of base64 has 64 characters."""


def secret_values(module_spec: ModuleSpec, params: dict[str, Any]) -> set[str]:
    """Return the texts that are removed from results wherever they are: the values of ``no_log`` options.

    Each is removed as it is, and as requests spell it: escaped for XML, and in base64. Of a URL that may carry a secret
    these are its signature and its password alone. The parts of an option of type ``raw`` are not among them: they are
    words as common as 1 and true. Options of the connection may come from the environment. A private key or
    publishsettings file is a secret in any option: its content may be given by mistake where its path belongs.
    """
    if module_spec.connects:
        params = with_environment(params, os.environ)
    spec = other_secrets_spec(module_spec)
    found: set[str] = _list_no_log_values(_without_raw_secrets(spec), params)
    found = found.union(*map(url_secrets, signed_urls(module_spec, params)), _credential_contents(params))
    encoded = {base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode("ascii") for secret in found}
    return found | encoded | {escape(secret, quote=False) for secret in found} | proxy_passwords()


def _credential_contents(value: Any) -> set[str]:
    """Return the contents of credential files among the values of options, and their pieces.

    A message quotes them with their line breaks escaped.
    """
    if isinstance(value, dict):
        return set().union(*map(_credential_contents, value.values()))
    if isinstance(value, list):
        return set().union(*map(_credential_contents, value))
    if not isinstance(value, str) or not CREDENTIAL_CONTENT.search(value):
        return set()
    return {value, *(piece for piece in re.split(r"\s|\\n", value) if len(piece) >= MIN_PIECE)}


def proxy_passwords() -> set[str]:
    """Return the passwords of the proxies that the environment names, with the user in front of them.

    No option says that they are secrets, so where they stand alone they are left alone. Of one that a URL cannot hold,
    urllib3 quotes the part in front of the first of ``/?#``.
    """
    proxies = [value for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    found = set()
    for userinfo in (proxy.rpartition("@")[0].partition("://") for proxy in proxies):
        user, dummy, password = (userinfo[2] or userinfo[0]).partition(":")
        first, *others = re.split("[/?#]", password)
        found |= {f"{user}:{first}" if first else "", *(f"{part}@" for part in others[-1:] if part)}
    return (found | set(map(unquote, found))) - {""}


def invocation_params(module_spec: ModuleSpec, params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters as an invocation shows them: options that are secret as a whole are hidden."""
    return _with_hidden(module_spec.argument_spec, params)


def _with_hidden(spec: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    shown = dict(values)
    for name, option in spec.items():
        value = values.get(name)
        if value and _is_secret_as_a_whole(option):
            shown[name] = HIDDEN
        elif value and "options" in option:
            items = [_with_hidden(option["options"], item) for item in (value if isinstance(value, list) else [value])]
            shown[name] = items if isinstance(value, list) else items[0]
    return shown


def _without_raw_secrets(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec without the options that are secret as a whole, at any depth."""
    return {
        name: {**option, "options": _without_raw_secrets(option["options"])} if "options" in option else option
        for name, option in spec.items()
        if not _is_secret_as_a_whole(option)
    }


def _is_secret_as_a_whole(option: dict[str, Any]) -> bool:
    return option.get("type") == "raw" and bool(option.get("no_log"))


def result_of(module_spec: ModuleSpec, params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the result of a module for validated parameters, with ``failed`` and ``msg`` if it failed.

    ``exception`` is the traceback of an error that is no AzureError, which is a bug. Secrets are still in the result,
    but not in its diff: in the text of that, which is indented and quoted, they would not be found.
    """
    try:
        result = module_spec.run(params, context)
        if "diff" in result:
            result["diff"] = rendered(remove_values(result["diff"], secret_values(module_spec, params)))
        return result
    except AzureError as error:
        return {**error.result, "failed": True, "msg": str(error)}
    except ImportError as error:
        return {"failed": True, "msg": missing_required_lib(error.name or "unknown")}
    except Exception as error:  # noqa: BLE001 - a bug: a sentence for the user, the traceback with -vvv
        sentence = f"unexpected {type(error).__name__}: {error}"
        return {"failed": True, "msg": sentence, "exception": traceback.format_exc()}


def run(module_spec: ModuleSpec) -> None:
    """Run a module as the program that this process is: parameters from stdin, the result to stdout."""
    module = AnsibleModule(**module_arguments(module_spec), supports_check_mode=module_spec.supports_check_mode)
    module.no_log_values = secret_values(module_spec, module.params)

    def warn(sentence: str) -> None:
        module.warn(remove_values(sentence, module.no_log_values))

    result = result_of(module_spec, module.params, Context(check_mode=module.check_mode, diff=module._diff, warn=warn))
    module.params = invocation_params(module_spec, module.params)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
