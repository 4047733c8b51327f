# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The key pair module: what it makes, what it leaves alone, what it refuses to touch."""

from __future__ import annotations

import json
import os
import signal
import ssl
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import credential
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair import file_replacement, key_pair
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.key_pair import KEY_PAIR
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.key_pair.self_signed import self_signed
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    CredentialError,
    InvalidOptionError,
    PreconditionError,
)
from ansible_collections.classic.azure.tests.returned import check_declared
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    PASSWORD,
    SUBSCRIPTION,
    der_certificate,
    ec_key,
    pem_certificate,
    pem_key,
    pfx,
    rsa_key,
    run_script,
    thumbprint,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

NOW = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)
CONTENTS = [bytes([number]) * 1_000_000 for number in range(4)]
DAY = timedelta(days=1)
DIFF = Context(diff=True)
CHECK = Context(check_mode=True, diff=True)


def run(options: dict[str, Any], context: Context, now: datetime | None = None) -> dict[str, Any]:
    """The result of the module, which has to be what it declares. Raises what the module raises."""
    result = key_pair.run(options, context, now)
    check_declared(KEY_PAIR, result)
    return result


def params(folder: Path, **given: Any) -> dict[str, Any]:
    """Parameters as a shell hands them over: everything is there, defaults filled in."""
    defaults = {name: spec.get("default") for name, spec in KEY_PAIR.argument_spec.items()}
    return {**defaults, "path": str(folder / "m.pem"), **given}


def params_with_pfx(folder: Path, **given: Any) -> dict[str, Any]:
    return params(folder, pfx_path=str(folder / "m.pfx"), pfx_password=PASSWORD, **given)


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file with its mode, its time of change and its content."""
    return {
        path.name: (stat.S_IMODE(path.stat().st_mode), path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def modes(folder: Path) -> dict[str, int]:
    return {name: mode for name, (mode, _time, _content) in snapshot(folder).items()}


def write_openssl_pair(folder: Path, key: Any = None) -> str:
    """A pair as openssl made it for the readers of the old guide: the key first, readable by all. Returns its print."""
    key = key or rsa_key()
    (folder / "m.pem").write_bytes(pem_key(key, form="TraditionalOpenSSL") + pem_certificate(key))
    (folder / "m.pem").chmod(0o644)
    return thumbprint(key)


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o277])
def test_create(tmp_path: Path, umask: int) -> None:
    old = os.umask(umask)
    try:
        result = run(params_with_pfx(tmp_path), Context(), NOW)
    finally:
        os.umask(old)
    assert modes(tmp_path) == {"m.cer": 0o644, "m.pem": 0o600, "m.pfx": 0o600}
    certificate = x509.load_der_x509_certificate((tmp_path / "m.cer").read_bytes())
    pair = result.pop("management_key_pair")
    assert result == {"changed": True}
    assert pair == {
        "path": str(tmp_path / "m.pem"),
        "cer_path": str(tmp_path / "m.cer"),
        "pfx_path": str(tmp_path / "m.pfx"),
        "subject": "CN=classic.azure management",
        "thumbprint": pair["thumbprint"],
        "thumbprint_sha256": pair["thumbprint_sha256"],
        "not_before": "2026-01-31T11:55:00Z",
        "not_after": "2027-01-31T12:00:00Z",
        "key_size": 2048,
    }
    pem = (tmp_path / "m.pem").read_bytes()
    assert x509.load_pem_x509_certificate(pem) == certificate
    _key, in_pfx, _more = pkcs12.load_key_and_certificates((tmp_path / "m.pfx").read_bytes(), PASSWORD.encode())
    assert in_pfx == certificate
    key = load_pem_private_key(pem, None).public_key()
    assert key == certificate.public_key()
    assert pem.index(b"CERTIFICATE") < pem.index(b"PRIVATE KEY")


def test_certificate_is_valid_for_tls_clients() -> None:
    first, second = (self_signed("näme", 2048, NOW, NOW + DAY).certificate for _number in range(2))
    assert first.serial_number != second.serial_number
    assert first.issuer == first.subject and first.subject.rfc4514_string() == "CN=näme"
    assert first.signature_algorithm_oid == SignatureAlgorithmOID.RSA_WITH_SHA256
    first.verify_directly_issued_by(first)
    constraints = first.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical and not constraints.value.ca
    usage = first.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.key_encipherment
    assert not (usage.key_cert_sign or usage.crl_sign or usage.data_encipherment or usage.key_agreement)
    purpose = first.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purpose) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    name = x509.SubjectKeyIdentifier.from_public_key(first.public_key())
    assert first.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value == name


def test_pfx_is_readable_by_old_windows(tmp_path: Path) -> None:
    run(params_with_pfx(tmp_path), Context())
    blob = (tmp_path / "m.pfx").read_bytes()
    three_des, pbes2, sha1 = "060a2a864886f70d010c0103", "06092a864886f70d01050d", "06052b0e03021a"
    assert blob.count(bytes.fromhex(three_des)) == 2
    assert bytes.fromhex(sha1) in blob and bytes.fromhex(pbes2) not in blob


@pytest.mark.parametrize("file", ["m.pem", "m.pfx"])
def test_created_files_are_usable(tmp_path: Path, file: str) -> None:
    run(params_with_pfx(tmp_path), Context())
    options = {"management_certificate": str(tmp_path / file), "management_certificate_password": PASSWORD}
    context = credential({**options, "subscription_id": SUBSCRIPTION}).ssl_context()
    assert isinstance(context, ssl.SSLContext)


def test_create_is_idempotent(tmp_path: Path) -> None:
    first = run(params_with_pfx(tmp_path), DIFF)
    before = snapshot(tmp_path)
    second = run(params_with_pfx(tmp_path), DIFF)
    assert second["changed"] is False
    assert second["management_key_pair"] == first["management_key_pair"]
    assert second["diff"]["before"] == second["diff"]["after"] == first["diff"]["after"]
    assert snapshot(tmp_path) == before


def test_check_mode_matches_real_run(tmp_path: Path) -> None:
    promised = run(params_with_pfx(tmp_path), CHECK, NOW)
    assert not list(tmp_path.iterdir())
    done = run(params_with_pfx(tmp_path), DIFF, NOW)
    for result in (promised, done):
        for part in (result["management_key_pair"], result["diff"]["after"]):
            part["thumbprint"] = part["thumbprint_sha256"] = None
    assert promised == done


def test_diff(tmp_path: Path) -> None:
    result = run(params_with_pfx(tmp_path, common_name="a,b"), DIFF, NOW)
    paths = [str(tmp_path / name) for name in ("m.pem", "m.cer", "m.pfx")]
    assert result["diff"] == {
        "before_header": f"management key pair {paths[0]}",
        "after_header": f"management key pair {paths[0]}",
        "before": {},
        "after": {
            "subject": "CN=a\\,b",
            "thumbprint": result["management_key_pair"]["thumbprint"],
            "not_after": "2027-01-31T12:00:00Z",
            "key_size": 2048,
            "files": dict.fromkeys(paths, "current"),
        },
    }
    returned = json.dumps(result)
    key = (tmp_path / "m.pem").read_text().splitlines()[-5]
    assert PASSWORD not in returned and "PRIVATE" not in returned and key not in returned


def test_openssl_pair_is_kept_and_completed(tmp_path: Path) -> None:
    """The pair is kept; its mode is narrowed, and the missing .cer and .pfx files are written."""
    print_of = write_openssl_pair(tmp_path)
    pem = (tmp_path / "m.pem").read_bytes()
    result = run(params_with_pfx(tmp_path), DIFF)
    assert result["changed"] and result["management_key_pair"]["thumbprint"] == print_of
    assert result["diff"]["before"]["files"] == {str(tmp_path / "m.pem"): "mode 0644"}
    assert modes(tmp_path) == {"m.cer": 0o644, "m.pem": 0o600, "m.pfx": 0o600}
    assert (tmp_path / "m.pem").read_bytes() == pem
    assert (tmp_path / "m.cer").read_bytes() == der_certificate(rsa_key())
    assert not run(params_with_pfx(tmp_path), Context())["changed"]


@pytest.mark.parametrize(("mode", "corrected"), [(0o660, 0o600), (0o601, 0o600), (0o440, 0o400), (0o400, 0o400)])
@pytest.mark.parametrize("name", ["m.pem", "m.pfx"])
def test_modes_are_narrowed_never_widened(tmp_path: Path, name: str, mode: int, corrected: int) -> None:
    run(params_with_pfx(tmp_path), Context())
    (tmp_path / name).chmod(mode)
    before = snapshot(tmp_path)
    assert run(params_with_pfx(tmp_path), CHECK)["changed"] is (mode != corrected)
    assert snapshot(tmp_path) == before
    assert run(params_with_pfx(tmp_path), Context())["changed"] is (mode != corrected)
    assert modes(tmp_path)[name] == corrected
    assert snapshot(tmp_path)[name][1:] == before[name][1:]


def test_cer_mode_is_not_managed(tmp_path: Path) -> None:
    run(params(tmp_path), Context())
    (tmp_path / "m.cer").chmod(0o664)
    assert not run(params(tmp_path), Context())["changed"]


@pytest.mark.parametrize("name", ["m.cer", "m.pfx"])
def test_missing_file_is_recreated_from_pem(tmp_path: Path, name: str) -> None:
    first = run(params_with_pfx(tmp_path), Context())
    (tmp_path / name).unlink()
    second = run(params_with_pfx(tmp_path), Context())
    assert second["changed"] and second["management_key_pair"] == first["management_key_pair"]
    assert not run(params_with_pfx(tmp_path), Context())["changed"]


def test_cer_and_pfx_follow_pem(tmp_path: Path) -> None:
    """As after a run that was killed when only the first file was new."""
    run(params_with_pfx(tmp_path), Context())
    print_of = write_openssl_pair(tmp_path)
    assert run(params_with_pfx(tmp_path), Context())["management_key_pair"]["thumbprint"] == print_of
    assert (tmp_path / "m.cer").read_bytes() == der_certificate(rsa_key())
    in_pfx = pkcs12.load_key_and_certificates((tmp_path / "m.pfx").read_bytes(), PASSWORD.encode())[1]
    assert in_pfx == x509.load_der_x509_certificate(der_certificate(rsa_key()))
    assert not run(params_with_pfx(tmp_path), Context())["changed"]


@pytest.mark.parametrize(
    ("passed", "renewed"), [(timedelta(days=335), False), (timedelta(days=335, seconds=1), True), (500 * DAY, True)]
)
def test_renewal(tmp_path: Path, passed: timedelta, renewed: bool) -> None:
    first = run(params_with_pfx(tmp_path), Context(), NOW)["management_key_pair"]
    pem = (tmp_path / "m.pem").read_bytes()
    assert run(params_with_pfx(tmp_path), CHECK, NOW + passed)["changed"] is renewed
    second = run(params_with_pfx(tmp_path), DIFF, NOW + passed)
    assert second["changed"] is renewed
    if not renewed:
        return
    assert second["management_key_pair"]["thumbprint"] != first["thumbprint"]
    assert second["diff"]["before"]["thumbprint"] == first["thumbprint"]
    backup = Path(second["backup_file"])
    assert backup == tmp_path / f"m.pem.{first['thumbprint']}"
    assert backup.read_bytes() == pem and modes(tmp_path)[backup.name] == 0o600
    assert not run(params_with_pfx(tmp_path), Context(), NOW + passed)["changed"]


def test_renewal_without_backup(tmp_path: Path) -> None:
    run(params(tmp_path), Context(), NOW)
    assert "backup_file" not in run(params(tmp_path, backup=False), Context(), NOW + 400 * DAY)
    assert sorted(modes(tmp_path)) == ["m.cer", "m.pem"]


@pytest.mark.parametrize(
    ("key", "options", "kept"),
    [
        (rsa_key(), {"key_size": 2048, "common_name": "somebody"}, True),
        (rsa_key(), {"common_name": "somebody else"}, False),
        (rsa_key(), {"key_size": 3072}, False),
        (rsa_key(3072), {"key_size": 2048}, True),
        (rsa_key(1024), {}, False),
        (ec_key(), {}, False),
    ],
)
def test_existing_pair_is_kept_or_replaced(tmp_path: Path, key: Any, options: dict[str, Any], kept: bool) -> None:
    print_of = write_openssl_pair(tmp_path, key)
    result = run(params(tmp_path, **options), Context())
    assert (result["management_key_pair"]["thumbprint"] == print_of) is kept
    assert ("backup_file" in result) is not kept
    assert result["management_key_pair"]["key_size"] >= options.get("key_size", 2048)
    assert not run(params(tmp_path, **options), Context())["changed"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"valid_for": 0}, "valid_for is 0, but a certificate is valid for 1 to 36500 days"),
        ({"valid_for": 36501}, "valid_for is 36501, but a certificate is valid for 1 to 36500 days"),
        ({"renew_before": -1}, "renew_before is -1, but it must be from 0 to less than valid_for, 365 days"),
        ({"renew_before": 365}, "renew_before is 365, but it must be from 0 to less than valid_for, 365 days"),
        ({"common_name": ""}, "common_name is '', but a common name has 1 to 64 bytes in UTF-8"),
        ({"common_name": "ü" * 33}, f"common_name is '{'ü' * 33}', but a common name has 1 to 64 bytes in UTF-8"),
        ({"common_name": "\udcff"}, "common_name is '\\udcff', but a common name has 1 to 64 bytes in UTF-8"),
        ({"cer_path": "{d}/m.pem"}, "cer_path is '{d}/m.pem', but path names the same file"),
        ({"path": "{d}/x.cer"}, "cer_path is '{d}/x.cer', but path names the same file"),
        (
            {"pfx_path": "{d}/./m.cer", "pfx_password": ""},
            "pfx_path is '{d}/./m.cer', but cer_path names the same file",
        ),
        (
            {"pfx_path": "{d}/m.pfx"},
            "pfx_path is '{d}/m.pfx', but pfx_password is not given; for a file without one say so: pfx_password: ''",
        ),
        ({"path": "{d}/no/m.pem"}, "path is '{d}/no/m.pem', but there is no directory '{d}/no'"),
        ({"cer_path": "{d}/no/m.cer"}, "cer_path is '{d}/no/m.cer', but there is no directory '{d}/no'"),
    ],
)
def test_invalid_options_are_refused(tmp_path: Path, options: dict[str, Any], sentence: str) -> None:
    options = {
        name: value.replace("{d}", str(tmp_path)) if isinstance(value, str) else value
        for name, value in options.items()
    }
    with pytest.raises(InvalidOptionError) as caught:
        run(params(tmp_path, **options), Context())
    assert str(caught.value) == sentence.replace("{d}", str(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("password", ["\ud800", "x\udcff", "secret\n"])
def test_untypeable_passwords_are_refused(tmp_path: Path, password: str) -> None:
    with pytest.raises(CredentialError, match=r"^pfx_password holds characters that cannot be typed$"):
        run({**params_with_pfx(tmp_path), "pfx_password": password}, Context())


PAIR = "a certificate together with its private key, in PEM and not encrypted"
FOREIGN = [
    ("m.pem", b"my novel", "path", PAIR),
    ("m.pem", pem_certificate(rsa_key()), "path", PAIR),
    ("m.pem", pem_certificate(rsa_key()) + pem_key(rsa_key(number=2)), "path", PAIR),
    ("m.pem", pem_certificate(rsa_key()) + pem_key(rsa_key(), PASSWORD), "path", PAIR),
    ("m.cer", b"my novel", "cer_path", "a certificate"),
    ("m.cer", pem_key(rsa_key()), "cer_path", "a certificate"),
    ("m.pfx", b"my novel", "pfx_path", "PKCS#12 that pfx_password opens"),
    ("m.pfx", pfx(rsa_key(), "other"), "pfx_path", "PKCS#12 that pfx_password opens"),
]


@pytest.mark.parametrize(("name", "content", "option", "nature"), FOREIGN)
def test_foreign_files_are_not_overwritten(tmp_path: Path, name: str, content: bytes, option: str, nature: str) -> None:
    """Only force: true overwrites them."""
    (tmp_path / name).write_bytes(content)
    before = snapshot(tmp_path)
    for context in (Context(), CHECK):
        with pytest.raises(PreconditionError) as caught:
            run(params_with_pfx(tmp_path), context)
        assert str(caught.value) == (
            f"{option} is '{tmp_path / name}', but that file is not {nature}; only force: true overwrites or deletes it"
        )
    assert snapshot(tmp_path) == before
    result = run(params_with_pfx(tmp_path, force=True), Context())
    assert result["changed"] and "backup_file" not in result
    assert modes(tmp_path) == {"m.cer": 0o644, "m.pem": 0o600, "m.pfx": 0o600}
    assert not run(params_with_pfx(tmp_path), Context())["changed"]


def test_force_keeps_valid_files(tmp_path: Path) -> None:
    run(params_with_pfx(tmp_path), Context())
    assert not run(params_with_pfx(tmp_path, force=True), Context())["changed"]


def test_cer_in_pem_is_converted_to_der(tmp_path: Path) -> None:
    write_openssl_pair(tmp_path)
    (tmp_path / "m.cer").write_bytes(pem_certificate(rsa_key()))
    assert run(params(tmp_path), Context())["changed"]
    assert (tmp_path / "m.cer").read_bytes() == der_certificate(rsa_key())


def test_directory_and_empty_file_are_reported(tmp_path: Path) -> None:
    (tmp_path / "m.pem").mkdir()
    with pytest.raises(CredentialError, match=r"^path is '.*m.pem', but this is a directory, not a file$"):
        run(params(tmp_path), Context())
    with pytest.raises(CredentialError, match=r"^path is '.*m.pem', but it cannot be written: Is a directory$"):
        run(params(tmp_path, force=True), Context())
    (tmp_path / "m.pem").rmdir()
    (tmp_path / "m.pem").touch()
    with pytest.raises(CredentialError, match=r"^path is '.*m.pem', but the file is empty$"):
        run(params(tmp_path), Context())
    assert [path.name for path in tmp_path.iterdir()] == ["m.pem"]


def test_unwritable_directory_is_reported() -> None:
    with pytest.raises(CredentialError, match=r"^path is '/proc/m.pem', but it cannot be written: "):
        run(params(Path("/proc")), Context())


def test_pfx_without_password(tmp_path: Path) -> None:
    path = tmp_path / "m.pfx"
    options = params(tmp_path, pfx_path=str(path), pfx_password="")
    run(options, Context())
    assert not run(options, Context())["changed"]
    found = credential({"management_certificate": str(path), "subscription_id": SUBSCRIPTION})
    assert isinstance(found.ssl_context(), ssl.SSLContext)


def test_symlinks_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "m.pem").symlink_to(tmp_path / "real" / "r.pem")
    run(params(tmp_path), Context())
    assert (tmp_path / "m.pem").is_symlink()
    assert modes(tmp_path / "real") == {"r.pem": 0o600}


def test_files_are_private_while_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary file has its final mode before its content is written."""
    seen = []
    fill = file_replacement._fill

    def watch(handle: int, content: bytes, target: str, mode: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        fill(handle, content, target, mode)

    monkeypatch.setattr(file_replacement, "_fill", watch)
    run(params_with_pfx(tmp_path), Context())
    assert seen == [0o600, 0o600, 0o600]


KILLS = ("os.replace", "os.fsync", "os.fchmod")


def kill_at(folder: Path, call: str, nth: int, **given: Any) -> None:
    """Run the module in a process that is killed by its ``nth`` call of a function."""
    module = "ansible_collections.classic.azure.plugins.module_utils._asm"
    done = run_script(
        "import os, itertools\n"
        f"from {module}.ansible_adapter.module_spec import Context\n"
        f"from {module}.credentials.key_pair import key_pair\n"
        f"real, calls = {call}, itertools.count(1)\n"
        f"{call} = lambda *args, **kwargs: os.kill(os.getpid(), 9) if next(calls) == {nth} else real(*args, **kwargs)\n"
        f"key_pair.run({params_with_pfx(folder, **given)!r}, Context())"
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("call", KILLS)
def test_next_run_removes_leftovers(tmp_path: Path, call: str, nth: int) -> None:
    """Issue 11: each killed run left a temporary file for ever, which could hold the private key."""
    for number in (nth, 1):
        kill_at(tmp_path, call, number)
        assert len(list(tmp_path.glob(".*"))) <= 1
    assert all(mode == 0o600 for name, (mode, *rest) in snapshot(tmp_path).items() if name.startswith(".m.p"))
    run(params_with_pfx(tmp_path), Context())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.cer", "m.pem", "m.pfx"]


def test_deletion_removes_leftovers(tmp_path: Path) -> None:
    """Of a file that is there and of one that is not; check mode removes nothing."""
    kill_at(tmp_path, "os.replace", 1)
    (left,) = tmp_path.iterdir()
    run(params_with_pfx(tmp_path, state="absent"), CHECK)
    assert left.exists()
    run(params_with_pfx(tmp_path, state="absent"), Context())
    assert not list(tmp_path.iterdir())


def test_planted_temporary_file_is_not_followed(tmp_path: Path) -> None:
    """Whoever can write to the folder cannot have the key written to a place of his own."""
    kill_at(tmp_path, "os.replace", 1)
    (left,) = tmp_path.iterdir()
    left.unlink()
    left.symlink_to(tmp_path / "elsewhere")
    run(params_with_pfx(tmp_path), Context())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.cer", "m.pem", "m.pfx"]


def test_concurrent_runs_leave_one_pair(tmp_path: Path) -> None:
    """They use the same temporary file one after the other."""
    path = tmp_path / "m"
    for dummy in range(3):
        with ThreadPoolExecutor(4) as threads:
            list(
                threads.map(lambda content: file_replacement.replace_file("path", str(path), content, 0o600), CONTENTS)
            )
        assert path.read_bytes() in CONTENTS
        assert list(tmp_path.iterdir()) == [path]


def test_kill_before_rename_keeps_old_files(tmp_path: Path) -> None:
    run(params(tmp_path), Context(), NOW)
    before = snapshot(tmp_path)
    module = "ansible_collections.classic.azure.plugins.module_utils._asm"
    done = run_script(
        f"import os\nfrom {module}.credentials.key_pair.key_pair import run\n"
        f"from {module}.ansible_adapter.module_spec import Context\n"
        "os.replace = lambda *paths: os.kill(os.getpid(), 9)\n"
        f"run({params(tmp_path, backup=False, valid_for=400, renew_before=399)!r}, Context())"
    )
    assert done.returncode == -signal.SIGKILL
    after = snapshot(tmp_path)
    assert {name: after[name] for name in before} == before
    (left,) = set(after) - set(before)
    assert after[left][0] == 0o600
    assert run(params(tmp_path), Context(), NOW + 400 * DAY)["changed"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_owner_is_preserved(tmp_path: Path) -> None:
    run(params(tmp_path), Context(), NOW)
    os.chown(tmp_path / "m.pem", 12345, 23456)
    run(params(tmp_path), Context(), NOW + 400 * DAY)
    status = (tmp_path / "m.pem").stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12345, 23456, 0o600)


def test_absent(tmp_path: Path) -> None:
    there = run(params_with_pfx(tmp_path), Context())["management_key_pair"]
    (tmp_path / "m.cer").unlink()
    gone = params(tmp_path, state="absent", pfx_path=str(tmp_path / "m.pfx"))
    before = snapshot(tmp_path)
    promised = run(gone, CHECK)
    assert snapshot(tmp_path) == before
    header = f"management key pair {tmp_path / 'm.pem'}"
    known = {name: there[name] for name in ("subject", "thumbprint", "not_after", "key_size")}
    assert (
        run(gone, DIFF)
        == promised
        == {
            "changed": True,
            "management_key_pair": None,
            "diff": {
                "before_header": header,
                "after_header": header,
                "before": {**known, "files": {str(tmp_path / name): "present" for name in ("m.pem", "m.pfx")}},
                "after": {},
            },
        }
    )
    assert not list(tmp_path.iterdir())
    assert run(gone, Context()) == {"changed": False, "management_key_pair": None}
    assert run(params(tmp_path / "never", state="absent"), Context())["changed"] is False


@pytest.mark.parametrize(("name", "content", "option", "nature"), [row for row in FOREIGN if b"novel" in row[1]])
def test_absent_keeps_foreign_files(tmp_path: Path, name: str, content: bytes, option: str, nature: str) -> None:
    (tmp_path / name).write_bytes(content)
    gone = params(tmp_path, state="absent", pfx_path=str(tmp_path / "m.pfx"))
    with pytest.raises(PreconditionError, match=f"^{option} is .* is not {nature.split(' that ')[0]}"):
        run(gone, Context())
    assert (tmp_path / name).read_bytes() == content
    assert run({**gone, "force": True}, Context())["changed"]
    assert not list(tmp_path.iterdir())


def test_undeletable_file_is_reported() -> None:
    with pytest.raises(CredentialError, match=r"^path is '/proc/version', but it cannot be deleted: "):
        run(params(Path("/"), path="/proc/version", state="absent", force=True), Context())


def test_missing_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(CredentialError) as caught:
        run(params(tmp_path), Context())
    rule = f"this takes the Python library cryptography, which {sys.executable} does not have"
    assert str(caught.value) == f"path is '{tmp_path / 'm.pem'}', but {rule}"


@settings(max_examples=50)
@given(
    st.sampled_from(["m.pem", "m.cer", "m.pfx"]), st.binary(max_size=80), st.sampled_from([b"", b"-----BEGIN X-----"])
)
def test_arbitrary_existing_content_is_refused(name: str, content: bytes, prefix: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(prefix + content)
        with pytest.raises(AzureError) as caught:
            run(params_with_pfx(Path(folder)), Context())
        assert "\n" not in str(caught.value) and PASSWORD not in str(caught.value)
        assert (Path(folder) / name).read_bytes() == prefix + content
