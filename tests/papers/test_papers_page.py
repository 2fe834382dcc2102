"""docs/papers.md says what the program does: scripts/papers was run. Its pages are counted in tests/outside."""

from __future__ import annotations

from pathlib import Path

from papers_page import page, rows, without_pages
from snapshots import Examples, variants

DOCS = Path(__file__).resolve().parents[2] / "docs"
LARGEST = 600_000  # bytes of one sheet of pictures


def test_the_page_is_what_scripts_papers_makes(examples: Examples) -> None:
    made, kept = page(rows(examples), {}), (DOCS / "papers.md").read_text("utf-8")
    assert without_pages(kept) == without_pages(made), "run scripts/papers"


def test_every_variant_has_its_row_and_every_document_its_pictures(examples: Examples) -> None:
    assert {(row.document, row.variant) for row in rows(examples)} == variants()
    pictures = {path.stem: path.stat().st_size for path in (DOCS / "images" / "papers").glob("*.png")}
    assert set(pictures) == {document for document, _ in variants()}
    assert max(pictures.values()) < LARGEST
