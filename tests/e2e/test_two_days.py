"""The whole class: two hundred learners, a trainer, coordinators, from the eve of the first day past the deadline.

What is expected is counted from the scripts of what each of them did and from what the server's log says that the bot
sent; the program's own tables are not asked.
"""

from __future__ import annotations

import pytest

from tests.e2e.cast import EVE, EVENING, FIRST_MORNING, NOON, SECOND_MORNING, TAKES_BACK, Member, at
from tests.e2e.conftest import Phones
from tests.e2e.program import Program
from tests.e2e.staff import Coordinator, Trainer
from tests.e2e.tables import (
    ESSAYS,
    LEARNERS,
    SUMMARY,
    essay_files,
    essays_table,
    files_in,
    learners_table,
    summary_table,
    table,
)
from tests.e2e.two_days import DUE, TwoDays, reached

NOTICE = "Mời các đồng chí ở Lâm Đồng họp nhóm lúc 20:30 tối nay.\nMang theo *sổ* & bút <nhé>!"
SENT_AT, END = at(23, 17, 30), at(31, 23)


@pytest.mark.long
async def test_the_whole_class_of_two_days(program: Program, phones: Phones) -> None:
    class_ = TwoDays(program, phones)
    trainer = Trainer(await phones("Lê Minh Tâm"))
    of_all, of_province = Coordinator(await phones("Phạm Thu Hà")), Coordinator(await phones("Đỗ Quang Vinh"))
    await trainer.redeems(await program.tool("invite", "trainer", "--plain"))
    await of_all.redeems(await program.tool("invite", "coordinator", "--plain"))
    await of_province.redeems(await program.tool("invite", "coordinator", "--province", "Lâm Đồng", "--plain"))

    await class_.come(EVE)
    await class_.look_on()
    await class_.until(at(22, 20))
    await class_.learn()
    await class_.come(FIRST_MORNING)
    await class_.until(NOON)
    await class_.block()
    await _a_notice_reaches_its_audience(class_, trainer)
    await class_.come(SECOND_MORNING)
    for moment in (at(24, 20), at(25, 20)):
        await class_.hand_in(moment)
    await class_.until(TAKES_BACK)
    await class_.take_back()
    for moment in (at(29, 9), at(30, 20), at(31, 15), at(31, 18)):
        await class_.hand_in(moment)

    assert {words: reached(program, words) for _, words in DUE} == class_.expected
    assert {call["result"] for call in program.calls()} == {"ok"}
    await the_export_has_it_all(class_.members, of_all)
    await the_province_has_its_own(class_.members, of_province)


async def _a_notice_reaches_its_audience(class_: TwoDays, trainer: Trainer) -> None:
    """And its report counts what the log counts; a resend goes to those who are back, and to nobody else."""
    await class_.until(SENT_AT)
    groups = ("Công chức chính quyền cấp xã", "Cơ quan tham mưu của Đảng ủy")
    audience = [
        member
        for member in class_.members
        if member.registered(SENT_AT) and member.pupil.province == "Lâm Đồng" and member.pupil.group in groups
    ]
    there = [member for member in audience if not member.away(SENT_AT)]
    preview = {str(trainer.phone.id): 1}
    missed = len(audience) - len(there)

    notice = await trainer.writes(NOTICE, groups=groups, province="Lâm Đồng")
    assert (notice.people, notice.unreachable) == (len(audience), missed)
    ended = await trainer.sends(notice)
    assert (ended.reached, ended.people) == (len(there), len(audience))
    assert ended.counts == {"Đã gửi": len(there), "Không liên lạc được": missed}
    assert reached(class_.program, NOTICE) == {member.chat: 1 for member in there} | preview

    await class_.until(EVENING)
    await class_.come_back()
    back = [member for member in audience if member.returns]
    ended = await trainer.resends(len(back))
    assert (ended.reached, ended.people) == (len(back), missed)
    assert reached(class_.program, NOTICE) == {member.chat: 1 for member in [*there, *back]} | preview


async def the_export_has_it_all(everybody: list[Member], coordinator: Coordinator) -> None:
    """Its tables cell by cell, its files byte by byte."""
    handed_in = [member for member in everybody if member.handed_in(END)]
    book = await coordinator.downloads_excel()
    assert table(book, "Bài thu hoạch", ESSAYS) == essays_table(handed_in)
    assert table(book, "Học viên", LEARNERS) == learners_table(everybody, END)
    assert table(book, "Tổng hợp", SUMMARY) == summary_table(everybody, END)
    assert files_in(await coordinator.downloads_zip()) == essay_files(handed_in)


async def the_province_has_its_own(everybody: list[Member], coordinator: Coordinator) -> None:
    """As the whole class's, of its people alone."""
    own = [member for member in everybody if member.pupil.province == "Lâm Đồng"]
    book = await coordinator.downloads_excel()
    assert table(book, "Bài thu hoạch", ESSAYS) == essays_table([member for member in own if member.handed_in(END)])
    assert table(book, "Học viên", LEARNERS) == learners_table(own, END)
    assert table(book, "Tổng hợp", SUMMARY) == summary_table(own, END)
