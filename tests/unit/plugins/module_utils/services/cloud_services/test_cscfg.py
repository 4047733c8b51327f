# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service configurations as an export may show them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg

ROLE = '<Role name="web"><Instances count="2" />{}</Role>'
THUMBPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"


def configuration(inside: str = "", attributes: str = 'serviceName="Shop" osFamily="4" osVersion="*"') -> str:
    return f'<ServiceConfiguration xmlns="{cscfg.NAMESPACE}" {attributes}>{inside}</ServiceConfiguration>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (configuration(ROLE), {"service_name": "Shop", "roles": {"web": {"instances": 2}}}),
        (
            configuration(ROLE, 'serviceName="Магазин" osFamily="3" osVersion="WA-GUEST-OS-3.1_201301-01"'),
            {
                "service_name": "Магазин",
                "os_family": "3",
                "os_version": "WA-GUEST-OS-3.1_201301-01",
                "roles": {"web": {"instances": 2}},
            },
        ),
        (
            configuration(
                ROLE.format(
                    '<ConfigurationSettings><Setting name="Empty" value="" /></ConfigurationSettings><Certificates>'
                    f'<Certificate name="https" thumbprint="{THUMBPRINT}" thumbprintAlgorithm="sha1" /></Certificates>'
                )
            ),
            {
                "service_name": "Shop",
                "roles": {"web": {"instances": 2, "settings": {"Empty": ""}, "certificates": {"https": THUMBPRINT}}},
            },
        ),
        (
            configuration(
                ROLE.format('<ConfigurationSettings><Setting name="a" value="C4nary" /></ConfigurationSettings>')
            ),
            None,
        ),
        ("no XML: C4nary", None),
        ("", None),
    ],
    ids=["least", "system", "most", "setting", "no XML", "empty"],
)
def test_without_secrets(text: str, shown: dict[str, Any] | None) -> None:
    text = text.replace("{}", "")
    assert cscfg.without_secrets(text) == shown
    if shown is not None:
        assert cscfg.matches(cscfg.from_structure(shown), text)


@pytest.mark.parametrize(
    "beyond",
    [
        "<NetworkConfiguration><Dns /></NetworkConfiguration><a b='c' />",
        '<Role name="b" vmName="c"><Instances count="1" /></Role>',
    ],
)
def test_what_a_structure_cannot_say_is_text(beyond: str) -> None:
    text = configuration(f"{ROLE.format('')}\n  {beyond}")
    comment = text.replace("\n", "<!-- C4nary -->\n").replace(" />", "><!-- C4nary --></Instances>", 1)
    shown = cscfg.without_secrets(comment)
    assert isinstance(shown, str) and "C4nary" not in shown and "\n" in shown
    assert cscfg.matches(shown, text)
