"""A wording filled in to be looked at: where each block stands in the file, and which branches the View reached.

The same steps as ``wording.fill``, on the same tree with two kinds of marks in it: one at the beginning of each branch
of each condition and loop, one at the beginning of each line. They are gone before Markdown sees the text. So a fault
is named by the template's own line, and it is known which branches nobody has seen yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import nodes
from markdown_it.tree import SyntaxTreeNode

from cpdocs.documents import wording as words
from cpdocs.documents.blocks import Block
from cpdocs.documents.goals import Goal
from cpdocs.documents.names import Asks
from cpdocs.errors import TemplateError
from cpdocs.views.shape import View

_BRANCH, _LINE = "b", "l"
#: Private-use characters that no token is made of and no wording may hold.
_MARK: Final = re.compile("\ue002([bl])([0-9]+)\ue003")


@dataclass(frozen=True, slots=True)
class Branch:
    """One way that a wording can go: the line of its condition, and everything that must be so to go there.

    ``written`` says whether anything stands there; a condition or a loop without an else goes that way too.
    """

    line: int
    goals: tuple[Goal, ...]
    written: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, and the line of wording.md on which it begins."""

    line: int
    block: Block


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled wording without its marks: the template's line of each of its lines, the branches it went through, and
    the values by their tokens' numbers.
    """

    text: str
    lines: list[int]
    branches: frozenset[int]
    values: list[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """One paper in words as it would be, the parts that are no blocks of ours, and the branches it went through."""

    blocks: tuple[Placed, ...]
    refused: tuple[tuple[int, str], ...]
    branches: frozenset[int]


class Proofs:
    """One wording, marked and compiled once, filled in as often as there are Views to look at it with.

    ``asks`` is used up by it: the marks go into its tree.

    Raises:
        TemplateError: it does what no wording may, such as a filter that there is not; the message names the line.
    """

    def __init__(self, asks: Asks, name: str) -> None:
        self.asks, self._name = asks, name
        marks = _Marks()
        asks.tree.body = marks.marked(asks.tree.body, ())
        self.branches: tuple[Branch, ...] = tuple(marks.branches)
        self._template = words.run(lambda: words.environment().from_string(asks.tree), name)

    def of(self, view: View) -> Proof:
        """``view`` in this wording. Raises what ``fill`` raises."""
        return self.proof(self.fill(view))

    def fill(self, view: View) -> Filled:
        """The wording with the View's values in it, before it is read as Markdown.

        Raises:
            TemplateError: as ``wording.fill`` raises it, but for Markdown that is no block.
        """
        text, values = words.filled(self._template, view, self._name)
        return Filled(*_unmarked(text), values)

    def proof(self, filled: Filled) -> Proof:
        """The blocks of a filled wording, and what is none."""
        begun: list[int] = []
        found: list[Block] = []
        refused: list[tuple[int, str]] = []
        for node in SyntaxTreeNode(words.markdown().parse(filled.text)).children:
            line = filled.lines[node.map[0]] if node.map else 0
            try:
                made = list(words.blocks([node], filled.values, self._name))
            except TemplateError as error:
                refused.append((line, error.message.partition(": ")[2]))
                continue
            found += made
            begun += [line] * len(made)
        return Proof(tuple(map(Placed, begun, words.counted(found))), tuple(refused), filled.branches)


def _unmarked(text: str) -> tuple[str, list[int], frozenset[int]]:
    """The text without marks, the template's line of each of its lines, and the branches that are in it."""
    clean, lines, branches, at = [], [], set(), 1
    for raw in text.split("\n"):
        marks = [(kind, int(number)) for kind, number in _MARK.findall(raw)]
        branches |= {number for kind, number in marks if kind == _BRANCH}
        at = next((number for kind, number in marks if kind == _LINE), at)
        lines.append(at)
        clean.append(_MARK.sub("", raw))
    return "\n".join(clean), lines, frozenset(branches)


class _Marks:
    """Puts the marks into a tree."""

    def __init__(self) -> None:
        self.branches: list[Branch] = []

    def marked(self, body: Iterable[nodes.Node], goals: tuple[Goal, ...]) -> list[nodes.Node]:
        return [self._node(node, goals) for node in body]

    def _node(self, node: nodes.Node, goals: tuple[Goal, ...]) -> nodes.Node:
        if isinstance(node, nodes.Output):
            node.nodes = [part for whole in node.nodes for part in _lines(whole)]
        elif isinstance(node, nodes.If):
            self._condition(node, goals)
        elif isinstance(node, nodes.For):
            tests = () if node.test is None else (Goal(node.test, so=True),)
            node.body = self._branch(node, node.body, (*goals, Goal(node.iter, so=True), *tests))
            node.else_ = self._branch(node, node.else_, (*goals, Goal(node.iter, so=False)))
        else:
            for name, value in node.iter_fields():
                if isinstance(value, list) and value and all(isinstance(v, nodes.Stmt) for v in value):
                    setattr(node, name, self.marked(value, goals))
        return node

    def _condition(self, node: nodes.If, goals: tuple[Goal, ...]) -> None:
        """An if, its elifs and its else; each depends on all the tests before it."""
        for part in (node, *node.elif_):
            part.body = self._branch(part, part.body, (*goals, Goal(part.test, so=True)))
            goals = (*goals, Goal(part.test, so=False))
        node.else_ = self._branch(node, node.else_, goals)

    def _branch(self, node: nodes.Node, body: list[nodes.Node], goals: tuple[Goal, ...]) -> list[nodes.Node]:
        mark = _mark(_BRANCH, len(self.branches), node.lineno)
        self.branches.append(Branch(node.lineno, goals, written=bool(body)))
        return [nodes.Output([mark], lineno=node.lineno), *self.marked(body, goals)]


def _lines(part: Any) -> Iterator[nodes.Expr]:  # noqa: ANN401  (a node of an output)
    """A stretch of text as its lines, a mark before each; anything else as it is."""
    if not isinstance(part, nodes.TemplateData):
        yield part
        return
    for number, line in enumerate(part.data.splitlines(keepends=True), start=part.lineno):
        yield _mark(_LINE, number, number)
        yield nodes.TemplateData(line, lineno=number)


def _mark(kind: str, number: int, line: int) -> nodes.TemplateData:
    return nodes.TemplateData(f"\ue002{kind}{number}\ue003", lineno=line)
