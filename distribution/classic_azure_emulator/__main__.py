# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m classic_azure_emulator`` is the command ``classic-azure-emulator``."""

from __future__ import annotations

from classic_azure_emulator import main

main()
