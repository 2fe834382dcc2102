"""The only door from the record to paper: one cutter a document and variant, each an allow-list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cpdocs.rules.situation import Hold, Planned, Situation
from cpdocs.views import (
    appeal_letter,
    decision_letter,
    invitation,
    minutes,
    reporter_copy,
    reporter_referral,
    review_invitation,
)
from cpdocs.views.facts import Fact, facts
from cpdocs.views.leaves import Prose
from cpdocs.views.reading import Reading, Withheld
from cpdocs.views.shape import EditionWords, View

Cutter = Callable[[Situation, Planned, Reading], View]

#: Every View that can be cut. What is not here cannot be made.
CUTTERS: Mapping[tuple[str, str], Cutter] = {
    ("invitation", "parent_carer"): invitation.parent_carer,
    ("invitation", "child"): invitation.child,
    ("invitation", "professional"): invitation.professional,
    ("invitation", "supporter"): invitation.supporter,
    ("invitation", "excluded"): invitation.excluded,
    ("review_invitation", "parent_carer"): invitation.family,
    ("review_invitation", "child"): invitation.child,
    ("review_invitation", "professional"): review_invitation.professional,
    ("review_invitation", "supporter"): invitation.supporter,
    ("review_invitation", "excluded"): invitation.excluded,
    ("decision_letter", "parent_carer"): decision_letter.parent_carer,
    ("decision_letter", "child"): decision_letter.child,
    ("decision_letter", "professional"): decision_letter.professional,
    ("appeal_letter", "parent_carer"): appeal_letter.appeal_letter,
    ("appeal_letter", "child"): appeal_letter.appeal_letter,
    ("minutes", "full"): minutes.full,
    ("minutes", "family"): minutes.family,
    ("minutes", "child"): minutes.child,
    ("reporter_copy", "full"): reporter_copy.full,
    ("reporter_referral", "pack"): reporter_referral.letter,
    ("referral_minutes", "pack"): reporter_copy.minutes_part,
    ("referral_plan", "pack"): reporter_copy.plan_part,
    ("referral_schedule", "pack"): reporter_copy.schedule_part,
}


@dataclass(frozen=True, slots=True)
class Cut:
    """A View, and what this one recipient may not read or know: withheld passages, then withheld facts.

    ``holds`` say why the paper may not go yet, although it could be made.
    """

    view: View
    withheld: tuple[Withheld, ...]
    holds: tuple[Hold, ...] = ()


def cut(situation: Situation, planned: Planned) -> Cut | None:
    """The View of one planned parcel; None for a variant that nothing cuts, whose parcel is held.

    Guarantees that the View holds leaf values alone, and of the record only what the cutter allowed and the reading
    let through for this person and scope.
    """
    cutter = CUTTERS.get((planned.document, planned.entitled))
    if cutter is None:
        return None
    reading = Reading.of(situation, planned)
    view = replace(cutter(situation, planned, reading), edition=_edition(situation, planned))
    typed = (Withheld(*_whole(f), f.why_not, fact=True) for f in facts(situation, planned, reading) if f.why_not)
    by_place = {w.passage: w for w in (*reading.withheld, *typed)}
    return Cut(view, tuple(by_place.values()), tuple(reading.holds))


def _edition(situation: Situation, planned: Planned) -> EditionWords | None:
    told = situation.record.editions.get(planned.document)
    if planned.edition == 1 or told is None:
        return None
    return EditionWords(planned.edition, Prose(told.changed) if told.changed else None)


def _whole(fact: Fact) -> tuple[str, str]:
    """The place and kind of a fact as a person thinks of it: an address, not its first line and its postcode."""
    whole = fact.path.removesuffix(".postcode").removesuffix(".lines[0]")
    return whole, fact.kind if whole == fact.path else "address"
