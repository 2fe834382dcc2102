"""The zoo of hostile and odd files: each is clean afterwards, or refused with its reason and a cure, and none hangs."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from pathlib import Path

import expected
import hostile_pdfs
import hostile_pictures
import pikepdf
import pypdfium2
import pytest
from dug import dug
from pdf_checks import revisions

from cpdocs.pack.enclosures import Limits, cleaned
from cpdocs.pack.remarks import FINDINGS, REFUSED, REMOVED, EnclosureError

ZOO = hostile_pdfs.PDFS | hostile_pictures.PICTURES
EXPECTED = expected.PDFS | expected.PICTURES
#: Words that stand in the margin are in the file; that is said, and they are among the page's words.
STILL_THERE = {"a margin cut off with words in it"}


def test_the_zoo_is_large_and_every_animal_has_its_row():
    assert len(ZOO) >= 50
    assert list(ZOO) == list(EXPECTED)


#: They run into the limits of memory or time, which takes seconds; the quick tests have another bomb of each kind.
SLOW = {
    "a picture that unpacks to a thousand megabytes",
    "a picture that unpacks twice",
    "tags inside tags, twenty thousand deep",
    "a page a hundred thousand times, said to be one",
}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.soak) if n in SLOW else n for n in ZOO])
def test_each_file_is_clean_or_refused(name, hand_in):
    row, data = EXPECTED[name], ZOO[name]()
    if isinstance(row, str):
        with pytest.raises(EnclosureError) as refused:
            hand_in(data)
        assert refused.value.code in row.split(" or ")
        assert hostile_pdfs.SECRET not in refused.value.diagnostics()
        assert refused.value.hint
        assert refused.value.__cause__ is None
        return
    made = hand_in(data)
    assert made.removed == row.gone
    assert made.findings == row.look_at
    assert " ".join(made.texts[0].split()) == row.reads
    assert len(made.pages) == len(made.texts)
    assert whats_wrong(made.data) == []
    if name not in STILL_THERE:
        assert [layer for layer, text in dug(made.data).items() if hostile_pdfs.SECRET in text] == []


def whats_wrong(data):
    """What another look at a clean file finds: by qpdf's own check, and key by key through all of its objects."""
    never = {"/AA", "/A", "/JS", "/Annots", "/AcroForm", "/EF", "/Metadata", "/Names", "/OCProperties", "/Unheard"}
    found = []
    with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as file:
        with warnings.catch_warnings(action="ignore"):  # it warns where it has no program to unpack a scan with
            found += file.check_pdf_syntax()
        found += file.get_warnings()
        for one in file.objects:
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and one.get("/Type") != "/StructElem":
                found += sorted(never & set(one.keys()))
        found += sorted(set(file.trailer.keys()) - {"/Root", "/Size", "/ID", "/W", "/Index", "/Length", "/Filter"}
                        - {"/Type", "/DecodeParms"})  # fmt: skip
    return found + ["an earlier saving"] * (revisions(data) > 1)


@pytest.mark.parametrize("name", ["an answer in the tags", "a TIFF of three pages", "properties in every place"])
def test_the_same_file_is_made_clean_the_same_way(name, hand_in):
    data = ZOO[name]()
    assert hand_in(data) == hand_in(data)


def test_what_is_clean_stays_as_it_is(hand_in):
    once = hand_in(ZOO["an answer in the tags"]())
    twice = hand_in(once.data)
    assert (twice.texts, twice.pages, twice.tagged, twice.removed) == (once.texts, once.pages, True, ())


def test_a_turned_page_stays_turned_and_its_visible_part_is_its_size(hand_in):
    made = hand_in(ZOO["a turned and cropped page"]())
    assert [(page.width, page.height) for page in made.pages] == [(720, 495)]  # 50..545 wide and 60..780 high, turned
    with pikepdf.open(io.BytesIO(made.data)) as file:
        page = file.pages[0].obj
        assert (page.Rotate, [int(edge) for edge in page.MediaBox]) == (270, [50, 60, 545, 780])
        assert "/CropBox" not in page


def test_an_answer_stays_in_the_tags(hand_in):
    """The piece of the page that draws the answer is the one that the tag of the field now names."""
    with pikepdf.open(io.BytesIO(hand_in(hostile_pdfs.tagged_answer()).data)) as file:
        piece = file.Root.StructTreeRoot.K[2].K[0]
        drawn = list(pikepdf.parse_content_stream(file.pages[0]))
        marked = [one.operands[1].MCID for one in drawn if str(one.operator) == "BDC"]
        row = file.Root.StructTreeRoot.ParentTree.Nums[1]
        assert (piece.MCID, marked) == (2, [0, 1, 2])
        assert row[2].objgen == file.Root.StructTreeRoot.K[2].objgen


def halves(made, page=0):
    """The size of a page in points, and of what is dark on it, as pdfium draws it."""
    document = pypdfium2.PdfDocument(made.data)
    seen = document[page].render(scale=1).to_pil().convert("L")
    document.close()
    inner = seen.crop(seen.point(lambda grey: 255 * (grey < 128)).getbbox())
    return seen.size, inner.size


def close(size, expected):
    """The same but for the grey at the edges."""
    return all(abs(one - other) <= 2 for one, other in zip(size, expected, strict=True))


@pytest.mark.parametrize(
    ("name", "sheet", "black"),
    [
        ("a photograph that says where it was taken", (842, 596), (20, 20)),  # 40 by 20: the left half is black
        ("a photograph that is to be turned", (596, 842), (20, 20)),  # turned it is 20 by 40
        ("a TIFF in colours", (842, 596), (20, 20)),
        ("a PNG with words in it", (842, 596), (20, 20)),
    ],
)
def test_a_picture_is_drawn_on_a4_as_its_camera_meant_it(name, sheet, black, hand_in):
    size, inner = halves(hand_in(ZOO[name]()))
    assert size == sheet
    assert close(inner, black)


def test_each_page_of_a_tiff_is_a_page_of_its_own_size(hand_in):
    made = hand_in(ZOO["a TIFF of three pages"]())  # 40 points wide, and 20, 50 and 80 high
    assert [page.width > page.height for page in made.pages] == [True, False, False]
    assert close(halves(made, 2)[1], (20, 80))


def test_a_picture_under_what_is_see_through_is_gone(hand_in):
    document = pypdfium2.PdfDocument(hand_in(ZOO["a PNG with a picture under what is see-through"]()).data)
    assert document[0].render().to_pil().convert("RGB").getcolors() == [(842 * 596, (255, 255, 255))]
    document.close()


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("0" * 64, "digest"),
        ("", "digest"),
        ("ä" * 64, "digest"),
        (hashlib.sha256(b"another").hexdigest(), "digest"),
    ],
)
def test_another_file_than_the_declared_one_is_refused(declared, code, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(ZOO["nothing"]())
    with pytest.raises(EnclosureError) as refused:
        cleaned(path, declared)
    assert refused.value.code == code


def test_a_digest_in_capitals_is_the_same_digest(hand_in):
    data = ZOO["nothing"]()
    assert hand_in(data, hashlib.sha256(data).hexdigest().upper()).pages


def test_what_is_no_plain_file_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "real.pdf").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "real.pdf")
    for name in ("pipe", "link", "gone", "."):
        with pytest.raises(EnclosureError) as refused:
            cleaned(tmp_path / name, "0" * 64)
        assert refused.value.code == "unreadable"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(size=100), "large"),
        (Limits(output=300), "output"),
        (Limits(start=0), "wall"),
        (Limits(memory=40 << 20), "libraries or died"),
    ],
)
def test_what_is_beyond_a_limit_is_refused(limits, code, hand_in):
    with pytest.raises(EnclosureError) as refused:
        hand_in(ZOO["nothing"](), limits=limits)
    assert refused.value.code in code.split(" or ")


def test_a_child_that_does_not_answer_is_waited_for_so_long_and_no_longer(hand_in):
    with pytest.raises(EnclosureError) as refused:
        hand_in(ZOO["drawings that draw each other ten thousand million times"](), limits=Limits(wall=0.05))
    assert refused.value.code == "wall"


def test_no_child_and_no_file_is_left(hand_in, tmp_path):
    for name in ("nothing", "an XFA form", "drawings that draw each other ten thousand million times"):
        try:
            hand_in(ZOO[name]())
        except EnclosureError:
            continue
    own = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    assert [child for child in own if b"cpdocs.pack.child" in Path(f"/proc/{child}/cmdline").read_bytes()] == []
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_every_word_on_an_enclosure_ends_as_a_sentence_of_a_person_would():
    assert all(what and cure.endswith((".", "doctor")) for what, cure in REFUSED.values())
    assert all(REMOVED.values())
    assert all(FINDINGS.values())
