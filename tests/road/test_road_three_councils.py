"""Three councils, one program: what each calls things stands in its authority.yaml and nowhere else.

A conference is a Child Protection Case Conference with a Reviewing Officer and keyworkers in the first, a Case Conference
with a Chair and keyworkers in the second, a planning meeting with a Chair and lead professionals in the third.
"""

from __future__ import annotations

import re
import shutil
from typing import NamedTuple

import pytest
from road_tools import opened
from snapshots import RECORDS

from cpdocs import run
from cpdocs.documents.blocks import block_texts
from cpdocs.documents.templates import covering_text, write
from cpdocs.shipped import folder as shipped

#: The settings that councils differ in most, and those that a paper of today prints.
TERMS = ("conference", "chair", "lead_professional", "plan")
PRINTED = (*TERMS, "concern", "head_of_service", "core_group", "minutes")


class Paper(NamedTuple):
    """One paper in words: of whom, its title and sentences without what people have told, and its files' names."""

    name: str
    texts: tuple[str, ...]
    files: tuple[str, ...]


def papers(folder, council):
    """Every paper that a council's records give, written by the program's own steps."""
    workspace = opened(folder)
    for record, today in RECORDS[council].items():
        for prepared in run.look(workspace, folder / "records" / record, today).parcels:
            for written in prepared.written.papers:
                if written.cut is None or written.template is None:
                    continue
                draft = write(written.cut.view.untold(), written.template)
                texts = [draft.title, draft.letterhead.marking]
                texts += (text for block in draft.blocks for text in block_texts(block))
                if written is prepared.written.covering:
                    texts.append(covering_text(written.cut.view.authority, written.template))
                name = f"{written.planned.document}-{written.planned.person}"
                yield Paper(f"{record}: {name}", tuple(texts), (name, prepared.written.serial))


@pytest.fixture(scope="module")
def councils(tmp_path_factory):
    """Council -> the names that it prints and all its papers."""
    found = {}
    for council in RECORDS:
        folder = shutil.copytree(shipped("examples") / council, tmp_path_factory.mktemp("councils") / council)
        found[council] = (opened(folder).authority.names.model_dump(), list(papers(folder, council)))
    return found


def said(name, text):
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)


@pytest.mark.parametrize("council", RECORDS)
def test_each_council_has_papers_in_its_own_words(council, councils):
    names, made = councils[council]
    kinds = {paper.name.split(": ")[1].split("-")[0].removeprefix("review_") for paper in made}
    assert kinds >= {"invitation", "decision_letter"}
    everything = "\n".join(text for paper in made for text in paper.texts)
    printed = [term for term in PRINTED if said(names[term], everything)]
    # The islands' children leave the register: no concern is named any more.
    assert set(PRINTED) - set(printed) == ({"concern"} if council == "isbister" else set())


@pytest.mark.parametrize("council", RECORDS)
def test_no_council_s_word_stands_in_another_council_s_paper(council, councils):
    own, made = councils[council]
    foreign = {names[term] for names, _ in councils.values() for term in TERMS} - {own[term] for term in TERMS}
    assert len(foreign) >= 4
    found = []
    for paper in made:
        for text in (*paper.texts, *paper.files):
            bare = text
            for name in sorted(own.values(), key=len, reverse=True):  # a Child Protection Case Conference is one too
                bare = re.sub(re.escape(name), "*", bare, flags=re.IGNORECASE)
            found += [(paper.name, name, text) for name in foreign if said(name, bare)]
    assert found == []


def test_the_setting_alone_changes_every_place(tmp_path, councils):
    """The same papers with other names, and then the old names put back, are the old papers; no old name was left."""
    old, _ = councils["rennie"]
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        shutil.copytree(shipped("examples") / "rennie", folder)
        file = folder / "authority" / "authority.yaml"
        # What else of the council's file is printed and speaks of a chair: who somebody is, and an office's own name.
        text = re.sub(r"post_title: .*", "post_title: Officer", file.read_text("utf-8"))
        text = text.replace("    name: Head of Service, Children and Families\n", "    name: The Office\n")
        for n, (term, name) in enumerate(old.items()):
            if folder == after:
                assert f"  {term}: {name}\n" in text
                text = text.replace(f"  {term}: {name}\n", f"  {term}: zq{n}x\n")
        file.write_text(text, "utf-8")
    were, are = list(papers(before, "rennie")), list(papers(after, "rennie"))
    assert len(were) == len(are) > 20
    changed = set()
    for was, now in zip(were, are, strict=True):
        for text, other in zip(was.texts, now.texts, strict=True):
            assert not [name for name in old.values() if name != old["minutes"] and said(name, other)], now.name
            back = other
            for n, (term, name) in enumerate(old.items()):
                changed |= {term} if f"zq{n}x" in other.casefold() else set()
                back = re.sub(f"zq{n}x", name, back, flags=re.IGNORECASE)
            assert back.casefold() == text.casefold()
    assert changed == set(PRINTED)


def test_a_council_that_names_no_main_concern_still_says_which_were_recorded(councils):
    """On the 2021 terms none of the concerns is the main one; a letter that waited for a main one would name none."""
    letters = [p for p in councils["baird"][1] if p.name.startswith("GC-2026-0071-1.minuted.yaml: decision_letter")]
    assert len(letters) > 3
    assert [p.name for p in letters if "Domestic abuse" not in "\n".join(p.texts)] == []
