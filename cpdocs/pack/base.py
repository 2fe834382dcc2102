"""The nouns of this room: a page's size, and an enclosure made clean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageSize:
    """A page as a reader sees it, turned as it is to be read, in points of 1/72 inch."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class CleanFile:
    """An enclosure as it may go along: a PDF that was written anew, and what a person must know of it.

    ``texts`` holds a page's words, all that are in the file, seen or not, and what a screen reader would say beside
    them. ``removed`` and ``findings`` begin with a code of remarks.py, after which a colon and the pages, or the name
    of an attachment, may follow. Texts and names come from the file, so they are case text: for a reviewer's screen,
    and for no log.
    """

    data: bytes
    pages: tuple[PageSize, ...]
    texts: tuple[str, ...]
    tagged: bool
    removed: tuple[str, ...]
    findings: tuple[str, ...]
