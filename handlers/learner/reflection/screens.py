"""The pages on which something is chosen: topics, the way of writing, levels, the draft's outline, the preview."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from handlers.learner.reflection.facts import TOPICS, mark, missing, wanting
from handlers.learner.reflection.shown import amount, essay, level_names, lines, paragraphs, title, topic_lines
from handlers.messages import Answer, Choice, Reply, Step
from handlers.prompts import SEVERAL
from handlers.text import moment
from handlers.turn import Turn
from storage.reflections import ESSAY, Reflection

CHOOSING = "essay_choosing"
"""The step of all these pages: it holds the page's name, so that a text typed there shows the page again."""


def _page(
    name: str, texts: Sequence[str], choices: Sequence[Choice], *, replaces: bool = True, more: bool = False
) -> Answer:
    reply = Reply(paragraphs(texts), tuple((choice,) for choice in choices), replaces=replaces)
    return Answer((reply,), Step(CHOOSING, {"page": name, "more": True} if more else {"page": name}))


def topics(turn: Turn, draft: Reflection, note: str = "") -> Answer:
    """Which topics it is about."""
    text = turn.say("reflection.topics.text", topics=topic_lines(turn))
    done = turn.choice("essay_way", "reflection.topics.done")
    return _page("topics", [note, text], [*topic_toggles(turn, draft.topics), done])


def topic_toggles(turn: Turn, chosen: Sequence[str], name: str = "essay_topic") -> list[Choice]:
    """A choice of that name for each topic, which says what it makes of it: on (1) or off."""
    return [
        turn.choice(
            f"{SEVERAL}{name}:{topic.id}:{int(topic.id not in chosen)}",
            "reflection.topics.on" if topic.id in chosen else "reflection.topics.off",
            number=topic.number,
            short=topic.short,
        )
        for topic in turn.course.topics
    ]


def way(turn: Turn, draft: Reflection, note: str = "", *, more: bool = False) -> Answer:
    """Part by part, or an essay written elsewhere. `more`: the topics come after, and more can be picked there."""
    choices = [
        turn.choice(f"essay_part:{turn.course.reflection.parts[0].id}", "reflection.way.guided"),
        turn.choice(f"essay_part:{ESSAY}", "reflection.way.ready"),
        *(topic_toggles(turn, draft.topics) if more else [turn.choice("essay_topics", "reflection.way.topics")]),
    ]
    kinds = turn.phrases.get("reflection.way.kinds" if turn.gives_files else "reflection.way.kinds_pictures")
    chosen = turn.say("reflection.way.chosen", topics=topic_numbers(turn, draft.topics)) if more else ""
    return _page("way", [note, turn.say("reflection.way.text", kinds=kinds), chosen], choices, more=more)


def topic_numbers(turn: Turn, topics: Collection[str]) -> str:
    """The topics' numbers, in the course's order: `1, 3`."""
    return ", ".join(str(topic.number) for topic in turn.course.topics if topic.id in topics)


def levels(turn: Turn, draft: Reflection, note: str = "") -> Answer:
    """Which levels should act."""
    done = turn.choice("essay_preview", "reflection.levels.done" if draft.levels else "reflection.levels.unsure")
    return _page("levels", [note, turn.say("reflection.levels.text")], [*_level_toggles(turn, draft), done])


def _level_toggles(turn: Turn, draft: Reflection) -> list[Choice]:
    return [
        turn.choice(
            f"{SEVERAL}essay_level:{level.id}:{int(level.id not in draft.levels)}",
            "reflection.levels.on" if level.id in draft.levels else "reflection.levels.off",
            name=level.name,
        )
        for level in turn.course.reflection.levels
    ]


def outline(turn: Turn, draft: Reflection, note: str = "") -> Answer:
    """What the draft has so far, with a way into each part of it."""
    parts = [*(part.id for part in turn.course.reflection.parts), ESSAY]
    unsaid = {f"essay_part:{part}" for part in parts if not wanting(draft, part)}
    chosen = topic_numbers(turn, draft.topics)
    about = turn.say("reflection.outline.topic", number=chosen) if chosen else ""
    entries = [("essay_topics", turn.phrases.get("reflection.outline.topics"), about)]
    entries += [(f"essay_part:{part}", title(turn, part), amount(turn, draft, part)) for part in parts]
    entries += [("essay_levels", turn.phrases.get("reflection.outline.levels"), level_names(turn, draft))]
    unwritten = turn.say("reflection.outline.unwritten")
    shown = [
        turn.say("reflection.outline.line", title=name, state=state or unwritten)
        for id_, name, state in entries
        if id_ not in unsaid
    ]
    saved = moment(draft.saved_at)
    text = turn.say("reflection.outline.text", version=draft.version, saved=saved, lines=lines(shown))
    choices = [turn.choice(id_, "reflection.outline.open", title=name) for id_, name, _ in entries]
    choices += [turn.choice("essay_preview", "reflection.outline.preview")]
    choices += [turn.choice(f"essay_discard:{draft.id}", "reflection.outline.discard")]
    return _page("outline", [note, text], choices)


def preview(turn: Turn, draft: Reflection, note: str = "", *, more: bool = False) -> Answer:
    """The whole essay; it can be handed in from here once nothing is missing. `more`: more levels can be picked too."""
    lacking = missing(turn.course.reflection, draft)
    if lacking:
        names = [
            turn.phrases.get("reflection.outline.topics") if id_ == TOPICS else title(turn, id_) for id_ in lacking
        ]
        verdict = turn.say("reflection.preview.missing", missing="; ".join(names))
        choices = [_way_to(turn, id_) for id_ in lacking]
        if len(lacking) > lacking.count(TOPICS):
            choices += [turn.choice(f"essay_part:{ESSAY}", "reflection.way.ready")]
    else:
        verdict = turn.say("reflection.preview.complete")
        choices = [turn.choice(f"!essay_hand:{draft.id}:{mark(draft)}", "reflection.preview.hand_in")]
    heading = turn.say("reflection.preview.title")
    edit = turn.choice("essay_outline", "reflection.preview.edit")
    shown = [*(_level_toggles(turn, draft) if more else []), *choices, edit]
    return _page("preview", [note, heading, essay(turn, draft), verdict], shown, replaces=False, more=more)


def _way_to(turn: Turn, lacking: str) -> Choice:
    if lacking == TOPICS:
        return turn.choice("essay_topics", "reflection.preview.pick")
    return turn.choice(f"essay_part:{lacking}", "reflection.preview.add", title=title(turn, lacking))


_PLAIN: dict[str, Callable[[Turn, Reflection, str], Answer]] = {"topics": topics, "levels": levels, "outline": outline}


def again(turn: Turn, draft: Reflection, note: str) -> Answer:
    """The page that is open, with the note first and the choices that it had."""
    assert turn.step is not None
    page, more = str(turn.step.data["page"]), bool(turn.step.data.get("more"))
    if page in _PLAIN:
        return _PLAIN[page](turn, draft, note)
    return (way if page == "way" else preview)(turn, draft, note, more=more)
