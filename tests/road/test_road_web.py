"""The road to Microsoft Graph and to an Exchange Server: what is sent, sealed for whom; once, whatever cuts it off.

(HAZARDS.md, "Hazards and tests" 7, 16, 19, 22.)
"""

from __future__ import annotations

import shutil
from collections import Counter

import pytest
from kills import ROUNDS, TWO, WEB_WIRE, check_no_residue, counted, cut_off
from road_servers import SECRETS, SERVERS, with_server
from road_tools import CALLED, DAYS, attachments, conserved, deliver, message, opened, outbox, table
from web_server import takes_and_says

from cpdocs.errors import SettingsError

NURSE, ONE = "health_visitor", "social_worker"


@pytest.fixture(params=["graph", "exchange"])
def kind(request):
    return request.param


@pytest.fixture
def server(kind, tmp_path):
    with SERVERS[kind](tmp_path) as one:
        yield one


def test_messages_are_sent_once_and_all_that_was_said_is_packets_for_their_readers(
    kind, workspace_folder, server, readers, tmp_path
) -> None:
    """All bytes that left, TLS taken off: the login, the messages, and nothing of the case but what one key opens."""
    folder = with_server(workspace_folder, kind, server)
    done = deliver(folder, CALLED, DAYS[CALLED], transport=kind)
    assert conserved(done.counts)
    sent = {person for person, state in table(done).items() if state == "sent"}
    assert NURSE in sent
    assert len(server.taken) == len(sent)
    assert Counter(table(done).values())["handed_over"] == len(outbox(folder)) > 0
    again = table(deliver(folder, CALLED, DAYS[CALLED], transport=kind))
    assert {again[person] for person in sent} == {"done"}
    assert len(server.taken) == len(sent)

    mailboxes, situation = {}, done.preparation.situation
    for person in situation.record.people:
        if person.contact:
            mailboxes[situation.contacts[person.contact].email] = person.id
    everything = b"\n".join(server.heard)
    for number, data in enumerate(server.taken):
        file = tmp_path / f"{number}.eml"
        file.write_bytes(data)
        [(_, sealed)] = attachments(file)
        opens = [person for person, reader in readers.items() if reader.open(sealed)[0].startswith(b"%PDF")]
        assert opens == [mailboxes[message(file)["To"]]]
        everything += data.replace(sealed, b"")
    for word in (b"Rennie", b"Shona", b"CP-2026", b"Callum", b"%PDF"):
        assert word not in everything
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
        assert {a.intent.transport for a in ledger.attempts()} == {kind, "outbox"}


def test_what_was_not_answered_is_in_doubt_until_it_is_found_in_sent_items(
    kind, workspace_of_two, server, tmp_path
) -> None:
    """Absence settles nothing: not at the first run after, and not at any later one."""
    folder = with_server(shutil.copytree(workspace_of_two, tmp_path / "workspace"), kind, server)
    server.giving.append(takes_and_says(504))
    server.keeps = False
    assert table(send(folder, kind)) == {ONE: "in_doubt"}
    assert table(send(folder, kind)) == {ONE: "held in-doubt"}
    assert table(send(folder, kind)) == {ONE: "held in-doubt"}
    server.keeps = True
    assert table(send(folder, kind)) == {ONE: "done"}
    with opened(folder).ledger() as ledger:
        [attempt] = ledger.attempts()
        assert (attempt.state, attempt.by) == ("resolved_sent", kind)
        assert attempt.evidence == "found in Sent Items by its Message-ID"
    assert (server.offered, len(server.taken)) == (1, 1)


def test_what_is_not_set_up_or_out_of_reach_is_said_before_any_attempt_is_written_down(
    kind, workspace_folder, server
) -> None:
    with pytest.raises(SettingsError, match="is not set up"):
        deliver(workspace_folder, CALLED, DAYS[CALLED], transport=kind)
    folder = with_server(workspace_folder, kind, server)
    for name in SECRETS:
        (folder / "keys" / name).unlink()
    with pytest.raises(SettingsError, match="cannot be read"):
        deliver(folder, CALLED, DAYS[CALLED], transport=kind)
    assert not (folder / "ledger").exists()
    assert server.heard == []


def test_a_message_that_is_larger_than_the_settings_say_is_held_and_never_offered(
    kind, workspace_of_two, server, tmp_path
) -> None:
    folder = with_server(shutil.copytree(workspace_of_two, tmp_path / "workspace"), kind, server)
    with (folder / "cpdocs.yaml").open("a", encoding="utf-8") as settings:
        settings.write("  largest: 10000\n")
    done = send(folder, kind)
    assert table(done) == {ONE: "held too-large"}
    assert conserved(done.counts)
    [ended] = done.ended
    assert "takes 10000" in ended.holds[0].message
    assert server.heard == []


# ---- SIGKILL at every boundary ---------------------------------------------------------------------------------------


@pytest.fixture
def origin(kind, workspace_of_two, server, tmp_path):
    return with_server(shutil.copytree(workspace_of_two, tmp_path / "origin"), kind, server)


def send(folder, kind):
    return deliver(folder, TWO, DAYS[CALLED], ONE, transport=kind)


def boundaries(origin, kind, tmp_path, temp):
    return counted(lambda: send(shutil.copytree(origin, tmp_path / "count"), kind), temp, WEB_WIRE)


def killed_and_sent_again(origin, kind, folder, number, name, server, temp):
    """Kill a run at one boundary and run again: how its message ended. What arrived, arrived once, and is known to have
    where Sent Items hold it; what did not is in doubt.
    """
    shutil.copytree(origin, folder)
    server.taken.clear()
    cut_off(lambda: send(folder, kind), number, temp, WEB_WIRE)
    server.has_heard_all()
    done = send(folder, kind)
    [state] = table(done).values()
    assert conserved(done.counts)
    assert (len(server.taken), state) in {(1, "sent"), (1, "done"), (0, "held in-doubt")}, (name, state)
    with opened(folder).ledger() as ledger:
        assert ledger.verify().faults == ()
    check_no_residue(folder, temp, *SECRETS)
    shutil.rmtree(folder)
    return state


def test_a_kill_at_a_boundary_sends_no_message_twice_and_loses_none(
    fence, kind, origin, server, tmp_path, temp
) -> None:
    """Before and after each commit, and around the last pieces of the message and its answer; the soak has them all."""
    names = boundaries(origin, kind, tmp_path, temp)
    commits = [n for n, name in enumerate(names, start=1) if name.split()[1] == "do_commit"]
    wire = [n for n in range(commits[1] + 1, commits[2]) if names[n - 1].split()[1] in ("send", "read")]
    told = max(n for n in wire if names[n - 1] == "after send")
    near = [commits[1], told - 1, told, wire[-1], commits[2]]
    seen = {killed_and_sent_again(origin, kind, tmp_path / "cut", n, names[n - 1], server, temp) for n in near}
    assert seen == {"held in-doubt", "done"}


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_kill_at_every_boundary_of_the_web_many_times_over(turn, fence, kind, origin, server, tmp_path, temp) -> None:
    for number, name in enumerate(boundaries(origin, kind, tmp_path, temp), start=1):
        killed_and_sent_again(origin, kind, tmp_path / "cut", number, name, server, temp)
