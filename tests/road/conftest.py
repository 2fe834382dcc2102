"""The demo's papers, opened as their recipients open them."""

from __future__ import annotations

import pytest
from road_tools import DAYS, DECIDED, Reader, attachments, look, of, record_of

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
    found = {}
    for prepared in look(played, DECIDED, DAYS[DECIDED]).parcels:
        key = (prepared.written.planned.document, of(prepared))
        for file in (played / "outbox").glob(f"*/{prepared.written.serial}.*"):
            if file.suffix == ".eml":
                [(name, sealed)] = attachments(file)
                plain, status = readers[of(prepared)].open(sealed)
                assert "[GNUPG:] GOODSIG" in status, name
                found[key] = (file, plain)
            else:
                found[key] = (file, file.read_bytes())
    return found


@pytest.fixture(scope="session")
def record(played):
    return record_of(played, DECIDED)
