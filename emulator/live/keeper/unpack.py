# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpacks an archive of a root, which comes on standard input, as a folder whose files belong to users of machines.

``machine_root.sh`` runs it: ``python3 -I -S -c START FOLDER``. Device files are left out: machines have their own.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from . import identity, linux


def main() -> NoReturn:
    folder = sys.argv[1]
    try:
        os.makedirs(folder, exist_ok=True)
        if os.listdir(folder):
            sys.exit(f"{folder} is not empty: name a folder that is, or that is not there yet")
        if identity.has_own_range():
            os.chown(folder, identity.FIRST, identity.FIRST)
        count = identity.enter(linux.CLONE_NEWNS, lambda: os.chdir(folder))
    except OSError as error:
        sys.exit(f"{folder}: {error.strerror}")
    except identity.Refused as refusal:
        sys.exit(str(refusal))
    owners = ["--same-owner", "--numeric-owner"] if count > 1 else ["--no-same-owner"]
    os.execvp("tar", ["tar", "--extract", "--preserve-permissions", *owners, "--exclude=./dev/*", "--exclude=dev/*"])
