"""Each file of the corpus is named by its one defect; the table says what a clerk must be told, and where."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from small_record import SmallRecord

from cpdocs.record.findings import IDS
from cpdocs.record.load import finding_at, load, read_tree
from cpdocs.record.tree import path_text

CORPUS = Path(__file__).parent / "corpus"

GOOD = ["good.yaml", "good-bom-and-crlf.yaml", "good-flow-and-quotes.yml", "good.json"]

# file -> every finding as "line:column id path"; lines and columns counted by eye in the file.
BAD = {
    "alias.yaml": ["6:7 yaml-alias "],
    "anchor.yaml": ["3:11 yaml-anchor "],
    "block-for-text.yaml": ["6:7 wrong-shape children[0].name"],
    "colon-in-list-item.yaml": ["7:9 yaml-colon-in-prose "],
    "colon-in-prose.yaml": ["6:14 yaml-colon-in-prose "],
    "directive.yaml": ["1:1 yaml-directive "],
    "duplicate-key.json": ["2:2 json-duplicate-key "],
    "duplicate-key.yaml": ["3:1 yaml-duplicate-key "],
    "empty-list.yaml": ["3:11 too-few children"],
    "empty-needed-field.yaml": ["1:1 missing-field reference"],
    "empty.yaml": ["1:1 empty-file "],
    "every-shape-wrong.yaml": [
        "1:12 not-a-reference reference",
        "2:9 not-a-time starts",
        "3:13 not-yes-or-no restricted",
        "4:10 not-whole-number edition",
        "5:10 not-a-moment decided",
        "7:9 not-an-id children[0].id",
        "8:11 bad-character children[0].name",
        "9:11 not-a-date children[0].born",
        "11:15 not-an-address-line children[0].contact.lines[0]",
        "12:17 not-a-postcode children[0].contact.postcode",
        "13:14 not-a-phone-number children[0].contact.phone",
        "14:14 not-an-email-address children[0].contact.email",
        "16:11 wrong-value attendance.mother",
        "17:3 yaml-colon-in-prose ",
    ],
    "half-character.json": ["2:39 json-half-character "],
    "line-separator.yaml": ["3:8 control-character "],
    "list-as-key.yaml": ["6:3 yaml-key "],
    "lost-comment-after-text.yaml": ["5:16 yaml-lost-comment "],
    "lost-comment-as-whole-value.yaml": ["6:7 yaml-lost-comment "],
    "lost-comment-under-block-text.yaml": ["8:3 yaml-lost-comment "],
    "lost-comment-under-text.yaml": ["7:3 yaml-lost-comment "],
    "merge-key.yaml": ["6:1 yaml-merge-key "],
    "missing-fields.yaml": ["1:1 missing-field reference", "3:5 missing-field children[0].name"],
    "nan.json": ["1:15 json-number "],
    "no-key.yaml": ["6:1 yaml-syntax "],
    "nothing-but-a-comment.yaml": ["1:1 empty-file "],
    "nul.yaml": ["3:8 control-character "],
    "record.txt": ["1:1 unknown-suffix "],
    "stray-key-in-braces.yaml": ["4:30 yaml-stray-key-in-braces "],
    "tab.yaml": ["4:1 yaml-tab "],
    "tag.yaml": ["6:7 yaml-tag "],
    "text-for-list.yaml": ["3:11 wrong-shape children"],
    "trailing-comma.json": ["2:1 json-syntax "],
    "true-is-not-yes.json": ["1:56 not-yes-or-no restricted"],
    "two-documents.yaml": ["6:1 yaml-several-documents "],
    "two-values.json": ["1:4 json-syntax "],
    "unclosed-quote.yaml": ["3:7 yaml-syntax "],
    "unknown-field.json": ["2:2 unknown-field "],
    "unknown-field.yaml": ["6:5 unknown-field children[0]"],
    "utf-16.yaml": ["1:1 not-utf8 "],
    "windows-1252.yaml": ["3:10 not-utf8 "],
}
#: Refused for what the file is, not for its shape: no schema can see these.
NOT_SHAPE = {i for i in IDS if i.startswith(("yaml-", "json-"))} | {
    "control-character",
    "empty-file",
    "not-utf8",
    "unknown-suffix",
}


def findings(name):
    return [f"{f.line}:{f.column} {f.id} {f.path}" for f in load(CORPUS / name, SmallRecord).findings]


def test_the_table_names_every_file_of_the_corpus():
    assert {p.name for p in CORPUS.iterdir()} == {*GOOD, *BAD, "alias-bomb.yaml"}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_record_loads_without_a_word(name):
    loaded = load(CORPUS / name, SmallRecord)
    assert loaded.findings == ()
    assert loaded.value.reference == "CP-1"


@pytest.mark.parametrize("name", BAD)
def test_each_defect_is_found_at_its_line_and_column(name):
    assert findings(name) == BAD[name]
    assert load(CORPUS / name, SmallRecord).value is None


def test_an_alias_bomb_is_refused_at_each_anchor_and_alias_and_expands_nothing():
    marks = [line for line in findings("alias-bomb.yaml") if "yaml-" in line]
    assert marks == [
        "1:4 yaml-anchor ",
        "2:4 yaml-anchor ",
        "2:8 yaml-alias ",
        "2:12 yaml-alias ",
        "3:5 yaml-alias ",
        "3:9 yaml-alias ",
    ]
    tree, _ = read_tree(CORPUS / "alias-bomb.yaml", "f")
    assert tree.data == {"a": ["x", "x"], "b": [None, None], "c": [None, None]}


@pytest.mark.parametrize("name", [*GOOD, *BAD])
def test_no_finding_quotes_the_file(name):
    for finding in load(CORPUS / name, SmallRecord).findings:
        for private in ("Ailsa", "ailsa", "Mother", "Foo", "Fife", "important", "evil"):
            assert private not in finding.text() + finding.path


def _shape_findings(name):
    return [f for f in load(CORPUS / name, SmallRecord).findings if f.id not in NOT_SHAPE]


def _is_judged_by_shape(name):
    """A file that is refused before its shape is looked at leaves a schema nothing to judge."""
    tree, _ = read_tree(CORPUS / name, name)
    return tree is not None and (not load(CORPUS / name, SmallRecord).findings or bool(_shape_findings(name)))


JUDGED = [name for name in (*GOOD, *BAD) if _is_judged_by_shape(name)]


def test_enough_of_the_corpus_is_a_question_of_shape():
    assert len(JUDGED) >= 13


@pytest.mark.parametrize("name", JUDGED)
def test_an_independent_validator_agrees_on_every_question_of_shape(name):
    tree, _ = read_tree(CORPUS / name, name)
    accepted = Draft202012Validator(SmallRecord.model_json_schema()).is_valid(tree.data)
    assert accepted == (not _shape_findings(name))


def test_every_cure_names_the_near_field_or_all_fields():
    hints = {n: load(CORPUS / n, SmallRecord).findings[0].hint for n in ("unknown-field.json", "unknown-field.yaml")}
    assert hints == {"unknown-field.json": "did you mean children?", "unknown-field.yaml": "did you mean name?"}
    assert "the fields here are reference" in load(CORPUS / "alias-bomb.yaml", SmallRecord).findings[3].hint


def test_a_comment_that_touches_a_quotation_mark_or_stands_in_braces_is_found(tmp_path):
    file = tmp_path / "r.yaml"
    file.write_text("a: 'Flat'#3\nlong_name: {b: c,\n d: e #3\n }\n")
    assert [f"{f.line}:{f.column} {f.id}" for f in read_tree(file, "r")[1]] == [
        "1:10 yaml-lost-comment",
        "3:7 yaml-lost-comment",
    ]


def test_utf_16_is_named_so_that_a_clerk_knows_what_to_change():
    assert "UTF-16" in load(CORPUS / "utf-16.yaml", SmallRecord).findings[0].message


def test_a_path_shows_ids_and_numbers_and_never_a_name():
    assert path_text(("decisions", 0, "concerns")) == "decisions[0].concerns"
    assert path_text(("attendance", "Shona Rennie")) == "attendance.?"


def test_a_rule_across_fields_can_point_at_the_nearest_place():
    tree, _ = read_tree(CORPUS / "good.yaml", "g.yaml")
    finding = finding_at(tree, ("children", 0, "contact", "email"), "some-rule", "warning", "words")
    assert (finding.line, finding.column, finding.path) == (12, 14, "children[0].contact.email")


def test_the_digest_is_that_of_the_bytes_as_they_lie_on_disk():
    # sha256sum of the empty file
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert load(CORPUS / "empty.yaml", SmallRecord).digest == empty
    assert load(CORPUS / "good.yaml", SmallRecord).digest != load(CORPUS / "good-bom-and-crlf.yaml", SmallRecord).digest


def test_line_ends_and_a_byte_order_mark_change_nothing_but_the_digest():
    assert load(CORPUS / "good.yaml", SmallRecord).value == load(CORPUS / "good-bom-and-crlf.yaml", SmallRecord).value


def test_yaml_text_that_looks_like_something_else_stays_text(tmp_path):
    file = tmp_path / "r.yaml"
    words = ["no", "10:30", "0123", "01334652000", "2026-11-12", "12e4", "1_000", "0x1F", ".inf", "=", "yes", "+44"]
    file.write_text("".join(f"- {w}\n" for w in words) + "- ~\n- null\n-\n- 'null'\n")
    tree, found = read_tree(file, "r.yaml")
    assert (tree.data, found) == ([*words, None, None, None, "null"], ())


def test_an_empty_value_is_an_absent_field_whatever_the_default(tmp_path):
    file = tmp_path / "r.yaml"
    text = "reference: CP-1\nstarts: 10:30\nchildren:\n- id: a\n  name: A\n"
    file.write_text(text + "restricted:\nedition: ~\ntext:\nattendance:\ndecided:\n")
    value = load(file, SmallRecord).value
    assert (value.restricted, value.edition, value.text, value.attendance, value.decided) == (False, 1, None, {}, None)
    assert Draft202012Validator(SmallRecord.model_json_schema()).is_valid(read_tree(file, "r")[0].data)


def test_neither_the_value_nor_the_tree_shows_case_text_when_printed():
    loaded = load(CORPUS / "good.yaml", SmallRecord)
    shown = repr(loaded) + str(loaded.value) + repr(loaded.value.children) + repr(loaded.tree)
    assert "value=" not in repr(loaded)
    assert "Ailsa" not in shown
    assert "Glenrothes" not in shown


def test_a_file_that_is_not_there_is_a_finding(tmp_path):
    loaded = load(tmp_path / "none.yaml", SmallRecord, label="records/none.yaml")
    assert [(f.id, f.file) for f in loaded.findings] == [("cannot-read", "records/none.yaml")]
    assert [f.id for f in load(tmp_path, SmallRecord).findings] == ["cannot-read"]


def test_a_finding_reads_as_one_line_and_its_cure():
    (finding,) = load(CORPUS / "empty-list.yaml", SmallRecord, label="r.yaml").findings
    assert finding.text() == "r.yaml:3:11: too-few: too little stands here\n    it needs at least 1"


def test_the_same_record_in_json_and_yaml_is_the_same_value(tmp_path):
    tree, _ = read_tree(CORPUS / "good.yaml", "g")
    file = tmp_path / "g.json"
    file.write_text(json.dumps(tree.data))
    assert load(file, SmallRecord).value == load(CORPUS / "good.yaml", SmallRecord).value
