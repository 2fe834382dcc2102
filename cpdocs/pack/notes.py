"""Notes and places to fill in become part of the page, or stop the file: nothing of them is lost without a word, and
nothing goes along that is not seen. Runs in the child.

Own code and not the library's flattening, which drops whatever has no look of its own, keeps looks that are older than
what was filled in, and leaves a tagged paper's answers out of its tags. Each text that was filled in is expected to
stand inside its place on the finished page, and each comment on its page: looks.py goes and sees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pikepdf
from pikepdf.form import ExtendedAppearanceStreamGenerator

from cpdocs.pack.pdf_keys import DRAWN_NOTES, FURNITURE_NOTES, MEDIA_NOTES, PAINTS
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from cpdocs.pack.tags import Tags

#: Flags of notes (ISO 32000-1, table 165) and of fields (tables 226 and 228).
_HIDDEN, _PRINTED, _NOT_VIEWED = 2, 4, 32
_PUSH_BUTTON, _PASSWORD = 1 << 16, 1 << 13
_INHERITED: Final = 32
_LONGEST: Final = 20_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Expected:
    """Words that must stand on a page, inside ``box`` where there is one."""

    page: int
    words: str
    box: Box | None


@dataclass(slots=True)
class Flattened:
    """What became of the notes: codes and names of remarks, and what is now expected on the pages."""

    removed: set[str] = field(default_factory=set)
    findings: set[str] = field(default_factory=set)
    attachments: list[str] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)


class Notes:
    """Flattens the notes of one file, page by page."""

    def __init__(self, file: pikepdf.Pdf, tags: Tags) -> None:
        self._file, self._tags = file, tags
        form: Any = file.Root.get("/AcroForm")
        self._form: Any = form if isinstance(form, pikepdf.Dictionary) else pikepdf.Dictionary()
        self._stale = bool(self._form.get("/NeedAppearances", False))
        self._drawn: list[bytes] = []
        self._met: set[tuple[int, int]] = set()
        self.made = Flattened()

    def flatten(self, page: pikepdf.Page, number: int) -> None:
        """Draw what is shown and take all notes off ``page``, the one of index ``number``. Raises ProblemError."""
        notes = page.obj.get("/Annots")
        if notes is None:
            return
        if not isinstance(notes, pikepdf.Array):
            raise ProblemError("damaged")
        self._drawn = []
        for note in notes.as_list():
            if not isinstance(note, pikepdf.Dictionary):
                raise ProblemError("damaged")
            self._one(page, number, note)
        del page.obj["/Annots"]
        if self._drawn:
            page.contents_add(b"\n".join(self._drawn))

    def finish(self) -> None:
        """Note what was filled in and stands on no page."""
        for one in self._file.objects:
            if isinstance(one, pikepdf.Dictionary) and "/FT" in one and "/V" in one and one.objgen not in self._met:
                self.made.removed.add("hidden-field")

    def _one(self, page: pikepdf.Page, number: int, note: Any) -> None:  # noqa: ANN401  (any PDF object)
        kind, made = str(note.get("/Subtype", "")), self.made
        if kind == "/Link":
            made.removed.add("links")
        elif kind in FURNITURE_NOTES:
            made.removed.add("hidden-note")
        elif kind == "/FileAttachment":
            made.attachments.append(attached_name(note.get("/FS")))
        elif kind == "/Redact":
            raise ProblemError("redaction")
        elif kind in MEDIA_NOTES:
            raise ProblemError("media")
        elif _is_hidden(note):
            made.removed.add("hidden-field" if kind == "/Widget" else "hidden-note")
        elif kind == "/Widget":
            self._field(page, number, note)
        elif kind in DRAWN_NOTES and (look := self._look(note)) is not None:
            self._expect(number, note.get("/Contents"), None)
            self._draw(page, note, look)
        else:
            raise ProblemError("comments")

    def _field(self, page: pikepdf.Page, number: int, note: Any) -> None:  # noqa: ANN401  (any PDF object)
        kind, value, flags = (_inherited(note, key) for key in ("/FT", "/V", "/Ff"))
        kind = str(kind) if isinstance(kind, pikepdf.Name) else ""
        flags = flags if isinstance(flags, int) else 0
        self.made.removed.add("form")
        self._met |= {one.objgen for one in _line(note)}
        if kind == "/Sig" and value is not None:
            self.made.removed.add("signature")
            self.made.findings.add("signature-voided")
        elif kind == "/Btn" and not flags & _PUSH_BUTTON:
            self._tick(note, value)
        elif kind == "/Tx" and flags & _PASSWORD:
            self.made.removed.add("hidden-field")
        elif kind in {"/Tx", "/Ch"}:
            self._filled_in(number, note, _shown_values(value, _inherited(note, "/Opt") if kind == "/Ch" else None))
        elif kind not in {"/Sig", "/Btn"} and value is not None:
            raise ProblemError("field")
        look = self._look(note)
        if look is not None:
            self._draw(page, note, look)

    def _tick(self, note: Any, value: Any) -> None:  # noqa: ANN401  (any PDF objects)
        """What was ticked must be what is shown: a box whose value and look say two things is not to be guessed at."""
        shown, states = note.get("/AS"), _states(note)
        ticked = value if isinstance(value, pikepdf.Name) and value in states else pikepdf.Name.Off
        if (shown if shown is not None else pikepdf.Name.Off) != ticked:
            raise ProblemError("field")
        if isinstance(value, pikepdf.Name) and value != "/Off" and not states:
            raise ProblemError("field")
        if ticked != pikepdf.Name.Off:
            _refuse_empty(self._look(note))

    def _filled_in(self, number: int, note: Any, values: list[str]) -> None:  # noqa: ANN401  (any PDF object)
        if not any(value.strip() for value in values):
            return
        if self._stale or self._look(note) is None:
            self._make_look(note)
        for value in values:
            self._expect(number, value, _box(note))

    def _make_look(self, note: Any) -> None:  # noqa: ANN401  (any PDF object)
        """A look for what was filled in by a program that left drawing it to the reader. Whether it is one, is seen."""
        try:
            form = self._file.acroform
            owner = form.get_field_for_annotation(pikepdf.Annotation(note))
            maker = ExtendedAppearanceStreamGenerator(self._file, form)
            (maker.generate_choice if owner.is_choice else maker.generate_text)(owner)
        except Exception:  # noqa: BLE001  (it raises whatever a malformed field leads it to)
            raise ProblemError("field") from None

    def _expect(self, number: int, words: Any, box: Box | None) -> None:  # noqa: ANN401  (any PDF object)
        text = "" if words is None else str(words)
        if len(text) > _LONGEST:
            raise ProblemError("deep")
        if text.strip():
            self.made.expected.append(Expected(number, text, box))

    def _look(self, note: Any) -> Any | None:  # noqa: ANN401  (any PDF object)
        """The drawing of a note in the state it is in; None when it has none."""
        looks = note.get("/AP")
        look = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
        if isinstance(look, pikepdf.Dictionary):
            state = note.get("/AS")
            look = look.get(str(state)) if isinstance(state, pikepdf.Name) else None
        if not isinstance(look, pikepdf.Stream):
            return None
        shared = self._form.get("/DR")
        if str(note.get("/Subtype")) == "/Widget" and isinstance(shared, pikepdf.Dictionary):
            _lend(look, shared)
        return look

    def _draw(self, page: pikepdf.Page, note: Any, look: Any) -> None:  # noqa: ANN401  (any PDF objects)
        """Add the look to the page, moved and stretched into its place (ISO 32000-1, 12.5.5, algorithm 8.1)."""
        left, bottom, right, top = _box(note)
        look["/Type"], look["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
        x, y, x2, y2 = _reach(look)
        if x2 <= x or y2 <= y:  # it draws in no area: nothing is seen of it
            return
        across, up = (right - left) / (x2 - x), (top - bottom) / (y2 - y)
        matrix = (across, 0, 0, up, left - x * across, bottom - y * up)
        placed = " ".join(f"{value:.5f}" for value in matrix)
        name = page.add_resource(look, pikepdf.Name.XObject, name=_free_name(page))
        drawn = f"q {placed} cm {name} Do Q"
        piece = self._tags.answer(page, note)
        if piece is not None:
            drawn = f"/Form <</MCID {piece}>> BDC {drawn} EMC"
        elif self._tags.there:
            self.made.findings.add("answers-untagged")
        self._drawn.append(drawn.encode())


def _free_name(page: pikepdf.Page) -> pikepdf.Name:
    """A name that the page has not given to a drawing yet; the same one every time."""
    named: Any = page.obj.get("/Resources", pikepdf.Dictionary())
    taken: Any = named.get("/XObject", pikepdf.Dictionary())
    return pikepdf.Name(next(name for number in count(len(taken) + 1) if (name := f"/CpNote{number}") not in taken))


def _refuse_empty(look: Any) -> None:  # noqa: ANN401  (any PDF object)
    """A tick whose look draws nothing would be a tick lost."""
    if look is None or not any(str(one.operator) in PAINTS for one in pikepdf.parse_content_stream(look)):
        raise ProblemError("field")


def attached_name(spec: Any) -> str:  # noqa: ANN401  (any PDF object)
    """What an attached file is called, as far as it can be shown on one line."""
    name = spec.get("/UF", spec.get("/F", "")) if isinstance(spec, pikepdf.Dictionary) else ""
    return shown(str(name)) if isinstance(name, pikepdf.String) else "unnamed"


def shown(name: str) -> str:
    """``name`` cut to one line of printable characters."""
    return "".join(c if c.isprintable() else "?" for c in name)[:80] or "unnamed"


def _is_hidden(note: Any) -> bool:  # noqa: ANN401  (any PDF object)
    flags = note.get("/F", 0)
    flags = flags if isinstance(flags, int) else 0
    return bool(flags & _HIDDEN) or (bool(flags & _NOT_VIEWED) and not flags & _PRINTED)


def _line(note: Any) -> list[Any]:  # noqa: ANN401  (any PDF object)
    """A field and those above it, of which it has what it does not say itself."""
    found: list[Any] = []
    one = note
    while isinstance(one, pikepdf.Dictionary):
        if len(found) >= _INHERITED:
            raise ProblemError("deep")
        found.append(one)
        one = one.get("/Parent")
    return found


def _inherited(note: Any, key: str) -> Any:  # noqa: ANN401  (any PDF object)
    return next((one[key] for one in _line(note) if key in one), None)


def _states(note: Any) -> set[Any]:  # noqa: ANN401  (any PDF object)
    looks = note.get("/AP")
    normal = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    return {pikepdf.Name(name) for name in normal.keys()} if isinstance(normal, pikepdf.Dictionary) else set()  # noqa: SIM118


def _shown_values(value: Any, choices: Any) -> list[str]:  # noqa: ANN401  (any PDF objects)
    """What is shown of a value: itself, or what the list calls it (ISO 32000-1, table 231)."""
    if isinstance(value, pikepdf.Stream):
        raise ProblemError("field")
    values = value.as_list() if isinstance(value, pikepdf.Array) else [value]
    called = {}
    for choice in choices.as_list() if isinstance(choices, pikepdf.Array) else []:
        if isinstance(choice, pikepdf.Array) and len(choice) > 1:
            called[str(choice[0])] = str(choice[1])
    return [called.get(str(one), str(one)) for one in values if one is not None]


def _lend(look: Any, shared: Any) -> None:  # noqa: ANN401  (any PDF objects)
    """Many programs let a look use the form's fonts without naming them."""
    own = look.get("/Resources")
    if not isinstance(own, pikepdf.Dictionary):
        look["/Resources"] = pikepdf.Dictionary(dict(shared.items()))
    elif "/Font" not in own and "/Font" in shared:
        own["/Font"] = shared["/Font"]


def _box(note: Any) -> Box:  # noqa: ANN401  (any PDF object)
    return box_of(note.get("/Rect"))


def box_of(edges: Any) -> Box:  # noqa: ANN401  (any PDF object)
    """Left, bottom, right, top. Raises ProblemError ``damaged`` for what is no rectangle."""
    try:
        x, y, x2, y2 = (float(edge) for edge in edges.as_list())
    except (AttributeError, TypeError, ValueError, OverflowError):
        raise ProblemError("damaged") from None
    return min(x, x2), min(y, y2), max(x, x2), max(y, y2)


def _reach(look: Any) -> Box:  # noqa: ANN401  (any PDF object)
    """The box that the drawing's own box fills after its matrix."""
    left, bottom, right, top = box_of(look.get("/BBox"))
    try:
        matrix = pikepdf.Matrix(look["/Matrix"]) if "/Matrix" in look else pikepdf.Matrix()
    except (TypeError, ValueError):
        raise ProblemError("damaged") from None
    corners = [matrix.transform((x, y)) for x in (left, right) for y in (bottom, top)]
    xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)
