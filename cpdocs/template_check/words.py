"""wording.md and email.md: every name, filter and branch, the order of headings, and the sentences that must be there.

First what can be read in the text; a wording with an unknown name is not filled in, since every View would fail at the
same place. Then it is written with every View that changes what it says (branches.py), and each paper is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cpdocs.documents.blocks import Heading, block_texts
from cpdocs.documents.names import Asks, Slip, read
from cpdocs.documents.proof import Branch, Proof, Proofs
from cpdocs.errors import TemplateError
from cpdocs.render.letters import is_drawn
from cpdocs.template_check.branches import tried
from cpdocs.template_check.checks import Finding, found
from cpdocs.template_check.made import Choices, said
from cpdocs.template_check.variant import EMAIL, WORDING, Variant
from cpdocs.views.shape import View

#: Papers that hold everything, and so leave out nothing.
_WHOLE: Final = ("reporter_copy", "reporter_referral", "referral_minutes", "referral_plan", "referral_schedule")
_WITHHOLDING: Final = "information that cannot be shared"
_FORMATS: Final = re.compile(r"\banother\s+language\b", re.IGNORECASE)
_STATUTORY: Final = re.compile(r"\bstatutory\s+rights?\b", re.IGNORECASE)
_TAG: Final = re.compile(r"\{%[-+]?\s*(end)?(if|for)\b")
#: Markdown that is no block of ours, by the parser's names.
_NO_BLOCKS: Final = {
    "heading": "a heading with more than three #, or one inside a list or a notice",
    "em": "slanted type, which is what one * or _ on each side means",
    "list_item": "a list inside a list, or an item of several paragraphs",
    "bullet_list": "a list inside a notice",
    "ordered_list": "a numbered list inside a notice",
    "blockquote": "a notice inside a list or a notice",
}
#: So many changes are told one by one.
_FEW: Final = 3
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
#: What somebody who reads over a shoulder would understand by.
_TELLING: Final = re.compile(
    r"\b(abuse|child|children|conference|court|decisions?|meeting|protection|register|registration|reporter"
    r"|safeguarding|social work(?:er)?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording.md or email.md, read: its text with line feeds only, and the language that about.yaml names."""

    variant: Variant
    text: str
    language: str

    @property
    def english(self) -> bool:
        """Whether its sentences can be read here."""
        return self.language.casefold().partition("-")[0] == "en"


def of_wording(wording: Wording, letters: frozenset[int] | None, shipped: Asks | None) -> Iterator[Finding]:
    """Everything that is wrong with a wording.md.

    ``letters`` are those that the fonts can draw, None where there are no fonts. ``shipped`` is the shipped wording for
    the same entitlement, which a council's own is held against.
    """
    file = wording.variant.file(WORDING)
    yield from _characters(wording.text, file, letters)
    if wording.english:
        yield from (found("statutory-right", file, line, "a statutory right") for line in _lines(_STATUTORY, wording))
    else:
        yield found("other-language", file, 1, f"this is in another language than English ({wording.language})")
    if wording.variant.kind is None or _PRIVATE.search(wording.text):
        return
    try:
        asks = read(wording.text, wording.variant.kind, file)
        yield from (found(slip.id, file, slip.line, _said(slip), slip.cure) for slip in asks.slips)
        if asks.slips:
            return
        proofs = Proofs(asks, file)
    except TemplateError as error:
        yield _syntax(wording, file, error)
        return
    yield from _unused(asks, shipped, file)
    yield from _papers(wording, wording.variant.kind, proofs, file)


def of_email(email: Wording) -> Iterator[Finding]:
    """Everything that is wrong with an email.md."""
    file = email.variant.file(EMAIL)
    try:
        asks = read(email.text, View, file)  # what every View has: the council's own words, and nothing of a case
        for slip in asks.slips:
            alone = "A covering text uses authority alone, so that it says nothing of a case."
            yield found(slip.id, file, slip.line, _said(slip), alone if slip.id == "unknown-name" else slip.cure)
        if not asks.slips:
            yield from _seen(Proofs(asks, file), View, file)[0]
    except TemplateError as error:
        yield _syntax(email, file, error)
        return
    if email.variant.family and email.english:
        for line, text in asks.sentences():
            for word in _TELLING.findall(text):
                yield found("email-tells", file, line, f"the word {word} tells what the letter is about")


def tells(title: str) -> str:
    """The word in a title that says what the paper is about; "" if there is none."""
    word = re.search(r"\b(abuse|child|children|protection|register|registration|safeguarding)\b", title, re.IGNORECASE)
    return word[0] if word else ""


# ---- read in the text -----------------------------------------------------------------------------------------------


def _characters(text: str, file: str, letters: frozenset[int] | None) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), start=1):
        if _PRIVATE.search(line):
            yield found("private-use", file, number, "a private-use character")
        missing = dict.fromkeys(c for c in _PRIVATE.sub("", line) if letters is not None and not is_drawn(c, letters))
        if missing:
            named = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
            yield found("missing-letter", file, number, f"no font has {named}")


def _lines(pattern: re.Pattern[str], wording: Wording) -> Iterator[int]:
    yield from (wording.text.count("\n", 0, hit.start()) + 1 for hit in pattern.finditer(wording.text))


def _syntax(wording: Wording, file: str, error: TemplateError) -> Finding:
    """What is wrong with a text that is no template: what is never ended, or else the line where reading stopped."""
    begun: list[tuple[str, int]] = []
    for hit in _TAG.finditer(wording.text):
        line = wording.text.count("\n", 0, hit.start()) + 1
        if not hit[1]:
            begun.append((hit[2], line))
        elif begun and begun[-1][0] == hit[2]:
            begun.pop()
        else:
            return found("wording-syntax", file, line, f"this end{hit[2]} ends nothing")
    if begun:
        word, line = begun[-1]
        return found(
            "wording-syntax", file, line, f"this {word} is never ended", f"Write {{% end{word} %}} where it ends."
        )
    return found("wording-syntax", file, _place(error, file)[0], "this cannot be read as a template")


def _said(slip: Slip) -> str:
    return {
        "unknown-name": f"this paper has no {slip.written}",
        "unknown-filter": f"there is no filter {slip.written}",
        "wrong-filter": f"{slip.written} cannot be",
        "needs-filter": f"{slip.written} cannot be printed as it is",
    }[slip.id]


def _unused(asks: Asks, shipped: Asks | None, file: str) -> Iterator[Finding]:
    """What the shipped wording prints and this one does not, and what it asks about and this one does not even name.

    The council's own words are its own to say, as they are or by name.
    """
    if shipped is None:
        return
    named = {use.path for use in asks.uses}
    printed = {use.path for use in asks.uses if use.printed}
    for use in sorted(shipped.uses, key=lambda use: use.path):
        if use.path.startswith("authority") or (use.path in printed if use.printed else use.path in named):
            continue
        if use.printed or not any(other.printed and other.path == use.path for other in shipped.uses):
            does = "prints" if use.printed else "asks about"
            yield found("unused-field", file, 1, f"the shipped wording {does} {use.path}, this one does not")


# ---- written with every View ----------------------------------------------------------------------------------------


def _papers(wording: Wording, kind: type[View], proofs: Proofs, file: str) -> Iterator[Finding]:
    wrong, papers = _seen(proofs, kind, file)
    for _, proof in papers:
        wrong += (found("no-block", file, line, _markdown(text)) for line, text in proof.refused)
        wrong += _headings(proof, file)
    wrong += (found("empty-paper", file, 1, f"nothing is written {_when(c)}") for c, p in papers if not _said_in(p))
    if wording.english and papers:
        if wording.variant.document not in _WHOLE:
            wrong += _withholding(papers, file)
        if wording.variant.family:
            wrong += _formats(papers, file)
    yield from {(one.id, one.line): one for one in reversed(wrong)}.values()  # the first of each place


def _seen(proofs: Proofs, kind: type[View], file: str) -> tuple[list[Finding], list[tuple[Choices, Proof]]]:
    """What could not be written or reached, each line once with the fewest changes that do it; and the papers."""
    failed: dict[int, tuple[int, Finding]] = {}
    unreached: list[Finding] = []
    papers: list[tuple[Choices, Proof]] = []
    for one in tried(proofs, kind):
        if isinstance(one, Branch):
            unreached.append(found("branch-unreached", file, one.line, "a branch of this condition is never reached"))
        elif isinstance(one.came, Proof):
            papers.append((one.chosen, one.came))
        elif one.came is not None:
            line, text = _place(one.came, file)
            said_of = f"this cannot be written {_when(one.chosen)}" if one.chosen else text
            if line not in failed or len(one.chosen) < failed[line][0]:
                failed[line] = (len(one.chosen), found("branch-fails", file, line, said_of))
    return [*(finding for _, finding in failed.values()), *unreached], papers


def _when(chosen: Choices) -> str:
    if not chosen:
        return "at all"
    return f"when {said(chosen)}" if len(chosen) <= _FEW else "when nothing is there that may be missing"


def _said_in(proof: Proof) -> str:
    return "".join(text for placed in proof.blocks for text in block_texts(placed.block))


def _markdown(text: str) -> str:
    """What no paper has, in the words of somebody who typed it."""
    kind = text.rpartition("(")[2].removesuffix(")")
    return f"no paper has {_NO_BLOCKS[kind]}" if kind in _NO_BLOCKS else text


def _headings(proof: Proof, file: str) -> Iterator[Finding]:
    above = 0
    for placed in proof.blocks:
        if not isinstance(placed.block, Heading):
            continue
        level = placed.block.level
        if not above and level != 1:
            yield found("first-heading", file, placed.line, f"the first heading is of level {level}")
        elif above and level > above + 1:
            yield found("heading-skipped", file, placed.line, f"a heading of level {level} under one of level {above}")
        above = level
    if not above and proof.blocks:
        yield found("first-heading", file, 1, "there is no heading")


def _withholding(papers: list[tuple[Choices, Proof]], file: str) -> Iterator[Finding]:
    """The sentence stands in every paper, and its paragraph is the same in all of them."""
    paragraphs: dict[str, int] = {}
    for chosen, proof in papers:
        here = {text: line for text, line in _texts(proof) if _WITHHOLDING in text.casefold()}
        if not here:
            when = f" {_when(chosen)}" if chosen else ""
            yield found("withholding-line", file, 1, f"the sentence is missing{when}")
            return
        paragraphs |= here
    if len(paragraphs) > 1:
        line = min(paragraphs.values())
        yield found("withholding-line-varies", file, line, "this paragraph is not the same in every paper")


def _formats(papers: list[tuple[Choices, Proof]], file: str) -> Iterator[Finding]:
    for chosen, proof in papers:
        if not any(_FORMATS.search(text) for text, _ in _texts(proof)):
            when = f" {_when(chosen)}" if chosen else ""
            yield found("other-formats-line", file, 1, f"the sentence is missing{when}")
            return


def _texts(proof: Proof) -> Iterator[tuple[str, int]]:
    yield from ((text, placed.line) for placed in proof.blocks for text in block_texts(placed.block))


def _place(error: TemplateError, file: str) -> tuple[int, str]:
    """The line and the words of an error whose message begins with the file and the line."""
    line, _, text = error.message.removeprefix(f"{file}:").partition(": ")
    return (int(line), text) if line.isdigit() else (1, error.message)
