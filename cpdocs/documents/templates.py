"""The template folders: where a document's sentences are found, and what identifies them.

A document's folder holds a folder for each variant: ``decision_letter/parent_carer/`` with about.yaml (title, layout,
language), wording.md (every sentence, in reading order) and email.md (the covering text; not for what is only ever
enclosed). A variant that differs in its looks alone, such as large print, or that says what one of another document
says, is a folder with about.yaml only, which names the variant whose words it takes: every sentence stands once. The
looks stand once too, in ``_authority/``. An authority overrides a document's folder whole, never file by file, so that
no wording is ever half theirs and half ours; the digest of all that a paper is made of is what an approval binds
(DESIGN.md section 7).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cpdocs.documents.blocks import Draft, Letterhead
from cpdocs.documents.edition_note import with_note
from cpdocs.documents.wording import fill, fill_plain
from cpdocs.errors import TemplateError
from cpdocs.views.shape import AuthorityWords, View

LARGEST = 200_000  # bytes of one wording file; a long minute's wording is a tenth of it
_AUTHORITY = "_authority"


class About(BaseModel):
    """about.yaml: what a variant is, besides its sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: Annotated[str, Field(min_length=3, max_length=80)]
    layout: Annotated[str, Field(pattern="^[a-z_]+$")]
    language: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Za-z]+)?$")] = "en-GB"
    wording: Annotated[str | None, Field(pattern="^([a-z_]+/)?[a-z_]+$")] = None
    """The variant whose wording.md and email.md these are, where it has none of its own: ``parent_carer`` of the same
    document, ``invitation/supporter`` of another one.
    """

    def words(self, document: str, variant: str) -> tuple[str, str]:
        """The document and the variant whose sentences the ``variant`` of ``document`` has: its own, or another's."""
        other, _, name = (self.wording or variant).rpartition("/")
        return other or document, name


@dataclass(frozen=True, slots=True)
class Template:
    """One variant of one document, read; ``name`` is the path of its words, ``digest`` covers words and looks.

    The words may be another document's (``invitation/supporter/``).
    """

    document: str
    variant: str
    name: str
    about: About
    wording: str
    email: str
    digest: str


class Templates:
    """The folders in which templates are looked for: the authority's own first, then the shipped ones."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders

    def has(self, document: str, variant: str) -> bool:
        """Whether there is such a variant. One that is missing holds the parcel; no other takes its place."""
        return (self.folder(document) / variant / "about.yaml").is_file()

    def find(self, document: str, variant: str, *, covering: bool = True) -> Template:
        """Read one variant; without ``covering``, as it is enclosed with another document: it needs no email.md.

        Raises:
            TemplateError: a file is missing, too large, not UTF-8, or about.yaml is wrong or names no words.
        """
        name = f"{document}/{variant}/"
        text = _read(self.folder(document) / variant / "about.yaml", name + "about.yaml")
        about = _about(text, name)
        of, said_in = about.words(document, variant)
        folder, words = self.folder(of) / said_in, f"{of}/{said_in}/"
        if about.wording and not (folder / "wording.md").is_file():
            # One that takes another's words has none to give: so no two can wait for each other.
            hint = "Name a variant that has words of its own; one of another document as in: invitation/supporter."
            raise TemplateError(f"{name}about.yaml: {about.wording} has no wording.md", hint)
        wording = _read(folder / "wording.md", words + "wording.md")
        email = _read(folder / "email.md", words + "email.md") if covering else ""
        digest = hashlib.sha256(repr((text, wording, email, self._look())).encode()).hexdigest()
        return Template(document, variant, words, about, wording, email, digest)

    def folder(self, document: str) -> Path:
        """Where a document's variants are read from: the first of the folders that has it, whole."""
        return next((f / document for f in self.folders if (f / document).is_dir()), self.folders[-1] / document)

    def _look(self) -> str:
        """One digest over the names and bytes of all looks: those of the first folder that has them, since a paper of
        an authority that has a look of its own is still made with fonts and macros of the shipped ones.
        """
        found: dict[str, Path] = {}
        for look in (folder / _AUTHORITY for folder in self.folders):
            for path in (p for p in look.rglob("*") if p.is_file()):
                found.setdefault(str(path.relative_to(look)), path)
        total = hashlib.sha256()
        for name, path in sorted(found.items()):
            total.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()


@lru_cache(maxsize=64)
def write(view: View, template: Template) -> Draft:
    """One paper in words: the View's values in the wording's sentences. Equal Views are written once.

    Raises:
        TemplateError: see ``wording.fill``.
    """
    words = view.authority
    return Draft(
        document=template.document,
        variant=template.variant,
        title=template.about.title,
        language=template.about.language,
        layout=template.about.layout,
        letterhead=Letterhead(words.name, words.letterhead, words.marking),
        blocks=with_note(fill(template.wording, view, template.name + "wording.md"), view.edition),
    )


def covering_text(authority: AuthorityWords, template: Template) -> str:
    """The text of the message round a paper: neutral, from the authority's own words alone."""
    return fill_plain(template.email, authority, template.name + "email.md")


def _read(path: Path, name: str) -> str:
    try:
        data = path.read_bytes()
    except OSError:
        raise TemplateError(
            f"{name}: cannot be read", "A variant's folder holds about.yaml, wording.md and email.md."
        ) from None
    if len(data) > LARGEST:
        raise TemplateError(f"{name}: larger than {LARGEST} bytes")
    try:
        return data.decode("utf-8-sig")  # an editor on Windows may put its mark in front, which would hide a heading
    except UnicodeDecodeError:
        raise TemplateError(f"{name}: not UTF-8", "Save the file as UTF-8.") from None


def _about(text: str, name: str) -> About:
    try:
        return About.model_validate(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  (BaseLoader: text only)
    except (yaml.YAMLError, RecursionError):
        raise TemplateError(f"{name}about.yaml: not YAML") from None
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, e["loc"])) for e in error.errors())
        raise TemplateError(
            f"{name}about.yaml: {fields}: missing or wrong", "It has title, layout and language."
        ) from None
