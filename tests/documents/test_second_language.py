"""A council's second language: a template folder of its own, written from the right, with a typeface of its own.

The language is Hebrew letters in no words: what counts is which side they are written from, and that none is lost.
"""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from made_font import make_font

from cpdocs.documents.blocks import Draft
from cpdocs.documents.templates import Templates, write
from cpdocs.errors import RenderError
from cpdocs.render.check import leaks, lost_text, unstamped
from cpdocs.render.extract import layers
from cpdocs.render.fence import Fence
from cpdocs.render.paper import Copy, Stamp
from cpdocs.shipped import folder
from cpdocs.views.shape import View

SHIPPED = folder("templates")
STAMP = Stamp("Ann Lee", "K7Q2M9XW4T")
MM = 72 / 25.4


@dataclass(frozen=True)
class Sought:
    """What views.secrets makes, as far as the check knows it."""

    spellings: tuple[str, ...]
    id: str = "people[0].name"
    kind: str = "name"
    exact: bool = True


WORDING = """# אבג דהו

זחט {{ name }}, יכל 16 מנס 2026 (עפצ) קרש.

- תאב גדה
- 01632 960110: וזח

1. טיכ למן
2. סעפ {{ number }}%

> **צקר 23 שתא 2026.**

## בגד הוז

| חטי | כלמ | נסע |
|---|---|---|
| פצק רשת אבג דהו זחט יכל מנס עפצ קרש | {{ name }} | תאב 7 |
| גדה | וזח (טיכ) | למן |

סעפ צקר.
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An authority's own templates: the letter in its second language, and the fonts folder with one font more."""
    templates = tmp_path / "templates"
    shutil.copytree(SHIPPED / "decision_letter", templates / "decision_letter")
    variant = templates / "decision_letter" / "parent_carer_he"
    variant.mkdir()
    (variant / "about.yaml").write_text("title: אבג דהו\nlayout: letter\nlanguage: he\n", "utf-8")
    (variant / "wording.md").write_text(WORDING, "utf-8")
    (variant / "email.md").write_text("אבג\n", "utf-8")
    shutil.copytree(SHIPPED / "_authority" / "fonts", templates / "_authority" / "fonts")
    make_font(templates / "_authority" / "fonts" / "InventedHebrew.ttf")
    return templates


@pytest.fixture
def draft(own: Path, small: Callable[..., View]) -> Draft:
    return write(small(name="Ann Lee", number=28), Templates(own, SHIPPED).find("decision_letter", "parent_carer_he"))


def copy_of(own: Path, draft: Draft, kind) -> Copy:
    with Fence([own, SHIPPED]) as fence:
        return fence.stamp(fence.lay_out(draft, kind), STAMP)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_every_letter_is_there_and_the_names_in_it_are_found(kind, own, draft) -> None:
    copy = copy_of(own, draft, kind)
    assert lost_text(copy, draft) == ()
    assert unstamped(copy, STAMP) == ()
    for sought in ("Ann Lee", "01632 960110", "פצק רשת"):
        assert {leak.layer for leak in leaks(copy, [Sought((sought,))])} >= {"body"}, sought
    assert leaks(copy, [Sought(("Ann Leeson",))]) == ()


def test_a_letter_lost_or_changed_is_found(own, draft) -> None:
    copy = copy_of(own, draft, "pdf")
    for old, new in (("קרש", "קר"), ("16", "61 6"), ("תאב", "תאת"), ("למן", "")):
        changed = Draft.from_json(draft.to_json().replace(old, new, 1))
        assert changed != draft
        assert lost_text(copy, changed) != (), old


def test_the_paper_is_written_from_the_right(own, draft) -> None:
    """The title ends at the right margin, and the first column of the table is the right one."""
    data = copy_of(own, draft, "pdf").data
    with pikepdf.open(io.BytesIO(data)) as file:
        assert str(file.Root.Lang) == "he"
    page = pypdfium2.PdfDocument(data)[0]
    text = page.get_textpage()
    right = page.get_width() - 22 * MM
    assert right_edge(text, "אבג דהו") == pytest.approx(right, abs=3)
    first, second, third = (right_edge(text, head) for head in ("חטי", "כלמ", "נסע"))
    assert first > second > third
    assert "1 / 1" in layers(Copy("pdf", data, "", ""))["pages"], "no words of English on its pages"


def right_edge(text: pypdfium2.PdfTextPage, sought: str) -> float:
    found, length = text.search(sought).get_next()
    return max(text.get_charbox(index)[2] for index in range(found, found + length))


def test_a_word_file_is_written_from_the_right(own, draft) -> None:
    with zipfile.ZipFile(io.BytesIO(copy_of(own, draft, "docx").data)) as package:
        document, styles = (package.read(f"word/{part}.xml").decode() for part in ("document", "styles"))
    assert '<w:lang w:bidi="he"/>' in styles
    assert "<w:bidi/>" in styles
    assert document.count("<w:bidiVisual/>") == 1
    assert document.count("<w:rtl/>") == 18, "a text each: two headings, seven paragraphs and items, nine cells"


def test_letters_that_no_font_has_are_refused_by_their_block(own, draft) -> None:
    (own / "_authority" / "fonts" / "InventedHebrew.ttf").unlink()
    with Fence([own, SHIPPED]) as fence, pytest.raises(RenderError, match="code letters"):
        fence.lay_out(draft, "pdf")
