"""Where the shipped templates are, for tests that start a fence of their own."""

from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
