"""The needs of each target group: a file that lists them, and whether the lessons answer every one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from content.faults import Fault
from content.models import Needs
from content.pieces import Piece, Pieces, items, read_piece
from content.yamlfile import Value, read_document

FILE: Final = "needs.yaml"


def read_needs(directory: Path, found: list[Fault]) -> list[Piece]:
    """One piece a group, as the file has it; none where there is no such file. Faults go to `found`."""
    if not (directory / FILE).exists():
        return []
    document, faults = read_document(directory / FILE, FILE)
    found += faults
    if document is None:
        return []
    if not isinstance(document.value, dict):
        found.append(document.fault("cần một mục cho mỗi nhóm, như bi-thu-chi-bo:"))
        return []
    pieces = []
    for group, needs in document.value.items():
        written: Value = {"group": group, "needs": needs}
        piece, faults = read_piece(Needs, document, (group,), written)
        pieces.append(piece)
        found += faults
    return pieces


def check_needs(pieces: Pieces) -> Iterator[Fault]:
    """Needs that no lesson of the group answers, and lessons that answer what the file doesn't list."""
    for piece in pieces["needs"]:
        group, listed = piece.text("group"), items(piece.written.get("needs"))
        own = [lesson for lesson in pieces["lessons"] if lesson.text("group") == group]
        answered = {need for lesson in own for need in needs_of(lesson)}
        for number, need in enumerate(listed):
            if need not in answered:
                yield piece.fault(f"chưa có bài học nào cho nhu cầu “{need}”", number)
        for lesson in own:
            for need in needs_of(lesson):
                if need not in listed:
                    yield lesson.fault(f"needs.yaml không có nhu cầu “{need}” ở nhóm {group}", "needs")


def needs_of(lesson: Piece) -> list[Value]:
    """The needs that a lesson's head names: a list, or one alone."""
    written = lesson.written.get("needs")
    return [written] if isinstance(written, str) else items(written)
