"""docs/checks.md, made from what the checks declare and from the ids of the loader.

Councils' case systems read the ids; so the page can never say something else than the program does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpdocs.record.findings import IDS
from cpdocs.rules.checks import CHECKS, lacks
from cpdocs.rules.checks.problem import ALL, Check

_HEAD = """\
# Everything that cpdocs checks

Made by `scripts/checks-table` from the program itself; do not edit it by hand. An id is never renamed and never given
a second meaning.

An error stops the record: a paper would be wrong, somebody could come to harm, or the guidance says never. A warning
stops nothing. The rules of a stage bind once its blocks are there, so a record that has only been called is never
told off for what it cannot know yet. Numbers such as 3.158 are paragraphs of the National Guidance for Child
Protection in Scotland 2021, as updated in 2023; S0 to S4 are the five texts that docs/sources.md names.
"""
_STAGES: Mapping[str, str] = {
    "called": "From the day the conference is called",
    "held": "Once it was held",
    "decided": "Once a decision is recorded",
    "minuted": "Once there are minutes",
}


def markdown() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    for stage, heading in _STAGES.items():
        yield f"## {heading}\n"
        yield "| id | | the rule | where it comes from | guards |\n|---|---|---|---|---|"
        yield from (_row(check) for check in CHECKS.values() if check.stage == stage)
        yield ""
    yield "## What a document still lacks\n"
    yield "Said by `cpdocs validate --document`, and as a list by `cpdocs validate`. No error in itself.\n"
    yield "| id | the cure |\n|---|---|"
    yield from (f"| `{lacks.ident(block)}` | {cure} |" for block, cure in lacks.CURES.items())
    yield f"| `{lacks.NOT_CALLED_FOR}` | This conference gives no reason for such a paper. |"
    yield f"| `{lacks.NO_TEMPLATE}` | Nobody has written a template of it yet. |"
    yield ""
    yield "## Reading the file\n"
    yield "All of these are errors: what cannot be read for certain is not guessed.\n"
    yield "| id | what it says |\n|---|---|"
    yield from (f"| `{ident}` | {_cell(says)} |" for ident, says in IDS.items())


def _row(check: Check) -> str:
    guards = ALL[0] if check.guards == ALL else ", ".join(f"`{one}`" for one in dict.fromkeys(check.guards))
    grave = "**error**" if check.severity == "error" else "warning"
    return f"| `{check.id}` | {grave} | {_cell(check.says)} | {_cell(_source(check.source))} | {guards} |"


def _source(source: str) -> str:
    named = source.replace("seeds ", "").replace("seed ", "")  # the page's head says what S0 to S4 are
    return named[0].upper() + named[1:]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
