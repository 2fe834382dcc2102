"""Makes tests/papers/golden: every paper of every example as plain text, each once for all who get the same."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "shared"))

from golden_text import files, files_of_no_record  # noqa: E402  (our own, from the folder named above)
from snapshots import SNAPSHOTS, Examples  # noqa: E402

GOLDEN = TOP / "tests" / "papers" / "golden"


def main() -> None:
    """Write each file anew; what is planned no more goes."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        examples = Examples(Path(folder))
        made, nowhere = files(examples, SNAPSHOTS), files_of_no_record(examples)
    for name, text in (made | nowhere).items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    print(f"{GOLDEN.relative_to(TOP)}: {len(made)} texts, and {len(nowhere)} of papers that no example plans")


if __name__ == "__main__":
    main()
