"""What a wording asks of its View, read from its own text without filling it in: names, filters, conditions.

A name that no View has stops a paper only on the day when its sentence is needed; read here, it is found on the day
when it was mistyped. The shapes of the View are followed through loops, so ``decision.reasons`` is known to be
``decisions[].reasons``.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from jinja2 import nodes

from cpdocs.documents.filters import FILTERS
from cpdocs.documents.goals import SAME
from cpdocs.documents.kinds import LOOP, bare, element, how_to_print, nearest, prints, said, signature
from cpdocs.documents.wording import environment, run

SlipKind: TypeAlias = Literal["unknown-name", "unknown-filter", "wrong-filter", "needs-filter"]


@dataclass(frozen=True, slots=True)
class Slip:
    """A name or a filter that cannot be meant. ``written`` is the template's own text, ``cure`` what to write."""

    id: SlipKind
    line: int
    written: str
    cure: str


@dataclass(frozen=True, slots=True)
class Use:
    """A field of the View that the wording prints, or only asks about, by its path (``decisions[].child``)."""

    path: str
    printed: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a condition asks about, and the values that it is compared with."""

    path: str
    against: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Asks:
    """Everything that one wording asks. ``paths`` says which field each expression of ``tree`` stands for."""

    tree: nodes.Template = field(repr=False)
    uses: frozenset[Use]
    asked: frozenset[Asked]
    slips: tuple[Slip, ...]
    paths: Mapping[int, str] = field(repr=False)

    def sentences(self) -> Iterator[tuple[int, str]]:
        """The wording's own text, line by line, without what stands in braces."""
        for data in self.tree.find_all(nodes.TemplateData):
            yield from enumerate(data.data.splitlines(), start=data.lineno)


def read(wording: str, kind: Any, name: str) -> Asks:  # noqa: ANN401  (a frozen shape of leaves)
    """What ``wording`` asks of a View of the shape ``kind``. ``name`` is its own path, for messages.

    Raises:
        TemplateError: it is no template; the message names the line.
    """
    tree = run(lambda: environment().parse(wording), name)
    reader = _Reader()
    reader.statements(tree.body, _fields(kind, ""))
    slips = sorted(set(reader.slips), key=lambda s: (s.line, s.id, s.written))
    return Asks(tree, frozenset(reader.uses), frozenset(reader.asks), tuple(slips), reader.paths)


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a name stands for: its type, and its path from the View; a type of None is whatever it is."""

    kind: Any
    path: str = ""


_Scope: TypeAlias = Mapping[str, _Thing]
_UNKNOWN: Final = _Thing(None)


def _fields(kind: Any, path: str) -> dict[str, _Thing]:  # noqa: ANN401  (a shape)
    dot = f"{path}." if path else ""
    return {name: _Thing(hint, dot + name) for name, hint in _hints(kind).items()}


@cache
def _hints(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401  (a shape)
    """The type of each field: worked out once, since every paper's shape has the same few inside it."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


class _Reader:
    """One pass over one tree."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []
        self.uses: set[Use] = set()
        self.asks: set[Asked] = set()
        self.paths: dict[int, str] = {}

    def statements(self, body: list[nodes.Node], scope: dict[str, _Thing]) -> None:
        for node in body:
            self.statement(node, scope)

    def statement(self, node: nodes.Node, scope: dict[str, _Thing]) -> None:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    self.printed(part, scope)
            case nodes.If():
                self.condition(node.test, scope)
                self.statements([*node.body, *node.elif_, *node.else_], scope)
            case nodes.For():
                self.loop(node, scope)
            case nodes.Assign(target=nodes.Name(name=name)):
                scope[name] = self.thing(node.node, scope)
            case _:  # what no paper has; filling it in will say so
                for child in node.iter_child_nodes():
                    if isinstance(child, nodes.Expr):
                        self.thing(child, scope)
                    else:
                        self.statement(child, scope)

    def loop(self, node: nodes.For, scope: _Scope) -> None:
        row = self.thing(node.iter, scope)
        self.asks |= {Asked(row.path)} if row.path else set()
        inner = dict(scope)
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = self.element(row, node)
        inner["loop"] = _Thing(LOOP)
        if node.test is not None:
            self.condition(node.test, inner)
        self.statements(node.body, inner)
        self.statements(node.else_, dict(scope))

    def element(self, row: _Thing, node: nodes.For) -> _Thing:
        kind = bare(row.kind)
        if (inner := element(kind)) is not None:
            return _Thing(inner, f"{row.path}[]")
        if kind is not None:
            self.slip("unknown-name", node, _text(node.iter), "A loop goes over a list, and this is none.")
        return _UNKNOWN

    # ---- expressions ------------------------------------------------------------------------------------------------

    def printed(self, node: nodes.Node, scope: _Scope) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        thing = self.thing(node, scope)
        if thing.path:
            self.uses.add(Use(thing.path, printed=True))
        kind = bare(thing.kind)
        if kind is not None and not prints(kind):
            self.slip("needs-filter", node, _text(node), how_to_print(kind))

    def condition(self, test: nodes.Node, scope: _Scope) -> None:
        self.thing(test, scope)
        self.asks |= set(self.asked(test))

    def asked(self, node: nodes.Node) -> Iterator[Asked]:
        """Each field that a test asks about, whole paths only, and what it is compared with."""
        if isinstance(node, nodes.Compare):
            constants = tuple(o.expr.value if isinstance(o.expr, nodes.Const) else SAME for o in node.ops)
            for part in (node.expr, *(o.expr for o in node.ops)):
                yield from (Asked(one.path, (*one.against, *constants)) for one in self.asked(part))
        elif path := self.paths.get(id(node)):
            yield Asked(path)
        else:
            for child in node.iter_child_nodes():
                yield from self.asked(child)

    def thing(self, node: nodes.Node, scope: _Scope) -> _Thing:
        """What an expression stands for; every field on the way is one that the wording uses."""
        match node:
            case nodes.Name(name=name):
                found = self.named(name, scope, node, name)
            case nodes.Getattr(node=inner, attr=attr):
                found = self.part(self.thing(inner, scope), attr, node)
            case nodes.Getitem(node=inner, arg=nodes.Const(value=str() as attr)):
                found = self.part(self.thing(inner, scope), attr, node)
            case nodes.Getitem(node=inner):
                row = self.thing(inner, scope)
                one = element(bare(row.kind))
                found = _UNKNOWN if one is None else _Thing(one, f"{row.path}[]")
            case nodes.Filter():
                found = self.filtered(node, scope)
            case nodes.Const(value=value):
                found = _Thing(type(value) if value is not None else None)
            case nodes.CondExpr(test=test, expr1=first):
                self.condition(test, scope)
                found = self.thing(first, scope)
                if node.expr2 is not None:
                    self.thing(node.expr2, scope)
            case _:
                for child in node.iter_child_nodes():
                    self.thing(child, scope)
                found = _UNKNOWN
        if found.path:
            self.uses.add(Use(found.path, printed=False))
            self.paths[id(node)] = found.path
        return found

    def named(self, name: str, known: _Scope, node: nodes.Node, written: str) -> _Thing:
        if name in known:
            return known[name]
        self.slip("unknown-name", node, written, nearest(name, known))
        return _UNKNOWN

    def part(self, inner: _Thing, attr: str, node: nodes.Node) -> _Thing:
        kind = bare(inner.kind)
        if kind is None:
            return _UNKNOWN
        if kind is LOOP:
            return self.named(attr, {name: _Thing(one) for name, one in LOOP.items()}, node, _text(node))
        if dataclasses.is_dataclass(kind):
            return self.named(attr, _fields(kind, inner.path), node, _text(node))
        self.slip("unknown-name", node, _text(node), f"{_text(node).rpartition('.')[0]} is {said(kind)} without parts.")
        return _UNKNOWN

    def filtered(self, node: nodes.Filter, scope: _Scope) -> _Thing:
        inner = self.thing(node.node, scope) if node.node is not None else _UNKNOWN
        for arg in node.args:
            self.thing(arg, scope)
        function = FILTERS.get(node.name)
        if function is None:
            self.slip("unknown-filter", node, node.name, nearest(node.name, FILTERS))
            return _UNKNOWN
        takes, gives = signature(node.name)
        kind = bare(inner.kind)
        if kind is not None and not takes(kind):
            value = _text(node).rpartition("|")[0]
            self.slip("wrong-filter", node, _text(node), f"{value} is {said(kind)}. {how_to_print(kind)}")
            return _UNKNOWN
        if inner.path and gives is str:
            self.uses.add(Use(f"{inner.path}[]" if element(kind) else inner.path, printed=True))
        return _Thing(gives)

    def slip(self, ident: SlipKind, node: nodes.Node, written: str, cure: str) -> None:
        self.slips.append(Slip(ident, node.lineno, written, cure))


def _text(node: nodes.Node) -> str:
    """A name as it stands in the wording."""
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(node=inner, attr=attr):
            return f"{_text(inner)}.{attr}"
        case nodes.Getitem(node=inner, arg=nodes.Const(value=value)):
            return f"{_text(inner)}.{value}" if isinstance(value, str) else f"{_text(inner)}[{value}]"
        case nodes.Filter(node=nodes.Node() as inner, name=name):
            return f"{_text(inner)}|{name}"
        case _:
            return "this"
