"""WORDS: wording and a View in, a Draft out. Knows no record and no rule."""
