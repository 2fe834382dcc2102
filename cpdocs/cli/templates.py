"""cpdocs templates: which templates are used, a copy of one to change, and whether they are in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cpdocs import template_folders
from cpdocs.cli import codes, report, screen
from cpdocs.cli.root import format_option, workspace_option
from cpdocs.template_folders import Listed, Place
from cpdocs.workspace import Workspace

if TYPE_CHECKING:  # list and copy lay nothing out, and must not load what does
    from cpdocs.template_check.check import Checked

_DIGITS = 12


@click.group(name="templates", epilog="Example: cpdocs templates check decision_letter")
def command() -> None:
    """See which templates are used, copy one to change it, and check that all is in order.

    How: docs/own-templates.md.
    """


@command.command(name="list", epilog="Example: cpdocs templates list")
@workspace_option
@format_option
def show(workspace: Workspace, form: str) -> None:
    """List each document and variant, and where it comes from: the council's own folder, or the shipped one."""
    rows = tuple(template_folders.listed(workspace))
    looks = template_folders.layouts(workspace)
    if form == "json":
        report.print_json(
            {
                "version": 1,
                "templates": [_variant(row) for row in rows],
                "layouts": [{"layout": look.variant, "from": _home(look)} for look in looks],
            }
        )
        return
    told = [_row(row) for row in rows]
    if screen.is_terminal():
        drawn = [(one[0], f"{one[1]}\n{one[6]}", one[2], f"{one[3]}\n{one[4]}", one[5]) for one in told]
        screen.table(drawn, ("document", "variant", "from", "layout", "digest"))
    else:
        click.echo(report.table(told, ("document", "variant", "from", "layout", "language", "digest", "title")))
    click.echo(f"\nlayouts: {', '.join(f'{look.variant} ({_home(look)})' for look in looks)}")


def _home(place: Place) -> str:
    return "own" if place.own else "shipped"


def _variant(row: Listed) -> dict[str, str | None]:
    template, place = row.template, row.place
    about = template.about if template else None
    return {
        "document": place.document,
        "variant": place.variant,
        "from": _home(place),
        "title": about.title if about else None,
        "layout": about.layout if about else None,
        "language": about.language if about else None,
        "wording": about.wording if about else None,
        "digest": template.digest if template else None,
        "wrong": row.wrong,
    }


def _row(row: Listed) -> tuple[str, ...]:
    told = {key: value or "" for key, value in _variant(row).items()}
    words = f" (the words of {told['wording']})" if told["wording"] else ""
    what = row.wrong or f"{told['title']}{words}"
    return (
        *(told[key] for key in ("document", "variant", "from", "layout", "language")),
        told["digest"][:_DIGITS],
        what,
    )


@command.command(epilog="Example: cpdocs templates copy decision_letter")
@click.argument("document")
@workspace_option
def copy(document: str, workspace: Workspace) -> None:
    """Copy a shipped document's folder, all its variants, into the workspace's templates/ to be changed there.

    From then on the copy takes the place of the shipped one whole. DOCUMENT is a document, or _authority for the looks:
    layouts and fonts.
    """
    for file in template_folders.copy(workspace, document):
        click.echo(file)
    click.echo(f"\nChange what you like, then: cpdocs templates check {document}")
    click.echo("Every change voids the approvals of papers that have not been sent yet.")


@command.command(epilog="Example: cpdocs templates check decision_letter")
@click.argument("documents", nargs=-1)
@workspace_option
@format_option
def check(documents: tuple[str, ...], workspace: Workspace, form: str) -> int:
    """Check the templates that this workspace would use: all, or those of DOCUMENTS; _authority stands for the looks.

    Reads every name and filter, writes both branches of every condition, lays each paper out as PDF and as Word and
    compares their words, and looks into the layouts. Every finding says FILE:LINE, an id, what is wrong, and the cure.
    Exit code 3 if one is an error.
    """
    from cpdocs.render.fence import Fence
    from cpdocs.template_check.check import check as checked

    with screen.progress("checking") as waiting, Fence(workspace.templates.folders) as fence:
        done = checked(workspace, documents, fence, waiting.told)
    if form == "json":
        report.print_json(
            {
                "version": 1,
                "ok": done.ok,
                "checked": [{"document": p.document, "variant": p.variant, "from": _home(p)} for p in done.places],
                "findings": [
                    {
                        "id": f.id,
                        "severity": f.severity,
                        "file": f.file,
                        "line": f.line,
                        "message": f.message,
                        "cure": f.cure,
                    }
                    for f in done.findings
                ],
            }
        )
    else:
        _say(done)
    return 0 if done.ok else codes.INVALID


def _say(done: Checked) -> None:
    for finding in done.findings:
        click.echo(("" if finding.severity == "error" else "warning: ") + finding.text())
    looks = sum(place.document == template_folders.LOOKS for place in done.places)
    errors = sum(finding.severity == "error" for finding in done.findings)
    warnings = len(done.findings) - errors
    counted = f"{_so_many(errors, 'error')}, {_so_many(warnings, 'warning')}" if done.findings else "all in order"
    click.echo(f"{_so_many(len(done.places) - looks, 'variant')}, {_so_many(looks, 'layout')}: {counted}")


def _so_many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
