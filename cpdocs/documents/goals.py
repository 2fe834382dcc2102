"""What must be so of a View for a wording to go a certain way: each condition on the road to a branch, taken apart.

A branch is reached when every test before it comes out as it must. ``roads`` says in how many ways that can be, each as
a few wishes about single fields; whether a View can fulfil them is for whoever makes Views to say.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from jinja2 import nodes

#: What two texts are that are compared with each other and shall be one.
SAME: Final = "the same"
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What one field shall be: there or not (``than`` is None), or so to something that it is compared with.

    ``length`` says that it is not the field itself that is compared, but how many there are.
    """

    so: bool
    compared: str = ""
    than: object = None
    length: bool = False

    def holds(self, value: object, length: int) -> bool:
        """Whether a field is as wished that has this ``value``, and so many items or letters."""
        if not self.compared:
            return bool(length if self.length else value) == self.so
        try:
            return bool(_OPERATORS[self.compared](length if self.length else value, self.than)) == self.so
        except TypeError:
            return False


@dataclass(frozen=True, slots=True)
class Goal:
    """A test, or what a loop goes over, and how it must come out."""

    test: nodes.Node
    so: bool


Road: TypeAlias = Mapping[str, tuple[Wish, ...]]
_START: Final[Road] = {}


def roads(goals: Sequence[Goal], paths: Mapping[int, str], so_far: Road = _START) -> Iterator[Road]:
    """Each way in which all ``goals`` are reached, the plainest first. ``paths`` says which field an expression is."""
    if not goals:
        yield so_far
        return
    for way in _ways(goals[0], paths):
        joined = _joined(so_far, way)
        if joined is not None:
            yield from roads(goals[1:], paths, joined)


def _ways(goal: Goal, paths: Mapping[int, str]) -> Iterator[Road]:
    match goal.test:
        case nodes.Not(node=inner):
            yield from _ways(Goal(inner, not goal.so), paths)
        case nodes.And(left=left, right=right) | nodes.Or(left=left, right=right):
            sides = (Goal(left, goal.so), Goal(right, goal.so))
            if isinstance(goal.test, nodes.And) == goal.so:
                yield from roads(sides, paths)
            else:  # one of them will do, and the other may be as it likes
                yield from _ways(sides[0], paths)
                yield from _ways(sides[1], paths)
        case nodes.Compare(expr=left, ops=[nodes.Operand(op=compared, expr=nodes.Const(value=than))]):
            yield _wished(left, Wish(goal.so, compared, than), paths)
        case nodes.Compare(expr=left, ops=[nodes.Operand(op="eq" | "ne" as compared, expr=right)]):
            if goal.so == (compared == "eq"):  # two fields differ unless they are wished to be the same
                same = Wish(so=True, compared="eq", than=SAME)
                yield from filter(None, [_joined(_wished(left, same, paths), _wished(right, same, paths))])
            else:
                yield _START
        case nodes.Const(value=value):
            if bool(value) == goal.so:
                yield _START
        case test:
            yield _wished(test, Wish(goal.so), paths)


def _wished(node: nodes.Node, wish: Wish, paths: Mapping[int, str]) -> Road:
    """A wish about one field; about what is no field of the View, such as ``loop.last``, there is none."""
    if isinstance(node, nodes.Filter) and node.name == "length" and node.node is not None:
        node, wish = node.node, replace(wish, length=True)
    path = paths.get(id(node))
    return {path: (wish,)} if path else _START


def _joined(one: Road, other: Road) -> Road | None:
    """Both roads in one; None if a field would have to be there and not there."""
    joined = {path: (*one.get(path, ()), *other.get(path, ())) for path in {**one, **other}}
    plain = ({wish.so for wish in wishes if not wish.compared} for wishes in joined.values())
    return None if any(len(so) > 1 for so in plain) else joined
