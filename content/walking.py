"""Going through a situation: where one stands, what a choice brings, and every way that there is. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.situations import MOST, Aside, Choice, Condition, Ending, Node, Outcome, Situation

LONGEST = 6
"""No path has more decisions than this; walking stops one after it."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a reader stands: the id of a node or an ending, what is left of time and trust, what is remembered."""

    at: str
    time: int
    trust: int
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision: from where, what was chosen, what it brought, and where that led."""

    before: Stand
    node: Node
    choice: Choice
    outcome: Outcome
    after: Stand


@dataclass(frozen=True, slots=True)
class Walk:
    """The decisions from the beginning, and the ending that they led to; None where the story is not over."""

    taken: tuple[Taken, ...]
    ending: Ending | None


def begun(situation: Situation) -> Stand:
    """Where every reader begins."""
    return Stand(situation.first, situation.time, situation.trust)


def holds(condition: Condition, stand: Stand) -> bool:
    """Whether all that the condition names holds here."""
    return (
        stand.marks.issuperset(condition.when)
        and stand.marks.isdisjoint(condition.unless)
        and stand.trust >= condition.trust_from
        and stand.time >= condition.time_from
    )


def shown(node: Node, stand: Stand) -> list[Aside]:
    """The paragraphs that a reader who stands so is shown beside the node's text."""
    return [aside for aside in node.also if holds(aside, stand)]


def decide(stand: Stand, node: Node, choice: Choice) -> Taken:
    """What the choice brings to a reader who stands at the node."""
    outcome = next(each for each in choice.outcomes if holds(each, stand))
    after = Stand(
        outcome.next,
        min(max(stand.time + outcome.time, 0), MOST),
        min(max(stand.trust + outcome.trust, 0), MOST),
        stand.marks | set(outcome.marks),
    )
    return Taken(stand, node, choice, outcome, after)


def walked(situation: Situation, choices: Sequence[tuple[str, str]]) -> Walk | None:
    """The walk of these (node, choice) in their order, or None where the story no longer has such a way."""
    stand, taken = begun(situation), list[Taken]()
    for at, letter in choices:
        node = situation.node(stand.at)
        choice = None if node is None else node.choice(letter)
        if node is None or choice is None or node.id != at:
            return None
        taken.append(decide(stand, node, choice))
        stand = taken[-1].after
    return Walk(tuple(taken), situation.ending(stand.at))


def paths(situation: Situation) -> Iterator[Walk]:
    """Every way through the story. One that is too long, or leads nowhere, comes without an ending."""
    waiting: list[tuple[Taken, ...]] = [()]
    while waiting:
        taken = waiting.pop()
        stand = taken[-1].after if taken else begun(situation)
        node = situation.node(stand.at)
        if node is None or len(taken) > LONGEST:
            yield Walk(taken, situation.ending(stand.at))
            continue
        waiting += [(*taken, decide(stand, node, choice)) for choice in reversed(node.choices)]


def good_course(situation: Situation) -> Walk:
    """The walk of the better choice at every node."""
    stand, taken = begun(situation), list[Taken]()
    while (node := situation.node(stand.at)) is not None and len(taken) <= LONGEST:
        choice = node.choice(node.better)
        assert choice is not None
        taken.append(decide(stand, node, choice))
        stand = taken[-1].after
    return Walk(tuple(taken), situation.ending(stand.at))
