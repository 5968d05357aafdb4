"""My data: seen, corrected, taken away, erased; and that what is erased is gone from every table."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from content.models import Course
from content.phrases import Phrases
from storage.engine import Database, Store
from storage.tables import (
    files,
    identities,
    inbox,
    lesson_reads,
    metadata,
    notices,
    outbox,
    people,
    quiz_answers,
    quiz_attempts,
    reflection_parts,
    reflections,
    roles,
)
from tests.clock import HandClock
from tests.handlers.chat import Chat
from tests.handlers.newcomers import Open, opener, said

NAME, TEXT, FILE = "Nguyễn Văn An", "Đường vào thôn 3 hỏng từ mùa mưa", "bai-cua-an.docx"
PAGE = ["✏️ Sửa họ tên", "✏️ Sửa nhóm", "✏️ Sửa nơi công tác", "✏️ Sửa chức vụ", "📥 Tải về", "🗑 Xóa hết", "🏠 Trang chính"]


@pytest.fixture
def open_chat(db: Database, clock: HandClock, course: Course, phrases: Phrases) -> Open:
    return opener(db, clock, course, phrases)


@pytest.fixture
async def chat(open_chat: Open, db: Database, clock: HandClock, course: Course) -> Chat:
    """Of a learner who has read a lesson, tried a quiz, handed in an essay and begun another."""
    chat = open_chat()
    await chat.registers()
    me = await chat.person()
    async with db.write() as store:
        await learnt(store, me.id, course, clock.now())
    return chat


async def learnt(store: Store, person: int, course: Course, now: datetime) -> None:
    common = {"person_id": person, "course": course.id}
    lesson = course.lessons_for("bi-thu-chi-bo")[0]
    await store.run(insert(lesson_reads).values(**common, lesson=lesson.id, opened_at=now, read_at=now))
    attempt = await store.added(
        insert(quiz_attempts).values(
            **common, quiz="cd1", number=1, plan=[], started_at=now, ended_at=now, score=4, passed=True
        )
    )
    question = course.quiz("cd1").questions[0]
    answer = {"question": question.id, "picked": sorted(question.right), "right": True, "answered_at": now}
    await store.run(insert(quiz_answers).values(attempt_id=attempt, **answer))
    file = {"person_id": person, "sha256": "a" * 64, "size": 9, "type": "application/msword", "name": FILE}
    kept = await store.added(insert(files).values(**file, added_at=now))
    for version, state, receipt in ((1, "handed_in", "664-0001"), (2, "draft", None)):
        essay = {"version": version, "state": state, "receipt": receipt, "late": False if receipt else None}
        id_ = await store.added(
            insert(reflections).values(
                **common, **essay, topics=["cd1"], levels=["xa"], started_at=now, handed_in_at=now if receipt else None
            )
        )
        part = {"reflection_id": id_, "part": course.reflection.parts[0].id, "added_at": now}
        await store.run(insert(reflection_parts), [{**part, "text": TEXT}])
        await store.run(insert(reflection_parts), [{**part, "part": "essay", "file_id": kept}])


async def test_everything_is_shown(chat: Chat) -> None:
    await chat.says("dữ liệu")
    assert said(chat) == [
        "**Đây là những gì tôi giữ về đồng chí:**\n\n"
        "- Họ và tên: **Nguyễn Văn An**\n"
        "- Nhóm: Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố\n"
        "- Nơi công tác: Phường Xuân Hương - Đà Lạt, Lâm Đồng\n"
        "- Chức vụ: Bí thư chi bộ thôn 3\n\n"
        "Ngoài ra còn: 1 bài học đã mở, 1 lần làm bài kiểm tra, 2 bản thu hoạch, 2 tệp.\n\n"
        "Đồng chí đã đồng ý ngày thứ Sáu, 22/5/2026 (bản 2026-05-14)."
    ]
    assert chat.labels == PAGE


async def test_before_the_consent_there_is_nothing_to_show(open_chat: Open) -> None:
    chat = open_chat()
    await chat.commands("dulieu")
    assert chat.texts == ["Tôi chưa giữ thông tin nào của đồng chí. Đồng chí chưa trả lời lời xin đồng ý."]
    assert chat.labels == ["▶️ Bắt đầu"]


@pytest.mark.parametrize(
    ("button", "typed", "column", "value"),
    [
        ("✏️ Sửa họ tên", "Nguyễn Văn Ân", "full_name", "Nguyễn Văn Ân"),
        ("✏️ Sửa nhóm", "Lãnh đạo, quản lý cấp xã", "group", "lanh-dao-xa"),
        ("✏️ Sửa nơi công tác", "dak wil", "commune", "24646"),
        ("✏️ Sửa chức vụ", "Trưởng thôn", "position", "Trưởng thôn"),
    ],
)
async def test_a_field_is_corrected_and_the_others_stay(
    chat: Chat, button: str, typed: str, column: str, value: str
) -> None:
    before = await chat.person()
    await chat.commands("dulieu")
    await chat.taps(button)
    assert chat.labels[-1] == "↩️ Giữ nguyên"
    await chat.says(typed)
    assert chat.last.text.startswith("Đã sửa xong.\n\n**Đây là những gì tôi giữ về đồng chí:**")
    assert chat.labels == PAGE
    changed: dict[str, Any] = {column: value}
    assert await chat.person() == replace(before, **changed)


async def test_a_correction_can_be_wrong_or_dropped(chat: Chat) -> None:
    before = await chat.person()
    await chat.commands("dulieu")
    await chat.taps("✏️ Sửa họ tên")
    await chat.says("12")
    assert chat.last.text.startswith("Tên chỉ gồm chữ cái, không có chữ số hay ký hiệu.")
    await chat.taps("↩️ Giữ nguyên")
    assert chat.last.text.startswith("Vẫn giữ nguyên như cũ.\n\n")
    await chat.taps("✏️ Sửa nơi công tác")
    await chat.taps("🔎 Tìm theo tỉnh, thành phố")
    await chat.taps("↩️ Giữ nguyên")
    assert await chat.person() == before


async def test_the_file_has_everything_in_words(chat: Chat, clock: HandClock, course: Course) -> None:
    await chat.becomes("coordinator", "68")
    await chat.commands("dulieu")
    await chat.taps("📥 Tải về")
    (file,) = chat.last.attachments
    assert file.name == "du-lieu-cua-toi.json"
    now, question = clock.now().isoformat(), course.quiz("cd1").questions[0]
    part, topic = course.reflection.parts[0], course.topic("cd1")
    parts = [
        {"phần": part.title, "nội dung": TEXT, "tệp": None, "lúc": now},
        {"phần": "bài viết sẵn", "nội dung": None, "tệp": FILE, "lúc": now},
    ]
    essay = {"chuyên đề": [topic.title], "cấp giải quyết": [level_name(course, "xa")], "bắt đầu lúc": now}
    assert json.loads(file.content or "") == {
        "lập lúc": now,
        "lớp": course.title,
        "hồ sơ": {
            "họ và tên": NAME,
            "nhóm": "Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố",
            "nơi công tác": "Phường Xuân Hương - Đà Lạt, Lâm Đồng",
            "chức vụ": "Bí thư chi bộ thôn 3",
            "đăng ký lúc": now,
        },
        "đồng ý": {"trả lời": "đồng ý", "bản": "2026-05-14", "lúc": now},
        "vai trò": [{"vai trò": "điều phối viên", "nơi phụ trách": "Tỉnh Lâm Đồng"}],
        "kênh liên lạc": [{"kênh": "telegram", "mã cuộc trò chuyện": "1001", "nhắn lần cuối": now}],
        "bài học": [{"bài": course.lessons_for("bi-thu-chi-bo")[0].title, "mở lúc": now, "đọc xong lúc": now}],
        "bài kiểm tra": [
            {
                "bài": course.quiz("cd1").title, "lần": 1, "bắt đầu lúc": now, "xong lúc": now, "số câu đúng": 4,
                "đạt": True,
                "câu trả lời": [
                    {
                        "câu hỏi": question.text,
                        "đã chọn": [option.text for option in question.options if option.right],
                        "đúng": True,
                        "lúc": now,
                    }
                ],
            }
        ],
        "bài thu hoạch": [
            {**essay, "bản": 1, "tình trạng": "đã nộp", "số biên nhận": "664-0001", "nộp muộn": False,
             "nộp lúc": now, "các phần": parts},
            {**essay, "bản": 2, "tình trạng": "đang viết", "số biên nhận": None, "nộp muộn": None,
             "nộp lúc": None, "các phần": parts},
        ],
        "tình huống đã thử": [],
        "các lớp đã tham gia": [
            {"lớp": course.title, "nhóm": "Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố", "đăng ký lúc": now}
        ],
    }  # fmt: skip


def level_name(course: Course, id_: str) -> str:
    return next((level.name for level in course.reflection.levels if level.id == id_), id_)


@pytest.mark.parametrize("typed", ["1", "a", "xóa", "có"])
async def test_no_stray_word_erases(chat: Chat, typed: str) -> None:
    before = await chat.person()
    await chat.says("xóa dữ liệu")
    await chat.says(typed)
    assert chat.last.text.startswith("Tôi chưa xóa gì cả. Muốn xóa, đồng chí chọn đúng mục xóa ở dưới.\n\n")
    await chat.taps("↩️ Thôi, giữ lại")
    assert chat.last.text.startswith("Vẫn giữ nguyên như cũ.\n\n")
    assert await chat.person() == before


async def test_an_old_confirmation_erases_nothing(chat: Chat) -> None:
    before = await chat.person()
    await chat.says("xóa dữ liệu")
    asked = chat.prompt
    await chat.commands("menu")
    await chat.forges("!erase", prompt=asked)
    assert chat.texts == ["Lựa chọn này thuộc một tin trước, nên không thay đổi gì nữa."]
    assert await chat.person() == before


async def everything_stored(db: Database) -> str:
    """Every value of every table, as one text."""
    async with db.read() as store:
        return str([await store.all(select(table)) for table in metadata.sorted_tables])


async def rows(db: Database, *columns: Any) -> list[tuple[Any, ...]]:
    async with db.read() as store:
        return [tuple(row) for row in await store.all(select(*columns))]


async def letters(db: Database, clock: HandClock, me: int, identity: int) -> None:
    """What lies around of a person: a failed update, and a notice to them that waits."""
    now = clock.now()
    async with db.write() as store:
        update_ = {"account": "telegram:1", "chat": "1001", "received_at": now}
        await store.run(
            insert(inbox),
            [
                {**update_, "update_id": "x1", "state": "failed", "payload": NAME},
                {**update_, "update_id": "x2", "state": "new", "payload": "later"},
            ],
        )
        notice = {"course": "lop-664", "kind": "broadcast", "title": "t", "audience": {}, "due": now, "made_at": now}
        body = {"reply": {"text": "t", "attachments": [{"name": "moi.pdf", "sha256": "b" * 64}]}}
        id_ = await store.added(insert(notices).values(**notice, author=me, body=body, state="sending"))
        mail = {"lane": "notice", "notice_id": id_, "person_id": me, "identity_id": identity, "chat": "1001"}
        mail |= {"account": "telegram:1", "state": "pending", "not_before": now, "made_at": now}
        await store.run(insert(outbox), [mail])
        file = {"person_id": me, "sha256": "b" * 64, "size": 1, "type": "application/pdf", "name": "moi.pdf"}
        await store.run(insert(files).values(**file, added_at=now))


async def test_erasing_leaves_counts_without_the_person(chat: Chat, db: Database, clock: HandClock) -> None:
    await chat.becomes("trainer")
    me = await chat.person()
    await letters(db, clock, me.id, me.identity)
    await chat.says("xóa dữ liệu")
    await chat.says("xóa hết dữ liệu của tôi")
    assert chat.texts == [
        "**Đã xóa xong.** Tôi không còn giữ họ tên, chức vụ và bài viết của đồng chí, "
        "và không nhắn tin cho đồng chí nữa. Tệp đã nộp được xóa hẳn khỏi máy chủ trong vòng hai giờ.\n\n"
        "Các tin nhắn cũ trên điện thoại thì đồng chí tự xóa trong ứng dụng. "
        "Khi nào muốn trở lại, đồng chí gõ /start. Cảm ơn đồng chí."
    ]
    assert [[name for name, _ in menu.commands] for menu in chat.menus] == [["dulieu", "lienket", "trogiup"]]

    stored = await everything_stored(db)
    assert [text for text in (NAME, TEXT, FILE, "thôn 3", "664-0001", "a" * 64) if text in stored] == []
    columns = (people.c.full_name, people.c.position, people.c.consent, people.c.group_id, people.c.commune)
    async with db.read() as store:
        nameless = await store.first(select(*columns, people.c.erased_at).where(people.c.id == me.id))
    assert nameless == (None, None, "withdrawn", "bi-thu-chi-bo", "24781", clock.now())
    assert await rows(db, reflections.c.state, reflections.c.receipt) == [("handed_in", None)]
    assert await rows(db, reflection_parts.c.id) == []
    assert await rows(db, quiz_attempts.c.score) == [(4,)]
    assert await rows(db, lesson_reads.c.person_id) == [(me.id,)]
    assert await rows(db, roles.c.role) == []
    assert await rows(db, files.c.sha256, files.c.person_id) == [("b" * 64, None)]
    assert sorted(await rows(db, inbox.c.update_id, inbox.c.chat, inbox.c.payload)) == [
        ("x1", "", None),
        ("x2", "1001", "later"),
    ]
    letters_left = await rows(
        db, outbox.c.lane, outbox.c.state, outbox.c.person_id, outbox.c.identity_id, outbox.c.chat
    )
    assert letters_left == [
        ("notice", "skipped", me.id, None, ""),
        ("reply", "sent", None, None, "1001"),
        ("reply", "sent", None, None, "1001"),
    ]
    line = metadata.tables["audit"].c
    assert await rows(db, line.person_id, line.action, line.subject, line.detail) == [
        (me.id, "erased", f"person:{me.id}", {})
    ]


async def test_whoever_writes_after_erasing_is_somebody_new(chat: Chat, db: Database, course: Course) -> None:
    before = await chat.person()
    await chat.says("xóa dữ liệu")
    await chat.taps("🗑 Xóa hết dữ liệu của tôi")
    await chat.taps("▶️ Bắt đầu")
    assert chat.last.text.startswith(course.consent.text)
    after = await chat.person()
    assert (after.consent, after.full_name, after.roles) == (None, None, ())
    assert after.id != before.id
    await chat.taps("✅ Đồng ý")
    assert (await chat.person()).id == after.id


async def test_erasing_reaches_every_chat_of_the_person(chat: Chat, open_chat: Open, db: Database) -> None:
    other, me = open_chat("2002"), await chat.person()
    await other.says("alo")
    async with db.write() as store:
        await store.run(update(identities).where(identities.c.chat == "2002").values(person_id=me.id))
    await chat.says("rút lại đồng ý")
    await chat.taps("🗑 Xóa hết dữ liệu của tôi")
    async with db.read() as store:
        assert await store.all(select(identities.c.chat).where(identities.c.person_id == me.id)) == []


async def test_somebody_who_never_registered_leaves_no_place_behind(open_chat: Open, db: Database) -> None:
    chat = open_chat()
    await chat.commands("start", "c_24781")
    await chat.taps("✅ Đồng ý")
    me = await chat.person()
    await chat.says("xóa dữ liệu")
    await chat.taps("🗑 Xóa hết dữ liệu của tôi")
    async with db.read() as store:
        place = select(people.c.province, people.c.commune, people.c.consent).where(people.c.id == me.id)
        assert await store.first(place) == (None, None, "withdrawn")
