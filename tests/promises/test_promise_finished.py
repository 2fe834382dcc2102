"""The first promise on the finished bytes of made families: what stands anywhere in a file is what its reader may have.

The same oracle as for the papers in words says what may (oracle.py, papers.py), and a walk that shares nothing with the
program (dug.py) says what stands, in any layer, in PDF and in Word. Both directions count. Long: scripts/soak.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest
from dug import dug
from families import Family, family
from finished import Finisher
from made_world import papers, situation, standing
from oracle import Oracle, Paper
from papers import paper
from test_promise_who_reads_what import MADE

from cpdocs.documents.templates import Templates
from cpdocs.render.paper import Stamp
from cpdocs.shipped import folder

SOAK_FAMILIES = 10
FORMATS = ("pdf", "docx")


def checked(one: Family, finisher: Finisher) -> Counter[str]:
    """Every copy of one family's papers. Raises AssertionError with the seed, the paper and the words that are wrong."""
    counted: Counter[str] = Counter()
    for called in (True, False):
        oracle, seen = Oracle(one, called=called), situation(one, called=called, makes=frozenset(MADE[called]))
        for planned, _, draft in papers(seen):
            expected = paper(oracle, planned.document, planned.person)
            if draft is None or expected is None:
                continue
            stamped = Paper()
            stamped.add(planned.addressee)
            for form in FORMATS:
                copy = finisher.copy(Templates(folder("templates")), draft, form, Stamp(planned.addressee, "AAAA"))
                layers = [" ".join(text.split()) for layer, text in dug(copy.data).items() if layer != "bytes"]
                stands, may = standing(one, layers), expected.words | stamped.words
                where = f"seed {one.seed}: {planned.document} of {planned.person} in {form}"
                assert not stands - may, f"{where} leaks {sorted(stands - may)}"
                assert not may - stands, f"{where} withholds {sorted(may - stands)}"
                counted.update(copies=1, checks=(len(one.words) + len(one.days)) * len(layers))
    return counted


@pytest.mark.soak
def test_each_secret_stands_exactly_where_it_may_in_the_finished_files_of_many_families(
    say: Callable[[str], None],
) -> None:
    first = int(os.environ.get("CPDOCS_SOAK_SEED") or random.SystemRandom().randrange(10**9))
    say(f"families from seed {first} on (CPDOCS_SOAK_SEED={first} makes them again)")
    with Finisher() as finisher:
        counted = sum((checked(family(first + n), finisher) for n in range(SOAK_FAMILIES)), Counter())
    say(f"{counted['checks']:,} (secret, recipient, document, format, layer) checks on {counted['copies']} files")
    assert counted["copies"] > 10 * SOAK_FAMILIES
