"""Makes the reports that the examples enclose: the report of enquiries about Ailsa, as a council's own system might
print it. Everything in it is invented.

    python scripts/make_reports.py

The record declares the file with its SHA-256, so a changed text is a changed record too; a test holds the two together.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cpdocs.documents.blocks import Block, Bullets, Draft, Heading, Inline, Letterhead, Paragraph, Run, Table
from cpdocs.render.fence import Fence

TOP = Path(__file__).resolve().parents[1]
REPORT = TOP / "examples" / "rennie" / "records" / "reports" / "cp1-ailsa.pdf"

_SEEN = (
    ("26 October 2026", "Ailsa, at her school", "Fiona Baxter and a detective constable, together"),
    ("27 October 2026", "Ailsa's mother", "Fiona Baxter"),
    ("28 October 2026", "Ailsa's teacher and the head teacher", "Fiona Baxter"),
    ("30 October 2026", "Ailsa, where she now stays", "Fiona Baxter and the health visitor"),
    ("9 November 2026", "Ailsa's father", "Fiona Baxter"),
)


def _said(text: str) -> Inline:
    return (Run(text),)


def _blocks() -> tuple[Block, ...]:
    return (
        Heading(1, _said("Report of child protection enquiries (CP1)")),
        Table(
            (_said("About"), _said("Details")),
            (
                (_said("Child"), _said("Ailsa Rennie, also known as Ailsa Moir, born 4 March 2019")),
                (_said("Case"), _said("2026-0142")),
                (_said("Written by"), _said("Fiona Baxter, social worker, on 11 November 2026")),
                (_said("Read by"), _said("Team leader, on 11 November 2026")),
            ),
        ),
        Heading(2, _said("Why enquiries were made")),
        Paragraph(
            _said(
                "On 25 October 2026 the police told social work that officers had been called to Ailsa's home the "
                "evening before. Social work, police and health spoke the next morning. They agreed that enquiries "
                "were needed, that social work and police would see Ailsa together, and that she would be seen first."
            )
        ),
        Heading(2, _said("Who was seen")),
        Table(
            (_said("On"), _said("Who"), _said("By")),
            tuple((_said(on), _said(who), _said(by)) for on, who, by in _SEEN),
        ),
        Heading(2, _said("What was found")),
        Paragraph(
            _said(
                "Ailsa spoke freely once she had chosen where to sit. She described two evenings in her own words and "
                "did not change her account when she was asked again. Her drawings are in the file."
            )
        ),
        Bullets(
            (
                _said("She wakes in the night, and has done so since the summer."),
                _said("Her school had noticed that she was tired, and had written it down."),
                _said("She was neither thin nor unwell; her growth and her injections are in order."),
                _said("Her mother had asked a doctor for advice before anybody else knew."),
            )
        ),
        Heading(2, _said("What is likely to happen without help")),
        Paragraph(
            _said(
                "A child of seven who has heard this more than once, and who listens for it, is being harmed now. "
                "Whether it goes on depends on what adults do whom Ailsa cannot influence. Three agreements about "
                "contact have been made since October, and two of them were broken within a week."
            )
        ),
        Heading(2, _said("What is in her favour")),
        Bullets(
            (
                _said("A mother who acts on what she is told, and keeps appointments."),
                _said("A teacher to whom she goes by herself."),
                _said("A grandmother's house that she knows well."),
            )
        ),
        Heading(2, _said("Conclusion")),
        Paragraph(
            _said(
                "The enquiries found that Ailsa has suffered significant harm and is likely to suffer more. A child "
                "protection conference is asked for. Whether compulsory measures are needed should be considered "
                "there: what was agreed has not been kept, and nobody can make it be kept."
            )
        ),
    )


def main() -> None:
    """Write the report, and say the digest that the record declares."""
    head = Letterhead("Kinnaird Council", ("Children and Families Social Work",))
    draft = Draft("report", "cp1", "Report of child protection enquiries", "en-GB", "paper", head, _blocks())
    with Fence(TOP / "templates") as fence:
        data = fence.lay_out(draft, "pdf").data
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_bytes(data)
    print(f"{REPORT.relative_to(TOP)}: {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
