"""A whole pack, read by other code than made it: every number where the index says it is, tags, bookmarks, labels."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pack_parts import CASE, bare, bound, index, of, paper, saved, scan, stamps, tag, texts, untagged
from pdf_checks import fonts_not_embedded, not_accessible, revisions
from pdf_structure import structure
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from cpdocs.documents.blocks import Draft, Heading, Letterhead, Table
from cpdocs.errors import InputError, TemplateError
from cpdocs.pack.bundle import Part, bundle
from cpdocs.pack.index import _listed
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Stamp
from cpdocs.words import letters

FOLDER = Path(__file__).parents[2] / "templates"
#: The names and lengths of the papers that packs are made of here; no two that follow each other are equally long.
PAPERS = {"Alder": 2, "Birch": 5, "Cedar": 1, "Dogwood": 3, "Elm": 4}


@pytest.fixture(scope="module")
def papers(fence):
    return {name: paper(fence, name, leaves) for name, leaves in PAPERS.items()}


def pages_of(source):
    with pikepdf.open(io.BytesIO(source)) as file:
        return len(file.pages)


def of_size(papers, pages):
    """Parts that make a pack of about so many pages, all with tags."""
    names = list(PAPERS)
    wanted = [names[n % len(names)] for n in range(pages // 4)]
    return [(name, Part(f"The {name} paper", papers[name], tagged=True)) for name in wanted]


@pytest.mark.parametrize("pages", [30, 300, pytest.param(1_000, marks=pytest.mark.soak)])
def test_every_row_of_the_index_leads_to_the_page_whose_printed_number_it_states(pages, papers, fence, tmp_path):
    parts = of_size(papers, pages)
    data, said = bound([part for _, part in parts], fence)
    printed, shown = stamps(data), texts(data)

    assert printed == [(number, said.pages) for number in range(1, said.pages + 1)]
    length = said.sections[0].first - 2
    rows = index(data, length)
    assert [(row.number, row.title) for row in rows] == [(n, p.title) for n, (_, p) in enumerate(parts, start=1)]
    for row, (name, _) in zip(rows, parts, strict=True):
        assert row.leads_to == row.first
        for page in range(row.first, row.last + 1):  # page N is the N-th of the file, as `printed` has shown
            assert f"Paper {name}, leaf {page - row.first + 1}\n" in shown[page - 1]
        assert row.last - row.first + 1 == PAPERS[name]
        assert f"{row.number}." in shown[row.first - 2], "no sheet before it"
        assert f"The {name} paper" in shown[row.first - 2]

    (tmp_path / "pack.pdf").write_bytes(data)
    assert said.accessible
    assert not_accessible(tmp_path / "pack.pdf") == ""
    with pikepdf.open(io.BytesIO(data)) as file:
        assert file.check_pdf_syntax() == []
        assert [page.label for page in file.pages] == [str(number) for number, _ in printed]


@pytest.fixture(scope="module")
def mixed(papers, fence):
    """Two papers with tags and a scan without between them."""
    parts = [Part("A plan", papers["Birch"], tagged=True), Part("A scan", scan("Yew", 2), tagged=False)]
    return bound([*parts, Part("A letter", papers["Cedar"], tagged=True)], fence)


@pytest.fixture(scope="module")
def whole(papers, fence):
    """Two papers with tags."""
    parts = [Part("A plan", papers["Birch"], tagged=True), Part("A letter", papers["Cedar"], tagged=True)]
    return bound(parts, fence, head=Letterhead("Example Council", (), "OFFICIAL-SENSITIVE"))


def test_the_structure_is_a_part_each_with_its_sheet_and_its_paper_in_order(whole):
    document = structure(whole[0]).document
    assert [part.kind for part in document.kids] == ["Part"] * 3
    titles = [[heading.text() for heading in part.all("H1")] for part in document.kids]
    assert titles[0] == ["Index"]
    assert titles[1] == ["1.Aplan", *(f"PaperBirch,leaf{n}" for n in range(1, 6))]
    assert titles[2] == ["2.Aletter", "PaperCedar,leaf1"]
    assert [kid.kind for kid in document.kids[1].kids] == ["H1", "P", "Sect"]


def test_stamps_and_tabs_are_seen_and_not_read_out(whole):
    shown = structure(whole[0]).artifacts
    assert shown[0] == f"{CASE}1of9"
    assert shown[1] == f"{CASE}2of91OFFICIAL-SENSITIVE", "the sheet's number, then its tab"
    assert shown[8].startswith(f"{CASE}9of9")


def test_a_part_without_tags_is_said_to_have_none_and_the_pack_makes_no_claim(mixed, tmp_path):
    data, said = mixed
    assert [section.tagged for section in said.sections] == [True, False, True]
    assert not said.accessible
    shown = texts(data)
    assert "Made without tags for a screen reader: 2." in shown[0]
    assert [number for number, text in enumerate(shown, start=1) if "This document has no tags" in text] == [8]
    with pikepdf.open(io.BytesIO(data)) as file:
        assert b"pdfuaid" not in file.Root.Metadata.read_bytes()
        assert file.Root.MarkInfo.as_dict() == {"/Marked": True, "/Suspects": True}
        scan_part = file.Root.StructTreeRoot.K[0].K[2]
        words = [kid for kid in scan_part.K if "/Pg" in kid and kid.K == 0]
        assert [kid.Pg.objgen for kid in words] == [page.obj.objgen for page in file.pages[8:10]]
        keys = file.Root.StructTreeRoot.ParentTree.Nums.as_list()
        found = {int(key): value for key, value in zip(keys[::2], keys[1::2], strict=True)}
        assert [found[int(kid.Pg.StructParents)][0].objgen for kid in words] == [kid.objgen for kid in words]


def test_a_part_that_is_called_tagged_and_has_no_tags_makes_no_claim_either(fence):
    _, said = bound([Part("A scan", scan("Yew", 1), tagged=True)], fence)
    assert not said.accessible


def test_bookmarks_are_the_index_and_each_document_with_its_own_below(mixed):
    with pikepdf.open(io.BytesIO(mixed[0])) as file, file.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(file.pages, start=1)}

        def read(items):
            return [(item.title, numbers[item.destination[0].objgen], read(item.children)) for item in items]

        leaves = [(f"Paper Birch, leaf {n}", n + 2, [(f"Of Birch on {n}", n + 2, [])]) for n in range(1, 6)]
        cedar = [("Paper Cedar, leaf 1", 12, [("Of Cedar on 1", 12, [])])]
        documents = [("1. A plan", 3, leaves), ("2. A scan", 9, []), ("3. A letter", 12, cedar)]
        assert read(outline.root) == [("Index", 1, []), *documents]


def test_a_part_may_be_a_file_and_a_pack_is_the_same(fence, tmp_path):
    data = scan("Yew", 3)
    (tmp_path / "yew.pdf").write_bytes(data)
    (part,) = untagged(data)
    assert bound([replace(part, source=tmp_path / "yew.pdf")], fence) == bound([part], fence)


def test_every_font_is_embedded(whole):
    assert fonts_not_embedded(whole[0]) == set()


def test_nothing_that_a_part_says_of_itself_goes_along(fence):
    with pikepdf.new() as file:
        page = bare(file, b"BT /F 20 Tf 50 400 Td (Words) Tj ET")
        file.docinfo["/Author"] = "LEAK docinfo"
        file.Root.Metadata = file.make_stream(b"<x>LEAK xmp</x>", Type=Name.Metadata, Subtype=Name.XML)
        page.PieceInfo = Dictionary(App=Dictionary(LEAK=String("LEAK piece")))
        page.LastModified = String("LEAK day")
        page.Metadata = file.make_stream(b"LEAK of a page")
        page.AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("http://LEAK.example")))
        file.Root.OpenAction = Dictionary(S=Name.URI, URI=String("http://LEAK.example"))
        file.Root.Names = Dictionary(LEAK=String("LEAK name"))
        data = saved(file)
    pack, _ = bound(untagged(data), fence)
    with pikepdf.open(io.BytesIO(pack)) as file:
        out = io.BytesIO()
        file.save(out, qdf=True)
        assert dict(file.docinfo.items()) == {"/Title": "Papers"}
    assert b"LEAK" in data
    assert b"LEAK" not in out.getvalue()


def test_a_row_that_was_torn_by_the_end_of_a_page_is_one_row_still(fence):
    rows = tuple((of(f"Row {n}. " + "It goes on. " * 180), of("Somebody")) for n in range(3))
    blocks = (Heading(1, of("Torn")), Table((of("What"), of("Who")), rows))
    torn = fence.lay_out(Draft("paper", "x", "Torn", "en-GB", "paper", Letterhead("A"), blocks), "pdf").data
    assert pages_of(torn) > 1
    pack, _ = bound([Part("Torn", torn, tagged=True)], fence)
    (table,) = structure(pack).document.kids[1].all("Table")
    cells = [[cell.text() for cell in row.all("TD")] for row in table.all("TR")[1:]]
    assert cells == [[letters(cell[0].text) for cell in row] for row in rows]


def test_a_stamped_paper_of_ours_keeps_its_stamp(papers, fence):
    layout = fence.lay_out(Draft("p", "x", "P", "en-GB", "paper", Letterhead("A"), (Heading(1, of("One")),)), "pdf")
    copy = fence.stamp(layout, Stamp("Ms Alex Example", "K7Q2M9XW4T"))
    pack, said = bound([Part("One", copy.data, tagged=True)], fence)
    assert said.accessible
    assert "Issued to Ms Alex Example · K7Q2M9XW4T" in texts(pack)[-1]


def test_a_pack_in_a_pack_has_both_numbers(whole, fence, tmp_path):
    inner, _ = whole
    outer, outer_said = bound([Part("A pack", inner, tagged=True)], fence)
    assert outer_said.accessible
    assert texts(outer)[2].split()[:4] == [CASE, "3", "of", "11"]
    assert f"{CASE} 1 of 9" in texts(outer)[2].replace("\n", " ")
    (tmp_path / "pack.pdf").write_bytes(outer)
    assert not_accessible(tmp_path / "pack.pdf") == ""


@pytest.mark.parametrize("documents", [1, 19, 20, 21, 45, 46])
def test_the_index_says_true_whatever_its_length(documents, fence):
    data, said = bound(untagged(*[scan("Yew", 1)] * documents), fence)
    rows = index(data, said.sections[0].first - 2)
    assert [row.first for row in rows] == [row.leads_to for row in rows] == [s.first for s in said.sections]
    assert stamps(data)[-1] == (said.pages, said.pages)


def test_long_titles_make_the_index_longer_and_no_number_wrong(fence):
    parts = [replace(p, title=f"{p.title} {'of a long name ' * 12}".strip()) for p in untagged(*[scan("Yew", 1)] * 15)]
    data, said = bound(parts, fence)
    assert said.sections[0].first == 4, "two pages of index and a sheet"
    shown = texts(data)
    assert [number for number, text in enumerate(shown, start=1) if "Paper Yew" in text] == [
        s.first for s in said.sections
    ]
    assert all(f"Page {s.first} of {said.pages}" in shown[s.first - 2] for s in said.sections)
    assert " ".join("".join(shown[:2]).split()).count("of a long name") == 15 * 12


def test_links_and_bookmarks_of_a_part_lead_to_its_pages_in_the_pack(fence):
    """By page, by a name of either kind, and to nowhere: the part's first page."""
    with pikepdf.new() as file:
        pages = [bare(file, b"BT /F 20 Tf 50 400 Td (Page %d) Tj ET" % n) for n in range(4)]
        to = [Array([page, Name.XYZ, 0, 842, None]) for page in pages]
        file.Root.Dests = Dictionary(Old=to[2])
        names = Array([String("New"), Dictionary(D=to[3])])
        file.Root.Names = Dictionary(Dests=Dictionary(Names=names))
        asked = {
            "an array": {"/Dest": to[1]},
            "an old name": {"/Dest": Name.Old},
            "a new name": {"/A": Dictionary(S=Name.GoTo, D=String("New"))},
            "a name that is not there": {"/Dest": String("Gone")},
        }
        rect = Array([100, 100, 200, 120])
        pages[0].Annots = Array(
            [Dictionary({"/Type": Name.Annot, "/Subtype": Name.Link, "/Rect": rect, **one}) for one in asked.values()]
        )
        with file.open_outline() as outline:
            outline.root.extend([OutlineItem("Third", to[2]), OutlineItem("New", String("New"))])
        data = saved(file)
    pack, said = bound(untagged(scan("Yew", 1), data), fence)
    first = said.sections[1].first
    with pikepdf.open(io.BytesIO(pack)) as file, file.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(file.pages, start=1)}
        notes = file.pages[first - 1].obj.Annots
        led = [numbers[note.Dest[0].objgen] - first for note in notes]
        assert dict(zip(asked, led, strict=True)) == dict(zip(asked, [1, 2, 3, 0], strict=True))
        kids = outline.root[2].children
        assert [(kid.title, numbers[kid.destination[0].objgen] - first) for kid in kids] == [("Third", 2), ("New", 3)]
        # The strip is 3.2 times 10 points of 842: everything is 0.962 as large, from the bottom, and in the middle.
        scale = 1 - 32 / 842
        side = 595 * (1 - scale) / 2
        assert [float(edge) for edge in notes[0].Rect] == pytest.approx(
            [100 * scale + side, 100 * scale, 200 * scale + side, 120 * scale], abs=0.01
        )
        assert [float(n) for n in list(kids[0].destination)[2:4]] == pytest.approx([side, 810], abs=0.01)


def with_root(**entries):
    with pikepdf.new() as file:
        bare(file, b"")
        for key, value in entries.items():
            file.Root[f"/{key}"] = value
        return saved(file)


def locked():
    out = io.BytesIO()
    with pikepdf.new() as file:
        bare(file, b"")
        file.save(out, encryption=pikepdf.Encryption(owner="SECRET", user=""))
    return out.getvalue()


REFUSED = [
    ("no document", [], "without a document"),
    ("no PDF", untagged(scan("Yew", 1), b"SECRET"), "document 2 of the pack cannot be read"),
    ("encrypted", untagged(locked()), "document 1 of the pack is encrypted"),
    ("places to fill in", untagged(with_root(AcroForm=Dictionary(Fields=Array()))), "holds places to fill in"),
    ("layers", untagged(with_root(OCProperties=Dictionary())), "holds layers"),
    ("other files", untagged(with_root(Collection=Dictionary())), "holds other files"),
    ("a page without a size", untagged(scan("Yew", 1), scan("SECRET", 1, MediaBox=Array([9, 9, 9, 9]))), "document 2"),
    ("a page cut out beside itself", untagged(scan("Yew", 1, CropBox=Array([900, 900, 999, 999]))), "document 1"),
    ("a page cut out of nothing", untagged(scan("Yew", 1, CropBox=Array([0, 0]))), "document 1"),
    ("no title", [Part("", scan("Yew", 1), tagged=False)], "document 1 of the pack needs a title"),
    ("too long a title", [Part("SECRET " * 40, scan("Yew", 1), tagged=False)], "document 1 of the pack needs a title"),
]


@pytest.mark.parametrize(("parts", "says"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_cannot_be_bound_is_refused_by_its_number_and_nothing_is_written(parts, says, fence):
    out = io.BytesIO()
    with pytest.raises(InputError, match=says) as refused:
        bundle(parts, CASE, fence, out)
    assert "SECRET" not in refused.value.diagnostics()
    assert out.getvalue() == b""


def damaged(key, value):
    """A tagged page with its bookmark, one entry of which is not what it should be."""
    with pikepdf.new() as file:
        page = bare(file, b"/P <</MCID 0>> BDC BT /F 20 Tf (SECRET) Tj ET EMC")
        tag(file, [page])
        with file.open_outline() as outline:
            outline.root.append(OutlineItem("SECRET", Array([page, Name.Fit])))
        holders = {
            "page": page,
            "root": file.Root,
            "tree": file.Root.StructTreeRoot,
            "element": file.Root.StructTreeRoot.K[0],
            "bookmark": file.Root.Outlines.First,
        }
        where, name = key.split(".")
        holders[where][f"/{name}"] = value
        return saved(file)


DAMAGED = {
    "notes that are a number": ("page.Annots", 7),
    "a note that is a text": ("page.Annots", Array([String("SECRET")])),
    "a note without a place": ("page.Annots", Array([Dictionary(Rect=String("SECRET"))])),
    "a link to a number": ("page.Annots", Array([Dictionary(Dest=7)])),
    "a link to a page that is a number": ("page.Annots", Array([Dictionary(Dest=Array([7, Name.XYZ, 1, 2, 3]))])),
    "a link to a place that is a text": (
        "page.Annots",
        Array([Dictionary(Dest=Array([7, Name.XYZ, String("SECRET")]))]),
    ),
    "a turn that is a text": ("page.Rotate", String("SECRET")),
    "resources that are a text": ("page.Resources", String("SECRET")),
    "fonts that are a text": ("page.Resources", Dictionary(Font=String("SECRET"))),
    "a pattern that is a text": ("page.Resources", Dictionary(Pattern=Dictionary(P=String("SECRET")))),
    "a drawing that is a text": ("page.Contents", String("SECRET")),
    "a number of elements that is a text": ("page.StructParents", String("SECRET")),
    "no elements": ("tree.K", 7),
    "a table of numbers that is a text": ("tree.ParentTree", String("SECRET")),
    "numbers that are texts": ("tree.ParentTree", Dictionary(Nums=Array([String("SECRET"), 7]))),
    "names of kinds that are a text": ("tree.RoleMap", String("SECRET")),
    "ids that are numbers": ("tree.IDTree", Dictionary(Names=Array([7, 7]))),
    "an element of no kind": ("element.S", 7),
    "bookmarks that are a text": ("root.Outlines", String("SECRET")),
    "a bookmark that is called a number": ("bookmark.Title", 7),
    "a bookmark that leads to a text": ("bookmark.Dest", Array([String("SECRET")])),
    "a language that is a number": ("root.Lang", 7),
    "names of places that are a text": ("root.Names", String("SECRET")),
}


@pytest.mark.parametrize(("key", "value"), DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("tagged", [True, False])
def test_a_damaged_part_is_bound_or_refused_in_our_own_words(key, value, tagged, fence):
    out = io.BytesIO()
    if said := refusal(damaged(key, value), tagged, fence, out):
        assert said.startswith("document 1 of the pack ")
        assert "SECRET" not in said
        assert out.getvalue() == b""
    else:
        assert stamps(out.getvalue())[-1] == (3, 3)


def refusal(data, tagged, fence, out):
    try:
        bundle([Part("A part", data, tagged=tagged)], CASE, fence, out)
    except InputError as refused:
        return refused.diagnostics()
    return ""


def test_a_case_reference_that_its_font_cannot_print_is_refused(fence):
    with pytest.raises(InputError, match="case reference"):
        bundle(untagged(scan("Yew", 1)), "CP-Ω", fence, io.BytesIO())


def test_a_look_that_gives_a_sheet_two_pages_is_refused(tmp_path):
    look = tmp_path / "_authority" / "layouts" / "pack"
    shutil.copytree(FOLDER / "_authority" / "layouts" / "pack", look)
    with (look / "look.css").open("a") as sheet:
        sheet.write("h1 ~ p { break-before: page }")
    with Fence((tmp_path, FOLDER)) as own, pytest.raises(TemplateError, match="another number of pages than one"):
        bundle(untagged(scan("Yew", 1)), CASE, own, io.BytesIO())


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([4], "4"),
        ([1, 2], "1 to 2"),
        ([1, 2, 3, 5, 8], "1 to 3, 5 and 8"),
        ([2, 4], "2 and 4"),
        ([1, 3, 4], "1 and 3 to 4"),
    ],
)
def test_numbers_in_words(numbers, words):
    assert _listed(numbers) == words


def test_a_font_that_several_parts_bring_stands_in_the_pack_once(papers, fence):
    """As many parts as you like of one paper: as many fonts as with one."""
    few, many = (bound([Part("The same", papers["Cedar"], tagged=True)] * times, fence)[0] for times in (1, 4))
    assert programs(many) == programs(few)


def programs(data):
    with pikepdf.open(io.BytesIO(data)) as file:
        descriptors = [one for one in file.objects if isinstance(one, Dictionary) and "/FontFile2" in one]
        assert len(descriptors) > 2
        return len({one.FontFile2.objgen for one in descriptors})


def test_the_same_parts_give_the_same_bytes(papers, mixed):
    """The first was made when the tests of this file began: an id or a date made of the clock would differ by now."""
    parts = [Part("A plan", papers["Birch"], tagged=True), Part("A scan", scan("Yew", 2), tagged=False)]
    with Fence(FOLDER) as another:
        again, _ = bound([*parts, Part("A letter", papers["Cedar"], tagged=True)], another)
    assert again == mixed[0]
    assert revisions(again) == 1
