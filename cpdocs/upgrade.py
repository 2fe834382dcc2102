"""Bringing a workspace up to this cpdocs, and moving its ledger to a server. A sealed backup comes before any change.

What an older cpdocs may have written, and what becomes of it: cpdocs.yaml, authority.yaml and contacts.yaml are of
form v1, the only one that there has been; the ledger is of form 2, and no release wrote another; the schemas for
editors are put in place of older ones. A newer form is refused where it is read, by whatever reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from cpdocs import files
from cpdocs.backup import make
from cpdocs.editor import renew_schemas
from cpdocs.errors import LedgerError, SettingsError, UsageError
from cpdocs.keeping import keep, signer, verify
from cpdocs.rights import require_second
from cpdocs.settings import LedgerAddress, SecretReference, secret
from cpdocs.workspace import NAME, Workspace, open_workspace

if TYPE_CHECKING:
    from cpdocs.backup import Made
    from cpdocs.ledger.store import Ledger

_NO_BACKUP: Final = "Say --backup FILE, a new file elsewhere: it is made first, sealed as by cpdocs backup."


def stale(workspace: Workspace) -> tuple[str, ...]:
    """The schemas that are not those of this cpdocs. Raises LedgerError for a ledger of another form."""
    with workspace.ledger():
        return renew_schemas(workspace.folder, write=False)


def renew(workspace: Workspace, backup: Path | None, fingerprint: str | None) -> tuple[Made, tuple[str, ...]]:
    """Make a backup, then put this cpdocs's schemas in place of older ones. Raises UsageError without a backup."""
    made = _backed_up(workspace, backup, fingerprint)
    return made, renew_schemas(workspace.folder, write=True)


def move(
    workspace: Workspace,
    address: str,
    password: str | None,
    backup: Path | None,
    fingerprint: str | None,
    operator: str,
    second: str,
) -> tuple[int, str]:
    """Move the ledger from its file to the PostgreSQL database at ``address``; how many entries it has, and its root.

    In this order: a backup; every row copied, and the copy verified; the file marked, so that no cpdocs uses it again;
    the address written into cpdocs.yaml. Stopped anywhere, it is run again and goes on. ``password`` is a reference.

    Raises:
        UsageError: no backup is named, a second person who may not be that, or the ledger is on a server already.
        SettingsError: the address cannot stand in cpdocs.yaml.
        LedgerError: the ledger is not in order, a run is under way, or the database is no empty ledger.
    """
    from cpdocs.ledger import moving

    require_second(workspace, second, operator)
    path = workspace.ledger_file
    if path is None:
        raise UsageError("the ledger is on a server already")
    text = _settings(workspace, address, password)
    with _on_the_server(workspace, address, password) as target:
        head = moving.moved_head(path)
        if head is None:
            _backed_up(workspace, backup, fingerprint)
            with workspace.ledger() as source:
                if not verify(workspace, source).valid:
                    hint = "See what is wrong: cpdocs ledger verify. Nothing was moved."
                    raise LedgerError("The ledger is not in order.", hint)
                head = moving.move(source, target, {"operator": operator, "by": second})
        elif not target.verify([signer(workspace).sign(*head)], signer(workspace).verifier).valid:
            raise LedgerError("The ledger was moved to another database than this one.", "Name that one.")
    files.put(workspace.folder / NAME, text.encode())
    moved = open_workspace(workspace.folder, workspace.now)
    with moved.ledger() as ledger:
        keep(moved, ledger)
    return head


def _backed_up(workspace: Workspace, backup: Path | None, fingerprint: str | None) -> Made:
    if backup is None:
        raise UsageError("there must be a backup before anything is changed", _NO_BACKUP)
    return make(workspace, backup, fingerprint)


def _on_the_server(workspace: Workspace, address: str, password: str | None) -> Ledger:
    from cpdocs.ledger.database import at
    from cpdocs.ledger.store import Ledger

    told = secret(password, workspace.folder) if password else None
    return Ledger.open(at(address, password=told), workspace.now)


def _settings(workspace: Workspace, address: str, password: str | None) -> str:
    """cpdocs.yaml with the new address and all else as it stands. Raises SettingsError where it would not be read."""
    try:
        TypeAdapter(LedgerAddress).validate_python(address)
        TypeAdapter(SecretReference | None).validate_python(password)
    except ValidationError:
        hint = "As in postgresql://cpdocs@db.example/cpdocs, and env:NAME or file:PATH for its password."
        raise SettingsError("that is no address of a PostgreSQL database, or no reference", hint) from None
    if "://" not in address:
        raise SettingsError(
            "that is no address of a PostgreSQL database", "As in postgresql://cpdocs@db.example/cpdocs"
        )
    lines = {"ledger": address} | ({"ledger_password": password} if password else {})
    return _with((workspace.folder / NAME).read_text("utf-8"), lines)


def _with(text: str, lines: Mapping[str, str]) -> str:
    for name, value in lines.items():
        line = f"{name}: {value}"
        found = re.search(rf"^{name}:[^\n]*$", text, re.MULTILINE)
        text = f"{text[: found.start()]}{line}{text[found.end() :]}" if found else f"{text.rstrip()}\n{line}\n"
    return text
