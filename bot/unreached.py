"""`donghanh unreached`: whom no channel reaches, of every class that is held, commune by commune."""

from __future__ import annotations

import asyncio

from bot.accounts import limits_of
from bot.clock import SystemClock
from bot.opening import bring_up
from bot.places import Area
from bot.school import load_school
from bot.settings import Settings
from content.phrases import Phrases
from handlers.coordinator.names import commune_name, person_order, place_order, province_name
from handlers.coordinator.unreached_words import reasons
from handlers.quota import spent
from storage import reached
from storage.engine import Database, Store
from storage.reached import Unreached
from storage.report_scope import Place, Scope

WHOLE_PROVINCE = "Cấp tỉnh"


async def whom_to_phone(settings: Settings, where: Area) -> list[tuple[str, list[str]]]:
    """(commune, a line for each person) in the order of names; a person of several classes once."""
    school = load_school(settings.content_dir, settings.course, pace=settings.bulk_rate)
    await asyncio.to_thread(bring_up, settings.database_url)
    now = settings.clock_start or SystemClock().now()  # the program's clock
    async with Database(settings.database_url) as db, db.read() as store:
        gone = await spent(store, limits_of(settings), now=now)
        found: dict[Place, dict[int, Unreached]] = {}
        for course in school.courses:
            await _add(store, Scope(course.id, province=where[0], commune=where[1]), gone, found)
    return [(_heading(place), _lines(school.phrases, found[place])) for place in sorted(found, key=place_order)]


async def _add(store: Store, scope: Scope, gone: list[str], found: dict[Place, dict[int, Unreached]]) -> None:
    for place in await reached.places(store, scope, spent=gone):
        people = await reached.nowhere(store, scope, place, spent=gone)
        found.setdefault(place, {}).update({one.person: one for one in people})


def _heading(place: Place) -> str:
    name = WHOLE_PROVINCE if place.commune is None else commune_name(place.commune)
    return name if place.province is None else f"{name}, {province_name(place.province)}"


def _lines(phrases: Phrases, people: dict[int, Unreached]) -> list[str]:
    in_order = sorted(people.values(), key=lambda one: person_order(one.name))
    who = [", ".join(part for part in (one.name, one.position) if part) for one in in_order]
    return [f"{name} ({'; '.join(reasons(phrases, one))})" for name, one in zip(who, in_order, strict=True)]
