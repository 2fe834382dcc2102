"""A council's workspace with templates of its own, to be spoilt by a test in one place."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
from folders import ABOUT, EMAIL, WORDING, Council
from lent import Lender

from cpdocs import init, template_folders
from cpdocs.template_check import check
from cpdocs.workspace import open_workspace

TOP = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def pristine(tmp_path_factory) -> Path:
    """The workspace before anything is spoilt: the supporter's invitation in words of its own, and the looks copied."""
    folder = tmp_path_factory.mktemp("pristine") / "council"
    init.make(folder)
    workspace = open_workspace(folder)
    template_folders.copy(workspace, "invitation")
    template_folders.copy(workspace, "_authority")
    supporter = folder / "templates" / "invitation" / "supporter"
    for name, text in (("about.yaml", ABOUT), ("wording.md", WORDING), ("email.md", EMAIL)):
        (supporter / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def fences(pristine):
    """A warm child for the looks as they were before anything was spoilt."""
    lender = Lender([pristine / "templates"])
    yield lender
    lender.stop()


@pytest.fixture(scope="session", autouse=True)
def looked_at_once():
    """What a wording does is worked out once for all tests that leave it as it is: it hangs on the wording alone."""
    own, known = check.of_wording, {}

    def look(wording, letters, shipped):
        place = wording.variant.place
        key = (place.document, place.variant, place.own, wording.text, wording.language, letters, shipped is None)
        if key not in known:
            known[key] = tuple(own(wording, letters, shipped))
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "of_wording", look)
        yield


@pytest.fixture
def council(pristine, fences, tmp_path) -> Council:
    return Council(Path(shutil.copytree(pristine, tmp_path / "council")), fences)


@pytest.fixture(scope="session")
def previews():
    """The script that makes the previews."""
    spec = importlib.util.spec_from_file_location("make_previews", TOP / "scripts" / "make_previews.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
