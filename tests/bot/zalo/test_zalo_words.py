"""What is said to people on Zalo names nothing that Zalo doesn't have: there are no buttons to press."""

from __future__ import annotations

import re

import pytest

from bot.channels.zalo_render import shown
from content import PACKAGED
from content.loading import load_course
from content.phrases import Phrases, load_phrases

PHRASES = load_phrases(PACKAGED / "phrases")
COURSES = sorted(path.name for path in (PACKAGED / "courses").iterdir())
OF_BUTTONS = re.compile(r"\b(?:bấm|nút|nhấn vào|nhấn nút|ấn vào|chạm vào|bàn phím)\b", re.IGNORECASE)


def wrong(texts: dict[str, str]) -> dict[str, str]:
    """Those texts that tell of buttons, as Zalo shows them."""
    return {key: text for key, text in texts.items() if OF_BUTTONS.search(shown(text).text)}


def filled(phrases: Phrases) -> dict[str, str]:
    return {key: phrases.get(key).format(**dict.fromkeys(phrases.placeholders(key), "…")) for key in phrases}


def test_no_phrase_tells_of_buttons() -> None:
    assert wrong(filled(PHRASES)) == {}
    assert len(PHRASES) > 500


@pytest.mark.parametrize("course", COURSES)
def test_nor_does_what_a_course_says_in_the_bots_name(course: str) -> None:
    held = load_course(PACKAGED / "courses" / course)
    said = {"consent": held.consent.text, "who": held.consent.who, "title": held.title, "name": held.name}
    said |= {f"preparation {one.id}": one.preparation or "" for one in held.sessions}
    said |= {f"part {part.id}": f"{part.title} {part.ask}" for part in held.reflection.parts}
    assert wrong(said) == {}


def test_the_words_that_are_looked_for_are_found() -> None:
    assert wrong({"a": "Đồng chí **bấm** ở dưới.", "b": "Nút này cũ.", "c": "Trong 15 phút, vấn đề ấy"}) == {
        "a": "Đồng chí **bấm** ở dưới.",
        "b": "Nút này cũ.",
    }
