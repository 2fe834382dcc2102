"""The shapes of what the commands on templates report; see shapes.py."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cpdocs.cli.report_shape import Report
from cpdocs.record.findings import Severity
from cpdocs.record.types import Ident

Home = Annotated[
    Literal["own", "shipped"], Field(title="Whose", description="The council's own folder, or the one of cpdocs.")
]


class ListedVariant(Report):
    """One variant of a document. What about.yaml says is null if the variant cannot be read; then wrong says why."""

    document: str
    variant: str
    from_: Annotated[Home, Field(alias="from")]
    title: Annotated[str | None, Field(description="The paper's own title, in its file's properties.")]
    layout: Annotated[str | None, Field(description="The layout of _authority that gives it its looks.")]
    language: Annotated[str | None, Field(description="A language tag, such as en-GB or gd.")]
    wording: Annotated[str | None, Field(description="The variant whose words it takes; null for its own.")]
    digest: Annotated[
        str | None, Field(pattern="^[0-9a-f]{64}$", description="Over words and looks: what an approval binds.")
    ]
    wrong: Annotated[str, Field(description="Why it cannot be read; empty if it can.")]


class ListedLayout(Report):
    """One layout."""

    layout: Annotated[str, Field(description="Its folder below _authority/layouts.")]
    from_: Annotated[Home, Field(alias="from")]


class TemplatesReport(Report):
    """What templates list reports."""

    version: Literal[1]
    templates: Annotated[list[ListedVariant], Field(description="Every variant of every document.")]
    layouts: Annotated[list[ListedLayout], Field(description="Every layout.")]


class CheckedTemplate(Report):
    """One variant, or one layout (document _authority), that templates check looked at."""

    document: str
    variant: str
    from_: Annotated[Home, Field(alias="from")]


class TemplateFinding(Report):
    """Something wrong in a template."""

    id: Ident
    severity: Annotated[Severity, Field(description="An error stops; a warning does not.")]
    file: Annotated[str, Field(description="Below the workspace; whole for a shipped file.")]
    line: Annotated[int | None, Field(ge=1, description="null where a file has no lines.")]
    message: Annotated[str, Field(description="What is wrong.")]
    cure: Annotated[str, Field(description="How to put it right.")]


class TemplateCheckReport(Report):
    """What templates check reports."""

    version: Literal[1]
    ok: Annotated[bool, Field(description="Whether no finding is an error.")]
    checked: Annotated[list[CheckedTemplate], Field(description="What was looked at.")]
    findings: Annotated[list[TemplateFinding], Field(description="What was found, in the order of the files.")]
