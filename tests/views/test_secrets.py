"""What the second net looks for in a copy: what is forbidden, minus what is allowed, in the spellings of people."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cpdocs.views.facts import facts
from cpdocs.views.reading import Reading
from cpdocs.views.secrets import secrets
from cpdocs.words import squeezed

INV, LETTER = "invitation", "decision_letter"

# Short names of the exact facts of the example, by their place in the record.
PLACES = {
    "Ailsa's address": ("children[0].address.lines[0]", "children[0].address.postcode"),
    "Ailsa's school": ("children[0].school",),
    "Ailsa's surgery": ("children[0].surgery",),
    "Ailsa": ("children[0].name", "children[0].known_as[0]", "children[0].born"),
    "Callum's address": ("children[1].address.lines[0]", "children[1].address.postcode"),
    "Callum's surgery": ("children[1].surgery",),
    "Callum": ("children[1].name", "children[1].born"),
    "Shona": ("people[0].name",),
    "Shona's address": ("people[0].reach.post.lines[0]", "people[0].reach.post.postcode"),
    "Shona's phone": ("people[0].reach.phone",),
    "Ross": ("people[1].name",),
    "Ross's address": ("people[1].reach.post.lines[0]", "people[1].reach.post.postcode"),
    "Euan": ("people[2].name",),
    "Euan's address": ("people[2].reach.post.lines[0]", "people[2].reach.post.postcode"),
    "Euan's phone": ("people[2].reach.phone",),
    "Mhairi": ("people[3].name",),
    "Mhairi's postcode": ("people[3].reach.post.postcode",),  # her first line is the advocacy office's own name
    "the venue": ("conference.place",),
    "the day": ("conference.date",),
}
CHILDRENS = {"Ailsa's address", "Ailsa's school", "Ailsa's surgery", "Callum's address", "Callum's surgery"}
REACH = {"Shona's phone", "Ross's address", "Euan's address", "Euan's phone", "Mhairi's postcode"}
SHONAS = {"Shona's address", "Shona's phone"}
SECRET = [
    (LETTER, "mother", REACH - SHONAS),  # Mhairi comes with her, and is no secret to her
    (INV, "mother", REACH - SHONAS),
    (
        LETTER,
        "ailsas_father",
        CHILDRENS | SHONAS | (REACH - {"Ross's address"}) | {"Callum", "Euan", "Mhairi", "the venue"},
    ),
    (
        INV,
        "ailsas_father",
        CHILDRENS | SHONAS | (REACH - {"Ross's address"}) | {"Callum", "Euan", "Mhairi", "the venue", "the day"},
    ),
    (
        LETTER,
        "callums_father",
        CHILDRENS | SHONAS | (REACH - {"Euan's address", "Euan's phone"}) | {"Ailsa", "Ross", "Mhairi"},
    ),
    (
        INV,
        "advocate",
        CHILDRENS | SHONAS | (REACH - {"Mhairi's postcode"}) | {"Ailsa", "Callum", "Shona", "Ross", "Euan"},
    ),
    (LETTER, "social_worker", REACH),  # the safe address is shared with these two, and it is Shona's too
    (LETTER, "health_visitor", REACH),
    (LETTER, "police_officer", REACH | {"Ailsa's surgery", "Callum's surgery"}),
    (LETTER, "gp", REACH | SHONAS | {"Ailsa's address", "Ailsa's school", "Callum's address"}),
    (LETTER, "head_teacher", REACH | SHONAS | (CHILDRENS - {"Ailsa's school"}) | {"Callum"}),
    (LETTER, "womens_aid", REACH | SHONAS | CHILDRENS),
]


@pytest.mark.parametrize(("document", "person", "names"), SECRET, ids=[f"{r[0]}-{r[1]}" for r in SECRET])
def test_what_is_secret_to(document, person, names, told, days) -> None:
    planned, view = told[document, person]
    found = {s.id for s in secrets(days[document], planned, view) if s.exact}
    assert found == {place for name in names for place in PLACES[name]}


def test_nothing_that_a_views_typed_fields_hold_is_a_secret_to_its_reader(told, days) -> None:
    for (document, person), (planned, view) in told.items():
        typed = {squeezed(text) for text in view.typed_texts()}
        for secret in secrets(days[document], planned, view):
            assert not (secret.exact and typed & set(map(squeezed, secret.spellings))), (person, secret.id)


def test_a_secret_that_slipped_into_a_told_text_stays_one(record, situate, views) -> None:
    """The address stands in the View's own prose: just the mistake that the net is there for."""
    changed = json.loads(json.dumps(record))
    changed["decisions"][0]["reasons"] = "She lives at 14 Strathmiglo Place, KY7 4ZZ."
    situation = situate(changed)
    planned, view = views(situation)[LETTER, "ailsas_father"]
    assert "Strathmiglo" in view.decisions[0].reasons
    ids = {s.id for s in secrets(situation, planned, view)}
    assert {"children[0].address.lines[0]", "children[0].address.postcode"} <= ids


def test_a_told_text_that_is_nothing_but_a_secret_does_not_set_it_free(record, situate, views) -> None:
    changed = json.loads(json.dumps(record))
    changed["decisions"][0]["reasons"] = "KY7 4ZZ"
    situation = situate(changed)
    planned, view = views(situation)[LETTER, "ailsas_father"]
    assert view.decisions[0].reasons == "KY7 4ZZ"
    assert "children[0].address.postcode" in {s.id for s in secrets(situation, planned, view)}


def test_what_the_council_prints_everywhere_is_no_secret(record, situate, views) -> None:
    changed = json.loads(json.dumps(record))
    changed["people"][2]["reach"]["phone"] = "01632 960150"  # the advocacy office's own number
    situation = situate(changed)
    planned, view = views(situation)[LETTER, "mother"]
    assert "people[2].reach.phone" not in {s.id for s in secrets(situation, planned, view)}


def test_towns_and_lone_surnames_are_never_secrets(told, days) -> None:
    for (document, _), (planned, view) in told.items():
        for secret in secrets(days[document], planned, view):
            if secret.exact:
                lone = {"glenrothes", "cupar", "methil", "kinnaird", "petrie", "rennie", "moir", "sinclair", "ailsa"}
                assert not lone & set(map(squeezed, secret.spellings)), secret.id


def test_a_birthday_that_reads_like_another_is_not_set_free_by_it(record, situate, views) -> None:
    """1/12/2003 and 11/2/2003 are the same seven digits: knowing the one child is not knowing the other."""
    changed = json.loads(json.dumps(record))
    changed["children"][0]["born"], changed["children"][1]["born"] = "2003-12-01", "2003-02-11"
    situation = situate(changed)
    planned, view = views(situation)[LETTER, "callums_father"]
    assert "children[0].born" in {s.id for s in secrets(situation, planned, view)}


def test_one_child_at_two_peoples_address_is_known_to_who_lives_there(told, days) -> None:
    planned, view = told[LETTER, "mother"]
    assert not [s for s in secrets(days[LETTER], planned, view) if "Strathmiglo" in str(s.spellings)]


def _spelt(situation, planned, path: str) -> set[str]:
    return {s for f in facts(situation, planned, Reading.of(situation, planned)) if f.path == path for s in f.spellings}


SPELLINGS = [
    ("2019-03-04", ["04/03/2019", "4/3/2019", "04/03/19", "4/3/19", "2019-03-04"]),
    (
        "2019-03-04",
        ["4 March 2019", "4th March 2019", "4th of March 2019", "March 4 2019", "4 Mar 2019", "4th Mar 2019"],
    ),
    ("2021-01-01", ["1st January 2021", "01/01/2021", "1 Jan 2021"]),
    ("2021-05-02", ["2nd of May 2021", "2nd May 2021"]),
    ("2021-06-23", ["23rd June 2021", "23/6/2021"]),
    ("2021-06-11", ["11th June 2021", "11th of Jun 2021"]),
    ("2021-06-12", ["12th June 2021"]),
    ("2021-06-13", ["13th June 2021"]),
    ("2020-02-29", ["29th February 2020", "29/2/20"]),
    ("2009-12-31", ["31st December 2009", "31/12/09"]),
]


@pytest.mark.parametrize(("born", "written"), SPELLINGS, ids=[f"{r[0]}-{r[1][0]}" for r in SPELLINGS])
def test_a_date_of_birth_is_sought_as_people_write_it(born, written, record, situate, told) -> None:
    changed = json.loads(json.dumps(record))
    changed["children"][0]["born"] = born
    assert set(written) <= _spelt(situate(changed), told[LETTER, "callums_father"][0], "children[0].born")


@pytest.mark.parametrize(
    ("phone", "written"),
    [
        ("07700 900142", {"07700900142", "447700900142"}),
        ("+44 7700 900142", {"447700900142", "07700900142"}),
        ("01632 960000", {"01632960000", "441632960000"}),
    ],
)
def test_a_phone_number_is_sought_with_and_without_the_countrys_code(phone, written, record, situate, told) -> None:
    changed = json.loads(json.dumps(record))
    changed["people"][0]["reach"]["phone"] = phone
    assert _spelt(situate(changed), told[LETTER, "callums_father"][0], "people[0].reach.phone") == written


def test_no_secret_is_named_by_its_text_but_by_its_place(told, days) -> None:
    for (document, _), (planned, view) in told.items():
        for secret in secrets(days[document], planned, view):
            assert not [s for s in secret.spellings if s and s in secret.id]
            assert secret.kind.islower()


def test_the_venue_and_the_day_are_secret_to_whoever_is_excluded_before_the_meeting_only(told, days, record) -> None:
    assert record["conference"]["date"] == date(2026, 11, 12).isoformat()
    planned, view = told[INV, "ailsas_father"]
    found = {s.id: s.spellings for s in secrets(days[INV], planned, view)}
    assert "12 November 2026" in found["conference.date"]
    assert found["conference.place"] == ("Rothes House, meeting room 2, 1 Market Square, Kinnaird",)
