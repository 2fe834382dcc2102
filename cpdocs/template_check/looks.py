"""The layouts: what a council's own letterhead in Word holds besides, and what its pages and style sheets name.

A layout is taken whole from the first template folder that has it, so one layout of the council's own is looked at as
if it were ours, and ours as if it were the council's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpdocs.render import inspect_look, inspect_word
from cpdocs.template_check.checks import Finding, found
from cpdocs.template_check.papers import INDEX, SHEET, STRIP

PAGE: Final = "layout.html"
SHEET_OF_STYLE: Final = "look.css"
WORD: Final = "layout.docx"

#: A finding of inspect_word by its code, in words; the detail goes in the braces.
_WORD: Final[Mapping[str, str]] = {
    "unreadable": "this is no Word file, or a part of it cannot be read",
    "comments": "there are comments in it",
    "changes": "there are tracked changes in it",
    "authors": "it says who worked on it ({})",
    "hidden": "there is hidden text: {}",
    "macros": "there are macros in it",
    "external": "it fetches something from outside ({})",
    "template": "it is attached to a template",
    "embedded": "there is an embedded file, control or document in it",
    "custom-xml": "there is custom XML in it",
    "font": "the font {} is not on every machine",
    "notes": "there are {} in it",
    "sections": "there are {} sections in it",
    "style": "the style {} is missing",
    "stamp": "the place of the stamp is not as it should be: {}",
}
_LOOK: Final[Mapping[str, str]] = {
    "outside": "{} is no file of the layouts",
    "font": "no font in the folder of fonts is called {}",
    "language": "the page does not say its language",
    "title": "the page has no title",
    "picture": "a picture without words",
    "link": "a link to {}",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One layout: its name, its folder, that folder as findings name it, and the folders of what layouts share."""

    name: str
    folder: Path
    shown: str
    shared: Sequence[Path]

    def file(self, name: str) -> str:
        """One of its files as findings name it."""
        return f"{self.shown}/{name}"

    @property
    def files(self) -> tuple[str, ...]:
        """What it is made of. A stamp and an address sheet are no papers of their own, and are never Word files."""
        return (PAGE, SHEET_OF_STYLE) if self.name in {INDEX, SHEET, STRIP} else (PAGE, SHEET_OF_STYLE, WORD)


def of_layout(look: Look, families: frozenset[str] | None) -> Iterator[Finding]:
    """Everything that is wrong with the files of one layout. ``families`` are the fonts there are, None without any."""
    for name in look.files:
        if not (look.folder / name).is_file():
            yield found("missing-file", look.file(name), None, "this file is missing")
    for path in sorted(look.folder.rglob("*")):
        if path.suffix in {".html", ".css"}:
            yield from of_page(path, look.file(str(path.relative_to(look.folder))), look.shared, families)
        elif path.name.startswith((".", "~")) or path.suffix in {".bak", ".docm", ".doc", ".dotx", ".tmp"}:
            yield found("stray-file", look.file(str(path.relative_to(look.folder))), None, "nothing reads this file")
    if (look.folder / WORD).is_file() and WORD in look.files:
        yield from _of_word((look.folder / WORD).read_bytes(), look.file(WORD), families)


def of_crest(svg: Path, file: str, families: frozenset[str] | None) -> Iterator[Finding]:
    """What is wrong with a crest.svg, which stands in ``_authority`` above the layouts."""
    yield from of_page(svg, file, (svg.parent / "layouts",), families)
    if not svg.with_suffix(".png").is_file():
        yield found("look-crest", file, None, "there is no crest.png beside it")


def of_page(path: Path, file: str, homes: Sequence[Path], families: frozenset[str] | None) -> Iterator[Finding]:
    """Everything that is wrong with one page, style sheet or SVG, which may name files below ``homes``."""
    try:
        for one in inspect_look.inspect(path, homes, families):
            yield found(f"look-{one.code}", file, one.line, _LOOK[one.code].format(one.detail))
    except UnicodeDecodeError:
        yield found("look-unreadable", file, None, "this is no text in UTF-8")


def _of_word(data: bytes, file: str, families: frozenset[str] | None) -> Iterator[Finding]:
    for one in inspect_word.inspect(data, families or frozenset()):
        if one.code in {"picture", "link"}:
            yield found(f"look-{one.code}", file, None, _LOOK[one.code].format(one.detail))
        else:
            yield found(f"word-{one.code}", file, None, _WORD[one.code].format(one.detail))
