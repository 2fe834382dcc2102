"""The one Jinja environment that layouts are filled in with, for HTML and for Word alike. Runs in the child.

Sandboxed, strict about names and always escaping: a layout is a council's file, a block's text is anybody's, and
neither may become the other (HAZARDS.md, hazards 5, 6 and 8).
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cpdocs.documents.blocks import leads_on
from cpdocs.render.columns import breakable, shares, short
from cpdocs.render.languages import direction
from cpdocs.render.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpdocs.documents.blocks import Block, Draft
    from cpdocs.render.folders import Folders


def environment(folders: Folders, layout: Path | None = None) -> jinja2.Environment:
    """A fresh environment that can load files of ``layout`` and the macros that layouts share, and nothing else.

    A layout may ask for the widths of a table's columns, ``{{ block | shares }}``, whether a page may end inside a row,
    ``{% if row is breakable(widths) %}``, and whether it may end inside the table, ``{% if block is short(widths) %}``;
    and whether a paragraph leads on to what follows it, ``{% if block.text is leading %}``.
    """
    places = [*([layout] if layout else []), *folders.shared()]
    env = ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FileSystemLoader(places),
        auto_reload=False,
    )
    env.filters["shares"] = shares
    env.tests["breakable"] = breakable
    env.tests["leading"] = leads_on
    env.tests["short"] = short
    return env


def filled(env: jinja2.Environment, name: str, values: dict[str, Any]) -> str:
    """The template ``name`` filled with ``values``. Raises ProblemError ``template`` with the file and the line."""
    try:
        return env.get_template(name).render(values)
    except jinja2.TemplateSyntaxError as wrong:
        raise ProblemError("template", Path(wrong.name or name).name, wrong.lineno) from None
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as wrong:
        raise ProblemError("template", *_place(wrong, name)) from None


def _place(wrong: BaseException, name: str) -> tuple[str, int]:
    """The template's own line in a traceback; Jinja writes template names and lines into it."""
    frames = [(Path(f.f_code.co_filename), line) for f, line in traceback.walk_tb(wrong.__traceback__)]
    lines = [(path.name, line) for path, line in frames if path.suffix == ".html"]
    return lines[-1] if lines else (name, 0)


def page_values(draft: Draft, folders: Folders) -> dict[str, Any]:
    """What a ``layout.html`` may name. ``fit`` counts how often it was asked to set a text smaller."""
    crest = folders.crest("svg", "png")
    return {
        "draft": draft,
        "blocks": kinds(draft.blocks),
        "direction": direction(draft.language),
        "crest": crest.as_uri() if crest else "",
        "fit": 0,
    }


def kinds(blocks: Iterable[Block]) -> list[tuple[str, Block]]:
    """Each block with its kind in lower case ("heading"), which is how a layout tells blocks apart."""
    return [(type(block).__name__.lower(), block) for block in blocks]
