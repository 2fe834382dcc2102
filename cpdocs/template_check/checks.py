"""The checks of templates, as checks.yaml declares them, and a finding: one of them broken, where, and the cure.

A finding is made from its check, so that no id can be said that is not declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from cpdocs.record.findings import Finding as FileFinding
from cpdocs.record.load import load
from cpdocs.record.types import Block, Ident

Severity: TypeAlias = Literal["error", "warning"]
_TABLE: Final = Path(__file__).with_suffix(".yaml")


class Check(Block):
    """One rule, under ``error`` or ``warning``, and the cure that is said where a finding has none of its own."""

    error: str = ""
    warning: str = ""
    cure: str

    @property
    def severity(self) -> Severity:
        """Whether it stops."""
        return "error" if self.error else "warning"

    @property
    def says(self) -> str:
        """The rule in a sentence."""
        return self.error or self.warning


class Subject(Block):
    """The checks of one kind of file."""

    title: str
    checks: Annotated[dict[Ident, Check], Field(min_length=1)]


class Table(Block):
    """checks.yaml."""

    format: Literal["cpdocs/template-checks/v1"]
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in a template's file. ``line`` is counted from 1; None where a file has no lines."""

    id: str
    severity: Severity
    file: str
    line: int | None
    message: str
    cure: str

    def text(self) -> str:
        """``FILE:LINE: ID: message``, and the cure on an indented line of its own."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.id}: {self.message}" + (f"\n    {self.cure}" if self.cure else "")

    def order(self) -> tuple[str, int, str, str]:
        """The key by which findings are sorted: file, line, then id and message so that the order is one."""
        return (self.file, self.line or 0, self.id, self.message)


@cache
def table() -> Table:
    """The declared checks. A part of the program, so a wrong one is a mistake of ours."""
    loaded = load(_TABLE, Table)
    if loaded.value is None:
        raise ValueError([finding.text() for finding in loaded.findings])
    return loaded.value


@cache
def checks() -> Mapping[str, Check]:
    """Every check by its id, in the table's order."""
    return {ident: check for subject in table().subjects for ident, check in subject.checks.items()}


def found(ident: str, file: str, line: int | None, message: str, cure: str = "") -> Finding:
    """A check broken in ``file``. Raises KeyError for one that is not declared."""
    check = checks()[ident]
    return Finding(ident, check.severity, file, line, message, cure or check.cure)


def of_file(finding: FileFinding) -> Finding:
    """What the reader of YAML and text files found, which has ids of its own (docs/checks.md)."""
    message = f"{finding.path}: {finding.message}" if finding.path else finding.message
    return Finding(finding.id, finding.severity, finding.file, finding.line, message, finding.hint)
