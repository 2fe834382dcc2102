"""The first promise on made families: each secret stands in a View and on its paper exactly if its reader may read it.

A leak is a word that stands and may not; over-withholding is one that may, for which the paper has room, and that does
not stand. The oracle (oracle.py, papers.py) says what may; both directions count.
"""

from __future__ import annotations

from collections import Counter

from families import Family
from made_world import TOKEN, in_view, papers, situation, standing
from oracle import Oracle
from papers import paper

MADE = frozenset({"invitation", "decision_letter"})
WITH_ORACLE = ("invitation", "decision_letter", "minutes")
QUICK = range(1, 31)


def checked(one: Family) -> Counter[str]:
    """Every check of one family. Raises AssertionError with the seed, the paper and the words that are wrong."""
    counted: Counter[str] = Counter(families=1)
    for called in (True, False):
        oracle, seen = Oracle(one, called=called), situation(one, called=called, makes=MADE)
        document = "invitation" if called else "decision_letter"
        got = set()
        for planned, view, draft in papers(seen):
            if planned.document != document:
                continue
            where = f"seed {one.seed}: {document} of {planned.person}"
            got.add(planned.person)
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
            _second_net(where, one, oracle, seen, planned, expected.words | expected.unprinted)
            counted["papers"] += 1
            counted["checks"] += len(one.words) + len(one.days)
        owed = {who for who in oracle.everybody() if oracle.entitled(document, who)}
        assert got == owed, f"seed {one.seed}: {document} goes to {sorted(got ^ owed)} or does not"
    return counted


def _same(where: str, stands: set[str], may: set[str]) -> None:
    assert not stands - may, f"{where} leaks {sorted(stands - may)}"
    assert not may - stands, f"{where} withholds {sorted(may - stands)}"
