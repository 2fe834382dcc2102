"""The authority's crest: a file in its own templates folder, seen in both papers, read out in none, and no gap without."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
import zlib

import pypdfium2
import pytest
from pdf_structure import structure
from render_places import TEMPLATES

from cpdocs.documents.blocks import Paragraph, Run
from cpdocs.errors import CpdocsError
from cpdocs.render.check import lost_text
from cpdocs.render.extract import layers
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Stamp
from cpdocs.shipped import folder

EXAMPLES = sorted(folder("examples").glob("*/templates/_authority"))
HELLO = Paragraph((Run("Hello"),))
MM = 72 / 25.4


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


#: Two pixels by one, with what an image program leaves in it.
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0))
    + chunk(b"tEXt", b"Author\0Canarina Quillfeather")
    + chunk(b"eXIf", b"II*\0\x08\0\0\0\0\0\0\0\0\0Canarina Quillfeather")
    + chunk(b"tIME", b"\x07\xea\x01\x01\x01\x01\x01")
    + chunk(b"IDAT", zlib.compress(b"\0\x10\x20\x30\x40\x50\x60"))
    + chunk(b"IEND", b"")
)


@pytest.fixture
def own(tmp_path):
    """An authority's own templates folder; the shipped one comes after it."""
    place = tmp_path / "own" / "_authority"
    place.mkdir(parents=True)
    return place


def made(own, draft, kind):
    with Fence([own.parent, TEMPLATES]) as fence:
        return fence.stamp(fence.lay_out(draft(HELLO), kind), Stamp("Ann", "AAAA"))


def corner(data: bytes) -> bool:
    """Whether anything is drawn where the crest belongs: 34 mm by 24 mm at the top right, inside the margins."""
    page = pypdfium2.PdfDocument(data)[0]
    picture = page.render(scale=1).to_pil().convert("L")
    across, down = 210 - 22, 20
    box = [round(MM * edge) for edge in (across - 34, down, across, down + 24)]
    return picture.crop(box).getextrema()[0] < 200


@pytest.mark.parametrize("place", EXAMPLES, ids=lambda p: p.parents[1].name)
@pytest.mark.parametrize("file", ["crest.svg", "crest.png"])
def test_a_pdf_shows_the_crest_and_reads_nothing_of_it_out(place, file, own, draft, fence):
    shutil.copy(place / file, own)
    copy, plain = made(own, draft, "pdf"), fence.stamp(fence.lay_out(draft(HELLO), "pdf"), Stamp("Ann", "AAAA"))
    assert (corner(copy.data), corner(plain.data)) == (True, False)
    assert lost_text(copy, draft(HELLO)) == ()
    with_crest, without = structure(copy.data), structure(plain.data)
    assert with_crest == without


@pytest.mark.parametrize("place", EXAMPLES, ids=lambda p: p.parents[1].name)
def test_a_word_file_shows_the_crest_as_a_picture_that_says_nothing(place, own, draft):
    shutil.copy(place / "crest.png", own)
    copy = made(own, draft, "docx")
    assert lost_text(copy, draft(HELLO)) == ()
    with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
        (picture,) = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
        document = package.read("word/document.xml").decode()
    assert picture.startswith(b"\x89PNG")
    assert 'name="Crest" descr=""' in document
    assert 'decorative" val="1"' in document


def test_an_authority_without_a_crest_has_no_picture_in_a_word_file_and_no_place_for_one(fence, draft):
    copy = fence.stamp(fence.lay_out(draft(HELLO), "docx"), Stamp("Ann", "AAAA"))
    with zipfile.ZipFile(io.BytesIO(copy.data)) as package:
        assert [name for name in package.namelist() if "media" in name] == []
        assert b"framePr" not in package.read("word/document.xml")


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_who_drew_the_crest_and_when_leaves_with_no_paper(kind, own, draft):
    (own / "crest.png").write_bytes(PNG)
    copy = made(own, draft, kind)
    assert "anarina" not in "".join(layers(copy).values())
    assert b"anarina" not in copy.data


REACHING_OUT = b"""<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
<image href="file:///etc/hostname" width="9" height="9"/></svg>"""


@pytest.mark.parametrize(
    ("file", "data", "kind", "code"),
    [
        ("crest.png", b"GIF89a no PNG at all", "docx", "crest"),
        ("crest.png", b"", "docx", "crest"),
        ("crest.png", b"\x89PNG\r\n\x1a\n", "docx", "crest"),
        ("crest.png", b"GIF89a no picture", "pdf", "css"),
        ("crest.svg", b"no picture either", "pdf", "css"),
        (
            "crest.svg",
            REACHING_OUT,
            "pdf",
            "url",
        ),
    ],
)
def test_a_crest_that_is_no_picture_or_reaches_out_stops_the_paper(file, data, kind, code, own, draft):
    (own / file).write_bytes(data)
    with pytest.raises(CpdocsError, match=f"code {code}"):
        made(own, draft, kind)


def test_words_in_a_crest_are_words_that_nobody_wrote(own, draft):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><text x="1" y="50" font-size="20">Motto</text></svg>'
    (own / "crest.svg").write_text(svg)
    assert lost_text(made(own, draft, "pdf"), draft(HELLO)) == ("letterhead: extra words before it",)


def test_another_crest_is_another_look(own):
    digests = {Fence([own.parent, TEMPLATES]).templates_digest()}
    for data in (PNG, PNG + b"x"):
        (own / "crest.png").write_bytes(data)
        digests.add(Fence([own.parent, TEMPLATES]).templates_digest())
    assert len(digests) == 3


def test_no_crest_is_shipped_for_a_council_that_has_none():
    assert list((TEMPLATES / "_authority").glob("crest.*")) == []
    assert len(EXAMPLES) == 3
    assert all({"crest.svg", "crest.png"} <= {path.name for path in place.iterdir()} for place in EXAMPLES)
