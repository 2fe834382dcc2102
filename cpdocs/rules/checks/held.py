"""Who came, whether there were enough to decide, the closed parts, and the reports that were asked for."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.record.called import ReportAsked
from cpdocs.record.held import ClosedPart
from cpdocs.record.model import Record
from cpdocs.record.tree import Path
from cpdocs.rules.checks.look import came, deciding, excluded, is_parent, person
from cpdocs.rules.checks.problem import ALL, DECIDED, MINUTES, Check, Problem
from cpdocs.rules.situation import Situation

_QUORUM = "National Guidance 3.131 and 3.158; the authority's quorum"
ATTENDANCE = Check(
    "attendance-not-said",
    "warning",
    "Of everybody who was invited, and of each supporter agreed, it is said whether they came.",
    "National Guidance 3.165: the record names who came",
    MINUTES,
    "held",
)
UNINVITED = Check(
    "came-uninvited", "warning", "Whoever came was invited.", "seed S3: the chair has the final say", MINUTES, "held"
)
EXCLUDED_CAME = Check(
    "excluded-but-came",
    "error",
    "Somebody who was excluded did not come.",
    "National Guidance 3.160: bail conditions, risk to others",
    ALL,
    "held",
)
SUPPORTER_CAME = Check(
    "supporter-without-agreement",
    "warning",
    "A supporter who came was agreed with the chair.",
    "seed S3: agreed in advance with the chair",
    MINUTES,
    "held",
)
ABSENT = Check(
    "absent-without-reason",
    "warning",
    "Where an invited parent did not come, the record says why.",
    "National Guidance 3.160 and 3.163",
    MINUTES,
    "held",
)
NOT_AGREED = Check(
    "invitations-not-agreed",
    "warning",
    "The chair's agreement to the invitations is recorded.",
    "seed S3: the chair has the final say on who can be there",
    MINUTES,
    "held",
)
QUORATE_NOT_SAID = Check(
    "quorate-not-said", "warning", "It is said whether enough agencies were there.", _QUORUM, DECIDED, "held"
)
NOT_QUORATE = Check(
    "not-quorate",
    "error",
    "A conference is quorate only if the agencies of the authority's quorum came.",
    _QUORUM,
    DECIDED,
    "held",
)
INQUORATE_LACKS = Check(
    "inquorate-lacks",
    "error",
    "Where too few came, the reasons and the interim plan are recorded.",
    "National Guidance 3.158",
    DECIDED,
    "held",
)
QUORATE_TWICE = Check(
    "quorate-and-inquorate", "error", "A conference is quorate or inquorate, never both.", _QUORUM, DECIDED, "held"
)
TWO_INQUORATE = Check(
    "inquorate-twice",
    "error",
    "No two conferences in a row are inquorate.",
    "National Guidance 3.158",
    DECIDED,
    "held",
)
NO_NEW_DATE = Check(
    "no-new-date",
    "warning",
    "After an inquorate conference there is a new date or an early review.",
    "National Guidance 3.158",
    DECIDED,
    "held",
)
REPORT_MISSING = Check(
    "report-missing",
    "warning",
    "A report that was asked for was received or excused.",
    "seed S3: invitees usually bring a written report",
    MINUTES,
    "held",
)
REPORT_LATE = Check(
    "report-late",
    "warning",
    "A report came before the conference, or its author is excused.",
    "seed S4: the decision uses all written reports",
    MINUTES,
    "held",
)
NOT_SHARED = Check(
    "report-not-shared",
    "warning",
    "A report was shared with the family before the conference, or the record says why not.",
    "seed S2: the report must be shared with the parents; National Guidance 3.166",
    MINUTES,
    "held",
)
PART_TIMES = Check(
    "closed-part-times",
    "error",
    "A closed part begins after the conference does, and ends after it began.",
    "National Guidance 3.167",
    MINUTES,
    "held",
)
PART_LEFT = Check(
    "closed-part-left",
    "warning",
    "Whoever left for a closed part had come.",
    "National Guidance 3.167",
    MINUTES,
    "held",
)
PART_UNEXPLAINED = Check(
    "closed-part-unexplained",
    "warning",
    "The chair explained a closed part to those who left, before it began.",
    "seed S3: part of the meeting without the family; the chair explains",
    MINUTES,
    "held",
)
UNCORRECTED = Check(
    "correction-not-said",
    "warning",
    "A fact that was corrected says what is right.",
    "seed S3: the chair checks names and dates of birth",
    MINUTES,
    "held",
)


def check(situation: Situation) -> Iterator[Problem]:
    """Rules that bind once the conference was held."""
    record = situation.record
    yield from _attendance(record)
    yield from _quorum(situation)
    for n, invitation in enumerate(record.invitations):
        if invitation.report and invitation.stands:
            yield from _report(record, ("invitations", n, "report"), invitation.report, invitation.person)
    for n, part in enumerate(record.closed_parts):
        yield from _closed_part(record, ("closed_parts", n), part)
    for n, fact in enumerate(record.facts_checked):
        if fact.result == "corrected" and fact.correction is None:
            hint = "Write correction: with what is right."
            yield UNCORRECTED.at(("facts_checked", n), "what the correction was is not said", hint)


def _attendance(record: Record) -> Iterator[Problem]:
    said = record.attendance or {}
    invited = {i.person for i in record.invitations if i.stands}
    invited |= {c.id for c in record.children if c.taking_part and c.taking_part.invited}
    supporters = {i.supporter.person: i.supporter for i in record.invitations if i.supporter and i.stands}
    agreed = {ident for ident, supporter in supporters.items() if supporter.agreed_by_chair}
    for ident in sorted((invited | agreed) - said.keys()):
        hint = f"Write {ident}: attended, apologies, absent, or left at and the time."
        yield ATTENDANCE.at(("attendance",), f"whether {ident} came is not said", hint)
    for ident in said:
        here: Path = ("attendance", ident)
        if came(record, ident) and excluded(record, ident):
            hint = "Correct the attendance, or take excluded: out of the invitation."
            yield EXCLUDED_CAME.at(here, f"{ident} was excluded and is said to have come", hint)
        elif came(record, ident) and ident in supporters.keys() - agreed:
            hint = "Write agreed_by_chair: with the day, if the chair had agreed."
            yield SUPPORTER_CAME.at(here, f"{ident} came without the chair's agreement", hint)
        elif came(record, ident) and ident not in invited | agreed and not _passed_over(record, ident):
            hint = "Add the invitation, or correct the attendance."
            yield UNINVITED.at(here, f"{ident} came and was not invited", hint)
    for one in record.people:
        missing = one.id in said and not came(record, one.id) and one.id not in record.absent_because
        if missing and one.id in invited and is_parent(one):
            hint = f"Write absent_because: with {one.id}: and the reason, as far as it is known."
            yield ABSENT.at(("attendance", one.id), f"why {one.id} did not come is not said", hint)
    if record.invitations_agreed is None:
        hint = "Write invitations_agreed: with the chair's id in by:, and on: with the day."
        yield NOT_AGREED.at(("invitations",), "that the chair agreed to the invitations is not recorded", hint)


def _passed_over(record: Record, ident: str) -> bool:
    """A parent who is not in invitations at all is a finding already."""
    one = person(record, ident)
    return one is not None and is_parent(one) and record.invitation(ident) is None


def _quorum(situation: Situation) -> Iterator[Problem]:
    record, rule = situation.record, situation.authority.rules.quorum
    if record.quorate is None:
        hint = "Write quorate: yes or no."
        yield QUORATE_NOT_SAID.at(("attendance",), "whether enough agencies were there is not said", hint)
    agencies = {agency for _, agency, _ in deciding(situation)}
    missing = [agency for agency in rule.agencies if agency not in agencies]
    others = len(agencies - set(rule.agencies))
    if record.quorate and (missing or others < rule.others):
        few = f"only {others} of {rule.others} other agencies"
        message = f"{', '.join(missing)} did not come" if missing else f"{few} came"
        hint = "Correct the attendance; or write quorate: no, and inquorate: with because: and interim_plan:."
        yield NOT_QUORATE.at(("quorate",), f"the conference is not quorate: {message}", hint)
    inquorate = record.inquorate
    if record.quorate is False and inquorate is None:
        hint = "Write inquorate: with went_ahead:, because:, interim_plan: and meets_again:."
        yield INQUORATE_LACKS.at(("quorate",), "too few came, and what happened then is not recorded", hint)
    if inquorate is None:
        return
    if record.quorate:
        hint = "Write quorate: no, or take inquorate: out."
        yield QUORATE_TWICE.at(("inquorate",), "the conference is said to be quorate and inquorate", hint)
    if inquorate.previous_too:
        hint = "Two in a row are not allowed (National Guidance 3.158): speak to the chair and the head of service."
        yield TWO_INQUORATE.at(("inquorate", "previous_too"), "the conference before was inquorate as well", hint)
    if inquorate.meets_again is None:
        hint = "Write meets_again: with the new date, or that of the early review."
        yield NO_NEW_DATE.at(("inquorate",), "when the conference meets again is not said", hint)


def _report(record: Record, here: Path, report: ReportAsked, ident: str) -> Iterator[Problem]:
    if report.received is None:
        if report.excused_because is None:
            hint = "Write received: with the day it came, or excused_because:."
            yield REPORT_MISSING.at(
                here, f"the report of {ident} was asked for and is neither received nor excused", hint
            )
        return
    if report.received > record.conference.date and report.excused_because is None:
        hint = "It was not considered: write excused_because: with the reason, or correct the day."
        yield REPORT_LATE.at((*here, "received"), f"the report of {ident} came after the conference", hint)
    shared = report.shared_with_family is not None and report.shared_with_family <= record.conference.date
    if not shared and report.not_shared_because is None and report.part_restricted is None:
        hint = "Write shared_with_family: with the day, or not_shared_because:."
        message = f"that the family saw the report of {ident} before the conference is not recorded"
        yield NOT_SHARED.at(here, message, hint)


def _closed_part(record: Record, here: Path, part: ClosedPart) -> Iterator[Problem]:
    if part.starts >= part.ends:
        yield PART_TIMES.at((*here, "ends"), f"{part.id} ends before it begins", "Check the two times.")
    if part.starts < record.conference.starts:
        hint = "Check the times of the part and of the conference."
        yield PART_TIMES.at((*here, "starts"), f"{part.id} begins before the conference does", hint)
    for m, ident in enumerate(part.left):
        if not came(record, ident):
            hint = "Correct the attendance, or take the id out here."
            yield PART_LEFT.at((*here, "left", m), f"{ident} left for {part.id} and is not said to have come", hint)
    if part.explained_by_chair is None or part.explained_by_chair > part.starts:
        hint = "Write explained_by_chair: with the time, before the part began."
        yield PART_UNEXPLAINED.at(here, f"that the chair explained {part.id} beforehand is not recorded", hint)
