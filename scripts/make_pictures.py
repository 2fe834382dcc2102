"""Makes docs/images from a played demo: the first page of the mother's decision letter, as the README shows it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from cpdocs import demo

TOP = Path(__file__).resolve().parents[1]
LETTER = ("decision_letter", "mother", TOP / "docs" / "images" / "decision-letter.png")
#: An address sheet comes first, and its back is empty.
FIRST_PAGE = 2
SCALE = 1.4
COLOURS = 32


def main() -> None:
    """Play the demo in a folder that is gone afterwards, and draw the page."""
    document, person, picture = LETTER
    files: dict[tuple[str, str], str] = {}

    def remember(played: demo.Played) -> None:
        for ended in played.run.ended:
            planned = ended.parcel.written.planned
            files[planned.document, planned.person] = ended.file

    with tempfile.TemporaryDirectory() as folder:
        workspace, _ = demo.play(Path(folder) / "demo", remember)
        outbox = workspace.folder / workspace.settings.outbox
        with pypdfium2.PdfDocument(outbox / files[document, person]) as paper:
            page = paper[FIRST_PAGE].render(scale=SCALE).to_pil()
    drawn = ImageOps.expand(page.convert("RGB"), border=1, fill="#8a97a0")
    picture.parent.mkdir(exist_ok=True)
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)
    print(f"{picture.relative_to(TOP)}: {picture.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
