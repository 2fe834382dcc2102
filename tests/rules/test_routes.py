"""How papers reach somebody: a table of what is known of a person, and the one way that follows, with its holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cpdocs.rules.past import History
from cpdocs.rules.routes import is_family_owner, phrase_roads, route
from cpdocs.rules.situation import Pin

GOOD, BAD = Pin("B" * 40), Pin("B" * 40, "expired")
POST = {"lines": ["2 Low Road", "Exampleton"], "postcode": "ZZ5 5ZZ"}
CHECKED = {"verified": "2026-11-01", "verified_by": "social_worker"}
ALL = {"post": POST, "email": "m@home.example", "phone": "07700 900000", **CHECKED}
TODAY = date(2026, 11, 16)

# what is so | reach | pin | channel, by | to | holds
FAMILY: list[tuple[str, dict[str, Any] | None, Pin | None, tuple[str, str], list[str]]] = [
    ("nothing is known", None, None, ("print", "hand"), []),
    ("no answer, though an e-mail and a key are there", ALL, GOOD, ("print", "hand"), []),
    ("by hand, never checked", {"safe_to": ["hand"]}, None, ("print", "hand"), []),
    ("a phone carries no paper", ALL | {"safe_to": ["phone"]}, GOOD, ("print", "hand"), []),
    ("a phone first, then the post", ALL | {"safe_to": ["phone", "post"]}, None, ("print", "post"), []),
    ("by post", ALL | {"safe_to": ["post"]}, None, ("print", "post"), []),
    ("by post, best first", ALL | {"safe_to": ["post", "email"]}, GOOD, ("print", "post"), []),
    ("by post, without an address", {"safe_to": ["post"], **CHECKED}, None, ("print", "post"), ["no-address"]),
    ("by post, never checked", {"safe_to": ["post"], "post": POST}, None, ("print", "post"), ["contact-unverified"]),
    (
        "by post, checked by nobody",
        {"safe_to": ["post"], "post": POST, "verified": "2026-11-01"},
        None,
        ("print", "post"),
        ["contact-unverified"],
    ),
    (
        "by post, checked 365 days ago",
        ALL | {"safe_to": ["post"], "verified": "2025-11-16"},
        None,
        ("print", "post"),
        [],
    ),
    (
        "by post, checked 366 days ago",
        ALL | {"safe_to": ["post"], "verified": "2025-11-15"},
        None,
        ("print", "post"),
        ["contact-stale"],
    ),
    ("by e-mail with a key", ALL | {"safe_to": ["email"]}, GOOD, ("openpgp", "email"), []),
    ("by e-mail without a key", ALL | {"safe_to": ["email", "post"]}, None, ("openpgp", "email"), ["no-key"]),
    ("by e-mail with a spoilt key", ALL | {"safe_to": ["email"]}, BAD, ("openpgp", "email"), ["bad-key"]),
    (
        "by e-mail without a mailbox, a key or a check",
        {"safe_to": ["email"]},
        None,
        ("openpgp", "email"),
        ["contact-unverified", "no-address", "no-key"],
    ),
]


@pytest.mark.parametrize(("said", "reach", "pin", "way", "holds"), FAMILY, ids=[r[0] for r in FAMILY])
def test_a_family_member_is_reached(said, reach, pin, way, holds, situate, gone) -> None:
    changes = {"people.0.reach": reach} if reach else {}
    situation = situate(changes, pins={"2026-1/mother": pin} if pin else {}, today=TODAY)
    found = route(situation, situation.recipient("mother"))
    assert (found.channel, found.by) == way
    assert [h.id for h in found.holds] == holds
    assert found.email == (reach.get("email", "") if reach and way[1] == "email" else "")
    assert found.address == (("2 Low Road", "Exampleton", "ZZ5 5ZZ") if way[1] == "post" and "post" in reach else ())
    assert found.fingerprint == (pin.fingerprint if pin and way[1] == "email" else "")


# what is so | changes of the contact | pin | channel, by | holds
CONTACT: list[tuple[str, dict[str, Any], Pin | None, tuple[str | None, str], list[str]]] = [
    ("with a key", {}, GOOD, ("openpgp", "email"), []),
    ("without a key, held and not sent by post", {"post": POST}, None, ("openpgp", "email"), ["no-key"]),
    ("with a key that cannot be used", {}, BAD, ("openpgp", "email"), ["bad-key"]),
    ("without a mailbox", {"email": None}, GOOD, ("openpgp", "email"), ["no-address"]),
    ("on paper", {"channel": "print", "post": POST}, GOOD, ("print", "post"), []),
    ("on paper without an address", {"channel": "print"}, None, ("print", "post"), ["no-address"]),
    ("never checked", {"verified": None}, GOOD, ("openpgp", "email"), ["contact-unverified"]),
    ("checked by nobody", {"verified_by": None}, GOOD, ("openpgp", "email"), ["contact-unverified"]),
    ("checked too long ago", {"verified": "2025-11-15"}, GOOD, ("openpgp", "email"), ["contact-stale"]),
    ("who leaves tomorrow", {"moved_on": "2026-11-17"}, GOOD, ("openpgp", "email"), []),
    ("who left today", {"moved_on": "2026-11-16"}, GOOD, ("openpgp", "email"), ["moved-on"]),
    (
        "who left, on paper",
        {"moved_on": "2026-11-01", "channel": "print", "post": POST},
        None,
        ("print", "post"),
        ["moved-on"],
    ),
]


@pytest.mark.parametrize(("said", "changes", "pin", "way", "holds"), CONTACT, ids=[r[0] for r in CONTACT])
def test_a_professional_is_reached(said, changes, pin, way, holds, situate, gone) -> None:
    book = {f"contacts.sw.{name}": gone if value is None else value for name, value in changes.items()}
    situation = situate(contacts=book, pins={"sw": pin} if pin else {}, today=TODAY)
    found = route(situation, situation.recipient("social_worker"))
    assert (found.channel, found.by) == way
    assert [h.id for h in found.holds] == holds
    assert found.fingerprint == (pin.fingerprint if pin and found.by == "email" else "")


def test_a_professional_who_is_not_in_the_book_is_reached_in_no_way(situate) -> None:
    situation = situate({"people.5.contact": "nobody"})
    found = route(situation, situation.recipient("social_worker"))
    assert found.channel is None
    assert [h.id for h in found.holds] == ["no-contact"]


def test_a_key_pinned_for_somebody_else_is_nobodys(situate) -> None:
    situation = situate({"people.0.reach": ALL | {"safe_to": ["email"]}}, pins={"sw": GOOD, "adam": GOOD, "mum": GOOD})
    assert [h.id for h in route(situation, situation.recipient("mother")).holds] == ["no-key"]
    assert route(situation, situation.recipient("mother")).fingerprint == ""


# Every case has a ``mother``. Before the case was part of the owner, the key of one opened the letter of all others.
OTHER_OWNERS = [
    "mother",
    "2026-2/mother",
    "2026-10/mother",
    "2026-1/father",
    "2026-1/mother ",
    "2026-1mother",
    "/mother",
]


@pytest.mark.parametrize("owner", OTHER_OWNERS)
def test_the_key_of_a_mother_in_another_case_is_not_this_mothers(owner, situate) -> None:
    situation = situate({"people.0.reach": ALL | {"safe_to": ["email"]}}, pins={owner: GOOD}, today=TODAY)
    found = route(situation, situation.recipient("mother"))
    assert ([h.id for h in found.holds], found.fingerprint) == (["no-key"], "")


OWNERS = [
    ("2026-0142/mother", True),
    ("CP-1/callums_father", True),
    ("mother", False),
    ("/mother", False),
    ("2026-0142/", False),
    ("2026-0142/Mother", False),
    ("2026 0142/mother", False),
    ("2026-0142/mother/x", False),
    ("2026-0142/mother\n", False),
    ("2026-0142\n/mother", False),
]


@pytest.mark.parametrize(("owner", "is_one"), OWNERS)
def test_a_family_owner_has_a_case_and_an_id(owner, is_one) -> None:
    assert is_family_owner(owner) is is_one


def test_a_routes_destination_for_a_report_is_never_a_street(situate) -> None:
    situation = situate({"people.0.reach": ALL | {"safe_to": ["post"]}})
    assert route(situation, situation.recipient("mother")).to == "by post"


def test_no_hold_names_more_than_an_id(situate) -> None:
    for reach in (row[1] for row in FAMILY if row[1]):
        situation = situate({"people.0.reach": reach}, pins={}, today=TODAY)
        for hold in route(situation, situation.recipient("mother")).holds:
            assert not {"Mary", "Low", "ZZ5", "home.example", "07700"} & set(hold.message.replace(",", " ").split())


# ---- children and posts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reach", "pin", "way", "holds"),
    [
        (None, None, ("print", "hand"), []),
        ({"phone": "07700 900000", "safe_to": ["phone"]}, None, ("print", "hand"), []),
        (ALL | {"safe_to": ["post"]}, None, ("print", "post"), []),
        ({"safe_to": ["post"], **CHECKED}, None, ("print", "post"), ["no-address"]),
        (ALL | {"safe_to": ["email"]}, GOOD, ("openpgp", "email"), []),
        (ALL | {"safe_to": ["email"]}, None, ("openpgp", "email"), ["no-key"]),
    ],
)
def test_a_child_is_reached_as_is_safe_and_by_hand_where_nobody_said(reach, pin, way, holds, situate) -> None:
    situation = situate(
        {"children.0.reach": reach} if reach else {}, pins={"2026-1/ann": pin} if pin else {}, today=TODAY
    )
    found = route(situation, situation.recipient("ann"))
    assert (found.channel, found.by) == way
    assert [h.id for h in found.holds] == holds


def test_a_childs_home_is_not_where_its_papers_go(situate) -> None:
    """The address in the record is where the child lives, perhaps with those who must not read them."""
    situation = situate({"children.0.reach": {"safe_to": ["post"], **CHECKED}})
    assert route(situation, situation.recipient("ann")).address == ()


@pytest.mark.parametrize(
    ("contact", "pins", "way", "holds"),
    [
        ("sw", {"sw": GOOD}, ("openpgp", "email"), []),
        ("sw", {}, ("openpgp", "email"), ["no-key"]),
        ("sw", {"keeper": GOOD}, ("openpgp", "email"), ["no-key"]),
        ("school", {}, ("print", "post"), []),
        ("nobody", {}, (None, "post"), ["no-contact"]),
    ],
)
def test_a_post_is_reached_as_whoever_holds_it_is(contact, pins, way, holds, situate) -> None:
    posts = {"posts": {"keeper": {"kind": "register_keeper", "contact": contact}}}
    situation = situate(contacts=posts, pins=pins, today=TODAY)
    found = route(situation, situation.recipient("keeper"))
    assert (found.channel, found.by) == way
    assert [h.id for h in found.holds] == holds


@pytest.mark.parametrize(
    ("read_out", "pin", "holds"),
    [
        ("B" * 40, GOOD, []),
        (None, GOOD, []),
        ("C" * 40, GOOD, ["bad-key"]),
        ("C" * 40, None, ["no-key"]),
        ("C" * 40, BAD, ["bad-key", "bad-key"]),
    ],
    ids=["the same", "none was read out", "another", "none is pinned", "another, and it has expired"],
)
def test_the_key_that_the_agency_read_out_is_the_key_that_is_used_or_none_is(
    read_out, pin, holds, situate, gone
) -> None:
    book = {"contacts.sw.fingerprint": read_out} if read_out else {}
    situation = situate(contacts=book, pins={"sw": pin} if pin else {}, today=TODAY)
    assert [h.id for h in route(situation, situation.recipient("social_worker")).holds] == holds


# ---- what an e-mail is protected by ----------------------------------------------------------------------------------

CERT, SPOILT = Pin("D" * 64), Pin("D" * 64, "untrusted")
AGREED = {"password_pdf": {"agreed": "yes", "on": "2026-11-02", "told": "social_worker"}}
DECLINED = {"password_pdf": {"agreed": "no", "on": "2026-11-02", "told": "social_worker"}}
EMAIL = ALL | {"safe_to": ["email"]}

# what is so | reach | key | certificate | phrase given | channel | fingerprint | holds
PROTECTED: list[tuple[str, dict[str, Any], Pin | None, Pin | None, bool, str, str, list[str]]] = [
    ("a key", EMAIL, GOOD, None, False, "openpgp", "B" * 40, []),
    ("a key before a certificate", EMAIL, GOOD, CERT, False, "openpgp", "B" * 40, []),
    ("a key before a password", EMAIL | AGREED, GOOD, None, True, "openpgp", "B" * 40, []),
    ("a spoilt key, and nothing weaker or other", EMAIL | AGREED, BAD, CERT, True, "openpgp", "B" * 40, ["bad-key"]),
    ("a certificate", EMAIL, None, CERT, False, "smime", "D" * 64, []),
    ("a certificate before a password", EMAIL | AGREED, None, CERT, True, "smime", "D" * 64, []),
    ("a spoilt certificate", EMAIL | AGREED, None, SPOILT, True, "smime", "D" * 64, ["bad-key"]),
    ("a password, and the words are given", EMAIL | AGREED, None, None, True, "pdf_password", "", []),
    ("a password, and no words yet", EMAIL | AGREED, None, None, False, "pdf_password", "", ["phrase-not-issued"]),
    ("a password declined", EMAIL | DECLINED, None, None, True, "openpgp", "", ["no-key"]),
    ("nothing at all", EMAIL, None, None, True, "openpgp", "", ["no-key"]),
    (
        "a password and no mailbox, never checked",
        {"safe_to": ["email"], **AGREED},
        None,
        None,
        True,
        "pdf_password",
        "",
        ["contact-unverified", "no-address"],
    ),
]


@pytest.mark.parametrize(
    ("said", "reach", "pin", "certificate", "given", "channel", "fingerprint", "holds"),
    PROTECTED,
    ids=[row[0] for row in PROTECTED],
)
def test_an_email_home_is_protected_by_the_first_that_there_is(
    said, reach, pin, certificate, given, channel, fingerprint, holds, situate
) -> None:
    found = _home(situate, reach, pin, certificate, given=given)
    assert (found.channel, found.by, found.fingerprint) == (channel, "email", fingerprint)
    assert [h.id for h in found.holds] == holds


def _home(situate, reach, pin, certificate, *, given):
    owner = "2026-1/mother"
    situation = situate(
        {"people.0.reach": reach},
        pins={owner: pin} if pin else {},
        history=History({}, {}, phrases={"mother": 1} if given else {}),
        today=TODAY,
    )
    situation = replace(situation, certificates={owner: certificate} if certificate else {})
    return route(situation, situation.recipient("mother"))


def test_agreeing_to_a_password_opens_no_way_that_is_not_safe(situate) -> None:
    """Who agreed and then said that only paper in the hand is safe gets paper in the hand."""
    found = _home(situate, ALL | AGREED | {"safe_to": ["hand", "email"]}, GOOD, CERT, given=True)
    assert (found.channel, found.by) == ("print", "hand")


# what the contact's entry says | key | certificate | phrase given | channel | holds
BY_NAME: list[tuple[str, dict[str, Any], Pin | None, Pin | None, bool, str, list[str]]] = [
    ("nothing, and a certificate", {}, None, CERT, False, "smime", []),
    ("e-mail, and both", {"channel": "email"}, GOOD, CERT, False, "openpgp", []),
    ("S/MIME, and both", {"channel": "smime"}, GOOD, CERT, False, "smime", []),
    ("S/MIME, and a key only", {"channel": "smime"}, GOOD, None, False, "smime", ["no-key"]),
    ("OpenPGP, and a certificate only", {"channel": "openpgp"}, None, CERT, False, "openpgp", ["no-key"]),
    ("the certificate's fingerprint", {"fingerprint": "D" * 64}, None, CERT, False, "smime", []),
    ("another certificate's", {"fingerprint": "E" * 64}, None, CERT, False, "smime", ["bad-key"]),
    ("a key's, and a certificate is pinned", {"fingerprint": "B" * 40}, None, CERT, False, "smime", ["bad-key"]),
    ("a password", {"channel": "pdf_password"} | AGREED, GOOD, CERT, True, "pdf_password", []),
    (
        "a password that nobody agreed to",
        {"channel": "pdf_password"},
        GOOD,
        CERT,
        False,
        "pdf_password",
        ["password-not-agreed", "phrase-not-issued"],
    ),
]


@pytest.mark.parametrize(
    ("said", "changes", "pin", "certificate", "given", "channel", "holds"), BY_NAME, ids=[row[0] for row in BY_NAME]
)
def test_a_contact_gets_the_one_that_is_named_or_the_first_that_there_is(
    said, changes, pin, certificate, given, channel, holds, situate
) -> None:
    situation = situate(
        contacts={f"contacts.sw.{name}": value for name, value in changes.items()},
        pins={"sw": pin} if pin else {},
        history=History({}, {}, phrases={"social_worker": 1} if given else {}),
        today=TODAY,
    )
    situation = replace(situation, certificates={"sw": certificate} if certificate else {})
    found = route(situation, situation.recipient("social_worker"))
    assert (found.channel, [h.id for h in found.holds]) == (channel, holds)


@pytest.mark.parametrize("owner", OTHER_OWNERS)
def test_the_certificate_of_a_mother_in_another_case_is_not_this_mothers(owner, situate) -> None:
    situation = replace(situate({"people.0.reach": EMAIL}, today=TODAY), certificates={owner: CERT})
    found = route(situation, situation.recipient("mother"))
    assert (found.channel, [h.id for h in found.holds], found.fingerprint) == ("openpgp", ["no-key"], "")


@pytest.mark.parametrize(
    ("safe_to", "roads"),
    [
        (["email"], ("hand",)),
        (["email", "post"], ("hand", "post")),
        (["email", "phone"], ("hand",)),
    ],
)
def test_the_words_go_home_by_post_only_where_post_is_safe(safe_to, roads, situate) -> None:
    situation = situate({"people.0.reach": ALL | {"safe_to": safe_to}}, today=TODAY)
    assert phrase_roads(situation, situation.recipient("mother")) == roads


def test_the_words_go_to_a_contact_by_post_where_there_is_an_address(situate) -> None:
    situation = situate(today=TODAY)
    assert phrase_roads(situation, situation.recipient("social_worker")) == ("hand",)
    situation = situate(contacts={"contacts.sw.post": POST}, today=TODAY)
    assert phrase_roads(situation, situation.recipient("social_worker")) == ("hand", "post")
