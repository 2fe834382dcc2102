"""The letter that asks for papers back: to whoever holds what was meant for somebody else.

Nobody knows who will open it, and a threat makes people hide things. So it is plain and warm, names nobody, says
nothing of what the papers are (Perth and Kinross, 2023, told a stranger to bin them), and asks for one thing at a time.
It is no template of a council's: its few sentences are the whole of what may be said.
"""

from __future__ import annotations

from cpdocs.documents.blocks import Block, Bullets, Draft, Heading, Inline, Letterhead, Notice, Paragraph, Run


def recall_letter(sender: str, phone: str, serial: str, day: str, *, on_paper: bool) -> Draft:
    """The letter. ``sender`` and ``phone`` are the council's neutral ones, ``serial`` stands on the papers."""
    blocks: tuple[Block, ...] = (
        Paragraph(_said(day)),
        Heading(1, _said("Something reached you by mistake")),
        Paragraph(_said("Hello,")),
        Paragraph(_said(_BY_POST if on_paper else _BY_EMAIL)),
        Notice(((Run("Please ring us on "), Run(phone, strong=True), Run(". We will do the rest.")),)),
        Paragraph(_said("Until we have spoken, please:")),
        Bullets(tuple(map(_said, _PAPER if on_paper else _MESSAGE))),
        Paragraph(_said(_COLLECT if on_paper else _DELETE)),
        Paragraph(
            _said(f"It helps if you can say this number when you ring: {serial}. You need not say what you have seen.")
        ),
        Paragraph(_said("If you have read some of it already, you have done nothing wrong. Please just tell us.")),
        Paragraph(_said("We are sorry for the trouble, and thank you for your help.")),
        Paragraph(_said(sender)),
    )
    return Draft("recall_letter", "letter", "A letter for you", "en-GB", "letter", Letterhead(sender), blocks)


_BY_POST = "Papers from us that were meant for somebody else have come to you. That was our mistake, not yours."
_BY_EMAIL = "An e-mail from us that was meant for somebody else has come to you. That was our mistake, not yours."
_PAPER = (
    "do not read the papers, copy them or show them to anybody;",
    "do not post them on, and do not throw them away;",
    "put them back into their envelope, and keep it in a safe place.",
)
_MESSAGE = (
    "do not open the e-mail or its files, and do not copy or print them;",
    "do not send it on to anybody, nor back to us;",
    "do not delete it yet: leave it where it is.",
)
_COLLECT = (
    "We will come and collect them, at a time that suits you. You do not have to pay for anything or go anywhere."
)
_DELETE = "On the telephone we will say how to delete it for good. It takes a few minutes and costs you nothing."


def _said(text: str) -> Inline:
    return (Run(text),)
