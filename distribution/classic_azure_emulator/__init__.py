# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator of classic.azure without Ansible: its part of the collection lies in a folder of this package.

It is not in site-packages itself, where Ansible would take it for a collection without modules.
"""

from __future__ import annotations

import sys
from pathlib import Path

COLLECTIONS = Path(__file__).parent / "collections"


def main() -> None:
    """Run the command line."""
    sys.path.insert(0, str(COLLECTIONS))
    from ansible_collections.classic.azure.emulator import command_line

    command_line.main(prog_name=Path(sys.argv[0]).name)
