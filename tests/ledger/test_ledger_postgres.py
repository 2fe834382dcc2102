"""What is PostgreSQL's own: who may do what, what verify says when that is changed, and how a server is reached."""

from __future__ import annotations

import psycopg
import pytest
from ledger_tools import Clock, carry

from cpdocs.errors import CpdocsError, LedgerError, SettingsError
from cpdocs.ledger.database import at
from cpdocs.ledger.postgres import definitions
from cpdocs.ledger.store import Ledger


@pytest.fixture
def council(server):
    server.make("council")
    yield server
    server.drop("council")


def opened(server, role="cpdocs"):
    return Ledger.open(server.address("council", role), Clock())


@pytest.mark.outside
@pytest.mark.parametrize("table", ["entry", "detail", "attempt", "erasure"])
@pytest.mark.parametrize(
    "act",
    [
        "UPDATE {} SET seq = seq",
        "DELETE FROM {}",
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP TABLE {}",
    ],
)
def test_the_program_s_role_may_add_and_read_and_nothing_else(council, table, act):
    with opened(council) as ledger:
        carry(ledger)
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(council.address("council"), options="-csearch_path=cpdocs_ledger") as raw, refused:
        raw.execute(act.format(table))


UNGUARDED = {
    "a trigger off": "DROP TRIGGER entry_stays ON entry",
    "a trigger asleep": "ALTER TABLE detail DISABLE TRIGGER detail_as_it_is",
    "a function that lets all through": "CREATE OR REPLACE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql SET search_path = cpdocs_ledger AS 'BEGIN RETURN OLD; END'",
    "a function that looks elsewhere": "ALTER FUNCTION entry_is_new() SET search_path = public",
    "the fence without its key": "ALTER TABLE attempt DROP CONSTRAINT attempt_pkey",
    "a column more": "ALTER TABLE detail ADD COLUMN name text",
    "a right more": "GRANT UPDATE ON entry TO cpdocs",
    "a right more for everybody": "GRANT DELETE ON detail TO PUBLIC",
    "an owner that logs in": "ALTER TABLE entry OWNER TO cpdocs",
}  # fmt: skip


@pytest.mark.outside
@pytest.mark.parametrize("done", UNGUARDED.values(), ids=UNGUARDED)
def test_guards_that_are_not_as_they_were_made_are_missed(council, done):
    with opened(council) as ledger:
        carry(ledger)
        assert ledger.verify().faults == ()
        council.sql("council", f"SET search_path = cpdocs_ledger; {done}")
        found = [fault.kind for fault in ledger.verify().faults]
    council.sql("council", "SET search_path = cpdocs_ledger; REVOKE ALL ON entry FROM PUBLIC")
    assert found == ["unguarded"]


@pytest.mark.outside
def test_whoever_could_take_the_guards_off_is_not_the_program(council):
    with opened(council, "admin") as ledger:
        assert [fault.kind for fault in ledger.verify().faults] == ["unguarded"]


@pytest.mark.outside
@pytest.mark.parametrize(
    ("database", "code"), [("postgres", "no ledger in that database"), ("nowhere", "OperationalError|3D000")]
)
def test_a_database_that_is_no_ledger_is_refused_and_left_alone(council, database, code):
    with pytest.raises(LedgerError, match=code):
        Ledger.open(council.address(database), Clock())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ann:secret@db.example/x", "holds no password"),
        ("postgresql://ann@db.example/x?sslmode=require", "certificate checked"),
        ("postgresql://ann@db.example/x?sslmode=disable", "certificate checked"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_without_quoting_it(address, said):
    with pytest.raises(SettingsError, match=said) as refused:
        at(address)
    assert "secret" not in refused.value.diagnostics()


def test_a_server_elsewhere_is_reached_over_tls_with_its_certificate_checked():
    assert at("postgresql://ann@db.example/x").engine.url.query["sslmode"] == "verify-full"
    assert "sslmode" not in at("postgresql://ann@localhost/x").engine.url.query


def test_a_server_that_does_not_answer_is_said_without_its_address():
    with pytest.raises(LedgerError) as refused:
        Ledger.open("postgresql://ann@127.0.0.1:1/x", Clock())
    assert "ann" not in refused.value.message + refused.value.hint
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("role", ["", "x; DROP", "Ann", 'a"b'])
def test_a_role_that_is_no_plain_name_is_refused(role):
    with pytest.raises(CpdocsError, match="no name of a role"):
        definitions(role)
