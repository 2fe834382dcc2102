"""Where sentences are found, what identifies them, and that an authority's folder takes the place of ours whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cpdocs.documents.templates import Templates, covering_text, write
from cpdocs.errors import TemplateError
from cpdocs.shipped import folder

SHIPPED = folder("templates")
LETTER, FAMILY = "decision_letter", "parent_carer"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An authority's templates folder with the whole decision letter in it."""
    shutil.copytree(SHIPPED / LETTER, tmp_path / "templates" / LETTER)
    return tmp_path / "templates"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A copy of the shipped folder, to be changed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "shipped"))


def test_an_authoritys_folder_is_read_before_ours_and_for_that_document_alone(own) -> None:
    (own / LETTER / FAMILY / "wording.md").write_text("# Theirs\n", "utf-8")
    templates = Templates(own, SHIPPED)
    assert templates.find(LETTER, FAMILY).wording == "# Theirs\n"
    assert templates.find("invitation", FAMILY).wording == (SHIPPED / "invitation" / FAMILY / "wording.md").read_text()


def test_an_authoritys_folder_replaces_ours_whole_and_a_missing_variant_is_missing(own) -> None:
    shutil.rmtree(own / LETTER / "professional")
    templates = Templates(own, SHIPPED)
    assert Templates(SHIPPED).has(LETTER, "professional")
    assert not templates.has(LETTER, "professional")
    with pytest.raises(TemplateError, match=r"decision_letter/professional/about.yaml: cannot be read"):
        templates.find(LETTER, "professional")


@pytest.mark.parametrize("file", ["about.yaml", "wording.md", "email.md"])
def test_a_file_that_is_missing_from_an_authoritys_folder_is_not_taken_from_ours(file, own) -> None:
    (own / LETTER / FAMILY / file).unlink()
    with pytest.raises(TemplateError) as refused:
        Templates(own, SHIPPED).find(LETTER, FAMILY)
    assert refused.value.message == f"{LETTER}/{FAMILY}/{file}: cannot be read"


def test_a_variant_that_nobody_wrote_has_no_stand_in() -> None:
    templates = Templates(SHIPPED)
    for variant in ("parent_carer_gd", "parent_carer_easy_read", "nobody"):
        assert not templates.has(LETTER, variant)
        with pytest.raises(TemplateError):
            templates.find(LETTER, variant)
    assert not templates.has("poem", FAMILY)


@pytest.mark.parametrize(
    "about",
    [
        "",
        "title: A letter\n",
        "layout: letter\n",
        "title: A letter\nlayout: letter\ncolour: red\n",
        "title: A letter\nlayout: ../letter\n",
        "title: A letter\nlayout: /etc\n",
        "title: A\nlayout: letter\n",
        "title: [A, letter]\nlayout: letter\n",
        "title: A letter\nlayout: letter\nlanguage: English please\n",
        "- a list\n",
        "{{{\n",
        "title: !!python/object/apply:os.system [id]\nlayout: letter\n",
        "[" * 5_000,
    ],
    ids=lambda text: text[:30].replace("\n", ";") or "empty",
)
def test_an_about_that_is_wrong_is_refused_by_its_file(about, own) -> None:
    (own / LETTER / FAMILY / "about.yaml").write_text(about, "utf-8")
    with pytest.raises(TemplateError) as refused:
        Templates(own, SHIPPED).find(LETTER, FAMILY)
    assert refused.value.message.startswith(f"{LETTER}/{FAMILY}/about.yaml: ")


def test_a_file_that_is_no_text_or_too_large_is_refused(own) -> None:
    path = own / LETTER / FAMILY / "wording.md"
    path.write_bytes(b"Caf\xe9")
    with pytest.raises(TemplateError, match="not UTF-8"):
        Templates(own, SHIPPED).find(LETTER, FAMILY)
    path.write_bytes(b"a" * 200_001)
    with pytest.raises(TemplateError, match="larger than"):
        Templates(own, SHIPPED).find(LETTER, FAMILY)


def test_the_digest_changes_with_any_file_that_a_paper_is_made_of(ours) -> None:
    variant, look = ours / LETTER / FAMILY, ours / "_authority"
    files = [variant / name for name in ("about.yaml", "wording.md", "email.md")]
    files += [p for p in look.rglob("*") if p.is_file()]
    assert {p.name for p in files} >= {"about.yaml", "wording.md", "email.md", "layout.html", "look.css", "layout.docx"}
    seen = {Templates(ours).find(LETTER, FAMILY).digest}
    for path in files:
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        seen.add(Templates(ours).find(LETTER, FAMILY).digest)
        path.write_bytes(kept)
    assert len(seen) == len(files) + 1
    (look / "layouts" / "letter" / "new.css").write_text("")
    assert Templates(ours).find(LETTER, FAMILY).digest not in seen


def test_a_preview_is_no_part_of_a_paper_and_a_change_of_it_voids_nothing(ours) -> None:
    before = Templates(ours).find(LETTER, FAMILY).digest
    (ours / LETTER / FAMILY / "preview.yaml").write_text("addressee: Somebody Else\n")
    assert Templates(ours).find(LETTER, FAMILY).digest == before


def test_the_mark_that_an_editor_on_windows_puts_in_front_hides_no_heading(own, small) -> None:
    (own / LETTER / FAMILY / "wording.md").write_bytes(b"\xef\xbb\xbf# A heading\r\n\r\nDear {{ name }}\r\n")
    draft = write(small(), Templates(own, SHIPPED).find(LETTER, FAMILY))
    assert [type(block).__name__ for block in draft.blocks] == ["Heading", "Paragraph"]


def test_the_digest_is_of_what_is_there_and_not_of_where_it_lies(ours) -> None:
    for document, variant in ((LETTER, FAMILY), (LETTER, "professional"), ("invitation", "excluded")):
        assert Templates(ours).find(document, variant).digest == Templates(SHIPPED).find(document, variant).digest


def test_a_file_moved_inside_the_look_changes_the_digest(ours) -> None:
    before = Templates(ours).find(LETTER, FAMILY).digest
    css = ours / "_authority" / "layouts" / "letter" / "look.css"
    css.rename(css.with_name("looks.css"))
    assert Templates(ours).find(LETTER, FAMILY).digest != before


def test_an_authoritys_own_look_is_part_of_the_digest(own) -> None:
    before = Templates(own, SHIPPED).find(LETTER, FAMILY).digest
    shutil.copytree(SHIPPED / "_authority", own / "_authority")
    assert Templates(own, SHIPPED).find(LETTER, FAMILY).digest == before
    (own / "_authority" / "layouts" / "letter" / "look.css").write_text("p { color: black }")
    assert Templates(own, SHIPPED).find(LETTER, FAMILY).digest != before


def test_a_look_that_an_authority_does_not_have_itself_is_part_of_the_digest(ours, own) -> None:
    """Its fonts and macros come from the shipped folder still: exchanged after an approval, they must void it."""
    shutil.copytree(SHIPPED / "_authority" / "layouts", own / "_authority" / "layouts")
    before = Templates(own, ours).find(LETTER, FAMILY).digest
    font = ours / "_authority" / "fonts" / "OpenSans-Bold.ttf"
    font.write_bytes(font.read_bytes() + b"x")
    assert Templates(own, ours).find(LETTER, FAMILY).digest != before


def test_a_paper_carries_its_letterhead_title_layout_and_language(own, small) -> None:
    folder_ = own / LETTER / FAMILY
    (folder_ / "about.yaml").write_text("title: A letter\nlayout: letter\nlanguage: gd\n", "utf-8")
    (folder_ / "wording.md").write_text("Dear {{ name }}\n", "utf-8")
    draft = write(small(), Templates(own, SHIPPED).find(LETTER, FAMILY))
    assert (draft.title, draft.layout, draft.language) == ("A letter", "letter", "gd")
    assert list(draft.texts()) == ["Example Council", "Social Work", "Confidential", "Dear Mary"]


def test_a_fault_in_a_wording_is_named_by_its_own_path_and_line(own, small, authority) -> None:
    folder_ = own / LETTER / FAMILY
    (folder_ / "wording.md").write_text("Dear\n\n{{ nobody }}\n", "utf-8")
    (folder_ / "email.md").write_text("Dear\n{{ addressee }}\n", "utf-8")
    template = Templates(own, SHIPPED).find(LETTER, FAMILY)
    with pytest.raises(TemplateError, match=r"^decision_letter/parent_carer/wording.md:3: "):
        write(small(), template)
    with pytest.raises(TemplateError, match=r"^decision_letter/parent_carer/email.md:2: "):
        covering_text(authority, template)
