"""Makes docs/checks.md and docs/template-checks.md from what the checks declare."""

from __future__ import annotations

from pathlib import Path

from cpdocs.rules.checks import table
from cpdocs.template_check import page

DOCS = Path(__file__).resolve().parents[1] / "docs"

if __name__ == "__main__":
    for name, text in (("checks.md", table.markdown()), ("template-checks.md", page.markdown())):
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(DOCS / name)
