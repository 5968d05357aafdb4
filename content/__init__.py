"""The courses as files that a trainer can read and mend, what checks them, and the places of Vietnam."""

from pathlib import Path
from typing import Final

from content.faults import ContentFaults, Fault
from content.loading import check_course, load_course
from content.models import (
    Consent,
    Course,
    Group,
    Lesson,
    Level,
    Option,
    Part,
    Question,
    Quiz,
    ReflectionRules,
    ReminderRule,
    Session,
    Source,
    Topic,
)
from content.phrases import Phrases, load_phrases
from content.places import (
    Commune,
    Province,
    commune,
    communes,
    find_communes,
    find_provinces,
    fold,
    province,
    provinces,
)

PACKAGED: Final = Path(__file__).parent

__all__ = [
    "PACKAGED",
    "Commune",
    "Consent",
    "ContentFaults",
    "Course",
    "Fault",
    "Group",
    "Lesson",
    "Level",
    "Option",
    "Part",
    "Phrases",
    "Province",
    "Question",
    "Quiz",
    "ReflectionRules",
    "ReminderRule",
    "Session",
    "Source",
    "Topic",
    "check_course",
    "commune",
    "communes",
    "find_communes",
    "find_provinces",
    "fold",
    "load_course",
    "load_phrases",
    "province",
    "provinces",
]
