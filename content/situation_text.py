"""A situation's graph as text, for its author: every node, choice and branch, and how many ways lead where."""

from collections import Counter
from collections.abc import Iterator, Sequence

from content.situations import Choice, Condition, Situation
from content.walking import Walk, good_course, paths

_KINDS = {"good": "kết tốt", "fair": "kết tạm", "poor": "kết dở"}


def graph(situation: Situation) -> str:
    """The whole story as lines of text. It has to be one without faults."""
    walks = list(paths(situation))
    return "\n".join([*_head(situation, walks), *_nodes(situation), *_endings(situation, walks)])


def _head(situation: Situation, walks: Sequence[Walk]) -> Iterator[str]:
    lengths = [len(walk.taken) for walk in walks]
    yield f"{situation.id}: {situation.title}"
    yield f"  nhìn từ nhóm {situation.group}, chuyên đề {situation.topic}, việc {situation.case}"
    yield f"  bắt đầu với thời gian {situation.time}, lòng tin {situation.trust}"
    yield f"  {len(walks)} đường đi, mỗi đường {min(lengths)}–{max(lengths)} quyết định"
    course = " → ".join(f"{taken.node.id} {taken.choice.id}" for taken in good_course(situation).taken)
    yield f"  cách làm tốt: {course}"


def _nodes(situation: Situation) -> Iterator[str]:
    for node in situation.nodes:
        yield ""
        yield f"[{node.id}] {node.text}"
        for aside in node.also:
            yield f"    nếu {_condition(aside)}: {aside.text}"
        for choice in node.choices:
            yield f"  {'*' if choice.id == node.better else ' '}{choice.id}. {choice.text}"
            yield from _outcomes(choice)


def _outcomes(choice: Choice) -> Iterator[str]:
    for outcome in choice.outcomes:
        when = f"nếu {_condition(outcome)}: " if outcome.bound else ("còn lại: " if len(choice.outcomes) > 1 else "")
        marks = f", ghi {', '.join(outcome.marks)}" if outcome.marks else ""
        cost = f"thời gian {outcome.time:+}, lòng tin {outcome.trust:+}{marks}"
        yield f"      {when}{outcome.says}"
        yield f"      ({cost}) → {outcome.next}"


def _condition(condition: Condition) -> str:
    parts = [
        *([f"có {', '.join(condition.when)}"] if condition.when else []),
        *([f"không có {', '.join(condition.unless)}"] if condition.unless else []),
        *([f"lòng tin từ {condition.trust_from}"] if condition.trust_from else []),
        *([f"thời gian từ {condition.time_from}"] if condition.time_from else []),
    ]
    return " và ".join(parts)


def _endings(situation: Situation, walks: Sequence[Walk]) -> Iterator[str]:
    counts = Counter(walk.ending.id for walk in walks if walk.ending is not None)
    yield ""
    for ending in situation.endings:
        yield f"[{ending.id}] {_KINDS[ending.kind]}, {counts[ending.id]} đường: {ending.title}"
        yield f"    {ending.text}"
