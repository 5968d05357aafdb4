"""What an operator of the class should know, told to the trainers and the owner. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from content.phrases import Phrases
from handlers.doors import doors
from handlers.messages import Reply
from handlers.quota import Limit
from handlers.text import Markdown
from handlers.turn import say
from storage.audience import Audience

LISTED = 10
"""So many skipped notices are named one by one."""


def skipped(phrases: Phrases, titles: Sequence[str], reason: str) -> Reply:
    """Notices were not sent, or not to everybody, because their time was over."""
    if len(titles) == 1:
        text = say(phrases, "alerts.skipped", title=titles[0], reason=reason)
    else:
        lines = [say(phrases, "alerts.skipped_line", title=title) for title in titles[:LISTED]]
        if len(titles) > LISTED:
            lines.append(say(phrases, "alerts.skipped_more", n=len(titles) - LISTED))
        listed = Markdown("\n".join(lines))
        text = say(phrases, "alerts.skipped_several", n=len(titles), titles=listed, reason=reason)
    return Reply(text, doors(phrases, "notices", "move"))


def channel_refused(phrases: Phrases, account: str, reason: str) -> Reply:
    """A channel does not take our token: nothing leaves by that account until the operator mends it."""
    return Reply(
        say(phrases, "alerts.channel_refused", channel=account.partition(":")[0].title(), reason=reason),
        doors(phrases, "menu"),
    )


def nearly_used(phrases: Phrases, limit: Limit, sent: int) -> Reply:
    """An account nears the end of its month's messages: what is left is for reminders and receipts."""
    values = {"name": limit.name, "sent": sent, "all": limit.messages, "left": max(limit.messages - sent, 0)}
    return Reply(say(phrases, "alerts.nearly_used", **values), doors(phrases, "notices", "menu"))


def used_up(phrases: Phrases, limit: Limit, sent: int) -> Reply:
    """An account can send nothing more this month."""
    return Reply(say(phrases, "alerts.used_up", name=limit.name, sent=sent), doors(phrases, "notices", "menu"))


def crowded(phrases: Phrases, limit: Limit, sent: int) -> Reply:
    """An account's channel goes on refusing messages though there is room by our own count."""
    text = say(phrases, "alerts.crowded", name=limit.name, sent=sent, all=limit.messages)
    return Reply(text, doors(phrases, "notices", "menu"))


def staff(course: str) -> Audience:
    """Everybody who helps people into the class: coordinators too."""
    return Audience(course=course, roles=("trainer", "owner", "coordinator"))


def trainers(course: str) -> Audience:
    """Those who are told: trainers and owners, registered or not."""
    return Audience(course=course, roles=("trainer", "owner"))
