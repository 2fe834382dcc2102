"""How a parcel reaches its recipient: default deny, never anything weaker than agreed (DESIGN.md, "Channels").

A professional's or a post's channel is the contact's: OpenPGP with a pinned key, or paper by post. A family member or
a child chooses what is safe (``safe_to``, best first): email means OpenPGP and so needs a pinned key; no answer means
paper, by hand. A professional's key is pinned to the entry in contacts.yaml, a family member's to the case and the id
in its records: every case has a ``mother``, and the key of one must never open the letter of another.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from cpdocs.record.authority import Staff
from cpdocs.record.people import Contact, PostalAddress, Reach
from cpdocs.record.types import IDENT, REFERENCE
from cpdocs.rules.recipients import Recipient
from cpdocs.rules.situation import Hold, Pin, Route, Situation


def route(situation: Situation, recipient: Recipient) -> Route:
    """The one way in which papers reach ``recipient``, with a hold for each thing that is missing. Never raises."""
    if recipient.staff is not None:
        return replace(_to_staff(situation, recipient.id, recipient.staff), owner=recipient.id)
    if recipient.post is None and not recipient.is_professional:
        return replace(_to_home(situation, recipient), owner=family_owner(situation.record.case, recipient.id))
    contact = situation.contacts.get(recipient.contact or "")
    if contact is None:
        return Route(None, "post", holds=(Hold("no-contact", f"{recipient.id} has no entry in contacts.yaml"),))
    return replace(_to_contact(situation, recipient, contact), owner=recipient.contact or recipient.id)


def family_owner(case: str, person: str) -> str:
    """Whose a family member's pinned key is. No id holds a stroke, so this is never the name of a contact."""
    return f"{case}/{person}"


def is_family_owner(owner: str) -> bool:
    """Whether ``owner`` has the form of ``family_owner``; whether the case is known, only its records could say."""
    case, _, person = owner.partition("/")
    return bool(re.match(REFERENCE, case) and re.match(IDENT, person))


def _to_contact(situation: Situation, recipient: Recipient, contact: Contact) -> Route:
    entry = recipient.contact or recipient.id
    holds = [*_checked(situation, recipient, contact)]
    if contact.moved_on is not None and contact.moved_on <= situation.today:
        holds.append(Hold("moved-on", f"{entry} left this post; put the successor into contacts.yaml"))
    if contact.channel == "print":
        if contact.post is None:
            holds.append(Hold("no-address", f"{entry} gets paper by post and has no postal address"))
        return Route("print", "post", address=_lines(contact.post), holds=tuple(holds))
    pin = situation.pins.get(entry)
    holds.extend(_key_holds(entry, pin, contact.email))
    if pin is not None and contact.fingerprint is not None and contact.fingerprint != pin.fingerprint:
        message = f"the pinned key of {entry} is another than the one in contacts.yaml; ask the agency which is right"
        holds.append(Hold("bad-key", message))
    return Route("openpgp", "email", contact.email or "", pin.fingerprint if pin else "", holds=tuple(holds))


def _to_staff(situation: Situation, owner: str, staff: Staff) -> Route:
    """By OpenPGP or not at all: a Word file is of no use on paper."""
    pin = situation.pins.get(owner)
    holds = _key_holds(owner, pin, staff.email)
    return Route("openpgp", "email", staff.email or "", pin.fingerprint if pin else "", holds=tuple(holds))


def _to_home(situation: Situation, recipient: Recipient) -> Route:
    reach = recipient.reach
    ways = [way for way in reach.safe_to if way != "phone"]
    way = ways[0] if ways else "hand"
    holds = [*_checked(situation, recipient, reach)] if way != "hand" else []
    if way == "email":
        owner = family_owner(situation.record.case, recipient.id)
        pin = situation.pins.get(owner)
        holds.extend(_key_holds(owner, pin, reach.email))
        return Route("openpgp", "email", reach.email or "", pin.fingerprint if pin else "", holds=tuple(holds))
    if way == "post":
        if reach.post is None:
            holds.append(Hold("no-address", f"{recipient.id} is safe to reach by post and has no postal address"))
        return Route("print", "post", address=_lines(reach.post), holds=tuple(holds))
    return Route("print", "hand", holds=tuple(holds))


def _lines(address: PostalAddress | None) -> tuple[str, ...]:
    return (*address.lines, address.postcode) if address else ()


def _checked(situation: Situation, recipient: Recipient, source: Contact | Reach) -> list[Hold]:
    """Stale addresses are the commonest grave breach: Midlothian 2012, Charnwood 2023."""
    if source.verified is None or source.verified_by is None:
        return [
            Hold("contact-unverified", f"nobody has checked how to reach {recipient.id}; record verified, verified_by")
        ]
    oldest = situation.today - timedelta(days=situation.authority.rules.contact_valid_days)
    if source.verified < oldest:
        message = f"how to reach {recipient.id} was last checked on {source.verified}; check it again"
        return [Hold("contact-stale", message, about=str(situation.today))]
    return []


def _key_holds(owner: str, pin: Pin | None, email: str | None) -> list[Hold]:
    holds = []
    if email is None:
        holds.append(Hold("no-address", f"{owner} is to be reached by e-mail and has no e-mail address"))
    if pin is None:
        holds.append(
            Hold("no-key", f"{owner} has no pinned key; get the key, compare it by phone, and cpdocs keys pin {owner}")
        )
    elif pin.state != "good":
        holds.append(Hold("bad-key", f"the pinned key of {owner} cannot be used ({pin.state}); pin a new one"))
    return holds
