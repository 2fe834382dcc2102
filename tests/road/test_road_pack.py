"""The Reporter's pack on the road: one PDF that only she can open, each declared file held until somebody has read it.

The Rennies' referral as the example has it: Ailsa is referred, with a report of enquiries; Callum is not.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import closing
from dataclasses import replace

import pikepdf
import pytest
import yaml
from plain_pdf import report
from road_tools import (
    CLERK,
    Reader,
    attachments,
    conserved,
    deliver,
    everything,
    look,
    opened,
    outbox,
    pages,
    put_record,
    record_of,
    squeezed,
)
from signed import approve

from cpdocs import release, run
from cpdocs.distribution import send
from cpdocs.render.fence import Fence
from cpdocs.rules.entitlements import plan
from cpdocs.transports import carriers
from cpdocs.validate import read

MINUTED, REFERRAL, REPORTER = "records/CP-2026-0142-1.minuted.yaml", "reporter_referral", "principal_reporter"
SECOND = "service_manager"


@pytest.fixture
def today():
    from datetime import date

    return date(2026, 11, 16)


@pytest.fixture
def desk(workspace_folder, today):
    return Desk(workspace_folder, today)


class Desk:
    """A workspace in which the Rennies' referral waits for nothing but the chair's signature."""

    def __init__(self, folder, today):
        self.folder, self.today, self.record = folder, today, MINUTED

    def enclose(self, data, **changed):
        """Let ``data`` be the report, declared with its own digest unless ``changed`` says another."""
        (self.folder / "records" / "reports" / "cp1-ailsa.pdf").write_bytes(data)
        told = record_of(self.folder, MINUTED)
        told["minutes"]["file"] = "CP-2026-0142-1.minutes.md"
        one = told["distribution"]["enclosures"][0]
        one |= {"sha256": hashlib.sha256(data).hexdigest(), **changed}
        told["distribution"]["enclosures"] = [{key: value for key, value in one.items() if value is not None}]
        self.record = put_record(self.folder, told, "records/changed.json")

    def parcel(self):
        (found,) = [
            p for p in look(self.folder, self.record, self.today).parcels if p.written.planned.document == REFERRAL
        ]
        return found

    def holds(self):
        return {hold.id: hold.message for hold in self.parcel().settled.holds if hold.id != "approval"}

    def approve(self):
        approve(self.folder, self.folder / self.record, self.today, REFERRAL, "reviewing_officer", CLERK)

    def send(self, transport="outbox"):
        done = deliver(self.folder, self.record, self.today, REPORTER, transport=transport)
        assert conserved(done.counts)
        (ended,) = done.ended
        return ended

    def release(self, hold="unreviewed-enclosure"):
        ident = f"{self.parcel().written.serial}.{hold}"
        path = self.folder / self.record
        release.release(opened(self.folder), [path], self.today, ident, SECOND, "read, it may go", CLERK)


def opened_by_the_reporter(desk, ended):
    """What came out of the one file that left, with the Reporter's own key."""
    [(name, sealed)] = attachments(desk.folder / "outbox" / ended.file)
    reader = Reader(desk.folder, "reporter-kinnaird")
    try:
        plain, status = reader.open(sealed)
    finally:
        reader.close()
    assert "[GNUPG:] GOODSIG" in status
    assert name == f"{ended.parcel.written.serial}-1.pdf.pgp"
    return plain


def test_the_reporter_reads_one_pdf_with_every_paper_in_its_order(desk):
    desk.approve()
    ended = desk.send()
    assert (ended.state, ended.holds) == ("handed_over", ())
    pack = opened_by_the_reporter(desk, ended)
    read, serial = pages(pack), ended.parcel.written.serial

    assert all(f"{n} of {len(read)}" in page for n, page in enumerate(read, start=1))
    assert all("CP-2026-0142-1" in page and f"Issued to William Tait · {serial}" in page for page in read)
    index = read[0]
    order = (
        "Letter of referral",
        "Minutes of the meeting",
        "Report of child protection enquiries (CP1)",
        "The plan",
        "Schedule of withheld items",
    )
    places = [index.index(title) for title in order]
    assert places == sorted(places)
    with pikepdf.open(io.BytesIO(pack)) as file:
        assert file.check_pdf_syntax() == []
        with file.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Index", *(f"{n}. {t}" for n, t in enumerate(order, 1))]
        assert bool(file.Root.MarkInfo.Suspects) is False


# what must stand in the pack, since the Reporter cannot do without it | in words of the record
SAID = [
    ("why Ailsa is referred", "agreements about when and how she is seen have not been kept"),
    ("on which test", "What is needed cannot be achieved by agreement alone."),
    ("what was tried", "He kept to it once."),
    ("grounds, as suggestions", "(f) a close connection with somebody who has carried out domestic abuse"),
    ("that they are suggestions", "choosing a ground, or another, is for the Reporter"),
    ("what she thinks", "She would like her bicycle."),
    ("what her father thinks", "Ross loves Ailsa and misses her."),
    ("that the family was told", "The family was told of this referral."),
    ("the request for non-disclosure", "Non-disclosure is requested (rule 84"),
    ("where she lives", "14 Strathmiglo Place"),
    ("who holds parental rights", "Ross Moir, holds parental rights"),
    ("that no order is in force", "No order is in force, no referral is open, and no hearing is to come."),
    ("the report of enquiries", "two of them were broken within a week"),
    ("her plan", "Meet Ailsa at school every week"),
    ("what is withheld", "Ailsa Rennie: where the child lives"),
]
#: Callum is not referred: nothing that is his, and no way to his mother or his father.
NOT_SAID = ("Callum Moir", "Callum Petrie", "Visit Callum", "01632 960207", "Callum sleeps well")


def test_the_pack_says_what_a_reporter_must_know_and_nothing_of_the_child_who_is_not_referred(desk):
    desk.approve()
    pack = opened_by_the_reporter(desk, desk.send())
    text, dug = squeezed(" ".join(pages(pack))), everything(pack)
    assert [what for what, words in SAID if words not in text] == []
    assert [words for words in NOT_SAID if words in dug] == []


def scan():
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(595, 842)).obj
        page.Contents = file.make_stream(b"0.5 g 100 100 300 300 re f")
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def locked():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(report("Ailsa was seen."))) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    return out.getvalue()


# what the file is | how it is declared | what holds the pack, and words of the reason; empty for nothing
FILES = [
    ("a report that says nothing odd", report("Ailsa was seen at school."), {}, {}),
    ("nobody is said to have read it", report("Ailsa was seen."), {"reviewed_by": None}, {"unreviewed-enclosure": "reviewed_by"}),
    ("a scan without words", scan(), {}, {"unreviewed-enclosure": "no text layer"}),
    (
        "it says where she lives, which her father may not know",
        report("Ailsa was seen.", "They live at 14 Strathmiglo Place now."),
        {},
        {"unreviewed-enclosure": "page 2 says a first address line"},
    ),
    (
        "it has a page of another case, by its reference",
        report("Ailsa was seen.", "About the case CP-2026-0199-1."),
        {},
        {"unreviewed-enclosure": "page 2 is of another case (CP-2026-0199-1)"},
    ),
    (
        "it quotes what is restricted, word for word",
        report("Meet Ailsa at school every week, and tell the core group how she is."),
        {},
        {"unreviewed-enclosure": "what stands in decisions[0].plan.actions[0].what"},
    ),
    ("it was changed after it was declared", report("Other words."), {"sha256": "0" * 64}, {"enclosure-refused": "digest"}),
    ("it is not there", report("Ailsa."), {"file": "reports/gone.pdf"}, {"enclosure-refused": "unreadable"}),
    ("it is locked", locked(), {}, {"enclosure-refused": "encrypted"}),
    ("it is no PDF", b"Dear all", {}, {"enclosure-refused": "type"}),
    ("it is declared as another paper", report("Ailsa."), {"kind": "other"}, {"no-report": "kind: cp1_report"}),
    ("it is about Callum too, who is not referred", report("Both."), {"about": None}, {"no-report": "not referred"}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "data", "declared", "held"), FILES, ids=[row[0] for row in FILES])
def test_a_pack_waits_for_what_is_wrong_with_its_files(what, data, declared, held, desk):
    desk.enclose(data, **declared)
    found = desk.holds()
    assert found.keys() == held.keys()
    for ident, words in held.items():
        assert words in found[ident]
    assert "Strathmiglo" not in str(found), "a hold says where, and not what"


def test_a_name_of_another_case_of_the_workspace_is_found_in_a_file(desk):
    other = record_of(desk.folder, "records/CP-2026-0142-1.called.yaml")
    other |= {"case": "2026-0500", "reference": "CP-2026-0500-1"}
    other["children"][0]["name"] = "Morag Sinclair"
    put_record(desk.folder, other, "records/CP-2026-0500-1.json")
    desk.enclose(report("Ailsa was seen.", "Morag Sinclair sleeps badly."))
    assert "page 2 is of another case (2026-0500)" in desk.holds()["unreviewed-enclosure"]


def test_what_somebody_has_looked_at_goes_and_the_next_version_of_it_waits_again(desk):
    desk.enclose(report("Ailsa was seen.", "They live at 14 Strathmiglo Place now."))
    desk.release()
    assert desk.holds() == {}
    desk.approve()
    read = pages(opened_by_the_reporter(desk, desk.send()))
    (sheet,) = [n for n, page in enumerate(read) if "This document says what is to be withheld." in page]
    # The sheet, the first page of the report and the second, each a page further, and numbers begin at 1.
    assert f"Kept from Ross Moir and Euan Petrie (first address line): page {sheet + 3}" in read[sheet]
    assert "Strathmiglo" in read[sheet + 2]

    desk.enclose(report("They live at 14 Strathmiglo Place still."))
    assert {"unreviewed-enclosure", "changed"} <= desk.holds().keys()


def test_a_file_that_is_exchanged_after_the_approval_makes_it_void(desk):
    desk.enclose(report("Ailsa was seen at school."))
    desk.approve()
    assert desk.parcel().settled.approval == "signed"
    desk.enclose(report("Ailsa was seen at home."))
    assert desk.parcel().settled.approval == "void"
    assert desk.send().state == "held"
    assert outbox(desk.folder) == {}


def test_a_file_that_is_exchanged_on_the_disk_after_the_approval_goes_nowhere(desk):
    desk.approve()
    (desk.folder / "records" / "reports" / "cp1-ailsa.pdf").write_bytes(report("Other words."))
    ended = desk.send()
    assert (ended.state, [hold.id for hold in ended.holds]) == ("held", ["enclosure-refused"])
    assert outbox(desk.folder) == {}


def test_a_pack_that_the_transport_would_not_take_is_known_before_the_wire(desk):
    settings = desk.folder / "cpdocs.yaml"
    told = "\nsmtp: {host: localhost, port: 9, sender: office@kinnaird.example, largest: 20000}\n"
    settings.write_text(settings.read_text("utf-8") + told, "utf-8")
    desk.approve()
    ended = desk.send("smtp")
    assert (ended.state, [hold.id for hold in ended.holds]) == ("held", ["too-large"])
    assert "the mail server takes 20000" in ended.holds[0].message
    assert "--transport outbox" in ended.holds[0].message
    with opened(desk.folder).ledger() as ledger:
        assert list(ledger.attempts()) == []
    assert desk.send().state == "handed_over"  # the same sealed file, to be carried by hand


def test_sent_twice_it_goes_once(desk):
    desk.approve()
    first, second = desk.send(), desk.send()
    assert (first.state, second.state) == ("handed_over", "done")
    assert len(outbox(desk.folder)) == 1


def test_on_paper_it_is_the_address_sheet_and_the_pack(desk):
    contacts = desk.folder / "contacts.yaml"
    told = yaml.load(contacts.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  (text only)
    one = told["contacts"]["reporter-kinnaird"]
    one |= {
        "channel": "print",
        "post": {"lines": ["1 Court Square", "Kinnaird"], "postcode": "KY6 9ZX"},
    }
    contacts.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), "utf-8")
    desk.approve()
    ended = desk.send()
    assert (ended.state, ended.parcel.written.planned.route.channel) == ("handed_over", "print")
    read = pages((desk.folder / "outbox" / ended.file).read_bytes())
    assert "William Tait" in read[0]
    assert f"1 of {len(read) - 2}" in read[2]  # the sheet's back is empty


def test_the_reporter_gets_no_second_copy_of_the_minutes(desk):
    situation = look(desk.folder, desk.record, desk.today).situation
    planned = [p for p in plan(situation).planned if p.person == REPORTER]
    assert [p.document for p in planned] == [REFERRAL]
    assert [p.document for p in planned[0].encloses] == ["referral_minutes", "referral_plan", "referral_schedule"]


def test_a_record_that_comes_in_a_stream_has_no_files_beside_it_and_its_pack_does_not_go_without_them(desk):
    desk.approve()
    workspace, record = opened(desk.folder), read(opened(desk.folder), desk.folder / MINUTED, desk.today)
    with (
        workspace.ledger() as ledger,
        Fence(workspace.templates.folders) as fence,
        closing(carriers(workspace, "outbox")) as ways,
    ):
        chosen = run.prepared(workspace, ledger, record, desk.today)
        (pack,) = [p for p in chosen.parcels if p.written.planned.document == REFERRAL]
        (ended,) = send(workspace, ledger, fence, replace(chosen, parcels=(pack,)), ways, CLERK)
    assert (ended.state, [hold.id for hold in ended.holds]) == ("held", ["enclosures-unread"])
    assert outbox(desk.folder) == {}
