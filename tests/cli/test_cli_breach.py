"""A parcel in the wrong hands, as it is typed: stopped first, then the papers; released one by one, lifted by two."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cpdocs import files
from cpdocs.breach.kit import kit
from cpdocs.breach.stop import moment, stop, tell_by
from cpdocs.cli import breach as command
from cpdocs.errors import RenderError, UsageError
from cpdocs.history import open_breaches
from cpdocs.render.extract import body
from cpdocs.render.paper import Copy
from cpdocs.run import deliver
from cpdocs.transports import carriers
from cpdocs.workspace import open_workspace

CALLED, DECIDED, MINUTED = (f"records/CP-2026-0142-1.{stage}.yaml" for stage in ("called", "decided", "minuted"))
DAYS = {CALLED: "2026-11-05", DECIDED: "2026-11-16", MINUTED: "2026-11-20"}
WHY = ("--because", "the health centre rang")
SECOND = ("--by", "service_manager")
FORM = ("breach-form.pdf", "breach-form.docx")


def edit(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def read(name: str, data: bytes) -> str:
    """Every word of a finished file, with one space between two."""
    form = "pdf" if name.endswith(".pdf") else "docx"
    return " ".join(" ".join(body(Copy(form, data, "", ""))).split())


@pytest.fixture
def desk(typed, workspace_folder):
    """A workspace from which nothing has gone yet, and the commands on its records, each on its day."""

    class Desk:
        folder = workspace_folder

        def type(self, *args):
            return typed(*args, at=workspace_folder)

        def on(self, verb, record, *more):
            return self.type(*verb.split(), record, "--today", DAYS.get(record, "2026-11-05"), *more)

        def send(self, person, record=CALLED):
            said = self.on("send", record, "--for", person, "--format", "json")
            return [(p["document"], p["status"], [h["id"] for h in p["holds"]]) for p in said.json["parcels"]]

        def approve(self, record, document):
            who = ("--document", document, "--by", "reviewing_officer", "--evidence", "seen")
            assert self.on("approve", record, *who).code == 0

        def breach(self, attempt="A1", folder="kit", *more):
            return self.type("breach", attempt, "-o", folder, *WHY, *more)

        def entries(self, *events):
            found = self.type("ledger", "show", "--format", "json").json["entries"]
            return [e for e in found if not events or e["event"] in events]

    return Desk()


@pytest.fixture
def sent(desk):
    """The health visitor's invitation has been handed over, as A1."""
    assert desk.send("health_visitor") == [("invitation", "handed_over", [])]
    return desk


# ---- stopped ---------------------------------------------------------------------------------------------------------


def test_north_somerset_sends_no_second_email_to_the_wrong_person(sent):
    """Five e-mails went to the wrong NHS employee after two warnings (2011, £60,000). Here one warning stops the rest."""
    assert sent.breach().code == 0
    sent.approve(DECIDED, "decision_letter")
    assert sent.send("health_visitor", DECIDED) == [("decision_letter", "held", ["stopped"])]
    assert sent.send("police_officer", DECIDED) == [("decision_letter", "handed_over", [])]
    plan = sent.on("plan", DECIDED, "--why", "health_visitor").out
    assert "held, stopped: A1 went to the wrong hands there" in plan
    held = sent.on("hold list", DECIDED, "--format", "json").json["holds"]
    [one] = [hold for hold in held if hold["hold"] == "stopped"]
    assert (one["person"], one["releasable"]) == ("health_visitor", True)
    # A second person lets this one parcel go, and the next waits again.
    release = ("hold", "release", one["id"], *WHY, *SECOND, "--record", DECIDED, "--today", DAYS[DECIDED])
    assert sent.type(*release).code == 0
    assert sent.send("health_visitor", DECIDED) == [("decision_letter", "handed_over", [])]
    sent.approve(MINUTED, "minutes")
    assert ("minutes", "held", ["stopped"]) in sent.send("health_visitor", MINUTED)
    # Two people lift it for good.
    assert sent.type("breach", "A1", "--close", *WHY, *SECOND).code == 0
    assert ("minutes", "handed_over", []) in sent.send("health_visitor", MINUTED)


def test_what_went_before_stays_done_and_is_not_held(sent):
    sent.breach()
    assert sent.send("health_visitor") == [("invitation", "done", [])]


def test_the_same_mailbox_is_stopped_for_another_family_too(sent):
    """The next family's letter would lie in the wrong mailbox as well; a street is another family's affair."""
    other = sent.folder / "records" / "CP-2026-0777-1.called.yaml"
    shutil.copy(sent.folder / CALLED, other)
    edit(other, "2026-0142", "2026-0777")
    assert sent.send("callums_father") == [("invitation", "handed_over", [])]
    last = sent.entries("attempt")[-1]["seq"]
    assert (sent.breach().code, sent.breach(f"A{last}", "kit2").code) == (0, 0)
    held = {
        parcel["person"]
        for parcel in sent.on("plan", other, "--format", "json").json["parcels"]
        if "stopped" in [hold["id"] for hold in parcel["holds"]]
    }
    assert held == {"health_visitor"}


def test_the_right_mailbox_put_in_for_a_contact_sets_other_families_free_and_not_this_one(sent):
    sent.breach()
    edit(sent.folder / "contacts.yaml", "anne.drummond@health.example", "a.drummond@health.example")
    other = sent.folder / "records" / "CP-2026-0777-1.called.yaml"
    shutil.copy(sent.folder / CALLED, other)
    edit(other, "2026-0142", "2026-0777")

    def holds(record):
        parcels = sent.on("plan", record, "--format", "json").json["parcels"]
        return [h["id"] for p in parcels if p["person"] == "health_visitor" for h in p["holds"]]

    assert "stopped" not in holds(other)
    assert "stopped" in holds(DECIDED)


def test_a_run_that_is_under_way_stops_too(sent):
    """Somebody says so at the next desk while letters go out: the parcel that was ready a moment ago waits."""
    sent.approve(DECIDED, "decision_letter")
    workspace = open_workspace(sent.folder)
    today = datetime.fromisoformat(DAYS[DECIDED]).date()

    def say(done, _of, _document):
        if done == 1:
            stop(workspace, "A1", None, "the health centre rang", "admin")

    run = deliver(workspace, sent.folder / DECIDED, today, "admin", carriers(workspace, "outbox"), told=say)
    ends = {e.parcel.written.planned.person: (e.state, [h.id for h in e.holds]) for e in run.ended}
    assert ends["health_visitor"] == ("held", ["stopped"])
    assert ends["police_officer"] == ("handed_over", [])


@pytest.mark.parametrize("what", ["a full disk", "a paper that cannot be made"])
def test_it_is_stopped_though_the_papers_could_not_be_written(what, sent, monkeypatch):
    def full(_folder, _files):
        raise OSError(28, "/home/clerk/Ailsa")

    def broken(*_args):
        raise RenderError("the child died")

    if what == "a full disk":
        monkeypatch.setattr(files, "put_folder", full)
    else:
        monkeypatch.setattr(command, "kit", broken)
    said = sent.breach()
    assert (said.code, "The stop is recorded and stands" in said.err, "Ailsa" in said.err) == (5, True, False)
    assert not (sent.folder / "kit").exists()
    monkeypatch.undo()
    monkeypatch.setenv("CPDOCS_OPERATOR", "admin")
    sent.approve(DECIDED, "decision_letter")
    assert sent.send("health_visitor", DECIDED) == [("decision_letter", "held", ["stopped"])]


def test_made_again_it_is_the_same_entry_with_the_same_clock(sent):
    first = sent.breach("A1", "kit", "--format", "json").json
    again = sent.breach("A1", "again", "--format", "json").json
    assert (again["aware"], again["tell_by"]) == (first["aware"], first["tell_by"])
    assert len(sent.entries("breach")) == 1
    assert sorted(p.name for p in (sent.folder / "again").iterdir()) == sorted((*FORM, "recall-letter.pdf"))


def test_the_ledger_keeps_ids_and_digests_and_the_chronology_says_it(sent):
    sent.breach()
    sent.type("breach", "A1", "--close", *WHY, *SECOND)
    opened, closed = (entry["details"] for entry in sent.entries("breach", "breach_closed"))
    ids = {"attempt": "A1", "case": "2026-0142", "reference": "CP-2026-0142-1", "recipient": "health_visitor"}
    assert {name: opened[name] for name in ids} == {name: closed[name] for name in ids} == ids
    assert set(opened) - set(ids) == {
        *("document", "edition", "channel", "destination", "aware", "because", "operator"),
    }
    assert "@" not in json.dumps(opened)
    assert sent.type("ledger", "verify").code == 0
    sent.type("ledger", "export", "--case", "2026-0142", "-o", "told.txt")
    told = (sent.folder / "told.txt").read_text("utf-8")
    assert "A1 went to the wrong hands, known since" in told
    assert "A1 no longer stopped, by admin and service_manager" in told


# ---- refused ---------------------------------------------------------------------------------------------------------

# the defect | what is typed | what is said
REFUSED = [
    ("no such attempt", ("A99", "-o", "kit", *WHY), "there is no attempt A99"),
    ("a serial in place of an attempt", ("HIZN3ZLO43", "-o", "kit", *WHY), "not the id of an attempt"),
    ("an entry that is no attempt", ("A2", "-o", "kit", *WHY), "there is no attempt A2"),
    ("no reason", ("A1", "-o", "kit", "--because", " "), "it is not said why"),
    ("no folder", ("A1", *WHY), "nothing is stopped yet"),
    ("a folder that is there", ("A1", "-o", "records", *WHY), "nothing is stopped yet"),
    ("a folder in none", ("A1", "-o", "no/kit", *WHY), "nothing is stopped yet"),
    (
        "a moment before it went",
        ("A1", "-o", "kit", *WHY, "--aware", "2020-01-01T10:00"),
        "nobody can have become aware",
    ),
    ("a moment to come", ("A1", "-o", "kit", *WHY, "--aware", "2999-01-01T10:00"), "nobody can have become aware"),
    ("a day without a time", ("A1", "-o", "kit", *WHY, "--aware", "2026-11-16"), "no day with a time of day"),
    ("nobody who works here", ("A1", "-o", "kit", *WHY, "--operator", "nobody"), "not known who is working"),
    ("a second person to stop", ("A1", "-o", "kit", *WHY, *SECOND), "--by is for --close"),
    ("lifted before it is stopped", ("A1", "--close", *WHY, *SECOND), "nothing is stopped because of A1"),
    ("lifted by one", ("A1", "--close", *WHY), "who the second person is"),
    ("lifted by who types", ("A1", "--close", *WHY, "--by", "admin"), "cannot be the second person"),
    (
        "lifted by staff without the right",
        ("A1", "--close", *WHY, "--by", "team_leader"),
        "cannot be the second person",
    ),
    ("lifted with papers", ("A1", "--close", "-o", "kit", *WHY, *SECOND), "writes nothing"),
]


@pytest.mark.parametrize(("how", "said"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_nothing_is_recorded_and_nothing_written(how, said, sent, snapshot):
    before = snapshot(sent.folder / "records"), len(sent.entries())
    answer = sent.type("breach", *how)
    assert (answer.code, said in answer.err) == (2, True), answer.err
    assert (snapshot(sent.folder / "records"), len(sent.entries())) == before
    assert not (sent.folder / "kit").exists()


def test_one_person_lifts_nothing(sent):
    sent.breach()
    for by in ("admin", "team_leader", "reviewing_officer"):
        assert sent.type("breach", "A1", "--close", *WHY, "--by", by).code == 2
    sent.approve(DECIDED, "decision_letter")
    assert sent.send("health_visitor", DECIDED) == [("decision_letter", "held", ["stopped"])]


def test_what_did_not_leave_is_in_no_wrong_hands(desk):
    (desk.folder / "outbox").write_text("a file where the folder should be")
    assert desk.send("health_visitor")[0][1] == "failed"
    said = desk.breach()
    assert (said.code, "did not leave" in said.err) == (2, True)


def test_another_moment_than_the_recorded_one_is_refused(sent):
    sent.breach()
    said = sent.breach("A1", "again", "--aware", "2020-01-01T10:00")
    assert (said.code, "the ledger says that the council became aware on" in said.err) == (2, True)


# ---- 72 hours --------------------------------------------------------------------------------------------------------

# aware, by the clock on the council's wall | the end of 72 hours, by the same clock | why
CLOCK = [
    ("2026-11-16T09:30", "2026-11-19T09:30+00:00", "Monday to Thursday"),
    ("2026-11-20T17:05", "2026-11-23T17:05+00:00", "a weekend counts"),
    ("2026-12-24 12:00", "2026-12-27T12:00+00:00", "Christmas counts"),
    ("2026-10-23T09:30", "2026-10-26T08:30+00:00", "the clocks go back on Sunday: a day of 25 hours"),
    ("2026-03-27T09:30", "2026-03-30T10:30+01:00", "the clocks go forward on Sunday: a day of 23 hours"),
    ("2026-10-25T01:30", "2026-10-28T00:30+00:00", "an hour that comes twice: the first, so that the 72 end sooner"),
    ("2026-07-01T09:30Z", "2026-07-04T10:30+01:00", "an offset that is written down is believed"),
    ("2026-07-01T09:30:59", "2026-07-04T09:30+01:00", "seconds are let go, never rounded up"),
]


LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(("aware", "end"), [row[:2] for row in CLOCK], ids=[row[2] for row in CLOCK])
def test_the_commissioner_is_told_within_72_hours_by_any_clock(aware, end):
    assert tell_by(moment(aware, LONDON)).isoformat(timespec="minutes") == end


@pytest.mark.parametrize(
    "text", ["2026-03-29T01:30", "2026-02-30T10:00", "2026-11-16T25:00", "yesterday", "16/11/2026"]
)
def test_a_moment_that_no_clock_showed_is_refused(text):
    with pytest.raises(UsageError):
        moment(text, LONDON)


@pytest.fixture
def friday(played_folder):
    """The demo's workspace, four days after its letters went."""
    return open_workspace(played_folder, now=lambda: datetime(2026, 11, 20, 16, 0, 40, tzinfo=UTC))


def test_the_form_says_the_clock_and_what_the_parcel_held(friday):
    breach = stop(friday, "A29", "2026-11-20T15:30", "the health centre rang", "admin")
    made = kit(friday, breach)
    told = {name: read(name, data) for name, data in made.files.items()}
    for form in FORM:
        for words in (
            "The council became aware on Friday 20 November 2026, 15:30 (GMT).",
            "Monday 23 November 2026, 15:30 (GMT)",
            "CP-2026-0142-1 (case 2026-0142)",
            "A29",
            breach.attempt.intent.serial,
            "by e-mail, sealed with OpenPGP",
            "Whoever has the message and not that key can read nothing of it",
            "anne.drummond@health.example",
            "Ailsa Rennie (ailsa, child)",
            "Shona Rennie (mother, adult)",
            "whatever would go to the same mailbox, of any case",
            "A11",  # the invitation, which went to the same mailbox
            "UK GDPR, Article 33",
            "Article 34",
        ):
            assert words in told[form], (form, words)
    assert made.went.copy == "same"


def test_nobody_can_be_aware_after_now(friday):
    with pytest.raises(UsageError, match="still to come"):
        stop(friday, "A29", "2026-11-20T16:01", "x", "admin")
    assert stop(friday, "A29", None, "x", "admin").aware.isoformat() == "2026-11-20T16:00:00+00:00"


def test_what_else_went_the_same_way_is_named_and_from_hand_to_hand_is_no_way(friday):
    """The mailbox, over all conferences; the mother's letter and the invitation that was given to her before."""
    others = {}
    for attempt in ("A21", "A29", "A23"):
        others[attempt] = [other.id for other in kit(friday, stop(friday, attempt, None, "x", "admin")).others]
    assert others == {"A21": ["A1"], "A29": ["A11"], "A23": ["A3"]}


def test_a_paper_given_to_somebody_else_by_hand_is_none_of_the_others(desk):
    record = desk.folder / CALLED
    text = record.read_text("utf-8")
    start = text.index("- id: callums_father")
    record.write_text(text[:start] + text[start:].replace("safe_to: [post]", "safe_to: [hand]", 1), "utf-8")
    assert desk.send("callums_father") == desk.send("mother") == [("invitation", "handed_over", [])]
    assert desk.breach("A1", "kit", "--format", "json").json["others"] == []


def test_a_case_is_not_erased_while_a_stop_of_it_stands(sent):
    edit(sent.folder / "authority" / "authority.yaml", "\nrules:\n", "\nrules:\n  keep_years: 1\n")
    sent.breach()
    erase = ("ledger", "erase", "--case", "2026-0142", "--second", "service_manager", *WHY, "--today", "2099-01-01")
    said = sent.type(*erase)
    assert (said.code, "in the wrong hands" in said.err) == (2, True)
    sent.type("breach", "A1", "--close", *WHY, *SECOND)
    assert sent.type(*erase).code == 0


def test_a_clock_that_went_back_keeps_nobody_from_stopping(played_folder):
    workspace = open_workspace(played_folder, now=lambda: datetime(2026, 11, 1, 9, tzinfo=UTC))
    assert stop(workspace, "A29", None, "x", "admin").closed is None
    with workspace.ledger() as ledger:
        assert [note["attempt"] for note in open_breaches(ledger)] == ["A29"]


#: What a stranger must learn nothing of; part of a word counts.
SAYS_TOO_MUCH = (
    *("ailsa", "callum", "shona", "rennie", "petrie", "moir", "drummond", "child", "famil", "protect", "conference"),
    *("meeting", "decision", "social", "health", "police", "school", "court", "confidential", "legal", "offence"),
    *("must not", "2026-0142", "@"),
)


@pytest.mark.parametrize("attempt", ["A21", "A29"], ids=["on paper", "by e-mail"])
def test_the_letter_that_asks_for_the_papers_back_says_nothing_of_them_and_threatens_nobody(attempt, friday):
    breach = stop(friday, attempt, None, "x", "admin")
    letter = read("recall-letter.pdf", kit(friday, breach).files["recall-letter.pdf"])
    assert [word for word in SAYS_TOO_MUCH if word in letter.lower()] == []
    assert "Please ring us on 01632 960114" in letter
    assert breach.attempt.intent.serial in letter
    assert ("We will come and collect them" in letter, "how to delete it" in letter) == (
        (True, False) if attempt == "A21" else (False, True)
    )


# what became of the record | the copy | what the form says
SINCE = [
    ("nothing", lambda folder: None, "same", "word for word"),
    (
        "a word of it is another",
        lambda folder: edit(folder / DECIDED, "She sleeps badly", "She sleeps well"),
        "changed",
        "The record does not make the copy that went",
    ),
    (
        "it has a fault",
        lambda folder: edit(folder / DECIDED, "outcome: registered", "outcome: nonsense"),
        "changed",
        "The record does not make the copy that went",
    ),
    (
        "it is gone",
        lambda folder: [path.unlink() for path in (folder / "records").glob("CP-2026-0142-1.*")],
        "gone",
        "No record of this conference can be read",
    ),
]


@pytest.mark.parametrize(("happened", "copy", "says"), [row[1:] for row in SINCE], ids=[row[0] for row in SINCE])
def test_whom_it_exposes_is_said_of_the_copy_that_went_and_of_no_other(happened, copy, says, friday):
    happened(friday.folder)
    (friday.folder / "records" / "CP-2026-0142-1.minuted.yaml").unlink(missing_ok=True)
    breach = stop(friday, "A29", None, "x", "admin")
    made = kit(friday, breach)
    form = read("breach-form.pdf", made.files["breach-form.pdf"])
    assert (made.went.copy, says in form) == (copy, True)
    known = copy == "same"
    assert (bool(made.went.exposed), "Ailsa" in form, "sealed archive" in form) == (known, known, not known)
    assert f"{breach.attempt.intent.serial}-1" in form  # what the ledger knows stands there in any case


def test_a_record_out_of_a_backup_says_what_went(friday):
    kept = friday.folder / "as-it-was.yaml"
    shutil.copy(friday.folder / DECIDED, kept)
    for path in (friday.folder / "records").glob("CP-2026-0142-1.*"):
        path.unlink()
    breach = stop(friday, "A29", None, "x", "admin")
    assert kit(friday, breach).went.copy == "gone"
    assert kit(friday, breach, [kept]).went.copy == "same"


def test_the_folder_is_its_owners_alone(sent):
    sent.breach()
    folder = sent.folder / "kit"
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
    assert modes == {"kit": 0o700} | dict.fromkeys((*FORM, "recall-letter.pdf"), 0o600)


def test_a_form_made_after_the_stop_was_lifted_says_who_lifted_it(sent):
    sent.breach()
    sent.type("breach", "A1", "--close", *WHY, *SECOND)
    said = sent.breach("A1", "again")
    assert "the stop was lifted before" in said.out
    assert "by admin and service_manager" in read("breach-form.pdf", (sent.folder / "again" / FORM[0]).read_bytes())
    assert sent.breach("A1", "third", "--format", "json").json["stopped"] is False
