"""The road to a mail server's door: what is sent, to whom, sealed for whom; once, whatever cuts it off.

(HAZARDS.md, "Hazards and tests" 16, 20, 22, 23.)
"""

from __future__ import annotations

import shutil
from collections import Counter, deque

import pytest
from kills import ROUNDS, TWO, check_no_residue, counted, cut_off
from mail_server import MailServer, cut
from road_servers import with_server
from road_tools import CALLED, DAYS, attachments, conserved, deliver, message, opened, outbox, table

from cpdocs.errors import SettingsError

NURSE = "health_visitor"
ONE = "social_worker"


@pytest.fixture
def server(tmp_path):
    with MailServer(tmp_path) as one:
        yield one


def test_messages_are_sent_and_print_files_handed_over_in_one_run_and_once(
    workspace_folder, server, readers, tmp_path
) -> None:
    folder = with_server(workspace_folder, "smtp", server)
    done = deliver(folder, CALLED, DAYS[CALLED], transport="smtp")
    assert conserved(done.counts)
    by_email = {e.parcel.written.planned.person for e in done.ended if e.parcel.written.planned.route.by == "email"}
    states = table(done)
    sent = {person for person, state in states.items() if state == "sent"}
    assert sent == {person for person in by_email if not states[person].startswith("held")}
    assert NURSE in sent
    assert Counter(states.values())["handed_over"] == len(outbox(folder)) > 0
    assert len(server.handler.taken) == len(sent)
    assert server.connections == 1

    again = deliver(folder, CALLED, DAYS[CALLED], transport="smtp")
    assert {table(again)[person] for person in sent} == {"done"}
    assert len(server.handler.taken) == len(sent)
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
        assert {a.intent.transport for a in ledger.attempts()} == {"smtp", "outbox"}


def test_a_message_holds_packets_for_its_reader_alone_and_no_word_of_the_case(
    workspace_folder, server, readers, tmp_path
) -> None:
    folder = with_server(workspace_folder, "smtp", server)
    deliver(folder, CALLED, DAYS[CALLED], transport="smtp")
    opened_by = {}
    for number, taken in enumerate(server.handler.taken):
        file = tmp_path / f"{number}.eml"
        file.write_bytes(taken.data)
        assert taken.mailboxes == [message(file)["To"]]
        [(_, sealed)] = attachments(file)
        opened_by[taken.mailboxes[0]] = [
            p for p, reader in readers.items() if reader.open(sealed)[0].startswith(b"%PDF")
        ]
        for word in (b"Rennie", b"Shona", b"CP-2026", b"Callum"):
            assert word not in taken.data.replace(sealed, b"")
    assert len(opened_by) > 2
    mailboxes = {c.email: p for p, c in _contacts(folder).items()}
    assert {box: [mailboxes[box]] for box in opened_by} == opened_by


def _contacts(folder):
    record = deliver(folder, CALLED, DAYS[CALLED], NURSE).preparation.situation
    return {p.id: record.contacts[p.contact] for p in record.record.people if p.contact}


def test_what_the_server_did_not_answer_is_held_in_doubt_and_not_sent_again(workspace_of_two, server, tmp_path) -> None:
    folder = with_server(shutil.copytree(workspace_of_two, tmp_path / "workspace"), "smtp", server)
    server.handler.faults["DATA"] = deque([cut])
    assert table(deliver(folder, TWO, DAYS[CALLED], ONE, transport="smtp")) == {ONE: "in_doubt"}
    assert table(deliver(folder, TWO, DAYS[CALLED], ONE, transport="smtp")) == {ONE: "held in-doubt"}
    assert server.handler.offered == 1


def test_without_a_mail_server_in_the_settings_nothing_is_begun(workspace_folder) -> None:
    with pytest.raises(SettingsError, match="smtp: the mail server is not named"):
        deliver(workspace_folder, CALLED, DAYS[CALLED], transport="smtp")
    assert not (workspace_folder / "ledger").exists()


def test_a_password_that_cannot_be_read_is_said_before_any_attempt_is_written_down(workspace_folder, server) -> None:
    """Once an attempt stands, whatever goes wrong leaves it in doubt, and somebody would have to find out for nothing."""
    folder = with_server(workspace_folder, "smtp", server)
    settings = folder / "cpdocs.yaml"
    login = "  user: meetings\n  password: file:keys/smtp-password\n"
    settings.write_text(settings.read_text("utf-8") + login, "utf-8")
    with pytest.raises(SettingsError, match="file:keys/smtp-password: cannot be read"):
        deliver(folder, CALLED, DAYS[CALLED], transport="smtp")
    assert not (folder / "ledger").exists()
    assert server.connections == 0


# ---- SIGKILL at every boundary ---------------------------------------------------------------------------------------


@pytest.fixture
def origin(workspace_of_two, server, tmp_path):
    return with_server(shutil.copytree(workspace_of_two, tmp_path / "origin"), "smtp", server)


def send(folder):
    return deliver(folder, TWO, DAYS[CALLED], ONE, transport="smtp")


def boundaries(origin, tmp_path, temp):
    return counted(lambda: send(shutil.copytree(origin, tmp_path / "count")), temp)


def killed_and_sent_again(origin, folder, number, name, server, temp):
    """Kill a run at one boundary and run again: how its message ended. What arrived, arrived once or is in doubt."""
    shutil.copytree(origin, folder)
    before = len(server.handler.taken)
    cut_off(lambda: send(folder), number, temp)
    done = send(folder)
    [state] = table(done).values()
    arrived = len(server.handler.taken) - before
    assert conserved(done.counts)
    assert arrived == 1 or (arrived == 0 and state == "held in-doubt"), (name, state, arrived)
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
    check_no_residue(folder, temp)
    shutil.rmtree(folder)
    return state


def test_a_kill_at_any_boundary_sends_no_message_twice_and_loses_none(fence, origin, server, tmp_path, temp) -> None:
    """What was under way may be in doubt, and is then held for a person; never offered again by itself. Left to the
    soak: what happens on the disk alone, and the far side of what is the near side of the next.
    """
    names = boundaries(origin, tmp_path, temp)
    wire = [n for n, name in enumerate(names, start=1) if name.split()[1] in ("send", "getreply", "do_commit")]
    near = [n for n in wire if not (names[n - 1].startswith("after") and n + 1 in wire)]
    seen = {killed_and_sent_again(origin, tmp_path / "cut", n, names[n - 1], server, temp) for n in near}
    assert seen == {"sent", "held in-doubt", "done"}


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_kill_at_every_boundary_of_smtp_many_times_over(turn, fence, origin, server, tmp_path, temp) -> None:
    for number, name in enumerate(boundaries(origin, tmp_path, temp), start=1):
        killed_and_sent_again(origin, tmp_path / "cut", number, name, server, temp)
