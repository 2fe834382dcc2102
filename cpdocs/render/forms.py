"""Places to fill in become the fields of a PDF form, for a keyboard and for a screen reader. Runs in the child.

A layout draws each place and puts an empty link to ``field:NAME`` over it. So the layout engine itself finds the page,
the rectangle, the place in the reading order and the element of the structure tree; here every such link becomes a
field (ISO 32000-1, 12.7), and its element a Form, as ISO 14289-1 clause 7.18.4 has it. WeasyPrint's own forms are not
used: they ask the reader to draw the fields, embed whole fonts, and take a label from what stands near.

What a field holds: a name made by counting, its label for who cannot see it, an empty look. No value, no script, no
action, nowhere to send anything: what is written into it leaves the reader's machine when she or he sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from cpdocs.documents.blocks import FillIn, inline_text
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cpdocs.documents.blocks import Tick
    from cpdocs.render.answers import AnswerFont

#: The address of a link that stands for a place; blocks.html writes it.
SCHEME: Final = "field:"
_FONT: Final = "/Answer"
#: Bits of /Ff (ISO 32000-1, table 228): more than one line; and full when the box is full, so that no word is typed
#: that would not be printed.
_MULTILINE, _NO_SCROLLING = 1 << 12, 1 << 23
_PRINTED: Final = 1 << 2  # of /F
#: How far inside the drawn box a field lies, in points: its white ground must not cover the box's own line.
_INSIDE: Final = 1.25
_WHITE: Final = 1
_NON_SYMBOLIC: Final = 1 << 5
#: The stem of an upright font of normal weight, which no font file states; readers use it for a substitute only.
_STEM: Final = 88


@dataclass(frozen=True, slots=True)
class Form:
    """What there is to fill in on a paper, in reading order; the size in points of each answer; the answers' font."""

    places: tuple[FillIn | Tick, ...]
    sizes: Mapping[str, float]
    font: AnswerFont


def put_in(file: pikepdf.Pdf, form: Form | None) -> None:
    """Make a field of each place that the layout has drawn.

    Raises ProblemError ``form`` unless the layout has drawn exactly the places of the paper, each once, in its order.
    """
    links = _links(file)
    if [name for name, _, _ in links] != [place.name for place in (form.places if form else ())]:
        raise ProblemError("form")
    if form is None:
        return
    elements = _elements(file)
    font = _embedded(file, form.font)
    fields = Array()
    for place, (_, page, link) in zip(form.places, links, strict=True):
        elements[int(link.StructParent)].S = Name.Form
        for key in ("/A", "/Contents", "/BS"):
            del link[key]
        link.update(_field(file, place, link, page, font, form.sizes[place.name]))
        fields.append(link)
    file.Root.AcroForm = file.make_indirect(Dictionary(Fields=fields, DR=_resources(font)))


def _links(file: pikepdf.Pdf) -> list[tuple[str, pikepdf.Page, pikepdf.Object]]:
    """Each link that stands for a place: the place's name, the page, the annotation."""
    found = []
    for page in file.pages:
        for note in page.obj.get("/Annots", []):
            address = str(note.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(SCHEME):
                found.append((address.removeprefix(SCHEME), page, note))
    return found


def _elements(file: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """The structure elements by the numbers under which pages and annotations name them (ISO 32000-1, 14.7.4.4)."""
    numbered = file.Root.StructTreeRoot.ParentTree.Nums.as_list()
    return {int(number): element for number, element in zip(numbered[::2], numbered[1::2], strict=True)}


def _field(
    file: pikepdf.Pdf, place: FillIn | Tick, link: pikepdf.Object, page: pikepdf.Page, font: pikepdf.Object, size: float
) -> dict[str, object]:
    left, right = sorted(float(edge) for edge in (link.Rect[0], link.Rect[2]))
    low, high = sorted(float(edge) for edge in (link.Rect[1], link.Rect[3]))
    wide, tall = right - left - 2 * _INSIDE, high - low - 2 * _INSIDE
    common = {
        "/Subtype": Name.Widget,
        "/Rect": Array([round(e, 3) for e in (left + _INSIDE, low + _INSIDE, right - _INSIDE, high - _INSIDE)]),
        "/F": _PRINTED,
        "/P": page.obj,
        "/T": pikepdf.String(place.name),
        "/TU": pikepdf.String(inline_text(place.label)),
    }
    if isinstance(place, FillIn):
        return common | _to_write_in(file, place, (wide, tall), font, size)
    return common | _to_tick(file, (wide, tall))


def _to_write_in(
    file: pikepdf.Pdf, place: FillIn, size: tuple[float, float], font: pikepdf.Object, points: float
) -> dict[str, object]:
    """A text field. One of several lines gets a white ground as soon as a reader draws an answer, over the lines that
    are for a pen; while it is empty its look is empty, and the lines show.
    """
    empty = _look(file, size, b"/Tx BMC EMC", _resources(font))
    several = place.lines > 1
    ground = {"/MK": Dictionary(BG=Array([_WHITE]))} if several else {}
    return {
        "/FT": Name.Tx,
        "/Ff": _NO_SCROLLING | (_MULTILINE if several else 0),
        "/DA": pikepdf.String(f"{_FONT} {points:g} Tf 0 g"),
        "/AP": Dictionary(N=empty),
        **ground,
    }


def _to_tick(file: pikepdf.Pdf, size: tuple[float, float]) -> dict[str, object]:
    """A box to tick, not ticked. The tick is drawn here, since the usual one is a letter of a font not embedded."""
    wide, tall = size
    points = ((0.16, 0.52), (0.4, 0.2), (0.86, 0.84))
    (x, y), *rest = [(wide * across, tall * up) for across, up in points]
    path = f"{x:.2f} {y:.2f} m " + " ".join(f"{x:.2f} {y:.2f} l" for x, y in rest)
    drawn = f"q 0 G {wide * 0.13:.2f} w 1 J 1 j {path} S Q".encode()
    looks = Dictionary(Yes=_look(file, size, drawn), Off=_look(file, size, b""))
    return {"/FT": Name.Btn, "/V": Name.Off, "/AS": Name.Off, "/AP": Dictionary(N=looks)}


def _look(
    file: pikepdf.Pdf, size: tuple[float, float], drawn: bytes, resources: pikepdf.Object | None = None
) -> pikepdf.Object:
    """The appearance of a field (ISO 32000-1, 12.5.5), so that no reader is asked to make one up."""
    box = Array([0, 0, *(round(edge, 3) for edge in size)])
    look = file.make_stream(drawn, Type=Name.XObject, Subtype=Name.Form, BBox=box)
    look.Resources = Dictionary() if resources is None else resources
    return look


def _resources(font: pikepdf.Object) -> pikepdf.Object:
    return Dictionary(Font=Dictionary({_FONT: font}))


def _embedded(file: pikepdf.Pdf, font: AnswerFont) -> pikepdf.Object:
    """The font as a simple one in WinAnsi. It has no tag of a subset in its name, since it has every letter of that
    encoding, and readers do not type with a font that calls itself incomplete.
    """
    name = Name("/" + font.name)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_NON_SYMBOLIC,
        FontBBox=Array(font.box),
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.capitals,
        StemV=_STEM,
        FontFile2=file.make_stream(font.program, Length1=len(font.program)),
    )
    return file.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=name,
            FirstChar=font.first,
            LastChar=font.first + len(font.widths) - 1,
            Widths=Array(font.widths),
            Encoding=Name.WinAnsiEncoding,
            FontDescriptor=file.make_indirect(descriptor),
        )
    )
