"""For equal Views equal bytes: whoever lacks a passage that is shown as nothing has the same View whatever it says.

Not its words, not its length, not even whether it is there can be told from a decision letter or from the minutes. So a
copy proves nothing to somebody who looks for what it leaves out.
"""

from __future__ import annotations

import copy
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from families import Family, family
from made_world import papers, situation, views
from oracle import Oracle

QUICK = range(101, 107)  # seeds
SOAK_FAMILIES = 60
LETTER, MINUTES = "decision_letter", "minutes"


def copies(one: Family, document: str, *, blocks: bool) -> dict[str, tuple[str, str]]:
    """The View digest of each copy of a document, and its blocks if they are wanted."""
    seen = situation(one, called=False, makes=frozenset({document}))
    if not blocks:
        return {planned.person: (view.digest, "") for planned, view in views(seen) if view}
    return {p.person: (view.digest, draft.to_json()) for p, view, draft in papers(seen) if view and draft}


def other_words(passage: Any) -> Any:
    return _with(passage, "Something else was said.")


def far_more_words(passage: Any) -> Any:
    return _with(passage, "This is a very long story.\n\n- and a list\n- in it\n\n" * 40 + "The end.")


def _with(passage: Any, text: str) -> Any:
    return {**passage, "text": text} if isinstance(passage, dict) else text


#: What goes away whole with a passage: a line of a plan, an outcome beside others, a dissent, an optional text.
WHOLE = (
    r"(.*\.actions)\[(\d+)\]\.what",
    r"(.*\.plan\.outcomes)\[(\d+)\]",
    r"(.*\.dissents)\[(\d+)\]\.text",
    r"(.*\.significant_harm)\.(cause)",
    r"(.*\.reporter)\.(no_report_because)",
    r"(.*\.core_group)\.(members_because)",
    r"(agency_views)\[(\d+)\]\.because",
    r"(minutes\.(?:passages|strengths|risks))\[(\d+)\]",
    r"(minutes\.actions)\[(\d+)\]\.what",
    r"(minutes\.family_views)\[(\d+)\]\.text",
    r"(minutes\.child_views\.[^.]+)\.(text)",
    r"(minutes)\.(purpose)",
    r"(conference)\.(late_because)",
    r"(absent_because)\.(.+)",
    r"(facts_checked\[\d+\])\.(correction)",
    r"(progress)\[(\d+)\]\.action",
    r"(progress\[\d+\])\.(changed)",
    r"(others_in_household\.children)\[(\d+)\]\.outcome",
    r"(children\[\d+\]\.legal_status\.orders)\[(\d+)\]",
    r"(children\[\d+\]\.legal_status\.hearings)\[(\d+)\]\.what",
    r"(invitations\[\d+\]\.report)\.(excused_because)",
    r"(decisions\[\d+\])\.(alleged_abuser)\.text",
    r"(decisions\[\d+\])\.(support)\.what",
    r"(decisions\[\d+\]\.plan)\.(at_birth)\.steps",
)


def without(record: Any, path: str) -> Any | None:
    """The record without a passage and all that belongs to it; None where it cannot go."""
    match = next((m for m in (re.fullmatch(shape, path) for shape in WHOLE) if m), None)
    if match is None:
        return None
    record = copy.deepcopy(record)
    around = _at(record, match[1])
    if isinstance(around, list):
        if len(around) == 1 and "plan" in path:
            return None  # a plan has one of each at least
        del around[int(match[2])]
    else:
        del around[match[2]]
    return record


def changed(record: Any, path: str, change: Callable[[Any], Any]) -> Any:
    record = copy.deepcopy(record)
    way = _steps(path)
    around = _at(record, "".join(path[: path.rindex(str(way[-1]))]))
    around[way[-1]] = change(around[way[-1]])
    return record


def _steps(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]


def _at(record: Any, path: str) -> Any:
    for step in _steps(path):
        record = record[step]
    return record


def otherwise(one: Family, path: str) -> Iterator[tuple[str, Family]]:
    yield "other words", replace(one, record=changed(one.record, path, other_words))
    yield "far more words", replace(one, record=changed(one.record, path, far_more_words))
    gone = without(one.record, path)
    if gone is not None:
        yield "not there", replace(one, record=gone)


def compared(one: Family, document: str, most: int, *, blocks: bool = False) -> Counter[str]:
    """Change some passages of a family, each in every way, and compare the copies of those who lack it."""
    oracle, before, counted = Oracle(one, called=False), copies(one, document, blocks=blocks), Counter[str]()
    nowhere = ("children", "invitations") if document == LETTER else ()  # what no decision letter has room for
    after_all = [path for path in oracle.passages if not path.startswith(nowhere)]
    draw = random.Random(one.seed)
    for path in draw.sample(after_all, min(most, len(after_all))):
        scopes = {who: found[2] for who in before if (found := oracle.entitled(document, who))}
        lacking = {who for who in before if oracle.shown(who, scopes[who], path) == ""}
        if not lacking:
            continue
        for how, other in otherwise(one, path):
            after = copies(other, document, blocks=blocks)
            told = {who for who in lacking if after[who] != before[who]}
            assert not told, f"seed {one.seed}: {path}, {how}: the {document} of {sorted(told)} tells of it"
            counted[how] += len(lacking)
            counted["copies of others that changed"] += sum(after[who] != before[who] for who in set(before) - lacking)
    return counted


@pytest.mark.parametrize("document", [LETTER, MINUTES])
def test_whoever_lacks_a_passage_has_the_same_copy_whatever_it_says_or_if_it_is_there(document) -> None:
    counted = sum((compared(family(seed), document, most=6) for seed in QUICK), Counter())
    assert min(counted[how] for how in ("other words", "far more words", "not there")) > 5
    assert counted["copies of others that changed"] > 0


@pytest.mark.soak
@pytest.mark.parametrize("document", [LETTER, MINUTES])
def test_whoever_lacks_a_passage_has_the_same_copy_on_many_families(document, say: Callable[[str], None]) -> None:
    first = int(os.environ.get("CPDOCS_SOAK_SEED") or random.SystemRandom().randrange(10**9))
    say(f"families from seed {first} on (CPDOCS_SOAK_SEED={first} makes them again)")
    counted = sum((compared(family(first + n), document, most=8, blocks=True) for n in range(SOAK_FAMILIES)), Counter())
    say(f"copies of the {document} that stayed the same: {dict(counted)}")
