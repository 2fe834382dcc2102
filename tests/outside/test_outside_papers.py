"""Every document, variant and example as a finished file, looked at by programs that are not ours.

PDF: a PDF/UA-1 validator, qpdf, Poppler's reading of the structure as a screen reader gets it. Word: LibreOffice reads
every word in order. Both: exiftool and the Free Law Project's x-ray find nothing hidden.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from golden_text import joined, parts
from pdf_checks import fonts_not_embedded, missing_glyphs, not_accessible, revisions

from cpdocs.render.check import lost_text
from cpdocs.render.extract import body
from cpdocs.render.paper import MEDIA_TYPES, Copy
from cpdocs.words import letters

pytestmark = pytest.mark.outside

#: What exiftool may find in a PDF: what kind of file it is, its title and language, how many pages. No author, no
#: program, no day.
IN_A_PDF = {
    *("SourceFile", "ExifTool:ExifToolVersion", "File:FileType", "File:FileTypeExtension", "File:MIMEType"),
    *("PDF:PDFVersion", "PDF:Linearized", "PDF:TaggedPDF", "PDF:PageCount", "PDF:Title", "PDF:Language"),
    *("XMP-pdfuaid:Part", "XMP-dc:Title", "XMP-dc:Language", "PDF:HasXFA"),
}
#: The same in a Word file. Its packing holds one day, the first that a ZIP file can have.
IN_A_WORD_FILE = {
    *("SourceFile", "ExifTool:ExifToolVersion", "File:FileType", "File:FileTypeExtension", "File:MIMEType"),
    *(f"ZIP:Zip{part}" for part in ("RequiredVersion", "BitFlag", "Compression", "ModifyDate", "CRC", "FileName")),
    *("ZIP:ZipCompressedSize", "ZIP:ZipUncompressedSize", "XMP-dc:Title", "XMP-dc:Language", "XML:Language"),
}
NO_DAY = "1980:01:01 00:00:00"


def test_each_is_an_accessible_pdf(papers) -> None:
    assert {paper.name: said for paper in papers if (said := not_accessible(paper.pdf))} == {}


def test_each_is_a_sound_pdf(ran_on_each) -> None:
    for paper, well, said in ran_on_each("qpdf", "--check"):
        assert well, f"{paper.name}: {said}"
        assert "No syntax or stream encoding errors found" in said, paper.name


def test_each_has_its_fonts_and_its_letters_and_was_saved_once(papers) -> None:
    for paper in papers:
        data = paper.pdf.read_bytes()
        found = fonts_not_embedded(data), missing_glyphs(data), revisions(data)
        assert found == (set(), 0, 1), paper.name


def test_each_pdf_says_its_golden_text(papers) -> None:
    for paper in papers:
        copy = Copy("pdf", paper.pdf.read_bytes(), "", MEDIA_TYPES["pdf"])
        said = paper.said(markers=True)
        assert sorted(joined(body(copy), said, paper.text)) == sorted(letters(said)), paper.name
        assert lost_text(copy, paper.draft) == (), paper.name


def test_a_screen_reader_reads_its_golden_text_in_order_with_its_headings_and_tables(ran_on_each) -> None:
    for paper, well, said in ran_on_each("pdfinfo", "-struct-text"):
        assert well, paper.name
        assert letters(_spoken(said)) == letters(paper.said(markers=True)), paper.name
        marks = [(mark, letters(text)) for mark, text in parts(paper.text)]
        assert _headings(said) == [(f"H{len(mark)}", text) for mark, text in marks if mark.startswith("#")], paper.name
        rows = sum(mark == "|" and bool(text) for mark, text in marks)
        assert len(re.findall(r"^ *TR\b", said, re.MULTILINE)) == rows, paper.name


def _spoken(structure: str) -> str:
    """The texts of a structure as pdfinfo prints it, one after the other."""
    return "".join(re.findall(r'^ *"(.*)"$', structure, re.MULTILINE))


def _headings(structure: str) -> list[tuple[str, str]]:
    """The headings in order with their words."""
    found: list[tuple[str, list[str]]] = []
    inside = -1
    for line in structure.split("\n"):
        depth, text = len(line) - len(line.lstrip()), line.strip()
        if depth <= inside:
            inside = -1
        if re.match(r"H[1-6]\b", text):
            inside = depth
            found.append((text[:2], []))
        elif inside >= 0 and text.startswith('"'):
            found[-1][1].append(text[1:-1])
    return [(level, letters("".join(texts))) for level, texts in found]


def test_libreoffice_reads_every_word_of_every_word_file_in_order(papers, ran, tmp_path) -> None:
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    to_text = ("--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path)
    well, said = ran("soffice", "--headless", "--norestore", profile, *to_text, *(paper.docx for paper in papers))
    assert well, said
    for paper in papers:
        read = (tmp_path / paper.docx.with_suffix(".txt").name).read_text("utf-8-sig")
        assert letters(read) == letters(paper.said(markers=True)), paper.name


def test_docs_papers_md_counts_the_pages_right(papers) -> None:
    kept = (Path(__file__).resolve().parents[2] / "docs" / "papers.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in kept.split("\n") if line.startswith("| ")]
    column = rows[0].index("pages")
    said = {(row[0], row[1]): row[column] for row in rows[1:]}
    counted: dict[tuple[str, str], list[int]] = {}
    for paper in papers:
        with pikepdf.open(paper.pdf) as file:
            counted.setdefault((paper.draft.document, paper.draft.variant), []).append(len(file.pages))
    found = {key: (min(pages), max(pages)) for key, pages in counted.items()}
    assert said == {key: str(n) if n == m else f"{n} to {m}" for key, (n, m) in found.items()}, "run scripts/papers"


# ---- nothing hidden --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def noted(ran):
    """What exiftool finds in files, by file and tag."""

    def read(files) -> dict[str, dict[str, str]]:
        well, said = ran("exiftool", "-json", "-G1", "-a", "-u", "-U", "--System:all", *files)
        assert well, said
        return {one["SourceFile"]: one for one in json.loads(said[: said.rindex("]") + 1])}

    return read


def test_exiftool_finds_nothing_but_kind_title_and_language(papers, noted) -> None:
    found = noted([*(paper.pdf for paper in papers), *(paper.docx for paper in papers)])
    assert len(found) == 2 * len(papers)
    for paper in papers:
        pdf, word = found[str(paper.pdf)], found[str(paper.docx)]
        assert set(pdf) <= IN_A_PDF, paper.name
        assert set(word) <= IN_A_WORD_FILE, paper.name
        assert pdf.get("PDF:HasXFA", "No") == "No", "a form of another kind, which may hold what no page shows"
        assert {pdf["PDF:Title"], pdf["XMP-dc:Title"]} == {paper.draft.title}
        assert word.get("ZIP:ZipModifyDate", NO_DAY) == NO_DAY


def test_exiftool_would_find_an_author_and_a_day(papers, noted, tmp_path) -> None:
    pdf, word = tmp_path / "spoilt.pdf", tmp_path / "spoilt.docx"
    with pikepdf.open(papers[0].pdf) as file:
        file.docinfo["/Author"] = "A. Clerk"
        file.save(pdf)
    with zipfile.ZipFile(papers[0].docx) as package, zipfile.ZipFile(word, "w") as spoilt:
        for name in package.namelist():
            part = package.read(name)
            spoilt.writestr(name, part.replace(b"</dc:title>", b"</dc:title><dc:creator>A. Clerk</dc:creator>"))
    found = noted([pdf, word])
    assert set(found[str(pdf)]) - IN_A_PDF >= {"PDF:Author"}
    assert set(found[str(word)]) - IN_A_WORD_FILE == {"XMP-dc:Creator"}


#: In a process of its own: its library ends one in which a warning is an error.
X_RAY = "import asyncio, json, sys, xray; print(json.dumps({f: asyncio.run(xray.inspect(f)) for f in sys.argv[1:]}))"


def hidden_under_a_box(ran, *files) -> dict[str, dict[str, object]]:
    """What x-ray finds, by file and page: words that stand under a filled box."""
    well, said = ran(sys.executable, "-W", "ignore", "-c", X_RAY, *files)
    assert well, said
    found = json.loads(said.strip().rpartition("\n")[2])
    assert len(found) == len(files)
    return {file: pages for file, pages in found.items() if pages}


def test_x_ray_finds_no_words_under_a_box(papers, ran) -> None:
    assert hidden_under_a_box(ran, *(paper.pdf for paper in papers)) == {}


def test_x_ray_would_find_words_that_are_only_covered_up(papers, ran, tmp_path) -> None:
    covered = tmp_path / "covered.pdf"
    with pikepdf.open(papers[0].pdf) as file:
        width = float(file.pages[0].mediabox[2])
        file.pages[0].contents_add(f"q 0 0 0 rg 60 200 {width - 120} 400 re f Q".encode())
        file.save(covered)
    (pages,) = hidden_under_a_box(ran, covered).values()
    assert list(pages) == ["1"]
