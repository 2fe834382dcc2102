"""One fenced child for the whole room, and the papers that its tests lay out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from render_places import TEMPLATES

from cpdocs.documents.blocks import Draft, Letterhead, Run
from cpdocs.render.fence import Fence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cpdocs.documents.blocks import Block, Inline

HEAD = Letterhead("Example Council", ("1 Example Square", "Telephone 01632 960000"), "Confidential")


@pytest.fixture(scope="session")
def fence() -> Iterator[Fence]:
    with Fence(TEMPLATES) as one:
        one.start()
        yield one


@pytest.fixture(scope="session")
def line() -> Callable[[str], Inline]:
    return lambda text: (Run(text),)


@pytest.fixture(scope="session")
def draft() -> Callable[..., Draft]:
    def make(*blocks: Block, layout: str = "letter", title: str = "A letter", head: Letterhead = HEAD) -> Draft:
        return Draft("letter", "standard", title, "en-GB", layout, head, blocks)

    return make


@pytest.fixture
def hostile(tmp_path: Path) -> Callable[..., Path]:
    """A templates folder whose letter is whatever the test says."""

    def make(html: str, css: str = "") -> Path:
        authority = tmp_path / "templates" / "_authority"
        if not authority.exists():
            shutil.copytree(TEMPLATES / "_authority", authority)
        folder = authority / "layouts" / "letter"
        (folder / "layout.html").write_text(html)
        (folder / "look.css").write_text(css)
        return authority.parent

    return make


@dataclass(frozen=True)
class ANeedle:
    """What views.secrets makes, as far as the check knows it."""

    spellings: tuple[str, ...]
    id: str = "people[0].name"
    kind: str = "name"
    exact: bool = True


@pytest.fixture(scope="session")
def needle() -> Callable[..., ANeedle]:
    return lambda *spellings, **more: ANeedle(spellings, **more)
