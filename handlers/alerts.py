"""What an operator of the class should know, told to the trainers and the owner. Pure."""

from __future__ import annotations

from content.phrases import Phrases
from handlers.doors import doors
from handlers.messages import Reply
from handlers.turn import say
from storage.audience import Audience


def skipped(phrases: Phrases, notice_title: str, reason: str) -> Reply:
    """A notice was not sent, or not to everybody, because its time was over."""
    return Reply(say(phrases, "alerts.skipped", title=notice_title, reason=reason), doors(phrases, "notices", "move"))


def channel_refused(phrases: Phrases, account: str, reason: str) -> Reply:
    """A channel does not take our token: nothing leaves by that account until the operator mends it."""
    return Reply(say(phrases, "alerts.channel_refused", account=account, reason=reason), doors(phrases, "menu"))


def trainers(course: str) -> Audience:
    """Those who are told: trainers and owners, registered or not."""
    return Audience(course=course, roles=("trainer", "owner"))
