"""Who may do what: the staff of authority.yaml, and that no one person does both halves of a thing.

The operator types, the chair or a deputy approves, a second person releases. Birmingham Children's Trust (2024) had
papers checked by their own author; here nobody approves or releases what she or he is sending.
"""

from __future__ import annotations

import getpass
import os
import re
from typing import TYPE_CHECKING

from cpdocs.errors import UsageError
from cpdocs.record.types import IDENT

if TYPE_CHECKING:
    from cpdocs.record.authority import Staff
    from cpdocs.record.model import Record
    from cpdocs.workspace import Workspace


def operator(workspace: Workspace, named: str | None) -> str:
    """The staff id of whoever is working: ``named``, else CPDOCS_OPERATOR, else the one whose account is the login.

    Raises:
        UsageError: nobody, or somebody who may not operate.
    """
    wanted = named or os.environ.get("CPDOCS_OPERATOR")
    staff = workspace.authority.staff
    if wanted:
        found = next((s for s in staff if s.id == wanted), None)
    else:
        login = _login()
        found = next((s for s in staff if login is not None and s.account == login), None)
    if found is None or "operate" not in found.may:
        hint = "Say --operator STAFF (or --by): the id of somebody whom authority.yaml lets operate."
        raise UsageError("it is not known who is working", hint)
    return found.id


def require_approver(workspace: Workspace, record: Record, by: str, operator: str) -> Staff:
    """The chair, or a deputy whom authority.yaml lets approve; never the operator, never the minute taker.

    Raises:
        UsageError: anybody else.
    """
    staff = workspace.authority.staff_member(by)
    allowed = staff is not None and ("approve" in staff.may or by == record.conference.chair)
    if staff is None or not allowed or by in (operator, record.conference.minute_taker):
        hint = "The chair approves, or a deputy whom authority.yaml lets approve; never the operator or minute taker."
        raise UsageError(f"{_named(by)} cannot approve this", hint)
    return staff


def require_second(workspace: Workspace, by: str, operator: str) -> Staff:
    """A second person whom authority.yaml lets release: never the operator.

    Raises:
        UsageError: anybody else.
    """
    staff = workspace.authority.staff_member(by)
    if staff is None or "release" not in staff.may or by == operator:
        hint = "It takes a second person: one whom authority.yaml lets release (may: [release]), and not the operator."
        raise UsageError(f"{_named(by)} cannot be the second person here", hint)
    return staff


def _named(by: str) -> str:
    """An id may be said; whatever else was typed is not repeated."""
    return by if re.fullmatch(IDENT, by) else "this person"


def _login() -> str | None:
    """The name of this login; None for an account that the machine has no name for, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None
