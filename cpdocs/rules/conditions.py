"""The conditions of the tables: named questions about a conference alone, one to three lines each, and pure.

The docstring of each says in words what must hold; ``cpdocs plan --why`` prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from cpdocs.record.decision import Decision
from cpdocs.rules import scopes
from cpdocs.rules.blocks import lacking
from cpdocs.rules.situation import Situation

Condition: TypeAlias = Callable[[Situation], bool]


def _decisions(s: Situation) -> tuple[Decision, ...]:
    return s.record.decisions or ()


def _day_has_come(s: Situation) -> bool:
    """The day of the conference has come."""
    return s.today >= s.record.conference.date or s.record.stage != "called"


def _is_review(s: Situation) -> bool:
    """It is a review."""
    return s.record.conference.kind == "review"


def _is_no_review(s: Situation) -> bool:
    """It is no review."""
    return not _is_review(s)


def _reports_asked(s: Situation) -> bool:
    """Reports were asked for."""
    return any(i.report is not None for i in s.record.invitations)


def _reports_cleared(s: Situation) -> bool:
    """A report that came is cleared to go to the others beforehand."""
    return any(i.report is not None and i.report.received and i.report.goes_beforehand for i in s.record.invitations)


def _decision_deferred(s: Situation) -> bool:
    """A decision was deferred."""
    return any(d.outcome == "deferred" for d in _decisions(s))


def _somebody_dissents(s: Situation) -> bool:
    """Somebody does not agree with a decision."""
    return any(d.dissents for d in _decisions(s))


def _put_on_the_register(s: Situation) -> bool:
    """A child's name goes onto the register."""
    return bool(scopes.of_all(s, "registered"))


def _taken_off_the_register(s: Situation) -> bool:
    """A child's name comes off the register."""
    return bool(scopes.of_all(s, "de_registered"))


def _on_or_off_the_register(s: Situation) -> bool:
    """A child's name goes onto the register or comes off it."""
    return _put_on_the_register(s) or _taken_off_the_register(s)


def _police_are_told(s: Situation) -> bool:
    """The council tells the police of each registration."""
    return s.authority.rules.police_flag


def _somebody_referred(s: Situation) -> bool:
    """A child who is born is referred to the Principal Reporter."""
    return bool(scopes.of_all(s, "referred"))


def _referred_with_plan(s: Situation) -> bool:
    """A child who is referred has a plan, somebody who leads it, or a core group."""
    referred = scopes.of_all(s, "referred")
    return any(d.plan or d.lead_professional or d.core_group for d in _decisions(s) if d.child in referred)


def _pack_goes(s: Situation) -> bool:
    """A referral is planned, whose pack holds the minutes."""
    needs = s.tables.documents.documents["reporter_referral"].needs
    return s.can_make("reporter_referral") and _somebody_referred(s) and not lacking(s.record, needs)


def _reporter_always(s: Situation) -> bool:
    """The Principal Reporter gets the minutes of every conference here."""
    return s.authority.rules.reporter_copy == "always"


def _minutes_to_those_present(s: Situation) -> bool:
    """The council sends minutes only to those who were there."""
    return s.authority.rules.minutes_to == "present"


def _has_plan(s: Situation) -> bool:
    """A child has a plan."""
    return any(d.plan for d in _decisions(s))


def _has_core_group(s: Situation) -> bool:
    """A child has a core group."""
    return any(d.core_group for d in _decisions(s))


def _support_needed(s: Situation) -> bool:
    """A child who is neither registered nor referred needs support."""
    return any(scopes.needs_support(d) for d in _decisions(s))


#: Every name that ``applies`` of a document may use; ``when`` of a row may use it too.
CONDITIONS: Final[Mapping[str, Condition]] = {
    "day_has_come": _day_has_come,
    "is_review": _is_review,
    "is_no_review": _is_no_review,
    "reports_asked": _reports_asked,
    "reports_cleared": _reports_cleared,
    "decision_deferred": _decision_deferred,
    "somebody_dissents": _somebody_dissents,
    "put_on_the_register": _put_on_the_register,
    "taken_off_the_register": _taken_off_the_register,
    "on_or_off_the_register": _on_or_off_the_register,
    "police_are_told": _police_are_told,
    "somebody_referred": _somebody_referred,
    "referred_with_plan": _referred_with_plan,
    "pack_goes": _pack_goes,
    "reporter_always": _reporter_always,
    "minutes_to_those_present": _minutes_to_those_present,
    "has_plan": _has_plan,
    "has_core_group": _has_core_group,
    "support_needed": _support_needed,
}
