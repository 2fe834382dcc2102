"""Which way a language is written, by its tag (BCP 47). HTML and Word both must be told."""

from __future__ import annotations

from typing import Final, Literal

#: Arabic, Dhivehi, Persian, Hebrew, Pashto, Sindhi, Uyghur, Urdu, Yiddish.
_FROM_THE_RIGHT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
#: Scripts (ISO 15924) from the right, for languages that are written in more than one, such as Kurdish or Punjabi.
_SCRIPTS_FROM_THE_RIGHT: Final = frozenset({"arab", "hebr", "thaa"})


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """The direction of the language ``tag``: a script named in it decides, else the language."""
    language, *more = tag.lower().split("-")
    scripts = [part for part in more if len(part) == 4]  # noqa: PLR2004  (a region has two letters, a script four)
    if scripts:
        return "rtl" if scripts[0] in _SCRIPTS_FROM_THE_RIGHT else "ltr"
    return "rtl" if language in _FROM_THE_RIGHT else "ltr"
