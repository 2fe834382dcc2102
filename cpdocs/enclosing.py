"""The files that a record declares: each made clean once a run, and held until somebody has looked at what is odd.

The record says which files there are and which bytes they have; a stranger made them (docs/enclosures.md). What stands
in a clean file is held against this record's secrets and against every other case of the workspace. What is found waits
for a person, who releases the hold of this very file and of no other: its digest is in what she or he releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from cpdocs.errors import InputError
from cpdocs.pack.enclosures import cleaned
from cpdocs.pack.index import Withhold
from cpdocs.pack.remarks import FINDINGS
from cpdocs.record.neighbours import marks_of_other_cases
from cpdocs.rules.enclosures import UNREVIEWED
from cpdocs.rules.situation import DeclaredFile, Hold, Planned, Situation
from cpdocs.stages import Enclosed
from cpdocs.views.enclosed import Pages, Told, told
from cpdocs.views.free_text import own_names
from cpdocs.words import word_list
from cpdocs.workspace import RECORDS

if TYPE_CHECKING:
    from pathlib import Path

    from cpdocs.pack.base import CleanFile
    from cpdocs.record.model import Record
    from cpdocs.views.shape import View
    from cpdocs.workspace import Workspace

#: A file that cannot be made clean, and waits for another one.
REFUSED: Final = "enclosure-refused"
#: So many secrets of one file are named, and the rest counted: a hold is a line.
_NAMED: Final = 6


class Files:
    """The declared files of the record at ``record_file``, from the folder in which it stands."""

    def __init__(self, workspace: Workspace, record_file: Path) -> None:
        self._folder, self._records = record_file.parent, workspace.folder / RECORDS
        self._clean: dict[str, CleanFile | InputError] = {}

    def of(self, situation: Situation, planned: Planned, view: View) -> tuple[Enclosed, ...]:
        """The files of a parcel made clean, each with what it waits for; one that was refused has no clean form."""
        return tuple(self._enclosed(situation, planned, view, one) for one in planned.files)

    def _enclosed(self, situation: Situation, planned: Planned, view: View, declared: DeclaredFile) -> Enclosed:
        clean = self._cleaned(declared)
        if isinstance(clean, InputError):
            cure = f" {clean.hint}" if clean.hint else ""
            return Enclosed(declared, None, (Hold(REFUSED, f"{declared.place}: {clean.message}.{cure}"),))
        pages = Pages(clean.texts)
        found = tuple(told(situation, planned, view, pages))
        reasons = (
            *map(_looked_at, clean.findings),
            *_secrets(found),
            *_others(self._records, situation, pages, clean),
        )
        holds = (Hold(UNREVIEWED, f"{declared.place}: {one}", about=f"{declared.sha256} {one}") for one in reasons)
        return Enclosed(declared, clean, tuple(holds), tuple(_withhold(situation, planned, found)))

    def _cleaned(self, declared: DeclaredFile) -> CleanFile | InputError:
        if declared.sha256 not in self._clean:
            try:
                self._clean[declared.sha256] = cleaned(self._folder / declared.file, declared.sha256)
            except InputError as refused:
                self._clean[declared.sha256] = refused
        return self._clean[declared.sha256]


def _looked_at(finding: str) -> str:
    """A finding of the cleaning in words: "words stand outside the visible page (2, 5)"."""
    code, _, where = finding.partition(": ")
    return f"{FINDINGS[code]} (pages {where})" if where else FINDINGS[code]


def _secrets(found: Iterable[Told]) -> Iterator[str]:
    """One line for all: what is said of a place on a page is mostly said of everybody who lives there."""
    alike: dict[tuple[tuple[int, ...], str, tuple[str, ...]], list[str]] = {}
    for one in found:
        alike.setdefault((one.pages, one.kind, one.kept_from), []).append(one.secret)
    named = [
        f"{_on(pages)} says {_said(kind, places)}, kept from {', '.join(people)}"
        for (pages, kind, people), places in alike.items()
    ]
    if named:
        more = f"; and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        yield "; ".join(named[:_NAMED]) + more


def _withhold(situation: Situation, planned: Planned, found: Iterable[Told]) -> Iterator[Withhold]:
    """For the sheet before the file: from whom which pages are to be withheld, and for what kind of thing on them.

    The schedule is made from the record alone, and knows nothing of what a stranger wrote.
    """
    kept: dict[tuple[str, ...], list[Told]] = {}
    for one in found:
        if others := tuple(person for person in one.kept_from if person != planned.person):
            kept.setdefault(others, []).append(one)
    for people, told_there in kept.items():
        names = " and ".join(map(situation.name, people))
        kinds = dict.fromkeys("a restricted passage" if one.kind == "prose" else one.kind for one in told_there)
        pages = sorted({page for one in told_there for page in one.pages})
        yield Withhold(f"Kept from {names} ({', '.join(kinds)})", tuple(pages))


def _said(kind: str, places: Iterable[str]) -> str:
    where = ", ".join(places)
    if kind == "prose":
        return f"what stands in {where}"
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} ({where})"


def _others(records: Path, situation: Situation, pages: Pages, clean: CleanFile) -> Iterator[str]:
    """Names and references of other cases: what slipped in from elsewhere (Midlothian, 2012)."""
    record = situation.record
    own = {tuple(word_list(name)) for name in own_names(situation)}
    marks = marks_of_other_cases(records, record.case, pages.whole)
    strange = {mark: case for mark, case in marks.items() if tuple(word_list(mark)) not in own}
    strange |= {mark: mark for mark in _references(record, "\n".join(clean.texts)) if mark not in strange}
    for mark, case in sorted(strange.items(), key=lambda one: one[1]):
        yield f"{_on(pages.holding((mark,), exact=True) or ())} is of another case ({case})"


def _references(record: Record, text: str) -> Iterator[str]:
    """References of the form of this record's own that are another case's, whether or not its record is here."""
    for own in (record.reference, record.case):
        if re.search("[A-Za-z]", own):
            form = re.sub(r"\d+", r"\\d+", re.escape(own))
            found = dict.fromkeys(re.findall(rf"(?<![\w-]){form}(?![\w])", text))
            yield from (one for one in found if record.case not in one and one != record.reference)


def _on(pages: tuple[int, ...]) -> str:
    if not pages:
        return "what runs over a page"
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {', '.join(map(str, pages))}"
