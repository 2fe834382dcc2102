"""A record checked: every finding, what can be made of it now, what the rest lack. Nothing is planned or made.

A module of its own, since ``validate`` runs after every few lines that a clerk writes and must not wait for what lays
out, seals, sends and records (DESIGN.md section 4, "A record grows in stages").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cpdocs.errors import RecordError
from cpdocs.record.findings import Finding
from cpdocs.record.load import Loaded, finding_at
from cpdocs.record.model import Record
from cpdocs.record.prose import load_record
from cpdocs.record.tree import Tree, path_of
from cpdocs.rules import checks
from cpdocs.rules.checks.lacks import ident, lack, no_template, not_called_for
from cpdocs.rules.checks.problem import Check, Problem
from cpdocs.rules.checks.typed import SECRET, STRANGER
from cpdocs.rules.conditions import CONDITIONS
from cpdocs.rules.entitlements import applies, lacking, plan
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.free_text import Search, Slip
from cpdocs.workspace import Workspace

if TYPE_CHECKING:
    from cpdocs.views.shape import View


@dataclass(frozen=True, slots=True)
class Checked:
    """A record as ``validate`` sees it. ``record`` is None if a rule is broken or the file cannot be read.

    ``findings`` hold besides what the document that was asked for lacks. A block of a later stage is nothing amiss in
    itself: then the record is there, and only that document cannot be made.
    """

    file: str
    record: Record | None
    findings: tuple[Finding, ...]
    ready: tuple[str, ...] = ()
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def valid(self) -> bool:
        """Whether no finding is an error: nothing is wrong, and the document that was asked for can be made."""
        return not any(finding.severity == "error" for finding in self.findings)


def check(workspace: Workspace, path: Path, today: date, document: str | None = None) -> Checked:
    """Everything that is wrong with a record, each with its place; what can be made now, and what the rest lack.

    What ``document`` lacks is an error.
    """
    return check_loaded(workspace, load_record(path), path.name, today, document)


def check_loaded(
    workspace: Workspace, loaded: Loaded[Record], file: str, today: date, document: str | None = None
) -> Checked:
    """``check`` of a record that was read already; ``file`` names it."""
    if loaded.value is None or loaded.tree is None:
        return Checked(file, None, loaded.findings)
    situation = workspace.situation(loaded.value, today)
    tree = loaded.tree
    broken = checks.check(situation)
    stopped = any(problem.severity == "error" for problem in broken)
    slipped = () if stopped else tuple(_slipped(situation, tree))
    stopped = stopped or any(finding.severity == "error" for finding in slipped)
    lacks = {name: lacking(situation, rule) for name, rule in workspace.tables.documents.documents.items()}
    asked = tuple(_wanting(situation, document, lacks[document])) if document else ()
    found = (finding_at(tree, p.path, p.id, p.severity, p.message, p.hint) for p in (*broken, *asked))
    return Checked(
        file=file,
        record=None if stopped else loaded.value,
        findings=tuple(sorted((*loaded.findings, *found, *slipped))),
        ready=() if stopped else tuple(n for n, missing in lacks.items() if not missing and _makes(situation, n)),
        lacking=tuple((name, tuple(map(ident, missing))) for name, missing in lacks.items() if missing),
    )


def _slipped(situation: Situation, tree: Tree) -> Iterator[Finding]:
    """What was typed into a passage and must not stand there, each at its own line and column."""
    readers: dict[tuple[str, str, str], list[Slip]] = {}
    search = Search(situation)
    for slip in _slips(search):
        readers.setdefault((slip.passage, slip.kind, slip.text), []).append(slip)
    for (passage, kind, text), found in readers.items():
        who = " and ".join(dict.fromkeys(slip.person for slip in found))
        message = f"this text gives away a {kind} ({found[0].secret}) to {who}, who reads it and must not know"
        hint = "take it out, or say under restricted: share_with: who may read this passage"
        yield _at(tree, passage, text, SECRET, message, hint)
    for slip in search.strangers():
        message, hint = f"this text names somebody of the case {slip.secret}", "was it copied from there? take it out"
        yield _at(tree, slip.passage, slip.text, STRANGER, message, hint)


def _slips(search: Search) -> Iterator[Slip]:
    """The slips of every paper that can be made now, and of those that say which blocks they will print."""
    every = replace(search.situation, makes=None)
    for planned in (one for covering in plan(every).planned for one in (covering, *covering.encloses)):
        prints = every.tables.documents.documents[planned.document].prints
        if prints or search.situation.can_make(planned.document):
            yield from search.slips(planned, partial(_view, every, planned), prints)


def _view(situation: Situation, planned: Planned) -> View | None:
    from cpdocs.views.cut import cut  # the cutters and their shapes are wanted only where something was found

    seen = cut(situation, planned)
    return seen.view if seen else None


def _at(tree: Tree, passage: str, text: str, broken: Check, message: str, hint: str) -> Finding:
    path = path_of(passage)
    place = tree.place_of(path, text)
    return Finding(broken.id, broken.severity, tree.file_of(path), place.line, place.column, passage, message, hint)


def _wanting(situation: Situation, document: str, blocks: tuple[str, ...]) -> Iterator[Problem]:
    """What keeps ``document`` from being made: ``blocks`` that are missing, else a reason for it, else its template."""
    yield from (lack(document, block) for block in blocks)
    conditions = [CONDITIONS[name] for name in situation.tables.documents.documents[document].applies]
    unmet = [condition for condition in conditions if not blocks and not condition(situation)]
    if unmet:
        yield not_called_for(document, unmet[0].__doc__ or "")
    elif not blocks and not situation.can_make(document):
        yield no_template(document)


def _makes(situation: Situation, document: str) -> bool:
    """Whether this workspace has a template of a document, and this conference a reason for it."""
    return situation.can_make(document) and applies(situation, situation.tables.documents.documents[document])


def read(workspace: Workspace, path: Path, today: date) -> Record:
    """A record without an error. Raises RecordError with every finding; nothing has been made or sent."""
    checked = check(workspace, path, today)
    if checked.record is None:
        wrong = [f.text() for f in checked.findings if f.severity == "error"]
        things = "thing" if len(wrong) == 1 else "things"
        raise RecordError(f"{path.name}: {len(wrong)} {things} to mend; nothing was made from it", wrong)
    return checked.record
