"""What a command ends with (DESIGN.md section 6). The numbers stand here and in errors.py, which says it of exceptions.

The first that applies: the ledger is broken, a file must be mended first, a carrying failed or is in doubt, everything
is held, some are held; else nothing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cpdocs.stages import Ended

USAGE: Final = 2
INVALID: Final = 3
ALL_HELD: Final = 4
FAILED: Final = 5
BROKEN: Final = 6
SOME_HELD: Final = 7


def of(ended: Sequence[Ended], wanted: int) -> int:
    """The code for ``wanted`` parcels of which ``ended`` came to these ends; whichever is not among them went well."""
    states = [one.state for one in ended]
    return of_counts(
        wanted,
        states.count("held"),
        failed="failed" in states or "in_doubt" in states,
        mend_first=any(one.mend_first for one in ended),
    )


def of_counts(wanted: int, held: int, *, failed: bool, mend_first: bool) -> int:
    """The same from what was counted, as of many conferences."""
    if mend_first:
        return INVALID
    if failed:
        return FAILED
    if held:
        return ALL_HELD if held == wanted else SOME_HELD
    return 0
