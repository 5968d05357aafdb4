"""How a notice goes and how it ended, as messages to its author. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from content.phrases import Phrases
from handlers.doors import door
from handlers.messages import Choice, Reply
from handlers.text import Markdown, moment, number
from handlers.turn import say
from storage.notices import Notice

OPEN = ("pending", "sending")
MISSED = ("unreachable", "refused", "uncertain", "skipped")
ENDED = ("done", "stopped", "dropped", "skipped")
BAR = 10
REASONS = 8
"""So many reasons are told one by one; the list as a file has them all."""


def progress(phrases: Phrases, notice: Notice, tally: Mapping[str, int], now: datetime, pace: float) -> Reply:
    """The living message of a notice: planned, going (a bar, `pace` notices a second), or ended."""
    if notice.state == "planned":
        return _planned(phrases, notice, now)
    if notice.state == "sending":
        return _going(phrases, notice, tally, pace)
    text = [_head(phrases, notice, tally), *_counts(phrases, tally)]
    return Reply("\n".join(text), _afterwards(phrases, notice, tally), replaces=True)


def finished(
    phrases: Phrases,
    notice: Notice,
    tally: Mapping[str, int],
    reasons: Sequence[tuple[str, str, int]],
    now: datetime,
    channels: Mapping[str, int] | None = None,
    moved: int = 0,
) -> Reply:
    """The message that tells the author of the end: `reasons` are (state, reason, people), the most frequent first.

    `channels`: how many got it by each channel; `moved`: how many of them in another chat than it was addressed to.
    """
    head = [_head(phrases, notice, tally), say(phrases, "notices.ended.at", time=moment(notice.ended_at or now))]
    lines: list[str] = [*head, *_counts(phrases, tally)]
    lines += _channels(phrases, channels or {}, moved)
    if reasons:
        lines += ["", say(phrases, "notices.ended.reasons"), "", *_reasons(phrases, reasons)]
    if missed(tally):
        lines += ["", say(phrases, "notices.ended.resend_hint")]
    if tally.get("unreachable", 0):
        lines.append(say(phrases, "notices.ended.phone_hint"))
    return Reply("\n".join(lines), _afterwards(phrases, notice, tally))


def duration(phrases: Phrases, seconds: float) -> str:
    """A length of time as people say it: `chưa đến 1 phút`, `khoảng 5 phút`, `khoảng 1 giờ 20 phút`."""
    minutes = math.ceil(seconds / 60)
    if seconds < 45:
        return phrases.get("notices.lasts.moment")
    if minutes < 60:
        return phrases.get("notices.lasts.minutes").format(minutes=minutes)
    key = "notices.lasts.hours" if minutes % 60 == 0 else "notices.lasts.hours_minutes"
    return phrases.get(key).format(hours=minutes // 60, minutes=minutes % 60)


def missed(tally: Mapping[str, int]) -> int:
    """How many people a notice did not reach for certain."""
    return sum(tally.get(state, 0) for state in MISSED)


def recipients(tally: Mapping[str, int]) -> int:
    """How many people a notice had when it was released."""
    return sum(tally.get(state, 0) for state in (*OPEN, "sent", *MISSED))


def bar(done: int, whole: int) -> str:
    """`▓▓▓░░░░░░░`: full only when everything is done."""
    full = BAR * done // whole if whole else BAR
    return "▓" * full + "░" * (BAR - full)


def _planned(phrases: Phrases, notice: Notice, now: datetime) -> Reply:
    key = "notices.going.planned" if notice.due > now else "notices.going.starting"
    text = say(phrases, key, title=notice.title, time=moment(notice.due))
    return Reply(text, ((_stop(phrases, notice),), (door(phrases, "notices"),)), replaces=True)


def _going(phrases: Phrases, notice: Notice, tally: Mapping[str, int], pace: float) -> Reply:
    whole, waiting = recipients(tally), sum(tally.get(state, 0) for state in OPEN)
    lines = [
        say(phrases, "notices.going.head", title=notice.title),
        say(phrases, "notices.going.bar", bar=Markdown(bar(whole - waiting, whole)), done=whole - waiting, all=whole),
        *_counts(phrases, tally),
        say(phrases, "notices.going.left", time=duration(phrases, waiting / pace)),
    ]
    return Reply("\n".join(lines), ((_stop(phrases, notice),), (door(phrases, "notices"),)), replaces=True)


def _head(phrases: Phrases, notice: Notice, tally: Mapping[str, int]) -> Markdown:
    key = f"notices.ended.{notice.state}" if recipients(tally) else f"notices.ended.{notice.state}_for_nobody"
    return say(phrases, key, title=notice.title, done=tally.get("sent", 0), all=recipients(tally))


def _counts(phrases: Phrases, tally: Mapping[str, int]) -> list[Markdown]:
    states = ("sent", *MISSED, "doubtful")
    return [say(phrases, f"notices.counts.{state}", n=tally[state]) for state in states if tally.get(state, 0)]


def _channels(phrases: Phrases, channels: Mapping[str, int], moved: int) -> list[Markdown]:
    told = ", ".join(f"{name.title()} {number(people)}" for name, people in sorted(channels.items()))
    lines = [say(phrases, "notices.ended.channels", channels=told)] if told else []
    return [*lines, *([say(phrases, "notices.ended.moved", n=moved)] if moved else [])]


def _reasons(phrases: Phrases, reasons: Sequence[tuple[str, str, int]]) -> list[Markdown]:
    told = [
        say(
            phrases,
            "notices.ended.reason",
            state=Markdown(phrases.get(f"notices.states.{state}")),
            reason=reason or phrases.get("notices.ended.no_reason"),
            n=people,
        )
        for state, reason, people in reasons[:REASONS]
    ]
    more = sum(people for _, _, people in reasons[REASONS:])
    return [*told, *([say(phrases, "notices.ended.more_reasons", n=more)] if more else [])]


def _afterwards(phrases: Phrases, notice: Notice, tally: Mapping[str, int]) -> tuple[tuple[Choice, ...], ...]:
    rows: list[tuple[Choice, ...]] = []
    if missed(tally):
        rows.append((Choice(f"nresend:{notice.id}", phrases.get("notices.buttons.resend")),))
    if recipients(tally):
        rows.append((Choice(f"nlist:{notice.id}", phrases.get("notices.buttons.list")),))
    return (*rows, (door(phrases, "notices"), door(phrases, "menu")))


def _stop(phrases: Phrases, notice: Notice) -> Choice:
    return Choice(f"nstop:{notice.id}", phrases.get("notices.buttons.stop"))
