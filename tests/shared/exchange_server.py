"""The web service of an Exchange Server, as much of it as a message needs: Sent Items, CreateItem, FindItem."""

from __future__ import annotations

import base64
import html
import re
from collections import deque
from email.parser import BytesHeaderParser
from pathlib import Path

from web_server import Asked, Fault, WebServer, says

SENDER, USER, PASSWORD = "meetings@council.example", "COUNCIL\\meetings", "a password"
REQUEST = "0a1b2c3d-0000-4000-8000-00000000000"
_M = "http://schemas.microsoft.com/exchange/services/2006/messages"
_T = "http://schemas.microsoft.com/exchange/services/2006/types"
_SOAP = (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>'
    f'<h:ServerVersionInfo xmlns:h="{_T}" MajorVersion="15" MinorVersion="1" MajorBuildNumber="2507" '
    'MinorBuildNumber="6" Version="V2017_07_11"/></s:Header><s:Body>%s</s:Body></s:Envelope>'
)
_XML = {"Content_Type": "text/xml; charset=utf-8"}


def soap(service: str, inside: str, code: str = "NoError") -> bytes:
    kind = "Success" if code == "NoError" else "Error"
    text = "" if code == "NoError" else "<m:MessageText>no nurse@health.example here</m:MessageText>"
    message = (
        f'<m:{service}Response xmlns:m="{_M}" xmlns:t="{_T}"><m:ResponseMessages><m:{service}ResponseMessage '
        f'ResponseClass="{kind}">{text}<m:ResponseCode>{code}</m:ResponseCode>{inside}</m:{service}ResponseMessage>'
        f"</m:ResponseMessages></m:{service}Response>"
    )
    return (_SOAP % message).encode()


def names(code: str) -> Fault:
    """CreateItem is refused by this name of Exchange's."""
    return says(200, soap("CreateItem", "<m:Items/>", code), **_XML)


def faults(code: str, **headers: str) -> Fault:
    """A SOAP fault, which Exchange sends with 500."""
    e = "http://schemas.microsoft.com/exchange/services/2006/errors"
    told = (
        "<s:Fault><faultcode>a:X</faultcode><faultstring>no</faultstring><detail>"
        f'<e:ResponseCode xmlns:e="{e}">{code}</e:ResponseCode><e:Message xmlns:e="{e}">no</e:Message></detail></s:Fault>'
    )
    return says(500, (_SOAP % told).encode(), **_XML, **headers)


class ExchangeServer(WebServer):
    """Takes every message from USER, but for the faults that are queued. ``keeps`` False: Sent Items stay empty."""

    def __init__(self, folder: Path, **how: tuple[str, ...]) -> None:
        super().__init__(folder, **how)
        self.looking: deque[Fault] = deque()
        self.keeps = True

    @property
    def endpoint(self) -> str:
        return f"{self.url}/EWS/Exchange.asmx"

    def is_giving(self, asked: Asked) -> bool:
        return int(asked.headers.get("Content-Length", 0)) > 100_000 or b"<m:CreateItem " in getattr(asked, "body", b"")

    def answer(self, asked: Asked) -> None:
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if asked.path != "/EWS/Exchange.asmx":
            asked.say(404)
        elif asked.headers.get("Authorization") != f"Basic {login}":
            asked.say(401, WWW_Authenticate="Basic")
        elif self.is_giving(asked):
            self.offered += 1
            if self.giving:
                self.giving.popleft()(asked)
            else:
                self.take(asked)
                item = '<m:Items><t:Message><t:ItemId Id="A" ChangeKey="B"/></t:Message></m:Items>'
                asked.say(200, soap("CreateItem", item), request_id=f"{REQUEST}{len(self.taken)}", **_XML)
        elif self.looking:
            self.looking.popleft()(asked)
        elif b"<m:GetFolder" in asked.body:
            folder = (
                '<m:Folders><t:Folder><t:FolderId Id="S" ChangeKey="C"/><t:FolderClass>IPF.Note</t:FolderClass>'
                "<t:DisplayName>Sent Items</t:DisplayName></t:Folder></m:Folders>"
            )
            asked.say(200, soap("GetFolder", folder), **_XML)
        elif b"<m:FindItem" in asked.body:
            self._find(asked)
        else:
            self._get(asked)

    def take(self, asked: Asked) -> None:
        assert b'MessageDisposition="SendAndSaveCopy"' in asked.body
        assert re.search(rb'<m:SavedItemFolderId><t:DistinguishedFolderId Id="sentitems"', asked.body)
        [mime] = re.findall(rb"<t:MimeContent[^>]*>([^<]+)</t:MimeContent>", asked.body)
        self.taken.append(base64.b64decode(mime, validate=True))

    def _find(self, asked: Asked) -> None:
        [wanted] = re.findall(rb'InternetMessageId"/><t:FieldURIOrConstant><t:Constant Value="([^"]+)"', asked.body)
        found = [
            n for n, one in enumerate(self.taken) if self.keeps and _message_id(one) == html.unescape(wanted.decode())
        ]
        items = "".join(f'<t:Message><t:ItemId Id="{n}" ChangeKey="B"/></t:Message>' for n in found)
        root = (
            f'<m:RootFolder IndexedPagingOffset="1" TotalItemsInView="{len(found)}" IncludesLastItemInRange="true">'
            f"<t:Items>{items}</t:Items></m:RootFolder>"
        )
        asked.say(200, soap("FindItem", root), **_XML)

    def _get(self, asked: Asked) -> None:
        [number] = re.findall(rb'<t:ItemId Id="([0-9]+)"', asked.body)
        told = html.escape(_message_id(self.taken[int(number)]))
        item = f'<t:ItemId Id="0" ChangeKey="B"/><t:InternetMessageId>{told}</t:InternetMessageId>'
        asked.say(200, soap("GetItem", f"<m:Items><t:Message>{item}</t:Message></m:Items>"), **_XML)


def _message_id(message: bytes) -> str:
    return BytesHeaderParser().parsebytes(message)["Message-ID"]
