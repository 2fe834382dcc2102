"""A council's workspace with templates of its own, to be spoilt by a test in one place."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest
from folders import ABOUT, EMAIL, WORDING, Council

from cpdocs import init, template_folders
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


@pytest.fixture
def council(pristine, tmp_path) -> Council:
    return Council(Path(shutil.copytree(pristine, tmp_path / "council")))


@pytest.fixture(scope="session")
def previews():
    """The script that makes the previews."""
    spec = importlib.util.spec_from_file_location("make_previews", TOP / "scripts" / "make_previews.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
