"""The form for a council's data protection officer, after a parcel reached the wrong hands.

What the ledger and the record know stands in it; what only people know is a place to fill in. Whether the Information
Commissioner (UK GDPR, Article 33) and the people themselves (Article 34) must be told is the officer's to decide: the
form puts both as questions and answers neither. The first question is another one, whether somebody is in danger now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cpdocs.documents.blocks import (
    Block,
    Bullets,
    Draft,
    FillIn,
    Heading,
    Inline,
    Letterhead,
    Notice,
    Paragraph,
    Run,
    Table,
    Tick,
)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreachFacts:
    """What is known, in the words of the form.

    ``parcel`` are pairs of what and how it is. ``papers`` (document, edition, variant, format) and ``exposed`` (name,
    who, what, whether rightly) are empty where the record does not vouch for them, and ``unknown`` then says why.
    ``others`` are other parcels to the same reader or by the same way.
    """

    council: str
    letterhead: tuple[str, ...]
    marking: str
    attempt: str
    aware: str
    tell_by: str
    stop: str
    parcel: tuple[Row, ...]
    protection: str
    papers: tuple[Row, ...] = ()
    exposed: tuple[Row, ...] = ()
    unknown: tuple[str, ...] = ()
    others: tuple[Row, ...] = ()
    done: tuple[str, ...] = field(default=())


def breach_form(facts: BreachFacts) -> Draft:
    """The form, to fill in on paper or on a screen."""
    blocks = tuple(
        block for part in (_head, _danger, _happened, _parcel, _held, _others, _tell, _done) for block in part(facts)
    )
    letterhead = Letterhead(facts.council, facts.letterhead, facts.marking)
    return Draft("breach_form", "form", "Report to the data protection officer", "en-GB", "paper", letterhead, blocks)


def _head(facts: BreachFacts) -> Iterator[Block]:
    yield Heading(1, _said(f"Papers in the wrong hands: parcel {facts.attempt}"))
    yield Paragraph(_said("For the data protection officer"))
    yield Notice(
        (
            _said(f"The council became aware on {facts.aware}."),
            (
                Run("If the Information Commissioner must be told, it is by "),
                Run(f"{facts.tell_by}.", strong=True),
                Run(" That is 72 hours, by day and night, weekends and holidays included (UK GDPR, Article 33)."),
            ),
            _said(facts.stop),
        )
    )
    yield FillIn(
        "known", _said("If somebody of the council knew earlier: who, and when. The 72 hours count from then.")
    )


def _danger(_facts: BreachFacts) -> Iterator[Block]:
    yield Heading(2, _said("1. Is somebody in danger now?"))
    yield Paragraph(
        _said(
            "Before anything else: could whoever has the papers now find a child, a parent or a carer, or learn what "
            "puts one of them at risk? Then ring the social work team and, if need be, the police first."
        )
    )
    yield Tick("danger-no", _said("No, and this is why:"))
    yield Tick("danger-yes", _said("Yes or perhaps. Who was rung, when, and what was agreed:"))
    yield FillIn("danger", _said("In your own words"), 3)


def _happened(_facts: BreachFacts) -> Iterator[Block]:
    yield Heading(2, _said("2. What happened"))
    yield FillIn("happened", _said("What went wrong, and how it came to light"), 4)
    yield FillIn("holder", _said("Who has the papers now, as far as it is known, and whether they were read"), 3)


def _parcel(facts: BreachFacts) -> Iterator[Block]:
    yield Heading(2, _said("3. The parcel, as the ledger has it"))
    yield _table(("What", "As it is kept"), facts.parcel)
    yield Paragraph(_said(facts.protection))


def _held(facts: BreachFacts) -> Iterator[Block]:
    yield Heading(2, _said("4. What it held, and whom it exposes"))
    if facts.unknown:
        yield Notice(tuple(map(_said, facts.unknown)))
        yield FillIn("held", _said("Whom it exposes, children first, and what the papers say of each"), 5)
        return
    yield Paragraph(
        _said("The record reads today as it did when the parcel went, word for word. So this is what it held:")
    )
    yield _table(("Document", "Edition", "Wording", "Format"), facts.papers)
    yield Paragraph(
        _said(
            "Of these people something stands in it, the children first. The last column says whether the right reader "
            "was to have all of it; whoever has the papers now was to have none."
        )
    )
    yield _table(("Who", "What stands in it", "Right reader"), facts.exposed)
    yield Paragraph(
        _said(
            "The name of a meeting alone can show that child protection work is being done about a family. What people "
            "told may be about health, harm or an offence: only a reading of the copy shows it (Articles 9 and 10)."
        )
    )


def _others(facts: BreachFacts) -> Iterator[Block]:
    yield Heading(2, _said("5. Other parcels that went the same way"))
    if not facts.others:
        yield Paragraph(
            _said("The ledger knows of none, to this reader of the case or to the same mailbox or address.")
        )
        return
    yield Paragraph(
        _said("To the same reader of the case, or to the same mailbox or address. Did these reach the wrong hands too?")
    )
    yield _table(("Parcel", "What, and for whom", "Left", "What is known"), facts.others)


def _tell(facts: BreachFacts) -> Iterator[Block]:
    yield Heading(2, _said("6. Who must be told: the officer decides"))
    yield Paragraph(
        _said(
            f"The Information Commissioner, by {facts.tell_by}: "
            "unless a risk to people's rights and freedoms is unlikely."
        )
    )
    yield Tick("ico-yes", _said("To be told. A first report may go with what is known, and more may follow."))
    yield Tick("ico-no", _said("Not to be told. The reason is kept all the same."))
    yield FillIn("ico", _said("Why, when it was told, and under which number; if later than 72 hours, why"), 3)
    yield Paragraph(_said("The people themselves, without delay: if the risk to them is high (Article 34)."))
    yield Tick("people-yes", _said("To be told: whom, by whom and how, so that it is safe for each of them"))
    yield Tick("people-no", _said("Not to be told, and this is why:"))
    yield FillIn("people", _said("In your own words. Who must not learn from it where somebody lives?"), 3)


def _done(facts: BreachFacts) -> Iterator[Block]:
    yield Heading(2, _said("7. What was done so far"))
    yield Bullets(tuple(map(_said, facts.done)))
    yield FillIn("recall", _said("The letter that asks for the papers back: when, how and by whom it was given"))
    yield FillIn("back", _said("The papers came back, or were deleted: when, and who saw it"))
    yield FillIn("mended", _said("What was changed so that it does not happen again"), 3)
    yield FillIn("officer", _said("Data protection officer: name, day and hour"))


def _table(head: Row, rows: tuple[Row, ...]) -> Table:
    return Table(tuple(map(_said, head)), tuple(tuple(map(_said, row)) for row in rows))


def _said(text: str) -> Inline:
    return (Run(text),)
