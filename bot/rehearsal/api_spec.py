"""Checks a call's parameters against bot_api.json: names, required ones, types, also inside nested objects."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.rehearsal.api_words import BY_TYPE_FIELD, LABELS, MARKUPS, MAY_BE_EMPTY, MISSING, NOT_JSON, WRONG_SHAPE
from bot.rehearsal.errors import bad_request

_INTEGER = re.compile(r"-?[0-9]{1,19}")
SPEC_FILE = Path(__file__).with_name("bot_api.json")


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method or one field of an object, with the types that it may have."""

    name: str
    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Spec:
    """Methods by their lower-case name (the official server ignores case), and the types that they use."""

    names: Mapping[str, str]
    methods: Mapping[str, Mapping[str, Field]]
    types: Mapping[str, Mapping[str, Field]]
    unions: Mapping[str, tuple[str, ...]]


def _fields(rows: list[dict[str, Any]]) -> dict[str, Field]:
    return {row["name"]: Field(row["name"], tuple(row["types"]), row["required"]) for row in rows}


@cache
def load() -> Spec:
    """The specification from the file beside this module, read once."""
    read = json.loads(SPEC_FILE.read_text(encoding="utf-8"))
    methods = {name: _fields(rows) for name, rows in read["methods"].items()}
    types = {name: _fields(row["fields"]) for name, row in read["types"].items()}
    unions = {name: tuple(row["subtypes"]) for name, row in read["types"].items() if "subtypes" in row}
    return Spec({name.lower(): name for name in methods}, methods, types, unions)


class _Mismatch(Exception):
    """A value is not of the type that was tried."""


def check(method: str, given: Mapping[str, Any], uploads: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The parameters of `method`, parsed into their types.

    `given` holds strings (query, form) or JSON values; `uploads` the names of the files sent along. A parameter that
    the method doesn't have is refused, which the official server would overlook.
    Raises ApiError 400 with the official description where there is one.
    """
    fields = load().methods[method]
    _refuse_unknown(fields, given, uploads)
    parsed = {name: _parameter(fields[name], value) for name, value in given.items() if value not in ("", None)}
    for name in uploads & fields.keys():
        parsed[name] = _upload(fields[name])
    for field in fields.values():
        if field.required and field.name not in parsed and (method, field.name) not in MAY_BE_EMPTY:
            raise bad_request(MISSING.get(field.name, f'parameter "{field.name}" is required'))
    return parsed


def _refuse_unknown(fields: Mapping[str, Field], given: Mapping[str, Any], uploads: frozenset[str]) -> None:
    for name in given:
        if name not in fields:
            raise bad_request(f"unknown parameter {name}")
    for name in uploads - fields.keys():
        if not any(f"attach://{name}" in str(value) for value in given.values()):
            raise bad_request(f"unknown parameter {name}")


def _upload(field: Field) -> str:
    if "InputFile" not in field.types:
        raise bad_request(f'parameter "{field.name}" must be of type {" or ".join(field.types)}')
    return f"attach://{field.name}"


def _parameter(field: Field, value: Any) -> Any:
    for kind in field.types:
        if kind in SCALARS:
            try:
                return SCALARS[kind](value)
            except _Mismatch:
                continue
    if field.types[0] in SCALARS:
        raise bad_request(f'parameter "{field.name}" must be of type {" or ".join(field.types)}')
    return _structured(field, value)


def _structured(field: Field, value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            raise bad_request(NOT_JSON.get(field.name, f"can't parse {field.name} JSON object")) from None
    if not isinstance(value, list if field.types[0].startswith("Array of ") else dict):
        default = f'parameter "{field.name}" must be of type {" or ".join(field.types)}'
        raise bad_request(WRONG_SHAPE.get(field.name, default))
    return _nested(field.types, value, field.name)


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    raise _Mismatch


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "1", "0", "yes", "no"}:
        return value.lower() in {"true", "1", "yes"}
    raise _Mismatch


def _float(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    try:
        return float(str(value))
    except ValueError:
        raise _Mismatch from None


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _Mismatch


SCALARS: Mapping[str, Callable[[Any], Any]] = {
    "Integer": _integer,
    "Boolean": _boolean,
    "True": _boolean,
    "Float": _float,
    "String": _string,
    "InputFile": _string,
}
_JSON_SCALARS: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
    "String": (str,),
    "InputFile": (str,),
}


def _nested(types: tuple[str, ...], value: Any, where: str) -> Any:
    """`value` from JSON, checked against a union of types; raises ApiError 400 that names the place."""
    if isinstance(value, list):
        inner = tuple(kind.removeprefix("Array of ") for kind in types if kind.startswith("Array of "))
        if inner:
            return [_nested(inner, item, where) for item in value]
    elif isinstance(value, dict):
        return _object(_pick(types, value, where), value)
    elif any(isinstance(value, _JSON_SCALARS[kind]) and _same_truth(kind, value) for kind in types if kind in SCALARS):
        return value
    raise _mismatch(types, where)


def _mismatch(types: tuple[str, ...], where: str) -> Exception:
    if types[0].endswith("Array of InlineKeyboardButton"):
        return bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if types == ("InlineKeyboardButton",):
        return bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    owner, _, name = where.rpartition(".")
    label = f'can\'t parse {owner}: Field "{name}"' if owner else f'parameter "{name}"'
    return bad_request(f"{label} must be of type {' or '.join(types)}")


def _same_truth(kind: str, value: Any) -> bool:
    """bool is an int in Python and is not in JSON."""
    return isinstance(value, bool) == (kind in {"Boolean", "True"})


def _pick(types: tuple[str, ...], value: dict[str, Any], where: str) -> str:
    """The one object type of a union that `value` claims to be."""
    spec = load()
    names = [name for kind in types for name in spec.unions.get(kind, (kind,)) if name in spec.types]
    if len(names) <= 1:
        if not names:
            raise _mismatch(types, where)
        return names[0]
    by_key = [name for key, name in MARKUPS.items() if key in value and name in names]
    by_type = BY_TYPE_FIELD.get(str(value.get("type")), "")
    if by_key or by_type in names:
        return by_key[0] if by_key else by_type
    if where == "media":
        raise bad_request(f'can\'t parse InputMedia: type "{value.get("type")}" is unsupported')
    if where == "scope":
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    raise bad_request(WRONG_SHAPE.get(where, f'parameter "{where}" must be of type {" or ".join(types)}'))


def _object(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    fields = load().types[kind]
    label = LABELS.get(kind, "InputMedia" if kind.startswith("InputMedia") else kind)
    for name in value:
        if name not in fields:
            raise bad_request(f'can\'t parse {label}: unknown field "{name}"')
    for field in fields.values():
        if field.required and value.get(field.name) is None:
            raise bad_request(f"can't parse {label}: Can't find field \"{field.name}\"")
    given = {name: item for name, item in value.items() if item is not None}
    return {name: _nested(fields[name].types, item, f"{label}.{name}") for name, item in given.items()}
