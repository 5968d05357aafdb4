"""How a reflection is shown: amounts, lists of files, the whole essay."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.learner.reflection.accepting import families
from handlers.text import Markdown, moment, plain
from handlers.turn import Turn
from storage.reflections import ESSAY, KeptFile, Reflection


def lines(texts: Sequence[str]) -> Markdown:
    """Texts that are Markdown already, a line each."""
    return Markdown("\n".join(texts))


def paragraphs(texts: Sequence[str]) -> Markdown:
    """Texts that are Markdown already, a paragraph each; empty ones are left out."""
    return Markdown("\n\n".join(text for text in texts if text))


def title(turn: Turn, part: str) -> str:
    """The title of a guided part, or of the essay that was written elsewhere."""
    titles = {each.id: each.title for each in turn.course.reflection.parts}
    return titles[part] if part != ESSAY else turn.phrases.get("reflection.outline.ready")


def deadline(turn: Turn) -> Markdown:
    """When the reflection is due, with its mark where that is provisional."""
    rules = turn.course.reflection
    key = "deadline_provisional" if rules.provisional else "deadline"
    return turn.say(f"reflection.{key}", moment=moment(rules.deadline))


def amount(turn: Turn, reflection: Reflection, part: str) -> Markdown:
    """How much there is in a part: `45 chữ và 2 tệp`; "" where there is nothing."""
    written, files = len(reflection.text(part).split()), len(reflection.files(part))
    words = turn.say("reflection.part.words", count=written)
    both = turn.say("reflection.part.files", count=files)
    if written and files:
        return turn.say("reflection.part.and", words=words, files=both)
    return words if written else both if files else Markdown("")


def accepted(turn: Turn) -> Markdown:
    """The kinds of files that are taken, in words: pictures alone where no document can come in any way."""
    known = families(turn.course.reflection)
    pictures = [] if turn.gives_files else [name for name in known if name == "image"]
    *first, last = [turn.phrases.get(f"reflection.kinds.{name}") for name in pictures or known]
    return turn.say("reflection.kinds.or", first=", ".join(first), last=last) if first else plain(last)


def chatted(turn: Turn, key: str) -> str:
    """The phrase's key, or that of its wording for a chat that takes pictures and no documents."""
    return key if turn.takes_files else f"{key}_pictures"


def megabytes(turn: Turn) -> int:
    """The largest size of a file, in MB of 1,048,576 bytes."""
    return turn.course.reflection.max_bytes >> 20


def file_lines(turn: Turn, files: Sequence[KeptFile]) -> Markdown:
    """The files, numbered, with their sizes."""
    return lines(
        [
            turn.say("reflection.part.file", number=number, name=file.name, size=_size(file.size))
            for number, file in enumerate(files, 1)
        ]
    )


def _size(count: int) -> str:
    """Bytes as `240 KB` or `1,2 MB`."""
    return f"{count / (1 << 20):.1f} MB".replace(".", ",") if count >= 1 << 20 else f"{max(count >> 10, 1)} KB"


def topic_lines(turn: Turn, chosen: Sequence[str] | None = None) -> Markdown:
    """The topics with their full titles; only the chosen ones where these are given."""
    return lines(
        [
            turn.say("reflection.topics.line", number=topic.number, title=topic.title)
            for topic in turn.course.topics
            if chosen is None or topic.id in chosen
        ]
    )


def level_names(turn: Turn, reflection: Reflection) -> str:
    """The levels that should act, in the course's order."""
    return ", ".join(level.name for level in turn.course.reflection.levels if level.id in reflection.levels)


def filled(turn: Turn, reflection: Reflection) -> list[str]:
    """The parts that have something in them, in order, the essay that was written elsewhere last."""
    ids = [*(part.id for part in turn.course.reflection.parts), ESSAY]
    return [id_ for id_ in ids if reflection.has(id_)]


def essay(turn: Turn, reflection: Reflection) -> Markdown:
    """The whole reflection as its readers will have it."""
    levels = level_names(turn, reflection)
    return paragraphs(
        [
            turn.say("reflection.preview.addressed", whom=turn.course.reflection.addressed_to),
            topic_lines(turn, reflection.topics),
            *(_part(turn, reflection, part) for part in filled(turn, reflection)),
            turn.say("reflection.preview.levels", levels=levels) if levels else "",
        ]
    )


def _part(turn: Turn, reflection: Reflection, part: str) -> Markdown:
    files = reflection.files(part)
    listed = lines([turn.say("reflection.preview.files"), file_lines(turn, files)]) if files else ""
    written = lines([turn.say("reflection.preview.part", title=title(turn, part)), plain(reflection.text(part))])
    return paragraphs([written, listed])
