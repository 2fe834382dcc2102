"""Messages given to a mail server over real TLS: what is known of each, how often it is offered, what the server has."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_server import MailServer, cut, silent

from cpdocs.channels.base import EmailTo, PaperTo, Sealed, SealedFile
from cpdocs.delivery.base import Failed, InDoubt, Sent
from cpdocs.delivery.envelope import Stationery, address
from cpdocs.delivery.smtp import Server, Smtp, login
from cpdocs.errors import SettingsError

# aiosmtpd sees no TLS where the port speaks nothing else.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

SERIAL, NURSE, BOUNCES = "AB2CD3EF4G", "nurse@health.example", "bounces@council.example"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STATIONERY = Stationery(
    "Meetings Team", "meetings@council.example", "Papers", "A paper.\n\n.\n..\n.end", "council.example"
)
LOGIN = ("meetings", "a password")
LOST = Failed("the connection to the mail server was lost")
UNANSWERED = InDoubt("the mail server had the whole message and did not answer")


def message(data=b"\x85\x00"):
    files = (SealedFile(f"{SERIAL}-1.pdf.pgp", "application/octet-stream", data),)
    return address(Sealed(SERIAL, "openpgp", EmailTo(NURSE), files), STATIONERY, NOON)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("mail")


@pytest.fixture
def start(tmp_path):
    """Start a server; it ends with the test."""
    running = []

    def make(**how):
        server = MailServer(tmp_path, **how)
        running.append(server.__enter__())
        return server

    yield make
    for server in running:
        server.__exit__()


@pytest.fixture
def client():
    """A transport to a server, and the pauses that it made, none of which is waited for."""
    made = []

    def make(server, **how):
        told = {"host": "localhost", "port": server.port, "security": "starttls", "sender": BOUNCES}
        told |= {"hello": "council.example", "ca_file": str(server.ca_file), "message": 0.3}
        one, pauses = None, []
        one = Smtp(Server(**(told | how)), pauses.append)
        made.append(one)
        return one, pauses

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("asks", [None, LOGIN], ids=["no login", "a login"])
def test_a_message_goes_over_tls_to_its_one_mailbox_letter_for_letter(security, asks, start, client) -> None:
    server = start(security=security, login=asks)
    one, pauses = client(server, security=security, login=asks)
    envelope = message()
    assert one.carry(envelope) == Sent("Q1")
    (taken,) = server.handler.taken
    assert (taken.sender, taken.mailboxes, taken.data) == (BOUNCES, [NURSE], envelope.data)
    assert taken.data == one.wire(envelope)
    assert taken.options == [f"SIZE={len(envelope.data)}"]
    assert pauses == []


def test_all_messages_of_a_run_go_over_one_connection(start, client) -> None:
    server = start()
    one, _ = client(server)
    assert [one.carry(message()) for _ in range(3)] == [Sent("Q1"), Sent("Q2"), Sent("Q3")]
    assert server.connections == 1


# what the server does | the step at which it does it | what is known | how often it was offered | what the server has
FAULTS = [
    ("not now, once", "MAIL", ["451 4.3.0 later"], Sent("Q1"), 2, 1),
    ("not now, once, to the mailbox", "RCPT", ["450 4.2.1 busy"], Sent("Q1"), 2, 1),
    ("not now, once, with the whole message", "DATA", ["452 4.3.1 full"], Sent("Q1"), 2, 1),
    ("not now, each time", "RCPT", ["450 4.2.1 grey"] * 9, Failed("the mail server says 450 4.2.1"), 4, 0),
    ("never to this sender", "MAIL", ["550 5.7.1 no"], Failed("the mail server says 550 5.7.1"), 1, 0),
    ("no such mailbox", "RCPT", [f"550 5.1.1 <{NURSE}> unknown"], Failed("the mail server says 550 5.1.1"), 1, 0),
    ("never this message", "DATA", ["554 5.6.0 no"], Failed("the mail server says 554 5.6.0"), 1, 0),
    ("cut before the message", "MAIL", [cut], Sent("Q1"), 2, 1),
    ("cut at the mailbox, each time", "RCPT", [cut] * 9, LOST, 4, 0),
    ("cut with the whole message", "DATA", [cut], UNANSWERED, 1, 0),
    ("silent with the whole message", "DATA", [silent], UNANSWERED, 1, 0),
    ("an answer that is none", "DATA", ["299 hm"], InDoubt("the mail server answered a whole message with 299"), 1, 0),
    ("taken, without a queue's number", "DATA", ["250 2.0.0 thanks"], Sent("250 2.0.0"), 1, 1),
]


@pytest.mark.parametrize(
    ("step", "does", "known", "offered", "has"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_whatever_the_server_does_it_is_known_or_said_to_be_in_doubt(
    step, does, known, offered, has, start, client
) -> None:
    server = start()
    server.handler.faults[step] = deque(does)
    one, pauses = client(server)
    assert one.carry(message()) == known
    assert (server.handler.offered, len(server.handler.taken)) == (offered, has)
    assert len(pauses) == (3 if isinstance(known, Failed) and offered > 1 else offered - 1)
    assert pauses == sorted(pauses)


@pytest.mark.parametrize("fault", [row for row in FAULTS if row[4] == 1 and row[5] == 0], ids=lambda row: row[0])
def test_the_next_message_goes_whatever_became_of_the_one_before(fault, start, client) -> None:
    server = start()
    server.handler.faults[fault[1]] = deque(fault[2][:1])
    one, _ = client(server)
    one.carry(message())
    assert one.carry(message()) == Sent("Q1")


def test_a_message_that_is_too_large_is_not_offered(start, client) -> None:
    server = start(most=1_000)
    one, _ = client(server)
    envelope = message(b"\x85" * 2_000)
    assert one.carry(envelope) == Failed(f"it has {len(envelope.data)} bytes and the mail server takes 1000")
    assert server.handler.offered == 0
    assert one.carry(message()) == Sent("Q1")


# ---- no message is ever said in the clear, or to somebody else ------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "how", "because"),
    [
        ({"names": ("other.example",)}, {}, "certificate is not good: Hostname mismatch"),
        ({}, {"ca_file": None}, "certificate is not good: "),
        ({"security": "plain"}, {}, "offers no STARTTLS"),
        ({"security": "plain"}, {"security": "tls"}, "agree on no TLS"),
        ({"login": LOGIN}, {"login": ("meetings", "wrong")}, "refuses the login (535)"),
        ({}, {"login": LOGIN}, "refuses the login (535)"),
    ],
    ids=[
        "another name",
        "another authority",
        "no STARTTLS",
        "no TLS",
        "a wrong password",
        "a login that is not asked for",
    ],
)
def test_without_a_good_certificate_and_login_nothing_is_offered_and_nobody_asks_twice(
    server, how, because, start, client
) -> None:
    started = start(**server)
    one, pauses = client(started, **how)
    receipts = [one.carry(message()) for _ in range(3)]
    assert isinstance(receipts[0], Failed)
    assert because in receipts[0].because
    assert receipts == receipts[:1] * 3
    assert (started.handler.offered, started.connections, pauses) == (0, 1, [])


def test_whether_a_server_would_take_a_message_is_asked_without_offering_one(start, client) -> None:
    server = start(login=LOGIN)
    assert client(server, login=LOGIN)[0].reach() == ""
    assert client(server, login=("meetings", "wrong"))[0].reach() == "the mail server refuses the login (535)"
    assert client(server, port=1)[0].reach() == "the mail server cannot be reached"
    assert server.handler.offered == 0


def test_where_nobody_listens_it_has_not_left(start, client) -> None:
    server = start()
    one, pauses = client(server, port=1)
    assert one.carry(message()) == Failed("the mail server cannot be reached")
    assert len(pauses) == 3
    assert one.carry(message()) == Failed("the mail server cannot be reached")
    assert len(pauses) == 3, "every message of the run would wait as long again"


def test_a_server_that_is_busy_at_the_door_is_tried_again(start, client) -> None:
    server = start()
    server.busy = 2
    one, pauses = client(server)
    assert one.carry(message()) == Sent("Q1")
    assert len(pauses) == 2


@pytest.mark.parametrize("content", [None, "no certificate"], ids=["no such file", "no certificate in it"])
def test_a_file_without_certificates_is_said_before_anybody_is_asked(content, client, start, tmp_path) -> None:
    file = tmp_path / "none.pem"
    if content:
        file.write_text(content, "ascii")
    with pytest.raises(SettingsError, match="ca_file: there are no certificates"):
        client(start(), ca_file=str(file))


def test_the_receipt_of_a_refusal_holds_no_word_of_the_server_s(start, client) -> None:
    """A server's words hold the mailbox, and the ledger keeps a receipt."""
    server = start()
    server.handler.faults["RCPT"] = deque([f"550 5.1.1 <{NURSE}>: Recipient address rejected"])
    one, _ = client(server)
    assert NURSE not in repr(one.carry(message()))


def test_a_print_file_goes_by_no_wire(start, client) -> None:
    server = start()
    one, _ = client(server)
    paper = address(
        Sealed(SERIAL, "print", PaperTo("post"), (SealedFile(f"{SERIAL}.pdf", "application/pdf", b"%PDF"),)),
        STATIONERY,
        NOON,
    )
    assert one.carry(paper) == Failed("only a message goes by SMTP")
    assert server.connections == 0


def test_what_a_stopped_run_left_open_is_in_doubt(start, client) -> None:
    one, _ = client(start())
    assert isinstance(one.settle(SERIAL, "0" * 64), InDoubt)


def test_a_login_is_ascii_or_is_refused_before_anybody_is_asked() -> None:
    with pytest.raises(SettingsError, match="letters"):
        login("meetings", "pässword")


# ---- what a message may hold ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_server(folder):
    with MailServer(folder) as server:
        yield server


@settings(max_examples=30)
@given(
    body=st.text(st.sampled_from(".\n aé="), min_size=1, max_size=60).filter(str.strip),
    data=st.binary(min_size=1, max_size=400),
)
def test_dots_and_line_ends_arrive_as_they_were(body, data, one_server) -> None:
    """Doubled dots (RFC 5321, 4.5.2); and no line end but CRLF, which is how a second message is smuggled in."""
    words = Stationery("Meetings Team", "meetings@council.example", "Papers", body, "council.example")
    files = (SealedFile(f"{SERIAL}-1.pdf.pgp", "application/octet-stream", data),)
    envelope = address(Sealed(SERIAL, "openpgp", EmailTo(NURSE), files), words, NOON)
    told = Server("localhost", one_server.port, "starttls", BOUNCES, "council.example", str(one_server.ca_file))
    one = Smtp(told)
    assert isinstance(one.carry(envelope), Sent)
    one.close()
    arrived = one_server.handler.taken.pop().data
    assert arrived == envelope.data
    loose = arrived.replace(b"\r\n", b"")
    assert b"\r" not in loose
    assert b"\n" not in loose
