"""The whole table of entitlements as it was agreed, and the promises that no row of it may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from entitlement_world import AFTER, BEFORE, CONFERENCES, GOLDEN, RECORD, WHO, situation, table
from hypothesis import given, settings
from hypothesis import strategies as st

from cpdocs.council_files import national_tables
from cpdocs.rules.conditions import CONDITIONS
from cpdocs.rules.entitlements import NO_ROW, REFUSED, answer, plan
from cpdocs.rules.own_rows import problems
from cpdocs.rules.predicates import PREDICATES, in_words
from cpdocs.rules.scopes import BASES, CHILDREN
from cpdocs.rules.situation import Situation
from cpdocs.rules.tables import EntitlementRow, Entitlements

TABLES = national_tables()
DOCUMENTS = tuple(TABLES.documents.documents)
ROLES = tuple(role for role in TABLES.roles.roles if role != "supporter")
#: INTERFACE's list of documents. What is added to it must be added here, with its rows.
AGREED = [
    "invitation",
    "report_request",
    "conference_papers",
    "agenda",
    "minutes",
    "decision_letter",
    "appeal_letter",
    "appeal_acknowledgement",
    "appeal_reply",
    "dissent_notice",
    "dissent_reply",
    "deferral_notice",
    "registration_notice",
    "deregistration_notice",
    "police_flag_notice",
    "reporter_copy",
    "reporter_referral",
    "referral_minutes",
    "referral_plan",
    "referral_schedule",
    "protection_plan",
    "core_group_invitation",
    "core_group_record",
    "review_invitation",
    "support_plan_request",
    "leaflets",
    "child_views_form",
]
#: The rows that nobody in the golden table has a case for; each has its test in test_entitlements_rows.py.
ELSEWHERE = {"deferral-notice-by-chair-child", "minutes-working-copy", "reporter-copy-referred"}
WORLD = [situation(more, today, rules) for _, more, today, rules in CONFERENCES]


def test_the_whole_table_is_the_agreed_one() -> None:
    """Renewed, and then read line by line, with tests/rules/entitlement_world.py."""
    assert table() == GOLDEN.read_text("utf-8")


def test_the_golden_table_covers_every_document_and_everybody_in_it_is_described() -> None:
    assert sorted(DOCUMENTS) == sorted(AGREED)
    assert {r.id for r in WORLD[0].recipients} == set(WHO)


def test_every_row_of_the_table_decides_for_somebody_in_the_golden_table() -> None:
    """A row that fits nobody there is one that no test has seen."""
    decided = {
        found.row.id
        for one in WORLD
        for document in DOCUMENTS
        for r in one.recipients
        if (found := answer(one, r, document)).row
    }
    apart = {row.id for row in TABLES.entitlements.rows} - decided
    assert apart == ELSEWHERE


@pytest.mark.parametrize("document", DOCUMENTS)
def test_nobody_without_a_row_gets_anything(document) -> None:
    """Every role of the vocabulary, in the record and nothing more, in every conference."""
    for _, more, today, rules in CONFERENCES:
        people = [{"id": f"r-{role.replace('_', '-')}", "role": role, "contact": "teacher"} for role in ROLES]
        people += [{"id": "relative", "name": "A Relative", "relationship": {"ann": "cousin"}}]
        people += [{"id": "helper", "name": "A Helper", "role": "supporter"}]
        one = situation({**more, "people": [*RECORD["people"], *people]}, today, rules)
        for person in people:
            found = answer(one, one.recipient(person["id"]), document)
            assert found.refused, (document, person["id"], found.row)
            assert found.row is not None or found.refused == NO_ROW


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_table_without_rows_gives_nobody_anything(document) -> None:
    kept = tuple(row for row in TABLES.entitlements.rows if document not in row.documents)
    bare = TABLES.model_copy(update={"entitlements": TABLES.entitlements.model_copy(update={"rows": kept})})
    for one in WORLD:
        without = replace(one, tables=bare)
        assert {answer(without, r, document).row for r in without.recipients} == {None}


def test_the_names_of_the_national_table_are_all_known() -> None:
    assert list(problems(TABLES.entitlements, TABLES.documents)) == []
    assert {name for rule in TABLES.documents.documents.values() for name in rule.applies} <= CONDITIONS.keys()


def test_every_scope_and_choice_of_children_is_used() -> None:
    rows = TABLES.entitlements.rows
    assert {row.scope for row in rows} == BASES.keys()
    assert {row.children for row in rows} == CHILDREN.keys()


def test_every_predicate_can_be_said_in_words_and_no_two_say_the_same() -> None:
    said = [in_words(name) for name in PREDICATES]
    assert len(set(said)) == len(said)
    assert all(len(text.split()) > 1 or text == "excluded" for text in said), said


def test_every_row_that_gives_a_paper_gives_one_that_is_written_for_somebody() -> None:
    for row in TABLES.entitlements.rows:
        for document in row.documents:
            variants = TABLES.documents.documents[document].variants
            assert row.variant == REFUSED or variants[row.variant], (row.id, document)


def test_restricted_information_is_given_whole_to_posts_alone() -> None:
    for one in WORLD:
        for parcel in plan(one).planned:
            assert not parcel.whole or parcel.kind == "post", parcel.row


# ---- promises over any rows that a council may add -------------------------------------------------------------------

NAMES = st.sampled_from(sorted(PREDICATES))
ROW = st.builds(
    EntitlementRow,
    id=st.just("own-row"),
    documents=st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=2, unique=True).map(tuple),
    who=NAMES,
    when=st.lists(NAMES, max_size=1).map(tuple),
    variant=st.sampled_from(
        sorted({v for rule in TABLES.documents.documents.values() for v in rule.variants} | {REFUSED})
    ),
    scope=st.sampled_from(sorted(BASES)),
    children=st.sampled_from(sorted(CHILDREN)),
    restricted=st.sampled_from(["if_named", "all"]),
    because=st.just("because"),
    source=st.just("a source"),
)


def _with(one: Situation, row: EntitlementRow) -> Situation:
    rows = (row, *TABLES.entitlements.rows)
    return replace(one, tables=TABLES.model_copy(update={"entitlements": Entitlements.model_construct(rows=rows)}))


@settings(max_examples=20)  # each asks every other document of everybody
@given(row=ROW, one=st.sampled_from(WORLD))
def test_a_row_for_one_document_never_changes_another(row, one) -> None:
    added = _with(one, row)
    for document in set(DOCUMENTS) - set(row.documents):
        for recipient in one.recipients:
            assert answer(added, recipient, document) == answer(one, recipient, document)


@given(row=ROW, one=st.sampled_from(WORLD))
def test_whatever_a_row_says_nobody_gets_what_is_written_for_another_kind(row, one) -> None:
    added = _with(one, row)
    for document in row.documents:
        variants = TABLES.documents.documents[document].variants
        for recipient in added.recipients:
            found = answer(added, recipient, document)
            if found.row is None or found.refused:
                continue
            assert recipient.kind in variants[found.row.variant]
            assert recipient.kind == "post" or found.row.restricted == "if_named"
            if recipient.kind == "family":
                assert found.row.variant not in ("professional", "full", "minimal", "pack", "notice", "practitioner")
                assert set(found.children) <= set(recipient.relationship)
            if recipient.kind == "child":
                assert set(found.children) <= {recipient.id}
            if recipient.kind == "supporter":
                assert found.children == ()


@given(one=st.sampled_from(WORLD))
def test_everybody_is_answered_once_a_document_and_posts_only_where_a_row_speaks_of_them(one) -> None:
    found = plan(one)
    answered = [(p.document, p.person) for p in (*found.planned, *found.nothing)]
    assert len(answered) == len(set(answered))
    documents = {document for document, _ in answered}
    people = {r.id for r in one.recipients if r.kind != "post"}
    assert set(answered) >= {(document, person) for document in documents for person in people}
    assert all(n.row is not None for n in found.nothing if n.person not in people)


def test_no_enclosure_makes_a_parcel() -> None:
    enclosed = {name for name, rule in TABLES.documents.documents.items() if rule.enclosed_with}
    pack = {"referral_minutes", "referral_plan", "referral_schedule"}
    assert enclosed == {"appeal_letter", "leaflets", "child_views_form", *pack}
    for one in WORLD:
        assert not enclosed & {p.document for p in plan(one).planned}


@pytest.mark.parametrize("day", [BEFORE, AFTER, date(2027, 3, 1)])
def test_a_document_without_a_template_folder_is_not_planned(day) -> None:
    one = replace(WORLD[2], today=day, makes=frozenset({"decision_letter"}))
    found = plan(one)
    assert {p.document for p in (*found.planned, *found.nothing)} == {"decision_letter"}


@pytest.mark.parametrize("row", [row for row in TABLES.entitlements.rows if row.variant != REFUSED], ids=lambda r: r.id)
def test_a_row_of_a_councils_that_gives_restricted_information_whole_gives_it_to_posts_alone(row) -> None:
    for one in WORLD:
        added = _with(one, row.model_copy(update={"id": "own-row", "restricted": "all"}))
        for document in row.documents:
            for recipient in added.recipients:
                found = answer(added, recipient, document)
                own = found.row is not None and found.row.id == "own-row" and not found.refused
                assert not own or recipient.kind == "post"
