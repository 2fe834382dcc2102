"""Many conferences in one run: each record goes its own way, and a line says how it ended as soon as it has."""
