"""How a type of a record is made: its base, its refusals, and one pattern for pydantic and JSON Schema together.

types.py is written with these. A refusal has a stable id (findings.py), a message and a cure, and never quotes the
value (DESIGN.md section 4, "Reports and diagnostics differ").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy, deepcopy
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator, model_validator
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cpdocs.record.characters import fault, stripped, text_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

T = TypeVar("T")


def _fields(schema: Any) -> list[dict[str, Any]]:  # noqa: ANN401  (a core schema has no one type)
    while isinstance(schema, dict) and schema.get("type") != "model-fields":
        schema = schema.get("schema")
    return list(schema["fields"].values()) if schema else []


def _lists_fill_tuples(schema: Any) -> None:  # noqa: ANN401  (a core schema has no one type)
    """Strict mode takes a JSON array for a tuple, but no longer behind a ``mode="before"`` validator, which is given
    Python objects: a passage with ``about: [ailsa]`` would be refused. Models below were treated in their own turn.
    """
    if isinstance(schema, (list, tuple)):
        for part in schema:
            _lists_fill_tuples(part)
    elif isinstance(schema, dict) and schema.get("type") != "model":
        if schema.get("type") == "tuple":
            schema["strict"] = False
        for key in ("schema", "items_schema", "values_schema", "choices"):
            if key in schema:
                _lists_fill_tuples(schema[key])


def _empty_is_absent(schema: Any) -> None:  # noqa: ANN401  (a core schema has no one type)
    if schema["type"] != "default" or schema["schema"]["type"] == "nullable":
        return
    default, factory = schema.get("default"), schema.get("default_factory")
    schema["schema"] = core_schema.no_info_after_validator_function(
        lambda value: value if value is not None else factory() if factory else copy(default),
        core_schema.nullable_schema(schema["schema"]),
    )


class Block(BaseModel):
    """The base of every block of a record: frozen, strict, no field that it does not name.

    Sequences are ``tuple[T, ...]``, never lists. A field with a default may be left out or left empty
    (``late_because:``), which mean the same; that holds for every type and default, and the schema says so too.
    Its ``repr`` shows no value, as a traceback or a test report may print it.

    A default that is a block is ``Block.model_construct()``, which makes no validator before it is needed.
    A module of models has no ``from __future__ import annotations``: pydantic would compile each of its annotations
    anew at every start, which is a tenth of the time that ``validate`` may take.
    """

    # Deferred, each model's validator is made once, inside that of the file it belongs to, and not for itself as well.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Nothing: the fields of a record are case text."""
        return ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler, /) -> CoreSchema:  # noqa: ANN401  (pydantic's signature)
        """The class's schema, in which an empty optional field is an absent one and a list from JSON fills a tuple."""
        schema = handler(source)
        for field in _fields(schema):
            _lists_fill_tuples(field["schema"])
            _empty_is_absent(field["schema"])
        return schema


class Shorthand(Block):
    """A block that may also be written as one text, such as ``school: not known``.

    ``shorthands`` says what each such text stands for; another text is refused as any text is where a block belongs.
    """

    shorthands: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    @model_validator(mode="before")
    @classmethod
    def _written_out(cls, value: Any) -> Any:  # noqa: ANN401  (any JSON)
        return dict(cls.shorthands[value]) if isinstance(value, str) and value in cls.shorthands else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The block, or one of the texts."""
        return {"anyOf": [{"enum": list(cls.shorthands)}, handler(schema)]}


def refusal(finding: str, message: str, hint: str) -> PydanticCustomError:
    """The error by which a type refuses a value: a finding id, words, and the cure. Never with the value inside."""
    return PydanticCustomError(finding, message, {"hint": hint})


class Described:
    """The outermost mark of a type: what JSON Schema says of it, and its core schema, made once for all its fields.

    pydantic would make it anew for each of several hundred fields, and ``validate`` would wait for that.
    """

    def __init__(self, shape: dict[str, Any]) -> None:
        self._shape = shape
        self._made: dict[str, Any] | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler, /) -> CoreSchema:  # noqa: ANN401  (pydantic's signature)
        """The type's schema, a copy for each field: what a field adds, such as its title, is that field's alone."""
        if self._made is None:
            self._made = dict(handler(source))
        return cast("CoreSchema", {**self._made, "metadata": deepcopy(self._made.get("metadata", {}))})

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        """The shape as it was given."""
        return dict(self._shape)


def described(title: str, description: str, examples: list[Any], **shape: Any) -> Described:  # noqa: ANN401  (JSON)
    """What JSON Schema says of a type; stands last in its ``Annotated``."""
    return Described({"title": title, "description": description, "examples": examples, **shape})


def matched(pattern: str, finding: str, message: str, hint: str, longest: int | None = None) -> AfterValidator:
    """A validator that takes exactly the texts that ``pattern`` matches, unchanged."""
    shape = re.compile(pattern)

    def check(value: str) -> str:
        if shape.search(value) is None or (longest is not None and len(value) > longest):
            raise refusal(finding, message, hint)
        return value

    return AfterValidator(check)


def text(longest: int, *, prose: bool) -> AfterValidator:
    """A validator for ``characters.text_pattern``: gives the text without its outer blanks, or says what is wrong."""
    shape = re.compile(text_pattern(longest, prose=prose))

    def check(value: str) -> str:
        kept = stripped(value)
        if not kept:
            raise refusal("empty-text", "text is missing here", "write it, or take the field out")
        if wrong := fault(kept, prose=prose):
            raise refusal("bad-character", f"this text holds {wrong}", "type the text anew instead of pasting it")
        if not prose and "\n" in kept:
            raise refusal("not-one-line", "this text must stand on one line", "join its lines")
        if len(kept) > longest:
            raise refusal("too-long", f"this text is longer than {longest} characters", "shorten or divide it")
        if shape.search(value) is None:
            raise refusal("bad-character", "this text begins or ends with a stray character", "type it anew")
        return kept

    return AfterValidator(check)


def made(
    make: Callable[[str], T], already: type, pattern: str, finding: str, message: str, hint: str
) -> PlainValidator:
    """A validator that makes a value from a text of one pattern; one already made, which JSON cannot hold, passes."""
    shape = re.compile(pattern)

    def check(value: object) -> object:
        if type(value) is already:
            return value
        if not isinstance(value, str) or shape.search(value) is None:
            raise refusal(finding, message, hint)
        try:
            return make(value)
        except ValueError:
            raise refusal(finding, message, hint) from None

    return PlainValidator(check)
