"""How a table of template checks is read: for each check one folder that trips it, and one that just does not.

Every row starts from a workspace in which nothing is amiss, with an invitation and looks of the council's own. A change
is a file below templates/ and what becomes of it: a pair of texts, of which the first gives way to the second; a text
or bytes for the whole file; a function of its bytes; None to take it away.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from cpdocs.render.fence import Fence
from cpdocs.template_check.check import check
from cpdocs.template_check.checks import Finding
from cpdocs.workspace import open_workspace

Change: TypeAlias = "tuple[str, str] | str | bytes | Callable[[bytes], bytes] | None"

SUPPORTER = "invitation/supporter"
ABOUT_FILE, WORDING_FILE, EMAIL_FILE = f"{SUPPORTER}/about.yaml", f"{SUPPORTER}/wording.md", f"{SUPPORTER}/email.md"
PREVIEW_FILE = f"{SUPPORTER}/preview.yaml"
LAYOUTS = "_authority/layouts"
LETTER = f"{LAYOUTS}/letter"

ABOUT = "title: Time and place\nlayout: letter\n"
WORDING = """\
# Time and place

Dear {{ addressee }},

> **{{ meeting.date|weekday }}, {{ meeting.starts|clock }}**

## Where

{{ meeting.place }}

{% if meets_chair_at %}
Please come at {{ meets_chair_at|clock }}.
{% endif %}

{{ chair.name }}, {{ authority.names.chair }}, telephone {{ chair.phone }}

This letter may leave out information that cannot be shared. If you would like it in another language or format, please ring {{ authority.reply_phone }}.
"""
EMAIL = "This message has a letter for you.\n\nIf you cannot open it, ring {{ authority.reply_phone }}.\n"


@dataclass(frozen=True)
class Council:
    """A workspace that can be spoilt and looked at. ``fences`` gives a child to lay papers out in."""

    folder: Path
    fences: Callable[[Sequence[Path]], AbstractContextManager[Fence]] = Fence

    def change(self, changes: Mapping[str, Change]) -> None:
        for name, change in changes.items():
            path = self.folder / "templates" / name
            if change is None:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            elif isinstance(change, tuple):
                text = path.read_text("utf-8")
                assert change[0] in text, f"{name} has no {change[0]}"
                path.write_text(text.replace(change[0], change[1], 1), "utf-8")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                data = change(path.read_bytes()) if callable(change) else change
                path.write_bytes(data.encode() if isinstance(data, str) else data)

    def findings(self, *names: str, lays_out: bool = False) -> list[Finding]:
        workspace = open_workspace(self.folder)
        if not lays_out:
            return list(check(workspace, names).findings)
        with self.fences(workspace.templates.folders) as fence:
            return list(check(workspace, names, fence).findings)


@dataclass(frozen=True)
class Row:
    """``trips`` breaks the rule ``id`` at ``at`` (a file below templates/, and its line); ``spares`` just does not.

    ``also`` names the other findings that come with the one or the other by their nature.
    """

    id: str
    at: tuple[str, int | None]
    trips: Mapping[str, Change]
    spares: Mapping[str, Change]
    also: frozenset[str] = frozenset()
    lays_out: bool = field(default=False, kw_only=True)


def row(
    ident: str, at: tuple[str, int | None], trips: Mapping[str, Change], spares: Mapping[str, Change], *also: str
) -> Row:
    return Row(ident, at, trips, spares, frozenset(also))


def laid_out(
    ident: str, at: tuple[str, int | None], trips: Mapping[str, Change], spares: Mapping[str, Change], *also: str
) -> Row:
    """A row for what only a finished paper shows."""
    return Row(ident, at, trips, spares, frozenset(also), lays_out=True)


# ---- changes of a Word file -----------------------------------------------------------------------------------------

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def part(name: str, new: bytes | str | Callable[[bytes], bytes] | None) -> Callable[[bytes], bytes]:
    """The Word file with one part changed, added, or (None) taken away."""

    def changed(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {one: package.read(one) for one in package.namelist()}
        if new is None:
            del parts[name]
        else:
            made = new(parts.get(name, b"")) if callable(new) else new
            parts[name] = made.encode() if isinstance(made, str) else made
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for one, value in parts.items():
                package.writestr(one, value)
        return out.getvalue()

    return changed


def without(pattern: str) -> Callable[[bytes], bytes]:
    """The Word file without the parts whose names are of ``pattern``."""

    def changed(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [one for one in package.namelist() if re.fullmatch(pattern, one)]
        for name in names:
            data = part(name, None)(data)
        return data

    return changed


def damaged(name: str) -> Callable[[bytes], bytes]:
    """The Word file with the packed bytes of one part overwritten, as a bad disk leaves it."""

    def changed(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            start = package.getinfo(name).header_offset + 30 + len(name)
        return data[:start] + b"\xff" * 20 + data[start + 20 :]

    return changed


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    """A part with one text in the place of another."""

    def changed(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), 1)

    return changed


def in_body(xml: str) -> Callable[[bytes], bytes]:
    """The Word file with a piece of XML at the end of its text."""
    return part("word/document.xml", swapped("<w:sectPr", f"{xml}<w:sectPr"))
