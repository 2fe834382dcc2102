"""The font files of a templates' folder, one after the other, each read by fontTools."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from cpdocs.render.problems import ProblemError

T = TypeVar("T")

TRUETYPE: Final = frozenset({".ttf"})
_ANY: Final = TRUETYPE | {".otf"}


def of_each(fonts: Path, look: Callable[[Any], T], kinds: frozenset[str] = _ANY) -> Iterator[T]:
    """What ``look`` makes of each font file in ``fonts``, by name.

    Raises ProblemError ``fonts``, which names the file, for one that is damaged.
    """
    from fontTools.ttLib import TTFont

    for file in sorted(fonts.iterdir()):
        if file.suffix.lower() in kinds:
            try:
                with TTFont(file, lazy=True, recalcTimestamp=False) as font:
                    made = look(font)
            except Exception as error:  # a damaged table ends in whatever its bytes were taken for
                raise ProblemError("fonts", file=file.name) from error
            yield made
