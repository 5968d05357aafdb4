"""Whether lessons and questions cite documents that the course lists."""

from collections.abc import Iterator

from content.faults import Fault
from content.pieces import Piece, Pieces, items, text_of
from content.values import joined
from content.yamlfile import Loc, Value


def check_citations(pieces: Pieces) -> Iterator[Fault]:
    """Sources that the course's list of documents doesn't have. Without the list nothing is judged."""
    codes = {text_of(item, "code") for piece in pieces["course"] for item in items(piece.written.get("sources"))}
    for piece, loc, source in _cited(pieces) if codes else ():
        code = source.split(" ")[0]
        if code not in codes:
            yield piece.fault(f"nguồn {code} không có trong course.yaml", *loc, "source")


def _cited(pieces: Pieces) -> Iterator[tuple[Piece, Loc, str]]:
    """Every reference to a document, with where it stands."""
    for piece in (*pieces["lessons"], *pieces["situations"]):
        yield from ((piece, (), source) for source in _references(piece.written.get("source")))
    for piece in (*pieces["quizzes"], *pieces["pools"]):
        for number, question in enumerate(items(piece.written.get("questions"))):
            written = question.get("source") if isinstance(question, dict) else None
            yield from ((piece, ("questions", number), source) for source in _references(written))


def _references(written: Value | None) -> list[str]:
    """The references of a list or of one line; what is empty or no text is a fault of its own."""
    texts = [each for each in written if isinstance(each, str)] if isinstance(written, list) else written
    line = joined(texts)
    return line.strip().split("; ") if isinstance(line, str) and line.strip() else []
