"""What people do to the program, in any order: hypothesis' strategies of acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from hypothesis import strategies as st

from handlers.conversations import ALL
from handlers.doors import COMMANDS, DOORS
from tests.adversity.updates import MARK, anything

WHO = ("learner", "neighbour", "newcomer", "trainer", "coordinator", "inspector", "owner")
SPEAK_TO_ALL = frozenset({"trainer", "owner"})
"""They send notices: what they write is for others to read."""
Kind = Literal[
    "says", "fits", "taps", "taps_twice", "taps_old", "taps_anothers", "forges", "sends", "brings", "moves_clock",
    "time_passes",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something: `what` is a text, a number, raw messages or minutes, as the kind says."""

    who: str
    kind: Kind
    what: Any


ODD_TEXTS = (
    "ă" * 4096, "x" * 4000 + MARK, "\\" * 900, "*" * 500, "_[a](http://b.vn)_ " * 60, "- a\n" * 300, "1. a\n\n" * 200,
    "👨‍👩‍👧‍👦" * 300, "\u202eabc\u202c", "có\x00 NUL", "\ud83d nửa chữ \udc00", "   ", "\n\n\n", ".", "!",
    "&lt;b&gt; <b>", "{0} {x} %s", '=HYPERLINK("http://a.vn")', "@SUM(1)", "-1+1", "\t=1", "\r=1", "\u202egpj.exe",
    "DH-0000-0000-0000", "/", "//", "/ menu", "/menu@bot", "/START i_000000000000", "/start c_24781", "/start c_x",
)  # fmt: skip
USUAL_TEXTS = (
    "1", "2", "3", "9", "99", "a", "B.", "câu 2", "có", "không", "đồng ý", "tiếp", "dừng", "thôi", "trang chính",
    "trợ giúp", "xóa dữ liệu", "rút lại đồng ý", "nộp bài", "chốt",
    "lam dong", "xuan huong", "ca nuoc", "24/5/2026 9:00", "ngày mai 8h", "23/5 7:30", "30/2", "2026-05-24T08:00",
    "sau 2 giờ",
    f"Nguyễn Thị {MARK}", f"Việc của {MARK}: đường xa.", f"*{MARK}*", f"{MARK}\n\n{MARK}",
)  # fmt: skip
_NAMES = sorted({name for held in ALL for name in held.choices} | {"agree", "confirm", "nd:preview", "au:g:x", "mk"})
_ARGUMENTS = (
    "", ":", ":1", ":2", ":x", ":cd1", ":cd1:1", ":cd1:-1", ":cd9:1", ":1:0:Z", ":999:zz", ":99999999999999999999",
    ":١", ":²", ":\x00", ":van-de", ":essay", ":edit:name", ":erase", ":file", ":khong-co",
    ":dat-thon", ":dat-thon:1", ":1:1:A", ":1:1:Z", ":chung-01", ":chung-01:A", ":chung-01:Z", ":lop-664",
)  # fmt: skip
ODD_DATA = (
    "", "x", ".", "1.", "999999999.menu", "-1.menu", "1.x:y:z", "1.part:\x00", "1.!send:now", "1.!erase", "1.!move",
    "1.!stop", "1.!resend", "1.commune:99999", "1.group:x", "1.x-xlsx", "1.x-commune", "1.x-at:00070",
    "1.au:l:khong-co", "1.mv:khong-co",
)  # fmt: skip
_forged = st.one_of(
    st.sampled_from(ODD_DATA),
    st.tuples(st.sampled_from(_NAMES), st.sampled_from(_ARGUMENTS), st.integers(0, 9)).map(
        lambda parts: f"{parts[2]}.{parts[0]}{parts[1]}"
    ),
    st.text(max_size=30),
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
    "*_[x](y).pdf", "=1+1.pdf",
])  # fmt: skip
_types = st.sampled_from(["application/pdf", "image/jpeg", "image/png", "application/zip", "application/octet-stream"])
_problems = st.sampled_from([None, None, None, "too_large", "lost"])
_file = st.tuples(st.sampled_from(["photo", "document", "video"]), _names, _types, st.integers(0, 3), _problems)
_counts = st.integers(0, 60)

_READY = ("1.essay_start", "1.essay_topic:cd1:1", "1.essay_part:essay", "@bai.pdf", "1.essay_preview")
_HANDED_IN = (*_READY, "~3", "1.reflection")
_READING, _TAKING_BACK = (*_HANDED_IN, "~5"), (*_HANDED_IN, "~2")
_DRAFT = ("1.essay_start", "1.essay_part:van-de", "~0", "1.essay_outline")
_LONG_ESSAY = ("1.essay_start", "1.essay_part:van-de", "~2", "~4", "1.essay_preview")
_DISCARDING = (*_DRAFT, "~11")
_PREVIEW = ("1.nnew", "~0", "~0")
_SENT = (*_PREVIEW, "~0")
_GONE = (*_SENT, "+2", "1.notices", "1.nshow:1")
_RESENDING, _LISTED = (*_GONE, "~0"), (*_GONE, "~3")
_PROVINCE, _COMMUNES = ("1.nnew", "~0", "~9"), ("1.nnew", "~0", "~11")
_CONFIRMING = ("/start", "~0", "~0", "~0", "~0", "~3", "~0")
SECOND_CHAT = 7
"""The neighbour's, by its number: after those of the six who have a place in the class."""
OPENINGS: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "learner": (
        "/kiemtra", "1.quiz-start:cd1:1", "1.essay_start", "/thuhoach", "/baihoc", "/dulieu", "/lich", "/tiendo",
        _READY, _READING, _TAKING_BACK, _DISCARDING, ("1.essay_start", "1.essay_level:xa:1"), "/tinhhuong",
        "1.story-go:dat-thon:1", "1.check:chung-01", "/lop", "1.class:lop-664",
    ),
    "neighbour": (
        "1.quiz-start:cd2:1", _HANDED_IN, _DRAFT, _LONG_ESSAY, "1.mydata:edit:name", "1.mydata:edit:place",
        "1.mydata:edit:position", "1.mydata:erase", f"1.mydata:part:{SECOND_CHAT}",
    ),
    "newcomer": ("/start", "/start c_24781", _CONFIRMING, "/dulieu"),
    "trainer": (_PROVINCE, _COMMUNES, _PREVIEW, _SENT, _RESENDING, _LISTED, "1.move", "1.move", "/kiemtra", "1.choices",
        "1.choices-of:dat-thon"),
    "coordinator": ("1.export", "/xuat", "/tongquan", "1.register", "/goidien", "1.unreached-of:68:24781"),
    "inspector": ("1.export", "/xuat", "/tongquan", "1.unreached", "1.unreached-of:01:00070", "1.unreached-file"),
    "owner": (
        "1.export", "1.export", ("1.export", "~2"), _PREVIEW, _RESENDING, "1.move", *(f"1.{name}" for name in DOORS),
    ),
}  # fmt: skip
"""Where each begins most of what they do: what they type, a lasting button's data, `@` a file, `~` what fits, `+` time
that passes; or several in a row, which lead to a deep place.
"""

_deed = st.one_of(
    *[st.tuples(st.just("taps"), st.one_of(st.integers(0, 2), _counts))] * 4,
    st.tuples(st.just("taps_twice"), _counts),
    *[st.tuples(st.just("fits"), _counts)] * 2,
    *[st.tuples(st.just("says"), _texts)] * 2,
    st.tuples(st.just("taps_old"), _counts),
    st.tuples(st.just("taps_anothers"), _counts),
    st.tuples(st.just("forges"), _forged),
    st.tuples(st.just("sends"), st.lists(_file, min_size=1, max_size=3)),
    st.tuples(st.just("brings"), anything(_texts)),
    st.tuples(st.just("moves_clock"), st.sampled_from([1, 30, 600, 1440, 10_000, -1, -1440])),
    st.tuples(st.just("time_passes"), _counts),
)


_ACTIVE = (*WHO, "learner", "learner", "neighbour", "newcomer", "trainer", "trainer", "owner")
"""Those with more to do come more often."""


def _through(who: str, doors: str | tuple[str, ...]) -> list[Act]:
    return [_first(who, door) for door in ((doors,) if isinstance(doors, str) else doors)]


def _first(who: str, door: str) -> Act:
    match door[0]:
        case "@":
            return Act(who, "sends", [("document", door[1:], "application/pdf", 1, None)])
        case "~":
            return Act(who, "fits", int(door[1:]))
        case "+":
            return Act(who, "time_passes", int(door[1:]))
        case "1":
            return Act(who, "forges", door)
    return Act(who, "says", door)


@st.composite
def _while(draw: st.DrawFn) -> list[Act]:
    """A while that belongs to one person: mostly through a door, onward as people go, and then anything."""
    who = draw(st.sampled_from(_ACTIVE))
    opening = _through(who, draw(st.sampled_from(OPENINGS[who]))) if draw(st.integers(0, 4)) else []
    onward = [_onward(who, what) for what in draw(st.lists(_counts, min_size=3, max_size=14))]
    return [*opening, *onward, *(Act(who, kind, what) for kind, what in draw(st.lists(_deed, max_size=12)))]


def _onward(who: str, what: int) -> Act:
    """What fits; those who send notices also wait until they have gone."""
    waits = who in SPEAK_TO_ALL and what >= 45
    return Act(who, "time_passes" if waits else "fits", what)


acts = st.lists(_while(), min_size=2, max_size=6).map(lambda whiles: [act for one in whiles for act in one])
"""Up to 160 acts of seven people, who take turns."""


def beginnings() -> Iterator[list[Act]]:
    """Each person's each opening once, and a few steps onward from there: fixed examples, which come everywhere."""
    for who, openings in OPENINGS.items():
        for doors in openings:
            for what in (0, 3, 12):
                yield [*_through(who, doors), *(Act(who, "fits", what + step) for step in range(6))]
