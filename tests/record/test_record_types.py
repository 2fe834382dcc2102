"""Each shape's accepted and refused values, judged by pydantic and by an independent JSON Schema validator alike."""

import datetime as dt
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError, model_validator

from cpdocs.record import types
from cpdocs.record.findings import IDS
from cpdocs.record.types import Block, ClockTime, Day, Line, Moment, Prose, WholeNumber, YesNo

NAMES = [name for name in types.__all__ if name != "Block"]
ADAPTERS = {name: TypeAdapter(getattr(types, name)) for name in NAMES}
VALIDATORS = {name: Draft202012Validator(ADAPTERS[name].json_schema()) for name in NAMES}

ZERO_WIDTH, RIGHT_TO_LEFT, SOFT_HYPHEN, PRIVATE_USE = "\u200b", "\u202e", "\xad", "\ue000"
CYRILLIC_A, GREEK_O = "\u0430", "\u03bf"

# what it is -> (type, the text in JSON, the value made)
TAKEN = [
    ("yes", "YesNo", "yes", True),
    ("no", "YesNo", "no", False),
    ("nought", "WholeNumber", "0", 0),
    ("digits", "WholeNumber", "28", 28),
    ("a JSON number", "WholeNumber", 28, 28),
    ("a JSON number that the schema counts as whole", "WholeNumber", 28.0, 28),
    ("a day", "Day", "2026-11-12", dt.date(2026, 11, 12)),
    ("a leap day", "Day", "2028-02-29", dt.date(2028, 2, 29)),
    ("a time", "ClockTime", "10:30", dt.time(10, 30)),
    ("the last minute", "ClockTime", "23:59", dt.time(23, 59)),
    ("a moment", "Moment", "2026-11-12T12:40", dt.datetime.fromisoformat("2026-11-12T12:40")),
    ("a role", "Ident", "health_visitor-2", "health_visitor-2"),
    ("a Norwegian's id", "Ident", "no", "no"),
    ("sixty characters", "Ident", "a" * 60, "a" * 60),
    ("a reference", "Reference", "CP-2026-0142-1", "CP-2026-0142-1"),
    ("a Polish name", "Line", "Żółć Wiśniewska", "Żółć Wiśniewska"),
    ("an Arabic name", "Line", "محمد", "محمد"),
    ("a name in Han characters", "Line", "王小明", "王小明"),
    ("blanks at the ends", "Line", "  Rothes House\n", "Rothes House"),
    ("the longest line", "Line", "x" * 300, "x" * 300),
    ("one letter", "Line", "x", "x"),
    ("an emoji", "Line", "a 😀", "a 😀"),
    ("two paragraphs", "Prose", "One.\n\n\tTwo.\n", "One.\n\n\tTwo."),
    ("a Persian word with a joiner", "Prose", "می\u200cخواهم", "می\u200cخواهم"),
    ("the longest text", "Prose", "x" * 20_000, "x" * 20_000),
    ("a street", "AddressLine", "14 Strathmiglo Place", "14 Strathmiglo Place"),
    ("a flat", "AddressLine", "Flat 2/1, 3 O'Neill St.", "Flat 2/1, 3 O'Neill St."),
    ("a Gaelic place", "AddressLine", "An Gearasdan, Àird", "An Gearasdan, Àird"),
    ("Fife", "Postcode", "KY7 4ZZ", "KY7 4ZZ"),
    ("Glasgow", "Postcode", "G1 1AA", "G1 1AA"),
    ("Westminster", "Postcode", "SW1A 1AA", "SW1A 1AA"),
    ("a mailbox", "Email", "j.o'neill+cp@social-work.fife.example", "j.o'neill+cp@social-work.fife.example"),
    ("a number", "Phone", "01632 960123", "01632 960123"),
    ("an international number", "Phone", "+44 (0)1632 960123", "+44 (0)1632 960123"),
    ("a fingerprint", "Fingerprint", "0123456789ABCDEF" * 2 + "01234567", "0123456789ABCDEF" * 2 + "01234567"),
    ("a file below", "RelativeFile", "reports/police report (2).pdf", "reports/police report (2).pdf"),
]

# the defect -> (type, the value in JSON, the id of its refusal)
REFUSED = [
    ("JSON's true", "YesNo", True, "not-yes-or-no"),
    ("JSON's false", "YesNo", False, "not-yes-or-no"),
    ("a capital", "YesNo", "Yes", "not-yes-or-no"),
    ("the number one", "YesNo", 1, "not-yes-or-no"),
    ("a list", "YesNo", ["yes"], "not-yes-or-no"),
    ("the word true", "YesNo", "true", "not-yes-or-no"),
    ("a line feed after it", "YesNo", "yes\n", "not-yes-or-no"),
    ("a leading zero, octal to some", "WholeNumber", "010", "not-whole-number"),
    ("a sign", "WholeNumber", "-1", "not-whole-number"),
    ("a negative number", "WholeNumber", -1, "not-whole-number"),
    ("a fraction", "WholeNumber", 1.5, "not-whole-number"),
    ("an exponent", "WholeNumber", "12e4", "not-whole-number"),
    ("true, which Python counts as 1", "WholeNumber", True, "not-whole-number"),
    ("Arabic digits", "WholeNumber", "١٢", "not-whole-number"),
    ("ten digits", "WholeNumber", "1000000000", "not-whole-number"),
    ("a number of ten digits", "WholeNumber", 1000000000, "not-whole-number"),
    ("a line feed after it", "WholeNumber", "1\n", "not-whole-number"),
    ("the order of the post", "Day", "12/11/2026", "not-a-date"),
    ("a thirteenth month", "Day", "2026-13-01", "not-a-date"),
    ("the year 0", "Day", "0000-01-01", "not-a-date"),
    ("a date without hyphens", "Day", "20261112", "not-a-date"),
    ("a week", "Day", "2026-W46-4", "not-a-date"),
    ("a line feed after it", "Day", "2026-11-12\n", "not-a-date"),
    ("seconds since 1970", "Day", 1794441600, "not-a-date"),
    ("a point", "ClockTime", "10.30", "not-a-time"),
    ("hour 24", "ClockTime", "24:00", "not-a-time"),
    ("one digit", "ClockTime", "9:30", "not-a-time"),
    ("minutes since midnight, as YAML 1.1 reads 10:30", "ClockTime", 630, "not-a-time"),
    ("a zone", "ClockTime", "10:30Z", "not-a-time"),
    ("a space for the T", "Moment", "2026-11-12 12:40", "not-a-moment"),
    ("seconds", "Moment", "2026-11-12T12:40:00", "not-a-moment"),
    ("a zone", "Moment", "2026-11-12T12:40Z", "not-a-moment"),
    ("a name", "Ident", "Ailsa Rennie", "not-an-id"),
    ("a digit first", "Ident", "2nd_uncle", "not-an-id"),
    ("another script", "Ident", CYRILLIC_A, "not-an-id"),
    ("sixty-one characters", "Ident", "a" * 61, "not-an-id"),
    ("a line feed after it", "Ident", "mother\n", "not-an-id"),
    ("a way out of the folder", "Reference", "../../etc", "not-a-reference"),
    ("an option", "Reference", "-rf", "not-a-reference"),
    ("a slash", "Reference", "CP/1", "not-a-reference"),
    ("blanks only", "Line", " \u00a0\n", "empty-text"),
    ("nothing", "Line", "", "empty-text"),
    ("two lines", "Line", "Ailsa\nRennie", "not-one-line"),
    ("a zero-width space", "Line", f"Ailsa{ZERO_WIDTH}Rennie", "bad-character"),
    ("a joiner in a name", "Line", "Ai\u200dlsa", "bad-character"),
    ("text turned round", "Line", f"Ailsa {RIGHT_TO_LEFT}einneR", "bad-character"),
    ("a soft hyphen", "Line", f"Ail{SOFT_HYPHEN}sa", "bad-character"),
    ("one of the wording's own marks", "Line", f"Ailsa{PRIVATE_USE}0{PRIVATE_USE}", "bad-character"),
    ("a private plane", "Line", "Ailsa\U000f0000", "bad-character"),
    ("a tag character", "Line", "Ailsa\U000e0041", "bad-character"),
    ("a null", "Line", "Ailsa\0", "bad-character"),
    ("a tab", "Line", "Ailsa\tRennie", "bad-character"),
    ("the mark of a lost letter", "Line", "Zo\ufffd", "bad-character"),
    ("a paragraph separator", "Line", "a\u2029b", "bad-character"),
    ("a line too long", "Line", "x" * 301, "too-long"),
    ("a number", "Line", 5, "string_type"),
    ("an object", "Line", {"a": "b"}, "string_type"),
    ("nothing", "Prose", "\n\n", "empty-text"),
    ("one of the wording's own marks", "Prose", f"a\n{PRIVATE_USE}", "bad-character"),
    ("text turned round", "Prose", f"a\n{RIGHT_TO_LEFT}b", "bad-character"),
    ("an escape character", "Prose", "a\x1b[2J", "bad-character"),
    ("a text too long", "Prose", "x" * 20_001, "too-long"),
    ("a Cyrillic letter that looks Latin", "AddressLine", f"14 Pl{CYRILLIC_A}ce", "not-an-address-line"),
    ("a Greek letter that looks Latin", "AddressLine", f"14 R{GREEK_O}w", "not-an-address-line"),
    ("a zero-width space", "AddressLine", f"14{ZERO_WIDTH} Row", "not-an-address-line"),
    ("text turned round", "AddressLine", f"14 Row{RIGHT_TO_LEFT}", "not-an-address-line"),
    ("a no-break space", "AddressLine", "14\u00a0Row", "not-an-address-line"),
    ("an accent of its own", "AddressLine", "14 Cafe\u0301 Row", "not-an-address-line"),
    ("a dotless i", "AddressLine", "14 H\u0131ll", "not-an-address-line"),
    ("two lines in one", "AddressLine", "14 Row\nFife", "not-an-address-line"),
    ("a line feed after it", "AddressLine", "14 Row\n", "not-an-address-line"),
    ("small letters", "Postcode", "ky7 4zz", "not-a-postcode"),
    ("no space", "Postcode", "KY74ZZ", "not-a-postcode"),
    ("two spaces", "Postcode", "KY7  4ZZ", "not-a-postcode"),
    ("the letter O for nought", "Postcode", "KYO 4ZZ", "not-a-postcode"),
    ("a Cyrillic K", "Postcode", "\u041aY7 4ZZ", "not-a-postcode"),
    ("a second recipient", "Email", "a@b.example, evil@x.example", "not-an-email-address"),
    ("a display name", "Email", "Ann <a@b.example>", "not-an-email-address"),
    ("a header", "Email", "a@b.example\nBcc: evil@x.example", "not-an-email-address"),
    ("a line feed after it", "Email", "a@b.example\n", "not-an-email-address"),
    ("a quoted local part", "Email", '"a b"@b.example', "not-an-email-address"),
    ("a source route", "Email", "a%x.example@b.example", "not-an-email-address"),
    ("a Cyrillic a", "Email", f"{CYRILLIC_A}@b.example", "not-an-email-address"),
    ("a zero-width space", "Email", f"a{ZERO_WIDTH}@b.example", "not-an-email-address"),
    ("an option for a mail program", "Email", "-oQ@b.example", "not-an-email-address"),
    ("no domain", "Email", "a@localhost", "not-an-email-address"),
    ("an address literal", "Email", "a@[127.0.0.1]", "not-an-email-address"),
    ("two dots", "Email", "a..b@b.example", "not-an-email-address"),
    ("a local part of 65", "Email", "a" * 65 + "@b.example", "not-an-email-address"),
    ("255 characters", "Email", "a@" + "b" * 60 + ("." + "b" * 60) * 3 + ".exampleexa", "not-an-email-address"),
    ("words", "Phone", "ask her mother", "not-a-phone-number"),
    ("full-width digits", "Phone", "０１６３２ ９６０１２３", "not-a-phone-number"),
    ("a short key id", "Fingerprint", "0123ABCD", "not-a-fingerprint"),
    ("small letters", "Fingerprint", "a" * 40, "not-a-fingerprint"),
    ("a way out of the folder", "RelativeFile", "../other/child.pdf", "not-a-relative-file"),
    ("a way out in the middle", "RelativeFile", "reports/../../child.pdf", "not-a-relative-file"),
    ("an absolute path", "RelativeFile", "/etc/passwd", "not-a-relative-file"),
    ("a backslash", "RelativeFile", "reports\\police.pdf", "not-a-relative-file"),
    ("a drive", "RelativeFile", "C:/police.pdf", "not-a-relative-file"),
    ("a home folder", "RelativeFile", "~/police.pdf", "not-a-relative-file"),
    ("an option", "RelativeFile", "-rf", "not-a-relative-file"),
    ("a file turned round", "RelativeFile", f"police{RIGHT_TO_LEFT}fdp.exe", "not-a-relative-file"),
]
#: A pattern cannot count the days of a month: the calendar decides, and the schema's format is an annotation.
CALENDAR = [
    ("30 February", "Day", "2026-02-30"),
    ("no leap year", "Day", "2026-02-29"),
    ("31 June", "Moment", "2026-06-31T10:00"),
]


@pytest.mark.parametrize(("what", "kind", "text", "value"), TAKEN, ids=lambda v: None)
def test_a_good_value_is_taken_by_both(what, kind, text, value):
    made = ADAPTERS[kind].validate_json(json.dumps(text), strict=True)
    assert (made, type(made)) == (value, type(value)), what
    assert VALIDATORS[kind].is_valid(text), what


@pytest.mark.parametrize(("what", "kind", "text", "finding"), REFUSED, ids=lambda v: None)
def test_a_bad_value_is_refused_by_both_with_its_id(what, kind, text, finding):
    with pytest.raises(ValidationError) as caught:
        ADAPTERS[kind].validate_json(json.dumps(text), strict=True)
    (error,) = caught.value.errors()
    assert error["type"] == finding, what
    assert not VALIDATORS[kind].is_valid(text), what
    assert finding == "string_type" or (finding in IDS and error["ctx"]["hint"]), what


@pytest.mark.parametrize(("what", "kind", "text"), CALENDAR)
def test_a_day_that_the_calendar_lacks_is_refused(what, kind, text):
    with pytest.raises(ValidationError):
        ADAPTERS[kind].validate_json(json.dumps(text), strict=True)
    assert VALIDATORS[kind].is_valid(text), what


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_helps_an_editor_and_its_examples_are_true(name):
    schema = ADAPTERS[name].json_schema()
    assert schema["title"]
    assert schema["description"].endswith(".")
    assert schema["examples"]
    for text in schema["examples"]:
        assert VALIDATORS[name].is_valid(text)
        ADAPTERS[name].validate_json(json.dumps(text), strict=True)


# Near the edges of every class of characters, and of every other shape.
NEAR = st.text(
    alphabet="aZ09 \t\n\r-_:T/@.,'(+\x00\x1f\x7f\x85\xa0\xad\u0130\u0131\u017f\u2028\u200b\u200c\u200d\u202e\u2800\ue000\ufeff\U000e0041"
)
ANY_JSON = st.one_of(
    NEAR, st.text(), st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False)
)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in {"Day", "Moment"}])
@given(text=ANY_JSON)
@example(text="a" + PRIVATE_USE)
@example(text="\x1f")
@example(text="\u2800")
@example(text="\x85a")
def test_pydantic_and_the_schema_never_disagree(name, text):
    if isinstance(text, str) and any("\ud800" <= c <= "\udfff" for c in text):
        return
    try:
        ADAPTERS[name].validate_json(json.dumps(text), strict=True)
        taken = True
    except ValidationError:
        taken = False
    assert taken == VALIDATORS[name].is_valid(text)


class Inner(Block):
    days: tuple[Day, ...] = ()
    sure: YesNo = False


class Outer(Block):
    number: WholeNumber
    at: ClockTime
    then: Moment
    name: Line
    prose: Prose
    inner: tuple[Inner, ...] = ()


def test_a_block_written_as_json_reads_back_the_same():
    text = {"number": "3", "at": "10:30", "then": "2026-11-12T12:40", "name": "A", "prose": "B"}
    outer = Outer.model_validate_json(json.dumps({**text, "inner": [{"days": ["2026-11-12"], "sure": "yes"}]}))
    assert Outer.model_validate_json(outer.model_dump_json()) == outer


def test_a_block_is_frozen_strict_and_knows_no_other_field():
    inner = Inner(days=(dt.date(2026, 11, 12),), sure=True)
    with pytest.raises(ValidationError):
        inner.sure = False
    with pytest.raises(ValidationError):
        Inner.model_validate_json('{"other": null}')


class Told(Block):
    """As a passage is: a text, or a block with lists in it."""

    text: Line
    about: tuple[Inner, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value):
        return {"text": value} if isinstance(value, str) else value


def test_a_list_fills_a_tuple_behind_a_validator_that_runs_before():
    told = Told.model_validate_json('{"text": "A", "about": [{"days": ["2026-11-12"], "sure": "yes"}]}')
    assert told.about == (Inner(days=(dt.date(2026, 11, 12),), sure=True),)
    with pytest.raises(ValidationError):
        Told.model_validate_json('{"text": "A", "about": [{"sure": true}]}')


class Plain(Block):
    number: int


def test_a_block_makes_no_number_out_of_a_text():
    with pytest.raises(ValidationError):
        Plain.model_validate_json('{"number": "5"}')


def test_a_refusal_shows_no_value():
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate_json('{"name": "Ailsa\\tRennie", "number": "Glenrothes", "prose": 7, "Ann": 1}')
    assert "Rennie" not in str(caught.value)
    assert "Glenrothes" not in str(caught.value)
