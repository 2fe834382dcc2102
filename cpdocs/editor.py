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


def renew_schemas(workspace: Path, *, write: bool) -> tuple[str, ...]:
    """The schemas of a workspace that are not those of this cpdocs; with ``write`` they are put in their place.

    A workspace without any has chosen to have none. Raises OSError.
    """
    folder = workspace / SCHEMAS
    ours = {file_name(name): (shipped("schemas") / "v1" / file_name(name)).read_bytes() for name in _NAMES}
    old = [name for name, data in ours.items() if folder.is_dir() and not _holds(folder / name, data)]
    for name in old if write else ():
        files.put(folder / name, ours[name])
    return tuple(old)


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


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
