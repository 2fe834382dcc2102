"""Makes docs/checks.md from what the checks declare."""

from __future__ import annotations

from pathlib import Path

from cpdocs.rules.checks.table import markdown

if __name__ == "__main__":
    page = Path(__file__).resolve().parents[1] / "docs" / "checks.md"
    page.write_text(markdown(), encoding="utf-8", newline="\n")
    print(page)
