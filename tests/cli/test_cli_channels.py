"""Certificates and six words as a clerk types them: what is taken in, listed, pinned, checked, given out and counted."""

from __future__ import annotations

import shutil

import certificate_zoo
import pypdfium2
import pytest
from certificate_zoo import PASSWORD
from more_channels import by_words, furnish

CALLED, DECIDED = "records/CP-2026-0142-1.called.yaml", "records/CP-2026-0142-1.decided.yaml"


@pytest.fixture(scope="module")
def animals():
    return certificate_zoo.settle()


@pytest.fixture(scope="module")
def handed_in(animals, tmp_path_factory):
    """The files that people send a council."""
    folder = tmp_path_factory.mktemp("handed-in")
    for name, data in {
        "ca.pem": animals["ca"].pem,
        "nurse.cer": animals["good"].der,
        "gp.pem": animals["expired"].pem,
        "council.p12": animals["council"].p12(),
    }.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def furnished(untouched, animals, tmp_path_factory):
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("furnished") / "workspace")
    return furnish(folder, animals)


@pytest.fixture
def own(furnished, tmp_path):
    return shutil.copytree(furnished, tmp_path / "own")


# Certificates.


def test_a_certificate_is_taken_in_trusted_by_its_authority_pinned_and_listed(
    typed, workspace_folder, handed_in, animals
):
    at, fingerprint = workspace_folder, animals["good"].fpr
    said = typed("keys", "import", handed_in / "nurse.cer", at=at)
    assert (said.code, said.out.split()[:2]) == (0, [fingerprint, "untrusted"])
    said = typed("keys", "import", "--ca", handed_in / "ca.pem", at=at)
    assert said.out.startswith(f"{animals['ca'].fpr}  trusted to vouch for others  ")
    colons = ":".join(fingerprint[n : n + 2] for n in range(0, 64, 2)).lower()  # as openssl and Windows show it
    pin = ("keys", "pin", "hv-kinnaird-07", colons, "--by", "admin")
    assert typed(*pin, at=at).code == 2  # she has a key: a certificate besides is an exchange, and takes two
    said = typed(*pin, "--second", "service_manager", at=at)
    assert (said.code, said.out) == (0, f"hv-kinnaird-07: {fingerprint}, compared by admin and service_manager\n")
    rows = typed("keys", "list", "--format", "json", at=at).json["keys"]
    assert [row["use"] for row in rows if row["fingerprint"] == animals["ca"].fpr] == ["authority"]
    (row,) = (row for row in rows if (row["channel"], row["use"]) == ("smime", "recipient"))
    assert (row["fingerprint"], row["state"], row["expires"]) == (fingerprint, "good", "2056-11-08")
    assert row["pinned"] == ["hv-kinnaird-07"]
    assert row["days_left"] > 1000
    keys = [row for row in rows if row["channel"] == "openpgp"]
    assert [(len(row["fingerprint"]), row["expires"], row["days_left"]) for row in keys] == [(40, None, None)] * 5
    assert "no end" in typed("keys", "list", at=at).out


def test_an_authority_s_certificate_is_nobody_s_and_a_person_s_vouches_for_none(typed, workspace_folder, handed_in):
    refused = typed("keys", "import", handed_in / "ca.pem", at=workspace_folder)
    assert (refused.code, refused.out) == (3, "")
    assert "cpdocs keys import --ca" in refused.err
    refused = typed("keys", "import", "--ca", handed_in / "nurse.cer", at=workspace_folder)
    assert (refused.code, "may not vouch for others" in refused.err) == (3, True)
    refused = typed("keys", "import", "--ca", "--signing", handed_in / "nurse.cer", at=workspace_folder)
    assert (refused.code, "a key has one use" in refused.err) == (2, True)


def test_the_council_s_key_needs_its_password_by_reference(typed, workspace_folder, handed_in, animals):
    at, file = workspace_folder, handed_in / "council.p12"
    refused = typed("keys", "import", "--signing", file, at=at)
    assert (refused.code, "smime_signing" in refused.err) == (3, True)
    settings = at / "cpdocs.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nsmime_signing:\n  password: file:keys/word\n", "utf-8")
    (at / "keys" / "word").write_text("guessed", "utf-8")
    (at / "keys" / "word").chmod(0o600)
    refused = typed("keys", "import", "--signing", file, at=at)
    assert (refused.code, "password is another one" in refused.err, "guessed" in refused.err) == (3, True, False)
    (at / "keys" / "word").write_text(PASSWORD, "utf-8")
    said = typed("keys", "import", "--signing", file, at=at)
    assert (said.code, said.out.split()[:2]) == (0, [animals["council"].fpr, "good"])
    assert PASSWORD not in said.out


def test_a_pin_that_is_taken_back_holds_the_paper_that_was_to_go_by_it(typed, own, animals, day):
    take_back = ("keys", "unpin", "hv-kinnaird-07", animals["good"].fpr, "--by", "admin")
    assert typed(*take_back, "--second", "admin", at=own).code == 2  # alone she could exchange a key in two steps
    said = typed(*take_back, "--second", "service_manager", at=own)
    assert (said.code, said.out) == (
        0,
        f"hv-kinnaird-07: no longer {animals['good'].fpr}, by admin and service_manager\n",
    )
    rows = typed("plan", CALLED, "--format", "json", *day[CALLED], at=own).json["parcels"]
    (paper,) = (row for row in rows if row["person"] == "health_visitor" and row["document"] == "invitation")
    assert (paper["channel"], [hold["id"] for hold in paper["holds"]]) == ("smime", ["no-key"])
    assert typed(*take_back, "--second", "service_manager", at=own).code == 3
    told = typed("keys", "list", at=own).out
    assert "the council's, to sign with" in told
    assert "an authority's, trusted" in told


def test_check_names_both_kinds(typed, own, animals):
    said = typed("keys", "check", at=own)
    assert said.code == 3
    assert "gp-market-square: unusable: The pinned certificate is expired." in said.out
    assert "ppu-kinnaird: unusable: The pinned certificate is untrusted." in said.out
    assert "hv-kinnaird-07" not in said.out


def test_doctor_says_what_smime_lacks(typed, own):
    def amiss():
        rows = typed("doctor", "--format", "json", at=own).json["checks"]
        return [row for row in rows if row["id"] == "certificates" and not row["ok"]]

    told = [row["what"] for row in amiss()]
    assert told == [
        "the signing certificate is not for the sender's address",  # papers@council.example, and the demo's is another
        "gp-market-square: The pinned certificate is expired.",
        "ppu-kinnaird: The pinned certificate is untrusted.",
    ]
    (own / "keys" / "smime-password").write_text("guessed", "utf-8")
    assert ["password is another one" in row["what"] for row in amiss()] == [True]
    settings = own / "cpdocs.yaml"
    settings.write_text(settings.read_text("utf-8").partition("\nsmime_signing")[0], "utf-8")
    (only,) = amiss()
    assert "smime_signing" in only["what"]
    assert "cpdocs keys import --signing" in only["mend"]


# Six words.


def test_the_words_are_shown_or_printed_and_the_same_each_time(typed, own, day, tmp_path):
    slip = tmp_path / "slip.pdf"
    shown = typed("keys", "phrase", DECIDED, "mother", *day[DECIDED], at=own)
    assert shown.code == 0
    words, told, *rest = shown.out.splitlines()
    assert (len(words.split()), rest) == (6, [])
    assert told.endswith("give it in person. Never by e-mail.")
    printed = typed("keys", "phrase", DECIDED, "mother", "-o", slip, *day[DECIDED], at=own)
    assert printed.out.splitlines() == [str(slip), told]
    with pypdfium2.PdfDocument(slip) as paper:
        assert words in paper[0].get_textpage().get_text_bounded()
    assert slip.stat().st_mode & 0o777 == 0o600
    again = typed("keys", "phrase", DECIDED, "mother", "-o", slip, *day[DECIDED], at=own)
    assert (again.code, again.out) == (2, "")
    other = typed("keys", "phrase", DECIDED, "mother", "--new", "the slip was lost", *day[DECIDED], at=own)
    assert other.out.splitlines()[0] != words
    said = typed("ledger", "show", at=own).out
    assert said.count("  phrase  ") == 3, "and none for the file that was there already"
    assert "recipient=mother  serial=" in said
    assert "road=hand  operator=admin  because=the slip was lost" in said
    assert words not in said


def test_without_an_operator_no_words_are_given(typed, own, day, monkeypatch):
    monkeypatch.setenv("CPDOCS_OPERATOR", "nobody")
    refused = typed("keys", "phrase", DECIDED, "mother", *day[DECIDED], at=own)
    assert (refused.code, refused.out) == (2, "")


def test_the_words_go_by_post_where_post_is_safe(typed, workspace_folder, day):
    record = workspace_folder / DECIDED
    by_words(record)
    text = record.read_text("utf-8")
    record.write_text(text.replace("safe_to: [email]", "safe_to: [email, post]"), "utf-8")
    said = typed("keys", "phrase", DECIDED, "mother", "--by", "post", *day[DECIDED], at=workspace_folder)
    assert said.code == 0
    assert "by post, in an envelope of its own" in said.out


def test_the_plan_says_what_to_type_for_words_that_were_not_given(typed, own, day):
    rows = typed("plan", CALLED, "--format", "json", *day[CALLED], at=own).json["parcels"]
    (letter,) = (row for row in rows if row["person"] == "mother" and row["document"] == "invitation")
    assert letter["channel"] == "pdf_password"
    assert [hold["id"] for hold in letter["holds"]] == ["phrase-not-issued"]
    assert "cpdocs keys phrase FILE mother" in letter["holds"][0]["message"]


def test_nobody_s_agreement_is_taken_from_somebody_unknown(typed, own, day):
    record = own / DECIDED
    text = record.read_text("utf-8")
    record.write_text(text.replace("        told: social_worker\n", "        told: neighbour\n"), "utf-8")
    said = typed("validate", DECIDED, *day[DECIDED], at=own)
    assert said.code == 3
    assert "neighbour" in said.out


# The check list.


def test_each_envelope_of_a_run_is_counted_and_named_by_its_serial_alone(typed, workspace_folder, day):
    said = typed("send", CALLED, *day[CALLED], at=workspace_folder)
    _, _, told = said.out.partition("Count each envelope before it is shut")
    rows = [line.split() for line in told.splitlines()[3:] if "by " in line]
    printed = {path.stem: path for path in (workspace_folder / "outbox" / "print").glob("*.pdf")}
    assert {row[0] for row in rows} == set(printed)
    for serial, both, one, *_ in rows:
        with pypdfium2.PdfDocument(printed[serial]) as paper:
            assert (int(one), int(both)) == (len(paper), -(-len(paper) // 2))
    assert sorted(" ".join(row[3:]) for row in rows) == ["by hand", *["by post"] * (len(rows) - 1)]
    assert not any(name in told for name in ("mother", "Rennie", "Strathmiglo", "father"))


def test_a_run_without_paper_has_no_check_list(typed, workspace_folder, day):
    said = typed("send", CALLED, "--for", "social_worker", *day[CALLED], at=workspace_folder)
    assert "envelope" not in said.out
