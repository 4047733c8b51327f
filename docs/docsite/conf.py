# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx makes the HTML site: `make docs`."""

from __future__ import annotations

project = html_title = "classic.azure"
extensions = ["sphinx_antsibull_ext", "myst_parser"]
html_theme = "furo"
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False
default_role = "any"
nitpicky = True
myst_heading_anchors = 3
# References to Ansible's own documentation, whose index is not fetched: builds need no network.
nitpick_ignore = [
    ("std:ref", "action_plugins"),
    ("std:ref", "ansible_configuration_settings"),
    ("std:ref", "common_return_values"),
]
nitpick_ignore_regex = [("std:envvar", "ANSIBLE_(INVENTORY_)?CACHE.*")]
