"""What a course asks of its own content: how many lessons, questions and situations each part has at least."""

from typing import Annotated, Final

from pydantic import Field

from content.entry import Entry
from content.values import Code

FILE: Final = "standards.yaml"
SENTENCE_WORDS: Final = 20
"""A text's sentences have at most so many words on average."""
OPTIONS_RATIO: Final = 1.4
"""The longest option of a question has at most so many times the shortest one's characters."""
OPTIONS_SLACK: Final = 8
"""Options that differ by so few characters look alike whatever their ratio."""

Count = Annotated[int, Field(ge=0)]


class Standards(Entry):
    """The least of each kind. A course without a file of its own asks for nothing.

    `group_lessons_of` are groups for which another number holds; `two_places` are cases that have to be seen from two
    groups' places.
    """

    group_lessons: Count = 0
    group_lessons_of: dict[Code, Count] = Field(default={})
    common_lessons: Count = 0
    topic_lessons: Count = 0
    topic_questions: Count = 0
    group_questions: Count = 0
    situations: Count = 0
    two_places: tuple[Code, ...] = ()
