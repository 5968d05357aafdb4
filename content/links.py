"""Whether the pieces of a course fit together: ids that occur once, and references that lead somewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from content.faults import Fault
from content.models import Facts, Lesson, Quiz, ReminderRule, Session
from content.phrases import Phrases
from content.pieces import Piece
from content.yamlfile import Value

Pieces = Mapping[str, Sequence[Piece]]

# What the sentence of a reminder can be filled with, by what it is about.
FILLINGS: Final[Mapping[str, frozenset[str]]] = {
    "day": frozenset({"sessions"}),
    "session": frozenset({"title", "time", "date", "place", "preparation"}),
    "materials": frozenset(),
    "reflection": frozenset({"deadline"}),
}


def check_links(pieces: Pieces, phrases: Phrases | None) -> list[Fault]:
    """All that is wrong between the pieces; what is wrong within one of them is not looked at here.

    `phrases` None: they have faults of their own, and what refers to them isn't judged.
    """
    return [
        *_twice(pieces),
        *_unknown(pieces["lessons"], "group", pieces["groups"], "nhóm đối tượng"),
        *_unknown(pieces["lessons"], "topic", pieces["topics"], "chuyên đề"),
        *_unknown(pieces["sessions"], "topic", pieces["topics"], "chuyên đề"),
        *_unknown(pieces["quizzes"], "topic", pieces["topics"], "chuyên đề"),
        *_outside_class(pieces),
        *_uncited(pieces),
        *(_phraseless(pieces["reminders"], phrases) if phrases is not None else ()),
    ]


def _twice(pieces: Pieces) -> Iterator[Fault]:
    """Ids that occur more than once among their like."""
    for kind in ("groups", "topics", "sessions", "lessons", "reminders"):
        yield from _repeated((piece, ("id",), piece.text("id")) for piece in pieces[kind])
    yield from _repeated((piece, ("topic",), piece.text("topic")) for piece in pieces["quizzes"])
    yield from _repeated(
        (piece, ("questions", number, "id"), _written(question, "id"))
        for piece in pieces["quizzes"]
        for number, question in enumerate(_items(piece.written.get("questions")))
    )
    for kind, key, id in (("reflection", "parts", "id"), ("reflection", "levels", "id"), ("course", "sources", "code")):
        for piece in pieces[kind]:
            items = enumerate(_items(piece.written.get(key)))
            yield from _repeated((piece, (key, number, id), _written(item, id)) for number, item in items)


def _repeated(ids: Iterable[tuple[Piece, tuple[str | int, ...], str | None]]) -> Iterator[Fault]:
    first: dict[str, Piece] = {}
    for piece, loc, id in ids:
        if id is None:
            continue
        if id in first:
            yield piece.fault(f"mã {id} đã có ở {first[id].document.file}", *loc)
        first.setdefault(id, piece)


def _unknown(pieces: Sequence[Piece], key: str, known: Sequence[Piece], what: str) -> Iterator[Fault]:
    """References to what isn't there. Where the whole list is missing, that one fault says enough."""
    ids = {piece.text("id") for piece in known}
    for piece in pieces if known else ():
        id = piece.text(key)
        if id is not None and id not in ids:
            yield piece.fault(f"không có {what} nào mang mã {id}", key)


def _outside_class(pieces: Pieces) -> Iterator[Fault]:
    """Sessions on days that the class doesn't have."""
    for facts in (piece.entry for piece in pieces["course"]):
        for piece in pieces["sessions"]:
            if not isinstance(facts, Facts) or not isinstance(piece.entry, Session):
                continue
            if not facts.starts.date() <= piece.entry.starts.date() <= facts.ends.date():
                yield piece.fault("buổi học nằm ngoài những ngày của lớp", "starts")


def _uncited(pieces: Pieces) -> Iterator[Fault]:
    """Sources that the course's list of documents doesn't have."""
    codes = {_written(item, "code") for piece in pieces["course"] for item in _items(piece.written.get("sources"))}
    if not codes:
        return
    for piece, loc, source in _cited(pieces):
        code = source.split(" ")[0]
        if code not in codes:
            yield piece.fault(f"nguồn {code} không có trong course.yaml", *loc, "source")


def _cited(pieces: Pieces) -> Iterator[tuple[Piece, tuple[str | int, ...], str]]:
    """Every reference to a document, with where it stands."""
    for piece in pieces["lessons"]:
        if isinstance(piece.entry, Lesson):
            yield from ((piece, (), source) for source in piece.entry.sources)
    for piece in pieces["quizzes"]:
        if isinstance(piece.entry, Quiz):
            for number, question in enumerate(piece.entry.questions):
                yield from ((piece, ("questions", number), source) for source in question.source.split("; "))


def _phraseless(pieces: Sequence[Piece], phrases: Phrases) -> Iterator[Fault]:
    """Reminders whose sentence isn't there, or needs what a reminder of its kind can't fill in."""
    for piece in pieces:
        rule = piece.entry
        if not isinstance(rule, ReminderRule):
            continue
        if rule.phrase not in phrases:
            yield piece.fault(f"không có câu {rule.phrase} trong phrases", "phrase")
        elif strange := phrases.placeholders(rule.phrase) - FILLINGS[rule.about]:
            yield piece.fault(f"câu {rule.phrase} có chỗ trống không điền được: {', '.join(sorted(strange))}", "phrase")


def _items(value: Value | None) -> list[Value]:
    return value if isinstance(value, list) else []


def _written(item: Value, key: str) -> str | None:
    """What an item has under a key, where it is a text."""
    value = item.get(key) if isinstance(item, dict) else None
    return value if isinstance(value, str) else None
