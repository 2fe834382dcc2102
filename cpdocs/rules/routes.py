"""How a parcel reaches its recipient: default deny, never anything weaker than agreed (DESIGN.md, "Channels").

A professional's channel is the contact's: OpenPGP with a pinned key, or paper by post. A family member chooses what is
safe (``safe_to``, best first): email means OpenPGP and so needs a pinned key; no answer means paper, by hand.
"""

from __future__ import annotations

from datetime import timedelta

from cpdocs.record.people import Contact, Person, PostalAddress, Reach
from cpdocs.rules.situation import Hold, Pin, Route, Situation


def route(situation: Situation, person: Person) -> Route:
    """The one way in which papers reach ``person``, with a hold for each thing that is missing. Never raises."""
    if person.is_professional:
        contact = situation.contact(person)
        if contact is None:
            return Route(None, "post", holds=(Hold("no-contact", f"{person.id} has no entry in contacts.yaml"),))
        return _to_contact(situation, person, contact)
    return _to_family(situation, person, person.reach or Reach())


def _to_contact(situation: Situation, person: Person, contact: Contact) -> Route:
    pin = situation.pins.get(person.contact or "")
    holds = [*_checked(situation, person, contact)]
    if contact.moved_on is not None and contact.moved_on <= situation.today:
        holds.append(Hold("moved-on", f"{person.contact} left this post; put the successor into contacts.yaml"))
    if contact.channel == "print":
        if contact.post is None:
            holds.append(Hold("no-address", f"{person.contact} gets paper by post and has no postal address"))
        return Route("print", "post", address=_lines(contact.post), holds=tuple(holds))
    holds.extend(_key_holds(person.contact or person.id, pin, contact.email))
    return Route("openpgp", "email", contact.email or "", pin.fingerprint if pin else "", holds=tuple(holds))


def _to_family(situation: Situation, person: Person, reach: Reach) -> Route:
    ways = [way for way in reach.safe_to if way != "phone"]
    way = ways[0] if ways else "hand"
    holds = [*_checked(situation, person, reach)] if way != "hand" else []
    if way == "email":
        pin = situation.pins.get(person.id)
        holds.extend(_key_holds(person.id, pin, reach.email))
        return Route("openpgp", "email", reach.email or "", pin.fingerprint if pin else "", holds=tuple(holds))
    if way == "post":
        if reach.post is None:
            holds.append(Hold("no-address", f"{person.id} is safe to reach by post and has no postal address"))
        return Route("print", "post", address=_lines(reach.post), holds=tuple(holds))
    return Route("print", "hand", holds=tuple(holds))


def _lines(address: PostalAddress | None) -> tuple[str, ...]:
    return (*address.lines, address.postcode) if address else ()


def _checked(situation: Situation, person: Person, source: Contact | Reach) -> list[Hold]:
    """Stale addresses are the commonest grave breach: Midlothian 2012, Charnwood 2023."""
    if source.verified is None or source.verified_by is None:
        return [
            Hold("contact-unverified", f"nobody has checked how to reach {person.id}; record verified, verified_by")
        ]
    oldest = situation.today - timedelta(days=situation.authority.rules.contact_valid_days)
    if source.verified < oldest:
        return [
            Hold("contact-stale", f"how to reach {person.id} was last checked on {source.verified}; check it again")
        ]
    return []


def _key_holds(owner: str, pin: Pin | None, email: str | None) -> list[Hold]:
    holds = []
    if email is None:
        holds.append(Hold("no-address", f"{owner} is to be reached by e-mail and has no e-mail address"))
    if pin is None:
        holds.append(
            Hold("no-key", f"{owner} has no pinned key; get the key, compare it by phone, and cpdocs keys pin")
        )
    elif pin.state != "good":
        holds.append(Hold("bad-key", f"the pinned key of {owner} cannot be used ({pin.state}); pin a new one"))
    return holds
