"""Texts cleaned and trimmed with their entities kept in place, commands and links found, lengths in UTF-16."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.entities import Entity, cut_utf16, detected, formatted, utf16_length


def bold(offset: int, length: int) -> Entity:
    return {"type": "bold", "offset": offset, "length": length}


@given(st.text())
def test_length_is_that_of_utf16(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_a_cut_loses_nothing_and_keeps_the_limit(text: str, limit: int) -> None:
    first, rest = cut_utf16(text, limit)
    assert first + rest == text
    assert utf16_length(first) <= limit
    assert not rest or utf16_length(first + rest[0]) > limit


@pytest.mark.parametrize(
    ("text", "entity", "clean", "moved"),
    [
        ("  ab  ", bold(2, 2), "ab", [bold(0, 2)]),
        ("  ab  ", bold(0, 6), "ab", [bold(0, 2)]),
        ("  ab  ", bold(0, 2), "ab", []),
        ("a\r\nb", bold(0, 4), "a\nb", [bold(0, 3)]),
        ("a\r\nb", bold(3, 1), "a\nb", [bold(2, 1)]),
        ("\u202eab", bold(1, 1), "ab", [bold(0, 1)]),
        ("a\x00b", bold(2, 1), "a b", [bold(2, 1)]),
    ],
)
def test_entities_move_with_what_is_cleaned_away(text: str, entity: Entity, clean: str, moved: list[Entity]) -> None:
    assert formatted(text, None, [entity]) == (clean, moved)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/menu", [{"type": "bot_command", "offset": 0, "length": 5}]),
        ("😀 /menu@donghanh_bot.", [{"type": "bot_command", "offset": 3, "length": 18}]),
        ("a/b </b> //c /đ 1/2", []),
        ("xem https://a.vn/x?y=/z, nhé", [{"type": "url", "offset": 4, "length": 19}]),
    ],
)
def test_commands_and_links_are_found(text: str, found: list[Entity]) -> None:
    assert detected(text) == found


def test_nothing_is_found_inside_code() -> None:
    assert formatted("<code>/menu</code> /lich", "HTML", None) == (
        "/menu /lich",
        [{"type": "code", "offset": 0, "length": 5}, {"type": "bot_command", "offset": 6, "length": 5}],
    )
