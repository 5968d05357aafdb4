"""What becomes of a notice: stopped, listed, sent again; and whose it is."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from handlers.messages import Attachment
from handlers.prompts import bare
from handlers.trainer.notices import NOTICES
from handlers.trainer.notices.latest import WORDS
from storage import notices, people, pruning
from storage.engine import Database
from storage.notice_rows import RecipientRow, recipients
from storage.tables import audit, outbox
from storage.tables import notices as notice_rows
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.trainer.desk import Chats, kept, previews, releases, rows


async def test_stopping_asks_first(sent: Chat, db: Database) -> None:
    await sent.taps("⏹ Dừng gửi")
    question = sent.texts
    assert question == [
        "⏹ Dừng gửi thông báo này?\n**Mời các đồng chí họp lúc 8\\:00\\.**\n\n"
        "Ai đã nhận thì vẫn có tin; những người còn lại sẽ không nhận."
    ]
    for typed in ("1", "dừng", "có"):
        await sent.says(typed)
        assert (sent.texts, (await kept(db))[0].state) == (question, "planned")
    await sent.taps("⏹ Đúng, dừng gửi")
    assert sent.texts == ["⏹ Đã dừng: **Mời các đồng chí họp lúc 8\\:00\\.**\nChưa gửi cho ai."]
    (notice,) = await kept(db)
    assert (notice.state, notice.reason) == ("stopped", "người gửi đã dừng")
    await sent.forges("nstop:1")
    assert sent.texts == ["⏹ Đã dừng: **Mời các đồng chí họp lúc 8\\:00\\.**\nChưa gửi cho ai."]
    assert [action for (action,) in await rows(db, audit, audit.c.action)] == [
        "notice.written", "notice.sent", "notice.stopped",
    ]  # fmt: skip


async def test_not_stopping(sent: Chat, db: Database) -> None:
    await sent.forges("nstop:1")
    await sent.taps("↩️ Không dừng")
    assert ((await kept(db))[0].state, await sent.step()) == ("planned", None)


async def test_a_running_notice_stops_where_it_is(sent: Chat, db: Database, clock: HandClock) -> None:
    async with db.write() as store:
        await notices.release(store, 1, now=clock.now())
        await store.run(update(outbox).where(outbox.c.chat == "2001").values(state="sent"))
    await sent.forges("nshow:1")
    assert sent.texts == [
        "📤 Đang gửi: **Mời các đồng chí họp lúc 8\\:00\\.**\n▓▓▓░░░░░░░ 1/3\n✔️ Đã gửi: 1\nCòn chưa đến 1 phút."
    ]
    await sent.forges("nstop:1")
    await sent.taps("⏹ Đúng, dừng gửi")
    assert sent.texts == [
        "⏹ Đã dừng: **Mời các đồng chí họp lúc 8\\:00\\.**\nĐến được 1/3 người.\n✔️ Đã gửi: 1\n⏭ Không gửi: 2"
    ]
    assert [choice.id for choice in sent.choices] == ["nresend:1", "nlist:1", "notices", "menu"]


@pytest.mark.parametrize("id_", ["nshow:1", "nlist:1", "nstop:1", "nresend:1"])
async def test_a_notice_of_another_trainer_is_not_found(sent: Chat, chats: Chats, db: Database, id_: str) -> None:
    other = chats(NOTICES, chat="3001")
    await other.becomes("trainer")
    await other.forges(id_)
    theirs = other.texts
    await other.forges(id_.replace("1", "99"))
    assert theirs == other.texts == ["Không tìm thấy thông báo này."]
    owner = chats(NOTICES, chat="3002")
    await owner.becomes("owner")
    await owner.forges(id_)
    assert owner.texts != theirs


async def test_a_learner_finds_nothing_here(class_of_three: list[Chat]) -> None:
    learner = class_of_three[0]
    for id_ in ("notices", "nnew", "nshow:1", "nlist:1", "nstop:1", "nresend:1"):
        await learner.forges(id_)
        assert learner.texts == ["lost"]
    await learner.commands("thongbao")
    assert learner.texts == ["lost"]


async def test_the_recipients_come_as_a_file(sent: Chat, db: Database, clock: HandClock) -> None:
    await releases(db, clock, 1, {"2002": ("refused", "tin quá dài"), "2003": ("unreachable", "đã chặn")})
    await sent.forges("nlist:1")
    spec = {"kind": "recipients", "notice": 1, "course": "lop-664"}
    assert sent.last.attachments == (Attachment("nguoi-nhan-1.xlsx", report=spec),)
    async with db.read() as store:
        assert await recipients(store, 1) == [
            RecipientRow(
                "Nguyễn Văn An",
                "bi-thu-chi-bo",
                "24781",
                "68",
                "Bí thư chi bộ thôn 3",
                "sent",
                None,
                0,
                clock.now(),
                "telegram",
            ),
            RecipientRow(
                "K'Brếu",
                "bi-thu-chi-bo",
                "24781",
                "68",
                "Bí thư chi bộ thôn 3",
                "refused",
                "tin quá dài",
                0,
                None,
                "telegram",
            ),
            RecipientRow(
                "Lê Thị Chi",
                "giang-vien",
                "00070",
                "01",
                "Bí thư chi bộ thôn 3",
                "unreachable",
                "đã chặn",
                0,
                None,
                "telegram",
            ),
        ]


async def test_resending_reaches_each_missed_one_once(sent: Chat, db: Database, clock: HandClock) -> None:
    await releases(db, clock, 1, {"2002": ("refused", "x"), "2003": ("uncertain", "y")})
    await sent.forges("nresend:1")
    assert sent.texts == [
        "🔁 Gửi lại thông báo này?\n**Mời các đồng chí họp lúc 8\\:00\\.**\n"
        "Còn 2 người chưa nhận được, trong đó 2 người hiện liên lạc được."
    ]
    await sent.says("1")
    assert len(await kept(db)) == 1
    await sent.taps("🔁 Gửi lại, đến được 2 người")
    first, second = await kept(db)
    assert (second.key, second.resend_of, second.body) == ("resend:1:0", 1, first.body)
    assert second.audience.stored() == {"course": "lop-664", "not_reached_by": 1}
    await sent.forges("nresend:1")
    assert sent.texts == ["⏳ **Mời các đồng chí họp lúc 8\\:00\\.**\nBắt đầu gửi ngay bây giờ."]
    await releases(db, clock, 2, {"2003": ("uncertain", "y")})
    async with db.read() as store:
        assert [(row.name, row.state) for row in await recipients(store, 2)] == [
            ("K'Brếu", "sent"), ("Lê Thị Chi", "uncertain"),
        ]  # fmt: skip
    await sent.forges("nresend:2")
    await sent.taps("🔁 Gửi lại, đến được 1 người")
    await releases(db, clock, 3, {})
    async with db.read() as store:
        assert [row.name for row in await recipients(store, 3)] == ["Lê Thị Chi"]
    for id_ in (1, 2, 3):
        await sent.forges(f"nresend:{id_}")
        assert sent.texts == [
            "Mọi người đều đã nhận được **Mời các đồng chí họp lúc 8\\:00\\.**, không còn ai để gửi lại."
        ]
    assert [(notice.key, notice.resend_of) for notice in (await kept(db))[1:]] == [
        ("resend:1:0", 1), ("resend:1:1", 1),
    ]  # fmt: skip


async def test_nobody_of_the_missed_can_be_reached(sent: Chat, db: Database, clock: HandClock) -> None:

    await releases(db, clock, 1, {"2003": ("unreachable", "đã chặn")})
    person = await Chat(db, sent.school, clock, "2003").person()
    async with db.write() as store:
        await people.unreachable(store, person.identity, "đã chặn", now=clock.now())
    await sent.forges("nresend:1")
    assert sent.texts == [
        "Còn 1 người chưa nhận được **Mời các đồng chí họp lúc 8\\:00\\.**, nhưng hiện chưa liên lạc được ai.\n"
        "Khi các đồng chí ấy nhắn lại cho lớp thì gửi lại được."
    ]
    assert await sent.step() is None


async def test_two_who_resend_at_once_make_one(sent: Chat, chats: Chats, db: Database, clock: HandClock) -> None:
    await releases(db, clock, 1, {"2003": ("uncertain", "y")})
    owner = chats(NOTICES, chat="3002")
    await owner.becomes("owner")
    await owner.forges("nresend:1")
    await sent.forges("nresend:1")
    await sent.taps("!resend")
    await owner.taps("!resend")
    assert owner.texts == ["⏳ **Mời các đồng chí họp lúc 8\\:00\\.**\nBắt đầu gửi ngay bây giờ."]
    async with db.read() as store:
        assert await store.value(select(func.count()).select_from(notice_rows)) == 2


@pytest.mark.parametrize("door", ["nshow", "nlist", "nstop", "nresend"])
@pytest.mark.parametrize("argument", ["", ":", ":x", ":²", ":-1", ":99999999999999999999"])
async def test_what_names_no_notice_finds_none(sent: Chat, door: str, argument: str) -> None:
    await sent.forges(f"{door}{argument}")
    assert sent.texts == ["Không tìm thấy thông báo này."]


async def test_when_its_rows_have_gone_the_list_and_resending_say_so_and_the_numbers_stay(
    sent: Chat, db: Database, clock: HandClock
) -> None:
    await releases(db, clock, 1, {"2002": ("refused", "tin quá dài"), "2003": ("unreachable", "đã chặn")})
    await sent.forges("nshow:1")
    before = sent.texts
    clock.move(days=91)
    async with db.write() as store:
        assert await pruning.recipients(store, before=clock.now()) == 3
    await sent.forges("nshow:1")
    assert sent.texts == [before[0].replace("📨 Đã đến theo kênh: Telegram 1\n", "")] != before
    await sent.forges("nlist:1")
    assert (sent.last.attachments, sent.texts) == (
        (),
        [
            "Danh sách người nhận của **Mời các đồng chí họp lúc 8\\:00\\.** không còn: "
            "thông báo đã gửi từ lâu, tên từng người đã được xóa.\nSố người theo từng kết quả vẫn còn."
        ],
    )
    await sent.forges("nresend:1")
    assert sent.texts == [
        "Không gửi lại **Mời các đồng chí họp lúc 8\\:00\\.** được: "
        "thông báo đã gửi từ lâu, danh sách ai chưa nhận đã được xóa.\nNếu vẫn cần, đồng chí viết một thông báo mới."
    ]
    assert (len(await kept(db)), await sent.step()) == (1, None)


async def test_a_notice_opened_again_tells_its_channels_and_reasons(sent: Chat, db: Database, clock: HandClock) -> None:
    await releases(db, clock, 1, {"2002": ("refused", "tin quá dài"), "2003": ("unreachable", "đã chặn")})
    await sent.forges("nshow:1")
    lines = sent.last.text.splitlines()
    assert "📨 Đã đến theo kênh: Telegram 1" in lines
    assert [line for line in lines if line.startswith("- ")] == [
        "- kênh từ chối, 1 người: tin quá dài", "- không liên lạc được, 1 người: đã chặn",
    ]  # fmt: skip


async def test_what_a_result_offers_may_be_typed(sent: Chat, db: Database, clock: HandClock) -> None:
    assert {bare(sent.school.phrases.get(f"notices.buttons.{name}")) for name in ("list", "resend")} == set(WORDS)
    await sent.says("Danh sách người nhận")
    assert sent.texts[0].startswith("**Thông báo của đồng chí**")  # nothing has ended yet
    await releases(db, clock, 1, {"2002": ("refused", "x")})
    clock.move(minutes=5)
    await previews(sent, "Tin thứ hai")
    await sent.taps("📣 Gửi ngay cho 3 người")
    await releases(db, clock, 2, {})
    await sent.says("Danh sách người nhận")
    assert [one.name for one in sent.last.attachments] == ["nguoi-nhan-2.xlsx"]
    await sent.says("gui lai nguoi chua nhan")
    assert sent.texts[0].startswith("🔁 Gửi lại thông báo này?\n**Mời các đồng chí họp")
    await sent.forges("nshow:1")
    await sent.says("Danh sách người nhận")  # of the notice that is open
    assert [one.name for one in sent.last.attachments] == ["nguoi-nhan-1.xlsx"]


async def test_a_long_title_is_cut_behind_a_word(trainer: Chat, class_of_three: list[Chat]) -> None:
    await previews(trainer, "Ngày mai lớp học tập trung tại hội trường huyện")
    await trainer.taps("📣 Gửi ngay cho 3 người")
    await trainer.commands("thongbao")
    assert "Ngày mai lớp học tập trung tại hội…" in trainer.labels
