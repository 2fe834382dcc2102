"""The ledger's tables, the same in every database.

``entry`` holds the leaves, each with its hash, the tree's root after it and the largest perfect subtree that it
completes, from which the tree goes on and proofs are made without reading the whole; ``detail`` the details and their
keys; ``attempt`` the once-only fence, whose primary key lets one try of a number in; ``erasure`` which entries' details
two people had erased, and by which entry. Rows are only ever added: triggers refuse all else, but that what stands in
``erasure`` may be deleted from ``detail`` and ``attempt``.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

#: The form of the tables below. A reader refuses another one: it cannot know what that one promises.
FORMAT: Final = 2

METADATA: Final = MetaData()

ENTRY: Final = Table(
    "entry",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("mac", Text, nullable=False),
    Column("leaf", Text, nullable=False),
    Column("root", Text, nullable=False),
    Column("node", Text, nullable=False),
    sqlite_strict=True,
)

#: ``attempt`` is the opening entry of the attempt that this one is about; it, case and reference repeat the body for
#: searching, and ``verify`` compares them.
DETAIL: Final = Table(
    "detail",
    METADATA,
    Column("seq", Integer, ForeignKey("entry.seq"), primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("case", Text, index=True),
    Column("reference", Text, index=True),
    Column("attempt", Integer, ForeignKey("entry.seq"), index=True),
    sqlite_strict=True,
)

ATTEMPT: Final = Table(
    "attempt",
    METADATA,
    Column("reference", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("recipient", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, ForeignKey("entry.seq"), nullable=False, unique=True),
    sqlite_strict=True,
)

ERASURE: Final = Table(
    "erasure",
    METADATA,
    Column("seq", Integer, ForeignKey("entry.seq"), primary_key=True, autoincrement=False),
    Column("erased_by", Integer, ForeignKey("entry.seq"), nullable=False),
    sqlite_strict=True,
)

#: What a new row may not hold. REPLACE would remove the row that stands without firing a DELETE trigger.
NOT_NEW: Final = {
    "entry": "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)",
    "detail": "NEW.seq IN (SELECT seq FROM detail)",
    "attempt": "NEW.seq IN (SELECT seq FROM attempt) OR (NEW.reference, NEW.document, NEW.edition, NEW.recipient, "
    "NEW.number) IN (SELECT reference, document, edition, recipient, number FROM attempt)",
    "erasure": "NEW.seq IN (SELECT seq FROM erasure) OR NEW.seq >= NEW.erased_by "
    "OR NEW.erased_by <> (SELECT max(seq) FROM entry) "
    "OR 'erased' <> (SELECT event FROM entry WHERE seq = NEW.erased_by)",
}
#: What an old row must be to be deleted; of the other tables none may.
MAY_GO: Final = {
    "detail": "OLD.seq IN (SELECT seq FROM erasure)",
    "attempt": "OLD.seq IN (SELECT seq FROM erasure)",
}
ONLY_ADDED: Final = "the ledger is only ever added to"
