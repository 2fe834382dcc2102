"""A message that comes back: read from a stranger's file, recorded of its own attempt, and not sent there again unasked.

The messages are given to a mail server and taken from it; what the server of its recipient says of them is of our own
making, in the forms of real ones (tests/shared/notices.py).
"""

from __future__ import annotations

import re
import shutil
from collections import deque
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import notices
import pytest
from kills import TWO
from mail_server import MailServer, cut
from notices import PROSE
from road_servers import with_server
from road_tools import CLERK, conserved, of, table

from cpdocs import bounces, due, history, release, run
from cpdocs.errors import UsageError
from cpdocs.record.load import load
from cpdocs.record.model import Record
from cpdocs.transports import carriers
from cpdocs.workspace import open_workspace

ONE, PAPER = "social_worker", "womens_aid"
TO = "fiona.baxter@kinnaird.example"


class Desk:
    """The office on its days: what is sent, what comes back, and what the ledger says."""

    def __init__(self, folder, server, fault):
        self.folder, self.server = folder, server
        self.back = fault / "back"
        self.back.mkdir()

    def at(self, day, hour=10, minute=0):
        return open_workspace(self.folder, lambda: datetime(2026, 11, day, hour, minute, tzinfo=UTC))

    def send(self, day, person=ONE, transport="smtp", **when):
        workspace = self.at(day, **when)
        with closing(carriers(workspace, transport)) as ways:
            done = run.deliver(
                workspace, self.folder / TWO, date(2026, 11, day), CLERK, ways, lambda p: of(p) == person
            )
        assert conserved(done.counts)
        return table(done)[person]

    @property
    def message(self):
        """What the mail server took last."""
        return self.server.handler.taken[-1].data

    def came(self, data, name="1.eml"):
        (self.back / name).write_bytes(data)
        return self

    def read(self, day=5, hour=12):
        return [
            (one.file, one.result, one.attempt, one.because)
            for one in bounces.read(self.at(day, hour), self.back, CLERK)
        ]

    def states(self):
        with self.at(16).ledger() as ledger:
            assert ledger.verify().valid
            return {a.id: a.state for a in ledger.attempts()}

    def entries(self):
        with self.at(16).ledger() as ledger:
            return list(ledger.entries())

    def due(self, day):
        return [(d.attempt.id, d.attempt.state, d.days) for d in due.due(self.at(day), date(2026, 11, day))]

    def edit(self, file, old, new):
        path = self.folder / file
        text = path.read_text("utf-8")
        start = text.index("sw-kinnaird-03:")
        assert old in text[start:]
        path.write_text(text[:start] + text[start:].replace(old, new, 1), "utf-8")


@pytest.fixture
def desk(workspace_of_two, tmp_path):
    with MailServer(tmp_path) as server:
        yield Desk(
            with_server(shutil.copytree(workspace_of_two, tmp_path / "workspace"), "smtp", server), server, tmp_path
        )


@pytest.fixture
def sent(desk):
    """The social worker's invitation was given to the mail server on 5 November, as A1."""
    assert desk.send(5) == "sent"
    return desk


@pytest.mark.parametrize("made", notices.FORMS.values(), ids=notices.FORMS)
def test_each_server_s_form_is_recorded_once_however_often_it_is_read(made, sent):
    sent.came(made(sent.message, TO)).came(made(sent.message, TO), "the same again.eml")
    assert [row[1:] for row in sent.read()] == [("recorded", "A1", "bounced"), ("known", "A1", "bounced before")]
    before = sent.entries()
    assert {row[1] for row in sent.read()} == {"known"}
    assert sent.entries() == before
    assert sent.states() == {"A1": "bounced"}


def test_the_ledger_takes_a_status_code_and_no_text(sent):
    sent.came(notices.microsoft365(sent.message, TO)).read()
    last = sent.entries()[-1]
    assert (last.event, dict(last.details) | {"notice": ""}) == (
        "bounced",
        {"attempt": "A1", "case": "2026-0142", "reference": "CP-2026-0142-1", "by": "admin", "because": "status 5.1.10", "notice": ""},
    )  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", last.details["notice"])
    kept = b"".join(p.read_bytes() for p in (sent.folder / "ledger").iterdir()).decode("latin-1")
    for word in (*PROSE.split(), TO, "kinnaird.example", "RESOLVER"):
        assert len(word) < 5 or word not in kept, word


def test_delivered_is_recorded_and_a_later_bounce_takes_it_back_and_nothing_takes_back_a_bounce(sent):
    sent.came(notices.delivered(sent.message, TO), "1.eml")
    assert sent.read()[0][1:] == ("recorded", "A1", "delivered")
    assert sent.send(6) == "done"
    sent.came(notices.postfix(sent.message, TO), "2.eml")
    assert [row[1] for row in sent.read(6)] == ["known", "recorded"]
    assert [row[1:] for row in sent.read(6)] == [
        ("nothing", "A1", "the ledger says of it bounced"),
        ("known", "A1", "bounced before"),
    ]
    assert sent.states() == {"A1": "bounced"}


def test_a_paper_left_on_the_day_it_left_and_not_when_it_was_known_to_have_arrived(sent):
    """Deadlines are met by that day."""
    sent.came(notices.delivered(sent.message, TO)).read(day=9)
    record = load(sent.folder / TWO, Record).value
    with sent.at(9).ledger() as ledger:
        [past] = history.read(ledger, record, sent.at(9).zone).parcels.values()
    assert (past.state, past.went) == ("delivered", date(2026, 11, 5))


def _other_serial(message):
    return re.sub(rb"\b[A-Z2-7]{10}(?=@|\r\n)", b"ZZZZZ77777", message)


#: what comes -> why it changes nothing
CHANGES_NOTHING = {
    "an answer that she is away": (notices.vacation, "automatic reply"),
    "a receipt for reading": (notices.read_receipt, "a report of another kind"),
    "a delay": (notices.delayed, "still on its way"),
    "relayed": (lambda m, to: notices.delivered(m, to, Action="relayed"), "will say no more"),
    "a mailing list": (lambda m, to: notices.delivered(m, to, Action="expanded"), "to whom"),
    "of another address": (lambda m, to: notices.postfix(m, "anne.drummond@health.example"), "another address"),
    "of the mailbox to which she has it forwarded": (
        lambda m, to: notices.postfix(m, "fiona@home.example", Original_Recipient=None),
        "another address",
    ),
    "of a serial that nobody gave": (lambda m, to: notices.postfix(_other_serial(m), to), "no parcel of its serial"),
    "of no serial": (lambda m, to: notices.postfix(m.replace(b"Message-ID", b"X-ID").replace(b"Subject", b"X-S"), to), "no parcel of ours"),
    "of two serials": (
        lambda m, to: notices.postfix(re.sub(rb"(Subject: .*)[A-Z2-7]{10}", rb"\1ZZZZZ77777", m), to),
        "more than one parcel",
    ),
    "of a message in which ours lies": (notices.around_another, "no parcel of ours"),
    "failed, with a code that says delivered": (lambda m, to: notices.postfix(m, to, Status="2.0.0"), "two things"),
    "delivered, with a code that says failed": (lambda m, to: notices.delivered(m, to, Status="5.1.1"), "two things"),
    "both of one address": (
        lambda m, to: notices.postfix(m, to, Diagnostic_Code=f"x\n\nFinal-Recipient: rfc822; {to}\nAction: delivered\nStatus: 2.0.0"),
        "two things of one address",
    ),
    "cut off": (lambda m, to: notices.postfix(m, to).partition(b"Action")[0], "not whole"),
    "thirty megabytes": (lambda m, to: b"x" * 30_000_000, "a message, and no"),
}  # fmt: skip


@pytest.mark.parametrize(("made", "because"), CHANGES_NOTHING.values(), ids=CHANGES_NOTHING)
def test_what_does_not_fit_changes_nothing_and_is_named(made, because, sent):
    before = sent.entries()
    [(file, result, _, said)] = sent.came(made(sent.message, TO)).read()
    assert (file, result) == ("1.eml", "nothing")
    assert because in said
    assert sent.entries() == before
    assert sent.send(6) == "done"


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_read(sent):
    sent.came(b"\xff" * 100, "0.eml").came(notices.exchange(sent.message, TO), "2.EML").came(b"outlook", "3.msg")
    (sent.back / "1.eml").symlink_to(sent.back / "nowhere")
    (sent.back / "4.eml").mkdir()
    found = {file: (result, because) for file, result, _, because in sent.read()}
    assert set(found) == {"0.eml", "2.EML", "3.msg"}
    assert found["2.EML"] == ("recorded", "bounced")
    assert found["3.msg"] == ("nothing", "not an .eml file; save the message as one")
    shutil.rmtree(sent.back)
    with pytest.raises(UsageError, match="the folder cannot be read: no such file"):
        sent.read()


@pytest.mark.parametrize(
    ("written", "said"), [(TO, "Fiona.Baxter@KINNAIRD.example"), ("Fiona.Baxter@Kinnaird.example", TO)]
)
def test_servers_do_not_keep_capitals(written, said, desk):
    desk.edit("contacts.yaml", TO, written)
    desk.send(5)
    assert desk.server.handler.taken[0].mailboxes == [written]
    assert desk.came(notices.postfix(desk.message, said)).read()[0][1] == "recorded"


def test_a_parcel_that_never_left_does_not_bounce(desk):
    desk.server.handler.faults["RCPT"] = deque(["550 5.1.1 no"])
    assert desk.send(5) == "failed"
    desk.send(5)
    message = desk.message
    desk.came(notices.postfix(message, TO))
    with desk.at(5).ledger() as ledger:
        first, second = ledger.attempts()
    assert (first.state, second.state) == ("failed", "sent")
    # Both went to one address at one moment of this clock; the message is of the second.
    assert desk.read()[0][1:3] == ("recorded", second.id)


def test_one_in_doubt_that_bounced_had_left(desk):
    desk.server.handler.faults["DATA"] = deque([cut])
    assert desk.send(5) == "in_doubt"
    with desk.at(5).ledger() as ledger:
        serial = ledger.attempts()[0].intent.serial
    like_it = f"To: {TO}\r\nSubject: Papers {serial}\r\nDate: Thu, 05 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{serial}@x.example>\r\n\r\n"
    desk.came(notices.postfix(like_it.encode(), TO))
    assert desk.read()[0][1:] == ("recorded", "A1", "bounced")


def test_one_of_which_a_person_said_that_it_was_not_sent_is_not_mistaken_for_the_next(desk):
    """The bounce of the first try proves her wrong, and says nothing of the second, which may have arrived."""
    desk.server.handler.faults["DATA"] = deque([cut])
    assert desk.send(5) == "in_doubt"
    with desk.at(6).ledger() as ledger:
        ledger.resolve("A1", "not_sent", by=CLERK, evidence="not in the server's log")
    assert desk.send(7) == "sent"
    first = desk.message.replace(b"Sat, 07 Nov", b"Thu, 05 Nov")
    assert first != desk.message
    before = desk.entries()
    [(_, result, attempt, because)] = desk.came(notices.postfix(first, TO)).read(8)
    assert (result, attempt, "resolved_not_sent: it has not left" in because) == ("nothing", "A1", True)
    assert desk.entries() == before


def test_a_file_that_a_person_sent_from_the_outbox_bounces_whether_or_not_she_confirmed_it(desk):
    assert desk.send(5, transport="outbox") == "handed_over"
    [file] = (desk.folder / "outbox" / "email").glob("*.eml")
    own = re.sub(rb"Message-ID: <[^>]+>", b"Message-ID: <77@pc.council.example>", file.read_bytes())
    assert desk.came(notices.microsoft365(own, TO)).read()[0][1:] == ("recorded", "A1", "bounced")


def test_a_paper_s_serial_bounces_nothing(desk):
    assert desk.send(5, PAPER) == "handed_over"
    with desk.at(5).ledger() as ledger:
        serial = ledger.attempts()[0].intent.serial
    desk.send(5)
    desk.came(notices.postfix(re.sub(rb"\b[A-Z2-7]{10}(?=@|\r\n)", serial.encode(), desk.message), TO))
    [(_, result, _, because)] = desk.read()
    assert (result, "another address than the parcel's (A1)" in because) == ("nothing", True)


# ---- what a bounced parcel may do next -------------------------------------------------------------------------------


@pytest.fixture
def bounced(sent):
    sent.came(notices.postfix(sent.message, TO)).read(day=6)
    assert sent.send(6) == "held bounced"
    return sent


def test_it_is_not_gone_and_not_sent_there_again(bounced):
    record = load(bounced.folder / TWO, Record).value
    with bounced.at(6).ledger() as ledger:
        known = history.read(ledger, record, bounced.at(6).zone)
    [past] = known.parcels.values()
    assert (past.state, past.went, dict(known.reached)) == ("bounced", None, {})
    assert len(bounced.server.handler.taken) == 1
    assert bounced.due(8) == [("A1", "bounced", 2)]


def test_a_check_on_the_day_of_the_bounce_may_have_come_before_it_and_the_next_day_s_counts(bounced):
    bounced.edit("contacts.yaml", "verified: 2026-10-01", "verified: 2026-11-06")
    assert bounced.send(7) == "held bounced"
    bounced.edit("contacts.yaml", "verified: 2026-11-06", "verified: 2026-11-07")
    assert bounced.send(7) == "sent"
    assert list(bounced.states().values()) == ["bounced", "sent"]
    assert bounced.due(8) == []
    assert bounced.send(8) == "done"


def test_to_another_address_it_goes_as_the_next_attempt_and_each_bounce_is_of_its_own(bounced):
    bounced.edit("contacts.yaml", TO, "fiona.baxter@council.example")
    assert bounced.send(7) == "sent"
    assert bounced.server.handler.taken[-1].mailboxes == ["fiona.baxter@council.example"]
    [first, second] = bounced.states()
    assert bounced.read(7)[0][1:3] == ("known", first)
    bounced.came(notices.exchange(bounced.message, "fiona.baxter@council.example"), "2.eml")
    assert [row[1:3] for row in bounced.read(8)] == [("known", first), ("recorded", second)]
    assert bounced.send(8) == "held bounced"
    bounced.edit("contacts.yaml", "fiona.baxter@council.example", TO)  # back to where the first came back from
    assert bounced.send(8) == "held bounced"


def test_a_second_person_s_word_lets_it_go_there_once(bounced):
    workspace, path = bounced.at(7), bounced.folder / TWO
    [held] = [h for h in release.holds(workspace, path, date(2026, 11, 7)) if h.parcel.written.planned.person == ONE]
    assert held.releasable
    why = "her mailbox was full, she says"
    release.release(workspace, [path], date(2026, 11, 7), held.id, "service_manager", why, CLERK)
    assert bounced.send(7) == "sent"
    first, second = bounced.states()
    message = bounced.message

    # All to one address now: the day of the message tells the attempts apart.
    assert bounced.read(8)[0][1:3] == ("known", first)
    undated = re.sub(rb"(?m)^Date: .*\n", b"", notices.postfix(message, TO))
    assert f"about {first} or {second} cannot be told" in bounced.came(undated).read(8)[0][3]
    written_before = undated.replace(b"From: MAILER", b"Date: Fri, 06 Nov 2026 09:00:00 +0000\nFrom: MAILER")
    assert bounced.came(written_before).read(8)[0][1:3] == ("known", first)
    assert bounced.came(notices.postfix(message, TO)).read(8)[0][1:3] == ("recorded", second)
    assert bounced.send(8) == "held bounced", "the word was of the first bounce"


def test_what_was_on_its_way_there_when_it_bounced_is_no_sign_that_the_address_is_right(sent):
    """Two papers to one mailbox, the second sent before the first was known to have come back."""
    other = sent.folder / "records" / "other.json"
    text = (sent.folder / TWO).read_text("utf-8").replace("CP-2026-0142-1", "CP-2026-0142-2")
    other.write_text(text, "utf-8")
    workspace = sent.at(5, 11)
    with closing(carriers(workspace, "smtp")) as ways:
        done = run.deliver(workspace, other, date(2026, 11, 5), CLERK, ways, lambda p: of(p) == ONE)
    assert table(done)[ONE] == "sent"
    sent.came(notices.postfix(sent.server.handler.taken[0].data, TO)).read(day=6)
    assert sent.send(6) == "held bounced"


# ---- paper, and what a person says -----------------------------------------------------------------------------------


def test_a_paper_that_came_back_waits_for_a_person(desk):
    assert desk.send(5, PAPER) == "handed_over"
    assert desk.due(9) == [("A1", "handed_over", 4)]
    run.confirm(desk.at(5), "A1", "posted", CLERK, "certificate 118")
    assert desk.due(9) == []
    run.confirm(desk.at(10), "A1", "returned", CLERK, "came back on 10 November, gone away")
    assert desk.due(12) == [("A1", "returned", 2)]
    assert desk.send(10, PAPER) == "held returned"


@pytest.mark.parametrize(
    ("person", "wrong", "right"),
    [(ONE, ("posted", "returned"), "say sent, delivered, bounced"), (PAPER, ("sent", "bounced"), "say posted, delivered, returned")],
)  # fmt: skip
def test_a_message_is_not_returned_and_a_paper_does_not_bounce(person, wrong, right, desk):
    desk.send(5, person, transport="outbox")
    for how in wrong:
        with pytest.raises(UsageError, match=right):
            run.confirm(desk.at(6), "A1", how, CLERK, "")
    assert desk.states() == {"A1": "handed_over"}


def test_what_is_not_to_go_again_is_given_up_once_and_waits_for_nobody(bounced):
    with pytest.raises(UsageError, match="not said why"):
        due.give_up(bounced.at(7), "A1", " ", CLERK)
    due.give_up(bounced.at(7), "A1", "she was told by telephone", CLERK)
    assert bounced.due(8) == []
    assert bounced.send(8) == "cancelled"
    with pytest.raises(UsageError, match="was given up before"):
        due.give_up(bounced.at(7), "A1", "once more", CLERK)
    with pytest.raises(UsageError, match="no such attempt"):
        due.give_up(bounced.at(7), "A99", "why", CLERK)


def test_what_bounced_can_be_cancelled_while_it_is_planned(bounced):
    path = bounced.folder / TWO
    release.cancel(bounced.at(7), path, date(2026, 11, 7), "invitation", ONE, "he comes no more", CLERK)
    assert bounced.send(8) == "cancelled"
    assert bounced.due(8) == []


def test_what_a_stopped_run_left_open_waits_and_does_not_bounce(sent):
    with sent.at(5).ledger() as ledger:
        [first] = ledger.attempts()
        ledger._begin(replace(first.intent, edition=2, serial="ZZZZZ77777"))
    [left] = due.due(sent.at(7), date(2026, 11, 7))
    assert (left.attempt.state, left.days, left.settle) == ("open", 2, ("cpdocs send FILE",))
    [(_, result, attempt, because)] = sent.came(notices.postfix(_other_serial(sent.message), TO)).read(6)
    assert (result, attempt, "open: it has not left" in because) == ("nothing", left.attempt.id, True)


def test_what_has_gone_or_went_again_is_not_given_up(bounced):
    bounced.edit("contacts.yaml", TO, "fiona.baxter@council.example")
    bounced.send(7)
    first, second = bounced.states()
    for attempt, because in ((first, f"was followed by {second}"), (second, "is sent")):
        with pytest.raises(UsageError, match=because):
            due.give_up(bounced.at(8), attempt, "why", CLERK)


def test_what_failed_and_what_is_in_doubt_wait_and_the_oldest_stands_first(desk):
    desk.send(5, PAPER)
    desk.server.handler.faults["RCPT"] = deque(["550 5.1.1 no"])
    assert desk.send(6) == "failed"
    assert [row[1:] for row in desk.due(8)] == [("handed_over", 3), ("failed", 2)]
    desk.server.handler.faults["DATA"] = deque([cut])
    assert desk.send(7) == "in_doubt"
    assert [row[1:] for row in desk.due(8)] == [("handed_over", 3), ("in_doubt", 1)]
    [_, doubt] = due.due(desk.at(8), date(2026, 11, 8))
    assert doubt.settle == tuple(
        f"cpdocs resolve {doubt.attempt.id} {how} --evidence TEXT" for how in ("sent", "not-sent")
    )
