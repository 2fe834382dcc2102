"""Every paper of every example, finished once in both formats, in one folder for other people's programs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from finished import Finisher
from golden_text import golden, words
from snapshots import SNAPSHOTS, Distinct, Examples

from cpdocs.documents.blocks import Draft


@dataclass(frozen=True)
class Finished:
    """A paper on disk. ``text`` is its golden text, ``head`` the letterhead that stands before it."""

    name: str
    draft: Draft
    pdf: Path
    docx: Path

    @property
    def head(self) -> str:
        letterhead = self.draft.letterhead
        return "\n".join((letterhead.name, *letterhead.lines, letterhead.marking))

    @property
    def text(self) -> str:
        return golden(self.draft, ())

    def said(self, *, markers: bool) -> str:
        """What must be read in a file: the letterhead, and the words of the golden text."""
        return self.head + words(self.text, markers=markers)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Finished]:
    folder = tmp_path_factory.mktemp("finished")
    examples, made = Examples(tmp_path_factory.mktemp("examples")), []
    with Finisher() as finisher:
        for name, one in _every(examples):
            workspace = examples.workspace(one.council)
            paths = [folder / f"{name.replace('/', '_')}.{form}" for form in ("pdf", "docx")]
            for path in paths:
                path.write_bytes(finisher.copy(workspace.templates, one.draft, path.suffix[1:]).data)
            made.append(Finished(name, one.draft, *paths))
    assert len(made) > 50
    return made


def _every(examples: Examples) -> Iterator[tuple[str, Distinct]]:
    """Every paper with its record's name and its own; one that two records have alike once."""
    seen: set[Draft] = set()
    for snapshot in SNAPSHOTS:
        for one in examples.distinct(snapshot):
            if one.draft not in seen:
                seen.add(one.draft)
                yield f"{snapshot.name}/{one.name}", one
    for one in examples.planned_nowhere():
        yield one.name, one


@pytest.fixture(scope="session")
def ran():
    """Whether a program ended well, and what it said."""

    def run(*command: object) -> tuple[bool, str]:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        return done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.fixture(scope="session")
def ran_on_each(ran, papers):
    """The same of a program that takes one file, for the PDF of every paper; two at a time."""

    def run(*command: object) -> Iterator[tuple[Finished, bool, str]]:
        with ThreadPoolExecutor(2) as two:
            for paper, (well, said) in zip(papers, two.map(lambda one: ran(*command, one.pdf), papers), strict=True):
                yield paper, well, said

    return run
