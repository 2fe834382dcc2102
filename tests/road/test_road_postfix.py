"""The demo's messages given to a real Postfix over STARTTLS, and found in its mailboxes. Run by scripts/test-outside."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from contextlib import closing
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
import trustme
from road_tools import CALLED, CLERK, DAYS, deliver, opened, table

from cpdocs import bounces

pytestmark = pytest.mark.outside

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks = 127.0.0.0/8
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {folder}/server.pem
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_forbid_bare_newline = yes
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = static:all
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_transport = virtual
transport_maps = inline:{{ {{ nobody@gone.example = error:5.1.1 no such mailbox }} }}
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
virtual unix - n n - - virtual
error unix - - n - - error
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


@pytest.fixture
def postfix(tmp_path_factory):
    """(port, certificate to trust, folder of the mailboxes) of a Postfix of the test's own. Needs root, as Postfix does."""
    assert os.geteuid() == 0, "Postfix is started by root alone"
    folder = Path("/var/tmp") / f"cpdocs-postfix-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    user = pwd.getpwnam("postfix")
    for name in ("queue", "data", "mail", "log", "etc"):
        (folder / name).mkdir(parents=True)
    for name in ("data", "mail"):
        os.chown(folder / name, user.pw_uid, user.pw_gid)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    ids = {"uid": user.pw_uid, "gid": user.pw_gid}
    (folder / "etc" / "main.cf").write_text(MAIN.format(folder=folder, **ids))
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=port))
    command = ["/usr/sbin/postfix", "-c", str(folder / "etc")]
    done = subprocess.run([*command, "start"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    yield port, folder / "ca.pem", folder
    subprocess.run([*command, "stop"], capture_output=True, check=False)
    shutil.rmtree(folder)


def test_a_real_mail_server_takes_every_message_and_delivers_it_as_it_was_made(workspace_folder, postfix) -> None:
    port, ca_file, folder = postfix
    shutil.copy(ca_file, workspace_folder / "ca.pem")
    settings = workspace_folder / "cpdocs.yaml"
    smtp = f"\nsmtp:\n  host: localhost\n  port: {port}\n  sender: bounces@council.example\n  ca_file: ca.pem\n"
    settings.write_text(settings.read_text("utf-8") + smtp, "utf-8")
    done = deliver(workspace_folder, CALLED, DAYS[CALLED], transport="smtp")
    sent = [one for one in done.ended if one.state == "sent"]
    assert len(sent) == sum(state == "sent" for state in table(done).values()) > 3
    assert all(len(one.because) > 5 and " " not in one.because for one in sent), "no queue's number"
    subprocess.run(["/usr/sbin/postqueue", "-c", str(folder / "etc"), "-f"], check=False)
    arrived = _delivered(folder, len(sent))
    subjects = {message["Subject"].split()[-1]: message for message in arrived}
    assert set(subjects) == {one.parcel.written.serial for one in sent}
    for one in sent:
        message = subjects[one.parcel.written.serial]
        assert message["X-Original-To"] or message["Delivered-To"] == one.parcel.written.planned.route.email
        assert message["Return-Path"] == "<bounces@council.example>"
        assert message["To"] == one.parcel.written.planned.route.email
        assert [part.get_content_type() for part in message.iter_attachments()] == ["application/octet-stream"]


def test_a_real_bounce_is_recorded_of_its_parcel(workspace_folder, postfix, tmp_path) -> None:
    port, ca_file, folder = postfix
    shutil.copy(ca_file, workspace_folder / "ca.pem")
    settings, contacts = workspace_folder / "cpdocs.yaml", workspace_folder / "contacts.yaml"
    smtp = f"\nsmtp:\n  host: localhost\n  port: {port}\n  sender: bounces@council.example\n  ca_file: ca.pem\n"
    settings.write_text(settings.read_text("utf-8") + smtp, "utf-8")
    address = "fiona.baxter@kinnaird.example"
    contacts.write_text(contacts.read_text("utf-8").replace(address, "nobody@gone.example"), "utf-8")
    done = deliver(workspace_folder, CALLED, DAYS[CALLED], "social_worker", transport="smtp")
    assert table(done)["social_worker"] == "sent"
    [bounce] = _delivered(folder, 1)
    assert bounce["To"] == "bounces@council.example"
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "1.eml").write_bytes(bounce.as_bytes())
    [read] = bounces.read(opened(workspace_folder), tmp_path / "back", CLERK)
    assert (read.result, read.because, read.action, read.code) == ("recorded", "bounced", "failed", "5.1.1")
    again = deliver(workspace_folder, CALLED, DAYS[CALLED], "social_worker", transport="smtp")
    assert table(again)["social_worker"] == "held bounced"


def _delivered(folder, expected):
    """The messages in the mailbox, once its queue is empty."""
    queue = ["/usr/sbin/postqueue", "-c", str(folder / "etc"), "-p"]
    for _ in range(2_000):
        if "empty" in subprocess.run(queue, capture_output=True, text=True, check=True).stdout:
            break
    files = [path for path in (folder / "mail").rglob("new/*") if path.is_file()]
    assert len(files) == expected, (folder / "log" / "mail.log").read_text()
    return [BytesParser(policy=policy.default).parsebytes(path.read_bytes()) for path in files]
