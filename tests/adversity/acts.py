"""What people do to the program, in any order: hypothesis' strategies of acts, and of raw updates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from handlers.doors import COMMANDS

MARK = "{mark}"
"""Stands for words that only the one who writes them may ever see again."""

WHO = ("learner", "neighbour", "newcomer", "trainer", "coordinator")
Kind = Literal["says", "taps", "taps_old", "taps_anothers", "forges", "sends", "brings", "moves_clock"]


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something: `what` is a text, a number, raw messages or minutes, as the kind says."""

    who: str
    kind: Kind
    what: Any


ODD_TEXTS = (
    "ă" * 4096, "x" * 4000 + MARK, "\\" * 900, "*" * 500, "_[a](http://b.vn)_ " * 60, "- a\n" * 300, "1. a\n\n" * 200,
    "👨‍👩‍👧‍👦" * 300, "\u202eabc\u202c", "có\x00 NUL", "\ud83d nửa chữ \udc00", "   ", "\n\n\n", ".", "!",
    "&lt;b&gt; <b>", "{0} {x} %s",
    "DH-0000-0000-0000", "/", "//", "/ menu", "/menu@bot", "/START i_000000000000", "/start c_24781", "/start c_x",
)  # fmt: skip
USUAL_TEXTS = (
    "1", "2", "3", "9", "99", "a", "B.", "câu 2", "có", "không", "đồng ý", "tiếp", "dừng", "thôi", "trang chính",
    "trợ giúp",
    "lam dong", "xuan huong", "ca nuoc", "24/5/2026 9:00", "ngày mai 8h", "23/5 7:30", "30/2", "2026-05-24T08:00",
    "sau 2 giờ",
    f"Nguyễn Thị {MARK}", f"Việc của {MARK}: đường xa.", f"*{MARK}*", f"{MARK}\n\n{MARK}",
)  # fmt: skip
FORGED = (
    "", "x", ".", "1.", "999999999.menu", "-1.menu", "1.x:y:z", "1.lesson:", "1.read:khong-co", "1.part:\x00",
    "1.quiz:cd9",
    "1.quiz-start:cd1:-1", "1.quiz-start:cd1:99", "1.quiz-answer:1:0:Z", "1.quiz-answer:x:y", "1.!quiz-settle:1:0:",
    "1.essay_part:x", "1.essay_read:999", "1.essay_read:99999999999999999999", "1.!essay_hand:999:zz",
    "1.!essay_takeback:1",
    "1.nshow", "1.nlist", "1.nshow:1", "1.nshow:99999999999999999999",
    "1.nstop:1", "1.nresend:x", "1.nlist:", "1.nlist:-1", "1.!send:now",
    "1.!erase", "1.confirm", "1.commune:99999", "1.group:x", "1.x-xlsx", "1.x-commune", "1.calendar:x", "1.lesson:١",
    "1.part:²",
    "1.story:x", "1.story-go:dat-thon:0", "1.story-pick:1:1:A", "1.story-pick:1:1:Z", "1.story-pick:²:1:A",
    "1.check:khong-co", "1.check-answer:btcb-01:Z", "1.class:x", "1.class:lop-664", "1.choices-of:x",
    *(f"1.{name}" for name in (
        "menu", "lessons", "quizzes", "timetable", "reflection", "progress", "notices", "move", "export", "overview",
        "mydata", "help", "register", "stories", "classes", "choices", "story-go:dat-thon:1",
        "check:btcb-01", "start", "essay_start", "essay_part:van-de", "quiz:cd1", "quiz-start:cd1",
        "quiz-start:cd1:1", "essay_preview", "calendar")),
)  # fmt: skip
OTHER_MESSAGES: tuple[dict[str, Any], ...] = (
    {"sticker": {"file_id": "s", "emoji": "👍"}},
    {"contact": {"phone_number": "+84", "first_name": "Ai"}},
    {"location": {"latitude": 11.9, "longitude": 108.4}},
    {"poll": {"id": "1", "question": "?", "options": []}},
    {"new_chat_members": [{"id": 1}]},
    {"pinned_message": {"message_id": 1}},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    {"text": f"chuyển tiếp {MARK}", "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Ai đó"}},
    {"text": "1", "reply_to_message": {"message_id": 1, "text": "?"}, "quote": {"text": "?", "position": 0}},
    {"something_of_2031": {"deep": [[[]]]}},
    {"text": None},
    {},
)
_texts = st.one_of(
    st.sampled_from(USUAL_TEXTS),
    st.sampled_from([f"/{name}" for name, _ in COMMANDS] + ["/start", "/help", "/khongco", "/thongbao 1"]),
    st.sampled_from(ODD_TEXTS),
    st.text(st.characters(), max_size=40).map(lambda text: text + MARK),
    st.text(st.characters(), max_size=40),
)
_names = st.sampled_from([
    "bai.pdf", "../../etc/passwd", "CON.pdf", "ạ" * 300 + ".docx", "\u202egpj.exe", "", "a\x00b.pdf", f"{MARK}.pdf",
    "*_[x](y).pdf",
])  # fmt: skip
_types = st.sampled_from(["application/pdf", "image/jpeg", "image/png", "application/zip", "application/octet-stream"])
_problems = st.sampled_from([None, None, None, "too_large", "lost"])
_file = st.tuples(st.sampled_from(["photo", "document", "video"]), _names, _types, st.integers(0, 3), _problems)
_anything = st.one_of(
    st.sampled_from(OTHER_MESSAGES).map(lambda about: {"message": about}),
    _texts.map(lambda text: {"edited_message": {"text": text, "edit_date": 2}}),
    st.sampled_from(["kicked", "left", "member"]).map(
        lambda to: {"my_chat_member": {"new_chat_member": {"status": to}}}
    ),
    st.just({"my_chat_member": {}}),
    st.just({"callback_query": {"id": "1"}}),
    st.just({"callback_query": {"id": "1", "data": "1.menu", "inline_message_id": "9"}}),
    st.just({"callback_query": {"id": "1", "game_short_name": "g"}}),
)
_counts = st.integers(0, 60)


DOORS = {
    "learner": ("/kiemtra", "1.quiz-start:cd1:1", "1.essay_start", "/thuhoach", "/baihoc", "/dulieu", "/lich"),
    "neighbour": ("1.quiz-start:cd2:1", "1.essay_start", "/thuhoach", "/dulieu"),
    "newcomer": ("/start", "/start c_24781", "/dulieu"),
    "trainer": ("/thongbao", "1.nnew", "1.nnew", "/doilich", "/kiemtra"),
    "coordinator": ("/xuat", "/tongquan", "/thuhoach"),
}
"""Where each begins most of what they do: what they type, or a lasting button's data."""

_tap = st.tuples(st.just("taps"), st.one_of(st.integers(0, 2), _counts))
_deed = st.one_of(
    _tap,
    _tap,
    _tap,
    _tap,
    _tap,
    st.tuples(st.just("says"), _texts),
    st.tuples(st.just("says"), _texts),
    st.tuples(st.just("taps_old"), _counts),
    st.tuples(st.just("taps_anothers"), _counts),
    st.tuples(st.just("forges"), st.sampled_from(FORGED) | st.text(max_size=30)),
    st.tuples(st.just("sends"), st.lists(_file, min_size=1, max_size=3)),
    st.tuples(st.just("brings"), _anything),
    st.tuples(st.just("moves_clock"), st.sampled_from([1, 30, 600, 1440, 10_000, -1, -1440])),
)


def _through(who: str, door: str) -> Act:
    return Act(who, "says" if door.startswith("/") else "forges", door)


@st.composite
def _while(draw: st.DrawFn) -> list[Act]:
    """A while that belongs to one person: mostly through a door, and then one thing after another."""
    who = draw(st.sampled_from(WHO))
    opening = [_through(who, draw(st.sampled_from(DOORS[who])))] if draw(st.integers(0, 4)) else []
    if opening and who == "trainer":
        opening.append(Act(who, "says", draw(st.sampled_from(USUAL_TEXTS))))
    onward = [Act(who, "taps", what) for what in draw(st.lists(st.integers(0, 3), max_size=10))]
    return [*opening, *onward, *(Act(who, kind, what) for kind, what in draw(st.lists(_deed, min_size=1, max_size=12)))]


acts = st.lists(_while(), min_size=1, max_size=6).map(lambda whiles: [act for one in whiles for act in one])
"""Up to 132 acts of five people, who take turns."""
