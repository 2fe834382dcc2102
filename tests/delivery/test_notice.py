"""What a mail server says of a message of ours, read from a stranger's bytes; and bytes that are made to do harm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import notices
import pytest

from cpdocs.channels.base import EmailTo, Sealed, SealedFile
from cpdocs.delivery.envelope import Stationery, address
from cpdocs.delivery.notice import MOST, NoNotice, Notice, Said, read

DOMAIN, SERIAL, TO = "council.example", "ABCDE23456", "Sue.Clark@agency.example"
WHEN = datetime(2026, 11, 16, 14, 0, 30, tzinfo=UTC)
OFFICE = Stationery("Council", "meetings@council.example", "Papers", "Please find papers.", DOMAIN)


def message(serial=SERIAL, channel="openpgp", size=3000):
    name = "smime.p7m" if channel == "smime" else f"{serial}-1.pdf.pgp"
    name = f"{serial}.p7m" if channel == "smime" else name
    files = (SealedFile(name, "application/octet-stream", bytes(range(256)) * (size // 256)),)
    return address(Sealed(serial, channel, EmailTo(TO), files), OFFICE, WHEN).data


def said_of(data):
    found = read(data, DOMAIN)
    assert isinstance(found, Notice), found
    return found


@pytest.mark.parametrize("channel", ["openpgp", "smime"])
@pytest.mark.parametrize(("form", "made"), notices.FORMS.items(), ids=notices.FORMS)
def test_each_server_s_form_is_read(form, made, channel):
    code = "5.1.10" if form == "Microsoft 365" else "5.1.1"
    found = said_of(made(message(channel=channel), TO))
    assert found.serials == {SERIAL}
    assert found.said == (Said(TO, "failed", code),)
    assert (found.to, found.dated) == (TO, WHEN)
    assert found.written.astimezone(UTC).replace(second=0) == datetime(2026, 11, 16, 14, 1, tzinfo=UTC)


def test_one_that_brings_nothing_back_is_known_by_what_it_answers():
    found = said_of(notices.without_message(message(), TO))
    assert (found.serials, found.to, found.dated) == ({SERIAL}, "", None)
    subject_alone = notices.without_message(message(), TO)
    for name in (b"In-Reply-To", b"References"):
        subject_alone = subject_alone.replace(name + b": ", b"X-" + name + b": ")
    assert said_of(subject_alone).serials == {SERIAL}


def test_a_mail_program_s_own_message_id_leaves_the_serial_in_the_subject():
    own = message().replace(f"<{SERIAL}@{DOMAIN}>".encode(), b"<77@pc.council.example>")
    assert said_of(notices.postfix(own, TO)).serials == {SERIAL}


def test_a_message_that_came_back_and_is_not_ours_is_not_made_ours_by_what_is_written_outside_it():
    other = message().replace(SERIAL.encode(), b"another one")
    forged = notices.exchange(other, TO).replace(
        b"Undeliverable: Papers another one", b"Undeliverable: Papers ABCDE23456"
    )
    assert b"Papers ABCDE23456" in forged
    assert said_of(forged).serials == frozenset()


def test_two_serials_are_both_named():
    two = message().replace(b"Papers ABCDE23456", b"Papers ZZZZZ77777")
    assert said_of(notices.postfix(two, TO)).serials == {SERIAL, "ZZZZZ77777"}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (notices.delayed, Said(TO, "delayed", "4.4.1")),
        (notices.delivered, Said(TO, "delivered", "2.0.0")),
        (lambda m, to: notices.delivered(m, to, Action="relayed"), Said(TO, "relayed", "2.0.0")),
        (lambda m, to: notices.delivered(m, to, Action="expanded"), Said(TO, "expanded", "2.0.0")),
        (lambda m, to: notices.postfix(m, to, Action="FAILED (no such user)"), Said(TO, "failed", "5.1.1")),
        (lambda m, to: notices.postfix(m, to, Status="4.4.7 (expired)"), Said(TO, "failed", "4.4.7")),
        (lambda m, to: notices.postfix(m, "forwarded@elsewhere.example", Original_Recipient=f"rfc822; {to}"), Said(TO, "failed", "5.1.1")),
        (lambda m, to: notices.postfix(m, to, Original_Recipient="unknown; x"), Said(TO, "failed", "5.1.1")),
        (lambda m, to: notices.postfix(m, f"<{to}>", Original_Recipient=None), Said(TO, "failed", "5.1.1")),
    ],
)  # fmt: skip
def test_the_action_the_code_and_the_address_as_it_was_written_on_the_envelope(made, said):
    assert said_of(made(message(), TO)).said == (said,)


@pytest.mark.parametrize(
    "changed",
    [
        {"Action": None},
        {"Status": None},
        {"Action": "vanished"},
        {"Status": "550"},
        {"Status": "5.1.1.1"},
        {"Status": "5.1.1234"},
        {"Final_Recipient": "x400; /S=x/", "Original_Recipient": None},
        {"Final_Recipient": None, "Original_Recipient": None},
    ],
    ids=str,
)
def test_fields_that_rfc_3464_asks_for_and_that_are_not_there(changed):
    found = read(notices.postfix(message(), TO, **changed), DOMAIN)
    assert isinstance(found, NoNotice)
    assert "not whole" in found.because


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (notices.vacation(message(), TO), "an automatic reply, and no"),
        (notices.read_receipt(message(), TO), "a report of another kind"),
        (message(), "a message, and no"),
        (b"", "a message, and no"),
        (b"\x00\xff" * 5000, "a message, and no"),
        (notices.postfix(message(), TO).replace(b'boundary="', b'x="'), "not whole"),
        (notices.postfix(message(), TO).partition(b"Reporting-MTA")[0], "not whole"),
        (notices.postfix(message(), TO).replace(b"4F2A1.1794837670/mail.council.example\nContent", b"x\nContent"), "not whole"),
        (notices.postfix(message(), TO).replace(b"message/delivery-status\n", b"message/delivery-status\nContent-Transfer-Encoding: base64\n", 1).replace(b"Action: failed", b"QWN0aW9u"), "not whole"),
    ],
    ids=["an auto-reply", "a receipt for reading", "our own message", "nothing", "no message", "no boundary", "cut off", "other boundaries", "encoded"],
)  # fmt: skip
def test_what_is_no_notification_or_is_broken(data, because):
    found = read(data, DOMAIN)
    assert isinstance(found, NoNotice), found
    assert because in found.because


def test_what_is_nested_deeper_is_not_looked_at():
    found = said_of(notices.around_another(message(), TO))
    assert found.serials == frozenset()
    assert [one.address for one in found.said] == ["other@elsewhere.example"]
    assert found.to == "other@elsewhere.example"


def test_a_status_that_lies_in_what_came_back_is_none_of_the_notification_s():
    whole = notices.around_another(message(), TO)
    found = read(whole.replace(b"message/delivery-status", b"text/plain", 1), DOMAIN)
    assert isinstance(found, NoNotice)
    assert b"message/delivery-status" in whole.replace(b"message/delivery-status", b"text/plain", 1)


def test_of_a_large_message_that_came_back_the_beginning_is_enough():
    large = notices.postfix(message(size=3_000_000), TO)
    assert len(large) > 4_000_000
    assert said_of(large) == said_of(notices.postfix(message(), TO))


def test_a_day_without_a_zone_is_no_day():
    bare = notices.postfix(message().replace(b"14:00:30 +0000", b"14:00:30 -0000"), TO)
    assert said_of(bare).dated is None
    there = timezone(timedelta(hours=1))
    other = notices.postfix(message().replace(b"14:00:30 +0000", b"15:00:30 +0100"), TO)
    assert said_of(other).dated == WHEN.astimezone(there)


NESTED = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
STATUS = b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
#: What would take minutes, or all of the memory, or end in an error of the library's own, were it read as it stands.
BOMBS = {
    "a thousand parts inside each other": b"".join(NESTED % (n, n) for n in range(1000, 2000)),
    "parts inside each other, then half a million lines": b"".join(NESTED % (n, n) for n in range(100, 129)) + b"\n" * MOST,
    "messages inside each other": b"Content-Type: message/rfc822\n\n" * 20_000,
    "a quarter of a million recipients": STATUS + b"\n" * MOST,
    "a hundred thousand parts": STATUS + b"\n--x\n" * 100_000,
    "a header of brackets": b"Content-Type: " + b"(" * MOST + b"\n\n",
    "an address of brackets": STATUS + b"\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n--x\nContent-Type: message/rfc822\n\nTo: " + b"(" * MOST,
    "a header of half a megabyte": b"Content-Type: multipart/report; report-type=delivery-status; " + b"a=b; " * 100_000 + b"\n\n",
    "thirty megabytes": b"x" * 30_000_000,
}  # fmt: skip


@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS)
def test_what_is_made_to_do_harm_is_refused_in_words(data):
    found = read(data, DOMAIN)
    assert isinstance(found, NoNotice), found
    assert len(found.because) < 100
