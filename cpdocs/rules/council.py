"""What is wrong across a council's own files: an id that stands for nothing, a word in braces that nothing fills in.

A post whose contact is misspelt would hold every notice that goes to it, on the day a child is registered; so it is
said when the workspace is opened, with the nearest id that there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpdocs.record.authority import Authority
from cpdocs.record.people import Contacts
from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import Problem, near

#: What ``rules.decided_by`` and the standing texts may name.
_FILLED = frozenset({"chair"})


def in_contacts(book: Contacts, authority: Authority) -> Iterator[Problem]:
    """Every id in contacts.yaml that names no contact of it, or nobody of the council's staff."""
    for path, ident in _contacts_named(book):
        if ident is not None and ident not in book.contacts:
            hint = near(ident, book.contacts, "under contacts")
            yield Problem("unknown-contact", path, f"no contact has the id {ident}", hint)
    staff = [member.id for member in authority.staff]
    for ident, contact in book.contacts.items():
        yield from _of_staff(contact.line_manager, staff, ("contacts", ident, "line_manager"))
        yield from _of_staff(contact.verified_by, staff, ("contacts", ident, "verified_by"))
        if contact.password_pdf is not None:
            yield from _of_staff(contact.password_pdf.told, staff, ("contacts", ident, "password_pdf", "told"))


def in_authority(authority: Authority) -> Iterator[Problem]:
    """Every id in authority.yaml that names nothing of it or two people, and braces that nothing fills in."""
    staff = [member.id for member in authority.staff]
    for n, member in enumerate(authority.staff):
        if member.id in staff[:n]:
            hint = "Give each an id of her or his own."
            yield Problem("staff-id-twice", ("staff", n, "id"), f"the id {member.id} stands for two people", hint)
        yield from _of_staff(member.line_manager, staff, ("staff", n, "line_manager"))
    for ident, concern in authority.concerns.items():
        if concern.maps_to is not None and concern.maps_to not in authority.concerns:
            message = f"there is no area of concern {concern.maps_to}"
            hint = near(concern.maps_to, authority.concerns, "under concerns")
            yield Problem("unknown-concern", ("concerns", ident, "maps_to"), message, hint)
    own = {("texts", name): str(getattr(authority.texts, name)) for name in type(authority.texts).model_fields}
    for place, text in {("rules", "decided_by"): authority.rules.decided_by, **own}.items():
        if not set(re.findall(r"\{([^{}]*)\}?", text)) <= _FILLED:
            hint = "Only {chair} is filled in, with the name that stands under names."
            yield Problem("unknown-word", place, "this sentence has braces that nothing fills in", hint)


def _contacts_named(book: Contacts) -> Iterator[tuple[Path, str | None]]:
    for ident, agency in book.agencies.items():
        yield ("agencies", ident, "lead_child_protection_officer"), agency.lead_child_protection_officer
    for ident, post in book.posts.items():
        yield ("posts", ident, "contact"), post.contact


def _of_staff(named: str | None, staff: list[str], path: Path) -> Iterator[Problem]:
    if named is not None and named not in staff:
        hint = near(named, staff, "under staff in authority.yaml")
        yield Problem("unknown-staff", path, f"nobody of the council's staff has the id {named}", hint)
