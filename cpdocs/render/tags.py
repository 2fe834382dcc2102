"""The structure of a PDF, as a screen reader should meet it. Runs in the child, on a PDF that is not yet written.

WeasyPrint begins each element anew on every page. So a paragraph that is broken would be two, a table of three pages
three tables, and its head would be read out three times. Here, in this order:

1. what a page break has broken is one element again, its words on both pages;
2. the repeated head of a table, the page number and the marking at the top are artifacts (ISO 32000-1, 14.8.2.2): to be
   seen and not to be read out;
3. an element that holds nothing is gone;
4. a table's heads say that they are heads of columns (14.8.5.7, Scope), in place of WeasyPrint's ids, which would name
   heads of the broken pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cpdocs.render.boxes import continued

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Elements that may be empty: a table's cell keeps its place in the row.
_MAY_BE_EMPTY: Final = frozenset({"/TD", "/TH"})
#: How a piece of the drawing begins that is no part of the paper (ISO 32000-1, 14.8.2.2.2).
_ARTIFACT: Final = ("/Artifact", "<</Type /Pagination>>")


def tidy(document: Any, pdf: Any) -> None:  # noqa: ANN401  (WeasyPrint has no types)
    """Do all of the above to ``pdf``: WeasyPrint's ``finisher``."""
    _Structure(pdf).tidy(document.pages)


class _Structure:
    """The tree below the document's element. An element is a dictionary; its ``K`` holds references and numbers."""

    def __init__(self, pdf: Any) -> None:  # noqa: ANN401  (WeasyPrint has no types)
        self._pdf = pdf
        self._root = self._at(pdf.catalog["StructTreeRoot"])
        self._document = self._at(self._root["K"][0])

    def tidy(self, pages: list[Any]) -> None:
        tops = [[kid for kid in self._kids(self._document) if kid["Pg"] == page] for page in self._pdf.page_references]
        for number in range(1, len(pages)):
            levels = continued(pages[number - 1], pages[number])
            whole = next((tops[n][-1] for n in range(number - 1, -1, -1) if tops[n]), None)
            if levels and whole is not None and tops[number]:
                self._join(whole, tops[number].pop(0), levels)
        self._document["K"][:] = [kid.reference for top in tops for kid in top]
        self._drop_empty(self._document)
        self._scope()
        self._make_artifacts()

    def _join(self, whole: Any, piece: Any, levels: int) -> None:  # noqa: ANN401  (WeasyPrint has no types)
        """Move what ``piece`` holds to the element that it is a piece of, which lasts ``levels`` levels down."""
        kids = [kid for kid in self._kids(piece) if kid["S"] != "/THead"]
        if piece["S"] == "/TR" and levels == 1:
            for cell, rest in zip(self._kids(whole), kids, strict=True):
                self._join(cell, rest, 1)
            return
        if kids and (levels > 1 or kids[0]["S"] == "/LBody"):
            self._join(self._kids(whole)[-1], kids.pop(0), levels - 1)
        self._adopt(whole, kids)

    def _adopt(self, parent: Any, kids: list[Any]) -> None:  # noqa: ANN401  (WeasyPrint has no types)
        for kid in kids:
            kid["P"] = parent.reference
            parent["K"].append(kid.reference)

    def _drop_empty(self, element: Any) -> bool:  # noqa: ANN401  (WeasyPrint has no types)
        """Whether ``element`` holds nothing, once what holds nothing in it is gone."""
        gone = {kid.reference for kid in self._kids(element) if self._drop_empty(kid)}
        element["K"][:] = [kid for kid in element["K"] if kid not in gone]
        return not element["K"] and element["S"] not in _MAY_BE_EMPTY

    def _scope(self) -> None:
        for kid in self._below(self._document):
            if kid["S"] in _MAY_BE_EMPTY:
                kid.pop("ID", None)
                kid["A"].pop("Headers", None)
                if kid["S"] == "/TH":
                    kid["A"]["Scope"] = "/Column"
                if len(kid["A"]) == 1:  # the owner alone
                    del kid["A"]

    def _make_artifacts(self) -> None:
        """Mark as artifacts all drawn pieces that no element holds any longer."""
        elements = self._below(self._document)
        held = {(element["Pg"], piece) for element in elements for piece in element["K"] if isinstance(piece, int)}
        parents = self._at(self._root["ParentTree"])["Nums"]
        for page, pieces in zip(self._pdf.page_references, parents[1::2], strict=False):
            stream = self._at(self._at(page)["Contents"]).stream
            for place, operand in enumerate(stream):
                if isinstance(operand, dict) and "MCID" in operand and (page, operand["MCID"]) not in held:
                    stream[place - 1 : place + 1] = _ARTIFACT
                    pieces[operand["MCID"]] = "null"

    def _below(self, element: Any) -> Iterator[Any]:  # noqa: ANN401  (WeasyPrint has no types)
        for kid in self._kids(element):
            yield kid
            yield from self._below(kid)

    def _kids(self, element: Any) -> list[Any]:  # noqa: ANN401  (WeasyPrint has no types)
        """The elements in ``element``; references to annotations, such as links, are none."""
        found = [self._at(kid) for kid in element["K"] if isinstance(kid, bytes)]
        return [kid for kid in found if kid.get("Type") == "/StructElem"]

    def _at(self, reference: bytes) -> Any:  # noqa: ANN401  (WeasyPrint has no types)
        return self._pdf.objects[int(reference.split()[0])]
