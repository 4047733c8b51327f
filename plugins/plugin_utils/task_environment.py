# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process of its own would have around it: environment variables and a working directory."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def task_environment(environment: Mapping[str, Any], folder: str) -> Iterator[None]:
    """Have the variables set and the folder be the working directory, and afterwards all as it was before.

    The variables are really set, since more than we read them: Ansible for C($HOME) in a path, C(requests) for its
    proxies, OpenSSL for its authorities. The process is a worker of Ansible's, which does one thing at a time.
    Warnings of Python and its libraries go where those of a module go, nowhere.
    """
    new = {str(name): str(value) for name, value in environment.items()}
    old, before = {name: os.environ.get(name) for name in new}, _working_directory()
    os.environ.update(new)
    try:
        os.chdir(folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, value in old.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        if before is not None:
            os.chdir(before)


def _working_directory() -> str | None:
    """None where it has been removed."""
    with suppress(OSError):
        return os.getcwd()
    return None
