"""cpdocs new: each blank of a new record is named by validate and nothing else is; filled in, the record is in order."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpdocs import new
from cpdocs.record.load import tree_of
from cpdocs.record.model import Record
from cpdocs.record.prose import load_record
from cpdocs.shipped import folder as shipped

RENNIE = shipped("examples") / "rennie"
FOLLOWED = [
    "rennie/records/CP-2026-0142-1.decided.yaml",
    "rennie/records/CP-2026-0142-1.minuted.yaml",
    "isbister/records/CP-2026-0017-2.minuted.yaml",
    "baird/records/GC-2026-0071-1.minuted.yaml",
]
MINUTED = RENNIE / "records/CP-2026-0142-1.minuted.yaml"
DAY = ("--today", "2026-12-20")

# What a clerk writes on each blank: the first line whose end fits the blank's path. Ids are those of the Rennies' council.
WRITTEN = {
    "initial": {"reference": "CP-2026-0150-1", "conference.previous": "CP-2026-0150-0"},
    "pre_birth": {"reference": "CP-2026-0151-1"},
    "review": {"reference": "CP-2026-0150-2", "conference.previous": "CP-2026-0150-1"},
    "transfer": {"reference": "CP-2026-0152-1"},
}
ALWAYS = {
    "case": "2026-0150",
    "requested.by": "social_worker",
    "requested.on": "2026-10-27",
    "conference.date": "2026-11-12",
    "starts": "10:30",
    "place": 'The "Old School": room #2',
    "conference.chair": "reviewing_officer",
    "minute_taker": "minute_taker",
    "concern_notified": "2026-10-25",
    "transfer.direction": "in",
    "transfer.other_authority": "Another Council",
    "transfer.moved_on": "2026-11-02",
    "children[0].name": "Ina Tulloch",
    "people[0].name": "Ann Tulloch",
    "people[1].name": "Bob Reid",
    "born": "2019-03-04",
    "expected": "2027-03-20",
    "lines[0]": "3 Fore Street",
    "postcode": "KY6 8ZZ",
    "children[0].address.share_with[0]": "mother",
    "school.name": "Fore Street School",
    "surgery.name": "Fore Street Surgery",
    "share_with[0]": "mother",
    "legal_status": "none",
    "taking_part.invited": "no",
    "views_brought_by": "social_worker",
    "parental_rights[0]": None,
    "phone": "01632 960777",
    "safe_to[0]": "post",
    "verified": "2026-10-29",
    "verified_by": "social_worker",
    "people[2].contact": "sw-kinnaird-03",
    # The Rennies' council knows no midwife.
    "people[3].contact": "hv-kinnaird-07",
    "people[4].contact": "ppu-kinnaird",
    "meets_chair_at": "10:00",
    "asked_by": "2026-11-09",
    "invitations_agreed.by": "reviewing_officer",
    "invitations_agreed.on": "2026-11-03",
    "attendance.father": "left at 11:10",
    "quorate": "yes",
    "closed_parts[0].starts": "10:40",
    "closed_parts[0].ends": "10:50",
    "left[0]": "father",
    "explained_by_chair": "10:10",
    "facts_checked[0].by": "mother",
    "facts_checked[1].by": "mother",
    "result": "confirmed",
    "progress[0].who[0]": "mother",
    "state": "under_way",
    "limb": "suffered_and_further_likely",
    "kinds[0]": "emotional",
    "alleged_abuser.considered": "no",
    "alleged_abuser.relationship": None,
    "concerns.primary": "domestic_abuse",
    "concerns.others[0]": "emotional_abuse",
    "reporter.considered": "yes",
    "reporter.refer": "no",
    "family_told": "yes",
    "who[0]": "social_worker",
    "actions[0].by": "2026-12-01",
    "told_by": "social_worker",
    "meeting_before_discharge": "yes",
    "lead_professional": "social_worker",
    "members[0]": "social_worker",
    "core_group.chair": "team_leader",
    "core_group.first": "2026-11-20",
    "review_by": "2027-02-01",
    "given_by": "reviewing_officer",
    "appeal_advice.mother.on": "2026-11-12",
    "notifications.by": "reviewing_officer",
    "register_keeper": "2026-11-12T12:20",
    "central_register": "2026-11-12T12:21",
    "out_of_hours": "2026-11-12T12:22",
    "others_in_household": "none",
    "agency_views[0].person": "social_worker",
    "register": "yes",
    "letters.decision_letter.date": "2026-11-16",
    "passages[0].kind": "fact",
    "speaker": "social_worker",
    "attendance": "attended",
    "": "it is as the people at the table said",
}
OUTCOMES = {"initial": "registered", "pre_birth": "registered", "review": "remains", "transfer": "transferred_in"}


def uncommented(text):
    """The blocks of later stages, as a clerk takes the # away: a paragraph that begins with the name of a field."""
    parts = text.split("\n\n")
    return "\n\n".join(re.sub(r"(?m)^# ?", "", p) if re.match(r"# [a-z_]+:", p) else p for p in parts)


def blanks(text):
    """The numbers of the lines that hold a blank."""
    return {n for n, line in enumerate(text.splitlines(), 1) if line.endswith('""') and not line.startswith("#")}


def named(record):
    """The numbers of the lines that validate names, and nothing but blanks among what it says."""
    found = load_record(record).findings
    assert {finding.id for finding in found} <= {"empty-text"}
    assert all(finding.hint for finding in found)
    return {finding.line for finding in found}


@pytest.fixture
def begin(typed, tmp_path):
    """Type ``cpdocs new`` in the Rennies' workspace."""
    folder = shutil.copytree(RENNIE, tmp_path / "workspace")

    def type_it(*args):
        said = typed("new", *args, "-o", "records/new.yaml", at=folder)
        assert (said.code, said.err) == (0, "")
        return folder / "records" / "new.yaml"

    return type_it


def written_in(kind, path):
    """What the clerk writes on the blank at this path; None where it does not apply."""
    known = {**WRITTEN[kind], "outcome": OUTCOMES[kind], **ALWAYS}
    fits = [end for end in known if path == end or path.endswith(f".{end}") or path.startswith(f"{end}.")]
    return known[max(fits, key=len, default="")]


def filled_in(kind, text, record):
    """``text`` with each blank that validate names filled in, or its line taken away with a list that held it alone."""
    rows = text.splitlines()
    for finding in load_record(record).findings:
        value, n = written_in(kind, finding.path), finding.line - 1
        assert rows[n].endswith('""'), finding.path
        if value is None:
            rows[n] = None
            rows[n - 1] = None if finding.path.endswith("]") else rows[n - 1]
        else:
            rows[n] = rows[n].removesuffix('""') + json.dumps(value)
    return "\n".join(row for row in rows if row is not None) + "\n"


# ---- the four skeletons ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", new.KINDS)
@pytest.mark.parametrize("stages", ["called", "all"])
def test_every_blank_is_named_and_nothing_else_is(kind, stages, begin):
    record = begin(kind)
    if stages == "all":
        record.write_text(uncommented(record.read_text("utf-8")), "utf-8")
    text = record.read_text("utf-8")
    assert named(record) == blanks(text)
    assert len(blanks(text)) > (100 if stages == "all" else 40)


@pytest.mark.parametrize("kind", new.KINDS)
@pytest.mark.parametrize("stages", ["called", "all"])
def test_filled_in_it_is_in_order(kind, stages, begin, typed):
    record = begin(kind)
    if stages == "all":
        record.write_text(uncommented(record.read_text("utf-8")), "utf-8")
    record.write_text(filled_in(kind, record.read_text("utf-8"), record), "utf-8")
    said = typed("validate", record, *DAY, "--format", "json", at=record.parent)
    (one,) = said.json["files"]
    assert [f for f in one["findings"] if f["severity"] == "error"] == []
    assert (said.code, one["valid"], one["stage"]) == (0, True, "minuted" if stages == "all" else "called")


@pytest.mark.parametrize("kind", new.KINDS)
def test_every_block_of_every_stage_stands_in_it(kind):
    """So that a clerk finds each where it is needed; these few stand in words alone, or are another command's."""
    text = uncommented(new.skeleton(kind))
    there = set(re.findall(r"(?m)^([a-z_]+):", text))
    elsewhere = {"editions", "inquorate", "appeals", "distribution"} | (
        {"requested"} if kind in ("review", "transfer") else set()
    )
    elsewhere |= set() if kind == "review" else {"progress"}
    assert there == set(Record.model_fields) - elsewhere


@pytest.mark.parametrize("kind", new.KINDS)
def test_its_first_line_leads_an_editor_to_the_schema(kind, begin, typed, tmp_path):
    lead = "# yaml-language-server: $schema="
    own = shipped("templates") / "_records" / f"{kind}.yaml"
    assert (own.parent / own.read_text("utf-8").splitlines()[0].removeprefix(lead)).is_file()
    assert (
        not begin(kind).read_text("utf-8").startswith(lead)
    )  # a workspace without schemas: no line that leads nowhere
    typed("init", "council", at=tmp_path)
    typed("new", kind, "-o", "council/records/one.yaml", at=tmp_path)
    line = (tmp_path / "council/records/one.yaml").read_text("utf-8").splitlines()[0]
    assert (tmp_path / "council/records" / line.removeprefix(lead)).is_file()


# ---- a review from the record before it ------------------------------------------------------------------------------


@pytest.mark.parametrize("earlier", FOLLOWED)
@pytest.mark.parametrize("stages", ["called", "all"])
def test_the_only_findings_of_a_review_from_an_earlier_record_are_its_blanks(earlier, stages, begin):
    record = begin("review", "--from", shipped("examples") / earlier)
    if stages == "all":
        record.write_text(uncommented(record.read_text("utf-8")), "utf-8")
    text = record.read_text("utf-8")
    assert named(record) == blanks(text) != set()


def review_of(earlier, tmp_path):
    """The data of a review from ``earlier``, all its stages."""
    file = tmp_path / "review.yaml"
    new.make("review", file, earlier)
    tree, found = tree_of(uncommented(file.read_text("utf-8")).encode(), ".yaml", "review.yaml")
    assert found == ()
    return tree.data


def test_children_people_and_plan_are_taken_over_as_they_were_written(tmp_path):
    before, after = load_record(MINUTED).tree.data, review_of(MINUTED, tmp_path)
    assert (after["case"], after["conference"]["previous"]) == (before["case"], before["reference"])
    for old, taken in zip(before["children"], after["children"], strict=True):
        assert {k: taken[k] for k in ("id", "name", "born", "address")} == {
            k: old[k] for k in ("id", "name", "born", "address")
        }
    for old, taken in zip(before["people"], after["people"], strict=True):
        assert {**old, "prepared": None, "needs": None} == {**taken, "prepared": None, "needs": None}
    plans = [(d["child"], a["what"], a["who"]) for d in before["decisions"] for a in d["plan"]["actions"]]
    assert [(p["child"], p["action"], p["who"]) for p in after["progress"]] == plans
    assert {p["state"] for p in after["progress"]} == {""}


def test_what_became_of_a_restricted_action_is_restricted_like_the_action(tmp_path):
    """Else "the marker on 14 Strathmiglo Place was taken off" would go to the father from whom the marker was kept."""
    marker = review_of(MINUTED, tmp_path)["progress"][2]
    assert marker["action"]["restricted"]["share_with"] == [
        "mother",
        "social_worker",
        "police_officer",
        "health_visitor",
    ]
    assert marker["changed"] == {"text": "", "restricted": marker["action"]["restricted"]}


def test_somebody_who_was_excluded_is_not_invited_by_the_copying(tmp_path):
    invitations = {one["person"]: one for one in review_of(MINUTED, tmp_path)["invitations"]}
    assert set(invitations["ailsas_father"]["excluded"].values()) == {""}
    assert "excluded" not in invitations["callums_father"]
    assert "advocate" not in invitations
    assert "gp" not in invitations  # not of the core group


def test_no_reason_of_the_earlier_conference_comes_along(tmp_path):
    before = load_record(MINUTED).value
    text = (review_of(MINUTED, tmp_path), (tmp_path / "review.yaml").read_text("utf-8"))[1]
    reasons = [i.needed_because.text for i in before.invitations if i.needed_because]
    reasons += [i.excluded.because.text.split("\n")[0] for i in before.invitations if i.excluded]
    reasons += [before.requested.because.text.split("\n")[0], *(c.taking_part.because.text for c in before.children)]
    assert len(reasons) > 9
    assert [reason for reason in reasons if reason in text] == []


def test_a_presence_that_few_may_know_of_and_a_restricted_case_stay_so(tmp_path):
    earlier = tmp_path / "earlier.yaml"
    text = (RENNIE / "records/CP-2026-0142-1.decided.yaml").read_text("utf-8")
    known = "    presence: {kind: risk_of_harm, share_with: [mother, social_worker]}\n"
    text = text.replace("  - person: womens_aid\n", f"  - person: womens_aid\n{known}", 1)
    earlier.write_text(text.replace("  kind: initial\n", "  kind: initial\n  restricted: yes\n", 1), "utf-8")
    after = review_of(earlier, tmp_path)
    (aid,) = [one for one in after["invitations"] if one["person"] == "womens_aid"]
    assert aid["presence"] == {"kind": "risk_of_harm", "share_with": ["mother", "social_worker"]}
    assert after["conference"]["restricted"] == "yes"


LINE = st.text(st.sampled_from("abc é:#-'\"[]{}|>&*!%@,.~?0 "), min_size=1, max_size=20).map(str.strip).filter(bool)


@settings(max_examples=15)
@given(place=LINE, what=LINE, more=LINE)
def test_what_a_text_is_made_of_does_not_matter(place, what, more, tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    data = load_record(RENNIE / "records/CP-2026-0142-1.decided.yaml").tree.data
    data["people"][0]["needs"] = {"other": place}
    data["decisions"][0]["plan"]["actions"][1]["what"] = f"{what}\n\n{more}"
    (folder / "earlier.json").write_text(json.dumps(data), "utf-8")
    after = review_of(folder / "earlier.json", folder)
    assert after["people"][0]["needs"]["other"] == place
    assert after["progress"][1]["action"] == f"{what}\n\n{more}"


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_a_file_that_is_there_is_never_written_over(begin, typed, snapshot):
    record = begin("initial")
    before = snapshot(record.parents[1])
    said = typed("new", "review", "-o", "records/new.yaml", at=record.parents[1])
    assert (said.code, said.out) == (2, "")
    assert "new.yaml is there already" in said.err
    assert snapshot(record.parents[1]) == before


REFUSED = {
    "an initial conference from an earlier record": (("initial", "--from", MINUTED), 2, "only a review"),
    "a record in which nothing was decided": (
        ("review", "--from", RENNIE / "records/CP-2026-0142-1.called.yaml"),
        3,
        "no plan",
    ),
    "an earlier record that is not there": (("review", "--from", "gone.yaml"), 3, "mend it first"),
    "a kind that is none": (("core_group",), 2, "core_group"),
}


@pytest.mark.parametrize(("args", "code", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_begun_is_refused_and_leaves_nothing(args, code, words, typed, tmp_path):
    said = typed("new", *args, "-o", "one.yaml", at=tmp_path)
    assert said.code == code
    assert words in said.err
    assert not (tmp_path / "one.yaml").exists()


def test_it_is_for_its_owner_alone_and_nothing_is_left_beside_it(typed, tmp_path):
    assert typed("new", "initial", "-o", "one.yaml", at=tmp_path).code == 0
    assert [(p.name, oct(p.stat().st_mode & 0o777)) for p in tmp_path.iterdir()] == [("one.yaml", "0o600")]
    said = typed("new", "initial", "-o", "none/one.yaml", at=tmp_path)
    assert (said.code, "cannot be written" in said.err) == (2, True)
