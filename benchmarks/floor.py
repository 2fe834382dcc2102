"""The least that the same papers cost: bare WeasyPrint, a bare stamp, bare gpg, and nothing of cpdocs.

    floor.py JOBS.json OUTPUT

JOBS.json (conference.py writes it) names each distinct paper's HTML, each copy with its stamp, and each ciphertext
with its key. No record is read, nothing is checked and nothing is remembered: what cpdocs takes longer is what its
rules, nets and ledger cost.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import weasyprint


def main(jobs_file: str, output: str) -> None:
    """Lay out, stamp, sign and encrypt."""
    jobs, out = json.loads(Path(jobs_file).read_text("utf-8")), Path(output)
    layouts = {}
    for name, page in jobs["layouts"].items():
        html = weasyprint.HTML(string=page["html"], base_url=page["base"])
        layouts[name] = out / f"{name}.pdf"
        made = html.write_pdf(stylesheets=[page["style"]], pdf_variant="pdf/ua-1", pdf_tags=True)
        layouts[name].write_bytes(made)
    for name, layout in jobs["copies"].items():
        with pikepdf.open(layouts[layout]) as paper, pikepdf.open(jobs["strip"]) as strip:
            for page in paper.pages:
                page.add_overlay(strip.pages[0], pikepdf.Rectangle(0, 0, 595, 48))
            paper.save(out / name)
    for name, fingerprint in jobs["ciphertexts"].items():
        gpg = ["gpg", "--homedir", jobs["home"], "--batch", "--quiet", "--trust-model", "always", "--sign", "--encrypt"]
        subprocess.run([*gpg, "-r", fingerprint, "-o", str(out / f"{name}.pgp"), str(out / name)], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
