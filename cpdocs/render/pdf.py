"""Blocks -> HTML -> PDF/UA-1, by WeasyPrint. Runs in the child.

``layout.html`` and ``look.css`` of the layout's folder hold all looks; this module holds none. They are read once in
the life of a child, so that all papers of a run have one look. The fetcher serves files of the template folders and
nothing else, and anything WeasyPrint warns of ends the job: a paper whose style sheet was half understood is not the
paper that was approved (HAZARDS.md, hazard 11: fail, not warn).
"""

from __future__ import annotations

import contextlib
import logging
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cpdocs.documents.blocks import Draft
from cpdocs.render import boxes, clean, tags
from cpdocs.render.answers import AnswerFont, answer_font
from cpdocs.render.forms import Form
from cpdocs.render.letters import drawable, font_letters, refuse_missing, refuse_missing_in
from cpdocs.render.problems import ProblemError
from cpdocs.render.templating import environment, filled, page_values

if TYPE_CHECKING:
    import jinja2

    from cpdocs.render.folders import Folders
    from cpdocs.render.paper import Stamp

#: How often a layout may be asked to set a text smaller so that it fits its window.
_FITS: Final = 4


class TemplateFetcher(URLFetcher):
    """Serves ``file:`` URLs below ``roots``, and the ``crest``; everything else stops the paper, since WeasyPrint goes
    on after errors. What one root does not have is looked for at the same place below the others: an authority's own
    layout may so begin with the shipped ``../common.css``, as its ``layout.html`` may take the shipped macros.
    """

    def __init__(self, roots: tuple[Path, ...], crest: Path | None) -> None:
        super().__init__(fail_on_errors=True)
        self._roots = tuple(root.resolve() for root in roots)
        self._crest = crest and crest.resolve()
        self.refused = self.missing = False

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """The bytes of one file of a template folder."""
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        below = next((r for r in self._roots if path.is_relative_to(r)), None)
        if parts.scheme != "file" or parts.netloc or (below is None and path != self._crest):
            self.refused = True
            raise FatalURLFetchingError("refused")
        if below is not None and not path.is_file():
            elsewhere = (root / path.relative_to(below) for root in self._roots)
            path = next((p for p in elsewhere if p.is_file()), path)
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


@dataclass(frozen=True)
class _Look:
    """One layout folder, read: its templates as they are compiled, its style sheet as it is parsed."""

    folder: Path
    templates: jinja2.Environment
    styles: tuple[weasyprint.CSS, ...]


class Printer:
    """WeasyPrint kept warm: one font configuration, one fetcher, for one child (never share it with a thread)."""

    def __init__(self, folders: Folders) -> None:
        mimetypes.init(files=())  # the system's tables lie outside the fence
        self._folders = folders
        self._fonts = FontConfiguration()
        self._letters = font_letters(folders.fonts())
        self._fetcher = TemplateFetcher(tuple(p for p in folders.shared() if p.is_dir()), folders.crest("svg", "png"))
        self._looks: dict[str, _Look] = {}
        self._images: dict[str, Any] = {}
        self._answers: AnswerFont | None = None  # most papers have nothing to fill in
        self._warnings = _Warnings()
        log = logging.getLogger("weasyprint")
        log.handlers[:] = [self._warnings]
        log.propagate = False

    def lay_out(self, draft: Draft) -> bytes:
        """The paper as clean PDF/UA-1 bytes."""
        refuse_missing(draft, self._letters)
        draft = Draft.from_json(drawable(draft.to_json()))
        values = page_values(draft, self._folders)
        for fit in range(_FITS):
            document = self._document(draft.layout, {**values, "fit": fit})
            if boxes.fit(document):
                break
        else:
            raise ProblemError("fit")
        data = self._written(document, pdf_variant="pdf/ua-1", pdf_tags=True, finisher=tags.tidy)
        contents = [boxes.content(page) for page in document.pages]
        form = self._form(draft, document) if draft.places else None
        return clean.pdf(data, title=draft.title, language=draft.language, content_boxes=contents, form=form)

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
        return Form(draft.places, boxes.answer_sizes(document), self._answers)

    def _document(self, layout: str, values: dict[str, Any]) -> Any:  # noqa: ANN401  (WeasyPrint has no types)
        look = self._look(layout)
        html = filled(look.templates, "layout.html", values)
        source = weasyprint.HTML(string=html, base_url=look.folder.as_uri() + "/", url_fetcher=self._fetcher)
        return self._watched(
            lambda: source.render(font_config=self._fonts, stylesheets=look.styles, cache=self._images)
        )

    def _look(self, layout: str) -> _Look:
        """The layout's folder, read when it is first asked for."""
        if layout not in self._looks:
            folder = self._folders.layout(layout)
            if not (folder / "layout.html").is_file():
                raise ProblemError("layout")
            sheets = [file.as_uri() for file in (folder / "look.css",) if file.is_file()]
            styles = self._watched(lambda: tuple(map(self._style, sheets)))
            self._looks[layout] = _Look(folder, environment(self._folders, folder), styles)
        return self._looks[layout]

    def _style(self, url: str) -> weasyprint.CSS:
        return weasyprint.CSS(url=url, url_fetcher=self._fetcher, font_config=self._fonts)

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
