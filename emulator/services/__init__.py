# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services: what each of their requests does, with the states, conflicts and quotas of the real service."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from ansible_collections.classic.azure.emulator.core.registry import REGISTRY, Registry


def load() -> Registry:
    """Import all modules of the services, so that their routes and effects are registered; return the registry."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
    return REGISTRY
