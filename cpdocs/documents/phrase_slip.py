"""The slip with the six words that open somebody's PDF files: handed over or posted, never sent by e-mail.

It says nothing of a case, not even whose it is: who finds it on a doormat learns that a council sends somebody papers,
as the envelope says already. A printed slip and not a note of the clerk's, since one letter wrong opens nothing.
"""

from __future__ import annotations

from cpdocs.documents.blocks import Block, Bullets, Draft, Heading, Inline, Letterhead, Notice, Paragraph, Run


def phrase_slip(sender: str, phone: str, words: str, serial: str) -> Draft:
    """The slip. ``sender`` and ``phone`` are the council's neutral ones; ``serial`` tells one slip from another."""
    blocks: tuple[Block, ...] = (
        Heading(1, _said("Your six words")),
        Paragraph(_said(f"{sender} will send you papers by e-mail, as PDF files. These six words open them:")),
        Notice(((Run(words, strong=True),),)),
        Paragraph(_said("Type all six in small letters, with one space between two words.")),
        Bullets(
            (
                _said("Keep this page where nobody else reads it. Whoever has the words can open your papers."),
                _said("We never send the words by e-mail, and we never ask you for them."),
                _said(f"If this page is lost, or somebody has seen it, ring {phone}. We will give you new words."),
            )
        ),
        Paragraph(_said(f"Slip {serial}")),
    )
    return Draft("phrase_slip", "slip", "Your six words", "en-GB", "letter", Letterhead(""), blocks)


def _said(text: str) -> Inline:
    return (Run(text),)
