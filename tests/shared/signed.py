"""An approver with a key of her own, whose secret half stands nowhere in the workspace: what ``approve --accept`` takes."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cpdocs import approval
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.workspace import open_workspace


@contextmanager
def approver(folder: Path, staff: str = "reviewing_officer") -> Iterator[Any]:
    """Give this member of staff a key in the workspace at ``folder``, and to the caller what signs with it."""
    with GpgHome() as home:
        key = make_key(home, staff)
        open_workspace(folder).keys.import_public(key.public)
        authority = folder / "authority" / "authority.yaml"
        told = authority.read_text("utf-8")
        authority.write_text(re.sub(rf"(- id: {staff}\n)", rf"\1    key: {key.fingerprint}\n", told, count=1), "utf-8")

        def sign(text: bytes) -> bytes:
            command = ["gpg", "--homedir", str(home.folder), "--batch", "--no-tty", "-q", "--armor", "--detach-sign"]
            return subprocess.run(command, input=text, capture_output=True, check=True).stdout

        sign.home = home.folder  # whoever plays the approver opens what she is sent
        yield sign


def approve(folder: Path, record: Path, today, document: str, by: str, operator: str) -> None:
    """Have a document's copies approved with a signature, as those for the Reporter must be."""
    with approver(folder, by) as sign:
        workspace = open_workspace(folder)
        text = approval.request(workspace, record, today, document, by, operator)
        approval.accept(workspace, record, today, document, by, sign(text), operator)
