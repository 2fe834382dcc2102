"""The first line by which an editor that knows YAML finds a file's schema, so that it helps while a clerk writes.

The line holds a path from the file to the schema: no editor then asks the network, and it goes on working without.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from cpdocs import files
from cpdocs.record.schema import file_name
from cpdocs.shipped import folder as shipped

#: Below a workspace: the schemas as they came with the cpdocs that made it; ``cpdocs schema -o schemas`` renews them.
SCHEMAS: Final = "schemas"
#: Of the files that a person writes.
_NAMES: Final = ("authority", "contacts", "entitlements", "record", "settings", "timescales")
_LINE: Final = re.compile(r"\A# yaml-language-server: \$schema=(?:[^\n]*/)?([^/\n]+)\n")


def bring_schemas(workspace: Path) -> None:
    """Put the schemas of the files that a person writes into a new workspace. Raises OSError."""
    folder = workspace / SCHEMAS
    folder.mkdir(mode=0o700)
    for name in _NAMES:
        files.write_new(folder / file_name(name), (shipped("schemas") / "v1" / file_name(name)).read_bytes())


def pointed(text: str, file: Path, workspace: Path | None) -> str:
    """``text`` with a first line that leads from ``file`` to the schemas of its workspace.

    Without a workspace, or without the schema in it, there is no such line: a path that leads nowhere is an error
    message in every editor.
    """
    hit = _LINE.match(text)
    if hit is None:
        return text
    schema = None if workspace is None else workspace.resolve() / SCHEMAS / hit[1]
    if schema is None or not schema.is_file():
        return text[hit.end() :]
    way = Path(os.path.relpath(schema, file.resolve().parent)).as_posix()
    return f"# yaml-language-server: $schema={way}\n{text[hit.end() :]}"
