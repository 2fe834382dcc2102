"""YAML with places, without YAML's surprises: only null resolves, every other scalar stays the text it is.

The tree is built from the C parser's events as they come, never from its composer, which recurses in C and dies on
deep nesting (LIBRARIES.md section 9). Events are pulled one at a time and the parser reads at most some 1,000
characters ahead of them, so the bounds on depth and parts hold before anything large is made. Aliases, anchors, tags,
directives, merge keys and second documents are refused as they are met (HAZARDS.md 10); what YAML would lose in
silence is a finding with its cure (DESIGN.md section 4, "YAML.").
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from cpdocs.record.findings import Finding
from cpdocs.record.tree import MOST_DEPTH, MOST_PARTS, Path, Place, Tree, Value

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
#: A comment after a scalar: on its last line, or on lines of its own that follow.
_COMMENT_AFTER: Final = re.compile(r"(?:[ \t]*\n)*[ \t]*(?=#)")
_COMMENT_BESIDE: Final = re.compile(r"[ \t]*(?=#)")
#: After a closing quotation mark the parser takes even a # without a blank before it for a comment.
_COMMENT_TOUCHING: Final = re.compile(r"(?=#)")
_COLON: Final = re.compile(r"\s*:")
_QUOTE: Final = "put the text in quotation marks, or in a block under | on the lines below"
_ALIAS: Final = "a text cannot begin with * without quotation marks"
_ANCHOR: Final = "a text cannot begin with & without quotation marks"
_TAG: Final = "a text cannot begin with ! without quotation marks"
#: A line that is the name of a field and its colon, with or without a value.
_FIELD_LINE: Final = re.compile(r"[ \t]*(?:- )?[a-z_0-9]+:")
_NO_BLANK: Final = re.compile(r"[ \t]*(?:- )?[a-z_0-9]+:[^\s]")
#: What the parser says of the commonest slips, each with an id and words of ours; its own words are not shown.
_SLIPS: Final = (
    (
        "mapping values are not allowed",
        "yaml-colon-in-prose",
        "a second colon on this line: it cannot be read as text",
        _QUOTE,
    ),
    ("scanning an alias", "yaml-alias", _ALIAS, _QUOTE),
    ("scanning an anchor", "yaml-anchor", _ANCHOR, _QUOTE),
    ("scanning a tag", "yaml-tag", _TAG, _QUOTE),
    ("cannot start any token", "yaml-syntax", "a text cannot begin like this without quotation marks", _QUOTE),
    (
        "quoted scalar",
        "yaml-syntax",
        "the quotation mark that opens here is not closed as it should be",
        "close it at the end of the text; in a text with \\ in it use ' instead",
    ),
)


class _StopError(Exception):
    """Nothing after this event can be read, or is worth reading."""


def read_yaml(text: str, file: str) -> tuple[Tree | None, tuple[Finding, ...]]:
    """The tree of a YAML text with line feeds as line ends, or None, and every finding.

    ``text`` holds no character that YAML refuses; load.py has looked.
    """
    build = _Build(text, file)
    try:
        data = build.document()
    except _StopError:
        return None, tuple(build.findings)
    except yaml.YAMLError as error:
        build.syntax(error)
        return None, tuple(build.findings)
    finally:
        build.loader.dispose()
    return Tree(file, data, build.places, build.keys), tuple(build.findings)


class _Build:
    """One pass over one text."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file, self.depth, self.parts = text, file, 0, 0
        self.loader = yaml.CSafeLoader(text)
        self.findings: list[Finding] = []
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}

    def document(self) -> Value:
        self.next()  # the stream's start
        start = self.next()
        if isinstance(start, yaml.StreamEndEvent):
            self.findings.append(Finding("empty-file", "error", self.file, 1, 1, "", "there is nothing in this file"))
            raise _StopError
        if start.version is not None or start.tags:
            self.find(start, "yaml-directive", "a line with % is not read here", "take the line out")
        data = self.node(self.next(), (), 0)
        self.next()  # the document's end
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            self.find(after, "yaml-several-documents", "a second document begins here", "keep one file a record")
        return data

    def next(self) -> Any:  # noqa: ANN401  (the stubs give events no common attributes)
        event: Any = self.loader.get_event()
        self.parts += 1
        if self.parts > MOST_PARTS:
            self.find(event, "yaml-too-many", f"the file has more than {MOST_PARTS} parts", "divide it")
            raise _StopError
        if isinstance(event, yaml.CollectionStartEvent):
            self.depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self.depth -= 1
        if self.depth > MOST_DEPTH:
            message = f"more than {MOST_DEPTH} lists and blocks are open here"
            self.find(event, "yaml-too-deep", message, "close some; check brackets and indentation")
            raise _StopError
        return event

    def node(self, event: Any, path: Path, column: int) -> Value:  # noqa: ANN401  (as above)
        """The value that begins with ``event``. ``column`` is that of the block or list it stands in."""
        self.places[path] = _place(event)
        self.refuse_marks(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, path)
        if not isinstance(event, yaml.ScalarEvent):  # an alias
            return None
        self.comment_after(event, column)
        plain = event.style in (None, "")
        text: str = event.value
        return None if plain and text in _NULLS else text

    def mapping(self, start: Any, path: Path) -> dict[str, Value]:  # noqa: ANN401  (as above)
        fields: dict[str, Value] = {}
        column = start.start_mark.column
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if start.flow_style and self.stray(event):
                self.next()
                continue
            key = self.key(event, path)
            value = self.next()
            if key is None:
                self.node(value, (*path, "?"), column)
                continue
            here = (*path, key)
            if here in self.keys:
                message = f"this field stands in this block already, on line {self.keys[here].line}"
                self.find(event, "yaml-duplicate-key", message, "keep one of the two")
                self.node(value, (*here, "again"), column)  # the places of the value that is kept stay
                continue
            self.keys[here] = _place(event)
            fields[key] = self.node(value, here, column)
        return fields

    def stray(self, key: Any) -> bool:  # noqa: ANN401  (as above)
        """True, with a finding, if no colon stands after a name in braces: a comma has cut a text in two."""
        end: Any = key.end_mark
        if not isinstance(key, yaml.ScalarEvent) or not self.loader.check_event(yaml.ScalarEvent):
            return False
        value: Any = self.loader.peek_event()
        if value.value or _COLON.match(self.text, end.index):
            return False
        self.refuse_marks(key)
        self.find(key, "yaml-stray-key-in-braces", "a comma in { } cut a text in two here", _QUOTE)
        return True

    def key(self, event: Any, path: Path) -> str | None:  # noqa: ANN401  (as above)
        """The name of a field; None, with a finding, if it is none."""
        self.refuse_marks(event)
        if not isinstance(event, yaml.ScalarEvent):
            self.find(event, "yaml-key", "the name of a field cannot be a list or a block", _QUOTE)
            self.skip(event, path)
            return None
        name: str = event.value
        plain = event.style in (None, "")
        if plain and name == "<<":
            self.find(event, "yaml-merge-key", "<< merges blocks, which a record does not", "write the fields out")
            return None
        if not name or (plain and name in _NULLS):
            self.find(event, "yaml-key", "the name of a field is missing before this colon", _QUOTE)
            return None
        if re.search(r"\s", name):
            self.find(event, "yaml-colon-in-prose", "the colon made the first half of this text a field", _QUOTE)
            return None
        return name

    def sequence(self, start: Any, path: Path) -> list[Value]:  # noqa: ANN401  (as above)
        items: list[Value] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            items.append(self.node(event, (*path, len(items)), start.start_mark.column))
        return items

    def skip(self, event: Any, path: Path) -> None:  # noqa: ANN401  (as above)
        """Read past a list or block that stands where the name of a field belongs."""
        if isinstance(event, yaml.CollectionStartEvent):
            self.node(event, (*path, "?"), 0)

    def refuse_marks(self, event: Any) -> None:  # noqa: ANN401  (as above)
        if isinstance(event, yaml.AliasEvent):
            self.find(event, "yaml-alias", _ALIAS, _QUOTE)
        elif event.anchor is not None:
            self.find(event, "yaml-anchor", _ANCHOR, _QUOTE)
        if getattr(event, "tag", None) is not None:
            self.find(event, "yaml-tag", _TAG, _QUOTE)

    def comment_after(self, event: Any, column: int) -> None:  # noqa: ANN401  (as above)
        """Refuse a comment that could be the rest of a text: beside an unquoted one, or under a text and indented.

        A comment on its own line, no deeper than its block, is a clerk's note and stays welcome.
        """
        quoted = event.style in ("'", '"')
        pattern = _COMMENT_TOUCHING if quoted else _COMMENT_AFTER if event.value else _COMMENT_BESIDE
        found = pattern.match(self.text, event.end_mark.index)
        if found is None:
            return
        line_start = self.text.rfind("\n", 0, found.end()) + 1
        at = Place(event.end_mark.line + found.group().count("\n") + 1, found.end() - line_start + 1)
        beside = at.line == event.end_mark.line + 1 and event.style not in ("|", ">")
        if beside or at.column > column + 1:
            message = "from this # on the line is a comment; if it is text, it would be lost"
            hint = "put the text in quotation marks; a comment goes on a line of its own, above"
            self.findings.append(
                Finding("yaml-lost-comment", "error", self.file, at.line, at.column, "", message, hint)
            )

    def syntax(self, error: yaml.YAMLError) -> None:
        """The finding for a text that the parser gave up. Its own words are not shown: they may quote the file."""
        said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
        default = (
            "",
            "yaml-syntax",
            "this is not YAML from here on",
            "check quotation marks, brackets and indentation",
        )
        _, finding, message, hint = next((slip for slip in _SLIPS if slip[0] in said), default)
        marks: tuple[Any, Any] = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
        mark = next((m for m in (marks[::-1] if "scanning a" in said else marks) if m is not None), None)
        if mark is not None and self.text[mark.index : mark.index + 1] == "\t":
            finding, message, hint = "yaml-tab", "a tab stands where YAML needs spaces", "indent with spaces"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if any(line - 1 <= said.line <= line for said in self.findings):
            return  # the cause has been named: a comment or a mark has cut the text short
        if mark is not None:
            finding, message, hint = self.misplaced(mark, finding) or (finding, message, hint)
        self.findings.append(Finding(finding, "error", self.file, line, column, "", message, hint))

    def misplaced(self, mark: Any, finding: str) -> tuple[str, str, str] | None:  # noqa: ANN401  (as above)
        """The words for a field whose line is not where, or not as, it should be; None if that is not the slip."""
        begin = self.text.rfind("\n", 0, mark.index) + 1
        if finding == "yaml-syntax" and _NO_BLANK.match(self.text, begin):
            return finding, "a blank is missing after this field's colon", "write the name, a colon, a blank, the value"
        field = _FIELD_LINE.match(self.text, begin)
        if finding == "yaml-colon-in-prose" and field and field.end() == mark.index + 1:
            hint = "bring the line level with its neighbours; a text of several lines goes in a block under |"
            return "yaml-syntax", "this line is indented further than the line above allows", hint
        return None

    def find(self, event: Any, finding: str, message: str, hint: str) -> None:  # noqa: ANN401  (as above)
        at = _place(event)
        self.findings.append(Finding(finding, "error", self.file, at.line, at.column, "", message, hint))


def _place(event: Any) -> Place:  # noqa: ANN401  (as above)
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
