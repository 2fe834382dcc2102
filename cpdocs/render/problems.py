"""Why a paper could not be laid out, as codes: the only thing that crosses the fence when a job fails.

Inside the child a job raises ``ProblemError``; the parent turns the code into words of its own. So no sentence of a
foreign exception, which may quote the record, ever reaches a log (DESIGN.md, "Reports and diagnostics differ").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cpdocs.errors import CpdocsError, RenderError, TemplateError

#: code -> what the parent says. The second group is the template's fault and ends a command with 3, the first with 5.
STOPPED: Final[dict[str, str]] = {
    "memory": "the paper needed more memory than the fence allows",
    "cpu": "the paper needed more processor time than the fence allows",
    "wall": "the paper took longer than the fence allows",
    "output": "the paper came out larger than the fence allows",
    "died": "the fenced child ended in the middle of a paper",
    "protocol": "the fenced child answered something that is no answer",
    "libraries": "the fenced child could not load WeasyPrint and the libraries it needs",
    "internal": "the paper could not be laid out",
    "fence": "the layout tried to open a file, start a program or connect, which the fence refuses",
    "url": "the layout names something outside its own template folder",
    "control": "a text holds a control, private or unassigned character, which no paper can show",
    "letters": "a text holds a letter that the fonts of the templates do not have",
    "fit": "a text does not fit the place that the layout has for it",
}
TEMPLATE: Final[dict[str, str]] = {
    "layout": "there is no such layout, or it is not made for this format",
    "fonts": "the templates hold no fonts folder with a fonts.conf and a font",
    "template": "the layout's template is wrong",
    "css": "the layout's style sheet, or a file it uses, is wrong",
    "crest": "the authority's crest is no picture that a paper can show",
    "style": "the Word layout lacks a style or a place that every paper needs",
    "form": "the layout does not draw each place to fill in once, or the fonts folder has no upright TrueType font",
    "hidden": "the layout would hide something in the file (an attachment, a script, a footnote, hidden text)",
}

#: The child found these out by itself and is none the worse; after any other code it is ended and a fresh one started.
ANSWERED: Final = frozenset({"control", "letters", "fit", "url", *TEMPLATE})


class ProblemError(Exception):
    """A job ends here. Never shown: only ``code`` and the places cross to the parent."""

    def __init__(self, code: str, file: str = "", line: int = 0, block: int = 0) -> None:
        super().__init__(code)
        self.code, self.file, self.line, self.block = code, file, line, block

    def head(self) -> dict[str, str | int]:
        """What is sent to the parent."""
        return {"code": self.code, "file": self.file, "line": self.line, "block": self.block}


@dataclass(frozen=True, slots=True)
class Where:
    """Where in a layout, or in which block of the paper (from 1; 0 for none), as far as the child knew."""

    file: str = ""
    line: int = 0
    block: int = 0


class FenceError(RenderError):
    """The fenced child refused, died or was stopped. ``code`` is a key of ``STOPPED``."""

    def __init__(self, code: str, message: str, where: Where | None = None) -> None:
        super().__init__(message)
        self.code, self.where = code, where or Where()


class LayoutError(TemplateError):
    """A layout folder is wrong. ``code`` is a key of ``TEMPLATE``."""

    def __init__(self, code: str, message: str, where: Where | None = None) -> None:
        super().__init__(message)
        self.code, self.where = code, where or Where()


def error(code: str, file: str = "", line: int = 0, block: int = 0) -> CpdocsError:
    """The exception for ``code``, in our own words. An unknown code is ``internal``."""
    place = ", ".join(
        [
            *([f"{file}:{line}" if line else file] if file else []),
            *([f"block {block}"] if block else []),
            f"code {code if code in STOPPED or code in TEMPLATE else 'internal'}",
        ]
    )
    where = Where(file, line, block)
    if code in TEMPLATE:
        return LayoutError(code, f"{TEMPLATE[code]} ({place})", where)
    known = code if code in STOPPED else "internal"
    return FenceError(known, f"{STOPPED[known]} ({place})", where)
