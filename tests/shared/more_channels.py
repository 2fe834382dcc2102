"""The demo's workspace with every channel in it: a certificate, a spoilt one, and a mother with six words to come."""

from __future__ import annotations

from datetime import date

from certificate_zoo import NOW, PASSWORD

from cpdocs.workspace import open_workspace

#: Whose certificate is whose, by the entry in contacts.yaml; the key that was pinned before is no longer asked for.
CERTIFICATES = {"hv-kinnaird-07": "good", "gp-market-square": "expired", "ppu-kinnaird": "mallory"}
MOTHERS = "      # Nothing through the door, and nothing on a phone that somebody may look at.\n      safe_to: [hand]\n"
BY_WORDS = """      email: shona@home.example
      safe_to: [email]
      password_pdf:
        agreed: yes
        on: 2026-11-02
        told: social_worker
"""


def furnish(folder, animals):
    """Change the workspace, as a clerk would: settings, contacts, records, keys."""
    settings = folder / "cpdocs.yaml"
    settings.write_text(
        settings.read_text("utf-8") + "\nsmime_signing:\n  password: file:keys/smime-password\n", "utf-8"
    )
    password = folder / "keys" / "smime-password"
    password.write_text(PASSWORD, "utf-8")
    password.chmod(0o600)
    _by_smime(folder / "contacts.yaml")
    for name in ("called", "decided"):
        by_words(folder / "records" / f"CP-2026-0142-1.{name}.yaml")
    store = open_workspace(folder, lambda: NOW).certificates
    store.import_authorities(animals["ca"].pem)
    store.import_signing(animals["council"].p12(above=[animals["ca"].certificate]), PASSWORD)
    for owner, name in CERTIFICATES.items():
        store.import_public(animals[name].der)
        store.pin(owner, animals[name].fpr, date(2026, 11, 1), "admin")
    return folder


def by_words(record):
    """The mother asks for her papers by e-mail, as files that six words open."""
    text = record.read_text("utf-8")
    assert text.count(MOTHERS) == 1
    record.write_text(text.replace(MOTHERS, BY_WORDS), "utf-8")


def _by_smime(contacts):
    lines, owner = [], ""
    for line in contacts.read_text("utf-8").splitlines():
        if line.startswith("  ") and not line.startswith("   ") and line.endswith(":"):
            owner = line.strip(" :")
        lines.append("    channel: smime" if owner in CERTIFICATES and line == "    channel: openpgp" else line)
    assert lines.count("    channel: smime") == len(CERTIFICATES)
    contacts.write_text("\n".join(lines) + "\n", "utf-8")
