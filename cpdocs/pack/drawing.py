"""A content stream written anew: its instructions and nothing else. Runs in the child.

Comments, unknown operators, strings that no operator shows and property lists can all hold a text that no reader draws.
``q`` and ``Q`` are made to match, so that what is drawn on the page afterwards is drawn in the page's own space.
"""

from __future__ import annotations

from typing import Any, Final

import pikepdf

from cpdocs.pack.pdf_keys import MARKS, OPERATORS, SHOWS
from cpdocs.render.problems import ProblemError

#: More instructions than a page of the densest map has.
_MOST: Final = 2_000_000


def rewritten(drawn: Any) -> tuple[bytes, bool]:  # noqa: ANN401  (a page or a stream)
    """The drawing of a page or a stream, and whether words were dropped that a screen reader would say instead.

    Raises ProblemError ``damaged`` for what is no drawing, and ``deep`` for one of too many instructions.
    """
    kept: list[Any] = []
    open_, said = 0, False
    try:
        instructions = pikepdf.parse_content_stream(drawn)
    except (pikepdf.PdfError, TypeError, ValueError):
        raise ProblemError("damaged") from None
    if len(instructions) > _MOST:
        raise ProblemError("deep")
    for one in instructions:
        if isinstance(one, pikepdf.ContentStreamInlineImage):
            kept.append(one)
            continue
        operator, operands = str(one.operator), list(one.operands)
        if operator not in OPERATORS:
            continue
        if operator == "Q" and not open_:
            continue
        open_ += (operator == "q") - (operator == "Q")
        if operator == "BDC":
            said = said or _says(operands)
            operands = _marked(operands)
        else:
            _refuse_hidden_strings(operator, operands)
        kept.append((operands, pikepdf.Operator(operator)))
    kept += [([], pikepdf.Operator("Q"))] * open_
    return pikepdf.unparse_content_stream(kept), said


def _says(operands: list[Any]) -> bool:
    return any(isinstance(one, pikepdf.Dictionary) and "/ActualText" in one for one in operands)


def _marked(operands: list[Any]) -> list[Any]:
    if len(operands) != 2 or not isinstance(operands[0], pikepdf.Name):  # noqa: PLR2004  (a tag and its properties)
        raise ProblemError("damaged")
    tag, properties = operands
    return [tag, properties if isinstance(properties, pikepdf.Name) else marks(properties)]


def marks(properties: Any) -> pikepdf.Dictionary:  # noqa: ANN401  (any PDF object)
    """A property list without anything that is heard or read nowhere on the page. A layer becomes an empty one."""
    kept = pikepdf.Dictionary()
    if isinstance(properties, pikepdf.Dictionary) and str(properties.get("/Type")) not in {"/OCG", "/OCMD"}:
        for key in sorted(MARKS & set(properties.keys())):
            if is_language(properties[key]) if key == "/Lang" else is_plain(properties[key]):
                kept[key] = properties[key]
    return kept


def is_plain(value: Any) -> bool:  # noqa: ANN401  (any PDF object)
    """Whether it is a name, a number or a list of them: nothing that holds a text or leads anywhere."""
    if isinstance(value, pikepdf.Array):
        return all(not isinstance(inner, pikepdf.Array) and is_plain(inner) for inner in value.as_list())
    return isinstance(value, pikepdf.Name) or not isinstance(value, pikepdf.Object | str | bytes)


def is_language(value: Any) -> bool:  # noqa: ANN401  (any PDF object)
    """Whether it is a language tag (RFC 5646), letters, digits and hyphens, and no text."""
    text = str(value) if isinstance(value, pikepdf.String) else ""
    return 0 < len(text) <= 20 and text.isascii() and text.replace("-", "").isalnum()  # noqa: PLR2004


def _refuse_hidden_strings(operator: str, operands: list[Any]) -> None:
    if operator in SHOWS:
        if len(operands) != SHOWS[operator]:
            raise ProblemError("damaged")
        return
    if any(isinstance(one, pikepdf.String | pikepdf.Dictionary) or _has_string(one) for one in operands):
        raise ProblemError("damaged")


def _has_string(one: Any) -> bool:  # noqa: ANN401  (any PDF object)
    return isinstance(one, pikepdf.Array) and any(isinstance(inner, pikepdf.String) for inner in one.as_list())
