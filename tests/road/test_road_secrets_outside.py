"""Nothing of a record stands outside a sealed file: not in a header, a covering text, a file's name or the name inside.

The demo's records with a word of its own in each place (tests/shared/canaries.py), sent on both days. Who may read what
inside: tests/papers/test_secrets_in_finished_papers.py.
"""

from __future__ import annotations

import re
import shutil

import pytest
from canaries import canaries, marked_beside
from dug import dug
from road_tools import CALLED, DAYS, DECIDED, DOCUMENTS, attachments, deliver, message, of, opened, outbox

from cpdocs.record.passages import passages
from cpdocs.views.secrets import secrets

#: The four professionals who have a key, and somebody whose papers are printed.
PEOPLE = ("social_worker", "health_visitor", "police_officer", "head_teacher", "mother")
SEALED = 2 * (len(PEOPLE) - 1)


@pytest.fixture(scope="module")
def sent(untouched, tmp_path_factory):
    """The workspace after both days, and each parcel by its serial."""
    folder, parcels = shutil.copytree(untouched, tmp_path_factory.mktemp("marked") / "workspace"), {}
    for name in (CALLED, DECIDED):
        record = marked_beside(folder / name).relative_to(folder)
        approve = DOCUMENTS[name] if name == DECIDED else None
        run = deliver(folder, str(record), DAYS[name], *PEOPLE, approve=approve)
        parcels |= {e.parcel.written.serial: (run.preparation.situation, e.parcel) for e in run.ended if e.file}
    return folder, parcels


def test_the_records_that_were_sent_are_full_of_canaries(sent):
    _, parcels = sent
    for situation, _ in parcels.values():
        told = [text for _, passage, _ in passages(situation.record) for text in passage.told]
        assert len(told) > 3
        assert all(map(canaries, told))


def test_no_word_of_a_record_stands_in_a_header_a_covering_text_or_a_name(sent):
    folder, parcels = sent
    files = outbox(folder).values()
    assert {file.stem for file in files} == set(parcels)
    looked = 0
    for file in (folder / "outbox" / "email").glob("*.eml"):
        outer = message(file)
        layers = {
            "headers": "\n".join(f"{name}: {value}" for name, value in outer.items()),
            "as it goes": re.split(rb"\r?\n\r?\n", file.read_bytes(), maxsplit=1)[0].decode("latin-1"),
            "body": outer.get_body().get_content(),
            "parts": "\n".join(f"{name}: {value}" for part in outer.walk() for name, value in part.items()),
            "names": "\n".join(name for name, _ in attachments(file)),
        }
        assert {layer: canaries(text) for layer, text in layers.items() if canaries(text)} == {}
        looked += 1
    assert looked == SEALED
    assert canaries(*(str(file.relative_to(folder)) for file in (folder / "outbox").rglob("*"))) == set()


def test_the_name_inside_is_the_serial_and_what_is_inside_holds_no_secret(sent, readers):
    folder, parcels = sent
    for file in (folder / "outbox" / "email").glob("*.eml"):
        situation, parcel = parcels[file.stem]
        for (name, sealed), paper in zip(attachments(file), _papers_of(parcel), strict=True):
            plain, said = readers[of(parcel)].open(sealed)
            inside = re.findall(r"^\[GNUPG:\] PLAINTEXT \S+ \S+ (\S+)$", said, re.MULTILINE)
            assert inside == [name.removesuffix(".pgp")]
            assert re.fullmatch(rf"{file.stem}-\d\.(pdf|docx)", inside[0])
            sought = secrets(situation, paper.planned, paper.cut.view)
            hidden = canaries(*(spelling for secret in sought for spelling in secret.spellings))
            assert {layer for layer, text in dug(plain).items() if canaries(text) & hidden} == set()


def _papers_of(parcel):
    """The paper of each file of a parcel that goes on a screen."""
    return [paper for paper in parcel.written.papers for _ in paper.formats]


def test_the_ledger_and_its_file_hold_no_word_of_a_record(sent):
    folder, _ = sent
    with opened(folder).ledger() as ledger:
        assert ledger.verify().valid
    for file in (path for path in (folder / "ledger").rglob("*") if path.is_file()):
        assert canaries(file.read_bytes().decode("latin-1")) == set()
