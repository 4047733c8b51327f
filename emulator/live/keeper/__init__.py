# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keeper: one process that runs Linux machines in namespaces, with nothing but the standard library.

It is started by ``live.runtime`` and imports nothing of the collection, so that it stays small: process 1 of each
machine is a fork of it.
"""
