"""Packs of 30, 300 and 1,000 pages beside bare ``qpdf --empty --pages``, which copies the same pages and no more.

    large_pack.py [ROUNDS]

Ten files each, by turns a paper of ours with tags and a scan of one picture a page. Both are whole processes, run in
turns; of ours, what is timed begins when its fence is warm, as it is in a run, and ends with the file on the disk. So
the time holds the index and its sheets, which qpdf does not make; how long that takes without a page behind it stands
beside it. qpdf keeps no tags, no bookmarks and no numbers. Memory is the most that a process of either had at once.
"""

from __future__ import annotations

import io
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from cpdocs.documents.blocks import Draft, Heading, Inline, Letterhead, Paragraph, Run, Table
from cpdocs.pack.bundle import Part, bundle
from cpdocs.render.fence import Fence
from cpdocs.shipped import folder as shipped

SIZES = (30, 300, 1_000)
FILES = 10
ROUNDS = 7
#: How many times as long, and as much memory, a pack of 1,000 pages may take; of the shorter ones the index is most.
LIMIT, LIMIT_MEMORY, LIMITED = 2.0, 2.0, 1_000


@dataclass(frozen=True)
class Took:
    """One process: seconds, the most MiB it had, and of ours the seconds of its index alone."""

    seconds: float
    memory: float
    index: float = 0.0


def main() -> int:
    """Measure all sizes; the last line of each says whether it holds."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    held = True
    with tempfile.TemporaryDirectory() as scratch, Fence(shipped("templates")) as fence:
        for pages in SIZES:
            folder = Path(scratch) / str(pages)
            folder.mkdir()
            files = made(folder, pages // FILES, fence)
            ours_theirs = [(ours(folder, files), qpdf(folder, files)) for _ in range(rounds + 1)][1:]
            held &= told(pages, folder, ours_theirs)
    return 0 if held else 1


def told(pages: int, folder: Path, rounds: Sequence[tuple[Took, Took]]) -> bool:
    """Print one size, and say whether it is within its limits."""
    slower = statistics.median(one.seconds / other.seconds for one, other in rounds)
    larger = statistics.median(one.memory / other.memory for one, other in rounds)
    held = pages != LIMITED or (slower <= LIMIT and larger <= LIMIT_MEMORY)
    ours_, theirs = ([pair[column] for pair in rounds] for column in (0, 1))
    limits = f"  limits {LIMIT:.2f} {LIMIT_MEMORY:.2f}" if pages == LIMITED else ""
    print(f"{'ok  ' if held else 'OVER'}  {slower:.2f} {larger:.2f}{limits}  a pack of {pages} pages over bare qpdf")
    index = statistics.median(one.index for one in ours_)
    for name, ones in (("ours", ours_), ("qpdf", theirs)):
        seconds = statistics.median(one.seconds for one in ones)
        memory = statistics.median(one.memory for one in ones)
        extra = f", {index * 1000:.0f} of them for an index and sheets alone" if name == "ours" else ""
        size = (folder / f"{name}.pdf").stat().st_size / 2**20
        print(f"            {name}: {seconds * 1000:.0f} ms{extra}; {memory:.0f} MiB, the file {size:.1f}", flush=True)
    return held


def made(folder: Path, pages: int, fence: Fence) -> list[Path]:
    """The files of a pack. No two are the same, so nothing is copied once for two of them."""
    paper = fence.lay_out(_paper(pages), "pdf").data
    drawn = random.Random(30)  # noqa: S311  (noise, the same every time)
    files = []
    for number in range(FILES):
        files.append(folder / f"{number}-{'scan' if number % 2 else 'tagged'}.pdf")
        if number % 2:
            _scan(pages, drawn).save(files[-1])
        else:
            with pikepdf.open(io.BytesIO(paper)) as file:
                file.docinfo["/Title"] = f"Paper {number}"
                file.save(files[-1])
    return files


def ours(folder: Path, files: Sequence[Path]) -> Took:
    """A pack of the files, by a process of its own."""
    out, memory = _run([sys.executable, __file__, "bind", str(folder / "ours.pdf"), *map(str, files)])
    seconds, index = json.loads(out)
    return Took(seconds, memory, index)


def qpdf(folder: Path, files: Sequence[Path]) -> Took:
    """The same files, one after the other."""
    began = time.perf_counter()
    _, memory = _run(["qpdf", "--empty", "--pages", *map(str, files), "--", str(folder / "qpdf.pdf")])
    return Took(time.perf_counter() - began, memory)


def bind(out: str, files: Sequence[str]) -> None:
    """The process whose time is taken. It says its seconds, and those of a pack of as many documents of one page."""
    parts = [Part(Path(file).stem, Path(file), tagged="tagged" in file) for file in files]
    with Fence(shipped("templates")) as fence:
        fence.lay_out(Draft("warm", "up", "Warm", "en-GB", "paper", Letterhead(""), (Heading(1, _of("W")),)), "pdf")
        began = time.perf_counter()
        with Path(out).open("wb") as file:
            bundle(parts, "CP-2026-0142", fence, file)
        seconds = time.perf_counter() - began
        with pikepdf.new() as file_of_one:
            file_of_one.add_blank_page()
            one = io.BytesIO()
            file_of_one.save(one)
        began = time.perf_counter()
        short = [Part(part.title, one.getvalue(), tagged=False) for part in parts]
        bundle(short, "CP-2026-0142-1", fence, io.BytesIO())  # another case, so that no index is known from before
        print(json.dumps([seconds, time.perf_counter() - began]))


def _run(command: Sequence[str]) -> tuple[str, float]:
    """What a process says, and the most MiB that it, or a child of its own, had at once."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101  (asked for)
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{Path(command[0]).name} ended with {process.returncode}")
    return said, used.ru_maxrss / 1024


def _paper(pages: int) -> Draft:
    """So many pages: each begins with a title, and has paragraphs and a table."""
    rows = tuple((_of(f"Task {n} is done by somebody"), _of("Somebody"), _of("soon")) for n in range(8))
    words = Paragraph(_of("What was said in the meeting goes on for a line or two, and then it ends. " * 2))
    page = (*[words] * 9, Table((_of("What"), _of("Who"), _of("When")), rows))
    blocks = tuple(block for n in range(pages) for block in (Heading(1, _of(f"Page {n + 1}")), *page))
    return Draft("paper", "x", "A paper", "en-GB", "paper", Letterhead("Example Council"), blocks)


def _scan(pages: int, drawn: random.Random) -> pikepdf.Pdf:
    """So many pages of one grey picture each, of about 60 kB."""
    file = pikepdf.new()
    for _ in range(pages):
        out = io.BytesIO()
        Image.frombytes("L", (300, 400), drawn.randbytes(120_000)).save(out, "JPEG", quality=40)
        picture = file.make_stream(
            out.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=300,
            Height=400,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
            Filter=Name.DCTDecode,
        )
        page = file.add_blank_page(page_size=(595, 842)).obj
        page.Resources = Dictionary(XObject=Dictionary(P=picture))
        page.Contents = file.make_stream(b"q 595 0 0 842 0 0 cm /P Do Q")
        page.MediaBox = Array([0, 0, 595, 842])
    return file


def _of(text: str) -> Inline:
    return (Run(text),)


if __name__ == "__main__":
    if sys.argv[1:2] == ["bind"]:
        bind(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main())
