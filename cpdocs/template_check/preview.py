"""preview.yaml: an invented View, to look at a paper without a record.

It has the fields of the View but for the council's own words, which are this workspace's. It is YAML as records are:
days 2026-11-12, times 10:30, yes and no as words, told texts under a bar; what may be missing is left out, and what is
empty is "" or [].
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from cpdocs.documents.kinds import bare, element, nearest
from cpdocs.record.findings import Finding
from cpdocs.record.load import read_tree
from cpdocs.record.tree import Path as At
from cpdocs.record.tree import Tree, Value, path_text
from cpdocs.record.yaml_lines import lines
from cpdocs.template_check.made import fields
from cpdocs.views.leaves import Prose
from cpdocs.views.shape import AuthorityWords, View

V = TypeVar("V", bound=View)
_AUTHORITY: Final = "authority"


def read_preview(
    path: Path, kind: type[V], authority: AuthorityWords, label: str
) -> tuple[V | None, tuple[Finding, ...]]:
    """The View in a preview.yaml, with the council's words; or None, and everything that is wrong with the file."""
    tree, wrong = read_tree(path, label)
    if tree is None or wrong:
        return None, wrong
    reader = _Reader(tree, authority)
    view = reader.shape(kind, tree.data, ())
    return (None if reader.findings else view), tuple(sorted(reader.findings))


def written_preview(view: View) -> str:
    """The preview.yaml that ``read_preview`` reads as ``view``."""
    value = _plain(view)
    del value[_AUTHORITY]
    return "\n".join(lines(value)) + "\n"


def _plain(value: Any) -> Any:  # noqa: ANN401  (any leaf or shape)
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value) if isinstance(value, date | int | str) else value


class _Reader:
    """One file against one shape; every finding at once."""

    def __init__(self, tree: Tree, authority: AuthorityWords) -> None:
        self._tree, self._authority = tree, authority
        self.findings: list[Finding] = []

    def shape(self, kind: Any, value: Value, at: At) -> Any:  # noqa: ANN401  (a shape)
        if not isinstance(value, dict):
            return self._wrong(at, "wrong-shape", "a block of fields belongs here", "indented lines with a field each")
        known = {name: field for name, field in fields(kind).items() if at or name != _AUTHORITY}
        misspelt: set[str] = set()  # what is there under another name is not missing besides
        for name in value.keys() - known.keys():
            self._wrong((*at, name), "unknown-field", "this paper has no field of this name", nearest(name, known))
            misspelt |= set(get_close_matches(name, known.keys() - value.keys(), n=1))
        made: dict[str, Any] = {} if at else {_AUTHORITY: self._authority}
        for name, field in known.items():
            if value.get(name) is not None:
                made[name] = self._value(field.kind, value[name], (*at, name))
            elif field.optional:
                made[name] = None
            elif name not in misspelt:
                self._wrong((*at, name), "missing-field", f"{name} is missing", 'write it, if only as "" or []')
        return kind(**made) if made.keys() >= known.keys() else None

    def _value(self, kind: Any, value: Value, at: At) -> Any:  # noqa: ANN401  (any leaf or shape)
        kind = bare(kind)
        if (one := element(kind)) is not None:
            if not isinstance(value, list):
                return self._wrong(at, "wrong-shape", "a list belongs here", "put it on lines that begin with a hyphen")
            return tuple(self._value(one, item, (*at, n)) for n, item in enumerate(value))
        if dataclasses.is_dataclass(kind):
            return self.shape(kind, value, at)
        if not isinstance(value, str):
            return self._wrong(at, "wrong-shape", "one text belongs here", "a text with a colon needs quotation marks")
        return self._leaf(kind, value, at)

    def _leaf(self, kind: Any, text: str, at: At) -> Any:  # noqa: ANN401  (any leaf)
        try:
            return _LEAVES[kind](text)
        except (KeyError, ValueError):
            return self._wrong(at, *_WRONG[kind])

    def _wrong(self, at: At, ident: str, message: str, hint: str) -> None:
        place = self._tree.key_place(at) if ident == "unknown-field" else self._tree.place(at)
        self.findings.append(
            Finding(ident, "error", self._tree.file, place.line, place.column, path_text(at), message, hint)
        )


_LEAVES: Final[Mapping[Any, Callable[[str], Any]]] = {
    str: str,
    Prose: Prose,
    bool: {"yes": True, "no": False}.__getitem__,
    int: int,
    date: date.fromisoformat,
    time: time.fromisoformat,
}
_WRONG: Final = {
    bool: ("not-yes-or-no", "this must be yes or no", "write yes or no, in small letters"),
    int: ("not-whole-number", "this must be a whole number", "write digits alone"),
    date: ("not-a-date", "this must be a day", "write the day as 2026-11-12"),
    time: ("not-a-time", "this must be a time", "write the time as 10:30"),
}
