# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that machines have: they ask process 1, or do without what needs systemd.

Each is one file that needs nothing else of this package, since it runs in machines, by their own Python.
"""
