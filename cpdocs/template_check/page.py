"""docs/template-checks.md, made from checks.yaml: the page can never say something else than the program does."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.template_check.checks import Check, table

_HEAD = """\
# Everything that `cpdocs templates check` looks for

Made by `scripts/checks-table` from the program itself; do not edit it by hand. An id is never renamed and never given
a second meaning.

An error stops: a paper would be wrong, could not be made, or would show or tell too much. A warning stops nothing. What
is wrong with about.yaml and preview.yaml as files has the ids that stand under *Reading the file* in
[checks.md](checks.md). How a council makes templates of its own: [own-templates.md](own-templates.md).
"""


def markdown() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for subject in table().subjects:
        yield f"## {subject.title}\n"
        yield "| id | | the rule | the cure |\n|---|---|---|---|"
        yield from (_row(ident, check) for ident, check in subject.checks.items())
        yield ""


def _row(ident: str, check: Check) -> str:
    grave = "**error**" if check.severity == "error" else "warning"
    return f"| `{ident}` | {grave} | {_cell(check.says)} | {_cell(check.cure)} |"


def _cell(text: str) -> str:
    """A text as it stands, whatever in it could be a mark of Markdown's."""
    for mark in "\\`*_{}<>#|":
        text = text.replace(mark, f"\\{mark}")
    return text
