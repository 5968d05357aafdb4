"""Pools of questions beside their quizzes: whether each finds the other, and whether there is enough to draw from."""

import re
from collections.abc import Iterator
from pathlib import Path

from content.faults import Fault
from content.pieces import Piece, Pieces, items
from content.quizzes import wrong_mark


def check_pools(pieces: Pieces) -> Iterator[Fault]:
    """Pools without a quiz, quizzes without a question, and quizzes that ask for more than there is."""
    pools = {owner(piece): len(items(piece.written.get("questions"))) for piece in pieces["pools"]}
    quizzes = {id: piece for piece in pieces["quizzes"] if (id := id_of(piece)) is not None}
    for piece in pieces["pools"] if len(quizzes) == len(pieces["quizzes"]) else ():
        if owner(piece) not in quizzes:
            yield piece.fault(f"không có bài kiểm tra nào của {owner(piece)} để dùng bộ câu hỏi này")
    for id, quiz in quizzes.items():
        yield from _short(quiz, len(items(quiz.written.get("questions"))), pools.get(id, 0))


def owner(pool: Piece) -> str:
    """The topic or group whose questions a pool has: its file's name."""
    return Path(pool.document.file).stem


def id_of(quiz: Piece) -> str | None:
    """The topic or group that a quiz is of."""
    return quiz.text("topic") or quiz.text("group")


def _short(quiz: Piece, own: int, pooled: int) -> Iterator[Fault]:
    if own + pooled == 0:
        if "questions" not in quiz.written:
            yield quiz.fault("thiếu khóa này, và chưa có bộ câu hỏi nào trong pools", "questions")
        return
    draw, mark = _number(quiz, "draw"), _number(quiz, "pass_mark")
    if draw is not None and draw > own + pooled:
        yield quiz.fault(f"mỗi lượt lấy {draw} câu mà chỉ có {own + pooled} câu", "draw")
    elif draw is None and own == 0 and mark is not None and (wrong := wrong_mark(mark, pooled)):
        yield quiz.fault(wrong, "pass_mark")


def _number(quiz: Piece, key: str) -> int | None:
    written = quiz.text(key) or ""
    return int(written) if re.fullmatch("[0-9]{1,4}", written) else None
