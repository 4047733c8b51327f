# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of time zones in Windows, which are not those of the IANA (docs/protocol/compute.md#time-zones)."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import did_you_mean
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Codec

# Those of windowsZones in Unicode's CLDR, and two older ones that Windows still has. Which of them an image has depends
# on its age. That all those of the service's time are among them is an assumption.
STANDARD = """
AUS Central, AUS Eastern, Afghanistan, Alaskan, Aleutian, Altai, Arab, Arabian, Arabic, Argentina, Astrakhan,
Atlantic, Aus Central W., Azerbaijan, Azores, Bahia, Bangladesh, Belarus, Bougainville, Canada Central, Cape Verde,
Caucasus, Cen. Australia, Central America, Central Asia, Central Brazilian, Central Europe, Central European,
Central Pacific, Central, Chatham Islands, China, Cuba, Dateline, E. Africa, E. Australia, E. Europe, E. South
America, Easter Island, Eastern, Egypt, Ekaterinburg, FLE, Fiji, GMT, GTB, Georgian, Greenland, Greenwich, Haiti,
Hawaiian, India, Iran, Israel, Jordan, Kaliningrad, Kamchatka, Korea, Libya, Line Islands, Lord Howe, Magadan,
Magallanes, Marquesas, Mauritius, Mid-Atlantic, Middle East, Montevideo, Morocco, Mountain, Myanmar, N. Central
Asia, Namibia, Nepal, New Zealand, Newfoundland, Norfolk, North Asia East, North Asia, North Korea, Omsk, Pacific
SA, Pacific, Pakistan, Paraguay, Qyzylorda, Romance, Russian, SA Eastern, SA Pacific, SA Western, SE Asia, Saint
Pierre, Sakhalin, Samoa, Sao Tome, Saratov, Singapore, South Africa, South Sudan, Sri Lanka, Sudan, Syria, Taipei,
Tasmania, Tocantins, Tokyo, Tomsk, Tonga, Transbaikal, Turkey, Turks And Caicos, US Eastern, US Mountain,
Ulaanbaatar, Venezuela, Vladivostok, Volgograd, W. Australia, W. Central Africa, W. Europe, W. Mongolia, West Asia,
West Bank, West Pacific, Yakutsk, Yukon
"""
OTHERS = (
    "Central Standard Time (Mexico)",
    "Eastern Standard Time (Mexico)",
    "Mountain Standard Time (Mexico)",
    "Pacific Standard Time (Mexico)",
    "Russia Time Zone 10",
    "Russia Time Zone 11",
    "Russia Time Zone 3",
    "UTC",
    "UTC+12",
    "UTC+13",
    "UTC-02",
    "UTC-08",
    "UTC-09",
    "UTC-11",
)
TIME_ZONES = frozenset((*(f"{name.strip()} Standard Time" for name in STANDARD.replace("\n", " ").split(",")), *OTHERS))


class TimeZone(Codec):
    """A name that Windows has for a time zone."""

    def validate(self, value: Any) -> str | None:
        if value in TIME_ZONES:
            return None
        if "/" in value:
            return "it must be a name that Windows has for a time zone: W. Europe Standard Time for Europe/Berlin"
        hint = did_you_mean(value, TIME_ZONES) or "Pacific Standard Time is one; tzutil /l lists them"
        return f"Windows has no time zone of that name: {hint}"
