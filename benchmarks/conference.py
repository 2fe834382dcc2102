"""One conference of twelve recipients, from a record to the outbox, and the same papers as the floor makes them.

The example's completed initial conference, all its parcels, approved: letters, minutes and what goes with them. Keys
are made once; each round gets a workspace from which nothing has been sent.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from signed import approver

from cpdocs import approval, demo, run
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.documents.blocks import Draft
from cpdocs.render.folders import Folders
from cpdocs.render.letters import drawable
from cpdocs.render.telephones import kept_together
from cpdocs.render.templating import environment, filled, page_values
from cpdocs.stages import Preparation
from cpdocs.workspace import Workspace, open_workspace

RECORD = "records/CP-2026-0142-1.minuted.yaml"
TODAY = date(2026, 11, 16)
CPDOCS = Path(sys.executable).with_name("cpdocs")
OPERATOR, APPROVER = "admin", "reviewing_officer"
#: In the demo their papers are held for want of one; here everybody's go.
WITHOUT_A_KEY = ("gp-market-square", "reporter-kinnaird")
LEFT_OUT = shutil.ignore_patterns("ledger", "outbox", "workspace.key", "ledger.key")


class Conference:
    """The workspace to be sent from and the floor's jobs, both below ``folder``."""

    def __init__(self, folder: Path) -> None:
        played = folder / "played"
        demo.play(played, lambda _: None)
        self._whole = Path(shutil.copytree(played, folder / "whole", ignore=LEFT_OUT))
        shutil.rmtree(self._whole / "archive")
        self._folder = folder
        for owner in WITHOUT_A_KEY:
            _pin_a_key(open_workspace(self._whole), owner)
        workspace, preparation = _approved(self._whole)
        self._home = Path(tempfile.mkdtemp(prefix="floor-", dir="/tmp"))  # gpg's agent has no use for a longer path
        self._jobs = folder / "jobs.json"
        self._jobs.write_text(json.dumps(self._floor_jobs(workspace, preparation)), "utf-8")
        self._rounds = 0

    def close(self) -> None:
        """End the floor's agent and remove its keys."""
        self._end_agent()
        shutil.rmtree(self._home)

    def ours(self) -> list[str]:
        """The arguments of one send from a workspace from which nothing has been sent."""
        self._rounds += 1
        fresh = Path(shutil.copytree(self._whole, self._folder / f"round-{self._rounds}"))
        where = ["--workspace", str(fresh), "--today", TODAY.isoformat()]
        return [str(CPDOCS), "send", str(fresh / RECORD), *where, "--operator", OPERATOR]

    def floor(self) -> list[str]:
        """The arguments of one run of floor.py; its agent is as cold as ours."""
        self._end_agent()
        return [str(Path(__file__).with_name("floor.py")), str(self._jobs), tempfile.mkdtemp(dir=self._folder)]

    def _floor_jobs(self, workspace: Workspace, preparation: Preparation) -> dict[str, object]:
        """Each distinct paper once, each copy, and each file that goes encrypted."""
        folders = Folders(tuple(root.resolve() for root in workspace.templates.folders))
        layouts: dict[str, dict[str, str]] = {}
        known: dict[str, str] = {}
        copies: dict[str, str] = {}
        ciphertexts: dict[str, str] = {}
        keys = self._floor_keys(workspace)
        for parcel in (p for p in preparation.parcels if p.settled.planned.route.channel):
            route = parcel.written.planned.route
            for number, paper in enumerate(parcel.written.papers, 1):
                if paper.draft is None:
                    continue
                text = paper.draft.to_json()
                if text not in known:
                    known[text] = f"layout-{len(known)}"
                    layouts[known[text]] = _page(folders, paper.draft)
                name = f"{parcel.written.serial}-{number}.pdf"
                copies[name] = known[text]
                if route.channel == "openpgp" and route.fingerprint in keys:
                    ciphertexts[name] = route.fingerprint
        strip = self._folder / "strip.pdf"
        strip.write_bytes(_strip(folders))
        common = {"strip": str(strip), "home": str(self._home)}
        return {**common, "layouts": layouts, "copies": copies, "ciphertexts": ciphertexts}

    def _floor_keys(self, workspace: Workspace) -> set[str]:
        """The recipients' keys in a home of the floor's own, with a signing key that asks for nothing."""
        self._gpg("--passphrase", "", "--quick-generate-key", "floor", "ed25519", "sign")
        for path in (workspace.folder / "keys").glob("*.asc"):
            self._gpg("--import", str(path))
        return {pin.fingerprint for pin in workspace.keys.pins().values()}

    def _gpg(self, *arguments: str) -> None:
        command = ["gpg", "--homedir", str(self._home), "--batch", "--quiet", "--pinentry-mode", "loopback", *arguments]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)

    def _end_agent(self) -> None:
        subprocess.run(["gpgconf", "--homedir", str(self._home), "--kill", "all"], check=True)


def _pin_a_key(workspace: Workspace, owner: str) -> None:
    with GpgHome() as home:
        key = make_key(home, owner)
    workspace.keys.import_public(key.public)
    workspace.keys.pin(owner, key.fingerprint, TODAY, OPERATOR)


def _approved(folder: Path) -> tuple[Workspace, Preparation]:
    """Every document approved by signature, as the Reporter's copy must be."""
    with approver(folder, APPROVER) as sign:
        workspace, record = open_workspace(folder), folder / RECORD
        preparation = run.look(workspace, record, TODAY)
        waiting = {p.written.planned.document for p in preparation.parcels if p.settled.approval != "not_needed"}
        for document in waiting:
            text = approval.request(workspace, record, TODAY, document, APPROVER, OPERATOR)
            approval.accept(workspace, record, TODAY, document, APPROVER, sign(text), OPERATOR)
    return workspace, preparation


def _page(folders: Folders, draft: Draft) -> dict[str, str]:
    """The HTML that the fenced child gives to WeasyPrint."""
    folder = folders.layout(draft.layout)
    ready = Draft.from_json(drawable(kept_together(draft).to_json()))
    html = filled(environment(folders, folder), "layout.html", page_values(ready, folders))
    return {"html": html, "base": f"{folder.as_uri()}/", "style": str(folder / "look.css")}


def _strip(folders: Folders) -> bytes:
    import weasyprint

    folder = folders.layout("stamp")
    html = filled(environment(folders, folder), "layout.html", {"lines": ["Issued to somebody · AAAAAAAAAA"]})
    page = weasyprint.HTML(string=html, base_url=f"{folder.as_uri()}/")
    made: bytes = page.write_pdf(stylesheets=[folder / "look.css"])
    return made
