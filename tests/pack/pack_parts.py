"""Parts of packs, made by hand or laid out by us, and what is read off a finished pack by other code than made it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name

from cpdocs.documents.blocks import Draft, Heading, Letterhead, Paragraph, Run, Table
from cpdocs.pack.bundle import Part, bundle

CASE = "CP-2026-0142"
A4 = (0, 0, 595, 842)
_STAMP = re.compile(rf"{CASE}\s+(\d+) of (\d+)")


def of(text):
    return (Run(text),)


def paper(fence, name, leaves):
    """A paper of ours with tags: on each leaf its name and number, a paragraph and a table."""
    blocks = []
    for leaf in range(1, leaves + 1):
        rows = tuple((of(f"Row {n}"), of("Somebody")) for n in range(3))
        blocks += [Heading(1, of(f"Paper {name}, leaf {leaf}")), Heading(2, of(f"Of {name} on {leaf}"))]
        blocks += [Paragraph(of("Some words.")), Table((of("What"), of("Who")), rows)]
    draft = Draft("paper", "standard", f"Paper {name}", "en-GB", "paper", Letterhead("Example Council"), tuple(blocks))
    return fence.lay_out(draft, "pdf").data


def saved(file):
    out = io.BytesIO()
    file.save(out, deterministic_id=True)
    return out.getvalue()


def helvetica():
    return Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))


def bare(file, content, box=A4, **entries):
    """A page with ``content`` that nobody has tagged."""
    page = file.add_blank_page(page_size=(100, 100)).obj
    page.MediaBox = Array(box)
    page.Resources = Dictionary(Font=helvetica())
    page.Contents = file.make_stream(content)
    for key, value in entries.items():
        page[f"/{key}"] = value
    return page


def scan(name, leaves, **entries):
    """A file without tags: on each page its name and number."""
    with pikepdf.new() as file:
        for leaf in range(1, leaves + 1):
            bare(file, b"BT /F 20 Tf 50 400 Td (Paper %s, leaf %d) Tj ET" % (name.encode(), leaf), **entries)
        return saved(file)


def bound(parts, fence, **more):
    """The bytes of a pack, and what was said of it."""
    out = io.BytesIO()
    said = bundle(parts, CASE, fence, out, **more)
    return out.getvalue(), said


def tag(file, pages, **more):
    """One paragraph a page, which is its piece 0."""
    root = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root))
    kids, nums = [], []
    for number, page in enumerate(pages):
        kids.append(file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=document, Pg=page, K=0)))
        page.StructParents = number
        nums += [number, Array([kids[-1]])]
    document.K = Array(kids)
    root.update({"/K": Array([document]), "/ParentTree": file.make_indirect(Dictionary(Nums=Array(nums))), **more})
    file.Root.StructTreeRoot = root
    file.Root.MarkInfo = Dictionary(Marked=True)


def untagged(*files):
    return [Part(f"Document {n}", data, tagged=False) for n, data in enumerate(files, start=1)]


def texts(data):
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def stamps(data):
    """The running number and the number of pages as each page says them, once."""
    found = [_STAMP.findall(text) for text in texts(data)]
    assert {len(one) for one in found} == {1}, "a page with no stamp, or with two"
    return [(int(number), int(total)) for ((number, total),) in found]


@dataclass(frozen=True)
class Row:
    """A row of an index as it is printed, and the printed number of the page to which all its links lead."""

    number: int
    title: str
    first: int
    last: int
    leads_to: int


def index(data, pages):
    """The rows on the first ``pages`` pages, in order, read from what is printed under their links."""
    printed, rows = stamps(data), []
    with pikepdf.open(io.BytesIO(data)) as file, pypdfium2.PdfDocument(data) as document:
        places = {page.obj.objgen: number for number, page in enumerate(file.pages)}
        for at in range(pages):
            sheet, lines = document[at].get_textpage(), {}
            for note in file.pages[at].obj.get("/Annots", []):
                left, low, right, high = (float(edge) for edge in note.Rect)
                under = sheet.get_text_bounded(left, min(low, high), right, max(low, high)).strip()
                to = printed[places[note.Dest[0].objgen]][0]
                lines.setdefault(round(low), []).append((left, under, to))
            for line in lines.values():
                (_, number, one), (_, title, two), (_, where, three) = sorted(line)
                assert one == two == three, "the links of a row lead to several pages"
                first, _, last = where.partition(" to ")
                rows.append(Row(int(number), title, int(first), int(last or first), one))
    return rows
