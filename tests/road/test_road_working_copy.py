"""The chair's working copy: the one Word file that leaves and is no form. To the chair alone, whole, once as it reads."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from contextlib import closing
from datetime import date

import pytest
from road_tools import CLERK, attachments, of, opened, outbox, table
from signed import approver

from cpdocs import run
from cpdocs.errors import UsageError
from cpdocs.transports import carriers

MINUTED, TODAY = "records/CP-2026-0142-1.minuted.yaml", date(2026, 11, 16)
CHAIR = "staff:reviewing_officer"


class Chair:
    """A workspace whose chair has a key, pinned or not, and the chair's own gpg."""

    def __init__(self, folder, home):
        self.folder, self.home = folder, home

    def ask(self, document="minutes"):
        workspace = opened(self.folder)
        with closing(carriers(workspace, "outbox")) as ways:
            return run.working_copy(workspace, self.folder / MINUTED, TODAY, document, CLERK, ways)

    def pin(self):
        fingerprint = next(s for s in opened(self.folder).authority.staff if s.id == "reviewing_officer").key
        opened(self.folder).keys.pin(CHAIR, fingerprint, TODAY, CLERK)

    def read(self, sealed):
        command = ["gpg", "--homedir", str(self.home), "--batch", "--no-tty", "-q", "--decrypt"]
        return subprocess.run(command, input=sealed, capture_output=True, check=False).stdout


@pytest.fixture
def chair(workspace_folder):
    with approver(workspace_folder) as sign:
        yield Chair(workspace_folder, sign.home)


def test_the_chair_gets_the_whole_minutes_as_one_word_file(chair):
    chair.pin()
    done = chair.ask()
    assert table(done) == {CHAIR: "handed_over"}
    [path] = outbox(chair.folder).values()
    [(name, sealed)] = attachments(path)
    assert name.endswith("-1.docx.pgp")
    with zipfile.ZipFile(io.BytesIO(chair.read(sealed))) as word:
        text = word.read("word/document.xml").decode()
        footers = "".join(word.read(n).decode() for n in word.namelist() if "footer" in n)
    assert "procurator fiscal" in text  # restricted, and shared with the police alone
    assert "Margaret Low" in footers
    assert done.ended[0].parcel.written.serial in footers


def test_it_goes_once_and_again_only_once_the_minutes_have_changed(chair):
    chair.pin()
    first, again = chair.ask(), chair.ask()
    assert [table(r)[CHAIR] for r in (first, again)] == ["handed_over", "done"]
    record = chair.folder / MINUTED
    record.write_text(record.read_text("utf-8").replace("Callum is three", "Callum is now three"), "utf-8")
    assert [table(chair.ask())[CHAIR] for _ in range(2)] == ["handed_over", "done"]
    assert len(outbox(chair.folder)) == 2


def test_without_a_pinned_key_it_is_held(chair):
    assert table(chair.ask()) == {CHAIR: "held no-key"}
    assert outbox(chair.folder) == {}


def test_it_is_no_part_of_a_plan_and_voids_no_approval(chair):
    chair.pin()
    before = run.look(opened(chair.folder), chair.folder / MINUTED, TODAY)
    chair.ask()
    after = run.look(opened(chair.folder), chair.folder / MINUTED, TODAY)
    assert CHAIR not in {of(p) for p in after.parcels} | {n.person for n in after.nothing}
    assert before.bindings == after.bindings
    assert [p.settled for p in before.parcels] == [p.settled for p in after.parcels]


@pytest.mark.parametrize("document", ["decision_letter", "reporter_copy", "invitation"])
def test_no_other_paper_leaves_in_word(document, chair):
    chair.pin()
    with pytest.raises(UsageError, match="no working copy"):
        chair.ask(document)
    assert outbox(chair.folder) == {}


def test_a_record_without_minutes_has_none(chair):
    shutil.copy(chair.folder / MINUTED.replace("minuted", "decided"), chair.folder / MINUTED)
    with pytest.raises(UsageError, match="no working copy"):
        chair.ask()


def test_it_counts_in_the_ledger_as_what_it_is(chair):
    chair.pin()
    chair.ask()
    with opened(chair.folder).ledger() as ledger:
        [attempt] = ledger.attempts()
        told = json.dumps([dict(e.details or {}) for e in ledger.entries()])
    assert (attempt.intent.recipient, attempt.intent.document, attempt.state) == (CHAIR, "minutes", "handed_over")
    assert "Margaret" not in told
