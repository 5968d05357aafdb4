"""The real conversations on Zalo: words anywhere, late numbers, two that fit, notices beside an open question."""

from __future__ import annotations

from sqlalchemy import select

from bot.rehearsal.acting_goals import Registering
from bot.rehearsal.acting_learner import Learner
from handlers.messages import Choice, Reply, stored
from storage import notices
from storage.audience import Audience
from storage.notices import NewNotice
from storage.tables import lesson_reads
from tests.bot.program import Program
from tests.bot.zalo.test_sparing import a_learner, sends


async def registered(program: Program) -> Learner:
    learner = await a_learner(program)
    assert await learner.pursues(Registering())
    return learner


async def test_words_work_at_every_step(real: Program) -> None:
    phone = (await a_learner(real)).phone
    await phone.says("xin chào")
    await phone.waits_for("Đồng chí có đồng ý không")
    await phone.says("dồng y")
    await phone.waits_for("cho biết họ và tên")
    for word, heard in (
        ("menu", "cho biết họ và tên"),
        ("tro giup", "Tôi giúp đồng chí"),
        ("xoa du lieu", "xóa"),
        ("thôi", "cho biết họ và tên"),
    ):
        await phone.says(word)
        await phone.waits_for(heard)
    await phone.says("Dung")  # a name, where a name is asked for
    await phone.waits_for("Đồng chí thuộc nhóm nào")
    await phone.says("dung")
    await phone.waits_for("Ta tiếp tục nhé")


async def test_a_number_that_was_sent_before_the_question_answers_nothing(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("bai hoc")
    listed = await phone.waits_for("Bài học của đồng chí")
    first = listed.choices[0].data
    account = real.app.accounts[0]
    bot = real.rehearsal.zalo.named("")
    assert bot is not None
    known = bot.person(phone.id)
    twice = [
        {
            "event_name": "message.text.received",
            "message": {
                "from": {"id": known, "is_bot": False}, "chat": {"id": known, "chat_type": "PRIVATE"},
                "message_id": f"late-{number}", "date": 1, "text": first,
            },
        }
        for number in (1, 2)
    ]  # fmt: skip
    await account.intake.take(twice)
    await phone.waits_for("Một câu nhỏ để nhớ lâu")
    late = await phone.waits_for("không tính là câu trả lời")
    lesson = real.app.school.course.lessons_for("bi-thu-chi-bo")[0]
    assert lesson.check is not None
    assert late.text.split("\n\n")[1:4] == [
        "Câu đang chờ đồng chí:", "Một câu nhỏ để nhớ lâu, không tính điểm.", lesson.check.text,
    ]  # fmt: skip
    assert late.labels == [*"ABC", "📚 Danh sách bài", "🏠 Trang chính"]
    await phone.says("b")
    await phone.waits_for("✅ Đã ghi")


async def test_where_nothing_waits_a_number_is_told_so(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("menu")
    await phone.waits_for("Đồng chí cần gì")
    await phone.says("99")
    told = await phone.waits_for("Không có mục nào mang số hay chữ cái ấy.")
    assert "\n1. 📖 Bài học\n" in told.text


async def test_a_notice_takes_no_number_and_its_labels_may_be_typed(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("kiem tra")
    listed = await phone.waits_for("Bài kiểm tra")
    lesson = real.app.school.course.lessons[0]
    body = stored(Reply("Đọc bài này nhé", ((Choice(f"lesson:{lesson.id}", "📖 Bài nên đọc"),),)))
    now = real.clock.now()
    async with real.app.db.write() as store:
        audience = Audience(course=real.app.school.course.id)
        await notices.make(store, NewNotice("broadcast", "Đọc bài", body, audience, due=now), now=now)
    notice = await phone.waits_for("Đọc bài này nhé")
    assert notice.text == "Đọc bài này nhé\n\nĐồng chí có thể gõ: “Bài nên đọc”"
    await phone.says("bai nen doc")
    assert (await phone.waits_for()).text.startswith(lesson.title)
    await phone.says("kiểm tra")
    await phone.waits_for("Bài kiểm tra")
    await phone.says(listed.choices[0].data)
    await phone.waits_for("Đồng chí trả lời tất cả trong một tin")


async def test_a_sheet_is_never_guessed(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("kiem tra")
    await phone.waits_for("Bài kiểm tra")
    await phone.says("kiểm tra chuyen đê 1")
    await phone.waits_for("Đồng chí trả lời tất cả trong một tin")
    await phone.says("1a 2b và chắc là c")
    assert (await phone.waits_for()).text.startswith("Tôi chưa chắc ý đồng chí nên chưa chấm câu nào.")
    await phone.says("1a 2b")
    shown = (await phone.waits_for("Đồng chí trả lời tất cả trong một tin")).text
    assert ("\nCâu 3" in shown, "\nCâu 1. " in shown.partition("Kiểm tra chuyên đề 1")[2]) == (True, False)
    await phone.says("1a")
    await phone.waits_for("Tôi chưa chắc ý đồng chí")


async def test_a_misspelt_label_picks_and_two_that_fit_are_asked_for_again(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("menu")
    await phone.waits_for("Đồng chí cần gì")
    await phone.says("bai hocj")
    assert (await phone.waits_for()).text.startswith("Bài học của đồng chí")
    await phone.says("kiem tra")
    await phone.waits_for("Bài kiểm tra")
    await phone.says("kiem tra chuyen de 7")
    asked = await phone.waits_for("Ý đồng chí là mục nào?")
    assert asked.labels == [f"Kiểm tra chuyên đề {number}" for number in (1, 2, 3, 4)]
    await phone.says("3")
    await phone.waits_for("Kiểm tra chuyên đề 3")


async def test_a_lesson_asks_its_question_in_the_same_message(real: Program) -> None:
    learner = await registered(real)
    phone, course = learner.phone, real.app.school.course
    first, second = course.lessons_for("bi-thu-chi-bo")[:2]
    assert (first.check, second.check) != (None, None)
    await phone.taps("📖 Đọc bài đầu tiên")
    shown = await phone.waits_for(first.title)
    assert shown.labels == [*"ABC", "📚 Danh sách bài", "🏠 Trang chính"]
    await phone.says("chưa rõ lắm")
    asked = await phone.waits_for()
    assert asked.text.startswith("Câu này đồng chí chọn một chữ cái: A, B, C.")
    assert asked.labels == [*"ABC", "📖 Xem lại bài"]
    await phone.says("câu b")
    onward = await phone.waits_for(second.title)
    assert (f"đồng chí đọc xong bài “{first.title}”" in onward.text, onward.labels[:3]) == (True, [*"ABC"])
    assert await real.look(select(lesson_reads.c.lesson).where(lesson_reads.c.read_at.is_not(None))) == [(first.id,)]


async def test_a_situation_is_played_to_its_end(real: Program) -> None:
    phone = (await registered(real)).phone
    await phone.says("tình huống")
    listed = await phone.waits_for("Tình huống")
    await phone.taps(real.app.school.course.situations[0].title, listed)
    await phone.taps("▶️", await phone.waits_for("Hai điều cần giữ"))
    await phone.waits_for("Quyết định 1")
    await phone.says("chưa biết")
    shown = await phone.waits_for("Đồng chí trả lời bằng chữ cái đứng trước việc mình chọn.")
    before, decisions = sends(real), 0
    while "A" in shown.labels:
        await phone.says(("a", "câu a", "đáp án A nhé")[decisions % 3])
        decisions += 1
        shown = await phone.waits_for(lambda message: len(message.labels) > 0)
    assert 4 <= decisions <= 6
    assert shown.labels[-2:] == ["🧭 Tình huống", "🏠 Trang chính"]
    assert sends(real) - before <= decisions + 2  # the ending and the look back may take three
