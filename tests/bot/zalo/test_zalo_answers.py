"""Which exact request of the real program answers every recorded update: from a newcomer, and from a learner."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from bot.markup import parse
from bot.rehearsal.zalo.bots import Bot
from storage import people
from storage.tables import inbox
from tests.bot.conftest import Start
from tests.bot.program import Program
from tests.bot.rehearsal.waiting import until
from tests.bot.zalo.samples import CHAT, SAMPLES

GROUP = SAMPLES["updates"]["text_group_mention"]["result"]["message"]["chat"]["id"]
UNHEARD = {"unsupported_no_message", "unknown_event", "from_bot"}
"""Updates that concern nobody: no message, an event without a meaning for us, a bot's own."""
NEWCOMER = dict.fromkeys(SAMPLES["updates"].keys() - UNHEARD, "arrival.consent") | {
    "text_group_mention": "menu.private_only"
}
"""By which phrase a newcomer is answered: whatever they send, they are asked first."""
LEARNER = {
    "text_private": "menu.greeting",
    "text_command": "menu.greeting",
    "text_choice_number": "menu.lost.number",
    "text_choice_fuzzy": "menu.lost.number",
    "text_no_accent": "menu.lost.text",
    "text_nfd": "menu.lost.text",
    "text_group_mention": "menu.private_only",
    "image_live": "menu.lost.attachments",
    "image_docs": "menu.lost.attachments",
    "image_object": "menu.lost.attachments",
    "sticker": "menu.lost.unsupported_pictures",
    "voice_live": "menu.lost.unsupported_pictures",
    "unsupported_with_message": "menu.lost.unsupported_pictures",
    "link_undocumented": "menu.lost.text",
    "old_first_name_variant": "menu.greeting",
    "lowercase_chat_type_seconds": "menu.greeting",
}
"""By which a learner is, with whom nothing is open."""
DOORS = (
    "📖 Bài học", "✍️ Kiểm tra", "🧭 Tình huống", "📅 Lịch lớp", "📝 Bài thu hoạch", "📊 Kết quả của tôi", "🏫 Đổi lớp",
    "🔒 Dữ liệu của tôi", "❓ Trợ giúp",
)  # fmt: skip


def test_every_update_is_in_the_tables() -> None:
    assert sorted(NEWCOMER) == sorted(LEARNER) == sorted(SAMPLES["updates"].keys() - UNHEARD)


async def test_what_a_newcomer_sends_is_answered_by_one_exact_request(real: Program, xa1: Bot) -> None:
    made = await answers(real, xa1, registered=False)
    assert made == {name: wanted(real, name, NEWCOMER.get(name)) for name in SAMPLES["updates"]}


async def test_what_a_learner_sends_is_answered_by_one_exact_request(real: Program, xa1: Bot) -> None:
    made = await answers(real, xa1, registered=True)
    assert made == {name: wanted(real, name, LEARNER.get(name)) for name in SAMPLES["updates"]}


async def test_what_the_webhook_brings_is_taken_once_and_answered_as_recorded(
    start: Start, zalo_settings: dict[str, Any], unused_tcp_port: int
) -> None:
    """Every recorded case of the webhook: its body with its headers, and the status that it expects."""
    cases = SAMPLES["webhook"]
    secret = cases["wrapped"]["headers"]["X-Bot-Api-Secret-Token"]
    address = f"http://127.0.0.1:{unused_tcp_port}"
    settings = {"http_port": unused_tcp_port, "public_url": address, "zalo_webhook_secret": secret}
    async with start(**zalo_settings | settings) as program:

        async def brings(case: dict[str, Any], body: Any) -> tuple[int, str]:
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            url = f"{address}/zalo/12345689"
            async with program.session.post(url, data=content, headers=case["headers"]) as answer:
                return answer.status, await answer.text()

        taken = (cases["reply_expected"]["status"], json.dumps(cases["reply_expected"]["json"], separators=(",", ":")))
        brought = {
            "wrapped": await brings(cases["wrapped"], cases["wrapped"]["body"]),
            "flat": await brings(cases["flat"], cases["flat"]["body"]),
            "duplicate": await brings(cases["wrapped"], cases["wrapped"]["body"]),
            "empty_probe": await brings(cases["empty_probe"], cases["empty_probe"]["body"]),
            "wrong_secret": await brings(cases["wrong_secret"], cases["wrapped"]["body"]),
        }
        assert brought.pop("wrong_secret")[0] in cases["wrong_secret"]["expect_status"]
        assert brought == dict.fromkeys(("wrapped", "flat", "duplicate", "empty_probe"), taken)
        assert cases.keys() - brought.keys() == {"wrong_secret", "reply_expected"}
        rows = await program.look(select(inbox.c.update_id).order_by(inbox.c.id))
        messages = [cases["wrapped"]["body"]["result"]["message"], cases["flat"]["body"]["message"]]
        assert rows == [(message["message_id"],) for message in messages]


def wanted(program: Program, name: str, key: str | None) -> list[dict[str, Any]]:
    """The requests that answer the update of that name, where the answer is that phrase."""
    if key is None:
        return []
    phrases, course = program.app.school.phrases, program.app.school.course
    phrase = phrases.get(key)
    labels: tuple[str, ...] = ("🏠 Trang chính", "❓ Trợ giúp")
    marked = phrase
    match key:
        case "menu.private_only":
            return [{"chat_id": GROUP, "text": phrase}]
        case "arrival.consent":
            consent = course.consent
            marked = phrase.format(text=consent.text, who=consent.who, version=consent.version)
            labels = ("✅ Đồng ý", "Không đồng ý")
        case "menu.greeting":
            first, read = course.sessions[0], course.lessons_for("bi-thu-chi-bo")
            marked = (
                f"Chào đồng chí **Nguyễn Thị Mẫu**. Đồng chí cần gì?\n\nBuổi tới: **{first.title}**, 8:00 thứ Bảy, "
                f"23/5/2026.\n\nĐã đọc 0/{len(read)} bài học, đạt 0/{len(course.quizzes_for('bi-thu-chi-bo'))} "
                "bài kiểm tra, chưa nộp bài thu hoạch."
            )
            labels = DOORS
    return [{"chat_id": chat_of(name)} | shown(marked, labels)]


def shown(marked: str, labels: tuple[str, ...]) -> dict[str, Any]:
    """A text of the Markdown subset and its choices, as a message of Zalo's."""
    styled = parse(marked)
    bold = [style for style in styled.styles if style.kind == "bold"]
    styles = [{"start": style.offset, "len": style.length, "st": ["b"]} for style in bold]
    numbers = "1 hoặc 2" if len(labels) == 2 else f"từ 1 đến {len(labels)}"
    lines = [f"{number}. {label}" for number, label in enumerate(labels, 1)]
    text = "\n".join([styled.text, "", *lines, f"Đồng chí trả lời bằng số: {numbers}"])
    return {"text": text} | ({"text_styles": styles} if styles else {})


def chat_of(name: str) -> str:
    """The chat of the person who sends the update of that name."""
    return f"{list(SAMPLES['updates']).index(name):02}{CHAT[2:]}"


async def answers(program: Program, bot: Bot, *, registered: bool) -> dict[str, list[dict[str, Any]]]:
    """Each recorded update from a person of its own; the requests that answer it."""
    phone = await program.phone("Nguyễn Thị Mẫu", channel="zalo", started=True)
    chats = {name: chat_of(name) for name in SAMPLES["updates"]}
    bot.people |= dict.fromkeys([*chats.values(), GROUP], phone.id)
    for name, chat in chats.items():
        if registered:
            await registers(program, chat)
        raw = json.dumps(SAMPLES["updates"][name]["result"]).replace(CHAT, chat)
        bot.updates.put(json.loads(raw))
    heard = len(chats) - len(UNHEARD)
    await until(lambda: len(program.calls()) == heard)
    await program.quiet(heard)
    made: dict[str, list[dict[str, Any]]] = {chat: [] for chat in [*chats.values(), GROUP]}
    for call in program.calls() + program.calls("sendPhoto"):
        made[call["params"]["chat_id"]].append(call["params"])
    return {name: made[GROUP if name == "text_group_mention" else chat] for name, chat in chats.items()}


async def registers(program: Program, chat: str) -> None:
    course, now = program.app.school.course, program.clock.now()
    async with program.app.db.write() as store:
        person = await people.meet(store, channel="zalo", account="zalo:12345689", chat=chat, now=now)
        await people.set_consent(store, person.id, "given", version=course.consent.version, now=now)
        await people.register(
            store, person.id, course=course.id, now=now, full_name="Nguyễn Thị Mẫu",
            group_id="bi-thu-chi-bo", province="68", commune="24943", position="Trưởng thôn",
        )  # fmt: skip
