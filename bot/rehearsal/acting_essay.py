"""Handing in the reflection, as acting learners do it: part by part, or as files; and a new version of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.rehearsal import acting_words as words
from bot.rehearsal.acting_learner import Learner, Rule, tapping
from bot.rehearsal.phone import Message


@dataclass(frozen=True, slots=True)
class Essay:
    """What is to be handed in: topics by number, levels by name, and texts by the number of their part, or files."""

    topics: Sequence[int]
    levels: Sequence[str]
    parts: Mapping[int, Sequence[str]] = field(default_factory=dict)
    files: Sequence[tuple[str, bytes]] = ()
    as_: str = "document"


class HandingIn:
    """Hand an essay in; `receipt`, `version` and `at` are what the receipt says.

    Where a version was handed in before, the essay's texts are added to the parts that they are for.
    """

    def __init__(self, essay: Essay) -> None:
        self.receipt, self.version, self.at = "", 0, ""
        self._essay = essay
        self._to_write = {number: list(texts) for number, texts in essay.parts.items()}
        self._files_sent = not essay.files
        self._part = 0

    async def begin(self, learner: Learner) -> None:
        """Open the first page."""
        await learner.phone.says("/thuhoach")

    def rules(self) -> Sequence[Rule]:
        """From the first page to the receipt."""
        return (
            (words.ESSAY_RECEIPT, self._received),
            (words.ESSAY_PREVIEW, tapping(words.HAND_IN)),
            (words.ESSAY_TOPICS, self._topics),
            (words.ESSAY_WAY, self._way),
            (words.ESSAY_LEVELS, self._levels),
            (words.ESSAY_FILES_TAKEN, tapping(words.FILES_DONE)),
            (words.ESSAY_FILES, self._send_files),
            (words.ESSAY_PART, self._part_opened),
            (words.ESSAY_PART_TAKEN, self._write),
            (words.ESSAY_OUTLINE, self._outline),
            (words.ESSAY_CARD, self._open),
        )

    async def _open(self, learner: Learner, seen: Message) -> bool:
        door = words.first_of(seen.labels, words.ESSAY_CARD_DOORS)
        if door is None:
            raise LookupError(f"no way on from {seen.labels}")
        return await learner.taps(door, seen)

    async def _topics(self, learner: Learner, seen: Message) -> bool:
        wanted = [f"{words.UNCHOSEN}{number}. " for number in self._essay.topics]
        return await self._choose(learner, seen, wanted)

    async def _levels(self, learner: Learner, seen: Message) -> bool:
        wanted = [f"{words.UNCHOSEN}{level}" for level in self._essay.levels]
        return await self._choose(learner, seen, wanted)

    @staticmethod
    async def _choose(learner: Learner, seen: Message, wanted: Sequence[str]) -> bool:
        """Tick the first of the wanted ones that is not ticked yet; with all of them ticked, go on.

        Without buttons several are named in one message.
        """
        numbers = [choice.data for one in wanted for choice in seen.choices if choice.text.startswith(one)]
        if len(numbers) > 1:
            return await learner.says(learner.dice.choice((", ", " ", " và ")).join(numbers))
        label = words.first_of(seen.labels, [*wanted, words.CHOICE_DONE, words.CHOICE_NONE])
        if label is None:
            raise LookupError(f"nothing to choose among {seen.labels}")
        return await learner.taps(label, seen)

    async def _way(self, learner: Learner, seen: Message) -> bool:
        return await learner.taps(words.READY if self._essay.files else words.GUIDED, seen)

    async def _send_files(self, learner: Learner, seen: Message) -> bool:
        if self._files_sent:
            return await learner.taps(words.FILES_DONE, seen)
        self._files_sent = True
        return await learner.sends(self._essay.files, as_=self._essay.as_)

    async def _part_opened(self, learner: Learner, seen: Message) -> bool:
        found = words.ESSAY_PART.find(seen)
        assert found is not None
        self._part = int(found["number"])
        return await self._write(learner, seen)

    async def _write(self, learner: Learner, seen: Message) -> bool:
        """The next text of the open part; with all of them written, on to what follows."""
        if waiting := self._to_write.get(self._part):
            return await learner.says(waiting.pop(0))
        label = words.first_of(seen.labels, [words.PART_DONE, words.PART_SKIPPED])
        if label is None:
            raise LookupError(f"no way on from {seen.labels}")
        return await learner.taps(label, seen)

    async def _outline(self, learner: Learner, seen: Message) -> bool:
        """Open the first part that something is still to come into; else on to the preview."""
        if not self._files_sent:
            return await learner.taps(words.READY_PART, seen)
        unwritten = next((number for number, texts in self._to_write.items() if texts), None)
        title = words.PREVIEW if unwritten is None else f"✏️ {words.PART_TITLES[unwritten - 1]}"
        return await learner.taps(title, seen)

    async def _received(self, learner: Learner, seen: Message) -> bool:
        del learner
        found = words.ESSAY_RECEIPT.find(seen)
        assert found is not None
        self.receipt, self.version, self.at = found["receipt"], int(found["version"]), found["at"]
        return True
