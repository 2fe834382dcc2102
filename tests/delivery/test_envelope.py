import re
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.parser import BytesParser
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpdocs.channels.base import EmailTo, PaperTo, Sealed, SealedFile
from cpdocs.delivery import envelope as module
from cpdocs.delivery.envelope import Stationery, address
from cpdocs.errors import CarryError, CpdocsError, SettingsError

SERIAL = "AB2CD3EF4G"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
FIELDS = {
    "sender_name": "Meetings Team",
    "sender_address": "meetings@council.example",
    "subject": "Papers",
    "body": "Please find a paper attached.\n\nIt opens with your key.",
    "message_id_domain": "council.example",
}
STATIONERY = Stationery(**FIELDS)


def sealed(mailbox="nurse@health.example", count=1, data=b"\x85\x00", **change) -> Sealed:
    names = [f"{SERIAL}-{n}.pdf.pgp" for n in range(1, count + 1)]
    files = tuple(SealedFile(name, "application/octet-stream", data) for name in names)
    return Sealed(**{"serial": SERIAL, "channel": "openpgp", "to": EmailTo(mailbox), "files": files, **change})


def parsed(data: bytes):
    return BytesParser(policy=policy.default).parsebytes(data)


def test_the_headers_are_these_and_no_others():
    envelope = address(sealed(), STATIONERY, NOON)
    message = parsed(envelope.data)
    assert list(message.items()) == [
        ("From", "Meetings Team <meetings@council.example>"),
        ("To", "nurse@health.example"),
        ("Subject", "Papers AB2CD3EF4G"),
        ("Date", "Mon, 02 Nov 2026 12:00:00 +0000"),
        ("Message-ID", "<AB2CD3EF4G@council.example>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'multipart/mixed; boundary="=_AB2CD3EF4G"'),
    ]
    assert (envelope.name, envelope.serial, envelope.to) == ("AB2CD3EF4G.eml", SERIAL, EmailTo("nurse@health.example"))


def test_the_parts_are_the_covering_text_and_ordinary_attachments():
    data = bytes(range(256)) * 500
    body, *attached = parsed(address(sealed(count=2, data=data), STATIONERY, NOON).data).iter_parts()
    assert (body.get_content_type(), body.get_content()) == (
        "text/plain",
        "Please find a paper attached.\r\n\r\nIt opens with your key.\r\n",
    )
    assert body["Content-Disposition"] is None
    assert [part.get_filename() for part in attached] == ["AB2CD3EF4G-1.pdf.pgp", "AB2CD3EF4G-2.pdf.pgp"]
    for part in attached:
        assert part.is_attachment()
        assert part.get_content_type() == "application/octet-stream"
        assert set(part.keys()) == {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}
        assert part.get_content() == data


def whole(data=b"\x30\x82", **change) -> Sealed:
    file = SealedFile(f"{SERIAL}.p7m", "application/pkcs7-mime", data)
    told = {"serial": SERIAL, "channel": "smime", "to": EmailTo("nurse@health.example"), "files": (file,)}
    return Sealed(**told | change)


def test_an_smime_parcel_is_the_message_itself_and_has_no_text_outside():
    data = bytes(range(256)) * 500
    written = address(whole(data), STATIONERY, NOON).data
    message = parsed(written)
    assert list(message.items())[-4:] == [
        ("MIME-Version", "1.0"),
        ("Content-Type", 'application/pkcs7-mime; smime-type="enveloped-data"; name="smime.p7m"'),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", 'attachment; filename="smime.p7m"'),
    ]
    assert len(message.items()) == 9
    assert message.get_content() == data
    assert b"paper" not in written


def test_a_pdf_with_a_password_is_an_ordinary_attachment_that_a_telephone_knows():
    files = tuple(SealedFile(f"{SERIAL}-{n}.pdf", "application/pdf", b"%PDF") for n in (1, 2))
    _, *attached = parsed(address(sealed(channel="pdf_password", files=files), STATIONERY, NOON).data).iter_parts()
    assert [(part.get_filename(), part.get_content_type()) for part in attached] == [
        (f"{SERIAL}-1.pdf", "application/pdf"),
        (f"{SERIAL}-2.pdf", "application/pdf"),
    ]


@pytest.mark.parametrize(
    ("channel", "names"),
    [
        ("smime", [f"{SERIAL}-1.pdf.pgp"]),
        ("smime", [f"{SERIAL}-1.pdf"]),
        ("smime", [f"{SERIAL}.p7m", f"{SERIAL}.p7m"]),
        ("smime", []),
        ("pdf_password", [f"{SERIAL}-1.docx"]),
        ("pdf_password", [f"{SERIAL}.pdf"]),
        ("pdf_password", [f"{SERIAL}-1.pdf.pgp"]),
        ("openpgp", [f"{SERIAL}-1.pdf"]),
        ("openpgp", [f"{SERIAL}.p7m"]),
        ("print", [f"{SERIAL}-1.pdf"]),
    ],
)
def test_only_what_a_channel_seals_for_email_goes_by_email(channel, names):
    files = tuple(SealedFile(name, "application/octet-stream", b"x") for name in names)
    with pytest.raises(CarryError, match="not sealed for email"):
        address(sealed(channel=channel, files=files), STATIONERY, NOON)


def test_the_same_parcel_is_the_same_message():
    assert address(sealed(), STATIONERY, NOON) == address(sealed(), STATIONERY, NOON)


def test_a_local_date_keeps_its_offset():
    data = address(sealed(), STATIONERY, datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))).data
    assert b"\r\nDate: Wed, 01 Jul 2026 09:30:00 +0100\r\n" in data


@pytest.mark.parametrize(
    "mailbox",
    [
        pytest.param("a@b.example, evil@x.example", id="two with a comma: the standard library takes it for two"),
        pytest.param("a@b.example,evil@x.example", id="two without a space"),
        pytest.param("a@b.example; evil@x.example", id="two with a semicolon"),
        pytest.param("a@b.example evil@x.example", id="two with a space"),
        pytest.param("a@b.example\r\nBcc: evil@x.example", id="a header behind CRLF"),
        pytest.param("a@b.example\nBcc: evil@x.example", id="a header behind LF"),
        pytest.param("a@b.example\r\n", id="a trailing CRLF"),
        pytest.param("a@b.example\n", id="a trailing LF"),
        pytest.param("a@b.example\0", id="NUL"),
        pytest.param("a@b.example\u2028", id="a line separator"),
        pytest.param("Nurse <a@b.example>", id="a display name"),
        pytest.param("<a@b.example>", id="brackets"),
        pytest.param("team: a@b.example;", id="a group"),
        pytest.param("a@b.example (evil@x.example)", id="a comment"),
        pytest.param('"a, evil@x.example"@b.example', id="a quoted local part with a second address"),
        pytest.param('"a b"@b.example', id="a quoted local part"),
        pytest.param("a@b@x.example", id="two at signs"),
        pytest.param("@x.example:a@b.example", id="a source route"),
        pytest.param("a%x.example@", id="no domain"),
        pytest.param("@b.example", id="no local part"),
        pytest.param("a@localhost", id="no dot in the domain"),
        pytest.param("a@[192.0.2.1]", id="an address literal"),
        pytest.param("a..b@b.example", id="two dots"),
        pytest.param(".a@b.example", id="a dot first"),
        pytest.param("a@b..example", id="an empty label"),
        pytest.param("a@-b.example", id="a hyphen first"),
        pytest.param("a@b.example.", id="a dot last"),
        pytest.param("a@h\u0435alth.example", id="a Cyrillic e in the domain"),
        pytest.param("nurs\u0435@health.example", id="a Cyrillic e in the name"),
        pytest.param("a@bücher.example", id="an international domain as typed"),
        pytest.param("a\u200b@b.example", id="a zero-width space"),
        pytest.param("\u202ea@b.example", id="right to left"),
        pytest.param("=?utf-8?q?a=40b.example=2C?=evil@x.example,", id="an encoded word and a comma"),
        pytest.param("a" * 65 + "@b.example", id="a local part of 65"),
        pytest.param("a@" + "b" * 64 + ".example", id="a label of 64"),
        pytest.param("a@" + "b." * 124 + "example", id="255 characters"),
        pytest.param(" a@b.example", id="a space before"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_not_one_plain_mailbox_is_refused(mailbox):
    with pytest.raises(CarryError) as caught:
        address(sealed(mailbox), STATIONERY, NOON)
    assert "@" not in caught.value.diagnostics()


@pytest.mark.parametrize(
    "mailbox",
    [
        "a@b.example",
        "first.last+case@sub.health.example",
        "o'neil@b.example",
        "a@xn--bcher-kva.example",
        "a" * 64 + "@" + "b" * 63 + ".example",
        "a@" + "b." * 122 + "example",
    ],
)
def test_a_plain_mailbox_is_the_one_recipient(mailbox):
    data = address(sealed(mailbox), STATIONERY, NOON).data
    assert [one.addr_spec for one in parsed(data)["To"].addresses] == [mailbox]
    assert f"\r\nTo: {mailbox}\r\n".encode() in data


@example("a@b.example, evil@x.example")
@given(st.text(st.characters(codec="utf-8"), max_size=40).map(lambda t: t + "@x.example") | st.text(max_size=20))
def test_whatever_passes_is_one_recipient_to_every_parser(mailbox):
    try:
        data = address(sealed(mailbox), STATIONERY, NOON).data
    except CarryError:
        return
    assert getaddresses([parsed(data)["To"]]) == [("", mailbox)]
    assert set(parsed(data).keys()) == {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}


BAD_TEXTS = [
    "",
    " ",
    "x\r\nBcc: evil@x.example",
    "x\ny",
    "x\0",
    "x\u202ey",
    "x\u200by",
    "x\u2028y",
    " x",
    "x  y",
    "x" * 61,
]


@pytest.mark.parametrize("field", ["sender_name", "subject"])
@pytest.mark.parametrize("text", BAD_TEXTS)
def test_a_line_that_could_carry_another_is_refused(field, text):
    with pytest.raises(SettingsError, match=field):
        Stationery(**{**FIELDS, field: text})


@pytest.mark.parametrize("text", ["", " \n", "x\r\ny", "x\ry", "x\0", "x\u202ey"])
def test_a_covering_text_that_could_hide_something_is_refused(text):
    with pytest.raises(SettingsError, match="body"):
        Stationery(**{**FIELDS, "body": text})


@pytest.mark.parametrize("text", ["a@b.example, c@d.example", "a@b.example\r\nX: y", "a", "Ä@b.example"])
def test_a_sender_that_is_not_one_mailbox_is_refused(text):
    with pytest.raises(SettingsError, match="sender_address"):
        Stationery(**{**FIELDS, "sender_address": text})


@pytest.mark.parametrize("text", ["", "council", "a b.example", "council.example>\r\nX: y", "ä.example"])
def test_a_message_id_domain_that_is_none_is_refused(text):
    with pytest.raises(SettingsError, match="message_id_domain"):
        Stationery(**{**FIELDS, "message_id_domain": text})


@pytest.mark.parametrize(
    "name",
    [
        "Sgioba Choinneamhan Chomhairle na Gàidhealtachd",
        'The "Team", Council',
        "a=?utf-8?q?b?=",
        "Back\\slash",
        "a@b.example",
    ],
)
def test_a_name_and_a_subject_read_as_they_were_set(name):
    message = parsed(address(sealed(), Stationery(**{**FIELDS, "sender_name": name, "subject": name}), NOON).data)
    assert [(one.display_name, one.addr_spec) for one in message["From"].addresses] == [
        (name, "meetings@council.example")
    ]
    assert message["Subject"] == f"{name} {SERIAL}"


printable = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=50)


paragraphs = st.lists(printable | st.just("\n") | st.just(" "), max_size=12).map("".join)


@given(printable, printable, paragraphs, st.binary(max_size=300))
def test_no_constant_and_no_file_makes_a_loose_line_end_or_another_header(name, subject, body, data):
    try:
        stationery = Stationery(**{**FIELDS, "sender_name": name, "subject": subject, "body": body})
        envelope = address(sealed(data=data), stationery, NOON)
    except CpdocsError:
        return
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", envelope.data)
    assert max(map(len, envelope.data.split(b"\r\n"))) < 400
    message = parsed(envelope.data)
    text, attached = message.iter_parts()
    assert text.get_content() == (body.strip() + "\n").replace("\n", "\r\n")
    assert attached.get_content() == data
    assert len(message.keys()) == 7


def test_paper_goes_without_a_message():
    file = SealedFile(f"{SERIAL}.pdf", "application/pdf", b"%PDF-1.7")
    envelope = address(sealed(channel="print", to=PaperTo("post"), files=(file,)), STATIONERY, NOON)
    assert (envelope.name, envelope.data, envelope.to) == ("AB2CD3EF4G.pdf", b"%PDF-1.7", PaperTo("post"))


PLAIN = SealedFile(f"{SERIAL}.pdf", "application/pdf", b"%PDF-1.7")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"channel": "print", "files": (PLAIN,)}, id="a plain print file to a mailbox"),
        pytest.param({"files": (PLAIN,)}, id="a file that is not sealed"),
        pytest.param({"files": ()}, id="nothing"),
        pytest.param({"files": (SealedFile("ZZ2CD3EF4G-1.pdf.pgp", "", b"x"),)}, id="another parcel's file"),
        pytest.param({"files": (SealedFile(f'{SERIAL}-1.pdf.pgp"\r\nX: y', "", b"x"),)}, id="a header in a file name"),
        pytest.param({"to": PaperTo("post")}, id="a sealed file on paper"),
        pytest.param({"channel": "print", "to": PaperTo("post"), "files": (PLAIN, PLAIN)}, id="two print files"),
        pytest.param({"to": PaperTo("post"), "files": (PLAIN,)}, id="an email channel on paper"),
        pytest.param(
            {
                "serial": "../../x",
                "channel": "print",
                "to": PaperTo("post"),
                "files": (SealedFile("../../x.pdf", "", b"%"),),
            },
            id="a serial that is a path",
        ),
        pytest.param({"serial": "AB2CD3EF4G\r\nX: y"}, id="a serial with a header"),
    ],
)
def test_a_sealed_parcel_of_another_shape_is_refused(change):
    with pytest.raises(CarryError):
        address(sealed(**change), STATIONERY, NOON)


def test_a_date_without_a_zone_is_refused():
    with pytest.raises(CarryError, match="time zone"):
        address(sealed(), STATIONERY, NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        pytest.param(b"\r\nSubject:", b"\r\nCc: c@d.example\r\nSubject:", id="a Cc"),
        pytest.param(b"nurse@health.example", b"nurse@health.example, c@d.example", id="a second recipient"),
        pytest.param(b"nurse@health.example", b"nurse@police.example", id="another recipient"),
        pytest.param(b"Papers AB", b"Papers of a child AB", id="another subject"),
        pytest.param(b"\r\nDate:", b"\nDate:", id="a bare LF"),
        pytest.param(b"\r\nDate:", b"\rDate:", id="a bare CR"),
        pytest.param(b"<meetings@council", b"<someone@council", id="another sender"),
    ],
)
def test_a_message_that_reads_back_otherwise_is_refused(written, instead, monkeypatch):
    right = module._written

    def wrong(*args):
        data = right(*args)
        assert written in data
        return data.replace(written, instead)

    monkeypatch.setattr(module, "_written", wrong)
    with pytest.raises(CarryError, match="read back"):
        address(sealed(), STATIONERY, NOON)


# PGP/MIME: the message is the sealed one (RFC 3156, section 4).

ARMOURED = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA1\n=abcd\n-----END PGP MESSAGE-----\n"


def armoured(*data, names=(f"{SERIAL}.asc",)):
    files = tuple(SealedFile(name, "application/pgp-encrypted", one) for name, one in zip(names, data, strict=True))
    return sealed(files=files)


def test_a_pgp_mime_message_is_its_two_parts_and_says_nothing_else():
    data = address(armoured(ARMOURED), STATIONERY, NOON).data
    assert data.endswith(
        b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="=_AB2CD3EF4G"\r\n'
        b"\r\n--=_AB2CD3EF4G\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        b'\r\n--=_AB2CD3EF4G\r\nContent-Type: application/octet-stream; name="AB2CD3EF4G.asc"\r\n'
        b'Content-Disposition: inline; filename="AB2CD3EF4G.asc"\r\n\r\n'
        b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA1\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
        b"\r\n--=_AB2CD3EF4G--\r\n"
    )
    version, message = parsed(data).iter_parts()
    assert (version.get_content_type(), version.get_payload()) == ("application/pgp-encrypted", "Version: 1\r\n")
    assert message.get_payload(decode=True).replace(b"\r\n", b"\n") == ARMOURED
    assert b"Please find" not in data


@pytest.mark.parametrize(
    "wrong",
    [
        armoured(b"\x85\x00"),
        armoured(b"a letter in the clear\n"),
        armoured(ARMOURED + b"--=_AB2CD3EF4G--\n"),
        armoured(ARMOURED.replace(b"hQEMA1", b"--=_AB2CD3EF4G")),
        armoured(ARMOURED.replace(b"\n", b"\r\n")),
        armoured(ARMOURED, ARMOURED, names=(f"{SERIAL}.asc", f"{SERIAL}.asc")),
        armoured(ARMOURED, b"\x85", names=(f"{SERIAL}.asc", f"{SERIAL}-1.pdf.pgp")),
        armoured(ARMOURED, names=("ZZ2CD3EF4G.asc",)),
        sealed(channel="pdf_password", files=armoured(ARMOURED).files),
    ],
    ids=range(9),
)
def test_what_is_not_one_armoured_message_goes_into_no_envelope(wrong):
    with pytest.raises(CarryError):
        address(wrong, STATIONERY, NOON)
