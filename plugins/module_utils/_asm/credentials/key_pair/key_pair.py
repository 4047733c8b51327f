# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module management_key_pair: a private key with its certificate, as files, renewed in time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    Context,
    ModuleSpec,
    ReturnValue,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    FACTS,
    facts,
    iso,
    key_of,
    thumbprint,
    validity,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import read, require
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.file_replacement import (
    PRIVATE,
    mode_of,
    remove_file,
    remove_leftover,
    replace_file,
    restrict_mode,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.files import (
    CerFile,
    KeyPairFile,
    PemFile,
    PfxFile,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.self_signed import (
    CLOCK_SKEW,
    SelfSigned,
    common_name_of,
    self_signed,
    subject_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.diff import Diff, resource_diff
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    CredentialError,
    InvalidOptionError,
    PreconditionError,
)

DEFAULT_NAME = "classic.azure management"
ABSENT = "absent"
MAX_DAYS = 36500
"""The limit of ``valid_for``."""

_RETURNED_FACTS = tuple(fact for fact in FACTS if fact.name not in ("issuer", "key_type"))
_RETURNED = tuple(fact.name for fact in _RETURNED_FACTS)
_COMPARED = ("subject", "thumbprint", "not_after", "key_size")


def run(params: dict[str, Any], context: Context, now: datetime | None = None) -> dict[str, Any]:
    """Bring the files into the wanted state, and return the result, with a diff that holds no secret.

    An existing pair is kept while it is valid for ``renew_before`` days more, its RSA key has ``key_size`` bits or
    more, and it has the ``common_name`` if one is given; otherwise a new one is generated, and the old one backed up.

    ``now`` is aware, by default the current time. Raises InvalidOptionError, PreconditionError and CredentialError.
    """
    require("cryptography", "path", params["path"])
    _check_params(params)
    files = _files(params)
    for file in files:
        _check_overwrite(file, params["force"])
        if not context.check_mode:
            remove_leftover(file.path)
    if params["state"] == "absent":
        return _ensure_absent(params, files, context)
    return _ensure_present(params, files, context, (now or datetime.now(timezone.utc)).replace(microsecond=0))


def _ensure_present(
    params: dict[str, Any], files: list[KeyPairFile], context: Context, now: datetime
) -> dict[str, Any]:
    before = _pair_in(PemFile(params["path"]))
    pair = None if before is None or _is_outdated(before, params, now) else before
    states = {file.path: _state(file, pair) for file in files}
    result: dict[str, Any] = {"changed": any(state != "current" for state in states.values())}
    after = _returned_facts(pair) if pair else _expected(params, now)
    if not context.check_mode:
        if pair is None:
            result.update(_back_up(params, before))
            pair = self_signed(_name(params), params["key_size"], *_validity(params, now))
        _write(files, states, pair)
        after = _returned_facts(pair)
    paths = {"path": params["path"], "cer_path": files[1].path, "pfx_path": params.get("pfx_path")}
    result["management_key_pair"] = {**paths, **after}
    if context.diff:
        known = {name: after[name] for name in _COMPARED}
        result["diff"] = _diff(params, before, states, {**known, "files": dict.fromkeys(states, "current")})
    return result


def _ensure_absent(params: dict[str, Any], files: list[KeyPairFile], context: Context) -> dict[str, Any]:
    states = {file.path: ABSENT if mode_of(file.path) is None else "present" for file in files}
    existing = [file for file in files if states[file.path] != ABSENT]
    result: dict[str, Any] = {"changed": bool(existing), "management_key_pair": None}
    if context.diff:
        result["diff"] = _diff(params, _pair_in(PemFile(params["path"])), states, {})
    if not context.check_mode:
        for file in existing:
            remove_file(file.option, file.path)
    return result


def _check_params(params: Mapping[str, Any]) -> None:
    valid_for, renew_before = params["valid_for"], params["renew_before"]
    if not 1 <= valid_for <= MAX_DAYS:
        raise InvalidOptionError("valid_for", valid_for, f"a certificate is valid for 1 to {MAX_DAYS} days")
    if not 0 <= renew_before < valid_for:
        raise InvalidOptionError(
            "renew_before", renew_before, f"it must be from 0 to less than valid_for, {valid_for} days"
        )
    try:
        subject_of(_name(params))
    except ValueError:
        rule = "a common name has 1 to 64 bytes in UTF-8"
        raise InvalidOptionError("common_name", params["common_name"], rule) from None
    if not (params.get("pfx_password") or "").isprintable():
        raise CredentialError("pfx_password holds characters that cannot be typed")
    if params.get("pfx_path") and params.get("pfx_password") is None and params["state"] == "present":
        rule = "pfx_password is not given; for a file without one say so: pfx_password: ''"
        raise InvalidOptionError("pfx_path", params["pfx_path"], rule)


def _files(params: Mapping[str, Any]) -> list[KeyPairFile]:
    path = params["path"]
    cer = CerFile(params.get("cer_path") or os.path.splitext(path)[0] + ".cer")
    more = [PfxFile(params["pfx_path"], params.get("pfx_password"))] if params.get("pfx_path") else []
    files: list[KeyPairFile] = [PemFile(path), cer, *more]
    seen: dict[str, str] = {}
    for file in files:
        other = seen.setdefault(os.path.realpath(file.path), file.option)
        if other != file.option:
            raise InvalidOptionError(file.option, file.path, f"{other} names the same file")
        folder = os.path.dirname(os.path.realpath(file.path))
        if params["state"] == "present" and not os.path.isdir(folder):
            raise InvalidOptionError(file.option, file.path, f"there is no directory {folder!r}")
    return files


def _check_overwrite(file: KeyPairFile, force: bool) -> None:
    if force or mode_of(file.path) is None:
        return
    read(file.option, file.path)
    try:
        file.check()
    except CredentialError:
        rule = f"that file is not {file.expected_content}; only force: true overwrites or deletes it"
        raise PreconditionError(f"{file.option} is {file.path!r}, but {rule}") from None


def _pair_in(file: PemFile) -> SelfSigned | None:
    try:
        return file.pair()
    except CredentialError:
        return None


def _is_outdated(pair: SelfSigned, params: Mapping[str, Any], now: datetime) -> bool:
    key_type, key_size = key_of(pair.certificate)
    return (
        key_type != "RSA"
        or key_size is None
        or key_size < params["key_size"]
        or params.get("common_name") not in (None, common_name_of(pair.certificate))
        or validity(pair.certificate)[1] - now < timedelta(days=params["renew_before"])
    )


def _state(file: KeyPairFile, pair: SelfSigned | None) -> str:
    mode = mode_of(file.path)
    if mode is None:
        return ABSENT
    try:
        right = pair is not None and file.holds(pair)
    except CredentialError:
        right = False
    if not right:
        return "outdated"
    return f"mode {mode:04o}" if file.mode == PRIVATE and mode & 0o077 else "current"


def _back_up(params: Mapping[str, Any], before: SelfSigned | None) -> dict[str, str]:
    """Back up the old pair, which the subscription still knows and with which the new one can be uploaded."""
    if before is None or not params["backup"]:
        return {}
    path = f"{params['path']}.{thumbprint(before.certificate)}"
    replace_file("path", path, before.pem(), PRIVATE)
    return {"backup_file": path}


def _write(files: list[KeyPairFile], states: Mapping[str, str], pair: SelfSigned) -> None:
    for file in files:
        if states[file.path] in (ABSENT, "outdated"):
            replace_file(file.option, file.path, file.content(pair), file.mode)
        elif states[file.path] != "current":
            restrict_mode(file.option, file.path)


def _returned_facts(pair: SelfSigned) -> dict[str, Any]:
    known = facts(pair.certificate)
    return {name: known[name] for name in _RETURNED}


def _expected(params: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the facts of a new pair that are known before it is generated, for check mode."""
    not_before, not_after = _validity(params, now)
    known = {"subject": subject_of(_name(params)), "key_size": params["key_size"]}
    return {**dict.fromkeys(_RETURNED), **known, "not_before": iso(not_before), "not_after": iso(not_after)}


def _diff(
    params: Mapping[str, Any], pair: SelfSigned | None, states: Mapping[str, str], after: Mapping[str, Any]
) -> Diff:
    """Return the diff, given the pair and the states of the files before, and what is there after."""
    old = _returned_facts(pair) if pair else {}
    existing = {path: state for path, state in states.items() if state != ABSENT}
    before = {**{name: old[name] for name in _COMPARED if old}, "files": existing}
    return resource_diff(f"management key pair {params['path']}", before, after)


def _name(params: Mapping[str, Any]) -> str:
    name = params.get("common_name")
    return DEFAULT_NAME if name is None else str(name)


def _validity(params: Mapping[str, Any], now: datetime) -> tuple[datetime, datetime]:
    return now - CLOCK_SKEW, now + timedelta(days=params["valid_for"])


KEY_PAIR = ModuleSpec(
    run=run,
    argument_spec={
        "path": {"type": "path", "required": True},
        "cer_path": {"type": "path"},
        "pfx_path": {"type": "path"},
        "pfx_password": {"type": "str", "no_log": True},
        "common_name": {"type": "str"},
        "key_size": {"type": "int", "choices": [2048, 3072, 4096], "default": 2048},
        "valid_for": {"type": "int", "default": 365},
        "renew_before": {"type": "int", "default": 30},
        "backup": {"type": "bool", "default": True},
        "force": {"type": "bool", "default": False},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
    returns=(
        ReturnValue(
            "management_key_pair",
            "The key pair. Null with O(state=absent). In check mode, a key pair that is still to be made has no "
            "thumbprint.",
            "dict",
            contains=(
                ReturnValue("path", "Path of the file with the private key and the certificate."),
                ReturnValue("cer_path", "Path of the file with the certificate alone."),
                ReturnValue("pfx_path", "Path of the PKCS#12 file. Not returned when there is none."),
                *_RETURNED_FACTS,
            ),
        ),
        ReturnValue(
            "backup_file",
            "Path of the file with the key pair that was replaced.",
            returned="when a key pair was replaced and O(backup=true)",
        ),
    ),
)
