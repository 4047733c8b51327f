# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the command line, if the libraries are there that it needs."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

LIBRARIES = ("click", "cryptography", "lxml", "OpenSSL", "platformdirs", "requests", "twisted")
REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements-emulator.txt"


def main() -> None:
    """End with a sentence where a library is missing, before anything is begun."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        sys.exit(f"{sys.executable} lacks {', '.join(missing)}: install what {REQUIREMENTS} names")
    from ansible_collections.classic.azure.emulator import command_line

    command_line.main()


if __name__ == "__main__":
    main()
