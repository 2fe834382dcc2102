"""Whether this machine and this workspace can do the whole job: each thing tried, and how to mend what is amiss.

Nothing is repeated here: each check asks the room that will need the thing, in the way in which it will need it. A key
is really made in a throw-away home, a page is really laid out behind the fence, the ledger is really recomputed. So
what is in order here does not fail for its sake in the middle of a sending. Nothing is changed and nothing is sent.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from cpdocs import init, keeping
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.doctor import keys
from cpdocs.doctor.check import Check, Looked
from cpdocs.documents.address_sheet import address_sheet
from cpdocs.errors import CpdocsError
from cpdocs.ledger import place
from cpdocs.ledger.entry import time_text
from cpdocs.record.authority import Authority
from cpdocs.render import problems
from cpdocs.render.fence import Fence
from cpdocs.render.folders import Folders
from cpdocs.render.letters import font_letters, refuse_missing_in
from cpdocs.shipped import folder as shipped
from cpdocs.template_check.check import check as check_templates
from cpdocs.template_folders import layouts, variants
from cpdocs.transports import reach
from cpdocs.workspace import Workspace, open_workspace

_OLDEST_GNUPG: Final = (2, 2)  # what python-gnupg and gpg_home.py were tried with; Debian 12 has 2.2.40
# They end an agent and clear up after it. gpg alone would do the work and leave a secret key's agent.
_GNUPG_TOOLS: Final = ("gpg-agent", "gpgconf", "gpg-connect-agent")
#: What scripts/setup asks for, by the plain names under which WeasyPrint loads them, and their Debian packages.
_LIBRARIES: Final = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
#: Letters of names that a council in Scotland will meet: Gaelic, Polish, Romanian, Lithuanian.
_NAMES: Final = "ÀÈÌÒÙàèìòù ĄĆĘŁŃÓŚŹŻąćęłńóśźż ĂÂÎȘȚăâîșț ČĖĮŠŲŪŽčėįšųūž"
_DIGITS: Final = 12


def examine(folder: Path | None, now: Callable[[], datetime]) -> Looked:
    """Every check of the machine, then of the workspace in ``folder`` if there is one. Raises nothing of ours."""
    workspace: Workspace | None = None
    opened: list[Check] = []
    if folder is not None:
        try:
            workspace = open_workspace(folder, now)
            opened.append(Check("settings", ok=True, what="cpdocs.yaml, authority and contacts can be read"))
        except CpdocsError as error:
            opened.append(_amiss("settings", error))
    yield from of_machine(workspace.templates.folders if workspace else (shipped("templates"),))
    yield from opened
    if workspace is not None:
        yield from of_workspace(workspace)


def of_machine(templates: tuple[Path, ...]) -> Looked:
    """What the machine must have, and the fonts and layouts in the folders ``templates``."""
    yield from _tried("gnupg", _gnupg)
    yield from _tried("libraries", libraries)
    yield from _tried("fonts", partial(fonts, templates))
    yield from _tried("layout", partial(_layout, templates))
    yield from _tried("time-zone", partial(_zone, str(Authority.model_fields["timezone"].default)))


def of_workspace(workspace: Workspace) -> Looked:
    """What a workspace must hold, and where it must lie."""
    zone = tuple(_zone(workspace.authority.timezone))
    yield from zone
    if not all(check.ok for check in zone):
        return  # without it there is no today, and every command would stop
    for name, look in _OF_A_WORKSPACE.items():
        yield from _tried(name, partial(look, workspace))


def _tried(name: str, look: Callable[[], Looked]) -> Looked:
    """What ``look`` finds; whatever a room refuses on the way is a thing to mend, with the room's own cure."""
    try:
        yield from look()
    except CpdocsError as error:
        yield _amiss(name, error)
    except problems.ProblemError as problem:
        yield _amiss(name, problems.error(problem.code))
    except OSError as error:
        yield Check(name, ok=False, what=f"a file cannot be read ({type(error).__name__})", mend="Look at its rights.")


def _amiss(name: str, error: CpdocsError) -> Check:
    message = " ".join(line.strip() for line in error.message.splitlines())
    return Check(name, ok=False, what=message, mend=error.hint or "Mend what is said here, and run this again.")


def _gnupg() -> Looked:
    cure = "Install it: apt install gpg gpg-agent gpgconf"
    if missing := [tool for tool in _GNUPG_TOOLS if shutil.which(tool) is None]:
        yield Check("gnupg", ok=False, what=f"not installed: {', '.join(missing)}", mend=cure)
    with GpgHome() as home:
        version = tuple(home.gpg.version)
        make_key(home, "doctor")
    told = ".".join(map(str, version))
    if version < _OLDEST_GNUPG:
        yield Check("gnupg", ok=False, what=f"gpg {told} is too old", mend="Install 2.2 or later.")
    elif not missing:
        yield Check("gnupg", ok=True, what=f"gpg {told} makes a key, and its agent starts and ends")


def libraries(needed: dict[str, str] = _LIBRARIES) -> Looked:
    """The libraries that lay out a page. ``needed`` is their names and the Debian packages that hold them."""
    missing = []
    for name, package in needed.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(package)
    if missing:
        cure = f"Install them: apt install --no-install-recommends {' '.join(missing)}"
        yield Check("libraries", ok=False, what=f"not installed: {', '.join(missing)}", mend=cure)
    else:
        yield Check("libraries", ok=True, what="Pango and HarfBuzz's subsetting can be loaded")


def fonts(roots: tuple[Path, ...]) -> Looked:
    """The typeface: that it is there, with the letters that names in Scotland need, and which one it is."""
    folders = Folders(roots)
    known = font_letters(folders.fonts())
    refuse_missing_in((_NAMES,), known)
    digest = folders.digest()[:_DIGITS]
    yield Check("fonts", ok=True, what=f"{len(known)} letters; digest of layouts and fonts {digest}")


def _layout(roots: tuple[Path, ...]) -> Looked:
    with Fence(roots) as fence:
        paper = fence.lay_out(address_sheet("Doctor", (), "hand"), "pdf")
    yield Check("layout", ok=True, what=f"WeasyPrint lays out a page behind the fence ({len(paper.data)} bytes)")


def _zone(name: str) -> Looked:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        cure = "Correct timezone in authority.yaml, as in Europe/London."
        yield Check("time-zone", ok=False, what=f"the time zone {name} is not known", mend=cure)
    else:
        yield Check("time-zone", ok=True, what=f"{name} is known")


def _authority(workspace: Workspace) -> Looked:
    if left := init.unfilled(workspace.authority):
        cure = f"Put your council's own words into {workspace.settings.authority}."
        yield Check("authority", ok=False, what=f"still as cpdocs init wrote it: {', '.join(left)}", mend=cure)
    else:
        yield Check("authority", ok=True, what="the words on papers and messages are the council's own")


def _ledger(workspace: Workspace) -> Looked:
    path, where = workspace.ledger_file, "in PostgreSQL"
    if path is not None:
        place.check_place(path)
        where = "on a local disk"
    if not (workspace.begun or (path is not None and path.exists())):
        yield Check("ledger", ok=True, what=f"none yet; the first plan makes one, {where}")
        return
    with workspace.ledger() as ledger:
        found, last = keeping.verify(workspace, ledger), ledger.last_time()
    if found.valid:
        yield Check("ledger", ok=True, what=f"{found.entries} entries, in order, {where}")
    else:
        faults = ", ".join(f"{fault.kind} at entry {fault.seq}" for fault in found.faults)
        cure = "Send nothing. Put the ledger back from its backup, and find out who changed it."
        yield Check("ledger", ok=False, what=f"it does not verify: {faults}", mend=cure)
    if workspace.settings.demo:
        yield Check("clock", ok=True, what="a demo plays on days of its own")
    elif time_text(workspace.now()) < last:
        cure = "Set the machine's clock, and let it be kept by the network's time."
        yield Check("clock", ok=False, what=f"the clock is before the ledger's last entry, {last}", mend=cure)
    else:
        yield Check("clock", ok=True, what="not before the ledger's last entry")


def _folders(workspace: Workspace) -> Looked:
    settings = workspace.settings
    ours = {settings.keys, settings.outbox} | ({str(Path(settings.ledger).parent)} if workspace.ledger_file else set())
    found = [check for name in sorted(ours) for check in _folder(workspace.folder / name, name, 0o077)]
    found += _folder(workspace.folder / "records", "records", stat.S_IRWXO)  # a team may share its records
    try:
        place.check_place(workspace.folder / settings.keys)
    except CpdocsError:
        cure = "Move the workspace to a folder on a disk of this machine that no program copies to others."
        found.append(Check("folders", ok=False, what="the workspace is shared with other machines", mend=cure))
    yield from found or [Check("folders", ok=True, what="closed to other accounts, writable, on this machine alone")]


def _folder(path: Path, name: str, closed: int) -> Looked:
    """One folder; one that is not there yet is made, closed to others, by whatever needs it first."""
    if not path.exists():
        return
    if stat.S_IMODE(path.stat().st_mode) & closed:
        yield Check("folders", ok=False, what=f"{name} is open to other accounts", mend=f"chmod 700 {name}")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        yield Check("folders", ok=False, what=f"{name} cannot be written by this account", mend=f"chown it: {name}")


def _templates(workspace: Workspace) -> Looked:
    own = sorted({place.document for place in (*variants(workspace), *layouts(workspace)) if place.own})
    if not own:
        yield Check("templates", ok=True, what="the shipped ones")
        return
    with Fence(workspace.templates.folders) as fence:
        findings = check_templates(workspace, own, fence).findings
    errors = sum(finding.severity == "error" for finding in findings)
    cure = f"See which: cpdocs templates check {' '.join(own)}"
    if errors:
        yield Check("templates", ok=False, what=f"{errors} to mend in the council's own templates", mend=cure)
    else:
        yield Check("templates", ok=True, what=f"the council's own are in order: {', '.join(own)}")


def _way(name: str, setting: str, workspace: Workspace) -> Looked:
    if (because := reach(workspace, setting)) is not None:
        well, cure = (
            "it answers, with a good certificate",
            f"Ask whoever keeps it, or correct {setting}: in cpdocs.yaml.",
        )
        yield Check(name, ok=not because, what=because or well, mend=cure if because else "")


_OF_A_WORKSPACE: Final[dict[str, Callable[[Workspace], Looked]]] = {
    "authority": _authority,
    "passphrase": keys.passphrase,
    "signing": keys.signing,
    "archive": keys.archive,
    "pins": keys.pins,
    "certificates": keys.certificates,
    "backup": keys.backup,
    "ledger": _ledger,
    "checkpoints": lambda workspace: (Check("checkpoints", *one) for one in keeping.look(workspace)),
    "folders": _folders,
    "templates": _templates,
    "mail-server": partial(_way, "mail-server", "smtp"),
    "graph": partial(_way, "graph", "graph"),
    "exchange": partial(_way, "exchange", "exchange"),
}
