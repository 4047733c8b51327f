# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator of classic.azure without Ansible: its part of the collection lies in a folder of this package.

It is not in site-packages itself, where Ansible would take it for a collection without modules.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

COLLECTIONS = Path(__file__).parent / "collections"
NAMESPACE = "ansible_collections"


def main() -> None:
    """Run the command line."""
    sys.path.insert(0, str(COLLECTIONS))
    from ansible_collections.classic.azure.emulator import command_line

    command_line.main(prog_name=Path(sys.argv[0]).name)


@contextmanager
def own_collections() -> Iterator[None]:
    """Import from this package's folder what is imported in the block, and leave the process as it was.

    The process may be one that has collections of its own, such as pytest with those that it tests: there
    ``ansible_collections`` is Ansible's, with another version of this collection in it or none.
    """
    path, finders = sys.path[:], sys.meta_path[:]
    others = _pop_collections()
    sys.path.insert(0, str(COLLECTIONS))
    sys.meta_path[:] = [each for each in finders if not _is_of_ansible(each)]
    try:
        yield
    finally:
        sys.path[:], sys.meta_path[:] = path, finders
        _pop_collections()
        sys.modules.update(others)


def _pop_collections() -> dict[str, ModuleType]:
    names = [name for name in sys.modules if name.partition(".")[0] == NAMESPACE]
    return {name: sys.modules.pop(name) for name in names}


def _is_of_ansible(finder: object) -> bool:
    """Whether an entry of sys.meta_path is Ansible's loader of collections, or that of ansible-test."""
    owner = finder if isinstance(finder, type) else type(finder)
    return owner.__module__.partition(".")[0].startswith("ansible")
