"""A ledger in PostgreSQL, for several machines: its definitions, who may do what, its lock, and what must stand.

An administrator makes it, once, with the text of ``definitions``: the tables belong to a role that nobody logs in
with, and the program's own role may SELECT and INSERT and nothing else. So neither the program nor whoever has its
password can change a row or take a trigger off; the triggers hold also against a slip of the administrator's.

Every writer takes one advisory lock before it reads, so what it decides on is still so when it writes; the other
lock, of a run under way, is held by a connection of its own, which the server lets go of when the run or its machine
dies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from cpdocs.errors import LedgerError, SettingsError
from cpdocs.ledger.schema import FORMAT, MAY_GO, METADATA, NOT_NEW, ONLY_ADDED

SCHEMA: Final = "cpdocs_ledger"
OWNER: Final = "cpdocs_ledger_owner"
#: The two advisory locks: "cpld" in ASCII, and which.
_LOCK: Final = 0x63706C64
_WRITING, _UNDER_WAY = 1, 2
_LOCAL: Final = ("", "localhost", "127.0.0.1", "::1")
_TABLES: Final = tuple(table.name for table in METADATA.sorted_tables)
_ROLE: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_CURES: Final = {
    "28P01": "Correct the password: ledger_password in cpdocs.yaml, or the file that PGPASSFILE names.",
    "28000": "Let this role log in: pg_hba.conf on the server.",
    "3D000": "Have the database made, or correct ledger: in cpdocs.yaml.",
    "42P01": "Have the ledger made: cpdocs ledger definitions | psql",
    "42501": "Give the program's role its rights again: cpdocs ledger definitions | psql",
    "53100": "The server's disk is full. Have room made and run again; nothing was half written.",
    "57P03": "The server is starting or stopping. Try again.",
}
_REACH: Final = "Ask whoever keeps the server whether it runs and this machine may reach it, or correct ledger:."


class Postgres:
    """The ledger's database on a server."""

    shared = True
    file: Path | None = None

    def __init__(self, address: URL, password: str | None = None) -> None:
        if address.password is not None:
            hint = "Name it by reference, ledger_password: env:NAME or file:PATH, or let PGPASSFILE name a file."
            raise SettingsError("ledger: an address holds no password", hint)
        try:
            import psycopg  # noqa: F401  (SQLAlchemy loads it by name, and what it would say names no cure)
        except ImportError:
            hint = "Install it: pip install 'cpdocs[postgres]'"
            raise SettingsError("ledger: PostgreSQL's driver is not installed", hint) from None
        query = dict(address.query)
        host = address.host or str(query.get("host", ""))
        near = host in _LOCAL or host.startswith("/")
        if not near and query.setdefault("sslmode", "verify-full") != "verify-full":
            hint = "Leave sslmode out, or say verify-full; sslrootcert names the certificates to trust."
            raise SettingsError("ledger: a server elsewhere is reached over TLS with its certificate checked", hint)
        # What a commit has said is committed stands on the server's disk, whatever its own setting is.
        query["options"] = f"-csearch_path={SCHEMA} -csynchronous_commit=on -cstatement_timeout=0"
        self.engine = create_engine(
            address.set(drivername="postgresql+psycopg", password=password, query=query),
            poolclass=NullPool,
            hide_parameters=True,
            isolation_level="READ COMMITTED",
        )
        event.listen(self.engine, "begin", _begin)

    def prepare(self, *, create: bool) -> None:
        """See that an administrator has made the ledger; it is never made here.

        Raises:
            LedgerError: there is none, one of another version, or (``create`` is false) one in which nothing was
                ever written though this workspace has sent before.
        """
        try:
            with self.engine.connect() as connection:
                made = connection.scalar(text("SELECT to_regclass('cpdocs_ledger.entry') IS NOT NULL"))
                if not made:
                    raise LedgerError("There is no ledger in that database.", _CURES["42P01"])
                form = connection.scalar(text("SELECT obj_description(to_regnamespace('cpdocs_ledger'))"))
                if form != f"cpdocs ledger {FORMAT}":
                    raise LedgerError(
                        "The ledger was made by another version of cpdocs.", "Use that version or a later one."
                    )
                if not create and not connection.scalar(text("SELECT EXISTS (SELECT 1 FROM entry)")):
                    hint = "Put it back from its backup. An empty one would send everything again."
                    raise LedgerError("The ledger in that database is empty, and this workspace has sent before.", hint)
        except SQLAlchemyError as error:
            code, cure = self.said(error)
            raise LedgerError(f"The ledger's database answered {code}.", cure) from None

    @contextmanager
    def held(self, *, alone: bool) -> Iterator[bool]:
        """Hold the advisory lock of a run under way, on a connection of its own."""
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if alone:
                    query = text("SELECT pg_try_advisory_lock(:a, :b)")
                else:
                    query = text("SELECT pg_advisory_lock_shared(:a, :b) IS NOT NULL")
                yield bool(connection.scalar(query, {"a": _LOCK, "b": _UNDER_WAY}))
        except SQLAlchemyError as error:
            code, cure = self.said(error)
            raise LedgerError(f"The ledger's database answered {code}.", cure) from None

    def guarded(self, connection: Connection) -> bool:
        """Whether tables, triggers and rights stand, and this role is not one that could take them off."""
        return _found(connection) == _expected() and not connection.scalar(text(_TOO_MUCH), {"tables": list(_TABLES)})

    def said(self, error: Exception) -> tuple[str, str]:
        """PostgreSQL's own code for the error."""
        code = getattr(getattr(error, "orig", None), "sqlstate", None)
        return (code, _CURES.get(code, "")) if code else (type(error).__name__, _REACH)

    def erase(self, connection: Connection, by: int) -> None:
        """Have the owner's function delete the rows: this role may not."""
        connection.execute(text("SELECT erase(:by)"), {"by": by})

    def scrub(self) -> None:
        """Nothing that this role may do: VACUUM is the owner's, and the server's log and its archive are the council's.

        docs/ledger.md says what whoever keeps the server does.
        """


def _begin(connection: Connection) -> None:
    # A writer takes its place before it reads. A reader of many rows sees one moment of them.
    if connection.get_execution_options().get("writes") is True:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK}, {_WRITING})")
    elif connection.get_execution_options().get("writes") is False:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def definitions(role: str) -> str:
    """What an administrator gives to psql, connected to the ledger's own database: SQL, and who may do what.

    Raises:
        LedgerError: ``role`` is no plain name.
    """
    if not _ROLE.fullmatch(role):
        raise LedgerError("That is no name of a role.", "Small letters, digits and _, as in: cpdocs")
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    tables = [str(CreateTable(table).compile(dialect=dialect)).strip() for table in METADATA.sorted_tables]
    indexes = [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in METADATA.sorted_tables
        for index in sorted(table.indexes, key=lambda i: str(i.name))
    ]
    names = ", ".join(_TABLES)
    return "\n".join(
        f"{statement};" if not statement.startswith("--") else statement
        for statement in (
            f"-- A cpdocs ledger, form {FORMAT}. Its owner never logs in; {role} may add and read, and nothing else.",
            "BEGIN",
            f"CREATE ROLE {OWNER} NOLOGIN",
            f"CREATE SCHEMA {SCHEMA} AUTHORIZATION {OWNER}",
            f"COMMENT ON SCHEMA {SCHEMA} IS 'cpdocs ledger {FORMAT}'",
            f"SET LOCAL ROLE {OWNER}",
            f"SET LOCAL search_path = {SCHEMA}",
            *tables,
            *indexes,
            *(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {_PATH} AS $${body}$$"
                for name, body in _bodies()
            ),
            f"CREATE FUNCTION {_ERASING} SECURITY DEFINER {_PATH} AS $${_ERASE}$$",
            "REVOKE ALL ON FUNCTION erase(integer) FROM PUBLIC",
            *(made for _, made in _triggers()),
            f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}",
            f"GRANT SELECT, INSERT ON {names} TO {role}",
            f"GRANT EXECUTE ON FUNCTION erase(integer) TO {role}",
            "COMMIT",
        )
    )


#: Whose tables a function means is not for whoever calls it to say.
_PATH: Final = f"SET search_path = {SCHEMA}"
_LANGUAGE: Final = f"plpgsql search_path={SCHEMA}"
_TRIGGER: Final = "RETURNS trigger LANGUAGE plpgsql"
_ERASING: Final = "erase(erasing integer) RETURNS void LANGUAGE plpgsql"
_ERASE: Final = (
    " BEGIN DELETE FROM attempt WHERE seq IN (SELECT seq FROM erasure WHERE erased_by = erasing);"
    " DELETE FROM detail WHERE seq IN (SELECT seq FROM erasure WHERE erased_by = erasing); END "
)


def _bodies() -> Iterator[tuple[str, str]]:
    refuse = f"RAISE EXCEPTION '{ONLY_ADDED}' USING ERRCODE = '42501';"
    yield "refused", f" BEGIN {refuse} END "
    for table, not_new in NOT_NEW.items():
        yield f"{table}_is_new", f" BEGIN IF {not_new} THEN {refuse} END IF; RETURN NEW; END "
    for table, may_go in MAY_GO.items():
        yield f"{table}_may_go", f" BEGIN IF NOT ({may_go}) THEN {refuse} END IF; RETURN OLD; END "


def _triggers() -> Iterator[tuple[str, str]]:
    """Each trigger's name with the statement that makes it."""
    for table in _TABLES:
        kinds = [
            ("as_it_is", "BEFORE UPDATE OR TRUNCATE", "STATEMENT", "refused"),
            ("new", "BEFORE INSERT", "ROW", f"{table}_is_new"),
            ("stays", "BEFORE DELETE", "ROW", f"{table}_may_go")
            if table in MAY_GO
            else ("stays", "BEFORE DELETE", "STATEMENT", "refused"),
        ]
        for name, when, each, function in kinds:
            yield (
                f"{table}_{name}",
                f"CREATE TRIGGER {table}_{name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()",
            )


def _expected() -> frozenset[tuple[str, ...]]:
    """What ``_found`` finds in a ledger as this version makes it."""
    told = {("function", name, body, _LANGUAGE, "invoker") for name, body in _bodies()}
    told.add(("function", "erase", _ERASE, _LANGUAGE, "definer"))
    for name, made in _triggers():
        whole = made.replace(" ON ", f" ON {SCHEMA}.")
        told.add(("trigger", name, whole, "O", ""))
    for table in METADATA.sorted_tables:
        key = ", ".join(column.name for column in table.primary_key)
        told.add(("primary key", table.name, f"PRIMARY KEY ({key})", "", ""))
        for column in table.columns:
            kind = "integer" if column.type.python_type is int else "text"
            told.add(("column", table.name, column.name, kind, "null" if column.nullable else "not null"))
            if column.foreign_keys:
                told.add(("foreign key", table.name, f"FOREIGN KEY ({column.name}) REFERENCES entry(seq)", "", ""))
            if column.unique:
                told.add(("unique", table.name, f"UNIQUE ({column.name})", "", ""))
    return frozenset(told)


def _found(connection: Connection) -> frozenset[tuple[str, ...]]:
    """Columns, constraints, functions and enabled triggers that stand in the ledger's schema."""
    return frozenset(tuple(row) for row in connection.execute(text(_CATALOGUE)))


_CATALOGUE: Final = f"""
SELECT 'column', c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = '{SCHEMA}'::regnamespace AND c.relkind NOT IN ('i', 'I') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT CASE contype WHEN 'p' THEN 'primary key' WHEN 'f' THEN 'foreign key' WHEN 'u' THEN 'unique' ELSE 'other' END,
       conrelid::regclass::text, pg_get_constraintdef(oid), CASE WHEN convalidated THEN '' ELSE 'not valid' END, ''
  FROM pg_constraint WHERE connamespace = '{SCHEMA}'::regnamespace AND contype IN ('p', 'f', 'u', 'c', 'x')
UNION ALL
SELECT 'function', proname::text, prosrc, lanname || ' ' || array_to_string(proconfig, ','),
       CASE WHEN prosecdef THEN 'definer' ELSE 'invoker' END
  FROM pg_proc JOIN pg_language l ON l.oid = prolang WHERE pronamespace = '{SCHEMA}'::regnamespace
UNION ALL
SELECT 'trigger', tgname::text, pg_get_triggerdef(t.oid), tgenabled::text, ''
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
 WHERE c.relnamespace = '{SCHEMA}'::regnamespace AND NOT tgisinternal
"""  # noqa: S608  (one name of ours)
#: Anybody but the owner who may do more than add and read, or a program that is the owner or above all rights.
_TOO_MUCH: Final = f"""
SELECT EXISTS (
    SELECT 1 FROM pg_class c, aclexplode(c.relacl) a
     WHERE c.relnamespace = '{SCHEMA}'::regnamespace AND c.relkind = 'r' AND a.grantee <> c.relowner
       AND a.privilege_type NOT IN ('SELECT', 'INSERT'))
    OR EXISTS (
    SELECT 1 FROM pg_class c
     WHERE c.relnamespace = '{SCHEMA}'::regnamespace AND c.relname = ANY (:tables)
       AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE'))
    OR EXISTS (
    SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = '{SCHEMA}'::regnamespace AND NOT (i.indisvalid AND i.indisready))
"""  # noqa: S608  (one name of ours)
