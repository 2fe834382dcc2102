"""Blocks -> Word, by docxtpl and ``layout.docx``. Runs in the child.

``layout.docx`` holds the letterhead, the named styles and one loop over the blocks, and is edited in Word. A block
becomes finished WordprocessingML (word_shapes.py), so no text of a record is ever read as XML or as a template.
docxtpl still rewrites four brace pairs in what it made (``{_{`` becomes ``{{``); a character reference in place of
the underscore keeps it from seeing them (HAZARDS.md, dangers 3 and 4).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import jinja2
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from markupsafe import Markup, escape

from cpdocs.render import clean_word, word_language
from cpdocs.render.problems import ProblemError
from cpdocs.render.templating import environment
from cpdocs.render.word_crest import crest
from cpdocs.render.word_shapes import Shapes

if TYPE_CHECKING:
    from pathlib import Path

    from cpdocs.documents.blocks import Draft
    from cpdocs.render.folders import Folders

_FOOTNOTES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class _Layout(DocxTemplate):
    """docxtpl without the two parts that would read data as a template, or escape it twice."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:  # noqa: ANN401
        """Nothing: docxtpl renders footnotes once a section and so evaluates what it filled in (danger 3)."""

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:  # noqa: ANN401
        """Nothing: the title and the language are written by ``clean_word``."""


def lay_out(draft: Draft, folders: Folders) -> bytes:
    """The paper as a clean Word file with an empty place for the stamp."""
    folder = folders.layout(draft.layout)
    if not (folder / "layout.docx").is_file():
        raise ProblemError("layout")
    layout = _opened(folder / "layout.docx")
    shapes = Shapes(layout.get_docx(), draft.language)
    head = draft.letterhead
    values = {
        "letterhead": {
            "name": _safe(head.name),
            "lines": [_safe(t) for t in head.lines],
            "marking": _safe(head.marking),
        },
        "crest": crest(layout.get_docx(), folders.crest("png")),
        "blocks": shapes.all(draft.blocks),
    }
    try:
        layout.render(values, environment(folders), autoescape=True)
    except jinja2.TemplateError:
        raise ProblemError("template", "layout.docx") from None
    word_language.write(layout.docx, draft.language)
    out = io.BytesIO()
    layout.save(out)
    return clean_word.word(out.getvalue(), title=draft.title, language=draft.language)


def _opened(path: Path) -> _Layout:
    layout = _Layout(io.BytesIO(path.read_bytes()))
    document = layout.get_docx()
    notes = [p.blob for p in document.part.package.iter_parts() if p.content_type == _FOOTNOTES]
    if len(document.sections) != 1 or any(_has_notes(blob) for blob in notes):
        raise ProblemError("hidden", "layout.docx")
    return layout


def _has_notes(blob: bytes) -> bool:
    """Whether there is a footnote besides the separators that Word writes into every such part."""
    return any(note.get(qn("w:type")) is None for note in clean_word.parsed(blob).iter(qn("w:footnote")))


def _safe(text: str) -> Markup:
    return Markup(str(escape(text)).replace("_", "&#95;"))  # noqa: S704  (escaped on the same line)
