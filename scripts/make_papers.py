"""Makes docs/papers.md, and for each document a sheet with every page of one paper a variant."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont, ImageOps

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "shared"))

from finished import Finisher  # noqa: E402  (our own, from the folder named above)
from papers_page import PICTURES, Row, page, rows  # noqa: E402
from snapshots import Examples  # noqa: E402

FONT = TOP / "templates" / "_authority" / "fonts" / "OpenSans-Regular.ttf"
SCALE = 0.24
MOST_IN_A_ROW = 12
GAP, LABEL = 8, 20
COLOURS = 8


def main() -> None:
    """Lay each paper out, count its pages, and draw those of the first of each variant."""
    pages: dict[tuple[str, str], list[int]] = {}
    strips: dict[str, list[tuple[str, Image.Image]]] = {}
    with tempfile.TemporaryDirectory() as folder, Finisher() as finisher:
        examples = Examples(Path(folder))
        every = rows(examples)
        for row in every:
            papers = list(_papers(examples, finisher, row))
            pages[row.document, row.variant] = sorted(len(paper) for paper in papers)
            strips.setdefault(row.document, []).append((row.variant, _strip(papers[0])))
    for document, drawn in strips.items():
        picture = TOP / "docs" / PICTURES / f"{document}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        _sheet(drawn).quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
        print(f"{picture.relative_to(TOP)}: {picture.stat().st_size // 1000} kB")
    (TOP / "docs" / "papers.md").write_text(page(every, pages), "utf-8")


def _papers(examples: Examples, finisher: Finisher, row: Row) -> Iterator[pypdfium2.PdfDocument]:
    for one in row.shown:
        yield pypdfium2.PdfDocument(finisher.copy(examples.workspace(one.council).templates, one.draft, "pdf").data)


def _strip(paper: pypdfium2.PdfDocument) -> Image.Image:
    """Every page side by side, in as many lines as it takes."""
    drawn = [ImageOps.expand(sheet.render(scale=SCALE).to_pil().convert("RGB"), 1, "#8a97a0") for sheet in paper]
    width, height = drawn[0].width + GAP, drawn[0].height + GAP
    across = min(len(drawn), MOST_IN_A_ROW)
    strip = Image.new("RGB", (across * width, -(-len(drawn) // across) * height), "white")
    for number, sheet in enumerate(drawn):
        strip.paste(sheet, (number % across * width, number // across * height))
    return strip


def _sheet(strips: list[tuple[str, Image.Image]]) -> Image.Image:
    """The strips one below the other, each under its variant's name."""
    sheet = Image.new("RGB", (max(s.width for _, s in strips), sum(s.height + LABEL for _, s in strips)), "white")
    pen, top = ImageDraw.Draw(sheet), 0
    for variant, strip in strips:
        pen.text((0, top), variant, fill="black", font=ImageFont.truetype(str(FONT), 13))
        sheet.paste(strip, (0, top + LABEL))
        top += strip.height + LABEL
    return sheet


if __name__ == "__main__":
    main()
