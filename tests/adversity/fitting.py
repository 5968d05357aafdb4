"""What fits each step, so that arbitrary acts come as deep as people do: texts, `#` before a button's id, `@` files."""

from __future__ import annotations

from collections.abc import Iterable

from tests.adversity.updates import MARK

LONG = "Đường xa, dốc cao. " * 205 + MARK
_FIELDS = {
    "name": (f"Nguyễn Thị {MARK}", f"Lê {MARK}", "#keep"),
    "group": ("#group:", "#group:", "1", "#keep"),
    "place": ("xuan huong", "da teh", "#commune:", "#commune:", "#commune:", "#by-province", "#provincial", "#keep"),
    "position": (f"Bí thư chi bộ {MARK}", f"Trưởng thôn {MARK}", "#keep"),
    "province": ("lam dong", "ca mau", "#province:", "#province:", "#keep"),
}
FITTING: dict[str, tuple[str, ...]] = {
    "arrival.consent": ("#agree", "#agree", "#agree", "#agree", "#decline"),
    **{f"{room}.{field}": fits for room in ("registration", "mydata") for field, fits in _FIELDS.items()},
    "registration.summary": ("#confirm", "#confirm", "#confirm", "#change:place", "#change:name"),
    "mydata.part": ("#keep", "#keep", "#!part"),
    "mydata.erase": ("#keep", "#mydata:file", "#!erase"),
    "quiz-question": ("#quiz-answer", "#quiz-answer", "#quiz-pick", "#quiz-pick", "#!quiz-settle", "a"),
    "lesson-check": ("#check-answer", "#check-answer", "a", "2", "chịu"),
    "story": ("#story-pick", "#story-pick", "#story-pick", "b", "#stories"),
    "essay_part": (f"Việc của {MARK}: đường xa.", "@bai.pdf", LONG, f"- {MARK}", "#essay_next", "#essay_outline"),
    "essay_part, written": (
        "#essay_next", "#essay_next", "#essay_next", "@bai.pdf", LONG, "#!essay_remove", "#!essay_remove",
        "#!essay_clear", "#essay_outline",
    ),
    "essay_choosing": (
        "#+essay_topic:", "#essay_way", "#essay_part:", "#!essay_hand", "#essay_preview", "#!essay_discard",
        "#essay_way", "#essay_part:essay", "#+essay_level:", "#!essay_hand", "#essay_preview", "#!essay_discard",
        "#essay_discard", "#essay_topics", "#essay_levels", "#essay_outline",
    ),
    "notice_write": (f"Mời họp {MARK}", f"Đường trơn, {MARK}", "@moi.pdf", "#nd:audience"),
    "notice_audience": (
        *["#nd:preview"] * 9, "#au:province", "#au:province", "#au:communes", "#au:communes", "#au:groups",
        "#au:lessons", "#au:quizzes", "#au:essay", "#au:clear", "#+au:g:", "#au:l:", "#au:q:", "#au:e:",
    ),
    "notice_province": ("lam dong", "#au:p:", "#au:p:", "#au"),
    "notice_communes": ("xuan huong", "#+au:c:", "#+au:c:", "#au"),
    "notice_preview": (*["#!send:now"] * 5, "#!send:at", "#nd:when", "#nd:when", "#nd:audience", "#nd:write"),
    "notice_when": ("ngày mai 8h", "7:30 23/5", "19h30 hôm nay", "#nd:preview"),
    "notice_stop": ("#!stop", "#!stop", "#nd:back"),
    "notice_resend": ("#!resend", "#!resend", "#nd:back"),
    "move_choose": ("#mv:",),
    "move_start": ("ngày mai 8h", "13:30 25/5/2026", "14h 30/5", "#mk"),
    "move_end": ("#mk", "17h", "11:30"),
    "move_place": (f"Hội trường {MARK}", "#mk"),
    "move_firm": ("#mf:firm", "#mf:provisional"),
    "move_confirm": ("#!move", "#!move", "#me"),
    "export": ("#x-xlsx", "#x-zip", "#x-province", "#x-commune", "#x-group", "#x-handed"),
    "export-province": ("lam dong", "ca", "#x-at:", "#x-every"),
    "export-commune": ("xuan huong", "tan", "#x-at:", "#x-every"),
    "export-group": ("#x-of:", "#x-every", "#x-back"),
}  # fmt: skip
"""By step. Where a button isn't there, the next thing is done."""

ON = (
    "#!essay_takeback",
    "#nresend",
    "#essay_takeback",
    "#nlist",
    "#nshow",
    "#essay_read",
    "#quiz-start",
    "#nresend",
    "#mydata:",
    "#nstop",
    "#read:",
    "#check:",
    "#story-go",
    "#choices-of",
    "#!essay_discard",
    "#essay_start",
    "#essay_outline",
    "#nresend",
)
"""Where nothing is waited for: buttons that lead on to something; or else any."""


def fitting(step: str | None, offered: Iterable[str]) -> tuple[str, ...]:
    """What fits that step where these buttons are offered."""
    if step == "essay_part" and any(id_.startswith("!essay_clear") for id_ in offered):
        step = "essay_part, written"
    return FITTING.get(step or "", ON)
