"""``python -m cpdocs``."""

from cpdocs.cli import main

main()
