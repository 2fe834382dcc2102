"""The transport "outbox": finished files in a folder of this machine, from which a person sends or posts them.

    outbox/email/SERIAL.eml    a whole message that a mail program opens ready to send (``X-Unsent: 1``)
    outbox/print/SERIAL.pdf    a print file
    outbox/.carried/SERIAL     the keyed digest of what was about to be put there; no case text

The steps of a carrying, each on the disk before the next: the bytes into ``.SERIAL.eml.part``; the note in
``.carried``; the part renamed to its name. So a stopped run left one of four pictures, and each has one meaning:

    the named file                          it was handed over (if its digest is right; else nobody can tell)
    no named file, a part                   it was never put there
    no named file, no part, no note         it was never put there
    no named file, no part, a note          it was put there and somebody took it out: in doubt, never again unasked

(DESIGN.md, "Transports" and "Once only"; HAZARDS.md, "Hazards and tests" 22, 23, 27.)
"""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ClassVar

from cpdocs import files
from cpdocs.channels.base import EmailTo
from cpdocs.delivery.base import Failed, HandedOver, InDoubt, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cpdocs.delivery.envelope import Envelope

_UNSENT = b"X-Unsent: 1\r\n"
_NEVER = Failed("it never reached the outbox")
_CAUSES = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the outbox is on a read-only disk",
    errno.EACCES: "the outbox may not be written to",
    errno.EPERM: "the outbox may not be written to",
}


class Outbox:
    """The outbox below ``folder`` (made with mode 0700 when first needed; files have mode 0600).

    ``mac`` is the ledger's keyed digest. What it is to digest is ``wire(envelope)``: exactly the bytes of the file that
    ``carry`` leaves, so that ``settle`` can tell from the file alone whether it is the one that was meant.
    """

    name: ClassVar[str] = "outbox"

    def __init__(self, folder: Path, mac: Callable[[bytes], str]) -> None:
        self._folder = folder
        self._mac = mac
        self._swept = False

    def wire(self, envelope: Envelope) -> bytes:
        """The bytes that ``carry`` hands over; the ledger's intent holds their keyed digest before it is called."""
        return _UNSENT + envelope.data if isinstance(envelope.to, EmailTo) else envelope.data

    def too_large(self, envelope: Envelope) -> str:  # noqa: ARG002  (it has room, or says so when it is full)
        """Never: whoever takes the file from there may carry it by hand."""
        return ""

    def carry(self, envelope: Envelope) -> Receipt:
        """Put the envelope into the outbox: HandedOver, or Failed, or InDoubt when the disk refused the last word.

        A file of that name with the same bytes counts as handed over; one with other bytes is left alone (Failed).
        """
        place = self._place(envelope.name)
        try:
            with self._held():
                return self._put(envelope.serial, place, self.wire(envelope))
        except OSError as error:
            return Failed(_cause(error))

    def settle(self, serial: str, sealed_mac: str) -> Receipt:
        """What became of an attempt that a stopped run left open, told from the files and the intent's digest."""
        try:
            with self._held():
                for name in (f"{serial}.eml", f"{serial}.pdf"):
                    place = self._place(name)
                    if place.exists():
                        right = self._mac(place.read_bytes()) == sealed_mac
                        return HandedOver(self._relative(place)) if right else InDoubt("the outbox holds another file")
                note = self._note(serial)
                was_put = note.exists() and note.read_text("ascii") == sealed_mac  # else it is an earlier attempt's
                return InDoubt("it was in the outbox and was taken out") if was_put else _NEVER
        except OSError as error:
            return InDoubt(_cause(error))

    def close(self) -> None:
        """Nothing is kept open: each file is whole when ``carry`` returns."""

    def _put(self, serial: str, place: Path, data: bytes) -> Receipt:
        if place.exists():
            same = place.read_bytes() == data
            return HandedOver(self._relative(place)) if same else Failed("another file of its name lies in the outbox")
        part, note = _part(place), self._note(serial)
        try:
            _remove(note, part)
            files.write_new(part, data)
            files.write_new(note, self._mac(data).encode("ascii"))
            part.rename(place)
        except OSError as error:
            _remove(note, part)
            return Failed(_cause(error))
        try:
            files.sync(place.parent)
        except OSError:
            return InDoubt("the disk did not confirm that the file is kept")
        return HandedOver(self._relative(place))

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The outbox, made, kept from other processes, and cleared once of what dead ones left half done."""
        for folder in (self._folder, *(self._folder / name for name in ("email", "print", ".carried"))):
            _make(folder)
        with files.held(self._folder):
            if not self._swept:
                self._sweep()
                self._swept = True
            yield

    def _sweep(self) -> None:
        """Remove the parts of dead runs, each note before its part: a part alone still says that nothing was put."""
        for part in (*self._folder.glob("email/.*.part"), *self._folder.glob("print/.*.part")):
            _remove(self._note(part.name.split(".")[1]), part)

    def _place(self, name: str) -> Path:
        return self._folder / ("email" if name.endswith(".eml") else "print") / name

    def _note(self, serial: str) -> Path:
        return self._folder / ".carried" / serial

    def _relative(self, place: Path) -> str:
        return place.relative_to(self._folder).as_posix()


def _part(place: Path) -> Path:
    return place.with_name(f".{place.name}.part")


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.sync(folder.parent)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def _remove(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _cause(error: OSError) -> str:
    """The kind of trouble in a clerk's words where we have them, else in the machine's."""
    return _CAUSES.get(error.errno or 0, files.cause(error))
