"""Messages given to an Exchange Server over real HTTPS: what is known of each, how often it is offered, what is there."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from exchange_server import PASSWORD, REQUEST, SENDER, USER, ExchangeServer, faults, names
from web_server import cuts, is_silent, says, says_half, says_twice, takes_and, takes_and_says

from cpdocs.channels.base import EmailTo, PaperTo, Sealed, SealedFile
from cpdocs.delivery.base import Failed, InDoubt, Sent
from cpdocs.delivery.envelope import Stationery, address
from cpdocs.delivery.exchange import Exchange
from cpdocs.delivery.exchange_wire import Server
from cpdocs.delivery.web import Patience
from cpdocs.errors import SettingsError

SERIAL, NURSE = "AB2CD3EF4G", "nurse@health.example"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STATIONERY = Stationery("Meetings Team", "meetings@council.example", "Papers", "A paper.", "council.example")
UNANSWERED = InDoubt("Exchange had the whole message and did not answer")


def message(data=b"\x85\x00"):
    files = (SealedFile(f"{SERIAL}-1.pdf.pgp", "application/octet-stream", data),)
    return address(Sealed(SERIAL, "openpgp", EmailTo(NURSE), files), STATIONERY, NOON)


def answered(code):
    return InDoubt(f"Exchange answered a whole message with {code}")


def refused(code):
    return Failed(f"Exchange says {code}")


@pytest.fixture
def server(tmp_path):
    with ExchangeServer(tmp_path) as one:
        yield one


@pytest.fixture
def client(server):
    """A transport to the server, and the pauses that it made, none of which is waited for."""
    made = []

    def make(**how):
        told = Server(
            server.endpoint, "basic", USER, PASSWORD, SENDER, "council.example", str(server.ca_file), answer=0.5
        )
        pauses = []
        made.append(Exchange(dataclasses.replace(told, **how), Patience(pauses.append)))
        return made[-1], pauses

    yield make
    for one in made:
        one.close()


def test_a_message_goes_letter_for_letter_and_a_copy_is_saved(server, client) -> None:
    one, pauses = client()
    envelope = message(bytes(range(256)) * 200)
    assert one.carry(envelope) == Sent(f"{REQUEST}1")
    assert one.carry(envelope) == Sent(f"{REQUEST}2")
    assert server.taken == [one.wire(envelope)] * 2 == [envelope.data] * 2
    assert pauses == []


# what the server does | with each message in turn | what is known | how often it was offered | what it has
FAULTS = [
    ("busy, once", [names("ErrorServerBusy")], Sent(f"{REQUEST}1"), 2, 1),
    ("busy, each time", [names("ErrorServerBusy")] * 9, refused("ErrorServerBusy"), 4, 0),
    ("busy, by a fault", [faults("ErrorServerBusy")], Sent(f"{REQUEST}1"), 2, 1),
    ("busy at the door, with a pause", [says(503, Retry_After="4")], Sent(f"{REQUEST}1"), 2, 1),
    ("busy at the door, without one", [says(503)], answered(503), 1, 0),
    ("timed out at the door, though it took it", [takes_and_says(504, Connection="close")], answered(504), 1, 1),
    ("a fault of no kind, with a closed connection", [takes_and_says(500, b"oh", Connection="close")], answered(500), 1, 1),
    ("no room", [names("ErrorQuotaExceeded")], refused("ErrorQuotaExceeded"), 1, 0),
    ("too large", [names("ErrorMessageSizeExceeded")], refused("ErrorMessageSizeExceeded"), 1, 0),
    ("may not send as this mailbox", [names("ErrorSendAsDenied")], refused("ErrorSendAsDenied"), 1, 0),
    ("no such recipient", [names("ErrorInvalidRecipients")], refused("ErrorInvalidRecipients"), 1, 0),
    ("a fault of the request's", [faults("ErrorSchemaValidation")], refused("ErrorSchemaValidation"), 1, 0),
    ("a trouble inside", [names("ErrorInternalServerError")], answered("ErrorInternalServerError"), 1, 0),
    ("a trouble inside that passes", [names("ErrorInternalServerTransientError")], answered("ErrorInternalServerTransientError"), 1, 0),
    ("a login that is taken no more", [says(401, WWW_Authenticate="Basic")], Failed("Exchange refuses the login"), 1, 0),
    ("late: the answer comes when nobody waits", [takes_and(is_silent)], UNANSWERED, 1, 1),
    ("never", [is_silent], UNANSWERED, 1, 0),
    ("cut with the whole message", [cuts], UNANSWERED, 1, 0),
    ("cut though it took it", [takes_and(cuts)], UNANSWERED, 1, 1),
    ("half an answer", [takes_and(says_half)], None, 1, 1),
    ("a page that says 200", [says(200, b"<html>Welcome</html>")], answered(200), 1, 0),
    ("nothing that says 200, twice", [says_twice(200)], answered(200), 1, 1),
    ("half an XML", [takes_and_says(200, b"<?xml version='1.0'?><s:Envelope")], answered(200), 1, 1),
    ("a way to another place", [says(302, Location="https://elsewhere.example/")], answered(302), 1, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("does", "known", "offered", "has"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
def test_whatever_it_answers_it_is_known_or_in_doubt_and_never_there_twice(
    does, known, offered, has, server, client
) -> None:
    server.giving.extend(does)
    one, pauses = client()
    said = one.carry(message())
    assert said == known if known else isinstance(said, InDoubt)
    assert (server.offered, len(server.taken)) == (offered, has)
    assert NURSE not in repr(said)
    assert len(pauses) == (3 if isinstance(known, Failed) and offered > 1 else offered - 1)


def test_the_library_says_nothing_by_itself(server, client, caplog, capfd) -> None:
    """What it would say holds the login, the address and the whole request."""
    server.giving.extend([takes_and(cuts), says(200, b"<html>")])
    one, _ = client()
    one.carry(message())
    one.carry(message())
    assert (caplog.text, *capfd.readouterr()) == ("", "", "")


def test_a_body_that_was_not_said_to_its_end_is_offered_again(server, client) -> None:
    server.at_headers.extend([cuts, cuts])
    one, pauses = client()
    large = message(b"\x85" * 1_500_000)
    assert one.carry(large) == Sent(f"{REQUEST}1")
    assert (server.taken, len(pauses)) == ([large.data], 2)


def test_a_message_that_is_too_large_is_not_offered(server, client) -> None:
    large = message(b"\x85" * 2_000)
    one, _ = client(most=len(large.data) - 1)
    size = len(large.data)
    assert one.carry(large) == Failed(f"it has {size} bytes and Exchange takes {size - 1} (largest: in cpdocs.yaml)")
    assert server.heard == []
    assert isinstance(one.carry(message()), Sent)
    assert isinstance(client(most=size)[0].carry(large), Sent)


def test_after_an_answer_that_exchange_never_gives_nothing_more_is_offered(server, client) -> None:
    server.giving.append(says(200, b"<html>Sign in to the network</html>"))
    one, _ = client()
    assert one.carry(message()) == answered(200)
    assert one.carry(message()) == Failed("an earlier message was answered as Exchange answers none")
    assert server.offered == 1


@pytest.mark.parametrize(
    ("how", "because"),
    [
        ({"password": "another"}, "Exchange refuses the login"),
        ({"ca_file": None}, "the server's certificate is not good"),
        ({"endpoint": "https://localhost:1/EWS/Exchange.asmx"}, "Exchange cannot be reached"),
    ],
    ids=["a wrong password", "another authority's certificate", "nobody listens"],
)
def test_without_a_good_certificate_and_login_nothing_is_offered(how, because, server, client) -> None:
    one, pauses = client(**how)
    receipts = [one.carry(message()) for _ in range(3)]
    assert because in receipts[0].because
    assert receipts == [receipts[0]] * 3
    assert isinstance(receipts[0], Failed)
    assert len(pauses) in (0, 3)
    assert because in client(**how)[0].reach()
    assert server.offered == 0


def test_a_login_by_ntlm_that_is_not_taken_is_a_refusal(server, client) -> None:
    said = client(auth="ntlm")[0].carry(message())
    assert isinstance(said, Failed)
    assert server.offered == 0


def test_no_variable_of_the_environment_sends_it_elsewhere_or_makes_it_trust(server, client, monkeypatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(server.ca_file))
    assert isinstance(client()[0].carry(message()), Sent)
    assert isinstance(client(ca_file=None)[0].carry(message()), Failed)


def test_what_lies_in_sent_items_was_sent_and_what_does_not_proves_nothing(server, client) -> None:
    one, _ = client()
    one.carry(message())
    assert one.settle(SERIAL, "0" * 64) == Sent("found in Sent Items by its Message-ID")
    assert isinstance(one.settle("ZZ2ZZ3ZZ4Z", "0" * 64), InDoubt)
    server.keeps = False
    assert isinstance(one.settle(SERIAL, "0" * 64), InDoubt)


@pytest.mark.parametrize("does", [says(503), says(200, b"<html>"), says(401), cuts, faults("ErrorAccessDenied")])
def test_a_look_that_fails_settles_nothing(does, server, client) -> None:
    one, _ = client()
    one.carry(message())
    server.looking.append(does)
    assert isinstance(one.settle(SERIAL, "0" * 64), InDoubt)


def test_whether_it_would_go_is_asked_without_offering_anything(server, client) -> None:
    assert client()[0].reach() == ""
    assert client(endpoint=f"{server.url}/owa")[0].reach() == "Exchange has no web service at endpoint: (404)"
    assert server.offered == 0


@pytest.mark.parametrize(
    "endpoint", ["http://mail.council.example/EWS/Exchange.asmx", "https://u:p@mail.example/", "mail"]
)
def test_an_endpoint_is_https_or_is_refused(endpoint, client) -> None:
    with pytest.raises(SettingsError, match="exchange: endpoint: no address that begins with https://"):
        client(endpoint=endpoint)


def test_a_print_file_goes_by_no_wire(server, client) -> None:
    paper = Sealed(SERIAL, "print", PaperTo("post"), (SealedFile(f"{SERIAL}.pdf", "application/pdf", b"%PDF"),))
    assert client()[0].carry(address(paper, STATIONERY, NOON)) == Failed("only a message goes by Exchange")
    assert server.heard == []
