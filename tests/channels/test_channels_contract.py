"""What every channel promises (cpdocs/channels/base.py), asked of each alike; print is plain, and is left out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from certificate_zoo import NOW, PASSWORD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_pdf import WORDS, pdf

from cpdocs.channels.base import EmailTo, PaperTo, Parcel, PlainFile
from cpdocs.channels.openpgp import OpenPgp
from cpdocs.channels.pdf_password import PdfPassword
from cpdocs.channels.smime import Smime
from cpdocs.delivery.envelope import Stationery, address
from cpdocs.errors import ChannelError

SERIAL = "AB2CD3EF4G"
STATIONERY = Stationery("Meetings Team", "meetings@council.example", "Papers", "A paper.", "council.example")
DAY = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
#: Letters of which no run of ten stands in the frame of a file or a message by chance.
SECRETS = st.text("qxzjkvwy", min_size=10, max_size=40)


@pytest.fixture(params=["openpgp", "pgp/mime", "smime", "pdf_password"])
def way(request):
    """A channel, and what a parcel needs to go by it."""
    if request.param in ("openpgp", "pgp/mime"):
        zoo, store = request.getfixturevalue("zoo"), request.getfixturevalue("stocked")
        words = request.getfixturevalue("passphrase")
        with OpenPgp(store, zoo.fpr["authority"], lambda: words, whole=request.param == "pgp/mime") as channel:
            yield channel, {"channel": "openpgp", "fingerprint": zoo.fpr["good"]}
    elif request.param == "smime":
        animals, certificates = request.getfixturevalue("animals"), request.getfixturevalue("certificates")
        channel = Smime(certificates, lambda: certificates.signer(animals["council"].fpr, PASSWORD), lambda: NOW)
        yield channel, {"channel": "smime", "fingerprint": animals["good"].fpr}
    else:
        yield PdfPassword(), {"channel": "pdf_password", "phrase": WORDS}


def parcel(needs, *contents, to=EmailTo("m@home.example"), note="A paper."):  # noqa: B008  (frozen)
    files = tuple(PlainFile(f"{SERIAL}-{n}.pdf", "application/pdf", data) for n, data in enumerate(contents, 1))
    return Parcel(serial=SERIAL, to=to, files=files, note=note, **needs)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SECRETS, titled=SECRETS)
def test_nothing_of_the_plain_text_is_in_what_leaves(said, titled, way):
    channel, needs = way
    sealed = channel.seal(parcel(needs, pdf(said, title=titled), pdf(titled), note=f"Ring {said}."))
    for left in (*(file.data for file in sealed.files), address(sealed, STATIONERY, DAY).data):
        assert said.encode() not in left
        assert titled.encode() not in left


def test_what_is_sealed_is_the_parcel_s_and_goes_into_an_envelope_for_it(way):
    channel, needs = way
    sealed = channel.seal(parcel(needs, pdf("x"), pdf("y")))
    assert (sealed.serial, sealed.channel, sealed.to) == (SERIAL, needs["channel"], EmailTo("m@home.example"))
    envelope = address(sealed, STATIONERY, DAY)
    assert (envelope.name, envelope.to) == (f"{SERIAL}.eml", sealed.to)


@pytest.mark.parametrize("to", [PaperTo("post"), PaperTo("hand")])
def test_nothing_is_sealed_for_a_letter_box(to, way):
    channel, needs = way
    with pytest.raises(ChannelError):
        channel.seal(parcel(needs, pdf("x"), to=to))


def test_no_channel_takes_the_parcel_of_another(way):
    channel, needs = way
    for other in {"openpgp", "smime", "pdf_password", "print"} - {needs["channel"]}:
        with pytest.raises(ChannelError):
            channel.seal(parcel({**needs, "channel": other}, pdf("x")))


def test_nothing_is_sealed_without_what_the_recipient_agreed_to(way):
    channel, needs = way
    with pytest.raises(ChannelError) as caught:
        channel.seal(parcel({"channel": needs["channel"]}, pdf("x")))
    assert caught.value.hold in {"no-key", "no-phrase"}


def test_a_bad_parcel_leaves_the_next_one_as_it_would_have_been(way):
    channel, needs = way
    with pytest.raises(ChannelError):
        channel.seal(parcel(needs))
    assert channel.seal(parcel(needs, pdf("x"))).files
