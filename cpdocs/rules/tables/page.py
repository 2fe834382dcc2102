"""docs/deadlines.md, made from the table of timescales, so that the page says what the program does."""

from __future__ import annotations

from collections.abc import Iterator

from cpdocs.rules.events import MET_BY
from cpdocs.rules.tables import Timescale, Timescales
from cpdocs.rules.timescales import LOCAL, in_words, said

_HEAD = """\
# Deadlines

The sets are made by `scripts/checks-table` from `cpdocs/rules/tables/timescales.yaml`; do not edit this page by hand.

`cpdocs deadlines FILE` shows every date that follows from a record, `cpdocs deadlines FOLDER` what is overdue and due
over all of them; `--within DAYS` leaves out what is further off, `--ics FILE` writes a calendar file of what has
still to happen, with references and titles and nothing of a case.

| status | |
|---|---|
| due | it has not happened, and there is still time |
| overdue | it has not happened, and there is none |
| met | it happened in time |
| missed | it happened, too late; `validate` warns where the record shows it, until `late_because` says why |

A paper has gone on the day on which the ledger was told so: sent or handed over, and after `ledger confirm` the day
of that word. The day of the event is never counted. Working days leave out weekends, Scotland's bank holidays and the
council's `closures`; days, weeks and months leave out nothing, and a month ends on its last day where it has no such
day. An appeal's last day counts from the date on the letter, with the council's days in the post for a letter by
post.

## Which set counts

`timescales` in authority.yaml names the edition of the National Guidance; the local rules count beside it.
`timescale_rows: my-timescales.yaml` names a file of a council's own: a row with an id that stands below replaces it,
a new id is one date more, `counts: no` takes it out, `since` and `until` say from which days it is counted. The days
for an appeal and its reply are numbers under `rules` in authority.yaml, since letters print them.

    format: cpdocs/timescales/v1
    rows:
      - id: minutes
        title: minutes
        starts: conference
        number: 15
        unit: working_days
        papers: [minutes]
        since: 2027-04-01
        because: the minutes reach all who get them
        source: our procedures, 2027
"""
_SETS = (
    ("ng2014", "National Guidance 2014"),
    ("ng2021_2023", "National Guidance 2021, updated 2023"),
    (LOCAL, "Local rules, beside either"),
)
_FOOT = """\

Sources: S0 to S4 are the papers that the project began with ([sources.md](sources.md)); NG is the National Guidance
for Child Protection in Scotland 2021 (updated 2023), by paragraph. The reply to an appeal and to a dissent is read as
calendar days, which the source does not say.
"""


def markdown(table: Timescales) -> str:
    """The whole page."""
    return _HEAD + "".join(_set(table, terms, name) for terms, name in _SETS) + _FOOT


def _set(table: Timescales, terms: str, name: str) -> str:
    lines = [f"\n## {name} (`{terms}`)\n", "| id | what | by when | met by | source |", "|---|---|---|---|---|"]
    lines += [_line(row) for row in table.rows if row.terms == terms]
    return "\n".join(lines) + "\n"


def _line(row: Timescale) -> str:
    rule = in_words(row, row.number) + (" (your own number)" if row.setting else "")
    return f"| `{row.id}` | {row.title} | {rule} | {'; '.join(_met(row))} | {row.source} |"


def _met(row: Timescale) -> Iterator[str]:
    if row.met_by:
        yield said(MET_BY[row.met_by].__doc__)
    elif row.papers:
        yield f"the ledger: {', '.join(f'`{paper}`' for paper in row.papers)}"
    else:
        yield "it comes again and again until the review"
