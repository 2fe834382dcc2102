"""Whether the templates that a workspace would use are in order: every finding with its file, its line and the cure.

What a council changes is found on the day of the change, and not on the day when a letter must go: names that a paper
does not have, branches that cannot be written, sentences that are gone, papers whose two formats differ, and what Word
leaves in a file. Nothing is changed and nothing is sent; no record is read.

    check.py    the order of it all
    folder.py   the files of a variant, about.yaml
    words.py    wording.md and email.md, with branches.py, which tries every branch with Views that made.py makes
    preview.py  preview.yaml
    papers.py   the paper laid out, in the fenced child, as PDF and as Word
    looks.py    layout.docx, layout.html, look.css
    checks.py   what can be found, as checks.yaml declares it; page.py makes docs/template-checks.md of it
"""
