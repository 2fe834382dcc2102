"""The papers themselves, opened by other people's programs: qpdf, ExifTool, LibreOffice.

Every paper of an initial conference that was held, decided and minuted, as a PDF and as a Word file.
"""

from __future__ import annotations

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from cpdocs import run
from cpdocs.documents.blocks import Draft
from cpdocs.render.check import _expected
from cpdocs.render.paper import Copy
from cpdocs.words import letters
from cpdocs.workspace import open_workspace

pytestmark = pytest.mark.outside

RECORD, TODAY = "records/CP-2026-0142-1.minuted.yaml", date(2026, 11, 16)
#: What a file may say of itself to ExifTool, besides what ExifTool says of its own and of the file system.
SAID = {
    *("PDFVersion", "Linearized", "PageCount", "TaggedPDF", "Title", "Language", "Part", "MIMEType", "FileType"),
    *("FileTypeExtension", "ZipRequiredVersion", "ZipBitFlag", "ZipCompression", "ZipModifyDate", "ZipCRC"),
    *("ZipCompressedSize", "ZipUncompressedSize", "ZipFileName", "HasXFA"),
}
FILE_SYSTEM = {"System", "ExifTool"}


class Made(NamedTuple):
    file: Path
    draft: Draft


@pytest.fixture(scope="module")
def made(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    folder = tmp_path_factory.mktemp("papers")
    workspace, found = open_workspace(untouched), []
    for form in ("pdf", "docx"):
        for number, (paper, copy) in enumerate(run.copies(workspace, untouched / RECORD, TODAY, form, None, None)):
            if isinstance(copy, Copy) and paper.draft is not None:
                file = folder / f"{number}.{form}"
                file.write_bytes(copy.data)
                found.append(Made(file, paper.draft))
    assert len(found) > 20
    return found


def of(made: list[Made], form: str) -> list[Made]:
    return [one for one in made if one.file.suffix == f".{form}"]


def test_qpdf_finds_nothing_wrong_with_a_pdf(made):
    for one in of(made, "pdf"):
        done = subprocess.run(["qpdf", "--check", one.file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "No syntax or stream encoding errors found" in done.stdout


def test_exiftool_finds_no_author_no_date_and_no_program(made):
    command = ["exiftool", "-j", "-G1", "-a", "-u", *(str(one.file) for one in made)]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert len(said) == len(made)
    for one in said:
        tags = {tuple(tag.split(":", 1)) for tag in one if ":" in tag}
        assert {tag for group, tag in tags if group not in FILE_SYSTEM} <= SAID
        assert "1980:01:01" in str(one.get("ZIP:ZipModifyDate", "1980:01:01"))


def test_libreoffice_reads_the_words_of_a_word_file_as_we_wrote_them(made, tmp_path):
    """It writes list markers, as the PDF has them, and no headers or footers."""
    files = [one.file for one in of(made, "docx")]
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path, *files]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    for one in of(made, "docx"):
        read = (tmp_path / f"{one.file.stem}.txt").read_text("utf-8-sig")
        assert letters(read) == "".join(cell for _, rows in _expected(one.draft, "pdf") for row in rows for cell in row)
