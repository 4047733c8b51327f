# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the pages of the documentation site that antsibull-docs does not write: `make docs`.

These are the landing page, the Markdown files of `docs`, and the changelog.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MARKDOWN = ("*.md", "protocol/*.md", "decisions/*.md")
ANCHOR = re.compile(r'<a id="([\w-]+)"></a>')
GUIDES = re.compile(r"^[^\n]+\n-+\n\n\.\. toctree::\n    :maxdepth: 1\n\n(    docsite/\w+\n)+\n", re.M)
"""A section of the collection's page that lists guides, which the landing page has already."""
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def markdown_files() -> list[Path]:
    """The Markdown files that are pages of the site."""
    return sorted(path for pattern in MARKDOWN for path in DOCS.glob(pattern))


def label(path: Path, anchor: str) -> str:
    """The label, unique in the site, of an anchor in a Markdown file."""
    return "-".join([*path.relative_to(DOCS).with_suffix("").parts, anchor])


def markdown_page(path: Path) -> str:
    """A Markdown file as MyST reads it: anchors are labels, and links to files that are no pages are plain text.

    Raises ValueError for a link to a file that is not there.
    """
    pages = markdown_files()

    def link(found: re.Match[str]) -> str:
        text, file, anchor = found.groups()
        target = (path.parent / file).resolve() if file else path
        if not target.exists():
            raise ValueError(f"{path.relative_to(ROOT)} links to {file}, which is not there")
        if target not in pages:
            return str(text)
        if anchor and anchor in ANCHOR.findall(target.read_text()):
            return f"[{text}](#{label(target, anchor)})"
        return found[0]

    text = LINK.sub(link, ANCHOR.sub(lambda found: f"({label(path, found[1])})=", path.read_text()))
    # The README of a folder has the other pages of the folder below it in the navigation.
    below = [page.stem for page in pages if page.parent == path.parent and page != path and path.name == "README.md"]
    return text + "\n".join(["", "```{toctree}", ":hidden:", "", *below, "```", ""]) if below else text


def unreleased() -> str:
    """The changes since the last release, from the fragments, in reStructuredText."""
    sections: dict[str, list[str]] = {}
    for fragment in sorted((ROOT / "changelogs/fragments").glob("*.yml")):
        for section, changes in yaml.safe_load(fragment.read_text()).items():
            sections.setdefault(section, []).extend([changes] if isinstance(changes, str) else changes)
    config: dict[str, Any] = yaml.safe_load((ROOT / "changelogs/config.yaml").read_text())
    titles = dict([*config["sections"], (config["prelude_section_name"], config["prelude_section_title"])])
    lines = ["Unreleased", "==========", ""]
    for name in (config["prelude_section_name"], *(name for name, _title in config["sections"])):
        if name in sections:
            is_prelude = name == config["prelude_section_name"]
            changes = sections[name] if is_prelude else [f"* {_indented(change)}" for change in sections[name]]
            lines += [titles[name], "-" * len(titles[name]), "", *changes, ""]
    return "\n".join(lines) if sections else ""


def _indented(change: str) -> str:
    return change.strip().replace("\n", "\n  ")


def changelog() -> str:
    """The page of the changelog: what is unreleased, and what was released."""
    title = "Changelog"
    released = ROOT / "CHANGELOG.rst"
    parts = [f"{'=' * len(title)}\n{title}\n{'=' * len(title)}\n", unreleased()]
    if released.exists():
        parts.append(released.read_text())
    return "\n".join(parts)


def main(folder: str) -> None:
    """Write the pages into the folder in which antsibull-docs has written its own."""
    site = Path(folder)
    # The landing page is ours: what antsibull-docs makes of the collection is one page of many.
    index = site / "index.rst"
    (site / "collection.rst").write_text(GUIDES.sub("", index.read_text()))
    shutil.copy(DOCS / "docsite/index.rst", index)
    shutil.copytree(DOCS / "docsite/images", site / "images")
    shutil.copytree(DOCS / "guide", site / "guide", ignore=shutil.ignore_patterns("*.md"))
    for path in markdown_files():
        page = site / path.relative_to(DOCS)
        page.parent.mkdir(exist_ok=True)
        page.write_text(markdown_page(path))
    (site / "changelog.rst").write_text(changelog())


if __name__ == "__main__":
    main(sys.argv[1])
