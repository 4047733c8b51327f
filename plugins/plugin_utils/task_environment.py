# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of a module that runs in the controller process: environment variables and working directory."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def task_environment(environment: Mapping[str, Any], folder: str) -> Iterator[None]:
    """Set the variables and the working directory, and restore both afterwards.

    The variables are set in the process, since libraries read them there: Ansible for ``$HOME`` in a path, requests for
    its proxies, OpenSSL for its authorities. That is safe in a worker of Ansible, which runs one task at a time.
    Warnings of Python and its libraries are dropped, as those of a module are.
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
    """Return the working directory, None if it has been removed."""
    with suppress(OSError):
        return os.getcwd()
    return None
