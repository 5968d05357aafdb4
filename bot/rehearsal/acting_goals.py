"""What acting learners want to get done: register, read lessons, take a quiz, look at the timetable."""

import re
from collections.abc import Mapping, Sequence

from bot.rehearsal import acting_words as words
from bot.rehearsal.acting_learner import Learner, Rule, saying, tapping
from bot.rehearsal.phone import Message


class Registering:
    """From Start to the welcome."""

    async def begin(self, learner: Learner) -> None:
        """Press Start, or open the deep link."""
        await learner.phone.starts(learner.pupil.start)

    def rules(self) -> Sequence[Rule]:
        """Agree, and answer what is asked."""
        return (
            (words.CONSENT, tapping(words.CONSENT.button)),
            (words.WELCOME, _reached),
            (words.MAIN_PAGE, _reached),
            (words.SUMMARY, tapping(words.SUMMARY.button)),
            (words.ASKS_NAME, saying(lambda pupil: pupil.name)),
            (words.ASKS_GROUP, self._pick_group),
            (words.OFFERS_PLACES, self._pick_place),
            (words.KNOWS_NO_PLACE, saying(lambda pupil: pupil.commune)),
            (words.ASKS_PROVINCE, saying(lambda pupil: pupil.province)),
            (words.ASKS_PLACE, saying(lambda pupil: pupil.typed)),
            (words.ASKS_POSITION, saying(lambda pupil: pupil.position)),
        )

    @staticmethod
    async def _pick_group(learner: Learner, seen: Message) -> bool:
        return await learner.taps(learner.pupil.group, seen)

    async def _pick_place(self, learner: Learner, seen: Message) -> bool:
        """One's own place where it is offered; else the province narrows the search."""
        if learner.pupil.place in seen.labels:
            return await learner.taps(learner.pupil.place, seen)
        return await learner.says(learner.pupil.province)


class Reading:
    """Read so many lessons; `titles` are those that the bot has marked."""

    def __init__(self, count: int) -> None:
        self.titles: list[str] = []
        self._count = count

    async def begin(self, learner: Learner) -> None:
        """Open the list."""
        await learner.phone.says("/baihoc")

    def rules(self) -> Sequence[Rule]:
        """Go on to the next lesson, answer its question, and mark it."""
        return (
            (words.LESSON_MARKED, self._marked),
            (words.LESSON_CHECK, self._answer),
            (words.LESSON_TO_MARK, tapping(words.MARK)),
            (words.LESSONS, self._go_on),
        )

    @staticmethod
    async def _answer(learner: Learner, seen: Message) -> bool:
        return await learner.taps(learner.dice.choice([label for label in seen.labels if len(label) == 1]), seen)

    async def _marked(self, learner: Learner, seen: Message) -> bool:
        found = words.LESSON_MARKED.find(seen)
        assert found is not None
        if found["title"] not in self.titles:  # a message that came twice marks nothing anew
            self.titles.append(found["title"])
        if len(self.titles) >= self._count:
            return True
        if words.LESSON_CHECK.on(seen):  # the next lesson with its question, in one message
            return await self._answer(learner, seen)
        if words.LESSON_TO_MARK.on(seen):
            return await learner.taps(words.MARK, seen)
        return await self._go_on(learner, seen)

    async def _go_on(self, learner: Learner, seen: Message) -> bool:
        if words.first_of(seen.labels, [words.NEXT_LESSON]) is None:
            return True
        return await learner.taps(words.NEXT_LESSON, seen)


class Quiz:
    """Take the quiz of a topic (1 to 4) once; `score` and `questions` are of its result.

    `right`: so many of its first questions are answered right and the others wrong, as far as the class knows them;
    None: by one's skill.
    """

    def __init__(self, topic: int, *, right: int | None = None) -> None:
        self._right = right
        self.score: int | None = None
        self.questions: int | None = None
        self.topic, self._title = topic, words.QUIZ_TITLES[topic - 1]
        self._meant: tuple[str, frozenset[str]] = ("", frozenset())

    async def begin(self, learner: Learner) -> None:
        """Open the list, or the question at which one stopped."""
        await learner.phone.says("/kiemtra")

    def rules(self) -> Sequence[Rule]:
        """Start, answer each question, learn from each explanation."""
        return (
            (words.SHEET, self._fill_in),
            (words.QUESTION_OF_SEVERAL, self._tick),
            (words.QUESTION, self._answer),
            (words.QUIZ_RESULT, self._ended),
            (words.GRADED, self._learn),
            (words.QUIZ_CARD, tapping(words.QUIZ_CARD.button)),
            (words.QUIZ_CARD_AGAIN, tapping(words.QUIZ_CARD_AGAIN.button)),
            (words.QUIZ_USED_UP, _reached),
            (words.QUIZZES, self._choose),
        )

    async def _choose(self, learner: Learner, seen: Message) -> bool:
        label = next((label for label in seen.labels if label.endswith(self._title)), self._title)
        return await learner.taps(label, seen)

    async def _fill_in(self, learner: Learner, seen: Message) -> bool:
        """Answer all questions of a sheet in one message."""
        answers = []
        for found in words.SHEET_QUESTION.finditer(seen.text):
            offered = words.options(found["options"])
            meant = self._scripted(learner, found, offered) or learner.known.get(found["question"], frozenset())
            letters = [letter.lower() for letter, text in offered.items() if text in meant] or ["a"]
            answers.append(found["number"] + "".join(letters))
        return await learner.says(" ".join(answers))

    async def _answer(self, learner: Learner, seen: Message) -> bool:
        return await learner.taps(min(self._picks(learner, seen, most=1), default="A"), seen)

    async def _tick(self, learner: Learner, seen: Message) -> bool:
        """Tick what is meant, untick what is not, then settle."""
        meant = self._picks(learner, seen, most=2)
        for label in seen.labels:
            letter = label[-1:]
            if label in (words.UNTICKED + letter, words.TICKED + letter) and (
                (letter in meant) != label.startswith(words.TICKED)
            ):
                return await learner.taps(label, seen)
        return await learner.taps(words.SETTLE, seen)

    def _picks(self, learner: Learner, seen: Message, *, most: int) -> frozenset[str]:
        """The letters of what one takes for right: what the class knows, as far as one's skill goes, or a guess.

        One keeps to it while the same question is on the screen.
        """
        found = words.QUESTION.find(seen)
        assert found is not None
        offered = words.options(found["options"])
        if self._meant[0] != found["question"]:
            known = learner.known.get(found["question"])
            guess = frozenset(learner.dice.sample(sorted(offered.values()), min(most, len(offered))))
            skilled = known if known and learner.dice.random() < learner.pupil.skill else guess
            self._meant = found["question"], self._scripted(learner, found, offered) or skilled
        return frozenset(letter for letter, text in offered.items() if text in self._meant[1])

    def _scripted(self, learner: Learner, found: re.Match[str], offered: Mapping[str, str]) -> frozenset[str] | None:
        """What is to be answered by `right`; None where it doesn't say, or nobody knows."""
        known = learner.known.get(found["question"])
        if self._right is None or known is None:
            return None
        wrong = frozenset(sorted({*offered.values()} - known)[:1])
        return known if int(found["number"]) <= self._right else wrong

    async def _learn(self, learner: Learner, seen: Message) -> bool:
        found = words.GRADED.find(seen)
        assert found is not None
        if right := words.right_options(found["options"]):
            learner.known[found["question"]] = right
        return False

    async def _ended(self, learner: Learner, seen: Message) -> bool:
        del learner
        found = words.QUIZ_RESULT.find(seen)
        assert found is not None
        self.score, self.questions = int(found["score"]), int(found["all"])
        return True


class Timetable:
    """Look at the timetable, and perhaps take it into the phone's calendar."""

    def __init__(self, *, takes_file: bool = False) -> None:
        self._takes_file = takes_file

    async def begin(self, learner: Learner) -> None:
        """Ask for it."""
        await learner.phone.says("/lich")

    def rules(self) -> Sequence[Rule]:
        """Look."""
        return ((words.CALENDAR_FILE, _reached), (words.TIMETABLE, self._look))

    async def _look(self, learner: Learner, seen: Message) -> bool:
        if not self._takes_file:
            return True
        return await learner.taps(words.CALENDAR_BUTTON, seen)


async def _reached(learner: Learner, seen: Message) -> bool:
    del learner, seen
    return True
