"""Print: one file for one envelope, the address sheet first, every paper on sheets of its own.

The address stands on the first sheet and nowhere else, and a printer that prints both sides must not put a letter on
the back of it, nor two papers on one sheet (Midlothian: pages of another family in the pack; HAZARDS.md, danger 1).
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf

from cpdocs.channels.base import PaperTo, Sealed, SealedFile
from cpdocs.errors import ChannelError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpdocs.channels.base import Parcel

#: What a page may carry beside its content; the rest (actions, thumbnails, private data) does not print and stays out.
_PAGE_KEYS = {
    "/Type",
    "/Parent",
    "/MediaBox",
    "/CropBox",
    "/TrimBox",
    "/Rotate",
    "/UserUnit",
    "/Contents",
    "/Resources",
    "/Group",
}


class PrintChannel:
    """The channel ``print``. It keeps nothing between parcels."""

    def seal(self, parcel: Parcel) -> Sealed:
        """Join the files of ``parcel`` into ``SERIAL.pdf``, each beginning on an odd page.

        Same parcel, same bytes. The file has no properties but a neutral title, the serial. Nothing that shows on a
        page is left out: a file with comments, layers or a filled in form, whose look depends on more than its pages,
        is refused rather than flattened by guess. The fields of a form that is still empty are nothing on paper, since
        its pages draw the lines to write on, and stay out.

        Raises:
            ChannelError: held under ``no-address-sheet`` or ``not-printable``.
        """
        _require_print_parcel(parcel)
        with pikepdf.new() as joined:
            for file in parcel.files:
                if len(joined.pages) % 2:
                    joined.add_blank_page(page_size=_size(joined.pages[-1]))
                _append(joined, file.name, file.data)
            joined.docinfo["/Title"] = parcel.serial
            out = BytesIO()
            joined.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        printed = SealedFile(f"{parcel.serial}.pdf", "application/pdf", out.getvalue())
        return Sealed(parcel.serial, parcel.channel, parcel.to, (printed,))


def _require_print_parcel(parcel: Parcel) -> None:
    if parcel.channel != "print" or not isinstance(parcel.to, PaperTo):
        raise ChannelError("not-printable", "This parcel does not go on paper.")
    names = [file.name for file in parcel.files]
    if names[:1] != [f"{parcel.serial}-0.pdf"]:
        raise ChannelError("no-address-sheet", "The first file of a print parcel must be its address sheet.")
    if names[1:] != [f"{parcel.serial}-{n}.pdf" for n in range(1, len(names))] or len(names) == 1:
        raise ChannelError("not-printable", "After the address sheet come SERIAL-1.pdf, SERIAL-2.pdf and so on.")
    if any(file.media_type != "application/pdf" for file in parcel.files):
        raise ChannelError("not-printable", "Only PDF files can be joined for printing.")


def _append(joined: pikepdf.Pdf, name: str, data: bytes) -> None:
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as paper:
            if paper.is_encrypted or not paper.pages:
                raise ChannelError("not-printable", f"{name} is protected or has no page.")
            if "/OCProperties" in paper.Root or not _plain(paper.Root.get("/AcroForm", pikepdf.Dictionary())):
                raise ChannelError("not-printable", f"{name} has layers or a form that readers draw.")
            for page in paper.pages:
                _keep_only_what_prints(name, page.obj)
            joined.pages.extend(paper.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError):
        # PasswordError is no PdfError, and qpdf's complaints about a strange object come as the built-in ones.
        raise ChannelError("not-printable", f"{name} is not a PDF file that can be read whole.") from None


def _keep_only_what_prints(name: str, page: Any) -> None:  # noqa: ANN401  (pikepdf's objects are untyped)
    for note in _items(page.get("/Annots")):
        if note.get("/Subtype") != pikepdf.Name.Link and not _shows_nothing(note):
            raise ChannelError("not-printable", f"{name} has comments, attachments or answers on its pages.")
    for key in set(page.keys()) - _PAGE_KEYS:
        del page[key]


def _plain(form: Any) -> bool:  # noqa: ANN401  (as above)
    """Whether a form looks as its fields say, and not as some reader may draw it."""
    return "/XFA" not in form and not form.get("/NeedAppearances", False)


def _shows_nothing(note: Any) -> bool:  # noqa: ANN401  (as above)
    """Whether this is a field with no answer, and with an appearance in which nothing is drawn."""
    looks = note.get("/AP", pikepdf.Dictionary()).get("/N")
    if isinstance(looks, pikepdf.Dictionary):  # a box to tick has one for each of its states
        looks = looks.get(str(note.get("/AS", "/Off")))
    if note.get("/Subtype") != pikepdf.Name.Widget or note.get("/V", pikepdf.Name.Off) != pikepdf.Name.Off:
        return False
    drawn = pikepdf.parse_content_stream(looks) if isinstance(looks, pikepdf.Stream) else None
    return drawn is not None and {str(step.operator) for step in drawn} <= {"BMC", "EMC"}


def _items(array: Any) -> Iterable[Any]:  # noqa: ANN401  (as above)
    return () if array is None else array


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return right - left, top - bottom
