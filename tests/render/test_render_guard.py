"""The guard refuses what a layout engine has no business with, also when the library swallows the refusal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cpdocs.render.guard import _REFUSED

SETUP = """
import os, socket, subprocess, sys, tempfile, ctypes, ctypes.util, urllib.request, http.client, threading
from pathlib import Path
from cpdocs.render.guard import Guard, library_folders
allowed = Path(sys.argv[1])
guard = Guard((allowed, *library_folders()))
guard.put_up()
guard.begin()
try:
    {act}
except BaseException:
    pass
guard.end()
print(guard.breach)
"""

TRIES = {
    "socket.socket()": "socket.__new__",
    "socket.create_connection(('127.0.0.1', 9))": "socket.getaddrinfo",
    "socket.getaddrinfo('example.org', 80)": "socket.getaddrinfo",
    "urllib.request.urlopen('http://127.0.0.1:9/')": "urllib.Request",
    "subprocess.run(['true'])": "subprocess.Popen",
    "os.system('true')": "os.system",
    "os.fork()": "os.fork",
    "os.posix_spawn('/bin/true', ['true'], {})": "os.posix_spawn",
    "os.execv('/bin/true', ['true'])": "os.exec",
    "os.kill(os.getpid(), 0)": "os.kill",
    "ctypes.CDLL('libc.so.6')": "ctypes.dlopen",
    "open('/etc/hostname')": "open",
    "os.open('/etc/hostname', os.O_RDONLY)": "open",
    "Path('/etc/hostname').read_text()": "open",
    "open('/proc/self/environ')": "open",
    "open(allowed / '..' / 'outside.txt')": "open",
    "open(allowed / 'link.txt')": "open",
    "open(allowed / 'new.txt', 'w')": "open",
    "open(allowed / 'file.txt', 'a')": "open",
    "os.open(allowed / 'new.txt', os.O_CREAT | os.O_WRONLY)": "open",
    "tempfile.mkdtemp()": "open",
    "os.listdir('/etc')": "os.listdir",
    "os.scandir('/')": "os.scandir",
    "os.remove(allowed / 'file.txt')": "os.remove",
    "os.mkdir(allowed / 'new')": "os.mkdir",
    "__import__('resource').setrlimit(0, (-1, -1))": "resource.setrlimit",
    # Allowed: what the layouts and late imports need.
    "open(allowed / 'file.txt').read()": "",
    "os.listdir(allowed)": "",
    "__import__('colorsys')": "",
}


@pytest.mark.parametrize("act", TRIES)
def test_what_is_refused_and_what_is_not(tmp_path, act):
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    (allowed / "file.txt").write_text("x")
    (tmp_path / "outside.txt").write_text("x")
    (allowed / "link.txt").symlink_to(tmp_path / "outside.txt")
    run = subprocess.run(
        [sys.executable, "-I", "-B", "-c", SETUP.format(act=act), str(allowed)],
        capture_output=True,
        text=True,
        check=True,
    )
    said, expected = run.stdout.strip(), TRIES[act]
    assert said.startswith(expected) if expected else said == ""


def test_the_list_of_refused_events_has_no_empty_beginning():
    assert all(_REFUSED), "an empty beginning would refuse everything and so hide what is missing"
