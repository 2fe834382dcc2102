"""The order in which templates are looked at, and what came of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cpdocs.documents.names import Asks, read
from cpdocs.documents.proof import Proofs
from cpdocs.documents.templates import Templates, write
from cpdocs.errors import TemplateError, UsageError
from cpdocs.render.fence import Fence
from cpdocs.render.folders import Folders
from cpdocs.render.inspect_look import family_names
from cpdocs.render.letters import font_letters
from cpdocs.render.problems import ProblemError
from cpdocs.rules.checks.problem import near
from cpdocs.shipped import folder as shipped
from cpdocs.template_check.checks import Finding, found, of_file
from cpdocs.template_check.folder import Files, read_folder
from cpdocs.template_check.looks import PAGE, Look, of_crest, of_layout, of_page
from cpdocs.template_check.made import made
from cpdocs.template_check.papers import STRIP, Printed, of_paper, specimen
from cpdocs.template_check.preview import read_preview
from cpdocs.template_check.variant import PREVIEW, WORDING, Variant, shown, variant_of
from cpdocs.template_check.words import of_email, of_wording
from cpdocs.template_folders import LOOKS, Place, folders_in, goes_by_itself, homes, layouts, own_folder, variants
from cpdocs.views.shape import View
from cpdocs.views.words import authority_words
from cpdocs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """The variants and layouts that were looked at, and everything that was found, in the order of the files."""

    places: tuple[Place, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is an error."""
        return not any(finding.severity == "error" for finding in self.findings)


def check(
    workspace: Workspace,
    names: Sequence[str] = (),
    fence: Fence | None = None,
    told: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> Checked:
    """Look at every variant of the documents ``names``, of all without any; ``_authority`` names the looks.

    Without a ``fence`` no paper is laid out. ``told`` is told how many are done, of how many, and what is next.

    Raises:
        UsageError: there is no such document.
        FenceError: nothing can be laid out on this machine.
    """
    documents = homes(workspace)
    known = (*documents, LOOKS)
    for name in names:
        if name not in known:
            raise UsageError(f"there is no template of the name {name}", near(name, known, "in cpdocs templates list"))
    chosen = tuple(place for place in variants(workspace) if not names or place.document in names)
    run = _Run(workspace, fence)
    for name, home in documents.items():
        if home == own_folder(workspace) and (not names or name in names):
            run.look_at_document(name)
    for number, place in enumerate(chosen, start=1):
        told(number, len(chosen), place.document)
        run.look_at_variant(place)
    looks = [place for place in layouts(workspace) if not names or LOOKS in names or place.variant in run.layouts]
    for number, place in enumerate(looks, start=1):
        told(number, len(looks), "layouts")
        run.look_at_layout(place)
    return Checked((*chosen, *looks), tuple(sorted(dict.fromkeys(run.findings), key=Finding.order)))


class _Run:
    """One run: what several variants share is read once, and everything that is found comes together."""

    def __init__(self, workspace: Workspace, fence: Fence | None) -> None:
        self._workspace, self._fence = workspace, fence
        self._folders = Folders(workspace.templates.folders)
        self._authority = authority_words(workspace.authority)
        self._letters: frozenset[int] | None = None
        self._families: frozenset[str] | None = None
        self.findings: list[Finding] = []
        self.layouts: set[str] = set()
        try:
            fonts = self._folders.fonts()
            self._letters, self._families = font_letters(fonts), family_names(fonts)
        except ProblemError as problem:
            fonts = own_folder(workspace) / LOOKS / "fonts" / problem.file
            said = "this font is damaged" if problem.file else "there is no font in it"
            self.findings.append(found("paper-fonts", shown(workspace, fonts), None, said))
            self._fence = None

    # ---- documents and variants -------------------------------------------------------------------------------------

    def look_at_document(self, document: str) -> None:
        """One of the council's own documents as a whole: is it one of ours, and has it every variant?"""
        own = own_folder(self._workspace) / document
        file, known = self._shown(own), self._workspace.tables.documents.documents
        if document not in known:
            cure = near(document, known, "in cpdocs templates list")
            self.findings.append(found("document-unused", file, None, "no document has this name", cure))
        for name in folders_in(shipped("templates") / document):
            if not (own / name).is_dir():
                self.findings.append(found("variant-lacking", file, None, f"the variant {name} is missing"))

    def look_at_variant(self, place: Place) -> None:
        """One variant: its files, its words, the paper."""
        variant = variant_of(self._workspace, place)
        rule = self._workspace.tables.documents.documents.get(place.document)
        covering = goes_by_itself(self._workspace, place.document)
        files = read_folder(self._workspace, variant, self._folders, covering=covering)
        wrong = list(files.findings)
        if rule is not None and variant.kind is None:
            wrong.append(found("variant-unused", variant.shown, None, "nobody can be entitled to this variant"))
        if files.about is not None:
            self.layouts.add(files.about.layout)
        if files.wording is not None:
            wrong += of_wording(files.wording, self._letters, self._shipped(variant))
        if files.email is not None:
            wrong += of_email(files.email)
        view, of_view = self._preview(variant, files)
        wrong += of_view
        if self._fence is not None and view is not None and not any(one.severity == "error" for one in wrong):
            wrong += self._laid_out(self._fence, variant, files, view)
        self.findings += wrong

    def _shipped(self, variant: Variant) -> Asks | None:
        """What the shipped wording for the same entitlement asks of the View, to hold a council's own against."""
        ours = Templates(shipped("templates"))
        if not variant.place.own or variant.kind is None or not ours.has(variant.document, variant.entitled):
            return None
        template = ours.find(variant.document, variant.entitled, covering=False)
        return read(template.wording, variant.kind, template.name)

    def _preview(self, variant: Variant, files: Files) -> tuple[View | None, Iterable[Finding]]:
        """The View to look at a variant with: of its own preview.yaml, of the one whose words it has, or made up."""
        if variant.kind is None:
            return None, ()
        for one in (variant, files.words):
            path = one.place.folder / PREVIEW
            if path.is_file():
                view, wrong = read_preview(path, variant.kind, self._authority, one.file(PREVIEW))
                return view, map(of_file, wrong)
        missing = found("no-preview", variant.file(PREVIEW), None, "this file is missing")
        made_up = dataclasses.replace(made(variant.kind, {}), authority=self._authority)
        return made_up, () if files.borrowed else (missing,)

    def _laid_out(self, fence: Fence, variant: Variant, files: Files, view: View) -> Iterator[Finding]:
        file = files.words.file(WORDING)
        try:
            template = self._workspace.templates.find(variant.document, variant.place.variant, covering=False)
            draft = write(view, template)
            proof = Proofs(read(template.wording, type(view), file), file).of(view)
        except TemplateError as error:
            if not files.borrowed:  # else it is said of the variant whose words these are
                yield found("branch-fails", variant.file(PREVIEW), None, f"with these values: {error.message}")
            return
        lines = [placed.line for placed in proof.blocks]
        layout, shared = self._folders.layout(draft.layout), self._folders.shared()
        yield from of_paper(fence, Printed(draft, file, lines, layout, shared, self._shown))

    # ---- looks ------------------------------------------------------------------------------------------------------

    def look_at_layout(self, place: Place) -> None:
        """One layout: its files, those that all layouts share, and a specimen of every block."""
        shared = tuple(folder for folder in self._folders.shared() if folder.is_dir())
        look = Look(place.variant, place.folder, self._shown(place.folder), shared)
        for path in sorted(p for folder in shared for p in folder.iterdir() if p.suffix in {".html", ".css"}):
            self.findings += of_page(path, self._shown(path), shared, self._families)
        crest = self._folders.crest("svg")
        if crest is not None:
            self.findings += of_crest(crest, self._shown(crest), self._families)
        wrong = list(of_layout(look, self._families))
        if self._fence is not None and look.name != STRIP and not any(one.id == "missing-file" for one in wrong):
            printed = Printed(specimen(look.name), look.file(PAGE), (), look.folder, shared, self._shown)
            wrong += of_paper(self._fence, printed)
        self.findings += wrong

    def _shown(self, path: Path) -> str:
        return shown(self._workspace, path)
