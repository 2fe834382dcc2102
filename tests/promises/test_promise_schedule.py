"""The Reporter's copy on made families: everything is in it, and the schedule says of each withheld thing from whom.

Whoever may not have a thing is worked out once more by hand (oracle.py); a name that is missing in the schedule would be
somebody to whom the Reporter sends what a child's safety hangs on.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from families import Family, family
from made_world import in_view, situation
from mint import WORD
from oracle import Oracle

from cpdocs.rules.entitlements import plan
from cpdocs.views.cut import Cut, cut
from cpdocs.views.schedule import APART, WHEREABOUTS

SEEDS = range(201, 213)
#: Passages that the minutes have no room for: why a professional is asked to come, an appeal, an answer to a dissent,
#: and what the chair tells a child in its own letter.
NO_ROOM = ("needed_because", "appeals", ".reply", "own_copy")


def with_reasons(one: Family) -> tuple[Family, dict[str, Any]]:
    """The family with a reason of its own for each restriction, and each restriction by its reason."""
    record, found = copy.deepcopy(one.record), {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "share_with" in value and "kind" in value:
                value["because"] = f"reason number {len(found)}"
                found[value["because"]] = value
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(record)
    return replace(one, record=record), found


def reporter(one: Family) -> Cut:
    """The Reporter's copy, where the council sends one after every conference."""
    seen = situation(one, called=False, makes=frozenset({"minutes", "reporter_copy"}))
    rules = seen.authority.rules.model_copy(update={"reporter_copy": "always"})
    always = replace(seen, authority=seen.authority.model_copy(update={"rules": rules}))
    (planned,) = [p for p in plan(always).planned if p.document == "reporter_copy"]
    assert (planned.person, planned.scope, planned.whole) == ("principal", tuple(Oracle(one, called=False).kids), True)
    made = cut(always, planned)
    assert made is not None
    return made


def readers(of: Oracle) -> list[str]:
    """Everybody who could get a paper and has to do with these children: not a child who is not born, nor a supporter
    whom nobody brings.
    """
    born = (who for who in of.everybody() if "expected" not in of.child.get(who, {}))
    brought = {call["supporter"]["person"] for call in of.calls.values() if "supporter" in call}
    return [who for who in born if not of.supporter(who) or who in brought]


def left(how: str) -> str:
    """When somebody left; "" for one who did not."""
    return how.removeprefix("left at ") if how.startswith("left at ") else ""


def _around(of: Oracle, path: str) -> dict[str, Any]:
    return of.passages[path].get("restricted") or {}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_passage_that_the_minutes_have_room_for_stands_in_the_reporters_copy(seed) -> None:
    one = family(seed)
    of, words = Oracle(one, called=False), set(WORD.findall("\n".join(in_view(reporter(one).view))))
    room = {path for path in of.passages if not any(part in path for part in NO_ROOM)}
    lost = {path for path in room if not set(WORD.findall(of.passages[path]["text"])) <= words}
    assert lost == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_each_restricted_passage_has_its_line_with_everybody_who_may_not_read_it(seed) -> None:
    one, reasons = with_reasons(family(seed))
    of, made = Oracle(one, called=False), reporter(one)
    assert made.holds == ()
    lines = {str(line.because): line for line in made.view.schedule if line.because in reasons}
    named = {of.name(who): who for who in readers(of)}
    checked = 0
    for path in of.passages:
        because = _around(of, path).get("because")
        if because is None or any(part in path for part in NO_ROOM):
            continue
        kept_from = {named[person.name] for person in lines[because].kept_from}
        assert kept_from == {who for who in readers(of) if not of.let_in(who, path)}, path
        checked += 1
    for other, call in of.calls.items():
        if "presence" in call:
            kept_from = {named[person.name] for person in lines[call["presence"]["because"]].kept_from}
            assert kept_from == {who for who in readers(of) if not of.knows_of(who, other)}, other
    assert checked > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_where_a_child_can_be_found_has_its_line_with_everybody_it_is_not_shared_with(seed) -> None:
    one = family(seed)
    of, made = Oracle(one, called=False), reporter(one)
    found = {
        (line.about, line.what): {p.name for p in line.kept_from}
        for line in made.view.schedule
        if line.kind == WHEREABOUTS
    }
    words = {
        "address": "where the child lives",
        "school": "the child's school or nursery",
        "surgery": "the child's surgery",
    }
    for kid in of.child.values():
        for place, what in words.items():
            known = kid.get(place)
            if isinstance(known, dict):
                apart = {of.name(w) for w in readers(of) if w != kid["id"] and not of.named(w, known["share_with"])}
                assert found[kid["name"], what] == apart


@pytest.mark.parametrize("seed", SEEDS)
def test_each_closed_part_has_its_line_with_those_who_were_out_of_the_room(seed) -> None:
    one = family(seed)
    of, made = Oracle(one, called=False), reporter(one)
    told = {passage.get("closed_part") for passage in of.r["minutes"]["passages"]}
    lines = {line.starts: line for line in made.view.schedule if line.kind == APART and line.starts}
    assert len(lines) == len([part for part in of.r["closed_parts"] if part["id"] in told])
    for part in of.r["closed_parts"]:
        line = next((line for at, line in lines.items() if f"{at:%H:%M}" == part["starts"]), None)
        if line is not None:
            stayed = {w for w, how in of.r["attendance"].items() if how == "attended" or left(how) >= part["ends"]}
            there = {w for w in readers(of) if of.professional(w) or w in stayed}
            out = set(readers(of)) - (there - set(part["left"]))
            assert {person.name for person in line.kept_from} == {of.name(who) for who in out}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_restriction_without_its_reason_holds_the_paper_and_is_named_by_its_place(seed) -> None:
    one = family(seed)
    of, made = Oracle(one, called=False), reporter(one)
    (hold,) = made.holds
    assert hold.id == "schedule"
    lacking = {
        path
        for path in of.passages
        if _around(of, path) and not any(part in path for part in NO_ROOM) and "alleged_abuser" not in path
    }
    missed = [path for path in lacking if f"{path}," not in hold.message and f"{path};" not in hold.message]
    assert missed == []
