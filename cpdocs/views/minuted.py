"""Cutting what the minutes tell of each decision: to everybody what all may know, to professionals the rest."""

from __future__ import annotations

from cpdocs.record.decision import Decision, Told
from cpdocs.rules.situation import Planned, Situation
from cpdocs.views.attendance import concerned, somebody
from cpdocs.views.decisions import HARM, OUTCOMES, actions, at_birth, core_group, dissenter, outcomes, support
from cpdocs.views.leaves import Prose, parts
from cpdocs.views.reading import Reading, name_for
from cpdocs.views.said import agency_views
from cpdocs.views.shape.minuted import (
    AdviceWords,
    DeferralWords,
    DissentWords,
    FullDecision,
    MinutedDecision,
    MomentWords,
)


def decisions(situation: Situation, planned: Planned, reading: Reading) -> tuple[MinutedDecision, ...]:
    """The decision about each child whom the paper is about."""
    for n, decision in enumerate(situation.record.decisions or ()):
        if not reading.covers([decision.child]):
            reading.leave_out(f"decisions[{n}]")
    return tuple(
        _decision(situation, reading, n, decision)
        for n, decision in enumerate(situation.record.decisions or ())
        if decision.child in planned.children
    )


def full(situation: Situation, planned: Planned, reading: Reading) -> tuple[FullDecision, ...]:
    """The same, with what only professionals need."""
    about = (d for d in enumerate(situation.record.decisions or ()) if d[1].child in planned.children)
    told = zip(decisions(situation, planned, reading), about, strict=True)
    return tuple(_full(situation, reading, words, n, decision) for words, (n, decision) in told)


def _decision(situation: Situation, reading: Reading, n: int, decision: Decision) -> MinutedDecision:
    path, child = f"decisions[{n}]", [decision.child]
    named = {code: concern.label for code, concern in situation.authority.concerns.items()}
    concerns, plan, harm = decision.concerns, decision.plan, decision.significant_harm
    reporter, lead = decision.reporter, decision.lead_professional
    abuser = decision.alleged_abuser
    abuser_text = reading.text(abuser.text if abuser else None, f"{path}.alleged_abuser.text", child)
    relationship = abuser.relationship if abuser and abuser_text not in (None, reading.token) else None
    group, members = decision.core_group, _members(situation, reading, decision)
    return MinutedDecision(
        child=situation.record.child(decision.child).name,
        outcome=OUTCOMES[decision.outcome],
        deferral=_deferral(reading, path, decision),
        concerns=tuple(named[c] for c in concerns.others) if concerns else (),
        primary_concern=named[concerns.primary] if concerns and concerns.primary else "",
        secondary_concern=named[concerns.secondary] if concerns and concerns.secondary else "",
        suffered=harm is not None and harm.limb == "suffered_and_further_likely",
        likely=harm is not None and harm.limb == "likely",
        by_research=harm is not None and harm.basis == "research",
        harm_kinds=tuple(HARM[kind] for kind in harm.kinds) if harm else (),
        cause=reading.text(harm.cause if harm else None, f"{path}.significant_harm.cause", child),
        abuser=name_for(situation, reading, relationship) if relationship else "",
        abuser_text=abuser_text,
        reasons=reading.text(decision.reasons, f"{path}.reasons", child),
        reporter_refer=reporter.refer,
        reporter_because=reading.text(reporter.because, f"{path}.reporter.because", child),
        unwilling=reporter.compulsory_measures == "unable_or_unwilling_to_engage",
        not_by_agreement=reporter.compulsory_measures == "cannot_be_met_voluntarily",
        reconsider_by=name_for(situation, reading, reporter.reconsider.by) if reporter.reconsider else "",
        reconsider_on=reporter.reconsider.on if reporter.reconsider else None,
        dissents=_dissents(situation, reading, path, decision),
        advice=_advice(situation, reading, decision),
        plan_outcomes=outcomes(reading, plan, path, child),
        plan_actions=actions(situation, reading, plan, path, child),
        contingency=reading.text(plan.contingency if plan else None, f"{path}.plan.contingency", child),
        at_birth=at_birth(situation, reading, plan, path, child),
        support=support(situation, reading, decision.support, path, child),
        lead_professional=somebody(situation, reading, lead) if lead and reading.knows_of(lead) else None,
        core_group=members,
        core_group_chair=name_for(situation, reading, group.chair) if group and members else "",
        core_group_first=group.first if group and members else None,  # no day to wait outside for who is not in it
        review_by=decision.review_by,
    )


def _members(situation: Situation, reading: Reading, decision: Decision) -> tuple[str, ...]:
    """The core group's members, to professionals and to those who are in it; to anybody else not even its day."""
    members = decision.core_group.members if decision.core_group else ()
    if reading.family and reading.person.id not in members:
        return ()
    return core_group(situation, reading, decision.core_group)


def _deferral(reading: Reading, path: str, decision: Decision) -> DeferralWords | None:
    put_off, child = decision.deferral, [decision.child]
    if put_off is None:
        return None
    return DeferralWords(
        because=reading.text(put_off.because, f"{path}.deferral.because", child),
        interim_plan=reading.text(put_off.interim_plan, f"{path}.deferral.interim_plan", child),
        reconvene=put_off.reconvene,
    )


def _dissents(situation: Situation, reading: Reading, path: str, decision: Decision) -> tuple[DissentWords, ...]:
    """Whoever does not agree, as far as it may be read. Its author, its day and what follows go with the text."""
    found = []
    for m, one in enumerate(decision.dissents):
        text = reading.text(one.text, f"{path}.dissents[{m}].text", [decision.child])
        if text == reading.token:
            found.append(DissentWords("", text, None, None))
        elif text is not None:
            course = f"{path}.dissents[{m}].course_of_action"
            found.append(
                DissentWords(
                    person=dissenter(situation, reading, one, text),
                    text=text,
                    told_on=one.told_head_of_service.date() if one.told_head_of_service else None,
                    course_of_action=reading.text(one.course_of_action, course, [decision.child]),
                )
            )
    return tuple(found)


def _advice(situation: Situation, reading: Reading, decision: Decision) -> tuple[AdviceWords, ...]:
    return tuple(
        AdviceWords(
            person=situation.name(ident),
            by=name_for(situation, reading, advice.given_by),
            on=advice.on,
            # Nobody restricts it, and it may say who needs an interpreter or has an advocate: no matter of the others'.
            how=None if reading.family else Prose(advice.how),
        )
        for ident, advice in decision.appeal_advice.items()
        if concerned(situation, reading, ident)
    )


def _full(situation: Situation, reading: Reading, words: MinutedDecision, n: int, decision: Decision) -> FullDecision:
    path, child, told = f"decisions[{n}]", [decision.child], decision.notifications
    group, reporter = decision.core_group, decision.reporter
    because = group.members_because if group and words.core_group else None
    return FullDecision(
        **parts(words),
        agency_views=agency_views(situation, reading, decision.child),
        core_group_because=reading.text(because, f"{path}.core_group.members_because", child),
        register_told=_moment(told.register_keeper) if told else None,
        central_told=_moment(told.central_register) if told else None,
        out_of_hours_told=_moment(told.out_of_hours) if told else None,
        told_late_because=reading.text(
            told.late_because if told else None, f"{path}.notifications.late_because", child
        ),
        tried=reading.text(reporter.tried, f"{path}.reporter.tried", child),
        no_report_because=reading.text(reporter.no_report_because, f"{path}.reporter.no_report_because", child),
        family_told=reporter.family_told,
        non_disclosure=reporter.non_disclosure == "requested",
        grounds=reporter.suggested_grounds if reading.whole else (),
    )


def _moment(told: Told | None) -> MomentWords | None:
    return MomentWords(told.at.date(), told.at.time()) if told else None
