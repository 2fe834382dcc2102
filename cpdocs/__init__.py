"""cpdocs makes the papers of a child protection conference and puts each copy into the right hands only."""

__version__ = "0.1.0"
