"""Everything that can be said of an enclosure, as codes with their words: why it is refused, what was taken out of it,
and what a person has to look at. Nothing else of a hostile file crosses the fence, but for page texts and file names.
"""

from __future__ import annotations

from typing import Final

from cpdocs.errors import InputError

_PRINT: Final = "Open it, print it to a new PDF, look at that, and declare the new file with its SHA-256."
_ASK: Final = "Ask whoever wrote it for another copy, and declare that one with its SHA-256."
_SMALLER: Final = "Save it smaller (fewer pages, a lower resolution), and declare the new file with its SHA-256."

#: Why a file is refused: what is wrong, and the cure.
REFUSED: Final[dict[str, tuple[str, str]]] = {
    "unreadable": ("it cannot be read as a file", "Look whether it is there, a plain file, and may be read."),
    "large": ("it is larger than an enclosure may be", _SMALLER),
    "digest": (
        "its SHA-256 is not the declared one: it is another file than the one that was declared, or was changed since",
        "Look at it again, and declare it again if it is the right one.",
    ),
    "type": (
        "its content is neither PDF nor JPEG, PNG or TIFF, whatever its name says",
        "Open it in the program that made it, and save it as PDF.",
    ),
    "encrypted": (
        "it is encrypted or locked against changes",
        "Open it with its password, save it without one, and declare the new file with its SHA-256.",
    ),
    "damaged": ("it is damaged, and two programs may show two different papers", _PRINT),
    "pages": (
        "it has no page, or more pages than an enclosure may have",
        "Cut it into several files, and declare each.",
    ),
    "pixels": ("a picture in it has more pixels than an enclosure may have, or none", _SMALLER),
    "deep": ("it is nested deeper, or made of more pieces, than any paper is", _PRINT),
    "bomb": ("it unpacks to far more than it is", _ASK),
    "page-size": ("a page is smaller than a stamp or larger than any sheet", _PRINT),
    "animated": ("the picture moves", "Save the one picture that is meant, and declare that with its SHA-256."),
    "picture": (
        "the picture is of a kind that is not read here (an alpha of its own, 16 bit a colour, or no colours known)",
        "Save it as an ordinary 8 bit PNG, look at that, and declare it with its SHA-256.",
    ),
    "xfa": ("it is an XFA form, of which most programs show nothing but a notice", _PRINT),
    "portfolio": (
        "it is a cover for the files in it (a portfolio): its content is in its attachments",
        "Save each attachment as a PDF of its own, and declare each.",
    ),
    "layers": (
        "it has layers that are shown or hidden as the reader likes, so nobody can say what its reader sees",
        _PRINT,
    ),
    "media": ("it holds a sound, a film or a model, which no paper shows", "Send what it holds by another way."),
    "external": ("a part of its content is in another file, which is not here", _PRINT),
    "field": (
        "something was filled in that does not stand in its place: its look is missing, older, or too small for it",
        _PRINT,
    ),
    "comments": (
        "it has comments that open when they are pointed at, or notes that are not drawn",
        "Print it to a new PDF, with its comments or without, and declare that file with its SHA-256.",
    ),
    "redaction": (
        "it has redactions that were marked but not carried out: the words are still there",
        "Carry them out in the program that marked them, and declare the new file with its SHA-256.",
    ),
    "postscript": ("it holds a program in PostScript", _PRINT),
    "not-clean": ("what was made of it still holds something that may not go along", _ASK),
    "memory": ("it needs more memory than the fence allows", _SMALLER),
    "cpu": ("it needs more processor time than the fence allows", _SMALLER),
    "wall": ("it takes longer than the fence allows", _SMALLER),
    "output": ("what was made of it is larger than an enclosure may be", _SMALLER),
    "died": ("the fenced child that read it ended: the file may have been made to do that", _ASK),
    "fence": ("it made its reader reach for a file, a program or a connection, which the fence refuses", _ASK),
    "protocol": ("the fenced child that read it answered something that is no answer", _ASK),
    "internal": ("it could not be read", _PRINT),
    "libraries": ("the fenced child could not load the libraries that read it", "Look at: cpdocs doctor"),
}

#: What was taken out.
REMOVED: Final[dict[str, str]] = {
    "attachment": "a file that was attached (its name follows)",
    "script": "a script",
    "action": "something that the file would do by itself or when it is clicked at",
    "links": "links; their words stay",
    "bookmarks": "bookmarks",
    "form": "places to fill in; what was filled in is now part of the page",
    "hidden-field": "a place to fill in that was not shown, or stood on no page",
    "hidden-note": "a note that was not shown",
    "signature": "an electronic signature, which is void for a file that was written anew; its picture stays",
    "properties": "the file's properties: author, program, dates, ids",
    "thumbnails": "small pictures of pages",
    "program-data": "data that a program kept for itself",
    "layers": "names of layers, all of which were shown",
    "cut-off": "the margins outside the visible page",
    "earlier-saving": "earlier savings of the file",
    "picture-data": "data inside a picture: camera, place, colour profile, comment",
    "further-picture": "a second picture behind the first",
    "said-otherwise": "words that a screen reader would say in place of those that are drawn",
    "tags-of-notes": "tags of notes and links",
}

#: What a person must look at before it may go.
FINDINGS: Final[dict[str, str]] = {
    "no-text": "the page has no text layer, so its words were compared with nothing (a scan, a photograph)",
    "outside-text": "words stand outside the visible page",
    "outside-picture": "a picture reaches over the visible page: what was cropped is still there",
    "invisible-text": "words are there that are not drawn, such as what a scanner has read: they may say other things",
    "white-text": "words are drawn in white or see-through",
    "tiny-text": "words are drawn smaller than anybody reads",
    "covered-text": "words stand under a filled shape or a picture, as in a redaction that hides and does not remove",
    "unreadable-text": "letters are drawn of which the file does not say which they are",
    "spoken-text": "a screen reader says words that are not drawn (the description of a picture)",
    "attachments-removed": "files that were attached are gone: is the paper whole without them?",
    "signature-voided": "the original is signed; this copy no longer is. Keep the original",
    "answers-untagged": "what was filled in, or a note, is no part of the tags that a screen reader follows",
}


class EnclosureError(InputError):
    """An enclosure that was refused. ``code`` is a key of ``REFUSED``; nothing in it is text of the file."""

    def __init__(self, code: str) -> None:
        code = code if code in REFUSED else "internal"
        message, cure = REFUSED[code]
        super().__init__(f"the enclosure is refused: {message} (code {code})", cure)
        self.code = code


def known(remark: str, table: dict[str, str]) -> bool:
    """Whether ``remark`` begins with a code of ``table``, alone or before a colon."""
    return remark.partition(": ")[0] in table
