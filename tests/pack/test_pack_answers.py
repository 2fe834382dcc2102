"""A child that a file has taken over says what it likes; nothing but the known forms is taken from it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hostile_pdfs import PDFS, SECRET

from cpdocs.pack import look
from cpdocs.pack.remarks import EnclosureError
from cpdocs.render import frames, spawn
from cpdocs.render.problems import ProblemError

SAYS = """
import os, sys
os.write(1, bytes.fromhex(sys.argv[1]))
sys.stdin.buffer.read()
"""
READY = frames.pack({"code": "ready"})
GOOD = {"code": "ok", "removed": [], "findings": []}
SEEN = {"pages": [[595, 842]], "texts": [""], "tagged": False, "findings": []}


def seen(**other):
    return json.dumps(SEEN | other).encode()


#: What the first child says, and what the second.
ANSWERS = {
    "a code that nobody knows": (frames.pack({"code": f"{SECRET} did it"}), b"", "protocol"),
    "a code that is no word": (frames.pack({"code": ["ok"]}), b"", "protocol"),
    "no code": (frames.pack({}), b"", "protocol"),
    "no JSON": (frames.LENGTHS.pack(4, 0) + b"pooh", b"", "protocol"),
    "a longer answer than allowed": (frames.LENGTHS.pack(4, 1 << 40) + b"pooh", b"", "output"),
    "no remarks": (frames.pack({"code": "ok"}), seen(), "protocol"),
    "a remark that nobody knows": (frames.pack(GOOD | {"removed": [SECRET]}), seen(), "protocol"),
    "a remark that is no text": (frames.pack(GOOD | {"findings": [1]}), seen(), "protocol"),
    "a remark that rings a bell": (frames.pack(GOOD | {"removed": ["attachment: \x1b]0;"]}), seen(), "protocol"),
    "too many remarks": (frames.pack(GOOD | {"removed": ["links"] * 300}), seen(), "protocol"),
    "a look that is no JSON": (frames.pack(GOOD), b"pooh", "protocol"),
    "a look that is a list": (frames.pack(GOOD), b"[]", "protocol"),
    "a look without a bottom": (frames.pack(GOOD), b"[" * 20_000, "protocol"),
    "no page": (frames.pack(GOOD), seen(pages=[]), "protocol"),
    "a page of no size": (frames.pack(GOOD), seen(pages=[[0, 842]]), "protocol"),
    "a page without an end": (frames.pack(GOOD), seen(pages=[[float("inf"), 842]]), "protocol"),
    "fewer texts than pages": (frames.pack(GOOD), seen(texts=[]), "protocol"),
    "a text that is a number": (frames.pack(GOOD), seen(texts=[1]), "protocol"),
    "a finding that nobody knows": (frames.pack(GOOD), seen(findings=["fine"]), "protocol"),
    "all is well": (frames.pack(GOOD), seen(), ""),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_child_is_believed_in_known_forms_alone(name, hand_in, monkeypatch):
    first, second, code = ANSWERS[name]
    answers = [READY + first, READY + frames.pack({"code": "ok"}, second)]

    def started(module, arguments):
        return subprocess.Popen(
            [sys.executable, "-c", SAYS, answers.pop(0).hex()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )

    monkeypatch.setattr(spawn, "started", started)
    if not code:
        assert hand_in(PDFS["nothing"]()).texts == ("",)
        return
    with pytest.raises(EnclosureError) as refused:
        hand_in(PDFS["nothing"]())
    assert refused.value.code == code
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "name",
    [
        "a script that runs when it is opened",
        "a script of a page",
        "a link to a web page",
        "an attachment",
        "an associated file",
        "an answer with its look",
        "a layer that is shown",
        "properties in every place",
        "bookmarks",
        "keys that nobody knows",
        "a second picture behind a picture",
    ],
)
def test_the_second_look_refuses_what_the_first_child_left(name):
    """As if the hostile file had taken the first child over, and it had given the file back as it was."""
    with pytest.raises(ProblemError) as found:
        look.look(PDFS[name]())
    assert found.value.code == "not-clean"
