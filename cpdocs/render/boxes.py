"""Questions to WeasyPrint's boxes, which it shows nowhere but in places of its own. Runs in the child."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from weasyprint.formatting_structure.boxes import BlockBox, LineBox

from cpdocs.render.forms import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterator

#: CSS pixels (1/96 inch) to PDF points (1/72 inch).
_POINTS: Final = 0.75
#: How far a box may reach over its window's edge, in CSS pixels: rounding.
_SLACK: Final = 0.01


def fit(document: Any) -> bool:  # noqa: ANN401  (WeasyPrint has no types)
    """Whether everything in an element of class ``window`` ends inside it."""
    return all(
        inner.position_y + inner.margin_height() <= window.content_box_y() + window.height + _SLACK
        and inner.position_x + inner.margin_width() <= window.content_box_x() + window.width + _SLACK
        for page in document.pages
        for window in _windows(page._page_box)  # noqa: SLF001
        for inner in window.descendants()
        if inner is not window
    )


def _windows(page: Any) -> Iterator[Any]:  # noqa: ANN401  (WeasyPrint has no types)
    for box in map(_standing, page.descendants()):
        element = getattr(box, "element", None)
        if isinstance(box, BlockBox) and element is not None and element.get("class") == "window":
            yield box


def answer_sizes(document: Any) -> dict[str, float]:  # noqa: ANN401  (WeasyPrint has no types)
    """The size in points that the style sheet gives to each answer, by the name of its place."""
    found = {}
    for page in document.pages:
        for box in map(_standing, page._page_box.descendants()):  # noqa: SLF001
            address = box.element.get("href", "") if getattr(box, "element", None) is not None else ""
            if address.startswith(SCHEME):
                found[address.removeprefix(SCHEME)] = round(box.style["font_size"] * _POINTS, 2)
    return found


def content(page: Any) -> tuple[float, float, float, float]:  # noqa: ANN401  (WeasyPrint has no types)
    """Left, bottom, right, top of the page's content in points from the bottom left: what lies outside is furniture."""
    box = page._page_box  # noqa: SLF001
    left, top = box.content_box_x(), box.content_box_y()
    edges = (left, page.height - top - box.height, left + box.width, page.height - top)
    return (edges[0] * _POINTS, edges[1] * _POINTS, edges[2] * _POINTS, edges[3] * _POINTS)


def continued(before: Any, after: Any) -> int:  # noqa: ANN401  (WeasyPrint has no types)
    """How many elements, one inside the other from the body's own children on, go on from one page to the next.

    A paragraph that is broken counts one; a table broken between two rows counts two, itself and its body; one broken
    inside a row three.
    """
    pairs = zip(_edge(before, -1), _edge(after, 0), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))


def _edge(page: Any, end: int) -> Iterator[Any]:  # noqa: ANN401  (WeasyPrint has no types)
    """The elements along the end (-1) or the beginning (0) of a page, from the outside in, each once."""
    box = page._page_box.children[0].children[-1]  # noqa: SLF001  (the body)
    last = box.element
    while box := _child(box, end):
        if box.element is not None and box.element is not last:
            yield box.element
            last = box.element


def _child(box: Any, end: int) -> Any:  # noqa: ANN401  (WeasyPrint has no types)
    """The first or last child that stands in the text and is no repeated head of a table."""
    if isinstance(box, LineBox) or not hasattr(box, "children"):
        return None
    standing = [child for child in box.children if child.is_in_normal_flow() and not getattr(child, "is_header", False)]
    return _standing(standing[end]) if standing else None


def _standing(box: Any) -> Any:  # noqa: ANN401  (WeasyPrint has no types)
    """A positioned box stands behind a placeholder."""
    return getattr(box, "_box", box)
