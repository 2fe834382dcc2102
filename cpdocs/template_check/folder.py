"""The files of one variant: those that are there, those that are not, and about.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cpdocs.documents.templates import LARGEST, About
from cpdocs.record.findings import Finding as FileFinding
from cpdocs.record.load import Tree, load, plain_text, read_bytes
from cpdocs.render.folders import Folders
from cpdocs.render.problems import ProblemError
from cpdocs.template_check.checks import Finding, found, of_file
from cpdocs.template_check.variant import ABOUT, EMAIL, PREVIEW, WORDING, Variant, variant_of
from cpdocs.template_check.words import Wording, tells
from cpdocs.template_folders import Place, own_folder
from cpdocs.workspace import Workspace

#: What may follow the name of an entitled variant, before a language.
_FORMS: Final = ("easy_read", "large")


@dataclass(frozen=True, slots=True)
class Files:
    """What could be read of one variant. ``words`` is the variant whose sentences it has, mostly itself."""

    about: About | None
    words: Variant
    wording: Wording | None = None
    email: Wording | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def borrowed(self) -> bool:
        """Whether only the looks are its own."""
        return self.about is not None and self.about.wording is not None


def read_folder(workspace: Workspace, variant: Variant, layouts: Folders, *, covering: bool) -> Files:
    """One variant's files. Without ``covering`` it is only ever enclosed, and needs no email.md."""
    loaded = load(variant.place.folder / ABOUT, About, variant.file(ABOUT))
    wrong = [of_file(finding) for finding in loaded.findings]
    if loaded.value is None or loaded.tree is None:
        return Files(None, variant, findings=(*wrong, *_strays(variant, {ABOUT, WORDING, EMAIL, PREVIEW})))
    about = loaded.value
    wrong += _about(variant, about, loaded.tree, layouts)
    if about.wording is not None:
        words = _words(workspace, variant, about)
        unfit = tuple(_borrowed(variant, words, about, loaded.tree))
        return Files(about, variant if unfit else words, findings=(*wrong, *unfit, *_strays(variant, {ABOUT, PREVIEW})))
    wording = _read(variant, WORDING, about.language)
    email = _read(variant, EMAIL, about.language) if covering or (variant.place.folder / EMAIL).exists() else ()
    for text in (wording, email):
        wrong += text if isinstance(text, tuple) else ()
    return Files(
        about,
        variant,
        wording if isinstance(wording, Wording) else None,
        email if isinstance(email, Wording) else None,
        (*wrong, *_strays(variant, {ABOUT, WORDING, EMAIL, PREVIEW})),
    )


def _words(workspace: Workspace, variant: Variant, about: About) -> Variant:
    """The variant whose words another one takes, looked for as the program looks for it."""
    document, name = about.words(variant.document, variant.place.variant)
    home = workspace.templates.folder(document)
    return variant_of(workspace, Place(document, name, home / name, home.parent == own_folder(workspace)))


def _borrowed(variant: Variant, words: Variant, about: About, tree: Tree) -> Iterator[Finding]:
    file, line = variant.file(ABOUT), tree.place(("wording",)).line
    if not (words.place.folder / WORDING).is_file():
        yield found("no-wording", file, line, f"{about.wording} has no {WORDING}")
    elif variant.kind is not None and words.kind is not variant.kind:
        yield found("other-view", file, line, f"{about.wording} is written for a paper that knows other things")


def _about(variant: Variant, about: About, tree: Tree, layouts: Folders) -> Iterator[Finding]:
    file = variant.file(ABOUT)
    try:
        layouts.layout(about.layout)
    except ProblemError:
        yield found("no-layout", file, tree.place(("layout",)).line, f"there is no layout {about.layout}")
    if variant.family and (word := tells(about.title)):
        yield found("title-tells", file, tree.place(("title",)).line, f"the word {word} tells what the paper is about")
    asked = _language(variant)
    if asked and about.language.casefold().partition("-")[0] != asked:
        line = tree.place(("language",)).line
        yield found("language-differs", file, line, f"the folder says {asked}, about.yaml {about.language}")


def _language(variant: Variant) -> str:
    """The language that a variant's folder is named for: gd of parent_carer_large_gd; "" for none."""
    rest = variant.place.variant.removeprefix(variant.entitled)
    for form in _FORMS:
        rest = rest.removeprefix(f"_{form}")
    return rest.removeprefix("_") if variant.entitled else ""


def _read(variant: Variant, name: str, language: str) -> Wording | tuple[Finding, ...]:
    path, label = variant.place.folder / name, variant.file(name)
    if not path.is_file():
        return (found("missing-file", label, None, "this file is missing"),)
    data = read_bytes(path, label)
    if isinstance(data, bytes) and len(data) > LARGEST:
        data = FileFinding(
            "too-large", "error", label, 1, 1, "", f"this file is larger than {LARGEST} bytes", "shorten it"
        )
    text = plain_text(data, label) if isinstance(data, bytes) else (data,)
    return Wording(variant, text, language) if isinstance(text, str) else tuple(map(of_file, text))


def _strays(variant: Variant, known: set[str]) -> Iterator[Finding]:
    for path in sorted(variant.place.folder.iterdir()):
        if path.name not in known:
            yield found("stray-file", variant.file(path.name), None, "nothing reads this")
