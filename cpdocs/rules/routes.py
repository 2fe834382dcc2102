"""How a parcel reaches its recipient: default deny, never anything weaker than agreed (DESIGN.md, "Channels").

A professional's or a post's channel is the contact's; a family member or a child chooses what is safe (``safe_to``,
best first), and no answer means paper, by hand. E-mail means OpenPGP if a key is pinned, else S/MIME if a certificate
is, else a PDF with a password if that was agreed, else the parcel is held. What was pinned and cannot be used holds it
too: an expired key is no reason to try the next channel, for nobody agreed to that.

A professional's key is pinned to the entry in contacts.yaml, a family member's to the case and the id in its records:
every case has a ``mother``, and the key of one must never open the letter of another.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from cpdocs.record.authority import Staff
from cpdocs.record.people import Contact, ContactChannel, PostalAddress, Reach
from cpdocs.record.types import IDENT, REFERENCE
from cpdocs.rules.recipients import Recipient
from cpdocs.rules.situation import ChannelName, Hold, Pin, Route, Situation


def route(situation: Situation, recipient: Recipient) -> Route:
    """The one way in which papers reach ``recipient``, with a hold for each thing that is missing. Never raises."""
    if recipient.staff is not None:
        return dataclasses.replace(_to_staff(situation, recipient.id, recipient.staff), owner=recipient.id)
    if recipient.post is None and not recipient.is_professional:
        owner = family_owner(situation.record.case, recipient.id)
        return dataclasses.replace(_to_home(situation, recipient), owner=owner, verified=recipient.reach.verified)
    contact = situation.contacts.get(recipient.contact or "")
    if contact is None:
        return Route(None, "post", holds=(Hold("no-contact", f"{recipient.id} has no entry in contacts.yaml"),))
    way = _to_contact(situation, recipient, contact)
    return dataclasses.replace(way, owner=recipient.contact or recipient.id, verified=contact.verified)


def family_owner(case: str, person: str) -> str:
    """Whose a family member's pinned key is. No id holds a stroke, so this is never the name of a contact."""
    return f"{case}/{person}"


def is_family_owner(owner: str) -> bool:
    """Whether ``owner`` has the form of ``family_owner``; whether the case is known, only its records could say."""
    case, _, person = owner.partition("/")
    return bool(re.match(REFERENCE, case) and re.match(IDENT, person))


def agreed_to_phrase(situation: Situation, recipient: Recipient) -> bool:
    """Whether this one gets PDF files that a phrase opens, and has agreed to it."""
    way = route(situation, recipient)
    return way.channel == "pdf_password" and all(hold.id != "password-not-agreed" for hold in way.holds)


def phrase_roads(situation: Situation, recipient: Recipient) -> tuple[str, ...]:
    """By which roads this one's phrase may be handed over: in person always, by post where that is safe; never more.

    By e-mail it would go the way of what it opens, and a telephone may be somebody else's (``safe_to``).
    """
    family = recipient.post is None and not recipient.is_professional
    contact = situation.contacts.get(recipient.contact or "")
    by_post = "post" in recipient.reach.safe_to if family else contact is not None and contact.post is not None
    return ("hand", "post") if by_post else ("hand",)


def _to_contact(situation: Situation, recipient: Recipient, contact: Contact) -> Route:
    entry = recipient.contact or recipient.id
    holds = [*_checked(situation, recipient, contact)]
    if contact.moved_on is not None and contact.moved_on <= situation.today:
        holds.append(Hold("moved-on", f"{entry} left this post; put the successor into contacts.yaml"))
    if contact.channel == "print":
        if contact.post is None:
            holds.append(Hold("no-address", f"{entry} gets paper by post and has no postal address"))
        return Route("print", "post", address=_lines(contact.post), holds=tuple(holds))
    way = _by_email(situation, recipient, entry, contact, contact.channel, holds)
    if way.fingerprint and contact.fingerprint is not None and contact.fingerprint != way.fingerprint:
        message = f"the pinned key of {entry} is another than the one in contacts.yaml; ask the agency which is right"
        return _held(way, Hold("bad-key", message))
    return way


def _to_staff(situation: Situation, owner: str, staff: Staff) -> Route:
    """By OpenPGP or not at all: a Word file is of no use on paper."""
    pin = situation.pins.get(owner)
    holds = [*_key_holds(owner, pin, "openpgp")]
    if staff.email is None:
        holds.append(Hold("no-address", f"{owner} has no e-mail address in authority.yaml"))
    return Route("openpgp", "email", staff.email or "", pin.fingerprint if pin else "", holds=tuple(holds))


def _to_home(situation: Situation, recipient: Recipient) -> Route:
    reach = recipient.reach
    ways = [way for way in reach.safe_to if way != "phone"]
    way = ways[0] if ways else "hand"
    holds = [*_checked(situation, recipient, reach)] if way != "hand" else []
    if way == "email":
        owner = family_owner(situation.record.case, recipient.id)
        return _by_email(situation, recipient, owner, reach, "email", holds)
    if way == "post":
        if reach.post is None:
            holds.append(Hold("no-address", f"{recipient.id} is safe to reach by post and has no postal address"))
        return Route("print", "post", address=_lines(reach.post), holds=tuple(holds))
    return Route("print", "hand", holds=tuple(holds))


def _by_email(
    situation: Situation,
    recipient: Recipient,
    owner: str,
    source: Contact | Reach,
    asked: ContactChannel,
    earlier: Iterable[Hold],
) -> Route:
    holds = [*earlier]
    if source.email is None:
        holds.append(Hold("no-address", f"{owner} is to be reached by e-mail and has no e-mail address"))
    channel = _channel(situation, owner, source, asked)
    if channel == "pdf_password":
        holds.extend(_phrase_holds(situation, recipient, source))
        return Route(channel, "email", source.email or "", holds=tuple(holds))
    pin = (situation.certificates if channel == "smime" else situation.pins).get(owner)
    holds.extend(_key_holds(owner, pin, channel))
    return Route(channel, "email", source.email or "", pin.fingerprint if pin else "", holds=tuple(holds))


def _channel(situation: Situation, owner: str, source: Contact | Reach, asked: ContactChannel) -> ChannelName:
    """Of what protects an e-mail, the one by name or else the first that there is; OpenPGP where there is none."""
    if asked != "email":
        return asked
    if owner not in situation.pins:
        if owner in situation.certificates:
            return "smime"
        if _agreed(source):
            return "pdf_password"
    return "openpgp"


def _agreed(source: Contact | Reach) -> bool:
    return source.password_pdf is not None and source.password_pdf.agreed


def _held(way: Route, hold: Hold) -> Route:
    return dataclasses.replace(way, holds=(*way.holds, hold))


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


def _key_holds(owner: str, pin: Pin | None, channel: ChannelName) -> Iterator[Hold]:
    what = "certificate" if channel == "smime" else "key"
    if pin is None:
        cure = f"get the {what}, compare it by phone, and cpdocs keys pin {owner}"
        yield Hold("no-key", f"{owner} has no pinned {what}; {cure}")
    elif pin.state != "good":
        yield Hold("bad-key", f"the pinned {what} of {owner} cannot be used ({pin.state}); pin a new one")


def _phrase_holds(situation: Situation, recipient: Recipient, source: Contact | Reach) -> Iterator[Hold]:
    if not _agreed(source):
        message = f"{recipient.id} has not agreed to PDF files with a password; ask, and record password_pdf"
        yield Hold("password-not-agreed", message)
    if recipient.id not in situation.history.phrases:
        message = f"{recipient.id} has not been given the six words; cpdocs keys phrase FILE {recipient.id}"
        yield Hold("phrase-not-issued", message)
