"""The loop in the fenced child: a frame in, a frame out, until its input ends.

    cpdocs.render.child PARENT_PID MEMORY CPU OUTPUT TEMPLATE_FOLDER...       (fence.py says how it is started)

The order is the guarantee: die with the parent, take the limits, load and warm up everything, put up the guard, and
only then read the first paper. Its standard output and error are closed off before any library is loaded; the frames
go over a descriptor of their own. On failure a code and a place cross, never text.
"""

from __future__ import annotations

import ctypes.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpdocs.documents.blocks import Draft
from cpdocs.render import frames
from cpdocs.render.folders import Folders
from cpdocs.render.guard import Guard, die_with, library_folders, limit, limit_job
from cpdocs.render.letters import refuse_unprintable, refuse_unprintable_in
from cpdocs.render.paper import Stamp
from cpdocs.render.problems import ProblemError
from cpdocs.render.telephones import kept_together

if TYPE_CHECKING:
    from cpdocs.render.pdf import Printer


def main(arguments: list[str]) -> None:
    """Serve papers until standard input ends."""
    parent, memory, cpu, output = (int(a) for a in arguments[:4])
    folders = Folders(tuple(Path(a) for a in arguments[4:]))
    die_with(parent)
    limit(memory)
    out = os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        printer = _warmed_up(folders)
    except ProblemError as problem:
        frames.send(out, frames.pack(problem.head()))
        return
    except (OSError, ImportError, MemoryError):  # a library, or a library's library, is not there
        frames.send(out, frames.pack({"code": "libraries"}))
        return
    guard = Guard((*folders.readable(), *library_folders()))
    guard.put_up()
    frames.send(out, frames.pack({"code": "ready"}))
    while (job := frames.receive(sys.stdin.buffer, output)) is not None:
        limit_job(cpu)
        frames.send(out, _answer(*job, printer, folders, guard, output))


def _warmed_up(folders: Folders) -> Printer:
    """WeasyPrint and docxtpl, loaded and used once, so that nothing of theirs is left to load behind the guard.

    WeasyPrint asks ``find_library`` for names that no Linux has, and each question starts programs; all libraries are
    then found by their plain names, so the question is answered with no.
    """
    asked = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        import weasyprint

        from cpdocs.render import word  # noqa: F401  (loads docxtpl)
        from cpdocs.render.pdf import Printer
    finally:
        ctypes.util.find_library = asked
    printer = Printer(folders)
    weasyprint.HTML(string="<title>t</title><p>warm</p>").write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return printer


def _answer(head: dict[str, Any], body: bytes, printer: Printer, folders: Folders, guard: Guard, output: int) -> bytes:
    guard.begin()
    try:
        data = _done(head, body, printer, folders)
    except ProblemError as problem:
        answer = problem.head()
    except MemoryError:
        answer = {"code": "memory"}
    except Exception:  # noqa: BLE001  (nothing but a code may cross: foreign words may quote the record)
        answer = {"code": "internal"}
    else:
        answer = {"code": "ok"} if len(data) <= output else {"code": "output"}
    finally:
        guard.end()
    if guard.breach:  # even when a library swallowed the refusal and went on
        answer = {"code": "fence"}
    return frames.pack(answer, data if answer["code"] == "ok" else b"")


def _done(head: dict[str, Any], body: bytes, printer: Printer, folders: Folders) -> bytes:
    from cpdocs.render import stamp, word

    if head["do"] == "lay_out":
        draft = Draft.from_json(body.decode("utf-8", "surrogatepass"))
        refuse_unprintable(draft)
        draft = kept_together(draft)
        return printer.lay_out(draft) if head["format"] == "pdf" else word.lay_out(draft, folders)
    mark = Stamp(head["issued_to"], head["serial"], head["notice"])
    refuse_unprintable_in(mark.lines())
    return stamp.pdf(body, printer.strip(mark)) if head["format"] == "pdf" else stamp.word(body, mark)


if __name__ == "__main__":
    main(sys.argv[1:])
