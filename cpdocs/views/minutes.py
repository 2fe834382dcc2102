"""Cutting the minutes: for professionals, for the family, and the short version for a child.

Everybody who may read the same gets the same View: nothing in it says whose copy it is (DESIGN.md, "Withholding is
construction, not redaction"). Whoever lacks something that is shown as nothing has the View that she or he would have
if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cpdocs.record.called import LegalStatus
from cpdocs.record.held import ClosedPart, FactChecked
from cpdocs.record.minutes import Minutes as Minuted
from cpdocs.record.passage import Passage
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views import attendance as people
from cpdocs.views import minuted, said
from cpdocs.views.decisions import OUTCOMES, actions
from cpdocs.views.leaves import Prose, parts
from cpdocs.views.officers import officer, social_worker
from cpdocs.views.reading import ANOTHER, Reading, name_for
from cpdocs.views.shape.attendance import (
    ClosedPartWords,
    FactWords,
    HearingWords,
    InquorateWords,
    LegalWords,
)
from cpdocs.views.shape.minuted import MinutedDecision
from cpdocs.views.shape.minutes import ChildMinutes, FamilyMinutes, FullMinutes, Minutes
from cpdocs.views.words import authority_words

#: The kinds of conference in words.
KINDS = {"initial": "initial", "pre_birth": "pre-birth", "review": "review", "transfer": "transfer"}


def full(situation: Situation, planned: Planned, reading: Reading) -> FullMinutes:
    """For professionals, each for the children of her or his scope."""
    conference = situation.record.conference
    return FullMinutes(
        **parts(_common(situation, planned, reading, minuted.full(situation, planned, reading))),
        kind=KINDS[conference.kind],
        reference=situation.record.reference,
        starts=conference.starts,
        place=conference.place,
        previous=conference.previous or "",
        births=people.births(situation, reading),
        excluded=people.excluded(situation, reading),
        not_invited=people.not_invited(situation, reading),
        prepared=people.prepared(situation, reading),
    )


def family(situation: Situation, planned: Planned, reading: Reading) -> FamilyMinutes:
    """For a parent, a carer, or another family member who was invited."""
    return FamilyMinutes(**parts(_common(situation, planned, reading, minuted.decisions(situation, planned, reading))))


def child(situation: Situation, planned: Planned, reading: Reading) -> ChildMinutes:
    """For a child for whom the chair chose it: the short version, about itself."""
    record, minutes = situation.record, _minutes(situation, planned)
    n, decision = next((n, d) for n, d in enumerate(record.decisions or ()) if d.child in planned.children)
    told = actions(situation, reading, decision.plan, f"decisions[{n}]", [decision.child])
    views, lead = minutes.child_views.get(decision.child), decision.lead_professional
    return ChildMinutes(
        authority=authority_words(situation.authority),
        child=record.child(decision.child).name,
        meeting_date=record.conference.date,
        chair=officer(situation, record.conference.chair),
        social_worker=social_worker(situation, reading),
        said=reading.text(
            views.text if views else None, f"minutes.child_views.{decision.child}.text", [decision.child]
        ),
        strengths=said.listed(reading, minutes.strengths, "minutes.strengths"),
        risks=said.listed(reading, minutes.risks, "minutes.risks"),
        outcome=OUTCOMES[decision.outcome],
        registered=decision.on_the_register,
        reporter_refer=decision.reporter.refer,
        plan_actions=tuple(replace(a, answers=None) for a in told),
        lead_professional=officer(situation, lead) if lead and reading.knows_of(lead) else None,
        review_by=decision.review_by,
        reconvene=decision.deferral.reconvene if decision.deferral else None,
    )


def _common(
    situation: Situation, planned: Planned, reading: Reading, decisions: tuple[MinutedDecision, ...]
) -> Minutes:
    record, minutes = situation.record, _minutes(situation, planned)
    conference = record.conference
    return Minutes(
        authority=authority_words(situation.authority),
        meeting_date=conference.date,
        chair=officer(situation, conference.chair),
        minute_taker=name_for(situation, reading, conference.minute_taker),
        social_worker=social_worker(situation, reading),
        children=tuple(c.name for c in record.children if reading.covers([c.id])),
        purpose=reading.text(minutes.purpose, "minutes.purpose"),
        requested=people.requested(situation, reading),
        late_because=reading.text(conference.late_because, "conference.late_because"),
        attendance=people.attendance(situation, reading),
        quorate=bool(record.quorate),
        inquorate=_inquorate(situation, reading),
        facts=tuple(_facts(situation, reading)),
        reports=people.reports(situation, reading),
        closed_parts=tuple(_closed_parts(situation, reading)),
        legal=tuple(_legal(situation, reading)),
        sections=said.sections(situation, reading, minutes),
        child_views=said.child_views(situation, reading, minutes),
        family_views=said.family_views(situation, reading, minutes),
        progress=said.progress(situation, reading),
        strengths=said.listed(reading, minutes.strengths, "minutes.strengths"),
        risks=said.listed(reading, minutes.risks, "minutes.risks"),
        other_children=said.other_children(situation, reading),
        decisions=decisions,
        actions=said.meeting_actions(situation, reading, minutes),
        copies_to=people.copies(situation, planned, reading),
        copies_to_those_present=situation.authority.rules.minutes_to == "present",
        copy_to_reporter_always=situation.authority.rules.reporter_copy == "always",
    )


def _minutes(situation: Situation, planned: Planned) -> Minuted:
    if situation.record.minutes is None:
        raise KeyError(planned.document)  # the table of documents asks for them before anything is planned
    return situation.record.minutes


# ---- how the meeting was held ----------------------------------------------------------------------------------------


def _inquorate(situation: Situation, reading: Reading) -> InquorateWords | None:
    few = situation.record.inquorate
    if few is None:
        return None
    return InquorateWords(
        went_ahead=few.went_ahead,
        because=reading.text(few.because, "inquorate.because"),
        interim_plan=reading.text(few.interim_plan, "inquorate.interim_plan"),
        meets_again=few.meets_again,
        previous_too=few.previous_too,
    )


def _facts(situation: Situation, reading: Reading) -> Iterator[FactWords]:
    """What was checked at the table.

    A fact says neither whose it is nor who may know it, so that it is taken to be about every child, as a passage is
    that stands outside a child's block. Whoever reads of some children alone reads what she or he said herself.
    """
    everybody = [child.id for child in situation.record.children]
    for n, fact in enumerate(situation.record.facts_checked):
        if reading.covers(everybody) or fact.by == reading.person.id:
            correction = reading.text(fact.correction, f"facts_checked[{n}].correction")
            yield _fact(situation, reading, fact, correction)


def _fact(situation: Situation, reading: Reading, fact: FactChecked, correction: Prose | None) -> FactWords:
    return FactWords(
        what=Prose(fact.what),  # nobody restricts it, so that it must be searched as what was told is
        by=name_for(situation, reading, fact.by),
        corrected=fact.result == "corrected",
        correction=correction,
    )


def _closed_parts(situation: Situation, reading: Reading) -> Iterator[ClosedPartWords]:
    """The parts that were held without some people.

    A family member reads of those for which she or he left, and no more than the chair explained (seed S3). Anybody
    else reads of a part if its explanation may be read, or if she or he left for it.
    """
    for n, part in enumerate(situation.record.closed_parts):
        left = reading.person.id in part.left
        because = reading.text(part.because, f"closed_parts[{n}].because")
        if left or (because not in (None, reading.token) and not reading.family):
            yield _closed_part(situation, reading, part, because)


def _closed_part(situation: Situation, reading: Reading, part: ClosedPart, because: Prose | None) -> ClosedPartWords:
    known = () if reading.family else (i for i in part.left if people.concerned(situation, reading, i))
    names = (name_for(situation, reading, ident) for ident in known)
    return ClosedPartWords(
        starts=part.starts,
        ends=part.ends,
        left=tuple(name for name in names if name != ANOTHER),
        because=because,
        explained_at=part.explained_by_chair,
    )


def _legal(situation: Situation, reading: Reading) -> Iterator[LegalWords]:
    """The legal status of each child of the scope, where there is anything of it that this reader may know."""
    for n, one in enumerate(situation.record.children):
        status = one.legal_status
        if status is None or not reading.covers([one.id]):
            continue
        words = _status(reading, status, f"children[{n}].legal_status", one.id, one.name)
        told = words.orders or words.open_referrals or words.hearings or words.untold
        if words.none or not words.known or told:
            yield words


def _status(reading: Reading, status: LegalStatus, path: str, ident: str, name: str) -> LegalWords:
    def told(passages: Iterable[Passage], where: str) -> list[Prose | None]:
        return [reading.text(p, f"{path}.{where.format(n)}", [ident]) for n, p in enumerate(passages)]

    orders, referrals = told(status.orders, "orders[{}]"), told(status.open_referrals, "open_referrals[{}]")
    hearings = told((hearing.what for hearing in status.hearings), "hearings[{}].what")
    empty = status.known and not (status.orders or status.open_referrals or status.hearings)
    nothing = (None, reading.token)
    return LegalWords(
        child=name,
        known=status.known,
        none=empty and reading.whole,
        orders=tuple(text for text in orders if text not in nothing),
        open_referrals=tuple(text for text in referrals if text not in nothing),
        hearings=tuple(
            HearingWords(hearing.on, what)
            for hearing, what in zip(status.hearings, hearings, strict=True)
            if what not in nothing
        ),
        untold=reading.token if reading.token in (*orders, *referrals, *hearings) else None,
    )
