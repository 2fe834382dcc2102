"""Cutting the letter of a referral: what the Reporter's copy of the minutes says of each referred child, and who it is.

It is cut from that copy, so that letter, minutes, plan and schedule of one pack cannot part.
"""

from __future__ import annotations

from datetime import date

from cpdocs.record.called import Child
from cpdocs.record.decision import Decision
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views import reporter_copy
from cpdocs.views.grounds import GROUNDS
from cpdocs.views.reading import ANOTHER, Reading, name_for
from cpdocs.views.schedule import WHEREABOUTS
from cpdocs.views.shape.reporter_copy import ReporterCopy
from cpdocs.views.shape.reporter_referral import GroundWords, ReferredWords, RelevantWords, ReporterReferral


def letter(situation: Situation, planned: Planned, reading: Reading) -> ReporterReferral:
    """For the Principal Reporter, about the referred children of the paper; an unborn one is never among them."""
    copy = reporter_copy.full(situation, planned, reading)
    referred = [d for d in situation.record.decisions or () if d.child in planned.children and d.reporter.refer]
    return ReporterReferral(
        authority=copy.authority,
        reference=copy.reference,
        kind=copy.kind,
        meeting_date=copy.meeting_date,
        chair=copy.chair,
        social_worker=copy.social_worker,
        children=tuple(situation.record.child(decision.child).name for decision in referred),
        referred=tuple(_referred(situation, reading, copy, decision) for decision in referred),
        family_views=copy.family_views,
        withheld=bool(copy.schedule),
        others=any(not reading.covers([child.id]) for child in situation.record.children),
    )


def _referred(situation: Situation, reading: Reading, copy: ReporterCopy, decision: Decision) -> ReferredWords:
    child, day = situation.record.child(decision.child), situation.record.conference.date
    if child.born is None:
        raise KeyError(child.id)  # the rules refer no unborn child (National Guidance 3.142)
    said = next(one for one in copy.decisions if one.child == child.name)
    views = next(one for one in copy.child_views if one.child == child.name)
    address = child.address
    return ReferredWords(
        child=child.name,
        known_as=child.known_as,
        born=child.born,
        age=_age(child.born, day),
        lives=(*address.lines, address.postcode),
        school=reading.place(child.school, child.id),
        surgery=reading.place(child.surgery, child.id),
        family=_family(situation, reading, child),
        siblings=tuple(
            other.name for other in situation.record.children if other.id != child.id and reading.covers([other.id])
        ),
        whereabouts_kept=any((item.about, item.kind) == (child.name, WHEREABOUTS) for item in copy.schedule),
        legal=next((one for one in copy.legal if one.child == child.name), None),
        outcome=said.outcome,
        because=said.reporter_because,
        unwilling=said.unwilling,
        not_by_agreement=said.not_by_agreement,
        tried=said.tried,
        grounds=tuple(GroundWords(letter, GROUNDS[letter]) for letter in said.grounds),
        views_how=views.how,
        views=views.text,
        family_told=said.family_told,
        non_disclosure=said.non_disclosure,
        no_report_because=said.no_report_because,
    )


def _family(situation: Situation, reading: Reading, child: Child) -> tuple[RelevantWords, ...]:
    """Whoever has a relationship to the child by the record, those with parental rights first."""
    found = [
        RelevantWords(name, person.relationship[child.id], child.id in person.parental_rights)
        for person in situation.record.people
        if child.id in person.relationship and (name := name_for(situation, reading, person.id)) != ANOTHER
    ]
    return tuple(sorted(found, key=lambda one: not one.rights))


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
