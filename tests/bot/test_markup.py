"""The Markdown subset as text with styles, and replies cut into what a channel takes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.packing import pack, shown_length, split
from bot.markup import Style, Styled, parse
from handlers.messages import Attachment, Capabilities, Choice, Reply
from handlers.text import plain, units

CAN = Capabilities(
    buttons=True, edits=True, inbound_files=True, command_menu=True, text_length=4096, caption_length=1024
)


@pytest.mark.parametrize(
    ("markdown", "text", "styles"),
    [
        ("chữ", "chữ", ()),
        ("**đậm** _nghiêng_", "đậm nghiêng", (Style("bold", 0, 3), Style("italic", 4, 7))),
        ("👍 **đậm**", "👍 đậm", (Style("bold", 3, 3),)),
        ("***cả hai***", "cả hai", (Style("bold", 0, 6), Style("italic", 0, 6))),
        ("**một _hai_**", "một hai", (Style("bold", 0, 7), Style("italic", 4, 3))),
        ("[lớp](https://x.vn/a?b=c&d)", "lớp", (Style("link", 0, 3, "https://x.vn/a?b=c&d"),)),
        ("[a ](https://x.vn)", "a", (Style("link", 0, 1, "https://x.vn"),)),
        ("[ ](https://x.vn)", "", ()),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", ()),
        ("một\nhai", "một\nhai", ()),
        ("một\n\n\n\nhai", "một\n\nhai", ()),
        ("- một\n- hai", "• một\n• hai", ()),
        ("2. hai\n3. ba", "2. hai\n3. ba", ()),
        ("đầu\n- một\n- hai\n\ncuối", "đầu\n\n• một\n• hai\n\ncuối", ()),
        ("- một\n  - trong\n- hai", "• một\n  • trong\n• hai", ()),
        ("# không phải đầu đề", "# không phải đầu đề", ()),
        ("<b>không phải HTML</b> &amp; `mã`", "<b>không phải HTML</b> &amp; `mã`", ()),
        (r"\*sao\* \_gạch\_", "*sao* _gạch_", ()),
        ("**hở", "**hở", ()),
        ("", "", ()),
        ("   \n ", "", ()),
    ],
)
def test_what_is_shown(markdown: str, text: str, styles: tuple[Style, ...]) -> None:
    assert parse(markdown) == Styled(text, styles)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="ab *_[](https://x)\n-1.\\👍"))
def test_styles_lie_within_the_text(markdown: str) -> None:
    styled = parse(markdown)
    whole = units(styled.text)
    assert all(
        style.length > 0 and style.offset >= 0 and style.offset + style.length <= whole for style in styled.styles
    )


FILE = Attachment("a.txt", content="a")
PHOTO = Attachment("b.png", content="b", as_photo=True)
ROW = ((Choice("x", "X"),),)


@pytest.mark.parametrize(
    ("reply", "parts"),
    [
        (Reply("chữ", ROW, replaces=True), [Reply("chữ", ROW, replaces=True)]),
        (Reply("chữ", ROW, (FILE,), replaces=True), [Reply("chữ", ROW, (FILE,))]),
        (Reply("", ROW, (FILE,)), [Reply("", ROW, (FILE,))]),
        (Reply("x" * 1024, ROW, (FILE,)), [Reply("x" * 1024, ROW, (FILE,))]),
        (Reply("x" * 1025, ROW, (FILE,)), [Reply("x" * 1025, ROW), Reply("", attachments=(FILE,))]),
        (
            Reply("chữ", ROW, (FILE, PHOTO)),
            [Reply("chữ", ROW), Reply("", attachments=(FILE,)), Reply("", attachments=(PHOTO,))],
        ),
        (Reply("", ROW, (FILE, PHOTO)), [Reply("", attachments=(FILE,)), Reply("", ROW, (PHOTO,))]),
        (Reply("", ROW), []),
        (Reply(" \n "), []),
        (
            Reply("a" * 4096 + "\n\n" + "b" * 10, ROW, replaces=True),
            [Reply("a" * 4096, replaces=True), Reply("b" * 10, ROW)],
        ),
    ],
)
def test_a_reply_as_single_requests(reply: Reply, parts: list[Reply]) -> None:
    assert pack(reply, CAN) == parts


def test_a_channel_with_less_room_gets_more_parts() -> None:
    small = replace(CAN, text_length=10, caption_length=0)
    assert [part.text for part in pack(Reply("một hai ba bốn"), small)] == ["một hai ba", "bốn"]
    assert [part.text for part in pack(Reply("một", (), (FILE,)), small)] == ["một", ""]


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("một\n\nhai", 100, ["một\n\nhai"]),
        ("một\n\nhai", 5, ["một", "hai"]),
        ("một\nhai\n\nba", 8, ["một\nhai", "ba"]),
        ("một\nhai ba", 6, ["một", "hai ba"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        (r"\*\*\*\*\*", 2, [r"\*\*", r"\*\*", r"\*"]),
        ("👍👍👍", 4, ["👍👍", "👍"]),
        ("👍👍", 3, ["👍", "👍"]),
        ("", 5, []),
        ("\n\n", 5, []),
    ],
)
def test_where_a_text_is_cut(text: str, limit: int, pieces: list[str]) -> None:
    assert split(text, limit) == pieces


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aă *_[\\-1.👍\n"), st.integers(2, 40))
def test_nothing_that_a_person_wrote_is_lost_by_cutting(written: str, limit: int) -> None:
    pieces = split(plain(written), limit)
    assert [shown_length(piece) <= limit for piece in pieces] == [True] * len(pieces)
    shown = "".join("".join(parse(piece).text.split()) for piece in pieces)
    assert shown == "".join(written.split())


@pytest.mark.parametrize(
    "written", ["x" * 10_000, "chữ " * 2500, "*" * 10_000, "👍" * 5000, ("đoạn\n" * 3 + "\n") * 600]
)
def test_ten_thousand_characters_are_cut_without_loss(written: str) -> None:
    pieces = split(plain(written), 4096)
    assert [shown_length(piece) <= 4096 for piece in pieces] == [True] * len(pieces)
    assert len(pieces) == 3
    assert "".join("".join(parse(piece).text.split()) for piece in pieces) == "".join(written.split())
