"""A record to fill in: every blank in it is one that ``validate`` names, and nothing else in it is wrong.

The four lie in templates/_records, a kind each, where a reader finds them. A blank is ``""``: the loader refuses an
empty text wherever it stands, so none can be passed over, in a field that may be left out no less than in one that
may not. Blocks of later stages stand as comments: a record that has only been called needs none of them.

A review can be begun from the record that it follows. What people are called, where they live and who may read what is
then typed once. What was true of the earlier conference alone is never taken over: why somebody was needed, what a
parent was told, who agreed. Somebody who was excluded is not invited by the copying: the chair decides anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from cpdocs import files
from cpdocs.editor import pointed
from cpdocs.errors import InputError, RecordError, SettingsError, UsageError
from cpdocs.record.model import Record
from cpdocs.record.prose import load_record
from cpdocs.record.yaml_lines import lines
from cpdocs.shipped import folder as shipped
from cpdocs.workspace import find

KINDS: Final = ("initial", "pre_birth", "review", "transfer")
_HINT: Final = "`cpdocs new review --from FILE` takes over what the earlier record says of children, people and plan."
_TAKEN_OVER: Final = "Children, people and plan are those of {}. Ask whether each address and number is still right."
#: A block of a skeleton: below its notes, or, if it is of a later stage, a comment in a paragraph of its own.
_FIELD: Final = re.compile(r"(?m)^([a-z_]+):|\A# ([a-z_]+):")
#: Of the earlier conference alone, or too old to be true without asking again.
_NOT_OF_A_CHILD: Final = ("legal_status", "taking_part", "own_copy")
_NOT_OF_A_PERSON: Final = ("prepared",)
_AGAIN: Final[Mapping[str, Any]] = {
    "legal_status": "",
    "taking_part": {"invited": "", "because": "", "views_brought_by": ""},
}
_DECIDED_ANEW: Final[Mapping[str, Sequence[str]]] = {
    "excluded": ("decided_by", "on", "because", "views_obtained_by", "informed_by", "informed_by_date"),
    "not_invited": ("because", "decided_by", "on"),
}
_OF_A_PROFESSIONAL: Final[Mapping[str, Any]] = {"needed_because": "", "report": {"asked_by": ""}}


def make(kind: str, file: Path, earlier: Path | None = None) -> None:
    """Write a record of ``kind`` to fill in; a review from the record ``earlier``, if there is one.

    Raises:
        UsageError: ``file`` is there, or cannot be written; or only a review can be begun from another record.
        RecordError: the earlier record cannot be read, with its findings.
        InputError: nothing was decided in it yet, so that there is no plan to review.
    """
    if earlier is not None and kind != "review":
        raise UsageError("only a review is begun from an earlier record", "Take --from away, or say review.")
    text = skeleton(kind) if earlier is None else review(*_read(earlier))
    try:
        files.write_new(file, pointed(text, file, _workspace(file)).encode())
    except FileExistsError:
        raise UsageError(f"{file.name} is there already", "Name another file. Nothing in it was changed.") from None
    except OSError as error:
        raise UsageError(f"the record cannot be written: {files.cause(error)}", "Name a folder of yours.") from None


def skeleton(kind: str) -> str:
    """The shipped record of this kind, with all its blanks."""
    return (shipped("templates") / "_records" / f"{kind}.yaml").read_text("utf-8")


def review(record: Record, written: Mapping[str, Any]) -> str:
    """The skeleton of a review with what ``record`` says of children, people and plan; ``written`` is it as it stands.

    A passage is taken over as it was written, with who may read it. Actions of the plan become ``progress``.
    """
    asked = list(_invitations(record, written))
    coming = [one["person"] for one in asked if not _DECIDED_ANEW.keys() & one.keys()]
    said: dict[str, Callable[[str], str]] = {
        "case": lambda text: text.replace('case: ""', f"case: {record.case}"),
        "conference": lambda text: _conference(text, record),
        "children": lambda _: _block(
            "children", [{**_without(c, _NOT_OF_A_CHILD), **_AGAIN} for c in written["children"]]
        ),
        "people": lambda _: _block("people", [_person(one) for one in written["people"]]),
        "invitations": lambda _: _block("invitations", asked),
        "attendance": lambda _: _later(_block("attendance", dict.fromkeys(coming, ""))),
        "progress": lambda _: _later(_block("progress", list(_progress(written)))),
    }
    begun = skeleton("review").replace(_HINT, _TAKEN_OVER.format(record.reference))
    paragraphs = [_said_in(one, said, record) for one in begun.rstrip("\n").split("\n\n")]
    return "\n\n".join(paragraphs) + "\n"


def _read(path: Path) -> tuple[Record, Mapping[str, Any]]:
    loaded = load_record(path)
    if loaded.value is None or loaded.tree is None or not isinstance(loaded.tree.data, dict):
        wrong = [f.text() for f in loaded.findings if f.severity == "error"]
        raise RecordError(f"{path.name}: mend it first; nothing was taken over from it", wrong)
    if not any(decision.plan for decision in loaded.value.decisions or ()):
        hint = "Name the record in which the plan was decided, or begin without --from."
        raise InputError(f"{path.name}: no plan was decided in it", hint)
    return loaded.value, loaded.tree.data


def _workspace(file: Path) -> Path | None:
    try:
        return find(file.resolve().parent)
    except SettingsError:
        return None


# ---- what is taken over ----------------------------------------------------------------------------------------------


def _said_in(paragraph: str, said: Mapping[str, Callable[[str], str]], record: Record) -> str:
    """A paragraph with its field said anew and the notes above it as they were."""
    hit = _FIELD.search(paragraph)
    if hit is None:
        return paragraph
    name, block = hit[1] or hit[2], paragraph[hit.start() :]
    return paragraph[: hit.start()] + (said[name](block) if name in said else _of_first(block, record))


def _of_first(text: str, record: Record) -> str:
    """A block of a later stage, begun for the first child and one of the parents in place of the skeleton's."""
    child = record.children[0].id
    parent = next((p.id for p in record.people if child in (*p.parental_rights, *p.relationship)), "")
    text = re.sub(r"(?m)(?<=child: )child$|(?<=\[)child(?=\])|(?<=    )child(?=:$)", child, text)
    return re.sub(r"(?m)(?<=person: )mother$|(?<=  )mother(?=:)", parent, text) if parent else text


def _block(name: str, value: Any) -> str:  # noqa: ANN401  (JSON)
    return "\n".join(lines({name: value}))


def _later(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def _without(block: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name not in names}


def _person(written: Mapping[str, Any]) -> dict[str, Any]:
    needs = written.get("needs")
    kept = _without(written, _NOT_OF_A_PERSON)
    return kept | {"needs": _without(needs, ("met",)) or None} if isinstance(needs, dict) else kept


def _conference(text: str, record: Record) -> str:
    held = record.conference
    due = min((d.review_by for d in record.decisions or () if d.review_by), default=None)
    for name, value in (
        ("restricted", "yes" if held.restricted else "no"),
        ("chair", held.chair),
        ("minute_taker", held.minute_taker),
        ("previous", record.reference),
    ):
        text = re.sub(rf"(?m)^  {name}: .*$", f"  {name}: {value}", text)
    return text.replace("  date:", f"  # The last day for it, as was decided: {due}.\n  date:") if due else text


def _invitations(record: Record, written: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Family as before and the core groups, each with what must be said anew. A presence known to few stays so."""
    before = {one["person"]: one for one in written["invitations"]}
    groups = {d.child: d.core_group.members for d in record.decisions or () if d.core_group}
    members = dict.fromkeys(member for group in groups.values() for member in group)
    for one in record.people:
        asked, mine = before.get(one.id, {}), [child for child, group in groups.items() if one.id in group]
        if one.is_supporter or (one.is_professional and one.id not in members) or not (asked or mine):
            continue
        children = mine if one.is_professional else list(asked.get("children") or one.relationship)
        whole = one.is_professional and len(children) == len(record.children)
        begun = {"person": one.id, "children": None if whole else children, "presence": asked.get("presence")}
        yield {**begun, **(_OF_A_PROFESSIONAL if one.is_professional else _of_family(asked))}


def _of_family(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Who did not come by the chair's decision comes only by another one; so the blanks are those of the exclusion."""
    for name, blanks in _DECIDED_ANEW.items():
        if asked.get(name) is not None:
            return {name: dict.fromkeys(blanks, "")}
    return {"meets_chair_at": ""}


def _progress(written: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each action of each child's plan, as it was written; what became of it is told to those alone who knew of it."""
    for decision in written["decisions"]:
        for action in (decision.get("plan") or {}).get("actions") or ():
            what = action["what"]
            narrow = _without(what, ("text",)) if isinstance(what, dict) else {}
            changed = {"text": "", **narrow} if narrow else ""
            yield {"child": decision["child"], "action": what, "who": action["who"], "state": "", "changed": changed}
