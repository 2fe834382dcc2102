"""The exceptions cpdocs raises on purpose, and the exit code each one ends a command with.

    CpdocsError
    ├── UsageError         2   the command was asked for something it cannot mean
    ├── InputError         3   a file of the clerk's or the authority's is wrong
    │   ├── RecordError        the record; carries its findings
    │   ├── SettingsError      cpdocs.yaml, authority.yaml, contacts.yaml, a table
    │   └── TemplateError      a template folder (LayoutError: of a layout, from behind the fence)
    ├── RenderError        5   a paper could not be made (FenceError: the child refused, died or was stopped)
    ├── ChannelError       -   this parcel cannot be protected as agreed: it is held, never sent weaker
    ├── CarryError         5   a transport could not carry an envelope
    └── LedgerError        6   the ledger cannot be opened, or does not verify
        └── StepRefusedError 2   a person asked for a step that an attempt cannot take

Three of the tree are answers rather than faults and end no command: HeldError (stages.py) and AlreadyAttempted (the
ledger's) end one parcel of a run, ChannelError holds it.

No message holds case text: a message names files, lines, ids, references and kinds only (DESIGN.md section 4,
"Reports and diagnostics differ"). Whoever raises one of these with a foreign exception in hand says
``raise ... from None``, because the foreign text may quote the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class CpdocsError(Exception):
    """Anything cpdocs refuses. ``message`` says what and where; ``hint`` says the cure; neither holds case text."""

    exit_code: ClassVar[int] = 5

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def diagnostics(self) -> str:
        """The words for stderr: what is wrong, then the cure on a line of its own."""
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UsageError(CpdocsError):
    """The command line asks for something that cannot be meant."""

    exit_code = 2


class InputError(CpdocsError):
    """A file that a person wrote is wrong; nothing was made from it."""

    exit_code = 3


class RecordError(InputError):
    """A record with findings that stop it. ``report`` holds them in words, which name people by their ids.

    The words are for the clerk who has the record open, and so for stdout; the message is for everybody.
    """

    def __init__(self, message: str, report: Sequence[str] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.report = tuple(report)


class SettingsError(InputError):
    """A file of the authority's workspace is wrong."""


class TemplateError(InputError):
    """A template folder is wrong, or asks for what its View does not hold."""


class RenderError(CpdocsError):
    """The fenced child refused, died or was stopped at a limit. Only a code crosses the fence, never text."""

    exit_code = 5


class ChannelError(CpdocsError):
    """A parcel cannot be protected as agreed with its recipient. ``hold`` is the hold id it waits under."""

    def __init__(self, hold: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.hold = hold


class CarryError(CpdocsError):
    """A transport could not carry an envelope and is certain that nothing left."""

    exit_code = 5


class LedgerError(CpdocsError):
    """The ledger cannot be opened, refuses an entry, or does not verify."""

    exit_code = 6
