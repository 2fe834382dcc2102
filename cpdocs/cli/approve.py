"""cpdocs approve: the approval of exactly these copies, attested with evidence or signed with a key of one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cpdocs import approval, files, rights
from cpdocs.channels.signatures import LARGEST
from cpdocs.cli import ledger_lines, output
from cpdocs.cli.root import record_argument, today_option, workspace_option
from cpdocs.errors import UsageError
from cpdocs.workspace import Workspace


@click.command(
    epilog="Example: cpdocs approve records/CP-2026-0142-1.yaml --document decision_letter --by reviewing_officer "
    '--evidence "read the copies on 16 November, initialled list in the file"'
)
@record_argument
@click.option("--document", required=True, help="The document whose copies are approved.")
@click.option("--by", required=True, help="Staff id of the chair or a named deputy.")
@click.option("--evidence", help="Where the approval can be seen. No case text: the ledger keeps it.")
@click.option(
    "--request",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here what the approver signs: gpg --detach-sign --armor FILE.",
)
@click.option(
    "--accept",
    "signed",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The approver's signature of that request, as gpg wrote it.",
)
@click.option("--operator", help="Staff id of whoever types this; never the approver.")
@today_option
@workspace_option
def command(
    *,
    file: Path,
    document: str,
    by: str,
    evidence: str | None,
    request: Path | None,
    signed: Path | None,
    operator: str | None,
    today: date | None,
    workspace: Workspace,
) -> None:
    """Record that the chair approved a document's copies. Any later change to them voids it.

    Attested: --evidence says where the approval can be seen. Signed: --request writes what the approver signs, and
    --accept takes the signature back. What goes to the Reporter, a restricted case and a council that asks for it need
    a signed one.
    """
    if sum(way is not None for way in (evidence, request, signed)) != 1:
        raise UsageError("an approval is attested or signed", "Say one of --evidence, --request and --accept.")
    typing, day = rights.operator(workspace, operator), today or workspace.today
    if request is not None:
        output.write(request, approval.request(workspace, file, day, document, by, typing))
        click.echo(f"{request}: to be signed with  gpg --detach-sign --armor {request.name}")
        return
    if signed is not None:
        number = approval.accept(workspace, file, day, document, by, _read(signed), typing)
    else:
        number = approval.attest(workspace, file, day, document, by, evidence or "", typing)
    ledger_lines.keep(workspace)
    click.echo(f"{document}: approved by {by} (entry {number} of the ledger)")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {files.cause(error)}") from None
