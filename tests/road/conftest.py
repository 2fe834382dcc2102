"""The demo's papers, opened as their recipients open them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import certificate_zoo
import pytest
from kills import PEOPLE, TWO, lending, send
from more_channels import furnish
from road_tools import CALLED, CHAIR, CLERK, DAYS, DECIDED, Reader, attachments, look, of, opened, put_record, record_of

from cpdocs import approval
from cpdocs.render.fence import Fence
from cpdocs.shipped import folder as shipped

OWNERS = {
    "social_worker": "sw-kinnaird-03",
    "health_visitor": "hv-kinnaird-07",
    "police_officer": "ppu-kinnaird",
    "head_teacher": "ht-torbain",
}


@pytest.fixture(scope="session")
def readers(played):
    """Person -> a Reader with nothing but that person's secret key."""
    made = {person: Reader(played, owner) for person, owner in OWNERS.items()}
    yield made
    for reader in made.values():
        reader.close()


@pytest.fixture(scope="session")
def parcels(played, readers):
    """(document, person) -> (the file in the outbox, the PDF that this person reads)."""
    planned = {}
    for name, today in DAYS.items():
        for prepared in look(played, name, today).parcels:
            written = prepared.written
            planned[written.serial] = (written.planned.document, of(prepared))
    found = {}
    for file in (played / "outbox").glob("*/*.*"):
        key = planned[file.stem]
        if file.suffix == ".eml":
            [(name, sealed)] = attachments(file)
            plain, status = readers[key[1]].open(sealed)
            assert "[GNUPG:] GOODSIG" in status, name
            found[key] = (file, plain)
        else:
            found[key] = (file, file.read_bytes())
    return found


@pytest.fixture(scope="session")
def record(played):
    return record_of(played, DECIDED)


@pytest.fixture(scope="session")
def workspace_of_two(untouched, tmp_path_factory):
    """A workspace with two professionals, one key and a record of nobody else: what more costs, proves nothing here."""
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("two") / "workspace")
    pins = opened(folder).keys.pins()
    for owner, pin in pins.items():
        if owner != "sw-kinnaird-03":
            (folder / "keys" / f"{pin.fingerprint}.asc").unlink()
    put_record(folder, _of_two(record_of(folder, CALLED)), TWO)
    return folder


@pytest.fixture(scope="module")
def fence(workspace_of_two, tmp_path_factory):
    """A warm child, which has told this process that it is ready and has laid out these two papers once."""
    with Fence(shipped("templates")) as one, lending(one):
        send(shutil.copytree(workspace_of_two, tmp_path_factory.mktemp("warm") / "workspace"))
        yield one


@pytest.fixture(scope="session")
def animals():
    return certificate_zoo.settle()


@pytest.fixture(scope="session")
def furnished(untouched, animals, tmp_path_factory):
    """Every channel is there, the letters are approved, nothing has gone. Look, do not touch."""
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("furnished") / "workspace")
    furnish(folder, animals)
    approval.attest(opened(folder), folder / DECIDED, DAYS[DECIDED], "decision_letter", CHAIR, "list initialled", CLERK)
    return folder


def _of_two(record):
    """The called record without family, supporter and the other professionals."""
    record["people"] = [person for person in record["people"] if person["id"] in PEOPLE]
    record["invitations"] = [one for one in record["invitations"] if one["person"] in PEOPLE]
    record["requested"] = {**record["requested"], "by": PEOPLE[0], "because": "it was so"}
    for child in record["children"]:
        child["address"]["share_with"] = [PEOPLE[0]]
        child["taking_part"]["views_brought_by"] = PEOPLE[0]
        for name in ("school", "surgery"):
            child.pop(name, None)
    return record


@pytest.fixture
def temp(monkeypatch):
    """A temp root of the test's own, short enough for an agent's socket: whatever stays in it, a run left."""
    root = Path(tempfile.mkdtemp(prefix="k"))
    monkeypatch.setattr(tempfile, "tempdir", str(root))
    yield root
    shutil.rmtree(root)
