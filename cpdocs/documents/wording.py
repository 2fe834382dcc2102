"""wording.md and a View in, blocks out: the one place where sentences meet values.

The order is the safety (DESIGN.md, "One wording, two papers"; HAZARDS.md, hazards 5 to 8):

1. Jinja, sandboxed and strict, fills the template; its ``finalize`` puts a token of private-use characters in the
   place of every value, so the text that comes out holds sentences of ours and tokens, no value.
2. markdown-it parses that text, HTML off, into a tree.
3. Tokens are replaced in text nodes of the tree. A value is never parsed by anything: it cannot forge a heading, a
   row, a tag or another token.

A text that somebody told (``Prose``) and that stands alone in its paragraph expands by its own small rule (told.py).

A line that begins with ``____ `` or ``[ ] `` is a place to fill in (places.py). That is asked between the second step
and the third, of the template's own characters, so a value cannot make one either.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, pass_context
from jinja2 import TemplateError as JinjaError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from cpdocs.documents.blocks import (
    Block,
    Bullets,
    FillIn,
    Heading,
    Inline,
    Notice,
    Numbers,
    Paragraph,
    Run,
    Table,
    Tick,
)
from cpdocs.documents.filters import FILTERS
from cpdocs.documents.places import MOST_LINES, Mark, has_a_place, marks
from cpdocs.documents.told import told
from cpdocs.errors import TemplateError
from cpdocs.views.leaves import Prose
from cpdocs.views.shape import View

if TYPE_CHECKING:
    from jinja2.runtime import Context

T = TypeVar("T")

_OPEN, _CLOSE = "\ue000", "\ue001"
_TOKEN = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_VALUES = "values of this render"  # a name that no template can write


def fill(wording: str, view: View, name: str) -> tuple[Block, ...]:
    """The blocks of one paper.

    Guarantees that every value of ``view`` that the wording prints stands in the blocks character for character (white
    space folded), and that nothing else in the blocks comes from the record.

    Args:
        wording: the text of wording.md.
        view: the View; its fields are the only names that the wording can use.
        name: the template's own path, for messages.

    Raises:
        TemplateError: the wording is no template, uses a name that the View does not have, prints a value that needs a
            filter, or uses Markdown that is no block of ours. The message names the file and line, never a value.
    """
    if _PRIVATE_USE.search(wording):
        raise TemplateError(f"{name}: a private-use character in the wording", "Remove it; cpdocs needs it for itself.")
    template = run(lambda: _compiled(wording), name)
    text, values = filled(template, view, name)
    tree = SyntaxTreeNode(markdown().parse(text))
    return tuple(counted(blocks(tree.children, values, name)))


def fill_plain(wording: str, authority: Any, name: str) -> str:  # noqa: ANN401  (a frozen shape of leaves)
    """A covering text, which may use ``authority`` only: what stands round a message must be about no case."""
    env = environment()
    env.finalize = None
    return run(lambda: env.from_string(wording).render(authority=_leaves(authority)), name).strip() + "\n"


# ---- 1. sentences and tokens ----------------------------------------------------------------------------------------


def filled(template: Template, view: View, name: str) -> tuple[str, list[str]]:
    """The sentences of a compiled wording, a token in place of each value, and the values by their tokens' numbers."""
    values: list[str] = []
    fields = {field.name: _leaves(getattr(view, field.name)) for field in dataclasses.fields(view)}
    return run(lambda: template.render({**fields, _VALUES: values}), name), values


@lru_cache(maxsize=64)
def _compiled(wording: str) -> Template:
    """Compiled once for all who get this variant. It holds sentences of ours; the values come with each render."""
    return environment().from_string(wording)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without calls, and without the operators that make a short template very long."""

    intercepted_binops = frozenset({"*", "**", "%"})  # "%99999999d" % 1 is one of them

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401, ARG002
        raise SecurityError(operator)

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401, ARG002
        return False


def environment() -> _Sandbox:
    """Jinja as wordings have it: our filters, no calls, no globals, tokens for values."""
    env = _Sandbox(
        undefined=StrictUndefined, finalize=_token, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    env.filters.clear()  # a template can do what stands here, and nothing else
    env.filters.update(FILTERS)
    env.globals.clear()
    return env


@pass_context  # also keeps Jinja from calling it at compile time, when there is no list to put a value in
def _token(context: Context, value: object) -> str:
    """Put ``value`` aside and leave its token. Only text and whole numbers print; the rest needs a filter."""
    if isinstance(value, Undefined):
        value._fail_with_undefined_error()  # noqa: SLF001  (its own, the documented way for a subclass or a filter)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise SecurityError("a value that needs a filter")
    values: list[str] = context.parent[_VALUES]
    values.append(value if isinstance(value, str) else str(value))
    return f"{_OPEN}{len(values) - 1}{_CLOSE}"


def run(step: Callable[[], T], name: str) -> T:
    """Run one step of Jinja's and turn its complaints into ours, by line and kind, without the words it quotes."""
    try:
        return step()
    except TemplateSyntaxError as error:
        raise TemplateError(f"{name}:{error.lineno}: the wording is no template", str(error.message)) from None
    except UndefinedError as error:
        hint = "Use a name that the paper's View has."
        raise TemplateError(f"{name}:{_line(error)}: a name that this paper does not have", hint) from None
    except SecurityError as error:
        hint = "Print text and whole numbers as they are, dates and times through day, weekday or clock; nothing else."
        raise TemplateError(f"{name}:{_line(error)}: the wording does what a template may not", hint) from None
    except (JinjaError, TypeError, ValueError, AttributeError, KeyError, ArithmeticError, RecursionError) as error:
        raise TemplateError(f"{name}:{_line(error)}: the wording failed ({type(error).__name__})") from None


def _line(error: BaseException) -> int:
    """The template's line on which ``error`` arose: Jinja puts template frames into the traceback."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _leaves(value: Any) -> Any:  # noqa: ANN401  (any leaf or shape)
    """A shape as plain mappings and tuples: a template sees values, and no object of ours."""
    if dataclasses.is_dataclass(value):
        return {field.name: _leaves(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return tuple(_leaves(item) for item in value)
    return value


# ---- 2. the tree, 3. the values -------------------------------------------------------------------------------------


@cache
def markdown() -> MarkdownIt:
    """Markdown with our blocks and bold type; everything else stays text."""
    return MarkdownIt("zero").enable(["heading", "list", "table", "blockquote", "emphasis", "escape"])


def blocks(nodes: list[SyntaxTreeNode], values: list[str], name: str) -> Iterator[Block]:
    """The blocks of some nodes of the tree, values in their places."""
    for node in nodes:
        match node.type:
            case "heading" if node.tag in ("h1", "h2", "h3"):
                yield Heading(_LEVELS[node.tag], _inline(node, values, name))
            case "paragraph":
                yield from _paragraph(node, values, name)
            case "bullet_list":
                yield Bullets(tuple(_item(item, values, name) for item in node.children))
            case "ordered_list":
                yield Numbers(tuple(_item(item, values, name) for item in node.children))
            case "blockquote":
                yield Notice(tuple(_inline(_only(child, "paragraph", name), values, name) for child in node.children))
            case "table":
                rows = [tuple(_inline(cell, values, name) for cell in row.children) for row in _rows(node)]
                yield Table(rows[0], tuple(rows[1:]))
            case _:
                raise _not_ours(node, name)


_LEVELS: Mapping[str, Any] = {"h1": 1, "h2": 2, "h3": 3}


def _paragraph(node: SyntaxTreeNode, values: list[str], name: str) -> Iterator[Block]:
    alone = _TOKEN.fullmatch(node.children[0].content.strip())
    value = values[int(alone[1])] if alone else None
    if isinstance(value, Prose):
        yield from told(value)
    elif places := _places(node, name):
        for mark in places:
            label = _inline(SyntaxTreeNode(markdown().parseInline(mark.label)), values, name)
            yield Tick("", label) if mark.lines is None else FillIn("", label, mark.lines)
    else:
        yield Paragraph(_inline(node, values, name))


def _places(paragraph: SyntaxTreeNode, name: str) -> tuple[Mark, ...]:
    try:
        return marks(paragraph.children[0].content)
    except ValueError:
        raise _no_place(name) from None


def counted(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks, each place to fill in with its name: its number in this paper, and nothing of its label."""
    number = 0
    for block in blocks:
        if isinstance(block, FillIn | Tick):
            number += 1
            yield dataclasses.replace(block, name=f"place_{number}")
        else:
            yield block


def _item(node: SyntaxTreeNode, values: list[str], name: str) -> Inline:
    if len(node.children) != 1:
        raise _not_ours(node, name)
    return _inline(_only(node.children[0], "paragraph", name), values, name)


def _rows(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for part in node.children:
        yield from part.children


def _only(node: SyntaxTreeNode, kind: str, name: str) -> SyntaxTreeNode:
    if node.type != kind:
        raise _not_ours(node, name)
    return node


def _inline(node: SyntaxTreeNode, values: list[str], name: str) -> Inline:
    """The runs of a heading, paragraph or cell, neighbours of one weight joined, values in their places."""
    if has_a_place(node.children[0].content):
        raise _no_place(name)
    runs: list[Run] = []
    for text, strong in _texts(node.children[0].children, name, strong=False):
        spoken = _TOKEN.sub(lambda token: values[int(token[1])], text)
        if runs and runs[-1].strong == strong:
            runs[-1] = Run(runs[-1].text + spoken, strong)
        else:
            runs.append(Run(spoken, strong))
    folded = tuple(Run(re.sub(r"\s+", " ", run.text), run.strong) for run in runs if run.text)
    return folded or (Run("–"),)  # an empty cell says so, to the eye and to a screen reader


def _texts(nodes: list[SyntaxTreeNode], name: str, *, strong: bool) -> Iterator[tuple[str, bool]]:
    for node in nodes:
        match node.type:
            case "text" | "text_special":
                yield node.content, strong
            case "softbreak":
                yield " ", strong
            case "strong":
                yield from _texts(node.children, name, strong=True)
            case _:
                raise _not_ours(node, name)


def _no_place(name: str) -> TemplateError:
    return TemplateError(
        f"{name}: a place to fill in that is none",
        f'Write "____ what is asked", "____ (6) what is asked" (1 to {MOST_LINES} lines) or "[ ] what is ticked", '
        "each on a line of its own, outside lists, tables, headings and notices.",
    )


def _not_ours(node: SyntaxTreeNode, name: str) -> TemplateError:
    return TemplateError(
        f"{name}: Markdown that no paper has ({node.type})",
        "Use headings of three levels, paragraphs, bold, simple lists, quotes for notices, tables, places to fill in.",
    )
