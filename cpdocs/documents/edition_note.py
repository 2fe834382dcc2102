"""What a paper says of itself once it is issued again: which edition it is, what changed, what to do with the former.

The same in every paper, below its title and the box with its handling notice: corrections are made known to everybody
who has the uncorrected one (National Guidance 3.166), and two editions of one letter on one kitchen table are told
apart at a glance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cpdocs.documents.blocks import Block, Heading, Inline, Notice, Run

if TYPE_CHECKING:
    from cpdocs.views.shape import EditionWords


def with_note(blocks: tuple[Block, ...], edition: EditionWords | None) -> tuple[Block, ...]:
    """The blocks of a paper with the note behind their title and its box; as they are in a first edition."""
    if edition is None:
        return blocks
    at = next((n for n, block in enumerate(blocks, start=1) if isinstance(block, Heading)), 0)
    at += isinstance(blocks[at], Notice) if at < len(blocks) else 0
    return (*blocks[:at], _note(edition), *blocks[at:])


def _note(edition: EditionWords) -> Notice:
    paragraphs: list[Inline] = [
        (
            Run(f"This is edition {edition.number}.", strong=True),
            Run(" If you have an earlier one, this takes its place: please destroy the earlier one, or give it back."),
        )
    ]
    if edition.changed is not None:
        paragraphs.append((Run(f"What has changed: {edition.changed}"),))
    return Notice(tuple(paragraphs))
