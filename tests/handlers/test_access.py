"""Who may do what: the whole table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import combinations

import pytest

from handlers.access import ROLES, Action, allowed, area
from handlers.doors import COMMANDS, DOORS
from storage.people import Person, Role
from storage.types import VIETNAM

STRANGER = Person(id=1, identity=1, channel="telegram", account="telegram:1", chat="1")
CONSENTING = replace(STRANGER, consent="given")
LEARNER = replace(CONSENTING, registered_at=datetime(2026, 5, 22, tzinfo=VIETNAM))

ARRIVING = {"arrive", "own_data"}
LEARNING = ARRIVING | {"learn", "classes"}
TRAINING = LEARNING | {"notify", "move_session", "choices"}
OVERSEEING = LEARNING | {"export", "overview", "unreached"}


def with_roles(person: Person, *names: str) -> Person:
    return replace(person, roles=tuple(Role(name) for name in names))


@pytest.mark.parametrize(
    ("person", "actions"),
    [
        (STRANGER, ARRIVING),
        (replace(STRANGER, consent="declined"), ARRIVING),
        (replace(LEARNER, consent="withdrawn"), ARRIVING),
        (CONSENTING, ARRIVING),
        (LEARNER, LEARNING),
        (replace(CONSENTING, course="bo-2025-08"), ARRIVING | {"classes"}),
        (with_roles(CONSENTING, "trainer"), TRAINING),
        (with_roles(LEARNER, "trainer"), TRAINING),
        (with_roles(CONSENTING, "coordinator"), OVERSEEING),
        (with_roles(LEARNER, "coordinator"), OVERSEEING),
        (with_roles(LEARNER, "trainer", "coordinator"), TRAINING | OVERSEEING),
        (with_roles(CONSENTING, "owner"), {action.value for action in Action}),
        (with_roles(STRANGER, "owner"), ARRIVING),
        (with_roles(replace(LEARNER, consent="withdrawn"), "owner", "trainer"), ARRIVING),
    ],
)
def test_what_each_may_do(person: Person, actions: set[str]) -> None:
    assert {action.value for action in allowed(person)} == actions


def test_no_role_but_the_owners_gives_everything() -> None:
    for some in combinations(set(ROLES) - {"owner"}, 1):
        assert allowed(with_roles(LEARNER, *some)) < frozenset(Action)


@pytest.mark.parametrize(
    ("roles", "seen"),
    [
        ((Role("owner"),), (None, None)),
        ((Role("coordinator", "68"),), ("68", None)),
        ((Role("coordinator", "68", "24781"),), ("68", "24781")),
        ((Role("coordinator", "68"), Role("owner")), (None, None)),
    ],
)
def test_the_area_that_an_overseer_sees(roles: tuple[Role, ...], seen: tuple[str | None, str | None]) -> None:
    assert area(replace(CONSENTING, roles=roles)) == seen


def test_every_action_has_a_door_and_every_command_is_of_the_issue() -> None:
    assert {action for _, action in COMMANDS} == set(Action) == set(DOORS.values())
    assert [name for name, _ in COMMANDS] == [
        "menu", "baihoc", "kiemtra", "tinhhuong", "lich", "thuhoach", "tiendo", "thongbao", "doilich", "xuat",
        "tongquan", "goidien",
        "luachon", "lop", "dulieu", "lienket", "trogiup",
    ]  # fmt: skip
