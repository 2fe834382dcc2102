"""What a layout.html and its style sheets name that they should not: files outside, fonts that there are not.

The fenced child refuses a URL that leads out and whatever WeasyPrint warns of, but it says so without a line; and a
font that is not there it replaces without a word. Here both are found in the text, each with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from cpdocs.render.fonts import of_each

#: Attributes whose file is fetched when a page is laid out. ``href`` is a link to read on ``a``, and fetched elsewhere.
_FETCHED: Final = frozenset({"src", "data", "srcset", "poster", "background", "xlink:href"})
_URL: Final = re.compile(r"""url\(\s*("[^"]*"|'[^']*'|[^)"'\s]*)\s*\)|@import\s+("[^"]*"|'[^']*')""", re.IGNORECASE)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_FACE: Final = re.compile(r"@font-face\s*\{([^}]*)\}", re.IGNORECASE)
_FAMILY: Final = re.compile(r"(?<![-\w])font-family\s*:\s*([^;}!]+)", re.IGNORECASE)
#: ``font: bold 12pt/17pt "Open Sans", sans-serif``: what follows the size is the families.
_SHORTHAND: Final = re.compile(
    r"(?<![-\w])font\s*:[^;}]*?[\d.](?:pt|px|mm|cm|em|rem|in|pc|q|%)(?:\s*/\s*[\w.%]+)?\s+([^;}!]+)", re.IGNORECASE
)
#: Links that lead nowhere else: to a place of the same page, and the marks of what a reader fills in
#: and of a pack's parts.
_IN_PLACE: Final = ("#", "field:", "part:")
_GENERIC: Final = frozenset(
    {"serif", "sans-serif", "monospace", "system-ui", "cursive", "fantasy", "math", "inherit", "initial", "unset"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a layout's file: a code of this module, the line, and what is named there."""

    code: str
    line: int
    detail: str = ""


def inspect(file: Path, homes: Sequence[Path], families: frozenset[str] | None) -> tuple[Found, ...]:
    """Everything that is found in one ``.html``, ``.svg`` or ``.css`` file.

    It may name files below ``homes`` and no others (what one home lacks is taken from another, as when a page is laid
    out), and fonts of ``families`` alone (any, if that is None).

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    text = file.read_text("utf-8")
    look = _of_sheet if file.suffix == ".css" else _of_page
    return tuple(sorted(look(text, file, homes, families), key=lambda one: (one.line, one.code, one.detail)))


def family_names(fonts: Path) -> frozenset[str]:
    """The families of the font files in a folder, by every name that they have."""
    names = of_each(fonts, lambda font: {str(one) for one in font["name"].names if one.nameID in {1, 16}})
    return frozenset[str]().union(*names)


# ---- style sheets ---------------------------------------------------------------------------------------------------


def _of_sheet(
    text: str, file: Path, homes: Sequence[Path], families: frozenset[str] | None, first: int = 1
) -> Iterator[Found]:
    plain = _COMMENT.sub(lambda hit: re.sub(r"[^\n]", " ", hit.group()), text)

    def line(at: int) -> int:
        return first + plain.count("\n", 0, at)

    for hit in _URL.finditer(plain):
        url = (hit[1] or hit[2] or "").strip("\"'")
        if not _stands_inside(url, file, homes):
            yield Found("outside", line(hit.start()), url)
    if families is None:
        return
    own = {name for face in _FACE.findall(plain) for named in _FAMILY.findall(face) for name in _named(named)}
    for pattern in (_FAMILY, _SHORTHAND):
        for hit in pattern.finditer(plain):
            for name in _named(hit[1]):
                if name.casefold() not in _GENERIC | {one.casefold() for one in families | own}:
                    yield Found("font", line(hit.start(1)), name)


def _named(families: str) -> Iterator[str]:
    """The families of a list, without their quotation marks; a variable is none."""
    for name in families.split(","):
        bare = " ".join(name.strip().strip("\"'").split())
        if bare and "(" not in bare:
            yield bare


def _stands_inside(url: str, file: Path, homes: Sequence[Path]) -> bool:
    """Whether a URL names a file that is there, below ``homes``. A value is only known when the page is laid out."""
    if url.startswith("#") or "{{" in url:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:  # it is no URL at all, such as one with half a pair of square brackets
        return False
    if parts.scheme or parts.netloc or not parts.path:
        return False
    path = (file.parent / unquote(parts.path)).resolve()
    roots = [home.resolve() for home in homes]
    below = [path.relative_to(root) for root in roots if path.is_relative_to(root)]
    return any((root / name).is_file() for name in below for root in roots)


# ---- pages ----------------------------------------------------------------------------------------------------------


def _of_page(text: str, file: Path, homes: Sequence[Path], families: frozenset[str] | None) -> Iterator[Found]:
    page = _Page()
    page.feed(text)
    page.close()
    for line, url in page.fetched:
        if not _stands_inside(url, file, homes):
            yield Found("outside", line, url)
    for line, style in page.styles:
        yield from _of_sheet(style, file, homes, families, line)
    yield from (Found("link", line, url) for line, url in page.links if not url.startswith(_IN_PLACE))
    yield from (Found("picture", line) for line in page.wordless if file.suffix == ".html")
    if page.root and not page.language:
        yield Found("language", page.root)
    if page.root and not page.title:
        yield Found("title", page.root)


class _Page(HTMLParser):
    """What a page names. Jinja's own marks are text to it, and a value in an attribute stays as it is written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fetched: list[tuple[int, str]] = []
        self.links: list[tuple[int, str]] = []
        self.styles: list[tuple[int, str]] = []
        self.wordless: list[int] = []
        self.root, self.language, self.title = 0, False, False
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element with its attributes."""
        line, named = self.getpos()[0], {name: value or "" for name, value in attrs}
        if tag == "html":
            self.root, self.language = line, bool(named.get("lang", "").strip())
        self.title = self.title or tag == "title"
        self._in_style = tag == "style"
        if tag in {"img", "svg"} and not (named.get("alt", "") or named.get("aria-label", "")).strip():
            self.wordless += [line] if named.get("alt") != "" and "aria-hidden" not in named else []
        for name, value in named.items():
            if name in _FETCHED or (name == "href" and tag != "a"):
                self.fetched.append((line, value))
            elif name == "href":
                self.links.append((line, value))
            elif name == "style":
                self.styles.append((line, value))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        """The end of one."""
        if tag == "style":
            self._in_style = False

    def handle_data(self, data: str) -> None:
        """Text between elements; in a style element it is a style sheet."""
        if self._in_style:
            self.styles.append((self.getpos()[0], data))
