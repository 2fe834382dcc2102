"""The first promise as a property: a passage stands in somebody's View exactly when that person may read it.

The record's passages are given random readers and children, and the professionals random scopes. Who may read what is
then worked out by a few lines here that share nothing with the cutters, from tables written by hand.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cpdocs.views.secrets import secrets

CHILDREN = ("ailsa", "callum")
FAMILY = {"mother": {"ailsa", "callum"}, "ailsas_father": {"ailsa"}, "callums_father": {"callum"}, "advocate": set()}
AGENCY = {
    "social_worker": "social_work",
    "health_visitor": "health",
    "gp": "health",
    "police_officer": "police",
    "head_teacher": "education",
    "womens_aid": "womens_aid",
}
INVITED = list({"mother": 0, "ailsas_father": 1, "callums_father": 2}) + list(AGENCY)  # in the record's order

# Places of passages in the record, the children of the block that each stands in, and whose papers have room for it.
DECIDED = {
    f"decisions.{n}.{place}": (child,)
    for n, child in enumerate(CHILDREN)
    for place in ("reasons", "reporter.because", "plan.outcomes.0", "plan.contingency")
}
ACTIONS = {
    f"decisions.{n}.plan.actions.{m}": (child,)
    for n, (child, actions) in enumerate(zip(CHILDREN, (4, 2), strict=True))
    for m in range(actions)
}
DISSENT = "decisions.1.dissents.0.text"
NEEDED = {f"invitations.{n}.needed_because": person for n, person in enumerate(INVITED) if n > 2}
EXCLUSION = "invitations.1.excluded.because"
NO_PAPER = {
    "requested.because": CHILDREN,
    "children.0.taking_part.because": ("ailsa",),
    "children.1.taking_part.because": ("callum",),
    "decisions.0.alleged_abuser.text": ("ailsa",),
    "decisions.0.significant_harm.cause": ("ailsa",),
    "decisions.1.dissents.0.course_of_action": ("callum",),
    "agency_views.0.because": ("ailsa",),
    "agency_views.6.because": ("callum",),
}
TO_NOBODY = "decisions.0.alleged_abuser.text"  # unless it says to whom
STAYED_AWAY = {"ailsas_father"}
WHATS = {f"{place}.what": about for place, about in ACTIONS.items()}
ANSWERS = {f"{place}.answers": about for place, about in ACTIONS.items()}
PASSAGES = [*DECIDED, *WHATS, *ANSWERS, DISSENT, *NEEDED, EXCLUSION, *NO_PAPER]

groups = [f"agency:{agency}" for agency in sorted(set(AGENCY.values()))]
audiences = st.lists(st.sampled_from([*FAMILY, *AGENCY, *groups]), unique=True, max_size=6)
readers = st.none() | audiences
abouts = st.sampled_from([None, None, ["ailsa"], ["callum"], ["ailsa", "callum"]])
scopes = st.sampled_from([None, ["ailsa"], ["callum"], ["callum", "ailsa"]])


def _set(data: Any, place: str, value: Any) -> None:
    *way, last = place.split(".")
    for step in way:
        data = data[int(step)] if isinstance(data, list) else data[step]
    data[int(last) if isinstance(data, list) else last] = value


def _canary(place: str) -> str:
    return f"Canary of {place}."


class Oracle:
    """Who may read what, by two questions and nothing else."""

    def __init__(self, limits: dict[str, Any], scopes: dict[str, Any]) -> None:
        self.limits = limits
        self.scope = FAMILY | {person: set(named or CHILDREN) for person, named in scopes.items()}

    def may(self, person: str, place: str, block: tuple[str, ...]) -> bool:
        about, share_with, agrees = self.limits[place]
        if share_with is None and place == TO_NOBODY:
            return False
        named = share_with is None or person in share_with or f"agency:{AGENCY.get(person)}" in share_with
        # Restricted information goes to those who took part; to anybody else only if its provider agrees (NG 3.167).
        shared = named and (share_with is None or agrees or person not in STAYED_AWAY)
        return shared and self.scope[person] >= set(about or block)

    def letter(self, person: str) -> set[str]:
        """The places whose texts stand in this person's decision letter."""
        found = {p for p, block in (DECIDED | WHATS | ANSWERS).items() if self.may(person, p, block)}
        found |= {DISSENT} if self.may(person, DISSENT, ("callum",)) and person in ("mother", *AGENCY) else set()
        of_decided = {p for p in found if CHILDREN[int(p.split(".")[1])] in self.scope[person]}
        return {p for p in of_decided if p not in ANSWERS or p.replace("answers", "what") in of_decided}

    def invitation(self, person: str) -> set[str]:
        """The places whose texts stand in this person's invitation: her or his own, and no other."""
        if person == "ailsas_father":
            return {EXCLUSION} if self.may(person, EXCLUSION, ("ailsa",)) else set()
        mine = {place for place, owner in NEEDED.items() if owner == person}
        return {p for p in mine if self.may(person, p, self.block(p))}

    def block(self, place: str) -> tuple[str, ...]:
        """The children of the block that a place stands in."""
        if place in NEEDED:
            return tuple(self.named.get(NEEDED[place]) or CHILDREN)
        known = DECIDED | WHATS | ANSWERS | NO_PAPER | {DISSENT: ("callum",), EXCLUSION: ("ailsa",)}
        return known[place]

    named: dict[str, Any] = {}


#: What goes in the same parcel. Nothing that anybody told stands in a letter to fill in.
ENCLOSED = {"invitation": (), "decision_letter": ("appeal_letter",)}


def _nothing(_: str) -> set[str]:
    return set()


@settings(max_examples=40)
@given(data=st.data())
def test_a_passage_stands_in_a_view_exactly_when_its_recipient_may_read_it(
    data: st.DataObject, record: Any, situate: Any, views: Any, leaves: Any
) -> None:
    changed = json.loads(json.dumps(record))
    limits = {p: (data.draw(abouts, p), data.draw(readers, p), data.draw(st.booleans(), p)) for p in PASSAGES}
    named = {person: data.draw(scopes, person) for person in AGENCY}
    for place, (about, share_with, agrees) in limits.items():
        restricted = None
        if share_with is not None:
            agreed = "yes" if agrees else "no"
            restricted = {"kind": "third_party", "share_with": share_with, "provider_agrees": agreed}
        _set(changed, place, {"text": _canary(place), "about": about, "restricted": restricted})
    for n, person in enumerate(INVITED):
        if person in named:
            changed["invitations"][n]["children"] = named[person]
    oracle = Oracle(limits, named)
    oracle.named = named
    for document, today in (("invitation", date(2026, 11, 5)), ("decision_letter", date(2026, 11, 16))):
        situation = situate(changed, today)
        for (kind, person), (planned, view) in views(situation).items():
            assert kind in (document, *ENCLOSED[document])
            text = [value for _, value in leaves(view) if isinstance(value, str)]
            read = {place for place in PASSAGES if _canary(place) in text}
            papers = {"decision_letter": oracle.letter, "invitation": oracle.invitation, "appeal_letter": _nothing}
            assert read == papers[kind](person), (kind, person)
            assert not [t for t in text if t.startswith("Canary of") and t not in map(_canary, read)]
            # And the second net looks for each passage that this person may not read, in whatever paper, and no other.
            sought = {s.spellings[0] for s in secrets(situation, planned, view) if not s.exact}
            there = [p for p in PASSAGES if document == "decision_letter" or not p.startswith("decisions")]
            for place in there:
                hidden = person == "advocate" or not oracle.may(person, place, oracle.block(place))
                assert (_canary(place) in sought) is hidden, (person, place)


@settings(max_examples=40)
@given(data=st.data())
def test_where_a_child_lives_learns_and_is_treated_reaches_no_view_and_is_a_secret_to_whom_it_is_not_shared_with(
    data: st.DataObject, record: Any, situate: Any, views: Any, leaves: Any
) -> None:
    changed = json.loads(json.dumps(record))
    named = {person: data.draw(scopes, person) for person in AGENCY}
    for n, person in enumerate(INVITED):
        if person in named:
            changed["invitations"][n]["children"] = named[person]
    facts: dict[str, tuple[str, list[str]]] = {}
    for n, child in enumerate(changed["children"]):
        for kind in ("address", "school", "surgery"):
            shared = data.draw(audiences, kind)
            name = f"{n} Canary {kind}"
            place = {"lines": [name, "Town"], "postcode": f"ZZ{n} {n}ZZ"} if kind == "address" else {"name": name}
            child[kind] = {**place, "share_with": shared}
            facts[name] = (child["id"], shared)
    oracle = Oracle({}, named)
    situation = situate(changed)
    for (_, person), (planned, view) in views(situation).items():
        texts = [value for _, value in leaves(view) if isinstance(value, str)]
        assert not [text for text in texts if re.search("Canary|ZZ[01]", text)]
        sought = {spelling for s in secrets(situation, planned, view) if s.exact for spelling in s.spellings}
        for name, (child, shared) in facts.items():
            knows = person in shared or f"agency:{AGENCY.get(person)}" in shared
            free = child in oracle.scope[person] and knows
            assert (name in sought) is not free, (person, name)
            if "address" in name:
                assert (f"ZZ{name[0]} {name[0]}ZZ" in sought) is not free
        for n, child in enumerate(CHILDREN):
            born = ("2019-03-04", "2023-06-21")[n]
            assert (born in sought) is (child not in oracle.scope[person])
            assert (changed["children"][n]["name"] in sought) is (child not in oracle.scope[person])
