"""The command line: one thin file a verb. No rule and no sentence of a paper lives here."""


def main() -> None:
    """Run the command line; the console script's entry."""
