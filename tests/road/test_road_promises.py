"""The first promise on the whole road: what each recipient opens, and what stands outside for everybody to see.

Hazards 1, 3, 16 and 17 of HAZARDS.md, "Hazards and tests". The tables are worked by hand from the example's record.
"""

from __future__ import annotations

import itertools
import re

import pytest
from road_tools import (
    CALLED,
    CHAIR,
    CLERK,
    DAYS,
    DECIDED,
    attachments,
    everything,
    look,
    message,
    of,
    opened,
    outbox,
    put_record,
    record_of,
    squeezed,
)

from cpdocs import approval

FAMILY = "mother ailsas_father callums_father"
OF_BOTH = "social_worker health_visitor police_officer womens_aid"  # professionals who work with both children
PROFESSIONALS = f"{OF_BOTH} head_teacher"
OF_AILSA, OF_CALLUM = f"mother ailsas_father {PROFESSIONALS}", f"mother callums_father {OF_BOTH}"

#: Words of the record -> whose decision letter holds them. Nobody else's may, in any layer.
LETTER = {
    "14 Strathmiglo Place": "mother social_worker health_visitor police_officer",  # the safe address
    "KY7 4ZZ": "mother social_worker health_visitor police_officer",
    "Ailsa Rennie": OF_AILSA,
    "Callum Petrie": OF_CALLUM,
    "Ailsa Moir": "",
    "Torbain Primary School": "",
    "Market Square Surgery": "",
    "4 March 2019": "",
    "2019-03-04": "",
    "07700 900142": "",
    "07700 900388": "",
    "Mhairi Sinclair": "",
    "9 Harbour Wynd": "ailsas_father",  # on the address sheet
    "KY8 3ZZ": "ailsas_father",
    "27 Mill Brae": "callums_father",
    "KY15 5ZZ": "callums_father",
    "3 Bridge Street": "",
    "Ross Moir": "ailsas_father",
    "Euan Petrie": OF_CALLUM,
    "bruising": "",
    "on bail": "",
    "support group at Women's Aid": "mother social_worker womens_aid health_visitor",
    "Meet Ailsa at school every week": f"mother {PROFESSIONALS}",
    "lives without violence": OF_AILSA,
    "clings to her": OF_CALLUM,
    "we left as soon as we could": f"mother {OF_BOTH}",  # her dissent
    "further harm is likely without a plan": "",
    "the risk is highest after leaving": "",
}
#: The same for the invitations. The supporter reads nothing of the case, the excluded father neither day nor place.
INVITATION = {
    "14 Strathmiglo Place": "",
    "KY7 4ZZ": "",
    "meeting room 2": f"mother callums_father advocate {PROFESSIONALS}",
    "12 November 2026": f"mother callums_father advocate {PROFESSIONALS}",
    "10:30": f"mother callums_father advocate {PROFESSIONALS}",
    "Ailsa Rennie": OF_AILSA,
    "Callum Petrie": OF_CALLUM,
    "Ailsa Moir": PROFESSIONALS,
    "4 March 2019": PROFESSIONALS,
    "21 June 2023": OF_BOTH,
    "Torbain Primary School": "social_worker health_visitor police_officer head_teacher",
    "Market Square Surgery": "",
    "07700 900142": "",
    "Shona Rennie": "mother",
    "Ross Moir": "ailsas_father",
    "Euan Petrie": "callums_father",
    "Mhairi Sinclair": "mother advocate",
    "9 Harbour Wynd": "ailsas_father",
    "27 Mill Brae": "callums_father",
    "3 Bridge Street": "advocate",
    "PO Box 17": "womens_aid",
    "court order": "ailsas_father",
    "bruising": "",
    "the police came to the family home": "police_officer",
    "sees Ailsa every school day": "head_teacher",
}


@pytest.mark.parametrize(
    ("document", "words", "may_read"),
    [
        *(("decision_letter", words, people) for words, people in LETTER.items()),
        *(("invitation", words, people) for words, people in INVITATION.items()),
    ],
)
def test_these_words_stand_in_these_copies_and_in_no_others(document, words, may_read, texts):
    found = {person for (of_document, person), text in texts.items() if of_document == document and words in text}
    assert found == set(may_read.split())


def test_everybody_s_copy_is_looked_at(texts):
    expected = {("decision_letter", p) for p in (*FAMILY.split(), *PROFESSIONALS.split())}
    expected |= {("invitation", p) for p in (*FAMILY.split(), "advocate", *PROFESSIONALS.split())}
    assert set(texts) == expected


@pytest.fixture(scope="session")
def texts(parcels):
    return {key: squeezed(everything(pdf)) for key, (_, pdf) in parcels.items()}


def test_every_copy_names_its_reader_on_every_page_and_nobody_else(parcels, texts, record):
    stamps = {key: set(re.findall(r"Issued to (.+?) · ", text)) for key, text in texts.items()}
    assert {len(names) for names in stamps.values()} == {1}
    assert len({(key[1], *names) for key, names in stamps.items()}) == len({key[1] for key in stamps})


# What stands outside an envelope.


def outside(played):
    """Everything that a post room or a mail server sees: headers, part headers, file names, the covering text."""
    for name, path in outbox(played).items():
        yield name, name
        if path.suffix == ".eml":
            whole = message(path)
            for part in whole.walk():
                yield name, "\n".join(f"{key}: {value}" for key, value in part.items() if key != "Date")
            yield name, whole.get_body().get_content()
    for note in (played / "outbox" / ".carried").iterdir():
        yield note.name, note.name + note.read_text("ascii")


def leaves(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def test_nothing_of_the_record_stands_outside(played, record):
    """Each value of the record that is no small word, and each word in it that is written with a capital."""
    values = {squeezed(text) for text in (*leaves(record), *leaves(record_of(played, CALLED)))}
    values = {text for text in values if len(text) >= 4 and not text.islower()}
    words = {word for text in values for word in re.findall(r"[A-Z][a-z]{4,}|[A-Z]{2}\d+ ?\d?[A-Z]*", text)}
    sought = (values | words) - {"Kinnaird", "These", "Please"}  # the council's own name, and beginnings of sentences
    found = {
        (name, value)
        for name, text in outside(played)
        for value in sought
        if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text)
    }
    assert found == set()


def test_a_message_has_one_recipient_and_each_file_one_key(played, readers):
    """And that key is the recipient's; whose a file is, nobody else's key says (HAZARDS.md, "Hazards and tests" 16)."""
    for path in (played / "outbox" / "email").iterdir():
        [to] = message(path)["To"].addresses
        assert message(path)["Cc"] is message(path)["Bcc"] is None
        [(_, sealed)] = attachments(path)
        packets = readers["social_worker"].gpg("--list-packets", "--list-only", data=sealed).stdout.decode()
        assert packets.count(":pubkey enc packet:") == 1
        assert ":symkey" not in packets
        can = [person for person, reader in readers.items() if reader.open(sealed)[0]]
        [person] = can
        contact = opened(played).book.contacts[
            next(p["contact"] for p in record_of(played, DECIDED)["people"] if p["id"] == person)
        ]
        assert to.addr_spec == contact.email


# Two recipients' addresses or keys, swapped after the chair looked at the list.


def approved(folder):
    workspace = opened(folder)
    approval.attest(workspace, folder / DECIDED, DAYS[DECIDED], "decision_letter", CHAIR, "initialled", CLERK)


def letters(folder, name=DECIDED):
    found = look(folder, name, DAYS[DECIDED]).parcels
    return [p for p in found if p.written.planned.document == "decision_letter"]


def assert_all_held(folder, name=DECIDED):
    assert {(p.settled.status, p.settled.approval) for p in letters(folder, name)} == {("held", "void")}
    assert all("approval" in {hold.id for hold in p.settled.holds} for p in letters(folder, name))


def test_an_unchanged_list_stays_approved(workspace_folder):
    approved(workspace_folder)
    assert {of(p) for p in letters(workspace_folder) if p.settled.status == "held"} == {"gp"}
    assert {p.settled.approval for p in letters(workspace_folder)} == {"attested"}


EMAILS = ("fiona.baxter@kinnaird.example", "anne.drummond@health.example", "ppu@police.example", "head@torbain.example")


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(EMAILS, 2)))
def test_two_professionals_addresses_swapped_after_approval_hold_every_letter(one, other, workspace_folder):
    approved(workspace_folder)
    book = workspace_folder / "contacts.yaml"
    book.write_text(swapped(book.read_text("utf-8"), one, other), "utf-8")
    assert_all_held(workspace_folder)


def test_two_families_addresses_swapped_after_approval_hold_every_letter(workspace_folder):
    approved(workspace_folder)
    record = record_of(workspace_folder, DECIDED)
    people = {p["id"]: p for p in record["people"]}
    one, other = people["ailsas_father"]["reach"], people["callums_father"]["reach"]
    one["post"], other["post"] = other["post"], one["post"]
    assert_all_held(workspace_folder, put_record(workspace_folder, record))


def test_two_pinned_keys_swapped_after_approval_hold_every_letter(workspace_folder):
    approved(workspace_folder)
    keys = opened(workspace_folder).keys
    pins = keys.pins()
    one, other = "hv-kinnaird-07", "ppu-kinnaird"
    for owner, fingerprint in ((one, pins[other].fingerprint), (other, pins[one].fingerprint)):
        keys.pin(owner, fingerprint, DAYS[DECIDED], CLERK)
    assert_all_held(workspace_folder)


def test_two_key_files_swapped_on_the_disk_hold_both(workspace_folder):
    """A key file that is not what its name says is a damaged key store: nothing at all is planned from it."""
    keys = opened(workspace_folder).keys
    pins = keys.pins()
    one, other = (workspace_folder / "keys" / f"{pins[o].fingerprint}.asc" for o in ("hv-kinnaird-07", "ppu-kinnaird"))
    swap = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(swap)
    with pytest.raises(Exception, match="does not hold the one key that its name says"):
        letters(workspace_folder)


def swapped(text, one, other):
    assert one in text
    assert other in text
    return text.replace(one, "\0").replace(other, one).replace("\0", other)
