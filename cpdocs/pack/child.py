"""The loop in the fenced child that reads one enclosure: a frame in, a frame out, until its input ends.

    cpdocs.pack.child PARENT_PID MEMORY CPU LONGEST                        (enclosures.py says how it is started)

As in render.child the order is the guarantee: die with the parent, take the limits, load and use everything once, put
up the guard, and only then read a hostile byte. It knows no template and no record, and ends after its one file.
"""

from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from cpdocs.render import frames
from cpdocs.render.guard import Guard, die_with, library_folders, limit, limit_job
from cpdocs.render.problems import ProblemError


def main(arguments: list[str]) -> None:
    """Serve until standard input ends."""
    parent, memory, cpu, longest = (int(a) for a in arguments)
    die_with(parent)
    limit(memory)
    out = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        _warm_up()
    except (OSError, ImportError, MemoryError):  # a library, or a library's library, is not there
        frames.send(out, frames.pack({"code": "libraries"}))
        return
    guard = Guard(library_folders())
    guard.put_up()
    frames.send(out, frames.pack({"code": "ready"}))
    while (job := frames.receive(sys.stdin.buffer, longest)) is not None:
        limit_job(cpu)
        frames.send(out, _answer(*job, guard, longest))


def _warm_up() -> None:
    """pikepdf, pdfium and Pillow, loaded and used once, so that nothing of theirs is left to load behind the guard."""
    from PIL import Image

    page = Image.new("RGB", (8, 8), "white")
    for kind in ("jpeg", "png", "tiff"):
        out = io.BytesIO()
        page.save(out, kind)
        made = _cleaned(out.getvalue(), kind)[1]
        _looked(_cleaned(made, "pdf")[1])


def _answer(head: dict[str, Any], body: bytes, guard: Guard, longest: int) -> bytes:
    guard.begin()
    data = b""
    try:
        told, data = _done(head, body)
    except ProblemError as problem:
        answer: dict[str, Any] = {"code": problem.code}
    except MemoryError:
        answer = {"code": "memory"}
    except RecursionError:
        answer = {"code": "deep"}
    except Exception:  # noqa: BLE001  (nothing but a code may cross: foreign words may quote the file)
        answer = {"code": "internal"}
    else:
        answer = {"code": "ok", **told} if len(data) <= longest else {"code": "output"}
    finally:
        guard.end()
    if guard.breach:  # even when a library swallowed the refusal and went on
        answer = {"code": "fence"}
    return frames.pack(answer, data if answer["code"] == "ok" else b"")


def _done(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    match head["do"]:
        case "look":
            return _looked(body)
        case "read":
            return _read(body, head["sizes"])
        case _:
            return _cleaned(body, str(head["kind"]))


def _cleaned(body: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    from cpdocs.pack import image, look, pdf

    made = pdf.clean(body) if kind == "pdf" else image.clean(body, kind)
    look.refuse_lost(made.data, made.expected)
    return {"removed": list(made.removed), "findings": list(made.findings)}, made.data


def _looked(body: bytes) -> tuple[dict[str, Any], bytes]:
    from cpdocs.pack import look

    return {}, json.dumps(asdict(look.look(body))).encode()


def _read(body: bytes, sizes: list[int]) -> tuple[dict[str, Any], bytes]:
    """The page texts of each of several PDFs, which stand in ``body`` one after the other."""
    from cpdocs.pack import look

    file = io.BytesIO(body)
    return {}, json.dumps([look.page_texts(file.read(size)) for size in sizes]).encode()


if __name__ == "__main__":
    main(sys.argv[1:])
