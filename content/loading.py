"""Loads a course from its folder, or says everything that is wrong with it at once."""

from pathlib import Path
from typing import Final, TypeVar

from content.crossing import check_crossing
from content.entry import Entry
from content.faults import ContentFaults, Fault, in_order
from content.lacking import check_lacking
from content.lessons import read_lesson
from content.links import check_links
from content.models import (
    Course,
    Facts,
    Group,
    Lesson,
    Needs,
    ReflectionRules,
    ReminderRule,
    Session,
    Topic,
)
from content.needs import read_needs
from content.phrases import read_phrases
from content.pieces import Piece, read_piece
from content.pools import owner
from content.quizzes import Pool, Quiz
from content.rules import no_reflection
from content.situation_check import check_situation
from content.situations import Situation
from content.standards import Standards
from content.yamlfile import read_document

_Entry = TypeVar("_Entry", bound=Entry)
_PHRASES: Final = Path(__file__).parent / "phrases"
_SINGLE: Final[dict[str, type[Entry]]] = {"course": Facts, "reflection": ReflectionRules, "standards": Standards}
_OPTIONAL: Final = ("reflection", "standards")
"""Without these files the class asks for no reflection, and nothing of its content."""
_LISTS: Final[dict[str, type[Entry]]] = {
    "groups": Group,
    "topics": Topic,
    "sessions": Session,
    "reminders": ReminderRule,
}


def load_course(directory: Path) -> Course:
    """The course of a folder. Raises ContentFaults with every fault of all its files."""
    reading = _Reading(directory)
    if reading.faults:
        raise ContentFaults(tuple(reading.faults))
    return reading.course()


def load_standards(directory: Path) -> Standards:
    """What the course of a folder asks of its content. Raises ContentFaults as `load_course` does."""
    reading = _Reading(directory)
    if reading.faults:
        raise ContentFaults(tuple(reading.faults))
    return reading.standards()


def read_situation(directory: Path, id: str) -> tuple[Situation | None, list[Fault]]:
    """One situation of a folder by itself, and every fault of its own; None where it has any."""
    found: list[Fault] = []
    pieces = _one(directory, f"situations/{id}.yaml", Situation, found)
    found += [fault for piece in pieces for fault in check_situation(piece)]
    entry = pieces[0].entry if pieces else None
    return (entry if isinstance(entry, Situation) and not found else None), in_order(found)


def check_course(directory: Path) -> list[Fault]:
    """Every fault of a course's files and of the phrases beside it, by file and line; none where it can be used."""
    return _Reading(directory).faults


class _Reading:
    """One reading of a folder: the pieces found, by kind, and the faults of them all."""

    def __init__(self, directory: Path) -> None:
        self.pieces: dict[str, list[Piece]] = {}
        found: list[Fault] = []
        for kind, model in _SINGLE.items():
            left_out = kind in _OPTIONAL and not (directory / f"{kind}.yaml").exists()
            self.pieces[kind] = [] if left_out else _one(directory, f"{kind}.yaml", model, found)
        for kind, model in _LISTS.items():
            self.pieces[kind] = _many(directory, f"{kind}.yaml", model, found)
        quizzes, lessons = _files(directory, "quizzes", "yaml"), _files(directory, "lessons", "md")
        self.pieces["quizzes"] = [piece for file in quizzes for piece in _one(directory, file, Quiz, found)]
        pools = _files(directory, "pools", "yaml")
        self.pieces["pools"] = [piece for file in pools for piece in _one(directory, file, Pool, found)]
        self.pieces["needs"] = read_needs(directory, found)
        self.pieces["lessons"] = _lessons(directory, lessons, found)
        situations = _files(directory, "situations", "yaml")
        self.pieces["situations"] = [piece for file in situations for piece in _one(directory, file, Situation, found)]
        found += [fault for piece in self.pieces["situations"] for fault in check_situation(piece)]
        found += [*_misnamed(directory, self.pieces["course"]), *_essayless(directory, self.pieces["reminders"])]
        phrases, of_phrases = read_phrases(_phrases_of(directory))
        found += [*of_phrases, *check_links(self.pieces, phrases, _keys(of_phrases)), *check_crossing(self.pieces)]
        written = {"quizzes": len(quizzes), "lessons": len(lessons)}
        unread = {kind: count - len(self.pieces[kind]) for kind, count in written.items()}
        found += check_lacking(self.pieces, unread)
        # A model and the look across the fields of a faulty piece may find the same thing.
        self.faults = in_order(list(set(found)))

    def course(self) -> Course:
        """The course of a reading without faults."""
        facts = self._entries("course", Facts)[0]
        return Course(
            **{key: getattr(facts, key) for key in Facts.model_fields},
            groups=self._entries("groups", Group),
            topics=self._entries("topics", Topic),
            sessions=self._entries("sessions", Session),
            lessons=self._entries("lessons", Lesson),
            quizzes=self._quizzes(),
            reflection=next(iter(self._entries("reflection", ReflectionRules)), no_reflection(facts.ends)),
            reminders=self._entries("reminders", ReminderRule),
            needs=self._entries("needs", Needs),
            situations=self._entries("situations", Situation),
        )

    def standards(self) -> Standards:
        """What the course asks of its content."""
        return next(iter(self._entries("standards", Standards)), Standards())

    def _quizzes(self) -> tuple[Quiz, ...]:
        """The quizzes with the questions of their pools."""
        pools = {owner(piece): piece.entry.questions for piece in self.pieces["pools"] if isinstance(piece.entry, Pool)}
        return tuple(
            quiz.model_copy(update={"questions": (*quiz.questions, *pools.get(quiz.id, ()))})
            for quiz in self._entries("quizzes", Quiz)
        )

    def _entries(self, kind: str, model: type[_Entry]) -> tuple[_Entry, ...]:
        return tuple(piece.entry for piece in self.pieces[kind] if isinstance(piece.entry, model))


def _misnamed(directory: Path, course: list[Piece]) -> list[Fault]:
    """A copy that kept the id of what it was copied from would share its learners' progress."""
    name = directory.resolve().name
    return [
        piece.fault(f"mã của lớp phải là tên thư mục: {name}", "id")
        for piece in course
        if piece.text("id") is not None and piece.text("id") != name
    ]


def _essayless(directory: Path, reminders: list[Piece]) -> list[Fault]:
    """Reminders of a reflection that the class doesn't ask for."""
    if (directory / "reflection.yaml").exists():
        return []
    message = "lớp này không có bài thu hoạch (không có tệp reflection.yaml)"
    return [piece.fault(message, "about") for piece in reminders if piece.text("about") == "reflection"]


def _one(directory: Path, file: str, model: type[Entry], found: list[Fault]) -> list[Piece]:
    """The piece of a file that is one; its faults go to `found`."""
    document, faults = read_document(directory / file, file)
    found += faults
    if document is None:
        return []
    piece, faults = read_piece(model, document, (), document.value)
    found += faults
    return [piece]


def _many(directory: Path, file: str, model: type[Entry], found: list[Fault]) -> list[Piece]:
    """The pieces of a file that is a list of them; their faults go to `found`."""
    document, faults = read_document(directory / file, file)
    found += faults
    if document is None:
        return []
    if not isinstance(document.value, list):
        found.append(document.fault("cần một danh sách, mỗi mục mở đầu bằng dấu gạch"))
        return []
    read = [read_piece(model, document, (number,), value) for number, value in enumerate(document.value)]
    found += [fault for _, faults in read for fault in faults]
    return [piece for piece, _ in read]


def _keys(of_phrases: list[Fault]) -> set[str]:
    """The keys of the phrases that have faults; for a file that can't be read, the beginning of all its keys."""
    return {f"{Path(fault.file).stem}.{fault.field}".removesuffix(".") for fault in of_phrases}


def _lessons(directory: Path, files: list[str], found: list[Fault]) -> list[Piece]:
    """The lessons of the files, in their order; their faults go to `found`."""
    read = [read_lesson(directory / file, file) for file in files]
    found += [fault for _, faults in read for fault in faults]
    return [piece for piece, _ in read if piece is not None]


def _files(directory: Path, folder: str, ending: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (directory / folder).glob(f"*.{ending}"))


def _phrases_of(directory: Path) -> Path:
    """The phrases beside the folder of courses; a course that stands alone uses the program's own."""
    beside = directory.resolve().parent.parent / "phrases"
    return beside if beside.is_dir() else _PHRASES
