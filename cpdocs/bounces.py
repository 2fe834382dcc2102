"""Bounces: what mail servers said of messages that had left, read from a folder and held to the ledger.

A mailbox takes what anybody sends it, so a notification (delivery/notice.py) is believed only as far as it fits: it
must bear the serial of a parcel, be about the very address to which that attempt went (compared as keyed digests, so
that the ledger need not know an address), and be of an attempt that had left. Then the ledger takes the word
``bounced`` or ``delivered``, the status code and a keyed digest of the notification, and no text of it. All else
changes nothing and is named with its reason. Reading a folder again records nothing twice: an attempt is bounced once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cpdocs import files
from cpdocs.delivery import notice as notices
from cpdocs.delivery.notice import Action, Notice, Said
from cpdocs.errors import UsageError
from cpdocs.ledger.entry import MOVES, AttemptState, StepRefusedError
from cpdocs.rules.holds import destination
from cpdocs.rules.situation import Route
from cpdocs.workspace import Workspace

if TYPE_CHECKING:
    from cpdocs.ledger.store import Ledger

Result: TypeAlias = Literal["recorded", "known", "nothing"]
_FATES: Final[Mapping[Action, Literal["bounced", "delivered"]]] = {"failed": "bounced", "delivered": "delivered"}
#: What the other actions of RFC 3464 say, none of which says that it arrived or did not.
_UNDECIDED: Final[Mapping[Action, str]] = {
    "delayed": "it is still on its way; another notification follows if it does not arrive",
    "relayed": "the next mail server took it and will say no more",
    "expanded": "this mailbox is a list and passed it on to several; find out to whom, and give the contact another",
}
_NOT_LEFT: Final = ("open", "failed", "resolved_not_sent")
_BY_HAND: Final = "look at it, and say it by hand if it is so: cpdocs ledger confirm"


@dataclass(frozen=True, slots=True)
class FromFile:
    """What became of one file of the folder; ``action`` and ``code`` are empty where it is no notification of ours."""

    file: str
    result: Result
    because: str
    attempt: str = ""
    action: str = ""
    code: str = ""


def read(workspace: Workspace, folder: Path, by: str) -> tuple[FromFile, ...]:
    """Read every file of ``folder``, by name, and record what can be recorded; ``by`` is the operator's staff id.

    Each file has one result. One that cannot be read is named and keeps no other from being read.

    Raises:
        UsageError: the folder cannot be read.
        LedgerError: the ledger cannot be read or written. What was recorded before stays recorded.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise UsageError(f"the folder cannot be read: {files.cause(error)}") from None
    with workspace.ledger() as ledger:
        return tuple(_Reading(workspace, ledger, by).of(paths))


class _Reading:
    """One reading of a folder, and the attempts as they stand after each file."""

    def __init__(self, workspace: Workspace, ledger: Ledger, by: str) -> None:
        self._workspace, self._ledger, self._by = workspace, ledger, by
        self._attempts = {attempt.id: attempt for attempt in ledger.attempts()}

    def of(self, paths: Sequence[Path]) -> Iterator[FromFile]:
        """What became of each file."""
        for path in paths:
            if path.suffix.lower() != ".eml":
                yield FromFile(path.name, "nothing", "not an .eml file; save the message as one")
                continue
            try:
                with path.open("rb") as file:
                    data = file.read(notices.MOST)
            except OSError as error:
                yield FromFile(path.name, "nothing", f"it cannot be read: {files.cause(error)}")
                continue
            yield self._of_data(path.name, data)

    def _of_data(self, name: str, data: bytes) -> FromFile:
        match notices.read(data, self._workspace.authority.covering.message_id_domain):
            case Notice() as notice:
                found = self._matched(notice)
                if isinstance(found, str):
                    return FromFile(name, "nothing", found)
                return self._recorded(name, *found, self._workspace.mac(b"notice\0" + data))
            case no_notice:
                return FromFile(name, "nothing", no_notice.because)

    def _matched(self, notice: Notice) -> tuple[AttemptState, Said] | str:
        """The attempt that ``notice`` is about and what it says of it; or why there is none."""
        if len(notice.serials) != 1:
            return "it names more than one parcel" if notice.serials else "it names no parcel of ours"
        tries = [one for one in self._attempts.values() if one.intent.serial in notice.serials]
        if not tries:
            return "the ledger knows no parcel of its serial"
        fitting = [(one, said) for one in tries for said in notice.said if self._went_to(one, said, notice)]
        if not fitting:
            return f"it is about another address than the parcel's ({tries[-1].id}); {_BY_HAND}"
        if len({said.action for _, said in fitting}) > 1:
            return "it says two things of one address"
        return _told_apart({one.id: (one, said) for one, said in fitting}, notice)

    def _went_to(self, attempt: AttemptState, said: Said, notice: Notice) -> bool:
        """Whether this attempt went to the address that ``said`` is about: as it is spelt there, in small letters, or
        as the message that came back spells it, since servers do not keep capitals.
        """
        spelt = {said.address, said.address.lower()}
        if notice.to.casefold() == said.address.casefold():
            spelt.add(notice.to)
        routes = (Route(None, "email", mailbox) for mailbox in spelt)
        return attempt.intent.destination in {self._workspace.keyed(destination(route)) for route in routes}

    def _recorded(self, name: str, attempt: AttemptState, said: Said, mac: str) -> FromFile:
        def told(result: Result, because: str) -> FromFile:
            return FromFile(name, result, because, attempt.id, said.action, said.code)

        fate = _FATES.get(said.action)
        if fate is None or (refused := _refused(attempt, said, fate)):
            return told("nothing", _UNDECIDED[said.action] if fate is None else refused)
        if attempt.state == fate:
            return told("known", f"{fate} before")
        more = {"because": f"status {said.code}", "notice": mac}
        try:
            self._attempts[attempt.id] = self._ledger.confirm(attempt.id, fate, by=self._by, **more)
        except StepRefusedError:  # another run was first
            return told("nothing", "the ledger has changed meanwhile; read the folder again")
        return told("recorded", fate)


def _refused(attempt: AttemptState, said: Said, fate: str) -> str:
    """Why the ledger does not take this word of this attempt; "" where it does, or has it."""
    if (fate == "delivered") != said.code.startswith("2"):
        return "its action and its status code say two things"
    if attempt.state in _NOT_LEFT:
        return f"the ledger says of it {attempt.state}: it has not left; {_BY_HAND}"
    if attempt.state != fate and fate not in MOVES.get(attempt.state, ()):
        return f"the ledger says of it {attempt.state}"
    return ""


def _told_apart(fitting: Mapping[str, tuple[AttemptState, Said]], notice: Notice) -> tuple[AttemptState, Said] | str:
    """The one of several attempts of a parcel, all to one address and in their order, that ``notice`` is about.

    Each but the first was begun after the one before it had come to its end, and so was the message written: the day
    of the message that came back tells them apart. A notification that is older than the second is of the first.
    """
    tries = list(fitting.values())
    if len(tries) == 1:
        return tries[0]
    if notice.dated is not None:
        earlier = sum(datetime.fromisoformat(one.last_time) <= notice.dated for one, _ in tries[:-1])
        return tries[earlier]
    if notice.written is not None and notice.written < datetime.fromisoformat(tries[1][0].opened_time):
        return tries[0]
    return f"whether it is about {' or '.join(fitting)} cannot be told; {_BY_HAND}"
