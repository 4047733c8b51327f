# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Markdown and the changelog as pages of the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.classic.azure.tools import generate_site


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder docs of a checkout in which nothing else is."""
    monkeypatch.setattr(generate_site, "ROOT", tmp_path)
    monkeypatch.setattr(generate_site, "DOCS", tmp_path / "docs")
    (tmp_path / "docs/protocol").mkdir(parents=True)
    (tmp_path / "docs/protocol/general.md").write_text('<a id="redirects"></a>\n## Redirects\n')
    (tmp_path / "Makefile").touch()
    return tmp_path / "docs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[rules](protocol/general.md#redirects)", "[rules](#protocol-general-redirects)"),
        ("[rules](protocol/general.md)", "[rules](protocol/general.md)"),
        ("[rules](protocol/general.md#a-heading)", "[rules](protocol/general.md#a-heading)"),
        ("[the file](../Makefile) there", "the file there"),
        ("[a page](https://example.com/x.md#y)", "[a page](https://example.com/x.md#y)"),
        ('<a id="own"></a>\n[here](#own)', "(fidelity-own)=\n[here](#fidelity-own)"),
    ],
)
def test_links(docs: Path, text: str, expected: str) -> None:
    page = docs / "fidelity.md"
    page.write_text(text)
    assert generate_site.markdown_page(page) == expected


def test_link_to_missing_file_is_refused(docs: Path) -> None:
    page = docs / "fidelity.md"
    page.write_text("[rules](protocol/nothing.md)")
    with pytest.raises(ValueError, match=r"docs/fidelity\.md links to protocol/nothing\.md, which is not there"):
        generate_site.markdown_page(page)


def test_index_of_folder_has_other_pages_below_it(docs: Path) -> None:
    index = docs / "protocol/README.md"
    index.write_text("# Protocol\n")
    assert generate_site.markdown_page(index) == "# Protocol\n\n```{toctree}\n:hidden:\n\ngeneral\n```\n"


def test_changelog_has_unreleased_changes_and_releases(docs: Path) -> None:
    changelogs = docs.parent / "changelogs"
    (changelogs / "fragments").mkdir(parents=True)
    (changelogs / "fragments/one.yml").write_text("release_summary: First.\nbugfixes: ['a module - mended']\n")
    (changelogs / "config.yaml").write_text(
        "prelude_section_name: release_summary\nprelude_section_title: Summary\nsections: [[bugfixes, Bugfixes]]\n"
    )
    (docs.parent / "CHANGELOG.rst").write_text("v0.1.0\n======\n")
    expected = [
        "Unreleased\n=====",
        "Summary\n-------\n\nFirst.",
        "Bugfixes\n--------\n\n* a module - mended",
        "v0.1.0",
    ]
    page = generate_site.changelog()
    assert [page.find(part) for part in expected] == sorted(page.index(part) for part in expected)
