"""No test calls another machine, in its own process or in one that it starts (shared/loopback_only/loopback.py).

192.0.2.0/24 and 2001:db8::/32 are nobody's (RFC 5737, RFC 3849), and no name under .example is (RFC 2606).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def told(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"?", address)


# a call | what is written down of it
ELSEWHERE = [
    (lambda: socket.create_connection(("192.0.2.1", 25), 1), "socket.getaddrinfo '192.0.2.1'"),
    (lambda: socket.socket().connect(("192.0.2.1", 443)), "socket.connect '192.0.2.1'"),
    (lambda: socket.socket(socket.AF_INET6).connect(("2001:db8::1", 443)), "socket.connect '2001:db8::1'"),
    (lambda: socket.socket().connect_ex(("192.0.2.1", 443)), "socket.connect '192.0.2.1'"),
    (lambda: socket.getaddrinfo("mail.council.example", 25), "socket.getaddrinfo 'mail.council.example'"),
    (lambda: socket.gethostbyname("council.example"), "socket.gethostbyname 'council.example'"),
    (lambda: socket.gethostbyaddr("192.0.2.1"), "socket.gethostbyaddr '192.0.2.1'"),
    (lambda: socket.getnameinfo(("192.0.2.1", 25), 0), "socket.getnameinfo '192.0.2.1'"),
    (lambda: told(("192.0.2.1", 53)), "socket.sendto '192.0.2.1'"),
]


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a refused socket that nobody closes
@pytest.mark.parametrize(("call", "line"), ELSEWHERE, ids=[line for _, line in ELSEWHERE])
def test_a_call_to_another_machine_is_refused_and_written_down(call, line, calls) -> None:
    with pytest.raises(PermissionError, match="a test may not call"):
        call()
    assert calls.new() == [line]
    assert calls.new() == []


def test_this_machine_may_be_called(tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1]), 5).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


def test_a_fork_may_not_either(calls) -> None:
    child = os.fork()
    if not child:
        try:
            socket.getaddrinfo("mail.council.example", 25)
        except PermissionError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert calls.new() == ["socket.getaddrinfo 'mail.council.example'"]


def test_a_started_cpdocs_may_not_either_though_it_swallows_the_refusal(calls, workspace_folder) -> None:
    with (workspace_folder / "cpdocs.yaml").open("a", encoding="utf-8") as settings:
        settings.write("smtp:\n  host: mail.council.example\n  sender: bounces@council.example\n")
    command = [sys.executable, "-m", "cpdocs", "doctor", "--format", "json"]
    done = subprocess.run(command, cwd=workspace_folder, capture_output=True, text=True, check=False)
    [server] = [check for check in json.loads(done.stdout)["checks"] if check["id"] == "mail-server"]
    assert "cannot be reached" in server["what"]
    assert set(calls.new()) == {"socket.getaddrinfo 'mail.council.example'"}


def test_a_test_that_calls_another_machine_fails_though_it_swallows_the_refusal(tmp_path) -> None:
    """A started pytest, as a worker of xdist is: a child that was told where to write, and then has a list of its own."""
    (tmp_path / "test_one.py").write_text(
        "import contextlib, socket\n"
        "def test_it():\n"
        "    with contextlib.suppress(OSError):\n"
        "        socket.getaddrinfo('mail.council.example', 25)\n"
    )
    here = Path(__file__).parent
    shutil.copy(here / "conftest.py", tmp_path)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(here / "shared")])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_one.py"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert "1 passed, 1 error" in done.stdout
    assert "socket.getaddrinfo 'mail.council.example'" in done.stdout
