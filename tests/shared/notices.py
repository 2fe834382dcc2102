"""Notifications of our own making, in the forms that mail servers write: of a message of ours, and to one address.

Each takes the message that was sent, as bytes, and the address that it is about; ``more`` changes a field of it.
"""

from __future__ import annotations

import base64
from email import policy
from email.parser import BytesHeaderParser

#: What people are told, and what must never be kept: the name and the words of somebody who lives there.
PROSE = "Shona Rennie does not live here any more, try 27 Mill Brae"


def head_of(message: bytes) -> str:
    """Its headers alone."""
    return message.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode() + "\n"


def header(message: bytes, name: str) -> str:
    return str(BytesHeaderParser(policy=policy.default).parsebytes(message)[name])


def _fields(**fields: str | None) -> str:
    return "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in fields.items() if value is not None)


def postfix(message: bytes, to: str, *, whole=True, **more: str | None) -> bytes:
    """Postfix: text, the status, and the message or (``whole=False``) its headers."""
    status = {"Final_Recipient": f"rfc822; {to}", "Original_Recipient": f"rfc822;{to}"}
    status |= {"Action": "failed", "Status": "5.1.1", "Remote_MTA": "dns; mx.agency.example"}
    status |= {"Diagnostic_Code": f"smtp; 550 5.1.1 <{to}>: {PROSE}"} | more
    back = message.replace(b"\r\n", b"\n").decode() if whole else head_of(message)
    return f"""Return-Path: <>
Received: by mail.council.example (Postfix) id 4F2A1; Mon, 16 Nov 2026 14:01:10 +0000 (GMT)
Date: Mon, 16 Nov 2026 14:01:10 +0000 (GMT)
From: MAILER-DAEMON@mail.council.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: bounces@council.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2A1.1794837670/mail.council.example"
Message-Id: <20261116140110.4F2A1@mail.council.example>

This is a MIME-encapsulated message.

--4F2A1.1794837670/mail.council.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
{PROSE}

--4F2A1.1794837670/mail.council.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.council.example
X-Postfix-Queue-ID: 4F2A1
X-Postfix-Sender: rfc822; bounces@council.example
Arrival-Date: Mon, 16 Nov 2026 14:00:59 +0000 (GMT)

{_fields(**status)}
--4F2A1.1794837670/mail.council.example
Content-Description: Undelivered Message{"" if whole else " Headers"}
Content-Type: {"message/rfc822" if whole else "text/rfc822-headers"}

{back}
--4F2A1.1794837670/mail.council.example--
""".encode()


def exchange(message: bytes, to: str, **more: str | None) -> bytes:
    """Exchange Server on the council's premises: CRLF, text and HTML, the status, the whole message."""
    return _microsoft(message, to, "EXCH01.council.example", "5.1.1", "message/rfc822", message.decode(), more)


def microsoft365(message: bytes, to: str, **more: str | None) -> bytes:
    """Microsoft 365: the same with a page of 60 KB for people, and the headers alone."""
    where = "LO2P265MB0001.GBRP265.PROD.OUTLOOK.COM"
    return _microsoft(message, to, where, "5.1.10", "text/rfc822-headers", head_of(message), more, page=60_000)


def _microsoft(message, to, server, code, kind, back, more, page=500) -> bytes:
    status = {"Final_Recipient": f"rfc822;{to}", "Action": "failed", "Status": code}
    status |= {"Diagnostic_Code": f"smtp;550 {code} RESOLVER.ADR.RecipientNotFound; {PROSE}"}
    status |= {"X_Display_Name": "Rennie, Shona"} | more
    html = base64.encodebytes(f"<html><body>{PROSE}{'<p>help</p>' * (page // 11)}</body></html>".encode()).decode()
    text = f"""From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@council.example>
To: <bounces@council.example>
Date: Mon, 16 Nov 2026 14:01:12 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_6d2a1b_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-GB
Message-ID: <0b1f2c3d@{server}>
In-Reply-To: {header(message, "Message-ID")}
References: {header(message, "Message-ID")}
Subject: Undeliverable: {header(message, "Subject")}
Auto-Submitted: auto-replied
MIME-Version: 1.0

--_6d2a1b_
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="_7e3b2c_"

--_7e3b2c_
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:
{PROSE}

--_7e3b2c_
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: base64

{html}
--_7e3b2c_--

--_6d2a1b_
Content-Type: message/delivery-status

Reporting-MTA: dns;{server}
Received-From-MTA: dns;mail.council.example
Arrival-Date: Mon, 16 Nov 2026 14:00:59 +0000

{_fields(**status)}
--_6d2a1b_
Content-Type: {kind}

{back}
--_6d2a1b_--
"""
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def delayed(message: bytes, to: str) -> bytes:
    return postfix(message, to, whole=False, Action="delayed", Status="4.4.1", Will_Retry_Until="Sat, 21 Nov 2026")


def delivered(message: bytes, to: str, **more: str | None) -> bytes:
    return postfix(message, to, whole=False, **({"Action": "delivered", "Status": "2.0.0"} | more))


def without_message(message: bytes, to: str) -> bytes:
    """A notification that brings nothing back and says in its own headers what it answers."""
    whole = exchange(message, to)
    start = whole.index(b"--_6d2a1b_\r\nContent-Type: message/rfc822")
    return whole[:start] + b"--_6d2a1b_--\r\n"


def vacation(message: bytes, to: str) -> bytes:
    """Somebody is away; her answer quotes ours."""
    return f"""From: {to}
To: bounces@council.example
Subject: Automatic reply: {header(message, "Subject")}
In-Reply-To: {header(message, "Message-ID")}
Auto-Submitted: auto-replied
Content-Type: text/plain

I am away until Monday. My manager is reached at another@agency.example.
Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
""".encode()


def read_receipt(message: bytes, to: str) -> bytes:
    return (
        postfix(message, to)
        .replace(b"report-type=delivery-status", b"report-type=disposition-notification")
        .replace(b"message/delivery-status", b"message/disposition-notification")
    )


def around_another(message: bytes, to: str) -> bytes:
    """A notification about a message of somebody else's, in which a message of ours lies as an attachment."""
    other = f"""From: somebody@agency.example
To: other@elsewhere.example
Subject: FW: a letter
Message-ID: <1234@agency.example>
Date: Mon, 16 Nov 2026 15:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_f"

--=_f
Content-Type: message/rfc822

{message.replace(bytes([13, 10]), bytes([10])).decode()}
--=_f
Content-Type: message/delivery-status

Reporting-MTA: dns; inner.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1

--=_f--
""".encode()
    return postfix(other, "other@elsewhere.example")


#: name -> a notification that the message did not arrive, in one form of a real server
FORMS = {
    "Postfix, the whole message": postfix,
    "Postfix, its headers": lambda message, to, **more: postfix(message, to, whole=False, **more),
    "Exchange Server": exchange,
    "Microsoft 365": microsoft365,
}
