"""The essays that learners hand in, and how they go on where something that they had sent never arrived."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rehearsal import acting_files
from bot.rehearsal import acting_words as words
from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_learner import Learner, Rule
from bot.rehearsal.acting_words import LEVELS, Sight
from bot.rehearsal.phone import Message

LACKS = Sight("Bài còn thiếu: ")
PICK, WRITE = "☑️ Chọn chuyên đề", "✏️ Viết: "


class Insisting(HandingIn):
    """Hand an essay in, and do again what the bot says is missing: a channel may give up what it could not bring."""

    def __init__(self, essay: Essay) -> None:
        super().__init__(essay)
        self._whole = essay

    def rules(self) -> Sequence[Rule]:
        """As always, but first what is missing."""
        return ((LACKS, self._again), *super().rules())

    async def _again(self, learner: Learner, seen: Message) -> bool:
        if words.first_of(seen.labels, [PICK]) is not None:
            return await learner.taps(PICK, seen)
        if self._whole.files:
            self._files_sent = False
            return await learner.taps(words.READY, seen)
        titles = [f"{WRITE}{title}" for title in words.PART_TITLES]
        label = words.first_of(seen.labels, titles)
        if label is None:
            raise LookupError(f"no way on from {seen.labels}")
        number = titles.index(label) + 1
        self._to_write[number] = list(self._whole.parts[number])
        return await learner.taps(label, seen)


def essay(number: int) -> Essay:
    """Every third one is an album of photos; the others are texts, no two of which are alike in the whole class."""
    if number % 3 == 0:
        pages = [(f"trang-{page}.jpg", acting_files.photo(f"{number}/{page}")) for page in (1, 2, 3)]
        return Essay([1, 4], LEVELS[:1], files=pages, as_="photo")
    said = {part: [f"Người {number}, phần {part}, ý {idea}." for idea in range(part)] for part in (1, 2, 3)}
    return Essay([2], LEVELS[1:], said)
