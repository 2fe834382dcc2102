"""A parcel's place in the ledger: taken once, before the wire, and never lost sight of (hazards 22 and 23)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import ledger_tools
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from ledger_tools import carry, faults, intent, open_in

from cpdocs.errors import LedgerError
from cpdocs.ledger.entry import AlreadyAttempted, Intent


@pytest.fixture
def ledger(tmp_path):
    with open_in(tmp_path) as opened:
        yield opened


class WireCutError(Exception):
    pass


def stop_inside(ledger, recipient="mother"):
    with pytest.raises(WireCutError), ledger.attempt(intent(recipient)):
        raise WireCutError


def test_the_intent_is_committed_before_the_wire_is_touched(ledger, tmp_path):
    with ledger.attempt(intent()) as attempt:
        assert ledger_tools.BACKEND.rows(tmp_path, "SELECT event FROM entry") == [("attempt",)]
        assert ledger_tools.BACKEND.rows(tmp_path, "SELECT recipient, number FROM attempt") == [("mother", 1)]
        attempt.close("sent")
    assert [entry.event for entry in ledger.entries()] == ["attempt", "sent"]


def test_what_an_attempt_says_of_itself_can_be_read_again(ledger):
    carry(ledger)
    (state,) = ledger.attempts()
    assert state.intent == intent()
    assert (state.id, state.number, state.state, state.file) == ("A1", 1, "handed_over", "email/mother.eml")
    assert (state.opened_seq, state.last_seq) == (1, 2)
    assert (state.opened_time, state.last_time) == ("2026-03-02T10:00:01Z", "2026-03-02T10:00:02Z")
    assert [dict(entry.details) for entry in ledger.entries()][1] == {
        "attempt": "A1",
        "case": "2026-0142",
        "reference": "CP-2026-0142-1",
        "file": "email/mother.eml",
    }


@pytest.mark.parametrize("state", ["sent", "handed_over", "in_doubt"])
def test_what_left_or_may_have_left_is_not_tried_again(ledger, state):
    first = carry(ledger, event=state)
    with pytest.raises(AlreadyAttempted) as refused, ledger.attempt(intent()):
        pytest.fail("the wire was touched")
    assert (refused.value.attempt, refused.value.state, refused.value.exit_code) == (first, state, 5)
    assert len(list(ledger.entries())) == 2


def test_what_is_being_carried_is_not_tried_beside(ledger):
    with ledger.attempt(intent()) as attempt:
        with pytest.raises(AlreadyAttempted, match="open"), ledger.attempt(intent()):
            pytest.fail("the wire was touched")
        attempt.close("sent")


def test_what_certainly_did_not_leave_is_tried_again_under_the_next_number(ledger):
    carry(ledger, event="failed")
    carry(ledger, event="in_doubt")
    ledger.resolve("A3", "not_sent", by="clerk", evidence="the server's log has no trace of it")
    with ledger.attempt(intent()) as attempt:
        assert (attempt.id, attempt.number) == ("A6", 3)
        attempt.close("sent")
    assert [state.state for state in ledger.attempts()] == ["failed", "resolved_not_sent", "sent"]
    assert faults(ledger) == []


@pytest.mark.parametrize(
    "other",
    [{"edition": 2}, {"recipient": "father"}, {"reference": "CP-2026-0142-2"}, {"document": "invitation"}],
    ids=lambda other: next(iter(other)),
)
def test_each_part_of_the_key_counts(ledger, other):
    carry(ledger)
    recipient = other.pop("recipient", "mother")
    assert carry(ledger, recipient, **other) == "A3"


def test_the_database_itself_lets_no_second_place_in(ledger, tmp_path):
    carry(ledger)
    again = "INSERT INTO attempt SELECT reference, document, edition, recipient, number, 99 FROM attempt"
    with pytest.raises(ledger_tools.BACKEND.Refused):
        ledger_tools.BACKEND.write(tmp_path, again)


@pytest.mark.parametrize("table", ["entry", "detail", "attempt"])
@pytest.mark.parametrize(
    "act", ["UPDATE {} SET seq = seq", "DELETE FROM {}", "REPLACE INTO {0} SELECT * FROM {0} WHERE seq = 1"]
)
def test_the_database_itself_refuses_to_change_or_forget(ledger, tmp_path, table, act):
    carry(ledger)
    with pytest.raises(ledger_tools.BACKEND.Refused, match="only ever added to"):
        ledger_tools.BACKEND.write(tmp_path, act.format(table))


def test_the_database_itself_gives_no_place_in_the_fence_to_another_recipient(ledger, tmp_path):
    carry(ledger)
    other = "REPLACE INTO attempt SELECT reference, document, edition, 'aunt', number, seq FROM attempt"
    with pytest.raises(ledger_tools.BACKEND.Refused, match="only ever added to"):
        ledger_tools.BACKEND.write(tmp_path, other)


def test_the_database_itself_takes_only_the_next_entry(ledger, tmp_path):
    carry(ledger)
    for seq in ("0", "2", "4"):
        with pytest.raises(ledger_tools.BACKEND.Refused, match="only ever added to"):
            ledger_tools.BACKEND.write(
                tmp_path, "INSERT INTO entry VALUES (NEXT, 't', 'run', 'm', 'l', 'r', 'n')".replace("NEXT", seq)
            )


def test_a_body_that_raises_leaves_the_parcel_in_doubt_and_the_fault_goes_on(ledger):
    stop_inside(ledger)
    (state,) = ledger.attempts()
    assert (state.state, state.because) == ("in_doubt", "stopped before it was known what became of it")


def test_ctrl_c_on_the_wire_leaves_the_parcel_in_doubt(ledger):
    with pytest.raises(KeyboardInterrupt), ledger.attempt(intent()):
        raise KeyboardInterrupt
    assert ledger.attempts()[0].state == "in_doubt"


def test_a_fault_after_the_outcome_does_not_change_the_outcome(ledger):
    def sent_and_then_cut():
        with ledger.attempt(intent()) as attempt:
            attempt.close("sent")
            raise WireCutError

    with pytest.raises(WireCutError):
        sent_and_then_cut()
    assert ledger.attempts()[0].state == "sent"


def test_a_body_without_a_word_is_in_doubt_and_an_error(ledger):
    with pytest.raises(LedgerError, match="A1 ended without an outcome"), ledger.attempt(intent()):
        pass
    assert ledger.attempts()[0].state == "in_doubt"


def test_a_second_outcome_is_refused(ledger):
    with ledger.attempt(intent()) as attempt:
        attempt.close("failed")
        with pytest.raises(LedgerError, match="A1 is failed; it cannot become sent"):
            attempt.close("sent")
    assert ledger.attempts()[0].state == "failed"


STEPS = {
    "confirm sent": lambda ledger: ledger.confirm("A1", "sent", by="clerk"),
    "confirm posted": lambda ledger: ledger.confirm("A1", "posted", by="clerk", evidence="second class, 3 March"),
    "confirm delivered": lambda ledger: ledger.confirm("A1", "delivered", by="clerk", evidence="signed for"),
    "confirm bounced": lambda ledger: ledger.confirm("A1", "bounced", by="clerk", because="status 5.1.1"),
    "confirm returned": lambda ledger: ledger.confirm("A1", "returned", by="clerk", evidence="addressee gone away"),
    "resolve sent": lambda ledger: ledger.resolve("A1", "sent", by="clerk", evidence="found in Sent Items"),
    "resolve not sent": lambda ledger: ledger.resolve("A1", "not_sent", by="clerk", evidence="asked the recipient"),
}
ALLOWED = {
    ("handed_over", "confirm sent"): "confirmed_sent",
    ("handed_over", "confirm posted"): "confirmed_posted",
    ("in_doubt", "resolve sent"): "resolved_sent",
    ("in_doubt", "resolve not sent"): "resolved_not_sent",
    ("handed_over", "confirm delivered"): "delivered",
    ("handed_over", "confirm bounced"): "bounced",
    ("handed_over", "confirm returned"): "returned",
    ("in_doubt", "confirm delivered"): "delivered",
    ("in_doubt", "confirm bounced"): "bounced",
    ("in_doubt", "confirm returned"): "returned",
    ("sent", "confirm delivered"): "delivered",
    ("sent", "confirm bounced"): "bounced",
    ("confirmed_sent", "confirm delivered"): "delivered",
    ("confirmed_sent", "confirm bounced"): "bounced",
    ("confirmed_posted", "confirm delivered"): "delivered",
    ("confirmed_posted", "confirm returned"): "returned",
    ("resolved_sent", "confirm delivered"): "delivered",
    ("resolved_sent", "confirm bounced"): "bounced",
    ("resolved_sent", "confirm returned"): "returned",
    ("delivered", "confirm bounced"): "bounced",
    ("delivered", "confirm returned"): "returned",
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ["sent", "handed_over", "failed", "in_doubt"])
def test_a_person_may_say_only_what_the_state_leaves_open(ledger, state, step):
    carry(ledger, event=state)
    expected = ALLOWED.get((state, step))
    if expected is None:
        with pytest.raises(LedgerError, match=f"A1 is {state}"):
            STEPS[step](ledger)
        return
    assert STEPS[step](ledger).state == expected
    assert ledger.attempts()[0].file == "email/mother.eml", "the outcome's file is still known"
    for again, say in STEPS.items():
        if (expected, again) not in ALLOWED:
            with pytest.raises(LedgerError, match=f"A1 is {expected}"):
                say(ledger)


@pytest.mark.parametrize(("state", "step"), ALLOWED, ids=" ".join)
def test_after_each_state_a_person_may_say_what_the_table_says(state, step, ledger):
    """The states of a second step, each reached by the first that leads there."""
    reach = {end: (start, first) for (start, first), end in reversed(ALLOWED.items())}
    start, first = reach.get(state, (state, None))
    carry(ledger, event=start)
    if first:
        assert STEPS[first](ledger).state == state
    assert STEPS[step](ledger).state == ALLOWED[state, step]
    assert faults(ledger) == []


@pytest.mark.parametrize("fate", ["bounced", "returned"])
def test_what_came_back_is_tried_again_under_the_next_number_and_its_own_story_is_over(ledger, fate):
    carry(ledger)
    ledger.confirm("A1", fate, by="clerk")
    with ledger.attempt(intent()) as attempt:
        assert (attempt.id, attempt.number) == ("A4", 2)
        attempt.close("sent")
    for more in ("delivered", "bounced", "returned", "sent"):
        with pytest.raises(LedgerError, match=f"A1 is {fate}"):
            ledger.confirm("A1", more, by="clerk")
    ledger.confirm("A4", "bounced", by="clerk")
    assert [(state.id, state.state) for state in ledger.attempts()] == [("A1", fate), ("A4", "bounced")]
    assert faults(ledger) == []


def test_what_was_delivered_is_not_tried_again(ledger):
    carry(ledger, event="sent")
    ledger.confirm("A1", "delivered", by="clerk")
    with pytest.raises(AlreadyAttempted, match="delivered"), ledger.attempt(intent()):
        pytest.fail("the wire was touched")


def test_when_it_left_is_still_known_once_it_is_known_what_became_of_it(ledger):
    carry(ledger)  # 10:00:01 begun, 10:00:02 handed over
    ledger.confirm("A1", "sent", by="clerk")  # 10:00:03
    ledger.confirm("A1", "delivered", by="clerk")  # 10:00:04
    state = ledger.confirm("A1", "bounced", by="clerk")  # 10:00:05
    assert (state.left_time, state.last_time) == ("2026-03-02T10:00:03Z", "2026-03-02T10:00:05Z")


@pytest.mark.parametrize("attempt", ["A2", "A99", "1", "A0", "A-1", "A1 ", "", "A" + "9" * 30])
def test_an_attempt_that_is_none(ledger, attempt):
    carry(ledger)
    with pytest.raises(LedgerError):
        ledger.confirm(attempt, "sent", by="clerk")
    assert len(list(ledger.entries())) == 2


def test_nobody_confirms_without_a_name_or_resolves_without_evidence(ledger):
    carry(ledger)
    carry(ledger, "father", "in_doubt")
    with pytest.raises(LedgerError, match="who"):
        ledger.confirm("A1", "sent", by=" ")
    with pytest.raises(LedgerError, match="evidence"):
        ledger.resolve("A3", "not_sent", by="clerk", evidence="")


@pytest.mark.parametrize("event", ["attempt", "sent", "resolved_not_sent", "approval_voided", ""])
def test_only_notes_are_appended_by_themselves(ledger, event):
    with pytest.raises(LedgerError, match="not added by itself"):
        ledger.append(event, {"reference": "CP-2026-0142-1"})


def test_case_and_reference_find_every_entry_that_has_them(ledger):
    carry(ledger, "mother")
    carry(ledger, "mother", reference="CP-2026-0142-2")
    carry(ledger, "mother", reference="CP-2026-0200-1", case="2026-0200")
    ledger.append("approved", {"reference": "CP-2026-0142-1", "case": "2026-0142", "document": "decision_letter"})
    ledger.append("run", {"planned": 3})

    def found(**by):
        return [entry.seq for entry in ledger.entries(**by)]

    assert found() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found(reference="CP-2026-0142-1") == [1, 2, 7]
    assert found(case="2026-0142") == [1, 2, 3, 4, 7]
    assert found(case="2026-0200", reference="CP-2026-0142-1") == []
    assert [state.id for state in ledger.attempts(case="2026-0142")] == ["A1", "A3"]
    assert [state.id for state in ledger.attempts(reference="CP-2026-0200-1")] == ["A5"]
    assert ledger.attempts(case="2026-0200", reference="CP-2026-0142-1") == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", "Ann Example"),
        ("recipient", ""),
        ("recipient", "mother\n"),
        ("reference", "x" * 201),
        ("view", "a1" * 20),
        ("view", "A1" * 32),
        ("sealed", "not a digest"),
        ("edition", 0),
        ("edition", "1"),
        ("files", ("12 Example Street.pdf",)),
        ("files", ["a.pdf"]),
        ("today", "2 March"),
    ],
)
def test_a_field_of_another_form_is_refused_without_its_value(field, value):
    whole = {name: getattr(intent(), name) for name in Intent.__slots__}
    with pytest.raises(LedgerError) as refused:
        Intent(**whole | {field: value})
    assert f"attempt's {field} has not" in refused.value.diagnostics()
    if value:
        assert str(value) not in refused.value.diagnostics()


@pytest.mark.parametrize("value", [{"a"}, object(), float("nan"), b"Ann Example"])
def test_details_that_json_has_no_word_for_are_refused_without_their_value(ledger, value):
    with pytest.raises(LedgerError) as refused:
        ledger.append("run", {"planned": value})
    assert "Ann" not in refused.value.diagnostics()
    assert refused.value.__suppress_context__
    assert list(ledger.entries()) == []


def test_a_value_that_the_database_refuses_stands_in_no_message(ledger):
    with pytest.raises(LedgerError) as refused:
        ledger.append("run", {"reference": ["Ann Example"]})
    assert "Ann" not in f"{refused.value.diagnostics()} {refused.value.__cause__}"
    assert refused.value.__suppress_context__


def test_only_what_nobody_alive_is_carrying_is_settled(ledger, tmp_path):
    """A file that is absent says nothing while its run may be about to write it."""
    ledger._begin(intent("mother"))  # what a killed run leaves
    with open_in(tmp_path) as another, ledger.attempt(intent("father")) as attempt:
        with another.settling() as abandoned:
            assert abandoned == ()
            with pytest.raises(LedgerError, match="no run is under way"):
                another.outcome("A1", "failed")
        attempt.close("sent")
    with open_in(tmp_path) as another, another.settling() as abandoned:
        assert [state.id for state in abandoned] == ["A1"]
        with pytest.raises(LedgerError, match="being settled"), another.attempt(intent("aunt")):
            pytest.fail("the wire was touched")
        assert another.outcome("A1", "failed", because="never reached the outbox").state == "failed"
        with pytest.raises(LedgerError, match="A1 is failed"):
            another.outcome("A1", "sent")
    with pytest.raises(LedgerError, match="no run is under way"):
        ledger.outcome("A2", "failed")


class OneParcelOneLeaving(RuleBasedStateMachine):
    """Any order of attempts, outcomes, stops, confirmations and resolutions, against a model of plain dicts."""

    recipients = st.sampled_from(["mother", "father", "health_visitor"])
    taken = frozenset(
        {"open", "sent", "handed_over", "in_doubt", "confirmed_sent", "confirmed_posted", "resolved_sent", "delivered"}
    )

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.ledger = open_in(self.path)
        self.model: dict[str, list[str]] = {"mother": [], "father": [], "health_visitor": []}
        self.entries = 0

    def teardown(self):
        self.ledger.close()
        self.folder.cleanup()

    def free(self, recipient):
        tries = self.model[recipient]
        return not tries or tries[-1] not in self.taken

    @rule(recipient=recipients, event=st.sampled_from(["sent", "handed_over", "failed", "failed", "in_doubt"]))
    def carry(self, recipient, event):
        if self.free(recipient):
            carry(self.ledger, recipient, event)
            self.model[recipient].append(event)
            self.entries += 2
        else:
            with pytest.raises(AlreadyAttempted) as refused:
                carry(self.ledger, recipient, event)
            assert refused.value.state == self.model[recipient][-1]

    @rule(recipient=recipients)
    def stop_on_the_wire(self, recipient):
        if self.free(recipient):
            stop_inside(self.ledger, recipient)
            self.model[recipient].append("in_doubt")
            self.entries += 2

    @rule(recipient=recipients)
    def be_killed_on_the_wire(self, recipient):
        if self.free(recipient):
            self.ledger._begin(intent(recipient))
            self.model[recipient].append("open")
            self.entries += 1

    @rule(event=st.sampled_from(["handed_over", "failed", "in_doubt"]))
    @precondition(lambda self: any(tries[-1:] == ["open"] for tries in self.model.values()))
    def settle(self, event):
        with self.ledger.settling() as abandoned:
            for state in abandoned:
                self.ledger.outcome(state.id, event)
                assert self.model[state.intent.recipient][-1] == "open"
                self.model[state.intent.recipient][-1] = event
                self.entries += 1

    @rule(recipient=recipients, step=st.sampled_from(list(STEPS)))
    def a_person_says(self, recipient, step):
        mine = [state for state in self.ledger.attempts() if state.intent.recipient == recipient]
        if not mine:
            return
        kind, how = step.split(" ", 1)
        act = self.ledger.confirm if kind == "confirm" else self.ledger.resolve
        expected = ALLOWED.get((mine[-1].state, step))
        if expected is None:
            with pytest.raises(LedgerError):
                act(mine[-1].id, how.replace(" ", "_"), by="clerk", evidence="seen")
        else:
            act(mine[-1].id, how.replace(" ", "_"), by="clerk", evidence="seen")
            self.model[recipient][-1] = expected
            self.entries += 1

    @rule()
    def start_again(self):
        self.ledger.close()
        self.ledger = open_in(self.path)

    @invariant()
    def every_attempt_is_in_the_state_that_the_model_says(self):
        states = self.ledger.attempts()
        for recipient, tries in self.model.items():
            mine = [state for state in states if state.intent.recipient == recipient]
            assert [state.state for state in mine] == tries
            assert [state.number for state in mine] == list(range(1, len(tries) + 1))
            assert sum(state.state in self.taken for state in mine) <= 1

    @invariant()
    def nothing_is_lost_and_nothing_added(self):
        found = self.ledger.verify()
        assert found.entries == self.entries
        # Starting again sets the test's clock back; nothing else may be found.
        assert {fault.kind for fault in found.faults} <= {"clock_back"}


OneParcelOneLeaving.TestCase.settings = settings(
    max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestOneParcelOneLeaving = OneParcelOneLeaving.TestCase
