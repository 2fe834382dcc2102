"""Python loads this before anything else in a child that a test starts: see loopback.py."""

import os
from pathlib import Path

import loopback

if loopback.VARIABLE in os.environ:
    loopback.refuse_others(Path(os.environ[loopback.VARIABLE]))
