"""HTML as the official server reads it, right and wrong."""

from typing import Any

import pytest

from bot.rehearsal.errors import ApiError
from bot.rehearsal.html_text import parse_html

RIGHT: list[tuple[str, str, list[dict[str, Any]]]] = [
    ("plain", "plain", []),
    ("1 &lt; 2 &amp; &#x111;&#33; &nbsp; &", "1 < 2 & đ! &nbsp; &", []),
    ("<b>Đậm</b>", "Đậm", [{"type": "bold", "offset": 0, "length": 3}]),
    ("😀<i>a</i>", "😀a", [{"type": "italic", "offset": 2, "length": 1}]),
    ("<B >a</B >", "a", [{"type": "bold", "offset": 0, "length": 1}]),
    ("<b></b>a", "a", []),
    (
        "<b>a<i>b</i></b>",
        "ab",
        [{"type": "italic", "offset": 1, "length": 1}, {"type": "bold", "offset": 0, "length": 2}],
    ),
    (
        '<a href="https://a.vn/?x=1&amp;y=2">ở đây</a>',
        "ở đây",
        [{"type": "text_link", "offset": 0, "length": 5, "url": "https://a.vn/?x=1&y=2"}],
    ),
    ("<a href='nowhere'>a</a>", "a", []),
    ("<a>a.vn</a>", "a.vn", [{"type": "text_link", "offset": 0, "length": 4, "url": "a.vn"}]),
    ('<span class="tg-spoiler">a</span>', "a", [{"type": "spoiler", "offset": 0, "length": 1}]),
    ("<blockquote expandable>a</blockquote>", "a", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
    (
        '<pre><code class="language-py">a</code></pre>',
        "a",
        [{"type": "code", "offset": 0, "length": 1, "language": "py"}, {"type": "pre", "offset": 0, "length": 1}],
    ),
    (
        '<tg-emoji emoji-id="5">👍</tg-emoji>',
        "👍",
        [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5"}],
    ),
    ("<b>a</>", "a", [{"type": "bold", "offset": 0, "length": 1}]),
]

WRONG = [
    ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
    ("đ<p>a</p>", 'Unsupported start tag "p" at byte offset 2'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ("<b ", "Unclosed start tag at byte offset 0"),
    ("<a href=", "Unclosed start tag at byte offset 0"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<b =x>a</b>", 'Empty attribute name in the tag "b" at byte offset 0'),
    ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("a</b>", "Unexpected end tag at byte offset 1"),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<b>a<i>b</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
]


@pytest.mark.parametrize(("source", "text", "entities"), RIGHT)
def test_right_html(source: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(source) == (text, entities)


@pytest.mark.parametrize(("source", "reason"), WRONG)
def test_wrong_html(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"
