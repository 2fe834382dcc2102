"""The demo's papers, opened as their recipients open them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from road_tools import DAYS, DECIDED, Reader, attachments, look, of, opened, record_of

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
    """A workspace in which only the social worker has a key: reading three more at every start proves nothing here."""
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("two") / "workspace")
    pins = opened(folder).keys.pins()
    for owner, pin in pins.items():
        if owner != "sw-kinnaird-03":
            (folder / "keys" / f"{pin.fingerprint}.asc").unlink()
    return folder


@pytest.fixture
def temp(monkeypatch):
    """A temp root of the test's own, short enough for an agent's socket: whatever stays in it, a run left."""
    root = Path(tempfile.mkdtemp(prefix="k"))
    monkeypatch.setattr(tempfile, "tempdir", str(root))
    yield root
    shutil.rmtree(root)
