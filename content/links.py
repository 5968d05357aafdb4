"""Whether the pieces of a course fit together: ids that occur once, and references that lead somewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from content.citations import check_citations
from content.faults import Fault
from content.needs import check_needs
from content.phrases import Phrases
from content.pieces import Piece, Pieces, items, text_of
from content.pools import check_pools

# What the sentence of a reminder can be filled with, by what it is about.
FILLINGS: Final[Mapping[str, frozenset[str]]] = {
    "day": frozenset({"sessions"}),
    "session": frozenset({"title", "time", "date", "place", "preparation"}),
    "materials": frozenset(),
    "reflection": frozenset({"deadline"}),
}


def check_links(pieces: Pieces, phrases: Phrases, unusable: Set[str]) -> list[Fault]:
    """All that is wrong between the pieces, as written; what is wrong within one of them is not looked at here.

    `unusable` are the keys of phrases, or of all phrases below, that have faults of their own; what refers to them
    isn't judged.
    """
    return [
        *_twice(pieces),
        *_unknown(pieces["lessons"], "group", pieces["groups"], "nhóm đối tượng"),
        *_unknown(pieces["lessons"], "topic", pieces["topics"], "chuyên đề"),
        *_unknown(pieces["sessions"], "topic", pieces["topics"], "chuyên đề"),
        *_unknown(pieces["quizzes"], "topic", pieces["topics"], "chuyên đề"),
        *_unknown(pieces["quizzes"], "group", pieces["groups"], "nhóm đối tượng"),
        *_unknown(pieces["needs"], "group", pieces["groups"], "nhóm đối tượng"),
        *_unknown(pieces["situations"], "group", pieces["groups"], "nhóm đối tượng"),
        *_unknown(pieces["situations"], "topic", pieces["topics"], "chuyên đề"),
        *_unread(pieces),
        *check_needs(pieces),
        *check_pools(pieces),
        *_outside_class(pieces),
        *_due_too_early(pieces),
        *check_citations(pieces),
        *_phraseless(pieces["reminders"], phrases, unusable),
    ]


def _twice(pieces: Pieces) -> Iterator[Fault]:
    """Ids that occur more than once among their like."""
    for kind in ("groups", "topics", "sessions", "lessons", "reminders", "situations"):
        yield from _repeated((piece, ("id",), piece.text("id")) for piece in pieces[kind])
    yield from _repeated(
        (piece, (owner,), piece.text(owner)) for piece in pieces["quizzes"] for owner in ("topic", "group")
    )
    yield from _repeated(
        (piece, ("questions", number, "id"), text_of(question, "id"))
        for piece in (*pieces["quizzes"], *pieces["pools"])
        for number, question in enumerate(items(piece.written.get("questions")))
    )
    for kind, key, id in (("reflection", "parts", "id"), ("reflection", "levels", "id"), ("course", "sources", "code")):
        for piece in pieces[kind]:
            listed = enumerate(items(piece.written.get(key)))
            yield from _repeated((piece, (key, number, id), text_of(item, id)) for number, item in listed)


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


def _unread(pieces: Pieces) -> Iterator[Fault]:
    """Situations and questions that send to lessons that aren't there."""
    ids = {piece.text("id") for piece in pieces["lessons"]}
    for piece in pieces["situations"]:
        for number, id in enumerate(items(piece.written.get("lessons"))):
            if id not in ids:
                yield piece.fault(f"không có bài học nào mang mã {id}", "lessons", number)
    for piece in (*pieces["quizzes"], *pieces["pools"]):
        for number, question in enumerate(items(piece.written.get("questions"))):
            wanted = text_of(question, "lesson")
            if wanted is not None and wanted not in ids:
                yield piece.fault(f"không có bài học nào mang mã {wanted}", "questions", number, "lesson")


def _outside_class(pieces: Pieces) -> Iterator[Fault]:
    """Sessions on days that the class doesn't have, unless those days themselves make no sense."""
    for course in pieces["course"]:
        first, last = course.moment("starts"), course.moment("ends")
        if first is not None and last is not None and last <= first:
            continue
        for piece in pieces["sessions"]:
            at = piece.moment("starts")
            early = at is not None and first is not None and at.date() < first.date()
            late = at is not None and last is not None and at.date() > last.date()
            if early or late:
                yield piece.fault("buổi học nằm ngoài những ngày của lớp", "starts")


def _due_too_early(pieces: Pieces) -> Iterator[Fault]:
    """A reflection that would be due before anyone could learn what to write in it."""
    starts = [starts for course in pieces["course"] if (starts := course.moment("starts")) is not None]
    for piece in pieces["reflection"]:
        deadline = piece.moment("deadline")
        if deadline is not None and any(deadline <= each for each in starts):
            yield piece.fault("hạn nộp bài thu hoạch phải sau giờ lớp bắt đầu", "deadline")


def _phraseless(pieces: Sequence[Piece], phrases: Phrases, unusable: Set[str]) -> Iterator[Fault]:
    """Reminders whose sentence isn't there, or needs what a reminder of its kind can't fill in."""
    for piece in pieces:
        phrase, filled = piece.text("phrase"), FILLINGS.get(piece.text("about") or "")
        if not phrase or any(f"{phrase}.".startswith(f"{key}.") for key in unusable):
            continue
        if phrase not in phrases:
            yield piece.fault(f"không có câu {phrase} trong phrases", "phrase")
        elif filled is not None and (strange := phrases.placeholders(phrase) - filled):
            yield piece.fault(f"câu {phrase} có chỗ trống không điền được: {', '.join(sorted(strange))}", "phrase")
