"""What a check is, and a rule that a record breaks: what the loader turns into a finding with its line.

Each check is declared once, beside the rule that uses it: its id, how grave it is, the rule in a sentence, where the
rule comes from, which papers would be wrong without it, and from which stage on it binds. docs/checks.md is made from
these. A problem is made from its check, so that no id can be said that is not declared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal, TypeAlias

from cpdocs.record.model import Stage
from cpdocs.record.tree import Path

Severity: TypeAlias = Literal["error", "warning"]

# The documents that a check guards, where several checks guard the same.
ALL: Final = ("every document",)
INVITATIONS: Final = ("invitation", "review_invitation")
INVITING: Final = (*INVITATIONS, "report_request", "agenda")
MINUTES: Final = ("minutes", "reporter_copy", "reporter_referral")
DECIDED: Final = ("decision_letter", *MINUTES)
PLAN: Final = ("protection_plan", *DECIDED)
NOTICES: Final = ("registration_notice", "deregistration_notice", "police_flag_notice")
REFERRAL: Final = ("reporter_referral", "decision_letter", "minutes")

_MOST_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. ``id`` is stable; ``message`` holds ids and kinds, never a name or a told text."""

    id: str
    path: Path
    message: str
    hint: str = ""
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule across fields.

    An error says that a paper would be wrong, that somebody could come to harm, or that the guidance says never. All
    else is a warning, which stops nothing. ``stage`` is the stage from which the rule binds.
    """

    id: str
    severity: Severity
    says: str
    source: str
    guards: tuple[str, ...]
    stage: Stage = "called"

    def at(self, path: Path, message: str, hint: str) -> Problem:
        """The rule broken at ``path``: what is wrong there, and the cure."""
        return Problem(self.id, path, message, hint, self.severity)


def near(ident: str, known: Iterable[str], where: str) -> str:
    """The cure for an id that nobody has: the nearest one that somebody has, else all of them, else ``where``."""
    names = sorted(set(known))
    close = get_close_matches(ident, names, n=1)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There are: {', '.join(names)}." if 0 < len(names) <= _MOST_NAMED else f"Use an id that stands {where}."
