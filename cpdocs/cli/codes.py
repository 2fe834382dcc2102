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
    from cpdocs.stages import MEND_FIRST  # validate ends with a code too, and must not load what sends

    if any(hold.id == MEND_FIRST for one in ended for hold in one.holds):
        return INVALID
    states = [one.state for one in ended]
    if "failed" in states or "in_doubt" in states:
        return FAILED
    held = states.count("held")
    if held:
        return ALL_HELD if held == wanted else SOME_HELD
    return 0
