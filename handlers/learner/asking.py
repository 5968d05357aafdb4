"""What arrival, registration and the menu have in common: the consent question, and words beside an open step. Pure."""

from __future__ import annotations

from handlers.access import allowed
from handlers.doors import DOORS, doors
from handlers.messages import Choice
from handlers.text import Markdown
from handlers.turn import Answer, Reply, Step, Turn

CONSENT = "arrival.consent"

Rows = tuple[tuple[Choice, ...], ...]


def paragraphs(*parts: str) -> Markdown:
    """These parts with an empty line between them; empty parts are left out."""
    return Markdown("\n\n".join(part for part in parts if part))


def consent_due(turn: Turn) -> bool:
    """Whether the person has yet to agree to the consent's present text."""
    return not turn.person.consents or turn.person.consent_version != turn.course.consent.version


def consent_question(turn: Turn, **waiting: str) -> Answer:
    """The consent's whole text and the two answers. `waiting`: a `code` or `commune` to be used once they agree.

    What waits already goes on waiting.
    """
    consent = turn.course.consent
    text = turn.say("arrival.consent", text=Markdown(consent.text), who=consent.who, version=consent.version)
    renewed = turn.say("arrival.renewed") if turn.person.consents else ""
    step = Step(CONSENT, {**waiting_for_consent(turn), **waiting})
    return Answer((Reply(paragraphs(renewed, text), consent_choices(turn)),), step=step)


def consent_choices(turn: Turn) -> Rows:
    """Yes and no, of equal weight."""
    return ((turn.choice("agree", "arrival.agree"), turn.choice("decline", "arrival.decline")),)


def waiting_for_consent(turn: Turn) -> dict[str, str]:
    """What waits for the answer to an open consent question."""
    return dict(turn.step.data) if turn.step is not None and turn.step.name == CONSENT else {}


def of_the_class(turn: Turn) -> bool:
    """Whether the person is a learner or of the staff, so that the menu is theirs."""
    return turn.person.registered or bool(turn.person.roles)


def open_doors(turn: Turn, *names: str) -> Rows:
    """Those of these doors that the person may go through, two a row."""
    actions = allowed(turn.person)
    return doors(turn.phrases, *(name for name in names if DOORS[name] in actions))


def aside(turn: Turn, text: str, rows: Rows) -> Answer:
    """Words beside an open step: it goes on waiting, and its buttons go on working. Without one, `rows` lead on."""
    if turn.step is None:
        return Answer((Reply(text, rows),))
    waits = "menu.step_waits" if of_the_class(turn) else "menu.question_waits"
    return Answer((Reply(paragraphs(text, turn.say(waits))),), step=turn.step)
