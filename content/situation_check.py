"""Whether a situation holds together: every way through it is walked, and what no way comes by is named."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from content.faults import Fault
from content.pieces import Piece
from content.situations import Node, Situation
from content.walking import LONGEST, Walk, good_course, paths, shown

FEWEST: Final = 4
"""No path has fewer decisions than this."""


def check_situation(piece: Piece) -> list[Fault]:
    """Every fault of a situation beyond those of its single fields, each at its line."""
    if not isinstance(piece.entry, Situation):
        return []
    situation = piece.entry
    found = [*_named(piece, situation), *_twice(piece, situation), *_lost(piece, situation)]
    if found:
        return found
    walks = list(paths(situation))
    return [
        *_lengths(piece, walks),
        *_unreached(piece, situation, walks),
        *_marks(piece, situation),
        *_alike(piece, situation),
        *_course(piece, situation),
    ]


def _named(piece: Piece, situation: Situation) -> Iterator[Fault]:
    name = Path(piece.document.file).stem
    if situation.id != name:
        yield piece.fault(f"mã của tình huống phải là tên tệp: {name}", "id")


def _twice(piece: Piece, situation: Situation) -> Iterator[Fault]:
    """Nodes and endings share their codes, since a choice may lead to either."""
    places = [("nodes", number, node.id) for number, node in enumerate(situation.nodes)]
    places += [("endings", number, ending.id) for number, ending in enumerate(situation.endings)]
    times = Counter(id for _, _, id in places)
    for key, number, id in places:
        if times[id] > 1:
            yield piece.fault(f"mã {id} dùng cho hai chỗ", key, number, "id")


def _lost(piece: Piece, situation: Situation) -> Iterator[Fault]:
    """Choices that lead to what isn't there."""
    known = {node.id for node in situation.nodes} | {ending.id for ending in situation.endings}
    if situation.node(situation.first) is None:
        yield piece.fault(f"không có đoạn nào mang mã {situation.first}", "first")
    for number, node in enumerate(situation.nodes):
        for choice in node.choices:
            for outcome in choice.outcomes:
                if outcome.next not in known:
                    message = f"không có đoạn hay cái kết nào mang mã {outcome.next}"
                    yield piece.fault(message, "nodes", number, "choices", choice.id)


def _lengths(piece: Piece, walks: Sequence[Walk]) -> Iterator[Fault]:
    """Ways that are too short, too long or without an end, or that run out of time before it."""
    for walk in walks:
        way = " → ".join(f"{taken.node.id} {taken.choice.id}" for taken in walk.taken)
        if walk.ending is None:
            yield piece.fault(f"đường này quá {LONGEST} quyết định mà chưa hết: {way}", "nodes")
            return
        if not FEWEST <= len(walk.taken) <= LONGEST:
            yield piece.fault(f"đường này có {len(walk.taken)} quyết định, cần {FEWEST}–{LONGEST}: {way}", "nodes")
            return
        if any(taken.before.time == 0 for taken in walk.taken):
            yield piece.fault(f"đường này hết thời gian trước khi hết chuyện: {way}", "time")
            return


def _unreached(piece: Piece, situation: Situation, walks: Sequence[Walk]) -> Iterator[Fault]:
    """Nodes, outcomes, paragraphs and endings that no way comes by."""
    taken = [each for walk in walks for each in walk.taken]
    nodes = {each.node.id for each in taken}
    outcomes = {id(each.outcome) for each in taken}
    asides = {id(aside) for each in taken for aside in shown(each.node, each.before)}
    endings = {walk.ending.id for walk in walks if walk.ending is not None}
    for number, node in enumerate(situation.nodes):
        if node.id not in nodes:
            yield piece.fault("không đường nào dẫn tới đoạn này", "nodes", number, "id")
            continue
        for place, aside in enumerate(node.also, 1):
            if id(aside) not in asides:
                yield piece.fault(f"lời thêm thứ {place} không bao giờ hiện ra", "nodes", number, "also")
        yield from _unreached_outcomes(piece, number, node, outcomes)
    for number, ending in enumerate(situation.endings):
        if ending.id not in endings:
            yield piece.fault("không đường nào dẫn tới cái kết này", "endings", number, "id")


def _unreached_outcomes(piece: Piece, number: int, node: Node, outcomes: set[int]) -> Iterator[Fault]:
    for choice in node.choices:
        for place, outcome in enumerate(choice.outcomes, 1):
            if id(outcome) not in outcomes:
                message = f"nhánh thứ {place} không bao giờ xảy ra"
                yield piece.fault(message, "nodes", number, "choices", choice.id)


def _marks(piece: Piece, situation: Situation) -> Iterator[Fault]:
    """Marks asked for and never set, or set and never asked for; and a story in which nothing earlier matters."""
    outcomes = [each for node in situation.nodes for choice in node.choices for each in choice.outcomes]
    conditions = [*outcomes, *(aside for node in situation.nodes for aside in node.also)]
    kept = {mark for outcome in outcomes for mark in outcome.marks}
    asked = {mark for condition in conditions for mark in (*condition.when, *condition.unless)}
    for mark in sorted(asked - kept):
        yield piece.fault(f"dấu {mark} được hỏi đến mà không lựa chọn nào ghi", "nodes")
    for mark in sorted(kept - asked):
        yield piece.fault(f"dấu {mark} được ghi mà không chỗ nào hỏi đến", "nodes")
    if not any(outcome.bound for outcome in outcomes):
        yield piece.fault("chưa có lựa chọn nào chịu hệ quả của lựa chọn trước", "nodes")


def _alike(piece: Piece, situation: Situation) -> Iterator[Fault]:
    """Choices of one node that do or bring the same."""
    for number, node in enumerate(situation.nodes):
        texts = Counter(choice.text for choice in node.choices)
        said = Counter(text for choice in node.choices for text in {outcome.says for outcome in choice.outcomes})
        if max(texts.values()) > 1 or max(said.values()) > 1:
            yield piece.fault("hai lựa chọn nói như nhau", "nodes", number, "choices")


def _course(piece: Piece, situation: Situation) -> Iterator[Fault]:
    """The good course has to end well, and not every story may."""
    walk = good_course(situation)
    if walk.ending is None or walk.ending.kind != "good":
        ending = "" if walk.ending is None else f" {walk.ending.id}"
        yield piece.fault(f"theo better thì tới cái kết{ending}, không phải kết good", "endings")
    if not any(ending.kind == "poor" for ending in situation.endings):
        yield piece.fault("cần ít nhất một cái kết poor", "endings")
