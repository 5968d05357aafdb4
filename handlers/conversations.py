"""Every conversation there is, in the order in which the router looks at them."""

from __future__ import annotations


from handlers.learner.arrival import ARRIVAL
from handlers.learner.lessons import LESSONS
from handlers.learner.menu import HELP, MENU, late, lost
from handlers.learner.quizzes import QUIZZES
from handlers.learner.reflection import REFLECTION
from handlers.learner.registration import REGISTRATION
from handlers.router import Router

ALL = (ARRIVAL, REGISTRATION, MENU, HELP, LESSONS, QUIZZES, REFLECTION)


def router() -> Router:
    """A router that knows them all. Raises ValueError where two claim the same command, word, choice or step."""
    return Router(ALL, lost=lost, late=late)
