"""Blocks -> HTML -> PDF/UA-1, by WeasyPrint. Runs in the child.

``layout.html`` and ``look.css`` of the layout's folder hold all looks; this module holds none. The fetcher serves
files of the template folders and nothing else, and anything WeasyPrint warns of ends the job: a paper whose style
sheet was half understood is not the paper that was approved (HAZARDS.md, hazard 11: fail, not warn).
"""

from __future__ import annotations

import contextlib
import logging
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

import weasyprint
from weasyprint.formatting_structure.boxes import BlockBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cpdocs.documents.blocks import Draft
from cpdocs.render import clean
from cpdocs.render.answers import AnswerFont, answer_font
from cpdocs.render.forms import SCHEME, Form
from cpdocs.render.letters import drawable, font_letters, refuse_missing, refuse_missing_in
from cpdocs.render.problems import ProblemError
from cpdocs.render.templating import environment, filled, kinds

if TYPE_CHECKING:
    from cpdocs.render.folders import Folders
    from cpdocs.render.paper import Stamp

#: CSS pixels (1/96 inch) to PDF points (1/72 inch).
_POINTS: Final = 0.75
#: How often a layout may be asked to set a text smaller so that it fits its window.
_FITS: Final = 4


class TemplateFetcher(URLFetcher):
    """Serves ``file:`` URLs below ``roots``; everything else stops the paper, since WeasyPrint goes on after errors."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        super().__init__(fail_on_errors=True)
        self._roots = tuple(root.resolve() for root in roots)
        self.refused = self.missing = False

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """The bytes of one file of a template folder."""
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        inside = parts.scheme == "file" and not parts.netloc and any(path.is_relative_to(r) for r in self._roots)
        if not inside:
            self.refused = True
            raise FatalURLFetchingError("refused")
        if not path.is_file():
            self.missing = True
            raise FatalURLFetchingError("missing")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class _Warnings(logging.Handler):
    """Turns the first warning of a job into a problem; its text, which may quote anything, is dropped."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.first: ProblemError | None = None

    def emit(self, record: logging.LogRecord) -> None:
        words = str(record.msg)
        if self.first is not None or words.startswith("Using fontTools"):  # slower, and as good
            return
        if ".notdef" in words:
            self.first = ProblemError("letters")
            return
        numbers = [a for a in record.args or () if isinstance(a, int)]
        self.first = ProblemError("css", line=numbers[0] if numbers and words.startswith("Ignored") else 0)


class Printer:
    """WeasyPrint kept warm: one font configuration, one fetcher, for one child (never share it with a thread)."""

    def __init__(self, folders: Folders) -> None:
        mimetypes.init(files=())  # the system's tables lie outside the fence
        self._folders = folders
        self._fonts = FontConfiguration()
        self._letters = font_letters(folders.fonts())
        self._answers: AnswerFont | None = None  # most papers have nothing to fill in
        self._fetcher = TemplateFetcher(tuple(p for p in folders.shared() if p.is_dir()))
        self._warnings = _Warnings()
        log = logging.getLogger("weasyprint")
        log.handlers[:] = [self._warnings]
        log.propagate = False

    def lay_out(self, draft: Draft) -> bytes:
        """The paper as clean PDF/UA-1 bytes."""
        refuse_missing(draft, self._letters)
        draft = Draft.from_json(drawable(draft.to_json()))
        values = {"draft": draft, "blocks": kinds(draft.blocks)}
        for fit in range(_FITS):
            document = self._document(draft.layout, {**values, "fit": fit})
            if _fits(document):
                break
        else:
            raise ProblemError("fit")
        data = self._written(document, pdf_variant="pdf/ua-1", pdf_tags=True)
        boxes = [_content_box(page) for page in document.pages]
        form = self._form(draft, document) if draft.places else None
        return clean.pdf(data, title=draft.title, language=draft.language, content_boxes=boxes, form=form)

    def strip(self, stamp: Stamp) -> bytes:
        """The stamp as a PDF of one page, which becomes the same strip on every page of a copy."""
        refuse_missing_in(stamp.lines(), self._letters)
        document = self._document("stamp", {"lines": [drawable(text) for text in stamp.lines()]})
        if len(document.pages) != 1:
            raise ProblemError("fit")
        return self._written(document)

    def _form(self, draft: Draft, document: Any) -> Form:  # noqa: ANN401  (WeasyPrint has no types)
        if self._answers is None:
            self._answers = answer_font(self._folders.fonts())
        return Form(draft.places, _answer_sizes(document), self._answers)

    def _document(self, layout: str, values: dict[str, Any]) -> Any:  # noqa: ANN401  (WeasyPrint has no types)
        folder = self._folders.layout(layout)
        if not (folder / "layout.html").is_file():
            raise ProblemError("layout")
        html = filled(environment(self._folders, folder), "layout.html", values)
        source = weasyprint.HTML(string=html, base_url=folder.as_uri() + "/", url_fetcher=self._fetcher)
        return self._watched(lambda: source.render(font_config=self._fonts))

    def _written(self, document: Any, **options: Any) -> bytes:  # noqa: ANN401  (WeasyPrint has no types)
        written: bytes = self._watched(lambda: document.write_pdf(**options))
        return written

    def _watched(self, work: Any) -> Any:  # noqa: ANN401  (WeasyPrint has no types)
        self._warnings.first = None
        self._fetcher.refused = self._fetcher.missing = False
        result = None
        with contextlib.suppress(FatalURLFetchingError):  # the fetcher knows why
            result = work()
        if self._fetcher.refused:
            raise ProblemError("url")
        if self._fetcher.missing:
            raise ProblemError("css")
        if self._warnings.first is not None:
            raise self._warnings.first
        if result is None:
            raise ProblemError("internal")
        return result


def _fits(document: Any) -> bool:  # noqa: ANN401  (WeasyPrint has no types)
    """Whether everything in an element of class ``window`` ends inside it, on the only page that has one."""
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001  (WeasyPrint shows boxes nowhere else)
            box = getattr(box, "_box", box)  # noqa: PLW2901  (a positioned box stands behind a placeholder)
            element = getattr(box, "element", None)
            if isinstance(box, BlockBox) and element is not None and element.get("class") == "window":
                bottom, right = box.content_box_y() + box.height, box.content_box_x() + box.width
                inside = [inner for inner in box.descendants() if inner is not box]
                if any(inner.position_y + inner.margin_height() > bottom + 0.01 for inner in inside):
                    return False
                if any(inner.position_x + inner.margin_width() > right + 0.01 for inner in inside):
                    return False
    return True


def _answer_sizes(document: Any) -> dict[str, float]:  # noqa: ANN401  (WeasyPrint has no types)
    """The size in points that the style sheet gives to each answer, by the name of its place."""
    found = {}
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001  (WeasyPrint shows boxes nowhere else)
            box = getattr(box, "_box", box)  # noqa: PLW2901  (a positioned box stands behind a placeholder)
            address = box.element.get("href", "") if getattr(box, "element", None) is not None else ""
            if address.startswith(SCHEME):
                found[address.removeprefix(SCHEME)] = round(box.style["font_size"] * _POINTS, 2)
    return found


def _content_box(page: Any) -> tuple[float, float, float, float]:  # noqa: ANN401  (WeasyPrint has no types)
    """Left, bottom, right, top of the page's content in points from the bottom left: what lies outside is furniture."""
    box = page._page_box  # noqa: SLF001  (WeasyPrint shows boxes nowhere else)
    left, top = box.content_box_x(), box.content_box_y()
    high = page.height
    edges = (left, high - top - box.height, left + box.width, high - top)
    return (edges[0] * _POINTS, edges[1] * _POINTS, edges[2] * _POINTS, edges[3] * _POINTS)
