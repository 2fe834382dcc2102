"""Messages given to Microsoft Graph over real HTTPS: what is known of each, how often it is offered, what is there."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from graph_server import CERTIFICATE, CLIENT, KEY, REQUEST, SENDER, TENANT, GraphServer, made_certificate
from web_server import cuts, is_silent, says, says_half, says_twice, takes_and, takes_and_says

from cpdocs.channels.base import EmailTo, PaperTo, Sealed, SealedFile
from cpdocs.delivery.base import Failed, InDoubt, Sent
from cpdocs.delivery.envelope import Stationery, address
from cpdocs.delivery.graph import Graph, Tenant
from cpdocs.delivery.web import Patience
from cpdocs.errors import SettingsError

SERIAL, NURSE = "AB2CD3EF4G", "nurse@health.example"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STATIONERY = Stationery("Meetings Team", "meetings@council.example", "Papers", "A paper.", "council.example")
UNANSWERED = InDoubt("Microsoft Graph had the whole message and did not answer")
FOREIGN = Failed("an earlier message was answered as Microsoft Graph answers none")


def message(data=b"\x85\x00"):
    files = (SealedFile(f"{SERIAL}-1.pdf.pgp", "application/octet-stream", data),)
    return address(Sealed(SERIAL, "openpgp", EmailTo(NURSE), files), STATIONERY, NOON)


def answered(code):
    return InDoubt(f"Microsoft Graph answered a whole message with {code}")


def says_no(code, named):
    return says(code, f'{{"error": {{"code": "{named}", "message": "no {NURSE} here"}}}}'.encode())


@pytest.fixture
def server(tmp_path):
    with GraphServer(tmp_path) as one:
        yield one


@pytest.fixture
def client(server):
    """A transport to the server, and the pauses that it made, none of which is waited for."""
    made = []

    def make(**how):
        told = Tenant(
            TENANT,
            CLIENT,
            SENDER,
            KEY,
            CERTIFICATE,
            "council.example",
            server.url,
            server.url,
            str(server.ca_file),
            answer=0.5,
        )
        pauses = []
        made.append(Graph(dataclasses.replace(told, **how), Patience(pauses.append)))
        return made[-1], pauses

    yield make
    for one in made:
        one.close()


def test_a_message_goes_letter_for_letter_by_a_token_that_the_certificate_signed_for(server, client) -> None:
    one, pauses = client()
    envelope = message(bytes(range(256)) * 200)
    assert one.carry(envelope) == Sent(f"{REQUEST}1")
    assert one.carry(envelope) == Sent(f"{REQUEST}2")
    assert server.taken == [one.wire(envelope)] * 2 == [envelope.data] * 2
    assert (server.tokens, pauses) == (["token-1"], [])


SLOW = says(429, Retry_After="4")
# what the server does | with each message in turn | what is known | how often it was offered | what it has
FAULTS = [
    ("slow down, once", [SLOW], Sent(f"{REQUEST}1"), 2, 1),
    ("slow down, each time", [SLOW] * 9, Failed("Microsoft Graph says 429"), 4, 0),
    ("slow down, for an hour", [says(429, Retry_After="3600")], Failed("Microsoft Graph says 429 and asks for 3600 seconds; send again then"), 1, 0),
    ("busy, with a pause", [says(503, Retry_After="4")], Sent(f"{REQUEST}1"), 2, 1),
    ("busy, without one", [says(503)], answered(503), 1, 0),
    ("busy, though it took it", [takes_and_says(503)], answered(503), 1, 1),
    ("timed out behind its door, though it took it", [takes_and_says(504)], answered(504), 1, 1),
    ("stumbled", [says(500)], answered(500), 1, 0),
    ("late: the answer comes when nobody waits", [takes_and(is_silent)], UNANSWERED, 1, 1),
    ("never", [is_silent], UNANSWERED, 1, 0),
    ("cut with the whole message", [cuts], UNANSWERED, 1, 0),
    ("cut though it took it", [takes_and(cuts)], UNANSWERED, 1, 1),
    ("half an answer", [takes_and(says_half)], UNANSWERED, 1, 1),
    ("a page that says 200", [says(200, b"<html>Welcome</html>")], answered(200), 1, 0),
    ("a way to another place", [says(302, Location="https://elsewhere.example/")], answered(302), 1, 0),
    ("202 with junk", [takes_and_says(202, b"\xff<junk", request_id="a b\x7f")], Sent("202"), 1, 1),
    ("202 that asks to wait", [takes_and_says(202, Retry_After="1")], Sent("202"), 1, 1),
    ("202 twice in one breath", [says_twice(202)], Sent("202"), 1, 1),
    ("may not send", [says_no(403, "ErrorAccessDenied")], Failed("Microsoft Graph says 403 ErrorAccessDenied; give the application Mail.Send for the sender's mailbox"), 1, 0),
    ("not MIME", [says_no(400, "ErrorMimeContentInvalidBase64String")], Failed("Microsoft Graph says 400 ErrorMimeContentInvalidBase64String"), 1, 0),
    ("too large after all", [says(413)], Failed("Microsoft Graph says 413; it is too large"), 1, 0),
    ("no such mailbox", [says_no(404, "ErrorInvalidUser")], Failed("Microsoft Graph says 404 ErrorInvalidUser; correct sender: in cpdocs.yaml"), 1, 0),
    ("a request that came too slowly", [says(408)], answered(408), 1, 0),
    ("a token that has run out", [says(401)], Sent(f"{REQUEST}1"), 2, 1),
    ("no token is good", [says(401)] * 9, Failed("Microsoft Graph says 401; the sign-in is not taken"), 2, 0),
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
    assert said == known
    assert (server.offered, len(server.taken)) == (offered, has)
    assert NURSE not in repr(said)
    assert all(4 <= pause <= 6 for pause in pauses), "no less than was asked for"


def test_the_next_message_never_hears_the_answer_to_the_one_before(server, client) -> None:
    server.giving.extend([says_twice(202), says_no(403, "ErrorAccessDenied")])
    one, _ = client()
    assert one.carry(message()) == Sent("202")
    assert isinstance(one.carry(message()), Failed)
    assert len(server.taken) == 1


def test_a_body_that_was_not_said_to_its_end_is_offered_again(server, client) -> None:
    server.at_headers.extend([cuts, cuts])
    one, pauses = client()
    large = message(b"\x85" * 1_500_000)
    assert one.carry(large) == Sent(f"{REQUEST}1")
    assert (server.taken, len(pauses)) == ([large.data], 2)


def test_a_message_that_is_too_large_is_not_offered(server, client) -> None:
    one, _ = client(most=2_000)
    large = message(b"\x85" * 1_500)
    size = 4 * -(-len(large.data) // 3)
    assert one.carry(large) == Failed(f"its request has {size} bytes and Microsoft Graph takes 2000")
    assert server.heard == []


def test_after_an_answer_that_graph_never_gives_nothing_more_is_offered(server, client) -> None:
    server.giving.append(says(200, b"<html>Sign in to the network</html>"))
    one, _ = client()
    assert one.carry(message()) == answered(200)
    assert [one.carry(message()) for _ in range(3)] == [FOREIGN] * 3
    assert server.offered == 1


# the sign-in | what is known | what is said to whoever looks
@pytest.mark.parametrize(
    ("does", "because"),
    [
        (says(400, b'{"error": "invalid_client", "error_description": "AADSTS700027: <html>"}'), "the sign-in says invalid_client; look at tenant:, client_id: and the certificate"),
        (says(401, b'{"error": "unauthorized_client"}'), "the sign-in says unauthorized_client; look at tenant:, client_id: and the certificate"),
        (says(200, b"<html>"), "the sign-in does not answer as one does"),
        (cuts, "the sign-in does not answer as one does"),
    ],
    ids=["a certificate that it does not know", "an application that it does not know", "a page", "cut"],
)  # fmt: skip
def test_without_a_token_nothing_is_offered_and_nobody_waits_twice(does, because, server, client) -> None:
    server.signing.extend([does] * 9)
    one, pauses = client()
    assert [one.carry(message()) for _ in range(3)] == [Failed(because)] * 3
    assert len(pauses) in (0, 3)
    assert server.offered == 0


def test_where_nobody_listens_or_the_certificate_is_another_s_it_has_not_left(server, client, tmp_path) -> None:
    nowhere = "https://localhost:1"
    one, pauses = client(endpoint=nowhere, authority=nowhere)
    assert one.carry(message()) == Failed("the sign-in cannot be reached")
    assert len(pauses) == 3
    assert one.carry(message()) == Failed("the sign-in cannot be reached")
    assert len(pauses) == 3, "every message of the run would wait as long again"
    stranger, pauses = client(ca_file=None)
    said = stranger.carry(message())
    assert isinstance(said, Failed)
    assert "certificate is not good" in said.because
    assert (pauses, server.offered) == ([], 0)


def test_no_variable_of_the_environment_sends_it_elsewhere_or_makes_it_trust(server, client, monkeypatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(server.ca_file))
    assert isinstance(client()[0].carry(message()), Sent)
    assert isinstance(client(ca_file=None)[0].carry(message()), Failed)


# ---- what a stopped run left ----------------------------------------------------------------------------------------


def test_what_lies_in_sent_items_was_sent_and_what_does_not_proves_nothing(server, client) -> None:
    one, _ = client()
    one.carry(message())
    assert one.settle(SERIAL, "0" * 64) == Sent("found in Sent Items by its Message-ID")
    assert isinstance(one.settle("ZZ2ZZ3ZZ4Z", "0" * 64), InDoubt)
    server.keeps = False
    assert isinstance(one.settle(SERIAL, "0" * 64), InDoubt)


@pytest.mark.parametrize("does", [says(503), says(200, b"<html>"), says(200, b'{"value": 1}'), says(403), cuts, says(200, b'{"value": [{"internetMessageId": "<OTHER@council.example>"}]}')])  # fmt: skip
def test_a_look_that_fails_settles_nothing(does, server, client) -> None:
    one, _ = client()
    one.carry(message())
    server.looking.append(does)
    assert isinstance(one.settle(SERIAL, "0" * 64), InDoubt)


def test_whether_it_would_go_is_asked_without_offering_anything(server, client) -> None:
    assert client()[0].reach() == ""
    assert client(sender="other@council.example")[0].reach() == "Microsoft Graph lets nobody look into Sent Items (403)"
    assert server.offered == 0


# ---- before anything ------------------------------------------------------------------------------------------------

OTHER_KEY, OLD = made_certificate(days=-1)


@pytest.mark.parametrize(
    ("how", "because"),
    [
        ({"key": "no key"}, "cannot be read"),
        ({"certificate": "no certificate"}, "cannot be read"),
        ({"key": OTHER_KEY}, "the key is not that of the certificate"),
        ({"key": OTHER_KEY, "certificate": OLD}, "the certificate has run out"),
        ({"endpoint": "http://graph.example"}, "graph: endpoint: no address that begins with https://"),
        ({"authority": "https://user:secret@login.example"}, "graph: authority: no address"),
        ({"ca_file": "/nowhere.pem"}, "ca_file: there are no certificates"),
    ],
)
def test_what_is_amiss_is_said_before_anybody_is_asked(how, because, server, client) -> None:
    with pytest.raises(SettingsError, match=because) as said:
        client(**how)
    assert "secret" not in said.value.diagnostics()
    assert server.heard == []


def test_a_print_file_goes_by_no_wire(server, client) -> None:
    paper = Sealed(SERIAL, "print", PaperTo("post"), (SealedFile(f"{SERIAL}.pdf", "application/pdf", b"%PDF"),))
    assert client()[0].carry(address(paper, STATIONERY, NOON)) == Failed("only a message goes by Microsoft Graph")
    assert server.heard == []


def test_a_pause_may_be_a_date(server, client) -> None:
    server.giving.append(says(429, Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)))
    one, pauses = client()
    assert isinstance(one.carry(message()), Sent)
    assert 50 < pauses[0] < 91
