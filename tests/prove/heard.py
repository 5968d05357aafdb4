"""Who is told of a fault: the row that says so, for each kind of listener."""

from __future__ import annotations

from collections.abc import Callable

from tests.prove import count
from tests.prove.ground import TRAINER
from tests.prove.rows import Row, exactly, told
from tests.prove.scene import Scene

NOT_RUNNING = "not running"
"""What stands in the place of /healthz where a kill came while nothing could start."""

Told = Callable[[Scene, str], Row]
"""Makes the row of that name from a scene that has come to rest."""


def nobody(scene: Scene, name: str) -> Row:
    """Nobody needs to do anything."""
    del scene
    return told(name, "nobody: it mends itself")


def author(state: str, label: str) -> Told:
    """The notice's author is told how many of its messages ended so, in these words."""

    def row(scene: Scene, name: str) -> Row:
        query = "SELECT count(*) FROM outbox o JOIN notices n ON n.id = o.notice_id WHERE n.title = ? AND o.state = ?"
        ended = count.number(scene.database, query, scene.texts[0], state)
        counted = scene.reports[0].counts.get(label, 0)
        return Row(name, f"the author: {counted}", f"the author: {ended} > 0", counted == ended > 0)

    return row


def operator(scene: Scene, name: str) -> Row:
    """/healthz says so to whatever watches over the program; or no program could start, which it sees too."""
    return Row(name, f"the operator: {scene.health}", "503 database", scene.health in {"503 database", NOT_RUNNING})


def trainers(words: str) -> Told:
    """The trainer's chat has got an alert with these words."""

    def row(scene: Scene, name: str) -> Row:
        got = scene.record.said(scene.side.chat(TRAINER), words)
        return exactly(name, "trainers" if got else "nobody", "trainers")

    return row
