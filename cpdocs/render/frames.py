"""How the parent and the fenced child talk: a frame is two lengths, a JSON head and bytes.

JSON and bytes only, never pickle: nothing that the child says can run code in the parent.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any, BinaryIO, Final

#: Length of the head and of the body, in bytes, big endian.
LENGTHS: Final = struct.Struct(">IQ")
#: No head is longer than this: it holds a code, a file name and numbers, or a stamp's lines.
LONGEST_HEAD: Final = 64 * 1024


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), len(body)) + text + body


def lengths(prefix: bytes, longest_body: int) -> tuple[int, int]:
    """The two lengths at the start of a frame. Raises ValueError when either is beyond its bound."""
    head, body = LENGTHS.unpack(prefix)
    if head > LONGEST_HEAD or body > longest_body:
        raise ValueError("frame too long")
    return head, body


def read_head(text: bytes) -> dict[str, Any]:
    """The JSON head. Raises ValueError when it is not an object."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("head is not an object")  # noqa: TRY004  (one error for every malformed frame)
    return value


def receive(pipe: BinaryIO, longest: int) -> tuple[dict[str, Any], bytes] | None:
    """The child's half: the next frame, waited for as long as it takes; None when its input has ended."""
    prefix = pipe.read(LENGTHS.size)
    if len(prefix) < LENGTHS.size:
        return None
    head, body = lengths(prefix, longest)
    return read_head(pipe.read(head)), pipe.read(body)


def send(descriptor: int, frame: bytes) -> None:
    """The child's half: write the whole frame."""
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view) :]
