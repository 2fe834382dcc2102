"""What every transport promises (cpdocs/delivery/base.py), asked of each alike, over real files and real TLS."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from exchange_server import PASSWORD, USER, ExchangeServer
from graph_server import CERTIFICATE, CLIENT, KEY, SENDER, TENANT, GraphServer
from mail_server import MailServer

import cpdocs.delivery.exchange_wire as exchange_transport
from cpdocs.channels.base import EmailTo, Sealed, SealedFile
from cpdocs.delivery.base import Carriers, Failed, HandedOver, InDoubt, Sent
from cpdocs.delivery.envelope import Stationery, address
from cpdocs.delivery.exchange import Exchange
from cpdocs.delivery.graph import Graph, Tenant
from cpdocs.delivery.outbox import Outbox
from cpdocs.delivery.smtp import Server, Smtp
from cpdocs.delivery.web import Patience

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
STATIONERY = Stationery("Meetings Team", "meetings@council.example", "Papers", "A paper.", "council.example")


def mac(data):
    return hmac.new(b"key", data, hashlib.sha256).hexdigest()


def message(serial="AB2CD3EF4G", data=b"\x85\x00"):
    files = (SealedFile(f"{serial}-1.pdf.pgp", "application/octet-stream", data),)
    return address(Sealed(serial, "openpgp", EmailTo("nurse@health.example"), files), STATIONERY, NOON)


def graph(server, **how):
    told = (TENANT, CLIENT, SENDER, KEY, CERTIFICATE, "council.example", server.url, server.url, str(server.ca_file))
    return Graph(Tenant(*told, **how), Patience(lambda _: None))


def exchange(server, **how):
    told = (server.endpoint, "basic", USER, PASSWORD, SENDER, "council.example", str(server.ca_file))
    return Exchange(exchange_transport.Server(*told, **how), Patience(lambda _: None))


@pytest.fixture(params=["outbox", "smtp", "graph", "exchange"])
def carried(request, tmp_path):
    """A transport, and a look at the bytes of every message that it has let out."""
    if request.param == "outbox":
        one = Outbox(tmp_path / "outbox", mac)
        yield one, lambda: [p.read_bytes() for p in sorted((tmp_path / "outbox" / "email").glob("*.eml"))]
        one.close()
        return
    if request.param in ("graph", "exchange"):
        with (GraphServer if request.param == "graph" else ExchangeServer)(tmp_path) as server:
            one = graph(server) if request.param == "graph" else exchange(server)
            yield one, lambda: server.taken
            one.close()
        return
    with MailServer(tmp_path) as server:
        told = ("localhost", server.port, "starttls", "bounces@council.example", "council.example")
        one = Smtp(Server(*told, ca_file=str(server.ca_file)), lambda _: None)
        yield one, lambda: [taken.data for taken in server.handler.taken]
        one.close()


def test_it_has_a_name_for_the_ledger(carried) -> None:
    assert carried[0].name in {"outbox", "smtp", "graph", "exchange"}


def test_what_leaves_is_what_wire_said_before(carried) -> None:
    one, left = carried
    envelope = message(data=bytes(range(256)) * 40)
    wire = one.wire(envelope)
    assert isinstance(one.carry(envelope), Sent | HandedOver)
    assert left() == [wire]
    assert one.wire(envelope) == wire


def test_each_message_leaves_as_itself(carried) -> None:
    one, left = carried
    envelopes = [message(f"AB2CD3EF4{n}", bytes([0x85, n])) for n in range(5)]
    assert all(isinstance(one.carry(envelope), Sent | HandedOver) for envelope in envelopes)
    assert sorted(left()) == sorted(map(one.wire, envelopes))


def test_of_what_it_never_carried_it_does_not_say_that_it_left(carried) -> None:
    assert isinstance(carried[0].settle("ZZ2ZZ3ZZ4Z", "0" * 64), Failed | InDoubt)
    assert carried[1]() == []


@pytest.fixture(params=["smtp", "graph", "exchange"])
def narrow(request, tmp_path):
    """A transport whose server takes 4000 bytes at most, and a look at what was said to that server of messages."""
    if request.param == "smtp":
        with MailServer(tmp_path, most=4000) as server:
            told = ("localhost", server.port, "starttls", "bounces@council.example", "council.example")
            one = Smtp(Server(*told, ca_file=str(server.ca_file)), lambda _: None)
            yield one, lambda: [server.handler.offered, *server.handler.taken]
            one.close()
        return
    with (GraphServer if request.param == "graph" else ExchangeServer)(tmp_path) as server:
        one = graph(server, most=4000) if request.param == "graph" else exchange(server, most=4000)
        yield one, lambda: [server.offered, *server.taken]
        one.close()


def test_a_message_that_is_too_large_fails_by_its_size_before_it_is_offered(narrow) -> None:
    """And no other message fails with it."""
    one, said = narrow
    receipt = one.carry(message(data=b"\x85" * 4000))
    assert isinstance(receipt, Failed)
    assert receipt.because.startswith(("it has ", "its request has "))
    assert " takes 4000" in receipt.because
    assert said() == [0]
    assert isinstance(one.carry(message()), Sent)


def test_it_can_be_closed_twice_and_before_anything_was_carried(carried) -> None:
    carried[0].close()
    carried[0].close()


def test_a_run_s_carriers_are_each_closed_once() -> None:
    class Counting:
        name, closed = "counting", 0

        def close(self):
            self.closed += 1

    email, paper = Counting(), Counting()
    Carriers(email, paper).close()
    assert (email.closed, paper.closed) == (1, 1)
    Carriers(email, email).close()
    assert email.closed == 2
