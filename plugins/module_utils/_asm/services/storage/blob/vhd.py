# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file must be to become a page blob of which the service makes disks: a fixed VHD.

See docs/protocol/storage.md#fixed-vhd.
"""

from __future__ import annotations

import struct

PAGE = 512
MEBIBYTE = 1024 * 1024
FIXED, DYNAMIC, DIFFERENCING = 2, 3, 4

# Cookie, features, version, data offset; time, three facts of the creator; original and current size, geometry; kind
# of disk, checksum, id, saved state, nothing. Numbers are big-endian.
FOOTER = struct.Struct(">8s4s4sQ16xQQ4sII16sB427x")
COOKIE = b"conectix"
CHECKSUM_AT = 64

CONVERTER = "qemu-img convert -O vpc -o subformat=fixed,force_size OLD NEW.vhd"


def checksum(footer: bytes) -> int:
    """Return the checksum of a footer: the one's complement of the sum of its other bytes."""
    return ~sum(footer[:CHECKSUM_AT] + footer[CHECKSUM_AT + 4 :]) & 0xFFFFFFFF


def validate(head: bytes, footer: bytes, size: int) -> str | None:
    """Return the rule that a file of ``size`` bytes breaks, None if it is a fixed VHD.

    head, footer: its first and its last 512 bytes.
    """
    if head.startswith(b"vhdxfile"):
        return f"it is a VHDX, and the service takes fixed VHDs only: convert it, for example with `{CONVERTER}`"
    if size % PAGE:
        return f"it has {size} bytes, and a fixed VHD, like the page blob that it becomes, has a multiple of {PAGE}"
    if size < 2 * PAGE or not footer.startswith(COOKIE):
        return (
            "it is no VHD, since it does not end in the footer of one: make one of a raw image, for example with "
            f"`{CONVERTER}`"
        )
    return _broken_rule_of_footer(footer, size)


def _broken_rule_of_footer(footer: bytes, size: int) -> str | None:
    current, kind, returned = (FOOTER.unpack(footer)[index] for index in (5, 7, 8))
    if returned != checksum(footer):
        return f"the checksum of its footer is {returned:08x} and should be {checksum(footer):08x}: the file is damaged"
    if kind == DIFFERENCING:
        return "it is a differencing VHD, and the service takes fixed ones only: merge it into its parent first"
    if kind != FIXED:
        name = "a dynamic VHD" if kind == DYNAMIC else f"a VHD of type {kind}"
        return (
            f"it is {name}, and the service takes fixed ones only: convert it, for example with `{CONVERTER}` or "
            "`Convert-VHD OLD NEW.vhd -VHDType Fixed`"
        )
    if current != size - PAGE:
        return (
            f"its footer tells of a disk of {current} bytes, and the file holds {size - PAGE} beside the footer: "
            "it was cut off or added to"
        )
    if current % MEBIBYTE:
        return (
            f"the disk in it has {current} bytes, and the service makes disks of whole mebibytes only: enlarge it to "
            f"{-(-current // MEBIBYTE) * MEBIBYTE}, for example with `qemu-img resize`, and convert it again"
        )
    return None
