"""Notices in time: released when due, skipped when it is too late and told once, also when the clock jumps."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.rehearsal.phone import Phone
from storage.engine import Store
from storage.tables import notices, outbox
from tests.bot.conftest import Start
from tests.bot.program import BEGINS, TOKEN, Program


async def trainer(program: Program, chat: int = 400_000) -> Phone:
    """The phone of a trainer."""
    await program.learners(1, first=chat, role="trainer")
    phone = await program.phone("Lê Minh Tâm")
    phone.id = chat
    return phone


async def told(phone: Phone) -> list[str]:
    return [message.text for message in await phone.messages() if message.by_bot]


async def _alerts(store: Store) -> list[tuple[Any, ...]]:
    rows = await store.all(select(notices.c.key, notices.c.state).where(notices.c.kind == "alert"))
    return [tuple(row) for row in rows]


async def alerts(program: Program) -> list[tuple[Any, ...]]:
    async with program.app.db.read() as store:
        return await _alerts(store)


async def test_a_notice_leaves_when_it_is_due_and_not_before(program: Program) -> None:
    await program.learners(3)
    notice = await program.notice("hẹn giờ", after=timedelta(seconds=1))
    assert (await program.find(notice)).state == "planned"
    assert await program.ended(notice) == {"sent": 3}
    found = await program.find(notice)
    assert found.released_at is not None
    assert found.due <= found.released_at < found.due + timedelta(seconds=1)


async def test_a_jump_forward_releases_what_it_passes_and_skips_what_is_over_with_one_alert(program: Program) -> None:
    await program.learners(3)
    staff = await trainer(program)
    lasting = await program.notice("còn hạn", after=timedelta(hours=30))
    hour = timedelta(hours=1)
    over = [
        await program.notice(f"quá hạn {n}", after=n * hour, kind="reminder", expires_at=BEGINS + (n + 1) * hour)
        for n in range(30, 42)
    ]
    program.clock.jump(BEGINS + timedelta(hours=100))
    assert await program.ended(lasting) == {"sent": 3}
    for notice in over:
        assert await program.ended(notice, "skipped") == {}
    [alert] = await _all_told(program, staff, 1)
    lines = alert.splitlines()
    assert lines[0].startswith("⚠️ Có ")
    assert [line for line in lines if line.startswith("• quá hạn")] != []
    assert len(await alerts(program)) == 1
    assert {call["params"]["text"] for call in program.calls() if call["params"]["chat_id"] != str(staff.id)} == {
        "còn hạn"
    }


async def _all_told(program: Program, staff: Phone, count: int) -> list[str]:
    await staff.waits_for()
    await program.quiet(0)
    texts = await told(staff)
    assert len(texts) == count
    return texts


async def test_one_skipped_notice_is_named(program: Program) -> None:
    staff = await trainer(program)
    expires = BEGINS - timedelta(minutes=1)
    notice = await program.notice("Buổi *đầu*", after=-timedelta(minutes=9), kind="reminder", expires_at=expires)
    assert await program.ended(notice, "skipped") == {}
    phrase = program.app.school.phrases.get("alerts.skipped").replace("**", "")
    expected = phrase.format(title="Buổi *đầu*", reason="đã quá giờ")
    assert await _all_told(program, staff, 1) == [expected.strip()]


async def test_what_has_not_left_when_the_time_is_over_is_skipped(start: Start) -> None:
    async with start(bulk_rate=2) as program:
        await program.learners(20)
        staff = await trainer(program)
        expires = program.clock.now() + timedelta(minutes=1)
        notice = await program.notice("sắp học", kind="reminder", expires_at=expires)
        await program.until(
            lambda store: store.value(select(outbox.c.state).where(outbox.c.state == "sent").limit(1)), "sent"
        )
        program.clock.advance(timedelta(seconds=61))
        tally = await program.ended(notice)
        assert (tally["sent"] < 10, tally["sent"] + tally["skipped"]) == (True, 20)
        alert = await staff.waits_for("sắp học")
        assert alert.text.splitlines()[0] == "⚠️ Có thông báo không gửi được"
        sent = [call for call in program.calls() if call["params"]["text"] == "sắp học"]
        assert len(sent) == tally["sent"]


async def test_a_jump_back_leaves_nothing_waiting_for_the_old_time(program: Program) -> None:
    await program.learners(2)
    phone = await program.phone()
    await program.faults(storm_429={"share": 1, "retry_after": 60, "methods": ["sendMessage"]})
    await phone.says("chào")
    await program.until(lambda store: store.value(select(outbox.c.not_before > program.clock.now())), True)
    await program.faults()
    program.clock.advance(-timedelta(minutes=30))
    await phone.waits_for("chào", timeout=3)
    await program.quiet(1)
    assert await program.look(select(outbox.c.state, outbox.c.attempts)) == [("sent", 1)]


async def test_what_waits_under_another_clock_leaves_at_the_next_start(start: Start) -> None:
    async with start() as program:
        phone = await program.phone()
        program.clock.jump(BEGINS + timedelta(days=1))
        await program.faults(storm_429={"share": 1, "retry_after": 60, "methods": ["sendMessage"]})
        await phone.says("chào")
        await program.until(lambda store: store.value(select(outbox.c.not_before > program.clock.now())), True)
    program.rehearsal.faults = type(program.rehearsal.faults)()
    async with start() as program:
        await program.quiet(1)
        assert await told(phone) == ["chào"]


async def test_a_refused_token_is_told_once_and_again_only_after_it_has_worked(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in ("bot.app.REFUSED_SECONDS", "bot.app.CONNECT_SECONDS", "bot.intake.REFUSED_SECONDS"):
        monkeypatch.setattr(where, 0.05)
    async with start() as program:
        staff, phone = await trainer(program), await program.phone()
        rehearsal = program.rehearsal
        revoked = TOKEN.replace("AA", "ZZ")

        async def refuse_for_a_while() -> None:
            rehearsal.token = revoked
            rehearsal.updates.put("message", {"text": "from nowhere"}, ("message", 0))  # ends the poll that waits
            await asyncio.sleep(0.5)  # several polls
            rehearsal.token = TOKEN
            await phone.says("được chưa?")
            await phone.waits_for("được chưa?")

        first = f"alert:refused:telegram:664000:{BEGINS:%Y%m%d}"
        await refuse_for_a_while()
        program.clock.advance(timedelta(minutes=1))  # the alert itself met the refusal, and waits
        await staff.waits_for("không nhận mã bot")
        await program.until(_alerts, [(first, "done")])
        await refuse_for_a_while()
        assert await alerts(program) == [(first, "done")]
        program.clock.advance(timedelta(days=1))
        await refuse_for_a_while()
        second = f"alert:refused:telegram:664000:{BEGINS + timedelta(days=1):%Y%m%d}"
        assert [key for key, _ in await alerts(program) if key.startswith("alert:refused:")] == [first, second]


async def test_a_second_poller_is_told_to_the_trainers_once(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.intake.REFUSED_SECONDS", 0.2)
    async with start() as program:
        staff = await trainer(program)
        url = f"{program.page}/bot{TOKEN}/getUpdates"
        for _ in range(5):
            async with program.session.get(url, params={"timeout": "1"}) as answer:
                assert answer.status in {200, 409}
        await staff.waits_for("một chương trình khác đang nhận tin của bot này")
        phone = await program.phone()
        await phone.says("chào")
        await phone.waits_for("chào")
        assert len(await alerts(program)) == 1
        assert len(await told(staff)) == 1


CLOCK: list[tuple[object, int, float]] = [
    ({"advance": 60}, 200, 60),
    ({"advance": -60}, 200, -60),
    ({"to": "2026-05-22T19:55:00"}, 200, 3600),
    ({"to": "2026-05-22T12:55:00+00:00"}, 200, 3600),
    ({"next": False}, 200, 0),
    ({}, 400, 0),
    ([], 400, 0),
    (7, 400, 0),
    ({"advance": "x"}, 400, 0),
    ({"advance": "nan"}, 400, 0),
    ({"advance": 1e300}, 400, 0),
    ({"to": "hôm qua"}, 400, 0),
    ({"to": 5}, 400, 0),
]


async def test_the_rehearsals_clock_over_http(program: Program) -> None:
    for wish, status, moved in CLOCK:
        program.clock.jump(BEGINS)
        async with program.session.post(f"{program.running.address}/clock", json=wish) as answer:
            assert (wish, answer.status) == (wish, status)
        ahead = (program.clock.now() - BEGINS).total_seconds() - moved
        assert (wish, 0 <= ahead < 5) == (wish, True)


async def test_the_clock_goes_to_the_next_notice_and_says_what_comes(program: Program) -> None:
    await program.learners(1)
    notice = await program.notice("kế tiếp", after=timedelta(minutes=2))
    url = f"{program.running.address}/clock"
    async with program.session.get(url) as answer:
        assert (await answer.json())["next"]["title"] == "kế tiếp"
    async with program.session.post(url, json={"next": True}) as answer:
        assert (await answer.json())["next"]["title"] != "kế tiếp"
    assert await program.ended(notice) == {"sent": 1}


async def test_a_real_program_has_no_clock_to_move(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.app import App
    from bot.clock import SystemClock

    async with start() as program:
        app = App(program.app.settings, SystemClock())
        assert [route.path for route in app._web().routes] == ["/healthz", "/metrics"]  # type: ignore[attr-defined]
        await app.db.close()
