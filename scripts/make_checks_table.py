"""Makes docs/checks.md and docs/template-checks.md from what the checks declare, docs/deadlines.md from its table."""

from __future__ import annotations

from pathlib import Path

from cpdocs.council_files import national_tables
from cpdocs.rules.checks import table
from cpdocs.rules.tables import page as timescales
from cpdocs.template_check import page

DOCS = Path(__file__).resolve().parents[1] / "docs"

if __name__ == "__main__":
    made = {
        "checks.md": table.markdown(),
        "template-checks.md": page.markdown(),
        "deadlines.md": timescales.markdown(national_tables().timescales),
    }
    for name, text in made.items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(DOCS / name)
