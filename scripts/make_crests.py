"""Draws each example's crest.svg again as crest.png, which is what Word can show.

The crests are invented, like the councils. A council does the same with its own picture in whatever program it has; the
two files lie in templates/_authority of its workspace.

    python scripts/make_crests.py
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import weasyprint

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
#: As high as a crest stands on paper (24 mm), at 300 dots an inch.
PIXELS = 284


def drawn(svg: Path) -> bytes:
    """The picture as a PNG of ``PIXELS`` high, white where the crest is not."""
    style = weasyprint.CSS(
        string="@page { size: 60mm 24mm; margin: 0 } body { margin: 0 } img { height: 24mm; display: block }"
    )
    page = weasyprint.HTML(string=f'<img alt="" src="{svg.as_uri()}">').write_pdf(stylesheets=[style])
    sheet = pypdfium2.PdfDocument(page)[0]
    picture = sheet.render(scale=PIXELS / sheet.get_height()).to_pil().convert("RGB")
    width, height = (float(value) for value in svg.read_text().split('viewBox="0 0 ')[1].split('"')[0].split())
    out = io.BytesIO()
    picture.crop((0, 0, round(PIXELS * width / height), PIXELS)).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    for crest in sorted(EXAMPLES.glob("*/templates/_authority/crest.svg")):
        crest.with_suffix(".png").write_bytes(drawn(crest))
