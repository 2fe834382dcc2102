"""One enclosure in, a clean PDF out, or a refusal with its reason: the door through which strangers' files come in.

    digest and size -> what its first bytes say it is -> made clean in a fenced child -> looked at in another

No byte of the file is read for its meaning in this process. The child that makes the clean file might be taken over by
it, so what it made is read back by a second one, which has never seen the hostile bytes, and each has read nothing else
before: no template, no record, no other family's paper. What they answer is taken only in its known form.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cpdocs.pack.base import CleanFile, PageSize
from cpdocs.pack.remarks import FINDINGS, REFUSED, REMOVED, EnclosureError, known
from cpdocs.render import frames, spawn
from cpdocs.render.problems import ProblemError
from cpdocs.render.talk import Talk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: The first bytes of what is read here (ISO 32000-1, 7.5.2; ITU-T T.81; ISO/IEC 15948; TIFF 6.0).
_KINDS: Final = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"II*\0": "tiff",
    b"MM\0*": "tiff",
}
#: What a child may say at most: remarks, their length, a page's side in points (ISO 32000-1, annex C, and UserUnit).
_NAMES: Final = 200
_LONGEST_SIDE: Final = 20_000
_LONGEST_REMARK: Final = 20_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one enclosure may be and use. The defaults are many times what a court's report needs."""

    size: int = 50 << 20
    """Bytes of the file as it came."""
    output: int = 64 << 20
    """Bytes of the clean file."""
    memory: int = 1 << 30
    """Bytes of address space of each child."""
    cpu: int = 60
    """Seconds of processor time of each child."""
    wall: float = 90
    """Seconds on the clock for each child, starting not counted."""
    start: float = 60
    """Seconds on the clock for a child to be ready."""


#: What reading a whole pack back may use: it holds its parts twice.
_BOUND: Final = Limits(output=256 << 20, memory=2 << 30, cpu=180, wall=240)


def cleaned(path: Path, sha256: str, limits: Limits | None = None) -> CleanFile:
    """The file at ``path`` made clean, if it is the one that was declared as ``sha256`` (hexadecimal).

    Raises EnclosureError, whose ``code`` says why and whose hint says what to do; no child is left behind.
    """
    bounds = limits or Limits()
    data = _read(path, bounds.size)
    if hashlib.sha256(data).hexdigest() != sha256.strip().lower():
        raise EnclosureError("digest")
    kind = next((kind for begins, kind in _KINDS.items() if data.startswith(begins)), None)
    if kind is None:
        raise EnclosureError("type")
    told, clean = _asked({"do": "clean", "kind": kind}, data, bounds)
    seen = _read_answer(_asked({"do": "look"}, clean, bounds)[1])
    removed, findings = _remarks(told, "removed", REMOVED), _remarks(told, "findings", FINDINGS)
    return CleanFile(
        data=clean,
        pages=_pages(seen),
        texts=_texts(seen),
        tagged=seen.get("tagged") is True,
        removed=removed,
        findings=(*findings, *_remarks(seen, "findings", FINDINGS)),
    )


def page_texts(files: Sequence[bytes], limits: Limits | None = None) -> tuple[tuple[str, ...], ...]:
    """The words of each page of each of these PDFs, which need no cleaning any more. Raises EnclosureError."""
    head = {"do": "read", "sizes": [len(data) for data in files]}
    seen = _json(_asked(head, b"".join(files), limits or _BOUND)[1])
    if not (isinstance(seen, list) and len(seen) == len(files) and all(map(_are_texts, seen))):
        raise EnclosureError("protocol")
    return tuple(map(tuple, seen))


def _are_texts(one: Any) -> bool:  # noqa: ANN401  (whatever the child said)
    return isinstance(one, list) and all(isinstance(text, str) for text in one)


def _read(path: Path, most: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise EnclosureError("unreadable")
            data = file.read(most + 1)
    except OSError:
        raise EnclosureError("unreadable") from None
    if len(data) > most:
        raise EnclosureError("large")
    return data


def _asked(head: dict[str, Any], body: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    """The answer of a child that is started for this question and ended after it. Raises EnclosureError."""
    longest = max(limits.size, limits.output)
    child = spawn.started("cpdocs.pack.child", (limits.memory, limits.cpu, longest))
    try:
        pipes = spawn.pipes(child)
        _checked(Talk(pipes, limits.start, limits.output).receive()[0], "ready")
        talk = Talk(pipes, limits.wall, limits.output)
        talk.send(frames.pack(head, body))
        told, data = talk.receive()
        _checked(told, "ok")
    except ProblemError as problem:
        raise EnclosureError(spawn.cause_of_death(child) if problem.code == "died" else problem.code) from None
    finally:
        spawn.ended(child)
    return told, data


def _checked(told: dict[str, Any], expected: str) -> None:
    code = told.get("code")
    if code != expected:
        raise ProblemError(code if isinstance(code, str) and code in REFUSED else "protocol")


def _json(data: bytes) -> Any:  # noqa: ANN401  (whatever the child said)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise EnclosureError("protocol") from None


def _read_answer(data: bytes) -> dict[str, Any]:
    seen = _json(data)
    if not isinstance(seen, dict):
        raise EnclosureError("protocol")
    return seen


def _remarks(told: dict[str, Any], what: str, table: dict[str, str]) -> tuple[str, ...]:
    said = told.get(what)
    if not isinstance(said, list) or len(said) > _NAMES:
        raise EnclosureError("protocol")
    for one in said:
        if not isinstance(one, str) or len(one) > _LONGEST_REMARK or not one.isprintable() or not known(one, table):
            raise EnclosureError("protocol")
    return tuple(said)


def _pages(seen: dict[str, Any]) -> tuple[PageSize, ...]:
    sizes = seen.get("pages")
    if not isinstance(sizes, list) or not sizes:
        raise EnclosureError("protocol")
    return tuple(_size(one) for one in sizes)


def _size(one: Any) -> PageSize:  # noqa: ANN401  (whatever the child said)
    match one:
        case [int() | float() as width, int() | float() as height] if (
            0 < width < _LONGEST_SIDE and 0 < height < _LONGEST_SIDE
        ):
            return PageSize(float(width), float(height))
    raise EnclosureError("protocol")


def _texts(seen: dict[str, Any]) -> tuple[str, ...]:
    texts = seen.get("texts")
    if not isinstance(texts, list) or len(texts) != len(_pages(seen)) or not all(isinstance(t, str) for t in texts):
        raise EnclosureError("protocol")
    return tuple(texts)
