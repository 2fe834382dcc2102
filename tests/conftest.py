"""How the drawn examples are drawn: the same ones every time in scripts/test, new and many more in scripts/soak.

No deadline in either: a slow machine is not a broken promise.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("test", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("test")
