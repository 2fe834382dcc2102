"""The whole of a parcel as one MIME entity, for channels that seal a message and not its files one by one."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cpdocs.channels.base import Parcel

#: Lines that any mail server passes on as they are.
ASCII: Final = policy.SMTP.clone(max_line_length=78)


def entity_of(parcel: Parcel) -> bytes:
    """The covering text and the files as the parts of one message, ASCII with CRLF. Same parcel, same bytes."""
    message = EmailMessage(ASCII)
    message.set_content(f"{parcel.note.strip()}\n", cte="quoted-printable")
    for file in parcel.files:
        kind, _, subkind = file.media_type.partition("/")
        message.add_attachment(file.data, maintype=kind, subtype=subkind, filename=file.name)
    message.set_boundary(f"=_{parcel.serial}-1")
    return message.as_bytes()
