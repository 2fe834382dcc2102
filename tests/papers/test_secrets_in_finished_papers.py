"""The first promise on the finished bytes: no copy holds, in any layer of the file, what its recipient may not have.

Every text of the example records is a word of its own (canaries.py), so a word tells from where it came. Each copy of
each planned parcel is made as it would be sealed, and besides in Word; then it is taken apart twice: by the layers that
the leak check reads, and by a walk that shares nothing with it (dug.py). One check is one secret of one recipient
looked for in one layer of one format of one document.

What each may have is told twice: by the program's own list of secrets and by the View; and, for some places of one
record, by hand.

The other direction as well: what a View holds and its wording prints stands in the paper. Withholding too much is no
safety; a mother who is not told what was decided has lost her right to be heard.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from canaries import CanaryExamples, canaries, known
from dug import dug
from finished import Finisher
from jinja2 import Environment, nodes
from snapshots import SNAPSHOTS, Snapshot

from cpdocs.distribution import _orders
from cpdocs.render.check import leaks
from cpdocs.render.extract import body, layers
from cpdocs.render.paper import Copy, Order
from cpdocs.rules.situation import Situation
from cpdocs.stages import Paper, Written
from cpdocs.views.secrets import secrets
from cpdocs.views.shape import View

#: The papers of a pack that print a part each of one View.
PARTS = {("referral_minutes", "pack"), ("referral_plan", "pack"), ("referral_schedule", "pack")}
#: Whose papers are looked at in scripts/test: a mother at a hidden address, the father who was shut out, the father of
#: the other child, a school. scripts/soak looks at everybody's of every record.
QUICK = next(snapshot for snapshot in SNAPSHOTS if snapshot.name == "rennie/CP-2026-0142-1.decided")
QUICK_PEOPLE = frozenset({"mother", "ailsas_father", "callums_father", "head_teacher"})
SOAK_CHECKS = 2_000

EVERY_CHILD = {"mother", "social_worker", "health_visitor", "gp", "police_officer", "womens_aid"}
#: By hand from the record that QUICK names: a place of it, and everybody in whose files its text may stand, and does.
BY_HAND: dict[str, set[str]] = {
    "children[0].name": EVERY_CHILD | {"ailsas_father", "head_teacher"},
    "children[1].name": EVERY_CHILD | {"callums_father"},
    "children[0].address.lines[0]": set(),
    "children[0].address.postcode": set(),
    "children[0].school.name": set(),
    "conference.place": set(),
    "requested.because.text": set(),
    "people[0].name": EVERY_CHILD | {"callums_father", "head_teacher"},
    "people[0].reach.phone": set(),
    "people[0].reach.post.postcode": set(),  # hers goes by hand
    "people[1].name": {"ailsas_father"},
    "people[1].reach.post.postcode": {"ailsas_father"},  # on his address sheet
    "people[2].name": EVERY_CHILD | {"callums_father"},
    "people[2].reach.phone": set(),
    "people[3].name": set(),
    "decisions[0].alleged_abuser.text.text": set(),
    "decisions[0].reasons.text": EVERY_CHILD | {"ailsas_father", "head_teacher"},
    "decisions[0].plan.actions[0].what.text": EVERY_CHILD - {"gp"} | {"head_teacher"},
    "decisions[0].plan.actions[2].what.text": EVERY_CHILD - {"gp", "womens_aid"},
    "decisions[0].plan.actions[3].what.text": EVERY_CHILD - {"gp", "police_officer"},
    "decisions[1].reasons.text": EVERY_CHILD | {"callums_father"},
    "decisions[1].reporter.because.text": EVERY_CHILD | {"callums_father"},
    "decisions[1].dissents[0].text.text": EVERY_CHILD,
    "agency_views[0].because.text": set(),
}


@dataclasses.dataclass
class Looked:
    """What was counted, and in whose files each canary stands, anywhere."""

    counted: Counter[str] = dataclasses.field(default_factory=Counter)
    standing: dict[str, set[str]] = dataclasses.field(default_factory=lambda: defaultdict(set))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> CanaryExamples:
    return CanaryExamples(tmp_path_factory.mktemp("canaries"))


def checked(
    marked: CanaryExamples, finisher: Finisher, snapshot: Snapshot, people: frozenset[str] = frozenset()
) -> Looked:
    """Every check of one record's papers, or of these people's. Raises AssertionError with the paper, the layer and where the word is from."""
    looked = Looked()
    workspace, preparation = marked.workspace(snapshot.council), marked.preparation(snapshot)
    chosen = [p.written for p in preparation.parcels if not people or p.written.planned.person in people]
    for written in chosen:
        parts: dict[str, list[tuple[set[str], set[str]]]] = defaultdict(list)
        for paper, order in _copies(written):
            copy = finisher.copy(workspace.templates, order.draft, order.format, order.stamp)
            owed, said = _look_into(copy, preparation.situation, paper, order, looked)
            if (paper.planned.document, paper.planned.variant) in PARTS and order.draft == paper.draft:
                parts[order.format].append((owed, said))
                continue
            where = f"{order.draft.document} of {paper.planned.person} in {order.format}"
            assert not owed - said, f"{where} withholds {sorted(owed - said)}"
        for form, papers in parts.items():
            assert len(papers) == len(PARTS)
            missing = set[str]().union(*(owed for owed, _ in papers)) - set[str]().union(*(said for _, said in papers))
            assert not missing, f"the parts of a pack in {form} withhold {sorted(missing)} between them"
    return looked


def _copies(written: Written) -> Iterator[tuple[Paper, Order]]:
    """The files of a parcel as it goes, its address sheet among them, and every paper of it in Word besides.

    A parcel that lacks a variant is held, and no file of it is made.
    """
    if any(paper.draft is None for paper in written.papers):
        return
    for paper, order in _orders(written):
        yield paper, order
        if order.format == "pdf" and order.draft == paper.draft:
            yield paper, dataclasses.replace(order, format="docx")


def _look_into(
    copy: Copy, situation: Situation, paper: Paper, order: Order, looked: Looked
) -> tuple[set[str], set[str]]:
    """Asserts that nothing is there which must not be; what must be there, and what is."""
    planned, view = paper.planned, paper.cut.view
    where = f"{order.draft.document} of {planned.person} in {copy.format}"
    sought = secrets(situation, planned, view)
    assert leaks(copy, sought) == (), where

    every = {**_held(layers(copy)), **{f"dug: {layer}": text for layer, text in dug(copy.data).items()}}
    forbidden = canaries(*(spelling for secret in sought for spelling in secret.spellings))
    days = [spelling for secret in sought if not canaries(*secret.spellings) for spelling in secret.spellings]
    every_canary = known(situation.record)
    own = canaries(*view.typed_texts(), *view.told_texts(), planned.addressee)
    if order.draft.document == "address_sheet":
        own |= canaries(*planned.route.address)
    assert not own & forbidden, f"{where}: the View holds a secret"
    for layer, text in every.items():
        found = canaries(text) & every_canary
        for canary in found:
            looked.standing[canary].add(planned.person)
        assert not found & forbidden, f"{where}: {layer} leaks {sorted(found & forbidden)}"
        assert not found - own, f"{where}: {layer} holds {sorted(found - own)}, which no View gave it"
        spaced = " ".join(text.split())
        assert [day for day in days if day in spaced] == [], f"{where}: {layer}"

    owed = canaries(*order.draft.letterhead.lines, *_owed(paper, order))
    looked.counted.update(copies=1, checks=len(sought) * len(every), owed=len(owed))
    return owed, canaries(*body(copy))


def _held(read: Any) -> dict[str, str]:
    return {layer: text for layer, text in read.items() if text.strip()}


def _owed(paper: Paper, order: Order) -> Iterator[str]:
    """The texts of a View that its wording names, or the name on an address sheet."""
    if order.draft.document == "address_sheet":
        yield paper.planned.addressee
        return
    parsed = Environment(autoescape=False).parse(paper.template.wording)  # noqa: S701  (nothing is filled in)
    named = {node.attr for node in parsed.find_all(nodes.Getattr)} | {node.name for node in parsed.find_all(nodes.Name)}
    yield from (text for field, text in _leaves(paper.cut.view) if field in named)


def _leaves(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a View with the name of its field; the council's own words left out."""
    if dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            if not (isinstance(value, View) and one.name == "authority"):
                yield from _leaves(getattr(value, one.name), one.name)
    elif isinstance(value, tuple):
        for item in value:
            yield from _leaves(item, field)
    elif isinstance(value, str):
        yield field, value


def _same_by_hand(looked: Looked, record: Any, people: frozenset[str] | None = None) -> None:
    for place, may in BY_HAND.items():
        (canary,) = canaries(_at(record, place))
        stands = looked.standing.get(canary, set())
        assert stands == (may if people is None else may & people), place


def _at(record: Any, place: str) -> str:
    for name, number in re.findall(r"(\w+)(?:\[(\d+)\])?", place):
        record = getattr(record, name)
        record = record[int(number)] if number else record
    return str(record)


def test_no_secret_stands_in_any_layer_of_a_finished_copy_and_nothing_owed_is_missing(marked, finisher) -> None:
    looked = checked(marked, finisher, QUICK, QUICK_PEOPLE)
    assert looked.counted["checks"] > SOAK_CHECKS
    assert looked.counted["owed"] > 50
    _same_by_hand(looked, marked.preparation(QUICK).situation.record, QUICK_PEOPLE)


def test_every_text_of_a_record_has_a_canary(marked) -> None:
    """What stayed as it was is an id, a choice or a day; the names, the addresses and every passage did not."""
    record = marked.preparation(QUICK).situation.record
    for child in record.children:
        for text in (child.name, child.address.lines[0], child.address.postcode):
            assert canaries(text)
    told = [text for decision in record.decisions for text in (decision.reasons.text, decision.reporter.because.text)]
    assert all(map(canaries, told))


@pytest.mark.soak
def test_two_thousand_secrets_stand_in_no_layer_of_any_copy_of_any_example(
    marked, finisher, say: Callable[[str], None]
) -> None:
    looked = {snapshot: checked(marked, finisher, snapshot) for snapshot in SNAPSHOTS}
    counted: Counter[str] = sum((one.counted for one in looked.values()), Counter())
    say(
        f"{counted['checks']:,} (secret, recipient, document, format, layer) checks on {counted['copies']} finished "
        f"copies, and {counted['owed']:,} texts that a recipient is owed"
    )
    assert counted["checks"] >= SOAK_CHECKS
    _same_by_hand(looked[QUICK], marked.preparation(QUICK).situation.record)
