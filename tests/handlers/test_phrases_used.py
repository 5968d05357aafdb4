"""Every phrase that the code names is there, and gets the values that it asks for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from content.phrases import Phrases

ROOT = Path(__file__).parents[2]
KEY_AT = {"say": (0, 1), "choice": (1,)}
"""Where the key stands among the arguments: `turn.say(key)`, `say(phrases, key)`, `turn.choice(id, key)`."""


def named(file: Path) -> Iterator[tuple[int, str, frozenset[str] | None]]:
    """(line, key, names of the values; None where they are not written out) of each call in a file."""
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for at in KEY_AT.get(name, ()):
            argument = call.args[at] if at < len(call.args) else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "." in argument.value:
                values = [keyword.arg for keyword in call.keywords]
                given = frozenset(value for value in values if value is not None)
                yield call.lineno, argument.value, None if None in values else given


def test_every_phrase_is_there_and_filled(phrases: Phrases) -> None:
    wrong, seen = [], 0
    for file in sorted([*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").glob("*.py")]):
        for line, key, given in named(file):
            seen += 1
            if key not in phrases:
                wrong.append(f"{file.name}:{line}: no phrase {key}")
            elif given is not None and (missing := phrases.placeholders(key) - given):
                wrong.append(f"{file.name}:{line}: {key} also asks for {sorted(missing)}")
    assert wrong == []
    assert seen > 200


def test_labels_fit_a_button(phrases: Phrases) -> None:
    doors = {key: phrases.get(key) for key in phrases if key.startswith("doors.")}
    assert [key for key, label in doors.items() if len(label) > 40] == []
