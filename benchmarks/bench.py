"""How long things take, as ratios: what is measured over what it must be compared with, run in turns.

A second on one machine is three on another and five on a busy one; a ratio of two programs that ran one after the
other stays. Each line of MEASURES is run ROUNDS times in turns with its yardstick, and the median of the rounds'
ratios is held to its limit. Whole processes are timed, interpreter start and all, with compiled modules at hand as
an installed program has them.

    scripts/bench [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "rennie"
CPDOCS = Path(sys.executable).with_name("cpdocs")
FEWEST = 15
ROUNDS = 21


@dataclass(frozen=True)
class Measure:
    """What must take at most ``limit`` times as long as its yardstick."""

    name: str
    arguments: tuple[str, ...]
    yardstick: tuple[str, ...]
    limit: float


MEASURES = (
    Measure(
        "validate, over importing click, yaml and pydantic's BaseModel",
        (str(CPDOCS), "validate", "--workspace", str(EXAMPLE), *map(str, EXAMPLE.glob("records/*.decided.yaml"))),
        ("-c", "import click, yaml; from pydantic import BaseModel"),
        2.5,
    ),
)


def seconds(arguments: tuple[str, ...], environment: dict[str, str]) -> float:
    """How long one run of Python takes; it must succeed."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def taken(measure: Measure, rounds: int, environment: dict[str, str]) -> bool:
    """Take one measure, print it, and say whether it is within its limit."""
    for arguments in (measure.arguments, measure.yardstick):
        seconds(arguments, environment)  # the first run compiles
    pairs = [(seconds(measure.arguments, environment), seconds(measure.yardstick, environment)) for _ in range(rounds)]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    held = ratio <= measure.limit
    print(f"{'ok  ' if held else 'OVER'}  {ratio:.2f}  limit {measure.limit:.2f}  {measure.name}")
    print(f"            {ours * 1000:.0f} ms over {theirs * 1000:.0f} ms, {rounds} rounds")
    return held


def main() -> int:
    """Take every measure."""
    rounds = max(FEWEST, int(sys.argv[1])) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as compiled:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = compiled
        held = [taken(measure, rounds, environment) for measure in MEASURES]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
