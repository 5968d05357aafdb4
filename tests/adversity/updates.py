"""Raw updates as Telegram may send them: every kind that its library knows, and fields that nobody knows yet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from telegram.constants import MessageType, UpdateType

MARK = "{mark}"
"""Stands for words that only the one who writes them may ever see again."""

Raw = dict[str, Any]
FILE = {"file_id": "ref", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1, "length": 1}

SPECIAL: dict[str, Any] = {
    "text": f"chuyển tiếp {MARK}",
    "photo": [FILE, FILE | {"width": 90, "height": 1280}],
    "sticker": FILE | {"emoji": "👍", "set_name": "s"},
    "animation": FILE | {"file_name": f"{MARK}.gif"},
    "document": FILE | {"file_name": f"{MARK}.pdf", "mime_type": "application/pdf"},
    "contact": {"phone_number": "+84", "first_name": MARK, "vcard": "BEGIN:VCARD"},
    "location": {"latitude": 11.9, "longitude": 108.4, "live_period": 60},
    "venue": {"location": {"latitude": 0, "longitude": 0}, "title": MARK, "address": ""},
    "poll": {"id": "1", "question": MARK, "options": [{"text": "a", "voter_count": 0}]},
    "dice": {"emoji": "🎲", "value": 6},
    "new_chat_members": [{"id": 1, "is_bot": True, "first_name": "Ai"}],
    "left_chat_member": {"id": 1},
    "new_chat_title": MARK,
    "new_chat_photo": [FILE],
    "group_chat_created": True,
    "migrate_to_chat_id": -1_001_234_567_890,
    "pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1}},
    "connected_website": "https://a.vn",
    "effect_id": "5104841245755180586",
    "sender_boost_count": 3,
}
"""Real contents of the kinds that have one; the others get an object that nobody knows."""
EVERY_KIND: tuple[Raw, ...] = tuple({kind.value: SPECIAL.get(kind, FILE | {"of_2031": [[{}]]})} for kind in MessageType)
FORWARDED: tuple[Raw, ...] = tuple(
    {"forward_origin": {"type": type_, "date": 1, "sender_user_name": "Ai đó"}, **about}
    for type_, about in (
        ("hidden_user", {"text": f"chuyển tiếp {MARK}"}),
        ("channel", {"text": "/menu", "is_automatic_forward": True}),
        ("user", {"photo": [FILE], "caption": MARK}),
        ("chat", {"sticker": FILE}),
    )
)
ODD: tuple[Raw, ...] = (
    {"text": "1", "reply_to_message": {"message_id": 1, "text": "?"}, "quote": {"text": "?", "position": 0}},
    {"text": MARK, "entities": [{"type": "text_link", "offset": 0, "length": 900, "url": "tg://x"}]},
    {"text": f"/menu@ai_do_bot {MARK}", "via_bot": {"id": 9, "is_bot": True}},
    {"text": "1", "from": {"id": 777_000, "is_bot": False, "first_name": "Telegram"}},
    {"text": "1", "business_connection_id": "b", "message_thread_id": 3, "is_topic_message": True},
    {"caption": f"lời không ảnh {MARK}"},
    {"photo": []},
    {"text": None},
    {"text": ""},
    {"date": 0, "text": "1"},
    {"something_of_2031": {"deep": [[[]]]}},
    {},
)
MESSAGES = EVERY_KIND + FORWARDED + ODD
_WANTED = {UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.MY_CHAT_MEMBER}
OTHER_KINDS: tuple[Raw, ...] = (
    *({kind.value: {"id": "1", "of_2031": True}} for kind in UpdateType if kind not in _WANTED),
    {"of_2031": {"id": 1}},
)
"""What the program doesn't ask for, or can do nothing with."""

MEMBERS: tuple[Raw, ...] = (
    *({"my_chat_member": {"new_chat_member": {"status": to}}} for to in ("kicked", "left", "member")),
    {"my_chat_member": {}},
)
TAPS: tuple[Raw, ...] = (
    {"callback_query": {"id": "1"}},
    {"callback_query": {"id": "1", "data": "1.menu", "inline_message_id": "9"}},
    {"callback_query": {"id": "1", "game_short_name": "g"}},
    {"callback_query": {"id": "1", "data": "1.menu", "message": {"message_id": 3, "date": 0}}},
)


def anything(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Raw]:
    """One update without the fields that say whose it is; `texts` are what an edited message says."""
    return st.one_of(
        st.sampled_from(MESSAGES).map(lambda about: {"message": about}),
        st.sampled_from(MESSAGES).map(lambda about: {"edited_message": {"edit_date": 2, **about}}),
        texts.map(lambda text: {"edited_message": {"text": text, "edit_date": 2}}),
        st.sampled_from(OTHER_KINDS),
        st.sampled_from(MEMBERS),
        st.sampled_from(TAPS),
    )
