"""YAML as a clerk writes it, made from values: what ``yaml_tree`` reads back is exactly what was given.

For records that cpdocs begins (new.py). A text stands bare only if nothing in it could be read as anything else; a
text of several lines goes under a bar, any other into quotation marks. So ``10:30``, ``no``, ``a #3`` and ``he said:
no`` come back as they were, and a text cannot become a field (HAZARDS.md 10).
"""

from __future__ import annotations

import json
import re
from typing import Final

from cpdocs.record.tree import Value

_INDENT: Final = "  "
_WIDEST: Final = 100
_ID: Final = re.compile(r"(?!null$)(?:agency:)?[a-z][a-z0-9_-]{0,59}")
#: One line of letters and digits of any script with marks that mean nothing to YAML outside of brackets. A colon only
#: between two letters or digits, as in 10:30 and agency:health.
_BARE: Final = re.compile(r"[^\W_](?:[\w .,;?!/'()’–-]|(?<=\w):(?=[^\W_]))*(?<! )")
_NULLS: Final = frozenset({"null", "Null", "NULL"})
#: What the loader refuses as it stands, and what JSON leaves unescaped though YAML does not take it.
_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
#: A text that a bar can hold unchanged: no line but the last is followed by nothing, none begins or ends in a blank.
_UNDER_A_BAR: Final = re.compile(r"(?:\S(?:[^\n]*\S)?\n+)+\S(?:[^\n]*\S)?")


def lines(value: dict[str, Value], depth: int = 0) -> list[str]:
    """The lines of a block of fields, ``depth`` steps in. A field without a value is left out, which means the same."""
    pad = _INDENT * depth
    made: list[str] = []
    for name, part in value.items():
        if part is not None:
            made += _after(f"{pad}{_scalar(name)}:", part, depth)
    return made


def items(values: list[Value], depth: int) -> list[str]:
    """The lines of a list, one item after a hyphen each."""
    pad = _INDENT * depth
    made: list[str] = []
    for part in values:
        if isinstance(part, dict) and (inner := lines(part, depth + 1)):
            made += [f"{pad}- {inner[0].lstrip(' ')}", *inner[1:]]
        else:
            made += _after(f"{pad}-", part, depth)
    return made


def _after(begun: str, value: Value, depth: int) -> list[str]:
    """``begun``, which ends in a colon or a hyphen, and the value on its line or on the lines below."""
    if isinstance(value, dict):
        inner = lines(value, depth + 1)
        return [begun, *inner] if inner else [f"{begun} {{}}"]
    if isinstance(value, list):
        ids = [part for part in value if isinstance(part, str) and _ID.fullmatch(part)]
        flow = f"{begun} [{', '.join(ids)}]"
        return [flow] if len(ids) == len(value) and len(flow) <= _WIDEST else [begun, *items(value, depth + 1)]
    if isinstance(value, str) and _stands_under_a_bar(value):
        pad = _INDENT * (depth + 1)
        return [f"{begun} |-", *(pad + line if line else "" for line in value.split("\n"))]
    return [f"{begun} {_scalar(value)}"]


def _stands_under_a_bar(text: str) -> bool:
    return _UNDER_A_BAR.fullmatch(text) is not None and _plain(text.replace("\n", ""))


def _scalar(value: Value) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if _bare(text) else _quoted(text)


def _bare(text: str) -> bool:
    return _BARE.fullmatch(text) is not None and text not in _NULLS and _plain(text)


def _plain(text: str) -> bool:
    return text.isprintable()


def _quoted(text: str) -> str:
    return _ESCAPED.sub(lambda hit: f"\\u{ord(hit.group()):04x}", json.dumps(text, ensure_ascii=False))
