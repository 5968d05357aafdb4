"""What a course promises and has nothing for: a group without a lesson, a topic without a lesson or a quiz."""

from collections.abc import Iterator, Mapping

from content.faults import Fault
from content.pieces import Piece, Pieces


def check_lacking(pieces: Pieces, unread: Mapping[str, int]) -> Iterator[Fault]:
    """The groups and topics that lack something; `unread` counts the files, by kind, that couldn't be read at all.

    A file that can't be read or that names an unknown owner may be the very one that is missed. So nothing is said
    while there are as many of those as there are gaps.
    """
    for kind, key, name in (("groups", "group", "nhóm"), ("topics", "topic", "chuyên đề")):
        owners = {piece.text("id") for piece in pieces[kind]}
        strays = sum(key in piece.written and piece.text(key) not in owners for piece in pieces["lessons"])
        gaps = _without(pieces[kind], pieces["lessons"], key)
        yield from _said(gaps, strays + unread["lessons"], f"{name} này chưa có bài học nào")
    of_topics = [piece for piece in pieces["quizzes"] if "group" not in piece.written]
    topics = {piece.text("topic") for piece in of_topics} & {piece.text("id") for piece in pieces["topics"]}
    strays = len(of_topics) - len(topics) + unread["quizzes"]
    yield from _said(
        _without(pieces["topics"], pieces["quizzes"], "topic"), strays, "chuyên đề này chưa có bài kiểm tra"
    )


def _without(owners: list[Piece], owned: list[Piece], key: str) -> list[Piece]:
    """The owners that none of `owned` names under `key`."""
    named = {piece.text(key) for piece in owned}
    return [piece for piece in owners if piece.text("id") is not None and piece.text("id") not in named]


def _said(gaps: list[Piece], strays: int, message: str) -> list[Fault]:
    return [piece.fault(message, "id") for piece in gaps] if len(gaps) > strays else []
