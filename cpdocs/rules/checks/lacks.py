"""What a document still lacks: the blocks of later stages, each with where and how to write it.

A block that is not there yet is no error; only who asks for the document itself is told what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cpdocs.record.tree import Path
from cpdocs.rules.checks.problem import Problem

#: The blocks that documents.yaml may ask for, and the cure where one is missing. A test holds the two together.
CURES: Final[Mapping[str, str]] = {
    "invitations": "Write invitations: with everybody who is asked to come.",
    "attendance": "Write attendance: with the id of each person invited, and how she or he came.",
    "decisions": "Write decisions: with one for each child.",
    "minutes": "Write minutes: with passages, child_views and family_views.",
    "appeals": "Write appeals: with person, child and received.",
    "letters.decision_letter": "Write letters: with decision_letter: and the date that the letter carries.",
    "letters.deferral_notice": "Write letters: with deferral_notice: and the date that the letter carries.",
    "letters.dissent_reply": "Write letters: with dissent_reply: and the date that the letter carries.",
    "letters.appeal_acknowledgement": "Write letters: with appeal_acknowledgement: and the date of the letter.",
    "letters.appeal_reply": "Write letters: with appeal_reply: and the date that the letter carries.",
    "core_group_meeting": "The meeting of a core group is a record of its own; this paper comes with it.",
}
#: What keeps a document from being made besides a missing block.
NOT_CALLED_FOR: Final = "not-called-for"
NO_TEMPLATE: Final = "no-template"


def ident(block: str) -> str:
    """The id of the finding that says that the block at a dotted path is missing."""
    return f"lacks-{block.replace('.', '-').replace('_', '-')}"


def lack(document: str, block: str) -> Problem:
    """What keeps ``document`` from being made: the block at this dotted path."""
    path: Path = tuple(block.split("."))
    cure = CURES.get(block, f"Write {block.replace('.', ': with ')}:.")
    return Problem(ident(block), path, f"{document} cannot be made yet: {block} is missing", cure)


def not_called_for(document: str, words: str) -> Problem:
    """There is no such paper for this conference: ``words`` say what would have to hold."""
    return Problem(NOT_CALLED_FOR, (), f"{document} is not called for by this record", f"It is made where: {words}")


def no_template(document: str) -> Problem:
    """The paper is called for, and nobody has written its template."""
    cure = f"Put a folder {document} with a template below templates in the workspace."
    return Problem(NO_TEMPLATE, (), f"{document} cannot be made yet: there is no template of it", cure)
