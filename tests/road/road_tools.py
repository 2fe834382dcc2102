"""What the whole-road tests share: a record changed in one place, a run of it, and a finished paper read back.

The reading is done with programs of its own (pdfium, qpdf, gpg), not with the package's extractor: what the net under
the road cannot see, the tests of the road must.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pikepdf
import pypdfium2
import yaml

from cpdocs import approval, run
from cpdocs.transports import carriers
from cpdocs.workspace import open_workspace

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"
DAYS = {CALLED: date(2026, 11, 5), DECIDED: date(2026, 11, 16)}
DOCUMENTS = {CALLED: "invitation", DECIDED: "decision_letter"}
CHAIR, CLERK = "reviewing_officer", "admin"


def clock():
    return datetime(2026, 11, 16, 14, tzinfo=UTC)


def opened(folder):
    return open_workspace(folder, clock)


def record_of(folder, name):
    """A record of the example as plain data, every scalar a text."""
    return yaml.load((folder / name).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  (text only)


def put_record(folder, data, name="records/changed.json"):
    """Write ``data`` as a record in JSON, which takes the same road, and say where."""
    (folder / name).write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return name


def deliver(folder, name, today, *people, approve=None, transport="outbox"):
    """Send a record's parcels (of these people only, or all); approve the document first where ``approve`` names it."""
    workspace = opened(folder)
    path = folder / name
    if approve:
        approval.attest(workspace, path, today, approve, CHAIR, "list initialled", CLERK)
    with closing(carriers(workspace, transport)) as ways:
        return run.deliver(workspace, path, today, CLERK, ways, lambda p: not people or of(p) in people)


def look(folder, name, today):
    return run.look(opened(folder), folder / name, today)


def of(prepared):
    return prepared.written.planned.person


def table(done, document=None):
    """person -> state, or state and hold ids, of one run."""
    return {
        of(e.parcel): " ".join((e.state, *sorted({hold.id for hold in e.holds})))
        for e in done.ended
        if document in (None, e.parcel.written.planned.document)
    }


def conserved(counts):
    """The law of DESIGN.md section 5."""
    states = ("done", "sent", "handed_over", "held", "failed", "in_doubt", "cancelled")
    return counts["planned"] == sum(counts[state] for state in states) and set(counts) == {"planned", *states}


def outbox(folder):
    """Every file that is in the outbox for a person to take, by name."""
    return {p.name: p for kind in ("email", "print") for p in sorted((folder / "outbox" / kind).glob("*"))}


def tree(folder):
    """Every file below a folder with its bytes, and every folder."""
    return {
        str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(Path(folder).rglob("*"))
    }


def squeezed(text):
    return " ".join(text.split())


def pages(data):
    """The text of each page, as pdfium reads it, white space folded."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def everything(data):
    """All that a program could dig out of a PDF: page text, and every decompressed byte in three encodings."""
    with pikepdf.open(io.BytesIO(data)) as file:
        plain = io.BytesIO()
        file.save(plain, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False)
    raw = plain.getvalue()
    spelled = b"".join(bytes.fromhex(h.decode()) for h in re.findall(rb"<([0-9a-fA-F]{2,})>", raw) if len(h) % 2 == 0)
    texts = [*pages(data), raw.decode("latin-1"), raw.replace(b"\0", b"").decode("utf-8", "replace")]
    return "\n".join((*texts, spelled.replace(b"\0", b"").decode("latin-1")))


def message(path):
    return BytesParser(policy=policy.default).parsebytes(Path(path).read_bytes())


def attachments(path):
    return [(part.get_filename(), part.get_payload(decode=True)) for part in message(path).iter_attachments()]


class Reader:
    """A recipient at home: one secret key, the council's public key, and gpg."""

    def __init__(self, folder, owner):
        self.home = Path(tempfile.mkdtemp(prefix="rd"))
        for key in (f"{owner}.secret.asc", "council.public.asc"):
            self.gpg("--import", str(folder / "recipients" / key))

    def gpg(self, *args, data=None):
        command = ["gpg", "--homedir", str(self.home), "--batch", "--no-tty", "-q", "--trust-model", "always", *args]
        return subprocess.run(command, input=data, capture_output=True, check=False)

    def open(self, sealed):
        """The plain bytes and gpg's word on them; nothing at all for somebody else's file."""
        done = self.gpg("--status-fd", "2", "--decrypt", data=sealed)
        return done.stdout, done.stderr.decode()

    def close(self):
        subprocess.run(["gpgconf", "--homedir", str(self.home), "--kill", "all"], capture_output=True, check=False)
        shutil.rmtree(self.home, ignore_errors=True)
