"""Hostile values and hostile keys on the whole road (HAZARDS.md, "Hazards and tests" 5 to 8, 14, 20 and 29).

The rooms test each door with corpora of their own; here one record with something hostile in every field goes the
whole way, and what the recipients open is read back.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile

import pytest
from lxml import etree
from road_tools import (
    CALLED,
    DAYS,
    DECIDED,
    DOCUMENTS,
    attachments,
    conserved,
    deliver,
    look,
    of,
    opened,
    outbox,
    pages,
    put_record,
    record_of,
    table,
    tree,
)

from cpdocs import plain_copies
from cpdocs.channels.gpg_home import GpgHome
from cpdocs.channels.throwaway import make_key
from cpdocs.documents.blocks import Table, inline_text
from cpdocs.errors import InputError
from cpdocs.stages import Ended

PEOPLE = ("mother", "social_worker")
#: Typed fields that a paper prints, and every prose of the example; ids, dates, addresses and numbers have a form.
NAMES = {"name", "place", "known_as"}
PROSE = {"text", "because", "reasons", "contingency", "what", "answers", "outcomes", "needed_because", "cause"}
#: Jinja, docxtpl's own escapes, XML, HTML, Markdown and a formula. No letter of it may be lost and no word added.
EVIL_NAME = "{{7*7}}<b>&amp;</b>*x*§"
EVIL_PROSE = "{{ 7*7 }} N {% for a in b %} N {_{ {#n#} N <w:p/> &lt; <!-- n --> N | **c** [d](e) `f` # =A1 \\n §"


def spoil(value, count, key=""):
    """Append to each text its own numbered piece of evil."""
    if isinstance(value, dict):
        return {name: spoil(item, count, name) for name, item in value.items()}
    if isinstance(value, list):
        return [spoil(item, count, key) for item in value]
    if key not in NAMES | PROSE:
        return value
    return f"{value.rstrip()} {piece(next(count), EVIL_NAME if key in NAMES else EVIL_PROSE)}"


def piece(number, evil):
    """Each is unlike the others in every few words, or a forbidden one would be found in a free one, as it should."""
    return f"{evil.replace('N', str(number))}{number}§"


def spoilt(folder, name):
    """The record with evil in every field, except the one name that must fit into an address window."""
    record = spoil(record_of(folder, name), iter(range(1000, 10_000)))
    return put_record(folder, record, f"records/{DOCUMENTS[name]}.json")


def tight(text):
    return re.sub(r"\s", "", text)


def without_furniture(page, draft):
    """A page's own letters: no stamp, number or marking, and no table's head that stands there once more."""
    page = re.sub(r"Page \d+ of \d+|Issued to .*$", "", page).replace(draft.letterhead.marking, "")
    text = tight(page.replace("\ufffe", "-"))
    for block in draft.blocks:
        if isinstance(block, Table):
            text = text.removeprefix(tight("".join(map(inline_text, block.head))))
    return text


def assert_stands_literally(sheets, paper):
    """Each numbered piece that this recipient's draft holds is in the copy as it was typed.

    One that stands in a row which goes on on the next page has other cells between its halves: the latter is looked at.
    """
    numbers = set(re.findall(r"§(\d{4})§", paper.draft.to_json()))
    assert len(numbers) >= 2
    for number in numbers:
        wanted = (tight(piece(number, EVIL_NAME)), tight(piece(number, EVIL_PROSE)))
        upto = [text[: text.index(f"§{number}§") + 6] for text in ("".join(sheets), *sheets) if f"§{number}§" in text]
        assert upto, f"piece {number} is lost"
        whole, *latter = upto
        assert whole.endswith(wanted) or any(text.endswith(latter[0]) for text in wanted), number


@pytest.fixture(scope="module", params=[CALLED, DECIDED])
def evil(request, untouched, tmp_path_factory):
    """A run of a record with something hostile in every field: the folder, the record's name, the day, the run."""
    folder = shutil.copytree(untouched, tmp_path_factory.mktemp("evil") / "workspace")
    name, today = spoilt(folder, request.param), DAYS[request.param]
    approve = "decision_letter" if request.param == DECIDED else None
    return folder, name, today, deliver(folder, name, today, *PEOPLE, approve=approve)


def test_hostile_values_arrive_letter_for_letter_in_every_paper(evil, readers):
    folder, _, _, done = evil
    assert conserved(done.counts)
    assert set(table(done).values()) == {"handed_over"}, table(done)
    for ended in done.ended:
        path = folder / "outbox" / ended.file
        data = path.read_bytes()
        if path.suffix == ".eml":
            [(_, sealed)] = attachments(path)
            data, _ = readers[of(ended.parcel)].open(sealed)
        letter = ended.parcel.written.covering
        assert_stands_literally([without_furniture(page, letter.draft) for page in pages(data)], letter)


def test_hostile_values_arrive_letter_for_letter_in_word(evil):
    """Every part is well-formed XML, and no value became an element of it."""
    folder, name, today, _ = evil
    made = [
        one
        for person in PEOPLE
        for one in plain_copies.copies(opened(folder), folder / name, today, "docx", None, person)
    ]
    assert {paper.planned.person for paper, _ in made} == set(PEOPLE)
    for paper, copy in made:
        package = zipfile.ZipFile(io.BytesIO(copy.data))
        for part in package.namelist():
            if part.endswith((".xml", ".rels")):
                etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False))
        body = etree.fromstring(package.read("word/document.xml"))
        assert not body.xpath("//*[local-name()='script']")
        assert_stands_literally([tight("".join(body.itertext()))], paper)


def test_a_hostile_wording_makes_nothing_at_all(workspace_folder):
    """Server-side template injection: an override with a hostile sentence is refused by file and line, before a run."""
    own = workspace_folder / "templates" / "decision_letter"
    shutil.copytree(opened(workspace_folder).templates.folders[-1] / "decision_letter", own)
    wording = own / "parent_carer" / "wording.md"
    wording.write_text("{{ addressee.__class__.__name__ }}\n" + wording.read_text("utf-8"), "utf-8")
    with pytest.raises(InputError, match=r"^decision_letter/parent_carer/wording.md:") as refused:
        deliver(workspace_folder, DECIDED, DAYS[DECIDED], approve="decision_letter")
    assert "Rennie" not in refused.value.diagnostics()
    assert outbox(workspace_folder) == {}


# Names in other letters, and what hides in them.


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Łukasz Żółć-Петров van 't Hof", True),  # the fonts have Cyrillic
        ("李小龙", False),  # and no Chinese: the paper is not made, rather than made with boxes
    ],
)
def test_a_name_is_printed_whole_or_the_paper_is_not_made(name, printed, workspace_folder):
    record = record_of(workspace_folder, CALLED)
    record["people"][2]["name"] = name
    done = deliver(workspace_folder, put_record(workspace_folder, record), DAYS[CALLED], "callums_father")
    assert set(table(done).values()) == {"handed_over" if printed else "failed"}
    assert len(outbox(workspace_folder)) == int(printed)
    for path in outbox(workspace_folder).values():
        read = [page.replace("\ufffe", "-") for page in pages(path.read_bytes())]
        assert read[0].startswith(name)
        assert f"Dear {name}," in " ".join(read)


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("a turned-round name", "Euan\u202eeirteP"),
        ("a zero-width space in a name", "Euan\u200b Petrie"),
        ("a soft hyphen in a name", "Eu\u00adan Petrie"),
        ("a private-use character, which the wording keeps for itself", "Euan \ue0000\ue001 Petrie"),
        ("a line break in a name", "Euan\nPetrie"),
        ("half a character", "Euan \ud800Petrie"),
    ],
)
def test_a_name_that_hides_something_is_refused_and_nothing_is_written(what, value, workspace_folder):
    record = record_of(workspace_folder, CALLED)
    record["people"][2]["name"] = value
    path = workspace_folder / "records/changed.json"
    path.write_text(json.dumps(record), "utf-8")
    before = tree(workspace_folder)
    with pytest.raises(InputError) as refused:
        deliver(workspace_folder, "records/changed.json", DAYS[CALLED])
    assert "Petrie" not in refused.value.diagnostics()
    assert tree(workspace_folder) == before


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("two recipients", "ppu@police.example, evil@other.example"),
        ("a header", r"ppu@police.example\r\nBcc: evil@other.example"),
        ("a bare line feed", r"ppu@police.example\nevil@other.example"),
        ("a comment", "ppu@police.example (evil)"),
        ("a name round the address", "P <ppu@police.example>"),
        ("a Cyrillic letter", "ppu@polic\u0435.example"),
        ("a right-to-left mark", r"ppu@police.example\u200f"),
        ("a route", "@evil.example:ppu@police.example"),
        ("a quoted local part", r"\"a b\"@police.example"),
        ("an option", "--output=x@police.example"),
    ],
)
def test_an_address_that_is_not_one_plain_mailbox_sends_nothing(what, value, workspace_folder):
    book = workspace_folder / "contacts.yaml"
    book.write_text(book.read_text("utf-8").replace("email: ppu@police.example", f'email: "{value}"'), "utf-8")
    before = tree(workspace_folder)
    with pytest.raises(InputError, match=r"contacts\.yaml:\d+:\d+: ") as refused:
        deliver(workspace_folder, CALLED, DAYS[CALLED])
    assert "evil" not in refused.value.diagnostics()
    assert tree(workspace_folder) == before


# Keys.


def test_a_newer_key_with_the_same_name_and_address_opens_nothing(workspace_folder, readers):
    """Hazard 14 on the road: Mallory's key, imported after the pinned one, under the same user id."""
    store = opened(workspace_folder).keys
    with GpgHome() as home:
        mallory = make_key(home, "ppu-kinnaird")
        store.import_public(mallory.public)
        done = deliver(workspace_folder, CALLED, DAYS[CALLED], "police_officer")
        assert set(table(done).values()) == {"handed_over"}
        [path] = outbox(workspace_folder).values()
        [(_, sealed)] = attachments(path)
        home.gpg.import_keys(mallory.secret)
        assert not home.gpg.decrypt(sealed).ok
        assert "Issued to DS Karen Boyd" in pages(readers["police_officer"].open(sealed)[0])[0]


def test_a_key_that_is_gone_holds_its_parcel_and_no_other(workspace_folder):
    """And nothing goes out in plain: what is held is not begun (hazard 13)."""
    workspace = opened(workspace_folder)
    fingerprint = workspace.keys.pins()["ppu-kinnaird"].fingerprint
    (workspace_folder / "keys" / f"{fingerprint}.asc").unlink()
    done = deliver(workspace_folder, CALLED, DAYS[CALLED], "police_officer", "social_worker")
    assert table(done) == {"police_officer": "held bad-key", "social_worker": "handed_over"}
    assert [
        p.settled.status for p in look(workspace_folder, CALLED, DAYS[CALLED]).parcels if of(p) == "police_officer"
    ] == ["held"]
    assert len(outbox(workspace_folder)) == 1


# Word layouts that docxtpl would read data with (danger 3, hazard 5).


@pytest.mark.parametrize("spoil_layout", ["footnote", "section"])
def test_a_word_layout_in_which_values_would_be_read_as_a_template_makes_no_copy(spoil_layout, workspace_folder):
    """docxtpl fills a footnotes part once for each section, and so runs in the second what it put in in the first."""
    own = workspace_folder / "templates" / "_authority"
    shutil.copytree(opened(workspace_folder).templates.folders[-1] / "_authority", own, dirs_exist_ok=True)
    layout = own / "layouts" / "letter" / "layout.docx"
    with zipfile.ZipFile(layout) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    (with_a_footnote if spoil_layout == "footnote" else with_two_sections)(parts)
    with zipfile.ZipFile(layout, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    made = plain_copies.copies(
        opened(workspace_folder), workspace_folder / CALLED, DAYS[CALLED], "docx", None, "mother"
    )
    [(_, ended)] = made
    assert isinstance(ended, Ended)
    [hold] = ended.holds
    assert hold.id == "mend-first"
    assert "layout.docx, code hidden" in hold.message


def with_a_footnote(parts):
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = (
        f'<w:footnotes xmlns:w="{word}"><w:footnote w:id="2"><w:p><w:r><w:t>{{{{ letterhead.name }}}}</w:t></w:r></w:p>'
    )
    parts["word/footnotes.xml"] = f"{note}</w:footnote></w:footnotes>".encode()
    links, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    link = f'<Relationship Id="rId99" Type="{office}/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    parts[links] = parts[links].replace(b"</Relationships>", link.encode())
    over = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    parts[types] = parts[types].replace(b"</Types>", over.encode())


def with_two_sections(parts):
    section = b"<w:p><w:pPr><w:sectPr/></w:pPr></w:p><w:sectPr"
    body = parts["word/document.xml"]
    assert body.count(b"<w:sectPr") == 1
    parts["word/document.xml"] = body.replace(b"<w:sectPr", section, 1)
