"""The fence holds: nothing gets out but bytes and codes, nothing runs on, nothing is left behind."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from render_places import TEMPLATES

from cpdocs.documents.blocks import Paragraph, Run
from cpdocs.errors import RenderError, TemplateError
from cpdocs.render import fence as fence_module
from cpdocs.render.fence import Fence, Limits
from cpdocs.render.paper import Stamp

PAGE = '<html lang="en"><head><title>t</title>{head}</head><body>{body}</body></html>'
HELLO = Paragraph((Run("Hello"),))

#: What a layout may try in order to read a file or to reach a network (hazard 11). Each must stop the paper.
REACHING_OUT = {
    "img file": '<img alt="" src="file:///etc/hostname">',
    "img http": '<img alt="" src="http://127.0.0.1:9/x.png">',
    "img https": '<img alt="" src="https://example.org/x.png">',
    "img ftp": '<img alt="" src="ftp://127.0.0.1/x.png">',
    "img data": '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "img metadata service": '<img alt="" src="http://169.254.169.254/latest/meta-data/">',
    "img unc": '<img alt="" src="file://server/share/x.png">',
    "img scheme relative": '<img alt="" src="//example.org/x.png">',
    "img dot dot": '<img alt="" src="../../../../x.png">',
    "img encoded dot dot": '<img alt="" src="%2e%2e/%2e%2e/%2e%2e/%2e%2e/x.png">',
    "img unknown scheme": '<img alt="" src="gopher://127.0.0.1/x">',
    "object": '<object data="file:///etc/hostname"></object>',
    "embed": '<embed src="file:///etc/hostname">',
    "link stylesheet": '<link rel="stylesheet" href="file:///etc/hostname">',
    "link stylesheet http": '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    "link attachment": '<link rel="attachment" href="file:///etc/hostname">',
    "anchor attachment": '<a rel="attachment" href="file:///etc/hostname">x</a>',
    "import": '<style>@import "http://127.0.0.1:9/x.css";</style>',
    "import url": "<style>@import url(file:///etc/hostname);</style>",
    "background": "<style>body { background: url(http://127.0.0.1:9/x.png) }</style>",
    "content": "<style>body::before { content: url(file:///etc/hostname) }</style>",
    "list image": "<style>li { list-style-image: url(http://127.0.0.1:9/x) }</style><ul><li>x</li></ul>",
    "font face": '<style>@font-face { font-family: X; src: url("http://127.0.0.1:9/x.ttf") }</style>',
    "svg image": '<svg width="9" height="9"><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>',
    "base": '<base href="http://127.0.0.1:9/"><img alt="" src="x.png">',
}


def test_a_layout_that_reaches_out_stops_the_paper(hostile, draft):
    templates = hostile(PAGE.format(head="", body="Hello"))
    letters = {name: f"letter_{number}" for number, name in enumerate(REACHING_OUT)}  # a layout is read once
    for name, html in REACHING_OUT.items():
        folder = templates / "_authority" / "layouts" / letters[name]
        folder.mkdir()
        (folder / "layout.html").write_text(PAGE.format(head="", body=html))
    passed = []
    with Fence(templates) as fence:
        fence.lay_out(draft(HELLO), "pdf")
        for name in REACHING_OUT:
            try:
                fence.lay_out(draft(HELLO, layout=letters[name]), "pdf")
            except RenderError as error:
                if error.code in {"url", "fence"}:
                    continue
            passed.append(name)
    assert passed == []


def test_a_refusal_that_weasyprint_swallows_still_stops_the_paper(hostile, draft):
    """A font by @font-face would be copied to a temporary file; WeasyPrint only warns when that cannot be done."""
    css = "@font-face { font-family: X; src: url(x.ttf) } html { font-family: X }"
    templates = hostile(PAGE.format(head='<link rel="stylesheet" href="look.css">', body="Hello"), css)
    letter = templates / "_authority" / "layouts" / "letter"
    (letter / "x.ttf").write_bytes((templates / "_authority" / "fonts" / "OpenSans-Regular.ttf").read_bytes())
    with Fence(templates) as fence, pytest.raises(RenderError, match="code fence"):
        fence.lay_out(draft(HELLO), "pdf")


def test_a_file_of_the_templates_attached_to_the_paper_stops_it(hostile, draft):
    templates = hostile(PAGE.format(head='<link rel="attachment" href="look.css">', body="Hello"))
    with Fence(templates) as fence, pytest.raises(TemplateError, match="code hidden"):
        fence.lay_out(draft(HELLO), "pdf")


@pytest.mark.parametrize(
    ("html", "css", "says"),
    [
        (PAGE.format(head="", body="{{ nobody }}"), "", "layout.html:1"),
        ("<p>\n{% if %}\n", "", "layout.html:2"),
        (PAGE.format(head="", body="{{ ''.__class__.__mro__ }}"), "", "code template"),
        (PAGE.format(head="", body="{{ draft.__init__.__globals__ }}"), "", "code template"),
        (PAGE.format(head="", body='{% include "/etc/hostname" %}'), "", "code template"),
        (PAGE.format(head="", body='{% include "../../../x" %}'), "", "code template"),
        (PAGE.format(head='<link rel="stylesheet" href="look.css">', body="x"), "\np { colour: red }", "code css"),
        (PAGE.format(head='<link rel="stylesheet" href="gone.css">', body="x"), "", "code css"),
    ],
)
def test_a_wrong_template_is_named_with_its_place_and_nothing_else(hostile, draft, html, css, says):
    with Fence(hostile(html, css)) as fence:
        with pytest.raises(TemplateError) as caught:
            fence.lay_out(draft(Paragraph((Run("Canarina"),))), "pdf")
        assert says in caught.value.message
        assert "anarina" not in str(caught.value)
        assert caught.value.__cause__ is None


COUNTING = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


@pytest.mark.parametrize(
    ("html", "limits", "code"),
    [
        (COUNTING, Limits(wall=0.5), "wall"),
        (COUNTING, Limits(cpu=1), "cpu"),
        ("{% set x = 'a' * 4000000000 %}", Limits(), "memory"),
        (PAGE.format(head="", body="{{ 'a ' * 3000 }}"), Limits(output=2000), "output"),
    ],
)
def test_a_paper_beyond_a_limit_is_stopped_and_the_next_one_made(hostile, draft, html, limits, code):
    templates = hostile(html)
    with Fence(templates, limits) as fence:
        with pytest.raises(RenderError, match=f"code {code}"):
            fence.lay_out(draft(HELLO), "pdf")
        hostile(PAGE.format(head="", body="Hello"))
        if code != "output":
            assert fence.lay_out(draft(HELLO), "pdf").data.startswith(b"%PDF-")


def test_a_killed_child_is_an_error_once_and_then_replaced(draft):
    with Fence(TEMPLATES) as fence:
        fence.lay_out(draft(HELLO), "pdf")
        os.kill(fence._child.pid, signal.SIGKILL)
        with pytest.raises(RenderError, match="code died"):
            fence.lay_out(draft(HELLO), "docx")
        assert fence.lay_out(draft(HELLO), "docx").data.startswith(b"PK")


def test_the_same_draft_is_laid_out_once(fence, draft):
    assert fence.lay_out(draft(HELLO), "pdf") is fence.lay_out(draft(HELLO), "pdf")
    assert fence.lay_out(draft(HELLO), "pdf") is not fence.lay_out(draft(HELLO), "docx")


def test_an_unknown_layout_and_missing_fonts_are_the_templates_fault(fence, draft, tmp_path):
    for name in ("nothing", "../letter", "/etc"):
        with pytest.raises(TemplateError, match="code layout"):
            fence.lay_out(draft(HELLO, layout=name), "pdf")
    with Fence(tmp_path) as empty, pytest.raises(TemplateError, match="code fonts"):
        empty.lay_out(draft(HELLO), "pdf")


def test_an_authoritys_layout_comes_before_the_shipped_one_whole(hostile, draft, tmp_path):
    own = tmp_path / "own" / "_authority" / "layouts" / "letter"
    own.mkdir(parents=True)
    (own / "layout.html").write_text(PAGE.format(head="", body='{% from "blocks.html" import show %}Ours'))
    with Fence([tmp_path / "own", TEMPLATES]) as fence:
        assert fence.lay_out(draft(HELLO), "pdf").data.startswith(b"%PDF-")
        with pytest.raises(TemplateError, match="code layout"):  # never file by file
            fence.lay_out(draft(HELLO), "docx")


def _children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _temporary() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).iterdir()}


def test_nothing_is_left_behind_after_success_or_failure(draft, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before_children = _children_of(os.getpid())
    with Fence(TEMPLATES) as fence:
        layout = fence.lay_out(draft(HELLO), "pdf")
        fence.stamp(layout, Stamp("A", "S"))
        with pytest.raises(RenderError):
            fence.lay_out(draft(Paragraph((Run("\x00"),))), "pdf")
    assert _temporary() == set()
    assert _children_of(os.getpid()) == before_children


@pytest.mark.parametrize(
    ("last", "end"),
    [
        ("os.kill(f._child.pid, signal.SIGSTOP)", signal.SIGTERM),
        ("os.write(f._child.stdin.fileno(), frames.pack({'do': 'lay_out'}, bytes(9))[:20])", signal.SIGKILL),
    ],
    ids=["terminated, and the child is stopped and cannot notice", "killed in the middle of a frame"],
)
def test_the_child_ends_when_its_parent_does(last, end):
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from cpdocs.documents.blocks import Draft, Letterhead; from cpdocs.render.fence import Fence\n"
        "from cpdocs.render import frames\n"
        "f = Fence(Path(sys.argv[1])); f.lay_out(Draft('a', 'b', 'c', 'en', 'letter', Letterhead('d'), ()), 'docx')\n"
        f"{last}; print(f._child.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(TEMPLATES)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        watch = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(end)
        parent.wait(30)
        ended, _, _ = select.select([watch], [], [], 30)
        if not ended:
            signal.pidfd_send_signal(watch, signal.SIGKILL)
        os.close(watch)
    assert ended, "the child outlived its parent"


BOUNDED = """
    import resource
    for what in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE):
        resource.setrlimit(what, (60, 60))
"""
LAYS_OUT = """
    import sys
    from pathlib import Path
    from cpdocs.documents.blocks import Draft, Letterhead, Paragraph, Run
    from cpdocs.render.fence import Fence

    with Fence(Path(sys.argv[1])) as fence:
        draft = Draft("letter", "standard", "A letter", "en-GB", "letter", Letterhead("A"), (Paragraph((Run("B"),)),))
        sys.stdout.write(fence.lay_out(draft, "pdf").format)
"""


def test_bounds_that_the_machine_has_set_already_are_kept_and_papers_made():
    """A hard limit can only be lowered: raising one would end each child before its first paper."""
    command = [sys.executable, "-c", textwrap.dedent(BOUNDED + LAYS_OUT), str(TEMPLATES)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"pdf", b"")


def test_the_child_is_of_the_same_cpdocs_as_its_parent(tmp_path):
    """Not of one that is installed: a check would then read papers that other code has made."""
    shutil.copytree(Path(fence_module.__file__).parents[1], tmp_path / "cpdocs")
    (tmp_path / "cpdocs" / "render" / "child.py").write_text("raise SystemExit")
    command = [sys.executable, "-c", textwrap.dedent(LAYS_OUT), str(TEMPLATES)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"the fenced child ended" in done.stderr


def test_no_case_text_stands_in_the_childs_arguments_or_environment(fence, draft):
    fence.lay_out(draft(Paragraph((Run("Canarina lives here"),))), "pdf")
    process = Path(f"/proc/{fence._child.pid}")
    assert b"anarina" not in process.joinpath("cmdline").read_bytes() + process.joinpath("environ").read_bytes()


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b[0m", "\ud800", "\ue000", "\uffff", "\x85", "\u202e"])
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_character_that_cannot_be_printed_stops_the_paper_and_names_its_block(fence, draft, bad, kind):
    with pytest.raises(RenderError, match="block 2, code control"):
        fence.lay_out(draft(HELLO, Paragraph((Run(f"a{bad}b"),))), kind)
