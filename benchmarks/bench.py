"""How long things take, as ratios: what is measured over what it must be compared with, run in turns.

A second on one machine is three on another and five on a busy one; a ratio of two programs that ran one after the
other stays. Each measure is run so many times in turns with its yardstick, and the median of the rounds' ratios is
held to its limit. Whole processes are timed, interpreter start and all, with compiled modules at hand as
an installed program has them.

    scripts/bench [ROUNDS]
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from conference import Conference

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "rennie"
CPDOCS = Path(sys.executable).with_name("cpdocs")
ROUNDS = 21


@dataclass(frozen=True)
class Measure:
    """What must take at most ``limit`` times as long as its yardstick. Each gives the arguments of its next run."""

    name: str
    ours: Callable[[], Sequence[str]]
    yardstick: Callable[[], Sequence[str]]
    limit: float
    rounds: int = ROUNDS


def measures(conference: Conference) -> Iterator[Measure]:
    """All that is measured."""
    files = [str(path) for path in EXAMPLE.glob("records/*.decided.yaml")]
    yield Measure(
        "validate, over importing click, yaml and pydantic's BaseModel",
        lambda: [str(CPDOCS), "validate", "--workspace", str(EXAMPLE), *files],
        lambda: ["-c", "import click, yaml; from pydantic import BaseModel"],
        2.5,
    )
    yield Measure(
        "a conference of twelve recipients, cold, over bare WeasyPrint, pikepdf and gpg",
        conference.ours,
        conference.floor,
        1.3,
        rounds=7,
    )


def seconds(arguments: Sequence[str], environment: dict[str, str]) -> float:
    """How long one run of Python takes; it must succeed."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def taken(measure: Measure, rounds: int, environment: dict[str, str]) -> bool:
    """Take one measure, print it, and say whether it is within its limit."""
    for arguments in (measure.ours(), measure.yardstick()):
        seconds(arguments, environment)  # the first run compiles
    pairs = [(seconds(measure.ours(), environment), seconds(measure.yardstick(), environment)) for _ in range(rounds)]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    held = ratio <= measure.limit
    print(f"{'ok  ' if held else 'OVER'}  {ratio:.2f}  limit {measure.limit:.2f}  {measure.name}")
    print(f"            {ours * 1000:.0f} ms over {theirs * 1000:.0f} ms, {rounds} rounds", flush=True)
    return held


def main() -> int:
    """Take every measure."""
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    with tempfile.TemporaryDirectory() as scratch:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = f"{scratch}/compiled"
        with contextlib.closing(Conference(Path(scratch))) as conference:
            held = [taken(m, asked or m.rounds, environment) for m in measures(conference)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
