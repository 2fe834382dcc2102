"""The same paper has the same bytes whenever it is made: no second of the clock gets into a copy or a print file.

Approvals, once-only and the settling of a stopped run compare bytes that two runs made at different times.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap

from render_places import TEMPLATES

#: Lays out, stamps and joins for print in one process whose Python clock stands at its first argument.
AT = """
    import datetime, hashlib, sys, time
    from pathlib import Path

    epoch = int(sys.argv[1])
    localtime, gmtime = time.localtime, time.gmtime
    time.time = lambda: float(epoch)
    time.time_ns = lambda: epoch * 10**9
    time.localtime = lambda of=epoch: localtime(of)
    time.gmtime = lambda of=epoch: gmtime(of)

    class Still(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(epoch, tz)

        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(epoch)

    datetime.datetime = Still

    from cpdocs.channels.base import PaperTo, Parcel, PlainFile
    from cpdocs.channels.print import PrintChannel
    from cpdocs.documents.blocks import Draft, Letterhead, Numbers, Paragraph, Run
    from cpdocs.render import stamp, word
    from cpdocs.render.folders import Folders
    from cpdocs.render.paper import Stamp
    from cpdocs.render.pdf import Printer

    folders = Folders((Path(sys.argv[2]),))
    blocks = Paragraph((Run("Dear Mary, "), Run("well done", strong=True))), Numbers(((Run("One"),),))
    draft = Draft("letter", "standard", "A letter", "en-GB", "letter", Letterhead("Example Council"), blocks)
    printer, mark = Printer(folders), Stamp("Ms Alex Example", "K7Q2M9XW4T")
    pdf = stamp.pdf(printer.lay_out(draft), printer.strip(mark))
    docx = stamp.word(word.lay_out(draft, folders), mark)
    files = tuple(PlainFile(f"K7Q2M9XW4T-{n}.pdf", "application/pdf", pdf) for n in range(2))
    printed = PrintChannel().seal(Parcel("K7Q2M9XW4T", "print", PaperTo("post"), files)).files[0].data
    for name, data in (("pdf", pdf), ("docx", docx), ("print", printed)):
        print(name, len(data), hashlib.sha256(data).hexdigest())
"""


def made_at(epoch: int) -> list[str]:
    command = [sys.executable, "-c", textwrap.dedent(AT), str(epoch), str(TEMPLATES)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()


def test_a_paper_made_later_is_the_same_bytes() -> None:
    first = made_at(1_794_000_000)
    assert [line.split()[0] for line in first] == ["pdf", "docx", "print"]
    assert made_at(1_794_000_000 + 30_000_003) == first, "some second of another year"
