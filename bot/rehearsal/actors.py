"""Learners who act by themselves: people of many kinds come in, learn, hand in, and stop when they are done."""

import asyncio
import logging
import random
from typing import Self

import aiohttp

from bot.rehearsal import acting_files as files
from bot.rehearsal.acting_essay import Essay, HandingIn
from bot.rehearsal.acting_goals import Quiz, Reading, Registering, Timetable
from bot.rehearsal.acting_learner import Gate, Goal, Learner
from bot.rehearsal.acting_people import invented
from bot.rehearsal.acting_words import LEVELS
from bot.rehearsal.phone import Phone, PhoneRefused, new_session

log = logging.getLogger(__name__)

PACE = 0.3
"""Mean seconds between two actions of all acting learners together."""

_PROBLEMS = (
    "Đường vào thôn sạt lở từ mùa mưa năm ngoái, xe chở nông sản không vào được.",
    "Hồ sơ đất đai của bà con chậm trả, có hộ chờ sáu tháng.",
    "Thanh niên đi làm xa, chi bộ thiếu người kế cận.",
    "Nhà sinh hoạt cộng đồng xuống cấp, họp dân phải mượn trường học.",
)
_CAUSES = (
    "Việc này hai nơi cùng lo nên không ai lo đến cùng.",
    "Quy định mới chưa được hướng dẫn, cán bộ sợ làm sai.",
    "Kinh phí phân về muộn, lại phải chi đúng mục.",
)
_PROPOSALS = (
    "Xã giao một đồng chí chịu trách nhiệm chính, báo cáo ngày 25 hằng tháng.",
    "Tỉnh hướng dẫn bằng một văn bản ngắn, có mẫu, trong quý III.",
    "Trung ương cho xã tự quyết mức chi dưới 50 triệu đồng.",
)


class Actors:
    """Brings learners in and lets them act. An async context manager: leaving it stops them all.

    `page` is the rehearsal server's address. `pace` is the mean number of seconds between two actions of all of them
    together; with 0 each acts as fast as answers come. The same `seed` brings the same people.
    """

    def __init__(self, page: str, *, seed: int = 0, pace: float = PACE) -> None:
        self._page, self._pace = page, pace
        self._dice = random.Random(seed)  # noqa: S311 - it plays people, it guards nothing
        self._known: dict[str, frozenset[str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._session = new_session()
        self._gate = Gate(self._pace, self._dice)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def bring_in(self, count: int) -> None:
        """Bring in that many new people, who begin to act. Returns once their phones are there."""
        for _ in range(count):
            pupil = invented(self._dice)
            note = f"{pupil.position}, {pupil.commune}"
            phone = await Phone.create(self._page, self._session, pupil.name, note=note, start=pupil.start)
            dice = random.Random(self._dice.random())  # noqa: S311 - as above
            task = asyncio.create_task(self._live(Learner(phone, pupil, self._gate, dice, self._known)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until all have stopped acting."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _live(self, learner: Learner) -> None:
        try:
            if await learner.pursues(Registering()):
                for goal in plans(learner.dice):
                    await learner.pursues(goal)
        except (aiohttp.ClientError, PhoneRefused, TimeoutError) as gone:
            log.info("phone %d lost the line: %s", learner.phone.id, gone)


def plans(dice: random.Random) -> list[Goal]:
    """What somebody does in the class, in the order in which they do it."""
    goals: list[Goal] = [Reading(dice.randint(1, 4))]
    goals += [Quiz(topic) for topic in dice.sample(range(1, 5), dice.choice((0, 1, 1, 2)))]
    if dice.random() < 0.5:
        goals.append(Timetable(takes_file=dice.random() < 0.5))
    dice.shuffle(goals)
    return goals + ([HandingIn(_essay(dice))] if dice.random() < 0.75 else [])


def _essay(dice: random.Random) -> Essay:
    topics = sorted(dice.sample(range(1, 5), dice.choice((1, 1, 2))))
    levels = [level for level in LEVELS if dice.random() < 0.5]
    texts = [dice.choice(said) for said in (_PROBLEMS, _CAUSES, _PROPOSALS)]
    if dice.random() < 0.6:
        return Essay(topics, levels, {number: [text] for number, text in enumerate(texts, 1)})
    return _ready(dice, topics, levels, "\n".join(texts))


def _ready(dice: random.Random, topics: list[int], levels: list[str], words: str) -> Essay:
    match dice.choice(("pdf", "word", "photos")):
        case "pdf":
            return Essay(topics, levels, files=[("Bài thu hoạch.pdf", files.pdf(words))])
        case "word":
            return Essay(topics, levels, files=[("Bài thu hoạch.docx", files.word(words))])
        case _:
            pages = [(f"trang-{page}.jpg", files.photo(f"{page}\n{words}")) for page in (1, 2)]
            return Essay(topics, levels, files=pages, as_="photo")
