"""Declared files that go with a paper: which of them this reader may have, and what must be there or be read first.

Only the record says which files there are. A file is about children as a passage is, and goes to nobody who may not
read about all of them: what stands in it cannot be cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cpdocs.record.afterwards import Enclosure
from cpdocs.rules import scopes
from cpdocs.rules.situation import DeclaredFile, Hold, Situation

UNREVIEWED: Final = "unreviewed-enclosure"
NO_REPORT: Final = "no-report"
_CP1: Final = "cp1_report"
#: The one paper that does not go without the report of enquiries (seed S4).
_REFERRAL: Final = "reporter_referral"


def declared(situation: Situation, document: str, scope: tuple[str, ...]) -> tuple[DeclaredFile, ...]:
    """The files that go with ``document`` to somebody who may read about the children of ``scope``, in their order."""
    return tuple(one for one, about in _declared(situation, document) if about <= {*scope})


def left_out(situation: Situation, document: str, scope: tuple[str, ...]) -> tuple[str, ...]:
    """The places in the record of those that do not, since they are about another child too."""
    return tuple(one.place for one, about in _declared(situation, document) if not about <= {*scope})


def holds(situation: Situation, document: str, files: tuple[DeclaredFile, ...]) -> Iterator[Hold]:
    """What keeps the paper that these files go with: the report of enquiries is not among them, or nobody read one."""
    if document == _REFERRAL and not any(one.cp1_report for one in files) and not _excused(situation):
        yield Hold(NO_REPORT, _no_report(situation))
    for one in files:
        if one.reviewed_by is None:
            message = f"nobody is said to have read {one.place} for what must not leave; record reviewed_by"
            yield Hold(UNREVIEWED, message, about=one.sha256)


def _declared(situation: Situation, document: str) -> Iterator[tuple[DeclaredFile, set[str]]]:
    for n, enclosure in enumerate(situation.record.distribution.enclosures):
        if document in enclosure.goes_with:
            about = enclosure.about or tuple(child.id for child in situation.record.children)
            yield _file(n, enclosure), {*about}


def _file(n: int, enclosure: Enclosure) -> DeclaredFile:
    return DeclaredFile(
        place=f"distribution.enclosures[{n}]",
        file=enclosure.file,
        title=enclosure.title,
        sha256=enclosure.sha256,
        cp1_report=enclosure.kind == _CP1,
        reviewed_by=enclosure.reviewed_by,
    )


def _excused(situation: Situation) -> bool:
    """Whether the chair recorded, for each referred child, why the referral goes without it."""
    referred = scopes.of_all(situation, "referred")
    decisions = situation.record.decisions or ()
    return all(d.reporter.no_report_because for d in decisions if d.child in referred)


def _no_report(situation: Situation) -> str:
    cure = "or the chair records no_report_because"
    if any(one.cp1_report for one, _ in _declared(situation, _REFERRAL)):
        return f"the report of enquiries is about a child too who is not referred; declare one that is not, {cure}"
    return f"the report of enquiries is not enclosed; declare it with kind: {_CP1}, {cure}"
