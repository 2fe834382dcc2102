"""Every passage of a record, found by walking the model's own fields, and every text of each.

So a passage that is added to the record tomorrow is withheld, counted among the secrets and searched today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from cpdocs.needles import Text
from cpdocs.record.called import Child
from cpdocs.record.model import Record
from cpdocs.record.passage import Passage

#: Fields whose keys are ids of children: what stands under a key is about that child. An absence is a person's.
KEYED_BY_CHILD = frozenset({"child_views", "absent_because"})


def passages(record: Record) -> Iterator[tuple[str, Passage, tuple[str, ...]]]:
    """Every passage with its path, and the children of the block that it stands in."""
    known = frozenset(child.id for child in record.children)
    yield from _below(record, "", (), known)


def _below(
    block: BaseModel, path: str, children: tuple[str, ...], known: frozenset[str]
) -> Iterator[tuple[str, Passage, tuple[str, ...]]]:
    children = _own_children(block) or children
    for name in type(block).model_fields:
        here = f"{path}.{name}" if path else name
        for key, item in _items(getattr(block, name)):
            about = (key[1:],) if key[1:] in known and name in KEYED_BY_CHILD else children
            if isinstance(item, Passage):
                yield here + key, item, about
            elif isinstance(item, BaseModel):
                yield from _below(item, here + key, about, known)


def _own_children(block: BaseModel) -> tuple[str, ...]:
    """The children that a block is about: itself, a decision's ``child``, an invitation's ``children``, or those whom a
    report was asked for ``about``, who may be others than its author is invited for.
    """
    if isinstance(block, Child):
        return (block.id,)
    named = {name: getattr(block, name) for name in ("child", "children", "about") if name in type(block).model_fields}
    several = named.get("children") or named.get("about") or ()
    return tuple(c for c in (named.get("child"), *several) if isinstance(c, str))


def _items(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, tuple):
        return [(f"[{n}]", item) for n, item in enumerate(value)]
    if isinstance(value, dict):
        return [(f".{key}", item) for key, item in value.items()]
    return [("", value)]


def texts(place: str, passage: Passage) -> Iterator[tuple[str, str]]:
    """Each text of a passage with its own place in the record: the heading, the text, what was said against it."""
    for name in ("heading", "text"):
        value = getattr(passage, name, "")
        if value:
            yield f"{place}.{name}", value
    for n, challenge in enumerate(getattr(passage, "challenged", ())):
        yield f"{place}.challenged[{n}].text", challenge.text


def told(record: Record) -> Text:
    """Every text of every passage as one, for asking whether something is worth looking for."""
    return Text("\n".join(text for place, passage, _ in passages(record) for _, text in texts(place, passage)))
