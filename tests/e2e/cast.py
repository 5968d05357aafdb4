"""The two hundred learners of the two days: who they are, and what each of them does when, by plain arithmetic."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.rehearsal import acting_files
from bot.rehearsal.acting_essay import Essay
from bot.rehearsal.acting_learner import Learner
from bot.rehearsal.acting_people import PLACES, Pupil
from bot.rehearsal.acting_words import GROUPS, LEVELS
from bot.rehearsal.phone import Phone
from storage.types import VIETNAM


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of May 2026."""
    return datetime(2026, 5, day, hour, minute, tzinfo=VIETNAM)


EVE, FIRST_MORNING, SECOND_MORNING = at(22, 18, 55), at(23, 7, 40), at(24, 9)
NOON, EVENING = at(23, 12), at(23, 20)
DEADLINE = at(31, 17)
HANDS_IN = (at(24, 20), at(24, 20), at(25, 20), at(25, 20), at(29, 9), at(30, 20), at(31, 15), at(31, 18))
"""When those whose number ends in 0 to 7 hand in; those whose number ends in 8 or 9 never do."""
TAKES_BACK, SECOND_IN_TIME, SECOND_LATE = at(25, 21), at(29, 9), at(31, 18)

_PLACES = [place for place in PLACES if place[2] in {"Lâm Đồng", "Lai Châu", "Đồng Tháp"}]
_FAMILIES = ("Nguyễn Văn", "Trần Thị", "K'", "Lò Văn", "Giàng A", "Điểu", "Thạch", "Nông Thị", "Đặng Hữu", "Phạm Thu")
_GIVEN = (
    *("An", "Bình", "Brơi", "Chiến", "Duyên", "Đạt", "Ênh", "Giang", "Hạnh", "Ích"),
    *("Khôi", "Lành", "Mỷ", "Nga", "Ỏi", "Phượng", "Quý", "Sáu", "Tẻo", "Ước"),
)
_ODD = {
    5: "=SUM(A1:A9)\n+84 912 345 678\n@đầu mối -- <b>không phải HTML</b> & *không phải Markdown*",
    6: "Thôn tôi 🏞️👨‍👩‍👧‍👦 có chữ من اليمين và \u202bđảo chiều\u202c, rồi hết.",
    4: "Việc dài. " + "Đường từ bon ra xã lầy lội, mùa mưa xe không qua được. " * 180,
}
"""First words of some learners: what spreadsheets, chats and databases may trip over, and 10,000 characters."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says: its number, the version, the moment in words."""

    number: str
    version: int
    at: str


@dataclass(slots=True)
class Member:
    """A learner with what they are going to do, and what they have seen of it. Moments are when a thing is begun."""

    number: int
    pupil: Pupil
    came: datetime
    reads: int
    quiz: int | None
    essays: list[tuple[datetime, Essay]]
    takes_back: datetime | None = None
    blocks: datetime | None = None
    returns: datetime | None = None
    learner: Learner = field(init=False)
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many lessons they read in all."""
        return self.reads

    @property
    def score(self) -> int | None:
        """The quiz's right answers: whichever questions are drawn, so many of the first are answered right."""
        return None if self.quiz is None else self.number // 10 % 6

    def acts(self, deed: Literal["reads", "quiz", "essay"]) -> Learner:
        """At the phone on which they do that."""
        del deed
        return self.learner

    @property
    def notified(self) -> Phone:
        """The phone on which a notice reaches them now."""
        return self.learner.phone

    @property
    def passed(self) -> int:
        """How many quizzes were passed: four right answers are enough in each."""
        return int((self.score or 0) >= 4)

    @property
    def chat(self) -> str:
        """The number of the phone on which a notice reaches them now."""
        return str(self.notified.id)

    def registered(self, moment: datetime) -> bool:
        return self.came < moment

    def away(self, moment: datetime) -> bool:
        """Whether the bot was blocked then."""
        gone = self.blocks is not None and self.blocks < moment
        return gone and (self.returns is None or self.returns > moment)

    def handed_in(self, moment: datetime) -> bool:
        took_back = self.takes_back is not None and self.takes_back < moment
        return not took_back and any(when < moment for when, _ in self.essays)

    @property
    def late(self) -> bool:
        """Whether what stands in the end was handed in after the deadline."""
        return self.essays[-1][0] > DEADLINE

    def written(self, part: int) -> str:
        """What was written for a part in all versions, each message as the phone sent it."""
        texts = [text for _, essay in self.essays for text in essay.parts.get(part, ())]
        return "\n".join(piece for text in texts for piece in sent(text))


def sent(text: str) -> list[str]:
    """The messages that a phone makes of a text: pieces of at most 4,096 (UTF-16 units; here all are of one unit)."""
    return [text[start : start + 4096] for start in range(0, len(text), 4096)]


def members() -> list[Member]:
    """All two hundred."""
    names = (f"{family} {given}".replace("' ", "'") for given in _GIVEN for family in _FAMILIES)
    return [_member(number, name) for number, name in enumerate(itertools.islice(names, 200))]


def _member(number: int, name: str) -> Member:
    blocks = NOON if number % 10 == 3 and number < 80 else None
    returns = EVENING if blocks and number // 10 % 2 == 0 else None
    silent = blocks is not None and returns is None
    early = number < 150
    return Member(
        number=number,
        pupil=pupil(number, name),
        came=EVE if early else FIRST_MORNING if number < 170 else SECOND_MORNING,
        reads=(0, 1, 0, 2, 0)[number % 5] if early else 0,
        quiz=number // 10 % 4 + 1 if early and number % 10 == 0 else None,
        essays=[] if silent else list(essays(number)),
        takes_back=TAKES_BACK if number == 1 else None,
        blocks=blocks,
        returns=returns,
    )


def pupil(number: int, name: str) -> Pupil:
    """Who somebody of that number is."""
    code, commune, province = _PLACES[(7 * number + number // 10) % len(_PLACES)]
    return Pupil(
        name=name,
        group=GROUPS[number % 6],
        commune=commune,
        province=province,
        position=f"Cán bộ thôn {number}",
        typed=f"{commune}, {province}",
        start=f"c_{code}" if number % 3 else "",
    )


def essays(number: int) -> Iterator[tuple[datetime, Essay]]:
    """What somebody of that number hands in when, in versions."""
    if number % 10 >= len(HANDS_IN):
        return
    topics, levels = [number % 4 + 1], LEVELS[: number % 3]
    first = HANDS_IN[number % 10]
    yield first, _ready(number, topics, levels) if number // 10 % 2 else _guided(number, topics, levels)
    if number % 20 == 0:
        yield SECOND_IN_TIME, Essay(topics, levels, {3: [f"Bổ sung của người số {number}, trong hạn."]})
    if number in {10, 30, 50}:
        yield SECOND_LATE, Essay(topics, levels, {3: [f"Bổ sung của người số {number}, sau hạn."]})


def _guided(number: int, topics: Sequence[int], levels: Sequence[str]) -> Essay:
    first = _ODD.get(number, f"Việc vướng nhất ở nơi tôi, người số {number}:\n- đường xa\n- giấy tờ chậm")
    more = [f"Viết thêm lần hai, người số {number}."] if number % 3 == 0 else []
    return Essay(topics, levels, {1: [first, *more], 2: [f"Nguyên nhân số {number}."], 3: [f"Đề xuất số {number}."]})


def _ready(number: int, topics: Sequence[int], levels: Sequence[str]) -> Essay:
    words = f"Bai thu hoach cua nguoi so {number}"
    match number % 3:
        case 0:
            return Essay(topics, levels, files=[(f"Bài thu hoạch {number}.pdf", acting_files.pdf(words))])
        case 1:
            pages = [(f"trang-{page}.jpg", acting_files.photo(f"{words}, {page}")) for page in (1, 2, 3)]
            return Essay(topics, levels, files=pages, as_="photo")
        case _:
            return Essay(topics, levels, files=[(f"thu hoạch {number}.docx", acting_files.word(words))])
