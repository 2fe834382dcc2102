"""The example records, each on its day, and every paper that is planned from them, written by the program's own steps.

Whatever the program plans for an example is seen by every test and script that asks here: a new document, variant,
enclosure or record needs no line but that of its day.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cpdocs import run
from cpdocs.documents.blocks import Draft
from cpdocs.documents.templates import Templates, write
from cpdocs.shipped import folder as shipped
from cpdocs.stages import Paper, Preparation
from cpdocs.workspace import Workspace, open_workspace

RECORDS = {
    "rennie": {
        "CP-2026-0142-1.called.yaml": date(2026, 11, 5),
        "CP-2026-0142-1.decided.yaml": date(2026, 11, 16),
        "CP-2026-0142-1.minuted.yaml": date(2026, 11, 20),
    },
    "isbister": {
        "CP-2026-0017-2.called.yaml": date(2026, 10, 22),
        "CP-2026-0017-2.minuted.yaml": date(2026, 11, 20),
    },
    "baird": {
        "GC-2026-0071-1.called.yaml": date(2026, 11, 9),
        "GC-2026-0071-1.minuted.yaml": date(2026, 11, 30),
        "GC-2026-0078-1.called.yaml": date(2026, 11, 9),
        "GC-2026-0078-1.minuted.yaml": date(2026, 11, 30),
    },
}


class Snapshot(NamedTuple):
    """One record of an example on its day."""

    council: str
    record: str
    today: date

    @property
    def name(self) -> str:
        return f"{self.council}/{self.record.removesuffix('.yaml')}"


SNAPSHOTS = tuple(Snapshot(council, *one) for council, records in RECORDS.items() for one in records.items())


@dataclass(frozen=True)
class Distinct:
    """One paper in words, once for everybody who gets the same. ``name`` is its own among those of its snapshot."""

    council: str
    name: str
    draft: Draft
    papers: tuple[Paper, ...] = field(repr=False)

    @property
    def paper(self) -> Paper:
        return self.papers[0]

    @property
    def readers(self) -> tuple[str, ...]:
        return tuple(paper.planned.person for paper in self.papers)


class Examples:
    """The examples' workspaces below ``folder``, without keys; each snapshot is prepared once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.workspace = cache(self._workspace)
        self.preparation = cache(self._preparation)

    def _workspace(self, council: str) -> Workspace:
        there = shutil.copytree(shipped("examples") / council, self._folder / council)
        return open_workspace(there, lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))

    def _preparation(self, snapshot: Snapshot) -> Preparation:
        workspace = self.workspace(snapshot.council)
        return run.look(workspace, workspace.folder / "records" / snapshot.record, snapshot.today)

    def papers(self, snapshot: Snapshot) -> Iterator[Paper]:
        """Every planned paper, enclosures after what they are enclosed with."""
        for parcel in self.preparation(snapshot).parcels:
            yield from parcel.written.papers

    def distinct(self, snapshot: Snapshot) -> list[Distinct]:
        """Each paper in words once, numbered where one variant has several; those that no template makes left out."""
        by_kind: dict[str, dict[Draft, list[Paper]]] = {}
        for paper in self.papers(snapshot):
            if paper.draft is not None:
                kind = f"{paper.planned.document}-{paper.planned.variant}"
                by_kind.setdefault(kind, {}).setdefault(paper.draft, []).append(paper)
        return [
            Distinct(snapshot.council, kind if len(drafts) == 1 else f"{kind}-{n}", draft, tuple(papers))
            for kind, drafts in by_kind.items()
            for n, (draft, papers) in enumerate(drafts.items(), 1)
        ]

    def planned_nowhere(self) -> list[Distinct]:
        """Each shipped variant that no example plans and that takes the words of one that is, from the first View of
        that one: large print that nobody in an example has asked for.
        """
        templates, found = Templates(shipped("templates")), []
        for document, variant in sorted(variants() - self._planned()):
            template = templates.find(document, variant, covering=False)
            of_the_same_words = (
                Distinct(council, f"{document}-{variant}", write(paper.cut.view, template), (paper,))
                for council, paper in self._written()
                if paper.cut
                and (paper.planned.document, paper.planned.variant) == template.about.words(document, variant)
            )
            found += islice(of_the_same_words, 1)
        return found

    def seen_nowhere(self) -> set[tuple[str, str]]:
        """The shipped variants that are in no golden text: no example plans them, nor one whose words they take."""
        made = {(d.draft.document, d.draft.variant) for d in self.planned_nowhere()}
        return variants() - self._planned() - made

    def _written(self) -> Iterator[tuple[str, Paper]]:
        return ((s.council, paper) for s in SNAPSHOTS for paper in self.papers(s) if paper.draft is not None)

    def _planned(self) -> set[tuple[str, str]]:
        return {(p.planned.document, p.planned.variant) for _, p in self._written()}


def variants() -> set[tuple[str, str]]:
    """Every document and variant for which there is a shipped template."""
    return {(p.parent.parent.name, p.parent.name) for p in shipped("templates").glob("[!_]*/*/about.yaml")}
