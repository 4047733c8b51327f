# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Publishsettings files: subscriptions, each with its endpoint and certificate."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import (
    invalid,
    read,
    require,
    shortened,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

OPTION = "publish_settings"


@dataclass(frozen=True)
class Subscription:
    """One subscription of the file. ``url`` and ``certificate`` (base64 of PKCS#12) are empty if not given."""

    id: str
    name: str
    url: str
    certificate: str = field(repr=False)


def subscriptions(path: str) -> tuple[Subscription, ...]:
    """Return the subscriptions of the file in its order, in either version of the format.

    See docs/protocol/general.md#publish-settings.

    Raises CredentialError if the file cannot be read, is no publishsettings file, or names no subscription.
    """
    require("lxml", OPTION, path)
    profiles = _profiles(path, _parse(path, read(OPTION, path)))
    found: dict[str, Subscription] = {}
    for profile in profiles:
        for subscription in _of_profile(profile):
            found.setdefault(subscription.id.lower(), subscription)
    if not found:
        raise invalid(OPTION, path, "it names no subscription")
    return tuple(found.values())


def select(path: str, choice: tuple[Subscription, ...], wanted: str | None) -> Subscription:
    """Return the subscription with the wanted id or name, in any case, or the only one. Raises CredentialError."""
    if wanted is None:
        if len(choice) == 1:
            return choice[0]
        rule = f"it holds several subscriptions, so choose one with subscription_id: {_joined(choice)}"
        raise invalid(OPTION, path, rule)
    by_id = [sub for sub in choice if sub.id.lower() == wanted.lower()]
    matching = by_id or [sub for sub in choice if sub.name.casefold() == _one_line(wanted).casefold()]
    if len(matching) == 1:
        return matching[0]
    few = "no subscription" if not matching else "more than one subscription"
    rule = f"{few} in {path!r} has this id or name: {_joined(matching or choice)}"
    raise invalid("subscription_id", wanted, rule)


def pkcs12_of(path: str, subscription: Subscription) -> bytes:
    """Return the certificate with its key as PKCS#12. Raises CredentialError if there is none, or no base64."""
    if not subscription.certificate:
        raise invalid(OPTION, path, f"it holds no ManagementCertificate for the subscription {subscription.id!r}")
    try:
        return base64.b64decode("".join(subscription.certificate.split()), validate=True)
    except (binascii.Error, ValueError):
        rule = f"the ManagementCertificate of the subscription {subscription.id!r} in it is not base64"
        raise invalid(OPTION, path, rule) from None


def _parse(path: str, content: bytes) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:  # its text may quote the file, and with that the certificate
        line, column = error.position
        raise invalid(OPTION, path, f"it is not XML (line {line}, column {column})") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise invalid(OPTION, path, "a publishsettings file has no DOCTYPE")
    return root


def _profiles(path: str, root: _Element) -> list[_Element]:
    profiles = list(root.iter("{*}PublishProfile"))
    if profiles:
        return profiles
    if next(root.iter("{*}publishProfile"), None) is not None:
        raise invalid(OPTION, path, "it is the publish profile of a web site; a subscription's file has PublishProfile")
    raise invalid(OPTION, path, "it has no PublishProfile element, so it is no publishsettings file")


def _of_profile(profile: _Element) -> list[Subscription]:
    """Return the subscriptions of a profile, which has defaults for them.

    See docs/protocol/general.md#publish-settings.
    """
    return [
        Subscription(
            id=_attribute(element, "Id").strip(),
            name=_one_line(_attribute(element, "Name")),
            url=(_attribute(element, "ServiceManagementUrl") or _attribute(profile, "Url")).strip(),
            certificate=_attribute(element, "ManagementCertificate") or _attribute(profile, "ManagementCertificate"),
        )
        for element in profile.iter("{*}Subscription")
    ]


def _attribute(element: _Element, name: str) -> str:
    return str(element.get(name) or "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _joined(choice: Iterable[Subscription]) -> str:
    return ", ".join(f"{shortened(sub.id)} ({shortened(sub.name)})" for sub in choice)
