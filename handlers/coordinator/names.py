"""What groups, topics, levels and places are called in overviews and reports, and the order of people. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from content.models import Course
from content.phrases import Phrases
from content.places import commune, fold, province
from storage.report_scope import Place, Scope


class Names:
    """Names by id, in the words of one course. An id that is no longer known stands for itself."""

    def __init__(self, course: Course, phrases: Phrases) -> None:
        self._phrases = phrases
        self._groups = {group.id: group.name for group in course.groups}
        self._short_groups = {group.id: group.short for group in course.groups}
        self._topics = {topic.id: f"{topic.number}. {topic.short}" for topic in course.topics}
        quizzes = {quiz.id: quiz.title for quiz in course.quizzes}
        self._quizzes = {**quizzes, **self._topics}
        self._levels = {level.id: level.name for level in course.reflection.levels}

    def group(self, id_: str | None) -> str:
        """The target group's full name."""
        return self._phrases.get("reports.unknown_group") if id_ is None else self._groups.get(id_, id_)

    def short_group(self, id_: str | None) -> str:
        """The target group's name as it fits a button or a line."""
        return self._phrases.get("reports.unknown_group") if id_ is None else self._short_groups.get(id_, id_)

    def topics(self, ids: Iterable[str]) -> str:
        """Topics with their numbers, one a line."""
        return "\n".join(self._topics.get(id_, id_) for id_ in ids)

    def quiz(self, id_: str) -> str:
        """The topic of a quiz with its number; the title of a group's quiz."""
        return self._quizzes.get(id_, id_)

    def levels(self, ids: Iterable[str]) -> str:
        """Levels of authority, one a line."""
        return "\n".join(self._levels.get(id_, id_) for id_ in ids)

    def province(self, code: str | None) -> str:
        """The province's full name."""
        return self._phrases.get("reports.unknown_place") if code is None else province_name(code)

    def commune(self, code: str | None) -> str:
        """The commune's full name."""
        return self._phrases.get("reports.unknown_place") if code is None else commune_name(code)

    def scope(self, scope: Scope) -> str:
        """The area and the filters in words: `Xã Đạ Tẻh, Tỉnh Lâm Đồng · nhóm …`."""
        parts = [self._area(scope)]
        if scope.group is not None:
            parts.append(self._phrases.get("reports.scope.group").format(group=self.short_group(scope.group)))
        if scope.handed_in:
            parts.append(self._phrases.get("reports.scope.handed_in"))
        return " · ".join(parts)

    def _area(self, scope: Scope) -> str:
        if scope.commune is not None:
            return self._phrases.get("reports.scope.commune").format(
                commune=self.commune(scope.commune), province=self.province(scope.province)
            )
        return (
            self._phrases.get("reports.scope.everywhere") if scope.province is None else province_name(scope.province)
        )


def province_name(code: str) -> str:
    """The province's full name; a code that the lists don't know stands for itself."""
    try:
        return province(code).name
    except KeyError:
        return code


def commune_name(code: str) -> str:
    """The commune's full name; a code that the lists don't know stands for itself."""
    try:
        return commune(code).name
    except KeyError:
        return code


def place_order(place: Place) -> tuple[str, str, str, str]:
    """Sorts places by province, then by commune, without regard to kind and accents; homonyms by code."""
    province_code, commune_code = place.province or "", place.commune or ""
    bare = commune_name(commune_code)
    for kind in ("Xã ", "Phường ", "Đặc khu "):
        bare = bare.removeprefix(kind)
    return fold(province_name(province_code).removeprefix("Tỉnh ")), fold(bare), bare, commune_code


def person_order(name: str) -> tuple[str, str, str]:
    """Sorts people as Vietnamese lists do: by the given name, which stands last, then by the whole name."""
    folded = fold(name)
    return folded.rpartition(" ")[2], folded, name
