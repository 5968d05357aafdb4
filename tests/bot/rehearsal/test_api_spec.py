"""The check of parameters against the official description: closed, and never at a loss for any JSON."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal import api_spec
from bot.rehearsal.bot_api import METHODS
from bot.rehearsal.cut_bot_api import bare, cut
from bot.rehearsal.errors import ApiError

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
KEYS = st.sampled_from(["type", "text", "url", "inline_keyboard", "keyboard", "media", "message_id", "chat_id", "x"])
TYPES = st.sampled_from(["photo", "document", "chat", "default", "bold"])
JSON = st.recursive(
    SCALARS | TYPES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)
METHOD = st.sampled_from(sorted(METHODS))


def test_every_method_is_described_and_every_described_one_answered() -> None:
    assert METHODS.keys() == api_spec.load().methods.keys()


def test_every_type_that_is_named_is_there() -> None:
    spec = api_spec.load()
    groups = [*spec.methods.values(), *spec.types.values()]
    named = {bare(kind) for fields in groups for field in fields.values() for kind in field.types}
    named |= {name for names in spec.unions.values() for name in names}
    assert named - spec.types.keys() == {"Integer", "String", "Boolean"}


def test_a_cut_keeps_what_methods_reach_and_no_more() -> None:
    def described(kind: str) -> list[dict[str, Any]]:
        return [{"name": "a", "types": [kind], "required": True, "description": "long"}]

    methods = {name: {"fields": described("Integer")} for name in api_spec.load().methods}
    methods["getMe"] = {"fields": described("Array of A")}
    types = {"A": {"subtypes": ["B"]}, "B": {"fields": described("C")}, "C": {}, "D": {}}
    subset = cut({"version": "1", "methods": methods, "types": types})
    assert subset["types"] == {
        "A": {"fields": [], "subtypes": ["B"]},
        "B": {"fields": [{"name": "a", "types": ["C"], "required": True}]},
        "C": {"fields": []},
    }
    assert subset["methods"]["getMe"] == [{"name": "a", "types": ["Array of A"], "required": True}]


@given(st.data())
def test_any_json_is_parsed_or_refused(data: st.DataObject) -> None:
    method = data.draw(METHOD)
    names = sorted(api_spec.load().methods[method])
    given_params = data.draw(st.dictionaries(st.sampled_from([*names, "x"]), JSON, max_size=4))
    assert answer(method, given_params).startswith(("parsed", "Bad Request: "))


def answer(method: str, params: dict[str, Any]) -> str:
    try:
        parsed = api_spec.check(method, params)
    except ApiError as error:
        return error.description
    return "parsed" if parsed.keys() <= params.keys() else "made up"
