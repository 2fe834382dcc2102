"""A council's own rows: one that replaces a national one, one that stands before it, and one that names what is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cpdocs.council_files import national_tables
from cpdocs.errors import InputError
from cpdocs.rules.own_rows import joined
from cpdocs.rules.tables import EntitlementRow, Entitlements
from cpdocs.shipped import folder as shipped
from cpdocs.workspace import Workspace, open_workspace

NATIONAL = national_tables().entitlements
ROW = """format: cpdocs/entitlements/v1
rows:
  - id: {id}
    documents: [{document}]
    who: {who}
    when: [{when}]
    variant: {variant}
    scope: {scope}
    children: {children}
    because: our own procedures say so
    source: our own procedures
"""
GOOD = {
    "id": "ours",
    "document": "decision_letter",
    "who": "invited_family",
    "when": "",
    "variant": "parent_carer",
    "scope": "own",
    "children": "decided",
}


def _row(ident: str, *documents: str, variant: str = "nothing") -> EntitlementRow:
    fields = {"id": ident, "documents": documents, "who": "anybody", "variant": variant, "because": "b", "source": "s"}
    return EntitlementRow.model_validate(fields)


def _joined(*rows: EntitlementRow) -> Entitlements:
    return joined(NATIONAL, Entitlements(format="cpdocs/entitlements/v1", rows=rows))


def test_a_row_of_a_national_id_stands_in_its_place() -> None:
    ours = _row("decision-letter-professional", "decision_letter")
    before, after = (table.of("decision_letter") for table in (NATIONAL, _joined(ours)))
    place = [row.id for row in before].index(ours.id)
    assert after[place] is ours
    assert after[:place] + after[place + 1 :] == before[:place] + before[place + 1 :]


def test_a_row_of_a_new_id_stands_before_the_national_rows_of_its_document_and_of_no_other() -> None:
    ours = _row("ours", "minutes")
    table = _joined(ours)
    assert table.of("minutes") == (ours, *NATIONAL.of("minutes"))
    for document in set(national_tables().documents.documents) - {"minutes"}:
        assert table.of(document) == NATIONAL.of(document)


def test_several_new_rows_keep_their_order() -> None:
    assert [row.id for row in _joined(_row("b", "minutes"), _row("a", "minutes")).of("minutes")[:2]] == ["b", "a"]


# ---- from the authority's folder -------------------------------------------------------------------------------------


@pytest.fixture
def opened(tmp_path: Path):
    """A workspace whose authority names a file of own rows."""

    def make(text: str) -> Workspace:
        shutil.copytree(shipped("examples") / "rennie", tmp_path / "w")
        authority = tmp_path / "w" / "authority" / "authority.yaml"
        authority.write_text(authority.read_text("utf-8") + "\nentitlements: own-rows.yaml\n", "utf-8")
        (authority.parent / "own-rows.yaml").write_text(text, "utf-8")
        return open_workspace(tmp_path / "w")

    return make


def test_a_workspace_takes_in_its_councils_rows_and_roles(opened) -> None:
    workspace = opened(ROW.format(**GOOD))
    assert workspace.tables.entitlements.of("decision_letter")[0].id == "ours"
    assert set(workspace.tables.roles.roles) >= set(workspace.authority.roles)


@pytest.mark.parametrize(
    ("said", "wrong", "line", "finding", "cure"),
    [
        ("a misspelt predicate", {"who": "invited_famly"}, 5, "unknown-predicate", "Did you mean invited_family?"),
        ("a misspelt condition", {"when": "day_has_com"}, 6, "unknown-predicate", "Did you mean day_has_come?"),
        ("a misspelt document", {"document": "decison_letter"}, 4, "unknown-document", "Did you mean decision_letter?"),
        ("a misspelt variant", {"variant": "parent_carrer"}, 7, "unknown-variant", "Did you mean parent_carer?"),
        ("a variant of another document", {"variant": "pack"}, 7, "unknown-variant", "There are: "),
        ("a misspelt scope", {"scope": "core_grop"}, 8, "unknown-scope", "Did you mean core_group?"),
        ("a misspelt choice", {"children": "registred"}, 9, "unknown-scope", "Did you mean registered?"),
    ],
)
def test_a_row_that_names_what_is_not_is_refused_with_the_nearest_name(
    said, wrong, line, finding, cure, opened
) -> None:
    with pytest.raises(InputError) as refused:
        opened(ROW.format(**(GOOD | wrong)))
    told = str(refused.value)
    assert f"own-rows.yaml:{line}:" in told
    assert f": {finding}: " in told
    assert cure in told


def test_two_rows_of_one_id_are_refused(opened) -> None:
    twice = ROW.format(**GOOD) + ROW.format(**GOOD).partition("rows:\n")[2]
    with pytest.raises(InputError, match="duplicate-row"):
        opened(twice)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    shutil.copytree(shipped("examples") / "rennie", tmp_path / "w")
    authority = tmp_path / "w" / "authority" / "authority.yaml"
    authority.write_text(authority.read_text("utf-8") + "\nentitlements: nowhere.yaml\n", "utf-8")
    with pytest.raises(InputError, match="cannot-read"):
        open_workspace(tmp_path / "w")
