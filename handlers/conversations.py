"""Every conversation there is, in the order in which the router looks at them."""

from __future__ import annotations

from handlers.coordinator.export import EXPORT
from handlers.coordinator.overview import OVERVIEW
from handlers.coordinator.unreached import UNREACHED
from handlers.learner.arrival import ARRIVAL
from handlers.learner.classes import CLASSES
from handlers.learner.joining import JOINING
from handlers.learner.lessons import LESSONS
from handlers.learner.menu import HELP, MENU, late, lost
from handlers.learner.my_data import MY_DATA
from handlers.learner.progress import PROGRESS
from handlers.learner.quizzes import QUIZZES
from handlers.learner.reflection import REFLECTION
from handlers.learner.registration import REGISTRATION
from handlers.learner.situations import SITUATIONS
from handlers.learner.timetable_view import TIMETABLE
from handlers.router import Router
from handlers.trainer.choices import CHOICES
from handlers.trainer.moving import MOVING
from handlers.trainer.notices import NOTICES

ALL = (
    ARRIVAL,
    REGISTRATION,
    MENU,
    HELP,
    LESSONS,
    QUIZZES,
    SITUATIONS,
    TIMETABLE,
    REFLECTION,
    PROGRESS,
    NOTICES,
    MOVING,
    CHOICES,
    EXPORT,
    OVERVIEW,
    UNREACHED,
    CLASSES,
    MY_DATA,
    JOINING,
)


def router() -> Router:
    """A router that knows them all. Raises ValueError where two claim the same command, word, choice or step."""
    return Router(ALL, lost=lost, late=late)
