"""A text that somebody told, standing alone in its paragraph: it may have paragraphs and lists of its own.

The rule is small on purpose: an empty line begins a paragraph, "- " a list item, and nothing else means anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cpdocs.documents.blocks import Block, Bullets, Paragraph, Run


def told(prose: str) -> Iterator[Block]:
    """The small rule of a told text: an empty line begins a paragraph, "- " a list item."""
    for part in re.split(r"\n\s*\n", prose.strip()):
        lines = [line.strip() for line in part.strip().splitlines()]  # a "-" with nothing after it is no list item
        first = next((n for n, line in enumerate(lines) if line.startswith("- ")), len(lines))
        if first:
            yield Paragraph((Run(_folded(" ".join(lines[:first]))),))
        if first < len(lines):
            items: list[str] = []
            for line in lines[first:]:
                if line.startswith("- "):
                    items.append(line[2:])
                else:
                    items[-1] += " " + line
            yield Bullets(tuple((Run(_folded(item)),) for item in items))


def _folded(text: str) -> str:
    return " ".join(text.split())
