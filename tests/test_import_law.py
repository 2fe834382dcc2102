"""The import law: which room may know which (DESIGN.md section 2).

A View that could reach the record, or a layout that could reach a View, would be a second door for what a person must
not learn. The law is checked twice: import-linter follows chains through third modules (the contracts in
pyproject.toml), and the tables below say module by module what a room may name, wherever in a file the import stands.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import lint_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = Path(__file__).resolve().parents[1]
PACKAGE = TOP / "cpdocs"

# Open to every room; they import nothing of ours themselves, but for needles, which is made of words.
FOUNDATION = ("errors", "files", "needles", "words")

# A room, and what of ours it may import besides itself and the foundation. A bare room means all of it.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "record": (),
    "rules": ("record",),
    "views": ("record", "rules.situation"),  # situation.py: the types that rules answer in
    "documents": ("views.leaves", "views.shape"),
    "render": ("documents.blocks",),
    "pack": ("render", "documents.blocks"),
    "channels": (),
    "delivery": ("channels.base",),
    "ledger": (),
}

# Single modules that may name less than their room.
MAY_IMPORT_LESS: dict[str, tuple[str, ...]] = {
    "views.leaves": (),
    "views.shape": ("views.leaves",),
    "documents.blocks": (),
    "channels.base": (),
}

# What stands above the rooms and may import all of them; no room may import any of it.
ABOVE = {
    *("", "__main__", "cli", "demo", "doctor", "init", "new", "batch", "run", "distribution", "stages"),
    *("editor", "validate", "workspace", "settings", "template_check", "template_folders", "transports"),
    *("approval", "archive", "backup", "bounces", "breach", "case_file", "council_files", "due", "enclosing"),
    *("covering", "erasing", "packing", "plain_copies"),
    *("history", "keeping", "phrases", "pinning", "recovery", "release", "restore", "rights", "settling", "upgrade"),
}
# ``shipped`` belongs to those above too, but itself needs the foundation only.
SHIPPED = "shipped"

# A door to the world, and the rooms that may hold it. Nobody else imports it, the top layer included.
DOORS: dict[str, tuple[str, ...]] = {
    "gnupg": ("channels",),
    "weasyprint": ("render",),
    "docxtpl": ("render",),
    "docx": ("render",),
    "jinja2": ("documents", "render"),
    "markdown_it": ("documents",),
    "sqlalchemy": ("ledger",),
    "sqlite3": ("ledger",),
    "rich": ("cli",),
    "icalendar": ("cli",),
    "exchangelib": ("delivery",),
    "httpx": ("delivery",),
    "msal": ("delivery",),
    "smtplib": ("delivery",),
    "socket": ("delivery",),
    "ssl": ("delivery",),
    "http": ("delivery",),
    "urllib.request": ("delivery",),
    "requests": ("delivery",),  # exchangelib speaks through it, and takes an adapter of ours
    "urllib3": (),
    "pickle": (),  # what a fenced child says must never run code here
    "marshal": (),
    "shelve": (),
}

# Stands behind a door, but only turns a file's URL into its path.
NO_DOOR = "urllib.request.url2pathname"

# Rooms that are told the day and never ask for it, so that one run has one today.
WITHOUT_A_CLOCK = ("record", "rules", "views", "documents")
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}


def module_name(path: Path, package: Path) -> str:
    """``render/pdf.py`` -> ``render.pdf``; a room's ``__init__`` is the room; the package's own is the empty name."""
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, module: str, *, is_package: bool) -> Iterator[tuple[int, str]]:
    """Each (line, dotted name) that a file imports: anywhere in it, relative ones made absolute, late ones by name too."""
    here = ("cpdocs." + module).rstrip(".").split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = node.level - is_package
            base = here[: len(here) - up] if node.level else []
            full = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{full}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in {"import_module", "__import__"}:
            yield from ((node.lineno, str(a.value)) for a in node.args[:1] if isinstance(a, ast.Constant))


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def inside(name: str, allowed: str) -> bool:
    return name == allowed or name.startswith(allowed + ".")


def allowed_for(module: str) -> tuple[str, ...] | None:
    """What ``module`` may import of ours; None means everything below the top."""
    room = module.partition(".")[0]
    if room in ABOVE:
        return None
    if room in FOUNDATION:
        return ("words",) if room == "needles" else ()
    if room == SHIPPED:
        return FOUNDATION
    own = () if module in MAY_IMPORT_LESS else (room,)
    return (*FOUNDATION, *own, *MAY_IMPORT_LESS.get(module, MAY_IMPORT[room]))


def offences(package: Path) -> list[str]:
    """Every import in ``package`` that the law forbids, as ``file:line: what``."""
    return [f"{path.relative_to(package)}:{line}: {what}" for path, line, what in _offences(package)]


def _offences(package: Path) -> Iterator[tuple[Path, int, str]]:
    for path in sorted(package.rglob("*.py")):
        module = module_name(path, package)
        room = module.partition(".")[0]
        if room not in {*MAY_IMPORT, *FOUNDATION, *ABOVE, SHIPPED}:
            yield path, 1, f"{room} has no place in the law"
            continue
        tree = ast.parse(path.read_text("utf-8"))
        allowed = allowed_for(module)
        for line, name in imported(tree, module, is_package=path.name == "__init__.py"):
            ours = name.removeprefix("cpdocs.") if inside(name, "cpdocs") else None
            if ours is not None and allowed is not None and not any(inside(ours, a) for a in allowed):
                yield path, line, f"{room} imports {name}"
            for door, rooms in DOORS.items():
                if inside(name, door) and room not in rooms and name != NO_DOOR:
                    yield path, line, f"{room} holds {door}"
        if room in WITHOUT_A_CLOCK:
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _called(node) in CLOCKS and not _is_a_value(node):
                    yield path, node.lineno, f"{room} reads the clock"


def _is_a_value(node: ast.Call) -> bool:
    """``time(10, 30)`` and ``moment.time()`` are values; ``time.time()`` and ``date.today()`` are clocks."""
    if _called(node) != "time":
        return False
    return not (isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "time")


def test_the_contracts_that_follow_chains_hold(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(config_filename=str(TOP / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_no_module_imports_what_the_law_table_forbids() -> None:
    assert offences(PACKAGE) == []


def test_a_room_that_is_imported_in_part_lets_nothing_else_in_through_its_front_door() -> None:
    """``import cpdocs.views.shape`` runs ``views/__init__`` as well: were the cutters there, documents would load them."""
    for partly in {a.partition(".")[0] for allowed in MAY_IMPORT.values() for a in allowed if "." in a}:
        path = PACKAGE / partly / "__init__.py"
        tree = ast.parse(path.read_text("utf-8"))
        assert [name for _, name in imported(tree, partly, is_package=True) if inside(name, "cpdocs")] == []


BAD = {
    "a layout that imports the record": ("render/pdf.py", "from cpdocs.record.model import Record"),
    "a layout that imports a View's shape": ("render/pdf.py", "import cpdocs.views.shape"),
    "a layout that imports wording": ("render/pdf.py", "from cpdocs.documents.wording import fill"),
    "an import for type checkers only": (
        "documents/wording.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from cpdocs.record.model import Record",
    ),
    "an import inside a function": ("channels/openpgp.py", "def f():\n    from cpdocs.record import model"),
    "a relative import": ("ledger/store.py", "from ..record import model"),
    "a relative import in a room's front": ("ledger/__init__.py", "from ..record import model"),
    "an import by name at run time": (
        "ledger/store.py",
        "import importlib\nimportlib.import_module('cpdocs.record.model')",
    ),
    "a room that imports the whole package": ("rules/holds.py", "import cpdocs"),
    "a room that imports the small API": ("rules/holds.py", "from cpdocs import distribution"),
    "a room that imports the workspace": ("delivery/outbox.py", "from cpdocs.workspace import Workspace"),
    "a room that asks where templates lie": ("documents/templates.py", "from cpdocs.shipped import folder"),
    "delivery that opens a channel": ("delivery/outbox.py", "from cpdocs.channels.openpgp import OpenPgp"),
    "a cutter that runs a rule": ("views/cut.py", "from cpdocs.rules.entitlements import entitle"),
    "a shape that holds a record's type": ("views/shape/__init__.py", "from cpdocs.record.people import Person"),
    "a shape that knows the cutters": ("views/shape/__init__.py", "from cpdocs.views.cut import cut"),
    "errors that know a room": ("errors.py", "from cpdocs.record.model import Record"),
    "errors that know words": ("errors.py", "from cpdocs.words import letters"),
    "a module that the law does not know": ("helpers.py", "import json"),
    "a room that the law does not know": ("utils/text.py", "import json"),
    "gpg outside channels": ("cli/keys.py", "import gnupg"),
    "the network in a layout": ("render/pdf.py", "from urllib.request import urlopen"),
    "a child's answer that is unpickled": ("render/fence.py", "import pickle"),
    "a database outside the ledger": ("workspace.py", "from sqlalchemy import create_engine"),
    "a rule that reads the day": ("rules/calendar.py", "from datetime import date\nx = date.today()"),
    "a cutter that reads the clock": ("views/cut.py", "import time\nx = time.time()"),
    "wording that reads the clock": (
        "documents/wording.py",
        "from datetime import UTC, datetime\nx = datetime.now(UTC)",
    ),
}
GOOD = {
    "a room that imports itself and the foundation": (
        "render/pdf.py",
        "from cpdocs.errors import RenderError\nfrom cpdocs.words import letters\nfrom . import fence\nimport weasyprint",
    ),
    "a layout that imports blocks": ("render/pdf.py", "from cpdocs.documents.blocks import Draft"),
    "the foundation by the package's name": ("render/pdf.py", "from cpdocs import errors"),
    "a file's URL turned into its path": ("render/pdf.py", "from urllib.request import url2pathname"),
    "a time of day as a value": ("rules/calendar.py", "from datetime import time\nx = time(10, 30)\ny = m.time()"),
    "the top layer that imports every room": (
        "distribution.py",
        "from cpdocs.record import model\nimport cpdocs.ledger",
    ),
}


def _written(package: Path, file: str, source: str) -> Path:
    path = package / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, "utf-8")
    return package


@pytest.mark.parametrize(("file", "source"), BAD.values(), ids=BAD)
def test_the_law_refuses(file: str, source: str, tmp_path: Path) -> None:
    assert [found.partition(":")[0] for found in offences(_written(tmp_path, file, source))] == [file]


@pytest.mark.parametrize(("file", "source"), GOOD.values(), ids=GOOD)
def test_the_law_allows(file: str, source: str, tmp_path: Path) -> None:
    assert offences(_written(tmp_path, file, source)) == []
