"""The first promise on made families: each secret stands in a View and on its paper exactly if its reader may read it.

A leak is a word that stands and may not; over-withholding is one that may, for which the paper has room, and that does
not stand. The oracle (oracle.py, papers.py) says what may; both directions count.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable

import pytest
from families import Family, family
from made_world import TOKEN, in_view, papers, situation, standing
from oracle import Oracle
from papers import paper
from second_net import hidden_facts, hidden_passages

from cpdocs.record.passages import passages
from cpdocs.rules import checks
from cpdocs.rules.entitlements import plan
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.reading import Reading
from cpdocs.views.secrets import secrets
from cpdocs.views.shape import View

#: What goes out before the conference, and after it with what is enclosed.
MADE = {True: ("invitation", "review_invitation"), False: ("decision_letter", "appeal_letter", "minutes")}
QUICK = range(1, 17)  # seeds
SOAK_CHECKS, SOAK_FAMILIES = 100_000, 250


def checked(one: Family) -> Counter[str]:
    """Every check of one family. Raises AssertionError with the seed, the paper and the words that are wrong."""
    counted: Counter[str] = Counter(families=1)
    for called in (True, False):
        oracle, seen = Oracle(one, called=called), situation(one, called=called, makes=frozenset(MADE[called]))
        got = set()
        for planned, view, draft in papers(seen):
            document = planned.document
            where = f"seed {one.seed}: {document} of {planned.person}"
            got.add((document, planned.person))
            entitled = oracle.entitled(document, planned.person)
            given = planned.variant, set(planned.children), set(planned.scope)
            assert given == entitled, f"{where}: {given}, and should be {entitled}"
            expected = paper(oracle, document, planned.person)
            assert (view is None) == (draft is None) == (expected is None), where
            if view is None or draft is None or expected is None:
                continue
            _same(f"{where}, view", standing(one, in_view(view)), expected.words | expected.unprinted)
            _same(f"{where}, paper", standing(one, list(draft.texts())), expected.words)
            tokens = in_view(view).count(TOKEN), "\n".join(draft.texts()).count(TOKEN)
            owed = expected.tokens, expected.tokens - expected.unprinted_tokens
            assert tokens == owed, f"{where}: tokens {tokens}, and should be {owed}"
            _second_net(where, oracle, seen, planned, view)
            counted["papers"] += 1
            counted["checks"] += len(one.words) + len(one.days)
        readers = {(d, who) for d in MADE[called] for who in oracle.everybody() if oracle.entitled(d, who)}
        assert got == readers, f"seed {one.seed}: {sorted(got ^ readers)} get one or do not"
    counted["readings"] = _readings(one)
    return counted


def _second_net(where: str, oracle: Oracle, seen: Situation, planned: Planned, view: View) -> None:
    """The leak check looks for each thing that this reader may not have, and for nothing else."""
    sought = secrets(seen, planned, view)
    who, scope = planned.person, set(planned.scope)
    facts = hidden_facts(oracle, who, scope, beforehand=planned.document in MADE[True])
    _same(f"{where}, facts that are sought", facts, {s.id for s in sought if s.exact})
    told = hidden_passages(oracle, who, scope)
    _same(f"{where}, prose that is sought", told, {s.id for s in sought if not s.exact})


def _readings(one: Family) -> int:
    """What each reader of the minutes may read of every passage of the record, printed in them or not."""
    oracle, seen = Oracle(one, called=False), situation(one, called=False, makes=frozenset({"minutes"}))
    everything, count = list(passages(seen.record)), 0
    assert {path for path, _, _ in everything} == set(oracle.passages)
    given = {p.person: p for p in plan(seen).planned}
    assert set(given) == {who for who in oracle.everybody() if oracle.entitled("minutes", who)}, f"seed {one.seed}"
    for who, planned in given.items():
        reading, found = Reading.of(seen, planned), oracle.entitled("minutes", who)
        assert found == (planned.variant, set(planned.children), set(planned.scope)), f"seed {one.seed}: {who}"
        read = {path for path, passage, block in everything if reading.refusal(passage, block) is None}
        may = {path for path, _, _ in everything if oracle.may(who, found[2], path)}
        _same(f"seed {one.seed}: reading of {who}", read, may)
        count += len(everything)
    return count


def _same(where: str, stands: set[str], may: set[str]) -> None:
    assert not stands - may, f"{where} leaks {sorted(stands - may)}"
    assert not may - stands, f"{where} withholds {sorted(may - stands)}"


@pytest.mark.parametrize("called", [True, False], ids=["called", "minuted"])
def test_what_is_made_is_valid_so_that_the_promise_is_shown_on_records_that_can_happen(called: bool) -> None:
    for seed in QUICK:
        wrong = [p for p in checks.check(situation(family(seed), called=called, makes=None)) if p.severity == "error"]
        assert (seed, wrong) == (seed, [])


def test_what_is_made_has_all_that_makes_it_hard() -> None:
    """The families of the short form hold each of the hard things at least once, or the promise is shown of little."""
    seen: Counter[str] = Counter()
    for seed in QUICK:
        seen.update(_hard_things(family(seed)))
    assert {thing for thing in HARD if not seen[thing]} == set()


HARD = (
    *("half-siblings", "unborn", "excluded", "not invited", "observer", "supporter agreed", "supporter not agreed"),
    *("agency", "presence", "token", "provider agrees", "closed part", "challenged", "own copy", "also", "deferred"),
    *("about others", "empty share_with", "household restricted", "restricted in hidden presence"),
)


def _hard_things(one: Family) -> set[str]:
    r, text = one.record, json.dumps(one.record)
    calls = r["invitations"]
    fathers = [p for p in r["people"] if p["id"].startswith("father")]
    found = {
        "half-siblings": len(fathers) > 1,
        "unborn": '"expected"' in text,
        "excluded": any("excluded" in c for c in calls),
        "not invited": any("not_invited" in c for c in calls),
        "observer": any("observer" in c for c in calls),
        "supporter agreed": any("agreed_by_chair" in c.get("supporter", {}) for c in calls),
        "supporter not agreed": any("agreed_by_chair" not in c.get("supporter", {"agreed_by_chair": 1}) for c in calls),
        "agency": '"agency:health"' in text and '"agency:health_board"' in text,
        "presence": '"presence"' in text,
        "token": '"shown_as": "token"' in text,
        "provider agrees": '"provider_agrees": "yes"' in text,
        "closed part": '"closed_part"' in text,
        "challenged": '"challenged"' in text,
        "own copy": '"decision_letter": "child"' in text,
        "also": bool(r["distribution"]["also"]),
        "deferred": '"deferred"' in text,
        "about others": '"about"' in text,
        "empty share_with": '"share_with": []' in text,
        "household restricted": any("restricted" in c for c in r["others_in_household"]["children"]),
        "restricted in hidden presence": any(
            "presence" in c and "restricted" in c.get("needed_because", ()) for c in calls
        ),
    }
    return {thing for thing, there in found.items() if there}


def test_each_secret_stands_exactly_where_it_may_on_views_and_papers() -> None:
    counted = sum((checked(family(seed)) for seed in QUICK), Counter())
    assert counted["checks"] > 20_000


@pytest.mark.soak
def test_each_secret_stands_exactly_where_it_may_a_hundred_thousand_times(say: Callable[[str], None]) -> None:
    first = int(os.environ.get("CPDOCS_SOAK_SEED") or random.SystemRandom().randrange(10**9))
    counted: Counter[str] = Counter()
    say(f"families from seed {first} on (CPDOCS_SOAK_SEED={first} makes them again)")
    while counted["checks"] < SOAK_CHECKS or counted["families"] < SOAK_FAMILIES:
        counted += checked(family(first + counted["families"]))
    say(
        f"{counted['checks']:,} (secret, recipient, document) checks on {counted['papers']:,} Views and their papers "
        f"of {counted['families']} families, and {counted['readings']:,} on what may be read of minutes"
    )
