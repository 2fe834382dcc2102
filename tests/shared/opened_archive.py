"""A copy in the archive, opened with gpg and tar and nothing of cpdocs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path


def opened_by_gpg(sealed: Path, secret: Path) -> list[str]:
    """The names of the files in a sealed copy, as ``tar`` lists what ``gpg`` decrypts."""
    home = tempfile.mkdtemp(prefix="ar")
    gpg = ["gpg", "--homedir", home, "--batch", "--no-tty", "-q"]
    try:
        subprocess.run([*gpg, "--import", str(secret)], check=True, capture_output=True)
        plain = subprocess.run([*gpg, "--decrypt", str(sealed)], check=True, capture_output=True).stdout
        listed = subprocess.run(["tar", "-tf", "-"], input=plain, check=True, capture_output=True).stdout
    finally:
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False, capture_output=True)
        shutil.rmtree(home, ignore_errors=True)
    return listed.decode().splitlines()
